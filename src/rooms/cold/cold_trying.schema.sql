-- When a thaw failed the last time (cold_thawing.c); null: its last step was done, or it has had none.
alter table thawing add column tried_at @INTEGER@;
