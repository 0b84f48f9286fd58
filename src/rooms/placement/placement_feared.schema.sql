-- That the household of this placement must not live with somebody in the house is the other side's
-- word alone: its own house and its key worker are not told (placement_warning.h).
create table placement_feared (
    placement @ID@ not null primary key references placement (placement),
    is_all @INTEGER@ not null -- 1: nothing else speaks against the room, the warning is the desk's
) @STRICT@;
