-- A flag between a worker and a person: kept away, whatever ties there are. The note is sealed
-- under the person's key. What it hides stands in guard's table conflict, as long as it has no end.
create table conflict_flag (
    flag         @ID@ not null primary key,
    staff        @ID@ not null,
    person       @ID@ not null references person (person),
    kind         @TEXT@ not null, -- codes conflict_kind
    note_sealed  @BLOB@ not null,
    recorded_by  @ID@ not null,
    recorded_at  @INTEGER@ not null,
    ended_by     @ID@,
    ended_at     @INTEGER@
) @STRICT@;
create index conflict_flag_of_person on conflict_flag (person);
