-- What who lives in a room said about being moved, each time she was asked or asked: the last word
-- counts. Without it nobody is in anybody's plan.
create table move_wish (
    placement @ID@ not null references placement (placement),
    number @INTEGER@ not null, -- 1, 2, 3 for each placement
    wish @TEXT@ not null check (wish in ('asks', 'agrees', 'stays')), -- codes move_wish
    said_at @INTEGER@ not null,
    recorded_by @ID@ not null, -- staff
    primary key (placement, number)
) @STRICT@;
create index move_wish_by_said on move_wish (said_at);

-- Why a planned move was advised by everyone's plan when a person took the advice: as it was then.
create table booking_why (
    booking @ID@ not null primary key references booking (booking),
    explanation @TEXT@ not null, -- JSON
    decided_at @INTEGER@ not null,
    decided_by @ID@ not null -- staff
) @STRICT@;
