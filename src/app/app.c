#include "app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/after.h"
#include "app/folder.h"
#include "app/law_files.h"
#include "guard/alarm.h"
#include "guard/audit.h"
#include "guard/keeping.h"
#include "guard/proof.h"
#include "guard/unreadable.h"
#include "rooms/clock/clock_switch.h"
#include "rooms/house/house_pattern.h"
#include "rooms/person/person.h"
#include "sql_all.h"

/* On SQLite each reader has a cache of its own, and reading is work for a processor: few readers
 * with much at hand do better than many with little. Some wait for the disk, so there are two for
 * each processor. */
enum { READERS_A_PROCESSOR = 2, READERS_LEAST = 4, READERS_MOST = 32, CACHE_MIB = 64 };

/* Connections on PostgreSQL: readers wait for the server, and it groups the flushes of writers. */
enum { POSTGRES_READERS = 16, POSTGRES_WRITERS = 16 };

static int reader_limit(bool is_sqlite)
{
    if (!is_sqlite)
        return POSTGRES_READERS;
    long wanted = READERS_A_PROCESSOR * sysconf(_SC_NPROCESSORS_ONLN);
    return (int)(wanted < READERS_LEAST ? READERS_LEAST
                                        : wanted > READERS_MOST ? READERS_MOST : wanted);
}

/* The clocks of so many people are computed again in one transaction. */
enum { RECOMPUTE_PEOPLE = 100, RECOMPUTE_MEMORY = 256 << 20 };

struct instant app_real_now(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (struct instant){(int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000};
}

struct instant app_now(const struct app *app)
{
    return instant_add_ms(app_real_now(), app->clock_ahead_ms);
}

static enum err take_lock(struct arena *arena, struct app *app)
{
    const char *path = settings_path(arena, &app->settings, "lock");
    app->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (app->lock < 0) {
        fprintf(stderr, "haven: cannot open %s: %s\n", path, strerror(errno));
        return ERR_BUSY;
    }
    if (flock(app->lock, LOCK_EX | LOCK_NB) == 0)
        return OK;
    close(app->lock);
    app->lock = -1;
    return ERR_LOCKED;
}

static enum err complain(const char *what, const char *reason, enum err err)
{
    fprintf(stderr, "haven: cannot open %s: %s\n", what, reason ? reason : err_name(err));
    return err;
}

/* The tables of the log are all that the file of readings has. */
static enum err migrate_readings(struct store *readings, const char **out_reason)
{
    enum err err = OK;
    for (size_t name = 0; name < AUDIT_READINGS_MIGRATIONS && err == OK; name++) {
        size_t i = 0;
        while (i < sql_migration_count && strcmp(sql_migrations[i].name,
                                                   audit_readings_migrations[name]) != 0)
            i++;
        must(i < sql_migration_count);
        err = store_migrate(readings, &sql_migrations[i], 1, out_reason);
    }
    return err;
}

static enum err open_database(struct arena *arena, struct app *app)
{
    bool is_sqlite = app->settings.database[0] == 0;
    struct store_settings settings = {
        .url = is_sqlite ? settings_path(arena, &app->settings, "haven.db")
                         : app->settings.database,
        .reader_limit = reader_limit(is_sqlite),
        .writer_limit = POSTGRES_WRITERS,
        .cache_mib = CACHE_MIB,
        .is_bulk = app->settings.is_bulk,
        .statements = sql_statements,
        .statement_count = sql_statement_count,
    };
    const char *reason = NULL;
    enum err err = store_open(&settings, &app->store, &reason);
    if (err == OK)
        err = store_migrate(app->store, sql_migrations, sql_migration_count, &reason);
    return err == OK ? OK : complain("the database", reason, err);
}

/* The lines of readings have a file of their own on SQLite; a bulk has one connection for all. */
static enum err open_readings(struct arena *arena, struct app *app)
{
    if (app->settings.database[0] != 0 || app->settings.is_bulk)
        return OK;
    struct store_settings settings = {
        .url = settings_path(arena, &app->settings, "readings.db"),
        .reader_limit = 2, /* who looks at the log */
        .writer_limit = 1,
        .statements = sql_statements,
        .statement_count = sql_statement_count,
    };
    const char *reason = NULL;
    enum err err = store_open(&settings, &app->readings, &reason);
    if (err == OK)
        err = migrate_readings(app->readings, &reason);
    return err == OK ? OK : complain("the log of readings", reason, err);
}

/* Commands that write go through the running server, so nobody else has the file open. Without one
 * Haven runs all the same, and shows nothing while the disk is full. */
static void open_reserve(struct arena *arena, struct app *app)
{
    const char *given = app->settings.reserve;
    const char *path = given && given[0] ? given : settings_path(arena, &app->settings, "reserve");
    if (app->settings.is_bulk)
        return;
    if (reserve_open(path, &app->reserve_room) == ERR_BUSY)
        fprintf(stderr, "haven: %s cannot be written; on a full disk nobody will be shown "
                "anything\n", path);
    app->has_reserve = true;
}

static enum err has_begun(struct arena *arena, struct app *app, bool *out_has_begun)
{
    struct db *db;
    enum err err = store_read_begin(app->store, &db);
    if (err != OK)
        return err;
    err = keeping_has_begun(db, arena, out_has_begun);
    store_read_end(app->store, db);
    return err;
}

static const char *credential(struct arena *arena)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY"); /* systemd.exec(5) */
    const char *path = folder ? str_format(arena, "%s/root.key", folder).at : "";
    return path[0] && access(path, F_OK) == 0 ? path : NULL;
}

