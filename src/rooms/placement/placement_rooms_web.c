/* The list of rooms for a household, the hold, and who is expected. */
#include "guard/right.h"
#include "placement_arrivals_page.h"
#include "placement_move_sql.h"
#include "placement_rooms_page.h"
#include "rooms/placement/placement_cards_web.h"
#include "rooms/placement/placement_warning.h"
#include "rooms/placement/placement_inner.h"
#include "rooms/placement/placement_web.h"
#include "web/form.h"
#include "web/words.h"

enum { ARRIVAL_DAYS = 7, WARNINGS_MOST = 50 };

/* ---- rooms ----------------------------------------------------------------------------------- */

/* The room the household has already, if any: the banner leads to it. */
static enum err fill_live(struct job *job, struct household_id household,
                          struct placement_rooms_view *view)
{
    struct placement live;
    struct placement_head_row head;
    enum err err = placement_of_household(job, household, &live);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err == OK)
        err = sql_placement_head(job->db, job->arena, live.placement, &head);
    if (err != OK)
        return err;
    view->live = live.placement;
    view->live_state = live.state;
    view->live_alias = head.house_alias;
    view->live_name = head.room_name;
    return OK;
}

static enum err make_rooms_view(struct job *job, const struct request *request,
                                struct placement_rooms_view **out_view)
{
    struct placement_rooms_view *view = ARENA_NEW(job->arena, struct placement_rooms_view);
    struct placement_rooms rooms;
    size_t language = words_choose(request->languages);
    enum err err = placement_rooms(job, (struct referral_id){job->target.id}, &rooms);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    placement_fill_rooms(job, &rooms, language, view);
    err = fill_live(job, (struct household_id){rooms.household.key}, view);
    if (err == OK)
        *out_view = view;
    return err;
}

enum err placement_rooms_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct placement_rooms_view *view;
    enum err err = make_rooms_view(job, request, &view);
    if (err == OK)
        reply_placement_rooms(reply, view);
    return err;
}

/* Whoever came second sees the rooms that are left. */
static enum err show_refused(struct job *job, const struct request *request,
                             const struct problems *problems, struct reply *reply, enum err why)
{
    struct placement_rooms_view *view;
    enum err err = make_rooms_view(job, request, &view);
    if (err != OK)
        return err;
    reply_placement_rooms_problems(reply, view, problems);
    return why;
}

enum err placement_hold_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_hold_form form = {0};
    struct placement_id placement;
    form_read(&shape_placement_hold_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_hold(job, &(struct placement_hold){
            .referral = {job->target.id},
            .room = form.room,
            .hours = form.hours,
        }, problems, &placement);
    if (err == ERR_CONFLICT)
        problems_add(problems, STR("room"), WORD_placement_taken);
    if (err == ERR_CONFLICT || err == ERR_INVALID)
        return show_refused(job, request, problems, reply, err);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_placement_held);
    return err;
}

/* ---- who is expected --------------------------------------------------------------------- */

enum part { OFFERED, OVERDUE, TODAY, LATER, ARRIVED, PARTS };

static enum part part_of(const struct placement_arrivals_row *row, struct instant now)
{
    if (str_equal_c(row->state, "offered"))
        return OFFERED;
    if (instant_is_some(row->arrived_at))
        return ARRIVED;
    if (row->expected_at.ms < now.ms)
        return OVERDUE;
    bool is_today = date_compare(date_in_london(row->expected_at), date_in_london(now)) == 0;
    return is_today ? TODAY : LATER;
}

static struct placement_arrival_row_view row_view(const struct placement_arrivals_row *row,
                                                  enum part part)
{
    return (struct placement_arrival_row_view){
        .placement = row->placement,
        .ref = row->referral_ref,
        .alias = row->house_alias,
        .name = row->room_name,
        .persons = row->persons,
        .state = row->state,
        .expected_at = row->expected_at,
        .arrived_at = row->arrived_at,
        .wish_answer = row->wish_answer,
        .is_overdue = part == OVERDUE,
    };
}

/* Rooms that wait for the desk's word stand first, also of who has lived there for long. */
static enum err fill_warned(struct job *job, struct placement_arrivals_view *view)
{
    struct placement_warnings_rows rows;
    enum err err = placement_warnings(job, WARNINGS_MOST, &rows);
    if (err != OK)
        return err;
    struct placement_arrival_row_view *warned =
        ARENA_MANY(job->arena, struct placement_arrival_row_view, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const struct placement_warnings_row *row = &rows.at[i];
        warned[i] = (struct placement_arrival_row_view){
            .placement = row->placement,
            .ref = row->referral_ref,
            .alias = row->house_alias,
            .name = row->room_name,
            .persons = row->persons,
            .state = row->state,
            .expected_at = row->expected_at,
            .arrived_at = row->arrived_at,
            .wish_answer = row->wish_answer,
            .is_warned = true,
        };
        job_audit(job, VERB_read, RECORD_referral, row->referral.value);
    }
    view->warned.at = warned;
    view->warned.count = rows.count;
    return OK;
}

static enum err fill_moves(struct job *job, struct placement_arrivals_view *view)
{
    struct moves_to_answer_rows rows;
    enum err err = sql_moves_to_answer(job->db, job->arena,
                                       right_relations(job->asker.role, RIGHT_move_answer),
                                       job->asker.staff, job->now, &rows);
    if (err != OK)
        return err;
    struct placement_moving_row_view *moves =
        ARENA_MANY(job->arena, struct placement_moving_row_view, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const struct moves_to_answer_row *row = &rows.at[i];
        moves[i] = (struct placement_moving_row_view){row->booking, row->referral_ref,
                                                      row->house_alias, row->room_name,
                                                      row->persons, row->from_on};
        job_audit(job, VERB_read, RECORD_referral, row->referral.value);
    }
    view->moves.at = moves;
    view->moves.count = rows.count;
    return OK;
}

enum err placement_arrivals_show(struct job *job, const struct request *request,
                                 struct reply *reply)
{
    (void)request;
    struct placement_arrivals_rows rows;
    enum err err = sql_placement_arrivals(job->db, job->arena, &(struct placement_arrivals_in){
        .relations = right_relations(job->asker.role, RIGHT_placement_read),
        .staff = job->asker.staff,
        .now = job->now,
        .until_at = london_midnight(date_add_days(date_in_london(job->now), ARRIVAL_DAYS + 1)),
    }, &rows);
    if (err != OK)
        return err;
    struct placement_arrival_row_view *lists[PARTS];
    size_t counts[PARTS] = {0};
    for (size_t part = 0; part < PARTS; part++)
        lists[part] = ARENA_MANY(job->arena, struct placement_arrival_row_view, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        enum part part = part_of(&rows.at[i], job->now);
        lists[part][counts[part]++] = row_view(&rows.at[i], part);
        job_audit(job, VERB_read, RECORD_referral, rows.at[i].referral.value);
    }
    struct placement_arrivals_view *view = ARENA_NEW(job->arena, struct placement_arrivals_view);
    err = fill_warned(job, view);
    if (err == OK)
        err = fill_moves(job, view);
    if (err != OK)
        return err;
    view->offered.at = lists[OFFERED];
    view->offered.count = counts[OFFERED];
    view->overdue.at = lists[OVERDUE];
    view->overdue.count = counts[OVERDUE];
    view->today.at = lists[TODAY];
    view->today.count = counts[TODAY];
    view->later.at = lists[LATER];
    view->later.count = counts[LATER];
    view->arrived.at = lists[ARRIVED];
    view->arrived.count = counts[ARRIVED];
    reply_placement_arrivals(reply, view);
    return OK;
}
