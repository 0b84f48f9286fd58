-- Calendar links: which tokens of guard's are one, and how often each is fetched.
create table calendar_link (
    link @ID@ not null primary key, -- token.token
    hour_at @INTEGER@ not null, -- since when fetches are counted
    fetches @INTEGER@ not null,
    fetched_at @INTEGER@ -- null: never
) @STRICT@;
