/* A planned move: the other room is booked; on the day one stay ends and the other begins. */
#include "placement_move_wish_sql.h"
#include "rooms/placement/placement_inner.h"
#include "words.h"

enum err placement_check_bookings(struct job *job, struct room_id room, struct date from_on,
                                  struct date until_on)
{
    struct placement_booking_overlap_row overlap;
    enum err err =
        sql_placement_booking_overlap(job->db, job->arena, room, from_on, until_on, &overlap);
    return err == OK && overlap.number > 0 ? ERR_CONFLICT : err;
}

/* A no ends the booking, so an answer to one that is live is a yes. */
static bool is_agreed(const struct placement_booking_of_row *booking)
{
    return !booking->is_asked || instant_is_some(booking->answered_at);
}

/* ---- booking ------------------------------------------------------------------------------- */

struct moving {
    const struct placement_move *move;
    struct placement_id placement, to; /* to: of the stay that begins */
    struct placement_party party;
    struct problems *problems;
    size_t problem_count;
};

/* A planned move is by day, whatever the hour of the first arrival was. */
static enum err load_mover(struct job *job, struct moving *moving, struct date on)
{
    struct referral_id referral;
    enum err err = placement_referral(job->db, job->arena, moving->placement, &referral);
    if (err == OK)
        err = placement_party_load(job, referral, &moving->party);
    if (err != OK)
        return err;
    struct instant from = london_midnight(on);
    moving->party.facts.needed_at = from.ms > job->now.ms ? from : job->now;
    moving->party.facts.night_admission = MATCH_NO;
    return OK;
}

static enum err check_room(struct job *job, struct moving *moving, struct room_id room,
                           enum placement_others others, struct placement_fit *out_fit)
{
    struct placement_fit fit;
    enum err err = placement_party_check(job, &moving->party);
    if (err == OK)
        err = placement_fit_check(job, &moving->party.facts, room, others, &fit);
    if (err != OK)
        return err;
    placement_fit_problems(fit.check.fails, fit.check.asks, moving->problems);
    if (fit.check.fails || fit.check.asks)
        return ERR_INVALID;
    *out_fit = fit;
    return OK;
}

static enum err move_work(struct job *job, void *with)
{
    struct moving *moving = with;
    const struct placement_move *move = moving->move;
    struct placement_row_row row;
    struct placement_booking_of_row booking;
    struct placement_fit fit;
    moving->problems->count = moving->problem_count;
    enum err err = placement_step(job, move->placement, ACTION_move, &row);
    if (err == OK && row.room.value == move->room.value)
        err = ERR_CONFLICT;
    if (err == OK)
        err = check_room(job, moving, move->room, OTHERS_BOOKING, &fit);
    if (err == OK)
        err = placement_check_bookings(job, move->room, move->on, move->until_on);
    if (err == OK)
        err = sql_placement_booking_insert(job->db, &(struct placement_booking_insert_in){
            .booking = {moving->to.value},
            .room = move->room,
            .referral = row.referral,
            .moves = move->placement,
            .from_on = move->on,
            .until_on = move->until_on,
        });
    if (err == OK && move->explanation.size > 0)
        err = sql_booking_why_insert(job->db, &(struct booking_why_insert_in){
            .booking = {moving->to.value},
            .explanation = move->explanation,
            .now = job->now,
            .staff = job->asker.staff,
        });
    if (err == OK)
        err = sql_placement_booking_of(job->db, job->arena, move->placement, &booking);
    if (err == OK && booking.is_asked)
        err = placement_move_ask(job, row.referral, booking.house);
    if (err != OK)
        return err;
    job_audit(job, VERB_moved, RECORD_placement, row.referral.value);
    job->location = placement_location(job, move->placement);
    return OK;
}

static void check_move(const struct placement_move *move, struct date today,
                       struct problems *problems)
{
    if (!date_is_some(move->on) || date_compare(move->on, today) < 0 ||
        date_compare(move->on, date_add_days(today, MOVE_DAYS_MOST)) > 0)
        problems_add(problems, STR("on"), WORD_placement_move_day_wrong);
    else if (!date_is_some(move->until_on) || date_compare(move->until_on, move->on) <= 0)
        problems_add(problems, STR("until_on"), WORD_placement_until_wrong);
    if (!move->has_consent)
        problems_add(problems, STR("has_consent"), WORD_placement_move_needs_consent);
}

enum err placement_move(struct job *job, const struct placement_move *move,
                        struct problems *problems)
{
    struct moving moving = {.move = move, .placement = move->placement, .problems = problems};
    check_move(move, date_in_london(job->now), problems);
    enum err err = problems_result(problems);
    if (err == OK)
        err = load_mover(job, &moving, move->on);
    if (err != OK)
        return err;
    moving.to = (struct placement_id){job_new_id(job)};
    moving.problem_count = problems->count;
    return job_write(job, move_work, &moving);
}

/* ---- the day ------------------------------------------------------------------------------- */

/* Both houses are locked in the order of their ids: two moves do not wait for each other. */
static enum err lock_both(struct job *job, struct house_id one, struct house_id other)
{
    struct house_id first = one.value < other.value ? one : other;
    struct house_id second = one.value < other.value ? other : one;
    struct placement_lock_house_row row;
    enum err err = sql_placement_lock_house(job->db, job->arena, first, &row);
    return err == OK ? sql_placement_lock_house(job->db, job->arena, second, &row) : err;
}

