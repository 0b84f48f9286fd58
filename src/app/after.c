#include "app/after.h"

#include "base/base.h"

/* One row: when this happens, that room does this, in the same transaction. */
const struct event_reaction after_table[] = {
    {EVENT_NONE, NULL},
};
const size_t after_count = COUNT_OF(after_table);
