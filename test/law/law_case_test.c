/* Which clocks run in a case: the stories of real lives, told as dated facts. */
#include "law_test.h"

#include <string.h>

struct world {
    struct arena arena;
    struct law_fact facts[16];
    size_t count;
    struct law_clocks clocks;
};

static struct law_fact *add(struct world *world, const char *event, const char *made_on)
{
    world->facts[world->count] = law_fact_on(str_of(event), day(made_on));
    return &world->facts[world->count++];
}

static void compute(struct world *world, enum law_nation nation)
{
    struct law_case facts = {.nation = nation, .facts = world->facts, .count = world->count};
    world->clocks = law_clocks(&world->arena, law_book_built_in(), &facts);
}

/* The clock of a rule; the last when several facts started it. NULL when there is none. */
static const struct law_clock *clock_of(const struct world *world, const char *rule)
{
    const struct law_clock *found = NULL;
    for (size_t i = 0; i < world->clocks.count; i++) {
        if (str_equal_c(world->clocks.at[i].rule->rule, rule))
            found = &world->clocks.at[i];
    }
    return found;
}

static const struct law_clock *must_run(const struct world *world, const char *rule)
{
    const struct law_clock *clock = clock_of(world, rule);
    if (clock == NULL)
        fail_msg("no clock %s", rule);
    return clock;
}

static int set_up(void **state)
{
    static struct world world;
    world = (struct world){.arena = arena_make((size_t)4 << 20)};
    *state = &world;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(&((struct world *)*state)->arena);
    return 0;
}

/* Closed Doors: a positive decision in 2016, moved in June 2017 with no conclusive decision. */
static void ella_in_2017(void **state)
{
    struct world *world = *state;
    add(world, "positive_reasonable_grounds", "2016-11-14");
    compute(world, NATION_ENGLAND);
    const struct law_clock *recovery = must_run(world, "REC-EW-45");
    assert_int_equal(recovery->due.kind, LAW_DUE_OPEN);
    expect_day("still in recovery in June 2017", recovery->due.period_on, "2016-12-29");
    assert_int_equal(recovery->state, LAW_CLOCK_RUNS);
    assert_false(recovery->is_alarm);
    assert_null(clock_of(world, "REC-EW-30S"));
}

/* The night of the first issue: found at night, housed, decided. */
static void a_night_and_its_clocks(void **state)
{
    struct world *world = *state;
    world->facts[world->count++] =
        law_fact_at(STR("need_identified"), minute("2026-11-24T02:10:00Z"));
    compute(world, NATION_ENGLAND);
    const struct law_clock *house = must_run(world, "KPI-HOUSE-8H");
    assert_true(house->due.due_at.ms == minute("2026-11-24T10:10:00Z").ms);
    assert_int_equal(house->state, LAW_CLOCK_RUNS);
    assert_true(house->is_alarm);

    world->facts[world->count++] = law_fact_at(STR("arrived"), minute("2026-11-24T05:40:00Z"));
    world->facts[world->count++] =
        law_fact_at(STR("entered_support"), minute("2026-11-24T05:40:00Z"));
    add(world, "referral_received", "2026-11-24")->on[LAW_RECEIVED] = day("2026-11-25");
    compute(world, NATION_ENGLAND);
    house = must_run(world, "KPI-HOUSE-8H");
    assert_int_equal(house->state, LAW_CLOCK_MET);
    expect_day("housed", house->closed_on, "2026-11-24");
    assert_false(house->is_alarm);
    expect_day("journey plan", must_run(world, "KPI-JP-5D")->due.due_on, "2026-11-29");
    assert_true(must_run(world, "KPI-JP-5D")->is_alarm);
    const struct law_clock *target = must_run(world, "RG-TARGET");
    expect_day("five working days from receipt", target->due.due_on, "2026-12-02");
    assert_int_equal(target->counted_from, LAW_RECEIVED);
    const struct law_clock *check = must_run(world, "MS-INITIAL-24H");
    assert_true(check->is_silent); /* grade C */
    assert_false(check->is_alarm);
}

static void an_earlier_arrival_does_not_meet_a_later_need(void **state)
{
    struct world *world = *state;
    world->facts[world->count++] = law_fact_at(STR("arrived"), minute("2026-11-24T01:00:00Z"));
    world->facts[world->count++] =
        law_fact_at(STR("need_identified"), minute("2026-11-24T02:10:00Z"));
    compute(world, NATION_ENGLAND);
    assert_int_equal(must_run(world, "KPI-HOUSE-8H")->state, LAW_CLOCK_RUNS);
}

