/* What is remembered of the database is what reading it would lead to: every change is met by the
 * very next request. Each is asked for twice before, so that there is something to remember. */
#include "guard/conflict.h"
#include "guard/session.h"
#include "guard_fixture.h"
#include "guard_tests.h"

enum { WORKER = 7 };

static const struct record_id mariam = {41}, hana = {42};

static enum err settle(struct job *job, void *with)
{
    enum err err = session_open(job, with);
    if (err == OK)
        err = circle_join(job, (struct circle_id){WORKER + 1000}, (struct staff_id){WORKER});
    if (err == OK)
        err = tie_make(job, &(struct tie){mariam, {WORKER + 1000}, RELATION_caseload,
                                          INSTANT_NONE});
    return err == OK ? tie_make(job, &(struct tie){hana, {WORKER + 1000}, RELATION_caseload,
                                                   instant_add_ms(job->now, MS_PER_MINUTE)})
                     : err;
}

static struct session_fresh settle_world(struct fixture *fixture)
{
    struct session_fresh fresh;
    fixture_account(fixture, ROLE_support_worker, WORKER);
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    assert_int_equal(session_draw(job, &fresh), OK);
    assert_int_equal(job_write(job, settle, &fresh), OK);
    return fresh;
}

/* One request: who is it, and may she read the record? */
static enum err ask(struct fixture *fixture, int64_t later_ms, struct str token,
                    struct record_id record)
{
    struct job *job = fixture_later(fixture, later_ms);
    enum err err = session_find(job, token);
    return err == OK ? tie_check(job, record, RIGHT_person_read) : err;
}

static void ask_twice(struct fixture *fixture, struct str token, struct record_id record)
{
    assert_int_equal(ask(fixture, 0, token, record), OK);
    assert_int_equal(ask(fixture, 0, token, record), OK);
}

static enum err untie(struct job *job, void *with)
{
    const struct record_id *record = with;
    return tie_end(job, *record, (struct circle_id){WORKER + 1000}, RELATION_caseload);
}

static enum err hide(struct job *job, void *with)
{
    const struct record_id *record = with;
    return conflict_hide(job, (struct conflict_id){3}, (struct staff_id){WORKER}, *record);
}

void test_next_request_meets_what_was_written(void **state)
{
    struct fixture *fixture = *state;
    struct session_fresh fresh = settle_world(fixture);
    struct record_id record = mariam;
    ask_twice(fixture, fresh.token, mariam);
    ask_twice(fixture, fresh.token, hana);
    assert_int_equal(job_write(fixture_as(fixture, ROLE_night_desk, 8), untie, &record), OK);
    assert_int_equal(ask(fixture, 0, fresh.token, mariam), ERR_NOT_FOUND);
    record = hana;
    assert_int_equal(job_write(fixture_as(fixture, ROLE_night_desk, 8), hide, &record), OK);
    assert_int_equal(ask(fixture, 0, fresh.token, hana), ERR_NOT_FOUND);
    assert_int_equal(session_find(fixture_later(fixture, 0), fresh.token), OK);
    struct job *job = fixture_as(fixture, ROLE_administrator, 9);
    assert_int_equal(session_end_all(job, (struct staff_id){WORKER}), OK);
    assert_int_equal(session_find(fixture_later(fixture, 0), fresh.token), ERR_DENIED);
}

void test_next_request_has_the_new_role(void **state)
{
    static const struct store_statement change = RAW("update account set role = 'auditor'");
    static const struct store_statement close = RAW("update account set until_at = 1");
    struct fixture *fixture = *state;
    struct session_fresh fresh = settle_world(fixture);
    ask_twice(fixture, fresh.token, mariam);
    fixture_run(fixture, &change);
    fixture_prove(fixture);
    assert_int_equal(ask(fixture, 0, fresh.token, mariam), ERR_NOT_FOUND);
    assert_int_equal(fixture->job.asker.role, ROLE_auditor);
    fixture_run(fixture, &close);
    fixture_prove(fixture);
    assert_int_equal(ask(fixture, 0, fresh.token, mariam), ERR_DENIED);
}

/* Nothing is written: only the time goes on, or in a demo back. */
void test_time_is_asked_anew(void **state)
{
    struct fixture *fixture = *state;
    struct session_fresh fresh = settle_world(fixture);
    ask_twice(fixture, fresh.token, hana);
    assert_int_equal(ask(fixture, MS_PER_MINUTE - 1, fresh.token, hana), OK);
    assert_int_equal(ask(fixture, 1, fresh.token, hana), ERR_NOT_FOUND);
    assert_int_equal(ask(fixture, -1, fresh.token, hana), OK);
    assert_int_equal(ask(fixture, 14 * MS_PER_MINUTE, fresh.token, mariam), OK);
    assert_int_equal(ask(fixture, 15 * MS_PER_MINUTE, fresh.token, mariam), ERR_DENIED);
}

/* By a program that knows nothing of this one; in memory there is none. */
void test_other_program_is_met_at_once(void **state)
{
    static const struct {
        struct store_statement forge, undo;
        enum err met;
    } cases[] = {
        {RAW("update account set role = 'night_desk' where staff = 7"),
         RAW("update account set role = 'support_worker' where staff = 7"), ERR_DENIED},
        {RAW("update session set until_at = until_at + 1"),
         RAW("update session set until_at = until_at - 1"), ERR_DENIED},
        {RAW("update tie set until_at = until_at - 1 where record = 41"),
         RAW("update tie set until_at = until_at + 1 where record = 41"), ERR_NOT_FOUND},
        {RAW("insert into conflict values (7, 41, 5)"), RAW("delete from conflict where flag = 5"),
         ERR_NOT_FOUND},
    };
    struct fixture *fixture = *state;
    struct session_fresh fresh = settle_world(fixture);
    for (size_t i = 0; i < COUNT_OF(cases) && tested != TESTED_MEMORY; i++) {
        ask_twice(fixture, fresh.token, mariam);
        fixture_run_elsewhere(fixture, &cases[i].forge);
        assert_int_equal(ask(fixture, 0, fresh.token, mariam), cases[i].met);
        fixture_run_elsewhere(fixture, &cases[i].undo);
        ask_twice(fixture, fresh.token, mariam);
    }
}
