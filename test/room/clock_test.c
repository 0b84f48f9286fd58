/* Clocks told through the rooms: decisions and arrivals go in, days and sentences come out. */
#include <stdio.h>
#include <string.h>

#include "app/after.h"
#include "law/explain.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_web.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/contact/contact.h"
#include "rooms/decision/decision.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"
#include "rooms/today/today_web.h"
#include "today_view.h"
#include "web/words.h"
#include "words.h"
#include "world.h"

enum { WORKER = 7, OTHER_WORKER = 8, DESK = 9, HOUR = 3600000 };

/* The worker, in the program as it is: what one room does lets others follow. */
static struct job *as(struct fixture *fixture, enum role role, int64_t staff)
{
    struct job *job = fixture_as(fixture, role, staff);
    job->reactions = after_table;
    job->reaction_count = after_count;
    return job;
}

static struct job *worker(struct fixture *fixture)
{
    return as(fixture, ROLE_support_worker, WORKER);
}

static struct date day(const char *text)
{
    struct date date;
    WELL(date_parse(str_of(text), &date));
    return date;
}

static void is_on(struct date date, const char *text)
{
    struct arena arena = arena_make(4096);
    assert_string_equal(date_is_some(date) ? str_c(&arena, date_text(&arena, date)) : "none", text);
    arena_free(&arena);
}

static struct person_id somebody_in(struct fixture *fixture, const char *nation)
{
    const struct person_name name = {.kind = STR("given"), .text = STR("Rahwa Tesfay")};
    struct person_facts facts = {
        .kind = STR("adult"),
        .called = STR("Rahwa"),
        .birth_state = STR("not_known"),
        .nation = str_of(nation),
        .names = &name,
        .name_count = 1,
    };
    struct person_id person;
    WELL(person_add(worker(fixture), &facts, &person));
    return person;
}

static struct decision_id decide(struct fixture *fixture, struct person_id person, const char *kind,
                                 const char *outcome, const char *made_on)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    struct decision decision = {
        .person = person,
        .kind = str_of(kind),
        .outcome = str_of(outcome),
        .made_on = day(made_on),
        .dated_on = DATE_NONE,
        .sent_on = DATE_NONE,
        .received_on = DATE_NONE,
        .reasons_received_on = DATE_NONE,
    };
    WELL(decision_add(job, &decision, DATE_NONE, &problems, &id));
    return id;
}

static struct decision_id replace(struct fixture *fixture, struct person_id person,
                                  struct decision_id replaced, const char *why,
                                  const char *outcome, const char *made_on)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    struct decision decision = {
        .person = person,
        .kind = STR("reasonable_grounds"),
        .outcome = str_of(outcome),
        .made_on = day(made_on),
        .dated_on = DATE_NONE,
        .sent_on = DATE_NONE,
        .received_on = DATE_NONE,
        .reasons_received_on = DATE_NONE,
        .replaces = replaced,
        .replaces_why = str_of(why),
    };
    WELL(decision_add(job, &decision, DATE_NONE, &problems, &id));
    return id;
}

static struct clocks listed(struct fixture *fixture, struct person_id person)
{
    struct clocks clocks;
    WELL(clock_list(worker(fixture), person, &clocks));
    return clocks;
}

static const struct clock *find(const struct clocks *clocks, const char *rule)
{
    for (size_t i = 0; i < clocks->count; i++)
        if (str_equal_c(clocks->at[i].rule, rule))
            return &clocks->at[i];
    return NULL;
}

static struct clock clock_of(struct fixture *fixture, struct person_id person, const char *rule)
{
    struct clocks clocks = listed(fixture, person);
    const struct clock *clock = find(&clocks, rule);
    if (clock == NULL)
        fail_msg("no clock %s", rule);
    return *clock;
}

static bool has(struct fixture *fixture, struct person_id person, const char *rule)
{
    struct clocks clocks = listed(fixture, person);
    return find(&clocks, rule) != NULL;
}

static void in_state(const struct clock *clock, const char *state)
{
    struct arena arena = arena_make(4096);
    assert_string_equal(str_c(&arena, clock->state), state);
    arena_free(&arena);
}

/* ---- the stories --------------------------------------------------------------------------- */

