/* What one thread may expect of a store, the same on every engine. */
#include <stdlib.h>
#include <string.h>

#include "sql_all.h"
#include "store_fixture.h"

static const struct house_id house = {INT64_MIN + 7};
static const struct organisation_id organisation = {INT64_MAX};

static struct fixture_house_insert_in full_house(void)
{
    return (struct fixture_house_insert_in){
        .house_id = house,
        .organisation_id = organisation,
        .alias = STR("Rowan"),
        .areas = STR("Leeds, ليدز, 利兹"),
        .room_count = 6,
        .is_full = true,
        .opened_on = {20000},
        .made_at = {1795485000123},
        .closed_at = {-1},
        .manager_id = {42},
        .sealed_address = {"\0\xff\0'", 4},
        .sealed_note = {"\x80", 1},
    };
}

static struct fixture_house_insert_in bare_house(void)
{
    struct fixture_house_insert_in in = full_house();
    in.areas = STR_NONE;
    in.opened_on = DATE_NONE;
    in.closed_at = INSTANT_NONE;
    in.manager_id.value = 0;
    in.sealed_note = STR_NONE;
    in.sealed_address = STR_NONE; /* empty, and yet not NULL */
    return in;
}

static enum err insert_house(struct db *db, void *with)
{
    return sql_fixture_house_insert(db, with);
}

static void add_house(struct fixture *fixture, struct fixture_house_insert_in in)
{
    assert_int_equal(store_write(fixture->store, NULL, insert_house, &in), OK);
}

static void look(struct fixture *fixture)
{
    assert_int_equal(store_read_begin(fixture->store, &fixture->db), OK);
}

static void look_away(struct fixture *fixture)
{
    store_read_end(fixture->store, fixture->db);
}

static void assert_str_equal(struct str a, struct str b)
{
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.at, b.at, a.size);
}

/* ---- values -------------------------------------------------------------------------------- */

void test_every_type_comes_back(void **state)
{
    struct fixture *fixture = *state;
    struct fixture_house_insert_in in = full_house();
    add_house(fixture, in);
    look(fixture);
    struct fixture_house_get_row row;
    assert_int_equal(sql_fixture_house_get(fixture->db, &fixture->arena, house, &row), OK);
    look_away(fixture);
    assert_true(row.house_id.value == house.value);
    assert_true(row.organisation_id.value == organisation.value);
    assert_str_equal(row.alias, in.alias);
    assert_str_equal(row.areas, in.areas);
    assert_true(row.room_count == 6 && row.is_full);
    assert_int_equal(row.opened_on.days, in.opened_on.days);
    assert_true(row.made_at.ms == in.made_at.ms && row.closed_at.ms == -1);
    assert_true(row.manager_id.value == 42);
    assert_str_equal(row.sealed_address, in.sealed_address);
    assert_str_equal(row.sealed_note, in.sealed_note);
}

void test_none_is_null(void **state)
{
    struct fixture *fixture = *state;
    add_house(fixture, bare_house());
    look(fixture);
    struct fixture_house_get_row row;
    assert_int_equal(sql_fixture_house_get(fixture->db, &fixture->arena, house, &row), OK);
    look_away(fixture);
    assert_true(str_is_empty(row.areas) && str_is_empty(row.sealed_note));
    assert_true(str_is_empty(row.sealed_address));
    assert_false(date_is_some(row.opened_on));
    assert_false(instant_is_some(row.closed_at));
    assert_true(row.manager_id.value == 0);
}

void test_rows_come_in_order(void **state)
{
    struct fixture *fixture = *state;
    enum { COUNT = 100 };
    for (int i = 0; i < COUNT; i++) {
        struct fixture_house_insert_in in = bare_house();
        in.house_id.value = i + 1;
        in.alias = str_format(&fixture->arena, "House %02d", COUNT - 1 - i);
        in.room_count = i;
        add_house(fixture, in);
    }
    look(fixture);
    struct fixture_house_list_rows rows;
    assert_int_equal(
        sql_fixture_house_list(fixture->db, &fixture->arena, organisation, 10, &rows), OK);
    assert_int_equal(rows.count, COUNT - 10);
    for (size_t i = 0; i < rows.count; i++) {
        assert_str_equal(rows.at[i].alias, str_format(&fixture->arena, "House %02zu", i));
        assert_true(rows.at[i].house.value == COUNT - (int64_t)i);
    }
    assert_int_equal(
        sql_fixture_house_list(fixture->db, &fixture->arena, organisation, COUNT, &rows), OK);
    assert_int_equal(rows.count, 0);
    look_away(fixture);
}

