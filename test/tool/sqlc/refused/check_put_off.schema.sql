-- refuse 3: `deferr`
create table bed (bed_id @ID@ primary key,
    room_id @ID@ not null references room (room_id) deferrable initially deferred) @STRICT@;
