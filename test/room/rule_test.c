/* The law for readers: every rule has a subject and a sentence, what is in force on a day, what if.
 *
 *     rule_test memory|file|postgres
 */
#include <stdio.h>
#include <string.h>

#include "base/shape.h"
#include "rooms/clock/clock.h"
#include "rooms/decision/decision.h"
#include "rooms/person/person.h"
#include "rooms/rule/rule.h"
#include "rooms/rule/rule_web.h"
#include "rooms/rule/rule_what_if.h"
#include "rooms/rule/rule_words_web.h"
#include "rule_view.h"
#include "world.h"

enum { WORKER = 7 };

static struct date day(const char *text)
{
    struct date date;
    WELL(date_parse(str_of(text), &date));
    return date;
}

static void reads(struct str text, const char *expected)
{
    if (!str_equal_c(text, expected))
        fail_msg("expected: %s\nis: %.*s", expected, STR_ARGS(text));
}

static const struct law_rule *rule(const char *name)
{
    const struct law_rule *found = law_rule_find(law_book(), str_of(name));
    assert_non_null(found);
    return found;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void test_every_rule_has_subject_and_sentence(void **state)
{
    struct fixture *fixture = *state;
    const struct law_book *book = law_book();
    for (size_t language = 0; language < 2; language++)
        for (size_t i = 0; i < book->rule_count; i++) {
            const struct law_rule *one = &book->rules[i];
            struct str subject = rule_subject(one);
            assert_false(str_equal_c(subject, "other"));
            assert_non_null(code_find(&codes_rule_subject, subject));
            struct str sentence = rule_sentence(&fixture->arena, language, one);
            assert_true(sentence.size > 10);
            assert_int_equal(str_find(sentence, '{', 0), SIZE_MAX);
            assert_true(rule_force(&fixture->arena, language, one).size > 5);
        }
}

static void test_sentences(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = &fixture->arena;
    reads(rule_sentence(arena, 0, rule("REC-EW-30S")),
          "Recovery period ends: 30 days, beginning with the day of the positive reasonable "
          "grounds decision. It lasts until then or until the conclusive grounds decision, "
          "whichever is later.");
    reads(rule_sentence(arena, 0, rule("NCG-9WD")),
          "Support ends after a negative decision: 9 working days after the negative conclusive "
          "grounds decision. Weekends and bank holidays are not counted. It counts from the day "
          "the letter was received.");
    reads(rule_force(arena, 0, rule("REC-EW-30G")),
          "In force from 13 December 2022 to 29 January 2023.");
    reads(rule_force(arena, 0, rule("HSA-6M")), "Made law, but not in force yet. No day is set.");
    reads(rule_force(arena, 0, rule("NCG-9-PROP")), "Proposed; not law.");
}

static void test_versions_and_standing(void **state)
{
    (void)state;
    assert_true(rule_is_version_of(rule("REC-EW-45"), rule("REC-EW-30S")));
    assert_false(rule_is_version_of(rule("REC-EW-45"), rule("REC-S-90")));
    assert_true(rule_is_version_of(rule("HRA-56"), rule("HRA-28")));
    assert_false(rule_is_version_of(rule("HRA-56"), rule("HRA-RELIEF")));
    reads(rule_standing(rule("REC-EW-45"), day("2022-12-12")), "in_force");
    reads(rule_standing(rule("REC-EW-45"), day("2022-12-13")), "past");
    reads(rule_standing(rule("ET-6M"), day("2026-09-30")), "coming");
    reads(rule_standing(rule("HWA-6M"), day("2030-01-01")), "future");
    reads(rule_standing(rule("NCG-9-PROP"), day("2026-11-24")), "proposal");
}

/* What the list shows for a query. */
static const struct rule_list_view *listed(struct fixture *fixture, const struct pair *query,
                                           size_t count)
{
    struct request request = {.query = {query, count}};
    struct reply reply = {0};
    WELL(rule_list_show(fixture_as(fixture, ROLE_commissioner, WORKER), &request, &reply));
    return reply.view;
}

static bool lists(const struct rule_list_view *view, const char *name)
{
    for (size_t i = 0; i < view->groups.count; i++)
        for (size_t k = 0; k < view->groups.at[i].rules.count; k++)
            if (str_equal_c(view->groups.at[i].rules.at[k].rule, name))
                return true;
    return false;
}

static void test_list_by_nation_and_day(void **state)
{
    struct fixture *fixture = *state;
    const struct rule_list_view *all = listed(fixture, NULL, 0);
    assert_int_equal(all->number, law_book()->rule_count);
    const struct pair query[] = {{STR("nation"), STR("england")}, {STR("on"), STR("2019-01-14")}};
    const struct rule_list_view *then = listed(fixture, query, COUNT_OF(query));
    assert_true(lists(then, "REC-EW-45"));
    assert_false(lists(then, "REC-EW-30S")); /* not yet */
    assert_false(lists(then, "REC-S-90"));   /* elsewhere */
    assert_false(lists(then, "HSA-6M"));     /* never yet */
    assert_true(lists(then, "RECON-0") == false);
}

static void test_history_is_drawn_in_order(void **state)
{
    struct fixture *fixture = *state;
    const struct law_book *book = law_book();
    for (size_t i = 0; i < book->rule_count; i++) {
        struct request request = {.path_names = {STR("rule")}, .path_value_count = 1};
        struct reply reply = {0};
        request.path_values[0] = book->rules[i].rule;
        WELL(rule_show_show(fixture_as(fixture, ROLE_auditor, WORKER), &request, &reply));
        const struct rule_show_view *view = reply.view;
        bool has_this = false;
        for (size_t k = 0; k < view->versions.count; k++) {
            const struct rule_version_view *version = &view->versions.at[k];
            assert_true(version->width > 0 && version->x + version->width <= view->width + 3);
            assert_true(version->y < view->height);
            has_this |= version->is_this;
        }
        assert_true(has_this);
    }
}

/* ---- what if --------------------------------------------------------------------------------- */

static const struct rule_pair *pair_of(const struct rule_pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct law_clock *clock =
            pairs->at[i].then ? pairs->at[i].then : pairs->at[i].now;
        if (str_equal_c(clock->rule->rule, name))
            return &pairs->at[i];
    }
    return NULL;
}

