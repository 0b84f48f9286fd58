--: decision_insert(decision decision_id, person person_id, kind text, outcome text, made_on date?,
--:     dated_on date?, sent_on date?, received_on date?, reasons_received_on date?,
--:     replaces decision_id?, now instant, staff staff_id) exec
insert into decision (decision, person, kind, outcome, made_on, dated_on, sent_on, received_on,
                      reasons_received_on, replaces, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

--: decision_standing(person person_id) many
--> decision decision_id, kind text, outcome text, made_on date?, dated_on date?, sent_on date?,
-->     received_on date?, reasons_received_on date?, replaces decision_id?, recorded_at instant
-- Those that no later row replaces.
select decision, kind, outcome, made_on, dated_on, sent_on, received_on, reasons_received_on,
       replaces, recorded_at
  from decision
 where person = $1
   and not exists (select 1 from decision later where later.replaces = decision.decision)
 order by coalesce(made_on, dated_on, sent_on, received_on), recorded_at;

--: decision_replaced(person person_id, decision decision_id) one
--> is_replaced flag
select case when exists (select 1 from decision later where later.replaces = $2) then 1 else 0 end
       as is_replaced
  from decision
 where person = $1 and decision = $2;
