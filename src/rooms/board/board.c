#include "rooms/board/board.h"

#include <stdlib.h>

#include "board_sql.h"
#include "law/area.h"

/* How long before the days asked for a departure may lie whose turnaround reaches into them: the
 * most that a house may need (house.view). */
enum { TURNAROUND_DAYS_MOST = 30 };

static const struct state_row {
    const char *code;
    const char *placement; /* the state of a placement that makes it, or NULL */
} states[BOARD_STATES] = {
    [BOARD_FREE] = {"free", NULL},
    [BOARD_TURNAROUND] = {"turnaround", NULL},
    [BOARD_BOOKED] = {"booked", NULL},
    [BOARD_HELD] = {"held", "held"},
    [BOARD_OFFERED] = {"offered", "offered"},
    [BOARD_EXPECTED] = {"expected", "accepted"},
    [BOARD_OUT_OF_ORDER] = {"out_of_order", NULL},
    [BOARD_OCCUPIED] = {"occupied", "arrived"},
};

struct str board_state_code(enum board_state state)
{
    must(state >= 0 && state < BOARD_STATES);
    return str_of(states[state].code);
}

/* ---- loading --------------------------------------------------------------------------------- */

struct rows {
    struct board_rooms_rows rooms;
    struct board_stays_rows stays;
    struct board_bookings_rows bookings;
    struct board_voids_rows voids;
};

/* A span and the room that it belongs to, before they are sorted. */
struct placed_span {
    size_t room;
    struct board_span span;
};

struct loading {
    struct job *job;
    const struct board_query *query;
    struct date today;
    struct rows rows;
    struct board_room *rooms;
    struct board_house *houses;
    size_t house_count;
    const struct board_room **by_id; /* the rooms by their ids */
    struct placed_span *spans;
    size_t span_count;
};

static enum err read_rows(struct loading *loading)
{
    struct job *job = loading->job;
    const struct board_query *query = loading->query;
    struct rows *rows = &loading->rows;
    int64_t relations = right_relations(job->asker.role, query->right);
    struct date since_on = date_add_days(query->from_on, -TURNAROUND_DAYS_MOST);
    const struct board_rooms_in rooms = {relations, job->asker.staff, job->now, query->house};
    const struct board_stays_in stays = {relations, job->asker.staff, job->now, query->house,
                                         london_midnight(since_on)};
    const struct board_bookings_in bookings = {relations, job->asker.staff, job->now,
                                               query->house};
    const struct board_voids_in voids = {relations, job->asker.staff, job->now, query->house,
                                         query->from_on};
    enum err err = sql_board_rooms(job->db, job->arena, &rooms, &rows->rooms);
    if (err == OK)
        err = sql_board_stays(job->db, job->arena, &stays, &rows->stays);
    if (err == OK)
        err = sql_board_bookings(job->db, job->arena, &bookings, &rows->bookings);
    return err == OK ? sql_board_voids(job->db, job->arena, &voids, &rows->voids) : err;
}

static struct board_house house_of(const struct board_rooms_row *row)
{
    const struct area *area = area_find(row->area);
    return (struct board_house){
        .house = row->house,
        .ref = row->ref,
        .alias = row->alias,
        .organisation = row->organisation,
        .area = area ? area->name : row->area,
        .region = row->region,
        .takes_women = row->takes_women,
        .takes_men = row->takes_men,
        .takes_mixed = row->takes_mixed,
        .takes_families = row->takes_families,
        .is_closed = !row->is_open,
    };
}

static int compare_rooms(const void *a, const void *b)
{
    const struct board_room *const *one = a, *const *other = b;
    int64_t left = (*one)->room.value, right = (*other)->room.value;
    return (left > right) - (left < right);
}

/* Rows are sorted by house, so a new id begins a new house. */
static void make_rooms(struct loading *loading)
{
    const struct board_rooms_rows *rows = &loading->rows.rooms;
    struct arena *arena = loading->job->arena;
    loading->rooms = ARENA_MANY(arena, struct board_room, rows->count);
    loading->houses = ARENA_MANY(arena, struct board_house, rows->count);
    loading->by_id = ARENA_MANY(arena, const struct board_room *, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        const struct board_rooms_row *row = &rows->at[i];
        if (i == 0 || row->house.value != rows->at[i - 1].house.value)
            loading->houses[loading->house_count++] = house_of(row);
        loading->rooms[i] = (struct board_room){
            .room = row->room,
            .name = row->name,
            .beds = row->beds,
            .cots = row->cots,
            .step_free = row->step_free,
            .is_self_contained = row->is_self_contained,
            .house = loading->house_count - 1,
        };
        loading->by_id[i] = &loading->rooms[i];
    }
    if (rows->count > 0)
        qsort(loading->by_id, rows->count, sizeof(struct board_room *), compare_rooms);
}

