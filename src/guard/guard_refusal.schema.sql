-- What was refused (refusal.h): how often, by account and minute; staff 0: nobody was signed in.
create table refusal (
    staff         @ID@ not null,
    minute_at     @INTEGER@ not null,
    reason        @TEXT@ not null,
    kind          @TEXT@ not null, -- what the path names; never which one
    is_write      @INTEGER@ not null,
    times         @INTEGER@ not null,
    primary key (staff, minute_at, reason, kind, is_write)
) @ROWS_BY_KEY@;
create index refusal_by_minute on refusal (minute_at);

-- Too many in an hour: the guardian is told until somebody has looked into it.
create table refusal_alarm (
    staff         @ID@ not null,
    reason        @TEXT@ not null,
    at            @INTEGER@ not null,
    times         @INTEGER@ not null,
    seen_by       @ID@ not null, -- 0: nobody yet
    seen_at       @INTEGER@ not null,
    primary key (staff, reason, at)
) @ROWS_BY_KEY@;
create index refusal_alarm_unseen on refusal_alarm (seen_by, at);
