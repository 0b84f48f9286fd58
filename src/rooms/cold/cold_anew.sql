-- Fresh keys at a thaw (cold_anew.c). Every column that is sealed under the key of a person or of a
-- call stands here twice: where it is read and where it is put back; cold_anew_test looks that none
-- is missing.

--: anew_waiting(person person_id, attempt task_id, is_damaged integer, limit_ integer) many
--> kind integer, owner integer, of_table text, of_column text, of_row integer, sealed blob
-- What this attempt has not sealed anew yet, with the place that the vault bound it to; is_damaged
-- 1: what it has found not to open. Not the bytes of documents: they have a statement of their own.
select w.kind, w.owner, w.of_table, w.of_column, w.of_row, w.sealed
  from (select 1 as kind, person as owner, 'person' as of_table, 'called_sealed' as of_column,
               person as of_row, called_sealed as sealed
          from person where person = $1
         union all
        select 1 as kind, person as owner, 'person' as of_table, 'born_sealed' as of_column,
               person as of_row, born_sealed as sealed
          from person where person = $1
         union all
        select 1 as kind, person as owner, 'person' as of_table, 'gender_sealed' as of_column,
               person as of_row, gender_sealed as sealed
          from person where person = $1
         union all
        select 1 as kind, person as owner, 'person' as of_table, 'nationality_sealed' as of_column,
               person as of_row, nationality_sealed as sealed
          from person where person = $1
         union all
        select 1 as kind, person as owner, 'person' as of_table, 'languages_sealed' as of_column,
               person as of_row, languages_sealed as sealed
          from person where person = $1
         union all
        select 1 as kind, person as owner, 'person' as of_table, 'feels_safe_sealed' as of_column,
               person as of_row, feels_safe_sealed as sealed
          from person where person = $1
         union all
        select 1 as kind, person as owner, 'person' as of_table, 'helps_sealed' as of_column,
               person as of_row, helps_sealed as sealed
          from person where person = $1
         union all
        select 1 as kind, person as owner, 'person_name' as of_table, 'name_sealed' as of_column,
               name as of_row, name_sealed as sealed
          from person_name where person = $1
         union all
        select 1 as kind, person as owner, 'person_phone' as of_table, 'number_sealed' as of_column,
               phone as of_row, number_sealed as sealed
          from person_phone where person = $1
         union all
        select 1 as kind, person as owner, 'person_phone' as of_table, 'note_sealed' as of_column,
               phone as of_row, note_sealed as sealed
          from person_phone where person = $1
         union all
        select 1 as kind, person as owner, 'contact' as of_table, 'text_sealed' as of_column,
               contact as of_row, text_sealed as sealed
          from contact where person = $1
         union all
        select 1 as kind, person as owner, 'clock_step' as of_table, 'note_sealed' as of_column,
               step as of_row, note_sealed as sealed
          from clock_step where person = $1
         union all
        select 1 as kind, person as owner, 'council_referral' as of_table,
               'council_sealed' as of_column, council_referral as of_row, council_sealed as sealed
          from council_referral where person = $1
         union all
        select 1 as kind, person as owner, 'conflict_flag' as of_table, 'note_sealed' as of_column,
               flag as of_row, note_sealed as sealed
          from conflict_flag where person = $1
         union all
        select 1 as kind, person as owner, 'document' as of_table, 'title_sealed' as of_column,
               document as of_row, title_sealed as sealed
          from document where person = $1
         union all
        select 1 as kind, person as owner, 'release' as of_table, 'recipient_sealed' as of_column,
               release as of_row, recipient_sealed as sealed
          from release where person = $1
         union all
        select 1 as kind, person as owner, 'release' as of_table, 'statement_sealed' as of_column,
               release as of_row, statement_sealed as sealed
          from release where person = $1
         union all
        select 1 as kind, person as owner, 'release' as of_table, 'told_why_sealed' as of_column,
               release as of_row, told_why_sealed as sealed
          from release where person = $1
         union all
        select 1 as kind, person as owner, 'release' as of_table, 'names_why_sealed' as of_column,
               release as of_row, names_why_sealed as sealed
          from release where person = $1
         union all
        select 1, r.person, 'release_part', 'part_' || p.number, p.release, p.part_sealed
          from release r join release_part p on p.release = r.release where r.person = $1
         union all
        select 6, f.referral, 'placement', 'wish_sealed', s.placement, s.wish_sealed
          from referral f join placement s on s.referral = f.referral where f.person = $1
         union all
        select 6, f.referral, 'referral_answer', 'answer_sealed/' || n.question, n.person,
               n.answer_sealed
          from referral f join referral_answer n on n.referral = f.referral where f.person = $1) w
 where length(w.sealed) > 0
   and (($3 = 0 and not exists (select 1 from sealed_anew a
                                 where a.attempt = $2 and a.kind = w.kind and a.owner = w.owner
                                   and a.of_table = w.of_table and a.of_column = w.of_column
                                   and a.of_row = w.of_row))
        or ($3 = 1 and exists (select 1 from thaw_damage g
                                where g.thaw = $2 and g.owner = w.owner
                                  and g.of_table = w.of_table and g.of_column = w.of_column
                                  and g.of_row = w.of_row)))
 limit $4;

