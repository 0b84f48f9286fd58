#include "law/step.h"

#include "law/clock.h"

/* Working days from a day on until the day before another. */
static int32_t working_days_between(const struct law_rule *rule, enum law_nation nation,
                                    struct date from, struct date until)
{
    enum law_nation calendar = law_calendar_nation(rule, nation);
    int32_t count = 0;
    for (struct date day = from; date_compare(day, until) < 0; day = date_add_days(day, 1))
        count += is_working_day(rule->holidays, calendar, day);
    return count;
}

/* Adds the days of a pause to what was left. The day the pause begins does not count as run. */
static void stand_still(const struct law_rule *rule, enum law_nation nation, struct date from,
                        struct date until, struct law_stepped *stepped)
{
    struct date before = stepped->period_on;
    if (date_compare(from, before) > 0 || date_compare(until, from) <= 0)
        return;
    if (rule->unit == LAW_WORKING_DAY)
        stepped->period_on = date_add_working_days(
            rule->holidays, law_calendar_nation(rule, nation), before,
            working_days_between(rule, nation, from, until));
    else
        stepped->period_on = date_add_days(before, until.days - from.days);
    stepped->moved_days += stepped->period_on.days - before.days;
}

/* One clock while its steps are applied. */
struct stepping {
    const struct law_rule *rule;
    enum law_nation nation;
    struct law_stepped stepped;
    struct date until_on; /* of the pause, when that was said */
};

static void run_again(struct stepping *stepping, struct date on)
{
    if (!date_is_some(stepping->stepped.paused_on))
        return;
    stand_still(stepping->rule, stepping->nation, stepping->stepped.paused_on, on,
                &stepping->stepped);
    stepping->stepped.paused_on = DATE_NONE;
    stepping->until_on = DATE_NONE;
}

/* A pause whose end was said is over by itself. */
static void run_again_by(struct stepping *stepping, struct date day)
{
    if (date_is_some(stepping->until_on) &&
        (!date_is_some(day) || date_compare(stepping->until_on, day) <= 0))
        run_again(stepping, stepping->until_on);
}

static void extend(struct law_stepped *stepped, struct date until_on)
{
    if (date_compare(until_on, stepped->period_on) <= 0)
        return;
    stepped->period_on = until_on;
    stepped->is_extended = true;
}

static void apply(struct stepping *stepping, const struct law_step *step)
{
    struct law_stepped *stepped = &stepping->stepped;
    run_again_by(stepping, step->on);
    switch (step->kind) {
    case LAW_STEP_PAUSED:
        if (date_is_some(stepped->paused_on) || date_compare(step->on, stepped->period_on) > 0)
            break;
        stepped->paused_on = step->on;
        stepping->until_on = step->until_on;
        break;
    case LAW_STEP_RESUMED:
        run_again(stepping, step->on);
        break;
    case LAW_STEP_EXTENDED:
        extend(stepped, step->until_on);
        break;
    case LAW_STEP_ENDED:
        stepped->ended_on = step->on;
        break;
    case LAW_STEP_CANCELLED:
        stepped->cancelled_on = step->on;
        break;
    case LAW_STEP_REOPENED:
        stepped->ended_on = stepped->cancelled_on = DATE_NONE;
        break;
    case LAW_STEP_KINDS:
        must(false);
    }
}

struct law_stepped law_steps_apply(const struct law_rule *rule, enum law_nation nation,
                                   struct date counted_on, struct law_steps steps)
{
    struct stepping stepping = {
        .rule = rule,
        .nation = nation,
        .stepped = {counted_on, 0, false, DATE_NONE, DATE_NONE, DATE_NONE},
        .until_on = DATE_NONE,
    };
    for (size_t i = 0; i < steps.count; i++)
        apply(&stepping, &steps.at[i]);
    run_again_by(&stepping, DATE_NONE);
    return stepping.stepped;
}
