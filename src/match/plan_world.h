/* plan_world.h - an invented country to plan for, the same for the same seed everywhere.
 *
 * Shares follow the sources where they give any: 183 of 581 bed spaces for women only and 238 mixed
 * or flexible (000); five to six of ten households are women alone or with children, a third men.
 * The rest (bed sizes, needs, waiting) is assumed. It holds no person's data and is for tests,
 * figures and for showing other programs the files' format. */
#ifndef MATCH_PLAN_WORLD_H
#define MATCH_PLAN_WORLD_H

#include "base/base.h"

enum { PLAN_WORLD_ROOMS_MOST = 200000 };

struct plan_world_wish {
    uint32_t rooms; /* 1 to PLAN_WORLD_ROOMS_MOST */
    uint64_t seed;
    bool is_daily; /* a usual day: most rooms are lived in, and for each five rooms of the country
                    * one household waits; else all rooms are empty and as many households wait */
};

/* The texts of households.csv, houses.csv and rooms.csv (plan_file.h). */
struct plan_world {
    struct str households, houses, rooms;
};

struct plan_world plan_world_make(struct arena *arena, const struct plan_world_wish *wish);

#endif
