/* What the dispatcher logs before it shows, and whom it does not believe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/dispatch.h"
#include "app/routes.h"
#include "guard/audit.h"
#include "law/questionnaire.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"
#include "rooms/referral/referral_web.h"
#include "visitor.h"
#include "web/head.h"

struct stage {
    struct world world;
    struct arena arena;
    struct visitor desk;
    struct str call; /* "/referrals/SR-4821" */
    struct referral referral;
    struct str person_ref;
};

static struct stage *stage;

/* ---- looking at the log ---------------------------------------------------------------------- */

struct counting {
    const char *verb;
    int64_t record, count;
};

static enum err count_lines(struct job *job, void *with)
{
    struct counting *counting = with;
    struct audit_entries entries;
    enum err err = audit_list(job, &(struct audit_query){.record = counting->record,
                                                         .before_at = INSTANT_NONE,
                                                         .limit = 500}, &entries);
    for (size_t i = 0; err == OK && i < entries.count; i++)
        counting->count += str_equal_c(entries.at[i].verb, counting->verb);
    return err;
}

static int64_t lines(const char *verb, int64_t record)
{
    struct counting counting = {verb, record, 0};
    world_do(&stage->world, count_lines, &counting);
    return counting.count;
}

/* ---- a call for a woman ---------------------------------------------------------------------- */

static struct str field(const char *name)
{
    const struct scan *page = stage->desk.page;
    for (size_t i = 0; i < page->form_count; i++)
        for (size_t k = 0; k < page->forms[i].field_count; k++)
            if (str_equal_c(page->forms[i].fields[k].name, name))
                return page->forms[i].fields[k].value;
    fail_msg("no field %s", name);
    return STR_NONE;
}

static enum err read_call(struct job *job, void *with)
{
    (void)with;
    struct str ref = str_slice(stage->call, 11, 7);
    struct referral_id id;
    struct person person;
    enum err err = referral_find_ref(job->db, job->arena, ref, &id);
    if (err == OK)
        err = referral_get(job, id, &stage->referral);
    if (err == OK)
        err = person_get(job, stage->referral.person, &person);
    if (err == OK)
        stage->person_ref = str_copy(&stage->arena, person.ref);
    return err;
}

static int set_up(void **state)
{
    (void)state;
    stage = calloc(1, sizeof(*stage));
    stage->arena = arena_make((size_t)64 << 20);
    world_make(&stage->world, WORLD_FILE);
    stage->desk = visitor_make(&stage->world, &stage->arena, STR("desk"));
    assert_true(visitor_sign_in(&stage->desk));
    visitor_go(&stage->desk, STR("/sessions"));
    struct pair pairs[] = {{STR("csrf"), field("csrf")}, {STR("once"), field("once")},
                           {STR("name"), STR("Selam Tesfaye")}};
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){
        .path = STR("/referrals/new"), .fields = &(struct pairs){pairs, COUNT_OF(pairs)}});
    assert_int_equal(seen.status, 303);
    stage->call = str_slice(seen.location, 0, 18);
    world_do(&stage->world, read_call, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_end(&stage->world);
    arena_free(&stage->arena);
    free(stage);
    return 0;
}

static struct str path_of(const char *format, struct str ref)
{
    return str_format(&stage->arena, format, STR_ARGS(ref));
}

/* ---- what is shown stands in the log --------------------------------------------------------- */

/* A form that is refused comes back with the whole record in it: that is a reading. */
static void test_a_refused_form_is_a_reading(void **state)
{
    (void)state;
    int64_t person = stage->referral.person.value;
    int64_t before = lines("read", person);
    struct pair pairs[] = {{STR("csrf"), field("csrf")}, {STR("born"), STR("no date at all")}};
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){
        .path = path_of("/people/%.*s/edit", stage->person_ref),
        .fields = &(struct pairs){pairs, COUNT_OF(pairs)}});
    assert_int_equal(seen.status, 422);
    assert_int_not_equal(scan_find(seen.body, STR("Selam Tesfaye"), 0), SIZE_MAX);
    assert_int_equal(lines("read", person), before + 1);
}

