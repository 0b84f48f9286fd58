-- A little world for the tests of the store and of sqlc: every type, a constraint of every sort,
-- and a word of each engine.

create table fixture_house (
    house_id        @ID@ primary key,
    organisation_id @ID@ not null,
    alias           @TEXT@ not null unique,
    areas           @TEXT@,
    room_count      @INTEGER@ not null check (room_count >= 0),
    is_full         @INTEGER@ not null check (is_full in (0, 1)),
    opened_on       @INTEGER@,
    made_at         @INTEGER@ not null,
    closed_at       @INTEGER@,
    manager_id      @ID@,
    sealed_address  @BLOB@ not null,
    sealed_note     @BLOB@
) @STRICT@;
create index fixture_house_of_organisation on fixture_house (organisation_id);

create table fixture_room (
    house_id        @ID@ not null references fixture_house (house_id),
    number          @INTEGER@ not null,
    primary key (house_id, number)
) @ROWS_BY_KEY@;

-- Rows numbered by the database, for the tests that count them.
create table fixture_mark (
    mark_id         @SERIAL@,
    thread          @INTEGER@ not null,
    number          @INTEGER@ not null,
    unique (thread, number)
) @STRICT@;

-- No mark is ever changed, whoever asks; the engines say it in their own words.
@SQLITE@ create trigger fixture_mark_is_final before update on fixture_mark
@SQLITE@ begin select raise(abort, 'a mark is final'); end;
@POSTGRES@ create rule fixture_mark_is_final as on update to fixture_mark do instead nothing;
