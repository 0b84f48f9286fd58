/* board_chart_web.c - the board: a lane a room, a bar a span of days. */
#include "board_chart_page.h"
#include "board_view.h"
#include "rooms/board/board_page.h"
#include "rooms/board/board_web.h"
#include "web/form.h"
#include "words.h"

enum { ROOMS_A_PAGE = 40, DAYS_A_WEEK = 7 };

/* Units of the drawing. A bar that is narrower than a word is told by its pattern, its title and
 * the table. */
enum { LABEL_WIDTH = 170, HEAD_HEIGHT = 30, LANE_HEIGHT = 30, BAR_INSET = 4, WORD_LEAST = 76,
       DATE_LEAST = 56 };
enum { DAY_WIDTH = 28, DAY_WIDTH_MANY = 11, MANY_WEEKS = 6, WORD_DROP = 20, WORD_INDENT = 6 };

/* A bar's look: the classes of the stylesheet. */
static const char *const styles[BOARD_STATES] = {
    [BOARD_FREE] = "free",
    [BOARD_TURNAROUND] = "turnaround",
    [BOARD_BOOKED] = "booked",
    [BOARD_HELD] = "held",
    [BOARD_OFFERED] = "offered",
    [BOARD_EXPECTED] = "expected",
    [BOARD_OUT_OF_ORDER] = "void",
    [BOARD_OCCUPIED] = "occupied",
};

struct drawing {
    struct job *job;
    const struct board *board;
    int64_t day_width;
    struct board_lane_view *lanes;
    struct board_bar_view *bars;
    struct board_span_view *spans;
    size_t lane_count, bar_count, span_count;
};

static int64_t day_x(const struct drawing *drawing, struct date on)
{
    return LABEL_WIDTH + (on.days - drawing->board->from_on.days) * drawing->day_width;
}

static void draw_bar(struct drawing *drawing, const struct board_piece *piece, int64_t y)
{
    const struct board_span *span = &piece->span;
    int64_t x = day_x(drawing, span->from_on);
    int64_t width = day_x(drawing, span->until_on) - x;
    drawing->bars[drawing->bar_count++] = (struct board_bar_view){
        .state = board_state_code(span->state),
        .style = str_of(styles[span->state]),
        .x = x,
        .y = y + BAR_INSET,
        .width = width,
        .word_x = x + WORD_INDENT,
        .word_y = y + WORD_DROP,
        .has_word = width >= WORD_LEAST,
        .persons = span->persons,
        .from_on = piece->since_on,
        .until_on = piece->known_until_on,
    };
}

static void list_span(struct drawing *drawing, const struct board_room *room,
                      const struct board_piece *piece)
{
    const struct board_house *house = &drawing->board->houses[room->house];
    bool has_end = date_is_some(piece->known_until_on);
    drawing->spans[drawing->span_count++] = (struct board_span_view){
        .ref = house->ref,
        .alias = house->alias,
        .may_open = board_may_open(drawing->job),
        .name = room->name,
        .state = board_state_code(piece->span.state),
        .persons = piece->span.persons,
        .from_on = piece->since_on,
        .until_on = piece->known_until_on,
        .days = has_end ? piece->known_until_on.days - piece->since_on.days : INTEGER_NONE,
    };
}

static void draw_room(struct drawing *drawing, const struct board_room *room)
{
    struct arena *arena = drawing->job->arena;
    int64_t y = HEAD_HEIGHT + (int64_t)drawing->lane_count * LANE_HEIGHT;
    drawing->lanes[drawing->lane_count++] = (struct board_lane_view){
        .label = str_format(arena, "%.*s %.*s",
                            STR_ARGS(drawing->board->houses[room->house].alias),
                            STR_ARGS(room->name)),
        .y = y,
        .word_y = y + WORD_DROP,
    };
    struct board_pieces pieces = board_pieces(arena, drawing->board, room);
    for (size_t i = 0; i < pieces.count; i++) {
        if (pieces.at[i].span.state != BOARD_FREE)
            draw_bar(drawing, &pieces.at[i], y);
        list_span(drawing, room, &pieces.at[i]);
    }
}

/* The rooms of the region asked for, at the front of the list. */
static size_t choose_rooms(const struct board *board, struct str region,
                           const struct board_room **out_rooms)
{
    size_t count = 0;
    for (size_t i = 0; i < board->room_count; i++)
        if (board_house_matches(&board->houses[board->rooms[i].house], region, STR_NONE))
            out_rooms[count++] = &board->rooms[i];
    return count;
}

static void draw_rooms(struct drawing *drawing, const struct board_room **rooms, size_t count)
{
    struct arena *arena = drawing->job->arena;
    size_t pieces = 0;
    for (size_t i = 0; i < count; i++)
        pieces += 2 * rooms[i]->span_count + 1;
    drawing->lanes = ARENA_MANY(arena, struct board_lane_view, count);
    drawing->bars = ARENA_MANY(arena, struct board_bar_view, pieces);
    drawing->spans = ARENA_MANY(arena, struct board_span_view, pieces);
    for (size_t i = 0; i < count; i++)
        draw_room(drawing, rooms[i]);
}