/* Whoever comes second for a room sees the list of rooms again: that is a reading too. */
static void test_a_lost_race_is_a_reading(void **state)
{
    (void)state;
    struct str path = str_format(&stage->arena, "%.*s/rooms", STR_ARGS(stage->call));
    struct str csrf = field("csrf");
    visitor_go(&stage->desk, path);
    struct str room = field("room");
    static const int statuses[] = {303, 409};
    int64_t before = lines("read", stage->referral.referral.value);
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        struct pair pairs[] = {{STR("csrf"), csrf}, {STR("room"), room}, {STR("hours"), STR("2")}};
        struct seen seen = visitor_ask(&stage->desk, &(struct ask){
            .path = path, .fields = &(struct pairs){pairs, COUNT_OF(pairs)}});
        assert_int_equal(seen.status, statuses[i]);
    }
    assert_int_equal(lines("read", stage->referral.referral.value), before + 1);
}

/* A referral's page shows who comes along: each of them has been read. */
static void test_people_of_a_referral_are_read(void **state)
{
    static const char *const pages[] = {"", "/people", "/check", "/unable", "/tonight", "/export"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        int64_t person = stage->referral.person.value;
        int64_t before = lines("read", person);
        struct seen seen = visitor_ask(&stage->desk, &(struct ask){
            .path = str_format(&stage->arena, "%.*s%s", STR_ARGS(stage->call), pages[i])});
        assert_int_equal(seen.status, 200);
        assert_int_equal(lines("read", person), before + 1);
    }
}

static enum err note(struct job *job, void *with)
{
    for (int i = 0; i < *(int *)with; i++)
        job_audit(job, VERB_exported, RECORD_staff, 4711);
    return job_audit_commit(job);
}

static int count_of(struct str text, struct str part)
{
    int count = 0;
    for (size_t at = scan_find(text, part, 0); at != SIZE_MAX; at = scan_find(text, part, at + 1))
        count++;
    return count;
}

/* Whoever pages through the log sees every line, however many were written at one instant. */
static void test_no_line_of_the_log_falls_between_pages(void **state)
{
    static const int together[] = {30, 45, 70, 3, 120};
    struct visitor auditor = visitor_make(&stage->world, &stage->arena, STR("auditor"));
    struct str exported = STR(">Exported</td>");
    int written = 0, seen = 0;
    (void)state;
    assert_true(visitor_sign_in(&auditor));
    visitor_go(&auditor, STR("/audit"));
    int before = count_of(auditor.answer.body, exported);
    for (size_t i = 0; i < COUNT_OF(together); i++) {
        world_do(&stage->world, note, (void *)(uintptr_t)&together[i]);
        written += together[i];
    }
    struct str path = STR("/audit");
    for (int pages = 0; pages < 30 && path.size > 0; pages++) {
        visitor_go(&auditor, path);
        assert_int_equal(auditor.answer.status, 200);
        seen += count_of(auditor.answer.body, exported);
        path = STR_NONE;
        for (size_t i = 0; i < auditor.page->link_count; i++)
            if (scan_find(auditor.page->links[i].url, STR("before="), 0) != SIZE_MAX &&
                str_starts(auditor.page->links[i].url, STR("/audit")))
                path = auditor.page->links[i].url;
    }
    assert_int_equal(seen, written + before);
}

/* ---- forms of other sites -------------------------------------------------------------------- */

static int sign_in_from(const char *site)
{
    struct head head = head_make(STR("POST"), STR("/sign-in"), STR("HTTP/1.1"));
    head_add(&head, STR("Host"), STR("127.0.0.1"));
    head_add(&head, STR("Content-Type"), STR("application/x-www-form-urlencoded"));
    if (site)
        head_add(&head, STR("Sec-Fetch-Site"), str_of(site));
    struct request request;
    struct http_answer answer = {0};
    assert_int_equal(head_read(&head, &stage->arena, &request), OK);
    assert_int_equal(head_read_body(&head, &stage->arena,
                                    STR("user_name=desk&password=x&code=1"), &request), OK);
    dispatch(&stage->world.app, &stage->arena, &request, &answer);
    return answer.status;
}

