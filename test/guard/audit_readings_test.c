/* The log of readings in a file of its own, as on SQLite. */
#include "guard_fixture.h"
#include "guard_sql.h"
#include "guard_tests.h"
#include "sql_all.h"

/* A second store beside the fixture's, with the log's tables and no others. */
static struct store *open_readings(void)
{
    const struct store_settings settings = {.url = ":memory:",
                                            .reader_limit = 1,
                                            .writer_limit = 1,
                                            .statements = sql_statements,
                                            .statement_count = sql_statement_count};
    struct store *readings;
    const char *reason = "";
    assert_int_equal(store_open(&settings, &readings, &reason), OK);
    for (size_t i = 0; i < sql_migration_count; i++)
        if (str_equal_c(str_of(sql_migrations[i].name), "guard_readings") ||
            str_equal_c(str_of(sql_migrations[i].name), "guard_audit_tree"))
            assert_int_equal(store_migrate(readings, &sql_migrations[i], 1, &reason), OK);
    return readings;
}

static struct job *beside(struct fixture *fixture, struct store *readings, int64_t minutes)
{
    fixture_later(fixture, minutes * MS_PER_MINUTE);
    struct job *job = fixture_as(fixture, ROLE_night_desk, 7);
    job->readings = readings;
    return job;
}

static void read_person(struct fixture *fixture, struct store *readings, int64_t person)
{
    struct job *job = beside(fixture, readings, 1);
    job_audit(job, VERB_read, RECORD_person, person);
    assert_int_equal(job_audit_commit(job), OK);
}

static void write_person(struct fixture *fixture, struct store *readings, int64_t person)
{
    struct job *job = beside(fixture, readings, 1);
    job_audit(job, VERB_changed, RECORD_person, person);
    assert_int_equal(job_write(job, NULL, NULL), OK);
}

static void run(struct store *readings, const struct store_statement *statement)
{
    struct fixture other = {.store = readings};
    fixture_run(&other, statement);
}

/* On PostgreSQL there is one store for both (job.h); there is nothing to be tested. */
static bool is_apart(void)
{
    return tested != TESTED_POSTGRES;
}

void test_readings_stand_apart_and_are_listed_together(void **state)
{
    struct fixture *fixture = *state;
    if (!is_apart())
        return;
    struct store *readings = open_readings();
    for (int64_t person = 101; person < 107; person += 2) {
        read_person(fixture, readings, person);
        write_person(fixture, readings, person + 1);
    }
    assert_int_equal(fixture_lines(fixture, VERB_read), 0); /* the main store alone */
    struct job *job = beside(fixture, readings, 1);
    struct audit_entries entries;
    assert_int_equal(audit_list(job, &(struct audit_query){.before_at = INSTANT_NONE, .limit = 5},
                                &entries), OK);
    assert_int_equal(entries.count, 5);
    for (size_t i = 0; i < entries.count; i++)
        assert_int_equal(entries.at[i].record, 106 - (int64_t)i);
    fixture_later(fixture, 0);
    store_close(readings);
}

static enum err verify(struct fixture *fixture, struct store *readings,
                       struct audit_break *out_break)
{
    int64_t lines;
    return audit_verify(beside(fixture, readings, 0), &lines, out_break);
}

void test_changed_reading_is_found(void **state)
{
    static const struct store_statement change =
        RAW("update audit set record = 1 where number = 2");
    struct fixture *fixture = *state;
    if (!is_apart())
        return;
    struct store *readings = open_readings();
    for (int64_t person = 101; person < 104; person++)
        read_person(fixture, readings, person);
    struct audit_break broken;
    assert_int_equal(verify(fixture, readings, &broken), OK);
    run(readings, &change);
    assert_int_equal(verify(fixture, readings, &broken), ERR_INVALID);
    assert_int_equal(broken.writer, AUDIT_READINGS);
    assert_int_equal(broken.number, 2);
    fixture_later(fixture, 0);
    store_close(readings);
}

/* The file was taken away, or an older one was put back: what the main file noted is missed. */
void test_missing_readings_are_found(void **state)
{
    struct fixture *fixture = *state;
    if (!is_apart())
        return;
    struct store *readings = open_readings(), *empty = open_readings();
    struct audit_break broken;
    read_person(fixture, readings, 101);
    assert_int_equal(audit_note_readings(beside(fixture, readings, 0)), OK);
    read_person(fixture, readings, 102);
    assert_int_equal(verify(fixture, readings, &broken), OK);
    assert_int_equal(verify(fixture, empty, &broken), ERR_INVALID);
    assert_int_equal(broken.writer, AUDIT_READINGS);
    assert_int_equal(broken.number, 1);
    assert_int_equal(audit_note_readings(beside(fixture, empty, 0)), OK); /* is not forgotten */
    assert_int_equal(verify(fixture, empty, &broken), ERR_INVALID);
    fixture_later(fixture, 0);
    store_close(empty);
    store_close(readings);
}

