#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guard/password.h"
#include "guard/totp.h"
#include "guard_fixture.h"
#include "guard_tests.h"

static enum err sign_in(struct fixture *fixture, struct str user_name, struct str password,
                        struct str code)
{
    struct job *job = fixture_later(fixture, 0);
    struct str token;
    struct sign_in with = {user_name, password, code, job->now};
    enum err err = account_sign_in(job, &with, &token);
    assert_true(job->db != NULL);
    assert_int_equal(job->asker.staff.value != 0, err == OK);
    return err;
}

static struct str code_at(struct fixture *fixture, int64_t steps)
{
    return totp_code(&fixture->arena, SECRET, totp_step(fixture->job.now) + steps);
}

void test_sign_in(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    struct job *job = fixture_later(fixture, 0);
    struct str token;
    struct sign_in with = {STR("worker-7"), PASSWORD, fixture_code(fixture), job->now};
    job->once = STR("q7w");
    assert_int_equal(account_sign_in(job, &with, &token), OK);
    assert_true(str_equal(job->once, STR("q7w")));
    assert_int_equal(token.size, 64);
    assert_int_equal(job->asker.staff.value, 7);
    assert_int_equal(job->asker.role, ROLE_night_desk);
    assert_int_equal(job->asker.circle.value, 1007);
    assert_true(str_equal(job->asker.name, STR("Abeba Worker")));
    job = fixture_later(fixture, 0);
    assert_int_equal(session_find(job, token), OK);
    assert_int_equal(job->asker.staff.value, 7);
    struct audit_entries lines;
    assert_int_equal(audit_list(job, &(struct audit_query){.staff = {7},
                                                           .before_at = INSTANT_NONE,
                                                           .limit = 9}, &lines), OK);
    assert_int_equal(lines.count, 1);
    assert_true(str_equal(lines.at[0].verb, STR("signed_in")));
}

void test_wrong_sign_ins(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    struct str code = fixture_code(fixture);
    static const struct {
        const char *user_name, *password, *code;
    } wrong[] = {
        {"worker-7", "correct horse 8", NULL}, {"worker-7", "", NULL},
        {"worker-8", "correct horse 7", NULL}, {"", "", ""},
        {"worker-7", "correct horse 7", "000000"}, {"worker-7", "correct horse 7", ""},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(sign_in(fixture, str_of(wrong[i].user_name), str_of(wrong[i].password),
                                 wrong[i].code ? str_of(wrong[i].code) : code), ERR_DENIED);
    assert_int_equal(fixture_lines(fixture, VERB_sign_in_refused), COUNT_OF(wrong));
    assert_int_equal(fixture_lines(fixture, VERB_signed_in), 0);
    assert_int_equal(sign_in(fixture, STR("worker-7"), PASSWORD, code), OK);
}

void test_code_is_taken_once(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    struct str worker = STR("worker-7");
    struct str next = code_at(fixture, 1);
    assert_int_equal(sign_in(fixture, worker, PASSWORD, code_at(fixture, -2)), ERR_DENIED);
    assert_int_equal(sign_in(fixture, worker, PASSWORD, code_at(fixture, 2)), ERR_DENIED);
    assert_int_equal(sign_in(fixture, worker, PASSWORD, code_at(fixture, -1)), OK);
    assert_int_equal(sign_in(fixture, worker, PASSWORD, code_at(fixture, -1)), ERR_DENIED);
    assert_int_equal(sign_in(fixture, worker, PASSWORD, next), OK);
    assert_int_equal(sign_in(fixture, worker, PASSWORD, code_at(fixture, 0)), ERR_DENIED);
    fixture_later(fixture, 30 * MS_PER_SECOND);
    assert_int_equal(sign_in(fixture, worker, PASSWORD, next), ERR_DENIED);
    fixture_later(fixture, 30 * MS_PER_SECOND);
    assert_int_equal(sign_in(fixture, worker, PASSWORD, code_at(fixture, 0)), OK);
}

void test_five_tries(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    fixture_account(fixture, ROLE_night_desk, 8);
    for (int i = 0; i < 5; i++) {
        fixture_later(fixture, MS_PER_MINUTE);
        assert_int_equal(sign_in(fixture, STR("worker-7"), STR("guess"), STR("123456")),
                         ERR_DENIED);
        assert_int_equal(sign_in(fixture, STR("nobody"), STR("guess"), STR("123456")),
                         ERR_DENIED);
    }
    struct str code = fixture_code(fixture);
    assert_int_equal(sign_in(fixture, STR("worker-7"), PASSWORD, code), ERR_TOO_MANY);
    assert_int_equal(sign_in(fixture, STR("nobody"), PASSWORD, code), ERR_TOO_MANY);
    assert_int_equal(sign_in(fixture, STR("worker-8"), PASSWORD, code), OK);
    assert_int_equal(fixture_lines(fixture, VERB_sign_in_refused), 10);
    fixture_later(fixture, SIGN_IN_REST_MINUTES * MS_PER_MINUTE - 1);
    assert_int_equal(sign_in(fixture, STR("worker-7"), PASSWORD, fixture_code(fixture)),
                     ERR_TOO_MANY);
    fixture_later(fixture, 1);
    assert_int_equal(sign_in(fixture, STR("worker-7"), PASSWORD, fixture_code(fixture)), OK);
}

void test_success_clears_tries(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4; i++)
            assert_int_equal(sign_in(fixture, STR("worker-7"), STR("guess"), STR("1")),
                             ERR_DENIED);
        assert_int_equal(sign_in(fixture, STR("worker-7"), PASSWORD, fixture_code(fixture)), OK);
        fixture_later(fixture, MS_PER_MINUTE);
    }
}

