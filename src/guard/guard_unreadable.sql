-- Places at which a sealed value did not open (unreadable.h).

--: unreadable_known(kind integer, owner integer, of_table text, of_column text, of_row integer) one
--> found_at instant
select found_at
  from unreadable
 where kind = $1 and owner = $2 and of_table = $3 and of_column = $4 and of_row = $5;

--: unreadable_put(kind integer, owner integer, of_table text, of_column text, of_row integer,
--:     now instant) exec changed
-- Once: another may have come upon it at the same moment.
insert into unreadable (kind, owner, of_table, of_column, of_row, found_at, seen_by, seen_at)
values ($1, $2, $3, $4, $5, $6, null, null)
on conflict (kind, owner, of_table, of_column, of_row) do nothing;
