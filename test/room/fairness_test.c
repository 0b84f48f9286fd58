/* Counting by group: arithmetic, what is kept back, the line in the log, whom the rules keep out.
 *
 *     fairness_test memory|file|postgres
 */
#include "world.h"

#include <pthread.h>
#include <string.h>

#include "rooms/fairness/fairness.h"
#include "rooms/fairness/fairness_web.h"
#include "rooms/placement/placement.h"
#include "rooms/referral/referral.h"
#include "rooms/rulebook/rulebook_web.h"
#include "web/json.h"

enum { DESK = 7, AUDITOR = 8 };

/* ---- arithmetic ------------------------------------------------------------------------------ */

static void test_interval_after_wilson(void **state)
{
    (void)state;
    /* worked by hand; 0 of 10 and 10 of 10 have intervals too */
    static const struct {
        int64_t number, of;
        int percent, low, high;
    } cases[] = {
        {0, 10, 0, 0, 28}, {10, 10, 100, 72, 100}, {50, 100, 50, 40, 60}, {3, 145, 2, 1, 6},
        {0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fairness_share share = fairness_share_of(cases[i].number, cases[i].of);
        assert_int_equal(share.percent, cases[i].percent);
        assert_int_equal(share.low, cases[i].low);
        assert_int_equal(share.high, cases[i].high);
    }
}

static void test_small_numbers_are_kept_back(void **state)
{
    (void)state;
    /* one small number takes the smallest other with it; a nought is told; two are enough, unless
     * what the sum leaves for both together is small */
    const int64_t one[] = {4, 30, 12}, none[] = {0, 11, 90}, two[] = {8, 7, 40};
    const int64_t nought[] = {3, 0, 40}, few[] = {1, 2, 40, 90};
    bool hidden[3] = {false};
    assert_true(fairness_hide_in_sum(one, hidden, 3));
    assert_memory_equal(hidden, ((bool[]){true, false, true}), sizeof(hidden));
    assert_false(fairness_hide_in_sum(one, hidden, 3));
    memset(hidden, 0, sizeof(hidden));
    assert_false(fairness_hide_in_sum(none, hidden, 3));
    assert_true(fairness_hide_in_sum(two, hidden, 3));
    assert_memory_equal(hidden, ((bool[]){true, true, false}), sizeof(hidden));
    memset(hidden, 0, sizeof(hidden));
    assert_true(fairness_hide_in_sum(nought, hidden, 3));
    assert_memory_equal(hidden, ((bool[]){true, false, true}), sizeof(hidden));
    memset(hidden, 0, sizeof(hidden));
    hidden[0] = true; /* for another reason: a nought beside it would not hide it */
    assert_true(fairness_hide_in_sum((const int64_t[]){28, 0, 55}, hidden, 3));
    assert_memory_equal(hidden, ((bool[]){true, false, true}), sizeof(hidden));
    bool of_four[4] = {false};
    assert_true(fairness_hide_in_sum(few, of_four, 4));
    assert_memory_equal(of_four, ((bool[]){true, true, true, false}), sizeof(of_four));
}

static struct fairness_case a_case(enum fairness_party sex, enum fairness_stratum stratum,
                                   int64_t waited_hours)
{
    const struct instant called = {0};
    return (struct fairness_case){
        .parties = 1U << FAIRNESS_PARTY_everyone | 1U << sex,
        .stratum = stratum,
        .called_at = called,
        .arrived_at = waited_hours < 0 ? INSTANT_NONE
                                       : instant_add_ms(called, waited_hours * MS_PER_HOUR),
        .band = -1,
        .suitable = waited_hours < 0 ? 3 : -1,
    };
}

static void test_tally(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct fairness_table *table = ARENA_NEW(&arena, struct fairness_table);
    struct fairness_case cases[12];
    for (int64_t i = 0; i < 10; i++)
        cases[i] = a_case(FAIRNESS_PARTY_women, FAIRNESS_STRATUM_single, 12 * i);
    cases[10] = a_case(FAIRNESS_PARTY_men, FAIRNESS_STRATUM_complex, 200);
    cases[11] = a_case(FAIRNESS_PARTY_men, FAIRNESS_STRATUM_complex, -1);
    fairness_tally(&arena, cases, COUNT_OF(cases), (struct instant){10 * MS_PER_DAY}, table);

    const int64_t *women = table->number[FAIRNESS_STRATUM_all][FAIRNESS_PARTY_women];
    assert_int_equal(women[FAIRNESS_FIGURE_referred], 10);
    assert_int_equal(women[FAIRNESS_FIGURE_placed_24h], 3); /* after 0, 12 and 24 hours */
    assert_int_equal(women[FAIRNESS_FIGURE_placed_7d], 10);
    assert_int_equal(women[FAIRNESS_FIGURE_due_30d], 0); /* too early to tell */
    assert_int_equal(women[FAIRNESS_FIGURE_wait_median_hours], 48);
    assert_int_equal(women[FAIRNESS_FIGURE_wait_90_hours], 96);
    const int64_t *men = table->number[FAIRNESS_STRATUM_complex][FAIRNESS_PARTY_men];
    assert_int_equal(men[FAIRNESS_FIGURE_placed], 1);
    assert_int_equal(men[FAIRNESS_FIGURE_waiting], 1);
    assert_int_equal(men[FAIRNESS_FIGURE_suitable_median], 3);

    fairness_hide_small(table);
    const bool (*hidden)[FAIRNESS_FIGURES] = table->is_hidden[FAIRNESS_STRATUM_all];
    assert_true(hidden[FAIRNESS_PARTY_men][FAIRNESS_FIGURE_referred]);
    assert_true(hidden[FAIRNESS_PARTY_men][FAIRNESS_FIGURE_wait_median_hours]);
    assert_false(hidden[FAIRNESS_PARTY_everyone][FAIRNESS_FIGURE_referred]);
    /* twelve in all and ten women told would leave two, and who is not a woman is a man */
    size_t told = 0;
    for (size_t party = FAIRNESS_PARTY_women; party <= FAIRNESS_PARTY_sex_not_said; party++)
        told += table->number[FAIRNESS_STRATUM_all][party][FAIRNESS_FIGURE_referred] > 0 &&
                !hidden[party][FAIRNESS_FIGURE_referred];
    assert_int_equal(told, 0);
    arena_free(&arena);
}

/* Of fifteen women fourteen are mothers: told together they would tell of the one who is not. */
static void test_a_party_within_another(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct fairness_table *table = ARENA_NEW(&arena, struct fairness_table);
    struct fairness_case cases[15];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cases[i] = a_case(FAIRNESS_PARTY_women, FAIRNESS_STRATUM_family, 12);
        cases[i].parties |= (uint32_t)(i > 0) << FAIRNESS_PARTY_mothers;
    }
    fairness_tally(&arena, cases, COUNT_OF(cases), (struct instant){90 * MS_PER_DAY}, table);
    fairness_hide_small(table);
    const bool (*hidden)[FAIRNESS_FIGURES] = table->is_hidden[FAIRNESS_STRATUM_all];
    assert_false(hidden[FAIRNESS_PARTY_women][FAIRNESS_FIGURE_referred]);
    assert_true(hidden[FAIRNESS_PARTY_mothers][FAIRNESS_FIGURE_referred]);
    arena_free(&arena);
}

