-- Statements for the tests of the store.

--: fixture_house_insert(house_id house_id, organisation_id organisation_id, alias text, areas text?,
--:     room_count integer, is_full flag, opened_on date?, made_at instant, closed_at instant?,
--:     manager_id staff_id?, sealed_address blob, sealed_note blob?) exec
-- A house with everything that may be said of it.
insert into fixture_house (house_id, organisation_id, alias, areas, room_count, is_full, opened_on,
    made_at, closed_at, manager_id, sealed_address, sealed_note)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

--: fixture_house_get(house_id house_id) one
--> house_id house_id, organisation_id organisation_id, alias text, areas text?, room_count integer,
--> is_full flag, opened_on date?, made_at instant, closed_at instant?, manager_id staff_id?,
--> sealed_address blob, sealed_note blob?
-- One house, whole.
select house_id, organisation_id, alias, areas, room_count, is_full, opened_on, made_at, closed_at,
    manager_id, sealed_address, sealed_note
from fixture_house
where house_id = $1;

--: fixture_house_list(organisation organisation_id, room_count integer) many
--> house house_id, alias text
-- An organisation's houses with at least so many rooms, by alias.
select house_id, alias
from fixture_house
where room_count >= $2 and organisation_id = $1 -- in another order than declared
order by alias;

--: fixture_house_fill(house_id house_id, now instant) exec changed
update fixture_house set is_full = 1, closed_at = $2 where house_id = $1 and is_full = 0;

--: fixture_house_lock(house_id house_id) one
--> room_count integer
select room_count from fixture_house where house_id = $1 @FOR_UPDATE@;

--: fixture_house_grow(house_id house_id) exec
update fixture_house set room_count = room_count + 1 where house_id = $1;

--: fixture_house_lie(house_id house_id) one
--> areas text
-- Declared wrongly on purpose: the expression hides from SQLite that there may be none.
select nullif(areas, '') as areas from fixture_house where house_id = $1;

--: fixture_room_insert(house_id house_id, number integer) exec
insert into fixture_room (house_id, number) values ($1, $2);

--: fixture_mark_insert(thread integer, number integer) exec
insert into fixture_mark (thread, number) values ($1, $2);

--: fixture_mark_insert_returning(thread integer, number integer) one
--> mark_id integer
insert into fixture_mark (thread, number) values ($1, $2) returning mark_id;

--: fixture_mark_try(thread integer, number integer) exec fallible
-- May be there already.
insert into fixture_mark (thread, number) values ($1, $2);

--: fixture_mark_delete(thread integer) exec changed
delete from fixture_mark where thread = $1;

--: fixture_mark_count(thread integer) one
--> count integer
select count(*) as count from fixture_mark where thread = $1;

--: fixture_mark_list() many
--> thread integer, number integer
select thread, number from fixture_mark order by thread, number;
