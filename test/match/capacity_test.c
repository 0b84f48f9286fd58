/* How many rooms would be enough: against the textbook, the study's table, and itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "match/capacity_command.h"
#include "match/capacity_house.h"
#include "match/capacity_queue.h"

static const size_t memory = (size_t)1 << 30;

struct testing {
    struct arena arena;
    struct scenario scenario;
    struct assumptions rows;
};

static int set_up(void **state)
{
    struct testing *testing = calloc(1, sizeof(*testing));
    assert_non_null(testing);
    testing->arena = arena_make(memory);
    scenario_built_in(&testing->arena, &testing->scenario, &testing->rows);
    *state = testing;
    return 0;
}

static int tear_down(void **state)
{
    struct testing *testing = *state;
    arena_free(&testing->arena);
    free(testing);
    return 0;
}

static void assert_near(double value, double wanted, double percent)
{
    double most = wanted * percent / 100;
    if (value < wanted - most || value > wanted + most)
        fail_msg("%g is not within %g%% of %g", value, percent, wanted);
}

/* ---- queues ---------------------------------------------------------------------------------- */

/* Erlang's formula B: the share turned away from so many places at this load. */
static double erlang_b(int places, double load)
{
    double share = 1;
    for (int place = 1; place <= places; place++)
        share = load * share / (place + load * share);
    return share;
}

/* Erlang's formula C: the share that waits. */
static double erlang_c(int places, double load)
{
    double turned_away = erlang_b(places, load);
    return turned_away / (1 - load / places * (1 - turned_away));
}

enum { STAY_DAYS = 100, LOAD = 139, ARRIVALS = 8000000, SEEDS = 12 };

static struct queue_result play_queues(struct testing *testing, int places,
                                       const struct law_of_days *stay, bool is_turned_away,
                                       int seeds)
{
    struct queue_result sum = {0};
    for (int seed = 1; seed <= seeds; seed++) {
        struct queue_result result;
        queue_play(&testing->arena, &(struct queue_case){
            .places = places,
            .arrivals_a_day_millionths = (int64_t)(LOAD * 1e6 / days_mean(stay)),
            .stay = {stay},
            .is_turned_away = is_turned_away,
            .warm_up = 100000,
            .arrivals = ARRIVALS / 2,
            .seed = (uint64_t)seed,
        }, &result);
        sum.arrived += result.arrived;
        sum.waited += result.waited;
        sum.turned_away += result.turned_away;
        sum.wait_minutes += result.wait_minutes;
        sum.stay_minutes += result.stay_minutes;
        sum.present_minutes += result.present_minutes;
        sum.minutes += result.minutes;
    }
    return sum;
}

static void who_waits_agrees_with_erlang_c(void **state)
{
    struct testing *testing = *state;
    struct law_of_days *stay = ARENA_NEW(&testing->arena, struct law_of_days);
    days_exponential(STAY_DAYS, stay);
    struct queue_result result = play_queues(testing, 150, stay, false, SEEDS);
    double waits = erlang_c(150, LOAD), wait_days = waits * STAY_DAYS / (150 - LOAD);
    assert_near(waits, 0.2629, 0.05);
    assert_near(wait_days, 2.39, 0.05);
    assert_near((double)result.waited / (double)result.arrived, waits, 1);
    assert_near((double)result.wait_minutes / (double)result.arrived / MINUTES_A_DAY, wait_days, 1);
}

static void who_is_turned_away_agrees_with_erlang_b(void **state)
{
    struct testing *testing = *state;
    struct law_of_days *stay = ARENA_NEW(&testing->arena, struct law_of_days);
    days_exponential(STAY_DAYS, stay);
    struct queue_result result = play_queues(testing, 140, stay, true, 4);
    assert_near(erlang_b(140, LOAD), 0.0604, 0.1);
    assert_near((double)result.turned_away / (double)result.arrived, 0.0604, 1);
}