static size_t room_index(const struct loading *loading, struct room_id room)
{
    struct board_room key = {.room = room};
    const struct board_room *wanted = &key;
    const struct board_room **found =
        bsearch(&wanted, loading->by_id, loading->rows.rooms.count, sizeof(struct board_room *),
                compare_rooms);
    must(found != NULL); /* every statement shows the same rooms */
    return (size_t)(*found - loading->rooms);
}

/* ---- spans ----------------------------------------------------------------------------------- */

static bool is_before(struct date a, struct date b)
{
    return date_compare(a, b) < 0;
}

static void add_span(struct loading *loading, size_t room, struct board_span span)
{
    bool is_empty = date_is_some(span.until_on) && !is_before(span.from_on, span.until_on);
    bool is_over = date_is_some(span.until_on) &&
                   !is_before(loading->query->from_on, span.until_on);
    if (!is_empty && !is_over && is_before(span.from_on, loading->query->until_on))
        loading->spans[loading->span_count++] = (struct placed_span){room, span};
}

/* What should have ended and has not lasts through today. */
static struct board_span until_planned(const struct loading *loading, struct board_span span,
                                       struct date planned_on)
{
    span.due_on = planned_on;
    bool is_past = date_is_some(planned_on) && !is_before(loading->today, planned_on);
    span.until_on = is_past ? date_add_days(loading->today, 1) : planned_on;
    return span;
}

static enum board_state state_of(struct str placement)
{
    int state = BOARD_STATES - 1;
    while (state > 0 &&
           (states[state].placement == NULL || !str_equal_c(placement, states[state].placement)))
        state--;
    return (enum board_state)state;
}

static void add_past_stay(struct loading *loading, size_t room, const struct board_stays_row *row)
{
    int32_t days = (int32_t)loading->rows.rooms.at[room].turnaround_days;
    struct date departed_on = date_in_london(row->departed_at);
    if (instant_is_some(row->arrived_at))
        add_span(loading, room, (struct board_span){
            .state = BOARD_OCCUPIED,
            .from_on = date_in_london(row->arrived_at),
            .until_on = departed_on,
            .persons = row->persons,
            .due_on = DATE_NONE,
        });
    add_span(loading, room, (struct board_span){
        .state = BOARD_TURNAROUND,
        .from_on = departed_on,
        .until_on = date_add_days(departed_on, days),
        .due_on = DATE_NONE,
    });
}

static void add_stay(struct loading *loading, const struct board_stays_row *row)
{
    size_t room = room_index(loading, row->room);
    if (instant_is_some(row->departed_at)) {
        add_past_stay(loading, room, row);
        return;
    }
    struct board_span span = {
        .state = state_of(row->state),
        .from_on = date_in_london(row->held_at),
        .persons = row->persons,
        .placement = row->placement,
        .referral = row->referral,
        .due_on = DATE_NONE,
    };
    if (span.state == BOARD_OCCUPIED && instant_is_some(row->arrived_at))
        span.from_on = date_in_london(row->arrived_at);
    if (instant_is_some(row->held_until_at))
        span.until_on = date_add_days(date_in_london(row->held_until_at), 1);
    else
        span = until_planned(loading, span, row->planned_until_on);
    if (span.state == BOARD_EXPECTED)
        span.due_on = instant_is_some(row->expected_at) ? date_in_london(row->expected_at)
                                                        : DATE_NONE;
    if (span.state != BOARD_FREE)
        add_span(loading, room, span);
}

static void add_booking(struct loading *loading, const struct board_bookings_row *row)
{
    add_span(loading, room_index(loading, row->room), (struct board_span){
        .state = BOARD_BOOKED,
        .from_on = row->from_on,
        .until_on = row->until_on,
        .persons = row->persons,
        .placement = row->placement,
        .referral = row->referral,
        .due_on = row->from_on,
    });
}

static void add_void(struct loading *loading, const struct board_voids_row *row)
{
    struct board_span span = {
        .state = BOARD_OUT_OF_ORDER,
        .from_on = row->from_on,
        .due_on = DATE_NONE,
    };
    if (date_is_some(row->ended_on))
        span.until_on = row->ended_on;
    else
        span = until_planned(loading, span, row->expected_until_on);
    add_span(loading, room_index(loading, row->room), span);
}

static int compare_spans(const void *a, const void *b)
{
    const struct placed_span *one = a, *other = b;
    if (one->room != other->room)
        return one->room < other->room ? -1 : 1;
    int by_day = date_compare(one->span.from_on, other->span.from_on);
    return by_day != 0 ? by_day : (int)other->span.state - (int)one->span.state;
}

