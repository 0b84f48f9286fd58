-- Where a person lives and who feeds and supports her, from a day until the next row. Append-only:
-- of two rows for one day the later written counts. "none": support has ended.
create table situation (
    person @ID@ not null references person (person),
    from_on @INTEGER@ not null,
    recorded_at @INTEGER@ not null,
    accommodation @TEXT@ not null, -- codes situation_accommodation
    is_catered @INTEGER@ not null,
    is_asylum_supported @INTEGER@ not null,
    recorded_by @ID@ not null,
    primary key (person, from_on, recorded_at)
) @ROWS_BY_KEY@;

-- What was paid to a person for which days. A payment that was written down wrongly is cancelled
-- and stays; it counts no more.
create table payment (
    payment @ID@ not null primary key,
    person @ID@ not null references person (person),
    pence @INTEGER@ not null check (pence > 0),
    from_on @INTEGER@ not null,
    to_on @INTEGER@ not null,
    paid_on @INTEGER@ not null,
    kind @TEXT@ not null, -- codes payment_kind: cash, card, bank
    recorded_at @INTEGER@ not null,
    recorded_by @ID@ not null,
    cancelled_at @INTEGER@,
    cancelled_by @ID@
) @STRICT@;
create index payment_by_person on payment (person, from_on);
