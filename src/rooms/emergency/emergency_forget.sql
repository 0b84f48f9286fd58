-- Words of emergencies that are in nobody's record (emergency.h).

--: emergency_old(before_ instant, limit_ integer) many
--> emergency emergency_id, staff staff_id, kind text, record record_id, reviewed_at instant?
-- Reviewed before a time, the longest ago first.
select emergency, staff, kind, record, reviewed_at
  from emergency
 where kind <> 'person' and length(wrapped_key) > 0 and reviewed_at < $1
 order by reviewed_at, emergency
 limit $2;

--: emergency_forget(emergency emergency_id, empty blob) exec changed
-- Key and words: what was typed, why, and what the review said. Whose words have gone already is
-- passed over.
update emergency
   set wrapped_key = $2, typed_sealed = $2, words_sealed = $2, review_sealed = null
 where emergency = $1 and kind <> 'person' and length(wrapped_key) > 0;

--: emergency_forgotten_insert(emergency emergency_id, forgotten_at instant) exec
insert into emergency_forgotten (emergency, forgotten_at, cut_at) values ($1, $2, null);
