/* Forms: every type read, every problem collected, what was not sent as the manual page says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sample_view.h"
#include "web/form.h"
#include "web/words.h"

static struct arena arena;
static struct problems problems;
static struct sample_form form;

static int begin(void **state)
{
    (void)state;
    arena_free(&arena);
    arena = arena_make(ARENA_REQUEST_LIMIT);
    return 0;
}

/* Reads "name=value&..." into form and problems. */
static void read(const char *sent)
{
    struct pairs fields;
    assert_int_equal(pairs_read(&arena, str_of(sent), &fields), OK);
    problems = problems_make(&arena);
    memset(&form, 0x55, sizeof(form));
    form_read(&shape_sample_form, fields, &problems, &form);
}

#define assert_text(text, expected) \
    do { \
        struct str text_ = (text); \
        assert_int_equal(text_.size, strlen(expected)); \
        assert_memory_equal(text_.at, expected, text_.size); \
    } while (0)

#define NEEDED "name=Sara&met_on=2026-11-24&answer=yes"

static void test_nothing_sent(void **state)
{
    (void)state;
    read("");
    assert_int_equal(problems.count, 3);
    assert_text(problems.items[0].field, "name");
    assert_int_equal(problems.items[0].word, WORD_form_required);
    assert_text(problems.items[1].field, "met_on");
    assert_int_equal(problems.items[1].word, WORD_form_date_required);
    assert_text(problems.items[2].field, "answer");
    assert_text(form.name, "");
    assert_text(form.note, "");
    assert_int_equal(form.count, 2);
    assert_true(form.free == INTEGER_NONE);
    assert_false(form.is_open);
    assert_true(form.is_told);
    assert_false(date_is_some(form.born_on));
    assert_false(date_is_some(form.met_on));
    assert_false(instant_is_some(form.came_at));
    assert_int_equal(form.room.value, 0);
    assert_text(form.answer, "");
    assert_text(form.wish, "no");
    assert_int_equal(form.answers.count, 0);
}

static void test_everything_sent(void **state)
{
    (void)state;
    struct str room = id_text(&arena, 77);
    char sent[400];
    snprintf(sent, sizeof(sent),
             "name=+Sara+&note=a%%0D%%0Ab%%09c%%0Dd&count=72&free=-5&is_open=on&is_told=no&"
             "born_on-day=1&born_on-month=02&born_on-year=1990&met_on=2026-11-24&"
             "came_at=2026-11-24T02:10Z&room=%.*s&answer=yes&wish=not_known&"
             "answers=&answers=no&answers=yes&answers=no&csrf=x&once=y",
             STR_ARGS(room));
    read(sent);
    assert_int_equal(problems.count, 0);
    assert_text(form.name, "Sara");
    assert_text(form.note, "a\nb\tc\nd");
    assert_int_equal(form.count, 72);
    assert_int_equal(form.free, -5);
    assert_true(form.is_open);
    assert_false(form.is_told);
    assert_text(date_text(&arena, form.born_on), "1990-02-01");
    assert_text(date_text(&arena, form.met_on), "2026-11-24");
    assert_text(instant_text(&arena, form.came_at), "2026-11-24T02:10:00Z");
    assert_int_equal(form.room.value, 77);
    assert_text(form.answer, "yes");
    assert_text(form.wish, "not_known");
    assert_int_equal(form.answers.count, 2);
    assert_text(form.answers.at[0], "no");
    assert_text(form.answers.at[1], "yes");
}

