-- What people say about the clocks of a person beside facts and decisions. Rows are added and never
-- changed: each tells when it was true (_on, _at) and when Haven came to know it (known_at), so
-- that a day in the past can be asked for as it was known then.

-- A fact was written down wrongly: it did not happen, or it happened at another instant. The newest
-- row of a fact counts; right_at equal to happened_at says that it did happen after all.
create table clock_fact_mend (
    person @ID@ not null references person (person),
    kind @TEXT@ not null, -- codes law_event
    happened_at @INTEGER@ not null, -- of the fact as it stands in clock_fact
    known_at @INTEGER@ not null,
    right_at @INTEGER@, -- null: it did not happen
    recorded_by @ID@ not null,
    primary key (person, kind, happened_at, known_at)
) @ROWS_BY_KEY@;

-- Somebody stepped in: paused a clock, let it run again, extended, ended, cancelled or reopened it.
-- A clock is a rule and what started it: a decision, or a fact.
create table clock_step (
    step @ID@ not null primary key,
    person @ID@ not null references person (person),
    rule @TEXT@ not null, -- 'REC-N-45X'
    decision @ID@ references decision (decision),
    fact_kind @TEXT@, -- codes law_event, where no decision started it
    fact_at @INTEGER@,
    kind @TEXT@ not null, -- codes clock_step_kind
    happened_on @INTEGER@ not null,
    until_on @INTEGER@, -- a pause's end; the last day of what was extended
    reason @TEXT@ not null, -- codes clock_step_reason
    authority @TEXT@, -- codes clock_authority: who extended it
    note_sealed @BLOB@,
    known_at @INTEGER@ not null,
    recorded_by @ID@ not null
) @STRICT@;
create index clock_step_by_person on clock_step (person, happened_on, known_at);

-- The person came to live in another nation, from a day on. Without a day: the nation that
-- person.nation says was wrong from the beginning, and this is the right one.
create table clock_move (
    move @ID@ not null primary key,
    person @ID@ not null references person (person),
    nation @TEXT@ not null check (nation in ('E', 'W', 'S', 'N')),
    from_on @INTEGER@,
    replaces @ID@ references clock_move (move), -- which was written down wrongly
    known_at @INTEGER@ not null,
    recorded_by @ID@ not null
) @STRICT@;
create index clock_move_by_person on clock_move (person, known_at);
create unique index clock_move_replaced_once on clock_move (replaces) where replaces is not null;

-- An administrator turned a silent rule of the law on, or off again, for everybody. The newest row
-- of a rule counts.
create table clock_switch (
    rule @TEXT@ not null,
    known_at @INTEGER@ not null,
    is_on @INTEGER@ not null,
    recorded_by @ID@ not null,
    primary key (rule, known_at)
) @ROWS_BY_KEY@;

-- Under which law the rows of table clock were computed, and how far the computing of all of them
-- anew has come: at the start after an upgrade, and when a silent rule was turned on or off.
create table clock_recompute (
    one @INTEGER@ not null primary key check (one = 1),
    law @TEXT@ not null, -- law/book.h, digest
    after_person @ID@, -- people up to this one are done; null: all are
    begun_at @INTEGER@ not null
) @STRICT@;

-- What the rows of table clock said, each time one of them changed: the clock as Haven showed it
-- from known_at on. law_state gone: it ran no longer, because what started it was corrected.
create table clock_change (
    person @ID@ not null references person (person),
    known_at @INTEGER@ not null,
    change @ID@ not null,
    rule @TEXT@ not null,
    law_state @TEXT@ not null, -- as in table clock, or gone
    started_on @INTEGER@ not null,
    due_on @INTEGER@,
    due_at @INTEGER@,
    not_before_on @INTEGER@,
    closed_on @INTEGER@,
    is_silent @INTEGER@ not null,
    is_alarm @INTEGER@ not null,
    law @TEXT@ not null, -- law/book.h, digest
    primary key (person, known_at, change)
) @ROWS_BY_KEY@;