--: anew_insert(attempt task_id, kind integer, owner integer, of_table text, of_column text,
--:     of_row integer, person person_id, sealed blob, made_at instant) exec
insert into sealed_anew (attempt, kind, owner, of_table, of_column, of_row, person, sealed, made_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

--: anew_places(attempt task_id, limit_ integer) many
--> kind integer, owner integer, of_table text, of_column text, of_row integer
-- Where something of hers stands.
select kind, owner, of_table, of_column, of_row
  from sealed_anew
 where attempt = $1
 limit $2;

--: anew_set(attempt task_id, kind integer, owner integer, of_table text, of_column text,
--:     of_row integer, sealed blob) exec
update sealed_anew set sealed = $7
 where attempt = $1 and kind = $2 and owner = $3 and of_table = $4 and of_column = $5
   and of_row = $6;

--: anew_drop(person person_id) exec
delete from sealed_anew where person = $1;

-- ---- in the place of the old ------------------------------------------------------------------

--: anew_person(person person_id, attempt task_id) exec
update person
   set called_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person' and a.of_column = 'called_sealed'
             and a.of_row = person.person), called_sealed),
       born_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person' and a.of_column = 'born_sealed'
             and a.of_row = person.person), born_sealed),
       gender_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person' and a.of_column = 'gender_sealed'
             and a.of_row = person.person), gender_sealed),
       nationality_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person' and a.of_column = 'nationality_sealed'
             and a.of_row = person.person), nationality_sealed),
       languages_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person' and a.of_column = 'languages_sealed'
             and a.of_row = person.person), languages_sealed),
       feels_safe_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person' and a.of_column = 'feels_safe_sealed'
             and a.of_row = person.person), feels_safe_sealed),
       helps_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person' and a.of_column = 'helps_sealed'
             and a.of_row = person.person), helps_sealed)
 where person = $1;

--: anew_person_name(person person_id, attempt task_id) exec
update person_name
   set name_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person_name' and a.of_column = 'name_sealed'
             and a.of_row = person_name.name), name_sealed)
 where person = $1;

--: anew_person_phone(person person_id, attempt task_id) exec
update person_phone
   set number_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person_phone' and a.of_column = 'number_sealed'
             and a.of_row = person_phone.phone), number_sealed),
       note_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'person_phone' and a.of_column = 'note_sealed'
             and a.of_row = person_phone.phone), note_sealed)
 where person = $1;

--: anew_contact(person person_id, attempt task_id) exec
update contact
   set text_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'contact' and a.of_column = 'text_sealed'
             and a.of_row = contact.contact), text_sealed)
 where person = $1;

--: anew_clock_step(person person_id, attempt task_id) exec
update clock_step
   set note_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'clock_step' and a.of_column = 'note_sealed'
             and a.of_row = clock_step.step), note_sealed)
 where person = $1;

--: anew_council_referral(person person_id, attempt task_id) exec
update council_referral
   set council_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'council_referral' and a.of_column = 'council_sealed'
             and a.of_row = council_referral.council_referral), council_sealed)
 where person = $1;

--: anew_conflict_flag(person person_id, attempt task_id) exec
update conflict_flag
   set note_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'conflict_flag' and a.of_column = 'note_sealed'
             and a.of_row = conflict_flag.flag), note_sealed)
 where person = $1;

--: anew_document(person person_id, attempt task_id) exec
update document
   set title_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'document' and a.of_column = 'title_sealed'
             and a.of_row = document.document), title_sealed)
 where person = $1;

--: anew_release(person person_id, attempt task_id) exec
update release
   set recipient_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'release' and a.of_column = 'recipient_sealed'
             and a.of_row = release.release), recipient_sealed),
       statement_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'release' and a.of_column = 'statement_sealed'
             and a.of_row = release.release), statement_sealed),
       told_why_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'release' and a.of_column = 'told_why_sealed'
             and a.of_row = release.release), told_why_sealed),
       names_why_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'release' and a.of_column = 'names_why_sealed'
             and a.of_row = release.release), names_why_sealed)
 where person = $1;

--: anew_document_piece(document document_id, number integer, bytes_sealed blob) exec
update document_piece
   set bytes_sealed = $3
 where document = $1 and number = $2;

--: anew_release_part(person person_id, attempt task_id) exec
update release_part
   set part_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 1 and a.owner = $1
             and a.of_table = 'release_part' and a.of_column = 'part_' || release_part.number
             and a.of_row = release_part.release), part_sealed)
 where release in (select r.release from release r where r.person = $1);

--: anew_placement(person person_id, attempt task_id) exec
update placement
   set wish_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 6 and a.owner = placement.referral
             and a.of_table = 'placement' and a.of_column = 'wish_sealed'
             and a.of_row = placement.placement), wish_sealed)
 where referral in (select f.referral from referral f where f.person = $1);

--: anew_referral_answer(person person_id, attempt task_id) exec
update referral_answer
   set answer_sealed = coalesce((select a.sealed from sealed_anew a
           where a.attempt = $2 and a.kind = 6 and a.owner = referral_answer.referral
             and a.of_table = 'referral_answer'
             and a.of_column = 'answer_sealed/' || referral_answer.question
             and a.of_row = referral_answer.person), answer_sealed)
 where referral in (select f.referral from referral f where f.person = $1);
