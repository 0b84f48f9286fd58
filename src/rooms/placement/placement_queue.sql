--: placement_queue_list(relations integer, staff staff_id, now instant, limit_ integer) many
--> referral referral_id, ref text, household household_id, urgency integer, needed_at instant,
--> created_at instant
-- Who has no room: also whose hold has run out and has not been tidied away. In the queue's order.
select f.referral, f.ref, f.household, f.urgency, f.needed_at, f.created_at
  from referral f
 where f.state in ('unplaced', 'held', 'offered')
   and not exists (select 1 from placement p
                    where p.household = f.household and p.is_live = 1
                      and (p.held_until_at is null or p.held_until_at > $3))
   and (($1 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = f.referral and t.until_at > $3 and (t.relation & $1) <> 0
                      and t.staff = $2))
 order by f.urgency, f.needed_at, f.referral
 limit $4;
