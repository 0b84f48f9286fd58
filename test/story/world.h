/* world.h - the small world in which stories happen: a prime, two providers, ten workers, four
 * houses, and nobody living anywhere. The whole program without its network and without its demo
 * data, on an SQLite file or on PostgreSQL.
 *
 * Accounts, all with DEMO_PASSWORD:
 *   desk, desk2           the prime's placement desk
 *   worker, worker2       support workers of Alder Homes and of Birch Trust
 *   manager, manager2     of Rowan House (Alder Homes) and of Hazel House (Birch Trust)
 *   provider              answers for Alder Homes
 *   commissioner, auditor, administrator, guardian
 *
 * Houses: Rowan House takes women and families, with night cover and no steps; room "1" has two
 * beds and two cots, room "2" one bed. Hazel House takes women; its room "1" has one bed and no
 * cot. Linden House takes men. Maple House takes women and families, has no night cover and is a
 * large shared house.
 */
#ifndef TEST_STORY_WORLD_H
#define TEST_STORY_WORLD_H

#include "app/app.h"

enum world_engine { WORLD_FILE, WORLD_POSTGRES };

struct world {
    struct app app;
    struct arena arena; /* of the world's own names */
    char folder[64];
    bool is_open;
};

/* Makes the world in a fresh folder (and, on PostgreSQL, in the emptied HAVEN_TEST_POSTGRES). What
 * cannot be made ends the test program with a sentence on standard error. */
void world_make(struct world *world, enum world_engine engine);

/* Closes everything and opens it again, as an operator would. */
void world_restart(struct world *world);

/* Closes everything and removes the folder. */
void world_end(struct world *world);

/* The clock of the program stands at that instant, and runs from there. */
void world_set_clock(struct world *world, struct instant now);

/* Runs work as the program itself; it must be OK. */
void world_do(struct world *world, enum err (*work)(struct job *job, void *with), void *with);

/* The one account of that user name; NULL when there is none. In the arena. */
const struct account *world_account(struct world *world, struct arena *arena, struct str user_name);

/* The number of the role's only or first worker by name: "night_desk" is desk, and so on. */
const char *world_user_of(enum role role);

#endif
