/* control.h - commands for a server that runs, over a socket in its data folder.
 *
 * The socket's folder is 0700: whoever can reach it is the operator. A call is the command's words
 * and its input; the answer is what it prints and its exit code.
 */
#ifndef APP_CONTROL_H
#define APP_CONTROL_H

#include <pthread.h>
#include <sys/un.h>

#include "app/command.h"

struct control {
    struct app *app;
    int listening;
    pthread_t thread;
    struct sockaddr_un address;
};

/* Listens and runs commands, one at a time, on a thread of its own. control belongs to the caller
 * and stays where it is until control_stop. */
CHECKED enum err control_start(struct app *app, struct control *control);
void control_stop(struct control *control);

/* Runs a call in the server of this data folder. ERR_NOT_FOUND: none listens. */
CHECKED enum err control_send(const struct settings *settings, const struct call *call,
                              int *out_exit);

#endif
