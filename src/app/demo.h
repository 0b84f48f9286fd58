/* demo.h - invented people, houses and workers, in the proportions of the sources.
 *
 * Deterministic: the same people, houses, seed and present give the same world with the same ids
 * and references, whatever the machine; only keys and what is sealed under them differ.
 * Proportions: rulebook.md A22 and seeds/000 (80% women, 60% parents, nationalities, languages, 581
 * beds of which 183 women-only and 238 mixed in 100 houses). Every name is invented. Each person
 * has ten notes, and each household what the rooms themselves make of its life: a referral, stays,
 * decisions, ties, clocks, lines in the log.
 */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include <stdio.h>

#include "app/app.h"

struct demo_size {
    int64_t people; /* with their children, born and unborn */
    int64_t houses;
    int64_t seed;
    struct instant now; /* the world's present; INSTANT_NONE: real time */
};

/* What `script/server` makes in an empty data folder. */
extern const struct demo_size demo_first;

/* Makes the data folder a demo: database, key, accounts, houses, people. Shows progress on out.
 * What is cut off leaves the folder as if nothing had been made. ERR_CONFLICT: the folder (or
 * the database elsewhere) holds data already; ERR_LOCKED: a server runs on it; otherwise a line
 * on standard error has said what is wrong. */
CHECKED enum err demo_make(const struct settings *settings, const struct demo_size *size,
                           FILE *out);

/* The table of demo logins with passwords, current codes, and where the QR page is. */
void demo_print_logins(struct app *app, FILE *out);

#endif
