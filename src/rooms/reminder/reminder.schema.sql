-- How long before its day a clock reminds its worker and the manager; a change is a new row. Days,
-- or for meaning 'hours' (clocks that count hours) hours; the longest first: '7,3,1'.
create table reminder_lead (
    meaning @TEXT@ not null, -- codes reminder_meaning
    from_at @INTEGER@ not null,
    worker_leads @TEXT@ not null,
    manager_leads @TEXT@ not null,
    set_by @ID@ not null,
    primary key (meaning, from_at)
) @ROWS_BY_KEY@;

-- Who has seen which reminder. A clock is known by its rule and its day: on another day it reminds
-- again.
create table reminder_seen (
    staff @ID@ not null,
    person @ID@ not null references person (person),
    rule @TEXT@ not null,
    due_on @INTEGER@ not null,
    again_at @INTEGER@ not null, -- from then on the next lead time reminds
    seen_at @INTEGER@ not null,
    primary key (staff, person, rule, due_on)
) @ROWS_BY_KEY@;

-- What was said of a clock that was missed, or met late. Rows are added; the last one counts.
create table reminder_answer (
    answer @ID@ not null primary key,
    person @ID@ not null references person (person),
    rule @TEXT@ not null,
    due_on @INTEGER@ not null,
    outcome @TEXT@ not null, -- codes missed_outcome
    reason @TEXT@ not null, -- codes missed_reason
    next_step @TEXT@, -- codes missed_step, of what is in hand
    next_on @INTEGER@,
    is_last @INTEGER@ not null,
    answered_by @ID@ not null,
    answered_at @INTEGER@ not null
) @STRICT@;
create unique index reminder_answer_last on reminder_answer (person, rule, due_on)
    where is_last = 1;
create index reminder_answer_by_at on reminder_answer (answered_at) where is_last = 1;

-- Deadlines that were met after their day.
create index clock_met_late on clock (closed_on)
    where law_state = 'met' and meaning = 'deadline' and closed_on > due_on;
