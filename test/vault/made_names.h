/* made_names.h - people who do not exist, any number of them, the same for the same seed.
 *
 * Given and family names of fourteen peoples in the proportions of nobody in particular; one word
 * in six is misspelled and one family name in eight is rare, so that the number of different words
 * grows as it does in real lists: about 50,000 among 100,000 people. */
#ifndef TEST_MADE_NAMES_H
#define TEST_MADE_NAMES_H

#include <stdint.h>

enum { MADE_NAME_BYTES = 128 };

/* The next of a row of random numbers (splitmix64). */
uint64_t made_random(uint64_t *state);

/* Writes one full name, zero-ended, Latin letters. */
void made_name(uint64_t *state, char out[MADE_NAME_BYTES]);

#endif
