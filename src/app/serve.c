#include "app/serve.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/apart.h"
#include "app/app.h"
#include "app/checkpoints.h"
#include "app/cold_keep.h"
#include "app/backup.h"
#include "app/command.h"
#include "app/control.h"
#include "app/demo.h"
#include "app/dispatch.h"
#include "app/folder.h"
#include "app/law_files.h"
#include "app/supervise.h"
#include "base/stack.h"
#include "guard/account.h"
#include "guard/audit.h"
#include "rooms/emergency/emergency.h"
#include "rooms/fairness/fairness.h"
#include "rooms/placement/placement.h"
#include "rooms/placement/placement_after.h"
#include "rooms/placement/placement_warning.h"
#include "rooms/retention/retention.h"

enum { BODY_LIMIT = 1 << 20, HEADER_SECONDS = 10, BODY_SECONDS = 30,
       TIDY_SECONDS = 60, HOLDS_AT_ONCE = 100, LOOKS_AT_ONCE = 100,
       TIES_AT_ONCE = 100, WORDS_AT_ONCE = 20,
       FORM_BYTES = 64 << 10, /* of a form with a file, beside the file */
       FILES_AT_ONCE = 6 };

/* What is opened from the vault is in the web process's memory, what the next vault is to have in
 * memory that the supervisor holds: none of it is ever written to a core file, nor seen by another
 * process of the same user. */
static void hide(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

/* Signals are waited for in one place, so a request is never interrupted by one. */
static sigset_t block_signals(void)
{
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a full disk, not an end */
    return stops;
}

/* A folder with a root key is somebody's: its database is away, or is still to be begun. */
static bool is_new_folder(const struct settings *settings)
{
    struct arena arena = arena_make(1 << 16);
    bool has_database = settings->database[0] != 0 ||
                        access(settings_path(&arena, settings, "haven.db"), F_OK) == 0;
    bool has_key = access(settings_vault_path(&arena, settings, "root.key"), F_OK) == 0;
    arena_free(&arena);
    if (!has_database && has_key)
        printf("haven: %s has a root key and no database; an empty one is begun\n",
               settings->data);
    return !has_database && !has_key;
}

/* Someone who starts Haven for the first time meets people and houses, all invented. */
static enum err fill_if_new(const struct settings *settings)
{
    if (!is_new_folder(settings))
        return OK;
    return demo_make(settings, &demo_first, stdout);
}

/* What is past its use is deleted: forms done, sessions ended, names typed at the door. Without
 * that whoever cannot sign in could fill the disk. Holds whose time is over leave the desk's
 * counts. Rooms of whose people something was learnt are looked at, where a server died before it
 * did. Who still has something to do for somebody who left goes on reading. */
static enum err tidy(struct job *job)
{
    int64_t count;
    enum err err = account_tidy(job);
    if (err == OK)
        err = audit_note_readings(job);
    if (err == OK)
        err = placement_tidy(job, HOLDS_AT_ONCE, &count);
    if (err == OK)
        err = placement_look_again(job, LOOKS_AT_ONCE, &count);
    if (err == OK)
        err = placement_after_tidy(job, TIES_AT_ONCE, &count);
    if (err == OK)
        err = emergency_forget_old(job, WORDS_AT_ONCE, &count);
    return err == OK ? retention_cut(job) : err;
}

/* In the background, as nobody in particular; what cannot be done now is tried at the next time. */
static void work_through(struct app *app, enum err (*work)(struct job *job), const char *what)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job;
    enum err err = app_job_begin(app, &arena, &job);
    if (err == OK) {
        err = work(&job);
        app_job_end(&job);
    }
    if (err != OK)
        fprintf(stderr, "haven: cannot %s just now: %s\n", what, err_name(err));
    arena_free(&arena);
}

/* Seconds between two looks for something to do; tidying comes every TIDY_LOOKS. */
enum { LOOK_SECONDS = 2, TIDY_LOOKS = TIDY_SECONDS / LOOK_SECONDS, TELL_PEOPLE = 5000 };

static bool is_stopped(const sigset_t *stops, int seconds)
{
    const struct timespec period = {.tv_sec = seconds};
    return sigtimedwait(stops, NULL, &period) >= 0;
}

/* In the background, between requests, until all are done: a request never waits for more than one
 * batch. False: the server is to stop. */
static bool recompute_clocks(struct app *app, const sigset_t *stops)
{
    int64_t left = 0, done_in_all = 0;
    size_t done = 0;
    do {
        enum err err = app_recompute_clocks(app, &done, &left);
        if (err != OK && err != ERR_CONFLICT) {
            fprintf(stderr, "haven: cannot compute clocks again just now: %s\n", err_name(err));
            return true;
        }
        bool is_told = (done_in_all + (int64_t)done) / TELL_PEOPLE > done_in_all / TELL_PEOPLE;
        done_in_all += (int64_t)done;
        if (done > 0 && (is_told || left == 0)) {
            printf("haven: clocks computed again for %lld people, %lld left\n",
                   (long long)done_in_all, (long long)left);
            fflush(stdout);
        }
        if (done > 0 && is_stopped(stops, 0))
            return false;
    } while (done > 0);
    return true;
}

/* Records that are being opened, as clocks are computed: between requests, until all are. */
static bool open_cold(struct app *app, const sigset_t *stops)
{
    while (!app_is_read_only(app) && cold_keep_go_on(app))
        if (is_stopped(stops, 0))
            return false;
    return true;
}

static enum err place_readings(struct job *job)
{
    job_stop_reading(job); /* of the other file; this takes its time */
    return audit_place_readings(job);
}