/* Whatever the law of the stay, only its mean counts for who is turned away. */
static void the_law_of_the_stay_does_not_matter(void **state)
{
    struct testing *testing = *state;
    struct law_of_days *stay = ARENA_NEW(&testing->arena, struct law_of_days);
    days_lognormal(78, 700, stay);
    struct queue_result lognormal = play_queues(testing, 140, stay, true, 4);
    days_lognormal(100, 0, stay);
    struct queue_result fixed = play_queues(testing, 140, stay, true, 4);
    assert_near((double)lognormal.turned_away / (double)lognormal.arrived, 0.0604, 1.5);
    assert_near((double)fixed.turned_away / (double)fixed.arrived, 0.0604, 1.5);
}

/* Little's law: people present = arrivals a minute x minutes of a stay. */
static void presence_is_arrivals_times_stay(void **state)
{
    struct testing *testing = *state;
    struct law_of_days *stay = ARENA_NEW(&testing->arena, struct law_of_days);
    days_lognormal(78, 700, stay);
    struct queue_result result = play_queues(testing, 150, stay, false, 1);
    assert_near((double)result.present_minutes / (double)result.minutes,
                (double)result.stay_minutes / (double)result.minutes, 0.5);
    struct capacity_census census;
    struct scenario *scenario = &testing->scenario;
    capacity_simulate(&testing->arena, scenario, &census);
    double a_day = (double)scenario_arrivals_a_day_millionths(scenario) / 1e6;
    assert_near(census.in_use, a_day * (census.stay_days + scenario->void_days), 0.5);
}

/* ---- the public figures ---------------------------------------------------------------------- */

/* 581 bed spaces, 2,251 people referred, 22.5% of them housed, 418 days: they agree. */
static void the_public_figures_agree(void **state)
{
    struct testing *testing = *state;
    struct scenario *scenario = &testing->scenario;
    int64_t *permille = ARENA_MANY(&testing->arena, int64_t, (size_t)scenario->runs), sum = 0;
    queue_taken_in(&testing->arena, scenario, permille);
    for (int32_t run = 0; run < scenario->runs; run++)
        sum += permille[run];
    assert_int_equal(scenario->spaces_now, 581);
    assert_int_equal(scenario->referrals_a_year, 2251);
    assert_near((double)sum / scenario->runs, 225, 1);
    struct stay_laws *laws = ARENA_NEW(&testing->arena, struct stay_laws);
    scenario_laws(scenario, laws);
    double stay_days = days_mean(&laws->recovery) + days_mean(&laws->move_on);
    assert_near(stay_days, 418, 0.3);
    assert_near(581 / (0.225 * 2251 / 365), 418, 0.3);
}

/* The table of the study: mean in use, rooms if any suits, rooms of the right kinds. */
static const struct study_row {
    int32_t housed_permille, raid_permille, decision_days;
    bool is_pilot; /* 80% women, 60% parents */
    double in_use, pooled, rooms, rooms_percent;
} study[] = {
    {225, 0, 325, false, 598, 661, 766, 4},
    {225, 150, 325, false, 597, 708, 831, 5},
    {1000, 150, 325, false, 2648, 2854, 3074, 4},
    {1000, 150, 325, true, 2647, 2827, 3057, 5},
    {1000, 150, 174, false, 1468, 1616, 1788, 5},
    {1000, 150, 520, false, 4194, 4443, 4693, 5},
    {1000, 150, 0, false, 368, 462, 548, 12},
};

static void make_pilot(struct scenario *scenario)
{
    static const int32_t shares[CAPACITY_KINDS] = {320, 290, 126, 50, 150, 64};
    static const int32_t raids[CAPACITY_KINDS] = {700, 0, 0, 0, 300, 0};
    memcpy(scenario->share_permille, shares, sizeof(shares));
    memcpy(scenario->raid_share_permille, raids, sizeof(raids));
}

static void the_table_of_the_study_comes_out(void **state)
{
    struct testing *testing = *state;
    for (size_t i = 0; i < COUNT_OF(study); i++) {
        const struct study_row *row = &study[i];
        struct scenario scenario = testing->scenario;
        scenario.housed_permille = row->housed_permille;
        scenario.raid_permille = row->raid_permille;
        scenario.decision_days = row->decision_days;
        if (row->is_pilot)
            make_pilot(&scenario);
        struct capacity_census census;
        capacity_simulate(&testing->arena, &scenario, &census);
        struct capacity_part all = capacity_runs(&census, 0, census.runs);
        struct capacity_rooms rooms = capacity_rooms_needed(&testing->arena, &scenario, all);
        assert_near(census.in_use, row->in_use, 1.5);
        assert_near(capacity_pooled(&testing->arena, &scenario, all), row->pooled, 2);
        assert_near((double)capacity_room_count(&rooms), row->rooms, row->rooms_percent);
    }
}

