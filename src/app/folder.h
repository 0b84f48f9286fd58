/* folder.h - the data folder: which of its two halves a file lies in, and older ones without them.
 *
 *     DATA/record/   what the web process works with: the databases, the lock, law/, checkpoints
 *     DATA/vault/    what the vault alone opens, and commands that work with the root key
 *     DATA/haven.ini the operator's settings
 *
 * The web process leaves DATA/vault before it listens (app/apart.h). That shuts no new file out of
 * DATA/record, which lies beside it, but out of DATA itself: nothing else is made there.
 */
#ifndef APP_FOLDER_H
#define APP_FOLDER_H

#include "app/settings.h"

/* Names in DATA/vault, for who moves or deletes all of them; NULL ends them. */
extern const char *const folder_vault_files[];

/* Makes the folder and its halves where they are not there, and carries an older one over. Errors
 * as of folder_carry_over; ERR_BUSY also: it cannot be made. */
CHECKED enum err folder_make(const struct settings *settings);

/* A folder in which all lay side by side gets its halves: known files are moved, each once, never
 * onto another, and one line on standard output tells so. What was cut off in the middle goes on
 * from there. Files that a setting names stay where they are. A folder with its halves, or none, is
 * left alone. ERR_LOCKED: a server runs on it; ERR_CONFLICT: a file is there in the old place and
 * in the new, or is a link; ERR_BUSY: it cannot be moved. A line on standard error says which. */
CHECKED enum err folder_carry_over(const struct settings *settings);

/* What was made, moved or taken away in a folder outlasts a loss of power. ERR_BUSY: that is not
 * sure; a line on standard error says which folder. */
CHECKED enum err folder_flush(const char *path);

#endif
