-- What would give a house's address away, in every way of writing it: looked for inside the vault in
-- what is about to leave. Sealed under the house's key as its address is, and opened for nobody. A
-- house without a row (its address was typed before there were patterns) lets nothing leave.
create table house_pattern (
    house @ID@ not null primary key references house (house),
    patterns_sealed @BLOB@ not null
) @STRICT@;
