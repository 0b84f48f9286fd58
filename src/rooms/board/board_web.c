#include "rooms/board/board_web.h"

#include "board_day_page.h"
#include "board_list_page.h"
#include "board_view.h"
#include "guard/right.h"
#include "rooms/board/board_page.h"
#include "web/form.h"
#include "words.h"

enum { ROOMS_A_PAGE = 100, DAYS_AHEAD = 366 };

static struct board_room_view show_room(const struct job *job, const struct board *board,
                                        const struct board_room *room, struct date on)
{
    const struct board_house *house = &board->houses[room->house];
    const struct board_span *span = board_on(room, on);
    return (struct board_room_view){
        .ref = house->ref,
        .alias = house->alias,
        .may_open = board_may_open(job),
        .is_closed = house->is_closed,
        .area = house->area,
        .room = room->room,
        .name = room->name,
        .beds = room->beds,
        .cots = room->cots,
        .step_free = room->step_free,
        .is_self_contained = room->is_self_contained,
        .state = board_state_code(span ? span->state : BOARD_FREE),
        .persons = span ? span->persons : 0,
        .until_on = span ? span->until_on : DATE_NONE,
        .free_on = house->is_closed ? DATE_NONE : board_free_on(room, on),
    };
}

/* ---- the list -------------------------------------------------------------------------------- */

static bool is_wanted(const struct board_filter_form *filter, const struct board_room_view *room)
{
    if (filter->state.size > 0 && !str_equal(filter->state, room->state))
        return false;
    if (str_equal_c(filter->state, "free") && room->is_closed)
        return false;
    return (filter->beds == INTEGER_NONE || room->beds >= filter->beds) &&
           (!filter->is_step_free || str_equal_c(room->step_free, "yes")) &&
           (!filter->is_self_contained || room->is_self_contained);
}

struct board_rooms_kept board_rooms_wanted(struct job *job, const struct board *board,
                                           const struct board_filter_form *filter)
{
    struct board_room_view *rooms =
        ARENA_MANY(job->arena, struct board_room_view, board->room_count);
    size_t count = 0;
    for (size_t i = 0; i < board->room_count; i++) {
        const struct board_room *room = &board->rooms[i];
        if (!board_house_matches(&board->houses[room->house], filter->region, filter->takes))
            continue;
        rooms[count] = show_room(job, board, room, filter->on);
        count += is_wanted(filter, &rooms[count]);
    }
    return (struct board_rooms_kept){rooms, count};
}

static void show_rooms(struct job *job, const struct board *board,
                       const struct board_filter_form *filter, struct board_list_view *view)
{
    struct board_rooms_kept kept = board_rooms_wanted(job, board, filter);
    struct board_slice slice = board_slice(kept.count, filter->page, ROOMS_A_PAGE);
    for (size_t i = 0; i < kept.count; i++)
        view->free_count += str_equal_c(kept.at[i].state, "free") && !kept.at[i].is_closed;
    view->rooms.at = kept.at + slice.first;
    view->rooms.count = slice.last - slice.first;
    view->room_count = (int64_t)kept.count;
}

/* All that was asked for but the page; every value is a date, a number or a code of a list. page 0:
 * no page, for the file. */
static struct str list_url(struct arena *arena, const struct board_filter_form *filter,
                           int64_t page)
{
    struct buf url = buf_make(arena, 128);
    buf_format(&url, "/beds%s?on=%.*s", page == 0 ? "/export" : "",
               STR_ARGS(date_text(arena, filter->on)));
    if (page > 0)
        buf_format(&url, "&page=%lld", (long long)page);
    if (filter->region.size > 0)
        buf_format(&url, "&region=%.*s", STR_ARGS(filter->region));
    if (filter->takes.size > 0)
        buf_format(&url, "&takes=%.*s", STR_ARGS(filter->takes));
    if (filter->state.size > 0)
        buf_format(&url, "&state=%.*s", STR_ARGS(filter->state));
    if (filter->beds != INTEGER_NONE)
        buf_format(&url, "&beds=%lld", (long long)filter->beds);
    if (filter->is_step_free)
        buf_add_c(&url, "&is_step_free=true");
    if (filter->is_self_contained)
        buf_add_c(&url, "&is_self_contained=true");
    return buf_text(&url);
}

