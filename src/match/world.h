/* world.h - houses and rooms laid out for quick questions. Inside match/ only.
 *
 * Rooms stand in the order in which ties are broken (house id, then room id), so that lists come
 * out sorted. Rooms that no rule and no term can tell apart are of one kind: the country has
 * hundreds of rooms but few kinds, and a question is put to a kind once. Who holds a room or lives
 * in it is not part of the kind; the rooms taken by one household are found by its key and looked
 * at singly.
 */
#ifndef MATCH_WORLD_H
#define MATCH_WORLD_H

#include "match/match.h"

/* One room taken by one household. */
struct match_taken {
    int64_t key;
    uint32_t position;
};

struct match_world {
    struct match_facts facts;
    struct match_house *houses; /* by id */
    uint32_t *first;   /* position of the first room of each of houses[]; one more at the end */
    uint32_t *rooms;   /* position -> index of the room */
    uint32_t *kind_of; /* position -> kind */
    struct match_room *kinds; /* an example of each, taken by nobody in particular */
    size_t kind_count;
    struct match_taken *taken; /* by key, then position */
    size_t taken_count;
};

#endif
