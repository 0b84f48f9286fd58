--: clock_fact_insert(person person_id, kind text, happened_at instant, is_day flag, now instant,
--:     staff staff_id) exec changed
-- Said twice is known once.
insert into clock_fact (person, kind, happened_at, is_day, known_at, recorded_by)
values ($1, $2, $3, $4, $5, $6)
on conflict (person, kind, happened_at) do nothing;

--: clock_fact_rows(person person_id, known_at instant) many
--> kind text, happened_at instant, is_day flag, known_at instant
select kind, happened_at, is_day, known_at
  from clock_fact
 where person = $1 and known_at <= $2
 order by happened_at, kind;

--: clock_nation(person person_id) one
--> nation text
select nation from person where person = $1;

--: clock_clear(person person_id) exec
delete from clock where person = $1;

--: clock_insert(person person_id, number integer, rule text, meaning text, law_state text,
--:     started_on date, due_on date?, due_at instant?, not_before_on date?, closed_on date?,
--:     is_silent flag, is_alarm flag) exec
insert into clock (person, number, rule, meaning, law_state, started_on, due_on, due_at,
                   not_before_on, closed_on, is_silent, is_alarm)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

--: clock_running_rows(person person_id) many
--> rule text, meaning text, law_state text, started_on date, due_on date?, due_at instant?,
-->     not_before_on date?, is_alarm flag
-- What stands still is among them: it is shown, as it has no alarm that would remind anybody.
select rule, meaning, law_state, started_on, due_on, due_at, not_before_on, is_alarm
  from clock
 where person = $1 and law_state in ('runs', 'paused') and is_silent = 0
 order by number;

--: clock_rows(person person_id) many
--> number integer, rule text, meaning text, law_state text, started_on date, due_on date?,
-->     due_at instant?, not_before_on date?, closed_on date?, is_silent flag, is_alarm flag
select number, rule, meaning, law_state, started_on, due_on, due_at, not_before_on, closed_on,
       is_silent, is_alarm
  from clock
 where person = $1
 order by number;
