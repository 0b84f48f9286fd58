-- Lines kept from the list of who looked (audit_suppression.h).

--: suppression_insert(suppression task_id, person person_id, day date, role text, ground text,
--:     review_on date, first_by staff_id, first_role text, first_at instant) exec
insert into suppression (suppression, person, day, role, ground, review_on, first_by, first_role,
                      first_at, second_by, second_at, ended_by, ended_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, null, null, null);

--: suppression_confirm(suppression task_id, person person_id, second_by staff_id, role text,
--:     now instant, today date) exec changed
-- Never by the first, never in the first's role, never after its day.
update suppression set second_by = $3, second_at = $5
 where suppression = $1 and person = $2 and second_at is null and ended_at is null
   and review_on >= $6 and first_by <> $3 and first_role <> $4;

--: suppression_end(suppression task_id, person person_id, ended_by staff_id, now instant) exec
--:     changed
update suppression set ended_by = $3, ended_at = $4
 where suppression = $1 and person = $2 and ended_at is null;

--: suppression_of(person person_id) many
--> suppression task_id, day date, role text, ground text, review_on date, first_by staff_id,
--> first_by_name text?, first_role text, first_at instant, second_by_name text?,
--> second_at instant?, ended_at instant?
select w.suppression, w.day, w.role, w.ground, w.review_on, w.first_by,
       a.display_name as first_by_name, w.first_role, w.first_at, b.display_name as second_by_name,
       w.second_at, w.ended_at
  from suppression w
  left join account a on a.staff = w.first_by
  left join account b on b.staff = w.second_by
 where w.person = $1
 order by w.first_at desc, w.suppression;

--: suppression_now(person person_id, today date) many
--> day date, role text, ground text, is_confirmed flag
-- What is suppressed, and what waits for the second word: the log's lines about either would tell.
select day, role, ground, case when second_at is null then 0 else 1 end as is_confirmed
  from suppression
 where person = $1 and ended_at is null and review_on >= $2;

--: suppression_live(asker staff_id, today date) many
--> ref text, day date, role text, ground text, review_on date, is_confirmed flag
-- What waits for the second person, then what is in force, the nearest review first.
select p.ref, w.day, w.role, w.ground, w.review_on,
       case when w.second_at is null then 0 else 1 end as is_confirmed
  from suppression w
  join person p on p.person = w.person
 where w.ended_at is null and w.review_on >= $2
   and not exists (select 1 from conflict k where k.staff = $1 and k.record = w.person)
 order by w.second_at is not null, w.review_on, p.ref;