void test_no_row_is_not_found(void **state)
{
    struct fixture *fixture = *state;
    look(fixture);
    struct fixture_house_get_row row = {.room_count = 77};
    assert_int_equal(sql_fixture_house_get(fixture->db, &fixture->arena, house, &row),
                     ERR_NOT_FOUND);
    assert_int_equal(row.room_count, 77);
    look_away(fixture);
}

void test_wrong_head_is_told(void **state)
{
    struct fixture *fixture = *state;
    add_house(fixture, bare_house());
    look(fixture);
    struct fixture_house_lie_row row;
    assert_int_equal(sql_fixture_house_lie(fixture->db, &fixture->arena, house, &row),
                     ERR_INTERNAL);
    look_away(fixture);
}

static enum err fill_house(struct db *db, void *with)
{
    return sql_fixture_house_fill(db, house, (struct instant){5}, with);
}

void test_changed_rows_are_counted(void **state)
{
    struct fixture *fixture = *state;
    struct fixture_house_insert_in in = bare_house();
    in.is_full = false;
    add_house(fixture, in);
    int64_t changed = -1;
    assert_int_equal(store_write(fixture->store, NULL, fill_house, &changed), OK);
    assert_int_equal(changed, 1);
    assert_int_equal(store_write(fixture->store, NULL, fill_house, &changed), OK);
    assert_int_equal(changed, 0);
}

static enum err insert_two_returning(struct db *db, void *with)
{
    struct fixture *fixture = with;
    struct fixture_mark_insert_returning_row first, second;
    enum err err = sql_fixture_mark_insert_returning(db, &fixture->arena, 1, 1, &first);
    if (err == OK)
        err = sql_fixture_mark_insert_returning(db, &fixture->arena, 1, 2, &second);
    return err == OK && second.mark_id != first.mark_id + 1 ? ERR_INVALID : err;
}

void test_returning_gives_the_number(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(store_write(fixture->store, &fixture->arena, insert_two_returning, fixture),
                     OK);
    assert_int_equal(fixture_marks(fixture, 1), 2);
}

/* ---- refusals ------------------------------------------------------------------------------ */

static enum err insert_homeless_room(struct db *db, void *with)
{
    (void)with;
    return sql_fixture_room_insert(db, (struct house_id){999}, 1);
}

void test_constraints_refuse(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = fixture->store;
    add_house(fixture, bare_house());
    struct fixture_house_insert_in same_key = bare_house(), same_alias = bare_house(),
                                   negative = bare_house();
    same_key.alias = STR("other");
    same_alias.house_id.value = 2;
    negative.house_id.value = 3;
    negative.alias = STR("third");
    negative.room_count = -1;
    assert_int_equal(store_write(store, NULL, insert_house, &same_key), ERR_CONFLICT);
    assert_int_equal(store_write(store, NULL, insert_house, &same_alias), ERR_CONFLICT);
    assert_int_equal(store_write(store, NULL, insert_house, &negative), ERR_CONFLICT);
    assert_int_equal(store_write(store, NULL, insert_homeless_room, NULL), ERR_CONFLICT);
    negative.room_count = 0;
    assert_int_equal(store_write(store, NULL, insert_house, &negative), OK);
}

struct three_marks {
    enum err result;       /* what work gives back whatever the statements said */
    bool is_first_repeated; /* the second statement repeats the first */
    bool is_fallible;
};

static enum err leave_three(struct db *db, void *with)
{
    const struct three_marks *marks = with;
    enum err err = sql_fixture_mark_insert(db, 1, 1);
    if (err == OK)
        err = marks->is_fallible ? sql_fixture_mark_try(db, 1, marks->is_first_repeated ? 1 : 2)
                                 : sql_fixture_mark_insert(db, 1, marks->is_first_repeated ? 1 : 2);
    if (err == OK || err == ERR_CONFLICT)
        err = sql_fixture_mark_insert(db, 1, 3);
    return marks->result != OK ? marks->result : err == ERR_CONFLICT ? OK : err;
}

void test_failed_work_is_undone(void **state)
{
    struct fixture *fixture = *state;
    struct three_marks marks = {.result = ERR_INVALID};
    assert_int_equal(store_write(fixture->store, NULL, leave_three, &marks), ERR_INVALID);
    assert_int_equal(fixture_marks(fixture, 1), 0);
    marks.result = OK;
    assert_int_equal(store_write(fixture->store, NULL, leave_three, &marks), OK);
    assert_int_equal(fixture_marks(fixture, 1), 3);
}

void test_ignored_failure_spoils(void **state)
{
    struct fixture *fixture = *state;
    struct three_marks marks = {.is_first_repeated = true};
    assert_int_equal(store_write(fixture->store, NULL, leave_three, &marks), ERR_CONFLICT);
    assert_int_equal(fixture_marks(fixture, 1), 0);
}

