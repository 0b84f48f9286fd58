/* The calendar link: what the file says, how lines fold, who may open it and until when.
 *
 *     calendar_test memory|file|postgres
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rooms/calendar/calendar.h"
#include "rooms/calendar/calendar_web.h"
#include "rooms/release/release_web.h"
#include "rooms/clock/clock.h"
#include "rooms/person/person.h"
#include "world.h"

enum { WORKER = 7, OTHER_WORKER = 8, ROUNDS = 2000, LINE_MOST = 600 };

/* ---- the text -------------------------------------------------------------------------------- */

static void test_golden(void **state)
{
    struct fixture *fixture = *state;
    struct date on;
    struct instant at, now;
    WELL(date_parse(STR("2026-12-01"), &on));
    WELL(instant_parse(STR("2026-11-30T09:30Z"), &at));
    WELL(instant_parse(STR("2026-11-24T02:10Z"), &now));
    const struct calendar_event events[] = {{STR("aa11"), on, INSTANT_NONE},
                                            {STR("bb22"), DATE_NONE, at}};
    struct str text = calendar_text(&fixture->arena, &(struct calendar){
        STR("Haven"), STR("Haven: something, somewhere; is due"),
        STR("https://haven.example.org/today"), now, events, COUNT_OF(events)});
    assert_string_equal(str_c(&fixture->arena, text),
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Haven//Calendar//EN\r\n"
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:Haven\r\n"
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
        "BEGIN:VEVENT\r\nUID:aa11\r\nDTSTAMP:20261124T021000Z\r\n"
        "DTSTART;VALUE=DATE:20261201\r\nSUMMARY:Haven: something\\, somewhere\\; is due\r\n"
        "URL:https://haven.example.org/today\r\nCLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\n"
        "END:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:bb22\r\nDTSTAMP:20261124T021000Z\r\n"
        "DTSTART:20261130T093000Z\r\nSUMMARY:Haven: something\\, somewhere\\; is due\r\n"
        "URL:https://haven.example.org/today\r\nCLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void test_escaping(void **state)
{
    struct fixture *fixture = *state;
    struct str text = calendar_escaped(&fixture->arena, STR("a\\b,c;d\r\ne\tf\x7f:\"g\""));
    assert_string_equal(str_c(&fixture->arena, text), "a\\\\b\\,c\\;d\\nef:\"g\"");
}

/* Unfolds by the rule of RFC 5545 3.1, holding each line against 75 octets and UTF-8. */
static struct str unfolded(struct arena *arena, struct str text)
{
    struct buf out = buf_make(arena, text.size);
    size_t begin = 0;
    for (bool is_first = true; begin < text.size; is_first = false) {
        size_t end = begin;
        while (end + 1 < text.size && !(text.at[end] == '\r' && text.at[end + 1] == '\n'))
            end++;
        struct str line = str_slice(text, begin, end - begin);
        assert_true(line.size <= CALENDAR_LINE_OCTETS);
        assert_true(str_is_utf8(line));
        if (!is_first) {
            assert_true(line.size > 1 && line.at[0] == ' ');
            line = str_slice(line, 1, line.size);
        }
        buf_add(&out, line);
        begin = end + 2;
    }
    return buf_text(&out);
}

/* Whatever the characters, what is folded unfolds to itself. */
static void test_folding(void **state)
{
    (void)state;
    static const char *const characters[] = {"a", "Z", " ", ":", "é", "ß", "ع", "中", "€", "🏠"};
    unsigned seed = 20261124;
    for (int round = 0; round < ROUNDS; round++) {
        struct arena arena = arena_make(64 * 1024);
        struct buf line = buf_make(&arena, LINE_MOST);
        size_t length = (size_t)(rand_r(&seed) % 240);
        for (size_t i = 0; i < length; i++)
            buf_add_c(&line, characters[(size_t)rand_r(&seed) % COUNT_OF(characters)]);
        struct buf folded = buf_make(&arena, 2 * LINE_MOST);
        calendar_add_line(&folded, buf_text(&line));
        struct str back = unfolded(&arena, buf_text(&folded));
        assert_true(str_equal(back, buf_text(&line)));
        arena_free(&arena);
    }
}

/* ---- the link -------------------------------------------------------------------------------- */

static struct job *worker(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_support_worker, WORKER);
}

/* A worker with one person who has something due on the day of the fixture's clock and after. */
static void begin(struct fixture *fixture)
{
    fixture_account(fixture, ROLE_support_worker, WORKER);
    fixture_account(fixture, ROLE_support_worker, OTHER_WORKER);
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
}

static enum err tie_to_worker(struct job *job, void *with)
{
    const struct person_id *person = with;
    return tie_make(job, &(struct tie){{person->value}, {WORKER + 1000}, RELATION_caseload,
                                       INSTANT_NONE});
}

static void somebody_with_clock(struct fixture *fixture)
{
    const struct person_name name = {.kind = STR("given"), .text = STR("Rahwa Tesfay")};
    struct person_facts facts = {.kind = STR("adult"), .called = STR("Rahwa"),
                                 .birth_state = STR("not_known"), .nation = STR("E"),
                                 .names = &name, .name_count = 1};
    struct person_id person;
    WELL(person_add(worker(fixture), &facts, &person));
    WELL(job_write(worker(fixture), tie_to_worker, &person));
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct clock_fact fact = {STR("entered_support"), job->now, false, INSTANT_NONE};
    WELL(clock_fact_record(job, person, &fact, &problems)); /* a plan within five days */
}

static struct str link_of(struct fixture *fixture)
{
    struct str token;
    WELL(calendar_link_make(worker(fixture), &token));
    return token;
}

/* What a program that has the token gets. */
static enum err fetch(struct fixture *fixture, struct str token, struct reply *reply)
{
    struct request request = {.path_names = {STR("token")}, .path_value_count = 1,
                              .origin = STR("https://haven.example.org")};
    request.path_values[0] = token;
    *reply = (struct reply){0};
    fixture_later(fixture, 0);
    return calendar_feed_show(&fixture->job, &request, reply);
}

static bool holds(struct str text, const char *part)
{
    struct arena arena = arena_make(256 * 1024);
    bool is_there = strstr(str_c(&arena, text), part) != NULL;
    arena_free(&arena);
    return is_there;
}

static void test_feed_says_only_that(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply;
    begin(fixture);
    somebody_with_clock(fixture);
    struct str token = link_of(fixture);
    int64_t before = fixture_lines(fixture, VERB_exported);
    WELL(fetch(fixture, token, &reply));
    assert_true(holds(reply.content_type, "text/calendar"));
    assert_true(holds(reply.body, "DTSTART;VALUE=DATE:20261129\r\n"));
    assert_true(holds(reply.body, "SUMMARY:Haven: something is due\r\n"));
    assert_true(holds(reply.body, "URL:https://haven.example.org/today\r\n"));
    assert_false(holds(reply.body, "Rahwa") || holds(reply.body, "KPI") ||
                 holds(reply.body, "ournal") || holds(reply.body, "ourney"));
    assert_int_equal(fixture_lines(fixture, VERB_exported), before + 1);
    struct reply again;
    WELL(fetch(fixture, token, &again)); /* an event keeps its id */
    assert_true(str_equal(reply.body, again.body));
}

static void test_ended_link_is_not_there(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply;
    struct calendar_links links;
    begin(fixture);
    struct str token = link_of(fixture);
    WELL(fetch(fixture, token, &reply));
    WELL(calendar_links(worker(fixture), &links));
    assert_int_equal(links.count, 1);
    struct session_id link = links.at[0].link;
    struct job *other = fixture_as(fixture, ROLE_support_worker, OTHER_WORKER);
    assert_int_equal(calendar_link_end(other, link), ERR_NOT_FOUND);
    WELL(calendar_link_end(worker(fixture), link));
    assert_int_equal(fetch(fixture, token, &reply), ERR_NOT_FOUND);
    assert_int_equal(fixture->job.asker.staff.value, 0); /* the refusal greets nobody */
    assert_int_equal(fetch(fixture, STR("0123"), &reply), ERR_NOT_FOUND);
}

static void test_ends_with_sessions_and_days(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply;
    begin(fixture);
    struct str first = link_of(fixture);
    WELL(session_end_all(worker(fixture), (struct staff_id){WORKER}));
    assert_int_equal(fetch(fixture, first, &reply), ERR_NOT_FOUND);
    struct str second = link_of(fixture);
    fixture_later(fixture, (CALENDAR_LINK_DAYS - 1) * MS_PER_DAY);
    WELL(fetch(fixture, second, &reply));
    fixture_later(fixture, 2 * MS_PER_DAY);
    assert_int_equal(fetch(fixture, second, &reply), ERR_NOT_FOUND);
}

/* The token opens the calendar and nothing else. */
static void test_token_is_of_one_purpose(void **state)
{
    struct fixture *fixture = *state;
    begin(fixture);
    struct str token = link_of(fixture);
    fixture_later(fixture, 0);
    assert_int_equal(session_find(&fixture->job, token), ERR_DENIED);
    assert_int_equal(token_find(&fixture->job, token), ERR_DENIED);
    assert_int_equal(token_find_for(&fixture->job, "token", token), ERR_NOT_FOUND);
}

static void test_not_too_often_not_too_many(void **state)
{
    struct fixture *fixture = *state;
    struct reply reply;
    struct str token = STR_NONE;
    begin(fixture);
    for (int i = 0; i < CALENDAR_LINKS_MOST; i++)
        token = link_of(fixture);
    struct str one_more;
    assert_int_equal(calendar_link_make(worker(fixture), &one_more), ERR_TOO_MANY);
    for (int i = 0; i < CALENDAR_FETCHES_AN_HOUR; i++)
        WELL(fetch(fixture, token, &reply));
    assert_int_equal(fetch(fixture, token, &reply), ERR_TOO_MANY);
    fixture_later(fixture, MS_PER_HOUR);
    WELL(fetch(fixture, token, &reply));
}

/* Every feed passes the gate as whatever leaves does; that of a whole organisation, in one hour,
 * with a house of which it says nothing. */
static void test_everybodys_feeds_pass_the_gate(void **state)
{
    enum { WORKERS = 200, FETCHES = 4 };
    struct fixture *fixture = *state;
    struct reply reply;
    begin(fixture);
    somebody_with_clock(fixture);
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts facts = world_facts(STR("Rowan House"), organisation.organisation);
    world_house(fixture, &facts, 1);
    WELL(fetch(fixture, link_of(fixture), &reply));
    struct arena kept = arena_make(64 * 1024);
    struct str body = str_of(str_c(&kept, reply.body));
    for (int i = 0; i < WORKERS * FETCHES; i++) {
        struct job *job = fixture_later(fixture, 0);
        struct reply passed = {.body = body, .file_name = STR("haven.ics")};
        WELL(release_gate_pass(job, &passed));
        assert_true(passed.page == NULL && str_equal(passed.body, body));
    }
    arena_free(&kept);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_golden),
        TEST(test_escaping),
        TEST(test_folding),
        TEST(test_feed_says_only_that),
        TEST(test_ended_link_is_not_there),
        TEST(test_ends_with_sessions_and_days),
        TEST(test_token_is_of_one_purpose),
        TEST(test_not_too_often_not_too_many),
        TEST(test_everybodys_feeds_pass_the_gate),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
