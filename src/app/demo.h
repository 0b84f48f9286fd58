/* demo.h - invented people, houses and workers, in the proportions of the sources.
 *
 * Deterministic: the same people, houses and seed give the same world, whatever the machine.
 * Proportions: rulebook.md A22 and seeds/000 (80% women, 60% parents, nationalities, languages,
 * 581 beds of which 183 women-only and 238 mixed at full size). Every name is invented.
 */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include <stdio.h>

#include "app/app.h"

struct demo_size {
    int64_t people; /* adults; their children come on top */
    int64_t houses;
    int64_t seed;
    struct instant now; /* the world's present; INSTANT_NONE: real time */
};

/* What `script/server` makes in an empty data folder. */
extern const struct demo_size demo_first;

/* Makes the data folder a demo: database, key, accounts, houses, people. Shows progress on out.
 * ERR_CONFLICT: the folder holds data already. */
CHECKED enum err demo_make(const struct settings *settings, const struct demo_size *size,
                           FILE *out);

/* The table of demo logins with passwords, current codes, and where the QR page is. */
void demo_print_logins(struct app *app, FILE *out);

#endif
