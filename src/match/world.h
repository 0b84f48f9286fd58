/* world.h - houses and rooms laid out for quick questions. Inside match/ only.
 *
 * Rooms stand in the order in which ties are broken (house id, then room id), so that lists come
 * out sorted. What no rule can tell apart is of one kind, and a question is put to a kind once: the
 * country has hundreds of rooms but few kinds of them, few kinds of houses, and few places where
 * houses stand. Who holds a room or lives in it is not part of the kind; the rooms taken by one
 * household are found by its key and looked at singly. Who lives in a house is not part of its kind
 * either; a person to stay away from is found by her key.
 */
#ifndef MATCH_WORLD_H
#define MATCH_WORLD_H

#include "match/match.h"

/* One room taken by one household. */
struct match_taken {
    int64_t key;
    uint32_t position;
};

/* One person who lives in a house. */
struct match_resident {
    int64_t key;
    uint32_t house; /* its number in houses[] */
};

/* Things of few kinds: the kind of each, how many rooms each kind has. */
struct match_kinds {
    uint32_t *of;
    uint32_t *rooms;
    size_t count;
};

struct match_world {
    struct match_facts facts;
    struct match_house *houses; /* by id */
    uint32_t *first;    /* position of the first room of each of houses[]; one more at the end */
    uint32_t *rooms;    /* position -> index of the room */
    uint32_t *house_of; /* position -> number of the house */
    struct match_kinds room_kinds;  /* of positions */
    struct match_room *room_examples; /* taken by nobody in particular */
    struct match_kinds house_kinds; /* of houses, for every rule but where it is */
    struct match_house *house_examples; /* somebody nobody fears lives where somebody lives */
    struct match_kinds places;      /* of houses, for the rules about where it is */
    struct match_house *place_examples;
    struct match_taken *taken; /* by key, then position */
    size_t taken_count;
    struct match_resident *residents; /* by key, then house */
    size_t resident_count;
};

/* The rules about where a house is. */
#define MATCH_PLACE_RULES (MATCH_BIT(MATCH_RULE_REGION) | MATCH_BIT(MATCH_RULE_AREA))

#endif
