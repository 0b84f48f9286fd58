#include "app/cold_keep.h"

#include <stdio.h>
#include <unistd.h>

#include "app/backup_key.h"
#include "rooms/cold/cold.h"
#include "vault/cold_seal.h"

enum { AT_ONCE = 50, LOOKS_AN_HOUR = 60, KEY_MEMORY = 8192, STEPS_AT_ONCE = 4 };

struct str cold_keep_key(const struct app *app, struct arena *arena)
{
    struct str secret, set = str_of(app->settings.cold_key);
    char public_key[BACKUP_KEY_CHARS + 1];
    if (set.size > 0 || !app->is_demo)
        return set;
    const char *path = settings_path(arena, &app->settings, "cold.key");
    if (backup_key_file_read(arena, path, &secret) != OK ||
        cold_public_of(secret, public_key) != OK)
        return STR_NONE;
    return str_copy(arena, str_of(public_key));
}

enum err cold_keep_make(const struct app *app, struct arena *arena)
{
    char unused[BACKUP_KEY_CHARS + 1];
    const char *path = settings_path(arena, &app->settings, "cold.key");
    return access(path, F_OK) == 0 ? OK : backup_key_file_make(path, unused);
}

/* Of the hour's looks the first begins anew; the others go on where some are left. */
static enum err put_away(struct job *job, struct str key)
{
    static struct person_id after = {INT64_MIN};
    static int look;
    size_t count;
    bool is_begun = look++ % LOOKS_AN_HOUR == 0;
    if (!is_begun && after.value == INT64_MIN)
        return OK;
    return cold_put_away(job, key, AT_ONCE, &after, &count);
}

void cold_keep_look(struct app *app)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct arena key_arena = arena_make(KEY_MEMORY);
    struct str key = cold_keep_key(app, &key_arena);
    struct job job;
    enum err err = key.size == 0 ? OK : app_job_begin(app, &arena, &job);
    if (err == OK && key.size > 0) {
        size_t count;
        err = cold_end_thaws(&job, key, AT_ONCE, &count);
        if (err == OK)
            err = put_away(&job, key);
        app_job_end(&job);
    }
    if (err != OK)
        fprintf(stderr, "haven: no record goes cold just now: %s\n", err_name(err));
    arena_free(&key_arena);
    arena_free(&arena);
}

bool cold_keep_go_on(struct app *app)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job;
    bool is_more = false;
    enum err err = app_job_begin(app, &arena, &job);
    if (err == OK) {
        err = cold_go_on(&job, STEPS_AT_ONCE, &is_more);
        app_job_end(&job);
    }
    if (err != OK)
        fprintf(stderr, "haven: cannot open a cold record just now: %s\n", err_name(err));
    arena_free(&arena);
    return is_more;
}
