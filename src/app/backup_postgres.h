/* backup_postgres.h - a database on PostgreSQL as the two files that SQLite has, and back.
 *
 * So a backup is of one form whichever engine the database is on, and each can be restored to the
 * other. On PostgreSQL the log is one table; the lines of the chain that was SQLite's of readings
 * (guard/audit.h) are those that stand in readings.db there.
 */
#ifndef APP_BACKUP_POSTGRES_H
#define APP_BACKUP_POSTGRES_H

#include "app/app.h"
#include "app/progress.h"

struct database_files {
    const char *main, *readings;
};

/* Makes both files new, of one moment of the database. After an error they are of no use, and the
 * caller deletes them. Errors as copy_rows_out; progress may be NULL. */
CHECKED enum err postgres_to_files(struct store *postgres, const struct database_files *files,
                                   struct progress *progress, const char **out_reason);

/* Fills an empty database. Errors as copy_rows_in; ERR_BUSY also: no server answers at the url. */
CHECKED enum err postgres_from_files(const char *url, const struct database_files *files,
                                     struct progress *progress, const char **out_reason);

/* Takes out again what postgres_from_files put in. */
CHECKED enum err postgres_undo_files(const char *url, const struct database_files *files,
                                     const char **out_reason);

#endif
