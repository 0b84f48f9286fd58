#include <pthread.h>

#include "guard_fixture.h"
#include "guard_tests.h"

/* Six lines in three transactions: 1 2 3, 4, 5 6. */
static void write_lines(struct fixture *fixture)
{
    static const int sizes[] = {3, 1, 2};
    int64_t record = 101;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        fixture_later(fixture, MS_PER_MINUTE);
        struct job *job = fixture_as(fixture, ROLE_night_desk, 7 + (int64_t)i);
        for (int k = 0; k < sizes[i]; k++)
            job_audit(job, VERB_read, RECORD_person, record++);
        assert_int_equal(job_audit_commit(job), OK);
    }
    fixture_later(fixture, MS_PER_MINUTE);
}

static enum err verify(struct fixture *fixture, int64_t *out_lines, struct audit_break *out_break)
{
    return audit_verify(fixture_later(fixture, 0), out_lines, out_break);
}

void test_whole_chain(void **state)
{
    struct fixture *fixture = *state;
    int64_t lines = -1;
    struct audit_break broken;
    assert_int_equal(verify(fixture, &lines, &broken), OK);
    assert_int_equal(lines, 0);
    write_lines(fixture);
    assert_int_equal(verify(fixture, &lines, &broken), OK);
    assert_int_equal(lines, 6);
}

/* Longer than one part of the walk. */
void test_long_chain(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = fixture_as(fixture, ROLE_night_desk, 7);
    for (int i = 0; i < 4500; i++)
        job_audit(job, VERB_read, RECORD_person, i);
    assert_int_equal(job_audit_commit(job), OK);
    int64_t lines;
    struct audit_break broken;
    assert_int_equal(verify(fixture, &lines, &broken), OK);
    assert_int_equal(lines, 4500);
    static const struct store_statement change =
        RAW("update audit set record = 1 where number = 4321");
    fixture_run(fixture, &change);
    assert_int_equal(verify(fixture, &lines, &broken), ERR_INVALID);
    assert_int_equal(broken.number, 4321);
    assert_int_equal(lines, 4320);
}

static const struct tampering {
    struct store_statement statement;
    int64_t number; /* where the break is told */
} tamperings[] = {
    {RAW("update audit set at = at + 1 where number = 3"), 3},
    {RAW("update audit set staff = 8 where number = 1"), 1},
    {RAW("update audit set session = session + 1 where number = 2"), 2},
    {RAW("update audit set role = 'auditor' where number = 4"), 4},
    {RAW("update audit set role = 'night_desL' where number = 4"), 4},
    {RAW("update audit set verb = 'Read' where number = 6"), 6},
    {RAW("update audit set kind = 'house' where number = 5"), 5},
    {RAW("update audit set record = record + 256 where number = 2"), 2},
    {RAW("update audit set purpose = 'visit' where number = 1"), 1},
    {RAW("update audit set purpose = '' where number = 1"), 1},
    {RAW("update audit set role = 'night_desk r', verb = 'ead' where number = 3"), 3},
    {RAW("update audit set role = 'night_desk 4 read', verb = '' where number = 3"), 3},
    {RAW("update audit set hash = (select hash from audit where number = 1) where number = 2"), 2},
    {RAW("update audit set hash = (select hash from audit where number = 5) where number = 6"), 6},
    {RAW("delete from audit where number = 1"), 1},
    {RAW("delete from audit where number = 3"), 3},
    {RAW("delete from audit where number = 6"), 6},
    {RAW("delete from audit where number > 2"), 3},
    {RAW("delete from audit"), 1},
    {RAW("update audit_chain set line_count = 5"), 6},
    {RAW("update audit_chain set line_count = 7"), 7},
    {RAW("delete from audit_chain"), 1},
    {RAW("update audit set number = 7 where number = 6"), 6},
    {RAW("update audit set writer = writer + 1"), 1},
    {RAW("insert into audit (writer, number, at, staff, session, role, verb, kind, record, "
         "purpose, hash) select writer, 7, at, staff, session, role, verb, kind, record, "
         "purpose, hash from audit where number = 6"), 7},
    {RAW("insert into audit (writer, number, at, staff, session, role, verb, kind, record, "
         "purpose, hash) select writer, 0, at, staff, session, role, verb, kind, record, "
         "purpose, hash from audit where number = 6"), 1},
};

/* Two lines change places, with and without their hashes. */
static const struct store_statement swaps[] = {
    RAW("update audit set number = 100 where number = 2"),
    RAW("update audit set number = 2 where number = 3"),
    RAW("update audit set number = 3 where number = 100"),
    RAW("update audit set hash = (select b.hash from audit b where b.number = 5 - audit.number) "
        "where number in (2, 3)"),
};

/* A fresh log for each, because one break hides the next. */
static void start_over(struct fixture *fixture)
{
    static const struct store_statement lines = RAW("delete from audit");
    static const struct store_statement chains = RAW("delete from audit_chain");
    fixture_run(fixture, &lines);
    fixture_run(fixture, &chains);
    write_lines(fixture);
}

static void expect_break(struct fixture *fixture, int64_t number, const char *what)
{
    int64_t lines;
    struct audit_break broken = {0};
    if (verify(fixture, &lines, &broken) != ERR_INVALID)
        fail_msg("not found: %s", what);
    if (broken.number != number)
        fail_msg("told at %d: %s", (int)broken.number, what);
    assert_int_equal(lines, number - 1);
}