/* A worker in a thread of its own, with an arena and connections of its own. */
struct guesser {
    struct fixture *fixture;
    struct str password, code;
    enum err err;
};

static void *guess(void *with)
{
    struct guesser *guesser = with;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job = {
        .arena = &arena,
        .store = guesser->fixture->store,
        .vault = guesser->fixture->vault,
        .now = guesser->fixture->job.now,
    };
    must(store_read_begin(job.store, &job.db) == OK);
    struct str token;
    struct sign_in with_it = {STR("worker-7"), guesser->password, guesser->code, job.now};
    guesser->err = account_sign_in(&job, &with_it, &token);
    store_read_end(job.store, job.db);
    arena_free(&arena);
    return NULL;
}

enum { GUESSERS = 12 };

static int guess_together(struct fixture *fixture, struct str password, struct str code,
                          enum err err)
{
    pthread_t threads[GUESSERS];
    struct guesser guessers[GUESSERS];
    store_read_end(fixture->store, fixture->job.db); /* in memory there is one connection */
    fixture->job.db = NULL;
    for (size_t i = 0; i < GUESSERS; i++) {
        guessers[i] = (struct guesser){fixture, password, code, OK};
        assert_int_equal(pthread_create(&threads[i], NULL, guess, &guessers[i]), 0);
    }
    int count = 0;
    for (size_t i = 0; i < GUESSERS; i++) {
        pthread_join(threads[i], NULL);
        count += guessers[i].err == err;
    }
    fixture_later(fixture, 0);
    return count;
}

void test_guesses_at_once_are_five(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    assert_int_equal(guess_together(fixture, STR("guess"), STR("123456"), ERR_DENIED), 5);
    assert_int_equal(fixture_lines(fixture, VERB_sign_in_refused), 5);
}

void test_one_code_opens_one_session(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    assert_int_equal(guess_together(fixture, PASSWORD, fixture_code(fixture), OK), 1);
    assert_int_equal(fixture_lines(fixture, VERB_signed_in), 1);
}

