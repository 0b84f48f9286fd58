#include "app/backup_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/folder.h"

const char *backup_path(struct arena *arena, const char *folder, struct str name,
                        const char *ending)
{
    return str_format(arena, "%s/%.*s.%s", folder, STR_ARGS(name), ending).at;
}

const char *backup_pages_path(struct arena *arena, const char *folder, struct str name,
                              int64_t number)
{
    return str_format(arena, "%s/%.*s.%06lld.pages", folder, STR_ARGS(name),
                      (long long)number).at;
}

struct str backup_bound_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_of(slash ? slash + 1 : path);
}

/* ---- writing ------------------------------------------------------------------------------- */

enum err writing_begin(struct arena *arena, const char *path, struct writing *out_writing)
{
    struct writing writing = {.path = path, .part = str_format(arena, "%s.part", path).at,
                              .folder = dirname(str_c(arena, str_of(path)))};
    if (access(path, F_OK) == 0)
        return ERR_CONFLICT;
    writing.file = open(writing.part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (writing.file < 0)
        return ERR_BUSY;
    *out_writing = writing;
    return OK;
}

enum err writing_end(struct writing *writing, bool is_kept)
{
    bool is_written = close(writing->file) == 0 && is_kept &&
                      rename(writing->part, writing->path) == 0 &&
                      folder_flush(writing->folder) == OK;
    if (!is_written)
        unlink(writing->part);
    return is_written ? OK : ERR_BUSY;
}

/* ---- what is there ------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* The backup's name of a file NAME.ENDING. */
static bool is_named(const char *file, const char *ending, struct str *out_name)
{
    struct instant unused;
    struct str rest = str_of(file);
    struct str name = str_cut(&rest, '.');
    if (!str_equal_c(rest, ending) || backup_name_parse(name, &unused) != OK)
        return false;
    *out_name = name;
    return true;
}

enum err backup_list(struct arena *arena, const char *folder, const char *ending,
                     struct backup_names *out_names)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_BUSY;
    struct buf found = buf_make(arena, 16 * sizeof(struct str));
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct str name;
        if (!is_named(entry->d_name, ending, &name))
            continue;
        name = str_copy(arena, name);
        buf_add(&found, (struct str){(const char *)&name, sizeof(name)});
    }
    closedir(dir);
    size_t count = found.size / sizeof(struct str);
    struct str *names = ARENA_MANY(arena, struct str, count);
    memcpy(names, found.at, found.size);
    qsort(names, count, sizeof(*names), compare_names);
    *out_names = (struct backup_names){names, count};
    return OK;
}

/* The number of a file NAME.NNNNNN.pages; 0: it is another file. */
static int64_t pages_number(const char *file, struct str name)
{
    int64_t number;
    struct str rest = str_of(file);
    if (!str_equal(str_cut(&rest, '.'), name) || str_to_i64(str_cut(&rest, '.'), &number) != OK ||
        !str_equal_c(rest, "pages"))
        return 0;
    return number > 0 ? number : 0;
}

enum err backup_pages_count(const char *folder, struct str name, int64_t *out_highest)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return ERR_BUSY;
    int64_t highest = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        int64_t number = pages_number(entry->d_name, name);
        highest = number > highest ? number : highest;
    }
    closedir(dir);
    *out_highest = highest;
    return OK;
}

/* ---- deleting ------------------------------------------------------------------------------ */

/* True: the file belongs to a backup whose keys are past their days, and is not its data. */
static bool is_past(const char *file, struct instant before)
{
    struct instant taken_at;
    struct str rest = str_of(file);
    struct str name = str_cut(&rest, '.');
    bool is_keys = str_equal_c(rest, "keys");
    return backup_name_parse(name, &taken_at) == OK && taken_at.ms < before.ms &&
           (is_keys || pages_number(file, name) > 0);
}

enum err backup_prune(struct arena *arena, const char *folder, struct instant now)
{
    struct instant before = instant_add_ms(now, -KEYS_DAYS * MS_PER_DAY);
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return ERR_BUSY;
    bool is_done = true;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (is_past(entry->d_name, before))
            is_done &= unlink(str_format(arena, "%s/%s", folder, entry->d_name).at) == 0;
    closedir(dir);
    return is_done ? OK : ERR_BUSY;
}

/* ---- reading ------------------------------------------------------------------------------- */

static enum err read_opened(struct arena *arena, struct opening *opening, struct str *out_bytes)
{
    uint64_t size;
    enum err err = opening_size(opening, &size);
    if (err != OK)
        return err;
    char *bytes = arena_take(arena, (size_t)size + 1);
    err = opening_read(opening, bytes, (size_t)size);
    if (err == OK)
        err = opening_is_whole(opening);
    if (err == OK)
        *out_bytes = (struct str){bytes, (size_t)size};
    return err;
}

enum err backup_read_as(struct arena *arena, const char *path, const struct seal_for *who,
                        struct str *out_bytes)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_BUSY;
    struct opening *opening;
    enum err err = opening_begin(file, who, &opening);
    if (err == OK) {
        err = read_opened(arena, opening, out_bytes);
        opening_end(opening);
    }
    close(file);
    return err;
}

enum err backup_read(struct arena *arena, const char *path, struct str secret,
                     const struct chain *chain, struct str *out_bytes)
{
    struct seal_for who = {.key = secret, .chain = chain, .name = backup_bound_name(path)};
    return backup_read_as(arena, path, &who, out_bytes);
}
