/* The stay: arrival, non-arrival, extension, departure. */
#include "guard/tie.h"
#include "rooms/contact/contact.h"
#include "rooms/household/household.h"
#include "rooms/placement/placement_inner.h"
#include "words.h"

/* Somebody may write an arrival down late, not early. */
static bool is_past(struct instant at, struct instant now)
{
    return instant_is_some(at) && at.ms <= now.ms;
}

/* A call may be written down after she is there, on the next day at the latest. An arrival in the
 * wrong month would start every clock in the wrong month. */
static bool is_before_call(struct instant arrived_at, const struct referral *referral)
{
    return arrived_at.ms < referral->created_at.ms - MS_PER_DAY;
}

/* ---- arrival --------------------------------------------------------------------------------- */

struct arriving {
    const struct placement_arrival *arrival;
    struct placement_party party;
    struct problems *problems;
    size_t problem_count;
};

static bool is_all_checked(struct str checks)
{
    static const char *const codes[] = {"met", "food", "phone", "medication", "lock", "rights",
                                        "exit_page"};
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (!str_has_part(checks, ',', str_of(codes[i])))
            return false;
    return true;
}

/* What was not done at night is the house's to do by the next day. */
static enum err open_gap(struct job *job, const struct placement_row_row *row,
                         const struct arriving *arriving)
{
    struct placement_circles_row circles;
    struct task_id task;
    if (is_all_checked(arriving->arrival->checks))
        return OK;
    enum err err = sql_placement_circles(job->db, job->arena, row->house, &circles);
    if (err != OK)
        return err;
    return follow_up_open(job, &(struct follow_up_new){
        .person = arriving->party.referral.person,
        .kind = STR("gap"),
        .circle = circles.circle,
        .due_at = instant_add_ms(arriving->arrival->arrived_at, MS_PER_DAY),
    }, &task);
}

static enum err check_key_worker(struct job *job, struct arriving *arriving,
                                 const struct placement_row_row *row)
{
    struct placement_key_worker_row worker;
    struct staff_id staff = arriving->arrival->key_worker;
    if (staff.value == 0)
        return OK;
    enum err err =
        sql_placement_key_worker(job->db, job->arena, staff, row->house, job->now, &worker);
    if (err != ERR_NOT_FOUND)
        return err;
    problems_add(arriving->problems, STR("key_worker"), WORD_placement_key_worker_wrong);
    return ERR_INVALID;
}

static enum err check_arrival(struct job *job, struct arriving *arriving,
                              const struct placement_row_row *row)
{
    struct placement_fit fit;
    if (!str_equal_c(row->wish_answer, "yes")) {
        problems_add(arriving->problems, STR("arrived_at"), WORD_placement_arrival_needs_wish);
        return ERR_INVALID;
    }
    enum err err = check_key_worker(job, arriving, row);
    if (err == OK)
        err = placement_warning_check(job, row->placement, arriving->problems);
    if (err == OK)
        err = placement_fit_check(job, &arriving->party.facts, row->room, OTHERS_ALL, &fit);
    if (err != OK)
        return err;
    uint32_t broken = fit.check.fails & ARRIVAL_RULES;
    placement_fit_problems(broken, 0, arriving->problems);
    if (broken != 0)
        return ERR_INVALID;
    return placement_store_shape(job, row->placement, &arriving->party, &fit);
}

