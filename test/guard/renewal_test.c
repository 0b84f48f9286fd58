#include "guard/renewal.h"

#include "guard/totp.h"
#include "guard_fixture.h"
#include "guard_tests.h"

#define CHOSEN STR("kettle orbit marsh")

static enum err sign_in(struct fixture *fixture, struct str password, struct str code)
{
    struct job *job = fixture_later(fixture, 0);
    struct str token;
    return account_sign_in(job, &(struct sign_in){STR("worker-7"), password, code, job->now},
                           &token);
}

static struct str next_code(struct fixture *fixture)
{
    fixture_later(fixture, 30 * MS_PER_SECOND);
    return fixture_code(fixture);
}

static enum err ask_work(struct job *job, void *with)
{
    return renewal_ask(job, with);
}

/* By worker 8, an administrator, for worker 7. */
static enum err ask(struct fixture *fixture, int64_t by, bool is_code_app, struct str *out_code)
{
    struct job *job = fixture_as(fixture, ROLE_administrator, by);
    struct renewal_prepared *prepared;
    enum err err = renewal_prepare(job, &(struct renewal_wanted){{7}, is_code_app, RENEWAL_HOURS},
                                   &prepared, out_code);
    return err == OK ? job_write(job, ask_work, prepared) : err;
}

static enum err confirm(struct fixture *fixture, int64_t by)
{
    return renewal_confirm(fixture_as(fixture, ROLE_guardian, by), (struct staff_id){7});
}

static enum err begin(struct fixture *fixture, struct str code, struct str *out_token)
{
    return renewal_begin(fixture_later(fixture, 0), STR("worker-7"), code, out_token);
}

static void set_up(struct fixture *fixture)
{
    fixture_account(fixture, ROLE_night_desk, 7);
    fixture_account(fixture, ROLE_administrator, 8);
    fixture_account(fixture, ROLE_guardian, 9);
}

static enum err finish(struct fixture *fixture, struct str token, struct str password,
                       struct str code, enum password_rule *out_rule)
{
    struct job *job = fixture_later(fixture, 0);
    struct renewal renewal;
    enum err err = renewal_find(job, token, &renewal);
    return err != OK ? err
                     : renewal_finish(job, &renewal,
                                      &(struct renewal_choice){password, code, job->now},
                                      out_rule);
}

