-- What this database was first opened with: one row, written once.
create table keeping (
    one              @INTEGER@ not null primary key check (one = 1),
    root_fingerprint @BLOB@ not null, -- of the root key: a key that was lost and made anew is not it
    is_demo          @INTEGER@ not null -- every person in it is invented
) @STRICT@;
