/* placement_queue.h - everybody who waits for a room, with the matcher's facts of them and of
 * every room: what a plan for all of them is made of.
 *
 * What a person decided stands: who has a room held, offered, accepted or lived in does not wait,
 * and such a room fails its rule for everybody else. An expired hold is none. Only households whose
 * referral the asker is tied to are there; a command, which no role asks, sees all. Facts of two kinds cost: the answers of each household
 * are opened from the vault, and the houses are read once for each day on which somebody needs a
 * room; so this never happens in a transaction.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_QUEUE_H
#define ROOMS_PLACEMENT_PLACEMENT_QUEUE_H

#include "rooms/placement/placement.h"

enum {
    QUEUE_MOST = 200,    /* households looked at together, the most needed first */
    QUEUE_DAYS_AHEAD = 7 /* who needs a room later than that waits for a later plan */
};

struct placement_queue_household {
    struct referral_id referral;
    struct str ref;
    int64_t urgency;                /* 0 most urgent */
    struct instant created_at;
    struct match_household facts;   /* with all to stay apart from, whoever of the two said so */
    struct match_keys people;       /* who would live there, as match_household.conflicts has them */
    uint32_t gaps;                  /* rules that ask whatever room is looked at (match_gaps) */
    bool is_later;                  /* needed after QUEUE_DAYS_AHEAD days; no room was looked at */
    const struct match_room *rooms; /* on the day it is needed; same indexes for everybody */
};

/* In the arena. Order: most needed first, as the desk's queue. */
struct placement_queue {
    const struct placement_queue_household *at;
    size_t count;
    bool is_cut; /* more wait than QUEUE_MOST */
    struct match_facts facts; /* its rooms are those of today */
    const struct placement_house_name *houses;
    const struct placement_room_name *rooms;
    const int64_t *cots_left; /* of each house's cots that can be carried */
};

/* ERR_CONFLICT: a house or a room was added meanwhile; asked again it is there. */
CHECKED enum err placement_queue(struct job *job, struct placement_queue *out_waiting);

/* The house as it would be with these households in it too: for asking the rules of one more. */
struct match_house placement_house_with(struct arena *arena, const struct match_house *house,
                                        const struct placement_queue_household *const *others,
                                        size_t count);

#endif
