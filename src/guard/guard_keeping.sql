--: keeping_begin(root_fingerprint blob, is_demo flag) exec
-- Of several processes that start together one writes the row.
insert into keeping (one, root_fingerprint, is_demo) values (1, $1, $2)
on conflict (one) do nothing;

--: keeping_row() one
--> root_fingerprint blob, is_demo flag
select root_fingerprint, is_demo from keeping where one = 1;
