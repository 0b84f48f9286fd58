-- Decisions of the competent authority, with every date that can start a clock. Append-only: what
-- takes the place of a decision is a row that names it and says why: corrected (it was written down
-- wrongly and never counts) or reconsidered (it stood until the authority decided again).
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
    replaces @ID@ references decision (decision),
    replaces_why @TEXT@, -- codes decision_change: corrected, reconsidered
    recorded_at @INTEGER@ not null,
    recorded_by @ID@ not null
) @STRICT@;
create index decision_by_person on decision (person, recorded_at);
-- Two people who correct the same row at the same time do not both succeed.
create unique index decision_replaced_once on decision (replaces, replaces_why)
    where replaces is not null;
