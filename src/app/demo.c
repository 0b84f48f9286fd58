#include "app/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/demo_run.h"
#include "app/folder.h"
#include "guard/account.h"
#include "rooms/staff/staff.h"

const struct demo_size demo_first = {.people = 600, .houses = 60, .seed = 1, .now = {INT64_MIN}};

enum { LASTING_LIMIT_MIB = 2048, PASSING_LIMIT_MIB = 64 };
enum { QUIET_MS = 2000 };

/* ---- progress -------------------------------------------------------------------------------- */

void demo_tell(struct demo_run *run, const char *what, size_t done, size_t all)
{
    if (done % 256 != 0)
        return;
    int64_t now = app_real_now().ms;
    if (now - run->told_ms < QUIET_MS)
        return;
    run->told_ms = now;
    fprintf(run->out, "haven: making the demo: %zu of %zu %s after %lld s\n", done, all, what,
            (long long)((now - run->began_ms) / MS_PER_SECOND));
    fflush(run->out);
}

/* ---- jobs ------------------------------------------------------------------------------------ */

enum err demo_job(struct demo_run *run, const struct demo_worker *worker, int64_t at_ms,
                  struct job *out_job)
{
    enum err err = app_job_begin(run->app, run->passing, out_job);
    if (err != OK)
        return err;
    out_job->now = (struct instant){at_ms};
    out_job->seeded = &run->ids;
    out_job->is_demo = true;
    if (worker == NULL)
        return OK;
    out_job->purpose = worker->role == ROLE_night_desk ? PURPOSE_placing : PURPOSE_care;
    out_job->asker = (struct asker){
        .staff = worker->staff,
        .role = worker->role,
        .organisation = worker->organisation,
        .circle = worker->circle,
        .name = worker->name,
    };
    return OK;
}

/* ---- the world ------------------------------------------------------------------------------- */

static enum err make_world(struct app *app, const struct demo_size *size, FILE *out)
{
    struct arena lasting = arena_make((size_t)LASTING_LIMIT_MIB << 20);
    struct arena passing = arena_make((size_t)PASSING_LIMIT_MIB << 20);
    struct demo_run run = {
        .app = app,
        .plan = demo_plan_make(&lasting, size),
        .lasting = &lasting,
        .passing = &passing,
        .ids = (uint64_t)size->seed,
        .out = out,
        .began_ms = app_real_now().ms,
        .told_ms = app_real_now().ms,
    };
    enum err err = demo_build(&run);
    if (err == OK)
        err = demo_live(&run);
    if (err == OK)
        err = demo_learn_later(&run);
    if (err == OK)
        err = demo_move_later(&run);
    if (err == OK)
        err = demo_wish_to_move(&run);
    if (err == OK)
        err = demo_ask_releases(&run);
    if (err == OK)
        err = demo_open_long_ago(&run);
    if (err == OK)
        err = demo_open_in_emergency(&run);
    if (err == OK)
        err = demo_keep_away(&run);
    if (err == OK)
        err = demo_hand_in(&run);
    if (err == OK)
        err = demo_ask_to_erase(&run);
    if (err == OK)
        err = demo_suppress(&run);
    if (err == OK)
        err = demo_refuse(&run);
    if (err == OK)
        err = demo_lose_telephone(&run);
    if (err == OK)
        err = demo_go_cold(&run);
    if (err == OK)
        fprintf(out, "haven: made %zu people in %zu households, %zu houses with %zu rooms\n",
                run.plan->person_count, run.plan->home_count, run.plan->houses.house_count,
                run.plan->houses.room_count);
    arena_free(&passing);
    arena_free(&lasting);
    return err;
}

static enum err refuse_used(struct app *app)
{
    struct arena arena = arena_make((size_t)1 << 20);
    struct job job;
    struct accounts accounts;
    enum err err = app_job_begin(app, &arena, &job);
    if (err == OK) {
        err = account_list(&job, &accounts);
        app_job_end(&job);
    }
    if (err == OK && accounts.count > 0)
        err = ERR_CONFLICT;
    arena_free(&arena);
    return err;
}

