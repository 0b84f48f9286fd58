/* demo_event.c - what happens to each household, and when.
 *
 * Dates as they are in life today: reasonable grounds some weeks after the referral, conclusive
 * grounds months to years later. A decision is written down when the letter has come. */
#include <stdlib.h>

#include "app/demo_home.h"

enum { EVENTS_A_PERSON = 38, PLANS_PERCENT = 95 };
enum { LETTER_DAYS = 3, MORNING_HOUR = 10, WORKING_HOURS = 7 };

struct timing {
    struct demo_plan *plan;
    struct demo_home *home;
    uint32_t index;
    struct demo_draw draw;
    int64_t now_ms;
};

/* What would be after the present has not happened. */
static void add(struct timing *timing, enum demo_what what, int64_t at_ms, size_t which)
{
    struct demo_plan *plan = timing->plan;
    if (at_ms > timing->now_ms)
        return;
    plan->events[plan->event_count++] = (struct demo_event){
        .at_ms = at_ms,
        .home = timing->index,
        .what = (uint8_t)what,
        .which = (uint8_t)which,
    };
}

static int64_t minutes(int64_t number)
{
    return number * MS_PER_MINUTE;
}

static int64_t draw_days(struct timing *timing, int64_t least, int64_t most)
{
    return demo_between(&timing->draw, least, most) * MS_PER_DAY;
}

/* A working hour of that day. */
static int64_t by_day(struct timing *timing, int64_t at_ms)
{
    struct date day = date_in_london((struct instant){at_ms});
    int64_t hour = MORNING_HOUR * MS_PER_HOUR +
                   minutes(demo_between(&timing->draw, 0, WORKING_HOURS * 60));
    return london_midnight(day).ms + hour;
}

static int32_t day_of(int64_t at_ms)
{
    return date_in_london((struct instant){at_ms}).days;
}

/* ---- the way into a room --------------------------------------------------------------------- */

static void add_way_in(struct timing *timing)
{
    const struct demo_home *home = timing->home;
    int64_t hold = home->arrived_ms - minutes(demo_between(&timing->draw, 150, 300));
    add(timing, DEMO_HOLD, hold, 0);
    add(timing, DEMO_OFFER, hold + minutes(10), 0);
    add(timing, DEMO_ACCEPT, hold + minutes(35), 0);
    add(timing, DEMO_WISH, hold + minutes(55), 0);
    add(timing, DEMO_ARRIVE, home->arrived_ms, 0);
}

/* Minutes before the present; the hold of two hours is still on. */
static void add_way_so_far(struct timing *timing)
{
    int64_t now = timing->now_ms;
    if (timing->home->end == DEMO_HELD) {
        add(timing, DEMO_HOLD, now - minutes(20), 0);
    } else if (timing->home->end == DEMO_OFFERED) {
        add(timing, DEMO_HOLD, now - minutes(45), 0);
        add(timing, DEMO_OFFER, now - minutes(25), 0);
    } else {
        timing->home->arrived_ms = now + minutes(90); /* expected */
        add(timing, DEMO_HOLD, now - minutes(200), 0);
        add(timing, DEMO_OFFER, now - minutes(185), 0);
        add(timing, DEMO_ACCEPT, now - minutes(150), 0);
        add(timing, DEMO_WISH, now - minutes(120), 0);
    }
}

/* ---- decisions ------------------------------------------------------------------------------- */

/* Some days after the first decision every so manieth household has its day corrected, or moves. */
enum { MEND_EVERY = 9, MOVE_EVERY = 17, PAUSE_EVERY = 2 };
enum { MEND_AFTER_DAYS = 8, MOVE_AFTER_DAYS = 20, PAUSE_AFTER_DAYS = 6 };

static void add_clock_work(struct timing *timing, enum demo_what what, int32_t day,
                           uint32_t every)
{
    if (timing->index % every == 0)
        add(timing, what, london_midnight((struct date){day}).ms + MORNING_HOUR * MS_PER_HOUR, 0);
}

static void add_decision(struct timing *timing, enum demo_what what, int32_t day)
{
    int64_t letter = london_midnight((struct date){day + LETTER_DAYS}).ms;
    add(timing, what, by_day(timing, letter + 12 * MS_PER_HOUR), 0);
}

static bool is_told(const struct timing *timing, int32_t day)
{
    return day != 0 && day + LETTER_DAYS < day_of(timing->now_ms);
}

/* Nobody lives in a house for long after a negative decision: where there was one the stay ends
 * some days later. */
static int32_t draw_reasonable_day(struct timing *timing)
{
    const struct demo_home *home = timing->home;
    int32_t first = day_of(home->referred_ms) + 4;
    int32_t day = first + (int32_t)demo_between(&timing->draw, 0, 41);
    if (home->end != DEMO_DEPARTED)
        return day;
    int32_t last = day_of(home->ended_ms) - LETTER_DAYS - 2;
    if (home->is_reasonable_negative)
        day = last - (int32_t)demo_between(&timing->draw, 1, 14);
    return day >= first && day <= last ? day : 0;
}

