-- How long records are kept: what holds one back, and what two people confirmed.

create table retention_hold (
    hold        @ID@ not null primary key,
    person      @ID@ not null references person (person),
    reason      @TEXT@ not null, -- codes hold_reason
    placed_by   @ID@ not null,
    placed_at   @INTEGER@ not null,
    ended_by    @ID@,
    ended_at    @INTEGER@
) @STRICT@;
create index retention_hold_of_person on retention_hold (person);

-- One row a person that somebody says may be erased. A second person in another role confirms it;
-- then it is done. cut_at: the database's log of writes has been cut since, so the key is nowhere.
create table erasure (
    person      @ID@ not null primary key references person (person),
    reason      @TEXT@ not null, -- codes erasure_reason
    first_by    @ID@ not null,
    first_role  @TEXT@ not null,
    first_at    @INTEGER@ not null,
    second_by   @ID@,
    erased_at   @INTEGER@,
    cut_at      @INTEGER@
) @STRICT@;
create index erasure_uncut on erasure (erased_at) where cut_at is null and erased_at is not null;
create index erasure_waiting on erasure (first_at) where erased_at is null;