static void a_refusal_in_northern_ireland_ends_support_at_once(void **state)
{
    struct world *world = *state;
    add(world, "positive_reasonable_grounds", "2026-01-05");
    add(world, "negative_conclusive_grounds", "2026-01-20");
    compute(world, NATION_NORTHERN_IRELAND);
    const struct law_clock *support = must_run(world, "REC-N-45X");
    assert_int_equal(support->state, LAW_CLOCK_ENDED);
    expect_day("at once", support->closed_on, "2026-01-20");
    assert_null(clock_of(world, "NCG-9"));
    expect_day("may ask again", must_run(world, "RECON-30")->due.due_on, "2026-02-19");
}

static void a_refusal_in_scotland(void **state)
{
    struct world *world = *state;
    add(world, "positive_reasonable_grounds", "2026-01-05");
    compute(world, NATION_SCOTLAND);
    expect_day("90 days", must_run(world, "REC-S-90")->due.due_on, "2026-04-05");
    add(world, "negative_conclusive_grounds", "2026-02-10");
    compute(world, NATION_SCOTLAND);
    expect_day("the earlier", must_run(world, "REC-S-90")->due.due_on, "2026-02-10");
    assert_null(clock_of(world, "NCG-9"));
    assert_null(clock_of(world, "MOV-EW-45B"));
    assert_non_null(clock_of(world, "RECON-30"));
}

static void of_two_readings_the_earlier_alarms(void **state)
{
    struct world *world = *state;
    struct law_fact *decision = add(world, "negative_conclusive_grounds", "2026-03-02");
    decision->on[LAW_SENT] = day("2026-03-03");
    decision->on[LAW_RECEIVED] = day("2026-03-05");
    compute(world, NATION_ENGLAND);
    const struct law_clock *calendar = must_run(world, "NCG-9");
    const struct law_clock *working = must_run(world, "NCG-9WD");
    expect_day("nine days from service", calendar->due.due_on, "2026-03-14");
    expect_day("nine working days from service", working->due.due_on, "2026-03-18");
    assert_true(calendar->is_alarm);
    assert_false(working->is_alarm);
    assert_int_equal(working->state, LAW_CLOCK_RUNS);
    expect_day("from the decision", must_run(world, "RECON-30")->due.due_on, "2026-04-01");
}

/* Both readings of grade A: only then is it the dates that decide. */
static void the_earlier_alarms_when_both_may(void **state)
{
    struct world *world = *state;
    struct str csv = law_data(STR("clocks.csv"));
    char *copy = str_c(&world->arena, csv);
    char *row = strstr(copy, "\nNCG-9WD,");
    char *grade = strstr(row, ",general,C,");
    assert_non_null(grade);
    grade[9] = 'A';
    struct law_texts texts = law_texts_built_in();
    texts.clocks = str_of(copy);
    const struct law_book *book;
    struct law_fault fault;
    assert_int_equal(law_book_load(&world->arena, &texts, &book, &fault), OK);
    struct law_fact fact = law_fact_on(STR("negative_conclusive_grounds"), day("2026-03-02"));
    struct law_case facts = {.nation = NATION_ENGLAND, .facts = &fact, .count = 1};
    world->clocks = law_clocks(&world->arena, book, &facts);
    assert_true(must_run(world, "NCG-9")->is_alarm);
    assert_false(must_run(world, "NCG-9WD")->is_silent);
    assert_false(must_run(world, "NCG-9WD")->is_alarm);
}

static void a_missing_day_is_taken_from_the_one_before(void **state)
{
    struct world *world = *state;
    add(world, "negative_conclusive_grounds", "2026-03-02")->on[LAW_SENT] = day("2026-03-03");
    compute(world, NATION_ENGLAND);
    const struct law_clock *exit = must_run(world, "NCG-9");
    assert_int_equal(exit->counted_from, LAW_SENT);
    expect_day("rather early than late", exit->due.due_on, "2026-03-12");
    assert_null(clock_of(world, "NCG-9-PROP")); /* the reasons have not come */
    world->facts[0].on[LAW_REASONS_RECEIVED] = day("2026-03-30");
    compute(world, NATION_ENGLAND);
    const struct law_clock *proposed = must_run(world, "NCG-9-PROP");
    expect_day("from the reasons", proposed->due.due_on, "2026-04-08");
    assert_true(proposed->is_silent); /* a proposal, though its source is read */
}

