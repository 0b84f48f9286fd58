-- What the board reads of the rooms to its left. Each statement asks for the asker's own right: $1
-- the relations under which the role has it, $2 who asks, $3 when. $4 narrows to one house; 0: all.

--: board_rooms(relations integer, staff staff_id, now instant, one_house house_id) many
--> room room_id, name text, beds integer, cots integer, step_free text, is_self_contained flag,
-->     house house_id, ref text, alias text, organisation text, area text, region text,
-->     takes_women flag, takes_men flag, takes_mixed flag, takes_families flag, is_open flag,
-->     turnaround_days integer
-- Room '2' before '10', and both before 'garden'.
select r.room, r.name, r.beds, r.cots, r.step_free, r.self_contained as is_self_contained,
       h.house, h.ref, h.alias, o.name as organisation, h.area, h.region, h.takes_women,
       h.takes_men, h.takes_mixed, h.takes_families, h.is_open, h.turnaround_days
  from house h
  join organisation o on o.organisation = h.organisation
  join room r on r.house = h.house
 where (h.house = $4 or $4 = 0)
   and ((cast($1 as @INTEGER@) & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = h.house and t.until_at > $3
                      and (t.relation & cast($1 as @INTEGER@)) <> 0 and t.staff = $2))
 order by h.alias, r.name >= 'A', length(r.name), r.name;

--: board_stays(relations integer, staff staff_id, now instant, one_house house_id, since instant)
--:     many
--> room room_id, placement placement_id, referral referral_id, household household_id, state text,
-->     persons integer, held_at instant, held_until_at instant?, expected_at instant?,
-->     arrived_at instant?, planned_until_on date?, departed_at instant?
-- Who has a room, and who had it since. A hold that has lapsed is none, whether or not its row has
-- been ended.
with seen (house) as (
    select h.house
      from house h
     where (h.house = $4 or $4 = 0)
       and ((cast($1 as @INTEGER@) & 2) <> 0
            or exists (select 1 from staff_tie t
                        where t.record = h.house and t.until_at > $3
                          and (t.relation & cast($1 as @INTEGER@)) <> 0 and t.staff = $2))
)
select p.room, p.placement, p.referral, p.household, p.state, p.persons, p.held_at,
       p.held_until_at, p.expected_at, p.arrived_at, p.planned_until_on, p.departed_at
  from seen
  join placement p on p.house = seen.house
 where p.is_live = 1 and (p.held_until_at is null or p.held_until_at > $3)
 union all
select p.room, p.placement, p.referral, p.household, p.state, p.persons, p.held_at,
       p.held_until_at, p.expected_at, p.arrived_at, p.planned_until_on, p.departed_at
  from seen
  join room r on r.house = seen.house
  join placement p on p.room = r.room
 where p.departed_at > $5 and p.is_live = 0;

--: board_bookings(relations integer, staff staff_id, now instant, one_house house_id) many
--> room room_id, persons integer, from_on date, until_on date, referral referral_id,
-->     placement placement_id
-- Rooms promised for a planned move.
select b.room, p.persons, b.from_on, b.until_on, b.referral, b.moves as placement
  from booking b
  join placement p on p.placement = b.moves
  join room r on r.room = b.room
  join house h on h.house = r.house
 where b.is_live = 1
   and (h.house = $4 or $4 = 0)
   and ((cast($1 as @INTEGER@) & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = h.house and t.until_at > $3
                      and (t.relation & cast($1 as @INTEGER@)) <> 0 and t.staff = $2));

--: board_voids(relations integer, staff staff_id, now instant, one_house house_id, since date) many
--> room room_id, from_on date, expected_until_on date, ended_on date?
-- Rooms out of order: those that go on, and those that ended since.
select v.room, v.from_on, v.expected_until_on, v.ended_on
  from room_void v
  join room r on r.room = v.room
  join house h on h.house = r.house
 where (v.ended_on is null or v.ended_on > $5)
   and (h.house = $4 or $4 = 0)
   and ((cast($1 as @INTEGER@) & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = h.house and t.until_at > $3
                      and (t.relation & cast($1 as @INTEGER@)) <> 0 and t.staff = $2));

--: board_people(one_house house_id, now instant) many
--> placement placement_id, person person_id
-- Who lives in a house or is on the way there: ids, of which the asker's right keeps some.
select p.placement, m.person
  from placement p
  join household_member m on m.household = p.household
 where p.house = $1 and p.is_live = 1 and (p.held_until_at is null or p.held_until_at > $2)
   and m.until_at is null
 order by p.placement, m.relation <> 'head', m.person;

--: board_person_ref(person person_id) one
--> ref text
select ref from person where person = $1;
