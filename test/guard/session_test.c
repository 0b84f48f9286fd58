#include "guard/session.h"
#include "guard_fixture.h"
#include "guard_tests.h"
#include "store/store_test.h"

static enum err open_session(struct job *job, void *with)
{
    return session_open(job, with);
}

/* A session without the slow sign-in. */
static struct session_fresh begin(struct fixture *fixture, int64_t staff)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, staff);
    struct session_fresh fresh;
    assert_int_equal(session_draw(job, &fresh), OK);
    assert_int_equal(job_write(job, open_session, &fresh), OK);
    return fresh;
}

static enum err find(struct fixture *fixture, int64_t later_ms, struct str token)
{
    return session_find(fixture_later(fixture, later_ms), token);
}

void test_session_is_found(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct session_fresh fresh = begin(fixture, 7);
    assert_int_equal(find(fixture, 0, fresh.token), OK);
    assert_int_equal(fixture->job.asker.staff.value, 7);
    assert_int_equal(fixture->job.asker.session.value, fresh.session.value);
    assert_int_equal(fixture->job.asker.role, ROLE_support_worker);
    assert_int_equal(find(fixture, 0, STR_NONE), ERR_DENIED);
    assert_int_equal(find(fixture, 0, str_slice(fresh.token, 0, 63)), ERR_DENIED);
    char *other = str_c(&fixture->arena, fresh.token);
    other[63] = other[63] == '0' ? '1' : '0';
    assert_int_equal(find(fixture, 0, str_of(other)), ERR_DENIED);
    assert_int_equal(fixture->job.asker.role, ROLE_NONE);
    assert_int_equal(token_find(&fixture->job, fresh.token), ERR_DENIED);
    /* what the database keeps of a token does not open anything */
    assert_int_equal(find(fixture, 0, fresh.fingerprint), ERR_DENIED);
}

void test_csrf_is_of_one_session(void **state)
{
    struct fixture *fixture = *state;
    struct session_fresh one, two;
    struct str csrf, again, other;
    assert_int_equal(session_draw(&fixture->job, &one), OK);
    assert_int_equal(session_draw(&fixture->job, &two), OK);
    assert_int_equal(session_csrf(&fixture->job, one.token, &csrf), OK);
    assert_int_equal(session_csrf(&fixture->job, one.token, &again), OK);
    assert_int_equal(session_csrf(&fixture->job, two.token, &other), OK);
    assert_int_equal(csrf.size, 32);
    assert_true(str_equal(csrf, again));
    assert_false(str_equal(csrf, other));
}

void test_idle_session_ends(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct session_fresh fresh = begin(fixture, 7);
    assert_int_equal(find(fixture, 15 * MS_PER_MINUTE - 1, fresh.token), OK);
    assert_int_equal(find(fixture, 15 * MS_PER_MINUTE - 1, fresh.token), OK);
    assert_int_equal(find(fixture, 15 * MS_PER_MINUTE, fresh.token), ERR_DENIED);
    assert_int_equal(find(fixture, 0, fresh.token), ERR_DENIED);
}

void test_busy_session_ends_after_ten_hours(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct session_fresh fresh = begin(fixture, 7);
    for (int i = 1; i < 60; i++)
        assert_int_equal(find(fixture, 10 * MS_PER_MINUTE, fresh.token), OK);
    assert_int_equal(find(fixture, 10 * MS_PER_MINUTE - 1, fresh.token), OK);
    assert_int_equal(find(fixture, 1, fresh.token), ERR_DENIED);
}

void test_seen_is_written_once_a_minute(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct session_fresh fresh = begin(fixture, 7);
    int64_t before = store_figures(fixture->store).writes;
    for (int i = 0; i < 5; i++)
        assert_int_equal(find(fixture, 10 * MS_PER_SECOND, fresh.token), OK);
    assert_int_equal(store_figures(fixture->store).writes, before);
    for (int i = 0; i < 6; i++)
        assert_int_equal(find(fixture, 10 * MS_PER_SECOND, fresh.token), OK);
    assert_int_equal(store_figures(fixture->store).writes, before + 1);
}

/* A disk that takes nothing more does not end the reading. */
void test_full_disk_does_not_sign_out(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct session_fresh fresh = begin(fixture, 7);
    fixture_later(fixture, 2 * MS_PER_MINUTE);
    store_inject(fixture->store, INJECT_COMMIT, ERR_BUSY);
    assert_int_equal(find(fixture, 0, fresh.token), OK);
}

