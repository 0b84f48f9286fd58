/* restore.h - a data folder out of a backup, believed only after everything in it was checked.
 *
 * The newest backup taken at or before an instant is laid out, with the pages that followed it up
 * to that instant. Checked are every byte (the seals), the digests, that the holder of the root key
 * wrote it, that no file is missing between two, SQLite's own look at pages and foreign keys, the
 * audit log from end to end, and that what is sealed opens. On any doubt nothing is left behind.
 *
 * Where a database on PostgreSQL is named, the folder is first made and checked in the same way;
 * then the database, which must be empty, is filled from it in one transaction, every row is
 * compared, and it is checked once more as the program opens it. The files of SQLite are deleted
 * then; the root key and what belongs to it stay in the folder.
 *
 * A backup whose file of keys has gone is opened with the keys of the newest that is there: whoever
 * has been erased since is not among them, and stays unreadable.
 */
#ifndef APP_RESTORE_H
#define APP_RESTORE_H

#include "app/app.h"
#include "app/progress.h"

struct restore_order {
    const char *from;      /* the folder of the backups */
    struct str secret;     /* the offline key */
    const char *to;        /* a new folder, or an empty one */
    struct instant until;  /* INSTANT_NONE: as late as there is */
    const char *database;  /* "postgresql://..."; NULL or empty: SQLite in the folder */
    struct progress *progress; /* NULL: nobody looks */
};

struct restored {
    struct str name;        /* of the backup, in the arena */
    struct instant at;      /* of the last change that is in it */
    int64_t pages_files;    /* laid over it */
    int64_t lines;          /* of the audit log */
    int64_t missing_keys;   /* of people, houses and others that stay unreadable */
    int64_t names;          /* people whose names were opened */
    bool is_keys_of_another;
};

/* ERR_CONFLICT: the folder or the database is not empty. ERR_NOT_FOUND: no backup is that old.
 * ERR_BUSY: the database was lost or is full. ERR_INVALID: a doubt; out_reason names each. */
CHECKED enum err restore(struct arena *arena, const struct restore_order *order,
                         struct restored *out_restored, const char **out_reason);

/* Deletes the files that a restore made, and the folder. */
void restore_delete(struct arena *arena, const char *folder);

#endif
