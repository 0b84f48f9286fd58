/* board_house_web.c - the houses, and the page of one house with who lives there. */
#include <stdlib.h>

#include "board_house_page.h"
#include "board_houses_page.h"
#include "board_sql.h"
#include "board_view.h"
#include "guard/tie.h"
#include "law/list.h"
#include "rooms/board/board_page.h"
#include "rooms/board/board_web.h"
#include "rooms/house/house.h"
#include "rooms/placement/placement.h"
#include "web/form.h"
#include "web/words.h"

enum { MOVE_DAYS = 14, DAYS_AHEAD = 366, HOUSES_A_PAGE = 100 };

static struct board_query days_from_today(const struct job *job, enum right right,
                                          struct house_id house)
{
    struct date today = date_in_london(job->now);
    return (struct board_query){right, house, today, date_add_days(today, DAYS_AHEAD)};
}

/* ---- the list -------------------------------------------------------------------------------- */

static struct board_house_line_view show_line(struct job *job, const struct board_house *house)
{
    return (struct board_house_line_view){
        .ref = house->ref,
        .alias = house->alias,
        .may_open = board_may_open(job),
        .organisation = house->organisation,
        .area = house->area,
        .region = house->region,
        .takes = house_takes(job->arena, house->takes_women, house->takes_men, house->takes_mixed,
                             house->takes_families),
        .is_closed = house->is_closed,
    };
}

static void count_rooms(const struct board *board, struct board_house_line_view *lines)
{
    for (size_t i = 0; i < board->room_count; i++) {
        const struct board_room *room = &board->rooms[i];
        lines[room->house].rooms++;
        lines[room->house].free_rooms +=
            !board->houses[room->house].is_closed && board_on(room, board->from_on) == NULL;
    }
}

/* All that was asked for but the page; region and takes are codes of a list, or empty. */
static struct str houses_url(struct arena *arena, const struct board_houses_filter_form *filter,
                             int64_t page)
{
    return str_format(arena, "/houses?region=%.*s&takes=%.*s&page=%lld", STR_ARGS(filter->region),
                      STR_ARGS(filter->takes), (long long)page);
}

static void show_lines(struct job *job, const struct board *board,
                       const struct board_houses_filter_form *filter,
                       struct board_houses_view *view)
{
    struct board_house_line_view *lines =
        ARENA_MANY(job->arena, struct board_house_line_view, board->house_count);
    for (size_t i = 0; i < board->house_count; i++)
        lines[i] = show_line(job, &board->houses[i]);
    count_rooms(board, lines);
    size_t count = 0;
    for (size_t i = 0; i < board->house_count; i++)
        if (board_house_matches(&board->houses[i], filter->region, filter->takes))
            lines[count++] = lines[i];
    struct board_slice slice = board_slice(count, filter->page, HOUSES_A_PAGE);
    view->house_count = (int64_t)count;
    view->rows.at = lines + slice.first;
    view->rows.count = slice.last - slice.first;
    if (filter->page > 1)
        view->previous = houses_url(job->arena, filter, filter->page - 1);
    if (slice.last < count)
        view->next = houses_url(job->arena, filter, filter->page + 1);
}

enum err board_houses_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct board_houses_filter_form filter = {0};
    struct board_houses_view *view = ARENA_NEW(job->arena, struct board_houses_view);
    form_read(&shape_board_houses_filter_form, request->query, problems, &filter);
    view->region = filter.region;
    view->takes = filter.takes;
    if (problems->count > 0) {
        reply_board_houses_problems(reply, view, problems);
        return ERR_INVALID;
    }
    struct board board;
    struct board_query query = days_from_today(job, RIGHT_houses_read, (struct house_id){0});
    enum err err = board_load(job, &query, &board);
    if (err != OK)
        return err;
    show_lines(job, &board, &filter, view);
    reply_board_houses(reply, view);
    return OK;
}

/* ---- who may be named ------------------------------------------------------------------------ */

/* The people of a house whom the asker may read, by placement; and the referrals whose placements
 * the asker may open. */
struct allowed {
    struct placement_id *placements;
    struct person_id *ids;
    struct board_person_view *people;
    size_t person_count;
    struct record_id *referrals;
    size_t referral_count;
};

