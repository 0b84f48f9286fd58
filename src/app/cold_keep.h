/* cold_keep.h - the server's part in records that go cold (rooms/cold): which public key they are
 * sealed to, and when.
 *
 * The key is the setting HAVEN_COLD_KEY, of a pair made by `haven backup key` whose secret half is
 * with whoever confirms a thaw. A demo has a pair of its own, whose secret lies beside its data, so
 * that a thaw can be tried. Without a key nothing goes cold.
 */
#ifndef APP_COLD_KEEP_H
#define APP_COLD_KEEP_H

#include "app/app.h"

/* Empty: there is none. */
struct str cold_keep_key(const struct app *app, struct arena *arena);

/* A demo's pair: writes its secret into the data folder, DATA/cold.key, unless there is one. */
CHECKED enum err cold_keep_make(const struct app *app, struct arena *arena);

/* To be called each minute: thaws that are over end; once an hour, and until all are done, some of
 * those that are due go cold. */
void cold_keep_look(struct app *app);

/* To be called each few seconds: some megabytes of what a thaw has still to seal anew. True: there
 * is more to do at once. */
bool cold_keep_go_on(struct app *app);

#endif