/* ---- a small world --------------------------------------------------------------------------- */

static struct job *desk(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_night_desk, DESK);
}

static struct job *auditor(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_auditor, AUDITOR);
}

static void call_about(struct fixture *fixture, const char *gender, const char *avoided,
                       struct str step_free)
{
    const struct referral_answer answers[] = {
        {.question = STR("comes-with"), .value = STR("alone")},
        {.question = STR("pv-gender"), .value = str_of(gender)},
        {.question = STR("pv-nationality"), .value = STR("ER")},
        {.question = STR("feels-safe-houses"), .value = STR("women")},
        {.question = STR("regions-allowed"), .value = STR("anywhere")},
        {.question = STR("avoid-any"), .value = avoided ? STR("yes") : STR("no")},
        {.question = STR("avoid-areas"), .value = avoided ? str_of(avoided) : STR_NONE},
        {.question = STR("conflict-any"), .value = STR("no")},
        {.question = STR("step-free"), .value = step_free},
        {.question = STR("night-admission"), .value = STR("yes")},
        {.question = STR("complex-needs"), .value = STR("no")},
    };
    struct referral_new call = {
        .facts = {.born = STR("1998-04-12")},
        .is_tonight = true,
        .needed_at = INSTANT_NONE,
        .answers = answers,
        .answer_count = COUNT_OF(answers),
    };
    struct referral_id referral;
    struct str ref;
    WELL(referral_start(desk(fixture), &call, &referral, &ref));
}

