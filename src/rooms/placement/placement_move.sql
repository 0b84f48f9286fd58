-- Planned moves that another provider's house is asked about (placement_move.h).

--: move_referral(booking task_id) one
--> referral referral_id
select referral from booking where booking = $1 and is_live = 1;

--: move_row(booking task_id) one
--> placement placement_id, referral referral_id, house house_id, house_alias text,
--> room_name text, referral_ref text, from_on date, until_on date, answered_at instant?
select b.moves as placement, b.referral, r.house, h.alias as house_alias, r.name as room_name,
       f.ref as referral_ref, b.from_on, b.until_on, a.answered_at
  from booking b
  join room r on r.room = b.room
  join house h on h.house = r.house
  join referral f on f.referral = b.referral
  left join booking_answer a on a.booking = b.booking
 where b.booking = $1 and b.is_live = 1;

--: move_answer_insert(booking task_id, decline_reason text?, now instant, staff staff_id)
--:     exec fallible
-- Fallible: of two who answer at once one does.
insert into booking_answer (booking, decline_reason, answered_at, answered_by)
values ($1, $2, $3, $4);

--: moves_to_answer(relations integer, staff staff_id, now instant) many
--> booking task_id, referral referral_id, referral_ref text, house_alias text, room_name text,
--> persons integer, from_on date
-- Only what the asker is tied to (guard/right.h).
select b.booking, b.referral, f.ref as referral_ref, h.alias as house_alias,
       r.name as room_name, p.persons, b.from_on
  from booking b
  join placement p on p.placement = b.moves
  join referral f on f.referral = b.referral
  join room r on r.room = b.room
  join house h on h.house = r.house
 where b.is_live = 1
   and not exists (select 1 from booking_answer a where a.booking = b.booking)
   and (($1 & 2) <> 0
        or exists (select 1 from staff_tie t
                    where t.record = b.referral and t.until_at > $3 and (t.relation & $1) <> 0
                      and t.staff = $2))
 order by b.from_on, b.booking;

--: move_declined(placement placement_id) one
--> house_alias text, decline_reason text?, answered_at instant
-- The last no.
select h.alias as house_alias, a.decline_reason, a.answered_at
  from booking b
  join booking_answer a on a.booking = b.booking
  join room r on r.room = b.room
  join house h on h.house = r.house
 where b.moves = $1 and a.decline_reason is not null
 order by a.answered_at desc
 limit 1;
