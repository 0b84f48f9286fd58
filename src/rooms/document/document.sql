--: document_insert(document document_id, person person_id, referral referral_id, kind text,
--:     format text, title_sealed blob, piece_count integer, now instant, staff staff_id) exec
insert into document (document, person, referral, kind, format, title_sealed, piece_count,
                      added_at, added_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

--: document_piece_insert(document document_id, number integer, bytes_sealed blob) exec
insert into document_piece (document, number, bytes_sealed) values ($1, $2, $3);

--: document_count(person person_id, referral referral_id) one
--> documents integer
select count(*) as documents
  from document
 where person = $1 and ($2 = 0 or referral = $2) and removed_at is null;

--: document_list(person person_id, referral referral_id) many
--> document document_id, kind text, format text, title_sealed blob?, piece_count integer,
-->     added_at instant, added_by_name text, removed_at instant?, removed_by_name text?,
-->     removed_reason text?
-- referral 0: those of every call, and of none.
select d.document, d.kind, d.format, d.title_sealed, d.piece_count, d.added_at,
       a.display_name as added_by_name, d.removed_at, r.display_name as removed_by_name,
       d.removed_reason
  from document d
  join account a on a.staff = d.added_by
  left join account r on r.staff = d.removed_by
 where d.person = $1 and ($2 = 0 or d.referral = $2)
 order by d.added_at desc, d.document;

--: document_get(document document_id) one
--> person person_id, kind text, format text, title_sealed blob?, piece_count integer,
-->     added_at instant, removed_at instant?
select person, kind, format, title_sealed, piece_count, added_at, removed_at
  from document
 where document = $1;

--: document_pieces(document document_id) many
--> number integer, bytes_sealed blob
select number, bytes_sealed from document_piece where document = $1 order by number;

--: document_mark_removed(document document_id, now instant, staff staff_id, reason text)
--:     exec changed
update document
   set title_sealed = null, piece_count = 0, removed_at = $2, removed_by = $3, removed_reason = $4
 where document = $1 and removed_at is null;

--: document_erase_pieces(document document_id) exec
delete from document_piece where document = $1;
