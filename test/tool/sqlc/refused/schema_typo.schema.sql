-- refuse 4: near "tabel": syntax error
create table bed (bed_id @ID@ primary key) @STRICT@;

create tabel pillow (pillow_id @ID@ primary key) @STRICT@;
