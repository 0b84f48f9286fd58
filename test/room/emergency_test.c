/* The words of emergencies that opened a house or nothing: they have a day, and then they go. */
#include <string.h>

#include "guard/audit.h"
#include "emergency_view.h"
#include "rooms/emergency/emergency.h"
#include "rooms/emergency/emergency_web.h"
#include "rooms/person/person.h"
#include "rooms/retention/retention.h"
#include "world.h"

enum { WORKER = 7, GUARDIAN = 8, DESK = 9, MANAGER = 10, YEAR_DAYS = 366, AT_ONCE = 10 };

static int set_up(void **state)
{
    static const struct {
        enum role role;
        int64_t staff;
    } accounts[] = {{ROLE_support_worker, WORKER}, {ROLE_guardian, GUARDIAN},
                    {ROLE_night_desk, DESK}, {ROLE_house_manager, MANAGER}};
    int result = fixture_set_up(state);
    for (size_t i = 0; result == 0 && i < COUNT_OF(accounts); i++)
        fixture_account(*state, accounts[i].role, accounts[i].staff);
    return result;
}

static struct emergency_id opened(struct fixture *fixture, struct str typed)
{
    struct emergencies lately;
    WELL(emergency_open(fixture_as(fixture, ROLE_support_worker, WORKER), &(struct emergency_new){
        .typed = typed, .reason = STR("missing"), .words = STR("Dora Sample is not back.")}));
    WELL(emergency_lately(fixture_as(fixture, ROLE_support_worker, WORKER), &lately));
    return lately.at[0].emergency;
}

static void reviewed(struct fixture *fixture, struct emergency_id emergency)
{
    WELL(emergency_review(fixture_as(fixture, ROLE_guardian, GUARDIAN), emergency,
                          STR("justified"), STR("Dora was found.")));
}

static struct emergency read_emergency(struct fixture *fixture, struct emergency_id emergency)
{
    struct emergency read;
    WELL(emergency_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), emergency, &read));
    return read;
}

static int64_t forgotten(struct fixture *fixture)
{
    int64_t count = 99;
    WELL(emergency_forget_old(fixture_later(fixture, 0), AT_ONCE, &count));
    return count;
}

static void days_later(struct fixture *fixture, int days)
{
    fixture_later(fixture, days * MS_PER_DAY);
}

static int64_t words_in_log(struct fixture *fixture)
{
    return world_count(fixture, "select count(*) from audit_detail");
}

static void is_log_whole(struct fixture *fixture)
{
    int64_t lines;
    struct audit_break broken;
    WELL(audit_verify(fixture_later(fixture, 0), &lines, &broken));
}

static struct str ref_of_house(struct fixture *fixture)
{
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts facts = world_facts(STR("Rowan House"), organisation.organisation);
    struct house house;
    struct house_id id = world_house(fixture, &facts, 1);
    WELL(house_get(fixture_as(fixture, ROLE_house_manager, MANAGER), id, &house));
    return str_copy(&fixture->arena, house.ref);
}

/* ---- their day ------------------------------------------------------------------------------- */

static void test_the_words_go_on_their_day(void **state)
{
    struct fixture *fixture = *state;
    struct emergency_id house = opened(fixture, ref_of_house(fixture));
    struct emergency_id nothing = opened(fixture, STR("Dora S, SR 12"));
    reviewed(fixture, house);
    reviewed(fixture, nothing);
    const struct law_retention_rule *rule;
    struct emergency before = read_emergency(fixture, house);
    assert_true(str_equal_c(before.kind, "house"));
    assert_true(str_equal_c(before.words, "Dora Sample is not back."));
    struct date until = emergency_words_until(&before, world_day(fixture, 0), &rule);
    assert_true(str_equal_c(rule->rule, "RET-WORDS"));
    int days = until.days - world_day(fixture, 0).days;
    assert_true(days >= 3 * 365);
    assert_int_equal(words_in_log(fixture), 4);

    days_later(fixture, days - 1);
    assert_int_equal(forgotten(fixture), 0);
    days_later(fixture, 1);
    assert_int_equal(forgotten(fixture), 2);
    assert_int_equal(forgotten(fixture), 0);
    assert_int_equal(words_in_log(fixture), 0);
    assert_int_equal(fixture_lines(fixture, VERB_words_erased), 2);
    assert_int_equal(world_count(fixture, "select count(*) from emergency"
                                          " where length(wrapped_key) + length(typed_sealed)"
                                          " + length(words_sealed) > 0"), 0);
    is_log_whole(fixture);

    /* who, when, why of the list and what came of it stay */
    struct emergency after = read_emergency(fixture, nothing);
    assert_true(instant_is_some(after.forgotten_at));
    assert_int_equal(after.words.size + after.typed.size + after.review_words.size, 0);
    assert_true(str_equal_c(after.reason, "missing"));
    assert_true(str_equal_c(after.outcome, "justified"));
    assert_true(str_equal(after.ref, STR("")));
    assert_true(read_emergency(fixture, house).ref.size > 0);
}