/* tie_filter keeps the order, so the two lists are walked together. */
static enum err allow_people(struct job *job, struct house_id house, struct allowed *allowed)
{
    struct board_people_rows rows;
    enum err err = sql_board_people(job->db, job->arena, house, job->now, &rows);
    if (err != OK)
        return err;
    struct record_id *kept = ARENA_MANY(job->arena, struct record_id, rows.count);
    size_t kept_count = 0;
    for (size_t i = 0; i < rows.count; i++)
        kept[i] = (struct record_id){rows.at[i].person.value};
    err = tie_filter(job, RIGHT_person_read, kept, rows.count, &kept_count);
    allowed->placements = ARENA_MANY(job->arena, struct placement_id, kept_count);
    allowed->ids = ARENA_MANY(job->arena, struct person_id, kept_count);
    allowed->people = ARENA_MANY(job->arena, struct board_person_view, kept_count);
    for (size_t i = 0; i < rows.count && allowed->person_count < kept_count && err == OK; i++) {
        if (kept[allowed->person_count].value != rows.at[i].person.value)
            continue;
        struct board_person_ref_row row;
        err = sql_board_person_ref(job->db, job->arena, rows.at[i].person, &row);
        if (err != OK)
            return err;
        allowed->placements[allowed->person_count] = rows.at[i].placement;
        allowed->ids[allowed->person_count] = rows.at[i].person;
        allowed->people[allowed->person_count++].ref = row.ref;
    }
    return err;
}

static enum err allow_referrals(struct job *job, const struct board *board,
                                struct allowed *allowed)
{
    size_t most = 0, count = 0;
    for (size_t i = 0; i < board->room_count; i++)
        most += board->rooms[i].span_count;
    allowed->referrals = ARENA_MANY(job->arena, struct record_id, most);
    for (size_t i = 0; i < board->room_count; i++)
        for (size_t k = 0; k < board->rooms[i].span_count; k++)
            if (board->rooms[i].spans[k].referral.value != 0)
                allowed->referrals[count++] =
                    (struct record_id){board->rooms[i].spans[k].referral.value};
    return tie_filter(job, RIGHT_placement_read, allowed->referrals, count,
                      &allowed->referral_count);
}

static struct placement_id placement_shown(const struct allowed *allowed,
                                           const struct board_span *span)
{
    for (size_t i = 0; i < allowed->referral_count; i++)
        if (allowed->referrals[i].value == span->referral.value)
            return span->placement;
    return (struct placement_id){0};
}

/* ---- the page of a house --------------------------------------------------------------------- */

struct showing {
    struct job *job;
    struct board board;
    struct allowed allowed;
    struct board_house_view *view;
};

static void show_people(const struct showing *showing, const struct board_span *span,
                        struct board_house_room_view *view)
{
    const struct allowed *allowed = &showing->allowed;
    for (size_t i = 0; i < allowed->person_count; i++) {
        if (allowed->placements[i].value != span->placement.value)
            continue;
        if (view->people.count++ == 0)
            view->people.at = &allowed->people[i];
        job_audit(showing->job, VERB_read, RECORD_person, allowed->ids[i].value);
    }
}

static void show_rooms(struct showing *showing)
{
    const struct board *board = &showing->board;
    struct board_house_view *view = showing->view;
    struct board_house_room_view *rooms =
        ARENA_MANY(showing->job->arena, struct board_house_room_view, board->room_count);
    for (size_t i = 0; i < board->room_count; i++) {
        const struct board_room *room = &board->rooms[i];
        const struct board_span *span = board_on(room, board->from_on);
        rooms[i] = (struct board_house_room_view){
            .room = room->room,
            .name = room->name,
            .beds = room->beds,
            .cots = room->cots,
            .step_free = room->step_free,
            .is_self_contained = room->is_self_contained,
            .state = board_state_code(span ? span->state : BOARD_FREE),
            .until_on = span ? span->until_on : DATE_NONE,
        };
        if (span != NULL) {
            rooms[i].persons = span->persons;
            rooms[i].placement = placement_shown(&showing->allowed, span);
            rooms[i].may_open = rooms[i].placement.value != 0;
            show_people(showing, span, &rooms[i]);
            view->persons += span->persons;
        }
        view->free_rooms += span == NULL && !view->is_closed;
    }
    view->rooms.at = rooms;
    view->rooms.count = board->room_count;
}

static bool is_coming(const struct board_span *span)
{
    return span->state == BOARD_EXPECTED || span->state == BOARD_BOOKED;
}

/* Due within 14 days, or overdue. */
static bool is_move(const struct board *board, const struct board_span *span)
{
    return (is_coming(span) || span->state == BOARD_OCCUPIED) && date_is_some(span->due_on) &&
           date_compare(span->due_on, date_add_days(board->from_on, MOVE_DAYS)) <= 0;
}

