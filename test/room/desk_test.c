/* The desk's queue: everybody once, in order, page by page; only what the asker is tied to.
 *
 *     desk_test memory|file|postgres
 */
#include "world.h"

#include "app/after.h"
#include "rooms/decision/decision.h"
#include "rooms/desk/desk.h"
#include "rooms/desk/desk_web.h"
#include "rooms/referral/referral.h"

enum { DESK = 7, OTHER = 8, CALLS = DESK_ROWS * 2 + 3 };

/* In the program as it is: a call starts clocks. */
static struct job *desk(struct fixture *fixture)
{
    struct job *job = fixture_as(fixture, ROLE_night_desk, DESK);
    job->reactions = after_table;
    job->reaction_count = after_count;
    return job;
}

static struct referral_id call_at(struct fixture *fixture, int64_t needed_in_hours)
{
    static const struct referral_answer answers[] = {
        {.question = {"avoid-any", 9}, .value = {"yes", 3}},
        {.question = {"avoid-areas", 11}, .value = {"west_yorkshire", 14}},
        {.question = {"step-free", 9}, .value = {"yes", 3}},
        {.question = {"pv-interpreter-requirements", 27}, .value = {"yes", 3}},
        {.question = {"pv-interpreter-requirements-language", 36}, .value = {"ti", 2}},
    };
    struct job *job = desk(fixture);
    struct referral_new call = {
        .is_tonight = true,
        .needed_at = instant_add_ms(job->now, needed_in_hours * MS_PER_HOUR),
        .answers = answers,
        .answer_count = COUNT_OF(answers),
    };
    struct referral_id referral;
    struct str ref;
    WELL(referral_start(job, &call, &referral, &ref));
    return referral;
}

static void begin(struct fixture *fixture)
{
    fixture_account(fixture, ROLE_night_desk, DESK);
    fixture_account(fixture, ROLE_night_desk, OTHER);
    world_join(fixture, DESK, CIRCLE_DESK);
}

static struct desk_page page_after(struct fixture *fixture, const char *state, struct str after)
{
    struct desk_page page;
    WELL(desk_page(desk(fixture), str_of(state), DESK_BY_NEED, after, &page));
    return page;
}