static double cost_of(struct fixture *fixture, const char *user_name)
{
    struct timespec from, to;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    assert_int_equal(sign_in(fixture, str_of(user_name), STR("guess"), STR("123456")),
                     ERR_DENIED);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

/* That there is no such worker must not show: the hash is computed all the same. In turn, and the
 * best of each, because other programs share the machine. */
void test_unknown_costs_the_same(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    double known = 1e9, unknown = 1e9;
    for (int i = 0; i < SIGN_IN_TRIES; i++) {
        double a = cost_of(fixture, "worker-7"), b = cost_of(fixture, "worker-8");
        known = a < known ? a : known;
        unknown = b < unknown ? b : unknown;
    }
    print_message("# known %.1f ms, unknown %.1f ms\n", known, unknown);
    assert_true(unknown > 0.7 * known && unknown < 1.4 * known);
}

static bool is_password(struct vault *vault, struct str hash, struct str password)
{
    bool is = false;
    assert_int_equal(password_is(vault, hash, password, &is), OK);
    return is;
}

void test_password_needs_the_vault(void **state)
{
    struct fixture *fixture = *state;
    char path[] = "/tmp/guard-test-key-XXXXXX";
    int file = mkstemp(path);
    close(file);
    unlink(path);
    struct vault *other;
    const char *reason;
    assert_int_equal(vault_open(path, &other, &reason), OK);
    struct str hash;
    assert_int_equal(password_hash(fixture->vault, &fixture->arena, PASSWORD, &hash), OK);
    assert_true(str_starts(hash, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(is_password(fixture->vault, hash, PASSWORD));
    assert_false(is_password(fixture->vault, hash, STR("correct horse 8")));
    assert_false(is_password(other, hash, PASSWORD));
    assert_false(is_password(fixture->vault, STR_NONE, PASSWORD));
    assert_false(is_password(fixture->vault, STR_NONE, STR_NONE));
    vault_close(other);
    unlink(path);
}

void test_accounts_are_checked(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *user_name, *password;
    } wrong[] = {
        {"a", "long enough"}, {"Abeba", "long enough"}, {"a b", "long enough"},
        {"abeba@x", "long enough"}, {"", "long enough"}, {"abeba", "7 bytes"},
        {"a2345678901234567890123456789012345678901", "long enough"},
    };
    struct account_prepared *prepared;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct account_new account = {.staff = {9}, .role = ROLE_auditor};
        account.user_name = str_of(wrong[i].user_name);
        account.password = str_of(wrong[i].password);
        assert_int_equal(account_prepare(&fixture->job, &account, &prepared), ERR_INVALID);
    }
}

static enum err add(struct job *job, void *with)
{
    return account_add(job, with);
}

void test_user_name_is_taken(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    struct account_new account = {.staff = {9}, .user_name = STR("worker-7"),
                                  .role = ROLE_auditor, .password = PASSWORD};
    struct account_prepared *prepared;
    struct job *job = fixture_later(fixture, 0);
    assert_int_equal(account_prepare(job, &account, &prepared), OK);
    assert_int_equal(job_write(job, add, prepared), ERR_CONFLICT);
    struct accounts accounts;
    job = fixture_later(fixture, 0);
    assert_int_equal(account_list(job, &accounts), OK);
    assert_int_equal(accounts.count, 1);
    assert_int_equal(accounts.at[0].staff.value, 7);
    assert_false(accounts.at[0].is_closed);
}

/* Drawn, sealed, and the same in code and address. */
void test_drawn_secret(void **state)
{
    struct fixture *fixture = *state;
    struct account_new account = {.staff = {9}, .user_name = STR("abeba.t"),
                                  .role = ROLE_auditor, .password = PASSWORD};
    struct account_prepared *prepared;
    struct job *job = fixture_later(fixture, 0);
    assert_int_equal(account_prepare(job, &account, &prepared), OK);
    assert_int_equal(job_write(job, add, prepared), OK);
    job = fixture_later(fixture, 0);
    struct str code, uri;
    assert_int_equal(account_totp(job, (struct staff_id){9}, job->now, &code, &uri), OK);
    assert_int_equal(uri.size, strlen("otpauth://totp/Haven:abeba.t?secret=&issuer=Haven") + 32);
    assert_int_equal(sign_in(fixture, STR("abeba.t"), PASSWORD, code), OK);
    job = fixture_later(fixture, 0);
    assert_int_equal(account_totp(job, (struct staff_id){10}, job->now, &code, &uri),
                     ERR_NOT_FOUND);
}

void test_closed_account(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, 7);
    struct job *job = fixture_later(fixture, 0);
    struct str token, program;
    struct sign_in with = {STR("worker-7"), PASSWORD, fixture_code(fixture), job->now};
    assert_int_equal(account_sign_in(job, &with, &token), OK);
    assert_int_equal(token_make(fixture_later(fixture, 0), STR("worker-7"), &program), OK);
    assert_int_equal(token_find(fixture_later(fixture, 0), program), OK);
    job = fixture_as(fixture, ROLE_administrator, 1);
    assert_int_equal(account_close(job, (struct staff_id){7}), OK);
    assert_int_equal(session_find(fixture_later(fixture, 0), token), ERR_DENIED);
    assert_int_equal(token_find(fixture_later(fixture, 0), program), ERR_DENIED);
    fixture_later(fixture, MS_PER_MINUTE);
    assert_int_equal(sign_in(fixture, STR("worker-7"), PASSWORD, fixture_code(fixture)),
                     ERR_DENIED);
    assert_int_equal(token_make(fixture_later(fixture, 0), STR("worker-7"), &program),
                     ERR_NOT_FOUND);
    assert_int_equal(account_close(fixture_later(fixture, 0), (struct staff_id){7}),
                     ERR_NOT_FOUND);
}

/* RFC 6238, appendix B: the last six of its eight digits. */
void test_codes_of_the_standard(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        int64_t seconds;
        const char *code;
    } cases[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                 {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct instant now = {cases[i].seconds * MS_PER_SECOND};
        struct str code = totp_code(&fixture->arena, SECRET, totp_step(now));
        assert_true(str_equal_c(code, cases[i].code));
        assert_int_equal(totp_find_step(SECRET, code, now), totp_step(now));
    }
    assert_true(str_equal(totp_uri(&fixture->arena, STR("abeba"), SECRET),
                          STR("otpauth://totp/Haven:abeba?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                              "&issuer=Haven")));
}

void test_qr_is_plain_svg(void **state)
{
    struct fixture *fixture = *state;
    struct str uri = totp_uri(&fixture->arena, STR("abeba"), SECRET);
    const char *svg = str_c(&fixture->arena, account_qr_svg(&fixture->arena, uri));
    assert_true(strncmp(svg, "<svg xmlns=", 11) == 0);
    assert_null(strstr(svg, "style"));
    assert_null(strstr(svg, "<script"));
    assert_non_null(strstr(svg, "d=\"M4 4h7v1h-7z")); /* the edge of the first corner */
    assert_non_null(strstr(svg, "\"/></svg>"));
}
