-- What was said of a document of hers by whoever looked at it, for her own copy (release_look.h).
create table release_look (
    release  @ID@ not null references release (release),
    document @ID@ not null references document (document),
    verdict  @TEXT@ not null check (verdict in ('clear', 'left_out')), -- codes release_look
    staff    @ID@ not null references account (staff),
    at       @INTEGER@ not null,
    primary key (release, document)
) @ROWS_BY_KEY@;