/* ---- the answer ------------------------------------------------------------------------------ */

static struct capacity_answer *answer_of(struct testing *testing, const struct scenario *scenario)
{
    struct capacity_census census;
    struct capacity_answer *answer = ARENA_NEW(&testing->arena, struct capacity_answer);
    capacity_simulate(&testing->arena, scenario, &census);
    capacity_answer(&testing->arena, scenario, &census, answer);
    return answer;
}

static void the_same_seed_gives_the_same_answer(void **state)
{
    struct testing *testing = *state;
    struct scenario scenario = testing->scenario;
    scenario.years = 20;
    struct capacity_answer *first = answer_of(testing, &scenario);
    struct capacity_answer *again = answer_of(testing, &scenario);
    assert_memory_equal(first, again, sizeof(*first));
    scenario.seed++;
    assert_memory_not_equal(first, answer_of(testing, &scenario), sizeof(*first));
}

static void enough_is_enough_and_one_level_less_is_not(void **state)
{
    struct testing *testing = *state;
    struct scenario scenario = testing->scenario;
    scenario.years = 20;
    struct capacity_census census;
    capacity_simulate(&testing->arena, &scenario, &census);
    struct capacity_part all = capacity_runs(&census, 0, census.runs);
    for (int32_t flexible = 0; flexible <= 1000; flexible += 250) {
        scenario.flexible_permille = flexible;
        struct capacity_rooms rooms = capacity_rooms_needed(&testing->arena, &scenario, all);
        size_t wanted = (all.days * 990 + 999) / 1000;
        assert_true(capacity_days_enough(all, &rooms) >= wanted);
        assert_true(rooms.flexible * 1000 >= capacity_room_count(&rooms) * flexible);
        struct capacity_rooms fewer = capacity_rooms_scaled(&rooms, 990);
        assert_true(capacity_days_enough(all, &fewer) < wanted);
    }
}

static void rooms_and_bed_spaces_are_told_apart(void **state)
{
    struct testing *testing = *state;
    struct capacity_rooms rooms = {{10, 20, 30, 40, 50, 60}, 7};
    assert_int_equal(capacity_room_count(&rooms), 217);
    assert_int_equal(capacity_bed_spaces(&testing->scenario, &rooms),
                     10 + 2 * 20 + 3 * 30 + 4 * 40 + 50 + 2 * 60 + 4 * 7);
}

static void the_curve_rises_to_the_target(void **state)
{
    struct testing *testing = *state;
    struct scenario scenario = testing->scenario;
    scenario.years = 20;
    struct capacity_answer *answer = answer_of(testing, &scenario);
    for (size_t i = 0; i < CAPACITY_POINTS; i++) {
        const struct capacity_range *days = &answer->curve[i].days_enough;
        assert_true(days->low <= days->middle && days->middle <= days->high);
        assert_true(answer->curve[i].bed_spaces >= answer->curve[i].rooms);
        if (i > 0)
            assert_true(answer->curve[i - 1].rooms <= answer->curve[i].rooms &&
                        answer->curve[i - 1].days_enough.middle <= days->middle);
    }
    assert_true(answer->curve[CAPACITY_POINTS - 1].days_enough.middle >= 99000);
    assert_true(answer->curve[0].days_enough.middle < 99000);
}

/* ---- houses ---------------------------------------------------------------------------------- */

static struct house_answer house_answer_of(struct testing *testing,
                                           const struct scenario *scenario, int64_t permille)
{
    struct scenario played = *scenario;
    played.years = 20;
    struct capacity_census census;
    struct house_answer answer;
    capacity_simulate(&testing->arena, &played, &census);
    struct capacity_rooms rooms = capacity_rooms_needed(
        &testing->arena, &played, capacity_runs(&census, 0, census.runs));
    capacity_house_answer(&testing->arena, &played, &rooms, permille, &answer);
    return answer;
}

