-- refuse 1: table loose must end with @STRICT@ or @ROWS_BY_KEY@
create table loose (a @ID@ primary key);
