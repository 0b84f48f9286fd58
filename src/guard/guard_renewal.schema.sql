-- Passwords and code apps that are being made anew (renewal.h): at most one an account.
create table account_renewal (
    staff         @ID@ not null primary key references account (staff),
    code_hash     @TEXT@ not null, -- of the one-time code; empty: the worker's own change of app
    totp_sealed   @BLOB@ not null, -- the new app's secret; empty: the app stays as it is
    asked_by      @ID@ not null,   -- 0: the operator, at the machine
    asked_at      @INTEGER@ not null,
    until_at      @INTEGER@ not null
) @STRICT@;
