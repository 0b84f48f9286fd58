/* demo_command.c - `haven demo`: reads the size that is asked for. */
#include "app/commands.h"
#include "app/demo.h"

/* There are 230,000 references; with more people than this most that are drawn would be taken. */
enum { PEOPLE_MOST = 150000, HOUSES_MOST = 5000 };

static enum err take_number(struct call *call, const char *name, int64_t most, int64_t *number)
{
    const char *typed = call_option(call, name);
    int64_t taken;
    if (typed == NULL)
        return OK;
    if (str_to_i64(str_of(typed), &taken) != OK || taken < 1 || taken > most) {
        fprintf(call->complaints, "haven: %s is a number from 1 to %lld\n", name, (long long)most);
        return ERR_INVALID;
    }
    *number = taken;
    return OK;
}

int demo_command(struct call *call)
{
    struct demo_size size = demo_first;
    if (take_number(call, "--people", PEOPLE_MOST, &size.people) != OK ||
        take_number(call, "--houses", HOUSES_MOST, &size.houses) != OK ||
        take_number(call, "--seed", INT64_MAX, &size.seed) != OK)
        return EXIT_BAD_INPUT;
    switch (demo_make(call->settings, &size, call->out)) {
    case OK:
        return EXIT_DONE;
    case ERR_CONFLICT:
        fprintf(call->complaints, "haven: %s holds data already; a demo needs an empty folder\n",
                call->settings->data);
        return EXIT_REFUSED;
    case ERR_LOCKED:
        fprintf(call->complaints, "haven: another server runs on %s\n", call->settings->data);
        return EXIT_IN_USE;
    default:
        return EXIT_REFUSED;
    }
}