static void call(struct fixture *fixture, const char *gender, const char *avoided)
{
    call_about(fixture, gender, avoided, STR("no"));
}

static void make_house(struct fixture *fixture)
{
    fixture_account(fixture, ROLE_night_desk, DESK);
    fixture_account(fixture, ROLE_auditor, AUDITOR);
    world_join(fixture, DESK, CIRCLE_DESK);
    struct organisation provider = world_organisation(fixture, STR("Hearth"), "provider");
    struct house_facts facts = world_facts(STR("Rowan"), provider.organisation);
    world_house(fixture, &facts, 3);
}

/* Eleven women and a man; one woman is not safe where the only house is. */
static void make_world(struct fixture *fixture)
{
    make_house(fixture);
    for (int i = 0; i < 10; i++)
        call(fixture, "female", NULL);
    call(fixture, "female", "west_yorkshire");
    call(fixture, "male", NULL);
}

static void test_count_of_a_small_world(void **state)
{
    struct fixture *fixture = *state;
    struct fairness_day day;
    struct fairness_rule rules[MATCH_RULES];
    make_world(fixture);
    assert_int_equal(fairness_last(auditor(fixture), &day), ERR_NOT_FOUND);
    WELL(fairness_count(auditor(fixture)));
    assert_int_equal(fixture_lines(fixture, VERB_counted), 1);

    struct job *job = auditor(fixture);
    struct fairness_table *table = ARENA_NEW(job->arena, struct fairness_table);
    WELL(fairness_last(job, &day));
    assert_int_equal(day.referrals, 12);
    assert_int_equal(day.waiting, 12);
    assert_int_equal(day.rooms, 3);
    WELL(fairness_table(job, day.day, table));
    const int64_t *everyone = table->number[FAIRNESS_STRATUM_all][FAIRNESS_PARTY_everyone];
    assert_int_equal(everyone[FAIRNESS_FIGURE_waiting], 12);
    assert_int_equal(everyone[FAIRNESS_FIGURE_waiting_none], 2);
    assert_int_equal(everyone[FAIRNESS_FIGURE_suitable_median], 3);
    WELL(fairness_rules(job, day.day, rules));
    assert_int_equal(rules[MATCH_RULE_ADMITS].households, 1); /* the man */
    assert_int_equal(rules[MATCH_RULE_ADMITS].rooms, 3);
    assert_int_equal(rules[MATCH_RULE_AREA].households, 1);
    assert_int_equal(rules[MATCH_RULE_AREA].rooms, 3);
    assert_int_equal(rules[MATCH_RULE_BEDS].households, 0);
}

/* Opening everybody's facts is not done at will, and once a day by itself. */
static void test_not_again_at_once(void **state)
{
    struct fixture *fixture = *state;
    make_world(fixture);
    WELL(fairness_count_daily(auditor(fixture)));
    assert_int_equal(fairness_count(auditor(fixture)), ERR_BUSY);
    WELL(fairness_count_daily(auditor(fixture)));
    assert_int_equal(fixture_lines(fixture, VERB_counted), 1);
    fixture_later(fixture, 11 * MS_PER_MINUTE);
    WELL(fairness_count(auditor(fixture)));
    fixture_later(fixture, MS_PER_DAY);
    WELL(fairness_count_daily(auditor(fixture)));
    assert_int_equal(fixture_lines(fixture, VERB_counted), 3);
}

enum { ASKERS = 4 };
static pthread_barrier_t all_here;

static void *count_beside_others(void *with)
{
    struct job job = *(struct job *)with;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    job.arena = &arena;
    pthread_barrier_wait(&all_here);
    assert_int_equal(store_read_begin(job.store, &job.db), OK);
    enum err err = fairness_count(&job);
    store_read_end(job.store, job.db);
    arena_free(&arena);
    return err == OK ? with : NULL;
}

