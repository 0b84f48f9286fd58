/* backup_copies.h - the copies of the databases from which a backup is sealed.
 *
 * They lie in the data folder, which Haven alone reads, never where backups are kept: they hold
 * wrapped keys. Whoever takes a backup deletes them at its end, and a process that starts those of
 * one that was killed.
 */
#ifndef APP_BACKUP_COPIES_H
#define APP_BACKUP_COPIES_H

#include "app/app.h"
#include "app/progress.h"
#include "store/copy.h"

struct copies {
    const char *exact, *blank, *readings; /* haven.db, the same for taking keys out, readings.db */
    int lock; /* of the data folder, against other processes' copies in it */
};

/* ERR_BUSY: another process makes copies in this data folder. */
CHECKED enum err copies_begin(struct arena *arena, const struct settings *settings,
                              struct copies *out_copies);
void copies_end(struct copies *copies); /* deletes them */

/* Writes exact and readings. Errors as store_copy and copy_rows_out. */
CHECKED enum err copies_make(const struct copies *copies, struct app *app, enum copy_use use,
                             struct progress *progress, const char **out_reason);

/* Writes blank, the same as exact. ERR_BUSY: there is no room. */
CHECKED enum err copies_double(const struct copies *copies);

/* Deletes what a process that was killed left behind, unless one makes copies right now. */
void copies_clean(const struct settings *settings);

#endif