struct vault_settings app_vault_settings(struct arena *arena, const struct settings *settings,
                                         const struct vault_wish *wish)
{
    const char *handed = settings->key[0] ? NULL : credential(arena);
    const int all = INT_MAX;
    return (struct vault_settings){
        .key_path = handed ? handed : settings_key_path(arena, settings),
        .phrase_path = settings->passphrase,
        .budget_path =
            settings->is_mending ? NULL : settings_vault_path(arena, settings, "addresses-opened"),
        .history_path =
            settings->is_mending ? NULL : settings_vault_path(arena, settings, "log-signed"),
        .is_credential = handed != NULL,
        .is_demo = wish->is_demo,
        .has_begun = wish->has_begun,
        .staff_limit = settings->is_mending ? all : settings->addresses_a_day,
        .all_limit = settings->is_mending ? all : settings->addresses_an_hour,
    };
}

/* A key is made only for a database that has never had one: made anew, it would open nothing. */
static enum err open_vault(struct arena *arena, struct app *app)
{
    const char *reason = NULL;
    struct vault_wish wish = {.is_demo = app->is_demo};
    enum err err = has_begun(arena, app, &wish.has_begun);
    if (err != OK)
        return complain("the database", NULL, err);
    struct vault_settings settings = app_vault_settings(arena, &app->settings, &wish);
    if (wish.has_begun && access(settings.key_path, F_OK) != 0 && errno == ENOENT) {
        fprintf(stderr, "haven: the root key %s is missing, and without it nothing in this "
                "database can be read. Put it back from its safe copy. No other was made.\n",
                settings.key_path);
        return ERR_INVALID;
    }
    bool is_supervised = app->settings.supervisor > 0 && !app->settings.is_bulk;
    err = is_supervised ? supervised_vault(&app->settings, &wish, &app->vault, &reason)
                        : vault_start(&settings, &app->vault, &reason);
    return err == OK ? OK : complain("the root key", reason, err);
}

/* The demo's marker is a file in the data folder and a mark in the database; a demo has both. */
static enum err check_keeping(struct arena *arena, struct app *app)
{
    struct job job;
    enum err err = app_job_begin(app, arena, &job);
    if (err == OK) {
        err = keeping_check(&job);
        app_job_end(&job);
    }
    if (err == ERR_CONFLICT)
        fprintf(stderr, "haven: this is not the root key that the database was written with. Put "
                "the right one back from its safe copy. Nothing was changed.\n");
    else if (err == ERR_INVALID)
        fprintf(stderr, "haven: %s says that this is a demo, but the database holds real data. "
                "Take the file away.\n", settings_path(arena, &app->settings, "demo"));
    else if (err != OK)
        return complain("the database", NULL, err);
    return err;
}