/* Several who ask in one moment open everybody's facts once, not once each. */
static void test_one_counts_at_a_time(void **state)
{
    struct fixture *fixture = *state;
    pthread_t askers[ASKERS];
    make_world(fixture);
    struct job job = *auditor(fixture);
    fixture_later(fixture, 0);
    store_read_end(fixture->store, fixture->job.db);
    fixture->job.db = NULL;
    pthread_barrier_init(&all_here, NULL, ASKERS);
    for (int i = 0; i < ASKERS; i++)
        assert_int_equal(pthread_create(&askers[i], NULL, count_beside_others, &job), 0);
    int counted = 0;
    for (int i = 0; i < ASKERS; i++) {
        void *told;
        pthread_join(askers[i], &told);
        counted += told != NULL;
    }
    pthread_barrier_destroy(&all_here);
    assert_int_equal(counted, 1);
    assert_int_equal(fixture_lines(fixture, VERB_counted), 1);
}

static struct str json_of(struct job *job, enum err (*show)(struct job *, const struct request *,
                                                            struct reply *))
{
    struct request request = {0};
    struct reply reply = {0};
    WELL(show(job, &request, &reply));
    struct buf out = buf_make(job->arena, 65536);
    json_write(&out, reply.page->shape, reply.view);
    return buf_text(&out);
}

static bool says(struct arena *arena, struct str json, const char *text)
{
    return strstr(str_c(arena, json), text) != NULL;
}

/* The one who fears an area is told to nobody; the man who finds no house, to the desk alone. */
static void test_pages_keep_back(void **state)
{
    struct fixture *fixture = *state;
    static const char area_is_kept_back[] = "\"source\":\"000 Rec 3f\",\"is_near\":false,"
                                            "\"is_secret\":true,\"households\":-1";
    static const char man_is_told[] = "\"is_secret\":false,\"households\":1,\"rooms\":3";
    make_world(fixture);
    WELL(fairness_count(auditor(fixture)));
    struct job *job = desk(fixture);
    struct str rules = json_of(job, rulebook_show);
    assert_true(says(job->arena, rules, area_is_kept_back));
    assert_true(says(job->arena, rules, man_is_told));
    job = auditor(fixture);
    rules = json_of(job, rulebook_show);
    assert_true(says(job->arena, rules, area_is_kept_back));
    assert_false(says(job->arena, rules, man_is_told));
    assert_true(says(job->arena, json_of(job, fairness_show), "\"waiting\":12"));
    assert_true(says(job->arena, json_of(job, rulebook_weights_show), "\"most\":700"));
}

/* What a table keeps back its heading does not tell; and how often a question is open in so many
 * rooms is how many households leave it open. */
static void test_headings_keep_back(void **state)
{
    struct fixture *fixture = *state;
    static const char three_wait[] = "\"waiting\":3", none_asked[] = "\"asked\":9";
    make_house(fixture);
    for (int i = 0; i < 3; i++)
        call_about(fixture, "female", NULL, STR_NONE);
    WELL(fairness_count(auditor(fixture)));
    struct job *job = desk(fixture);
    struct str rules = json_of(job, rulebook_show);
    assert_true(says(job->arena, rules, three_wait));
    assert_true(says(job->arena, rules, none_asked));
    job = auditor(fixture);
    rules = json_of(job, rulebook_show);
    assert_false(says(job->arena, rules, three_wait));
    assert_false(says(job->arena, rules, none_asked));
    struct str fairness = json_of(job, fairness_show);
    assert_false(says(job->arena, fairness, three_wait));
    assert_false(says(job->arena, fairness, "\"referrals\":3"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_interval_after_wilson),
    cmocka_unit_test(test_small_numbers_are_kept_back),
    cmocka_unit_test(test_tally),
    cmocka_unit_test(test_a_party_within_another),
    TEST(test_count_of_a_small_world),
    TEST(test_not_again_at_once),
    TEST(test_one_counts_at_a_time),
    TEST(test_pages_keep_back),
    TEST(test_headings_keep_back),
};

int main(int argc, char **argv)
{
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
