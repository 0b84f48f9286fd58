/* made_up.h - households, houses and rooms drawn from a seed, for tests and measurements. */
#ifndef TEST_MATCH_MADE_UP_H
#define TEST_MATCH_MADE_UP_H

#include "match/match.h"

struct chance {
    uint64_t state;
};

/* 0 to below - 1. */
uint32_t chance_below(struct chance *chance, uint32_t below);

/* Hostile: every fact is unknown now and then, values sit at the edges of the rules, ids repeat in
 * no order, lists are empty or share keys. Lists live in the arena. */
struct match_household made_up_household(struct arena *arena, struct chance *chance);
struct match_facts made_up_facts(struct arena *arena, struct chance *chance, uint32_t houses,
                                 uint32_t rooms);

/* Like the country: everything known, houses of four rooms, 183 of 581 beds for women only and 238
 * mixed (000), one room in free_in free, the others lived in. */
struct match_facts country_facts(struct arena *arena, struct chance *chance, uint32_t rooms,
                                 uint32_t free_in);
struct match_household country_household(struct arena *arena, struct chance *chance);

#endif