static void test_recovery_of_2019(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    decide(fixture, person, "reasonable_grounds", "positive", "2019-01-14");
    struct clock recovery = clock_of(fixture, person, "REC-EW-45");
    in_state(&recovery, "open");
    is_on(recovery.not_before_on, "2019-02-28");
    is_on(recovery.due_on, "none");
    assert_int_equal(recovery.title, WORD_clock_title_rec);

    decide(fixture, person, "conclusive_grounds", "positive", "2019-03-20");
    recovery = clock_of(fixture, person, "REC-EW-45");
    is_on(recovery.due_on, "2019-03-20");
    in_state(&recovery, "passed");
    struct clock moving = clock_of(fixture, person, "MOV-EW-45A");
    is_on(moving.due_on, "2019-05-04");
    assert_false(has(fixture, person, "MOV-EW-45B"));
    assert_false(has(fixture, person, "REC-EW-30S"));
}

static void test_correction_moves_to_another_law(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    struct decision_id wrong =
        decide(fixture, person, "reasonable_grounds", "positive", "2019-01-14");
    replace(fixture, person, wrong, "corrected", "positive", "2026-11-14");
    assert_false(has(fixture, person, "REC-EW-45"));
    struct clock recovery = clock_of(fixture, person, "REC-EW-30S");
    is_on(recovery.not_before_on, "2026-12-13"); /* the day itself is day 1 */
    in_state(&recovery, "open");
}

static void test_reconsideration_supersedes(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    struct decision_id negative =
        decide(fixture, person, "reasonable_grounds", "negative", "2026-11-02");
    struct clock asking = clock_of(fixture, person, "RECON-30");
    is_on(asking.due_on, "2026-12-02");
    in_state(&asking, "running");
    assert_true(asking.is_alarm);
    assert_int_equal(asking.days_left, 8);
    replace(fixture, person, negative, "reconsidered", "positive", "2026-11-20");
    asking = clock_of(fixture, person, "RECON-30");
    in_state(&asking, "superseded");
    is_on(asking.closed_on, "2026-11-20");
    assert_false(asking.is_alarm);
    is_on(clock_of(fixture, person, "REC-EW-30S").not_before_on, "2026-12-19");
}

static void test_asking_meets_the_deadline(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "S");
    decide(fixture, person, "reasonable_grounds", "negative", "2026-11-02");
    decide(fixture, person, "reconsideration", "asked", "2026-11-12");
    struct clock asking = clock_of(fixture, person, "RECON-30");
    in_state(&asking, "met");
    is_on(asking.closed_on, "2026-11-12");
}

/* The exit counts from receipt; of the two readings the earlier one alarms. */
static void test_negative_conclusive(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    decide(fixture, person, "reasonable_grounds", "positive", "2026-06-01");
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    struct decision decision = {
        .person = person,
        .kind = STR("conclusive_grounds"),
        .outcome = STR("negative"),
        .made_on = day("2026-11-18"),
        .dated_on = day("2026-11-19"),
        .sent_on = DATE_NONE,
        .received_on = day("2026-11-23"),
        .reasons_received_on = DATE_NONE,
    };
    WELL(decision_add(job, &decision, DATE_NONE, &problems, &id));
    struct clock leaving = clock_of(fixture, person, "NCG-9");
    is_on(leaving.started_on, "2026-11-23");
    is_on(leaving.due_on, "2026-12-02");
    assert_true(leaving.is_alarm);
    struct clock other = clock_of(fixture, person, "NCG-9WD");
    is_on(other.due_on, "2026-12-04");
    assert_true(other.is_silent);
    assert_false(other.is_alarm);
    is_on(clock_of(fixture, person, "RECON-30").due_on, "2026-12-19");
    struct clocks running;
    WELL(clock_running(worker(fixture), person, &running));
    assert_non_null(find(&running, "NCG-9"));
    assert_null(find(&running, "NCG-9WD"));
}

static void test_northern_ireland_waits_for_the_decision(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "N");
    decide(fixture, person, "reasonable_grounds", "positive", "2026-10-01");
    struct clock support = clock_of(fixture, person, "REC-N-45X");
    in_state(&support, "open");
    is_on(support.not_before_on, "2026-11-15");
    assert_false(has(fixture, person, "REC-EW-30S"));
    decide(fixture, person, "conclusive_grounds", "negative", "2026-10-20");
    support = clock_of(fixture, person, "REC-N-45X");
    in_state(&support, "ended");
    is_on(support.closed_on, "2026-10-20");
}

static void test_guess_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    decide(fixture, person, "reasonable_grounds", "negative", "2026-11-02");
    struct clock asking = clock_of(fixture, person, "RECON-30");
    struct str guess = clock_guess(&fixture->arena, 0, asking.computed);
    assert_string_equal(str_c(&fixture->arena, guess),
                        "The day it was dated is not known. "
                        "It is counted from the day it was made.");
}

/* ---- what other rooms start ---------------------------------------------------------------- */

