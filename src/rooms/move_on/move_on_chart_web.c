/* move_on_chart_web.c - the countdown as a picture: bars from what started a clock to its day, and
 * to the day of each step. */
#include "rooms/move_on/move_on_web.h"

/* Units of the drawing. */
enum { LABEL_WIDTH = 230, HEAD_HEIGHT = 30, LANE_HEIGHT = 28, BAR_INSET = 6, WORD_DROP = 19,
       WORD_INDENT = 4, END_WIDTH = 70, DATE_LEAST = 56, BAR_LEAST = 4 };
/* The picture is about this wide whatever the days. */
enum { DAYS_WIDTH = 700, DAY_WIDTH_MOST = 14, DAY_WIDTH_LEAST = 2, DAYS_A_WEEK = 7 };

struct drawing {
    struct job *job;
    const struct move_on *move_on;
    struct date from, to;
    int64_t day_width;
    struct move_on_lane_view *lanes;
    size_t count;
};

/* The clocks' days from the first event on: what began long before is cut there. */
static bool find_days(struct drawing *drawing)
{
    const struct move_on *move_on = drawing->move_on;
    if (move_on->event_count == 0)
        return false;
    drawing->from = move_on->events[0].on;
    drawing->to = drawing->from;
    for (size_t i = 0; i < move_on->clocks.count; i++)
        if (move_on->clocks.at[i].law->meaning == LAW_ENDS)
            drawing->to = date_later(drawing->to, move_on->clocks.at[i].due_on);
    for (size_t i = 0; i < move_on->step_count; i++)
        if (date_is_some(move_on->steps[i].due_on))
            drawing->to = date_later(drawing->to, move_on->steps[i].due_on);
    drawing->to = date_earlier(drawing->to,
                               date_add_days(drawing->from, DAYS_WIDTH / DAY_WIDTH_LEAST));
    int64_t width = DAYS_WIDTH / (drawing->to.days - drawing->from.days + 1);
    drawing->day_width = width > DAY_WIDTH_MOST ? DAY_WIDTH_MOST
                         : width < DAY_WIDTH_LEAST ? DAY_WIDTH_LEAST
                                                   : width;
    return true;
}

static int64_t day_x(const struct drawing *drawing, struct date on)
{
    return LABEL_WIDTH + (on.days - drawing->from.days) * drawing->day_width;
}

static bool is_inside(const struct drawing *drawing, struct date on)
{
    return date_is_some(on) && date_compare(on, drawing->from) >= 0 &&
           date_compare(on, drawing->to) <= 0;
}

static void add_lane(struct drawing *drawing, struct date from, struct move_on_lane_view lane)
{
    int64_t y = HEAD_HEIGHT + (int64_t)drawing->count * LANE_HEIGHT;
    lane.from_on = from;
    lane.bar_x = day_x(drawing, date_later(from, drawing->from));
    lane.end_x = day_x(drawing, lane.due_on) + drawing->day_width;
    lane.bar_width = lane.end_x - lane.bar_x;
    if (lane.bar_width < BAR_LEAST)
        lane.bar_width = BAR_LEAST;
    lane.end_x += WORD_INDENT;
    lane.y = y;
    lane.bar_y = y + BAR_INSET;
    lane.word_y = y + WORD_DROP;
    drawing->lanes[drawing->count++] = lane;
}

static void draw_clocks(struct drawing *drawing)
{
    const struct clocks *clocks = &drawing->move_on->clocks;
    for (size_t i = 0; i < clocks->count; i++) {
        const struct clock *clock = &clocks->at[i];
        if (is_inside(drawing, clock->due_on))
            add_lane(drawing, clock->started_on, (struct move_on_lane_view){
                .title = clock->title,
                .rule = clock->rule,
                .style = clock->is_silent ? STR("held") : STR("occupied"),
                .due_on = clock->due_on,
            });
    }
}

static void draw_steps(struct drawing *drawing)
{
    const struct move_on *move_on = drawing->move_on;
    for (size_t i = 0; i < move_on->step_count; i++) {
        const struct move_on_step *step = &move_on->steps[i];
        if (step->due != NULL && is_inside(drawing, step->due_on))
            add_lane(drawing, law_fact_day(step->due->after), (struct move_on_lane_view){
                .step = (int64_t)i + 1,
                .style = instant_is_some(step->done_at) ? STR("expected") : STR("booked"),
                .due_on = step->due_on,
            });
    }
}

static void draw_weeks(const struct drawing *drawing, struct move_on_chart_view *chart)
{
    size_t most = (size_t)(drawing->to.days - drawing->from.days) / DAYS_A_WEEK + 2;
    struct move_on_week_view *weeks =
        ARENA_MANY(drawing->job->arena, struct move_on_week_view, most);
    int64_t word_end = 0;
    size_t count = 0;
    struct date on = drawing->from;
    while (date_weekday(on) != MONDAY)
        on = date_add_days(on, 1);
    for (; date_compare(on, drawing->to) <= 0; on = date_add_days(on, DAYS_A_WEEK)) {
        int64_t x = day_x(drawing, on);
        if (x < word_end)
            continue;
        weeks[count++] = (struct move_on_week_view){x, x + WORD_INDENT, on};
        word_end = x + DATE_LEAST;
    }
    chart->weeks.at = weeks;
    chart->weeks.count = count;
}

void move_on_draw(struct job *job, const struct move_on *move_on,
                  struct move_on_chart_view *out_chart)
{
    struct date today = date_in_london(job->now);
    struct drawing drawing = {.job = job, .move_on = move_on};
    *out_chart = (struct move_on_chart_view){.lane_height = LANE_HEIGHT};
    if (!find_days(&drawing))
        return;
    drawing.lanes = ARENA_MANY(job->arena, struct move_on_lane_view,
                               move_on->clocks.count + move_on->step_count);
    draw_clocks(&drawing);
    draw_steps(&drawing);
    draw_weeks(&drawing, out_chart);
    out_chart->width = day_x(&drawing, drawing.to) + drawing.day_width + END_WIDTH;
    out_chart->height = HEAD_HEIGHT + (int64_t)drawing.count * LANE_HEIGHT;
    out_chart->head_height = HEAD_HEIGHT;
    out_chart->bar_height = LANE_HEIGHT - 2 * BAR_INSET;
    out_chart->has_today = is_inside(&drawing, today);
    out_chart->today_x = out_chart->has_today ? day_x(&drawing, today) : 0;
    out_chart->lanes.at = drawing.lanes;
    out_chart->lanes.count = drawing.count;
}
