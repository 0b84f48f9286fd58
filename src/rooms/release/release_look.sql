-- Documents of her own copy (release_look.h).

--: release_documents(release release_id, person person_id, asked_at instant) many
--> document document_id, kind text, format text, added_at instant, removed_at instant?,
-->     verdict text?, looked_by_name text?, reading text?
-- Those that were there when it was asked for, the oldest first, the removed ones too: so each keeps
-- its place.
select d.document, d.kind, d.format, d.added_at, d.removed_at, l.verdict,
       a.display_name as looked_by_name, l.reading
  from document d
  left join release_look l on l.release = $1 and l.document = d.document
  left join account a on a.staff = l.staff
 where d.person = $2 and d.added_at <= $3
 order by d.added_at, d.document;

--: release_look_insert(release release_id, document document_id, verdict text, reading text?,
--:     staff staff_id, now instant) exec fallible
insert into release_look (release, document, verdict, reading, staff, at)
values ($1, $2, $3, $4, $5, $6);

--: release_look_leave_out(release release_id, document document_id, staff staff_id, now instant)
--:     exec changed
-- What was clear; never the other way round.
update release_look set verdict = 'left_out', staff = $3, at = $4
 where release = $1 and document = $2 and verdict = 'clear';
