/* plan_view_web.h - parts of a plan as pages show them. Inside this room's web files.
 */
#ifndef ROOMS_PLAN_PLAN_VIEW_WEB_H
#define ROOMS_PLAN_PLAN_VIEW_WEB_H

#include "plan_view.h"
#include "rooms/plan/plan_move.h"

/* One plan in the language of the reader: an index of language_table. */
struct plan_telling {
    struct job *job;
    const struct plan_today *plan;
    size_t language;
};

/* No room. */
#define PLAN_CHOICE_NONE ((struct plan_choice_view){.total = INTEGER_NONE})

struct str plan_facts_text(struct arena *arena, uint64_t facts);
struct str plan_place_code(enum plan_place place);
struct str plan_tier_code(unsigned tier);
struct plan_choice_view plan_choice_of(const struct plan_telling *telling, uint32_t room,
                                       const struct match_score *score);
struct plan_cost_view plan_cost_of(const struct plan_today *plan,
                                   const struct plan_forced *forced);
/* Which plan was seen: a number of its facts (empty: none), and when. What somebody wrote into a
 * link is no moment to count on: within the days that are looked at. */
struct plan_seen {
    struct str facts;
    struct instant at;
};
struct plan_seen plan_seen_of(const struct job *job, struct str facts, int64_t at_ms);
/* What changed since, for who acts on a plan that is not the plan of now. */
CHECKED enum err plan_changes_view(struct job *job, struct instant since,
                                   const struct plan_change_view **out_at, size_t *out_count);
/* A chain of moves in order, and what it brings. */
struct plan_advice_view plan_advice_of(const struct plan_telling *telling,
                                       const struct plan_advice *advice);
/* Rules of the matcher as sentences; secret ones are left out. */
struct placement_why_view *plan_whys(struct arena *arena, uint32_t rules,
                                     int (*word_of)(unsigned rule), size_t *out_count);

#endif
