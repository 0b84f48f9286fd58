/* match.h - which rooms suit a household, best first, and why the others do not.
 *
 * Pure: integers in, integers out; no SQL, no clock, no names. The same facts give the same answer
 * in whatever order rooms, houses and lists are passed: ties are broken by house id, then room id.
 *
 * A rule (rule.h) gives one of three answers for a household and a room: pass, fail, or ask (a fact
 * that the rule needs is unknown). A room is
 *   suitable    when every rule passes;
 *   to ask      when none fails and a question is open: never offered as suitable;
 *   a near miss when exactly one rule fails, its owner may be asked to change that for one
 *               household, and no question is open; near misses are unsuitable rooms too;
 *   unsuitable  when a rule fails, with all of its failing rules;
 *   withheld    when a secret rule (an area to avoid, a person to stay away from) fails and the
 *               room would else be suitable, to ask or a near miss. It is counted, never listed.
 *               An unsuitable room never shows its secret rules. So what a person fears, and who
 *               lives where, cannot be read out of a list of rooms.
 * None silently hidden: suitable + to ask + unsuitable + withheld = all rooms.
 *
 * What this does not do: decide. The list is advice; a person holds, offers and places. It looks at
 * one household at a time; a plan for everybody who waits is built on the same rules and terms.
 */
#ifndef MATCH_MATCH_H
#define MATCH_MATCH_H

#include "match/facts.h"
#include "match/rule.h"
#include "match/score.h"

/* Houses and rooms made ready to be asked about, any number of times. Opaque. */
struct match_world;

struct match_facts {
    const struct match_house *houses;
    size_t house_count;
    const struct match_room *rooms; /* room.house < house_count, else it is a bug: must() */
    size_t room_count;
};

/* Lives in the arena and points into the facts, which must stay as they are meanwhile. */
const struct match_world *match_world_make(struct arena *arena, const struct match_facts *facts);

/* A room with its score: suitable (fails 0, asks 0), to ask (fails 0) or a near miss (one fail). */
struct match_fit {
    uint32_t index; /* of the room in match_facts.rooms */
    uint32_t fails;
    uint32_t asks;
    uint32_t rank;  /* 1: the best suitable room; else the place it would take among them */
    struct match_score score;
};

/* An unsuitable room with the rules that may be told: one or more. */
struct match_refusal {
    uint32_t index;
    uint32_t fails;
    uint32_t asks;
};

struct match_fits {
    struct match_fit *at;
    size_t count;
};

struct match_answer {
    struct match_fits suitable; /* best first */
    struct match_fits to_ask;   /* scored as if every question were answered well, best first */
    struct match_fits near;     /* best first */
    struct match_refusal *unsuitable; /* every one of them, by house id, then room id */
    size_t unsuitable_count;
    uint32_t fail_counts[MATCH_RULES]; /* unsuitable rooms by rule; secret rules: always 0 */
    uint32_t ask_counts[MATCH_RULES];  /* rooms to ask and unsuitable rooms, by open question */
    uint32_t withheld_by_area;     /* rooms withheld; a room that both rules keep back is counted */
    uint32_t withheld_by_conflict; /* once, by area */
    size_t room_count;
};

/* The whole answer, in the arena: about 80 bytes a room on a list, 16 an unsuitable one. */
struct match_answer match_rank(struct arena *arena, const struct match_world *world,
                               const struct match_household *household,
                               const struct match_weights *weights);

#endif
