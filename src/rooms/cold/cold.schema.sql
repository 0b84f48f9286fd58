-- Records that have gone cold (cold.h): wrapped_key holds the wrapped keys of the person, of her
-- calls and of emergencies about her, sealed together to a key that is not on the server. The rows
-- they come from hold an empty key meanwhile.
create table cold_case (
    person        @ID@ not null primary key references person (person),
    wrapped_key   @BLOB@ not null, -- empty once she is erased
    key_mark      @TEXT@ not null, -- which key opens it: the first digits of its public half
    born_year     @INTEGER@,       -- only where the day of erasure hangs on it (law/retention.h)
    cold_at       @INTEGER@ not null,
    thawed_until_at @INTEGER@,     -- the keys are back until then; null: cold
    cut_at        @INTEGER@        -- the log of writes has been cut since, so the key is nowhere
) @STRICT@;
create index cold_case_thawed on cold_case (thawed_until_at) where thawed_until_at is not null;
create index cold_case_uncut on cold_case (cold_at) where cut_at is null;

-- Who asked that a cold record be opened again, and what another said. person 0: the reference
-- stood for no cold record that the asker may know of.
create table thaw (
    thaw          @ID@ not null primary key,
    person        @ID@ not null,
    ref           @TEXT@ not null, -- as it was asked for
    reason        @TEXT@ not null, -- codes thaw_reason
    asked_by      @ID@ not null,
    asked_role    @TEXT@ not null,
    asked_at      @INTEGER@ not null,
    answered_by   @ID@,
    answered_role @TEXT@,
    answered_at   @INTEGER@,
    outcome       @TEXT@,          -- codes thaw_outcome; null: nobody has answered
    until_at      @INTEGER@,       -- thawed: when it ends; brought forward by whoever ends it
    ended_by      @ID@
) @STRICT@;
create index thaw_waiting on thaw (asked_at) where outcome is null;
create index thaw_of_person on thaw (person);
create index thaw_of_asker on thaw (asked_by, asked_at);
