-- One record a person: adult, child or unborn child. What identifies is sealed under the person's
-- own key; erasing a person is destroying wrapped_key.
create table person (
    person @ID@ not null primary key,
    ref @TEXT@ not null unique,
    wrapped_key @BLOB@ not null,
    kind @TEXT@ not null check (kind in ('adult', 'child', 'unborn')),
    birth_state @TEXT@ not null check (birth_state in ('known', 'partial', 'disputed', 'not_known')),
    is_presumed_child @INTEGER@ not null, -- Modern Slavery Act 2015 s51: in doubt, a child
    nation @TEXT@ not null check (nation in ('E', 'W', 'S', 'N')),
    called_sealed @BLOB@, -- the name she likes to be called
    born_sealed @BLOB@, -- '1998-04-12', '1998-04', '1998' or what was said; due date if unborn
    gender_sealed @BLOB@,
    nationality_sealed @BLOB@, -- ISO 3166 codes, separated by commas
    languages_sealed @BLOB@, -- 'ti:speaks+reads,am:speaks'; first is preferred
    feels_safe_sealed @BLOB@, -- codes: kinds of house and gender of worker she feels safe with
    helps_sealed @BLOB@, -- 'what helps, what hurts', written or agreed by the person
    version @INTEGER@ not null,
    created_at @INTEGER@ not null,
    changed_at @INTEGER@ not null
) @STRICT@;

create table person_name (
    name @ID@ not null primary key,
    person @ID@ not null references person (person),
    kind @TEXT@ not null, -- codes name_kind: given, alias, document, spelling
    name_sealed @BLOB@ not null
) @STRICT@;
create index person_name_by_person on person_name (person);

create table person_phone (
    phone @ID@ not null primary key,
    person @ID@ not null references person (person),
    number_sealed @BLOB@ not null,
    may_call @INTEGER@ not null,
    may_text @INTEGER@ not null,
    may_leave_voicemail @INTEGER@ not null,
    note_sealed @BLOB@ -- safe hours, who else uses it, code word
) @STRICT@;
create index person_phone_by_person on person_phone (person);

-- What the name index has to read again, in the order of writing. A row of name_mark is locked by
-- every writer, so numbers become visible in order on every engine.
create table name_mark (
    one @INTEGER@ not null primary key check (one = 1),
    number @INTEGER@ not null
) @STRICT@;
insert into name_mark (one, number) values (1, 0);
create table name_change (
    number @INTEGER@ not null primary key,
    person @ID@ not null
) @STRICT@;