static struct referral_id call_in(struct fixture *fixture, struct person_id *out_person)
{
    const struct person_name name = {.kind = STR("given"), .text = STR("Senait Haile")};
    struct referral_new call = {
        .facts = {.kind = STR("adult"), .birth_state = STR("not_known"), .nation = STR("E"),
                  .names = &name, .name_count = 1},
        .is_tonight = true,
        .needed_at = INSTANT_NONE,
    };
    struct referral_id referral;
    struct referral got;
    struct str ref;
    world_join(fixture, DESK, CIRCLE_DESK);
    WELL(referral_start(as(fixture, ROLE_night_desk, DESK), &call, &referral, &ref));
    WELL(referral_get(as(fixture, ROLE_night_desk, DESK), referral, &got));
    *out_person = got.person;
    return referral;
}

static void test_referral_starts_clocks(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person;
    struct date referred_on;
    call_in(fixture, &person);
    struct clock house = clock_of(fixture, person, "KPI-HOUSE-8H");
    assert_int_equal(house.due_at.ms, fixture->job.now.ms + 8 * HOUR);
    assert_int_equal(house.hours_left, 8);
    in_state(&house, "due_today");
    struct clock answer = clock_of(fixture, person, "RG-TARGET");
    is_on(answer.due_on, "2026-12-01");
    WELL(clock_referred_on(worker(fixture), person, &referred_on));
    is_on(referred_on, "2026-11-24");
    fixture_later(fixture, 9 * HOUR);
    house = clock_of(fixture, person, "KPI-HOUSE-8H");
    in_state(&house, "overdue");
    assert_int_equal(house.hours_left, -1);
}

/* The placement room's rows as an arrival leaves them. */
static struct placement_id arrival(struct fixture *fixture, struct referral_id referral)
{
    struct referral got;
    struct organisation harbour = world_organisation(fixture, STR("Harbour"), "provider");
    struct house_facts facts = world_facts(STR("Quince"), harbour.organisation);
    struct house_id house = world_house(fixture, &facts, 1);
    struct room_id room = world_room(fixture, house, "1");
    WELL(referral_get(as(fixture, ROLE_night_desk, DESK), referral, &got));
    struct str text = str_format(
        &fixture->arena,
        "insert into placement (placement, referral, household, room, house, state, is_live,"
        " persons, beds, cots, complex_places, modes, held_by, held_at, arrived_at,"
        " explanation, version)"
        " values (77, %lld, %lld, %lld, %lld, 'arrived', 1, 1, 1, 0, 0, 1, 9, %lld, %lld, '', 1)",
        (long long)referral.value, (long long)got.household.value, (long long)room.value,
        (long long)house.value, (long long)fixture->job.now.ms, (long long)fixture->job.now.ms);
    struct store_statement statement = RAW(str_c(&fixture->arena, text));
    fixture_run(fixture, &statement);
    return (struct placement_id){77};
}

static enum err has_arrived(struct job *job, void *with)
{
    const struct placement_id *placement = with;
    return event_happened(job, EVENT_placement_arrived, placement->value);
}

/* Somebody known to the authority long before the call: the earlier receipt is written down
 * first. */
static void test_receipt_before_the_call(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person;
    struct date referred_on;
    call_in(fixture, &person);
    struct clock_fact fact = {STR("referral_received"), london_midnight(day("2026-09-01")), true,
                              INSTANT_NONE};
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    WELL(clock_fact_record(job, person, &fact, &problems));
    WELL(clock_referred_on(worker(fixture), person, &referred_on));
    is_on(referred_on, "2026-09-01");
}

static void test_arrival_meets_and_starts_clocks(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person;
    struct referral_id referral = call_in(fixture, &person);
    fixture_later(fixture, 3 * HOUR);
    struct placement_id placement = arrival(fixture, referral);
    WELL(job_write(as(fixture, ROLE_night_desk, DESK), has_arrived, &placement));
    struct clock house = clock_of(fixture, person, "KPI-HOUSE-8H");
    in_state(&house, "met");
    struct clock plan = clock_of(fixture, person, "KPI-JP-5D");
    is_on(plan.due_on, "2026-11-29");
    assert_true(plan.is_alarm);
    /* arriving once more does not begin support again */
    fixture_later(fixture, 48 * HOUR);
    WELL(job_write(as(fixture, ROLE_night_desk, DESK), has_arrived, &placement));
    is_on(clock_of(fixture, person, "KPI-JP-5D").due_on, "2026-11-29");
}

