-- What guard/ keeps: accounts, sessions, tokens, ties, forms already done, and the audit log.
-- Instants are milliseconds since 1970-01-01T00:00Z. What has no end yet ends at the last instant,
-- 9223372036854775807, so that "still live" is one comparison.

create table account (
    staff         @ID@ not null primary key,
    user_name     @TEXT@ not null unique,
    display_name  @TEXT@ not null,
    role          @TEXT@ not null,
    organisation  @ID@ not null,
    circle        @ID@ not null,
    password_hash @TEXT@ not null, -- Argon2id over a fingerprint keyed in the vault
    wrapped_key   @BLOB@ not null,
    totp_sealed   @BLOB@ not null,
    totp_step     @INTEGER@ not null, -- of the last code taken; a code is never taken twice
    until_at      @INTEGER@ not null
) @STRICT@;

create table session (
    session       @ID@ not null primary key,
    fingerprint   @BLOB@ not null unique, -- of the cookie's token, keyed in the vault
    staff         @ID@ not null references account (staff),
    made_at       @INTEGER@ not null,
    seen_at       @INTEGER@ not null, -- to the minute
    until_at      @INTEGER@ not null
) @STRICT@;
create index session_of_staff on session (staff);
create index session_by_until on session (until_at);

create table token (
    token         @ID@ not null primary key,
    fingerprint   @BLOB@ not null unique,
    staff         @ID@ not null references account (staff),
    made_at       @INTEGER@ not null,
    until_at      @INTEGER@ not null
) @STRICT@;
create index token_of_staff on token (staff);

-- Tries at signing in since the last success; the name typed is kept as a keyed fingerprint,
-- because people type passwords into the wrong field.
create table sign_in_try (
    fingerprint   @BLOB@ not null primary key,
    tries         @INTEGER@ not null,
    last_at       @INTEGER@ not null
) @ROWS_BY_KEY@;

create table circle_member (
    circle        @ID@ not null,
    staff         @ID@ not null,
    primary key (circle, staff)
) @ROWS_BY_KEY@;
create index circle_of_staff on circle_member (staff, circle);

-- relation is a bit, 1 << enum relation, so that a set of relations is one number.
create table tie (
    record        @ID@ not null,
    circle        @ID@ not null,
    relation      @INTEGER@ not null,
    from_at       @INTEGER@ not null,
    until_at      @INTEGER@ not null,
    primary key (record, circle, relation)
) @ROWS_BY_KEY@;
create index tie_of_circle on tie (circle, until_at);

-- Forms already done: the one-time token of each and where it led.
create table once (
    staff         @ID@ not null,
    token         @TEXT@ not null,
    location      @TEXT@ not null,
    at            @INTEGER@ not null,
    primary key (staff, token)
) @ROWS_BY_KEY@;
create index once_by_at on once (at);

-- The log: one chain of hashes per writer; how long each chain is stands in audit_chain.
create table audit_chain (
    writer        @ID@ not null primary key,
    line_count    @INTEGER@ not null
) @ROWS_BY_KEY@;

create table audit (
    writer        @ID@ not null,
    number        @INTEGER@ not null, -- 1, 2, 3 ... in each chain
    at            @INTEGER@ not null,
    staff         @ID@ not null,
    session       @ID@ not null,
    role          @TEXT@ not null,
    verb          @TEXT@ not null,
    kind          @TEXT@ not null,
    record        @ID@ not null,
    purpose       @TEXT@ not null,
    hash          @BLOB@ not null, -- SHA-256 over this line and the hash before it
    primary key (writer, number)
) @ROWS_BY_KEY@;
create index audit_by_at on audit (at);
create index audit_of_record on audit (record, at);
create index audit_of_staff on audit (staff, at);
