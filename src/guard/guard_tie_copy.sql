-- What keeps the copies of ties in memory up to date (tie_copy.h).

--: tie_mark_next(circle circle_id) exec
-- Locks the circle's mark on every engine, so that numbers become visible in their order.
insert into tie_mark (circle, number) values ($1, 1)
on conflict (circle) do update set number = tie_mark.number + 1;

--: tie_change_put(circle circle_id, record record_id) exec
insert into tie_change (circle, record, number)
select circle, $2, number from tie_mark where circle = $1
on conflict (circle, record) do update set number = excluded.number;

--: tie_circles_live(record record_id, now instant) many
--> circle circle_id
select distinct circle from tie where record = $1 and until_at > $2;

--: tie_marks(staff staff_id) many
--> circle circle_id, number integer
-- The circles of a worker, and how often the ties of each have changed.
select m.circle, coalesce(k.number, 0) as number
  from circle_member m
  left join tie_mark k on k.circle = m.circle
 where m.staff = $1;

--: tie_live(circle circle_id, now instant, row_limit integer) many
--> record record_id, relation integer, until_at instant
select record, relation, until_at
  from tie
 where circle = $1 and until_at > $2
 limit $3;

--: tie_changed(circle circle_id, after_number integer, now instant, row_limit integer) many
--> record record_id, relation integer, until_at instant?
-- The live ties, as they are now, of records whose ties have changed since; one row without a
-- relation (0) where there is none any more.
select c.record, coalesce(t.relation, 0) as relation, t.until_at
  from tie_change c
  left join tie t on t.record = c.record and t.circle = c.circle and t.until_at > $3
 where c.circle = $1 and c.number > $2
 limit $4;
