/* The pages of what can be done to a placement: a form, its rule, and back to the placement. */
#include "guard/tie.h"
#include "placement_act_page.h"
#include "rooms/placement/placement_cards_web.h"
#include "rooms/placement/placement_inner.h"
#include "rooms/placement/placement_move_wish.h"
#include "rooms/placement/placement_warning.h"
#include "rooms/placement/placement_web.h"
#include "web/form.h"
#include "web/words.h"

enum { MOVE_ROOMS = 20 };

/* One thing that can be done: its name in the path, its title, what the state must allow. */
struct act {
    const char *name;
    int title;
    enum placement_action action;
};
static const struct act act_offer = {"offer", WORD_placement_offer_title, ACTION_offer};
static const struct act act_release = {"release", WORD_placement_release_title, ACTION_release};
static const struct act act_accept = {"accept", WORD_placement_accept_title, ACTION_accept};
static const struct act act_decline = {"decline", WORD_placement_decline_title, ACTION_decline};
static const struct act act_wish = {"wish", WORD_placement_wish_title, ACTION_wish};
static const struct act act_arrival = {"arrival", WORD_placement_arrival_title, ACTION_arrive};
static const struct act act_not_arrived = {"non-arrival", WORD_placement_not_arrived_title,
                                           ACTION_not_arrive};
static const struct act act_settle = {"settle", WORD_placement_settle_title, ACTION_settle};
static const struct act act_extend = {"extend", WORD_placement_extend_title, ACTION_extend};
static const struct act act_move = {"move", WORD_placement_move_title, ACTION_move};
static const struct act act_move_wish = {"move-wish", WORD_placement_move_wish_title, ACTION_move};
static const struct act act_departure = {"departure", WORD_placement_departure_title,
                                         ACTION_depart};

static struct placement_id target(const struct job *job)
{
    return (struct placement_id){job->target.id};
}

/* ---- what a form needs beside its fields ------------------------------------------------ */

