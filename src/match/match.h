/* match.h - which rooms suit a household, best first, and why the others do not.
 *
 * Pure: integers in, integers out; no SQL, no clock, no names. The same facts give the same bytes,
 * in whatever order rooms, houses and lists are passed: ties are broken by house id, then room id.
 *
 * A rule gives one of three answers for a household and a room: pass, fail, or ask (a fact that
 * the rule needs is unknown). A room is, in this order,
 *   unsuitable  when a rule that may be told fails (all of its failing rules are given);
 *   withheld    when only secret rules fail: counted, never listed, because an area to avoid or a
 *               person to stay away from must not be readable out of a list of rooms;
 *   to ask      when nothing fails and something is unknown: never offered as suitable;
 *   suitable    otherwise.
 * Nothing is hidden: suitable + to ask + unsuitable + withheld = all rooms.
 *
 * What this does not do: decide. The list is advice; a person places, holds and offers. It plans
 * one household at a time; the plan for everybody who waits uses the same rules and terms.
 */
#ifndef MATCH_MATCH_H
#define MATCH_MATCH_H

#include "match/facts.h"

/* The rules. Bit n of a set of rules is rule n. The numbers may change between versions of the
 * program: what is stored for ever is match_rule.name. */
enum match_rule_number {
    MATCH_RULE_OPEN,         /* the house is closed */
    MATCH_RULE_MODE,         /* no kind of house she feels safe in */
    MATCH_RULE_ADMITS,       /* not open to women, men or families */
    MATCH_RULE_REGION,       /* nation or region not allowed */
    MATCH_RULE_AREA,         /* secret: an area to avoid */
    MATCH_RULE_CONFLICT,     /* secret: somebody to stay away from lives there */
    MATCH_RULE_LICENCE,      /* more persons than the licence */
    MATCH_RULE_NIGHT,        /* nobody to receive her at night */
    MATCH_RULE_COMPLEX,      /* no place left for complex needs */
    MATCH_RULE_BEDS,         /* too few beds */
    MATCH_RULE_COT,          /* too few cots */
    MATCH_RULE_STEP_FREE,    /* steps */
    MATCH_RULE_LARGE_SHARED, /* children in a large shared house */
    MATCH_RULE_NO_SHARING,   /* beds enough are empty, but another household lives in the room */
    MATCH_RULE_OCCUPIED,     /* another household lives in the room */
    MATCH_RULE_HELD,         /* held or offered to another household */
    MATCH_RULE_TURNAROUND,   /* being made ready */
    MATCH_RULE_OUT_OF_ORDER, /* not usable */
    MATCH_RULES
};
#define MATCH_BIT(rule) (UINT32_C(1) << (rule))

/* Who can change the fact on the room's side. */
enum match_owner {
    MATCH_OWNER_NOBODY,
    MATCH_OWNER_PERSON,        /* the person herself */
    MATCH_OWNER_DESK,          /* the placement desk */
    MATCH_OWNER_HOUSE,         /* the house manager */
    MATCH_OWNER_PROVIDER_DESK, /* the provider's duty desk */
    MATCH_OWNER_COMMISSIONER
};

enum match_verdict { MATCH_PASS = 0, MATCH_FAIL, MATCH_ASK };

/* A rule reads the household and either the house or the room, never both: the engine asks each
 * rule once for every house, or once for every kind of room, not once for every room. */
typedef enum match_verdict match_house_test(const struct match_household *household,
                                            const struct match_house *house);
typedef enum match_verdict match_room_test(const struct match_household *household,
                                           const struct match_room *room);

struct match_rule {
    enum match_rule_number number;
    const char *name;        /* stable, for records: "night" */
    const char *word;        /* key of words/ for "why this room fails": "match_rule_night" */
    const char *ask_word;    /* key for the question when a fact is missing: "match_ask_night" */
    enum match_owner owner;  /* who can change it */
    bool is_near_miss;       /* the owner may be asked to change it for one household tonight */
    bool is_secret;          /* told as a number only */
    const char *source;      /* "000 Rec 3h" */
    match_house_test *house_test; /* exactly one of the two */
    match_room_test *room_test;
};

/* One row a rule, at the index of its number. */
extern const struct match_rule match_rules[MATCH_RULES];