static void test_fact_of_a_day(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct clock_fact fact = {STR("asylum_granted"), london_midnight(day("2026-11-25")), true,
                              INSTANT_NONE};
    enum err err = clock_fact_record(job, person, &fact, &problems);
    assert_string_equal(err_name(err), err_name(ERR_INVALID));
    assert_int_equal(problems.items[0].word, WORD_clock_problem_future);
    fact.happened_at = london_midnight(day("2026-11-20"));
    problems = problems_make(job->arena);
    WELL(clock_fact_record(worker(fixture), person, &fact, &problems));
    WELL(clock_fact_record(worker(fixture), person, &fact, &problems)); /* known already */
    struct clock_facts facts;
    WELL(clock_fact_list(worker(fixture), person, INSTANT_NONE, &facts));
    assert_int_equal(facts.count, 1);
    is_on(clock_of(fixture, person, "ASY-GRANT-42").due_on, "2027-01-01");
}

/* ---- the order, and what is kept ----------------------------------------------------------- */

static void test_soonest_first_facts_last(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person;
    call_in(fixture, &person);
    decide(fixture, person, "reasonable_grounds", "positive", "2026-11-24");
    struct clocks clocks = listed(fixture, person);
    assert_true(clocks.count > 3);
    assert_true(str_equal_c(clocks.at[0].rule, "KPI-HOUSE-8H"));
    bool was_fact = false;
    for (size_t i = 0; i < clocks.count; i++) {
        bool is_fact = str_equal_c(clocks.at[i].state, "fact");
        assert_true(is_fact || !was_fact);
        was_fact = is_fact;
    }
    assert_true(was_fact); /* NHS-EXEMPT is one */
}

static void test_strip_is_what_the_list_says(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person;
    call_in(fixture, &person);
    decide(fixture, person, "reasonable_grounds", "positive", "2026-11-24");
    struct clocks kept, computed = listed(fixture, person);
    WELL(clock_running(worker(fixture), person, &kept));
    assert_true(kept.count >= 2);
    for (size_t i = 0; i < kept.count; i++) {
        const struct clock *same = find(&computed, str_c(&fixture->arena, kept.at[i].rule));
        assert_non_null(same);
        assert_int_equal(same->due_on.days, kept.at[i].due_on.days);
        assert_int_equal(same->not_before_on.days, kept.at[i].not_before_on.days);
        assert_true(str_equal(same->state, kept.at[i].state));
        assert_int_equal(same->part_gone, kept.at[i].part_gone);
    }
}

/* ---- words --------------------------------------------------------------------------------- */

static void key_is_there(struct arena *arena, const char *beginning, const char *code)
{
    struct str key = str_format(arena, "%s%s", beginning, code);
    if (word_find(key) == WORD_NONE)
        fail_msg("words/en.po has no %.*s", STR_ARGS(key));
}

static void test_every_word_is_there(void **state)
{
    struct fixture *fixture = *state;
    const struct law_book *book = law_book();
    for (int pattern = 0; pattern < LAW_SENTENCE_PATTERNS; pattern++)
        key_is_there(&fixture->arena, "law_",
                     law_sentence_code((enum law_sentence_pattern)pattern));
    for (int unit = LAW_WORKING_DAY; unit <= LAW_YEAR; unit++)
        key_is_there(&fixture->arena, "law_unit_", law_unit_code((enum law_unit)unit));
    for (size_t event = 0; event < book->event_count; event++)
        key_is_there(&fixture->arena, "law_event_",
                     str_c(&fixture->arena, book->events[event].code));
}

/* Every sentence that any rule can say is the English that the law's own tests hold to. */
static void test_sentences_are_those_of_the_law(void **state)
{
    struct fixture *fixture = *state;
    const struct law_book *book = law_book();
    size_t said[LAW_SENTENCE_PATTERNS] = {0};
    for (size_t i = 0; i < book->rule_count; i++) {
        for (int decided = 0; decided < 4; decided++) {
            struct law_facts facts = law_facts_of(NATION_SCOTLAND, day("2026-03-31"));
            for (int nation = 0; nation < NATION_COUNT; nation++)
                if (book->rules[i].nations & NATION_BIT(nation))
                    facts.nation = (enum law_nation)nation;
            facts.trigger_at = fixture->job.now;
            facts.conclusive_on = decided == 0   ? DATE_NONE
                                  : decided == 1 ? day("2026-04-02")
                                                 : day("2027-03-20");
            facts.is_conclusive_negative = decided == 3;
            struct law_explanation why =
                law_explain(&fixture->arena, book, &book->rules[i], &facts);
            for (size_t s = 0; s < why.count; s++) {
                struct str english =
                    law_sentence_english(&fixture->arena, book, &why.sentences[s]);
                struct str shown = clock_sentence(&fixture->arena, 0, &why.sentences[s]);
                said[why.sentences[s].pattern]++;
                assert_string_equal(str_c(&fixture->arena, shown),
                                    str_c(&fixture->arena, english));
            }
        }
    }
    assert_true(said[LAW_SAYS_COUNTED_INCLUDING] > 0 && said[LAW_SAYS_LATER_OPEN] > 0 &&
                said[LAW_SAYS_HOLIDAYS_SKIPPED] > 0 && said[LAW_SAYS_NEGATIVE_ENDS] > 0);
}

