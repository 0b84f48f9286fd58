/* placement.h - a room for a household: which suit, hold, offer, answer, wishes, arrival, leaving.
 *
 * One table of states (placement_state.h). A room hosts one household at a time, and a household
 * has one room at a time, by database constraints: of fifty workers racing for one room exactly one
 * wins and forty-nine get ERR_CONFLICT. The transaction that takes a room first ends its expired
 * hold; whoever reads meanwhile takes an expired hold for none. Every rule of match/rule.h is
 * checked again inside the transaction, on facts read under a lock of the house and the room, so
 * the licence, the kinds of house and the people to stay apart hold under any race.
 *
 * What the house is told before it accepts is what it needs to answer: household shape and needs,
 * no name. The answer is the house's; the wish is the person's; an arrival needs both.
 *
 * Every function that changes something writes in a transaction of its own, with its line in the
 * log, and sets job->location: to the page of the placement, or to the arrivals where the act ends
 * the right to that page. ERR_NOT_FOUND: there is none.
 * ERR_CONFLICT: its state no longer allows this (also: the hold has run out).
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_H
#define ROOMS_PLACEMENT_PLACEMENT_H

#include "guard/job.h"
#include "match/match.h"

enum {
    HOLD_HOURS = 2,         /* a hold frees itself; an offer and "I need time" start it again */
    HOLD_HOURS_MOST = 72,
    DESK_DAYS_AFTER_ARRIVAL = 7, /* how long the desk still reads who has arrived */
    MOVE_DAYS_MOST = 28,    /* how far ahead a planned move may keep a room empty */
    SAFETY_CALL_MINUTES = 30 /* from a non-arrival to the call that must be made */
};

struct placement {
    struct placement_id placement;
    struct referral_id referral;
    struct household_id household;
    struct room_id room;
    struct house_id house;
    struct str state; /* codes placement_state */
    bool is_live;
    bool is_expired; /* held or offered, and its time is over: only the row is still there */
    struct instant held_until_at, offered_at, answered_at, expected_at, arrived_at, departed_at;
    struct str decline_reason, wish_answer, wish_told, end_reason, destination, arrival_checks;
    struct instant wish_at;
    struct date planned_until_on;
    struct staff_id held_by, key_worker;
    struct placement_id moved_from;
    struct str explanation; /* JSON: rules that passed, questions, score terms and their weights */
    int64_t version;
};
CHECKED enum err placement_get(struct job *job, struct placement_id placement,
                               struct placement *out_placement);
/* The live placement of a household, ERR_NOT_FOUND when it has no room; an expired hold is none. */
CHECKED enum err placement_of_household(struct job *job, struct household_id household,
                                        struct placement *out_placement);
/* The latest of a referral, live or not. ERR_NOT_FOUND: no room was ever held for it. */
CHECKED enum err placement_last(struct job *job, struct referral_id referral,
                                struct placement *out_placement);
/* The referral that a placement belongs to: its record for rights. ERR_NOT_FOUND. */
CHECKED enum err placement_referral(struct db *db, struct arena *arena,
                                    struct placement_id placement,
                                    struct referral_id *out_referral);

/* ---- which rooms --------------------------------------------------------------------------- */

/* What a page says of a house and a room beside the matcher's facts; same index as those. */
struct placement_house_name {
    struct str ref, alias, area, region, nation;
};
struct placement_room_name {
    struct str name;
};
struct placement_rooms {
    struct match_household household;
    struct match_facts facts; /* answer's indexes point into facts.rooms */
    const struct placement_house_name *houses;
    const struct placement_room_name *rooms;
    struct match_answer answer;
};
/* Every room with its reasons, best first, for one referral (match/match.h). */
CHECKED enum err placement_rooms(struct job *job, struct referral_id referral,
                                 struct placement_rooms *out_rooms);

/* ---- hold and offer ------------------------------------------------------------------------ */

/* Holds a room for hours. ERR_CONFLICT: somebody has it, or the household has one. ERR_INVALID: it
 * does not suit (problems say why, safety areas and people to stay apart as "not suitable" only). A
 * room with an open question can be held while somebody asks; it cannot be offered before the
 * answer is in. */
struct placement_hold {
    struct referral_id referral;
    struct room_id room;
    int64_t hours; /* 1 to HOLD_HOURS_MOST */
};
CHECKED enum err placement_hold(struct job *job, const struct placement_hold *hold,
                                struct problems *problems, struct placement_id *out_placement);

/* The desk gives the room back. reason: codes cancel_reason. */
CHECKED enum err placement_release(struct job *job, struct placement_id placement,
                                   struct str reason);
/* Ties the house's circle to the referral as offered, and starts the hold again for the house to
 * answer in. ERR_INVALID: a question about safety is open, or a rule fails by now. */
CHECKED enum err placement_offer(struct job *job, struct placement_id placement,
                                 struct instant expected_at, struct problems *problems);