/* A decision of 2019 moved into the law of 2026, and to Scotland. */
static void test_another_day_another_law(void **state)
{
    struct fixture *fixture = *state;
    struct law_fact before = law_fact_on(STR("positive_reasonable_grounds"), day("2019-01-14"));
    struct law_fact after = law_fact_on(STR("positive_reasonable_grounds"), day("2026-11-02"));
    before.id = after.id = 1;
    struct law_case known = {.nation = NATION_ENGLAND, .facts = &before, .count = 1};
    struct law_case moved = {.nation = NATION_ENGLAND, .facts = &after, .count = 1};
    struct rule_pairs pairs = rule_what_if(&fixture->arena, &known, &moved);
    assert_null(pair_of(&pairs, "REC-EW-45")->then);
    assert_null(pair_of(&pairs, "REC-EW-30S")->now);
    assert_true(pair_of(&pairs, "REC-EW-30S")->is_changed);
    struct law_case there = {.nation = NATION_SCOTLAND, .facts = &before, .count = 1};
    pairs = rule_what_if(&fixture->arena, &known, &there);
    assert_non_null(pair_of(&pairs, "REC-S-90")->then);
    assert_null(pair_of(&pairs, "REC-EW-45")->then);
    pairs = rule_what_if(&fixture->arena, &known, &known);
    assert_int_equal(pairs.changed, 0);
    pairs = rule_what_if(&fixture->arena, NULL, &moved);
    assert_int_equal(pairs.changed, 0);
    assert_true(pairs.count > 0);
}

static const struct rule_what_if_view *asked(struct fixture *fixture, enum err expected,
                                             const struct pair *query, size_t count,
                                             struct reply *reply)
{
    struct request request = {.query = {query, count}};
    *reply = (struct reply){0};
    enum err err =
        rule_what_if_show(fixture_as(fixture, ROLE_commissioner, WORKER), &request, reply);
    assert_string_equal(err_name(err), err_name(expected));
    return reply->view;
}

