-- Thaws that are being done (cold_thawing.c), and what did not open in one.

--: thawing_insert(thaw task_id, person person_id, wrapped_key blob, from_document document_id,
--:     now instant) exec changed fallible
-- Only while she is cold, and once.
insert into thawing (thaw, person, wrapped_key, step, at_document, at_piece, piece_done,
                     piece_count, begun_at)
select cast($1 as @ID@), c.person, cast($3 as @BLOB@), 0, cast($4 as @ID@), 0, 0,
       (select cast(coalesce(sum(d.piece_count), 0) as @INTEGER@)
             from document d where d.person = c.person), cast($5 as @INTEGER@)
  from cold_case c
 where c.person = $2 and c.thawed_until_at is null and length(c.wrapped_key) > 0
   and not exists (select 1 from thawing g where g.person = c.person);

--: thawing_list(limit_ integer) many
--> thaw task_id
-- Those that did not fail the last time; then whose failure is the longest ago.
select thaw from thawing order by coalesce(tried_at, 0), begun_at, thaw limit $1;

--: thawing_failed(thaw task_id, now instant) exec
update thawing set tried_at = $2 where thaw = $1;

--: thawing_row(thaw task_id) one
--> person person_id, wrapped_key blob, step integer, at_document document_id,
--> at_piece integer, piece_done integer
select person, wrapped_key, step, at_document, at_piece, piece_done
  from thawing where thaw = $1;

--: thawing_step(thaw task_id, step integer, at_document document_id, at_piece integer,
--:     piece_done integer) exec changed
-- Nothing: another server has taken this step, or she was erased.
update thawing
   set step = step + 1, at_document = $3, at_piece = $4, piece_done = $5, tried_at = null
 where thaw = $1 and step = $2;

--: thawing_end(thaw task_id) exec
delete from thawing where thaw = $1;

--: thaw_open(thaw task_id, until_at instant) exec
update thaw set until_at = $2 where thaw = $1;

-- ---- documents, in their place ----------------------------------------------------------------

--: thawing_document(person person_id, after_document document_id) one
--> document document_id, piece_count integer
select document, piece_count
  from document
 where person = $1 and document > $2
 order by document
 limit 1;

--: thawing_pieces(document document_id, from_ integer, limit_ integer) many
--> number integer, bytes_sealed blob
select number, bytes_sealed
  from document_piece
 where document = $1 and number >= $2
 order by number
 limit $3;

-- ---- what did not open ------------------------------------------------------------------------

--: damage_put(thaw task_id, owner integer, of_table text, of_column text, of_row integer,
--:     person person_id, kind text, found_at instant) exec
insert into thaw_damage (thaw, owner, of_table, of_column, of_row, person, kind, found_at, seen_by,
                         seen_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, null, null);

--: damage_kind(thaw task_id, owner integer, of_table text, of_column text, of_row integer,
--:     kind text) exec
update thaw_damage set kind = $6
 where thaw = $1 and owner = $2 and of_table = $3 and of_column = $4 and of_row = $5;

--: damage_count(thaw task_id) one
--> number integer
select count(*) as number from thaw_damage where thaw = $1;

--: damage_list(thaw task_id, limit_ integer) many
--> of_table text, of_column text, of_row integer, kind text, found_at instant, seen_at instant?
select of_table, of_column, of_row, kind, found_at, seen_at
  from thaw_damage
 where thaw = $1
 order by of_table, of_column, of_row
 limit $2;

--: damage_thaws(asker staff_id) many
--> thaw task_id, ref text, number integer
-- Of whom nobody has looked into it yet; not whom a conflict flag keeps from the asker.
select t.thaw, t.ref, count(*) as number
  from thaw_damage d
  join thaw t on t.thaw = d.thaw
 where d.seen_by is null
   and not exists (select 1 from conflict k where k.staff = $1 and k.record = d.person)
 group by t.thaw, t.ref
 order by t.thaw;

--: damage_waiting(asker staff_id) one
--> number integer
select count(distinct d.thaw) as number
  from thaw_damage d
 where d.seen_by is null
   and not exists (select 1 from conflict k where k.staff = $1 and k.record = d.person);

--: damage_see(thaw task_id, seen_by staff_id, now instant) exec changed
update thaw_damage set seen_by = $2, seen_at = $3
 where thaw = $1 and seen_by is null
   and not exists (select 1 from conflict k where k.staff = $2 and k.record = thaw_damage.person);
