-- Everybody's households, those she has left too: what was done for her is looked for in all of them
-- (person_quiet).
create index household_member_by_person on household_member (person);
