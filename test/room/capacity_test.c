/* What one request for capacity may cost, and what it tells. No database: nobody's record is
 * read. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rooms/capacity/capacity.h"

static struct scenario built_in(void)
{
    struct arena arena = arena_make((size_t)1 << 20);
    struct scenario scenario;
    struct assumptions rows;
    scenario_built_in(&arena, &scenario, &rows);
    arena_free(&arena);
    return scenario;
}

static struct capacity_result *ask(const struct scenario *scenario)
{
    struct capacity_result *result = calloc(1, sizeof(*result));
    assert_non_null(result);
    assert_int_equal(capacity_ask(scenario, result), OK);
    return result;
}

static void what_ifs_move_the_answer_the_right_way(void **state)
{
    (void)state;
    struct scenario scenario = built_in();
    struct capacity_result *result = ask(&scenario);
    int64_t rooms = result->answer.rooms.middle;
    assert_true(result->what_ifs[CAPACITY_FASTER_DECISIONS].rooms < rooms);
    assert_true(result->what_ifs[CAPACITY_MINIMUM_ONLY].rooms <
                result->what_ifs[CAPACITY_FASTER_DECISIONS].rooms);
    assert_true(result->what_ifs[CAPACITY_YEAR_OF_SUPPORT].rooms > rooms);
    assert_true(result->what_ifs[CAPACITY_FLEXIBLE_FIFTH].rooms < rooms);
    assert_true(result->has_houses);
    assert_int_equal(result->houses[0].sum.rooms, rooms);
    assert_int_equal(result->taken_in_permille, 225);
    free(result);
}

static void the_largest_question_is_cut_to_size(void **state)
{
    (void)state;
    struct scenario scenario = built_in();
    scenario.referrals_a_year = 30000;
    scenario.decision_days = scenario.minimum_days = 730;
    scenario.move_on_days = 365;
    struct capacity_result *result = ask(&scenario);
    assert_true(result->played.years < scenario.years);
    assert_true(result->played.runs < scenario.runs);
    assert_false(result->has_houses);
    free(result);
}

enum { ASKERS = 3 * CAPACITY_AT_ONCE };
static pthread_barrier_t all_here;

static void *ask_beside_others(void *with)
{
    struct scenario scenario = built_in();
    struct capacity_result *result = calloc(1, sizeof(*result));
    scenario.housed_permille = 10;
    pthread_barrier_wait(&all_here);
    *(enum err *)with = capacity_ask(&scenario, result);
    free(result);
    return NULL;
}

/* Whoever comes when the places are taken is told so; the places are given back. */
static void only_so_many_are_answered_at_once(void **state)
{
    (void)state;
    pthread_t askers[ASKERS];
    enum err told[ASKERS];
    pthread_barrier_init(&all_here, NULL, ASKERS);
    for (int i = 0; i < ASKERS; i++)
        assert_int_equal(pthread_create(&askers[i], NULL, ask_beside_others, &told[i]), 0);
    int answered = 0;
    for (int i = 0; i < ASKERS; i++) {
        pthread_join(askers[i], NULL);
        assert_true(told[i] == OK || told[i] == ERR_BUSY);
        answered += told[i] == OK;
    }
    assert_true(answered >= CAPACITY_AT_ONCE && answered < ASKERS);
    pthread_barrier_destroy(&all_here);
    struct scenario scenario = built_in();
    free(ask(&scenario));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ifs_move_the_answer_the_right_way),
        cmocka_unit_test(the_largest_question_is_cut_to_size),
        cmocka_unit_test(only_so_many_are_answered_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
