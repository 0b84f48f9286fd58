-- What the law's clocks say for a person, computed from dated facts by law/clock.h and kept so that
-- a worker's day and the strip on a person's page are one indexed read. Rewritten whole whenever one
-- of the facts changes. It says nothing of today: what is overdue is seen when it is read.
create table clock (
    person @ID@ not null references person (person),
    number @INTEGER@ not null, -- 1, 2, 3 ... in the order of the law's rows
    rule @TEXT@ not null, -- 'REC-EW-30S'
    meaning @TEXT@ not null, -- ends, deadline, expected, not_before, window, fact
    law_state @TEXT@ not null, -- runs, met, ended, superseded, undecided, fact
    started_on @INTEGER@ not null,
    due_on @INTEGER@, -- null: open, until the event that ends it
    due_at @INTEGER@, -- clocks that count hours
    not_before_on @INTEGER@, -- of an open clock
    closed_on @INTEGER@, -- met, ended, superseded
    is_silent @INTEGER@ not null, -- grade C: computed, never an alarm until a person turns it on
    is_alarm @INTEGER@ not null, -- what a worker's day shows
    primary key (person, number)
) @ROWS_BY_KEY@;
create index clock_alarm on clock (person, due_on) where is_alarm = 1;

-- Facts that start or end clocks and are not decisions: referral received, need of accommodation
-- identified, arrival, entry to support, journey plan agreed ... The kinds are the event codes of
-- law-data/events.csv.
create table clock_fact (
    person @ID@ not null references person (person),
    kind @TEXT@ not null, -- codes law_event
    happened_at @INTEGER@ not null,
    is_day @INTEGER@ not null, -- only the day is known; happened_at is its first instant in London
    known_at @INTEGER@ not null,
    recorded_by @ID@ not null,
    primary key (person, kind, happened_at)
) @ROWS_BY_KEY@;
