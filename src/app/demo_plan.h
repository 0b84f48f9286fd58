/* demo_plan.h - the invented world before it is written down: houses, households, what happens.
 *
 * The plan is drawn whole, then demo_run.c lives it from the first day to the present through the
 * rooms' own functions, so that every rule, tie, clock and line of the log comes about as it would.
 * Inside the demo only.
 */
#ifndef APP_DEMO_PLAN_H
#define APP_DEMO_PLAN_H

#include "app/demo.h"
#include "app/demo_draw.h"
#include "guard/id.h"

/* ---- houses (demo_house.c) ------------------------------------------------------------------- */

enum demo_kind { DEMO_WOMEN, DEMO_MIXED, DEMO_MEN };

/* What a room is for at present. */
enum demo_use {
    DEMO_LIVED_IN,
    DEMO_FREE,
    DEMO_ASKED, /* free, and held or offered to a household that waits */
    DEMO_KEPT,  /* free, so that a mother with a baby can come tonight */
    DEMO_BROKEN /* out of order */
};

struct demo_room {
    struct room_id room; /* once it is stored */
    uint32_t house;
    int32_t number;      /* its name */
    int8_t beds, cots;
    bool is_step_free, is_self_contained;
    enum demo_use use;
    int64_t free_before_ms; /* in planning: nobody is planned into it from then on */
};

struct demo_house {
    struct house_id house; /* once it is stored */
    struct circle_id circle;
    enum demo_kind kind;
    size_t area;           /* index of law/area.h */
    uint32_t provider, manager;
    uint32_t first_room, room_count;
    bool has_night_cover, takes_families, is_for_complex_needs, is_catered, is_large_shared;
    bool speaks_tigrinya;
    int8_t turnaround_days;
};

struct demo_houses {
    struct demo_house *houses;
    struct demo_room *rooms;
    size_t house_count, room_count;
    size_t provider_count, manager_count;
};
struct demo_houses demo_houses_plan(struct arena *arena, const struct demo_size *size);

/* ---- households and what happens to them (demo_home.c) --------------------------------------- */

enum { DEMO_CHILDREN = 6, DEMO_NO_ROOM = UINT32_MAX };

enum demo_end {
    DEMO_LIVES,
    DEMO_DEPARTED,
    DEMO_OUTREACH, /* never in a safe house: helped where they lived, closed */
    DEMO_UNPLACED,
    DEMO_HELD,
    DEMO_OFFERED,
    DEMO_ACCEPTED,
    DEMO_UNABLE
};

struct demo_child {
    bool is_unborn, is_girl, is_in_cot;
    int16_t age_months; /* when the referral begins; of an unborn child: until it is due */
};

struct demo_home {
    uint64_t seed;
    enum demo_end end;
    uint32_t room; /* DEMO_NO_ROOM: none */
    uint16_t country;
    bool is_woman, has_children, is_pregnant, needs_step_free, has_complex_needs, comes_at_night;
    bool is_difficult; /* few rooms can take this household */
    bool is_wanting_other; /* prefers to live elsewhere, with a reason */
    uint8_t desk, worker;  /* which of the demo's workers */
    uint8_t child_count;
    struct demo_child children[DEMO_CHILDREN];
    int64_t referred_ms, arrived_ms, ended_ms; /* of the referral, the stay, the support */
    int64_t planned_until_ms;
    int32_t reasonable_day, conclusive_day; /* days since 1970; 0: none yet */
    bool is_reasonable_negative, is_conclusive_negative;

    struct referral_id referral; /* once they are there */
    struct placement_id placement;
    struct person_id people[1 + DEMO_CHILDREN];
};

/* What can happen, in the order of one day. */
enum demo_what {
    DEMO_REFER, DEMO_HOLD, DEMO_OFFER, DEMO_ACCEPT, DEMO_WISH, DEMO_ARRIVE, DEMO_SUPPORT,
    DEMO_FIND_UNABLE, DEMO_DECIDE_REASONABLE, DEMO_DECIDE_CONCLUSIVE, DEMO_RECONSIDER, DEMO_PAUSE,
    DEMO_MOVE, DEMO_MEND, DEMO_NOTE, DEMO_EXTEND, DEMO_AGREE_PLAN, DEMO_REVIEW, DEMO_SETTLE,
    DEMO_PAY, DEMO_GRANT, DEMO_START_MOVE_ON, DEMO_DEPART, DEMO_CLOSE, DEMO_END_SUPPORT, DEMO_WHATS
};
struct demo_event {
    int64_t at_ms;
    uint32_t home;
    uint8_t what;
    uint8_t which; /* of a note or a plan: whose; of a payment: which week */
};

struct demo_plan {
    const struct demo_size *size;
    struct demo_houses houses;
    struct demo_home *homes;
    size_t home_count, person_count;
    struct demo_event *events; /* in the order in which they happen */
    size_t event_count;
};

/* How long ago the demo's world begins. */
enum { DEMO_YEARS = 7, DEMO_NOTES = 10, DEMO_WORKERS = 12, DEMO_DESKS = 3 };

/* now of the size is some. Belongs to the arena. */
struct demo_plan *demo_plan_make(struct arena *arena, const struct demo_size *size);

#endif
