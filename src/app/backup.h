/* backup.h - backups that only an offline key opens, and the pages that follow them each second.
 *
 * A backup is one moment of both databases, copied while people work, sealed to a public key before
 * it leaves the process (vault/backup_seal.h). Its files are described in backup_parts.h. Wrapped
 * keys are not in its data but in a file of keys, which is deleted after KEYS_DAYS: whose wrapped
 * key has been destroyed is unreadable in every backup from then on, however long the data is kept
 * (threats.md C9). What a later restore needs it takes from the newest file of keys.
 *
 * The root key is sealed by whoever may read it, which a server's web process may not (key_copy.h).
 *
 * A server with the settings `backup` and `backup-key` goes on from there: it takes a backup when
 * it starts and once a day, and each second writes the pages that changed. So any second of the
 * last weeks can be restored; what a dying machine loses of the backup is a second.
 *
 * On PostgreSQL the backup has the same form (backup_postgres.h), and nothing follows it: of all
 * processes on the database that keep backups in one folder, one takes the next when the newest
 * there is a day old. Seconds between two are for PostgreSQL's own archive of its log.
 */
#ifndef APP_BACKUP_H
#define APP_BACKUP_H

#include "app/command.h"
#include "app/progress.h"
#include "store/copy.h"
#include "vault/backup_seal.h"

/* A folder of backups, and the chain of pages that this process writes into it, if any. */
struct backup {
    struct app *app;
    const char *folder;
    struct str public_key;
    struct chain *chain;       /* NULL: no pages follow */
    char name[32];             /* of the backup that the chain follows */
    int64_t number;            /* files of pages so far */
    struct instant begun_at;
    const char *reason;        /* after an error: what to tell the operator */
    struct progress *progress; /* NULL: nobody looks */
};

/* Takes one backup at an instant (INSTANT_NONE: the machine's time once the copies are made), the
 * pages that follow it being collected if use says so (not on PostgreSQL), and deletes files of
 * keys that are past their days, and their pages. ERR_DENIED: the database is made in bulk.
 * ERR_CONFLICT: one was taken in this very second. ERR_BUSY: another process takes one, or it
 * cannot be written. ERR_INVALID: another version of Haven made the database. After an error
 * nothing is left behind. */
CHECKED enum err backup_take(struct backup *backup, enum copy_use use, struct instant now);

/* Writes what has changed since, if anything has. Begins anew with a backup where there is a gap,
 * or the chain is a day old. PostgreSQL: takes a backup if the folder's newest is a day old and no
 * other process takes one. */
CHECKED enum err backup_follow(struct backup *backup, struct instant now);
void backup_end(struct backup *backup);

/* The server's own: a thread that follows each second. Nothing is done without the settings.
 * backup_stop writes what is left. */
CHECKED enum err backup_start(struct app *app);
void backup_stop(struct app *app);

int backup_command(struct call *call);
int backup_key_command(struct call *call);
int backup_verify_command(struct call *call); /* in restore_commands.c, like the next */
int restore_command(struct call *call);

#endif