void test_every_tampering_is_found(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT_OF(tamperings); i++) {
        start_over(fixture);
        fixture_run(fixture, &tamperings[i].statement);
        expect_break(fixture, tamperings[i].number, tamperings[i].statement.sql);
    }
}

void test_reordered_lines_are_found(void **state)
{
    struct fixture *fixture = *state;
    start_over(fixture);
    for (size_t i = 0; i < 3; i++)
        fixture_run(fixture, &swaps[i]);
    expect_break(fixture, 2, "swapped lines");
    fixture_run(fixture, &swaps[3]);
    expect_break(fixture, 2, "swapped lines whose hashes stayed");
}

/* A line that is whole in itself, with a hash that was right elsewhere, does not fit: each hash
 * covers the one before it. */
void test_line_of_another_log_is_found(void **state)
{
    static const struct store_statement keep =
        RAW("create table kept as select * from audit where number = 4");
    static const struct store_statement take_out = RAW("delete from audit where number = 4");
    static const struct store_statement put = RAW("insert into audit select * from kept");
    struct fixture *fixture = *state;
    start_over(fixture);
    fixture_run(fixture, &keep);
    start_over(fixture);
    fixture_run(fixture, &take_out);
    fixture_run(fixture, &put);
    expect_break(fixture, 4, "a line of another log");
}

/* The last byte of a hash counts as well. */
void test_last_hash_byte_counts(void **state)
{
    static const struct store_statement sqlite_change = RAW(
        "update audit set hash = cast(substr(hash, 1, 31) || x'00' as blob) where number = 4");
    static const struct store_statement postgres_change =
        RAW("update audit set hash = set_byte(hash, 31, (get_byte(hash, 31) + 1) % 256) "
            "where number = 4");
    struct fixture *fixture = *state;
    start_over(fixture);
    fixture_run(fixture, tested == TESTED_POSTGRES ? &postgres_change : &sqlite_change);
    expect_break(fixture, 4, "last byte of a hash");
}

static size_t list(struct fixture *fixture, struct audit_query query, struct audit_entries *out)
{
    assert_int_equal(audit_list(fixture_later(fixture, 0), &query, out), OK);
    return out->count;
}

void test_list(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 8);
    struct instant begun = fixture->job.now;
    write_lines(fixture);
    struct audit_entries all;
    struct audit_query query = {.before_at = INSTANT_NONE, .limit = 4};
    assert_int_equal(list(fixture, query, &all), 4);
    assert_int_equal(all.at[0].record, 106);
    assert_int_equal(all.at[3].record, 103);
    assert_int_equal(all.at[2].staff.value, 8);
    assert_true(str_equal(all.at[2].staff_name, STR("Abeba Worker")));
    assert_true(str_is_empty(all.at[0].staff_name));
    assert_true(str_equal(all.at[2].role, STR("night_desk")));
    assert_true(str_equal(all.at[2].verb, STR("read")));
    assert_true(str_equal(all.at[2].kind, STR("person")));
    assert_true(str_equal(all.at[2].purpose, STR("care")));
    assert_int_equal(all.at[2].at.ms, begun.ms + 2 * MS_PER_MINUTE);

    query = (struct audit_query){.before_at = all.at[2].at, .limit = 10};
    assert_int_equal(list(fixture, query, &all), 3);
    assert_int_equal(all.at[0].record, 103);
    query = (struct audit_query){.record = 105, .before_at = INSTANT_NONE, .limit = 10};
    assert_int_equal(list(fixture, query, &all), 1);
    assert_int_equal(all.at[0].staff.value, 9);
    query = (struct audit_query){.staff = {7}, .before_at = INSTANT_NONE, .limit = 10};
    assert_int_equal(list(fixture, query, &all), 3);
    query = (struct audit_query){.record = 4711, .before_at = INSTANT_NONE, .limit = 10};
    assert_int_equal(list(fixture, query, &all), 0);
}

/* A worker in a thread of its own, who reads again and again. */
static void *read_often(void *with)
{
    const struct fixture *fixture = with;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job = {
        .arena = &arena,
        .store = fixture->store,
        .now = fixture->job.now,
        .asker = {.staff = {7}, .role = ROLE_auditor},
    };
    for (int i = 0; i < 50; i++) {
        job_audit(&job, VERB_read, RECORD_person, i);
        job_audit(&job, VERB_noted, RECORD_person, i);
        must(job_audit_commit(&job) == OK);
    }
    arena_free(&arena);
    return NULL;
}

/* Each writing connection goes on with its own chain; no line is lost and no number given twice. */
void test_many_writers_keep_whole_chains(void **state)
{
    enum { READERS = 8 };
    struct fixture *fixture = *state;
    pthread_t threads[READERS];
    store_read_end(fixture->store, fixture->job.db); /* in memory there is one connection */
    fixture->job.db = NULL;
    for (size_t i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, fixture), 0);
    for (size_t i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    fixture_later(fixture, 0);
    int64_t lines;
    struct audit_break broken;
    assert_int_equal(verify(fixture, &lines, &broken), OK);
    assert_int_equal(lines, READERS * 50 * 2);
}