/* Refused, asked to look again, then found to be a victim: treated as a positive decision. */
static void a_reconsidered_decision_takes_the_place_of_the_old(void **state)
{
    struct world *world = *state;
    add(world, "positive_reasonable_grounds", "2026-01-05");
    add(world, "negative_conclusive_grounds", "2026-03-02");
    add(world, "reconsideration_asked", "2026-03-20");
    compute(world, NATION_ENGLAND);
    assert_int_equal(must_run(world, "RECON-30")->state, LAW_CLOCK_MET);
    assert_int_equal(must_run(world, "NCG-9")->state, LAW_CLOCK_RUNS);
    expect_day("recovery", must_run(world, "REC-EW-30S")->due.due_on, "2026-03-02");

    add(world, "positive_conclusive_grounds", "2026-05-11");
    world->facts[1].superseded_by = 3;
    compute(world, NATION_ENGLAND);
    const struct law_clock *exit = must_run(world, "NCG-9");
    assert_int_equal(exit->state, LAW_CLOCK_SUPERSEDED);
    expect_day("replaced", exit->closed_on, "2026-05-11");
    assert_false(exit->is_alarm);
    expect_day("recovery again", must_run(world, "REC-EW-30S")->due.due_on, "2026-05-11");
    expect_day("move-on", must_run(world, "MOV-EW-45B")->due.due_on, "2026-06-25");
    assert_true(must_run(world, "MOV-EW-45B")->is_alarm);
}

static void northern_ireland_starts_again_after_reconsideration(void **state)
{
    struct world *world = *state;
    add(world, "positive_reasonable_grounds", "2026-01-05");
    add(world, "negative_conclusive_grounds", "2026-01-20")->superseded_by = 2;
    add(world, "positive_conclusive_grounds", "2026-02-01");
    compute(world, NATION_NORTHERN_IRELAND);
    const struct law_clock *support = must_run(world, "REC-N-45X");
    assert_int_equal(support->state, LAW_CLOCK_RUNS);
    expect_day("not before 45 days", support->due.due_on, "2026-02-19");
    expect_day("a year more", must_run(world, "MOV-N-12")->due.due_on, "2027-02-01");
}

/* 8 and 9 March 2026: the claim's day rules the leave, the grant's day the support. */
static void a_grant_in_march_2026(void **state)
{
    struct world *world = *state;
    add(world, "asylum_granted", "2026-03-09");
    compute(world, NATION_ENGLAND);
    assert_int_equal(must_run(world, "REFUGEE-5Y")->state, LAW_CLOCK_UNDECIDED);
    assert_int_equal(must_run(world, "REFUGEE-30M")->state, LAW_CLOCK_UNDECIDED);
    expect_day("42 days", must_run(world, "ASY-GRANT-42")->due.due_on, "2026-04-20");

    add(world, "asylum_claim_lodged", "2025-06-01");
    add(world, "discontinuation_letter", "2026-04-10");
    compute(world, NATION_ENGLAND);
    expect_day("five years", must_run(world, "REFUGEE-5Y")->due.due_on, "2031-03-09");
    assert_null(clock_of(world, "REFUGEE-30M"));
    expect_day("28 from the letter", must_run(world, "ASY-GRANT-42")->due.due_on, "2026-05-08");

    world->facts[1] = law_fact_on(STR("asylum_claim_lodged"), day("2026-03-02"));
    world->facts[0] = law_fact_on(STR("asylum_granted"), day("2026-03-08"));
    compute(world, NATION_ENGLAND);
    assert_null(clock_of(world, "REFUGEE-5Y"));
    expect_day("thirty months", must_run(world, "REFUGEE-30M")->due.due_on, "2028-09-08");
    assert_null(clock_of(world, "ASY-GRANT-42"));
}

static void facts_are_shown_and_never_alarm(void **state)
{
    struct world *world = *state;
    add(world, "positive_reasonable_grounds", "2026-01-05");
    compute(world, NATION_ENGLAND);
    const struct law_clock *exempt = must_run(world, "NHS-EXEMPT");
    assert_int_equal(exempt->state, LAW_CLOCK_FACT);
    assert_false(exempt->is_alarm);
    compute(world, NATION_WALES);
    assert_null(clock_of(world, "NHS-EXEMPT"));
}

static void events_nobody_knows_start_nothing(void **state)
{
    struct world *world = *state;
    add(world, "sunshine", "2026-01-05");
    add(world, "positive_reasonable_grounds", "");
    compute(world, NATION_ENGLAND);
    assert_int_equal(world->clocks.count, 0);
}

static void a_yearly_check_is_met_by_the_next(void **state)
{
    struct world *world = *state;
    add(world, "outcome_score", "2025-01-10");
    add(world, "outcome_score", "2025-09-01");
    compute(world, NATION_ENGLAND);
    assert_int_equal(world->clocks.count, 2);
    assert_int_equal(world->clocks.at[0].state, LAW_CLOCK_MET);
    expect_day("met by the next", world->clocks.at[0].closed_on, "2025-09-01");
    assert_int_equal(world->clocks.at[1].state, LAW_CLOCK_RUNS);
    expect_day("a year on", world->clocks.at[1].due.due_on, "2026-09-01");
}

static void compute_with(struct world *world, struct law_case more)
{
    more.facts = world->facts;
    more.count = world->count;
    world->clocks = law_clocks(&world->arena, law_book_built_in(), &more);
}

