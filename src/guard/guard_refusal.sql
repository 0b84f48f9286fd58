-- Refusals (refusal.h).

--: refusal_times(staff staff_id, minute_at instant, reason text, kind text, is_write flag) one
--> times integer
select times from refusal
 where staff = $1 and minute_at = $2 and reason = $3 and kind = $4 and is_write = $5;

--: refusal_put(staff staff_id, minute_at instant, reason text, kind text, is_write flag) exec
insert into refusal (staff, minute_at, reason, kind, is_write, times)
values ($1, $2, $3, $4, $5, 1)
on conflict (staff, minute_at, reason, kind, is_write) do update set times = refusal.times + 1;

--: refusal_sum(staff staff_id, reason text, since_at instant) one
--> times integer
select cast(coalesce(sum(times), 0) as @INTEGER@) as times
  from refusal
 where staff = $1 and reason = $2 and minute_at > $3;

--: refusal_alarm_put(staff staff_id, reason text, now instant, times integer) exec changed
-- One that nobody has looked into is enough.
insert into refusal_alarm (staff, reason, at, times, seen_by, seen_at)
select w.staff, w.reason, w.at, w.times, 0, 0
  from (select cast($1 as @ID@) as staff, cast($2 as @TEXT@) as reason,
               cast($3 as @INTEGER@) as at, cast($4 as @INTEGER@) as times) w
 where not exists (select 1 from refusal_alarm a
                    where a.staff = $1 and a.reason = $2 and a.seen_by = 0);

--: refusal_alarm_see(staff staff_id, reason text, seen_by staff_id, now instant) exec changed
update refusal_alarm set seen_by = $3, seen_at = $4
 where staff = $1 and reason = $2 and seen_by = 0;

--: refusal_alarms(row_limit integer) many
--> staff staff_id, staff_name text, reason text, at instant, times integer
select r.staff, coalesce(a.display_name, '') as staff_name, r.reason, r.at, r.times
  from refusal_alarm r
  left join account a on a.staff = r.staff
 where r.seen_by = 0
 order by r.at desc
 limit $1;

--: refusal_alarm_count() one
--> number integer
select count(*) as number from refusal_alarm where seen_by = 0;

--: refusal_list(since_at instant, row_limit integer) many
--> staff_name text, role text, reason text, kind text, times integer, last_at instant
select coalesce(a.display_name, '') as staff_name, coalesce(a.role, '') as role, r.reason, r.kind,
       cast(sum(r.times) as @INTEGER@) as times, max(r.minute_at) as last_at
  from refusal r
  left join account a on a.staff = r.staff
 where r.minute_at > $1
 group by r.staff, a.display_name, a.role, r.reason, r.kind
 order by 5 desc, r.staff, r.reason, r.kind
 limit $2;

--: refusal_forget(before_at instant) exec
delete from refusal where minute_at < $1;