static struct board_list_view *list_view(struct job *job, const struct board_filter_form *filter)
{
    struct board_list_view *view = ARENA_NEW(job->arena, struct board_list_view);
    *view = (struct board_list_view){
        .on = filter->on,
        .region = filter->region,
        .takes = filter->takes,
        .state = filter->state,
        .beds = filter->beds,
        .is_step_free = filter->is_step_free,
        .is_self_contained = filter->is_self_contained,
    };
    return view;
}

enum err board_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct board_filter_form filter = {0};
    form_read(&shape_board_filter_form, request->query, problems, &filter);
    if (!date_is_some(filter.on))
        filter.on = date_in_london(job->now);
    if (!board_day_is_near(job, filter.on))
        problems_add(problems, STR("on"), WORD_board_day_far);
    struct board_list_view *view = list_view(job, &filter);
    if (problems->count > 0) {
        reply_board_list_problems(reply, view, problems);
        return ERR_INVALID;
    }
    struct board board;
    enum err err = board_load(job, &(struct board_query){
        .right = RIGHT_beds_read,
        .from_on = filter.on,
        .until_on = date_add_days(filter.on, DAYS_AHEAD),
    }, &board);
    if (err != OK)
        return err;
    show_rooms(job, &board, &filter, view);
    if (right_opens(job->asker.role, RIGHT_beds_export))
        view->file = list_url(job->arena, &filter, 0);
    if (filter.page > 1)
        view->previous = list_url(job->arena, &filter, filter.page - 1);
    if (view->room_count > filter.page * ROOMS_A_PAGE)
        view->next = list_url(job->arena, &filter, filter.page + 1);
    reply_board_list(reply, view);
    return OK;
}

/* ---- a day ----------------------------------------------------------------------------------- */

static void count_states(struct job *job, const struct board *board, struct board_day_view *view)
{
    struct board_count_view *counts = ARENA_MANY(job->arena, struct board_count_view, BOARD_STATES);
    for (int state = 0; state < BOARD_STATES; state++)
        counts[state].state = board_state_code((enum board_state)state);
    for (size_t i = 0; i < board->room_count; i++) {
        const struct board_span *span = board_on(&board->rooms[i], view->on);
        enum board_state state = span ? span->state : BOARD_FREE;
        counts[state].rooms++;
        counts[state].beds += board->rooms[i].beds;
    }
    view->counts.at = counts;
    view->counts.count = BOARD_STATES;
}

static void show_slice(struct job *job, const struct board *board, int64_t page,
                       struct board_day_view *view)
{
    struct board_slice slice = board_slice(board->room_count, page, ROOMS_A_PAGE);
    size_t count = slice.last - slice.first;
    struct board_room_view *rooms = ARENA_MANY(job->arena, struct board_room_view, count);
    for (size_t i = 0; i < count; i++)
        rooms[i] = show_room(job, board, &board->rooms[slice.first + i], view->on);
    view->rooms.at = rooms;
    view->rooms.count = count;
    struct str day = date_text(job->arena, view->on);
    if (page > 1)
        view->previous_page = str_format(job->arena, "/beds/day/%.*s?page=%lld", STR_ARGS(day),
                                         (long long)page - 1);
    if (slice.last < board->room_count)
        view->next_page = str_format(job->arena, "/beds/day/%.*s?page=%lld", STR_ARGS(day),
                                     (long long)page + 1);
}

enum err board_day_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct date on;
    struct board_page_form part = {0};
    struct problems problems = problems_make(job->arena);
    form_read(&shape_board_page_form, request->query, &problems, &part);
    if (date_parse(request_path(request, "date"), &on) != OK || !board_day_is_near(job, on) ||
        problems.count > 0)
        return ERR_NOT_FOUND;
    struct board board;
    enum err err = board_load(job, &(struct board_query){
        .right = RIGHT_beds_read,
        .from_on = on,
        .until_on = date_add_days(on, DAYS_AHEAD),
    }, &board);
    if (err != OK)
        return err;
    struct board_day_view *view = ARENA_NEW(job->arena, struct board_day_view);
    view->on = on;
    view->previous = date_text(job->arena, date_add_days(on, -1));
    view->next = date_text(job->arena, date_add_days(on, 1));
    show_slice(job, &board, part.page, view);
    count_states(job, &board, view);
    reply_board_day(reply, view);
    return OK;
}