/* A demo's clock may be set back; its sessions of later are nobody's. */
void test_session_of_the_future(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct session_fresh fresh = begin(fixture, 7);
    assert_int_equal(find(fixture, -MS_PER_MINUTE, fresh.token), OK);
    assert_int_equal(find(fixture, -MS_PER_HOUR, fresh.token), ERR_DENIED);
}

void test_session_is_ended(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct session_fresh one = begin(fixture, 7), two = begin(fixture, 7);
    struct job *job = fixture_as(fixture, ROLE_support_worker, 8);
    assert_int_equal(session_end(job, one.session), ERR_NOT_FOUND);
    job = fixture_as(fixture, ROLE_support_worker, 7);
    job->asker.session = one.session;
    assert_int_equal(session_end(job, one.session), OK);
    assert_int_equal(find(fixture, 0, one.token), ERR_DENIED);
    assert_int_equal(find(fixture, 0, two.token), OK);
    job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(session_end(job, one.session), ERR_NOT_FOUND);
    job = fixture_as(fixture, ROLE_administrator, 9);
    assert_int_equal(session_end(job, two.session), OK);
    assert_int_equal(find(fixture, 0, two.token), ERR_DENIED);
    assert_int_equal(fixture_lines(fixture, VERB_signed_out), 1);
    assert_int_equal(fixture_lines(fixture, VERB_session_ended), 1);
}

void test_all_sessions_are_ended(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    fixture_account(fixture, ROLE_support_worker, 8);
    struct session_fresh one = begin(fixture, 7), two = begin(fixture, 7),
                         other = begin(fixture, 8);
    struct str program;
    assert_int_equal(token_make(fixture_later(fixture, 0), STR("worker-7"), &program), OK);
    struct job *job = fixture_as(fixture, ROLE_support_worker, 8);
    assert_int_equal(session_end_all(job, (struct staff_id){7}), ERR_NOT_FOUND);
    job = fixture_as(fixture, ROLE_support_worker, 7);
    assert_int_equal(session_end_all(job, (struct staff_id){7}), OK);
    assert_int_equal(find(fixture, 0, one.token), ERR_DENIED);
    assert_int_equal(find(fixture, 0, two.token), ERR_DENIED);
    assert_int_equal(token_find(fixture_later(fixture, 0), program), ERR_DENIED);
    assert_int_equal(find(fixture, 0, other.token), OK);
}

void test_list_of_sessions(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    begin(fixture, 7);
    fixture_later(fixture, 10 * MS_PER_MINUTE);
    struct session_fresh two = begin(fixture, 7);
    struct session_rows rows;
    struct job *job = fixture_later(fixture, 0);
    assert_int_equal(session_list(job, (struct staff_id){7}, &rows), OK);
    assert_int_equal(rows.count, 2);
    assert_int_equal(rows.at[0].session.value, two.session.value);
    assert_int_equal(rows.at[0].started_at.ms, job->now.ms);
    job = fixture_later(fixture, 5 * MS_PER_MINUTE);
    assert_int_equal(session_list(job, (struct staff_id){7}, &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(session_list(job, (struct staff_id){8}, &rows), OK);
    assert_int_equal(rows.count, 0);
}

void test_token_for_programs(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct str token;
    assert_int_equal(token_make(fixture_later(fixture, 0), STR("nobody"), &token),
                     ERR_NOT_FOUND);
    assert_int_equal(token_make(fixture_later(fixture, 0), STR("worker-7"), &token), OK);
    struct job *job = fixture_later(fixture, TOKEN_DAYS * MS_PER_DAY - 1);
    assert_int_equal(token_find(job, token), OK);
    assert_int_equal(job->asker.staff.value, 7);
    assert_int_equal(job->asker.role, ROLE_support_worker);
    assert_int_equal(session_find(job, token), ERR_DENIED);
    assert_int_equal(token_find(fixture_later(fixture, 0), STR("haven_x")), ERR_DENIED);
    assert_int_equal(token_find(fixture_later(fixture, 1), token), ERR_DENIED);
}

void test_tidy_keeps_what_lives(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct str token;
    assert_int_equal(token_make(fixture_later(fixture, 0), STR("worker-7"), &token), OK);
    begin(fixture, 7);
    fixture_later(fixture, 45 * MS_PER_DAY);
    struct session_fresh fresh = begin(fixture, 7);
    assert_int_equal(account_tidy(fixture_later(fixture, 0)), OK);
    assert_int_equal(find(fixture, 0, fresh.token), OK);
    assert_int_equal(token_find(fixture_later(fixture, 0), token), OK);
}
