/* placement_queue.h - everybody who waits for a room, with the matcher's facts of them and of
 * every room: what a plan for all of them is made of.
 *
 * What a person decided stands: who has a room held, offered, accepted or lived in does not wait,
 * and such a room fails its rule for everybody else. An expired hold is none. Only households whose
 * referral the asker is tied to are there; a command, which no role asks, sees all. Facts of two
 * kinds cost: the answers of each household are opened from the vault, and the houses are read once
 * for each day on which somebody needs a room; so this never happens in a transaction.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_QUEUE_H
#define ROOMS_PLACEMENT_PLACEMENT_QUEUE_H

#include "rooms/placement/placement.h"

enum {
    QUEUE_MOST = 200,    /* households looked at together, the most needed first */
    MOVERS_MOST = 20,    /* who wants to be moved and is looked at */
    QUEUE_DAYS_AHEAD = 7 /* who needs a room later than that waits for a later plan */
};

struct placement_queue_household {
    struct referral_id referral;
    struct str ref;
    int64_t urgency;                /* 0 most urgent */
    struct instant created_at;
    struct match_household facts;   /* with all to stay apart from, whoever of the two said so */
    struct match_keys people;       /* who would live there, as in match_household.conflicts */
    uint32_t gaps;                  /* rules that ask whatever room is looked at (match_gaps) */
    bool is_later;                  /* needed after QUEUE_DAYS_AHEAD days; no room was looked at */
    const struct match_room *rooms; /* on the day it is needed; same indexes for everybody */
};

/* A household that lives in a room and has said that it wants to be moved, or agrees to it
 * (placement_move_wish.h), and has no move planned. She has a bed; she is no part of the queue. */
struct placement_queue_mover {
    struct placement_id placement;
    struct referral_id referral;
    struct str ref;
    int64_t wish;                 /* which of her words on it: placement_move_wish.number */
    struct str said;              /* codes move_wish: asks, agrees */
    uint32_t room;                /* hers: index of facts.rooms */
    struct match_household facts; /* of a move by day, from now on */
};

/* A move that is only thought of: she lives in another room from that moment on. */
struct placement_queue_move {
    uint32_t mover;    /* index of movers */
    uint32_t room;     /* index of facts.rooms */
    struct instant at;
};

/* In the arena. Order: most needed first, as the desk's queue; movers by the age of their wish. */
struct placement_queue {
    const struct placement_queue_household *at;
    size_t count;
    bool is_cut; /* more wait than QUEUE_MOST */
    struct match_facts facts; /* its rooms are those of today */
    const struct placement_house_name *houses;
    const struct placement_room_name *rooms;
    const int64_t *cots_left; /* of each house's cots that can be carried */
    const struct placement_queue_mover *movers; /* MOVERS_MOST at most */
    size_t mover_count;
    const struct placement_queue_days *days; /* what placement_queue_after makes facts of; opaque */
};

/* ERR_CONFLICT: a house or a room was added meanwhile; asked again it is there. */
CHECKED enum err placement_queue(struct job *job, struct placement_queue *out_waiting);

/* The queue with houses and rooms as they would be after these moves, in their order, in the arena:
 * same indexes. Nothing is moved. */
struct placement_queue placement_queue_after(struct arena *arena,
                                             const struct placement_queue *waiting,
                                             const struct placement_queue_move *moves,
                                             size_t count);
/* Houses and rooms of today after these moves as one who would move next is asked about them: what
 * her household takes up itself is left out. */
struct match_facts placement_queue_for_mover(struct arena *arena,
                                             const struct placement_queue *waiting,
                                             const struct placement_queue_move *moves,
                                             size_t count, uint32_t mover);

/* The house as it would be with these households in it too: for asking the rules of one more. */
struct match_house placement_house_with(struct arena *arena, const struct match_house *house,
                                        const struct placement_queue_household *const *others,
                                        size_t count);

#endif
