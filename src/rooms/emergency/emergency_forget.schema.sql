-- Emergencies that opened a house or nothing and whose words are erased (emergency.h). cut_at: the
-- database's log of writes has been cut since, so their key is nowhere.
create table emergency_forgotten (
    emergency     @ID@ not null primary key references emergency (emergency),
    forgotten_at  @INTEGER@ not null,
    cut_at        @INTEGER@
) @STRICT@;
create index emergency_forgotten_uncut on emergency_forgotten (forgotten_at) where cut_at is null;
create index emergency_with_words on emergency (reviewed_at)
 where kind <> 'person' and length(wrapped_key) > 0;
