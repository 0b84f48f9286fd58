/* Rights that somebody makes in the database, without a key: each is refused, and said. */
#include <stdlib.h>
#include <string.h>

#include "guard/conflict.h"
#include "guard/proof.h"
#include "guard_fixture.h"
#include "guard_tests.h"
#include "vault/client.h"

enum { WORKER = 7, OTHER = 8, RECORDS = 40, FORGERIES = 200, FORGERIES_LONG = 2000 };

static const struct record_id mariam = {41};

static int64_t forgeries(void)
{
    return getenv("HAVEN_LONG") ? FORGERIES_LONG : FORGERIES;
}

static enum err settle(struct job *job, void *with)
{
    (void)with;
    enum err err = circle_join(job, (struct circle_id){WORKER + 1000}, (struct staff_id){WORKER});
    if (err == OK)
        err = circle_join(job, (struct circle_id){OTHER + 1000}, (struct staff_id){OTHER});
    for (int64_t i = 0; err == OK && i < RECORDS; i++)
        err = tie_make(job, &(struct tie){{mariam.value + i}, {WORKER + 1000}, RELATION_caseload,
                                          INSTANT_NONE});
    if (err == OK)
        err = conflict_hide(job, (struct conflict_id){3}, (struct staff_id){OTHER}, mariam);
    return err;
}

static struct str settle_world(struct fixture *fixture)
{
    struct str token;
    fixture_account(fixture, ROLE_support_worker, WORKER);
    fixture_account(fixture, ROLE_support_worker, OTHER);
    assert_int_equal(job_write(fixture_as(fixture, ROLE_support_worker, WORKER), settle, NULL),
                     OK);
    struct sign_in sign_in = {.user_name = STR("worker-7"), .password = PASSWORD,
                              .code = fixture_code(fixture),
                              .totp_now = fixture_later(fixture, 0)->now};
    assert_int_equal(account_sign_in(fixture_later(fixture, 0), &sign_in, &token), OK);
    char *kept = malloc(token.size); /* whatever becomes of the arena */
    assert_non_null(kept);
    memcpy(kept, token.at, token.size);
    return (struct str){kept, token.size};
}

/* A store knows a statement by where it stands. */
static void run(struct fixture *fixture, const char *sql)
{
    enum { TEXTS = 1024 };
    static struct store_statement statements[TEXTS];
    size_t i = 0;
    while (i < TEXTS && statements[i].sql != NULL && strcmp(statements[i].sql, sql) != 0)
        i++;
    assert_in_range(i, 0, TEXTS - 1);
    if (statements[i].sql == NULL)
        statements[i] = (struct store_statement)RAW(strdup(sql));
    fixture_run(fixture, &statements[i]);
}

static void change(struct fixture *fixture, int64_t i, const char *const *sqls, size_t count)
{
    const char *sql = sqls[(size_t)i % count];
    long long record = mariam.value + i % RECORDS;
    run(fixture, str_format(&fixture->arena, sql, record).at);
}

/* Does the worker reach the record? */
static enum err reach(struct fixture *fixture, int64_t staff, int64_t record)
{
    return tie_check(fixture_as(fixture, ROLE_support_worker, staff), (struct record_id){record},
                     RIGHT_person_read);
}

/* ---- made ---------------------------------------------------------------------------------- */

/* Each is undone again: then the rows are as Haven left them, and good. */
void test_forged_ties_give_nothing(void **state)
{
    static const char *const forge[] = {
        "insert into tie values (%lld, 1008, 32, 0, 9223372036854775807)",
        "update tie set circle = 1008 where record = %lld",
        "update tie set relation = 4 where record = %lld",
        "update tie set until_at = until_at - 1 where record = %lld",
        "insert into conflict values (7, %lld, 5)",
        "delete from proof where kind = 2 and subject = %lld",
        "update proof set version = version + 1 where kind = 2 and subject = %lld",
    };
    static const char *const undo[] = {
        "delete from tie where record = %lld and circle = 1008",
        "update tie set circle = 1007 where record = %lld",
        "update tie set relation = 32 where record = %lld",
        "update tie set until_at = until_at + 1 where record = %lld",
        "delete from conflict where record = %lld and flag = 5",
        "insert into proof select * from kept where kind = 2 and subject = %lld",
        "update proof set version = version - 1 where kind = 2 and subject = %lld",
    };
    struct fixture *fixture = *state;
    int64_t refused = 0;
    free((char *)settle_world(fixture).at);
    assert_int_equal(RELATION_BIT(RELATION_caseload), 32);
    run(fixture, "create table kept as select * from proof");
    for (int64_t i = 0; i < forgeries(); i++) {
        int64_t record = mariam.value + i % RECORDS;
        change(fixture, i, forge, COUNT_OF(forge));
        refused += reach(fixture, WORKER, record) == ERR_NOT_FOUND;
        refused += reach(fixture, OTHER, record) == ERR_NOT_FOUND;
        change(fixture, i, undo, COUNT_OF(undo));
        assert_int_equal(reach(fixture, WORKER, record), OK);
    }
    assert_int_equal(refused, 2 * forgeries());
    assert_int_equal(fixture_lines(fixture, VERB_forged), 2 * forgeries());
    run(fixture, "drop table kept");
}

