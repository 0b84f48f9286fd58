create table house (
    house_id        @ID@ primary key,
    organisation_id @ID@ not null,
    alias           @TEXT@ not null,
    areas           @TEXT@,
    opened_on       @INTEGER@,
    sealed_address  @BLOB@ not null
) @STRICT@;
