/* One rule with everything that stands behind it, and its history as a drawing beside a table. */
#include "law/explain.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/rule/rule.h"
#include "rooms/rule/rule_web.h"
#include "rooms/rule/rule_words_web.h"
#include "rule_show_page.h"
#include "web/words.h"

/* The drawing, in its units: names to the left, years from there; a lane for each version. */
enum { NAME_WIDTH = 190, YEARS_WIDTH = 640, HEAD_HEIGHT = 26, LANE_HEIGHT = 30, BAR_MARGIN = 4,
       BAR_LEAST = 3, YEAR_WORDS_MOST = 9 };

/* What has no first day is drawn from where the law's data begins. */
static const struct date_parts earliest = {2009, 1, 1};

/* From the first day to the last that are drawn. */
struct span {
    struct date from, to;
};

static int32_t x_of(struct span span, struct date on)
{
    int64_t days = on.days - span.from.days, whole = span.to.days - span.from.days;
    return NAME_WIDTH + (int32_t)(YEARS_WIDTH * days / whole);
}

static struct date first_day(int year)
{
    struct date day;
    must(date_make((struct date_parts){year, 1, 1}, &day) == OK);
    return day;
}

/* Whole years around all versions and today. */
static struct span span_of(const struct law_rule *const *rules, size_t count, struct date today)
{
    struct span span = {today, today};
    for (size_t i = 0; i < count; i++) {
        struct date from = rules[i]->from, to = rules[i]->to;
        span.from = date_earlier(span.from, date_is_some(from) ? from : first_day(earliest.year));
        span.to = date_later(span.to, date_later(date_is_some(from) ? from : today,
                                                 date_is_some(to) ? to : today));
    }
    span.from = first_day(date_parts(span.from).year);
    span.to = first_day(date_parts(span.to).year + 2);
    return span;
}

static struct str style_of(struct str standing)
{
    static const struct {
        const char *standing, *style;
    } styles[] = {
        {"in_force", "occupied"}, {"past", "turnaround"}, {"coming", "expected"},
        {"future", "expected"},   {"proposal", "held"},
    };
    for (size_t i = 0; i < COUNT_OF(styles); i++)
        if (str_equal_c(standing, styles[i].standing))
            return str_of(styles[i].style);
    must(false);
}

/* A version whose first day is not known yet is drawn behind today. */
static struct rule_version_view version_of(struct arena *arena, size_t language,
                                           const struct law_rule *rule, struct span span,
                                           struct date today)
{
    struct rule_line_view line = rule_line(arena, language, rule, today);
    struct date from = rule->is_future ? today : date_is_some(rule->from) ? rule->from : span.from;
    struct date to = date_is_some(rule->to) ? date_add_days(rule->to, 1) : span.to;
    int32_t x = x_of(span, from), width = x_of(span, to) - x;
    return (struct rule_version_view){
        .rule = rule->rule,
        .x = x,
        .width = width < BAR_LEAST ? BAR_LEAST : width,
        .style = style_of(line.standing),
        .from_on = rule->from,
        .to_on = rule->to,
        .is_future = rule->is_future,
        .period = rule_period(arena, language, rule),
        .nations = line.nations,
        .standing = line.standing,
    };
}

static void draw_years(struct arena *arena, struct span span, struct rule_show_view *view)
{
    int first = date_parts(span.from).year, last = date_parts(span.to).year;
    int step = (last - first + YEAR_WORDS_MOST) / YEAR_WORDS_MOST;
    struct rule_year_view *years = ARENA_MANY(arena, struct rule_year_view, (size_t)(last - first));
    for (int year = first; year < last; year += step)
        years[view->years.count++] = (struct rule_year_view){
            x_of(span, first_day(year)), str_format(arena, "%d", year)};
    view->years.at = years;
}

static void draw_versions(struct arena *arena, size_t language, const struct law_rule *rule,
                          struct date today, struct rule_show_view *view)
{
    const struct law_book *book = law_book();
    const struct law_rule **rules = ARENA_MANY(arena, const struct law_rule *, book->rule_count);
    size_t count = 0;
    for (size_t i = 0; i < book->rule_count; i++)
        if (rule_is_version_of(rule, &book->rules[i]))
            rules[count++] = &book->rules[i];
    struct span span = span_of(rules, count, today);
    struct rule_version_view *versions = ARENA_MANY(arena, struct rule_version_view, count);
    for (size_t i = 0; i < count; i++) {
        versions[i] = version_of(arena, language, rules[i], span, today);
        versions[i].y = HEAD_HEIGHT + (int64_t)i * LANE_HEIGHT + BAR_MARGIN;
        versions[i].word_y = versions[i].y + LANE_HEIGHT / 2;
        versions[i].is_this = rules[i] == rule;
    }
    view->versions.at = versions;
    view->versions.count = count;
    view->width = NAME_WIDTH + YEARS_WIDTH;
    view->height = HEAD_HEIGHT + (int64_t)count * LANE_HEIGHT;
    view->lane_height = LANE_HEIGHT - 2 * BAR_MARGIN;
    view->today_x = x_of(span, today);
    draw_years(arena, span, view);
}

/* ---- what stands behind it ------------------------------------------------------------------- */

static const struct rule_event_view *events_of(struct arena *arena, size_t language,
                                               const size_t *events, size_t count)
{
    struct rule_event_view *views = ARENA_MANY(arena, struct rule_event_view, count);
    for (size_t i = 0; i < count; i++)
        views[i].name = clock_event_text(arena, language, events[i]);
    return views;
}

static struct str calendar_of(const struct law_rule *rule)
{
    static const char *const calendars[] = {
        [LAW_ENGLAND_AND_WALES] = "england_and_wales",
        [LAW_OF_NATION] = "of_nation",
        [LAW_NO_CALENDAR] = "none",
    };
    return str_of(calendars[rule->calendar]);
}

static void show_origin(struct arena *arena, size_t language, const struct law_rule *rule,
                        struct rule_show_view *view)
{
    view->trigger = rule->trigger;
    view->starts.at = events_of(arena, language, rule->trigger_event, rule->trigger_count);
    view->starts.count = rule->trigger_count;
    view->meets.at = events_of(arena, language, rule->met_by, rule->met_count);
    view->meets.count = rule->met_count;
    view->calendar = calendar_of(rule);
    view->source = law_rule_source(arena, law_book(), rule);
    view->doubt = rule->doubt;
    view->other_reading = rule->other_reading;
    view->is_silent = law_rule_is_silent(rule);
    view->is_dated = law_rule_is_countable(rule);
}

enum err rule_show_show(struct job *job, const struct request *request, struct reply *reply)
{
    const struct law_rule *rule =
        law_rule_find(law_book(), request_path(request, "rule"));
    size_t language = words_choose(request->languages);
    struct date today = date_in_london(job->now);
    if (rule == NULL)
        return ERR_NOT_FOUND;
    struct rule_show_view *view = ARENA_NEW(job->arena, struct rule_show_view);
    view->line = rule_line(job->arena, language, rule, today);
    show_origin(job->arena, language, rule, view);
    draw_versions(job->arena, language, rule, today, view);
    reply_rule_show(reply, view);
    return OK;
}