/* The house's yes: the room is kept until arrival, and the address may be opened by the desk.
 * ERR_INVALID: something was learnt since, and the desk decides first (placement_warning.h). */
CHECKED enum err placement_accept(struct job *job, struct placement_id placement,
                                  struct problems *problems);
/* Of the house the asker has the right address_reveal to, job->relations being what she is to it.
 * ERR_NOT_FOUND: somebody lives or is expected there from whom a flag keeps her (guard/conflict.h).
 * Who runs the house, or answers for its provider, knows its address anyway. */
CHECKED enum err placement_address_check(struct job *job, struct house_id house);
/* reason: codes decline_reason; counted. */
CHECKED enum err placement_decline(struct job *job, struct placement_id placement,
                                   struct str reason);

/* The person's own answer and words. A no frees the room; needs_time keeps it, with the hold
 * started again. A yes is a yes only to what she was told: ERR_INVALID without both kinds. */
struct placement_wish {
    struct placement_id placement;
    struct str answer; /* codes wish_answer */
    bool was_told_area, was_told_house;
    struct str words; /* sealed under the referral's key; may be empty */
};
CHECKED enum err placement_wish(struct job *job, const struct placement_wish *wish,
                                struct problems *problems);
/* Her words, opened; empty when there are none, STR_UNREADABLE when they do not open. */
CHECKED enum err placement_wish_words(struct job *job, struct placement_id placement,
                                      struct str *out_words);

/* Ends every hold and offer whose time is over, at most limit of them. For a timer: what a page
 * shows does not depend on it, the desk's kept counts do. */
CHECKED enum err placement_tidy(struct job *job, int64_t limit, int64_t *out_count);

/* ---- the stay ------------------------------------------------------------------------------ */

/* Needs the house's yes and the person's yes. Starts the clocks of arrival (app/after.c); ties the
 * people to the house, its provider and the key worker, and ends the ties of another provider and
 * its workers; the desk reads them for seven days more.
 * What was not done on arrival becomes a follow-up of the house. */
struct placement_arrival {
    struct placement_id placement;
    struct instant arrived_at;
    struct str checks;          /* codes arrival_check, separated by commas */
    struct staff_id key_worker; /* 0: not chosen yet */
    struct date planned_until_on; /* DATE_NONE: open */
};
CHECKED enum err placement_arrive(struct job *job, const struct placement_arrival *arrival,
                                  struct problems *problems);
/* Somebody joined or left a household that lives in a house: a child is born there. Who is there is
 * tied to the house as the others are, who has left is not. Inside job_write (app/after.c). */
CHECKED enum err placement_follow_household(struct job *job, struct household_id household);
/* Opens a safety follow-up for the desk and frees the room. reason: codes not_arrived_reason. */
CHECKED enum err placement_not_arrived(struct job *job, struct placement_id placement,
                                       struct str reason);
CHECKED enum err placement_extend(struct job *job, struct placement_id placement,
                                  struct date until_on, struct problems *problems);

/* A planned move with consent: books the other room from a day on; nobody else gets it, and the
 * person keeps hers. Another provider's house is asked first (placement_move.h). On the day,
 * placement_move_do ends one stay and begins the other in one transaction: if that cannot be, she
 * stays where she is. */
struct placement_move {
    struct placement_id placement;
    struct room_id room;
    struct date on;
    struct date until_on; /* of the stay there */
    bool has_consent;
    struct str explanation; /* why everyone's plan advised it, kept for ever; empty: it did not */
};
CHECKED enum err placement_move(struct job *job, const struct placement_move *move,
                                struct problems *problems);
CHECKED enum err placement_move_do(struct job *job, struct placement_id placement,
                                   struct placement_id *out_placement);
CHECKED enum err placement_move_cancel(struct job *job, struct placement_id placement);
struct placement_booking {
    struct room_id room;
    struct str room_name, house_alias;
    struct date from_on, until_on;
    bool is_asked;  /* it is another provider's house, which has to answer (placement_move.h) */
    bool is_agreed; /* it said yes, or need not be asked */
};
/* ERR_NOT_FOUND: no move is planned. */
CHECKED enum err placement_booking(struct job *job, struct placement_id placement,
                                   struct placement_booking *out_booking);

/* Ends the stay and the house's ties; the provider reads on for a time (placement_after.h).
 * destination: codes destination. The room is made ready for
 * the house's turnaround days. */
struct placement_departure {
    struct placement_id placement;
    struct str destination;
    struct instant departed_at;
};
CHECKED enum err placement_depart(struct job *job, const struct placement_departure *departure,
                                  struct problems *problems);

/* A reaction to EVENT_room_voided, inside its transaction. ERR_CONFLICT: somebody has the room on a
 * day on which it would be out of order, or is promised it; the stay or the move is ended first. */
CHECKED enum err placement_check_void(struct job *job, int64_t void_);

#endif
