/* serve.h - `haven serve`: the server from start to SIGTERM.
 */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "app/settings.h"

/* Opens, makes demo data when the data folder is new, listens, prints "haven: ready on ...",
 * waits for SIGTERM or SIGINT, answers what is under way, closes. Returns the exit code. */
int serve(const struct settings *settings);

#endif
