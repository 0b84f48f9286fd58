-- What a council answered before it answered otherwise, or before it was written down rightly. The
-- answer that stands is the council_referral's own.
create table council_answer_before (
    council_referral @ID@ not null references council_referral (council_referral),
    replaced_at @INTEGER@ not null,
    replaced_by @ID@ not null, -- staff
    answer @TEXT@ not null, -- codes council_answer
    answered_on @INTEGER@ not null,
    recorded_by @ID@ not null,
    primary key (council_referral, replaced_at)
) @ROWS_BY_KEY@;
