/* key_copy.h - the root key in a backup: sealed by who may read it, carried by who may not.
 *
 * A backup's file of keys holds the root key's file. The web process writes that backup and may not
 * read the key (app/apart.h). So the supervisor has a process of its own seal the key's file once,
 * when the first vault runs, to the keys of the setting backup-key and to no others: whoever has
 * taken the web process over would name her own. The web process puts into a backup what came of
 * it. Commands without a server read the key and seal it themselves, to whatever key is asked.
 */
#ifndef APP_KEY_COPY_H
#define APP_KEY_COPY_H

#include "app/app.h"

/* Memory without a name for a sealed copy, empty; the caller closes it. Below zero: there is
 * none. */
int key_copy_open(void);

/* Seals the key's file into it. Nothing is written on an error: ERR_INVALID: these are no public
 * keys; ERR_BUSY: the file cannot be read. */
CHECKED enum err key_copy_seal(int copy, const struct settings *settings, struct str public_keys);

/* The sealed copy for a backup to these keys, in the arena. ERR_DENIED: the server's is sealed to
 * others. ERR_BUSY: there is none. */
CHECKED enum err key_copy_take(struct arena *arena, const struct settings *settings,
                               struct str public_keys, struct str *out_copy);

/* The text of the key's file, of what a backup holds: a sealed copy, or in older ones the text.
 * ERR_INVALID: it is damaged, or sealed to another key. */
CHECKED enum err key_copy_read(struct arena *arena, struct str copy, struct str secret,
                               struct str *out_text);

#endif
