-- A document of a person. Its title is sealed under her key and gone when it was removed.
create table document (
    document       @ID@ not null primary key,
    person         @ID@ not null references person (person),
    referral       @ID@ not null, -- the call it came with; 0: none
    kind           @TEXT@ not null, -- codes document_kind
    format         @TEXT@ not null, -- pdf, jpeg, png, text: as the cleaner found it
    title_sealed   @BLOB@,
    piece_count    @INTEGER@ not null,
    added_at       @INTEGER@ not null,
    added_by       @ID@ not null,
    removed_at     @INTEGER@,
    removed_by     @ID@,
    removed_reason @TEXT@ -- codes document_removed_reason
) @STRICT@;
create index document_by_person on document (person, added_at);

-- Its bytes, cleaned and then sealed in pieces under the person's key.
create table document_piece (
    document     @ID@ not null references document (document),
    number       @INTEGER@ not null, -- 0, 1, 2 ...
    bytes_sealed @BLOB@ not null,
    primary key (document, number)
) @STRICT@;
