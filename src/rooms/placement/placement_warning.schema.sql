-- A room that must be looked at again: what was said about its household, or about somebody in the
-- same house, has changed. Opening answers is work of the vault and waits for the commit; until it
-- is done the row stands. marks counts the changes, so that one that comes meanwhile is not lost.
create table placement_look (
    placement @ID@ not null primary key references placement (placement),
    due_at @INTEGER@ not null,
    marks @INTEGER@ not null
) @STRICT@;
create index placement_look_by_due on placement_look (due_at);

-- What was learnt after a room was taken and speaks against it; the last of each placement.
create table placement_warning (
    placement @ID@ not null primary key references placement (placement),
    rules @TEXT@ not null, -- names of match/rule.h that fail, separated by commas
    asks @TEXT@ not null, -- names of those whose question is open again
    found_at @INTEGER@ not null,
    cleared_at @INTEGER@, -- from then on it does not stand any more
    decision @TEXT@, -- codes warning_decision: the desk's
    decided_at @INTEGER@,
    decided_by @ID@
) @STRICT@;
create index placement_warning_by_found on placement_warning (found_at) where cleared_at is null;
