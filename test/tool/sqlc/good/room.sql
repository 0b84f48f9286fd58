--: room_count_free(house house_id) one
--> free_count integer, is_any flag
select count(*) as free_count, count(*) > 0 as is_any
from room where house_id = $1 and is_free = 1;

--: room_take(room room_id) exec changed
update room set is_free = 0 where room_id = $1 and is_free = 1;
