-- Lines that are not shown to a person in the list of who looked at her record
-- (audit_suppression.h): what a role did on a day, on a legal ground, on two people's word, until a
-- day of review.
create table suppression (
    suppression   @ID@ not null primary key,
    person     @ID@ not null references person (person),
    day        @INTEGER@ not null,
    role       @TEXT@ not null,
    ground     @TEXT@ not null, -- codes suppression_ground
    review_on  @INTEGER@ not null, -- shown again from the day after
    first_by   @ID@ not null,
    first_role @TEXT@ not null,
    first_at   @INTEGER@ not null,
    second_by  @ID@,
    second_at  @INTEGER@,
    ended_by   @ID@,
    ended_at   @INTEGER@
) @STRICT@;
create index suppression_of_person on suppression (person);
create index suppression_live on suppression (review_on) where ended_at is null;