/* A flag taken away does not open the record to whom it kept away, nor to anybody. */
void test_flag_taken_away_opens_nothing(void **state)
{
    struct fixture *fixture = *state;
    free((char *)settle_world(fixture).at);
    run(fixture, "delete from conflict where flag = 3");
    assert_int_equal(reach(fixture, OTHER, mariam.value), ERR_NOT_FOUND);
    assert_int_equal(reach(fixture, WORKER, mariam.value), ERR_NOT_FOUND);
    assert_int_equal(reach(fixture, WORKER, mariam.value + 1), OK);
}

static enum err make(struct job *job, void *with);

/* All rows of a record and its proof, taken away at once: it is not one that nobody was ever tied
 * to, and nobody is tied to it without the flag. */
void test_all_taken_away_is_forged_too(void **state)
{
    struct fixture *fixture = *state;
    int64_t record = mariam.value, other = mariam.value + RECORDS;
    free((char *)settle_world(fixture).at);
    run(fixture, "delete from tie where record = 41");
    run(fixture, "delete from conflict where record = 41");
    run(fixture, "delete from proof where kind = 2 and subject = 41");
    mac_memory_forget(fixture->vault); /* a program that was started since */
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    assert_int_equal(job_write(job, make, &record), ERR_NOT_FOUND);
    assert_int_equal(fixture_lines(fixture, VERB_forged), 1);
    assert_int_equal(job_write(fixture_as(fixture, ROLE_support_worker, WORKER), make, &other),
                     OK);
}

void test_forged_worker_is_nobody(void **state)
{
    static const char *const forge[] = {
        "update account set role = 'guardian' where staff = 7",
        "update account set organisation = 6 where staff = 7",
        "update account set circle = 1008 where staff = 7",
        "update account set password_hash = 'x' where staff = 7",
        "insert into circle_member values (1008, 7)",
        "update session set staff = 8 where staff = 7",
        "update session set until_at = until_at + 1 where staff = 7",
        "delete from proof where kind = 1 and subject = 7",
    };
    static const char *const undo[] = {
        "update account set role = 'support_worker' where staff = 7",
        "update account set organisation = 5 where staff = 7",
        "update account set circle = 1007 where staff = 7",
        "update account set password_hash = (select password_hash from kept_account) "
        "where staff = 7",
        "delete from circle_member where circle = 1008 and staff = 7",
        "update session set staff = 7 where staff = 8",
        "update session set until_at = until_at - 1 where staff = 7",
        "insert into proof select * from kept where kind = 1 and subject = 7",
    };
    struct fixture *fixture = *state;
    struct str token = settle_world(fixture);
    run(fixture, "create table kept as select * from proof");
    run(fixture, "create table kept_account as select * from account where staff = 7");
    for (int64_t i = 0; i < forgeries(); i++) {
        run(fixture, forge[(size_t)i % COUNT_OF(forge)]);
        assert_int_equal(session_find(fixture_later(fixture, 0), token), ERR_DENIED);
        run(fixture, undo[(size_t)i % COUNT_OF(undo)]);
        assert_int_equal(session_find(fixture_later(fixture, 0), token), OK);
    }
    assert_int_equal(fixture_lines(fixture, VERB_forged), forgeries());
    run(fixture, "drop table kept");
    run(fixture, "drop table kept_account");
    free((char *)token.at);
}

/* ---- put back -------------------------------------------------------------------------------- */

static enum err end(struct job *job, void *with)
{
    const int64_t *record = with;
    return tie_end(job, (struct record_id){*record}, (struct circle_id){WORKER + 1000},
                   RELATION_caseload);
}

static enum err make(struct job *job, void *with)
{
    const int64_t *record = with;
    return tie_make(job, &(struct tie){{*record}, {WORKER + 1000}, RELATION_caseload,
                                       INSTANT_NONE});
}