static void work_until_stopped(struct app *app, const sigset_t *stops)
{
    for (int look = 0;; look++) {
        app_look_at_disk(app);
        if (!app_is_read_only(app)) /* the log has its reserve then, which comes back */
            work_through(app, place_readings, "order readings");
        if (look % TIDY_LOOKS == 0)
            work_through(app, tidy, "tidy up");
        /* once a day, and not in the first minute: it belongs to those who wait for the start */
        if (look > 0 && look % TIDY_LOOKS == 0) {
            work_through(app, fairness_count_daily, "count groups");
            cold_keep_look(app);
        }
        bool is_asked = !recompute_clocks(app, stops) || !open_cold(app, stops);
        stack_wipe();
        if (is_asked || is_stopped(stops, LOOK_SECONDS))
            return;
    }
}

/* Tells the vault the names, beside the first requests: only a search waits for them. Then puts
 * each next vault in the place of the one that ended, and tells that one. What cannot be told now
 * is told by the first search. */
static void *follow_vaults(void *with)
{
    struct app *app = with;
    if (app_read_index(app) != OK)
        fprintf(stderr, "haven: names are still to be read\n");
    while (supervised_next(&app->settings, app->vault)) {
        enum err err = app_read_index(app);
        fprintf(stderr, "haven: the vault is back%s\n", err == OK ? "" : "; names are still to be "
                "read");
    }
    return NULL;
}

static struct http_settings http_settings_of(struct app *app)
{
    return (struct http_settings){
        .address = app->settings.address,
        .port = app->settings.port,
        .body_limit = BODY_LIMIT,
        .file_limit = ((size_t)app->settings.upload_mb << 20) + FORM_BYTES,
        .files_at_once = FILES_AT_ONCE,
        .header_seconds = HEADER_SECONDS,
        .body_seconds = BODY_SECONDS,
        .is_behind_tls = app->settings.is_behind_tls,
        .answer = dispatch,
        .let_in = dispatch_let_in,
        .is_large = dispatch_is_large,
        .refuse = dispatch_refuse,
        .with = app,
    };
}

static enum err listen_for_commands(struct app *app, struct control *control)
{
    enum err err = control_start(app, control);
    if (err != OK)
        fprintf(stderr, "haven: cannot listen on the control socket in %s\n", app->settings.data);
    return err;
}

static enum err listen_for_requests(struct app *app, struct http **out_http)
{
    const struct http_settings settings = http_settings_of(app);
    const char *reason = NULL;
    enum err err = http_start(&settings, out_http, &reason);
    if (err != OK)
        fprintf(stderr, "haven: cannot listen on port %d: %s\n", app->settings.port,
                reason ? reason : "refused");
    return err;
}

static void tell_ready(struct app *app, const struct http *http)
{
    supervised_ready(&app->settings);
    printf("haven: ready on http://%s:%d\n", app->settings.address, http_port(http));
    if (app->is_demo)
        demo_print_logins(app, stdout);
    fflush(stdout);
}

/* New vaults are followed meanwhile. */
static enum err answer_until_stopped(struct app *app, sigset_t *stops)
{
    struct http *http;
    pthread_t vaults;
    enum err err = listen_for_requests(app, &http);
    if (err != OK)
        return err;
    must(pthread_create(&vaults, NULL, follow_vaults, app) == 0);
    tell_ready(app, http);
    work_until_stopped(app, stops);
    http_stop(http);
    shutdown(app->settings.supervisor, SHUT_RD); /* ends follow_vaults */
    pthread_join(vaults, NULL);
    return OK;
}

static int run_until_stopped(struct app *app, sigset_t *stops)
{
    struct control control;
    static struct checkpoints checkpoints;
    if (checkpoints_start(app, &checkpoints) != OK)
        return EXIT_REFUSED;
    enum err err = listen_for_commands(app, &control);
    if (err == OK) {
        err = answer_until_stopped(app, stops);
        control_stop(&control);
    }
    checkpoints_stop(&checkpoints);
    if (err == OK)
        printf("haven: stopped\n");
    return err == OK ? EXIT_DONE : EXIT_REFUSED;
}

/* A server that was killed this very moment may still hold the folder while it goes. */
static enum err open_soon(const struct settings *settings, struct app *out_app)
{
    const struct timespec moment = {.tv_nsec = 50 * 1000000};
    enum err err = app_open(settings, out_app);
    for (int i = 0; err == ERR_LOCKED && i < 5; i++) {
        nanosleep(&moment, NULL);
        err = app_open(settings, out_app);
    }
    return err;
}

/* The web process (supervise.h). */
static int serve_web(const struct settings *settings)
{
    umask(077);
    sigset_t stops = block_signals();
    struct app app;
    enum err err = folder_make(settings);
    if (err == OK)
        err = apart_check(settings);
    if (err == OK)
        err = law_files_use(settings, stderr);
    if (err == OK)
        err = fill_if_new(settings);
    if (err == OK)
        apart_leave(settings); /* no thread runs yet: one that did would leave nothing */
    if (err == OK)
        err = open_soon(settings, &app);
    if (err == ERR_LOCKED) {
        fprintf(stderr, "haven: another server runs on %s\n", settings->data);
        return EXIT_IN_USE;
    }
    if (err != OK)
        return EXIT_REFUSED;
    int exit_code = EXIT_REFUSED;
    if (backup_start(&app) == OK)
        exit_code = run_until_stopped(&app, &stops);
    backup_stop(&app);
    app_close(&app);
    return exit_code;
}

int serve(const struct settings *settings)
{
    hide();
    return supervise(settings, serve_web);
}
