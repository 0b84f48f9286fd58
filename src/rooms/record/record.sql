--: record_stays(household household_id) many
--> placement placement_id, state text, alias text, area text, room_name text, held_at instant,
-->     offered_at instant?, answered_at instant?, arrived_at instant?, departed_at instant?,
-->     destination text?
-- Where a household was, is or may soon be; by alias and area, never by address.
select placement.placement, placement.state, house.alias, house.area, room.name as room_name,
       placement.held_at, placement.offered_at, placement.answered_at, placement.arrived_at,
       placement.departed_at, placement.destination
  from placement
  join room on room.room = placement.room
  join house on house.house = placement.house
 where placement.household = $1
 order by placement.held_at desc
 limit 20;

--: record_referrals(household household_id) many
--> referral referral_id, ref text, state text, created_at instant
select referral, ref, state, created_at
  from referral
 where household = $1
 order by created_at desc
 limit 10;
