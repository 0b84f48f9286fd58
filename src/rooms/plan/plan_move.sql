--: plan_move_refused(since instant) many
--> placement placement_id, wish integer
-- Of wishes that can still count.
select placement, wish from plan_move_refused where refused_at > $1
 order by placement, wish;

--: plan_move_refuse(placement placement_id, wish integer, room room_id, reason text,
--:     explanation text, now instant, staff staff_id) exec fallible
-- Fallible: of two who refuse at once one does.
insert into plan_move_refused (placement, wish, room, reason, explanation, refused_at, refused_by)
values ($1, $2, $3, $4, $5, $6, $7);
