-- Who works in a house, as far as it matters to whom somebody feels safe with. A house without a row:
-- nobody has said.
create table house_workers (
    house @ID@ not null primary key references house (house),
    workers @TEXT@ not null check (workers in ('women', 'men', 'both', 'not_known'))
) @STRICT@;
