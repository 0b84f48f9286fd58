#include "faults.h"

#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "app/routes.h"
#include "rooms/placement/placement_warning.h"
#include "sql_all.h"
#include "store/store_inner.h"
#include "store/store_test.h"

/* A route's requests are tried so often in full; in every further one, and in all on PostgreSQL,
 * only a statement fails that has not failed in each way yet. A page without data is at most so
 * long. A try that takes longer than the patience hangs. */
enum { REPEATS_SHORT = 1, REPEATS_LONG = 4, ERROR_PAGE_BYTES = 24000, PATIENCE_SECONDS = 60,
       TRIES_A_VAULT = 200, CHAIN_CALLS = 48, CHAINS = 1 << 20, ROUTES = 1024,
       SIGN_IN_STATEMENTS = 7, LOOKS = 100, PROBLEMS_SHOWN = 20 };

/* A class of error: what the engine does to the transaction, and what it answers. */
struct error_class {
    const char *name, *script; /* run on the connection first, or NULL */
    enum err err;              /* OK: what the script gave */
    bool is_retried;           /* the store tries again: once is no refusal */
};

static const struct error_class sqlite_classes[] = {
    {"busy", NULL, ERR_BUSY, false},
    {"full, I/O error, no memory", "rollback", ERR_BUSY, false},
    {"constraint", NULL, ERR_CONFLICT, false},
};

#define RAISE(state) "do $$ begin raise exception 'planted' using errcode = '" state "'; end $$"
static const struct error_class postgres_classes[] = {
    {"53100 disk_full", RAISE("53100"), OK, false},
    {"23505 unique_violation", RAISE("23505"), OK, false},
    {"40001 serialization_failure", RAISE("40001"), OK, true},
    {"40P01 deadlock_detected", RAISE("40P01"), OK, true},
    {"connection cut", "select pg_terminate_backend(pg_backend_pid())", OK, true},
};

static struct {
    enum faults faults;
    bool is_long;
    const struct error_class *classes;
    size_t class_count;
    size_t *tried; /* of each statement of the registry: how many classes, once and for ever */
    int64_t refused, succeeded;
    int64_t changed, wrong_status, too_long;
    int problems_shown;
    int repeats[ROUTES];
    uint64_t *chains; /* of calls to an allocation that has failed: 0, or a digest of one */
    size_t chain_count;
} all;

/* The request under way. */
static struct {
    bool is_tried;       /* again and again */
    bool is_in_full;     /* each n-th statement; else those that have not failed in each way yet */
    const char *failed;  /* the statement */
    bool is_inside;      /* the dispatcher runs */
    int nth, seen;       /* which statement fails; how many there were */
    size_t class_index;
    bool is_for_ever, is_hit, is_turned_away;
    int64_t version;     /* of the database before the try */
    struct instant at;   /* the program's time, which stands meanwhile: sessions would end */
    int tries;
    int row;             /* of the table of routes */
    const char *route;
    bool is_post;
    bool is_in_steps;    /* writes more than once */
    bool is_sign_in;     /* has one try: the door counts them, and that is kept */
    struct arena *arena;
    struct world *world;
    sqlite3 *watch;      /* SQLite: tells whether anything was committed */
} one;

/* ---- failing --------------------------------------------------------------------------------- */

static size_t number_of(const struct store_statement *statement)
{
    size_t i = 0;
    while (i < sql_statement_count && sql_statements[i] != statement)
        i++;
    return i; /* the store's own are counted together behind the others */
}

static enum err fail_now(struct db *db, const struct store_statement *statement)
{
    const struct error_class *class = &all.classes[one.class_index];
    one.is_hit = true;
    one.failed = statement->name;
    enum err err = OK;
    if (class->script != NULL)
        err = db->store->engine->run_script(db, class->script);
    return class->err != OK ? class->err : err != OK ? err : ERR_BUSY;
}

/* What the store tries again for half a second each time is tried of few statements only, but in
 * the long test. */
static bool is_skipped(size_t number, size_t tried)
{
    return !all.is_long && number % 8 != 0 && tried < 2 * all.class_count && tried % 2 == 1 &&
           all.classes[tried / 2].is_retried;
}

