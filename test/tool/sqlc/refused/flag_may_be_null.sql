-- refuse 2: a flag has no third value to bind
--: room_set(is_free flag?) exec
update room set is_free = $1;
