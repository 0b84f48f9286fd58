-- ---- one person -------------------------------------------------------------------------------

--: person_insert(person person_id, ref text, wrapped_key blob, kind text, birth_state text,
--:     is_presumed_child flag, nation text, called_sealed blob?, born_sealed blob?,
--:     gender_sealed blob?, nationality_sealed blob?, languages_sealed blob?,
--:     feels_safe_sealed blob?, helps_sealed blob?, now instant) exec fallible
-- Fallible: a reference that is taken already is drawn again.
insert into person (person, ref, wrapped_key, kind, birth_state, is_presumed_child, nation,
                    called_sealed, born_sealed, gender_sealed, nationality_sealed,
                    languages_sealed, feels_safe_sealed, helps_sealed, version, created_at,
                    changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $15);

--: person_update(person person_id, version integer, kind text, birth_state text,
--:     is_presumed_child flag, nation text, called_sealed blob?, born_sealed blob?,
--:     gender_sealed blob?, nationality_sealed blob?, languages_sealed blob?,
--:     feels_safe_sealed blob?, helps_sealed blob?, now instant) exec changed
-- Changes nothing when the version is not the one that was shown.
update person
   set kind = $3, birth_state = $4, is_presumed_child = $5, nation = $6, called_sealed = $7,
       born_sealed = $8, gender_sealed = $9, nationality_sealed = $10, languages_sealed = $11,
       feels_safe_sealed = $12, helps_sealed = $13, changed_at = $14, version = version + 1
 where person = $1 and version = $2;

--: person_row(person person_id) one
--> person person_id, ref text, wrapped_key blob, kind text, birth_state text,
-->     is_presumed_child flag, nation text, called_sealed blob?, born_sealed blob?,
-->     gender_sealed blob?, nationality_sealed blob?, languages_sealed blob?,
-->     feels_safe_sealed blob?, helps_sealed blob?, version integer, created_at instant,
-->     changed_at instant
select person, ref, wrapped_key, kind, birth_state, is_presumed_child, nation, called_sealed,
       born_sealed, gender_sealed, nationality_sealed, languages_sealed, feels_safe_sealed,
       helps_sealed, version, created_at, changed_at
  from person
 where person = $1;

--: person_care(person person_id) one
--> person person_id, ref text, wrapped_key blob, kind text, birth_state text,
-->     is_presumed_child flag, nation text, called_sealed blob?, born_sealed blob?,
-->     languages_sealed blob?, feels_safe_sealed blob?, helps_sealed blob?
select person, ref, wrapped_key, kind, birth_state, is_presumed_child, nation, called_sealed,
       born_sealed, languages_sealed, feels_safe_sealed, helps_sealed
  from person
 where person = $1;

--: person_brief(person person_id) one
--> person person_id, ref text, wrapped_key blob, kind text, birth_state text,
-->     is_presumed_child flag, nation text, called_sealed blob?, born_sealed blob?
select person, ref, wrapped_key, kind, birth_state, is_presumed_child, nation, called_sealed,
       born_sealed
  from person
 where person = $1;

--: person_briefs(people text) many
--> place integer, person person_id, ref text, wrapped_key blob, kind text, birth_state text,
-->     is_presumed_child flag, nation text, called_sealed blob?, born_sealed blob?
-- What a list shows of everybody in it. people: 20 characters a person (guard.sql, tie_kept); place:
-- where in the text the person stands.
with recursive wanted (place, person) as (
    select 1, cast(substr($1, 1, 20) as @INTEGER@)
     union all
    select w.place + 20, cast(substr($1, w.place + 20, 20) as @INTEGER@)
      from wanted w
     where w.place + 20 <= length($1)
)
select w.place, p.person, p.ref, p.wrapped_key, p.kind, p.birth_state, p.is_presumed_child,
       p.nation, p.called_sealed, p.born_sealed
  from wanted w
  join person p on p.person = w.person;

--: person_key(person person_id) one
--> wrapped_key blob
select wrapped_key from person where person = $1;

--: person_of_ref(ref text) one
--> person person_id
select person from person where ref = $1;

-- ---- names and phones -------------------------------------------------------------------------

--: person_name_insert(name name_id, person person_id, kind text, name_sealed blob) exec
insert into person_name (name, person, kind, name_sealed) values ($1, $2, $3, $4);

--: person_names_clear(person person_id) exec
delete from person_name where person = $1;

--: person_names(person person_id) many
--> name name_id, kind text, name_sealed blob
select name, kind, name_sealed from person_name where person = $1 order by name;

--: person_phone_insert(phone record_id, person person_id, number_sealed blob, may_call flag,
--:     may_text flag, may_leave_voicemail flag, note_sealed blob?) exec
insert into person_phone (phone, person, number_sealed, may_call, may_text, may_leave_voicemail,
                          note_sealed)
values ($1, $2, $3, $4, $5, $6, $7);

--: person_phones_clear(person person_id) exec
delete from person_phone where person = $1;

--: person_phones(person person_id) many
--> phone record_id, number_sealed blob, may_call flag, may_text flag, may_leave_voicemail flag,
-->     note_sealed blob?
select phone, number_sealed, may_call, may_text, may_leave_voicemail, note_sealed
  from person_phone
 where person = $1
 order by phone;

-- ---- what the name index reads ----------------------------------------------------------------

--: name_mark_next() exec
-- Locks the mark on every engine, so that numbers become visible in their order.
update name_mark set number = number + 1 where one = 1;

--: name_change_insert(person person_id) exec
insert into name_change (number, person) select number, $1 from name_mark where one = 1;

--: name_mark() one
--> number integer
select number from name_mark where one = 1;

--: name_changes(after integer, until integer) many
--> number integer, person person_id
select number, person from name_change where number > $1 and number <= $2 order by number;

--: name_index_people(after person_id, limit_ integer) many
--> person person_id, wrapped_key blob, called_sealed blob?, born_sealed blob?
-- All people, a page at a time in the order of ids, when a process starts.
select person, wrapped_key, called_sealed, born_sealed
  from person
 where person > $1
 order by person
 limit $2;

--: name_index_names(first person_id, last person_id) many
--> person person_id, name name_id, name_sealed blob
select person, name, name_sealed
  from person_name
 where person between $1 and $2
 order by person;

--: name_index_phones(first person_id, last person_id) many
--> person person_id, phone record_id, number_sealed blob
select person, phone, number_sealed
  from person_phone
 where person between $1 and $2
 order by person;
