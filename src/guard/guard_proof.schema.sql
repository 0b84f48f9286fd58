-- Proofs that rows which decide what somebody may do were written by Haven (proof.h).
create table proof (
    kind          @INTEGER@ not null, -- enum proof_kind
    subject       @ID@ not null,      -- the worker, record or session
    version       @INTEGER@ not null, -- rises with each change
    mac           @BLOB@ not null,    -- made in the vault, over kind, subject, version and rows
    primary key (kind, subject)
) @ROWS_BY_KEY@;

-- One row, once everything that was there before there were proofs has been proven.
create table proof_begun (
    one           @INTEGER@ not null primary key check (one = 1),
    at            @INTEGER@ not null
) @STRICT@;