static int compare_moves(const void *a, const void *b)
{
    const struct board_move_view *one = a, *other = b;
    return date_compare(one->on, other->on);
}

static void show_moves(struct showing *showing)
{
    const struct board *board = &showing->board;
    size_t most = 0, count = 0;
    for (size_t i = 0; i < board->room_count; i++)
        most += board->rooms[i].span_count;
    struct board_move_view *moves = ARENA_MANY(showing->job->arena, struct board_move_view, most);
    for (size_t i = 0; i < board->room_count; i++) {
        const struct board_room *room = &board->rooms[i];
        for (size_t k = 0; k < room->span_count; k++) {
            const struct board_span *span = &room->spans[k];
            if (!is_move(board, span))
                continue;
            moves[count] = (struct board_move_view){
                .on = span->due_on,
                .is_in = is_coming(span),
                .is_late = date_compare(span->due_on, board->from_on) < 0,
                .room_name = room->name,
                .state = board_state_code(span->state),
                .persons = span->persons,
                .placement = placement_shown(&showing->allowed, span),
            };
            moves[count].may_open = moves[count].placement.value != 0;
            count++;
        }
    }
    if (count > 0)
        qsort(moves, count, sizeof(*moves), compare_moves);
    showing->view->moves.at = moves;
    showing->view->moves.count = count;
}

static enum err show_voids(struct showing *showing, struct house_id house)
{
    struct job *job = showing->job;
    struct room_voids voids;
    enum err err = house_voids(job, house, &voids);
    if (err != OK)
        return err;
    struct board_void_view *rows = ARENA_MANY(job->arena, struct board_void_view, voids.count);
    for (size_t i = 0; i < voids.count; i++)
        rows[i] = (struct board_void_view){
            .void_id = voids.at[i].void_,
            .room_name = voids.at[i].room_name,
            .reason = voids.at[i].reason,
            .from_on = voids.at[i].from_on,
            .expected_until_on = voids.at[i].expected_until_on,
            .is_late = date_compare(voids.at[i].expected_until_on, showing->board.from_on) < 0,
        };
    showing->view->voids.at = rows;
    showing->view->voids.count = voids.count;
    return OK;
}

static void show_house(struct showing *showing, const struct house *house, struct str accepted)
{
    struct job *job = showing->job;
    const struct house_facts *facts = &house->facts;
    *showing->view = (struct board_house_view){
        .ref = house->ref,
        .alias = facts->alias,
        .organisation = house->organisation_name,
        .area = house->area_name,
        .region = facts->region,
        .takes = house_takes(job->arena, facts->takes_women, facts->takes_men,
                             facts->takes_mixed, facts->takes_families),
        .is_closed = facts->is_closed,
        .is_large_shared = facts->is_large_shared,
        .is_catered = facts->is_catered,
        .night_cover = facts->night_cover,
        .step_free = facts->step_free,
        .workers = facts->workers,
        .licence_persons = facts->licence_persons,
        .complex_places = facts->complex_places,
        .movable_cots = facts->movable_cots,
        .turnaround_days = facts->turnaround_days,
        .languages = list_names(job->arena, STR("language"), facts->languages,
                                words_choose_code(accepted)),
        .specialisms = str_split(job->arena, facts->specialisms, ','),
        .may_write = right_allows(job->asker.role, job->relations, RIGHT_house_write),
        .may_reveal = right_allows(job->asker.role, job->relations, RIGHT_address_reveal),
    };
}

/* No way to an address that would not be opened. */
static enum err check_reveal(struct job *job, struct house_id house, struct board_house_view *view)
{
    enum err err = view->may_reveal ? placement_address_check(job, house) : OK;
    view->may_reveal &= err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err board_house_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct house_id id = {job->target.id};
    struct house house;
    struct showing showing = {.job = job, .view = ARENA_NEW(job->arena, struct board_house_view)};
    struct board_query query = days_from_today(job, RIGHT_house_read, id);
    enum err err = house_get(job, id, &house);
    if (err == OK)
        err = board_load(job, &query, &showing.board);
    if (err == OK)
        err = allow_people(job, id, &showing.allowed);
    if (err == OK)
        err = allow_referrals(job, &showing.board, &showing.allowed);
    if (err != OK)
        return err;
    show_house(&showing, &house, request->languages);
    err = check_reveal(job, id, showing.view);
    if (err != OK)
        return err;
    show_rooms(&showing);
    show_moves(&showing);
    err = show_voids(&showing, id);
    if (err == OK)
        reply_board_house(reply, showing.view);
    return err;
}
