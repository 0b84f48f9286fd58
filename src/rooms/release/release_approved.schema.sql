-- What an approver had before her when she said yes: a fingerprint, keyed in the vault, of the lines
-- that would leave. What is written is those and no others.
create table release_approved (
    release @ID@ not null references release (release),
    role    @TEXT@ not null,
    lines   @BLOB@ not null,
    primary key (release, role)
) @ROWS_BY_KEY@;