void test_fallible_failure_does_not_spoil(void **state)
{
    struct fixture *fixture = *state;
    struct three_marks marks = {.is_first_repeated = true, .is_fallible = true};
    assert_int_equal(store_write(fixture->store, NULL, leave_three, &marks), OK);
    assert_int_equal(fixture_marks(fixture, 1), 2);
}

/* ---- faults -------------------------------------------------------------------------------- */

void test_nth_statement_fails(void **state)
{
    struct fixture *fixture = *state;
    struct three_marks marks = {.result = OK};
    for (int n = 1; n <= 3; n++) {
        store_inject(fixture->store, n, ERR_BUSY);
        assert_int_equal(store_write(fixture->store, NULL, leave_three, &marks), ERR_BUSY);
        assert_int_equal(fixture_marks(fixture, 1), 0);
    }
    assert_int_equal(store_write(fixture->store, NULL, leave_three, &marks), OK);
    assert_int_equal(fixture_marks(fixture, 1), 3);
}

void test_failed_commit_keeps_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct store_figures before = store_figures(fixture->store);
    struct mark mark = {1, 1};
    store_inject(fixture->store, INJECT_COMMIT, ERR_BUSY);
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &mark), ERR_BUSY);
    assert_int_equal(fixture_marks(fixture, 1), 0);
    assert_true(store_figures(fixture->store).writes == before.writes);
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &mark), OK);
    assert_int_equal(fixture_marks(fixture, 1), 1);
    assert_true(store_figures(fixture->store).writes == before.writes + 1);
    assert_true(store_figures(fixture->store).flushes == before.flushes + 1);
}

static enum err take_too_much(struct db *db, void *with)
{
    struct fixture *fixture = with;
    enum err err = sql_fixture_mark_insert(db, 1, 1);
    arena_take(&fixture->arena, ARENA_REQUEST_LIMIT + 1);
    return err;
}

void test_overflow_ends_the_write(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(store_write(fixture->store, &fixture->arena, take_too_much, fixture),
                     ERR_TOO_LARGE);
    assert_int_equal(fixture_marks(fixture, 1), 0);
    struct mark mark = {1, 1};
    assert_int_equal(store_write(fixture->store, &fixture->arena, mark_work, &mark), OK);
    assert_null(fixture->arena.overflow);
}

static enum err leave_cursor_open(struct db *db, void *with)
{
    (void)with;
    struct store_cursor *cursor;
    return store_begin(db, &fixture_mark_list_statement, NULL, &cursor);
}

void test_open_cursors_are_ended(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_write(fixture->store, NULL, leave_cursor_open, NULL), OK);
        look(fixture);
        assert_int_equal(leave_cursor_open(fixture->db, NULL), OK);
        look_away(fixture);
    }
}

void test_bad_text_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct str bad[] = {{"\xc3(", 2}, {"a\0b", 3}, {"\xed\xa0\x80", 3}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct fixture_house_insert_in in = bare_house();
        in.alias = bad[i];
        assert_int_equal(store_write(fixture->store, NULL, insert_house, &in), ERR_INVALID);
    }
}

/* ---- readers ------------------------------------------------------------------------------- */

void test_reading_is_a_snapshot(void **state)
{
    struct fixture *fixture = *state;
    struct mark first = {1, 1}, second = {1, 2};
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &first), OK);
    look(fixture);
    struct fixture_mark_count_row row;
    assert_int_equal(sql_fixture_mark_count(fixture->db, &fixture->arena, 1, &row), OK);
    assert_int_equal(row.count, 1);
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &second), OK);
    assert_int_equal(sql_fixture_mark_count(fixture->db, &fixture->arena, 1, &row), OK);
    assert_int_equal(row.count, 1);
    look_away(fixture);
    assert_int_equal(fixture_marks(fixture, 1), 2);
}

/* Of the connection that reads; the same one comes again. */
static char *look_at_kept(struct fixture *fixture)
{
    look(fixture);
    return db_kept(fixture->db, 8);
}

void test_memory_is_kept_until_a_write(void **state)
{
    struct fixture *fixture = *state;
    struct mark mark = {1, 1}, second = {1, 2}, third = {1, 3};
    strcpy(look_at_kept(fixture), "known");
    assert_string_equal(db_kept(fixture->db, 8), "known");
    look_away(fixture);
    assert_string_equal(look_at_kept(fixture), "known");
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &mark), OK);
    assert_string_equal(db_kept(fixture->db, 8), "known"); /* a snapshot, like all that is read */
    look_away(fixture);
    strcpy(look_at_kept(fixture), "again");
    look_away(fixture);
    store_inject(fixture->store, INJECT_COMMIT, ERR_BUSY);
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &second), ERR_BUSY);
    assert_string_equal(look_at_kept(fixture), "again");
    look_away(fixture);
    struct fixture other = {0}; /* as another program would */
    fixture_open(&other);
    assert_int_equal(store_write(other.store, NULL, mark_work, &third), OK);
    assert_string_equal(look_at_kept(fixture), "");
    look_away(fixture);
    fixture_close(&other);
}

