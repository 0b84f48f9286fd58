/* facts.h - what the matcher may know of a household, a house and a room.
 *
 * Plain values, filled by the placement room out of the database. There is no name, no
 * nationality, no immigration status and no religion here, so none of them can move a result
 * (000 Rec 3a: beds "regardless of their immigration status").
 *
 * A fact about safety can be unknown, and a fact that nobody filled in is unknown: a struct set to
 * zero knows nothing. Unknown never passes a rule; it becomes a question to somebody (002: missing
 * risk information at placement).
 *
 * Keys (areas, languages, needs, providers, residents) are the caller's own numbers, compared only
 * for equality; 0 is no key. Lists belong to the caller and must outlive the world or the call;
 * the order of their items never matters; a key stands in a list once.
 */
#ifndef MATCH_FACTS_H
#define MATCH_FACTS_H

#include "base/base.h"

enum match_fact { MATCH_UNKNOWN = 0, MATCH_NO, MATCH_YES };

/* A number that may be unknown. */
struct match_count {
    bool is_known;
    int16_t value; /* 0 or more */
};
#define MATCH_COUNT(number) ((struct match_count){true, (int16_t)(number)})

/* A list that may not have been asked for yet. Known and empty means "none". */
struct match_keys {
    const int64_t *at;
    size_t count;
    bool is_known;
};

/* Kinds of house. What a person accepts is her own word on where she feels safe. */
enum match_mode { MATCH_WOMEN_ONLY = 1, MATCH_MEN_ONLY = 2, MATCH_MIXED = 4 };

/* The adults who move in, and whom a house admits. */
enum match_who { MATCH_WOMEN = 1, MATCH_MEN = 2, MATCH_FAMILIES = 4 };

/* Workers of which gender somebody feels safe with; who works in a house. */
enum match_workers { MATCH_WOMAN_WORKER = 1, MATCH_MAN_WORKER = 2, MATCH_ANY_WORKER = 3 };

/* What a household has in a place already and would lose by moving far (000 Rec 3f, 3g: "the
 * stability of continuity of education, peer groups and professional relationships"). */
enum match_tie { MATCH_TIE_SCHOOL, MATCH_TIE_TREATMENT, MATCH_TIE_SOLICITOR, MATCH_TIE_COMMUNITY,
                 MATCH_TIES };

/* Where a tie is, in bands: its areas, the areas beside them, their regions. */
struct match_near {
    struct match_keys areas, next_areas, regions;
};

/* The nations of the contract; the law of support differs by nation. */
enum match_nation {
    MATCH_ENGLAND = 1,
    MATCH_WALES = 2,
    MATCH_SCOTLAND = 4,
    MATCH_NORTHERN_IRELAND = 8,
    MATCH_ANY_NATION = 15
};

struct match_household {
    int64_t key;                /* opaque; only tells her own hold or room from another's */
    struct match_count persons; /* all who would live there, children included */
    struct match_count beds;    /* bed spaces needed; who sleeps in a cot is not counted */
    struct match_count cots;    /* cots wanted */
    uint8_t modes;              /* bits of match_mode she feels safe in; 0: not asked */
    uint8_t adults;             /* MATCH_WOMEN, MATCH_MEN or both; 0: unknown */
    uint8_t nations;            /* bits of match_nation allowed; 0: not asked */
    uint8_t workers;            /* bits of match_workers she feels safe with; 0: not asked */
    enum match_fact is_family;  /* at least one child moves in too */
    enum match_fact step_free;  /* needs a way without steps from street to bed and bathroom */
    enum match_fact night_admission; /* arrives when only night cover can receive her */
    enum match_fact complex_needs;   /* needs a place staffed for complex needs */
    bool has_large_shared_exception; /* recorded with a reason by who may (000 Rec 3h) */
    bool wishes_catered;             /* a wish, never a rule */
    struct match_keys regions;       /* allowed; known and empty: anywhere in her nations */
    struct match_keys avoid_areas;   /* where she is not safe */
    struct match_keys wish_areas;    /* where she wishes to live; a wish */
    struct match_near near[MATCH_TIES]; /* what she wishes to stay near to; a wish */
    struct match_keys languages;
    struct match_keys needs;         /* kinds of support, the same keys as a house's specialisms */
    struct match_keys conflicts;     /* opaque keys of people to stay away from, whoever of the
                                      * two said so */
    int64_t provider;                /* who supports her already; 0: none */
    struct instant asked_at;         /* the moment of the question; from the job, always some */
    struct instant needed_at;        /* from when the room is needed; always some */
    struct instant waiting_since;    /* INSTANT_NONE: not waiting */
};

struct match_house {
    int64_t id;                 /* stable; breaks ties */
    uint8_t modes;              /* bits of match_mode possible with who lives there; 0: unknown */
    uint8_t admits;             /* bits of match_who; 0: unknown */
    uint8_t nation;             /* one bit of match_nation; 0: unknown */
    uint8_t workers;            /* bits of match_workers who work there; 0: unknown */
    enum match_fact is_open;    /* MATCH_NO: closed */
    enum match_fact catered;
    struct match_count licence;          /* persons the house may hold */
    struct match_count residents;        /* persons living there or promised a room, but for the
                                          * household that is asked about */
    struct match_count night_admissions; /* how many can still be received at night; 0: no cover */
    struct match_count complex_places;   /* places for complex needs still free */
    int64_t region, area;                /* 0: unknown */
    int64_t provider;
    struct match_keys languages;      /* spoken by staff */
    struct match_keys specialisms;
    struct match_keys resident_keys;  /* opaque, as in match_household.conflicts */
};

/* Something that takes the room out of reach, perhaps until an instant (INSTANT_NONE: no end
 * known). Several can be on at once, and each is told. */
struct match_span {
    enum match_fact is_on;
    struct instant until;
};

struct match_room {
    int64_t id;                  /* stable; breaks ties */
    uint32_t house;              /* index into the houses of the same world */
    struct match_count beds;     /* bed spaces in the room */
    struct match_count cots;     /* cots in it or that can be carried to it */
    struct match_count beds_used; /* by the household living in it */
    enum match_fact step_free;
    enum match_fact self_contained;
    enum match_fact large_shared; /* kitchen or bathroom shared in a large house; inherited from the
                                   * house, MATCH_NO for a self-contained room */
    int64_t held_by, occupied_by; /* keys of households; her own is no obstacle; 0: none known */
    struct match_span held;         /* or offered; over by itself when its end has passed */
    struct match_span occupied;     /* until the agreed leaving; who overstays is still there */
    struct match_span turnaround;   /* being made ready; over by itself when its end has passed */
    struct match_span out_of_order; /* until the expected repair; overdue, it is still on */
};

#endif
