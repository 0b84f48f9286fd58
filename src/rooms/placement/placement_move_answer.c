/* Another provider's house is asked before a planned move. */
#include "guard/tie.h"
#include "placement_move_sql.h"
#include "rooms/contact/contact.h"
#include "rooms/placement/placement_inner.h"
#include "rooms/placement/placement_move.h"

enum err move_get(struct job *job, struct task_id move, struct move_asked *out_move)
{
    struct move_row_row row;
    enum err err = sql_move_row(job->db, job->arena, move, &row);
    if (err == OK)
        *out_move = (struct move_asked){
            .placement = row.placement,
            .referral = row.referral,
            .ref = row.referral_ref,
            .house_alias = row.house_alias,
            .room_name = row.room_name,
            .from_on = row.from_on,
            .until_on = row.until_on,
            .answered_at = row.answered_at,
        };
    return err;
}

enum err move_referral(struct db *db, struct arena *arena, struct task_id move,
                       struct referral_id *out_referral)
{
    struct move_referral_row row;
    enum err err = sql_move_referral(db, arena, move, &row);
    if (err == OK)
        *out_referral = row.referral;
    return err;
}

enum err placement_move_ask(struct job *job, struct referral_id referral, struct house_id house)
{
    struct placement_circles_row circles;
    enum err err = sql_placement_circles(job->db, job->arena, house, &circles);
    if (err != OK)
        return err;
    return tie_make(job, &(struct tie){{referral.value}, circles.circle, RELATION_receiving,
                                       INSTANT_NONE});
}

enum err placement_booking_drop(struct job *job, const struct placement_row_row *row,
                                bool *out_was_there)
{
    struct placement_booking_of_row booking;
    struct placement_circles_row circles;
    int64_t changed = 0;
    enum err err = sql_placement_booking_of(job->db, job->arena, row->placement, &booking);
    if (err == ERR_NOT_FOUND) {
        *out_was_there = false;
        return OK;
    }
    if (err == OK)
        err = sql_placement_booking_end(job->db, row->placement, &changed);
    if (err == OK)
        err = sql_placement_circles(job->db, job->arena, booking.house, &circles);
    if (err == OK)
        err = tie_end(job, (struct record_id){row->referral.value}, circles.circle,
                      RELATION_receiving);
    if (err == OK)
        *out_was_there = changed > 0;
    return err;
}

/* ---- the answer ------------------------------------------------------------------------------ */

struct answering {
    struct task_id move;
    struct str decline_reason; /* empty: yes */
};

/* The room is another's to have again; where she lives they look on with her. */
static enum err give_up(struct job *job, const struct placement_row_row *row)
{
    struct placement_circles_row circles;
    struct referral referral;
    struct task_id task;
    bool was_there;
    enum err err = placement_booking_drop(job, row, &was_there);
    if (err == OK)
        err = referral_get(job, row->referral, &referral);
    if (err == OK)
        err = sql_placement_circles(job->db, job->arena, row->house, &circles);
    if (err != OK)
        return err;
    return follow_up_open(job, &(struct follow_up_new){
        .person = referral.person,
        .kind = STR("review"),
        .circle = circles.circle,
        .due_at = instant_add_ms(job->now, MS_PER_DAY),
    }, &task);
}

static enum err answer_work(struct job *job, void *with)
{
    const struct answering *answering = with;
    struct move_row_row move;
    struct placement_row_row row;
    bool is_no = answering->decline_reason.size > 0;
    enum err err = sql_move_row(job->db, job->arena, answering->move, &move);
    if (err == ERR_NOT_FOUND)
        err = ERR_CONFLICT;
    if (err == OK)
        err = sql_move_answer_insert(job->db, &(struct move_answer_insert_in){
            .booking = answering->move,
            .decline_reason = answering->decline_reason,
            .now = job->now,
            .staff = job->asker.staff,
        });
    if (err == OK)
        err = placement_step(job, move.placement, ACTION_move, &row);
    if (err == OK && is_no)
        err = give_up(job, &row);
    if (err != OK)
        return err;
    job_audit(job, is_no ? VERB_declined : VERB_accepted, RECORD_placement, row.referral.value);
    job->location = STR("/arrivals");
    return OK;
}

enum err move_accept(struct job *job, struct task_id move)
{
    return job_write(job, answer_work, &(struct answering){move, STR_NONE});
}

enum err move_decline(struct job *job, struct task_id move, struct str reason)
{
    must(reason.size > 0);
    return job_write(job, answer_work, &(struct answering){move, reason});
}

enum err move_last_declined(struct job *job, struct placement_id placement,
                            struct move_declined *out_declined)
{
    struct move_declined_row row;
    enum err err = sql_move_declined(job->db, job->arena, placement, &row);
    if (err == OK)
        *out_declined =
            (struct move_declined){row.house_alias, row.decline_reason, row.answered_at};
    return err;
}
