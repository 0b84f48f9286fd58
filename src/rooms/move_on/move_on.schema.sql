-- A step of a person's move-on plan that somebody owns. Which steps there are and by when is worked
-- out from the law's clocks (law/move_on.h); here stands who does it. When it was done, and by
-- whom, is its follow-up's.
create table move_on_step (
    person @ID@ not null references person (person),
    step @TEXT@ not null, -- codes move_on_step
    follow_up @ID@ not null references follow_up (follow_up),
    owner @ID@ not null, -- staff
    opened_at @INTEGER@ not null,
    primary key (person, step)
) @ROWS_BY_KEY@;
create unique index move_on_step_by_follow_up on move_on_step (follow_up);

-- Asking a council to look at a person's homelessness, with her consent and to the council that she
-- chooses (Housing Act 1996 s213B in England). What the council answered comes later.
create table council_referral (
    council_referral @ID@ not null primary key,
    person @ID@ not null references person (person),
    council_sealed @BLOB@ not null, -- where she wants to live is hers to tell
    consent @TEXT@ not null, -- codes council_consent: in_writing, spoken
    consent_on @INTEGER@ not null,
    sent_on @INTEGER@ not null,
    recorded_at @INTEGER@ not null,
    recorded_by @ID@ not null,
    answer @TEXT@, -- codes council_answer
    answered_on @INTEGER@,
    answer_recorded_by @ID@
) @STRICT@;
create index council_referral_by_person on council_referral (person, sent_on);
