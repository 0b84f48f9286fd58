-- A move that the plan advised and a person refused: none is advised to her again on the same word of
-- hers (move_wish), whatever else changes.
create table plan_move_refused (
    placement @ID@ not null references placement (placement),
    wish @INTEGER@ not null, -- move_wish.number
    room @ID@ not null references room (room),
    reason @TEXT@ not null, -- codes plan_move_reason
    explanation @TEXT@ not null, -- what was advised and why, as it was then: JSON
    refused_at @INTEGER@ not null,
    refused_by @ID@ not null, -- staff
    primary key (placement, wish)
) @STRICT@;