/* A rule that is not verified is heard once somebody turned it on; of two the earlier alarms. */
static void a_silent_rule_that_was_turned_on_is_heard(void **state)
{
    struct world *world = *state;
    const struct str heard[] = {STR("NCG-9WD"), STR("NCG-9-PROP")};
    struct law_fact *refusal = add(world, "negative_conclusive_grounds", "2026-03-02");
    refusal->on[LAW_REASONS_RECEIVED] = day("2026-03-02");
    compute_with(world, (struct law_case){.heard = heard, .heard_count = 2});
    assert_false(must_run(world, "NCG-9WD")->is_silent);
    assert_false(must_run(world, "NCG-9WD")->is_alarm); /* NCG-9 is earlier */
    assert_true(must_run(world, "NCG-9")->is_alarm);
    assert_true(must_run(world, "NCG-9-PROP")->is_alarm);
    compute_with(world, (struct law_case){.heard = heard, .heard_count = 0});
    assert_true(must_run(world, "NCG-9WD")->is_silent);
}

/* A pause of a working-day clock adds working days: Easter in it is not counted twice. */
static void a_pause_adds_the_days_that_the_clock_counts(void **state)
{
    struct world *world = *state;
    struct law_step steps[] = {
        {STR("RG-TARGET"), 0, LAW_STEP_PAUSED, day("2026-03-31"), day("2026-04-08")},
        {STR("KPI-HOUSE-8H"), 1, LAW_STEP_PAUSED, day("2026-03-30"), day("2026-04-01")},
    };
    add(world, "referral_received", "2026-03-30");
    world->facts[world->count++] =
        law_fact_at(STR("need_identified"), minute("2026-03-30T10:00:00Z"));
    compute_with(world, (struct law_case){.steps = {steps, 2}});
    /* without: 31 March, 1, 2 April, Easter, 7, 8 April; four working days later */
    expect_day("working days", must_run(world, "RG-TARGET")->due.counted_on, "2026-04-08");
    expect_day("working days", must_run(world, "RG-TARGET")->due.due_on, "2026-04-14");
    assert_true(must_run(world, "KPI-HOUSE-8H")->due.due_at.ms ==
                minute("2026-04-01T18:00:00Z").ms);
    steps[1] = (struct law_step){STR("KPI-HOUSE-8H"), 1, LAW_STEP_EXTENDED, day("2026-03-30"),
                                 day("2026-04-02")};
    compute_with(world, (struct law_case){.steps = {steps, 2}});
    assert_int_equal(must_run(world, "KPI-HOUSE-8H")->due.kind, LAW_DUE_ON);
    expect_day("a day instead of the hour", must_run(world, "KPI-HOUSE-8H")->due.due_on,
               "2026-04-02");
}

/* Steps of a clock that is not there, or twice the same, change nothing. */
static void steps_that_lead_nowhere_are_ignored(void **state)
{
    struct world *world = *state;
    const struct law_step steps[] = {
        {STR("RECON-30"), 0, LAW_STEP_RESUMED, day("2026-03-03"), DATE_NONE},
        {STR("REC-EW-45"), 0, LAW_STEP_ENDED, day("2026-03-03"), DATE_NONE},
        {STR("RECON-30"), 0, LAW_STEP_EXTENDED, day("2026-03-04"), day("2026-03-05")},
        {STR("RECON-30"), 0, LAW_STEP_PAUSED, day("2026-05-04"), DATE_NONE},
        {STR("RECON-30"), 0, LAW_STEP_REOPENED, day("2026-05-05"), DATE_NONE},
    };
    add(world, "negative_conclusive_grounds", "2026-03-02");
    compute_with(world, (struct law_case){.steps = {steps, COUNT_OF(steps)}});
    assert_int_equal(must_run(world, "RECON-30")->state, LAW_CLOCK_RUNS);
    expect_day("as it was", must_run(world, "RECON-30")->due.due_on, "2026-04-01");
}

int main(void)
{
#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STORY(ella_in_2017),
        STORY(a_night_and_its_clocks),
        STORY(an_earlier_arrival_does_not_meet_a_later_need),
        STORY(a_refusal_in_northern_ireland_ends_support_at_once),
        STORY(a_refusal_in_scotland),
        STORY(of_two_readings_the_earlier_alarms),
        STORY(the_earlier_alarms_when_both_may),
        STORY(a_missing_day_is_taken_from_the_one_before),
        STORY(a_reconsidered_decision_takes_the_place_of_the_old),
        STORY(northern_ireland_starts_again_after_reconsideration),
        STORY(a_grant_in_march_2026),
        STORY(facts_are_shown_and_never_alarm),
        STORY(events_nobody_knows_start_nothing),
        STORY(a_yearly_check_is_met_by_the_next),
        STORY(a_silent_rule_that_was_turned_on_is_heard),
        STORY(a_pause_adds_the_days_that_the_clock_counts),
        STORY(steps_that_lead_nowhere_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
