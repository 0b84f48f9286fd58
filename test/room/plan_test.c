/* Everyone's plan: who gets the one room, what another would cost, houses kept lawful, what a
 * person decided left alone, and that nationality, status, names and religion change nothing.
 *
 *     plan_test memory|file|postgres
 */
#include "world.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "rooms/plan/plan.h"
#include "rooms/plan/plan_change.h"
#include "rooms/plan/plan_price.h"
#include "rooms/plan/plan_web.h"
#include "web/json.h"

enum { DESK = 7, MANY_WAIT = 100, MANY_HOUSES = 60, MANY_ROOMS = 10 };

struct night {
    struct fixture *fixture;
    struct organisation provider;
};

static struct job *desk(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_night_desk, DESK);
}

static struct night night_of(void **state)
{
    struct night night = {.fixture = *state};
    fixture_account(night.fixture, ROLE_night_desk, DESK);
    night.provider = world_organisation(night.fixture, STR("Hearth"), "provider");
    return night;
}

static struct house_id house_with(struct night *night, const char *alias, size_t rooms,
                                  int64_t licence)
{
    struct house_facts facts = world_facts(str_of(alias), night->provider.organisation);
    facts.licence_persons = licence;
    return world_house(night->fixture, &facts, rooms);
}

static struct referral_id call(struct night *night, const char *name)
{
    return world_call(night->fixture, DESK, name);
}

static void say(struct night *night, struct referral_id referral, const char *question,
                const char *value)
{
    world_say(night->fixture, DESK, referral, question, value);
}

/* Not urgent any more: safe where she is, and not tonight. */
static void can_wait(struct night *night, struct referral_id referral)
{
    WELL(referral_set_tonight(desk(night->fixture), referral, false));
    say(night, referral, "safe-now", "yes");
}

static struct plan_today plan_now(struct night *night)
{
    struct plan_today plan;
    WELL(plan_make(desk(night->fixture), &plan));
    return plan;
}

static const struct plan_line *line_of(const struct plan_today *plan, struct referral_id referral)
{
    uint32_t household = plan_find_household(plan, referral);
    assert_int_not_equal(household, PLAN_NONE);
    return &plan->lines[household];
}

static bool is_proven(const struct plan_today *plan)
{
    return plan_compare(&plan->objective, &plan->bound) == 0;
}

/* ---- who gets the room ----------------------------------------------------------------------- */

static void of_two_the_urgent_one_gets_the_one_room(void **state)
{
    struct night night = night_of(state);
    house_with(&night, "Rowan", 1, 12);
    struct referral_id calm = call(&night, "Abeba");
    can_wait(&night, calm);
    struct referral_id urgent = call(&night, "Senait");
    struct plan_today plan = plan_now(&night);
    assert_int_equal(line_of(&plan, urgent)->place, PLAN_ADVISED);
    assert_int_equal(line_of(&plan, calm)->place, PLAN_NEEDED);
    assert_int_equal(plan.objective.housed[0], 1);
    assert_int_equal(plan.objective.housed[1], 0);
    assert_true(is_proven(&plan));

    struct plan_forced forced;
    WELL(plan_force(&night.fixture->job, &plan, plan_find_household(&plan, calm),
                    line_of(&plan, urgent)->room, &forced));
    assert_int_equal(forced.check.fails | forced.check.asks, 0);
    assert_int_equal(forced.objective.housed[0], 0);
    assert_int_equal(forced.objective.housed[1], 1);
    assert_int_equal(forced.room_of[plan_find_household(&plan, urgent)], PLAN_NONE);
}

static void a_missing_answer_is_asked_and_never_passed(void **state)
{
    struct night night = night_of(state);
    house_with(&night, "Rowan", 3, 12);
    struct referral_id referral = call(&night, "Abeba");
    say(&night, referral, "feels-safe-houses", "");
    struct plan_today plan = plan_now(&night);
    assert_int_equal(line_of(&plan, referral)->place, PLAN_UNASKED);
    assert_true(plan.waiting.at[0].gaps & MATCH_BIT(MATCH_RULE_MODE));
    assert_int_equal(plan.pairs.count, 0);
}

/* ---- whole houses ---------------------------------------------------------------------------- */

