-- What makes the log a tree (guard/audit_tree.h), in the main file and in the file of readings.

-- Of a line with a detail: SHA-256 over the sealed detail. It is part of the line's text, and stays
-- when the detail is erased.
alter table audit add column commitment @BLOB@;

-- Free text that belongs to a line (a reason), sealed under the key of whom it is about.
create table audit_detail (
    writer        @ID@ not null,
    number        @INTEGER@ not null,
    detail        @ID@ not null, -- the row that the sealed value is bound to
    kind          @INTEGER@ not null, -- enum vault_owner
    owner         @ID@ not null,
    sealed        @BLOB@ not null,
    primary key (writer, number)
) @ROWS_BY_KEY@;
create index audit_detail_of_owner on audit_detail (owner);

-- Roots of 1,024 lines each: tile 0 is of lines 1 to 1024. They only spare reading the lines again.
create table audit_tile (
    writer        @ID@ not null,
    tile          @INTEGER@ not null,
    hash          @BLOB@ not null,
    primary key (writer, tile)
) @ROWS_BY_KEY@;

-- The last signed checkpoint of each hour; witnesses have every one.
create table audit_checkpoint (
    writer        @ID@ not null,
    hour          @INTEGER@ not null, -- since 1970
    tree_size     @INTEGER@ not null,
    note          @TEXT@ not null,
    primary key (writer, hour)
) @ROWS_BY_KEY@;