/* Signing somebody in as another, so that she writes down what she hears under the wrong name. */
static void test_other_sites_sign_nobody_in(void **state)
{
    (void)state;
    assert_int_equal(sign_in_from("cross-site"), 409);
    assert_int_equal(sign_in_from("same-site"), 409);
    assert_int_equal(sign_in_from("same-origin"), 422);
    assert_int_equal(sign_in_from("none"), 422);
    assert_int_equal(sign_in_from(NULL), 422);
}

static struct seen post_name(struct str csrf)
{
    struct pair pairs[] = {{STR("csrf"), csrf}, {STR("name"), STR("Mehret Haile")}};
    return visitor_ask(&stage->desk, &(struct ask){
        .path = STR("/referrals/new"), .fields = &(struct pairs){pairs, COUNT_OF(pairs)}});
}

/* Nothing has changed: what is said must be true of who signed in again in another window. */
static void assert_is_refused(struct seen seen)
{
    assert_int_equal(seen.status, 409);
    assert_int_not_equal(scan_find(seen.body, STR("You have signed in again since"), 0), SIZE_MAX);
}

/* A form that another site made the browser send has the session's cookie, but not its token. */
static void test_a_form_has_its_sessions_token(void **state)
{
    (void)state;
    visitor_go(&stage->desk, STR("/sessions"));
    struct str own = field("csrf");
    char *other = str_c(&stage->arena, own);
    other[own.size - 1] = other[own.size - 1] == '0' ? '1' : '0';
    assert_is_refused(post_name(STR_NONE));
    assert_is_refused(post_name(STR("0")));
    assert_is_refused(post_name(str_of(other)));
    assert_is_refused(post_name(str_slice(own, 0, own.size - 1)));
    assert_int_equal(post_name(own).status, 303);
}

/* A link of ours must not lead to another site: browsers drop tabs and line ends in an address, and
 * then "//host" is one. */
static void test_choosing_a_language_stays_here(void **state)
{
    static const char *const elsewhere[] = {"//evil.example", "https://evil.example",
                                            "/%5Cevil.example", "/%09/evil.example",
                                            "/%0A/evil.example", "/%0D%0AX-Planted:1"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++) {
        struct seen seen = visitor_ask(&stage->desk, &(struct ask){
            .path = str_format(&stage->arena, "/language/en?back=%s", elsewhere[i])});
        assert_int_equal(seen.status, 303);
        assert_true(str_equal(seen.location, STR("/")));
    }
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){
        .path = STR("/language/en?back=/people")});
    assert_true(str_equal(seen.location, STR("/people")));
}

/* The page comes back with what it was asked for: a door would forget where it leads. */
static void test_choosing_a_language_keeps_the_question(void **state)
{
    static const char link[] = "href=\"/language/ar?back=";
    (void)state;
    struct str asked = STR("/people?of=%2Fa%3Db%26c&empty=");
    visitor_go(&stage->desk, asked);
    struct str page = stage->desk.answer.body;
    const char *at = memmem(page.at, page.size, link, strlen(link));
    assert_non_null(at);
    size_t from = (size_t)(at - page.at) + strlen(link);
    struct str rest = str_slice(page, from, page.size);
    struct str back = str_cut(&rest, '"');
    struct str url = str_format(&stage->arena, "/language/ar?back=%.*s", STR_ARGS(back));
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){.path = url});
    assert_true(str_equal(seen.location, asked));
}

/* Signs in at a door that carries a note for a path along. */
static struct seen sign_in_carrying(struct str path)
{
    visitor_go(&stage->desk, STR("/sessions"));
    struct pair pairs[] = {
        {STR("csrf"), field("csrf")}, {STR("kept-path"), path}, {STR("kept.helps"), STR("A lamp")},
        {STR("user_name"), STR("desk")}, {STR("password"), STR("haven-demo-only")},
        {STR("code"), visitor_code(&stage->desk, STR("desk"))},
    };
    return visitor_ask(&stage->desk, &(struct ask){
        .path = STR("/sign-in"), .fields = &(struct pairs){pairs, COUNT_OF(pairs)}});
}