static enum err fill_workers(struct job *job, struct house_id house,
                             struct placement_act_view *view)
{
    struct placement_key_workers_rows rows;
    enum err err = sql_placement_key_workers(job->db, job->arena, house, job->now, &rows);
    if (err != OK)
        return err;
    struct placement_worker_view *workers =
        ARENA_MANY(job->arena, struct placement_worker_view, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        workers[i] = (struct placement_worker_view){rows.at[i].staff, rows.at[i].display_name};
    view->workers.at = workers;
    view->workers.count = rows.count;
    return OK;
}

/* Of the rooms that suit, those of houses whose beds the asker may see, without her own room. */
static enum err keep_seen(struct job *job, const struct placement_rooms *rooms,
                          struct room_id own, struct match_fits *fits)
{
    struct record_id *houses = ARENA_MANY(job->arena, struct record_id, fits->count);
    size_t count = 0, seen = 0, kept = 0;
    for (size_t i = 0; i < fits->count; i++) {
        const struct match_room *room = &rooms->facts.rooms[fits->at[i].index];
        if (room->id == own.value)
            continue;
        fits->at[count] = fits->at[i];
        houses[count++].value = rooms->facts.houses[room->house].id;
    }
    enum err err = tie_filter(job, RIGHT_beds_read, houses, count, &seen);
    for (size_t i = 0; i < count && kept < seen && err == OK; i++) {
        const struct match_room *room = &rooms->facts.rooms[fits->at[i].index];
        if (rooms->facts.houses[room->house].id == houses[kept].value)
            fits->at[kept++] = fits->at[i];
    }
    fits->count = kept;
    return err;
}

static enum err fill_move(struct job *job, const struct placement *placement, size_t language,
                          struct placement_act_view *view)
{
    struct placement_booking booking;
    struct placement_rooms rooms;
    enum err err = placement_booking(job, placement->placement, &booking);
    if (err == OK) {
        view->move_alias = booking.house_alias;
        view->move_name = booking.room_name;
        view->move_on = booking.from_on;
        view->move_next = placement_move_word(&booking);
        view->can_move_now = booking.is_agreed &&
                             date_compare(booking.from_on, date_in_london(job->now)) <= 0;
        return OK;
    }
    if (err == ERR_NOT_FOUND)
        err = placement_rooms(job, placement->referral, &rooms);
    if (err != OK)
        return err;
    struct match_fits *suitable = &rooms.answer.suitable;
    err = keep_seen(job, &rooms, placement->room, suitable);
    if (err != OK)
        return err;
    if (suitable->count > MOVE_ROOMS)
        suitable->count = MOVE_ROOMS;
    view->rooms.at = placement_cards(job, &rooms, suitable, language);
    view->rooms.count = suitable->count;
    return OK;
}

static enum err make_view(struct job *job, const struct request *request, const struct act *act,
                          const struct placement *placement, struct placement_act_view **out_view)
{
    struct placement_act_view *view = ARENA_NEW(job->arena, struct placement_act_view);
    struct placement_head_row head;
    struct placement_shape_row shape;
    size_t language = words_choose(request->languages);
    enum err err = sql_placement_head(job->db, job->arena, placement->placement, &head);
    if (err == OK)
        err = sql_placement_shape(job->db, job->arena, placement->placement, &shape);
    if (err != OK)
        return err;
    *view = (struct placement_act_view){
        .act = str_of(act->name),
        .title = act->title,
        .placement = placement->placement,
        .ref = head.referral_ref,
        .alias = head.house_alias,
        .area = placement_area(job, head.area, language),
        .name = head.room_name,
        .persons = shape.persons,
        .held_until_at = placement->held_until_at,
        .expected_at = placement->expected_at,
        .planned_until_on = placement->planned_until_on,
        .now_at = job->now,
        .warning = PLACEMENT_WARNING_NONE,
        .move_on = DATE_NONE,
    };
    if (act == &act_arrival)
        err = fill_workers(job, placement->house, view);
    if (act == &act_settle)
        err = placement_warning_fill(job, placement, &view->warning);
    if (act == &act_move)
        err = fill_move(job, placement, language, view);
    if (err == OK)
        *out_view = view;
    return err;
}

/* A form that can lead nowhere is not shown: the state has moved on. */
static enum err is_allowed(const struct placement *placement, const struct act *act)
{
    enum placement_state after;
    if (placement->is_expired)
        return ERR_CONFLICT;
    return placement_state_after(placement_state_of(placement->state), act->action, &after);
}

static enum err show(struct job *job, const struct request *request, const struct act *act,
                     struct reply *reply)
{
    struct placement placement;
    struct placement_act_view *view;
    enum err err = placement_get(job, target(job), &placement);
    if (err == OK)
        err = is_allowed(&placement, act);
    if (err == OK)
        err = make_view(job, request, act, &placement, &view);
    if (err == OK)
        reply_placement_act(reply, view);
    return err;
}

/* Where a rule's answer leads: on to the placement, or back to the form with what is wrong. */
static enum err finish(struct job *job, const struct request *request, const struct act *act,
                       const struct problems *problems, struct reply *reply, enum err err,
                       int notice)
{
    struct placement placement;
    struct placement_act_view *view;
    if (err == OK)
        reply_go(reply, job->location, notice);
    if (err != ERR_INVALID || problems->count == 0)
        return err;
    err = placement_get(job, target(job), &placement);
    if (err == OK)
        err = make_view(job, request, act, &placement, &view);
    if (err != OK)
        return err;
    reply_placement_act_problems(reply, view, problems);
    return ERR_INVALID;
}

/* ---- the desk -------------------------------------------------------------------------------- */

enum err placement_offer_show(struct job *job, const struct request *request, struct reply *reply)
{
    return show(job, request, &act_offer, reply);
}

enum err placement_offer_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_offer_form form = {0};
    form_read(&shape_placement_offer_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_offer(job, target(job), form.expected_at, problems);
    return finish(job, request, &act_offer, problems, reply, err, WORD_notice_placement_offered);
}

enum err placement_release_show(struct job *job, const struct request *request,
                                struct reply *reply)
{
    return show(job, request, &act_release, reply);
}

enum err placement_release_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_release_form form = {0};
    form_read(&shape_placement_release_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_release(job, target(job), form.reason);
    return finish(job, request, &act_release, problems, reply, err,
                  WORD_notice_placement_released);
}

enum err placement_settle_show(struct job *job, const struct request *request,
                               struct reply *reply)
{
    return show(job, request, &act_settle, reply);
}

enum err placement_settle_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_settle_form form = {0};
    form_read(&shape_placement_settle_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_settle(job, target(job), form.version, form.decision, problems);
    return finish(job, request, &act_settle, problems, reply, err,
                  WORD_notice_placement_settled);
}

enum err placement_wish_show(struct job *job, const struct request *request, struct reply *reply)
{
    return show(job, request, &act_wish, reply);
}

enum err placement_wish_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_wish_form form = {0};
    form_read(&shape_placement_wish_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_wish(job, &(struct placement_wish){
            .placement = target(job),
            .answer = form.answer,
            .was_told_area = form.was_told_area,
            .was_told_house = form.was_told_house,
            .words = form.words,
        }, problems);
    return finish(job, request, &act_wish, problems, reply, err, WORD_notice_placement_wish);
}

/* ---- the house ------------------------------------------------------------------------------- */

enum err placement_accept_show(struct job *job, const struct request *request, struct reply *reply)
{
    return show(job, request, &act_accept, reply);
}

enum err placement_accept_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    enum err err = placement_accept(job, target(job), problems);
    return finish(job, request, &act_accept, problems, reply, err,
                  WORD_notice_placement_accepted);
}

