-- Whether she wants to be moved (placement_move_wish.h).

--: move_wish_last(placement placement_id) one
--> number integer, wish text, said_at instant
select number, wish, said_at from move_wish where placement = $1 order by number desc limit 1;

--: move_wish_insert(placement placement_id, number integer, wish text, now instant,
--:     staff staff_id) exec fallible
-- Fallible: of two words with one number one is written.
insert into move_wish (placement, number, wish, said_at, recorded_by) values ($1, $2, $3, $4, $5);

--: booking_why_insert(booking task_id, explanation text, now instant, staff staff_id) exec
insert into booking_why (booking, explanation, decided_at, decided_by) values ($1, $2, $3, $4);

--: booking_why(placement placement_id) many
--> explanation text, decided_at instant
-- Of every move that was planned for this stay, also of one that came to nothing.
select w.explanation, w.decided_at
  from booking_why w
  join booking b on b.booking = w.booking
 where b.moves = $1
 order by w.decided_at, w.booking;
