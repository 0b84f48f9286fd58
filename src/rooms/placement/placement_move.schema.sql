-- What the receiving house says to a planned move from another provider's house. Without its yes
-- the move is not done.
create table booking_answer (
    booking @ID@ not null primary key references booking (booking),
    decline_reason @TEXT@, -- codes decline_reason; null: the house says yes
    answered_at @INTEGER@ not null,
    answered_by @ID@ not null
) @STRICT@;
