/* backup_files.h - files of a backup on disk: found, written whole or not at all, read whole.
 */
#ifndef APP_BACKUP_FILES_H
#define APP_BACKUP_FILES_H

#include "app/backup_parts.h"
#include "vault/backup_seal.h"

/* "FOLDER/NAME.keys"; with a number "FOLDER/NAME.000001.pages". */
const char *backup_path(struct arena *arena, const char *folder, struct str name,
                        const char *ending);
const char *backup_pages_path(struct arena *arena, const char *folder, struct str name,
                              int64_t number);

/* The name bound into a sealed file: its own, without the folder. */
struct str backup_bound_name(const char *path);

/* A file under a name that no reader takes for whole, renamed when it is. */
struct writing {
    const char *path, *part, *folder;
    int file;
};
CHECKED enum err writing_begin(struct arena *arena, const char *path, struct writing *out_writing);
CHECKED enum err writing_end(struct writing *writing, bool is_kept); /* flushes file and folder */

/* Names of all backups in a folder that have a file of this ending, oldest first. */
struct backup_names {
    struct str *at;
    size_t count;
};
CHECKED enum err backup_list(struct arena *arena, const char *folder, const char *ending,
                             struct backup_names *out_names);

/* How many files of pages follow a backup, up to the highest number. */
CHECKED enum err backup_pages_count(const char *folder, struct str name, int64_t *out_highest);

/* Deletes files of keys older than KEYS_DAYS, and all pages of their chains. */
CHECKED enum err backup_prune(struct arena *arena, const char *folder, struct instant now);

/* A whole sealed file in the arena. ERR_NOT_FOUND, ERR_INVALID. */
CHECKED enum err backup_read(struct arena *arena, const char *path, struct str secret,
                             const struct chain *chain, struct str *out_bytes);
/* The same under a bound name that is not the file's. */
CHECKED enum err backup_read_as(struct arena *arena, const char *path, const struct seal_for *who,
                                struct str *out_bytes);

#endif
