/* restore_lay.h - the files of one backup, opened and laid out in a folder; for restore.c alone.
 *
 * A file that is damaged, missing or sealed to another key is a doubt, and so is a folder that is
 * full. What is laid is not true yet: a seal says only that nobody changed the file since somebody
 * wrote it. Whose backup it is, and whether what it holds is whole, restore.c asks: the first as
 * soon as there is something to ask it of, after lay_data and before anything is built on it.
 *
 * The steps, in their order:
 *
 *     lay_choose      the newest backup that is old enough
 *     lay_find_keys   its file of keys; when that has gone, the newest there is
 *     lay_root_key    the root key, out of the file of keys
 *     lay_data        both databases without their keys, and what the data's manifest says
 *     lay_keys        the keys, into the databases
 *     lay_pages       what was written after the backup, file by file: its own keys only
 */
#ifndef APP_RESTORE_LAY_H
#define APP_RESTORE_LAY_H

#include "app/backup_parts.h"
#include "app/restore.h"
#include "vault/backup_seal.h"

struct restoring {
    const struct restore_order *order;
    struct arena *arena;
    struct restored *out;
    const char *reason;       /* of the doubt */
    struct str name;          /* of the backup */
    struct keys_part keys;    /* its own, or the newest there are */
    struct manifest manifest; /* of the data */
    struct str data_manifest, data_mac;
    struct chain *chain;      /* of the pages; NULL: none can follow. The caller drops it */
};

/* Notes why nothing is restored; what stands in the format's %s. ERR_INVALID, always. */
CHECKED enum err doubt(struct restoring *restoring, const char *format, const char *what);

/* Paths in the folder that is made: in the web process's half, and the root key's. */
const char *in_folder(struct restoring *restoring, const char *name);
const char *lay_key_path(struct restoring *restoring);

/* ERR_NOT_FOUND: no backup is that old. */
CHECKED enum err lay_choose(struct restoring *restoring);
CHECKED enum err lay_find_keys(struct restoring *restoring);
CHECKED enum err lay_root_key(struct restoring *restoring);
CHECKED enum err lay_data(struct restoring *restoring);
CHECKED enum err lay_keys(struct restoring *restoring);
CHECKED enum err lay_pages(struct restoring *restoring);

/* A file that was not there. */
CHECKED enum err lay_file(struct restoring *restoring, const char *path, struct str bytes);

#endif
