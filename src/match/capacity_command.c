#include "match/capacity_command.h"

#include "match/capacity_house.h"
#include "match/capacity_queue.h"

enum { EXIT_ANSWERED = 0, EXIT_BAD_SCENARIO = 2 };
static const size_t command_memory = (size_t)2 << 30;

/* The rooms of the answer, and some more, as houses: in thousandths. */
static const int64_t house_permille[] = {1000, 1050, 1100};

static void write_range(FILE *out, const char *figure, const char *of, const char *unit,
                        const struct capacity_range *range)
{
    fprintf(out, "%s,%s,%s,%lld,%lld,%lld\n", figure, of, unit, (long long)range->low,
            (long long)range->middle, (long long)range->high);
}

/* A share of days, of 100,000. */
static void write_days(FILE *out, const char *figure, int64_t rooms,
                       const struct capacity_range *days)
{
    fprintf(out, "%s,%lld rooms,percent of days,%.3f,%.3f,%.3f\n", figure, (long long)rooms,
            (double)days->low / 1000, (double)days->middle / 1000, (double)days->high / 1000);
}

static void write_one(FILE *out, const char *figure, const char *of, const char *unit, double value)
{
    fprintf(out, "%s,%s,%s,,%.1f,\n", figure, of, unit, value);
}

static void write_rooms(FILE *out, const struct scenario *scenario,
                        const struct capacity_answer *answer)
{
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        write_range(out, "rooms", capacity_kind_name((enum capacity_kind)kind), "rooms",
                    &answer->of[kind]);
    write_range(out, "rooms", "flexible", "rooms", &answer->flexible);
    write_range(out, "rooms", "all", "rooms", &answer->rooms);
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        fprintf(out, "bed_spaces,%s,bed spaces,,%lld,\n",
                capacity_kind_name((enum capacity_kind)kind),
                (long long)answer->needed.of[kind] * scenario->beds[kind]);
    fprintf(out, "bed_spaces,flexible,bed spaces,,%lld,\n",
            (long long)answer->needed.flexible * scenario->flexible_beds);
    write_range(out, "bed_spaces", "all", "bed spaces", &answer->bed_spaces);
    write_range(out, "rooms_if_any_suits", "all", "rooms", &answer->pooled_rooms);
}

static void write_curve(FILE *out, const struct capacity_answer *answer)
{
    for (size_t i = 0; i < CAPACITY_POINTS; i++)
        write_days(out, "days_enough", answer->curve[i].rooms, &answer->curve[i].days_enough);
}

static void write_houses(FILE *out, const struct house_answer *houses)
{
    const struct house_play *sum = &houses->sum;
    char of[32];
    snprintf(of, sizeof(of), "%lld rooms", (long long)sum->rooms);
    write_days(out, "days_enough_in_houses", sum->rooms, &houses->days_enough);
    write_one(out, "houses", of, "houses", (double)sum->houses);
    write_one(out, "bed_spaces_in_houses", of, "bed spaces", (double)sum->bed_spaces);
    write_one(out, "waited_in_houses", of, "per 100000 households",
              sum->households ? 1e5 * (double)sum->waited / (double)sum->households : 0);
    for (int rule = 0; rule < MATCH_RULES; rule++)
        if (sum->only[rule] > 0)
            fprintf(out, "waited_for_rule_%s,%s,households,,%lld,\n", match_rules[rule].name, of,
                    (long long)sum->only[rule]);
}

static struct capacity_range taken_in(struct arena *arena, const struct scenario *scenario)
{
    size_t runs = (size_t)scenario->runs;
    int64_t *permille = ARENA_MANY(arena, int64_t, runs), sum = 0;
    queue_taken_in(arena, scenario, permille);
    for (size_t run = 0; run < runs; run++)
        sum += permille[run];
    return capacity_range_of(permille, runs, sum / (int64_t)runs);
}

static void answer_scenario(struct arena *arena, const struct scenario *scenario, FILE *out)
{
    struct capacity_census census;
    struct capacity_answer *answer = ARENA_NEW(arena, struct capacity_answer);
    capacity_simulate(arena, scenario, &census);
    capacity_answer(arena, scenario, &census, answer);
    struct capacity_range taken = taken_in(arena, scenario);
    fprintf(out, "figure,of,unit,low,middle,high\n");
    write_rooms(out, scenario, answer);
    write_one(out, "in_use", "all", "rooms", census.in_use);
    write_one(out, "stay", "all", "days", census.stay_days);
    fprintf(out, "taken_in,%d bed spaces,percent of people referred,%.1f,%.1f,%.1f\n",
            scenario->spaces_now, (double)taken.low / 10, (double)taken.middle / 10,
            (double)taken.high / 10);
    write_curve(out, answer);
    for (size_t i = 0; i < COUNT_OF(house_permille); i++) {
        struct house_answer houses;
        capacity_house_answer(arena, scenario, &answer->needed, house_permille[i], &houses);
        write_houses(out, &houses);
    }
    fprintf(out, "played,all,years,,%d,\nplayed_in_houses,all,years,,%d,\n",
            scenario->runs * scenario->years, scenario->runs * scenario->house_years);
}

static void tell_fault(const char *file, const struct scenario_fault *fault, FILE *err)
{
    fprintf(err, "haven: %s", file);
    if (fault->line > 0)
        fprintf(err, ", line %zu", fault->line);
    if (fault->column)
        fprintf(err, ", column %s", fault->column);
    fprintf(err, ": %.*s\n", STR_ARGS(fault->what));
}

int capacity_csv(const char *file, struct str scenario_csv, FILE *out, FILE *err)
{
    struct arena arena = arena_make(command_memory);
    struct scenario scenario;
    struct assumptions rows;
    struct scenario_fault fault;
    scenario_built_in(&arena, &scenario, &rows);
    bool is_right = scenario_read(&arena, scenario_csv, &scenario, &fault) == OK;
    if (is_right)
        answer_scenario(&arena, &scenario, out);
    else
        tell_fault(file, &fault, err);
    arena_free(&arena);
    return is_right ? EXIT_ANSWERED : EXIT_BAD_SCENARIO;
}
