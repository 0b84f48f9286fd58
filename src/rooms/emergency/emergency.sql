-- Records opened in an emergency (emergency.h).

--: emergency_target(ref text, staff staff_id) one
--> kind text, record record_id
-- What a speakable reference stands for; a call's stands for the person. Whom a conflict flag keeps
-- from the asker, and the house where she lives now, are not there, nor is whose record is cold, or
-- erased: she has no key.
select 'person' as kind, p.person as record
  from person p
 where p.ref = $1 and length(p.wrapped_key) > 0
   and not exists (select 1 from conflict c where c.staff = $2 and c.record = p.person)
   and not exists (select 1 from cold_case k
                    where k.person = p.person and k.thawed_until_at is null)
 union all
select 'person', f.person
  from referral f
  join person p on p.person = f.person
 where f.ref = $1 and length(p.wrapped_key) > 0
   and not exists (select 1 from conflict c where c.staff = $2 and c.record = f.person)
   and not exists (select 1 from cold_case k
                    where k.person = f.person and k.thawed_until_at is null)
 union all
select 'house', h.house
  from house h
 where h.ref = $1
   and not exists (select 1 from placement s join conflict c on c.record = s.referral
                    where s.house = h.house and s.is_live = 1 and c.staff = $2)
 limit 1;

--: emergency_stay(person person_id, now instant) many
--> referral referral_id
-- The call under which she has a room now: where she is is what care needs first.
select s.referral
  from household_member m
  join placement s on s.household = m.household
 where m.person = $1 and m.until_at is null and s.is_live = 1
   and (s.held_until_at is null or s.held_until_at > $2);

--: emergency_standing(staff staff_id, since instant, now instant) one
--> lately integer, overdue integer, last_number integer
-- Of one worker: opened since, opened and not reviewed in time, and the highest number.
select coalesce(sum(case when opened_at > $2 then 1 else 0 end), 0) as lately,
       coalesce(sum(case when reviewed_at is null and review_by_at <= $3 then 1 else 0 end), 0)
           as overdue,
       coalesce(max(number), 0) as last_number
  from emergency
 where staff = $1;

--: emergency_insert(emergency emergency_id, staff staff_id, number integer, kind text, record
--:     record_id, reason text, wrapped_key blob, typed_sealed blob, words_sealed blob, opened_at
--:     instant, until_at instant, review_by_at instant) exec fallible
insert into emergency (emergency, staff, number, kind, record, reason, wrapped_key, typed_sealed,
                       words_sealed, opened_at, until_at, review_by_at, reviewed_at, reviewed_by,
                       outcome, review_sealed)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, null, null, null);

--: emergency_row(emergency emergency_id, asker staff_id) one
--> staff staff_id, staff_name text, role text, kind text, record record_id, ref text?,
--> reason text, wrapped_key blob, typed_sealed blob, words_sealed blob, opened_at instant,
--> until_at instant, review_by_at instant, reviewed_at instant?, reviewed_by_name text?,
--> outcome text?, review_sealed blob?, forgotten_at instant?
-- What a conflict flag keeps from the asker is not there.
select e.staff, a.display_name as staff_name, a.role, e.kind, e.record,
       coalesce(p.ref, h.ref) as ref, e.reason, e.wrapped_key, e.typed_sealed, e.words_sealed,
       e.opened_at, e.until_at, e.review_by_at, e.reviewed_at, r.display_name as reviewed_by_name,
       e.outcome, e.review_sealed, f.forgotten_at
  from emergency e
  join account a on a.staff = e.staff
  left join emergency_forgotten f on f.emergency = e.emergency
  left join person p on p.person = e.record
  left join house h on h.house = e.record
  left join account r on r.staff = e.reviewed_by
 where e.emergency = $1
   and not exists (select 1 from conflict c where c.staff = $2 and c.record = e.record);

--: emergency_of_staff(staff staff_id, since instant) many
--> emergency emergency_id, kind text, ref text?, opened_at instant, until_at instant,
--> review_by_at instant
-- The newest first. What a conflict flag has hidden since opens nothing.
select e.emergency, case when x.staff is null then e.kind else 'nothing' end as kind,
       case when x.staff is null then coalesce(p.ref, h.ref) end as ref, e.opened_at, e.until_at,
       e.review_by_at
  from emergency e
  left join person p on p.person = e.record
  left join house h on h.house = e.record
  left join (select distinct staff, record from conflict) x on x.staff = e.staff
                                                           and x.record = e.record
 where e.staff = $1 and e.opened_at > $2
 order by e.opened_at desc, e.number desc;

--: emergency_list(asker staff_id, limit_ integer) many
--> emergency emergency_id, staff staff_id, staff_name text, role text, kind text, ref text?,
--> reason text, opened_at instant, review_by_at instant, reviewed_at instant?, outcome text?
-- First those that wait for a review, the most urgent first; then the newest of the others.
select e.emergency, e.staff, a.display_name as staff_name, a.role, e.kind,
       coalesce(p.ref, h.ref) as ref, e.reason, e.opened_at, e.review_by_at, e.reviewed_at,
       e.outcome
  from emergency e
  join account a on a.staff = e.staff
  left join person p on p.person = e.record
  left join house h on h.house = e.record
 where not exists (select 1 from conflict c where c.staff = $1 and c.record = e.record)
 order by e.reviewed_at is not null, case when e.reviewed_at is null then e.review_by_at end,
          e.opened_at desc, e.emergency
 limit $2;

--: emergency_waiting_count(asker staff_id) one
--> number integer
select count(*) as number
  from emergency e
 where e.reviewed_at is null and e.staff <> $1
   and not exists (select 1 from conflict c where c.staff = $1 and c.record = e.record);

--: emergency_opened_for(emergency emergency_id, now instant) one
--> record record_id, circle circle_id
-- Whose it is while its hour lasts; what stood for nothing opened nothing.
select e.record, a.circle
  from emergency e
  join account a on a.staff = e.staff
 where e.emergency = $1 and e.until_at > $2 and e.kind <> 'nothing';

--: emergency_calls(person record_id) many
--> referral referral_id
select referral from referral where person = $1;

--: emergency_review_set(emergency emergency_id, reviewed_at instant, reviewed_by staff_id,
--:     outcome text, wrapped_key blob) exec changed
-- Never by who opened it, and once; and not with words under a key that was destroyed meanwhile.
update emergency set reviewed_at = $2, reviewed_by = $3, outcome = $4
 where emergency = $1 and reviewed_at is null and staff <> $3 and wrapped_key = $5;