static void draw_reasonable(struct timing *timing)
{
    struct demo_home *home = timing->home;
    int percent = home->end == DEMO_LIVES ? 0 : home->end == DEMO_DEPARTED ? 8 : 22;
    home->is_reasonable_negative = demo_chance(&timing->draw, percent);
    home->reasonable_day = draw_reasonable_day(timing);
    if (!is_told(timing, home->reasonable_day))
        home->reasonable_day = 0;
    if (home->reasonable_day != 0) {
        add_decision(timing, DEMO_DECIDE_REASONABLE, home->reasonable_day);
        add_clock_work(timing, DEMO_MEND, home->reasonable_day + MEND_AFTER_DAYS, MEND_EVERY);
        add_clock_work(timing, DEMO_MOVE, home->reasonable_day + MOVE_AFTER_DAYS, MOVE_EVERY);
    }
}

/* Months or years on. Who has left has left after it, some weeks, where there was time for both. */
static int32_t draw_conclusive_day(struct timing *timing)
{
    const struct demo_home *home = timing->home;
    int32_t after_reasonable = home->reasonable_day + 31;
    if (home->end != DEMO_DEPARTED)
        return after_reasonable + (int32_t)demo_between(&timing->draw, 20, 600);
    int32_t before_end = day_of(home->ended_ms) - (int32_t)demo_between(&timing->draw, 14, 60);
    return before_end > after_reasonable ? before_end : 0;
}

static void draw_conclusive(struct timing *timing)
{
    struct demo_home *home = timing->home;
    if (home->reasonable_day == 0 || home->is_reasonable_negative)
        return;
    home->conclusive_day = draw_conclusive_day(timing);
    if (!is_told(timing, home->conclusive_day)) {
        home->conclusive_day = 0;
        return;
    }
    bool is_recent = day_of(timing->now_ms) - home->conclusive_day < 9 + LETTER_DAYS;
    bool may_be_negative = home->end != DEMO_LIVES || is_recent;
    home->is_conclusive_negative = may_be_negative && demo_chance(&timing->draw, 22);
    add_decision(timing, DEMO_DECIDE_CONCLUSIVE, home->conclusive_day);
    if (home->is_conclusive_negative)
        add_clock_work(timing, DEMO_PAUSE, home->conclusive_day + PAUSE_AFTER_DAYS, PAUSE_EVERY);
    if (home->is_conclusive_negative && demo_chance(&timing->draw, 30))
        add_decision(timing, DEMO_RECONSIDER, home->conclusive_day + 20);
}

/* ---- notes and what has to follow ------------------------------------------------------------ */

/* From the call to the end of the support, about as far from each other. */
static void add_notes(struct timing *timing, size_t person)
{
    const struct demo_home *home = timing->home;
    int64_t from = home->referred_ms + minutes(15);
    int64_t until = home->ended_ms != 0 && home->ended_ms < timing->now_ms ? home->ended_ms
                                                                           : timing->now_ms;
    int64_t step = (until - from) / DEMO_NOTES;
    int64_t notes = step < 3 * MS_PER_HOUR ? (until - from) / (3 * MS_PER_HOUR) : DEMO_NOTES;
    for (int64_t i = 0; i < notes && step > 0; i++) {
        int64_t drawn = demo_between(&timing->draw, 0, step - 1);
        add(timing, DEMO_NOTE, from + i * step + drawn, person);
    }
}

/* A journey plan with each of them within five days of the arrival (KPI-JP-5D), as the contract's
 * own reports have it for nearly all; a few are late, and stand on the worker's day. */
static void add_plans(struct timing *timing)
{
    const struct demo_home *home = timing->home;
    if (!demo_chance(&timing->draw, PLANS_PERCENT))
        return;
    int64_t at = by_day(timing, home->arrived_ms + draw_days(timing, 1, 4));
    for (size_t person = 0; person < 1 + (size_t)home->child_count; person++)
        if (home->end != DEMO_DEPARTED || at < home->ended_ms)
            add(timing, DEMO_AGREE_PLAN, at + minutes((int64_t)person * 20), person);
}

/* ---- money and moving on --------------------------------------------------------------------- */

enum { WEEKS_PAID = 4, GRANT_PERCENT = 30 };

/* Who lives in a house is paid each week, written down for the last few; some have just been
 * granted asylum. */
