-- refuse 1: the key in bed.spare_key must be called wrapped_key
create table bed (bed_id @ID@ not null primary key, spare_key @BLOB@ not null) @STRICT@;
