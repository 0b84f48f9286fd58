-- refuse 4: `*` instead of columns
--: room_insert(room room_id, house house_id) one
--> room room_id, house house_id, is_free flag
insert into room (room_id, house_id, is_free) values ($1, $2, 1) returning *;
