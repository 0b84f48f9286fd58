/* placement_inner.h - what the files of this room share. Nobody else includes it.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_INNER_H
#define ROOMS_PLACEMENT_PLACEMENT_INNER_H

#include "placement_sql.h"
#include "rooms/placement/placement.h"
#include "rooms/placement/placement_state.h"
#include "rooms/placement/placement_words.h"
#include "rooms/referral/referral.h"

/* ---- placement_world.c: the matcher's facts out of the database ----------------------------- */

/* All houses, or one house twice. */
struct house_range {
    struct house_id from, to;
};
#define HOUSES_ALL ((struct house_range){{INT64_MIN}, {INT64_MAX}})

struct placement_world {
    struct match_facts facts;
    const struct placement_house_name *houses;
    const struct placement_room_name *rooms;
    const int64_t *cots_left; /* of each house's cots that can be carried */
};
/* Which other households count. Somebody who lives in a room is in the way however soon she leaves;
 * for a booking until the agreed day. Whether a household can stay is asked of who lives there: a
 * hold or an offer gives way to a stay. */
enum placement_others { OTHERS_ALL, OTHERS_BOOKING, OTHERS_LIVING };

/* What the database says of houses, once read: a world is made of it as often as is asked.
 * Opaque. */
struct placement_world_rows;
CHECKED enum err placement_world_read(struct job *job, struct house_range range,
                                      struct instant needed_at,
                                      const struct placement_world_rows **out_rows);

/* A move that is only thought of: at this moment who lives in a room lives in another, and hers is
 * made ready. */
struct placement_imagined {
    struct household_id household; /* lives in a room of the rows */
    struct house_id to_house;
    struct room_id to_room;
    struct instant at;
};
struct placement_world_of {
    const struct placement_world_rows *rows;
    const struct match_household *household; /* what it takes up itself is left out */
    enum placement_others others;
    const struct placement_imagined *moves; /* in their order */
    size_t move_count;
};
struct placement_world placement_world_make(struct arena *arena, struct instant now,
                                            const struct placement_world_of *of);

/* Both at once, as things are. What the household itself takes up there is left out. */
CHECKED enum err placement_world_load(struct job *job, struct house_range range,
                                      const struct match_household *household,
                                      enum placement_others others,
                                      struct placement_world *out_world);

/* A household as it was before the transaction: opening its answers is work of the vault. */
struct placement_party {
    struct referral referral;
    struct match_household facts;
};
/* Outside a transaction. */
CHECKED enum err placement_party_load(struct job *job, struct referral_id referral,
                                      struct placement_party *out_party);
/* Inside: ERR_CONFLICT when the answers have changed since. */
CHECKED enum err placement_party_check(struct job *job, const struct placement_party *party);

/* Sets whom a house admits from the kinds of house that it can still be. */
void placement_admit(struct match_house *house);

/* Adds everybody who must not live with somebody of the household, by the other side's word. */
CHECKED enum err placement_add_apart(struct job *job, enum placement_others others,
                                     struct match_household *facts);

/* ---- placement_check.c: one household and one room, inside the transaction ------------------- */

struct placement_fit {
    struct match_check check;
    struct match_household household;
    const struct match_house *house; /* in the arena */
    const struct match_room *room;
};
/* Locks house and room, and asks every rule on facts read after that. ERR_NOT_FOUND: no room. */
CHECKED enum err placement_fit_check(struct job *job, const struct match_household *facts,
                                     struct room_id room, enum placement_others others,
                                     struct placement_fit *out_fit);
/* What an arrival must not break, whatever was true at the offer. A cot that is missing by then
 * keeps nobody in the street. */
#define ARRIVAL_RULES (MATCH_BIT(MATCH_RULE_LICENCE) | MATCH_BIT(MATCH_RULE_CONFLICT) |           \
                       MATCH_BIT(MATCH_RULE_AREA) | MATCH_BIT(MATCH_RULE_MODE) |                  \
                       MATCH_BIT(MATCH_RULE_ADMITS))

/* The rules that may be told become problems of the field "room"; when nothing but a secret one
 * fails, one sentence that names none. */
void placement_fit_problems(uint32_t fails, uint32_t asks, struct problems *problems);
/* Why this room, now: rules that passed, open questions, score terms with their weights; JSON. */
struct str placement_fit_explain(struct job *job, const struct placement_fit *fit);

/* ---- placement_step.c: what every change of state has in common, inside the transaction ------ */

/* Does an action: the state and the referral's state. ERR_CONFLICT: not from here, or the hold has
 * run out. out_row is the row as it was. */