static void test_form_keeps_and_refuses(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply;
    const struct pair good[] = {{STR("nation"), STR("scotland")},
                                {STR("event-1"), STR("negative_conclusive_grounds")},
                                {STR("made_on-1"), STR("2026-11-02")},
                                {STR("event-12"), STR("positive_reasonable_grounds")},
                                {STR("made_on-12"), STR("2026-03-02")}};
    const struct rule_what_if_view *view = asked(fixture, OK, good, COUNT_OF(good), &reply);
    assert_true(view->has_asked && view->outcomes.count > 0);
    reads(view->given.at[0].made_on, "2026-11-02");
    reads(view->given.at[1].event, "positive_reasonable_grounds");
    const struct pair bad[] = {{STR("nation"), STR("scotland")},
                               {STR("event-1"), STR("nothing_of_ours")},
                               {STR("made_on-1"), STR("2026-11-02")},
                               {STR("made_on-2"), STR("2026-02-30")},
                               {STR("event-2"), STR("arrived")},
                               {STR("made_on-3"), STR("2026-02-03")},
                               {STR("event-4"), STR("arrived")}};
    asked(fixture, ERR_INVALID, bad, COUNT_OF(bad), &reply);
    assert_non_null(problems_of(reply.problems, STR("event-1")));
    assert_non_null(problems_of(reply.problems, STR("made_on-2")));
    assert_non_null(problems_of(reply.problems, STR("event-3")));
    assert_non_null(problems_of(reply.problems, STR("made_on-4")));
}

static struct job *about(struct fixture *fixture, struct person_id person)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    job->target =
        (struct target){RECORD_person, {person.value}, person.value, STR("AB-1234")};
    return job;
}

/* The form of a person begins with what is known, and asking changes nothing of it. */
static void test_person_prefilled_and_not_stored(void **state)
{
    struct fixture *fixture = *state;
    const struct person_name name = {.kind = STR("given"), .text = STR("Rahwa Tesfay")};
    struct person_facts facts = {.kind = STR("adult"), .called = STR("Rahwa"),
                                 .birth_state = STR("not_known"), .nation = STR("E"),
                                 .names = &name, .name_count = 1};
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct person_id person;
    struct decision_id id;
    WELL(person_add(job, &facts, &person));
    struct problems problems = problems_make(job->arena);
    struct decision decision = {.person = person, .kind = STR("reasonable_grounds"),
                                .outcome = STR("positive"), .made_on = day("2026-11-02"),
                                .dated_on = DATE_NONE, .sent_on = DATE_NONE,
                                .received_on = day("2026-11-04"),
                                .reasons_received_on = DATE_NONE};
    job = fixture_as(fixture, ROLE_support_worker, WORKER);
    WELL(decision_add(job, &decision, DATE_NONE, &problems, &id));

    job = about(fixture, person);
    struct request request = {0};
    struct reply reply = {0};
    WELL(rule_what_if_person_show(job, &request, &reply));
    const struct rule_what_if_view *view = reply.view;
    reads(view->given.at[0].event, "positive_reasonable_grounds");
    reads(view->given.at[0].received_on, "2026-11-04");
    assert_false(view->has_asked);

    const struct pair moved[] = {{STR("nation"), STR("england")},
                                 {STR("event-1"), STR("positive_reasonable_grounds")},
                                 {STR("made_on-1"), STR("2026-11-12")}};
    request.fields = (struct pairs){moved, COUNT_OF(moved)};
    int64_t lines = fixture_lines(fixture, VERB_NONE);
    WELL(rule_what_if_person_do(about(fixture, person), &request, &reply));
    view = reply.view;
    assert_true(view->changed > 0);
    /* the line for the reading is the dispatcher's */
    assert_int_equal(fixture_lines(fixture, VERB_NONE), lines);
    struct clocks clocks;
    WELL(clock_list(fixture_as(fixture, ROLE_support_worker, WORKER), person, &clocks));
    for (size_t i = 0; i < clocks.count; i++)
        if (str_equal_c(clocks.at[i].rule, "REC-EW-30S"))
            assert_int_equal(clocks.at[i].not_before_on.days, day("2026-12-01").days);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_rule_has_subject_and_sentence),
        TEST(test_sentences),
        TEST(test_versions_and_standing),
        TEST(test_list_by_nation_and_day),
        TEST(test_history_is_drawn_in_order),
        TEST(test_another_day_another_law),
        TEST(test_form_keeps_and_refuses),
        TEST(test_person_prefilled_and_not_stored),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
