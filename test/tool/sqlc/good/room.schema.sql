-- A second migration: it's applied after the first, and may reference it.
create table room (
    room_id         @ID@ primary key,
    house_id        @ID@ not null references house (house_id),
    is_free         @INTEGER@ not null
) @STRICT@;
@POSTGRES@ create index room_of_house on room using hash (house_id);