/* ---- a worker's day ------------------------------------------------------------------------ */

static enum err tie_to_worker(struct job *job, void *with)
{
    const struct person_id *person = with;
    return tie_make(job, &(struct tie){.record = {person->value},
                                       .circle = {WORKER + 1000},
                                       .relation = RELATION_caseload,
                                       .until_at = INSTANT_NONE});
}

static enum err open_follow_up(struct job *job, void *with)
{
    const struct person_id *person = with;
    struct task_id task;
    return follow_up_open(job, &(struct follow_up_new){.person = *person,
                                                       .kind = STR("review"),
                                                       .circle = {WORKER + 1000},
                                                       .due_at = instant_add_ms(job->now, HOUR)},
                          &task);
}

static const struct today_view *todays(struct job *job)
{
    struct request request = {0};
    struct reply reply = {0};
    WELL(today_show(job, &request, &reply));
    assert_non_null(reply.view);
    return reply.view;
}

static void test_day_of_a_worker(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E"), stranger = somebody_in(fixture, "E");
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    WELL(job_write(worker(fixture), tie_to_worker, &person));
    decide(fixture, person, "reasonable_grounds", "negative", "2026-11-05"); /* ask by 5 Dec */
    decide(fixture, stranger, "reasonable_grounds", "negative", "2026-11-05");
    WELL(job_write(worker(fixture), open_follow_up, &person));

    const struct today_view *today = todays(worker(fixture));
    assert_int_equal(today->overdue.count, 0);
    assert_int_equal(today->due_today.count, 1);
    assert_true(str_equal_c(today->due_today.at[0].kind, "follow_up"));
    assert_true(str_equal_c(today->due_today.at[0].called, "Rahwa"));
    assert_int_equal(today->this_week.count, 0);
    assert_int_equal(today->next_week.count, 1);
    assert_int_equal(today->next_week.at[0].title, WORD_clock_title_recon);
    is_on(today->next_week.at[0].due_on, "2026-12-05");

    assert_true(today->may_tick);

    fixture_later(fixture, 12LL * 24 * HOUR); /* 6 December */
    today = todays(worker(fixture));
    assert_int_equal(today->overdue.count, 2);
    fixture_later(fixture, 90LL * 24 * HOUR);
    today = todays(worker(fixture));
    assert_int_equal(today->overdue.count, 1); /* the follow-up stays */
    assert_int_equal(today->older_count, 1);
    today = todays(as(fixture, ROLE_support_worker, OTHER_WORKER));
    assert_int_equal(today->overdue.count + today->older_count, 0);
}

static void test_tick(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    WELL(job_write(worker(fixture), tie_to_worker, &person));
    WELL(job_write(worker(fixture), open_follow_up, &person));
    struct task_id task = todays(worker(fixture))->due_today.at[0].follow_up;
    struct request request = {.path_names = {STR("follow_up")}, .path_value_count = 1};
    request.path_values[0] = id_text(&fixture->arena, task.value);
    struct reply reply = {0};
    struct job *other = as(fixture, ROLE_support_worker, OTHER_WORKER);
    assert_int_equal(today_done_do(other, &request, &reply), ERR_NOT_FOUND);
    WELL(today_done_do(worker(fixture), &request, &reply));
    assert_true(str_equal_c(reply.location, "/today"));
    assert_int_equal(todays(worker(fixture))->due_today.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_recovery_of_2019),
        TEST(test_correction_moves_to_another_law),
        TEST(test_reconsideration_supersedes),
        TEST(test_asking_meets_the_deadline),
        TEST(test_negative_conclusive),
        TEST(test_northern_ireland_waits_for_the_decision),
        TEST(test_guess_is_told),
        TEST(test_referral_starts_clocks),
        TEST(test_receipt_before_the_call),
        TEST(test_arrival_meets_and_starts_clocks),
        TEST(test_fact_of_a_day),
        TEST(test_soonest_first_facts_last),
        TEST(test_strip_is_what_the_list_says),
        TEST(test_every_word_is_there),
        TEST(test_sentences_are_those_of_the_law),
        TEST(test_day_of_a_worker),
        TEST(test_tick),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
