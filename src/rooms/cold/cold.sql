-- Records that have gone cold (cold.h).

-- ---- going cold ------------------------------------------------------------------------------

--: cold_due(before_ instant, today date, now instant, after_person person_id,
--:     last_person person_id, limit_ integer) many
--> person person_id
-- Nothing was done for her since, nothing is open, no clock of hers that warns is still to come,
-- and of those who lived with her nobody was heard of since either: her calls tell of them too.
select q.person
  from person_quiet q
 where q.person > $4 and q.person <= $5 and q.changed_at < $1
   and not exists (select 1 from cold_case c
                    where c.person = q.person
                      and (c.thawed_until_at is null or c.thawed_until_at > $3))
   and not exists (select 1 from erasure e where e.person = q.person and e.erased_at is not null)
   and q.is_open = 0 and q.last_at < $1
   and not exists (select 1 from clock k
                    where k.person = q.person and k.is_alarm = 1 and k.due_on >= $2)
   and not exists (select 1
                     from household_member own
                     join household_member m on m.household = own.household
                                            and m.person <> own.person
                     join person_quiet o on o.person = m.person
                    where own.person = q.person and (o.is_open = 1 or o.last_at >= $1))
 order by q.person
 limit $6;

--: cold_keys(person person_id) many
--> kind integer, owner integer, wrapped_key blob
-- What is sealed of her: under her own key, those of her calls, and of emergencies about her. The
-- kinds are those of vault.h.
select 1 as kind, person as owner, wrapped_key
  from person
 where person = $1 and length(wrapped_key) > 0
 union all
select 6, referral, wrapped_key
  from referral
 where person = $1 and length(wrapped_key) > 0
 union all
select 7, emergency, wrapped_key
  from emergency
 where record = $1 and length(wrapped_key) > 0
 order by 1, 2;

--: cold_key_of_person(person person_id, wrapped_key blob) exec changed
-- Neither her last change nor her version moves: nothing was done for her.
update person set wrapped_key = $2 where person = $1;

--: cold_key_of_referral(person person_id, referral referral_id, wrapped_key blob) exec changed
update referral set wrapped_key = $3 where referral = $2 and person = $1;

--: cold_key_of_emergency(person person_id, emergency emergency_id, wrapped_key blob) exec changed
update emergency set wrapped_key = $3 where emergency = $2 and record = $1;

--: cold_case_put(person person_id, wrapped_key blob, key_mark text, born_year integer?,
--:     now instant) exec
insert into cold_case (person, wrapped_key, key_mark, born_year, cold_at, thawed_until_at, cut_at)
values ($1, $2, $3, $4, $5, null, null)
on conflict (person) do update
   set wrapped_key = excluded.wrapped_key, key_mark = excluded.key_mark,
       born_year = excluded.born_year, cold_at = excluded.cold_at, thawed_until_at = null,
       cut_at = null;

--: cold_calls(person person_id) many
--> referral referral_id
select referral from referral where person = $1;

--: cold_thawed(before_ instant, limit_ integer) many
--> person person_id
-- Whose thaw is over.
select person from cold_case where thawed_until_at <= $1 order by thawed_until_at, person limit $2;

--: cold_case_forget(person person_id) exec
-- Her case has been opened again: nothing of hers is cold.
delete from cold_case where person = $1;

-- ---- the lists -------------------------------------------------------------------------------

--: cold_list(asker staff_id, before_ instant, before_ref text, limit_ integer) many
--> ref text, cold_at instant, key_mark text
-- The newest first. Whom a conflict flag keeps from the asker, and who is erased, is not there.
select p.ref, c.cold_at, c.key_mark
  from cold_case c
  join person p on p.person = c.person
 where c.thawed_until_at is null and length(c.wrapped_key) > 0
   and (c.cold_at, p.ref) < ($2, $3)
   and not exists (select 1 from conflict k where k.staff = $1 and k.record = c.person)
 order by c.cold_at desc, p.ref desc
 limit $4;

--: cold_count(asker staff_id) one
--> number integer
select count(*) as number
  from cold_case c
 where c.thawed_until_at is null and length(c.wrapped_key) > 0
   and not exists (select 1 from conflict k where k.staff = $1 and k.record = c.person);

--: thaw_list(asker staff_id, now instant) many
--> thaw task_id, ref text, reason text, asked_by_name text?, asked_role text, asked_at instant,
--> outcome text?, until_at instant?, is_being_opened flag
-- What waits for an answer, the oldest first; then what is being opened, or is open now.
select t.thaw, t.ref, t.reason, a.display_name as asked_by_name, t.asked_role, t.asked_at,
       t.outcome, t.until_at, case when g.thaw is null then 0 else 1 end as is_being_opened
  from thaw t
  left join account a on a.staff = t.asked_by
  left join thawing g on g.thaw = t.thaw
 where (t.outcome is null or t.until_at > $2 or g.thaw is not null)
   and not exists (select 1 from conflict k where k.staff = $1 and k.record = t.person)
 order by t.outcome is not null, t.asked_at, t.thaw;

