-- Something about a person that is to leave the circle of care: a template of named fields to a
-- named recipient. What it says of her is sealed under her key.
create table release (
    release @ID@ not null primary key,
    person @ID@ not null references person (person),
    template @TEXT@ not null, -- codes release_template
    recipient_sealed @BLOB@ not null,
    statement_sealed @BLOB@, -- what the asker adds in own words
    basis @TEXT@ not null, -- codes release_basis
    told @TEXT@ not null, -- codes release_told
    told_why_sealed @BLOB@, -- why she was not told
    names_why_sealed @BLOB@, -- why somebody else's name has to stand in it
    state @TEXT@ not null check (state in ('asked', 'refused', 'written')),
    asked_by @ID@ not null references account (staff),
    asked_at @INTEGER@ not null,
    until_at @INTEGER@ not null -- not written by then: expired
) @STRICT@;
create index release_by_person on release (person, asked_at);
create index release_by_state on release (state, until_at);

-- What an approver said. One of each role: two approvers are of two roles.
create table release_approval (
    release @ID@ not null references release (release),
    role @TEXT@ not null,
    staff @ID@ not null references account (staff),
    is_yes @INTEGER@ not null,
    at @INTEGER@ not null,
    primary key (release, role)
) @ROWS_BY_KEY@;

-- The document, written once; in parts, because a sealed value has a longest size.
create table release_document (
    release @ID@ not null primary key references release (release),
    manifest @TEXT@ not null, -- no name and no text; its SHA-256 stands in the log
    written_at @INTEGER@ not null
) @STRICT@;
create table release_part (
    release @ID@ not null references release (release),
    number @INTEGER@ not null,
    part_sealed @BLOB@ not null,
    primary key (release, number)
) @ROWS_BY_KEY@;