/* The statement's next class of error, once or for ever, if it has not had all of them yet. */
static bool take_next_class(const struct store_statement *statement)
{
    size_t number = number_of(statement), *tried = &all.tried[number];
    while (is_skipped(number, *tried))
        ++*tried;
    if (*tried >= 2 * all.class_count)
        return false;
    one.class_index = *tried / 2;
    one.is_for_ever = *tried % 2 == 1;
    ++*tried;
    return true;
}

static bool is_due(const struct store_statement *statement)
{
    if (!one.is_in_full)
        return take_next_class(statement);
    if (++one.seen != one.nth)
        return false;
    all.tried[number_of(statement)]++;
    return true;
}

/* That a session was seen may fail without anybody noticing, so it fails in every try and is not
 * counted. */
static enum err hook(struct db *db, const struct store_statement *statement)
{
    if (one.is_tried && one.is_inside && !one.is_hit &&
        strcmp(statement->name, "refusal_times") == 0)
        one.is_turned_away = true; /* whatever fails now fails while the refusal is counted */
    if (!one.is_tried || !one.is_inside || !statement->is_writing)
        return OK;
    if (strcmp(statement->name, "session_seen") == 0) {
        all.tried[number_of(statement)]++;
        return ERR_BUSY;
    }
    if (all.faults == FAULTS_MEMORY || (one.is_hit && !one.is_for_ever))
        return OK;
    return one.is_hit || is_due(statement) ? fail_now(db, statement) : OK;
}

/* ---- allocations ----------------------------------------------------------------------------- */

/* Of the calls that led here, from the dispatcher on, and of the route. */
static uint64_t digest_chain(void)
{
    void *calls[CHAIN_CALLS];
    int count = backtrace(calls, CHAIN_CALLS);
    uint64_t digest = UINT64_C(1469598103934665603) + (uint64_t)one.row;
    for (int i = 0; i < count; i++)
        digest = (digest ^ (uint64_t)(uintptr_t)calls[i]) * UINT64_C(1099511628211);
    return (digest ^ digest >> 32) | 1;
}

static bool is_new_chain(void)
{
    uint64_t digest = digest_chain();
    size_t at = digest >> 8 & (CHAINS - 1);
    while (all.chains[at] != 0 && all.chains[at] != digest)
        at = (at + 1) & (CHAINS - 1);
    if (all.chains[at] == digest)
        return false;
    all.chains[at] = digest;
    must(++all.chain_count < CHAINS / 2);
    return true;
}

/* In the long test what stands before the one that failed last has failed already. */
static bool allocation_fails(void)
{
    if (one.is_hit)
        return false;
    one.seen++;
    one.is_hit = all.is_long ? one.seen > one.nth && is_new_chain() : one.seen == one.nth;
    return one.is_hit;
}

/* ---- what changed ---------------------------------------------------------------------------- */