static struct scenario small(const struct testing *testing)
{
    struct scenario scenario = testing->scenario;
    scenario.housed_permille = 225;
    scenario.runs = 5;
    scenario.house_years = 4;
    return scenario;
}

static void the_rules_of_houses_are_asked(void **state)
{
    struct testing *testing = *state;
    struct scenario scenario = small(testing);
    struct house_answer plenty = house_answer_of(testing, &scenario, 1300);
    assert_true(plenty.days_enough.middle >= 99500);
    struct house_answer few = house_answer_of(testing, &scenario, 600);
    assert_true(few.days_enough.middle < 1000);
    assert_true(few.sum.waited > few.sum.households / 2);
    assert_true(few.sum.checks > 0);
    assert_near((double)plenty.sum.refused / (double)plenty.sum.offers, 0.05, 10);
}

static void without_night_cover_those_of_the_night_wait(void **state)
{
    struct testing *testing = *state;
    struct scenario scenario = small(testing);
    scenario.night_cover_permille = 0;
    struct house_answer none = house_answer_of(testing, &scenario, 1300);
    assert_near((double)none.sum.waited / (double)none.sum.households, 0.25, 5);
    assert_true(none.sum.only[MATCH_RULE_NIGHT] > none.sum.waited * 95 / 100);
    scenario.night_cover_permille = 1000;
    struct house_answer all = house_answer_of(testing, &scenario, 1300);
    assert_int_equal(all.sum.only[MATCH_RULE_NIGHT], 0);
}

static void no_place_for_complex_needs_is_told(void **state)
{
    struct testing *testing = *state;
    struct scenario scenario = small(testing);
    scenario.complex_places = 0;
    struct house_answer answer = house_answer_of(testing, &scenario, 1300);
    assert_true(answer.sum.only[MATCH_RULE_COMPLEX] > 0);
    assert_int_equal(answer.days_enough.middle, 0);
}

static void a_closed_house_takes_nobody(void **state)
{
    struct testing *testing = *state;
    struct scenario scenario = small(testing);
    scenario.closures_a_year_permille = 12000;
    scenario.closure_days = 300;
    struct house_answer answer = house_answer_of(testing, &scenario, 1300);
    assert_true(answer.sum.only[MATCH_RULE_OPEN] > 0);
}

/* ---- files ----------------------------------------------------------------------------------- */

#define HEADER "fact,of,value,grade,source\n"

static const struct bad {
    const char *csv, *told;
} bad[] = {
    {"", "haven: f.csv, line 1: the header must be fact,of,value,grade,source\n"},
    {"fact,value\n", "haven: f.csv, line 1: the header must be fact,of,value,grade,source\n"},
    {HEADER "beds_wanted,,1,C,x\n",
     "haven: f.csv, line 2, column fact: is not a fact of a scenario\n"},
    {HEADER "housed_percent,,22.55,C,x\n",
     "haven: f.csv, line 2, column value: must be a number from 0.1 to 100, with at most one "
     "decimal\n"},
    {HEADER "\nvoid_days,,-1,C,x\n",
     "haven: f.csv, line 3, column value: must be a number from 0 to 365, without a fraction\n"},
    {HEADER "void_days,,99999999999,C,x\n",
     "haven: f.csv, line 2, column value: must be a number from 0 to 365, without a fraction\n"},
    {HEADER "void_days,mixed,3,C,x\n",
     "haven: f.csv, line 2, column of: must be empty for this fact\n"},
    {HEADER "share,women,3,C,x\n",
     "haven: f.csv, line 2, column of: must be a kind of household: women_single, women_two_beds, "
     "women_three_beds, women_four_beds, men_single or mixed\n"},
    {HEADER "void_days,,3,D,x\n", "haven: f.csv, line 2, column grade: must be A, B or C\n"},
    {HEADER "void_days,,3,C,\n",
     "haven: f.csv, line 2, column source: must say where the value comes from\n"},
    {HEADER "void_days,,3,C,x\nvoid_days,,4,C,x\n",
     "haven: f.csv, line 3, column fact: stands in the file twice\n"},
    {HEADER "void_days,,3,C\n", "haven: f.csv, line 2: must have the five fields of the header\n"},
    {HEADER "void_days,,\"3,C,x\n",
     "haven: f.csv, line 2: is not CSV in UTF-8: look at the quotes\n"},
    {HEADER "decision_law,,normal,C,x\n",
     "haven: f.csv, line 2, column value: must be lognormal, fixed, exponential or counted\n"},
    {HEADER "decision_law,,counted,C,x\n",
     "haven: f.csv: a counted law needs rows of decision_quantile from 0 to 100 percent\n"},
    {HEADER "decision_quantile,50,100,C,x\ndecision_quantile,40,200,C,x\n",
     "haven: f.csv, line 3, column of: must be a percentage from 0 to 100, above that of the row "
     "before\n"},
    {HEADER "runs,,1000,C,x\nyears,,1000,C,x\n",
     "haven: f.csv: this is too much work: fewer runs or years\n"},
};

