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

--: placement_queue_movers(relations integer, staff staff_id, now instant, since instant,
--:     limit_ integer) many
--> placement placement_id, referral referral_id, ref text, room room_id, number integer, wish text
-- Who lives in a room and whose last word is that she wants or agrees to be moved, not too long
-- ago; whose move is planned already has decided.
select p.placement, p.referral, f.ref, p.room, w.number, w.wish
  from placement p
  join referral f on f.referral = p.referral
  join move_wish w on w.placement = p.placement
 where p.state = 'arrived' and p.is_live = 1 and w.wish <> 'stays' and w.said_at > $4
   and w.number = (select max(l.number) from move_wish l where l.placement = p.placement)
   and not exists (select 1 from booking b where b.moves = p.placement and b.is_live = 1)
   and (($1 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = p.referral and t.until_at > $3 and (t.relation & $1) <> 0
                      and t.staff = $2))
 order by w.said_at, p.placement
 limit $5;