/* Another number after every commit of another connection. */
static int64_t version(void)
{
    sqlite3_stmt *statement;
    int64_t number = 0;
    if (one.watch == NULL)
        return 0;
    must(sqlite3_prepare_v2(one.watch, "pragma data_version", -1, &statement, NULL) == SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static void watch(const struct world *world)
{
    char path[128];
    if (world->app.settings.database[0] != 0)
        return;
    snprintf(path, sizeof(path), "%s/record/haven.db", world->folder);
    must(sqlite3_open_v2(path, &one.watch, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK);
    must(sqlite3_db_config(one.watch, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK);
}

/* ---- one request ----------------------------------------------------------------------------- */

void faults_start(enum faults faults, enum world_engine engine)
{
    all.faults = faults;
    all.is_long = getenv("HAVEN_LONG") != NULL;
    all.classes = engine == WORLD_POSTGRES ? postgres_classes : sqlite_classes;
    all.class_count = engine == WORLD_POSTGRES ? COUNT_OF(postgres_classes)
                                               : COUNT_OF(sqlite_classes);
    all.tried = calloc(sql_statement_count + 1, sizeof(*all.tried));
    all.chains = calloc(CHAINS, sizeof(*all.chains));
    must(all.tried != NULL && all.chains != NULL && route_count <= ROUTES);
    store_fault(hook);
}

void faults_begin(struct world *world, const struct request *request)
{
    struct request copy = *request;
    int row = route_find(routes(), &copy);
    bool is_slow = all.classes == postgres_classes; /* each try for ever takes its half second */
    int most = is_slow ? 0 : all.is_long ? REPEATS_LONG : REPEATS_SHORT;
    memset(&one, 0, sizeof(one));
    one.is_post = request->method == METHOD_POST;
    /* A thaw seals anew in transactions of its own; cold_anew_test looks that nobody reads her
     * before all is done, and that it goes on. */
    one.is_in_steps = one.is_post && str_starts(request->path, STR("/thaws/")) &&
                      str_ends(request->path, STR("/confirm"));
    one.is_sign_in = one.is_post && (str_equal(request->path, STR("/sign-in")) ||
                                     str_equal(request->path, STR("/sign-in/renew")));
    bool is_door = one.is_sign_in && all.faults == FAULTS_STATEMENTS;
    bool is_by_chain = all.is_long && all.faults == FAULTS_MEMORY;
    one.is_in_full = row >= 0 && (is_door || is_by_chain || all.repeats[row] < most);
    one.is_tried = all.faults != FAULTS_NONE && row >= 0 &&
                   (one.is_in_full || all.faults == FAULTS_STATEMENTS);
    if (!one.is_tried)
        return;
    one.row = row;
    one.route = route_table[row].pattern.pattern;
    one.nth = is_by_chain ? 0 : 1 + (is_door ? all.repeats[row] % SIGN_IN_STATEMENTS : 0);
    all.repeats[row]++;
    one.world = world;
    one.at = app_now(&world->app);
    watch(world);
}

void faults_plant(struct arena *arena)
{
    one.is_inside = true;
    one.is_hit = one.is_turned_away = false;
    one.seen = 0;
    one.arena = arena;
    if (!one.is_tried)
        return;
    world_set_clock(one.world, one.at);
    one.version = version();
    if (all.faults == FAULTS_MEMORY) {
        arena->fails = allocation_fails;
        store_inject(one.world->app.store, INJECT_COMMIT, ERR_BUSY);
    }
    alarm(getenv("HAVEN_INSTRUMENTED") ? 40 * PATIENCE_SECONDS : PATIENCE_SECONDS);
}

static void problem(int64_t *count, const char *what, const struct seen *answer)
{
    ++*count;
    if (++all.problems_shown > PROBLEMS_SHOWN)
        return;
    printf("# %s %s, %s %d%s%s%s%s: %s (status %d, %zu bytes)\n", one.is_post ? "POST" : "GET",
           one.route, all.faults == FAULTS_MEMORY ? "allocation" : "statement", one.nth,
           one.is_for_ever ? " and all after it, " : ", ",
           all.faults == FAULTS_MEMORY ? "overflow" : all.classes[one.class_index].name,
           all.faults == FAULTS_MEMORY ? "" : " in ",
           all.faults == FAULTS_MEMORY ? "" : one.failed, what,
           answer->status, answer->body.size);
}

/* Who is refused a reading is told so in words and sees nobody's data. A refusal stays the one it
 * is where it cannot be counted. A form that comes back is as long as it is: the store has tried
 * again by itself, and it says what is still wrong. */
static void check_refused(const struct seen *answer)
{
    bool is_constraint = all.faults == FAULTS_STATEMENTS &&
                         all.classes[one.class_index].err == ERR_CONFLICT;
    bool is_status = all.faults == FAULTS_MEMORY ? answer->status == 413
                     : answer->status == 503 || answer->status == 409 ||
                           ((is_constraint || one.is_turned_away) && answer->status < 500);
    all.refused++;
    if (!is_status && all.classes == sqlite_classes)
        problem(&all.wrong_status, "another status", answer);
    if (answer->status != 422 && answer->body.size > ERROR_PAGE_BYTES)
        problem(&all.too_long, "a long answer", answer);
    if (!one.is_sign_in && !one.is_in_steps && version() != one.version)
        problem(&all.changed, "refused, and yet something was kept", answer);
}

/* The next thing to fail: first the classes, then the place. In memory there is one class. */
static void move_on(void)
{
    if (all.faults == FAULTS_MEMORY) {
        one.nth = all.is_long ? one.seen : 1 + one.nth + one.nth / 3;
        return;
    }
    if (!one.is_in_full)
        return;
    if (!one.is_for_ever) {
        one.is_for_ever = true;
        return;
    }
    one.is_for_ever = false;
    if (++one.class_index == all.class_count) {
        one.class_index = 0;
        one.nth++;
    }
}

/* What the store tries again by itself succeeds and would end the request: it is tried for ever
 * alone, but for the last time. */
static void skip_what_succeeds(void)
{
    if (all.faults == FAULTS_STATEMENTS && one.is_in_full &&
        all.classes[one.class_index].is_retried &&
        !one.is_for_ever && (one.nth + all.repeats[0]) % 3 != 0)
        one.is_for_ever = true;
}

/* What waited for the commit and failed then is done by the server's timer. */
static void run_timer(struct world *world)
{
    int64_t count;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job;
    must(app_job_begin(&world->app, &arena, &job) == OK);
    must(placement_look_again(&job, LOOKS, &count) == OK);
    app_job_end(&job);
    arena_free(&arena);
}

/* What the vault gives within an hour is not for hundreds of tries: a new one counts from the
 * start. */
static void renew_vault(void)
{
    if (++one.tries % TRIES_A_VAULT == 0)
        world_restart(one.world);
}

static void stop_trying(void)
{
    if (one.watch != NULL)
        sqlite3_close(one.watch);
    one.watch = NULL;
    one.is_tried = false;
}

bool faults_again(const struct seen *answer)
{
    one.is_inside = false;
    alarm(0);
    if (!one.is_tried)
        return false;
    if (all.faults == FAULTS_MEMORY) {
        one.arena->fails = NULL;
        store_inject(one.world->app.store, INJECT_NOTHING, OK);
        if (!one.is_hit && (one.is_post || one.is_turned_away || answer->status == 503)) {
            stop_trying(); /* it has asked for all it asks for; now it may be kept and counted */
            return true;
        }
    }
    bool is_refused = one.is_hit && answer->status >= 400;
    if (!is_refused) {
        all.succeeded += one.is_hit;
        bool is_late = one.is_hit && one.is_post;
        stop_trying();
        if (is_late)
            run_timer(one.world);
        return false;
    }
    check_refused(answer);
    if (one.is_sign_in && all.faults == FAULTS_STATEMENTS)
        stop_trying();
    move_on();
    skip_what_succeeds();
    renew_vault();
    return true;
}

/* ---- telling --------------------------------------------------------------------------------- */

static size_t tell_unreached(void)
{
    size_t writing = 0, failed = 0;
    for (size_t i = 0; i < sql_statement_count; i++) {
        if (!sql_statements[i]->is_writing)
            continue;
        writing++;
        failed += all.tried[i] > 0;
        if (all.tried[i] == 0)
            printf("# not reached: %s\n", sql_statements[i]->name);
    }
    printf("# %zu of %zu writing statements failed at least once\n", failed, writing);
    return failed;
}

static bool say(int number, bool is_good, const char *text, int64_t count)
{
    printf("%s %d - %s (%lld)\n", is_good ? "ok" : "not ok", number, text, (long long)count);
    return is_good;
}

int faults_tell(int number, size_t least)
{
    printf("# %lld tries were refused, %lld succeeded although something had failed\n",
           (long long)all.refused, (long long)all.succeeded);
    size_t failed = all.faults == FAULTS_STATEMENTS ? tell_unreached() : (size_t)all.refused;
    int bad = !say(number + 1, all.changed == 0, "what was refused left nothing behind",
                   all.changed);
    bad += !say(number + 2, all.wrong_status + all.too_long == 0,
                "what was refused was refused in words, without data",
                all.wrong_status + all.too_long);
    bad += !say(number + 3, failed >= least,
                all.faults == FAULTS_STATEMENTS ? "writing statements that failed"
                                                : "allocations that failed", (int64_t)failed);
    return bad;
}
