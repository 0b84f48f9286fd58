#include "rooms/capacity/capacity_web.h"

#include <stddef.h>

#include "capacity_page.h"
#include "capacity_view.h"
#include "rooms/capacity/capacity.h"
#include "rooms/capacity/capacity_curve.h"
#include "web/form.h"
#include "words.h"

/* What can be asked: a field of the form and of the page, a fact of the scenario. */
static const struct asked {
    const char *name;
    size_t form, view, scenario;
    int32_t parts; /* of one, in the scenario: percents are kept in thousandths */
} asked[] = {
#define ASKED(name, fact, parts)                                                                 \
    {#name, offsetof(struct capacity_ask_form, name), offsetof(struct capacity_view, name),       \
     offsetof(struct scenario, fact), parts}
    ASKED(housed_percent, housed_permille, 10),
    ASKED(referrals_a_year, referrals_a_year, 1),
    ASKED(minimum_days, minimum_days, 1),
    ASKED(decision_days, decision_days, 1),
    ASKED(move_on_days, move_on_days, 1),
    ASKED(flexible_percent, flexible_permille, 10),
    ASKED(night_cover_percent, night_cover_permille, 10),
    ASKED(target_percent, target_permille, 10),
#undef ASKED
};

static int64_t *number_at(void *of, size_t offset)
{
    return (int64_t *)(void *)((char *)of + offset);
}

static int32_t *fact_at(struct scenario *scenario, size_t offset)
{
    return (int32_t *)(void *)((char *)scenario + offset);
}

/* What was asked goes into the scenario; what was not asked comes out of it. */
static void take_question(struct capacity_ask_form *form, struct scenario *scenario,
                          struct capacity_view *view)
{
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        int64_t *number = number_at(form, asked[i].form);
        int32_t *fact = fact_at(scenario, asked[i].scenario);
        if (*number == INTEGER_NONE)
            *number = *fact / asked[i].parts;
        else
            *fact = (int32_t)*number * asked[i].parts;
        *number_at(view, asked[i].view) = *number;
    }
}

/* ---- numbers as text ------------------------------------------------------------------------- */

/* Days of 100,000 as a percentage. A share just below all days is not rounded up to all. */
static struct str percent_of_days(struct arena *arena, int64_t days)
{
    return str_format(arena, "%lld.%lld", (long long)days / 1000, (long long)days % 1000 / 100);
}

static struct str permille_text(struct arena *arena, int64_t permille)
{
    return str_format(arena, "%lld.%lld", (long long)permille / 10, (long long)permille % 10);
}

/* ---- the answer ------------------------------------------------------------------------------ */

static struct capacity_line_view line_of(const char *kind, const struct capacity_range *rooms,
                                         int32_t beds)
{
    return (struct capacity_line_view){
        .kind = str_of(kind),
        .rooms = rooms->middle,
        .rooms_low = rooms->low,
        .rooms_high = rooms->high,
        .bed_spaces = rooms->middle * beds,
    };
}

static void show_kinds(struct arena *arena, const struct capacity_result *result,
                       struct capacity_view *view)
{
    const struct capacity_answer *answer = &result->answer;
    struct capacity_line_view *lines =
        ARENA_MANY(arena, struct capacity_line_view, CAPACITY_KINDS + 1);
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        lines[kind] = line_of(capacity_kind_name((enum capacity_kind)kind), &answer->of[kind],
                              result->played.beds[kind]);
    lines[CAPACITY_KINDS] = line_of("flexible", &answer->flexible, result->played.flexible_beds);
    view->lines.at = lines;
    view->lines.count = CAPACITY_KINDS + (answer->needed.flexible > 0);
}

static void show_points(struct arena *arena, const struct capacity_result *result,
                        struct capacity_view *view)
{
    struct capacity_point_view *points =
        ARENA_MANY(arena, struct capacity_point_view, CAPACITY_POINTS);
    for (size_t i = 0; i < CAPACITY_POINTS; i++) {
        const struct capacity_point *point = &result->answer.curve[i];
        points[i] = (struct capacity_point_view){
            .rooms = point->rooms,
            .bed_spaces = point->bed_spaces,
            .days_percent = percent_of_days(arena, point->days_enough.middle),
            .days_low = percent_of_days(arena, point->days_enough.low),
            .days_high = percent_of_days(arena, point->days_enough.high),
        };
    }
    view->points.at = points;
    view->points.count = CAPACITY_POINTS;
    view->curve = capacity_draw(arena, &result->played, &result->answer);
}

static void show_hurdles(struct arena *arena, const struct house_play *sum,
                         struct capacity_house_line_view *line)
{
    struct capacity_hurdle_line_view *hurdles =
        ARENA_MANY(arena, struct capacity_hurdle_line_view, MATCH_RULES);
    for (int rule = 0; rule < MATCH_RULES; rule++) {
        struct str name = str_of(match_rules[rule].name);
        if (sum->only[rule] > 0 && code_find(&codes_capacity_hurdle, name) != NULL)
            hurdles[line->hurdles.count++] = (struct capacity_hurdle_line_view){
                .rule = name, .households = sum->only[rule]};
    }
    line->hurdles.at = hurdles;
}