/* The program's present (HAVEN_CLOCK may have moved it), to the minute: a clock that runs while the
 * demo is made would make each a little different. */
static struct instant this_minute(const struct app *app)
{
    int64_t now = app_now(app).ms;
    return (struct instant){now - now % MS_PER_MINUTE};
}

static enum err fill(const struct settings *settings, const struct demo_size *size, FILE *out)
{
    struct app app;
    enum err err = app_open(settings, &app);
    if (err != OK)
        return err;
    struct demo_size now = *size;
    if (!instant_is_some(now.now))
        now.now = this_minute(&app);
    err = refuse_used(&app);
    if (err == OK)
        err = make_world(&app, &now, out);
    if (err == OK)
        err = app_prove_rights(&app);
    app_close(&app);
    return err;
}

/* ---- the folder ------------------------------------------------------------------------------ */

/* A demo is made in a folder of its own inside the data folder and moved out when it is whole, the
 * database last: one that was cut off is never taken for data. */
struct place {
    struct arena arena;
    const struct settings *settings;
    const char *making;
    int lock; /* of the data folder; -1: not held */
};

/* Of the record, beside the database; all of the vault's are made. */
static const char *const made_files[] = {"demo", "rights-proven", "cold.key"};
static const char *const database_files[] = {"haven.db", "haven.db-wal", "haven.db-shm", "lock"};

/* half: "record/", "vault/", or empty. */
static const char *in_making(struct place *place, const char *half, const char *name)
{
    return str_format(&place->arena, "%s/%s%s", place->making, half, name).at;
}

static const char *in_data(struct place *place, const char *name)
{
    return settings_path(&place->arena, place->settings, name);
}

static void clear_half(struct place *place, const char *half)
{
    for (size_t i = 0; i < COUNT_OF(made_files); i++)
        unlink(in_making(place, half, made_files[i]));
    for (size_t i = 0; i < COUNT_OF(database_files); i++)
        unlink(in_making(place, half, database_files[i]));
    for (size_t i = 0; folder_vault_files[i] != NULL; i++)
        unlink(in_making(place, half, folder_vault_files[i]));
    rmdir(in_making(place, half, ""));
}

/* Older programs made one without halves. */
static void clear(struct place *place)
{
    clear_half(place, "record/");
    clear_half(place, "vault/");
    clear_half(place, "");
}

static enum err complain(const char *what, const char *path)
{
    fprintf(stderr, "haven: cannot %s %s: %s\n", what, path, strerror(errno));
    return ERR_BUSY;
}

static enum err lock_data(struct place *place)
{
    const char *path = in_data(place, "lock");
    place->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (place->lock < 0)
        return complain("open", path);
    return flock(place->lock, LOCK_EX | LOCK_NB) == 0 ? OK : ERR_LOCKED;
}

/* A key without its database is one whose database is away, to be put back: it is never
 * replaced. */
static enum err refuse_data(struct place *place, bool is_in_file)
{
    static const char *const traces[] = {"haven.db", "demo"};
    for (size_t i = 0; i < COUNT_OF(traces); i++)
        if (access(in_data(place, traces[i]), F_OK) == 0)
            return ERR_CONFLICT;
    const char *key = settings_vault_path(&place->arena, place->settings, "root.key");
    return is_in_file && access(key, F_OK) == 0 ? ERR_CONFLICT : OK;
}

/* What tells a demo from a folder of real people. */
static enum err mark(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return complain("write", path);
    close(file);
    return OK;
}

/* The key is elsewhere where HAVEN_KEY says so. */
static enum err move_file(const char *from, const char *to)
{
    bool is_elsewhere = access(from, F_OK) != 0 && errno == ENOENT;
    return is_elsewhere || rename(from, to) == 0 ? OK : complain("move", from);
}

static enum err move_record(struct place *place, const char *name)
{
    return move_file(in_making(place, "record/", name), in_data(place, name));
}

