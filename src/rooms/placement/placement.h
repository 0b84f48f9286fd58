/* placement.h - a room for a household: which suit, hold, offer, answer, wishes, arrival, departure.
 *
 * One table of states (placement.c). A room hosts one household at a time, by a database constraint:
 * of fifty workers racing for one room exactly one wins and forty-nine get ERR_CONFLICT. The
 * transaction that takes a room first ends its expired hold. What the house is told before it
 * accepts is what it needs to answer: household shape and needs, no name.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_H
#define ROOMS_PLACEMENT_PLACEMENT_H

#include "guard/job.h"

enum { HOLD_HOURS = 2 };

/* Every room with its reasons, best first, for one referral (match/match.h). */
struct match_result;
CHECKED enum err placement_rooms(struct job *job, struct referral_id referral,
                                 struct match_result *out_result);

struct placement {
    struct placement_id placement;
    struct referral_id referral;
    struct household_id household;
    struct room_id room;
    struct house_id house;
    struct str state; /* codes placement_state */
    bool is_live;
    struct instant held_until_at, offered_at, answered_at, expected_at, arrived_at, departed_at;
    struct str decline_reason, wish_answer, destination;
    struct date planned_until_on;
    int64_t version;
};

/* Holds a room. ERR_CONFLICT: somebody has it. ERR_INVALID: it does not suit (problems say why);
 * a room that fails a safety rule cannot be held at all. */
CHECKED enum err placement_hold(struct job *job, struct referral_id referral, struct room_id room,
                                int64_t hours, struct problems *problems,
                                struct placement_id *out_placement);
CHECKED enum err placement_release(struct job *job, struct placement_id placement);
/* Ties the house's circle to the referral as offered. */
CHECKED enum err placement_offer(struct job *job, struct placement_id placement,
                                 struct instant expected_at);
CHECKED enum err placement_accept(struct job *job, struct placement_id placement);
CHECKED enum err placement_decline(struct job *job, struct placement_id placement,
                                   struct str reason);
/* The person's own answer (codes wish_answer) and words. A no frees the room; needs_time keeps it. */
CHECKED enum err placement_wish(struct job *job, struct placement_id placement, struct str answer,
                                struct str words);
/* Needs the house's yes and the person's yes. Starts the clocks of arrival. */
CHECKED enum err placement_arrive(struct job *job, struct placement_id placement,
                                  struct instant arrived_at);
/* Opens a safety follow-up for the desk. reason: codes not_arrived_reason. */
CHECKED enum err placement_not_arrived(struct job *job, struct placement_id placement,
                                       struct str reason);
CHECKED enum err placement_extend(struct job *job, struct placement_id placement,
                                  struct date until_on);
/* A planned move with consent: books the other room, and on the day ends one stay and begins the
 * other; nobody loses a bed. */
CHECKED enum err placement_move(struct job *job, struct placement_id placement,
                                struct room_id room, struct date on,
                                struct placement_id *out_placement);
/* destination: codes destination. */
CHECKED enum err placement_depart(struct job *job, struct placement_id placement,
                                  struct str destination, struct instant departed_at);

CHECKED enum err placement_get(struct job *job, struct placement_id placement,
                               struct placement *out_placement);
/* The referral that a placement belongs to: its record for rights. ERR_NOT_FOUND. */
CHECKED enum err placement_referral(struct db *db, struct arena *arena,
                                    struct placement_id placement, struct referral_id *out_referral);

#endif