/* The file stands where who may only write to the database cannot take it away. */
static enum err note_proven(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return complain(path, strerror(errno), ERR_BUSY);
    close(file);
    return OK;
}

enum err app_prove_rights(struct app *app)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    const char *path = settings_path(&arena, &app->settings, "rights-proven");
    struct job job;
    bool was_begun = access(path, F_OK) == 0;
    enum err err = app_job_begin(app, &arena, &job);
    if (err == OK) {
        job.is_unproven = false;
        err = proof_begin(&job, was_begun && !app->settings.is_bulk);
        app_job_end(&job);
        if (err == ERR_CONFLICT) {
            alarm_raise("rights_unproven");
            fprintf(stderr, "haven: %s says that every right in the database was proven, and the "
                    "database does not know it. Somebody has changed it, or it is an older copy: "
                    "see doc/decisions/proven-rights.md\n", path);
        } else if (err != OK)
            err = complain("the proofs of rights", NULL, err);
    }
    if (err == OK && !was_begun)
        err = note_proven(path);
    arena_free(&arena);
    return err;
}

/* HAVEN_CLOCK is refused beside real people: a moved clock would move their rights. */
static enum err set_clock(struct app *app)
{
    if (app->settings.clock[0] == 0)
        return OK;
    if (!app->is_demo) {
        fprintf(stderr, "haven: HAVEN_CLOCK is for demo data only; this folder is not a demo\n");
        return ERR_INVALID;
    }
    struct instant start;
    must(instant_parse(str_of(app->settings.clock), &start) == OK);
    app->clock_ahead_ms = start.ms - app_real_now().ms;
    return OK;
}

/* A demo shows everybody's codes to whoever asks: it listens to this machine only. */
static enum err check_address(const struct app *app)
{
    if (!app->is_demo || str_starts(str_of(app->settings.address), STR("127.")))
        return OK;
    fprintf(stderr, "haven: a demo gives its sign-in codes to everybody, so it listens on "
            "127.0.0.1 only, not on %s\n", app->settings.address);
    return ERR_INVALID;
}

/* Houses that have no patterns let nothing leave (rooms/house/house_pattern.h). */
static enum err check_patterns(struct arena *arena, struct app *app)
{
    struct job job;
    int64_t left = 0;
    enum err err = app_job_begin(app, arena, &job);
    if (err != OK)
        return err;
    err = house_pattern_left(&job, &left);
    app_job_end(&job);
    if (err == OK && left > 0 && !app->settings.is_mending)
        fprintf(stderr, "haven: the gate does not know the addresses of %lld houses yet, and lets "
                "nothing leave before it does. Stop the server and run: haven house patterns\n",
                (long long)left);
    return err;
}

/* Clocks that were computed under another law are marked; who runs long enough computes them. */
static enum err check_clocks(struct arena *arena, struct app *app)
{
    struct job job;
    enum err err = app_job_begin(app, arena, &job);
    if (err != OK)
        return err;
    err = clock_recompute_check(&job);
    app_job_end(&job);
    return err;
}

enum err app_recompute_clocks(struct app *app, size_t *out_done, int64_t *out_left)
{
    struct arena arena = arena_make(RECOMPUTE_MEMORY);
    struct job job;
    enum err err = app_job_begin(app, &arena, &job);
    if (err == OK) {
        err = clock_recompute_some(&job, RECOMPUTE_PEOPLE, out_done);
        if (err == OK)
            err = clock_recompute_left(&job, out_left);
        app_job_end(&job);
    }
    arena_free(&arena);
    return err;
}

enum err app_read_index(struct app *app)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job;
    enum err err = app_job_begin(app, &arena, &job);
    if (err == OK) {
        err = person_index_refresh(&job);
        app_job_end(&job);
    }
    arena_free(&arena);
    return err;
}

static json_malloc_t jansson_malloc;

static void *allocate_or_end(size_t size)
{
    void *at = jansson_malloc(size);
    must(at != NULL);
    return at;
}

