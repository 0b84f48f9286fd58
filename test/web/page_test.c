/* What pages write: every place escaped, dates and plurals of the language, forms that were
 * refused, the whole document, and what a page costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "try_page.h"
#include "web/page.h"

static struct arena arena;

static int empty_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    arena = arena_make(ARENA_REQUEST_LIMIT);
    return 0;
}

#define assert_text(text, expected) \
    do { \
        struct str text_ = (text); \
        assert_string_equal(str_c(&arena, text_), expected); \
    } while (0)

static struct date day(const char *text)
{
    struct date date;
    assert_int_equal(date_parse(str_of(text), &date), OK);
    return date;
}

static struct instant moment(const char *text)
{
    struct instant instant;
    assert_int_equal(instant_parse(str_of(text), &instant), OK);
    return instant;
}

static struct page make_page(const char *language)
{
    return (struct page){.arena = &arena,
                         .out = buf_make(&arena, 32 * 1024),
                         .language = words_choose(str_of(language)),
                         .path = STR("/try?a=1"),
                         .csrf = STR("c<s"),
                         .once = STR("o\"e"),
                         .now = moment("2026-11-24T02:10Z")};
}

/* ---- escaping */

static void test_text(void **state)
{
    (void)state;
    struct page page = make_page("en");
    page_text(&page, STR("<b>&\"'\xc3\xa9"));
    assert_text(buf_text(&page.out), "&lt;b&gt;&amp;&quot;&#39;\xc3\xa9");
}

/* Texts are looked through in strides: nothing hides at the end of one, or in a short rest; and
 * nothing is read behind a text, which a build with sanitizers would find. */
static void test_text_of_every_size(void **state)
{
    (void)state;
    char room[100], written[110];
    for (size_t size = 1; size < sizeof(room); size++)
        for (size_t at = 0; at < size; at++) {
            char *text = room + sizeof(room) - size;
            memset(text, 'x', size);
            text[at] = '<';
            int length = snprintf(written, sizeof(written), "%.*s&lt;%.*s", (int)at, text,
                                  (int)(size - at - 1), text + at + 1);
            struct page page = make_page("en");
            page_text(&page, (struct str){text, size});
            assert_int_equal(page.out.size, length);
            assert_memory_equal(page.out.at, written, length);
            text[at] = '\\';
            page = make_page("en");
            page_url(&page, (struct str){text, size});
            assert_text(buf_text(&page.out), "#");
            arena_reset(&arena);
        }
}