--: thaw_mine(asker staff_id, since instant, now instant) many
--> thaw task_id, ref text, reason text, asked_at instant, outcome text?, until_at instant?,
--> is_being_opened flag
-- What the asker asked for lately, the newest first. What a conflict flag has hidden since is as if
-- it were refused.
select t.thaw, t.ref, t.reason, t.asked_at,
       case when x.record is null then t.outcome else 'refused' end as outcome,
       case when x.record is null then t.until_at end as until_at,
       case when x.record is null and g.thaw is not null then 1 else 0 end as is_being_opened
  from thaw t
  left join thawing g on g.thaw = t.thaw
  left join (select distinct record from conflict where staff = $1) x on x.record = t.person
 where t.asked_by = $1 and (t.asked_at > $2 or t.until_at > $3)
 order by t.asked_at desc, t.thaw;

--: thaw_row(thaw task_id, asker staff_id) one
--> person person_id, ref text, reason text, asked_by staff_id, asked_by_name text?,
--> asked_role text, asked_at instant, answered_by_name text?, answered_role text?,
--> answered_at instant?, outcome text?, until_at instant?, wrapped_key blob?, key_mark text?,
--> cold_at instant?, is_cold flag, is_kept_from_asker flag, is_being_opened flag,
--> piece_done integer, piece_count integer
select t.person, t.ref, t.reason, t.asked_by, a.display_name as asked_by_name, t.asked_role,
       t.asked_at, b.display_name as answered_by_name, t.answered_role, t.answered_at, t.outcome,
       t.until_at, c.wrapped_key, c.key_mark, c.cold_at,
       case when c.thawed_until_at is null and length(c.wrapped_key) > 0
             and not exists (select 1 from thawing o where o.person = t.person)
            then 1 else 0 end as is_cold,
       case when exists (select 1 from conflict x
                          where x.staff = t.asked_by and x.record = t.person)
            then 1 else 0 end as is_kept_from_asker,
       case when g.thaw is null then 0 else 1 end as is_being_opened,
       coalesce(g.piece_done, 0) as piece_done, coalesce(g.piece_count, 0) as piece_count
  from thaw t
  left join thawing g on g.thaw = t.thaw
  left join cold_case c on c.person = t.person
  left join account a on a.staff = t.asked_by
  left join account b on b.staff = t.answered_by
 where t.thaw = $1
   and not exists (select 1 from conflict k where k.staff = $2 and k.record = t.person);

-- ---- thawing ---------------------------------------------------------------------------------

--: cold_of_ref(ref text, asker staff_id) one
--> person person_id
-- Nobody whom a conflict flag keeps from the asker.
select c.person
  from person p
  join cold_case c on c.person = p.person
 where p.ref = $1 and c.thawed_until_at is null and length(c.wrapped_key) > 0
   and not exists (select 1 from conflict k where k.staff = $2 and k.record = p.person);

--: thaw_insert(thaw task_id, person person_id, ref text, reason text, asked_by staff_id,
--:     asked_role text, asked_at instant) exec
insert into thaw (thaw, person, ref, reason, asked_by, asked_role, asked_at, answered_by,
                  answered_role, answered_at, outcome, until_at, ended_by)
values ($1, $2, $3, $4, $5, $6, $7, null, null, null, null, null, null);

--: thaw_answer(thaw task_id, outcome text, answered_by staff_id, answered_role text,
--:     answered_at instant) exec changed
-- Once, never by who asked, never in the asker's role, and never while a conflict flag keeps the
-- asker or the one who answers from her.
update thaw
   set outcome = $2, answered_by = $3, answered_role = $4, answered_at = $5
 where thaw = $1 and outcome is null and asked_by <> $3 and asked_role <> $4
   and not exists (select 1 from conflict k
                    where k.record = thaw.person and k.staff in (thaw.asked_by, $3));

--: cold_case_thaw(person person_id, until_at instant) exec changed
update cold_case set thawed_until_at = $2
 where person = $1 and thawed_until_at is null and length(wrapped_key) > 0;

--: thaw_circles(thaw task_id) one
--> own circle_id, organisation circle_id?, reason text
-- Whose reading the thaw is for, and why.
select a.circle as own, o.circle as organisation, t.reason
  from thaw t
  join account a on a.staff = t.asked_by
  left join organisation o on o.organisation = a.organisation
 where t.thaw = $1;

--: thaw_of(thaw task_id, asker staff_id) one
--> person person_id, asked_by staff_id
select t.person, t.asked_by
  from thaw t
 where t.thaw = $1
   and not exists (select 1 from conflict k where k.staff = $2 and k.record = t.person);

--: thaw_end(thaw task_id, now instant, ended_by staff_id) exec changed
update thaw set until_at = $2, ended_by = $3 where thaw = $1 and until_at > $2;

--: cold_case_end(person person_id, now instant) exec
update cold_case set thawed_until_at = $2 where person = $1 and thawed_until_at > $2;
