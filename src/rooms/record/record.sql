--: record_stays(household household_id, relations integer, staff staff_id, now instant) many
--> placement placement_id, state text, alias text, area text, room_name text, held_at instant,
-->     offered_at instant?, arrived_at instant?, departed_at instant?, is_warned flag
-- Where a household was, is or may soon be; by alias and area, never by address. Only of calls that
-- the asker is tied to: who looked after her before is not told where she is now.
select placement.placement, placement.state, house.alias, house.area, room.name as room_name,
       placement.held_at, placement.offered_at, placement.arrived_at, placement.departed_at,
       case when warning.placement is null then 0 else 1 end as is_warned
  from placement
  join room on room.room = placement.room
  join house on house.house = placement.house
  left join placement_warning warning on warning.placement = placement.placement
                                     and warning.cleared_at is null
                                     and warning.decision is null
                                     and not exists (select 1 from placement_feared feared
                                                      where feared.placement = placement.placement
                                                        and feared.is_all = 1)
 where placement.household = $1
   and (($2 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = placement.referral and (t.relation & $2) <> 0
                      and t.until_at > $4 and t.staff = $3))
 order by placement.held_at desc
 limit 20;

--: record_referrals(household household_id, relations integer, staff staff_id, now instant) many
--> referral referral_id, ref text, state text, created_at instant
select referral, ref, state, created_at
  from referral
 where household = $1
   and (($2 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = referral.referral and (t.relation & $2) <> 0
                      and t.until_at > $4 and t.staff = $3))
 order by created_at desc
 limit 10;
