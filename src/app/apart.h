/* apart.h - what the web process gives up before it listens: what only the vault opens.
 *
 * These are the vault's half of the data folder (app/folder.h), the folder of what systemd hands
 * over, and the files of the root key and of its passphrase where settings name them; and
 * haven.ini, which is read before, so that nobody raises a budget in it. Whether the kernel keeps
 * them so (it may have no Landlock) is told at start.
 */
#ifndef APP_APART_H
#define APP_APART_H

#include "app/settings.h"

/* ERR_INVALID: one of them lies in a folder in which the web process makes files, or that folder in
 * it, so that it could not be left; a line on standard error says which. The data folder has its
 * halves. */
CHECKED enum err apart_check(const struct settings *settings);

/* For the calling thread and those it starts later. Before, makes what settings name and is not
 * there yet: the folder of backups, the log's reserve, files of witnesses. */
void apart_leave(const struct settings *settings);

#endif