/* Of an allocation that failed jansson says that the text is no JSON, and who sent it would be told
 * a fault of hers. Memory that is exhausted ends the process there too. */
static void end_where_jansson_has_no_memory(void)
{
    json_malloc_t allocate;
    json_free_t give_back;
    json_get_alloc_funcs(&allocate, &give_back);
    if (allocate == allocate_or_end)
        return;
    jansson_malloc = allocate;
    json_set_alloc_funcs(allocate_or_end, give_back);
}

static struct tie_copies ties = {.mutex = PTHREAD_MUTEX_INITIALIZER};

enum err app_open(const struct settings *settings, struct app *out_app)
{
    end_where_jansson_has_no_memory();
    struct app app = {.settings = *settings, .ties = &ties, .lock = -1};
    struct arena arena = arena_make((size_t)1 << 30);
    tie_copies_forget(&ties);
    umask(077); /* commands make files in the data folder as the server does */
    enum err err = folder_make(settings);
    if (err == OK)
        err = law_files_use(settings, stderr);
    if (err == OK && settings->database[0] == 0)
        err = take_lock(&arena, &app);
    if (err == OK)
        err = open_database(&arena, &app);
    if (err == OK)
        err = open_readings(&arena, &app);
    app.is_demo = access(settings_path(&arena, settings, "demo"), F_OK) == 0;
    if (err == OK)
        open_reserve(&arena, &app);
    if (err == OK)
        err = open_vault(&arena, &app);
    if (err == OK)
        err = check_keeping(&arena, &app);
    if (err == OK && !settings->is_bulk)
        err = app_prove_rights(&app);
    if (err == OK)
        err = set_clock(&app);
    if (err == OK)
        err = check_address(&app);
    if (err == OK)
        err = check_patterns(&arena, &app);
    if (err == OK)
        err = check_clocks(&arena, &app);
    arena_free(&arena);
    if (err == OK)
        *out_app = app;
    else
        app_close(&app);
    return err;
}

void app_close(struct app *app)
{
    if (app->store)
        store_close(app->store);
    if (app->readings)
        store_close(app->readings);
    if (app->has_reserve)
        reserve_close(&app->reserve_room);
    if (app->vault)
        vault_close(app->vault);
    if (app->lock >= 0)
        close(app->lock);
    *app = (struct app){.lock = -1};
}

bool app_is_read_only(const struct app *app)
{
    return store_is_refused(app->store) || (app->readings && store_is_refused(app->readings));
}

static void try_again(struct store *store)
{
    enum err ignored = store == NULL || !store_is_refused(store) ? OK : store_try(store);
    (void)ignored; /* store_is_refused says what came of it */
}

void app_look_at_disk(struct app *app)
{
    try_again(app->store);
    try_again(app->readings);
    if (!app->has_reserve || app_is_read_only(app) || !reserve_has_lines(&app->reserve_room))
        return;
    struct job job = app_job(app, NULL);
    if (reserve_empty(&app->reserve_room, &job) != OK)
        fprintf(stderr, "haven: the log's reserve cannot be emptied just now\n");
}

struct job app_job(struct app *app, struct arena *arena)
{
    return (struct job){
        .arena = arena,
        .store = app->store,
        .readings = app->readings,
        .reserve = app->has_reserve ? &app->reserve_room : NULL,
        .ties = app->ties,
        .vault = app->vault,
        .now = app_now(app),
        .real_now = app_real_now(),
        .file_most = (size_t)app->settings.upload_mb << 20,
        .is_demo = app->is_demo,
        .is_unproven = app->settings.is_bulk,
        .reactions = after_table,
        .reaction_count = after_count,
    };
}

enum err app_job_begin(struct app *app, struct arena *arena, struct job *out_job)
{
    struct job job = app_job(app, arena);
    job.purpose = PURPOSE_administration;
    enum err err = store_read_begin(app->store, &job.db);
    if (err == OK)
        *out_job = job;
    return err;
}

void app_job_end(struct job *job)
{
    unreadable_tell(job);
    if (job->db)
        store_read_end(job->store, job->db);
    job->db = NULL;
    job_stop_reading_log(job);
}
