#include "app/backup_copies.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/backup_postgres.h"

enum { PIECE = 1 << 20 };

static void delete_all(const struct copies *copies)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    const char *const copied[] = {copies->exact, copies->blank, copies->readings};
    for (size_t i = 0; i < COUNT_OF(copied); i++)
        for (size_t j = 0; j < COUNT_OF(endings); j++) {
            char path[4096];
            snprintf(path, sizeof(path), "%s%s", copied[i], endings[j]);
            unlink(path);
        }
}

/* Servers on PostgreSQL may share a data folder; its lock ends with the process that holds it. */
enum err copies_begin(struct arena *arena, const struct settings *settings,
                      struct copies *out_copies)
{
    struct copies copies = {
        .exact = settings_path(arena, settings, "backup-exact"),
        .blank = settings_path(arena, settings, "backup-blank"),
        .readings = settings_path(arena, settings, "backup-readings"),
        .lock = open(settings_path(arena, settings, ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC),
    };
    if (copies.lock < 0)
        return ERR_BUSY;
    if (flock(copies.lock, LOCK_EX | LOCK_NB) != 0) {
        close(copies.lock);
        return ERR_BUSY;
    }
    delete_all(&copies);
    *out_copies = copies;
    return OK;
}

void copies_end(struct copies *copies)
{
    delete_all(copies);
    close(copies->lock);
}

void copies_clean(const struct settings *settings)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct copies copies;
    if (copies_begin(&arena, settings, &copies) == OK)
        copies_end(&copies);
    arena_free(&arena);
}

/* The readings last: the main file notes how long their chain is, and it may be longer by then. */
enum err copies_make(const struct copies *copies, struct app *app, enum copy_use use,
                     struct progress *progress, const char **out_reason)
{
    const struct database_files files = {copies->exact, copies->readings};
    if (store_is_postgres(app->store))
        return postgres_to_files(app->store, &files, progress, out_reason);
    *out_reason = "the databases cannot be copied";
    enum err err = store_copy(app->store, copies->exact, use);
    return err == OK ? store_copy(app->readings, copies->readings, use) : err;
}

enum err copies_double(const struct copies *copies)
{
    static char bytes[PIECE]; /* backups are taken one at a time */
    int in = open(copies->exact, O_RDONLY | O_CLOEXEC);
    int out = open(copies->blank, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t size = in < 0 || out < 0 ? -1 : 1;
    while (size > 0) {
        size = read(in, bytes, sizeof(bytes));
        if (size > 0 && write(out, bytes, (size_t)size) != size)
            size = -1;
    }
    if (in >= 0)
        close(in);
    return (out < 0 || close(out) == 0) && size == 0 ? OK : ERR_BUSY;
}
