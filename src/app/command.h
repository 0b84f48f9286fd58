/* command.h - what `build/haven WORD ...` can do: one table, in command.c.
 *
 * A command that writes needs the data folder. When no server runs it takes the lock itself; when
 * one runs the command goes through the server's control socket and runs there; when neither is
 * possible it says so and exits with 3. Exit codes: 0 done, 1 refused, 2 bad use or bad input,
 * 3 the data folder is in use.
 */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

#include <stdio.h>

#include "app/app.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_BAD_INPUT = 2, EXIT_IN_USE = 3 };

struct call {
    const struct settings *settings;
    struct app *app; /* NULL for commands without a database */
    int argc;
    char **argv;     /* argv[0] is the command's own word */
    struct str input; /* the file named by the command, read where the command was typed */
    FILE *in;        /* of commands without a database */
    FILE *out;
    FILE *complaints;
    bool is_progress_shown;
};

struct command {
    const char *name; /* "import referrals" */
    int (*run)(struct call *call);
    bool needs_app;
    bool reads_file;  /* its first argument that is not an option is a file; of any other command
                         only --witness names one */
    const char *usage;
};

extern const struct command command_table[];
extern const size_t command_count;

/* The row whose words argv begins with, or NULL; *out_words is how many words that took. */
const struct command *command_find(int argc, char **argv, int *out_words);

/* "--name value" or, for a flag, "--name"; NULL or false when it is not there. */
const char *call_option(const struct call *call, const char *name);
bool call_flag(const struct call *call, const char *name);

#endif
