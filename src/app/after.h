/* after.h - what one room must do when another changes: one table, in after.c.
 */
#ifndef APP_AFTER_H
#define APP_AFTER_H

#include "guard/event.h"

extern const struct event_reaction after_table[];
extern const size_t after_count;

#endif
