-- Who is to live together. A person is in one household at a time, in several over the years.
create table household (
    household @ID@ not null primary key,
    created_at @INTEGER@ not null
) @STRICT@;

create table household_member (
    household @ID@ not null references household (household),
    person @ID@ not null references person (person),
    relation @TEXT@ not null, -- codes household_relation: head, partner, child, unborn, other
    from_at @INTEGER@ not null,
    until_at @INTEGER@,
    primary key (household, person)
) @ROWS_BY_KEY@;
create unique index household_member_one on household_member (person) where until_at is null;
