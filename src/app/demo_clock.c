/* demo_clock.c - what people do to clocks in the invented world: an ending that stands still while
 * the authority looks again, a move to another nation, a day that was written down wrongly. */
#include "app/demo_run.h"
#include "rooms/clock/clock_move.h"
#include "rooms/clock/clock_step.h"
#include "rooms/decision/decision.h"

enum { PAUSE_DAYS = 21, RECEIVED_LATER_DAYS = 2 };

static bool may_pause(struct arena *arena, const struct clock *clock)
{
    struct str_list kinds = clock_step_kinds(arena, clock);
    for (size_t i = 0; i < kinds.count; i++)
        if (str_equal_c(kinds.at[i], "pause"))
            return str_equal_c(clock->rule, "NCG-9") && clock->days_left >= 0;
    return false;
}

/* Every other one until a day, the rest until somebody knows. */
enum err demo_clock_pause(struct job *job, const struct demo_home *home, struct problems *problems)
{
    struct person_id person = home->people[0];
    struct date today = date_in_london(job->now);
    struct clocks clocks;
    enum err err = clock_list(job, person, &clocks);
    for (size_t i = 0; err == OK && i < clocks.count; i++) {
        if (!may_pause(job->arena, &clocks.at[i]))
            continue;
        struct clock_step_new step = {
            .clock = &clocks.at[i],
            .kind = STR("pause"),
            .reason = STR("authority_asked"),
            .note = STR("New evidence was sent; the authority looks at it again."),
            .happened_on = today,
            .until_on = home->seed % 2 ? date_add_days(today, PAUSE_DAYS) : DATE_NONE,
        };
        return clock_step_add(job, person, &step, problems);
    }
    return err;
}

enum err demo_clock_move(struct job *job, const struct demo_home *home, struct problems *problems)
{
    struct clock_moves moves;
    enum err err = clock_move_list(job, home->people[0], INSTANT_NONE, &moves);
    if (err != OK)
        return err;
    bool is_in_scotland = moves.at[moves.count - 1].nation == NATION_SCOTLAND;
    struct clock_move_new move = {
        .nation = is_in_scotland ? STR("E") : STR("S"),
        .from_on = date_in_london(job->now),
    };
    return clock_move_add(job, home->people[0], &move, problems);
}

/* The letter had come some days later than it was written down at first. */
enum err demo_clock_mend(struct job *job, const struct demo_home *home, struct problems *problems)
{
    struct decisions decisions;
    struct decision_id id;
    struct date referred_on;
    enum err err = decision_list(job, home->people[0], &decisions);
    if (err == OK)
        err = clock_referred_on(job, home->people[0], &referred_on);
    if (err != OK || decisions.count == 0)
        return err;
    struct decision right = decisions.at[0];
    right.replaces = right.decision;
    right.replaces_why = STR("corrected");
    right.received_on = date_add_days(right.received_on, RECEIVED_LATER_DAYS);
    right.reasons_received_on = right.received_on;
    return decision_add(job, &right, referred_on, problems, &id);
}