static enum err arrive_work(struct job *job, void *with)
{
    struct arriving *arriving = with;
    const struct placement_arrival *arrival = arriving->arrival;
    struct placement_row_row row;
    arriving->problems->count = arriving->problem_count;
    enum err err = placement_party_check(job, &arriving->party);
    if (err == OK)
        err = placement_step(job, arrival->placement, ACTION_arrive, &row);
    if (err == OK)
        err = check_arrival(job, arriving, &row);
    if (err == OK)
        err = sql_placement_arrival_set(job->db, &(struct placement_arrival_set_in){
            .placement = arrival->placement,
            .arrived_at = arrival->arrived_at,
            .checks = arrival->checks,
            .key_worker = arrival->key_worker,
            .planned_until_on = arrival->planned_until_on,
        });
    if (err != OK)
        return err;
    struct placement_tie tie = placement_tie_of(&row);
    tie.key_worker = arrival->key_worker;
    tie.desk_until_at =
        instant_add_ms(arrival->arrived_at, DESK_DAYS_AFTER_ARRIVAL * MS_PER_DAY);
    err = placement_tie_stay(job, &tie);
    if (err == OK)
        err = open_gap(job, &row, arriving);
    if (err != OK)
        return err;
    job_audit(job, VERB_arrived, RECORD_placement, row.referral.value);
    job->location = placement_location(job, arrival->placement);
    return event_happened(job, EVENT_placement_arrived, arrival->placement.value);
}

enum err placement_arrive(struct job *job, const struct placement_arrival *arrival,
                          struct problems *problems)
{
    struct arriving arriving = {.arrival = arrival, .problems = problems};
    struct referral_id referral;
    if (!is_past(arrival->arrived_at, job->now))
        problems_add(problems, STR("arrived_at"), WORD_placement_arrived_wrong);
    if (date_is_some(arrival->planned_until_on) &&
        date_compare(arrival->planned_until_on, date_in_london(job->now)) <= 0)
        problems_add(problems, STR("planned_until_on"), WORD_placement_until_wrong);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_referral(job->db, job->arena, arrival->placement, &referral);
    if (err == OK)
        err = placement_look_now(job, arrival->placement);
    if (err == OK)
        err = placement_party_load(job, referral, &arriving.party);
    if (err == OK && is_before_call(arrival->arrived_at, &arriving.party.referral)) {
        problems_add(problems, STR("arrived_at"), WORD_placement_arrived_wrong);
        err = ERR_INVALID;
    }
    if (err != OK)
        return err;
    arriving.problem_count = problems->count;
    return job_write(job, arrive_work, &arriving);
}

/* ---- who lives there changes --------------------------------------------------------------- */

static enum err untie_gone(struct job *job, const struct placement_row_row *row)
{
    struct household_members members;
    struct placement_circles_row circles;
    enum err err = household_members(job, row->household, &members);
    if (err == OK)
        err = sql_placement_circles(job->db, job->arena, row->house, &circles);
    for (size_t i = 0; err == OK && i < members.count; i++)
        if (instant_is_some(members.at[i].until_at))
            err = tie_end(job, (struct record_id){members.at[i].person.value}, circles.circle,
                          RELATION_house);
    return err;
}

enum err placement_follow_household(struct job *job, struct household_id household)
{
    must(db_is_writing(job->db));
    struct placement_live_of_household_row live;
    struct placement_row_row row;
    enum err err =
        sql_placement_live_of_household(job->db, job->arena, household, job->now, &live);
    if (err == OK)
        err = sql_placement_row(job->db, job->arena, live.placement, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !str_equal_c(row.state, "arrived")))
        return OK;
    if (err == OK)
        err = untie_gone(job, &row);
    if (err != OK)
        return err;
    struct placement_tie tie = placement_tie_of(&row);
    tie.key_worker = row.key_worker;
    return placement_tie_stay(job, &tie);
}

/* ---- non-arrival ----------------------------------------------------------------------------- */

struct absence {
    struct placement_id placement;
    struct str reason;
};

static enum err open_safety_call(struct job *job, const struct placement_row_row *row)
{
    struct referral referral;
    struct task_id task;
    enum err err = referral_get(job, row->referral, &referral);
    if (err != OK)
        return err;
    return follow_up_open(job, &(struct follow_up_new){
        .person = referral.person,
        .kind = STR("safety_call"),
        .circle = CIRCLE_DESK,
        .due_at = instant_add_ms(job->now, SAFETY_CALL_MINUTES * MS_PER_MINUTE),
    }, &task);
}