static void add_money(struct timing *timing)
{
    const struct demo_home *home = timing->home;
    struct demo_draw draw = demo_draw_of(home->seed, 6);
    int64_t granted = timing->now_ms - demo_between(&draw, 2, 9) * MS_PER_DAY;
    int64_t settled = timing->now_ms - (7 * WEEKS_PAID + 8) * MS_PER_DAY;
    if (home->reasonable_day == 0)
        return;
    add(timing, DEMO_SETTLE, settled > home->arrived_ms ? settled : home->arrived_ms + minutes(90),
        0);
    for (size_t week = 0; week < WEEKS_PAID; week++) {
        int64_t paid = timing->now_ms - (int64_t)(1 + 7 * week) * MS_PER_DAY;
        if (paid - 7 * MS_PER_DAY >= home->arrived_ms)
            add(timing, DEMO_PAY, paid, week);
    }
    if (home->conclusive_day == 0 || !demo_chance(&draw, GRANT_PERCENT) ||
        granted - home->arrived_ms < 30 * MS_PER_DAY)
        return;
    add(timing, DEMO_GRANT, granted, 0);
    add(timing, DEMO_START_MOVE_ON, granted + MS_PER_DAY, 0);
}

static void add_stay(struct timing *timing)
{
    struct demo_home *home = timing->home;
    add_way_in(timing);
    add_plans(timing);
    if (home->end == DEMO_DEPARTED) {
        add(timing, DEMO_DEPART, home->ended_ms, 0);
        int64_t end = by_day(timing, home->ended_ms + draw_days(timing, 20, 90));
        add(timing, DEMO_END_SUPPORT, end, 0);
        return;
    }
    add_money(timing);
    int64_t stayed = timing->now_ms - home->arrived_ms;
    if (stayed > 60 * MS_PER_DAY)
        add(timing, DEMO_EXTEND, home->arrived_ms + 42 * MS_PER_DAY, 0);
    if (demo_chance(&timing->draw, 45))
        add(timing, DEMO_REVIEW, timing->now_ms - minutes(demo_between(&timing->draw, 60, 1200)),
            0);
}

static void add_outreach(struct timing *timing)
{
    struct demo_home *home = timing->home;
    add(timing, DEMO_SUPPORT, by_day(timing, home->referred_ms + MS_PER_DAY), 0);
    if (!home->is_wanting_other)
        add(timing, DEMO_FIND_UNABLE, home->referred_ms + minutes(360), 0);
    add(timing, DEMO_CLOSE, by_day(timing, home->referred_ms + 6 * MS_PER_DAY), 0);
    add(timing, DEMO_END_SUPPORT, by_day(timing, home->ended_ms), 0);
}

static void add_all(struct timing *timing)
{
    struct demo_home *home = timing->home;
    add(timing, DEMO_REFER, home->referred_ms, 0);
    draw_reasonable(timing);
    draw_conclusive(timing);
    switch (home->end) {
    case DEMO_LIVES:
    case DEMO_DEPARTED:
        add_stay(timing);
        break;
    case DEMO_OUTREACH:
        add_outreach(timing);
        break;
    case DEMO_UNABLE:
        add(timing, DEMO_FIND_UNABLE, timing->now_ms - minutes(40), 0);
        break;
    case DEMO_UNPLACED:
        break;
    case DEMO_HELD:
    case DEMO_OFFERED:
    case DEMO_ACCEPTED:
        add_way_so_far(timing);
        break;
    }
    for (size_t person = 0; person < 1 + (size_t)home->child_count; person++)
        add_notes(timing, person);
}

static int by_time(const void *a, const void *b)
{
    const struct demo_event *one = a, *other = b;
    if (one->at_ms != other->at_ms)
        return one->at_ms < other->at_ms ? -1 : 1;
    if (one->home != other->home)
        return one->home < other->home ? -1 : 1;
    if (one->what != other->what)
        return one->what < other->what ? -1 : 1;
    return (one->which > other->which) - (one->which < other->which);
}

void demo_events_plan(struct arena *arena, struct demo_plan *plan)
{
    plan->events = ARENA_MANY(arena, struct demo_event, EVENTS_A_PERSON * plan->person_count);
    for (size_t i = 0; i < plan->home_count; i++) {
        struct timing timing = {
            .plan = plan,
            .home = &plan->homes[i],
            .index = (uint32_t)i,
            .draw = demo_draw_of(plan->homes[i].seed, 2),
            .now_ms = plan->size->now.ms,
        };
        add_all(&timing);
    }
    must(plan->event_count <= EVENTS_A_PERSON * plan->person_count);
    qsort(plan->events, plan->event_count, sizeof(*plan->events), by_time);
}

struct demo_plan *demo_plan_make(struct arena *arena, const struct demo_size *size)
{
    must(instant_is_some(size->now));
    struct demo_plan *plan = ARENA_NEW(arena, struct demo_plan);
    plan->size = size;
    plan->houses = demo_houses_plan(arena, size);
    demo_homes_plan(arena, plan);
    demo_events_plan(arena, plan);
    return plan;
}