static void a_licence_is_kept_for_all_who_would_come_together(void **state)
{
    struct night night = night_of(state);
    house_with(&night, "Rowan", 3, 2);
    for (int i = 0; i < 3; i++)
        call(&night, "Abeba");
    struct plan_today plan = plan_now(&night);
    assert_int_equal(plan.pairs.count, 9); /* each of them with each room, one by one */
    assert_int_equal(plan.objective.housed[0], 2);
    assert_true(is_proven(&plan));
}

static void two_to_stay_apart_are_not_advised_one_house(void **state)
{
    struct night night = night_of(state);
    house_with(&night, "Rowan", 2, 12);
    struct referral_id one = call(&night, "Abeba"), other = call(&night, "Senait");
    struct referral feared;
    struct person person;
    WELL(referral_get(desk(night.fixture), other, &feared));
    WELL(person_get(desk(night.fixture), feared.person, &person));
    assert_int_equal(plan_now(&night).objective.housed[0], 2);
    say(&night, one, "conflict-any", "yes");
    say(&night, one, "conflict-people", str_c(&night.fixture->arena, person.ref));
    assert_int_equal(plan_now(&night).objective.housed[0], 1);
    house_with(&night, "Hazel", 1, 12);
    struct plan_today plan = plan_now(&night);
    assert_int_equal(plan.objective.housed[0], 2);
    assert_int_not_equal(plan.waiting.facts.rooms[line_of(&plan, one)->room].house,
                         plan.waiting.facts.rooms[line_of(&plan, other)->room].house);
}

/* ---- what a person decided, and what changed since ------------------------------------------- */

static void what_is_held_is_out_of_the_plan(void **state)
{
    struct night night = night_of(state);
    struct house_id house = house_with(&night, "Rowan", 2, 12);
    struct referral_id one = call(&night, "Abeba"), other = call(&night, "Senait");
    struct plan_today before = plan_now(&night);
    uint64_t facts = before.facts;
    assert_true(facts == plan_now(&night).facts); /* looking changes nothing */
    struct instant seen_at = night.fixture->job.now;
    fixture_later(night.fixture, 60 * 1000);
    world_hold(night.fixture, DESK, one, world_room(night.fixture, house, "1"));
    struct plan_today after = plan_now(&night);
    assert_int_equal(plan_find_household(&after, one), PLAN_NONE);
    assert_string_equal(str_c(&night.fixture->arena,
                              after.waiting.rooms[line_of(&after, other)->room].name), "2");
    assert_false(facts == after.facts);

    struct plan_changes changes;
    WELL(plan_changes(desk(night.fixture), seen_at, &changes));
    assert_int_equal(changes.count, 1);
    assert_true(str_equal_c(changes.at[0].change, "held"));
    struct referral held;
    WELL(referral_get(desk(night.fixture), one, &held));
    assert_true(str_equal(changes.at[0].ref, held.ref));
}

static void a_hold_that_ran_out_waits_again(void **state)
{
    struct night night = night_of(state);
    struct house_id house = house_with(&night, "Rowan", 1, 12);
    struct referral_id one = call(&night, "Abeba");
    world_hold(night.fixture, DESK, one, world_room(night.fixture, house, "1"));
    fixture_later(night.fixture, (HOLD_HOURS + 1) * MS_PER_HOUR);
    struct plan_today plan = plan_now(&night);
    assert_int_equal(line_of(&plan, one)->place, PLAN_ADVISED);
}

/* ---- envy ------------------------------------------------------------------------------------ */

/* Both rooms suit both; the first would fit a little worse in the one room left to her. */
static void envy_is_counted(void **state)
{
    struct night night = night_of(state);
    house_with(&night, "Rowan", 2, 12); /* rooms of one and of two beds: 130 and 65 points */
    for (int i = 0; i < 2; i++)
        call(&night, "Abeba");
    struct plan_today plan = plan_now(&night);
    int64_t envy = plan.lines[0].score.total < plan.lines[1].score.total;
    assert_int_equal(plan.envy[0].households, envy);
    assert_int_equal(plan.envy[0].most_points, envy * 65);
}

/* ---- fairness -------------------------------------------------------------------------------- */

static struct plan_price price_of(struct night *night, const struct plan_today *plan,
                                  enum plan_priced priced)
{
    struct plan_price price;
    (void)night;
    WELL(plan_price(plan, priced, &price));
    assert_true(price.is_proven);
    return price;
}

