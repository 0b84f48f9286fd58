-- A safe house goes by an alias and an area; its address is sealed under its own key (seeds/004).
create table house (
    house @ID@ not null primary key,
    ref @TEXT@ not null unique,
    alias @TEXT@ not null unique,
    organisation @ID@ not null references organisation (organisation),
    circle @ID@ not null unique,
    nation @TEXT@ not null check (nation in ('E', 'W', 'S', 'N')),
    region @TEXT@ not null,
    area @TEXT@ not null,
    takes_women @INTEGER@ not null,
    takes_men @INTEGER@ not null,
    takes_mixed @INTEGER@ not null,
    takes_families @INTEGER@ not null,
    is_large_shared @INTEGER@ not null,
    night_cover @TEXT@ not null check (night_cover in ('yes', 'no', 'not_known')),
    step_free @TEXT@ not null check (step_free in ('yes', 'no', 'not_known')),
    catered @INTEGER@ not null,
    licence_persons @INTEGER@ not null,
    complex_places @INTEGER@ not null,
    movable_cots @INTEGER@ not null,
    turnaround_days @INTEGER@ not null,
    languages @TEXT@ not null, -- ISO 639 codes, separated by commas
    specialisms @TEXT@ not null, -- codes of house_specialism, separated by commas
    wrapped_key @BLOB@ not null,
    address_sealed @BLOB@ not null,
    is_open @INTEGER@ not null,
    version @INTEGER@ not null
) @STRICT@;
create index house_by_organisation on house (organisation);

create table room (
    room @ID@ not null primary key,
    house @ID@ not null references house (house),
    name @TEXT@ not null, -- '3' or 'garden': said on the phone together with the alias
    beds @INTEGER@ not null check (beds > 0),
    cots @INTEGER@ not null check (cots >= 0), -- movable cots that fit into the room
    step_free @TEXT@ not null check (step_free in ('yes', 'no', 'not_known')),
    self_contained @INTEGER@ not null,
    unique (house, name)
) @STRICT@;

-- A room out of order; ended_on is set when it is back in use.
create table room_void (
    void @ID@ not null primary key,
    room @ID@ not null references room (room),
    from_on @INTEGER@ not null,
    expected_until_on @INTEGER@ not null,
    ended_on @INTEGER@,
    reason @TEXT@ not null,
    recorded_at @INTEGER@ not null,
    recorded_by @ID@ not null
) @STRICT@;
create index room_void_by_room on room_void (room, from_on);
