-- refuse 1: the key in bed.wrapped_key must be called wrapped_key
create table bed (
    bed_id      @ID@ not null,
    number      @INTEGER@ not null,
    wrapped_key @BLOB@ not null,
    primary key (bed_id, number)
) @ROWS_BY_KEY@;
