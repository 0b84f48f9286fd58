--: situation_insert(person person_id, from_on date, now instant, accommodation text,
--:     is_catered flag, is_asylum_supported flag, staff staff_id) exec
-- The same written twice in one moment is known once.
insert into situation (person, from_on, recorded_at, accommodation, is_catered,
                       is_asylum_supported, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (person, from_on, recorded_at) do nothing;

--: situation_rows(person person_id) many
--> from_on date, accommodation text, is_catered flag, is_asylum_supported flag,
-->     recorded_at instant
-- What counts of each day: the row that was written last.
select s.from_on, s.accommodation, s.is_catered, s.is_asylum_supported, s.recorded_at
  from situation s
 where s.person = $1
   and not exists (select 1 from situation later
                    where later.person = s.person and later.from_on = s.from_on
                      and later.recorded_at > s.recorded_at)
 order by s.from_on;

--: payment_insert(payment payment_id, person person_id, pence integer, from_on date, to_on date,
--:     paid_on date, kind text, now instant, staff staff_id) exec
insert into payment (payment, person, pence, from_on, to_on, paid_on, kind, recorded_at,
                     recorded_by, cancelled_at, cancelled_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, null);

--: payment_rows(person person_id) many
--> payment payment_id, pence integer, from_on date, to_on date, paid_on date, kind text,
-->     staff_name text, cancelled_at instant?
select p.payment, p.pence, p.from_on, p.to_on, p.paid_on, p.kind,
       account.display_name as staff_name, p.cancelled_at
  from payment p join account on account.staff = p.recorded_by
 where p.person = $1
 order by p.from_on desc, p.recorded_at desc;

--: payment_person(payment payment_id) one
--> person person_id
select person from payment where payment = $1;

--: payment_cancel(payment payment_id, now instant, staff staff_id) exec changed
update payment set cancelled_at = $2, cancelled_by = $3
 where payment = $1 and cancelled_at is null;

--: entitlement_nation(person person_id) one
--> nation text, kind text
select nation, kind from person where person = $1;
