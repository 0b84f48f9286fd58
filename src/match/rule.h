/* rule.h - the rules of who may live where, as one table.
 *
 * Each row has the sentence that tells why a room fails, who can change that, where the rule comes
 * from, and the function that tests it. To add a rule: a number, a row, a function, its sentences
 * in words/, a case in the test. Nothing else knows the rules.
 *
 * What is said of a house holds for each of its rooms: a rule that reads the house is inherited.
 *
 * Sources: "000 Rec 3h" is a recommendation of a report that Haven is built from.
 */
#ifndef MATCH_RULE_H
#define MATCH_RULE_H

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
    MATCH_RULE_WORKERS,      /* no worker of the gender she feels safe with */
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

enum match_verdict { MATCH_PASS = 0, MATCH_ASK, MATCH_FAIL };

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

/* The same in two parts, for an engine that asks once a house and once a kind of room. */
struct match_check match_check_house(const struct match_household *household,
                                     const struct match_house *house);
struct match_check match_check_room(const struct match_household *household,
                                    const struct match_room *room);

/* The rules that ask whatever room is looked at, because the household's own side is unknown: the
 * questions without which nobody can be placed safely. */
uint32_t match_gaps(const struct match_household *household);

#endif
