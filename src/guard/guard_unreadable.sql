-- Places at which a sealed value did not open (unreadable.h).

--: unreadable_known(kind integer, owner integer, of_table text, of_column text, of_row integer,
--:     of_bytes blob, record integer) one
--> found_at instant
-- A row that the log knows nothing of was put here by hand, and silences nobody.
select u.found_at
  from unreadable u
 where u.kind = $1 and u.owner = $2 and u.of_table = $3 and u.of_column = $4 and u.of_row = $5
   and u.of_bytes = $6
   and exists (select 1 from audit a
                where a.record = $7 and a.at = u.found_at and a.verb = 'not_opened');

--: unreadable_put(kind integer, owner integer, of_table text, of_column text, of_row integer,
--:     of_bytes blob, now instant) exec
insert into unreadable (kind, owner, of_table, of_column, of_row, of_bytes, found_at, seen_by,
                        seen_at)
values ($1, $2, $3, $4, $5, $6, $7, null, null)
on conflict (kind, owner, of_table, of_column, of_row) do update
   set of_bytes = $6, found_at = $7, seen_by = null, seen_at = null;
