--: referral_insert(referral referral_id, ref text, household household_id, person person_id,
--:     wrapped_key blob, is_tonight flag, urgency integer, needed_at instant, taken_by staff_id,
--:     now instant) exec fallible
-- Fallible: the reference may be used already; then another is drawn.
insert into referral (referral, ref, household, person, wrapped_key, state, is_tonight, urgency,
                      needed_at, taken_by, created_at, changed_at, unable_reason,
                      no_safe_house_reason, version)
values ($1, $2, $3, $4, $5, 'unplaced', $6, $7, $8, $9, $10, $10, null, null, 1);

--: referral_row(referral referral_id) one
--> referral referral_id, ref text, household household_id, person person_id, wrapped_key blob,
--> state text, is_tonight flag, urgency integer, needed_at instant, taken_by staff_id,
--> created_at instant, changed_at instant, unable_reason text?, version integer
select referral, ref, household, person, wrapped_key, state, is_tonight, urgency, needed_at,
       taken_by, created_at, changed_at, unable_reason, version
from referral where referral = $1;

--: referral_ties(referral referral_id, offered integer, now instant) many
--> circle circle_id, relation integer, until_at instant
-- Who reads the call, and until when; a house that was only asked reads no person.
select circle, relation, until_at from tie
 where record = $1 and relation <> $2 and until_at > $3
 order by circle, relation;

--: referral_of_ref(ref text) one
--> referral referral_id
select referral from referral where ref = $1;

--: referral_of_person(person person_id) many
--> referral referral_id, ref text, state text, created_at instant
-- Newest first.
select referral, ref, state, created_at from referral where person = $1
order by created_at desc, referral;

--: referral_state_set(referral referral_id, state text, now instant) exec
update referral set state = $2, changed_at = $3, version = version + 1 where referral = $1;

--: referral_unable_set(referral referral_id, reason text?) exec
update referral set unable_reason = $2 where referral = $1;

--: referral_count_add(state text, number integer) exec
-- The tabs of the desk are kept, not counted.
update referral_count set number = number + $2 where state = $1;

--: referral_touch(referral referral_id, now instant) exec
update referral set changed_at = $2, version = version + 1 where referral = $1;

--: referral_urgency_set(referral referral_id, urgency integer) exec
update referral set urgency = $2 where referral = $1;

--: referral_tonight_set(referral referral_id, is_tonight flag, urgency integer, now instant) exec
update referral set is_tonight = $2, urgency = $3, changed_at = $4, version = version + 1
where referral = $1;

--: referral_needed_set(referral referral_id, needed_at instant) exec
update referral set needed_at = $2 where referral = $1;

--: referral_no_safe_house_set(referral referral_id, reason text?) exec
update referral set no_safe_house_reason = $2 where referral = $1;

--: referral_answer_list(referral referral_id) many
--> person person_id, question text, answer_sealed blob, answered_at instant, answered_by staff_id
select person, question, answer_sealed, answered_at, answered_by from referral_answer
where referral = $1 order by person, question;

--: referral_answer_mark(referral referral_id, person person_id, question text) one
--> answered_at instant, answered_by staff_id
-- When and by whom, to tell a page that was open for too long.
select answered_at, answered_by from referral_answer
where referral = $1 and person = $2 and question = $3;

--: referral_answer_put(referral referral_id, person person_id, question text,
--:     answer_sealed blob, now instant, answered_by staff_id) exec
insert into referral_answer (referral, person, question, answer_sealed, answered_at, answered_by)
values ($1, $2, $3, $4, $5, $6)
on conflict (referral, person, question) do update
set answer_sealed = excluded.answer_sealed, answered_at = excluded.answered_at,
    answered_by = excluded.answered_by;

--: referral_answer_drop(referral referral_id, person person_id, question text) exec
delete from referral_answer where referral = $1 and person = $2 and question = $3;

--: referral_counts() many
--> state text, number integer
select state, number from referral_count order by state;

--: referral_ids() many
--> referral referral_id, ref text
-- All of them, oldest first, for an export of everything.
select referral, ref from referral order by created_at, referral;
