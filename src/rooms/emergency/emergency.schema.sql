-- What was opened in an emergency, and whether that was right. Reason and times are clear; what was
-- typed and why is sealed under a key of the row's own. record 0: nothing was opened.
create table emergency (
    emergency     @ID@ not null primary key,
    staff         @ID@ not null,
    number        @INTEGER@ not null, -- of this worker: two at once are not both the third
    kind          @TEXT@ not null check (kind in ('person', 'house', 'nothing')),
    record        @ID@ not null,
    reason        @TEXT@ not null, -- codes emergency_reason
    wrapped_key   @BLOB@ not null,
    typed_sealed  @BLOB@ not null,
    words_sealed  @BLOB@ not null,
    opened_at     @INTEGER@ not null,
    until_at      @INTEGER@ not null,
    review_by_at  @INTEGER@ not null,
    reviewed_at   @INTEGER@,
    reviewed_by   @ID@,
    outcome       @TEXT@, -- codes emergency_outcome
    review_sealed @BLOB@,
    unique (staff, number)
) @STRICT@;
create index emergency_waiting on emergency (review_by_at) where reviewed_at is null;
create index emergency_of_staff on emergency (staff, opened_at);
create index emergency_of_record on emergency (record);
create index emergency_reviewed on emergency (reviewed_at);