static enum err end_old_stay(struct job *job, const struct placement_row_row *row)
{
    int64_t changed = 0;
    bool was_booked = false;
    enum err err = sql_placement_state_set(job->db, &(struct placement_state_set_in){
        .placement = row->placement,
        .state = STR("departed"),
        .is_live = false,
        .version = row->version + 1, /* the step has counted it up */
    }, &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        err = sql_placement_departure_set(job->db, row->placement, job->now,
                                          STR("another_safe_house"));
    if (err == OK)
        err = placement_booking_drop(job, row, &was_booked);
    if (err == OK && !was_booked)
        err = ERR_CONFLICT;
    return err == OK ? placement_warning_end(job, row) : err;
}

static enum err begin_new_stay(struct job *job, const struct moving *moving,
                               const struct placement_fit *fit,
                               const struct placement_row_row *old, struct date until_on)
{
    enum err err = placement_store(job, &(struct placement_new){
        .placement = moving->to,
        .party = &moving->party,
        .fit = fit,
        .state = PLACEMENT_arrived,
        .held_until_at = INSTANT_NONE,
    });
    if (err == OK)
        err = sql_placement_arrival_set(job->db, &(struct placement_arrival_set_in){
            .placement = moving->to,
            .arrived_at = job->now,
            .checks = STR_NONE,
            .key_worker = old->key_worker,
            .planned_until_on = until_on,
        });
    return err == OK ? sql_placement_moved_set(job->db, moving->to, old->placement) : err;
}

/* The provider goes on, or hands over to the other house's. */
static enum err move_ties(struct job *job, const struct placement_row_row *old,
                          const struct placement_fit *fit)
{
    struct placement_tie from = placement_tie_of(old), to = placement_tie_of(old);
    to.house = (struct house_id){fit->house->id};
    struct placement_circles_row here, there;
    enum err err = sql_placement_circles(job->db, job->arena, from.house, &here);
    if (err == OK)
        err = sql_placement_circles(job->db, job->arena, to.house, &there);
    if (err == OK)
        err = placement_untie_stay(job, &from, here.organisation_circle.value !=
                                                   there.organisation_circle.value);
    return err == OK ? placement_tie_stay(job, &to) : err;
}

static enum err move_do_work(struct job *job, void *with)
{
    struct moving *moving = with;
    struct placement_row_row row;
    struct placement_booking_of_row booking;
    struct placement_fit fit;
    moving->problems->count = 0;
    enum err err = placement_step(job, moving->placement, ACTION_move, &row);
    if (err == OK)
        err = sql_placement_booking_of(job->db, job->arena, moving->placement, &booking);
    if (err == ERR_NOT_FOUND ||
        (err == OK && (!is_agreed(&booking) ||
                       date_compare(booking.from_on, date_in_london(job->now)) > 0)))
        return ERR_CONFLICT;
    if (err == OK)
        err = lock_both(job, row.house, booking.house);
    if (err == OK)
        err = placement_lapse_old(job, booking.room, row.household);
    if (err == OK)
        err = check_room(job, moving, booking.room, OTHERS_ALL, &fit);
    if (err == ERR_INVALID) /* the room was promised; she keeps the one she has */
        err = ERR_CONFLICT;
    if (err == OK)
        err = end_old_stay(job, &row);
    if (err == OK)
        err = begin_new_stay(job, moving, &fit, &row, booking.until_on);
    if (err == OK)
        err = move_ties(job, &row, &fit);
    if (err != OK)
        return err;
    job_audit(job, VERB_moved, RECORD_placement, row.referral.value);
    job->location = row.house.value == fit.house->id ? placement_location(job, moving->to)
                                                     : STR("/arrivals");
    return OK;
}

enum err placement_move_do(struct job *job, struct placement_id placement,
                           struct placement_id *out_placement)
{
    struct problems problems = problems_make(job->arena);
    struct moving moving = {.placement = placement, .problems = &problems};
    enum err err = load_mover(job, &moving, date_in_london(job->now));
    if (err != OK)
        return err;
    moving.to = (struct placement_id){job_new_id(job)};
    err = job_write(job, move_do_work, &moving);
    if (err == OK)
        *out_placement = moving.to;
    return err;
}

static enum err move_cancel_work(struct job *job, void *with)
{
    const struct placement_id *placement = with;
    bool was_booked = false;
    struct placement_row_row row;
    enum err err = placement_step(job, *placement, ACTION_move, &row);
    if (err == OK)
        err = placement_booking_drop(job, &row, &was_booked);
    if (err == OK && !was_booked)
        err = ERR_CONFLICT;
    if (err != OK)
        return err;
    job_audit(job, VERB_changed, RECORD_placement, row.referral.value);
    job->location = placement_location(job, *placement);
    return OK;
}

enum err placement_move_cancel(struct job *job, struct placement_id placement)
{
    return job_write(job, move_cancel_work, &placement);
}

enum err placement_booking(struct job *job, struct placement_id placement,
                           struct placement_booking *out_booking)
{
    struct placement_booking_of_row row;
    enum err err = sql_placement_booking_of(job->db, job->arena, placement, &row);
    if (err == OK)
        *out_booking = (struct placement_booking){row.room, row.room_name, row.house_alias,
                                                  row.from_on, row.until_on, row.is_asked,
                                                  is_agreed(&row)};
    return err;
}
