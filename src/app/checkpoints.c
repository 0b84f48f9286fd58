#include "app/checkpoints.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/witness.h"

enum { PENDING_LIMIT = 1 << 20, REST_SECONDS = 30, ALARM_MS = 60000, LOOK_MEMORY = 512 << 20 };

static int64_t monotonic_ms(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Loud, and once a minute while it lasts. */
static void alarm_of(struct checkpoints *checkpoints, const char *name, const char *what)
{
    long long now = monotonic_ms(), before = atomic_load(&checkpoints->alarmed_ms);
    if ((before != 0 && now - before < ALARM_MS) ||
        !atomic_compare_exchange_strong(&checkpoints->alarmed_ms, &before, now))
        return;
    fprintf(stderr, "haven: alarm %s: %s\n", name, what);
}

/* ---- files ----------------------------------------------------------------------------------- */

static enum err write_file(struct checkpoints *checkpoints, struct checkpoint_file *file)
{
    struct str text = buf_text(&checkpoints->pending);
    if (file->written == text.size)
        return OK;
    int to = open(file->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (to < 0)
        return ERR_BUSY;
    ssize_t size = write(to, text.at + file->written, text.size - file->written);
    if (size > 0)
        file->written += (size_t)size;
    bool is_safe = fdatasync(to) == 0 || errno == EINVAL; /* a pipe cannot be flushed */
    close(to);
    return is_safe && file->written == text.size ? OK : ERR_BUSY;
}

static void keep_pending(struct checkpoints *checkpoints, const struct audit_signed_list *made)
{
    for (size_t i = 0; i < made->count && checkpoints->pending.size < PENDING_LIMIT; i++) {
        buf_add(&checkpoints->pending, made->at[i].note);
        buf_add_char(&checkpoints->pending, '\n');
    }
}

static enum err write_files(struct checkpoints *checkpoints)
{
    enum err err = OK;
    for (size_t i = 0; i < checkpoints->file_count; i++) {
        struct checkpoint_file *file = &checkpoints->files[i];
        if (write_file(checkpoints, file) == OK)
            continue;
        err = ERR_BUSY;
        char what[300];
        snprintf(what, sizeof(what), "checkpoints of the log cannot be written to %s", file->path);
        alarm_of(checkpoints, "log_not_written", what);
    }
    if (err == OK) {
        checkpoints->pending.size = 0;
        for (size_t i = 0; i < checkpoints->file_count; i++)
            checkpoints->files[i].written = 0;
    }
    return err;
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static enum err show_newest(struct checkpoints *checkpoints, struct checkpoint_host *host,
                            struct job *job, size_t chain)
{
    struct audit_signed newest;
    enum err err = audit_newest(job, checkpoints->trees.at[chain].writer, &newest);
    if (err == OK)
        err = witness_tell(job, host->where, &newest);
    if (err == OK)
        host->shown[chain] = newest.checkpoint.size;
    return err;
}

static void show_host(struct checkpoints *checkpoints, struct checkpoint_host *host,
                      struct job *job)
{
    enum err err = OK;
    for (size_t i = 0; i < checkpoints->trees.count && err == OK; i++)
        if (host->shown[i] != checkpoints->trees.at[i].tree.size)
            err = show_newest(checkpoints, host, job, i);
    if (err != OK)
        host->rest = REST_SECONDS;
    if (err == ERR_CONFLICT)
        fprintf(stderr, "haven: alarm log_refused: the witness %s has seen another log, or a "
                "longer one. Somebody rolled the log back or wrote it anew. Keep both, and run "
                "haven audit verify --witness with the witness's file.\n", host->where);
    else if (err != OK && !host->is_away)
        fprintf(stderr, "haven: the witness %s is away (%s)\n", host->where, err_name(err));
    host->is_away = err != OK;
}

/* ---- looks ----------------------------------------------------------------------------------- */

static enum err sign(struct checkpoints *checkpoints, struct job *job)
{
    struct audit_signed_list made = {0};
    struct audit_break broken;
    bool is_more = true;
    enum err err = OK;
    while (is_more && err == OK) {
        err = audit_sign(job, &checkpoints->trees, &made, &is_more, &broken);
        keep_pending(checkpoints, &made);
    }
    if (err == ERR_INVALID) {
        char what[200];
        snprintf(what, sizeof(what), "the log is not what was written: writer %lld, line %lld. It "
                 "is signed no further. Run haven audit verify.", (long long)broken.writer,
                 (long long)broken.number);
        alarm_of(checkpoints, "log_changed", what);
        return OK; /* a full disk must stop who reads; this must be told, and help goes on */
    }
    return err;
}

void checkpoints_look(struct checkpoints *checkpoints)
{
    struct arena arena = arena_make(LOOK_MEMORY);
    struct job job;
    enum err err = app_job_begin(checkpoints->app, &arena, &job);
    if (err == OK) {
        err = sign(checkpoints, &job);
        enum err written = write_files(checkpoints);
        err = err == OK ? written : err;
        if (err == OK)
            atomic_store(&checkpoints->good_ms, monotonic_ms());
        if (job_read_again(&job) == OK)
            for (size_t i = 0; i < checkpoints->host_count; i++)
                if (checkpoints->hosts[i].rest-- <= 0)
                    show_host(checkpoints, &checkpoints->hosts[i], &job);
        app_job_end(&job);
    }
    if (err != OK)
        alarm_of(checkpoints, "log_not_signed", "without it nothing is shown");
    arena_free(&arena);
}

/* Counted on a clock that nobody sets: one that was set back would keep the log unsigned for so
 * long, and nothing would be shown. */
static void *look_each_second(void *with)
{
    struct checkpoints *checkpoints = with;
    for (bool is_over = false; !is_over;) {
        struct timespec until;
        must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
        until.tv_sec++;
        int result;
        while ((result = sem_clockwait(&checkpoints->stop, CLOCK_MONOTONIC, &until)) != 0 &&
               errno == EINTR)
            continue;
        checkpoints_look(checkpoints);
        is_over = result == 0;
    }
    return NULL;
}

/* A path has a slash; anything else is host:port. */
static enum err add_witness(struct checkpoints *checkpoints, struct str where)
{
    const char *text = str_c(&checkpoints->arena, str_trim(where));
    bool is_file = strchr(text, '/') != NULL;
    if ((is_file && checkpoints->file_count == CHECKPOINT_FILES) ||
        (!is_file && (checkpoints->host_count == CHECKPOINT_HOSTS || !strchr(text, ':'))))
        return ERR_INVALID;
    if (is_file)
        checkpoints->files[checkpoints->file_count++].path = text;
    else
        checkpoints->hosts[checkpoints->host_count++].where = text;
    return OK;
}

static enum err add_witnesses(struct checkpoints *checkpoints)
{
    const struct settings *settings = &checkpoints->app->settings;
    struct str rest = str_of(settings->witnesses ? settings->witnesses : "");
    enum err err = add_witness(checkpoints,
                               str_of(settings_path(&checkpoints->arena, settings,
                                                    "./checkpoints")));
    while (rest.size > 0 && err == OK) {
        struct str where = str_trim(str_cut(&rest, ','));
        if (where.size > 0)
            err = add_witness(checkpoints, where);
    }
    return err;
}

enum err checkpoints_start(struct app *app, struct checkpoints *checkpoints)
{
    *checkpoints = (struct checkpoints){.app = app, .arena = arena_make(4 * PENDING_LIMIT)};
    checkpoints->pending = buf_make(&checkpoints->arena, 4096);
    if (add_witnesses(checkpoints) != OK) {
        fprintf(stderr, "haven: witnesses cannot be \"%s\": paths with a slash, or host:port, "
                "with commas between them\n", app->settings.witnesses);
        return ERR_INVALID;
    }
    atomic_store(&checkpoints->good_ms, monotonic_ms());
    checkpoints_look(checkpoints);
    app->checkpoints = checkpoints;
    must(sem_init(&checkpoints->stop, 0, 0) == 0);
    return pthread_create(&checkpoints->thread, NULL, look_each_second, checkpoints) == 0
               ? OK : ERR_BUSY;
}

void checkpoints_stop(struct checkpoints *checkpoints)
{
    must(sem_post(&checkpoints->stop) == 0);
    must(pthread_join(checkpoints->thread, NULL) == 0);
    sem_destroy(&checkpoints->stop);
    checkpoints->app->checkpoints = NULL;
    arena_free(&checkpoints->arena);
}

bool checkpoints_are_stale(struct checkpoints *checkpoints)
{
    bool is_stale = checkpoints != NULL &&
                    monotonic_ms() - atomic_load(&checkpoints->good_ms) > STALE_SECONDS * 1000;
    if (is_stale) /* also where the thread that signs had no turn and could say nothing */
        alarm_of(checkpoints, "log_not_signed", "for too long; nothing is shown");
    return is_stale;
}
