-- After a departure: until when the house's provider, and the provider's workers, may still read.
-- One row a relation; it goes when its time is over, or when somebody takes over.
create table placement_after (
    placement @ID@ not null references placement (placement),
    relation @INTEGER@ not null, -- a bit, as in tie
    until_at @INTEGER@ not null,
    primary key (placement, relation)
) @ROWS_BY_KEY@;
create index placement_after_by_until on placement_after (until_at);
