/* plan_move.h - moves that would make room: whom a room could be found for if somebody who asked to
 * be moved were moved first.
 *
 * Only who lives in a room and whose last word is that she asks for a move, or agrees to one
 * (placement_move_wish.h), is looked at; nobody else's room is. She may always stay: a plan without
 * any move is the plan of plan.h. An advice is a chain of moves told in order: the first is into a
 * room that is free, each further one into the room that the one before it left, once that is made
 * ready; whoever waits can have the last of those rooms, from that moment on: if that is later than
 * she needs one, only who has no room without the chain is told to wait for it. So at every moment
 * each of them has a room of her own, and there is no circle that could leave somebody without one.
 * The rules of every room and house are asked as they would be after the moves before
 * (placement_queue_after).
 *
 * A chain is advised if more households have a room with it, in no tier fewer, and as no shorter
 * one does; among those the one that houses the most of tier 0, then 1, then 2, then the one whose
 * rooms fit those who move best. What is gained is counted against what is proven to be the best
 * without it, so it is never told too high. Then the next is looked for, on top of it. The search
 * goes on until nothing is gained, or is cut off, which is told.
 *
 * It is advice. A person plans the move with her (placement_move), which asks for her yes to that
 * very room, or refuses the advice: then none is given for her again on the same word of hers.
 * Either is kept for ever with what was advised and why.
 */
#ifndef ROOMS_PLAN_PLAN_MOVE_H
#define ROOMS_PLAN_PLAN_MOVE_H

#include "rooms/plan/plan.h"

enum { PLAN_CHAIN_MOST = 3, PLAN_ADVICES_MOST = 5 };

struct plan_step {
    uint32_t mover;           /* index of waiting.movers */
    uint32_t from, to;        /* indexes of rooms */
    struct match_score score; /* of the room she would move to */
    int32_t score_now;        /* of the room she has */
    struct instant at;        /* not before */
    struct instant ready_at;  /* from when the room she left is ready for who comes after */
};
struct plan_placed {
    uint32_t household, room;
};
struct plan_advice {
    struct plan_step steps[PLAN_CHAIN_MOST]; /* in order */
    size_t count;
    int64_t gained[PLAN_TIERS];       /* households more with a room; none below 0 */
    const struct plan_placed *placed; /* who would have one and would not without the chain */
    size_t placed_count;
};
struct plan_moves {
    struct plan_advice at[PLAN_ADVICES_MOST]; /* each counts on those before it */
    size_t count;
    int64_t movers; /* who has said that she wants or agrees to be moved, and can be looked at */
    bool is_cut;    /* not every chain was tried */
};
CHECKED enum err plan_moves(struct job *job, const struct plan_today *plan,
                            struct plan_moves *out_moves);

/* What was advised and why, to be kept: JSON without a name. */
struct str plan_move_explain(struct job *job, const struct plan_today *plan,
                             const struct plan_advice *advice);

/* A person's no to the first move of an advice. reason: codes plan_move_reason. ERR_CONFLICT: it is
 * refused already. */
CHECKED enum err plan_move_refuse(struct job *job, const struct plan_today *plan,
                                  const struct plan_advice *advice, struct str reason);

#endif
