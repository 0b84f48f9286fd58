-- Organisations: one prime contractor and its providers (rulebook.md C1). Accounts are guard's.
create table organisation (
    organisation @ID@ not null primary key,
    name @TEXT@ not null,
    kind @TEXT@ not null check (kind in ('prime', 'provider', 'commissioner')),
    circle @ID@ not null unique
) @STRICT@;
