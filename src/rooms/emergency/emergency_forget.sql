-- Words of emergencies that are in nobody's record (emergency.h).

--: emergency_old(reviewed_before instant, opened_before instant, limit_ integer) many
--> emergency emergency_id, staff staff_id, kind text, record record_id, opened_at instant,
--> reviewed_at instant?
-- Reviewed before a time, or not reviewed and opened before another; the longest ago first.
select emergency, staff, kind, record, opened_at, reviewed_at
  from emergency
 where kind <> 'person' and length(wrapped_key) > 0
   and (reviewed_at < $1 or (reviewed_at is null and opened_at < $2))
 order by opened_at, emergency
 limit $3;

--: emergency_forget(emergency emergency_id, empty blob) exec changed
-- Key and words: what was typed, why, and what the review said. Whose words have gone already is
-- passed over.
update emergency
   set wrapped_key = $2, typed_sealed = $2, words_sealed = $2, review_sealed = null
 where emergency = $1 and kind <> 'person' and length(wrapped_key) > 0;

--: emergency_forgotten_insert(emergency emergency_id, forgotten_at instant) exec
insert into emergency_forgotten (emergency, forgotten_at, cut_at) values ($1, $2, null);
