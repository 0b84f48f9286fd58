-- Everything of a person that identifies her or says what happened to her, table by table. The key
-- first: what was sealed under it is unreadable in every copy of the database from then on. What
-- stays are rows of ids, codes and days, for counts and for the law's clocks.

--: erase_person(person person_id, empty blob, now instant) exec
update person
   set wrapped_key = $2, birth_state = 'not_known', called_sealed = null, born_sealed = null,
       gender_sealed = null, nationality_sealed = null, languages_sealed = null,
       feels_safe_sealed = null, helps_sealed = null, changed_at = $3, version = version + 1
 where person = $1;

--: erase_cold(person person_id, empty blob) exec
-- Also what is sealed away from the server, or was: whoever holds that key opens nothing then.
update cold_case set wrapped_key = $2, born_year = null where person = $1;

--: erase_anew(person person_id) exec
-- What a thaw that is being done holds beside.
delete from sealed_anew where person = $1;

--: erase_thawing(person person_id) exec
-- Such a thaw itself, with the keys in it.
delete from thawing where person = $1;

--: erase_damage(person person_id) exec
-- What of hers did not open: nobody needs to look into it any more.
delete from thaw_damage where person = $1;

--: erase_unreadable(person person_id) exec
delete from unreadable
 where owner = $1 or owner in (select r.referral from referral r where r.person = $1)
    or owner in (select e.emergency from emergency e where e.record = $1);

--: erase_names(person person_id) exec
delete from person_name where person = $1;

--: erase_phones(person person_id) exec
delete from person_phone where person = $1;

--: erase_contacts(person person_id) exec
delete from contact where person = $1;

--: erase_document_pieces(person person_id) exec
delete from document_piece
 where document in (select d.document from document d where d.person = $1);

--: erase_documents(person person_id) exec
update document set title_sealed = null, piece_count = 0 where person = $1;

--: erase_step_notes(person person_id) exec
update clock_step set note_sealed = null where person = $1;

--: erase_alarms(person person_id) exec
update clock set is_alarm = 0 where person = $1;

--: erase_councils(person person_id) exec
delete from council_referral where person = $1;

--: erase_flag_notes(person person_id, empty blob) exec
update conflict_flag set note_sealed = $2 where person = $1;

--: erasure_emergencies(person person_id) many
--> emergency emergency_id
select emergency from emergency where record = $1;

--: erase_emergencies(person person_id, empty blob) exec
update emergency
   set wrapped_key = $2, typed_sealed = $2, words_sealed = $2, review_sealed = null
 where record = $1;

--: erase_releases_approved(person person_id) exec
-- What approvers had before them, if only as a fingerprint.
delete from release_approved where release in (select r.release from release r where r.person = $1);

--: erase_wishes(person person_id) exec
update placement set wish_sealed = null
 where referral in (select f.referral from referral f where f.person = $1);

--: erase_call_answers(person person_id) exec
-- Those about her as somebody who came along, and all of her own calls.
delete from referral_answer
 where person = $1 or referral in (select f.referral from referral f where f.person = $1);

--: erase_calls(person person_id, empty blob) exec
update referral set wrapped_key = $2 where person = $1;

--: erasure_calls(person person_id) many
--> referral referral_id
select referral from referral where person = $1;

--: erase_from_household(person person_id, now instant) exec
update household_member set until_at = $2 where person = $1 and until_at is null;
