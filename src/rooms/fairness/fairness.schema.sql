-- What was counted on a day, over everybody: numbers only, no person. Counting again on the same day
-- takes the place of what was counted before.
create table fairness_count (
    day @INTEGER@ not null primary key,
    counted_at @INTEGER@ not null,
    counted_by @ID@ not null, -- staff; 0: the program's own timer
    referrals @INTEGER@ not null,
    waiting @INTEGER@ not null,
    rooms @INTEGER@ not null
) @STRICT@;

-- As counted: small numbers are kept back where they are shown.
create table fairness_cell (
    day @INTEGER@ not null references fairness_count (day),
    stratum @TEXT@ not null, -- codes fairness_stratum
    party @TEXT@ not null, -- codes fairness_party: which group of people
    figure @TEXT@ not null, -- names of enum fairness_figure
    number @INTEGER@ not null,
    primary key (day, stratum, party, figure)
) @ROWS_BY_KEY@;

-- What each rule of placing kept out on that day, of all rooms for all who waited.
create table fairness_rule (
    day @INTEGER@ not null references fairness_count (day),
    rule @TEXT@ not null, -- match_rule.name
    households @INTEGER@ not null, -- for which it keeps out at least one room
    rooms @INTEGER@ not null, -- different rooms: pairs of a household and a room
    alone @INTEGER@ not null, -- of these, pairs in which no other rule fails
    asked @INTEGER@ not null, -- pairs in which it asks a question
    primary key (day, rule)
) @ROWS_BY_KEY@;