CHECKED enum err placement_step(struct job *job, struct placement_id placement,
                                enum placement_action action, struct placement_row_row *out_row);
/* It ended without a stay: ends the ties of the offer. */
CHECKED enum err placement_free(struct job *job, const struct placement_row_row *row);
/* Ends the expired holds that stand in the way of this room or this household. */
CHECKED enum err placement_lapse_old(struct job *job, struct room_id room,
                                     struct household_id household);
/* The ties of people who begin, or end, to live in a house. */
struct placement_tie {
    struct referral_id referral;
    struct household_id household;
    struct house_id house;
    struct staff_id key_worker;
    struct instant desk_until_at; /* INSTANT_NONE: the desk's ties stay as they are */
};
static inline struct placement_tie placement_tie_of(const struct placement_row_row *row)
{
    return (struct placement_tie){row->referral, row->household, row->house, {0}, INSTANT_NONE};
}
CHECKED enum err placement_tie_stay(struct job *job, const struct placement_tie *tie);
/* The desk reads referral and people until desk_until_at, or longer where it does already. */
CHECKED enum err placement_tie_desk(struct job *job, const struct placement_tie *tie);
CHECKED enum err placement_untie_stay(struct job *job, const struct placement_tie *tie,
                                      bool is_provider_too);
/* Ends the desk's sight of the address when nobody is on the way there any more. */
CHECKED enum err placement_hide_address(struct job *job, struct house_id house);

/* The referral and everybody in the household now: what a tie of the stay is made to. */
CHECKED enum err placement_records_of(struct job *job, const struct placement_tie *tie,
                                      struct record_id **out_records, size_t *out_count);

/* ---- placement_after.c ----------------------------------------------------------------------- */

/* A departure: bounds the ties of the house's provider. Inside. */
CHECKED enum err placement_after_begin(struct job *job, const struct placement_row_row *row,
                                       struct instant departed_at);
/* A new stay: what a departure had bounded is the new house's, and open again if it is the same
 * provider. Inside. */
CHECKED enum err placement_after_take_over(struct job *job, const struct placement_tie *tie);

/* A room that is promised to a move must be free on that day: ERR_CONFLICT. */
CHECKED enum err placement_check_bookings(struct job *job, struct room_id room,
                                          struct date from_on, struct date until_on);

/* ---- placement_move_answer.c ----------------------------------------------------------------- */

/* Ties the receiving house's circle to the question. Inside. */
CHECKED enum err placement_move_ask(struct job *job, struct referral_id referral,
                                    struct house_id house);
/* Ends the planned move of this stay, if there is one, and the receiving house's tie. Inside. */
CHECKED enum err placement_booking_drop(struct job *job, const struct placement_row_row *row,
                                        bool *out_was_there);

struct str placement_location(struct job *job, struct placement_id placement);

/* What a household takes of a house. */
struct placement_taking {
    int64_t persons, beds, cots, complex_places, modes;
};
struct placement_taking placement_taking_of(const struct match_household *facts);

/* Writes a live placement; what it takes of the house comes from the facts. */
struct placement_new {
    struct placement_id placement;
    const struct placement_party *party;
    const struct placement_fit *fit;
    enum placement_state state;
    struct instant held_until_at;
};
CHECKED enum err placement_store(struct job *job, const struct placement_new *placement);
/* What it takes of the house, by facts that may have been completed since the hold. */
CHECKED enum err placement_store_shape(struct job *job, struct placement_id placement,
                                       const struct placement_party *party,
                                       const struct placement_fit *fit);
/* The same of who has the room already, where the facts are known; why this room was chosen stays.
 * out_is_changed: others in the house may have more or less of it now. */
CHECKED enum err placement_store_taking(struct job *job, struct placement_id placement,
                                        const struct placement_fit *fit, bool *out_is_changed);

/* ---- placement_warning.c ------------------------------------------------------------------- */

/* Does the look that is due at this room, if one is. Outside a transaction. */
CHECKED enum err placement_look_now(struct job *job, struct placement_id placement);
/* Before the next step towards an arrival. ERR_CONFLICT: a look is due. ERR_INVALID, and a problem
 * of the field "room": the desk has not decided what follows from a warning. Inside. */
CHECKED enum err placement_warning_check(struct job *job, struct placement_id placement,
                                         struct problems *problems);
/* The room is given back, left, or nothing speaks against it any more. Inside. */
CHECKED enum err placement_warning_end(struct job *job, const struct placement_row_row *row);

#endif