enum err placement_decline_show(struct job *job, const struct request *request,
                                struct reply *reply)
{
    return show(job, request, &act_decline, reply);
}

enum err placement_decline_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_decline_form form = {0};
    form_read(&shape_placement_decline_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_decline(job, target(job), form.reason);
    return finish(job, request, &act_decline, problems, reply, err,
                  WORD_notice_placement_declined);
}

/* ---- the stay -------------------------------------------------------------------------------- */

enum err placement_arrival_show(struct job *job, const struct request *request,
                                struct reply *reply)
{
    return show(job, request, &act_arrival, reply);
}

static struct str joined(struct arena *arena, struct str_list codes)
{
    struct buf text = buf_make(arena, 64);
    for (size_t i = 0; i < codes.count; i++) {
        if (i > 0)
            buf_add_c(&text, ",");
        buf_add(&text, codes.at[i]);
    }
    return buf_text(&text);
}

enum err placement_arrival_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_arrival_form form = {0};
    form_read(&shape_placement_arrival_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_arrive(job, &(struct placement_arrival){
            .placement = target(job),
            .arrived_at = form.arrived_at,
            .checks = joined(job->arena, form.checks),
            .key_worker = form.key_worker,
            .planned_until_on = form.planned_until_on,
        }, problems);
    return finish(job, request, &act_arrival, problems, reply, err,
                  WORD_notice_placement_arrived);
}

enum err placement_not_arrived_show(struct job *job, const struct request *request,
                                    struct reply *reply)
{
    return show(job, request, &act_not_arrived, reply);
}

enum err placement_not_arrived_do(struct job *job, const struct request *request,
                                  struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_not_arrived_form form = {0};
    form_read(&shape_placement_not_arrived_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_not_arrived(job, target(job), form.reason);
    return finish(job, request, &act_not_arrived, problems, reply, err,
                  WORD_notice_placement_not_arrived);
}

enum err placement_extend_show(struct job *job, const struct request *request, struct reply *reply)
{
    return show(job, request, &act_extend, reply);
}

enum err placement_extend_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_extend_form form = {0};
    form_read(&shape_placement_extend_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_extend(job, target(job), form.until_on, problems);
    return finish(job, request, &act_extend, problems, reply, err,
                  WORD_notice_placement_extended);
}

enum err placement_move_show(struct job *job, const struct request *request, struct reply *reply)
{
    return show(job, request, &act_move, reply);
}

enum err placement_move_wish_show(struct job *job, const struct request *request,
                                  struct reply *reply)
{
    return show(job, request, &act_move_wish, reply);
}

enum err placement_move_wish_do(struct job *job, const struct request *request,
                                struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_move_wish_form form = {0};
    form_read(&shape_placement_move_wish_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_move_wish(job, target(job), form.wish);
    return finish(job, request, &act_move_wish, problems, reply, err,
                  WORD_notice_placement_move_wish);
}

/* A room that the form would not have shown is none. */
static enum err check_seen(struct job *job, struct room_id room)
{
    struct placement_house_of_room_row row;
    enum err err = sql_placement_house_of_room(job->db, job->arena, room, &row);
    return err == OK ? tie_check(job, (struct record_id){row.house.value}, RIGHT_beds_read) : err;
}

enum err placement_move_book_do(struct job *job, const struct request *request,
                                struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_move_form form = {0};
    form_read(&shape_placement_move_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = check_seen(job, form.room);
    if (err == OK)
        err = placement_move(job, &(struct placement_move){
            .placement = target(job),
            .room = form.room,
            .on = form.on,
            .until_on = form.until_on,
            .has_consent = form.has_consent,
        }, problems);
    return finish(job, request, &act_move, problems, reply, err, WORD_notice_placement_move);
}

enum err placement_move_do_do(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct placement_id moved;
    enum err err = placement_move_do(job, target(job), &moved);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_placement_moved);
    return err;
}

enum err placement_move_cancel_do(struct job *job, const struct request *request,
                                  struct reply *reply)
{
    (void)request;
    enum err err = placement_move_cancel(job, target(job));
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_placement_move_cancelled);
    return err;
}

enum err placement_departure_show(struct job *job, const struct request *request,
                                  struct reply *reply)
{
    return show(job, request, &act_departure, reply);
}

enum err placement_departure_do(struct job *job, const struct request *request,
                                struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_departure_form form = {0};
    form_read(&shape_placement_departure_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_depart(job, &(struct placement_departure){
            .placement = target(job),
            .destination = form.destination,
            .departed_at = form.departed_at,
        }, problems);
    return finish(job, request, &act_departure, problems, reply, err,
                  WORD_notice_placement_departed);
}
