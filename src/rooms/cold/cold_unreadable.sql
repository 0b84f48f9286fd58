-- What could not be read in records that are in use (cold_unreadable.h). The kinds are those of
-- vault.h: 1 a person, 2 a house, 6 a call, 7 an opening in an emergency, which may be about nobody.

--: unreadable_list(asker staff_id, limit_ integer) many
--> record record_id, record_kind text, ref text?, of_table text, of_column text, of_row integer,
--> found_at instant
-- Not of whom a conflict flag keeps from the asker, nor of her calls.
select u.owner as record,
       case u.kind when 1 then 'person' when 2 then 'house' when 6 then 'referral'
                   else 'emergency' end as record_kind,
       coalesce(p.ref, h.ref, r.ref, o.ref) as ref, u.of_table, u.of_column, u.of_row, u.found_at
  from unreadable u
  left join person p on u.kind = 1 and p.person = u.owner
  left join house h on u.kind = 2 and h.house = u.owner
  left join referral r on u.kind = 6 and r.referral = u.owner
  left join emergency e on u.kind = 7 and e.emergency = u.owner
  left join person o on o.person = e.record
 where u.seen_by is null
   and not exists (select 1 from conflict k
                    where k.staff = $1 and k.record in (u.owner, r.person, e.record))
 order by u.owner, u.of_table, u.of_column, u.of_row
 limit $2;

--: unreadable_waiting(asker staff_id) one
--> number integer
select count(distinct u.owner) as number
  from unreadable u
  left join referral r on u.kind = 6 and r.referral = u.owner
  left join emergency e on u.kind = 7 and e.emergency = u.owner
 where u.seen_by is null
   and not exists (select 1 from conflict k
                    where k.staff = $1 and k.record in (u.owner, r.person, e.record));

--: unreadable_record(record record_id, asker staff_id) one
--> kind integer
select max(u.kind) as kind
  from unreadable u
  left join referral r on u.kind = 6 and r.referral = u.owner
  left join emergency e on u.kind = 7 and e.emergency = u.owner
 where u.owner = $1
   and not exists (select 1 from conflict k
                    where k.staff = $2 and k.record in (u.owner, r.person, e.record))
 group by u.owner;

--: unreadable_see(record record_id, seen_by staff_id, now instant) exec changed
-- Whom a flag keeps away has not got here (unreadable_record).
update unreadable set seen_by = $2, seen_at = $3 where owner = $1 and seen_by is null;
