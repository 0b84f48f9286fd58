/* Placing is blind: whatever nationality, immigration status, name and religion people have, and
 * whoever of them has which, everybody's list of rooms is the same, byte for byte (000 Rec 3a).
 *
 *     blind_test memory|file|postgres
 */
#include "world.h"

#include "rooms/household/household.h"
#include "rooms/placement/placement.h"
#include "rooms/placement/placement_web.h"
#include "rooms/referral/referral.h"
#include "web/json.h"

enum { DESK = 7, CASES = 6, ROOMS = 4, ORDERS = 5 };

/* What must not matter. Some of it is on the form, some on the person's record; answers of the
 * first kind are written to the record by the referral. */
static const char *const protected_questions[] = {
    "pv-nationality",    "pv-nationality-second", "asylum-claim", "pv-ho-reference",
    "pv-name-last-name", "pv-name-first-name",    "faith",        "birthplace"};
enum { PROTECTED = COUNT_OF(protected_questions) };

/* A column is a person; an order of columns is a permutation of who has what. */
static const char *const protected_values[CASES][PROTECTED] = {
    {"ER", "ET", "yes", "no", "Haile", "Selam", "Orthodox; fasts", "Asmara"},
    {"GB", "", "no", "no", "Brown", "Ann", "", "Leeds"},
    {"AL", "", "yes", "yes", "Hoxha", "Mira", "Muslim", "Tirana"},
    {"VN", "", "no", "no", "Nguyen", "Lan", "Buddhist", "Hue"},
    {"NG", "GB", "not-known", "yes", "Ade", "Bisi", "Pentecostal", "Benin City"},
    {"stateless", "", "yes", "no", "", "Noor", "", ""},
};

/* What does matter: no two alike. */
static const char *const needs[CASES][4] = {
    {"women", "no", "no", "west_yorkshire"}, {"women,mixed", "yes", "no", "south_yorkshire"},
    {"mixed", "no", "yes", ""},              {"women", "yes", "yes", "lancashire"},
    {"women,mixed", "no", "no", "kent"},     {"women,mixed", "not-known", "no", ""},
};

static struct job *desk(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_night_desk, DESK);
}

static void say(struct fixture *fixture, struct referral_id referral, const char *question,
                const char *value)
{
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    struct referral_answer answer = {{0}, str_of(question), str_of(value), {0}};
    WELL(referral_save(job, referral, &answer, 1, &problems));
}

static struct referral_id call(struct fixture *fixture, size_t number)
{
    const struct referral_answer answers[] = {
        {.question = STR("comes-with"), .value = STR("alone")},
        {.question = STR("pv-gender"), .value = STR("female")},
        {.question = STR("feels-safe-houses"), .value = str_of(needs[number][0])},
        {.question = STR("step-free"), .value = str_of(needs[number][1])},
        {.question = STR("complex-needs"), .value = str_of(needs[number][2])},
        {.question = STR("wish-areas"), .value = str_of(needs[number][3])},
        {.question = STR("near-solicitor"), .value = str_of(needs[number][3])},
        {.question = STR("regions-allowed"), .value = STR("anywhere")},
        {.question = STR("avoid-any"), .value = STR("no")},
        {.question = STR("conflict-any"), .value = STR("no")},
        {.question = STR("night-admission"), .value = STR("yes")},
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
    return referral;
}

static void give(struct fixture *fixture, struct referral_id referral, size_t whose)
{
    for (size_t i = 0; i < PROTECTED; i++)
        say(fixture, referral, protected_questions[i], protected_values[whose][i]);
}

/* The page of rooms as its JSON. Its only difference between people may be what they need. */
static struct str list_of(struct fixture *fixture, struct referral_id referral, struct arena *keep)
{
    struct job *job = desk(fixture);
    struct request request = {0};
    struct reply reply = {0};
    job->target =
        (struct target){RECORD_referral, {referral.value}, referral.value, STR("AB-1234")};
    WELL(placement_rooms_show(job, &request, &reply));
    assert_non_null(reply.page);
    struct buf json = buf_make(keep, 65536);
    json_write(&json, reply.page->shape, reply.view);
    return buf_text(&json);
}

static void make_houses(struct fixture *fixture)
{
    static const char *const areas[] = {"west_yorkshire", "south_yorkshire", "lancashire"};
    struct organisation provider = world_organisation(fixture, STR("Hearth"), "provider");
    for (size_t i = 0; i < COUNT_OF(areas); i++) {
        static const char *const aliases[] = {"Rowan", "Alder", "Hazel"};
        struct house_facts facts = world_facts(str_of(aliases[i]), provider.organisation);
        facts.area = str_of(areas[i]);
        facts.region = facts.nation = STR_NONE;
        facts.takes_mixed = i > 0;
        facts.complex_places = i == 2;
        facts.step_free = i == 1 ? STR("no") : STR("yes");
        world_house(fixture, &facts, ROOMS);
    }
}

/* Who has which protected facts changes five times; nobody's list does. */
static void test_lists_do_not_change(void **state)
{
    struct fixture *fixture = *state;
    struct arena keep = arena_make(ARENA_REQUEST_LIMIT);
    struct referral_id referrals[CASES];
    struct str before[CASES];
    fixture_account(fixture, ROLE_night_desk, DESK);
    world_join(fixture, DESK, CIRCLE_DESK);
    make_houses(fixture);
    for (size_t i = 0; i < CASES; i++) {
        referrals[i] = call(fixture, i);
        give(fixture, referrals[i], i);
    }
    for (size_t i = 0; i < CASES; i++)
        before[i] = list_of(fixture, referrals[i], &keep);
    for (size_t order = 1; order <= ORDERS; order++) {
        for (size_t i = 0; i < CASES; i++)
            give(fixture, referrals[i], (i + order) % CASES);
        for (size_t i = 0; i < CASES; i++)
            assert_true(str_equal(before[i], list_of(fixture, referrals[i], &keep)));
    }
    arena_free(&keep);
}

/* The comparison above can fail: what a person needs does change her list. */
static void test_needs_do_change_lists(void **state)
{
    struct fixture *fixture = *state;
    struct arena keep = arena_make(ARENA_REQUEST_LIMIT);
    fixture_account(fixture, ROLE_night_desk, DESK);
    world_join(fixture, DESK, CIRCLE_DESK);
    make_houses(fixture);
    struct referral_id referral = call(fixture, 0);
    struct str before = list_of(fixture, referral, &keep);
    say(fixture, referral, "wish-areas", "lancashire");
    struct str after = list_of(fixture, referral, &keep);
    assert_false(str_equal(before, after));
    say(fixture, referral, "near-solicitor", "south_yorkshire");
    assert_false(str_equal(after, list_of(fixture, referral, &keep)));
    arena_free(&keep);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

static const struct CMUnitTest tests[] = {
    TEST(test_lists_do_not_change),
    TEST(test_needs_do_change_lists),
};

int main(int argc, char **argv)
{
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
