-- refuse 1: the table's primary key be one integer
create table bed (
    bed_id      @ID@ not null,
    number      @INTEGER@ not null,
    wrapped_key @BLOB@ not null,
    primary key (bed_id, number)
) @ROWS_BY_KEY@;
