#include <stdlib.h>

#include "guard_fixture.h"
#include "guard_tests.h"
#include "store/store_test.h"

struct told {
    int runs;
    enum err answer;
    const char *location;
};

/* Ties record 1, so that what is kept and what is undone can be seen. */
static enum err tie_one(struct job *job, void *with)
{
    struct told *told = with;
    told->runs++;
    const struct tie tie = {{1}, job->asker.circle, RELATION_caseload, INSTANT_NONE};
    enum err err = tie_make(job, &tie);
    if (told->location)
        job->location = str_of(told->location);
    return err == OK ? told->answer : err;
}

static bool is_tied(struct fixture *fixture)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, 7);
    uint32_t relations;
    assert_int_equal(tie_relations(job, (struct record_id){1}, &relations), OK);
    return (relations & RELATION_BIT(RELATION_caseload)) != 0;
}

static enum err join(struct job *job, void *with)
{
    (void)with;
    return circle_join(job, job->asker.circle, job->asker.staff);
}

static struct job *worker(struct fixture *fixture)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(job_write(job, join, NULL), OK);
    return fixture_as(fixture, ROLE_support_worker, 7);
}

void test_work_and_lines_are_kept(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told told = {0};
    job_audit(job, VERB_noted, RECORD_person, 1);
    assert_int_equal(job_write(job, tie_one, &told), OK);
    assert_true(job->db != NULL && !db_is_writing(job->db));
    assert_int_equal(job->line_count, 0);
    assert_true(told.runs == 1 || getenv("HAVEN_SWEEP") != NULL); /* sweep.c runs it more often */
    assert_true(is_tied(fixture));
    assert_int_equal(fixture_lines(fixture, VERB_noted), 1);
    assert_int_equal(fixture_lines(fixture, VERB_tied), 1);
}

void test_refused_work_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told told = {.answer = ERR_CONFLICT, .location = "/there"};
    job_audit(job, VERB_noted, RECORD_person, 1);
    assert_int_equal(job_write(job, tie_one, &told), ERR_CONFLICT);
    assert_int_equal(job->line_count, 1);
    assert_true(str_is_empty(job->location));
    assert_false(is_tied(fixture));
    assert_int_equal(fixture_lines(fixture, VERB_NONE), 0);
}

void test_once_is_once(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told first = {.location = "/people/SR-4821"}, second = {0};
    job->once = STR("q7w");
    assert_int_equal(job_write(job, tie_one, &first), OK);
    assert_true(str_is_empty(job->once));
    job = fixture_as(fixture, ROLE_support_worker, 7);
    job->once = STR("q7w");
    assert_int_equal(job_write(job, tie_one, &second), ERR_REPEATED);
    assert_int_equal(second.runs, 0);
    assert_true(str_equal(job->once_location, STR("/people/SR-4821")));
    assert_int_equal(fixture_lines(fixture, VERB_tied), 1);
}

void test_once_of_a_refused_form_is_left(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told refused = {.answer = ERR_INVALID}, done = {0};
    job->once = STR("q7w");
    assert_int_equal(job_write(job, tie_one, &refused), ERR_INVALID);
    assert_true(str_equal(job->once, STR("q7w")));
    assert_int_equal(job_write(job, tie_one, &done), OK);
}

void test_once_is_of_one_worker(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told first = {0}, other = {0};
    job->once = STR("q7w");
    assert_int_equal(job_write(job, tie_one, &first), OK);
    job = fixture_as(fixture, ROLE_support_worker, 8);
    job->once = STR("q7w");
    assert_int_equal(job_write(job, tie_one, &other), OK);
}

/* A request that writes twice spends its token with the first. */
void test_once_covers_one_write(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told told = {0};
    job->once = STR("q7w");
    job_audit(job, VERB_read, RECORD_person, 1);
    assert_int_equal(job_audit_commit(job), OK);
    assert_true(str_equal(job->once, STR("q7w")));
    assert_int_equal(job_write(job, tie_one, &told), OK);
    int first_runs = told.runs; /* more than one where the store tries again */
    assert_true(first_runs > 0);
    assert_int_equal(job_write(job, tie_one, &told), OK);
    assert_true(told.runs > first_runs);
}

