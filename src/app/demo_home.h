/* demo_home.h - inner header of the demo: the two halves of the planning of people.
 */
#ifndef APP_DEMO_HOME_H
#define APP_DEMO_HOME_H

#include "app/demo_plan.h"

/* Draws the households into plan->homes. */
void demo_homes_plan(struct arena *arena, struct demo_plan *plan);

/* Draws what happens to them into plan->events, in its order. */
void demo_events_plan(struct arena *arena, struct demo_plan *plan);

#endif