/* One of two places is for complex needs, and whoever speaks the language fits it better. */
static void the_floor_gives_complex_needs_their_share(void **state)
{
    struct night night = night_of(state);
    struct house_facts facts = world_facts(STR("Rowan"), night.provider.organisation);
    facts.complex_places = 1;
    facts.languages = STR("ti");
    world_house(night.fixture, &facts, 1);
    struct referral_id complex = call(&night, "Abeba"), other = call(&night, "Senait");
    say(&night, complex, "complex-needs", "yes");
    say(&night, other, "pv-interpreter-requirements", "yes");
    say(&night, other, "pv-interpreter-requirements-language", "ti");
    struct plan_today plan = plan_now(&night);
    const struct plan_line *line = line_of(&plan, complex);
    assert_int_equal(line->place, PLAN_ADVISED);
    assert_true(line->score.terms[MATCH_TERM_FLOOR] > 0);
    assert_int_equal(line->score.terms[MATCH_TERM_FLOOR], plan.floors[0].bonus);
    assert_true(plan.floors[0].holds);
    assert_true(is_proven(&plan));

    struct plan_price price = price_of(&night, &plan, PLAN_PRICED_FLOOR);
    assert_int_equal(price.with.strata[PLAN_STRATUM_COMPLEX], 1);
    assert_int_equal(price.without.strata[PLAN_STRATUM_COMPLEX], 0);
    assert_int_equal(price.with.housed[0], price.without.housed[0]);
    int64_t cost = price.without.points - price.with.points;
    assert_int_equal(cost, 100);
    assert_true(plan.floors[0].bonus == cost || plan.floors[0].bonus == cost + 1);
    assert_int_equal(price.moved, 2);
}

static void the_tiers_have_a_price(void **state)
{
    struct night night = night_of(state);
    house_with(&night, "Rowan", 1, 12);
    struct referral_id calm = call(&night, "Abeba");
    can_wait(&night, calm);
    fixture_later(night.fixture, 30 * MS_PER_DAY);
    call(&night, "Senait");
    struct plan_today plan = plan_now(&night);
    struct plan_price price = price_of(&night, &plan, PLAN_PRICED_TIERS);
    assert_int_equal(price.with.housed[0], 1);
    assert_int_equal(price.without.housed[0], 0);
    assert_int_equal(price.without.housed[1], 1); /* she has waited longer */
    assert_int_equal(price.without.points - price.with.points, 30);
    price = price_of(&night, &plan, PLAN_PRICED_AREA);
    assert_int_equal(price.moved, 0);
}

/* ---- blindness ------------------------------------------------------------------------------- */

static const char *const told[][5] = {
    {"Abeba", "Haile", "ER", "yes", "Orthodox"},
    {"Linh", "Tran", "VN", "no", "Buddhist"},
    {"Jane", "Smith", "GB", "no", "None"},
};

static void tell(struct night *night, const struct referral_id *calls, size_t shift)
{
    static const char *const questions[] = {"pv-name-first-name", "pv-name-last-name",
                                            "pv-nationality", "asylum-claim", "faith"};
    for (size_t i = 0; i < COUNT_OF(told); i++)
        for (size_t k = 0; k < COUNT_OF(questions); k++)
            say(night, calls[i], questions[k], told[(i + shift) % COUNT_OF(told)][k]);
}

static struct str json_of(struct night *night,
                          enum err (*show)(struct job *job, const struct request *request,
                                           struct reply *reply))
{
    struct job *job = desk(night->fixture);
    struct request request = {.method = METHOD_GET, .languages = STR("en")};
    struct reply reply = {0};
    struct buf out = buf_make(job->arena, 4096);
    WELL(show(job, &request, &reply));
    json_write(&out, reply.page->shape, reply.view);
    return str_copy(&night->fixture->arena, buf_text(&out));
}

static struct str json_now(struct night *night)
{
    return json_of(night, plan_show);
}

static void the_plan_is_blind(void **state)
{
    struct night night = night_of(state);
    house_with(&night, "Rowan", 1, 12);
    house_with(&night, "Hazel", 2, 2);
    struct referral_id calls[COUNT_OF(told)];
    for (size_t i = 0; i < COUNT_OF(calls); i++)
        calls[i] = call(&night, told[i][0]);
    can_wait(&night, calls[1]);
    say(&night, calls[2], "complex-needs", "yes");
    tell(&night, calls, 0);
    struct str before = json_now(&night), prices = json_of(&night, plan_prices_show);
    for (size_t shift = 1; shift < COUNT_OF(told); shift++) {
        tell(&night, calls, shift);
        assert_true(str_equal(before, json_now(&night)));
        assert_true(str_equal(prices, json_of(&night, plan_prices_show)));
    }
}

