-- refuse 3: `insert or `: PostgreSQL does not know it
--: room_insert(room room_id, house house_id) exec
insert or ignore into room (room_id, house_id, is_free) values ($1, $2, 1);
