#include "app/after.h"

#include "app_after_sql.h"
#include "rooms/clock/clock.h"
#include "rooms/conflict/conflict_flag.h"
#include "rooms/move_on/move_on.h"
#include "rooms/placement/placement.h"
#include "rooms/placement/placement_warning.h"

enum { MINUTE_MS = 60 * 1000 };

/* An answer touches the rooms of its house: more are left to the timer. */
enum { LOOKS_AT_ONCE = 40 };

/* The call itself is the moment at which the need of accommodation is known (KPI-HOUSE-8H), and the
 * referral's own day (RG-TARGET). To the minute, as hours are written down: who arrives in the
 * minute of the call arrives after it. */
static enum err start_referral_clocks(struct job *job, int64_t id)
{
    struct after_referral_row row;
    struct instant called_at = {0};
    enum err err = sql_after_referral(job->db, job->arena, (struct referral_id){id}, &row);
    if (err == OK)
        err = clock_fact_add(job, row.person, STR("referral_received"), row.created_at);
    if (err == OK) {
        called_at.ms = row.created_at.ms - row.created_at.ms % MINUTE_MS;
        err = clock_fact_add(job, row.person, STR("need_identified"), called_at);
    }
    return err == OK ? clock_refresh(job, row.person) : err;
}

/* Support begins with the first arrival; a move to another house does not begin it again. */
static enum err arrive(struct job *job, struct person_id person, struct instant arrived_at)
{
    struct after_is_known_row row;
    enum err err = clock_fact_add(job, person, STR("arrived"), arrived_at);
    if (err == OK)
        err = sql_after_is_known(job->db, job->arena, person, STR("entered_support"), &row);
    if (err == OK && !row.is_known)
        err = clock_fact_add(job, person, STR("entered_support"), arrived_at);
    return err == OK ? clock_refresh(job, person) : err;
}

static enum err start_arrival_clocks(struct job *job, int64_t id)
{
    struct after_arrival_rows rows;
    enum err err = sql_after_arrival(job->db, job->arena, (struct placement_id){id}, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = arrive(job, rows.at[i].person, rows.at[i].arrived_at);
    return err;
}

static enum err start_decision_clocks(struct job *job, int64_t id)
{
    return clock_refresh(job, (struct person_id){id});
}

static enum err follow_facts(struct job *job, int64_t id)
{
    return move_on_follow(job, (struct person_id){id});
}

static enum err follow_tick(struct job *job, int64_t id)
{
    return move_on_ticked(job, (struct task_id){id});
}

static enum err tie_who_lives_there(struct job *job, int64_t id)
{
    return placement_follow_household(job, (struct household_id){id});
}

static enum err keep_call_away(struct job *job, int64_t id)
{
    return conflict_flag_follow_referral(job, (struct referral_id){id});
}

static enum err keep_household_away(struct job *job, int64_t id)
{
    return conflict_flag_follow_household(job, (struct household_id){id});
}

/* One row: when this happens, that room does this, in the same transaction. */
const struct event_reaction after_table[] = {
    {EVENT_referral_started, start_referral_clocks},
    {EVENT_referral_started, keep_call_away},
    {EVENT_household_changed, keep_household_away},
    {EVENT_household_changed, tie_who_lives_there},
    {EVENT_household_changed, placement_look_at_household},
    {EVENT_referral_answered, placement_look_at_referral},
    {EVENT_person_changed, placement_look_at_person},
    {EVENT_placement_arrived, start_arrival_clocks},
    {EVENT_decision_added, start_decision_clocks},
    {EVENT_decision_added, follow_facts},
    {EVENT_fact_recorded, follow_facts},
    {EVENT_follow_up_done, follow_tick},
    {EVENT_room_voided, placement_check_void},
};
const size_t after_count = COUNT_OF(after_table);

void after_commit(struct job *job)
{
    int64_t count;
    if (!job->is_more_due)
        return;
    job->once = STR_NONE; /* of the form that was sent; this is none */
    if (placement_look_again(job, LOOKS_AT_ONCE, &count) != OK)
        return; /* it stays due, and the timer asks again */
}