/* One wrong field beside good ones: exactly one problem, with its word and its number. */
static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *field;
        int word;
        const char *detail;
    } cases[] = {
        {"name=12345678901&met_on=2026-11-24&answer=yes", "name", WORD_form_text_long, "10"},
        {"name=a%0Ab&met_on=2026-11-24&answer=yes", "name", WORD_form_text_line, ""},
        {"name=a%09b&met_on=2026-11-24&answer=yes", "name", WORD_form_text_line, ""},
        {"name=a%C2%85b&met_on=2026-11-24&answer=yes", "name", WORD_form_text_line, ""},
        {"name=a%7Fb&met_on=2026-11-24&answer=yes", "name", WORD_form_text_line, ""},
        {"name=++&met_on=2026-11-24&answer=yes", "name", WORD_form_required, ""},
        {NEEDED "&note=a%1Bb", "note", WORD_form_text_control, ""},
        {NEEDED "&note=123456789012345678901", "note", WORD_form_text_long, "20"},
        {NEEDED "&count=0", "count", WORD_form_integer_small, "1"},
        {NEEDED "&count=73", "count", WORD_form_integer_big, "72"},
        {NEEDED "&count=two", "count", WORD_form_integer, ""},
        {NEEDED "&count=2.5", "count", WORD_form_integer, ""},
        {NEEDED "&free=9223372036854775808", "free", WORD_form_integer, ""},
        {NEEDED "&free=-9223372036854775808", "free", WORD_form_integer_small,
         "-9223372036854775807"},
        {NEEDED "&is_open=perhaps", "is_open", WORD_form_flag, ""},
        {NEEDED "&born_on=2026-02-29", "born_on", WORD_form_date, ""},
        {NEEDED "&born_on=24/11/2026", "born_on", WORD_form_date, ""},
        {NEEDED "&born_on-day=1&born_on-month=2", "born_on", WORD_form_date, ""},
        {NEEDED "&born_on-day=1&born_on-month=2&born_on-year=90", "born_on", WORD_form_date, ""},
        {NEEDED "&born_on-day=31&born_on-month=4&born_on-year=1990", "born_on", WORD_form_date, ""},
        {NEEDED "&born_on-day=1&born_on-month=13&born_on-year=1990", "born_on", WORD_form_date, ""},
        {NEEDED "&born_on-day=-1&born_on-month=1&born_on-year=1990", "born_on", WORD_form_date, ""},
        {NEEDED "&came_at=yesterday", "came_at", WORD_form_instant, ""},
        {NEEDED "&came_at=2026-11-24T24:00", "came_at", WORD_form_instant, ""},
        {NEEDED "&came_at=2026-03-29T01:30", "came_at", WORD_form_instant, ""},
        {NEEDED "&came_at-time=02:10", "came_at", WORD_form_instant, ""},
        {NEEDED "&came_at-day=1&came_at-month=2&came_at-year=2026", "came_at", WORD_form_instant,
         ""},
        {NEEDED "&room=77", "room", WORD_form_choice, ""},
        {NEEDED "&room=zzzzzzzzzzzzz", "room", WORD_form_choice, ""},
        {NEEDED "&wish=maybe", "wish", WORD_form_choice, ""},
        {NEEDED "&answers=yes&answers=maybe", "answers", WORD_form_choice, ""},
        {"name=Sara&met_on=2026-11-24&answer=YES", "answer", WORD_form_choice, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        read(cases[i].sent);
        if (problems.count != 1 || problems.items[0].word != cases[i].word)
            print_message("sent %s\n", cases[i].sent);
        assert_int_equal(problems.count, 1);
        assert_text(problems.items[0].field, cases[i].field);
        assert_int_equal(problems.items[0].word, cases[i].word);
        assert_text(problems.items[0].detail, cases[i].detail);
        if (strcmp(cases[i].field, "name") != 0)
            assert_text(form.name, "Sara");
    }
}

/* The limit counts characters: ten letters of two or three bytes each fit. */
static void test_characters(void **state)
{
    (void)state;
    read("name=%D8%B3%D8%A7%D8%B1%D8%A9%D8%B3%D8%A7%D8%B1%D8%A9%D8%B3%D8%A7"
         "&met_on=2026-11-24&answer=yes");
    assert_int_equal(problems.count, 0);
    assert_int_equal(str_length(form.name), 10);
}

static void test_london(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"came_at=2026-11-24T02:10", "2026-11-24T02:10:00Z"},
        {"came_at=2026-07-01T02:10", "2026-07-01T01:10:00Z"},
        {"came_at=2026-07-01T00:10:00", "2026-06-30T23:10:00Z"},
        {"came_at-day=1&came_at-month=7&came_at-year=2026&came_at-time=2:10",
         "2026-07-01T01:10:00Z"},
        {"came_at=2026-10-25T01:30", "2026-10-25T00:30:00Z"},
        {"came_at=2026-10-25T02:00", "2026-10-25T02:00:00Z"},
        {"came_at=2026-03-29T00:59", "2026-03-29T00:59:00Z"},
        {"came_at=2026-03-29T02:00", "2026-03-29T01:00:00Z"},
        {"came_at=2026-07-01T02:10:05Z", "2026-07-01T02:10:05Z"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char sent[200];
        snprintf(sent, sizeof(sent), NEEDED "&%s", cases[i][0]);
        read(sent);
        assert_int_equal(problems.count, 0);
        assert_text(instant_text(&arena, form.came_at), cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_sent), cmocka_unit_test(test_everything_sent),
        cmocka_unit_test(test_refused),      cmocka_unit_test(test_characters),
        cmocka_unit_test(test_london),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