static enum err absence_work(struct job *job, void *with)
{
    const struct absence *absence = with;
    struct placement_row_row row;
    enum err err = placement_step(job, absence->placement, ACTION_not_arrive, &row);
    if (err == OK)
        err = sql_placement_end_set(job->db, absence->placement, absence->reason);
    if (err == OK)
        err = placement_free(job, &row);
    if (err == OK)
        err = open_safety_call(job, &row);
    if (err != OK)
        return err;
    job_audit(job, VERB_not_arrived, RECORD_placement, row.referral.value);
    job->location = STR("/arrivals");
    return event_happened(job, EVENT_placement_not_arrived, absence->placement.value);
}

enum err placement_not_arrived(struct job *job, struct placement_id placement, struct str reason)
{
    return job_write(job, absence_work, &(struct absence){placement, reason});
}

/* ---- extension ------------------------------------------------------------------------------- */

struct extension {
    struct placement_id placement;
    struct date until_on;
};

static enum err lock_room(struct job *job, struct house_id house, struct room_id room)
{
    struct placement_lock_house_row locked;
    struct placement_lock_room_row row;
    enum err err = sql_placement_lock_house(job->db, job->arena, house, &locked);
    return err == OK ? sql_placement_lock_room(job->db, job->arena, room, &row) : err;
}

static enum err extend_work(struct job *job, void *with)
{
    const struct extension *extension = with;
    struct placement_row_row row;
    enum err err = placement_step(job, extension->placement, ACTION_extend, &row);
    if (err == OK)
        err = lock_room(job, row.house, row.room);
    if (err == OK)
        err = placement_check_bookings(job, row.room, date_in_london(job->now),
                                       extension->until_on);
    if (err == OK)
        err = sql_placement_planned_set(job->db, extension->placement, extension->until_on);
    if (err != OK)
        return err;
    job_audit(job, VERB_extended, RECORD_placement, row.referral.value);
    job->location = placement_location(job, extension->placement);
    return OK;
}

enum err placement_extend(struct job *job, struct placement_id placement, struct date until_on,
                          struct problems *problems)
{
    if (!date_is_some(until_on) || date_compare(until_on, date_in_london(job->now)) <= 0)
        problems_add(problems, STR("until_on"), WORD_placement_until_wrong);
    enum err err = problems_result(problems);
    return err == OK ? job_write(job, extend_work, &(struct extension){placement, until_on}) : err;
}

/* ---- departure ------------------------------------------------------------------------------- */

static enum err depart_work(struct job *job, void *with)
{
    const struct placement_departure *departure = with;
    struct placement_row_row row;
    bool was_booked;
    enum err err = placement_step(job, departure->placement, ACTION_depart, &row);
    if (err == OK && departure->departed_at.ms < row.arrived_at.ms)
        return ERR_INVALID;
    if (err == OK)
        err = sql_placement_departure_set(job->db, departure->placement, departure->departed_at,
                                          departure->destination);
    if (err == OK)
        err = placement_booking_drop(job, &row, &was_booked);
    struct placement_tie tie = placement_tie_of(&row);
    if (err == OK)
        err = placement_untie_stay(job, &tie, false);
    if (err == OK)
        err = placement_after_begin(job, &row, departure->departed_at);
    if (err == OK)
        err = placement_warning_end(job, &row);
    if (err != OK)
        return err;
    job_audit(job, VERB_departed, RECORD_placement, row.referral.value);
    job->location = STR("/arrivals");
    return event_happened(job, EVENT_placement_departed, departure->placement.value);
}

enum err placement_depart(struct job *job, const struct placement_departure *departure,
                          struct problems *problems)
{
    struct placement_row_row row;
    enum err err = sql_placement_row(job->db, job->arena, departure->placement, &row);
    if (err != OK)
        return err;
    bool is_early = instant_is_some(row.arrived_at) &&
                    departure->departed_at.ms < row.arrived_at.ms;
    if (!is_past(departure->departed_at, job->now) || is_early)
        problems_add(problems, STR("departed_at"), WORD_placement_departed_wrong);
    err = problems_result(problems);
    return err == OK ? job_write(job, depart_work, (void *)departure) : err;
}
