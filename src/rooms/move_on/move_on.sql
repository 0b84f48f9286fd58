--: move_on_rows(person person_id) many
--> step text, follow_up task_id, circle circle_id, owner staff_id, owner_name text,
-->     due_at instant, done_at instant?, done_name text?
select s.step, s.follow_up, f.circle, s.owner, owner.display_name as owner_name, f.due_at,
       f.done_at, doer.display_name as done_name
  from move_on_step s
  join follow_up f on f.follow_up = s.follow_up
  join account owner on owner.staff = s.owner
  left join account doer on doer.staff = f.done_by
 where s.person = $1
 order by s.step;

--: move_on_insert(person person_id, step text, follow_up task_id, owner staff_id, now instant) exec
insert into move_on_step (person, step, follow_up, owner, opened_at)
values ($1, $2, $3, $4, $5);

--: move_on_own(person person_id, step text, owner staff_id) exec changed
update move_on_step set owner = $3 where person = $1 and step = $2;

--: move_on_reopen(person person_id, step text, follow_up task_id, owner staff_id) exec changed
-- The follow-up that was done stays as it was; the step has a new one.
update move_on_step set follow_up = $3, owner = $4 where person = $1 and step = $2;

--: move_on_of_follow_up(follow_up task_id) one
--> person person_id, step text
select person, step from move_on_step where follow_up = $1;

--: council_referral_insert(council_referral council_referral_id, person person_id,
--:     council_sealed blob, consent text, consent_on date, sent_on date, now instant,
--:     staff staff_id) exec
insert into council_referral (council_referral, person, council_sealed, consent, consent_on,
                              sent_on, recorded_at, recorded_by, answer, answered_on,
                              answer_recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, null, null, null);

--: council_referral_rows(person person_id) many
--> council_referral council_referral_id, council_sealed blob, consent text, consent_on date,
-->     sent_on date, answer text?, answered_on date?
select council_referral, council_sealed, consent, consent_on, sent_on, answer, answered_on
  from council_referral
 where person = $1
 order by sent_on desc, recorded_at desc;

--: council_referral_answer(council_referral council_referral_id, answer text, answered_on date,
--:     staff staff_id) exec changed
update council_referral set answer = $2, answered_on = $3, answer_recorded_by = $4
 where council_referral = $1;