void test_password_rules(void **state)
{
    (void)state;
    static const struct {
        const char *chosen;
        enum password_rule rule;
    } cases[] = {
        {"seven77", PASSWORD_SHORT},         {"kettle orbit marsh", PASSWORD_FINE},
        {"password", PASSWORD_COMMON},       {"PassWord", PASSWORD_COMMON},
        {"Password2026!", PASSWORD_COMMON},  {"iloveyou", PASSWORD_COMMON},
        {"aaaabbbb", PASSWORD_COMMON},       {"1212121212", PASSWORD_COMMON},
        {"abeba-worker", PASSWORD_OWN},      {"Haven-worker-7", PASSWORD_OWN},
        {"haven kettle orbit", PASSWORD_FINE}, {"zxq9 vorm", PASSWORD_FINE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(password_check(str_of(cases[i].chosen), STR("worker-7"),
                                        STR("Abeba Worker")), cases[i].rule);
    char longest[PASSWORD_MOST + 1];
    for (size_t i = 0; i < sizeof(longest); i++)
        longest[i] = (char)('a' + i % 26);
    assert_int_equal(password_check((struct str){longest, PASSWORD_MOST}, STR("w"), STR("W")),
                     PASSWORD_FINE);
    assert_int_equal(password_check((struct str){longest, sizeof(longest)}, STR("w"), STR("W")),
                     PASSWORD_LONG);
}

void test_code_needs_two_people(void **state)
{
    struct fixture *fixture = *state;
    struct str code, token;
    set_up(fixture);
    assert_int_equal(ask(fixture, 7, false, &code), ERR_NOT_FOUND);
    assert_int_equal(confirm(fixture, 9), ERR_NOT_FOUND);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    assert_int_equal(begin(fixture, code, &token), ERR_DENIED);
    assert_int_equal(confirm(fixture, 8), ERR_NOT_FOUND);
    assert_int_equal(confirm(fixture, 7), ERR_NOT_FOUND);
    assert_int_equal(sign_in(fixture, PASSWORD, fixture_code(fixture)), OK);
    assert_int_equal(confirm(fixture, 9), OK);
    assert_int_equal(sign_in(fixture, PASSWORD, next_code(fixture)), ERR_DENIED);
    assert_int_equal(sign_in(fixture, code, next_code(fixture)), ERR_DENIED);
    assert_int_equal(begin(fixture, STR("0000-0000-00000"), &token), ERR_DENIED);
    assert_int_equal(begin(fixture, code, &token), OK);
    assert_int_equal(fixture_lines(fixture, VERB_renewal_asked), 1);
    assert_int_equal(fixture_lines(fixture, VERB_renewal_confirmed), 1);
    assert_int_equal(fixture_lines(fixture, VERB_renewal_begun), 1);
}

void test_confirmed_code_ends_sessions(void **state)
{
    struct fixture *fixture = *state;
    struct str code, token;
    set_up(fixture);
    struct job *job = fixture_later(fixture, 0);
    assert_int_equal(account_sign_in(job, &(struct sign_in){STR("worker-7"), PASSWORD,
                                                            fixture_code(fixture), job->now},
                                     &token), OK);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    assert_int_equal(session_find(fixture_later(fixture, 0), token), OK);
    assert_int_equal(confirm(fixture, 9), OK);
    assert_int_equal(session_find(fixture_later(fixture, 0), token), ERR_DENIED);
}

void test_code_opens_only_its_way(void **state)
{
    struct fixture *fixture = *state;
    struct str code, token;
    struct renewal renewal;
    set_up(fixture);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    assert_int_equal(confirm(fixture, 9), OK);
    assert_int_equal(begin(fixture, code, &token), OK);
    assert_int_equal(session_find(fixture_later(fixture, 0), token), ERR_DENIED);
    assert_int_equal(token_find(fixture_later(fixture, 0), token), ERR_DENIED);
    struct job *job = fixture_later(fixture, 0);
    assert_int_equal(renewal_find(job, token, &renewal), OK);
    assert_int_equal(job->asker.staff.value, 0);
    assert_false(renewal.is_code_app);
    fixture_later(fixture, RENEWAL_MINUTES * MS_PER_MINUTE);
    assert_int_equal(renewal_find(fixture_later(fixture, 0), token, &renewal), ERR_NOT_FOUND);
}

void test_password_is_renewed_once(void **state)
{
    struct fixture *fixture = *state;
    struct str code, token;
    enum password_rule rule;
    set_up(fixture);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    assert_int_equal(confirm(fixture, 9), OK);
    assert_int_equal(begin(fixture, code, &token), OK);
    assert_int_equal(finish(fixture, token, STR("password1"), fixture_code(fixture), &rule), OK);
    assert_int_equal(rule, PASSWORD_COMMON);
    assert_int_equal(finish(fixture, token, CHOSEN, STR("000000"), &rule), ERR_DENIED);
    assert_int_equal(finish(fixture, token, CHOSEN, fixture_code(fixture), &rule), OK);
    assert_int_equal(finish(fixture, token, CHOSEN, next_code(fixture), &rule), ERR_NOT_FOUND);
    assert_int_equal(begin(fixture, code, &token), ERR_DENIED);
    assert_int_equal(sign_in(fixture, CHOSEN, next_code(fixture)), OK);
    assert_int_equal(sign_in(fixture, PASSWORD, next_code(fixture)), ERR_DENIED);
    assert_int_equal(fixture_lines(fixture, VERB_password_changed), 1);
    assert_int_equal(fixture_lines(fixture, VERB_code_app_changed), 0);
}

void test_code_ends_by_itself(void **state)
{
    struct fixture *fixture = *state;
    struct str code, token;
    set_up(fixture);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    fixture_later(fixture, RENEWAL_HOURS * MS_PER_HOUR);
    assert_int_equal(confirm(fixture, 9), ERR_NOT_FOUND);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    assert_int_equal(confirm(fixture, 9), OK);
    fixture_later(fixture, RENEWAL_HOURS * MS_PER_HOUR);
    assert_int_equal(begin(fixture, code, &token), ERR_DENIED);
}

/* A later end, or another's code, written into the database opens nothing. */
void test_code_cannot_be_made_in_the_database(void **state)
{
    struct fixture *fixture = *state;
    struct str code, token;
    static const struct store_statement
        longer = RAW("update account_renewal set until_at = until_at + 86400000"),
        moved = RAW("update account_renewal set staff = 9"),
        opened = RAW("update account set password_hash = 'renewal ' || (select code_hash from "
                     "account_renewal where staff = 7) || ' by 9' where staff = 7");
    set_up(fixture);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    fixture_run(fixture, &opened);
    assert_int_equal(begin(fixture, code, &token), ERR_DENIED);
    assert_int_equal(fixture_lines(fixture, VERB_forged), 1);
    fixture_prove(fixture);
    fixture_run(fixture, &longer);
    assert_int_equal(begin(fixture, code, &token), ERR_DENIED);
    fixture_run(fixture, &moved);
    assert_int_equal(renewal_begin(fixture_later(fixture, 0), STR("worker-9"), code, &token),
                     ERR_DENIED);
}

/* An administrator may ask and may confirm, and may have the database written in meanwhile. */
void test_code_of_one_who_asks_and_confirms(void **state)
{
    struct fixture *fixture = *state;
    struct str code, token;
    static const struct store_statement
        by_another = RAW("update account_renewal set asked_by = 9"),
        by_herself = RAW("update account_renewal set asked_by = 8"),
        by_nobody = RAW("update account_renewal set asked_by = 0");
    set_up(fixture);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    fixture_run(fixture, &by_another);
    assert_int_equal(confirm(fixture, 8), OK);
    assert_int_equal(begin(fixture, code, &token), ERR_DENIED);
    fixture_run(fixture, &by_herself);
    assert_int_equal(begin(fixture, code, &token), ERR_DENIED);
    fixture_run(fixture, &by_nobody);
    assert_int_equal(begin(fixture, code, &token), ERR_DENIED);
    assert_int_equal(ask(fixture, 8, false, &code), OK);
    assert_int_equal(confirm(fixture, 9), OK);
    assert_int_equal(begin(fixture, code, &token), OK);
}

/* Letters as the app shows them, back to the secret. */
static struct str bytes_of(struct arena *arena, struct str letters)
{
    char *bytes = ARENA_MANY(arena, char, TOTP_SECRET_BYTES);
    uint64_t bits = 0;
    size_t count = 0, size = 0;
    for (size_t i = 0; i < letters.size; i++) {
        char c = letters.at[i];
        if (c == ' ')
            continue;
        bits = bits << 5 | (uint64_t)(c >= 'A' ? c - 'A' : c - '2' + 26);
        for (count += 5; count >= 8; count -= 8)
            bytes[size++] = (char)(bits >> (count - 8));
    }
    assert_int_equal(size, TOTP_SECRET_BYTES);
    return (struct str){bytes, size};
}

void test_lost_telephone_gets_a_new_app(void **state)
{
    struct fixture *fixture = *state;
    struct str code, token;
    struct renewal renewal;
    enum password_rule rule;
    set_up(fixture);
    assert_int_equal(ask(fixture, 8, true, &code), OK);
    assert_int_equal(confirm(fixture, 9), OK);
    assert_int_equal(begin(fixture, code, &token), OK);
    struct job *job = fixture_later(fixture, 0);
    assert_int_equal(renewal_find(job, token, &renewal), OK);
    assert_true(renewal.is_code_app);
    struct str secret = bytes_of(job->arena, renewal.secret);
    assert_int_equal(finish(fixture, token, CHOSEN, fixture_code(fixture), &rule), ERR_DENIED);
    job = fixture_later(fixture, 0);
    struct str fresh = totp_code(job->arena, secret, totp_step(job->now));
    assert_int_equal(finish(fixture, token, CHOSEN, fresh, &rule), OK);
    assert_int_equal(fixture_lines(fixture, VERB_code_app_changed), 1);
    assert_int_equal(sign_in(fixture, CHOSEN, next_code(fixture)), ERR_DENIED);
    job = fixture_later(fixture, 30 * MS_PER_SECOND);
    fresh = totp_code(job->arena, secret, totp_step(job->now));
    assert_int_equal(sign_in(fixture, CHOSEN, fresh), OK);
}

void test_own_password(void **state)
{
    struct fixture *fixture = *state;
    struct str first, other, fresh = STR_NONE;
    enum password_rule rule;
    set_up(fixture);
    struct job *job = fixture_later(fixture, 0);
    struct sign_in with = {STR("worker-7"), PASSWORD, fixture_code(fixture), job->now};
    assert_int_equal(account_sign_in(job, &with, &first), OK);
    with.code = next_code(fixture);
    job = fixture_later(fixture, 0);
    with.totp_now = job->now;
    assert_int_equal(account_sign_in(job, &with, &other), OK);
    struct str code = next_code(fixture);
    job = fixture_later(fixture, 0);
    assert_int_equal(session_find(job, first), OK);
    assert_int_equal(password_change(job, &(struct present){STR("wrong one"), code, job->now},
                                     CHOSEN, &rule, &fresh), ERR_DENIED);
    assert_int_equal(password_change(job, &(struct present){PASSWORD, STR("000000"), job->now},
                                     CHOSEN, &rule, &fresh), ERR_DENIED);
    assert_int_equal(password_change(job, &(struct present){PASSWORD, code, job->now},
                                     STR("worker-7"), &rule, &fresh), OK);
    assert_int_equal(rule, PASSWORD_OWN);
    assert_int_equal(password_change(job, &(struct present){PASSWORD, code, job->now}, CHOSEN,
                                     &rule, &fresh), OK);
    assert_int_equal(session_find(fixture_later(fixture, 0), first), ERR_DENIED);
    assert_int_equal(session_find(fixture_later(fixture, 0), other), ERR_DENIED);
    assert_int_equal(session_find(fixture_later(fixture, 0), fresh), OK);
    assert_int_equal(fixture_lines(fixture, VERB_sign_in_refused), 2);
    assert_int_equal(sign_in(fixture, CHOSEN, next_code(fixture)), OK);
    struct account_events events;
    assert_int_equal(account_happened(fixture_later(fixture, 0), (struct staff_id){7}, 9, &events),
                     OK);
    assert_int_equal(events.count, 6);
    assert_true(str_equal(events.at[1].verb, STR("password_changed")));
    assert_true(events.at[1].is_own);
}

void test_own_guesses_are_limited(void **state)
{
    struct fixture *fixture = *state;
    struct str fresh = STR_NONE;
    enum password_rule rule;
    set_up(fixture);
    struct job *job = fixture_as(fixture, ROLE_night_desk, 7);
    for (int i = 0; i < SIGN_IN_TRIES; i++)
        assert_int_equal(password_change(job, &(struct present){STR("guess"), STR("1"), job->now},
                                         CHOSEN, &rule, &fresh), ERR_DENIED);
    assert_int_equal(password_change(job, &(struct present){PASSWORD, fixture_code(fixture),
                                                            job->now}, CHOSEN, &rule, &fresh),
                     ERR_TOO_MANY);
}

void test_own_code_app(void **state)
{
    struct fixture *fixture = *state;
    struct str fresh = STR_NONE;
    struct renewal renewal;
    set_up(fixture);
    struct job *job = fixture_as(fixture, ROLE_night_desk, 7);
    assert_int_equal(code_app_waiting(job, &renewal), ERR_NOT_FOUND);
    assert_int_equal(code_app_begin(job, &(struct present){PASSWORD, STR("000000"), job->now}),
                     ERR_DENIED);
    assert_int_equal(code_app_begin(job, &(struct present){PASSWORD, fixture_code(fixture),
                                                           job->now}), OK);
    assert_int_equal(code_app_waiting(job, &renewal), OK);
    struct str secret = bytes_of(job->arena, renewal.secret);
    assert_int_equal(code_app_finish(job, &(struct present){STR_NONE, STR("000000"), job->now},
                                     &fresh), ERR_DENIED);
    struct str code = totp_code(job->arena, secret, totp_step(job->now));
    assert_int_equal(code_app_finish(job, &(struct present){STR_NONE, code, job->now}, &fresh),
                     OK);
    assert_int_equal(session_find(fixture_later(fixture, 0), fresh), OK);
    assert_int_equal(sign_in(fixture, PASSWORD, next_code(fixture)), ERR_DENIED);
    job = fixture_later(fixture, 30 * MS_PER_SECOND);
    code = totp_code(job->arena, secret, totp_step(job->now));
    assert_int_equal(sign_in(fixture, PASSWORD, code), OK);
}
