/* demo_draw.h - the demo's own dice: the same seed throws the same numbers on every machine.
 *
 * Apart from job_random, which draws ids and references: what somebody is like does not depend on
 * how often a reference was taken already.
 */
#ifndef APP_DEMO_DRAW_H
#define APP_DEMO_DRAW_H

#include "base/base.h"

struct demo_draw {
    uint64_t state;
};

/* Dice of their own for each thing: number says which one of a kind it is. */
struct demo_draw demo_draw_of(uint64_t seed, uint64_t number);

/* least to most, both possible; least <= most. */
int64_t demo_between(struct demo_draw *draw, int64_t least, int64_t most);
bool demo_chance(struct demo_draw *draw, int percent);

/* 0 to count - 1; count is not 0. */
size_t demo_pick(struct demo_draw *draw, size_t count);

/* The index of one of the weights, each as likely as it weighs. */
size_t demo_weigh(struct demo_draw *draw, const int *weights, size_t count);

/* One of an array. */
#define DEMO_ONE_OF(draw, array) ((array)[demo_pick((draw), COUNT_OF(array))])

#endif
