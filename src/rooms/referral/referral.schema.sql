-- A referral: one call for one household. The answers to its questions (law-data/referral.json) are
-- rows, so each is saved as it is typed.
create table referral (
    referral @ID@ not null primary key,
    ref @TEXT@ not null unique,
    household @ID@ not null references household (household),
    person @ID@ not null references person (person), -- the adult it is about
    wrapped_key @BLOB@ not null, -- answers are sealed under the referral's own key
    state @TEXT@ not null check (state in ('unplaced', 'held', 'offered', 'placed', 'unable', 'closed')),
    is_tonight @INTEGER@ not null, -- "only what tonight needs"
    urgency @INTEGER@ not null, -- tier 0, 1, 2 of placement.md 3.1
    needed_at @INTEGER@ not null,
    taken_by @ID@ not null,
    created_at @INTEGER@ not null,
    changed_at @INTEGER@ not null,
    unable_reason @TEXT@, -- codes unable_reason
    no_safe_house_reason @TEXT@, -- codes no_safe_house_reason (seeds/000 Rec 2)
    version @INTEGER@ not null
) @STRICT@;
create index referral_by_state on referral (state, urgency, needed_at);
create index referral_by_household on referral (household);
create index referral_by_person on referral (person);

-- person is the child the answer is about, or 0.
create table referral_answer (
    referral @ID@ not null references referral (referral),
    person @ID@ not null,
    question @TEXT@ not null,
    answer_sealed @BLOB@ not null,
    answered_at @INTEGER@ not null,
    answered_by @ID@ not null,
    primary key (referral, person, question)
) @ROWS_BY_KEY@;

-- The tabs of the desk are kept, not counted.
create table referral_count (
    state @TEXT@ not null primary key,
    number @INTEGER@ not null
) @STRICT@;
insert into referral_count (state, number) values ('unplaced', 0), ('held', 0), ('offered', 0),
    ('placed', 0), ('unable', 0), ('closed', 0);
