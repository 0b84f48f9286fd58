--: council_answer_keep(council_referral council_referral_id, now instant, staff staff_id) exec
-- Before another answer takes its place; where there is none, nothing is kept.
insert into council_answer_before (council_referral, replaced_at, replaced_by, answer, answered_on,
                                   recorded_by)
select council_referral, $2, $3, answer, answered_on, answer_recorded_by
  from council_referral
 where council_referral = $1 and answer is not null
   and not exists (select 1 from council_answer_before b
                    where b.council_referral = $1 and b.replaced_at = $2);

--: council_answers_before(person person_id) many
--> council_referral council_referral_id, answer text, answered_on date, replaced_at instant
select b.council_referral, b.answer, b.answered_on, b.replaced_at
  from council_answer_before b
  join council_referral r on r.council_referral = b.council_referral
 where r.person = $1
 order by b.replaced_at desc, b.council_referral;