/* Its key stood in the database's log of writes: that is cut once. */
static void test_the_log_of_writes_is_cut(void **state)
{
    struct fixture *fixture = *state;
    static const char uncut[] = "select count(*) from emergency_forgotten where cut_at is null";
    reviewed(fixture, opened(fixture, STR("SR-0000")));
    days_later(fixture, 4 * YEAR_DAYS);
    assert_int_equal(forgotten(fixture), 1);
    assert_int_equal(world_count(fixture, uncut), 1);
    WELL(retention_cut(fixture_later(fixture, 0)));
    assert_int_equal(world_count(fixture, uncut), 0);
}

/* ---- what stays ------------------------------------------------------------------------------ */

/* What nobody has reviewed waits longer, and not for ever. It still waits for somebody's word
 * afterwards, and who opened it opens nothing more. */
static void test_what_nobody_reviewed(void **state)
{
    struct fixture *fixture = *state;
    struct emergency_id emergency = opened(fixture, STR("Dora S, SR 12"));
    const struct law_retention_rule *rule;
    struct emergency read = read_emergency(fixture, emergency);
    struct date until = emergency_words_until(&read, world_day(fixture, 0), &rule);
    assert_true(str_equal_c(rule->rule, "RET-WORDS-UNREVIEWED"));
    int days = until.days - world_day(fixture, 0).days;
    assert_true(days >= 4 * 365);
    days_later(fixture, days - 1);
    assert_int_equal(forgotten(fixture), 0);
    assert_true(read_emergency(fixture, emergency).words.size > 0);
    days_later(fixture, 1);
    assert_int_equal(forgotten(fixture), 1);
    assert_int_equal(forgotten(fixture), 0);
    read = read_emergency(fixture, emergency);
    assert_int_equal(read.words.size + read.typed.size, 0);
    assert_true(instant_is_some(read.forgotten_at) && !instant_is_some(read.reviewed_at));
    assert_int_equal(words_in_log(fixture), 0);
    is_log_whole(fixture);
    assert_int_equal(emergency_may_open(fixture_as(fixture, ROLE_support_worker, WORKER)),
                     ERR_CONFLICT);
    reviewed(fixture, emergency);
    assert_int_equal(words_in_log(fixture), 0);
    WELL(emergency_may_open(fixture_as(fixture, ROLE_support_worker, WORKER)));
}

/* A review, however late, begins the time of reviewed words. */
static void test_a_late_review(void **state)
{
    struct fixture *fixture = *state;
    struct emergency_id emergency = opened(fixture, STR("SR-0000"));
    days_later(fixture, 3 * YEAR_DAYS);
    reviewed(fixture, emergency);
    days_later(fixture, 2 * YEAR_DAYS);
    assert_int_equal(forgotten(fixture), 0);
    assert_true(read_emergency(fixture, emergency).review_words.size > 0);
    days_later(fixture, 2 * YEAR_DAYS);
    assert_int_equal(forgotten(fixture), 1);
}

