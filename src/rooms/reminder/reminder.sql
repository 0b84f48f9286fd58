-- Which people are the asker's: as in today.sql. An answered clock is quiet until the day of its
-- next step.

--: reminder_leads_now(now instant) many
--> meaning text, from_at instant, worker_leads text, manager_leads text, set_by staff_id
select l.meaning, l.from_at, l.worker_leads, l.manager_leads, l.set_by
  from reminder_lead l
 where l.from_at = (select max(n.from_at) from reminder_lead n
                     where n.meaning = l.meaning and n.from_at <= $1)
 order by l.meaning;

--: reminder_leads_history(limit_ integer) many
--> meaning text, from_at instant, worker_leads text, manager_leads text, set_by_name text?
select l.meaning, l.from_at, l.worker_leads, l.manager_leads, a.display_name as set_by_name
  from reminder_lead l
  left join account a on a.staff = l.set_by
 order by l.from_at desc, l.meaning
 limit $1;

--: reminder_lead_insert(meaning text, from_at instant, worker_leads text, manager_leads text,
--:     set_by staff_id) exec
insert into reminder_lead (meaning, from_at, worker_leads, manager_leads, set_by)
values ($1, $2, $3, $4, $5)
on conflict (meaning, from_at) do update
   set worker_leads = excluded.worker_leads, manager_leads = excluded.manager_leads,
       set_by = excluded.set_by;

--: reminder_clock(person person_id, rule text, due_on date) many
--> meaning text, due_at instant?, is_alarm flag, closed_on date?
select meaning, due_at, is_alarm, closed_on
  from clock
 where person = $1 and rule = $2 and due_on = $3
 order by is_alarm desc, number;

--: reminder_seen_put(staff staff_id, person person_id, rule text, due_on date, again_at instant,
--:     seen_at instant) exec
insert into reminder_seen (staff, person, rule, due_on, again_at, seen_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (staff, person, rule, due_on) do update
   set again_at = excluded.again_at, seen_at = excluded.seen_at;

--: reminder_waiting(staff staff_id, relations integer, now instant, today date, ends_until date,
--:     deadline_until date, expected_until date, hours_until instant, limit_ integer) one
--> number integer
-- What reminds the asker or was missed, for the navigation; not counted past the limit.
select count(*) as number
  from (select 1
          from (select distinct t.record
                  from staff_tie t
                 where t.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0) mine
          join clock c on c.person = mine.record
          left join reminder_seen s on s.staff = $1 and s.person = c.person and s.rule = c.rule
                                   and s.due_on = c.due_on
          left join reminder_answer a on a.person = c.person and a.rule = c.rule
                                     and a.due_on = c.due_on and a.is_last = 1
         where c.is_alarm = 1
           and (c.meaning <> 'ends' or c.due_on >= $4)
           and case when c.due_at is not null then c.due_at <= $8
                    when c.meaning = 'ends' then c.due_on <= $5
                    when c.meaning = 'deadline' then c.due_on <= $6
                    else c.due_on <= $7 end
           and (s.again_at is null or s.again_at <= $3)
           and (a.outcome is null or (a.outcome = 'in_hand' and a.next_on <= $4))
         limit $9) waiting;

--: reminder_supervised(staff staff_id, relations integer, now instant, today date,
--:     ends_until date, deadline_until date, expected_until date, hours_until instant,
--:     caseload integer, limit_ integer, until date) many
--> person person_id, rule text, meaning text, due_on date?, due_at instant?, owner text?
-- What comes up soon for the people of the asker's organisation and was not seen yet. until: the
-- last of the days below; as in today_clocks the days are looked through.
select c.person, c.rule, c.meaning, c.due_on, c.due_at,
       (select k.display_name from tie o join account k on k.circle = o.circle
         where o.record = c.person and o.relation = $9 and o.until_at > $3 and k.until_at > $3
         order by o.from_at desc, k.staff limit 1) as owner
  from clock c
  left join reminder_seen s on s.staff = $1 and s.person = c.person and s.rule = c.rule
                           and s.due_on = c.due_on
 where c.is_alarm = 1 and c.due_on >= $4 and c.due_on <= $11
   and +c.person in (select t.record from staff_tie t
                      where t.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0)
   and case when c.due_at is not null then c.due_at > $3 and c.due_at <= $8
            when c.meaning = 'ends' then c.due_on <= $5
            when c.meaning = 'deadline' then c.due_on <= $6
            else c.due_on <= $7 end
   and (s.again_at is null or s.again_at <= $3)
 order by c.due_on, c.due_at, c.person, c.number
 limit $10;
