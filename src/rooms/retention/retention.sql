-- How long records are kept (retention.h).

--: retention_case(person person_id) one
--> ref text, kind text, last_at instant, is_supported flag, is_open flag, born_year integer?,
--> cold_at instant?
-- The last thing that was done with or for a person; is anything still to be done? Of a cold record
-- the year of birth, where the day hangs on it.
select q.ref, q.kind, q.last_at, q.is_supported, q.is_open, c.born_year,
       case when c.thawed_until_at is null then c.cold_at end as cold_at
  from person_quiet q
  left join cold_case c on c.person = q.person
 where q.person = $1;

--: retention_old(before_ instant, staff staff_id, limit_ integer) many
--> person person_id, ref text, kind text, last_at instant, is_supported flag, is_open flag,
--> born_year integer?
-- Who has been quiet since before a time and is not erased, the longest quiet first; nobody whom a
-- conflict flag keeps from the asker.
select q.person, q.ref, q.kind, q.last_at, q.is_supported, q.is_open, c.born_year
  from person_quiet q
  left join cold_case c on c.person = q.person
 where q.changed_at < $1
   and not exists (select 1 from erasure e where e.person = q.person)
   and not exists (select 1 from conflict k where k.staff = $2 and k.record = q.person)
   and q.last_at < $1 and q.is_open = 0
   and not exists (select 1 from retention_hold h
                    where h.person = q.person and h.ended_at is null)
 order by q.last_at, q.person
 limit $3;

--: retention_waiting(staff staff_id, limit_ integer) many
--> person person_id, ref text, reason text, first_by_name text?, first_role text, first_at instant
-- What waits for the second person.
select e.person, p.ref, e.reason, a.display_name as first_by_name, e.first_role, e.first_at
  from erasure e
  join person p on p.person = e.person
  left join account a on a.staff = e.first_by
 where e.erased_at is null
   and not exists (select 1 from conflict k where k.staff = $1 and k.record = e.person)
 order by e.first_at, e.person
 limit $2;

--: retention_holds(person person_id) many
--> hold task_id, reason text, placed_by_name text?, placed_at instant, ended_at instant?
select h.hold, h.reason, a.display_name as placed_by_name, h.placed_at, h.ended_at
  from retention_hold h
  left join account a on a.staff = h.placed_by
 where h.person = $1
 order by h.placed_at desc, h.hold;

--: retention_hold_insert(hold task_id, person person_id, reason text, placed_by staff_id,
--:     placed_at instant) exec
insert into retention_hold (hold, person, reason, placed_by, placed_at, ended_by, ended_at)
values ($1, $2, $3, $4, $5, null, null);

--: retention_hold_end(hold task_id, person person_id, ended_by staff_id, ended_at instant)
--:     exec changed
update retention_hold set ended_by = $3, ended_at = $4
 where hold = $1 and person = $2 and ended_at is null;

--: erasure_get(person person_id) one
--> reason text, first_by staff_id, first_by_name text?, first_role text, first_at instant,
--> second_by_name text?, erased_at instant?, cut_at instant?
select e.reason, e.first_by, a.display_name as first_by_name, e.first_role, e.first_at,
       b.display_name as second_by_name, e.erased_at, e.cut_at
  from erasure e
  left join account a on a.staff = e.first_by
  left join account b on b.staff = e.second_by
 where e.person = $1;

--: erasure_propose(person person_id, reason text, first_by staff_id, first_role text,
--:     first_at instant) exec fallible
insert into erasure (person, reason, first_by, first_role, first_at, second_by, erased_at, cut_at)
values ($1, $2, $3, $4, $5, null, null, null);

--: erasure_withdraw(person person_id) exec changed
delete from erasure where person = $1 and erased_at is null;

--: erasure_done(person person_id, second_by staff_id, role text, erased_at instant) exec changed
-- Never by the first, never in the first's role, never under a hold placed meanwhile, never of
-- somebody for whom something is to be done by now: what is destroyed comes back from nowhere.
update erasure set second_by = $2, erased_at = $4
 where person = $1 and erased_at is null and first_by <> $2 and first_role <> $3
   and not exists (select 1 from retention_hold h where h.person = $1 and h.ended_at is null)
   and not exists (select 1 from person_quiet q where q.person = $1 and q.is_open = 1);

--: erasure_uncut(limit_ integer) many
--> kind text, record record_id, went_at instant
-- Keys that left their rows and may still stand in the database's files: of who was erased, of what
-- went cold, and of words in nobody's record; and when they left.
select kind, record, went_at from (
    select 'erased' as kind, person as record, erased_at as went_at
      from erasure where erased_at is not null and cut_at is null
     union all
    select 'cold' as kind, person as record, cold_at as went_at
      from cold_case where cut_at is null and thawed_until_at is null
     union all
    select 'words' as kind, emergency as record, forgotten_at as went_at
      from emergency_forgotten where cut_at is null) uncut
 limit $1;

--: erasure_set_cut(record record_id, now instant) exec
-- Nothing where somebody else has noted it, here and below.
update erasure set cut_at = $2 where person = $1 and cut_at is null;

--: cold_set_cut(record record_id, went_at instant, now instant) exec
-- Of a record that was thawed meanwhile and went cold again, other keys went since.
update cold_case set cut_at = $3
 where person = $1 and cold_at = $2 and cut_at is null and thawed_until_at is null;

--: emergency_forgotten_set_cut(record record_id, now instant) exec
update emergency_forgotten set cut_at = $2 where emergency = $1 and cut_at is null;

--: erasure_others(person person_id) one
--> number integer
-- Those who live with her now and whose calls are hers.
select count(*) as number
  from household_member own
  join household_member m on m.household = own.household and m.until_at is null
 where own.person = $1 and own.until_at is null and m.person <> $1
   and exists (select 1 from referral f where f.household = own.household and f.person = $1);
