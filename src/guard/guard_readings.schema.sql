-- The log of readings where it has a file of its own (guard/audit.h): the log's tables without an
-- index, because each page about a person adds a line and an index would write a page of the file
-- for each of them. Whose lines stand where is written down later, for many lines at once.
create table if not exists audit_chain (
    writer        @ID@ not null primary key,
    line_count    @INTEGER@ not null
) @ROWS_BY_KEY@;

create table if not exists audit (
    writer        @ID@ not null,
    number        @INTEGER@ not null,
    at            @INTEGER@ not null,
    staff         @ID@ not null,
    session       @ID@ not null,
    role          @TEXT@ not null,
    verb          @TEXT@ not null,
    kind          @TEXT@ not null,
    record        @ID@ not null,
    purpose       @TEXT@ not null,
    hash          @BLOB@ not null,
    primary key (writer, number)
) @ROWS_BY_KEY@;

create table audit_place (
    owner         @ID@ not null, -- the record a line is about, or the worker who did it
    number        @INTEGER@ not null,
    primary key (owner, number)
) @ROWS_BY_KEY@;

-- Up to which line audit_place goes.
create table audit_placed (
    one           @INTEGER@ not null primary key check (one = 1),
    number        @INTEGER@ not null
) @STRICT@;
insert into audit_placed (one, number) values (1, 0);