static enum err has_no_memory(struct db *db, void *with)
{
    (void)with;
    return db_kept(db, 8) == NULL ? OK : ERR_INTERNAL;
}

void test_who_cannot_tell_keeps_no_memory(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(store_write(fixture->store, NULL, has_no_memory, NULL), OK);
    assert_true((look_at_kept(fixture) != NULL) == (tested == TESTED_FILE));
    look_away(fixture);
}

void test_a_reader_may_write(void **state)
{
    struct fixture *fixture = *state;
    look(fixture);
    assert_false(db_is_writing(fixture->db));
    struct mark mark = {1, 1};
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &mark), OK);
    look_away(fixture);
    assert_int_equal(fixture_marks(fixture, 1), 1);
}

/* ---- migrations and the check -------------------------------------------------------------- */

void test_migrations_run_once(void **state)
{
    struct fixture *fixture = *state;
    const char *reason = "";
    struct mark mark = {1, 1};
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &mark), OK);
    assert_int_equal(
        store_migrate(fixture->store, sql_migrations, sql_migration_count, &reason), OK);
    assert_int_equal(fixture_marks(fixture, 1), 1);
    const struct store_migration more[] = {
        sql_migrations[0],
        {"more", "alter table fixture_mark add column note @TEXT@;\n"
                 "delete from fixture_mark where thread = 1 and 'a;b' <> '';"}};
    assert_int_equal(store_migrate(fixture->store, more, 2, &reason), OK);
    assert_int_equal(fixture_marks(fixture, 1), 0);
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &mark), OK);
    assert_int_equal(store_migrate(fixture->store, more, 2, &reason), OK);
    assert_int_equal(fixture_marks(fixture, 1), 1);
}

void test_failed_migration_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    const struct store_migration broken = {
        "broken", "create table fixture_half (a @ID@ not null) @STRICT@; create nonsense;"};
    const struct store_migration whole = {
        "broken", "create table fixture_half (a @ID@ not null) @STRICT@;"};
    const char *reason = "";
    assert_int_not_equal(store_migrate(fixture->store, &broken, 1, &reason), OK);
    assert_non_null(strstr(reason, "nonsense"));
    assert_int_equal(store_migrate(fixture->store, &whole, 1, &reason), OK);
}

/* store_check of a list of one, on a store of its own. */
static enum err check_one(const struct store_statement *statement, const char **out_name,
                          const char **out_reason)
{
    struct store_settings settings = {.url = tested == TESTED_POSTGRES
                                                 ? getenv("HAVEN_TEST_POSTGRES")
                                                 : ":memory:",
                                      .reader_limit = 1,
                                      .writer_limit = 1,
                                      .statements = &statement,
                                      .statement_count = 1};
    struct store *store;
    assert_int_equal(store_open(&settings, &store, out_reason), OK);
    assert_int_equal(store_migrate(store, sql_migrations, sql_migration_count, out_reason), OK);
    enum err err = store_check(store, out_name, out_reason);
    store_close(store);
    return err;
}

void test_check_finds_wrong_statements(void **state)
{
    struct fixture *fixture = *state;
    const char *name = "", *reason = "";
    assert_int_equal(store_check(fixture->store, &name, &reason), OK);
    const enum column_kind integer = COLUMN_INTEGER;
    struct store_statement wrong = {.name = "wrong",
                                    .sql = "select nothing from fixture_mark",
                                    .column_count = 1,
                                    .column_kinds = &integer};
    assert_int_equal(check_one(&wrong, &name, &reason), ERR_INTERNAL);
    assert_string_equal(name, "wrong");
    assert_non_null(strstr(reason, "nothing"));
    wrong.sql = "select number, thread from fixture_mark";
    assert_int_equal(check_one(&wrong, &name, &reason), ERR_INTERNAL);
    wrong.sql = "select sum(number) from fixture_mark"; /* a numeric on PostgreSQL */
    assert_int_equal(check_one(&wrong, &name, &reason),
                     tested == TESTED_POSTGRES ? ERR_INTERNAL : OK);
    wrong.sql = "select cast(sum(number) as @INTEGER@) from fixture_mark";
    assert_int_equal(check_one(&wrong, &name, &reason), OK);
}
