/* plan_names.h - texts to numbers and back. Inside match/ only.
 *
 * Numbers are given in the order in which texts are first met; names_sort() tells the place of each
 * among all of them by bytes. */
#ifndef MATCH_PLAN_NAMES_H
#define MATCH_PLAN_NAMES_H

#include "base/base.h"

#define NAMES_NONE UINT32_MAX

struct names {
    struct arena *arena;
    struct str *at;
    uint32_t count, room;
    uint32_t *slots; /* of a hash table with open addresses; slot_count is a power of two */
    uint32_t slot_count;
};

struct names names_make(struct arena *arena);

/* The number of a text, a new one when it is new. */
uint32_t names_number(struct names *names, struct str text);

/* The number of a text, or NAMES_NONE. */
uint32_t names_find(const struct names *names, struct str text);

/* By number, the place of each text among all. In the arena. */
uint32_t *names_sort(const struct names *names);

#endif