/* Nor does what somebody typed go there from behind the door. */
static void test_what_is_kept_stays_here(void **state)
{
    static const char *const elsewhere[] = {"//evil.example", "https://evil.example",
                                            "/\\evil.example", "/\t/evil.example",
                                            "/\n/evil.example", ""};
    (void)state;
    assert_int_equal(sign_in_carrying(STR("/people")).status, 200);
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
        assert_int_equal(sign_in_carrying(str_of(elsewhere[i])).status, 303);
}

/* ---- methods, cookies ------------------------------------------------------------------------ */

static struct http_answer answer_to(const char *method, const char *path, const char *cookie)
{
    struct head head = head_make(str_of(method), str_of(path), STR("HTTP/1.1"));
    struct request request;
    struct http_answer answer;
    head_add(&head, STR("Host"), STR("127.0.0.1"));
    head_add(&head, STR("Accept-Language"), STR("en"));
    if (cookie != NULL)
        head_add(&head, STR("Cookie"), str_of(cookie));
    if (strcmp(method, "POST") == 0) {
        head_add(&head, STR("Content-Type"), STR("application/x-www-form-urlencoded"));
        head_add(&head, STR("Content-Length"), STR("0"));
    }
    assert_int_equal(head_read(&head, &stage->arena, &request), OK);
    dispatch(&stage->world.app, &stage->arena, &request, &answer);
    return answer;
}

/* A page that is there, asked in a way that it does not know, is not told as missing. */
static void test_another_method_has_its_own_sentence(void **state)
{
    (void)state;
    struct http_answer answer = answer_to("POST", "/today", NULL);
    assert_int_equal(answer.status, 405);
    assert_int_not_equal(scan_find(answer.body, STR("Nothing was changed."), 0), SIZE_MAX);
    assert_int_equal(scan_find(answer.body, STR("Page not found"), 0), SIZE_MAX);
    assert_int_equal(answer_to("GET", "/no-such-page", NULL).status, 404);
}

/* Behind TLS the cookie carries the browser's promise that no other host has set it, and one
 * without it is nobody's. */
static void test_the_session_is_the_hosts_own(void **state)
{
    (void)state;
    char plain[200], host[200];
    snprintf(plain, sizeof(plain), "session=%.*s", STR_ARGS(stage->desk.session));
    snprintf(host, sizeof(host), "__Host-session=%.*s", STR_ARGS(stage->desk.session));
    assert_int_equal(answer_to("GET", "/sessions", plain).status, 200);
    assert_int_equal(answer_to("GET", "/sessions", host).status, 303);
    stage->world.app.settings.is_behind_tls = true;
    assert_int_equal(answer_to("GET", "/sessions", plain).status, 303);
    assert_int_equal(answer_to("GET", "/sessions", host).status, 200);
    struct str chosen = answer_to("GET", "/language/ar", plain).cookies[0];
    assert_true(str_starts(chosen, STR("__Host-language=ar; Path=/; HttpOnly")));
    stage->world.app.settings.is_behind_tls = false;
}

/* A route of the same name would stand before it, and none of its questions be asked. */
static void test_each_section_of_the_form_has_its_page(void **state)
{
    (void)state;
    const struct questionnaire *questions = referral_questions();
    size_t sections = 0;
    for (size_t i = 0; i < questions->count; i++) {
        struct str id = questions->questions[i].id;
        if (questions->questions[i].kind != QUESTION_GROUP)
            continue;
        struct request request = {
            .method = METHOD_GET,
            .path = str_format(&stage->arena, "/referrals/SR-4821/%.*s", STR_ARGS(id))};
        int row = route_find(routes(), &request);
        assert_true(row >= 0);
        if (route_table[row].handler != referral_section_show)
            fail_msg("%.*s: asked by no page", STR_ARGS(id));
        sections++;
    }
    assert_true(sections > 5);
}

/* ---- the gate -------------------------------------------------------------------------------- */

