-- What was learnt after a room was taken (placement_warning.h).

--: placement_look_household(household household_id, now instant) exec
insert into placement_look (placement, due_at, marks)
select placement, cast($2 as @INTEGER@), 1 from placement where household = $1 and is_live = 1
on conflict (placement) do update set marks = placement_look.marks + 1;

--: placement_look_referral(referral referral_id, now instant) exec
-- Also when the answers are those of a later call about the same household.
insert into placement_look (placement, due_at, marks)
select placement, cast($2 as @INTEGER@), 1
  from placement
 where household = (select household from referral where referral = $1) and is_live = 1
on conflict (placement) do update set marks = placement_look.marks + 1;

--: placement_look_person(person person_id, now instant) exec
insert into placement_look (placement, due_at, marks)
select p.placement, cast($2 as @INTEGER@), 1
  from household_member m
  join placement p on p.household = m.household
 where m.person = $1 and m.until_at is null and p.is_live = 1
on conflict (placement) do update set marks = placement_look.marks + 1;

--: placement_look_others(house house_id, placement placement_id, now instant) exec
-- Everybody else who lives in the house, or is promised a room there.
insert into placement_look (placement, due_at, marks)
select placement, cast($3 as @INTEGER@), 1
  from placement
 where house = $1 and placement <> $2 and is_live = 1
on conflict (placement) do update set marks = placement_look.marks + 1;

--: placement_looks(limit_ integer) many
--> placement placement_id, marks integer
select placement, marks from placement_look order by due_at, placement limit $1;

--: placement_look_of(placement placement_id) one
--> marks integer
select marks from placement_look where placement = $1;

--: placement_look_done(placement placement_id, marks integer) exec changed
-- Not when something has changed since it was read.
delete from placement_look where placement = $1 and marks = $2;

--: placement_look_calls(placement placement_id) many
--> referral referral_id
-- The call that the room was found for, and later ones about the same household.
select f.referral
  from placement p
  join referral own on own.referral = p.referral
  join referral f on f.household = p.household
 where p.placement = $1
   and (f.referral = p.referral or f.created_at > own.created_at and f.state <> 'closed')
 order by f.created_at, f.referral;

--: placement_taking_set(placement placement_id, persons integer, beds integer, cots integer,
--:     complex_places integer, modes integer) exec
-- What it takes of the house; why the room was chosen stays as it was.
update placement set persons = $2, beds = $3, cots = $4, complex_places = $5, modes = $6
 where placement = $1;

--: placement_apart_list(placement placement_id) many
--> person person_id
select person from placement_apart where placement = $1 order by person;

--: placement_apart_drop(placement placement_id, person person_id) exec
delete from placement_apart where placement = $1 and person = $2;

--: placement_warning_row(placement placement_id) one
--> rules text, asks text, is_feared flag, found_at instant, decision text?, decided_at instant?,
--> decided_by text?
select w.rules, w.asks, case when f.placement is null then 0 else 1 end as is_feared, w.found_at,
       w.decision, w.decided_at, a.display_name as decided_by
  from placement_warning w
  left join account a on a.staff = w.decided_by
  left join placement_feared f on f.placement = w.placement
 where w.placement = $1 and w.cleared_at is null;

--: placement_warning_put(placement placement_id, rules text, asks text, now instant) exec
insert into placement_warning (placement, rules, asks, found_at) values ($1, $2, $3, $4)
on conflict (placement) do update
   set rules = excluded.rules, asks = excluded.asks, found_at = excluded.found_at,
       cleared_at = null, decision = null, decided_at = null, decided_by = null;

--: placement_feared_put(placement placement_id, is_all flag) exec
insert into placement_feared (placement, is_all) values ($1, $2)
on conflict (placement) do update set is_all = excluded.is_all;

--: placement_feared_drop(placement placement_id) exec
delete from placement_feared where placement = $1;

--: placement_warning_lessen(placement placement_id, rules text, asks text) exec
-- Part of it stands no more; what was decided of the rest stays decided.
update placement_warning set rules = $2, asks = $3 where placement = $1;

--: placement_warning_clear(placement placement_id, now instant) exec changed
update placement_warning set cleared_at = $2 where placement = $1 and cleared_at is null;

--: placement_warning_decide(placement placement_id, decision text, now instant, staff staff_id)
--:     exec changed
update placement_warning set decision = $2, decided_at = $3, decided_by = $4
 where placement = $1 and cleared_at is null and decision is null;

--: placement_warnings(relations integer, staff staff_id, now instant, is_desk flag,
--:     limit_ integer) many
--> placement placement_id, referral referral_id, referral_ref text, state text, house_alias text,
--> room_name text, persons integer, expected_at instant?, arrived_at instant?, wish_answer text?,
--> found_at instant
-- Rooms that wait for the desk's word, longest first; only what the asker is tied to, and of who is
-- feared nothing but to the desk.
select p.placement, p.referral, f.ref as referral_ref, p.state, h.alias as house_alias,
       r.name as room_name, p.persons, p.expected_at, p.arrived_at, p.wish_answer, w.found_at
  from placement_warning w
  join placement p on p.placement = w.placement
  join referral f on f.referral = p.referral
  join house h on h.house = p.house
  join room r on r.room = p.room
 where w.cleared_at is null and w.decision is null and p.is_live = 1
   and (p.held_until_at is null or p.held_until_at > $3)
   and (($1 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = p.referral and t.until_at > $3 and (t.relation & $1) <> 0
                      and t.staff = $2))
   and ($4 = 1
        or not exists (select 1 from placement_feared f
                        where f.placement = w.placement and f.is_all = 1))
 order by w.found_at, p.placement
 limit $5;
