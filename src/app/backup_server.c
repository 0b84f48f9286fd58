/* The server's own backups, and the commands that take one. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/backup.h"
#include "app/backup_copies.h"
#include "app/backup_key.h"
#include "app/command.h"
#include "app/pack.h"

/* A second between two looks; what could not be written is tried again so many looks later. */
enum { AGAIN_LOOKS = 60 };

struct backup_thread {
    struct backup backup;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards backup */
    pthread_cond_t changed;
    atomic_bool is_stopped;
    bool is_failing, is_pack_failing;
    struct progress progress; /* only stops what it is at */
};

/* False: the server is to stop. */
static bool wait_a_second(struct backup_thread *running)
{
    struct timespec until;
    must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec++;
    while (!running->is_stopped &&
           pthread_cond_timedwait(&running->changed, &running->mutex, &until) != ETIMEDOUT)
        continue;
    return !running->is_stopped;
}

/* Told when it begins to fail and when it works again, not each second; nor what was stopped. */
static void tell(struct backup_thread *running, enum err err)
{
    if (err != OK && running->is_stopped)
        return;
    bool is_failing = err != OK;
    if (is_failing && !running->is_failing)
        fprintf(stderr, "haven: NO BACKUP is being written to %s: %s\n", running->backup.folder,
                running->backup.reason ? running->backup.reason : err_name(err));
    if (!is_failing && running->is_failing)
        fprintf(stderr, "haven: backups are written again\n");
    running->is_failing = is_failing;
}

static void follow_with_pack(struct backup_thread *running)
{
    enum err err = pack_when_due(running->backup.app, app_real_now());
    if (err != OK && !running->is_pack_failing)
        fprintf(stderr, "haven: NO ON-CALL PACK is being written to %s: %s\n",
                running->backup.folder, err_name(err));
    running->is_pack_failing = err != OK;
}

static void *follow(void *with)
{
    struct backup_thread *running = with;
    int rest = 0;
    pthread_mutex_lock(&running->mutex);
    do {
        if (rest-- > 0)
            continue;
        enum err err = backup_follow(&running->backup, INSTANT_NONE);
        tell(running, err);
        rest = err == OK ? 0 : AGAIN_LOOKS;
        follow_with_pack(running);
    } while (wait_a_second(running));
    if (running->backup.chain)
        tell(running, backup_follow(&running->backup, INSTANT_NONE));
    pthread_mutex_unlock(&running->mutex);
    return NULL;
}

static struct backup_thread *make_thread(struct app *app)
{
    pthread_condattr_t attributes;
    static struct backup_thread only; /* one server a process */
    struct backup_thread *running = &only;
    *running = (struct backup_thread){0};
    running->backup = (struct backup){.app = app, .folder = app->settings.backup,
                                      .public_key = str_of(app->settings.backup_key),
                                      .progress = &running->progress};
    running->progress.is_stopped = &running->is_stopped;
    must(pthread_mutex_init(&running->mutex, NULL) == 0);
    must(pthread_condattr_init(&attributes) == 0);
    must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&running->changed, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
    return running;
}

enum err backup_start(struct app *app)
{
    copies_clean(&app->settings);
    if (app->settings.backup[0] == 0)
        return OK;
    if (mkdir(app->settings.backup, 0700) != 0 && errno != EEXIST) {
        fprintf(stderr, "haven: cannot make the folder of the backups, %s\n",
                app->settings.backup);
        return ERR_BUSY;
    }
    struct backup_thread *running = make_thread(app);
    must(pthread_create(&running->thread, NULL, follow, running) == 0);
    app->backup = running;
    return OK;
}

void backup_stop(struct app *app)
{
    struct backup_thread *running = app->backup;
    if (running == NULL)
        return;
    atomic_store(&running->is_stopped, true); /* a copy under way ends before the mutex is free */
    pthread_mutex_lock(&running->mutex);
    pthread_cond_signal(&running->changed);
    pthread_mutex_unlock(&running->mutex);
    pthread_join(running->thread, NULL);
    backup_end(&running->backup);
    pthread_cond_destroy(&running->changed);
    pthread_mutex_destroy(&running->mutex);
    app->backup = NULL;
}

/* ---- commands ------------------------------------------------------------------------------ */

/* The server's own folder gets a new chain, another one a backup for itself. */
static enum err take_for(struct app *app, struct backup *wanted)
{
    struct backup_thread *running = app->backup;
    if (running == NULL || strcmp(running->backup.folder, wanted->folder) != 0)
        return backup_take(wanted, COPY_ONLY, INSTANT_NONE);
    pthread_mutex_lock(&running->mutex);
    enum err err = running->backup.chain ? backup_follow(&running->backup, INSTANT_NONE) : OK;
    if (err == OK)
        err = backup_take(&running->backup, COPY_AND_COLLECT, INSTANT_NONE);
    *wanted = running->backup;
    pthread_mutex_unlock(&running->mutex);
    return err;
}

int backup_command(struct call *call)
{
    const struct settings *settings = &call->app->settings;
    const char *to = call_option(call, "--to"), *seal_to = call_option(call, "--seal-to");
    struct progress progress = progress_begin(call->is_progress_shown ? call->complaints : NULL);
    struct backup backup = {.app = call->app, .folder = to ? to : settings->backup,
                            .public_key = str_of(seal_to ? seal_to : settings->backup_key),
                            .progress = &progress};
    if (backup.folder[0] == 0 || !backup_keys_are_valid(backup.public_key)) {
        fprintf(call->complaints, "haven: say where and to which public key: haven backup --to DIR "
                "--seal-to PUBLIC, or the settings backup and backup-key. haven backup key makes "
                "a key.\n");
        return EXIT_BAD_INPUT;
    }
    if (mkdir(backup.folder, 0700) != 0 && errno != EEXIST) {
        fprintf(call->complaints, "haven: cannot make %s\n", backup.folder);
        return EXIT_REFUSED;
    }
    enum err err = take_for(call->app, &backup);
    if (err == OK)
        fprintf(call->out, "%s is in %s; haven backup verify opens it\n", backup.name,
                backup.folder);
    else
        fprintf(call->complaints, "haven: no backup: %s\n",
                backup.reason ? backup.reason : err_name(err));
    return err == OK ? EXIT_DONE : EXIT_REFUSED;
}

int backup_key_command(struct call *call)
{
    char public_key[BACKUP_KEY_CHARS + 1];
    const char *to = call_option(call, "--to");
    if (to == NULL) {
        fprintf(call->complaints, "haven: say where the secret goes: haven backup key --to FILE, "
                "on a stick and not on the server\n");
        return EXIT_BAD_INPUT;
    }
    if (backup_key_file_make(to, public_key) != OK) {
        fprintf(call->complaints, "haven: %s is there already or cannot be written\n", to);
        return EXIT_REFUSED;
    }
    fprintf(call->out, "%s\n", public_key);
    return EXIT_DONE;
}
