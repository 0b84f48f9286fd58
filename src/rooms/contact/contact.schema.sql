-- A contact: what was said or done with or for a person. Clustered by person and time.
create table contact (
    person @ID@ not null references person (person),
    at @INTEGER@ not null,
    contact @ID@ not null,
    staff @ID@ not null,
    kind @TEXT@ not null, -- codes contact_kind: visit, phone, video, message, meeting, event
    is_shared @INTEGER@ not null, -- may the person read it
    text_sealed @BLOB@ not null,
    primary key (person, at, contact)
) @ROWS_BY_KEY@;

-- Something that must be done for a person by a circle before an instant. A non-arrival opens one.
create table follow_up (
    follow_up @ID@ not null primary key,
    person @ID@ not null references person (person),
    kind @TEXT@ not null, -- codes follow_up_kind: safety_call, gap, review, other
    circle @ID@ not null,
    due_at @INTEGER@ not null,
    opened_at @INTEGER@ not null,
    done_at @INTEGER@,
    done_by @ID@
) @STRICT@;
create index follow_up_by_circle on follow_up (circle, due_at) where done_at is null;
create index follow_up_by_person on follow_up (person);