static void show_houses(struct arena *arena, const struct capacity_result *result,
                        struct capacity_view *view)
{
    struct capacity_house_line_view *lines =
        ARENA_MANY(arena, struct capacity_house_line_view, CAPACITY_HOUSE_STEPS);
    for (size_t i = 0; i < CAPACITY_HOUSE_STEPS; i++) {
        const struct house_answer *houses = &result->houses[i];
        lines[i] = (struct capacity_house_line_view){
            .rooms = houses->sum.rooms,
            .bed_spaces = houses->sum.bed_spaces,
            .houses = houses->sum.houses,
            .days_percent = percent_of_days(arena, houses->days_enough.middle),
            .days_low = percent_of_days(arena, houses->days_enough.low),
            .days_high = percent_of_days(arena, houses->days_enough.high),
            .households = houses->sum.households,
            .waited = houses->sum.waited,
        };
        show_hurdles(arena, &houses->sum, &lines[i]);
    }
    view->houses.at = lines;
    view->houses.count = CAPACITY_HOUSE_STEPS;
    view->house_years_played =
        (int64_t)result->played_in_houses.runs * result->played_in_houses.house_years;
}

static struct str question_url(struct arena *arena, const struct scenario *scenario)
{
    struct scenario copy = *scenario;
    struct buf url = buf_make(arena, 256);
    buf_add_c(&url, "/capacity");
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        buf_format(&url, "%c%s=%d", i == 0 ? '?' : '&', asked[i].name,
                   *fact_at(&copy, asked[i].scenario) / asked[i].parts);
    return buf_text(&url);
}

static void show_what_ifs(struct arena *arena, const struct capacity_result *result,
                          struct capacity_view *view)
{
    struct capacity_what_if_view *lines =
        ARENA_MANY(arena, struct capacity_what_if_view, CAPACITY_WHAT_IFS);
    for (int i = 0; i < CAPACITY_WHAT_IFS; i++) {
        int64_t more = result->what_ifs[i].rooms - view->rooms;
        struct scenario changed = result->played;
        capacity_change(&changed, (enum capacity_what_if)i);
        lines[i] = (struct capacity_what_if_view){
            .what = str_of(codes_capacity_what_if.codes[i].code),
            .rooms = result->what_ifs[i].rooms,
            .bed_spaces = result->what_ifs[i].bed_spaces,
            .more = more > 0 ? more : 0,
            .fewer = more < 0 ? -more : 0,
            .url = question_url(arena, &changed),
        };
    }
    view->what_ifs.at = lines;
    view->what_ifs.count = CAPACITY_WHAT_IFS;
}

static void show_answer(struct arena *arena, const struct capacity_result *result,
                        struct capacity_view *view)
{
    const struct capacity_answer *answer = &result->answer;
    view->is_answered = true;
    view->rooms = answer->rooms.middle;
    view->rooms_low = answer->rooms.low;
    view->rooms_high = answer->rooms.high;
    view->bed_spaces = answer->bed_spaces.middle;
    view->bed_spaces_low = answer->bed_spaces.low;
    view->bed_spaces_high = answer->bed_spaces.high;
    view->rooms_if_any_suits = answer->pooled_rooms.middle;
    view->rooms_in_use = (int64_t)(result->rooms_in_use + 0.5);
    view->stay_days = (int64_t)(result->stay_days + 0.5);
    view->spaces_now = result->played.spaces_now;
    view->taken_in_percent = permille_text(arena, result->taken_in_permille);
    view->runs = result->played.runs;
    view->years_played = result->played.years;
    show_kinds(arena, result, view);
    show_points(arena, result, view);
    if (result->has_houses)
        show_houses(arena, result, view);
    show_what_ifs(arena, result, view);
}

/* ---- what is assumed ------------------------------------------------------------------------- */

static bool is_asked(struct str fact, const struct scenario *scenario,
                     const struct scenario *assumed, struct arena *arena, struct str *out_value)
{
    struct scenario now = *scenario, before = *assumed;
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        int32_t value = *fact_at(&now, asked[i].scenario);
        if (str_equal_c(fact, asked[i].name) && value != *fact_at(&before, asked[i].scenario)) {
            *out_value = str_format(arena, "%d", value / asked[i].parts);
            return true;
        }
    }
    return false;
}

/* The grade's letter as a code of the list. */
static struct str grade_code(struct str grade)
{
    return str_of(codes_capacity_grade.codes[grade.at[0] - 'A'].code);
}

static void show_assumptions(struct arena *arena, const struct assumptions *rows,
                             const struct scenario *scenario, const struct scenario *assumed,
                             struct capacity_view *view)
{
    struct capacity_assumption_view *lines =
        ARENA_MANY(arena, struct capacity_assumption_view, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        const struct assumption *row = &rows->at[i];
        lines[i] = (struct capacity_assumption_view){
            .fact = row->fact,
            .kind = row->of,
            .value = row->value,
            .grade = grade_code(row->grade),
            .source = row->source,
        };
        if (is_asked(row->fact, scenario, assumed, arena, &lines[i].value)) {
            lines[i].grade = STR("asked");
            lines[i].source = STR_NONE;
        }
    }
    view->assumptions.at = lines;
    view->assumptions.count = rows->count;
}

/* ---- the page -------------------------------------------------------------------------------- */

enum err capacity_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct capacity_ask_form form = {0};
    struct scenario assumed;
    struct assumptions rows;
    scenario_built_in(job->arena, &assumed, &rows);
    form_read(&shape_capacity_ask_form, request->query, problems, &form);
    struct capacity_view *view = ARENA_NEW(job->arena, struct capacity_view);
    struct scenario scenario = assumed;
    take_question(&form, &scenario, view);
    if (problems->count > 0) {
        reply_capacity_problems(reply, view, problems);
        return ERR_INVALID;
    }
    struct capacity_result *result = ARENA_NEW(job->arena, struct capacity_result);
    job_stop_reading(job);
    enum err err = capacity_ask(&scenario, result);
    enum err again = job_read_again(job);
    if (err != OK || again != OK)
        return err != OK ? err : again;
    show_answer(job->arena, result, view);
    show_assumptions(job->arena, &rows, &scenario, &assumed, view);
    reply_capacity(reply, view);
    return OK;
}