/* The Home Office's form is a file: with a house's address in an answer it does not leave. */
static void test_a_file_leaves_through_the_gate(void **state)
{
    (void)state;
    struct str export = str_format(&stage->arena, "%.*s/export", STR_ARGS(stage->call));
    visitor_go(&stage->desk, STR("/sessions"));
    struct pair pairs[] = {{STR("csrf"), field("csrf")}, {STR("part"), STR("exploitation")},
                           {STR("what-happened"), STR("She is at one invented ROW, Nowhere.")}};
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){
        .path = str_format(&stage->arena, "%.*s/answers", STR_ARGS(stage->call)),
        .fields = &(struct pairs){pairs, COUNT_OF(pairs)}});
    assert_int_equal(seen.status, 303);
    seen = visitor_ask(&stage->desk, &(struct ask){.path = export});
    assert_int_equal(seen.status, 409);
    assert_int_equal(scan_find(seen.body, STR("invented ROW"), 0), SIZE_MAX);
    assert_int_equal(lines("stopped", stage->referral.referral.value), 1);
}

/* Before a byte of a file is read: who sends it, and may they? */
static enum err let_in(struct str session, struct str call, const char *page)
{
    struct request request = {
        .method = METHOD_POST, .session = session, .host = STR("127.0.0.1"),
        .path = str_format(&stage->arena, "%.*s/%s", STR_ARGS(call), page)};
    return dispatch_let_in(&stage->world.app, &stage->arena, &request);
}

static void test_a_file_is_let_in_before_it_is_read(void **state)
{
    (void)state;
    visitor_go(&stage->desk, STR("/sessions"));
    struct str session = stage->desk.session;
    assert_int_equal(let_in(session, stage->call, "documents"), OK);
    assert_int_equal(let_in(session, stage->call, "people"), ERR_MALFORMED);
    assert_int_equal(let_in(STR_NONE, stage->call, "documents"), ERR_DENIED);
    assert_int_equal(let_in(STR("made up"), stage->call, "documents"), ERR_DENIED);
    assert_int_equal(let_in(session, STR("/referrals/QQ-0000"), "documents"), ERR_NOT_FOUND);
}

/* ---- names ----------------------------------------------------------------------------------- */

/* The page's own search sends no name in an address, which histories and proxies keep. */
static void test_search_is_sent_as_a_form(void **state)
{
    (void)state;
    visitor_go(&stage->desk, STR("/people"));
    size_t searching = SIZE_MAX;
    for (size_t i = 0; i < stage->desk.page->form_count; i++)
        for (size_t k = 0; k < stage->desk.page->forms[i].field_count; k++)
            if (str_equal_c(stage->desk.page->forms[i].fields[k].name, "text"))
                searching = i;
    assert_int_not_equal(searching, SIZE_MAX);
    assert_true(stage->desk.page->forms[searching].is_post);
    struct pair pairs[] = {{STR("csrf"), field("csrf")}, {STR("text"), STR("Selam Tesfaye")}};
    int64_t before = lines("matched", stage->referral.person.value);
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){
        .path = stage->desk.page->forms[searching].action,
        .fields = &(struct pairs){pairs, COUNT_OF(pairs)}});
    assert_int_equal(seen.status, 200);
    assert_int_not_equal(scan_find(seen.body, stage->person_ref, 0), SIZE_MAX);
    assert_int_equal(lines("matched", stage->referral.person.value), before + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_refused_form_is_a_reading),
        cmocka_unit_test(test_a_lost_race_is_a_reading),
        cmocka_unit_test(test_people_of_a_referral_are_read),
        cmocka_unit_test(test_no_line_of_the_log_falls_between_pages),
        cmocka_unit_test(test_other_sites_sign_nobody_in),
        cmocka_unit_test(test_a_form_has_its_sessions_token),
        cmocka_unit_test(test_choosing_a_language_stays_here),
        cmocka_unit_test(test_choosing_a_language_keeps_the_question),
        cmocka_unit_test(test_what_is_kept_stays_here),
        cmocka_unit_test(test_another_method_has_its_own_sentence),
        cmocka_unit_test(test_the_session_is_the_hosts_own),
        cmocka_unit_test(test_search_is_sent_as_a_form),
        cmocka_unit_test(test_each_section_of_the_form_has_its_page),
        cmocka_unit_test(test_a_file_leaves_through_the_gate),
        cmocka_unit_test(test_a_file_is_let_in_before_it_is_read),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