/* Rows and proof of a tie that was ended, put back as they were: also where nobody has looked at
 * the record since. */
void test_old_ties_stay_ended(void **state)
{
    struct fixture *fixture = *state;
    free((char *)settle_world(fixture).at);
    run(fixture, "create table old_tie as select * from tie");
    run(fixture, "create table old_proof as select * from proof");
    run(fixture, "create table new_tie as select * from tie");
    run(fixture, "create table new_proof as select * from proof");
    for (int64_t i = 0; i < forgeries() / 2; i++) {
        int64_t record = mariam.value + i % RECORDS;
        struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
        assert_int_equal(job_write(fixture_later(fixture, 1), end, &record), OK);
        run(fixture, "delete from new_tie");
        run(fixture, "delete from new_proof");
        run(fixture, "insert into new_tie select * from tie");
        run(fixture, "insert into new_proof select * from proof");
        run(fixture, "delete from tie");
        run(fixture, "delete from proof where kind = 2");
        run(fixture, "insert into tie select * from old_tie");
        run(fixture, "insert into proof select * from old_proof where kind = 2");
        assert_int_equal(reach(fixture, WORKER, record), ERR_NOT_FOUND);
        job = fixture_as(fixture, ROLE_support_worker, WORKER);
        assert_int_equal(job_write(job, make, &record), ERR_NOT_FOUND);
        run(fixture, "delete from tie");
        run(fixture, "delete from proof where kind = 2");
        run(fixture, "insert into tie select * from new_tie");
        run(fixture, "insert into proof select * from new_proof where kind = 2");
        job = fixture_as(fixture, ROLE_support_worker, WORKER);
        assert_int_equal(job_write(job, make, &record), OK);
        assert_int_equal(reach(fixture, WORKER, record), OK);
    }
    assert_int_equal(fixture_lines(fixture, VERB_forged), 2 * (forgeries() / 2));
    run(fixture, "drop table old_tie");
    run(fixture, "drop table old_proof");
    run(fixture, "drop table new_tie");
    run(fixture, "drop table new_proof");
}

/* A change by Haven does not make good what was forged before it. */
void test_a_change_proves_no_forgery(void **state)
{
    struct fixture *fixture = *state;
    int64_t record = mariam.value + 1;
    free((char *)settle_world(fixture).at);
    run(fixture, "insert into tie values (42, 1008, 32, 0, 9223372036854775807)");
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    assert_int_equal(job_write(job, end, &record), ERR_NOT_FOUND);
    assert_int_equal(fixture_lines(fixture, VERB_forged), 1);
    run(fixture, "delete from tie where record = 42 and circle = 1008");
    job = fixture_as(fixture, ROLE_support_worker, WORKER);
    assert_int_equal(job_write(job, end, &record), OK);
}

/* What is undone leaves the proof before it good. */
static enum err end_and_fail(struct job *job, void *with)
{
    enum err err = end(job, with);
    return err == OK ? ERR_CONFLICT : err;
}

void test_undone_change_leaves_the_proof(void **state)
{
    struct fixture *fixture = *state;
    int64_t record = mariam.value;
    free((char *)settle_world(fixture).at);
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    assert_int_equal(job_write(job, end_and_fail, &record), ERR_CONFLICT);
    assert_int_equal(reach(fixture, WORKER, record), OK);
    assert_int_equal(fixture_lines(fixture, VERB_forged), 0);
}

/* ---- from before there were proofs ----------------------------------------------------------- */

void test_what_was_there_is_proven_once(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = fixture_later(fixture, 0);
    job->is_unproven = true;
    assert_int_equal(job_write(job, settle, NULL), OK);
    assert_int_equal(reach(fixture, WORKER, mariam.value), ERR_NOT_FOUND);
    assert_int_equal(proof_begin(fixture_later(fixture, 0), true), ERR_CONFLICT);
    assert_int_equal(proof_begin(fixture_later(fixture, 0), false), OK);
    assert_int_equal(reach(fixture, WORKER, mariam.value), OK);
    assert_int_equal(fixture_lines(fixture, VERB_proven), 1);
    run(fixture, "insert into tie values (42, 1008, 32, 0, 9223372036854775807)");
    run(fixture, "delete from proof where kind = 2");
    assert_int_equal(proof_begin(fixture_later(fixture, 0), true), OK);
    assert_int_equal(reach(fixture, OTHER, 42), ERR_NOT_FOUND);
}
