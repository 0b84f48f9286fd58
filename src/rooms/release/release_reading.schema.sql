-- How much of a document Haven itself could read when somebody said that nobody else is in it
-- (release_look.h). Null: it was left out at once, or looked at before Haven kept that.
alter table release_look add column reading @TEXT@
    check (reading in ('whole', 'pictures', 'part', 'none')); -- codes release_reading
