#include "app/apart.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cage.h"

struct paths {
    const char *at[CAGE_PATHS_LIMIT];
    size_t count;
};

static void add(struct paths *paths, const char *path)
{
    if (path != NULL && path[0] != 0)
        paths->at[paths->count++] = path;
}

static struct paths paths_of(struct arena *arena, const struct settings *settings)
{
    struct paths paths = {.count = 0};
    add(&paths, settings_vault_path(arena, settings, ""));
    add(&paths, str_format(arena, "%s/haven.ini", settings->data).at);
    add(&paths, settings->key);
    add(&paths, settings->passphrase);
    add(&paths, getenv("CREDENTIALS_DIRECTORY")); /* systemd.exec(5) */
    return paths;
}

/* ---- what cannot be left ------------------------------------------------------------------- */

static enum err check_one(const char *path, const char *folder)
{
    if (cage_is_apart(path, folder))
        return OK;
    fprintf(stderr, "haven: %s is for the vault alone, and the server makes files in %s, which is "
            "not apart from it. Put one of them elsewhere.\n", path, folder);
    return ERR_INVALID;
}

enum err apart_check(const struct settings *settings)
{
    struct arena arena = arena_make(1 << 16);
    struct paths left = paths_of(&arena, settings), worked_in = {.count = 0};
    enum err err = OK;
    add(&worked_in, settings_path(&arena, settings, ""));
    add(&worked_in, settings->backup);
    for (size_t i = 0; err == OK && i < left.count; i++)
        for (size_t j = 0; err == OK && j < worked_in.count; j++)
            err = check_one(left.at[i], worked_in.at[j]);
    arena_free(&arena);
    return err;
}

/* ---- leaving ------------------------------------------------------------------------------- */

/* Whoever needs it says so when it cannot be made. */
static void make_file(const char *path)
{
    int file = access(path, F_OK) == 0 ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                                                   0600);
    if (file >= 0)
        close(file);
}

static void make_what_settings_name(struct arena *arena, const struct settings *settings)
{
    struct str rest = str_of(settings->witnesses);
    if (settings->backup[0] != 0 && access(settings->backup, F_OK) != 0)
        (void)!mkdir(settings->backup, 0700);
    if (settings->reserve[0] != 0)
        make_file(settings->reserve);
    while (rest.size > 0) {
        const char *where = str_c(arena, str_trim(str_cut(&rest, ',')));
        if (strchr(where, '/') != NULL)
            make_file(where);
    }
}

void apart_leave(const struct settings *settings)
{
    struct arena arena = arena_make(1 << 16);
    struct paths paths = paths_of(&arena, settings);
    make_what_settings_name(&arena, settings);
    if (!cage_leave_paths(paths.at, paths.count))
        fprintf(stderr, "haven: the root key is not kept from the web process: this kernel has no "
                "Landlock, or a folder above %s cannot be listed\n", settings->data);
    arena_free(&arena);
}
