-- The log (guard/audit.h): one chain of hashes per writer; how long each chain is stands in
-- audit_chain. On SQLite it stands in two files: lines of writes beside what was written, lines of
-- readings in a file of their own, which has nothing but this. A database begun before this was a
-- migration of its own has its tables already.
create table if not exists audit_chain (
    writer        @ID@ not null primary key,
    line_count    @INTEGER@ not null
) @ROWS_BY_KEY@;

create table if not exists audit (
    writer        @ID@ not null,
    number        @INTEGER@ not null, -- 1, 2, 3 ... in each chain
    at            @INTEGER@ not null,
    staff         @ID@ not null,
    session       @ID@ not null,
    role          @TEXT@ not null,
    verb          @TEXT@ not null,
    kind          @TEXT@ not null,
    record        @ID@ not null,
    purpose       @TEXT@ not null,
    hash          @BLOB@ not null, -- SHA-256 over this line and the hash before it
    primary key (writer, number)
) @ROWS_BY_KEY@;
create index if not exists audit_by_at on audit (at);
create index if not exists audit_of_record on audit (record, at);
create index if not exists audit_of_staff on audit (staff, at);