/* The alarm of a call counts from the call: who called first has the soonest clock. */
static void test_by_next_clock(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id calls[3];
    struct desk_page page;
    begin(fixture);
    for (int i = 0; i < 3; i++) {
        calls[i] = call_at(fixture, 9 - 3 * i); /* the last is needed first */
        fixture_later(fixture, MS_PER_HOUR);
    }
    WELL(desk_page(desk(fixture), STR("unplaced"), DESK_BY_CLOCK, STR_NONE, &page));
    assert_int_equal(page.count, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(page.at[i].referral.value, calls[i].value);
    WELL(desk_page(desk(fixture), STR("unplaced"), DESK_BY_NEED, STR_NONE, &page));
    assert_int_equal(page.at[0].referral.value, calls[2].value);
}

static void test_everybody_once_in_order(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    for (int i = 0; i < CALLS; i++)
        call_at(fixture, 1 + i * 7 % CALLS); /* in no order */
    int64_t seen = 0, last = 0;
    int pages = 0;
    struct str after = STR_NONE;
    do {
        struct desk_page page = page_after(fixture, "unplaced", after);
        for (size_t i = 0; i < page.count; i++) {
            assert_true(page.at[i].needed_at.ms > last);
            last = page.at[i].needed_at.ms;
            seen++;
        }
        after = page.next;
        pages++;
    } while (after.size > 0);
    assert_int_equal(seen, CALLS);
    assert_int_equal(pages, 3);
    struct desk_counts counts;
    WELL(desk_counts(desk(fixture), &counts));
    for (size_t i = 0; i < counts.count; i++)
        if (str_equal_c(counts.at[i].state, "unplaced"))
            assert_int_equal(counts.at[i].number, CALLS);
}

static void test_a_full_page_has_no_empty_one_behind(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    for (int i = 0; i < DESK_ROWS; i++)
        call_at(fixture, 1);
    struct desk_page page = page_after(fixture, "unplaced", STR_NONE);
    assert_int_equal(page.count, DESK_ROWS);
    assert_int_equal(page.next.size, 0);
}

static void test_what_stands_in_a_line(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    call_at(fixture, 1);
    struct desk_page page = page_after(fixture, "unplaced", STR_NONE);
    assert_int_equal(page.count, 1);
    const struct desk_row *row = &page.at[0];
    assert_true(str_equal_c(row->avoid_areas, "west_yorkshire"));
    assert_true(row->is_step_free);
    assert_false(row->is_night);
    assert_true(str_equal_c(row->language, "ti"));
    assert_int_equal(row->adults, 1);
    assert_int_equal(row->children, 0);
    assert_int_equal(row->owned_by.value, DESK);
    assert_int_equal(row->placement.value, 0);
}

/* Areas that were named before "no" was said are not told any more. */
static void test_no_areas_to_avoid(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    struct referral_id call = call_at(fixture, 1);
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    struct referral_answer no = {{0}, STR("avoid-any"), STR("no"), {0}};
    WELL(referral_save(job, call, &no, 1, &problems));
    assert_int_equal(page_after(fixture, "unplaced", STR_NONE).at[0].avoid_areas.size, 0);
}

static void test_only_what_is_tied(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    call_at(fixture, 1);
    struct desk_page page;
    WELL(desk_page(fixture_as(fixture, ROLE_night_desk, OTHER), STR("unplaced"), DESK_BY_NEED,
                   STR_NONE, &page));
    assert_int_equal(page.count, 0);
    WELL(desk_page(fixture_as(fixture, ROLE_commissioner, DESK), STR("unplaced"), DESK_BY_NEED,
                   STR_NONE, &page));
    assert_int_equal(page.count, 0);
    assert_int_equal(page_after(fixture, "unplaced", STR_NONE).count, 1);
}

static void test_done_is_newest_first(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    for (int i = 0; i < 3; i++) {
        struct referral_id call = call_at(fixture, 1);
        fixture_later(fixture, MS_PER_HOUR);
        WELL(referral_unable(desk(fixture), call, STR("no_bed_in_time")));
    }
    struct desk_page page = page_after(fixture, "unable", STR_NONE);
    assert_int_equal(page.count, 3);
    assert_true(page.at[0].waiting_since.ms > page.at[1].waiting_since.ms);
    assert_true(page.at[1].waiting_since.ms > page.at[2].waiting_since.ms);
    assert_true(str_equal_c(page.at[0].unable_reason, "no_bed_in_time"));
    assert_int_equal(page_after(fixture, "unplaced", STR_NONE).count, 0);
}

static void test_a_made_up_page_is_refused(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    static const char *const texts[] = {"x", "1", "1.2", "1.2.3.4", "1.2.",
                                        "1.-9223372036854775808.3"};
    struct desk_page page;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_int_equal(desk_page(desk(fixture), STR("unplaced"), DESK_BY_NEED, str_of(texts[i]),
                                   &page),
                         ERR_MALFORMED);
}

static void test_one_takes_it_over(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    struct referral_id call = call_at(fixture, 1);
    struct job *other = fixture_as(fixture, ROLE_night_desk, OTHER);
    WELL(desk_take(other, call, (struct staff_id){DESK}));
    assert_int_equal(page_after(fixture, "unplaced", STR_NONE).at[0].owned_by.value, OTHER);
    assert_int_equal(desk_take(desk(fixture), call, (struct staff_id){DESK}), ERR_CONFLICT);
}

/* A line of the queue tells of a person: the log says whose lines were shown, nobody else's. */
static void test_each_line_shown_is_a_reading(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    struct referral_id call = call_at(fixture, 1);
    struct request request = {.method = METHOD_GET, .languages = STR("en")};
    struct reply reply = {0};
    struct job *job = desk(fixture);
    WELL(desk_show(job, &request, &reply));
    assert_int_equal(job->line_count, 1);
    assert_int_equal(job->lines[0].verb, VERB_read);
    assert_int_equal(job->lines[0].record, call.value);
    job = fixture_as(fixture, ROLE_night_desk, OTHER);
    WELL(desk_show(job, &request, &reply));
    assert_int_equal(job->line_count, 0);
}

static struct decision_id decide(struct fixture *fixture, const struct decision *decision)
{
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    WELL(decision_add(job, decision, DATE_NONE, &problems, &id));
    return id;
}

/* What was written down last may mend an older decision; the line tells the newest that counts. */
static void test_a_correction_is_not_the_newest_decision(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    struct referral call;
    WELL(referral_get(desk(fixture), call_at(fixture, 1), &call));
    struct decision reasonable = {
        .person = call.person, .kind = STR("reasonable_grounds"), .outcome = STR("positive"),
        .made_on = world_day(fixture, -20), .dated_on = DATE_NONE, .sent_on = DATE_NONE,
        .received_on = DATE_NONE, .reasons_received_on = DATE_NONE};
    struct decision conclusive = reasonable;
    conclusive.kind = STR("conclusive_grounds");
    conclusive.made_on = world_day(fixture, -2);
    reasonable.replaces = decide(fixture, &reasonable);
    conclusive.replaces = decide(fixture, &conclusive);
    reasonable.replaces_why = conclusive.replaces_why = STR("corrected");
    reasonable.made_on = world_day(fixture, -21);
    fixture_later(fixture, MS_PER_HOUR);
    decide(fixture, &reasonable);
    struct desk_page page = page_after(fixture, "unplaced", STR_NONE);
    assert_true(str_equal_c(page.at[0].decision_kind, "conclusive_grounds"));
    assert_true(str_equal_c(page.at[0].decision_outcome, "positive"));

    conclusive.outcome = STR("negative");
    conclusive.made_on = world_day(fixture, -3);
    decide(fixture, &conclusive);
    page = page_after(fixture, "unplaced", STR_NONE);
    assert_true(str_equal_c(page.at[0].decision_outcome, "negative"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_by_next_clock),
        TEST(test_everybody_once_in_order),
        TEST(test_a_full_page_has_no_empty_one_behind),
        TEST(test_what_stands_in_a_line),
        TEST(test_no_areas_to_avoid),
        TEST(test_only_what_is_tied),
        TEST(test_done_is_newest_first),
        TEST(test_a_made_up_page_is_refused),
        TEST(test_one_takes_it_over),
        TEST(test_each_line_shown_is_a_reading),
        TEST(test_a_correction_is_not_the_newest_decision),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
