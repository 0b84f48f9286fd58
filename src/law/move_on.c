#include "law/move_on.h"

#include <stdlib.h>

enum { BACK_DAYS_MOST = 3 * 366 };

struct date law_count_back(const struct law_rule *rule, enum law_nation nation, struct date by)
{
    for (int32_t back = 0; back <= BACK_DAYS_MOST; back++) {
        struct law_facts facts = law_facts_of(nation, date_add_days(by, -back));
        struct law_due due = law_due(rule, &facts);
        if (due.kind == LAW_DUE_OTHER_NATION || due.kind == LAW_DUE_NOT_DATED)
            return DATE_NONE;
        if (due.kind == LAW_DUE_ON && date_compare(due.due_on, by) <= 0)
            return facts.trigger_on;
    }
    return DATE_NONE;
}

/* ---- which fact, which clock ----------------------------------------------------------------- */

static bool is_event(const struct law_move_on_step *step, size_t event)
{
    for (size_t i = 0; i < step->after_count; i++)
        if (step->after[i] == event)
            return true;
    return false;
}

/* The last fact of the step's events that stands and on whose day the row is in force; or NULL. */
static const struct law_fact *find_after(const struct law_book *book,
                                         const struct law_move_on_step *step,
                                         const struct law_case *facts)
{
    const struct law_fact *found = NULL;
    for (size_t i = 0; i < facts->count; i++) {
        const struct law_fact *fact = &facts->facts[i];
        struct date on = law_fact_day(fact);
        if (fact->superseded_by != LAW_FACT_STANDS || !date_is_some(on) ||
            !is_event(step, law_event_find(book, fact->event)) ||
            (date_is_some(step->from) && date_compare(on, step->from) < 0) ||
            (date_is_some(step->to) && date_compare(on, step->to) > 0))
            continue;
        if (found == NULL || date_compare(on, law_fact_day(found)) > 0)
            found = fact;
    }
    return found;
}

static bool is_before(const struct law_move_on_step *step, const struct law_clock *clock)
{
    for (size_t i = 0; i < step->before_count; i++)
        if (str_starts(clock->rule->rule, step->before[i]))
            return true;
    return false;
}

/* The earliest day of the clocks that the step must precede. A clock that is not verified gives way
 * to one that is. */
static const struct law_clock *find_before(const struct law_move_on_step *step,
                                           const struct law_clocks *clocks, struct date after_on)
{
    const struct law_clock *found = NULL;
    for (size_t i = 0; i < clocks->count; i++) {
        const struct law_clock *clock = &clocks->at[i];
        if (!is_before(step, clock) || !date_is_some(clock->due.due_on) ||
            clock->state == LAW_CLOCK_SUPERSEDED || clock->state == LAW_CLOCK_ENDED ||
            date_compare(clock->due.due_on, after_on) < 0)
            continue;
        if (found == NULL || (found->is_silent && !clock->is_silent) ||
            (found->is_silent == clock->is_silent &&
             date_compare(clock->due.due_on, found->due.due_on) < 0))
            found = clock;
    }
    return found;
}

/* ---- the day --------------------------------------------------------------------------------- */

static struct date count_back(const struct law_move_on_step *step, enum law_nation nation,
                              struct date by, const struct law_rule **out_lead)
{
    if (step->lead_days > 0)
        return date_add_days(by, -step->lead_days);
    for (size_t i = 0; i < step->lead_count; i++) {
        struct date on = law_count_back(step->lead_rules[i], nation, by);
        if (date_is_some(on)) {
            *out_lead = step->lead_rules[i];
            return on;
        }
    }
    return DATE_NONE;
}

static struct law_move_on_due due_of(const struct law_move_on_step *step,
                                     const struct law_case *facts, const struct law_clocks *clocks,
                                     const struct law_fact *after)
{
    struct date after_on = law_fact_day(after);
    struct law_move_on_due due = {.step = step, .after = after, .due_on = DATE_NONE};
    due.before = find_before(step, clocks, after_on);
    if (due.before == NULL)
        return due;
    due.due_on = count_back(step, facts->nation, due.before->due.due_on, &due.lead);
    if (!date_is_some(due.due_on) || date_compare(due.due_on, after_on) < 0) {
        due.due_on = after_on;
        due.is_short = true;
    }
    return due;
}

static int compare(const void *a, const void *b)
{
    const struct law_move_on_due *one = a, *other = b;
    int order = date_compare(one->due_on, other->due_on);
    if (order != 0)
        return order;
    return one->step < other->step ? -1 : one->step > other->step; /* the file's order */
}

/* Whether what a step was for had ended before the event of another: a new grant begins anew. */
static bool is_over_before(const struct law_move_on_due *due, struct date event_on)
{
    return due->before != NULL && date_compare(due->before->due.due_on, event_on) < 0;
}

/* Of two rows that ask for a step the one that is not over counts; else the one with a day; else
 * the earlier day. */
static bool takes_place_of(const struct law_move_on_due *due, const struct law_move_on_due *was)
{
    bool is_known = date_is_some(due->due_on), was_known = date_is_some(was->due_on);
    if (is_over_before(was, law_fact_day(due->after)))
        return true;
    if (is_over_before(due, law_fact_day(was->after)))
        return false;
    if (is_known != was_known)
        return is_known;
    return date_compare(due->due_on, was->due_on) < 0;
}

/* Each step is done once. */
static void add(struct law_move_on_due *dues, size_t *count, const struct law_move_on_due *due)
{
    for (size_t i = 0; i < *count; i++) {
        if (!str_equal(dues[i].step->step, due->step->step))
            continue;
        if (takes_place_of(due, &dues[i]))
            dues[i] = *due;
        return;
    }
    dues[(*count)++] = *due;
}

/* What had ended before the newest event is history. Returns how many are left. */
static size_t drop_what_is_over(struct law_move_on_due *dues, size_t count)
{
    struct date newest = DATE_NONE;
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        struct date on = law_fact_day(dues[i].after);
        if (!date_is_some(newest) || date_compare(on, newest) > 0)
            newest = on;
    }
    for (size_t i = 0; i < count; i++)
        if (!is_over_before(&dues[i], newest))
            dues[left++] = dues[i];
    return left;
}

struct law_move_on_dues law_move_on_of(struct arena *arena, const struct law_book *book,
                                       const struct law_move_on_steps *steps,
                                       const struct law_case *facts,
                                       const struct law_clocks *clocks)
{
    struct law_move_on_due *dues = ARENA_MANY(arena, struct law_move_on_due, steps->count);
    size_t count = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const struct law_move_on_step *step = &steps->at[i];
        if ((step->nations & NATION_BIT(facts->nation)) == 0)
            continue;
        const struct law_fact *after = find_after(book, step, facts);
        if (after == NULL)
            continue;
        struct law_move_on_due due = due_of(step, facts, clocks, after);
        add(dues, &count, &due);
    }
    count = drop_what_is_over(dues, count);
    if (count > 1)
        qsort(dues, count, sizeof(*dues), compare);
    return (struct law_move_on_dues){dues, count};
}
