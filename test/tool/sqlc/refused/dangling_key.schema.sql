-- refuse 1: table bed references rom
create table bed (bed_id @ID@ primary key, room_id @ID@ not null references rom (room_id)) @STRICT@;