static void draw_mondays(struct drawing *drawing, int64_t weeks, struct board_chart_view *view)
{
    struct board_monday_view *mondays =
        ARENA_MANY(drawing->job->arena, struct board_monday_view, (size_t)weeks + 1);
    size_t count = 0;
    struct date on = drawing->board->from_on;
    while (date_weekday(on) != MONDAY)
        on = date_add_days(on, 1);
    for (; date_compare(on, drawing->board->until_on) < 0; on = date_add_days(on, DAYS_A_WEEK))
        mondays[count++] = (struct board_monday_view){
            .x = day_x(drawing, on),
            .word_x = day_x(drawing, on) + WORD_INDENT,
            .has_word = day_x(drawing, on) + DATE_LEAST <= day_x(drawing, drawing->board->until_on),
            .on = on,
        };
    view->mondays.at = mondays;
    view->mondays.count = count;
}

static void finish(const struct drawing *drawing, struct board_chart_view *view)
{
    struct date today = date_in_london(drawing->job->now);
    view->width = day_x(drawing, drawing->board->until_on);
    view->height = HEAD_HEIGHT + (int64_t)drawing->lane_count * LANE_HEIGHT;
    view->lane_height = LANE_HEIGHT;
    view->bar_height = LANE_HEIGHT - 2 * BAR_INSET;
    view->head_height = HEAD_HEIGHT;
    view->has_today = date_compare(today, view->from_on) >= 0 &&
                      date_compare(today, view->until_on) < 0;
    view->today_x = day_x(drawing, today);
    view->lanes.at = drawing->lanes;
    view->lanes.count = drawing->lane_count;
    view->bars.at = drawing->bars;
    view->bars.count = drawing->bar_count;
    view->spans.at = drawing->spans;
    view->spans.count = drawing->span_count;
}

/* ---- which part ------------------------------------------------------------------------------ */

static struct str part_url(struct arena *arena, struct board_part_form part)
{
    struct buf url = buf_make(arena, 128);
    buf_format(&url, "/beds/board?from=%.*s&weeks=%lld", STR_ARGS(date_text(arena, part.from)),
               (long long)part.weeks);
    if (part.region.size > 0)
        buf_format(&url, "&region=%.*s", STR_ARGS(part.region));
    if (part.page > 1)
        buf_format(&url, "&page=%lld", (long long)part.page);
    return buf_text(&url);
}

static struct str url_from(struct arena *arena, struct board_part_form part, int32_t days)
{
    part.from = date_add_days(part.from, days);
    return part_url(arena, part);
}

static struct str url_weeks(struct arena *arena, struct board_part_form part, int64_t weeks)
{
    part.weeks = weeks;
    return part_url(arena, part);
}

static struct str url_page(struct arena *arena, struct board_part_form part, int64_t page)
{
    part.page = page;
    return part_url(arena, part);
}

static struct board_chart_view *chart_view(struct job *job, const struct board_part_form *part)
{
    struct board_chart_view *view = ARENA_NEW(job->arena, struct board_chart_view);
    view->weeks = part->weeks == INTEGER_NONE ? 1 : part->weeks;
    view->from_on = part->from;
    view->until_on = date_add_days(part->from, (int32_t)view->weeks * DAYS_A_WEEK);
    view->region = part->region;
    return view;
}

static void link_parts(struct job *job, const struct board_part_form *part,
                       struct board_chart_view *view)
{
    int32_t days = (int32_t)view->weeks * DAYS_A_WEEK;
    view->earlier = url_from(job->arena, *part, -days);
    view->later = url_from(job->arena, *part, days);
    view->weeks_4 = url_weeks(job->arena, *part, 4);
    view->weeks_12 = url_weeks(job->arena, *part, 12);
    if (part->page > 1)
        view->previous = url_page(job->arena, *part, part->page - 1);
    if (view->room_count > part->page * ROOMS_A_PAGE)
        view->next = url_page(job->arena, *part, part->page + 1);
}

static void draw(struct job *job, const struct board *board, const struct board_part_form *part,
                 struct board_chart_view *view)
{
    const struct board_room **rooms =
        ARENA_MANY(job->arena, const struct board_room *, board->room_count);
    size_t count = choose_rooms(board, part->region, rooms);
    struct board_slice slice = board_slice(count, part->page, ROOMS_A_PAGE);
    struct drawing drawing = {
        .job = job,
        .board = board,
        .day_width = view->weeks > MANY_WEEKS ? DAY_WIDTH_MANY : DAY_WIDTH,
    };
    view->room_count = (int64_t)count;
    draw_rooms(&drawing, rooms + slice.first, slice.last - slice.first);
    draw_mondays(&drawing, view->weeks, view);
    finish(&drawing, view);
}

enum err board_chart_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct board_part_form part = {0};
    form_read(&shape_board_part_form, request->query, problems, &part);
    if (!date_is_some(part.from))
        part.from = date_in_london(job->now);
    if (!board_day_is_near(job, part.from))
        problems_add(problems, STR("from"), WORD_board_day_far);
    struct board_chart_view *view = chart_view(job, &part);
    if (problems->count > 0) {
        reply_board_chart_problems(reply, view, problems);
        return ERR_INVALID;
    }
    struct board board;
    enum err err = board_load(job, &(struct board_query){
        .right = RIGHT_beds_read,
        .from_on = view->from_on,
        .until_on = view->until_on,
    }, &board);
    if (err != OK)
        return err;
    draw(job, &board, &part, view);
    link_parts(job, &part, view);
    reply_board_chart(reply, view);
    return OK;
}