/* Words about a person are in her record, and go with her. */
static void test_words_about_a_person_stay(void **state)
{
    struct fixture *fixture = *state;
    struct referral row;
    struct referral_id call = world_call(fixture, DESK, "Dora Sample");
    WELL(referral_get(fixture_as(fixture, ROLE_night_desk, DESK), call, &row));
    struct emergency_id emergency = opened(fixture, str_copy(&fixture->arena, row.ref));
    const struct law_retention_rule *rule;
    reviewed(fixture, emergency);
    struct emergency read = read_emergency(fixture, emergency);
    assert_true(str_equal_c(read.kind, "person"));
    assert_false(date_is_some(emergency_words_until(&read, world_day(fixture, 0), &rule)));
    assert_null(rule);
    days_later(fixture, 10 * YEAR_DAYS);
    assert_int_equal(forgotten(fixture), 0);
    assert_true(read_emergency(fixture, emergency).words.size > 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, fixture_tear_down)

static bool is_open(struct fixture *fixture, int64_t record)
{
    uint32_t relations = 0;
    WELL(tie_relations(fixture_as(fixture, ROLE_support_worker, WORKER),
                       (struct record_id){record}, &relations));
    return (relations >> RELATION_emergency & 1) != 0;
}

/* What the review finds wrong is not open for the rest of its hour; what it finds right is. Another
 * that she opened stays as it is. */
static void test_what_was_not_right_ends_at_once(void **state)
{
    static const struct {
        const char *outcome;
        bool stays;
    } reviews[] = {{"justified", true}, {"needs_follow_up", true}, {"not_justified", false}};
    struct fixture *fixture = *state;
    int64_t people[COUNT_OF(reviews)];
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    for (size_t i = 0; i < COUNT_OF(reviews); i++) {
        static const char *const names[] = {"Dora Sample", "Edna Sample", "Fay Sample"};
        struct referral row;
        struct referral_id call = world_call(fixture, DESK, names[i]);
        WELL(referral_get(fixture_as(fixture, ROLE_night_desk, DESK), call, &row));
        people[i] = row.person.value;
        struct emergency_id emergency = opened(fixture, str_copy(&fixture->arena, row.ref));
        assert_true(is_open(fixture, people[i]));
        WELL(emergency_review(fixture_as(fixture, ROLE_guardian, GUARDIAN), emergency,
                              str_of(reviews[i].outcome), STR("As she says.")));
        assert_int_equal(is_open(fixture, people[i]), reviews[i].stays);
    }
    assert_true(is_open(fixture, people[0]));
    fixture_later(fixture, EMERGENCY_MINUTES * MS_PER_MINUTE);
    assert_false(is_open(fixture, people[0]));
}

static bool has_line(const struct emergency_review_view *view, enum verb verb)
{
    for (size_t i = 0; i < view->lines.count; i++)
        if (str_equal_c(view->lines.at[i].verb, verb_name(verb)))
            return true;
    return false;
}

/* Who looks at a page again and again does not hide what was done before. */
static void test_nothing_is_lost_behind_many_readings(void **state)
{
    enum { TIMES = 120 };
    struct fixture *fixture = *state;
    struct person_id person;
    struct person read;
    WELL(person_add(fixture_as(fixture, ROLE_support_worker, WORKER),
                    &(struct person_facts){.kind = STR("adult"), .called = STR("Dora"),
                                           .birth_state = STR("not_known"), .nation = STR("E")},
                    &person));
    WELL(person_get(fixture_as(fixture, ROLE_support_worker, WORKER), person, &read));
    struct emergency_id emergency = opened(fixture, str_copy(&fixture->arena, read.ref));
    for (int i = 0; i < TIMES; i++) {
        struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
        job_audit_for(job, VERB_read, RECORD_person, person.value, PURPOSE_emergency);
        WELL(job_audit_commit(job));
    }
    struct job *job = fixture_as(fixture, ROLE_guardian, GUARDIAN);
    struct request request = {
        .path_names = {STR("emergency")}, .path_value_count = 1,
        .path_values = {id_text(job->arena, emergency.value)}};
    struct reply reply = {0};
    WELL(emergency_review_show(job, &request, &reply));
    const struct emergency_review_view *view = reply.view;
    assert_true(has_line(view, VERB_emergency_opened) && has_line(view, VERB_read));
    assert_true(view->lines.count < TIMES);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_words_go_on_their_day),
        TEST(test_the_log_of_writes_is_cut),
        TEST(test_what_nobody_reviewed),
        TEST(test_a_late_review),
        TEST(test_words_about_a_person_stay),
        TEST(test_what_was_not_right_ends_at_once),
        TEST(test_nothing_is_lost_behind_many_readings),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
