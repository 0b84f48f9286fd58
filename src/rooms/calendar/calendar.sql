--: calendar_link_insert(link session_id, now instant) exec
insert into calendar_link (link, hour_at, fetches) values ($1, $2, 0);

--: calendar_link_forget() exec
-- Of tokens that guard has forgotten.
delete from calendar_link where not exists (select 1 from token where token = calendar_link.link);

--: calendar_links(staff staff_id, now instant) many
--> link session_id, made_at instant, until_at instant, fetched_at instant?
select l.link, t.made_at, t.until_at, l.fetched_at
  from token t
  join calendar_link l on l.link = t.token
 where t.staff = $1 and t.until_at > $2
 order by t.made_at desc;

--: calendar_fetch_take(link session_id, now instant, rested_before instant, limit_of_fetches
--:     integer) exec changed
-- Changes nothing when the link has had its fetches of this hour.
update calendar_link
   set fetches = case when hour_at <= $3 then 1 else fetches + 1 end,
       hour_at = case when hour_at <= $3 then $2 else hour_at end,
       fetched_at = $2
 where link = $1 and (hour_at <= $3 or fetches < $4);

--: calendar_alarms(staff staff_id, relations integer, now instant, from_ date, until date,
--:     limit_ integer) many
--> due_on date?, due_at instant?
-- On which days something is due for the asker's people: no person, no rule.
select distinct c.due_on, c.due_at
  from clock c
 where c.is_alarm = 1 and c.due_on >= $4 and c.due_on <= $5
   and +c.person in (select t.record from staff_tie t
                      where t.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0)
   and not exists (select 1 from reminder_answer a
                    where a.person = c.person and a.rule = c.rule and a.due_on = c.due_on
                      and a.is_last = 1)
 order by c.due_on, c.due_at
 limit $6;

--: calendar_follow_ups(staff staff_id, relations integer, now instant, from_ instant,
--:     until instant, limit_ integer) many
--> due_at instant
select distinct f.due_at
  from circle_member m
  join follow_up f on f.circle = m.circle and f.done_at is null and f.due_at >= $4
                  and f.due_at < $5
 where m.staff = $1
   and exists (select 1 from staff_tie t
                where t.staff = $1 and t.record = f.person and t.until_at > $3
                  and (t.relation & $2) <> 0)
 order by f.due_at
 limit $6;
