--: clock_fact_mend_insert(person person_id, kind text, happened_at instant, now instant,
--:     right_at instant?, staff staff_id) exec fallible
-- Fallible: two who mend the same fact in the same millisecond do not both succeed.
insert into clock_fact_mend (person, kind, happened_at, known_at, right_at, recorded_by)
values ($1, $2, $3, $4, $5, $6);

--: clock_fact_mends(person person_id, known_at instant) many
--> kind text, happened_at instant, right_at instant?
select kind, happened_at, right_at
  from clock_fact_mend
 where person = $1 and known_at <= $2
 order by known_at;

--: clock_step_insert(step record_id, person person_id, rule text, decision decision_id?,
--:     fact_kind text?, fact_at instant?, kind text, happened_on date, until_on date?, reason text,
--:     authority text?, note_sealed blob?, now instant, staff staff_id) exec
insert into clock_step (step, person, rule, decision, fact_kind, fact_at, kind, happened_on,
                        until_on, reason, authority, note_sealed, known_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

--: clock_steps_wait(person person_id) exec
-- Whoever writes a step of this person's meanwhile waits until this transaction is over.
update person set kind = kind where person = $1;

--: clock_step_rows(person person_id, known_at instant) many
--> step record_id, rule text, decision decision_id?, fact_kind text?, fact_at instant?, kind text,
-->     happened_on date, until_on date?, reason text, authority text?, note_sealed blob?,
-->     known_at instant, recorded_by staff_id
select step, rule, decision, fact_kind, fact_at, kind, happened_on, until_on, reason, authority,
       note_sealed, known_at, recorded_by
  from clock_step
 where person = $1 and known_at <= $2
 order by happened_on, known_at, step;

--: clock_move_insert(move record_id, person person_id, nation text, from_on date?,
--:     replaces record_id?, now instant, staff staff_id) exec fallible
-- Fallible: of two who mend the same move one does.
insert into clock_move (move, person, nation, from_on, replaces, known_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7);

--: clock_move_rows(person person_id, known_at instant) many
--> move record_id, nation text, from_on date?, replaces record_id?, known_at instant,
-->     recorded_by staff_id
select move, nation, from_on, replaces, known_at, recorded_by
  from clock_move
 where person = $1 and known_at <= $2
 order by known_at, move;

--: clock_switch_insert(rule text, now instant, is_on flag, staff staff_id) exec fallible
-- Fallible: two in the same millisecond.
insert into clock_switch (rule, known_at, is_on, recorded_by) values ($1, $2, $3, $4);

--: clock_switch_rows(known_at instant) many
--> rule text, known_at instant, is_on flag, staff_name text?
-- The newest of each rule.
select s.rule, s.known_at, s.is_on, a.display_name as staff_name
  from clock_switch s
  left join account a on a.staff = s.recorded_by
 where s.known_at = (select max(n.known_at) from clock_switch n
                      where n.rule = s.rule and n.known_at <= $1)
 order by s.rule;

--: clock_recompute_row() one
--> law text, after_person person_id?, begun_at instant
select law, after_person, begun_at from clock_recompute where one = 1;

--: clock_recompute_set(law text, after_person person_id?, now instant) exec
insert into clock_recompute (one, law, after_person, begun_at) values (1, $1, $2, $3)
on conflict (one) do update set law = $1, after_person = $2, begun_at = $3;

--: clock_recompute_step(after_person person_id?, was person_id) exec changed
-- Changes nothing when another server came first.
update clock_recompute set after_person = $1 where one = 1 and after_person = $2;

--: clock_recompute_people(after_person person_id, limit_ integer) many
--> person person_id
select person from person where person > $1 order by person limit $2;

--: clock_recompute_left(after_person person_id) one
--> number integer
select count(*) as number from person where person > $1;

--: clock_change_insert(person person_id, now instant, change record_id, rule text, law_state text,
--:     started_on date, due_on date?, due_at instant?, not_before_on date?, closed_on date?,
--:     is_silent flag, is_alarm flag, law text) exec
insert into clock_change (person, known_at, change, rule, law_state, started_on, due_on, due_at,
                          not_before_on, closed_on, is_silent, is_alarm, law)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

--: clock_change_rows(person person_id, limit_ integer) many
--> known_at instant, rule text, law_state text, started_on date, due_on date?, due_at instant?,
-->     not_before_on date?, closed_on date?
-- Newest first.
select known_at, rule, law_state, started_on, due_on, due_at, not_before_on, closed_on
  from clock_change
 where person = $1
 order by known_at desc, change
 limit $2;
