/* backup_key.h - the file with the secret half of a backup key: what opens backups, packs and cold
 * records.
 *
 *     haven-backup-key 1 SECRET
 *
 * One line. Its place is off the server; only a demo's lies beside its data (app/cold_keep.h).
 */
#ifndef APP_BACKUP_KEY_H
#define APP_BACKUP_KEY_H

#include "vault/backup_seal.h"

/* A new pair, its secret in a file that was not there, flushed. ERR_BUSY: it is there, or cannot be
 * written; what was written of it stays. */
CHECKED enum err backup_key_file_make(const char *path, char out_public[BACKUP_KEY_CHARS + 1]);

/* The secret, in the arena. ERR_NOT_FOUND: there is no such file. ERR_INVALID: it is another. */
CHECKED enum err backup_key_file_read(struct arena *arena, const char *path,
                                      struct str *out_secret);

#endif
