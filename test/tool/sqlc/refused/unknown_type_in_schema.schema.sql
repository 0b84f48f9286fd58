-- refuse 3: unknown token @NUMBER@
create table bed (bed_id @ID@ primary key,
    size @NUMBER@ not null) @STRICT@;