static enum err move_vault(struct place *place)
{
    enum err err = OK;
    const char *vault = settings_vault_path(&place->arena, place->settings, "");
    for (const char *const *name = folder_vault_files; err == OK && *name != NULL; name++)
        err = move_file(in_making(place, "vault/", *name),
                        str_format(&place->arena, "%s%s", vault, *name).at);
    return err == OK ? folder_flush(vault) : err;
}

static enum err move_out(struct place *place)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < COUNT_OF(made_files); i++)
        err = move_record(place, made_files[i]);
    if (err == OK)
        err = move_vault(place);
    if (err == OK)
        err = move_record(place, "haven.db");
    return err == OK ? folder_flush(in_data(place, "")) : err;
}

static enum err make_in_file(struct place *place, const struct demo_size *size, FILE *out)
{
    struct settings inside = *place->settings;
    inside.data = place->making;
    inside.is_bulk = true;
    clear(place);
    enum err err = folder_make(&inside);
    if (err == OK)
        err = mark(in_making(place, "record/", "demo"));
    if (err == OK)
        err = fill(&inside, size, out);
    if (err == OK)
        err = move_out(place);
    clear(place);
    return err;
}

/* The database is elsewhere and refuses by itself when somebody has an account in it. */
static enum err make_in_server(struct place *place, const struct demo_size *size, FILE *out)
{
    struct settings inside = *place->settings;
    const char *marker = in_data(place, "demo");
    inside.is_bulk = true;
    enum err err = mark(marker);
    if (err == OK)
        err = fill(&inside, size, out);
    if (err != OK)
        unlink(marker);
    return err;
}

enum err demo_make(const struct settings *settings, const struct demo_size *size, FILE *out)
{
    struct place place = {.arena = arena_make((size_t)1 << 20), .settings = settings, .lock = -1};
    bool is_in_file = settings->database[0] == 0;
    place.making = str_format(&place.arena, "%s/demo-in-the-making", settings->data).at;
    enum err err = folder_make(settings);
    if (err == OK)
        err = refuse_data(&place, is_in_file);
    if (err == OK)
        err = lock_data(&place);
    if (err == OK)
        err = is_in_file ? make_in_file(&place, size, out) : make_in_server(&place, size, out);
    if (place.lock >= 0)
        close(place.lock);
    arena_free(&place.arena);
    return err;
}

/* ---- logins ---------------------------------------------------------------------------------- */

static void print_login(struct job *job, const struct account *account, FILE *out)
{
    struct str code, uri;
    if (account_totp(job, account->staff, job->real_now, &code, &uri) != OK)
        return;
    fprintf(out, "  %-18s %-15.*s %-16s %.*s\n", role_name(account->role),
            STR_ARGS(account->user_name), DEMO_PASSWORD, STR_ARGS(code));
}

/* By role; "worker2" before "worker10". */
static int by_role(const void *a, const void *b)
{
    const struct account *one = a, *other = b;
    if (one->role != other->role)
        return one->role < other->role ? -1 : 1;
    if (one->user_name.size != other->user_name.size)
        return one->user_name.size < other->user_name.size ? -1 : 1;
    return str_compare(one->user_name, other->user_name);
}

static void print_table(struct job *job, FILE *out)
{
    struct accounts accounts;
    if (account_list(job, &accounts) != OK)
        return;
    struct account *sorted = ARENA_MANY(job->arena, struct account, accounts.count);
    memcpy(sorted, accounts.at, accounts.count * sizeof(*sorted));
    qsort(sorted, accounts.count, sizeof(*sorted), by_role);
    fprintf(out, "\n  %-18s %-15s %-16s %s\n", "role", "user name", "password", "code now");
    for (size_t i = 0; i < accounts.count; i++)
        if (!sorted[i].is_closed)
            print_login(job, &sorted[i], out);
    fprintf(out, "\n  Everybody here is invented. Codes change every 30 seconds: the page /demo "
                 "shows the current ones.\n\n");
}

void demo_print_logins(struct app *app, FILE *out)
{
    struct arena arena = arena_make((size_t)16 << 20);
    struct job job;
    if (app_job_begin(app, &arena, &job) == OK) {
        print_table(&job, out);
        app_job_end(&job);
    }
    arena_free(&arena);
}