static int64_t placed_to(struct fixture *fixture, struct store *readings)
{
    struct reading_placed_to_row row = {0};
    struct db *db;
    assert_int_equal(store_read_begin(readings, &db), OK);
    assert_int_equal(sql_reading_placed_to(db, &fixture->arena, &row), OK);
    store_read_end(readings, db);
    return row.number;
}

static size_t count_of(struct fixture *fixture, struct store *readings, int64_t person)
{
    struct audit_entries entries = {0};
    struct audit_query query = {.before_at = INSTANT_NONE, .record = person, .limit = 500};
    assert_int_equal(audit_list(beside(fixture, readings, 1), &query, &entries), OK);
    return entries.count;
}

static void read_each(struct fixture *fixture, struct store *readings, int64_t count)
{
    struct job *job = beside(fixture, readings, 1);
    for (int64_t person = 0; person < count; person++)
        job_audit(job, VERB_read, RECORD_person, 101 + person);
    assert_int_equal(job_audit_commit(job), OK);
}

/* The log is whole, and who asks for one record's lines misses some: whoever looked has taken away
 * where they stand, or said that more of them have a place than do. */
void test_readings_hidden_from_their_list_are_found(void **state)
{
    enum { EACH = 20, JOBS = 101 };
    static const struct store_statement hide[] = {
        RAW("delete from audit_place where owner = 103 and number = 1003"),
        RAW("update audit_placed set number = 2030"),
        RAW("delete from audit_place where owner = 7 and number = 9"),
        RAW("update audit_placed set number = 99999"),
        RAW("delete from audit_placed"),
    };
    static const struct store_statement undo[] = {
        RAW("insert into audit_place (owner, number) values (103, 1003)"),
        RAW("update audit_placed set number = 2020"),
        RAW("insert into audit_place (owner, number) values (7, 9)"),
        RAW("update audit_placed set number = 2020"),
        RAW("insert into audit_placed (one, number) values (1, 2020)"),
    };
    static const int64_t numbers[] = {1003, 2021, 9, 2041, 2041};
    struct fixture *fixture = *state;
    struct audit_break broken;
    if (!is_apart())
        return;
    struct store *readings = open_readings();
    for (int i = 0; i < JOBS; i++)
        read_each(fixture, readings, EACH);
    assert_int_equal(audit_place_readings(beside(fixture, readings, 0)), OK);
    assert_int_equal(placed_to(fixture, readings), JOBS * EACH);
    read_each(fixture, readings, EACH);
    for (size_t i = 0; i < COUNT_OF(hide); i++) {
        assert_int_equal(verify(fixture, readings, &broken), OK);
        run(readings, &hide[i]);
        assert_int_equal(verify(fixture, readings, &broken), ERR_INVALID);
        assert_int_equal(broken.fault, AUDIT_FAULT_PLACE);
        assert_int_equal(broken.number, numbers[i]);
        run(readings, &undo[i]);
    }
    fixture_later(fixture, 0);
    store_close(readings);
}

/* A person's lines are found whether it is written down where they stand or not, and again when
 * writing that down was cut off before its end. */
void test_readings_are_found_by_person_after_thousands(void **state)
{
    enum { EACH = 20, JOBS = 101 };
    static const struct store_statement cut_off = RAW("update audit_placed set number = 0");
    struct fixture *fixture = *state;
    if (!is_apart())
        return;
    struct store *readings = open_readings();
    for (int i = 0; i < JOBS; i++)
        read_each(fixture, readings, EACH);
    assert_int_equal(count_of(fixture, readings, 103), JOBS);
    assert_int_equal(placed_to(fixture, readings), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(audit_place_readings(beside(fixture, readings, 0)), OK);
        assert_int_equal(placed_to(fixture, readings), JOBS * EACH);
        assert_int_equal(count_of(fixture, readings, 103), JOBS);
        if (i == 0)
            run(readings, &cut_off);
    }
    read_each(fixture, readings, EACH);
    assert_int_equal(audit_place_readings(beside(fixture, readings, 0)), OK); /* they are few */
    assert_int_equal(placed_to(fixture, readings), JOBS * EACH);
    assert_int_equal(count_of(fixture, readings, 103), JOBS + 1);
    fixture_later(fixture, 0);
    store_close(readings);
}