/* Sorts all spans by room and gives each room its part of them. */
static void share_out(struct loading *loading)
{
    struct board_span *spans =
        ARENA_MANY(loading->job->arena, struct board_span, loading->span_count);
    if (loading->span_count > 0)
        qsort(loading->spans, loading->span_count, sizeof(*loading->spans), compare_spans);
    for (size_t i = 0; i < loading->span_count; i++) {
        struct board_room *room = &loading->rooms[loading->spans[i].room];
        spans[i] = loading->spans[i].span;
        if (room->span_count++ == 0)
            room->spans = &spans[i];
    }
}

static void make_spans(struct loading *loading)
{
    const struct rows *rows = &loading->rows;
    size_t most = 2 * rows->stays.count + rows->bookings.count + rows->voids.count;
    loading->spans = ARENA_MANY(loading->job->arena, struct placed_span, most);
    for (size_t i = 0; i < rows->stays.count; i++)
        add_stay(loading, &rows->stays.at[i]);
    for (size_t i = 0; i < rows->bookings.count; i++)
        add_booking(loading, &rows->bookings.at[i]);
    for (size_t i = 0; i < rows->voids.count; i++)
        add_void(loading, &rows->voids.at[i]);
    share_out(loading);
}

enum err board_load(struct job *job, const struct board_query *query, struct board *out_board)
{
    must(is_before(query->from_on, query->until_on));
    struct loading loading = {.job = job, .query = query, .today = date_in_london(job->now)};
    enum err err = read_rows(&loading);
    if (err != OK)
        return err;
    make_rooms(&loading);
    make_spans(&loading);
    *out_board = (struct board){
        .from_on = query->from_on,
        .until_on = query->until_on,
        .houses = loading.houses,
        .house_count = loading.house_count,
        .rooms = loading.rooms,
        .room_count = loading.rows.rooms.count,
    };
    return OK;
}

/* ---- days ------------------------------------------------------------------------------------ */

static bool is_on(const struct board_span *span, struct date on)
{
    return !is_before(on, span->from_on) &&
           (!date_is_some(span->until_on) || is_before(on, span->until_on));
}

const struct board_span *board_on(const struct board_room *room, struct date on)
{
    const struct board_span *found = NULL;
    for (size_t i = 0; i < room->span_count; i++)
        if (is_on(&room->spans[i], on) && (found == NULL || room->spans[i].state > found->state))
            found = &room->spans[i];
    return found;
}

struct date board_free_on(const struct board_room *room, struct date from_on)
{
    struct date on = from_on;
    const struct board_span *span;
    while ((span = board_on(room, on)) != NULL) {
        if (!date_is_some(span->until_on))
            return DATE_NONE;
        on = span->until_on;
    }
    return on;
}

/* The day on which what holds on `on` may change: the next beginning or end of any span. */
static struct date next_change(const struct board *board, const struct board_room *room,
                               struct date on)
{
    struct date next = board->until_on;
    for (size_t i = 0; i < room->span_count; i++) {
        const struct board_span *span = &room->spans[i];
        if (is_before(on, span->from_on) && is_before(span->from_on, next))
            next = span->from_on;
        if (date_is_some(span->until_on) && is_before(on, span->until_on) &&
            is_before(span->until_on, next))
            next = span->until_on;
    }
    return next;
}

static bool is_same(const struct board_span *a, const struct board_span *b)
{
    return a->state == b->state && a->placement.value == b->placement.value &&
           a->persons == b->persons;
}

/* What holds from a day to the next change. At the edges of the board it tells what is known of the
 * days outside. */
static struct board_piece piece_on(const struct board *board, const struct board_room *room,
                                   struct date on)
{
    static const struct board_span free_span = {.state = BOARD_FREE};
    const struct board_span *span = board_on(room, on);
    struct date next = next_change(board, room, on);
    struct board_piece piece = {span ? *span : free_span, on, next};
    if (date_compare(next, board->until_on) == 0)
        piece.known_until_on = span ? span->until_on : DATE_NONE;
    if (span != NULL && date_compare(on, board->from_on) == 0)
        piece.since_on = span->from_on;
    piece.span.from_on = on;
    piece.span.until_on = next;
    return piece;
}

struct board_pieces board_pieces(struct arena *arena, const struct board *board,
                                 const struct board_room *room)
{
    struct board_piece *pieces = ARENA_MANY(arena, struct board_piece, 2 * room->span_count + 1);
    size_t count = 0;
    struct date on = board->from_on;
    while (is_before(on, board->until_on)) {
        struct board_piece piece = piece_on(board, room, on);
        on = piece.span.until_on;
        if (count > 0 && is_same(&pieces[count - 1].span, &piece.span)) {
            pieces[count - 1].span.until_on = piece.span.until_on;
            pieces[count - 1].known_until_on = piece.known_until_on;
        } else {
            pieces[count++] = piece;
        }
    }
    return (struct board_pieces){pieces, count};
}
