#include "rooms/capacity/capacity_curve.h"

enum { LEFT = 60, RIGHT = 620, TOP = 16, BOTTOM = 280, MARKS_ACROSS = 5 };

struct scale {
    int64_t rooms_from, rooms_to; /* at LEFT and RIGHT */
    int64_t days_from;            /* of 100,000, at the bottom; all days at the top */
};

static int64_t x_of(const struct scale *scale, int64_t rooms)
{
    int64_t span = scale->rooms_to - scale->rooms_from;
    return LEFT + (span > 0 ? (rooms - scale->rooms_from) * (RIGHT - LEFT) / span : 0);
}

static int64_t y_of(const struct scale *scale, int64_t days)
{
    int64_t span = CAPACITY_DAYS_ALL - scale->days_from;
    int64_t above = days > scale->days_from ? days - scale->days_from : 0;
    return BOTTOM - above * (BOTTOM - TOP) / span;
}

static void add_point(struct buf *points, const struct scale *scale, int64_t rooms, int64_t days)
{
    buf_format(points, "%lld,%lld ", (long long)x_of(scale, rooms), (long long)y_of(scale, days));
}

/* Along the lows and back along the highs. */
static struct str draw_band(struct arena *arena, const struct scale *scale,
                            const struct capacity_answer *answer)
{
    struct buf points = buf_make(arena, 1024);
    for (size_t i = 0; i < CAPACITY_POINTS; i++)
        add_point(&points, scale, answer->curve[i].rooms, answer->curve[i].days_enough.low);
    for (size_t i = CAPACITY_POINTS; i-- > 0;)
        add_point(&points, scale, answer->curve[i].rooms, answer->curve[i].days_enough.high);
    return buf_text(&points);
}

static struct str draw_line(struct arena *arena, const struct scale *scale,
                            const struct capacity_answer *answer)
{
    struct buf points = buf_make(arena, 512);
    for (size_t i = 0; i < CAPACITY_POINTS; i++)
        add_point(&points, scale, answer->curve[i].rooms, answer->curve[i].days_enough.middle);
    return buf_text(&points);
}

static void mark_rooms(struct arena *arena, const struct scale *scale,
                       struct capacity_curve_view *view)
{
    struct capacity_mark_view *marks = ARENA_MANY(arena, struct capacity_mark_view, MARKS_ACROSS);
    for (int64_t i = 0; i < MARKS_ACROSS; i++) {
        int64_t rooms =
            scale->rooms_from + (scale->rooms_to - scale->rooms_from) * i / (MARKS_ACROSS - 1);
        marks[i].at = x_of(scale, rooms);
        marks[i].word = str_format(arena, "%lld", (long long)rooms);
    }
    view->across.at = marks;
    view->across.count = MARKS_ACROSS;
}

static void mark_days(struct arena *arena, const struct scale *scale,
                      struct capacity_curve_view *view)
{
    size_t count = (size_t)(CAPACITY_DAYS_ALL - scale->days_from) / 10000 + 1;
    struct capacity_mark_view *marks = ARENA_MANY(arena, struct capacity_mark_view, count);
    for (size_t i = 0; i < count; i++) {
        int64_t days = scale->days_from + (int64_t)i * 10000;
        marks[i].at = y_of(scale, days);
        marks[i].word = str_format(arena, "%lld%%", (long long)days / 1000);
    }
    view->up.at = marks;
    view->up.count = count;
}

struct capacity_curve_view capacity_draw(struct arena *arena, const struct scenario *scenario,
                                         const struct capacity_answer *answer)
{
    const struct capacity_point *first = &answer->curve[0];
    struct scale scale = {
        .rooms_from = first->rooms,
        .rooms_to = answer->curve[CAPACITY_POINTS - 1].rooms,
        .days_from = first->days_enough.low / 10000 * 10000,
    };
    if (scale.days_from > CAPACITY_DAYS_ALL * 8 / 10)
        scale.days_from = CAPACITY_DAYS_ALL * 8 / 10;
    struct capacity_curve_view view = {
        .band = draw_band(arena, &scale, answer),
        .line = draw_line(arena, &scale, answer),
        .target_y = y_of(&scale, scenario->target_permille * CAPACITY_DAYS_ALL / 1000),
        .needed_x = x_of(&scale, answer->rooms.middle),
    };
    mark_rooms(arena, &scale, &view);
    mark_days(arena, &scale, &view);
    return view;
}
