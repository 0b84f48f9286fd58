-- A household in a room: held, offered, accepted, arrived, departed, or one of the ways it ends
-- without a stay. A room hosts one household at a time, and a household has one room at a time: one
-- live row of each, by the two indexes below.
create table placement (
    placement @ID@ not null primary key,
    referral @ID@ not null references referral (referral),
    household @ID@ not null references household (household),
    room @ID@ not null references room (room),
    house @ID@ not null references house (house),
    state @TEXT@ not null check (state in ('held', 'offered', 'accepted', 'arrived', 'departed',
        'declined', 'lapsed', 'withdrawn', 'not_arrived')),
    is_live @INTEGER@ not null, -- 1 while the room is taken by it
    persons @INTEGER@ not null, -- what it takes of the house: of its licence
    beds @INTEGER@ not null default 1,
    cots @INTEGER@ not null default 0, -- of its movable cots
    complex_places @INTEGER@ not null default 0, -- 0 or 1
    modes @INTEGER@ not null default 7, -- bits of match_mode: kinds of house they can live in
    held_at @INTEGER@ not null,
    held_by @ID@, -- staff; null: taken over from elsewhere
    held_until_at @INTEGER@, -- held or offered: frees itself after this
    offered_at @INTEGER@,
    answered_at @INTEGER@,
    decline_reason @TEXT@, -- codes decline_reason
    wish_answer @TEXT@, -- codes wish_answer: yes, no, needs_time: the person's own
    wish_told @TEXT@, -- codes wish_told, separated by commas: what she knew when she answered
    wish_at @INTEGER@,
    wish_sealed @BLOB@, -- her own words, under the referral's key
    expected_at @INTEGER@,
    arrived_at @INTEGER@,
    arrival_checks @TEXT@, -- codes arrival_check, separated by commas: what was done on arrival
    key_worker @ID@, -- staff
    planned_until_on @INTEGER@,
    departed_at @INTEGER@,
    end_reason @TEXT@, -- codes not_arrived_reason, cancel_reason
    destination @TEXT@, -- codes destination
    moved_from @ID@, -- placement that a planned move ended
    explanation @TEXT@ not null, -- why this room: rules and score terms of that moment, JSON
    version @INTEGER@ not null
) @STRICT@;
create unique index placement_one_live on placement (room) where is_live = 1;
create unique index placement_one_live_household on placement (household) where is_live = 1;
create index placement_live_by_house on placement (house) where is_live = 1;
create index placement_by_referral on placement (referral);
create index placement_by_household on placement (household);
create index placement_by_house on placement (house, state);
create index placement_by_room on placement (room, departed_at);

-- Whom a household must not live with, as known when its room was taken: without this row the
-- house could take in tomorrow the person whom somebody who lives there fears.
create table placement_apart (
    placement @ID@ not null references placement (placement),
    person @ID@ not null,
    primary key (placement, person)
) @ROWS_BY_KEY@;
create index placement_apart_by_person on placement_apart (person);

-- Future bookings of a room beside its live placement (planned moves): checked for overlap inside
-- the writing transaction, on PostgreSQL under a lock of the room's row.
create table booking (
    booking @ID@ not null primary key,
    room @ID@ not null references room (room),
    referral @ID@ not null references referral (referral),
    moves @ID@ not null references placement (placement),
    from_on @INTEGER@ not null,
    until_on @INTEGER@ not null,
    is_live @INTEGER@ not null
) @STRICT@;
create index booking_by_room on booking (room, from_on) where is_live = 1;
create unique index booking_one_live on booking (moves) where is_live = 1;
