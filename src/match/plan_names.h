/* plan_names.h - texts to numbers and back. Inside match/ only.
 *
 * Numbers are given in the order in which texts are first met; plan_names_sort() tells the place of
 * each among all of them by bytes. */
#ifndef MATCH_PLAN_NAMES_H
#define MATCH_PLAN_NAMES_H

#include "base/base.h"

#define NAMES_NONE UINT32_MAX

struct plan_names {
    struct arena *arena;
    struct str *at;
    uint32_t count, room;
    uint32_t *slots; /* of a hash table with open addresses; slot_count is a power of two */
    uint32_t slot_count;
};

struct plan_names plan_names_make(struct arena *arena);

/* The number of a text, a new one when it is new. */
uint32_t plan_names_number(struct plan_names *names, struct str text);

/* The number of a text, or NAMES_NONE. */
uint32_t plan_names_find(const struct plan_names *names, struct str text);

/* By number, the place of each text among all. In the arena. */
uint32_t *plan_names_sort(const struct plan_names *names);

#endif
