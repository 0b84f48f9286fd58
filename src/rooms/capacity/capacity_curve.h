/* capacity_curve.h - the picture of the answer: rooms to the right, days with enough upwards.
 */
#ifndef ROOMS_CAPACITY_CAPACITY_CURVE_H
#define ROOMS_CAPACITY_CAPACITY_CURVE_H

#include "capacity_view.h"
#include "match/capacity.h"

/* Points and marks in the units of the drawing, CURVE_WIDTH by CURVE_HEIGHT; capacity.html repeats
 * the size. */
enum { CURVE_WIDTH = 640, CURVE_HEIGHT = 320 };

struct capacity_curve_view capacity_draw(struct arena *arena, const struct scenario *scenario,
                                         const struct capacity_answer *answer);

#endif
