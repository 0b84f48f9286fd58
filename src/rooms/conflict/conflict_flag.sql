-- Flags between a worker and a person (conflict_flag.h).

--: conflict_flag_insert(flag conflict_id, staff staff_id, person person_id, kind text,
--:     note_sealed blob, recorded_by staff_id, recorded_at instant) exec
insert into conflict_flag (flag, staff, person, kind, note_sealed, recorded_by, recorded_at,
                           ended_by, ended_at)
values ($1, $2, $3, $4, $5, $6, $7, null, null);

--: conflict_flag_close(flag conflict_id, ended_by staff_id, ended_at instant) exec changed
-- Never by a worker who is kept from that person.
update conflict_flag set ended_by = $2, ended_at = $3
 where flag = $1 and ended_at is null and staff <> $2
   and not exists (select 1 from conflict c
                    where c.staff = $2 and c.record = conflict_flag.person);

--: conflict_flag_live(person person_id) many
--> flag conflict_id, staff staff_id
select flag, staff from conflict_flag where person = $1 and ended_at is null;

--: conflict_flag_person(flag conflict_id) one
--> person person_id
select person from conflict_flag where flag = $1;

--: conflict_flag_list(asker staff_id, after conflict_id, limit_ integer) many
--> flag conflict_id, staff_name text, role text, person person_id, ref text, kind text,
--> note_sealed blob, recorded_by_name text?, recorded_at instant
-- All that have no end, but those about whom a flag keeps from the asker; those before another, which
-- may have ended meanwhile.
select f.flag, a.display_name as staff_name, a.role, f.person, p.ref, f.kind, f.note_sealed,
       r.display_name as recorded_by_name, f.recorded_at
  from conflict_flag f
  join account a on a.staff = f.staff
  join person p on p.person = f.person
  left join account r on r.staff = f.recorded_by
 where f.ended_at is null and f.staff <> $1
   and not exists (select 1 from conflict c where c.staff = $1 and c.record = f.person)
   and ($2 = 0 or (f.recorded_at, f.flag) < (select b.recorded_at, b.flag
                                               from conflict_flag b where b.flag = $2))
 order by f.recorded_at desc, f.flag desc
 limit $3;

--: conflict_flag_hides(person person_id) many
--> record record_id
-- What a flag hides: the person, those who live with her, and every call about them.
select p.person as record from person p where p.person = $1
 union
select m.person
  from household_member own
  join household_member m on m.household = own.household and m.until_at is null
 where own.person = $1 and own.until_at is null
 union
select f.referral
  from household_member own
  join referral f on f.household = own.household
 where own.person = $1
 union
select f.referral from referral f where f.person = $1;

--: conflict_flag_in_household(household household_id) many
--> person person_id
-- Who of a household has a flag.
select distinct f.person
  from household_member m
  join conflict_flag f on f.person = m.person and f.ended_at is null
 where m.household = $1 and m.until_at is null;

--: conflict_flag_household_of(referral referral_id) one
--> household household_id
select household from referral where referral = $1;

--: conflict_flag_guardians(person person_id, now instant) one
--> number integer
-- Guardians who are not kept from that person: who reads her flags, ends them, and reviews what is
-- opened of her in an emergency.
select count(*) as number
  from account a
 where a.role = 'guardian' and a.until_at > $2
   and not exists (select 1 from conflict c where c.staff = a.staff and c.record = $1);

--: conflict_flag_workers(now instant) many
--> staff staff_id, display_name text, role text
-- Whoever has an account, by name.
select staff, display_name, role from account where until_at > $1 order by display_name, staff;
