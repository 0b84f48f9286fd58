-- What has changed among the live ties of a circle, for the copies of them in memory (tie_copy.h).
create table tie_mark (
    circle        @ID@ not null primary key,
    number        @INTEGER@ not null -- of the circle's last change: 1, 2, 3 ...
) @ROWS_BY_KEY@;

-- The last change of each record's ties to a circle.
create table tie_change (
    circle        @ID@ not null,
    record        @ID@ not null,
    number        @INTEGER@ not null,
    primary key (circle, record)
) @ROWS_BY_KEY@;
create index tie_change_by_number on tie_change (circle, number);