static void test_url(void **state)
{
    (void)state;
    static const struct {
        const char *url, *written;
    } cases[] = {
        {"/people/SR-4821?a=1&b=2", "/people/SR-4821?a=1&amp;b=2"},
        {"https://example.org/", "https://example.org/"},
        {"HTTPS://example.org/", "HTTPS://example.org/"},
        {"mailto:a@example.org", "mailto:a@example.org"},
        {"tel:+44999", "tel:+44999"},
        {"#top", "#top"},
        {"?page=2", "?page=2"},
        {"rooms/a:b", "rooms/a:b"},
        {"", ""},
        {"javascript:alert(1)", "#"},
        {"JavaScript:alert(1)", "#"},
        {" javascript:alert(1)", "#"},
        {"java\tscript:alert(1)", "#"},
        {"java\nscript:alert(1)", "#"},
        {"\x01javascript:alert(1)", "#"},
        {"data:text/html,x", "#"},
        {"vbscript:x", "#"},
        {"file:///etc/passwd", "#"},
        {":alert(1)", "#"},
        {"//example.org/", "#"},
        {"/\\example.org/", "#"},
        {"\\\\example.org/", "#"},
        {"/a\"b", "/a&quot;b"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct page page = make_page("en");
        page_url(&page, str_of(cases[i].url));
        assert_text(buf_text(&page.out), cases[i].written);
    }
    struct page page = make_page("en");
    page_url_part(&page, STR("a/b?c&d=e\"<%\xc3\xa9 ~-._"));
    assert_text(buf_text(&page.out), "a%2Fb%3Fc%26d%3De%22%3C%25%C3%A9%20~-._");
}

/* ---- values */

static void test_dates(void **state)
{
    (void)state;
    struct page page = make_page("en");
    assert_text(page_show(&page, day("2026-11-24")), "Tuesday 24 November 2026");
    assert_text(page_show(&page, day("1987-03-01")), "Sunday 1 March 1987");
    assert_text(page_show(&page, day("0987-03-01")), "Thursday 1 March 987");
    assert_text(page_show(&page, day("0045-12-31")), "Sunday 31 December 45");
    assert_text(page_show(&page, DATE_NONE), "");
    assert_text(page_show(&page, moment("2026-11-24T02:10Z")), "24 November 2026, 02:10");
    assert_text(page_show(&page, moment("2026-06-30T23:10Z")), "1 July 2026, 00:10");
    assert_text(page_show(&page, INSTANT_NONE), "");
    assert_text(page_show_day(&page, day("2026-09-04")), "4 Sep");
    assert_text(page_show_day(&page, day("2027-01-08")), "8 Jan");
    assert_text(page_show_day(&page, day("2024-09-04")), "4 September 2024");
    assert_text(page_show_day(&page, DATE_NONE), "");
    assert_text(page_show_mark(&page, day("2024-09-04")), "4 Sep");
    assert_text(page_show_clock(&page, moment("2026-06-30T23:10Z")), "00:10");
    page = make_page("ar");
    assert_text(page_show(&page, day("2026-11-24")), /* isolated: see page.h */
                "\xe2\x81\xa8"
                "\xd8\xa7\xd9\x84\xd8\xab\xd9\x84\xd8\xa7\xd8\xab\xd8\xa7\xd8\xa1\xd8\x8c 24 "
                "\xd9\x86\xd9\x88\xd9\x81\xd9\x85\xd8\xa8\xd8\xb1 2026\xe2\x81\xa9");
    assert_text(page_show_pounds(&page, 4918), "\xe2\x81\xa8\xc2\xa3" "49.18\xe2\x81\xa9");
    assert_text(page_show_pounds(&page, INTEGER_NONE), "");
}

static void test_values(void **state)
{
    (void)state;
    struct page page = make_page("en");
    assert_text(page_show(&page, (int64_t)-5), "-5");
    assert_text(page_show(&page, INTEGER_NONE), "");
    assert_text(page_show(&page, (size_t)7), "7");
    bool is_on = true;
    assert_text(page_show(&page, is_on), "Yes");
    assert_text(page_show(&page, "x"), "x");
    assert_text(page_show_pounds(&page, 4918), "\xc2\xa3" "49.18");
    assert_text(page_show_pounds(&page, 123456705), "\xc2\xa3" "1,234,567.05");
    assert_text(page_show_pounds(&page, -5), "\xe2\x88\x92\xc2\xa3" "0.05");
    assert_text(page_show_pounds(&page, INTEGER_NONE), "");
    assert_true(page_is(STR("x")) && !page_is(STR_NONE) && page_is((int64_t)1));
    assert_false(page_is((int64_t)0) || page_is(INTEGER_NONE) || page_is(DATE_NONE));
}

/* ---- sentences */

static void test_words_choose(void **state)
{
    (void)state;
    static const struct {
        const char *asked, *given;
    } cases[] = {
        {"ar", "ar"},         {"ar-EG,en;q=0.5", "ar"},     {"en-GB,ar;q=0.9", "en"},
        {"fr, ar;q=0.2", "ar"}, {"en;q=0.1,ar;q=0.15", "ar"}, {"", "en"},
        {"xx", "en"},         {"ar;q=0", "en"},             {";;,,=", "en"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(language_table[words_choose(str_of(cases[i].asked))].code,
                            cases[i].given);
    assert_int_equal(word_find(STR("answer_yes")), WORD_answer_yes);
    assert_int_equal(word_find(STR("no_such_word")), WORD_NONE);
    assert_string_equal(word_key(WORD_answer_yes), "answer_yes");
}

static void test_words(void **state)
{
    (void)state;
    struct page page = make_page("en");
    assert_text(page_word_count(&page, WORD_list_count, 1, NULL, 0), "One result");
    assert_text(page_word_count(&page, WORD_list_count, 2, NULL, 0), "2 results");
    assert_text(page_word_count(&page, WORD_list_count, 0, NULL, 0), "0 results");
    struct word_argument name = {"name", STR("{name}")};
    assert_text(page_word(&page, WORD_frame_signed_in_as, &name, 1), "Signed in as {name}");
    assert_text(page_word(&page, WORD_frame_signed_in_as, NULL, 0), "Signed in as {name}");
    name.value = STR("\xd9\x85\xd8\xb1\xd9\x8a\xd9\x85");
    assert_text(page_word(&page, WORD_frame_signed_in_as, &name, 1),
                "Signed in as \xe2\x81\xa8\xd9\x85\xd8\xb1\xd9\x8a\xd9\x85\xe2\x81\xa9");
    assert_text(page_word(&page, WORD_NONE, NULL, 0), "");
}

/* Arabic has six forms; each number takes the one that words/ar.po has for it. */
static void test_plural(void **state)
{
    (void)state;
    static const struct {
        int64_t number;
        const char *category;
    } cases[] = {{0, "zero"}, {1, "one"},   {2, "two"},    {3, "few"},    {10, "few"},
                 {11, "many"}, {99, "many"}, {100, "other"}, {103, "few"}, {-3, "few"},
                 {399, "many"}, {400, "other"}, {403, "few"}};
    size_t arabic = words_choose(STR("ar"));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t form = 0;
        while (strcmp(language_table[arabic].categories[form], cases[i].category) != 0)
            form++;
        const char *const *forms = word_forms(arabic, WORD_list_count);
        assert_non_null(forms);
        struct str sentence =
            word_text_count(&arena, arabic, WORD_list_count, cases[i].number, NULL, 0);
        size_t same = strcspn(forms[form], "{");
        assert_true(sentence.size >= same);
        assert_memory_equal(sentence.at, forms[form], same);
    }
}

/* ---- documents */

enum { ROWS = 35 };

static struct try_view make_view(void)
{
    static const struct str kinds[] = {{"no", 2}};
    struct try_row_view *rows = ARENA_MANY(&arena, struct try_row_view, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (struct try_row_view){STR("SR-4821"), STR("Kes O'Brien"), day("2026-11-24"),
                                        moment("2026-11-24T02:10Z"), STR("yes")};
    struct try_view view = {.name = STR("<i>\"&'"), .url = STR("javascript:alert(1)"),
                            .kind = STR("yes"), .kinds = {kinds, 1}, .born = day("1987-03-01"),
                            .seen = moment("2026-06-30T23:10Z"), .is_on = true};
    view.rows.at = rows;
    view.rows.count = ROWS;
    return view;
}

static const char *render(struct page *page, const struct try_view *view)
{
    return str_c(&arena, page_document(page, page_try.render, view));
}

static void assert_has(const char *html, const char *piece)
{
    if (strstr(html, piece) == NULL)
        fail_msg("not there: %s", piece);
}

static void assert_has_not(const char *html, const char *piece)
{
    if (strstr(html, piece) != NULL)
        fail_msg("there: %s", piece);
}

static void test_document(void **state)
{
    (void)state;
    struct page page = make_page("en");
    struct try_view view = make_view();
    struct navigation_item items[] = {{WORD_navigation_desk, STR("/desk"), true, 0},
                                      {WORD_navigation_beds, STR("/beds"), false, 7}};
    page.navigation = items;
    page.navigation_count = 2;
    page.staff_name = STR("A <b>");
    page.notice = WORD_autosave_saved;
    page.is_demo = true;
    const char *html = render(&page, &view);
    assert_has(html, "<!DOCTYPE html>");
    assert_has(html, "<html lang=\"en\" dir=\"ltr\" class=\"govuk-template\">");
    assert_has(html, "<title>35 results \xe2\x80\x93 Haven</title>");
    assert_has(html, "<p id=\"text\">&lt;i&gt;&quot;&amp;&#39;</p>");
    assert_has(html, "title=\"&lt;i&gt;&quot;&amp;&#39;\"");
    assert_has(html, "<a id=\"url\" href=\"#\">");
    assert_has(html, "href=\"/people/%3Ci%3E%22%26%27?q=%3Ci%3E%22%26%27\"");
    assert_has(html, "<p id=\"code\">Yes</p>");
    assert_has(html, "name=\"csrf\" value=\"c&lt;s\"");
    assert_has(html, "name=\"once\" value=\"o&quot;e\"");
    assert_has(html, "Signed in as A &lt;b&gt;");
    assert_has(html, "aria-current=\"true\"><strong class=\"govuk-service-navigation__active-");
    assert_has(html, "href=\"/language/ar?back=%2Ftry%3Fa%3D1\"");
    assert_has(html, "value=\"yes\" checked>");
    assert_has(html, "id=\"kinds-2\" name=\"kinds\" type=\"checkbox\" value=\"no\" checked>");
    assert_has(html, "<option value=\"yes\" selected>");
    assert_has(html, "name=\"born-year\" type=\"text\" value=\"1987\"");
    assert_has(html, "name=\"seen-day\" type=\"text\" value=\"1\"");
    assert_has(html, "name=\"seen-time\" type=\"text\" value=\"00:10\"");
    assert_has(html, "govuk-notification-banner--success");
    assert_has(html, "class=\"govuk-phase-banner\"");
    assert_has_not(html, "govuk-error-summary");
    assert_has_not(html, "<i>");
    assert_has_not(html, " style=");
}

/* The head is moved before the content, whatever its length: a name of so many letters in it only
 * makes the page longer by so many. */
static void test_head_of_every_length(void **state)
{
    (void)state;
    enum { LONGEST = 9000 };
    static char name[LONGEST];
    memset(name, 'x', sizeof(name));
    size_t shortest = 0, after_name = 0;
    for (size_t size = 1; size <= LONGEST; size += 97) {
        struct page page = make_page("en");
        struct try_view view = make_view();
        page.staff_name = (struct str){name, size};
        const char *html = render(&page, &view);
        const char *written = strstr(html, "Signed in as x");
        assert_memory_equal(html, "\n<!DOCTYPE html>", strlen("\n<!DOCTYPE html>"));
        assert_non_null(written);
        size_t rest = strlen(written) - size;
        if (size == 1) {
            shortest = strlen(html);
            after_name = rest;
        }
        assert_int_equal(strlen(html), shortest + size - 1);
        assert_int_equal(rest, after_name);
        assert_has(written, "<p id=\"text\">&lt;i&gt;");
        assert_string_equal(html + strlen(html) - strlen("</html>\n"), "</html>\n");
        arena_reset(&arena);
    }
}

static void test_refused_form(void **state)
{
    (void)state;
    struct page page = make_page("en");
    struct try_view view = make_view();
    struct problems problems = problems_make(&arena);
    problems_add(&problems, STR("name"), WORD_error_missing);
    problems_add(&problems, STR("born"), WORD_error_not_a_date);
    problems_add(&problems, STR_NONE, WORD_error_stale_form);
    struct pair typed[] = {{STR("name"), STR("\"><script>")}, {STR("kind"), STR("no")},
                           {STR("born-day"), STR("99")},      {STR("secret"), STR("hunter2")}};
    page.problems = &problems;
    page.typed = (struct pairs){typed, COUNT_OF(typed)};
    const char *html = render(&page, &view);
    assert_has(html, "<title>Error: 35 results \xe2\x80\x93 Haven</title>");
    assert_has(html, "<a href=\"#name\">Day \xe2\x80\x93 Answer this question.</a>");
    assert_has(html, "</span> Answer this question.\n");
    assert_has(html, "<a href=\"#born-day\">");
    assert_has(html, "<li>Someone changed this");
    assert_has(html, "id=\"name\" name=\"name\" type=\"text\" value=\"&quot;&gt;&lt;script&gt;\""
                     " aria-describedby=\"name-hint name-error\"");
    assert_has(html, "id=\"kind-2\" name=\"kind\" type=\"radio\" value=\"no\" checked>");
    assert_has(html, "id=\"kinds-2\" name=\"kinds\" type=\"checkbox\" value=\"no\">");
    assert_has(html, "name=\"born-day\" type=\"text\" value=\"99\"");
    assert_has(html, "name=\"is_on\" type=\"checkbox\" value=\"true\">");
    assert_has_not(html, "hunter2");
    assert_has_not(html, "<script>");
}

/* What cannot be read is there, is said in the reader's language, and is sent back by no field. */
static void test_unreadable(void **state)
{
    (void)state;
    struct page page = make_page("en");
    struct try_view view = make_view();
    const struct str kinds[] = {STR_UNREADABLE};
    view.name = view.kind = STR_UNREADABLE;
    view.kinds = (struct str_list){kinds, 1};
    const char *html = render(&page, &view);
    assert_has(html, "<p id=\"text\">This cannot be read. The guardian has been told.</p>");
    assert_has(html, "<p id=\"code\">This cannot be read. The guardian has been told.</p>");
    assert_has(html, "href=\"/people/?q=\"");
    assert_has(html, "id=\"name\" name=\"name\" type=\"text\" aria-describedby=\"name-hint\"");
    assert_has(html, "unless you write it anew. Month</div>");
    assert_has(html, "aria-describedby=\"lines-hint\"></textarea>");
    assert_has(html, "id=\"kind-hint\"");
    assert_has(html, "id=\"kinds-hint\"");
    assert_has(html, "id=\"pick-hint\"");
    assert_has_not(html, "value=\"yes\" checked");
    assert_has_not(html, "value=\"no\" checked");
    assert_text(page_join(&page, (const struct str[]){STR("a "), STR_UNREADABLE}, 2),
                "a This cannot be read. The guardian has been told.");
    assert_text(page_word(&page, WORD_record_room,
                          &(struct word_argument){"name", STR_UNREADABLE}, 1),
                "room This cannot be read. The guardian has been told.");
}

static void test_arabic(void **state)
{
    (void)state;
    struct page page = make_page("ar");
    struct try_view view = make_view();
    view.rows.count = 0;
    const char *html = render(&page, &view);
    assert_has(html, "<html lang=\"ar\" dir=\"rtl\" class=\"govuk-template\">");
    assert_has(html, "app.rtl");
    assert_has(html, "lang=\"en\" hreflang=\"en\">English</a>");
}

/* A whole page must cost under about 100 microseconds of processor; the test allows a slow machine
 * and a build without optimization ten times that. */
static void test_cost(void **state)
{
    (void)state;
    if (getenv("HAVEN_INSTRUMENTED")) /* script/tests-in-c: times mean nothing there */
        return;
    enum { TIMES = 200 };
    const char *languages[] = {"en", "ar"};
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        struct timespec from, to;
        size_t size = 0;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        for (int j = 0; j < TIMES; j++) {
            arena_reset(&arena);
            struct page page = make_page(languages[i]);
            struct try_view view = make_view();
            size = page_document(&page, page_try.render, &view).size;
        }
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        double us = ((double)(to.tv_sec - from.tv_sec) * 1e9 +
                     (double)(to.tv_nsec - from.tv_nsec)) / 1e3 / TIMES;
        print_message("# %s: %zu bytes, %.0f us of processor a page\n", languages[i], size, us);
        assert_true(us < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_text, empty_arena),
        cmocka_unit_test_setup(test_text_of_every_size, empty_arena),
        cmocka_unit_test_setup(test_url, empty_arena),
        cmocka_unit_test_setup(test_dates, empty_arena),
        cmocka_unit_test_setup(test_values, empty_arena),
        cmocka_unit_test_setup(test_words_choose, empty_arena),
        cmocka_unit_test_setup(test_words, empty_arena),
        cmocka_unit_test_setup(test_plural, empty_arena),
        cmocka_unit_test_setup(test_document, empty_arena),
        cmocka_unit_test_setup(test_head_of_every_length, empty_arena),
        cmocka_unit_test_setup(test_refused_form, empty_arena),
        cmocka_unit_test_setup(test_unreadable, empty_arena),
        cmocka_unit_test_setup(test_arabic, empty_arena),
        cmocka_unit_test_setup(test_cost, empty_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
