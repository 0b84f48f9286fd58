-- A thaw that two people have agreed on and that is still being done (cold_thawing.c): everything of
-- hers is opened under the keys that came back and sealed anew under fresh ones, some at a time.
-- Until all is done her keys stand in no row of hers and nobody reads her; who kills the server in
-- between finds it going on. The documents, which are large, are sealed anew in their place; the
-- rest beside (sealed_anew), where the attempt is the thaw.
create table thawing (
    thaw        @ID@ not null primary key references thaw (thaw),
    person      @ID@ not null unique references person (person),
    wrapped_key @BLOB@ not null,   -- those that came back, then as many that were drawn
    step        @INTEGER@ not null, -- of two servers one takes each
    at_document @ID@ not null,     -- in the order of ids: this one and those before are done
    at_piece    @INTEGER@ not null, -- of the next: the pieces before are done
    piece_done  @INTEGER@ not null,
    piece_count @INTEGER@ not null,
    begun_at    @INTEGER@ not null
) @STRICT@;

-- What stood in a record and did not open: damaged, or moved there by hand. A guardian looks into it.
create table thaw_damage (
    thaw      @ID@ not null references thaw (thaw),
    owner     @ID@ not null,   -- the person, or a call of hers: two have the same questions
    of_table  @TEXT@ not null,
    of_column @TEXT@ not null,
    of_row    @ID@ not null,
    person    @ID@ not null references person (person),
    kind      @TEXT@ not null, -- codes thaw_damage_kind
    found_at  @INTEGER@ not null,
    seen_by   @ID@,            -- null: nobody has looked into it
    seen_at   @INTEGER@,
    primary key (thaw, owner, of_table, of_column, of_row)
) @ROWS_BY_KEY@;
create index thaw_damage_unseen on thaw_damage (thaw) where seen_by is null;
create index thaw_damage_of_person on thaw_damage (person);

-- Of thaws that broke off before they went on by themselves.
delete from sealed_anew;
