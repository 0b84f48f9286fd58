/* pack.h - the on-call pack: who is where tonight, sealed to those on duty (rooms/sheet/sheet.h).
 *
 * The server writes one every six hours beside its backups, over the one before; who holds one of
 * the keys opens it on any machine with this program, with the server dead. Who is on duty is told
 * by the setting duty-keys; a holder's key is made by haven backup key.
 */
#ifndef APP_PACK_H
#define APP_PACK_H

#include "app/command.h"

enum { PACK_HOURS = 6 };

/* Writes the pack to path, over an older one, and a line in the log. */
CHECKED enum err pack_write(struct app *app, const char *path, struct str duty_keys);

/* Writes it into the folder of the backups when the one there is older than PACK_HOURS. Nothing
 * without the setting. */
CHECKED enum err pack_when_due(struct app *app, struct instant now);

int pack_command(struct call *call);
int pack_open_command(struct call *call);

#endif
