-- A person's page tells newest first: with these the rows come in that order and none is sorted.
drop index placement_by_household;
create index placement_by_household on placement (household, held_at);
drop index referral_by_household;
create index referral_by_household on referral (household, created_at);
drop index follow_up_by_person;
create index follow_up_by_person on follow_up (person, due_at) where done_at is null;
