-- From whom a worker is kept (conflict.h).

--: conflict_put(staff staff_id, record record_id, flag conflict_id) exec
insert into conflict (staff, record, flag) values ($1, $2, $3)
on conflict (staff, record, flag) do nothing;

--: conflict_drop(flag conflict_id) exec changed
delete from conflict where flag = $1;

--: conflict_of_staff(staff staff_id) many
--> record record_id
select distinct record from conflict where staff = $1;

--: conflict_of_flag(flag conflict_id) many
--> record record_id
select distinct record from conflict where flag = $1;
