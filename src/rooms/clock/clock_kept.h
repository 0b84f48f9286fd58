/* clock_kept.h - inner header: a clock as it is kept in table clock. /
 */
#ifndef ROOMS_CLOCK_CLOCK_KEPT_H
#define ROOMS_CLOCK_CLOCK_KEPT_H

#include "clock_sql.h"
#include "law/clock.h"

/* The row of a computed clock; index: its place in the law's order. */
struct clock_rows_row clock_row_of(const struct law_clock *clock, size_t index);

#endif
