/* control.h - commands for a server that runs, over a socket in its data folder.
 *
 * The socket's folder is 0700: whoever can reach it is the operator. A call is the command's words
 * and its input; the answer is what it prints and its exit code.
 */
#ifndef APP_CONTROL_H
#define APP_CONTROL_H

#include "app/command.h"

struct control;

/* Listens and runs commands, one at a time, on a thread of its own. */
CHECKED enum err control_start(struct app *app, struct control **out_control);
void control_stop(struct control *control);

/* Runs a call in the server of this data folder. ERR_NOT_FOUND: none listens. */
CHECKED enum err control_send(const struct settings *settings, const struct call *call,
                              int *out_exit);

#endif