#define MATCH_SECRET_RULES (MATCH_BIT(MATCH_RULE_AREA) | MATCH_BIT(MATCH_RULE_CONFLICT))

struct match_check {
    uint32_t fails; /* bits of rules, secret ones included: not for a page */
    uint32_t asks;
};

/* Every rule on one pair, one after the other: the definition that the engine must equal, and the
 * check inside the transaction that takes a room. house must be the room's house. */
struct match_check match_check(const struct match_household *household,
                               const struct match_house *house, const struct match_room *room);

/* ---- the score ------------------------------------------------------------------------------ */

/* Each term is shown by itself; the total is their sum. A missing fact adds nothing. */
enum match_term {
    MATCH_TERM_AREA,           /* the house is where she wishes to live */
    MATCH_TERM_LANGUAGE,       /* a language is shared */
    MATCH_TERM_SPECIALISM,     /* for each need among the specialisms, up to a most */
    MATCH_TERM_PROVIDER,       /* the same provider goes on supporting her */
    MATCH_TERM_SIZE,           /* less for each bed that would stay empty */
    MATCH_TERM_SELF_CONTAINED, /* a self-contained room for a family */
    MATCH_TERM_CATERED,        /* catered, as she wishes */
    MATCH_TERM_WAITING,        /* days waited; the same in every room, it counts between households */
    MATCH_TERM_BASE,           /* being housed at all */
    MATCH_TERMS
};

extern const char *const match_term_words[MATCH_TERMS]; /* keys of words/ */

struct match_score {
    int32_t total;
    int32_t terms[MATCH_TERMS];
};

/* One weight: a fact about what matters, with somebody who answers for it. */
struct match_weight {
    enum match_term term;
    struct date from;  /* in force from this day until a later row of the same term */
    int32_t points;    /* for the fact; SIZE: for no empty bed; WAITING: for a day */
    int32_t step;      /* SIZE: taken off for each empty bed; else 0 */
    int32_t most;      /* SPECIALISM, WAITING: not more than this; else 0 */
    const char *owner;
    const char *reason;
};

extern const struct match_weight match_weight_rows[];
extern const size_t match_weight_row_count;

/* The weights in force on one day; term n at index n. */
struct match_weights {
    struct match_weight of[MATCH_TERMS];
};

/* From the dated rows. Before the first row of a term the term weighs nothing. */
struct match_weights match_weights_on(struct date day);

struct match_score match_score(const struct match_household *household,
                               const struct match_house *house, const struct match_room *room,
                               const struct match_weights *weights);

/* ---- the list ------------------------------------------------------------------------------- */

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

/* A room with its score: suitable (fails and asks 0), to ask (fails 0), or a near miss (one fail). */
struct match_fit {
    int64_t room;    /* its id */
    uint32_t index;  /* its place in match_facts.rooms */
    uint32_t fails;
    uint32_t asks;
    uint32_t rank;   /* 1: the best; else the place it would take among the suitable rooms */
    struct match_score score;
};

struct match_refusal {
    int64_t room;
    uint32_t index;
    uint32_t fails; /* rules that may be told: one or more */
    uint32_t asks;
};

struct match_fits {
    struct match_fit *at;
    size_t count;
};

struct match_answer {
    struct match_fits suitable; /* best first */
    struct match_fits to_ask;   /* as if every question were answered well, best first */
    struct match_fits near;     /* unsuitable by exactly one rule, which its owner may be asked to
                                 * change, and with no open question; best first */
    struct match_refusal *unsuitable; /* all of them, by house id, then room id */
    size_t unsuitable_count;
    uint32_t fail_counts[MATCH_RULES]; /* rooms failing by each rule; secret rules: always 0 */
    uint32_t ask_counts[MATCH_RULES];  /* rooms listed above with this question open */
    uint32_t withheld_by_area;     /* rooms that only secret rules keep back, */
    uint32_t withheld_by_conflict; /* counted once: by area where both do */
    size_t room_count;
};

/* The whole answer, in the arena (about 100 bytes a suitable room and 24 an unsuitable one). */
struct match_answer match_rank(struct arena *arena, const struct match_world *world,
                               const struct match_household *household,
                               const struct match_weights *weights);

#endif
