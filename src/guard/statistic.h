/* statistic.h - numbers that are told outside the circle of care: none of them small.
 *
 * A number from 1 to 10 is one that could be somebody (threats.md S9): it is kept back, and one
 * more where a single hidden number could be worked out from the sum. The others are told to the
 * nearest five, so that two months' tables do not give a person away by their difference. Pure.
 */
#ifndef GUARD_STATISTIC_H
#define GUARD_STATISTIC_H

#include "base/base.h"

enum { STATISTIC_LEAST = 11, STATISTIC_STEP = 5 };

/* Above nought, and too few to be told. The one rule for it, of pages inside too where their reader
 * may see no record. */
bool statistic_is_small(int64_t number);

/* Kept back. */
#define STATISTIC_HIDDEN INT64_MIN

/* numbers, none below nought, becomes what may be told; so does their sum. */
void statistic_tell(int64_t *numbers, size_t count, int64_t *out_sum);

#endif
