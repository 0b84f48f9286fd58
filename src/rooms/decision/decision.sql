--: decision_insert(decision decision_id, person person_id, kind text, outcome text, made_on date?,
--:     dated_on date?, sent_on date?, received_on date?, reasons_received_on date?,
--:     replaces decision_id?, replaces_why text?, now instant, staff staff_id) exec
insert into decision (decision, person, kind, outcome, made_on, dated_on, sent_on, received_on,
                      reasons_received_on, replaces, replaces_why, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

--: decision_rows(person person_id) many
--> decision decision_id, kind text, outcome text, made_on date?, dated_on date?, sent_on date?,
-->     received_on date?, reasons_received_on date?, replaces decision_id?, replaces_why text?,
-->     recorded_at instant
-- All that was ever written down; the order of their days and which of them count is decision.c's.
select decision, kind, outcome, made_on, dated_on, sent_on, received_on, reasons_received_on,
       replaces, replaces_why, recorded_at
  from decision
 where person = $1
 order by recorded_at, decision;
