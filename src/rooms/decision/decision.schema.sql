-- Decisions of the competent authority, with every date that can start a clock. Append-only: a
-- correction is a new row that names the one it replaces.
create table decision (
    decision @ID@ not null primary key,
    person @ID@ not null references person (person),
    kind @TEXT@ not null, -- codes decision_kind: reasonable_grounds, conclusive_grounds, reconsideration
    outcome @TEXT@ not null, -- codes decision_outcome: positive, negative, asked, refused
    made_on @INTEGER@,
    dated_on @INTEGER@,
    sent_on @INTEGER@,
    received_on @INTEGER@,
    reasons_received_on @INTEGER@,
    replaces @ID@,
    recorded_at @INTEGER@ not null,
    recorded_by @ID@ not null
) @STRICT@;
create index decision_by_person on decision (person, recorded_at);