/* ---- how long it takes ----------------------------------------------------------------------- */

static double ms_now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void a_hundred_who_wait_and_six_hundred_rooms(void **state)
{
    struct night night = night_of(state);
    for (int house = 0; house < MANY_HOUSES; house++) {
        char alias[16];
        snprintf(alias, sizeof(alias), "House %d", house);
        house_with(&night, alias, MANY_ROOMS, 9);
    }
    for (int i = 0; i < MANY_WAIT; i++) {
        struct referral_id referral = call(&night, "Abeba");
        if (i % 3 == 0)
            say(&night, referral, "complex-needs", "yes");
    }
    double before = ms_now();
    struct plan_today plan = plan_now(&night);
    double made = ms_now();
    struct placement_queue waiting;
    WELL(placement_queue(desk(night.fixture), &waiting));
    double read = ms_now();
    json_now(&night);
    print_message("# %d wait, %zu rooms, %zu pairs: plan %.0f ms (facts %.0f ms); page %.0f ms\n",
                  MANY_WAIT, plan.waiting.facts.room_count, plan.pairs.count, made - before,
                  read - made, ms_now() - read);
    print_message("# housed %d of at most %d, score %d of at most %d\n",
                  (int)plan.objective.housed[0], (int)plan.bound.housed[0],
                  (int)plan.objective.score, (int)plan.bound.score);
    assert_int_equal(plan.objective.housed[0], MANY_WAIT);
}

/* Sixty places that a hundred could take, and fit alone would give none to complex needs. */
static void sixty_places_for_a_hundred(void **state)
{
    struct night night = night_of(state);
    for (int house = 0; house < MANY_HOUSES; house++) {
        char alias[16];
        snprintf(alias, sizeof(alias), "House %d", house);
        struct house_facts facts = world_facts(str_of(alias), night.provider.organisation);
        facts.licence_persons = 1;
        facts.complex_places = house % 2 == 0;
        facts.languages = STR("ti");
        world_house(night.fixture, &facts, MANY_ROOMS);
    }
    for (int i = 0; i < MANY_WAIT; i++) {
        struct referral_id referral = call(&night, "Abeba");
        say(&night, referral, i % 3 == 0 ? "complex-needs" : "pv-interpreter-requirements", "yes");
        if (i % 3 != 0)
            say(&night, referral, "pv-interpreter-requirements-language", "ti");
    }
    double before = ms_now();
    struct plan_today plan = plan_now(&night);
    double made = ms_now();
    struct plan_price price;
    for (unsigned priced = 0; priced < PLAN_PRICED; priced++)
        WELL(plan_price(&plan, (enum plan_priced)priced, &price));
    const struct plan_floor *floor = &plan.floors[0];
    print_message("# floor: %d of %d with complex needs, %d of %d others, %d without it, "
                  "bonus %d\n",
                  (int)floor->complex_housed, (int)floor->complex, (int)floor->others_housed,
                  (int)floor->others, (int)floor->complex_housed_without, (int)floor->bonus);
    print_message("# %zu pairs: plan with its floor %.0f ms, all prices %.0f ms\n",
                  plan.pairs.count, made - before, ms_now() - made);
    assert_int_equal(plan.objective.housed[0], MANY_HOUSES);
    assert_true(floor->holds);
    assert_true(floor->complex_housed > floor->complex_housed_without);
}

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest all[] = {
        TEST(of_two_the_urgent_one_gets_the_one_room),
        TEST(a_missing_answer_is_asked_and_never_passed),
        TEST(a_licence_is_kept_for_all_who_would_come_together),
        TEST(two_to_stay_apart_are_not_advised_one_house),
        TEST(what_is_held_is_out_of_the_plan),
        TEST(a_hold_that_ran_out_waits_again),
        TEST(envy_is_counted),
        TEST(the_floor_gives_complex_needs_their_share),
        TEST(the_tiers_have_a_price),
        TEST(the_plan_is_blind),
        TEST(a_hundred_who_wait_and_six_hundred_rooms),
        TEST(sixty_places_for_a_hundred),
    };
    return world_run(all, COUNT_OF(all), argc, argv);
}
