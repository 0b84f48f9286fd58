-- While a thaw is confirmed (cold_anew.c): what was sealed under the keys that come back, sealed
-- anew under fresh ones, until all of it takes the place of the old in one transaction. Rows of an
-- attempt that broke off open with no key that was kept.
create table sealed_anew (
    attempt   @ID@ not null,
    kind      @INTEGER@ not null, -- of the owner, as in vault.h
    owner     @ID@ not null,      -- the person, or a call of hers
    of_table  @TEXT@ not null,    -- where it stands, as the vault binds it
    of_column @TEXT@ not null,
    of_row    @ID@ not null,
    person    @ID@ not null references person (person),
    sealed    @BLOB@ not null,
    made_at   @INTEGER@ not null,
    primary key (attempt, kind, owner, of_table, of_column, of_row)
) @ROWS_BY_KEY@;
create index sealed_anew_of_person on sealed_anew (person, made_at);
