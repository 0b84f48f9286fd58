-- What the law's clocks say for a person, computed from dated facts by law/clock.h and kept so that
-- a worker's day is one indexed read. Rewritten whole whenever one of the facts changes.
create table clock (
    person @ID@ not null references person (person),
    rule @TEXT@ not null, -- 'REC-EW-30S'
    started_on @INTEGER@ not null,
    due_on @INTEGER@, -- null: open, until the event that ends it
    due_at @INTEGER@, -- clocks that count hours
    not_before_on @INTEGER@, -- of an open clock
    is_silent @INTEGER@ not null, -- grade C: computed, never an alarm until a person turns it on
    primary key (person, rule, started_on)
) @ROWS_BY_KEY@;
create index clock_by_due on clock (due_on) where is_silent = 0 and due_on is not null;

-- Facts that start clocks and are not decisions: referral received, entry to support, arrival,
-- need of accommodation identified.
create table clock_fact (
    person @ID@ not null references person (person),
    kind @TEXT@ not null, -- codes clock_fact_kind
    happened_at @INTEGER@ not null,
    known_at @INTEGER@ not null,
    recorded_by @ID@ not null,
    primary key (person, kind, happened_at)
) @ROWS_BY_KEY@;
