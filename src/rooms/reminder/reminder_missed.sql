-- Clocks whose day has passed and that somebody must say something of. state: open (nothing was
-- said, or the day of the next step has come), in_hand, late (met after its day, no reason yet).

--: missed_page(staff staff_id, relations integer, now instant, today date, late_from date,
--:     caseload integer, provider integer, after_on date, after_person person_id,
--:     after_number integer, limit_ integer) many
--> person person_id, number integer, ref text, rule text, due_on date?, due_at instant?,
--> closed_on date?, outcome text?, reason text?, next_step text?, next_on date?, owner text?,
--> has_provider flag
select c.person, c.number, p.ref, c.rule, c.due_on, c.due_at, c.closed_on, a.outcome, a.reason,
       a.next_step, a.next_on,
       (select k.display_name from tie o join account k on k.circle = o.circle
         where o.record = c.person and o.relation = $6 and o.until_at > $3 and k.until_at > $3
         order by o.from_at desc, k.staff limit 1) as owner,
       case when exists (select 1 from tie o where o.record = c.person and o.relation = $7
                                               and o.until_at > $3)
            then 1 else 0 end as has_provider
  from (select distinct t.record
          from staff_tie t
         where t.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0) mine
  join clock c on c.person = mine.record
  join person p on p.person = c.person
  left join reminder_answer a on a.person = c.person and a.rule = c.rule
                             and a.due_on = c.due_on and a.is_last = 1
 where (c.due_on, c.person, c.number) > ($8, $9, $10)
   and (a.outcome is null or a.outcome = 'in_hand')
   and ((c.is_alarm = 1 and c.meaning <> 'ends' and c.due_on <= $4
         and (c.due_on < $4 or c.due_at < $3))
        or (c.law_state = 'met' and c.meaning = 'deadline' and c.is_silent = 0
            and c.closed_on > c.due_on and c.closed_on >= $5))
 order by c.due_on, c.person, c.number
 limit $11;

--: missed_late(staff staff_id, relations integer, now instant, late_from date, limit_ integer)
--:     many
--> person person_id, rule text, due_on date?, closed_on date?
-- Deadlines met after their day of which nobody has said why. Few within a month, so they are
-- looked through, not the asker's ties.
select c.person, c.rule, c.due_on, c.closed_on
  from clock c
 where c.law_state = 'met' and c.meaning = 'deadline' and c.closed_on > c.due_on
   and c.closed_on >= $4 and c.is_silent = 0
   and exists (select 1 from staff_tie t
                where t.record = c.person and t.until_at > $3 and (t.relation & $2) <> 0
                  and t.staff = $1)
   and not exists (select 1 from reminder_answer a
                    where a.person = c.person and a.rule = c.rule and a.due_on = c.due_on
                      and a.is_last = 1)
 order by c.closed_on desc, c.person, c.number
 limit $5;

--: missed_count(staff staff_id, relations integer, now instant, today date) one
--> open_count integer, hand_count integer
select coalesce(sum(case when a.outcome is null or a.next_on <= $4 then 1 else 0 end), 0)
           as open_count,
       coalesce(sum(case when a.next_on > $4 then 1 else 0 end), 0) as hand_count
  from (select distinct t.record
          from staff_tie t
         where t.staff = $1 and t.until_at > $3 and (t.relation & $2) <> 0) mine
  join clock c on c.person = mine.record
  left join reminder_answer a on a.person = c.person and a.rule = c.rule
                             and a.due_on = c.due_on and a.is_last = 1
 where c.is_alarm = 1 and c.meaning <> 'ends' and c.due_on <= $4
   and (c.due_on < $4 or c.due_at < $3)
   and (a.outcome is null or a.outcome = 'in_hand');

--: missed_answer_last(person person_id, rule text, due_on date) many
--> outcome text, reason text, next_step text?, next_on date?, answered_at instant,
--> answered_by_name text?
-- Newest first.
select a.outcome, a.reason, a.next_step, a.next_on, a.answered_at,
       k.display_name as answered_by_name
  from reminder_answer a
  left join account k on k.staff = a.answered_by
 where a.person = $1 and a.rule = $2 and a.due_on = $3
 order by a.answered_at desc, a.is_last desc;

--: missed_answer_retire(person person_id, rule text, due_on date) exec
update reminder_answer set is_last = 0
 where person = $1 and rule = $2 and due_on = $3 and is_last = 1;

--: missed_answer_insert(answer record_id, person person_id, rule text, due_on date, outcome text,
--:     reason text, next_step text?, next_on date?, staff staff_id, now instant) exec
insert into reminder_answer (answer, person, rule, due_on, outcome, reason, next_step, next_on,
                             is_last, answered_by, answered_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10);

--: missed_by_rule(today date, now instant) many
--> rule text, number integer
-- Of everybody: how many wait for an answer, by rule.
select c.rule, count(*) as number
  from clock c
 where c.is_alarm = 1 and c.meaning <> 'ends' and c.due_on <= $1
   and (c.due_on < $1 or c.due_at < $2)
   and not exists (select 1 from reminder_answer a
                    where a.person = c.person and a.rule = c.rule and a.due_on = c.due_on
                      and a.is_last = 1 and (a.outcome <> 'in_hand' or a.next_on > $1))
 group by c.rule
 order by c.rule;

--: missed_by_reason(since instant) many
--> outcome text, reason text, number integer
select outcome, reason, count(*) as number
  from reminder_answer
 where is_last = 1 and answered_at >= $1
 group by outcome, reason
 order by outcome, reason;