struct output {
    char *out, *err;
    size_t out_size, err_size;
    int code;
};

static struct output run(const char *csv)
{
    struct output output;
    FILE *out = open_memstream(&output.out, &output.out_size);
    FILE *err = open_memstream(&output.err, &output.err_size);
    assert_non_null(out);
    assert_non_null(err);
    output.code = capacity_csv("f.csv", str_of(csv), out, err);
    fclose(out);
    fclose(err);
    return output;
}

static void forget(struct output *output)
{
    free(output->out);
    free(output->err);
}

static void bad_rows_are_told_and_nothing_is_answered(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct output output = run(bad[i].csv);
        assert_string_equal(output.err, bad[i].told);
        assert_string_equal(output.out, "");
        assert_int_equal(output.code, 2);
        forget(&output);
    }
}

#define QUICK "runs,,2,C,x\nyears,,5,C,x\nhouse_years,,1,C,x\nhoused_percent,,10,C,x\n"

static void a_scenario_is_answered_in_rooms_and_in_bed_spaces(void **state)
{
    (void)state;
    struct output output = run(HEADER QUICK "flexible_percent,,20,C,x\n");
    assert_string_equal(output.err, "");
    assert_int_equal(output.code, 0);
    assert_non_null(strstr(output.out, "figure,of,unit,low,middle,high\n"
                                       "rooms,women_single,rooms,"));
    assert_non_null(strstr(output.out, "\nrooms,all,rooms,"));
    assert_non_null(strstr(output.out, "\nbed_spaces,all,bed spaces,"));
    assert_non_null(strstr(output.out, "\nplayed,all,years,,10,\n"));
    forget(&output);
}

/* Counted returns: a quarter each within 10, 20, 30 and 40 days; straight lines between. */
static void a_counted_law_is_used(void **state)
{
    struct testing *testing = *state;
    struct scenario scenario = testing->scenario;
    struct scenario_fault fault;
    struct str csv = STR(HEADER "decision_law,,counted,C,x\nminimum_days,,0,C,x\n"
                         "decision_quantile,0,0,C,x\ndecision_quantile,50,20,C,x\n"
                         "decision_quantile,100,40,C,x\n");
    assert_int_equal(scenario_read(&testing->arena, csv, &scenario, &fault), OK);
    struct stay_laws *laws = ARENA_NEW(&testing->arena, struct stay_laws);
    scenario_laws(&scenario, laws);
    assert_near(days_mean(&laws->recovery), 20, 0.1);
    assert_int_equal(days_most(&laws->recovery), 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_waits_agrees_with_erlang_c, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_is_turned_away_agrees_with_erlang_b, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_law_of_the_stay_does_not_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(presence_is_arrivals_times_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_public_figures_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_table_of_the_study_comes_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_seed_gives_the_same_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(enough_is_enough_and_one_level_less_is_not, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(rooms_and_bed_spaces_are_told_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_curve_rises_to_the_target, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_rules_of_houses_are_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_night_cover_those_of_the_night_wait, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(no_place_for_complex_needs_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_closed_house_takes_nobody, set_up, tear_down),
        cmocka_unit_test(bad_rows_are_told_and_nothing_is_answered),
        cmocka_unit_test(a_scenario_is_answered_in_rooms_and_in_bed_spaces),
        cmocka_unit_test_setup_teardown(a_counted_law_is_used, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
