-- Places at which a sealed value did not open (unreadable.h). A guardian looks into each.
create table unreadable (
    kind      @INTEGER@ not null, -- of the owner, as in vault.h: a person, a house, a call, an emergency
    owner     @ID@ not null,
    of_table  @TEXT@ not null,    -- where it stands, as the vault binds it
    of_column @TEXT@ not null,
    of_row    @ID@ not null,
    of_bytes  @BLOB@ not null,    -- a hash of what stands there: what is damaged anew is told anew
    found_at  @INTEGER@ not null, -- as its line "not_opened" in the log
    seen_by   @ID@,               -- null: nobody has looked into it
    seen_at   @INTEGER@,
    primary key (kind, owner, of_table, of_column, of_row)
) @ROWS_BY_KEY@;
create index unreadable_unseen on unreadable (owner) where seen_by is null;