void test_once_of_any_length_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told told = {0};
    job->once = str_format(job->arena, "%065d", 1);
    assert_int_equal(job_write(job, tie_one, &told), ERR_MALFORMED);
    assert_int_equal(told.runs, 0);
}

void test_old_tokens_are_forgotten(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told told = {0};
    job->once = STR("q7w");
    assert_int_equal(job_write(job, tie_one, &told), OK);
    job = fixture_later(fixture, MS_PER_DAY);
    assert_int_equal(account_tidy(job), OK);
    job = fixture_as(fixture, ROLE_support_worker, 7);
    job->once = STR("q7w");
    assert_int_equal(job_write(job, tie_one, &told), ERR_REPEATED);
    job = fixture_later(fixture, MS_PER_DAY + 1);
    assert_int_equal(account_tidy(job), OK);
    job = fixture_as(fixture, ROLE_support_worker, 7);
    job->once = STR("q7w");
    assert_int_equal(job_write(job, tie_one, &told), OK);
}

/* No log, no data: each statement of the write, those of the proof and of the log among them, fails
 * in its turn. */
void test_no_log_no_data(void **state)
{
    struct fixture *fixture = *state;
    struct told told = {0};
    int failures = 0;
    for (int nth = 1;; nth++) {
        struct job *job = worker(fixture);
        store_inject(fixture->store, nth, ERR_BUSY);
        enum err err = job_write(job, tie_one, &told);
        if (err == OK)
            break;
        failures++;
        assert_int_equal(err, ERR_BUSY);
        assert_false(is_tied(fixture));
        assert_int_equal(fixture_lines(fixture, VERB_NONE), 0);
    }
    /* the tie, two that count it, four of its proof, whether it ever had one, the last line, the
     * line, the length */
    assert_int_equal(failures, 11);
}

void test_failed_commit_keeps_the_token(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told told = {0};
    job->once = STR("q7w");
    job_audit(job, VERB_read, RECORD_person, 1);
    store_inject(fixture->store, INJECT_COMMIT, ERR_BUSY);
    assert_int_equal(job_write(job, tie_one, &told), ERR_BUSY);
    assert_int_equal(job->line_count, 1);
    assert_int_equal(job_write(job, tie_one, &told), OK);
    assert_int_equal(fixture_lines(fixture, VERB_NONE), 2);
}

static enum err take_too_much(struct job *job, void *with)
{
    job_audit(job, VERB_noted, RECORD_person, 2);
    enum err err = tie_one(job, with);
    if (err == OK)
        arena_take(job->arena, ARENA_REQUEST_LIMIT);
    return err;
}

void test_overflow_ends_the_work(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told told = {0};
    assert_int_equal(job_write(job, take_too_much, &told), ERR_TOO_LARGE);
    assert_true(job->db != NULL && !db_is_writing(job->db));
    assert_int_equal(job->line_count, 0);
    assert_false(is_tied(fixture));
    assert_int_equal(fixture_lines(fixture, VERB_NONE), 0);
}

void test_many_lines(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    for (int i = 0; i < 100; i++)
        job_audit_for(job, VERB_read, RECORD_person, i, PURPOSE_placing);
    assert_int_equal(job_audit_commit(job), OK);
    assert_int_equal(fixture_lines(fixture, VERB_read), 100);
}

void test_ids_are_random(void **state)
{
    struct fixture *fixture = *state;
    int64_t first = job_new_id(&fixture->job);
    assert_int_not_equal(first, 0);
    assert_int_not_equal(first, job_new_id(&fixture->job));
}

/* After a write the job reads what was written. */
void test_writer_sees_the_own_write(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = worker(fixture);
    struct told told = {0};
    uint32_t relations;
    assert_int_equal(job_write(job, tie_one, &told), OK);
    assert_int_equal(tie_relations(job, (struct record_id){1}, &relations), OK);
    assert_true((relations & RELATION_BIT(RELATION_caseload)) != 0);
}

void test_seeded_draws_repeat(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = &fixture->job;
    uint64_t one = 42, two = 42;
    job->seeded = &one;
    int64_t id = job_new_id(job);
    struct str ref = job_new_ref(job);
    job->seeded = &two;
    assert_int_equal(job_new_id(job), id);
    assert_true(str_equal(job_new_ref(job), ref));
}
