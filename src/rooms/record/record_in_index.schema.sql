-- What a person's page reads of these stands whole in an index, so that no row is looked up for it.
-- What an index is limited to stands in it too: else SQLite looks it up in the row.
drop index household_member_by_person;
create index household_member_by_person on household_member (person, until_at);
drop index follow_up_by_person;
create index follow_up_by_person on follow_up (person, due_at, kind, done_at)
    where done_at is null;
drop index referral_by_household;
create index referral_by_household on referral (household, created_at, ref, state);
drop index decision_by_person;
create index decision_by_person on decision (person, recorded_at, decision, kind, outcome, made_on,
    dated_on, sent_on, received_on, reasons_received_on, replaces, replaces_why);
create index clock_running on clock (person, number, rule, meaning, law_state, started_on, due_on,
    due_at, not_before_on, is_alarm, is_silent)
    where is_silent = 0 and law_state in ('runs', 'paused');
