-- refuse 3: name the columns that the insert fills
--: room_insert(room room_id, house house_id) exec
insert into room values ($1, $2, 1);
