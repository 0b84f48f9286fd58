/* One value of a record is damaged, or was moved: what everybody sees then, and who is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/dispatch.h"
#include "guard/account.h"
#include "guard/audit.h"
#include "rooms/contact/contact.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"
#include "visitor.h"
#include "web/head.h"

#define CANNOT STR("This cannot be read. The guardian has been told.")
#define FIELD STR("What stands here cannot be read, and the guardian has been told.")

struct stage {
    struct world world;
    struct arena arena;
    struct visitor desk, guardian;
    struct str call; /* "/referrals/SR-4821" */
    struct referral referral;
    struct str ref; /* hers */
    char complaints[64]; /* the file that standard error goes to meanwhile */
    int error;
};

static struct stage *stage;

/* ---- standing on the stage ------------------------------------------------------------------- */

static struct str field(const struct visitor *visitor, const char *name)
{
    const struct scan *page = visitor->page;
    for (size_t i = 0; i < page->form_count; i++)
        for (size_t k = 0; k < page->forms[i].field_count; k++)
            if (str_equal_c(page->forms[i].fields[k].name, name))
                return page->forms[i].fields[k].value;
    fail_msg("no field %s", name);
    return STR_NONE;
}

static bool has(const struct visitor *visitor, struct str text)
{
    return scan_find(visitor->page->text, text, 0) != SIZE_MAX;
}

static struct str path(const char *format, struct str ref)
{
    return str_format(&stage->arena, format, STR_ARGS(ref));
}

static void go(struct visitor *visitor, struct str to, int status)
{
    visitor_go(visitor, to);
    assert_int_equal(visitor->answer.status, status);
}

/* Sends the page's last form with some of its fields written anew. */
static struct seen send(struct visitor *visitor, struct str to, const struct pair *anew,
                        size_t count)
{
    const struct scan *page = visitor->page;
    const struct scan_form *form = NULL;
    struct pair pairs[200];
    size_t sent = 0;
    for (size_t i = 0; i < page->form_count; i++)
        if (page->forms[i].is_post && str_equal(page->forms[i].action, to))
            form = &page->forms[i];
    assert_non_null(form);
    for (size_t i = 0; i < form->field_count; i++) {
        bool is_anew = false;
        for (size_t k = 0; k < count; k++)
            is_anew |= str_equal(anew[k].name, form->fields[i].name);
        if (!is_anew && (form->fields[i].kind == SCAN_TEXT || form->fields[i].is_on))
            pairs[sent++] = (struct pair){form->fields[i].name, form->fields[i].value};
    }
    for (size_t k = 0; k < count; k++)
        pairs[sent++] = anew[k];
    return visitor_ask(visitor, &(struct ask){
        .path = to, .fields = &(struct pairs){pairs, sent}});
}

static enum err run_raw(struct db *db, void *with)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, with, NULL, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* A prepared statement is known by where it stands: each stays to the end. */
static struct kept {
    struct store_statement statement;
    struct kept *before;
} *kept;

static const struct store_statement *statement_of(const char *sql, bool is_writing)
{
    static const enum column_kind kinds[] = {COLUMN_INTEGER};
    struct kept *one = calloc(1, sizeof(*one));
    one->before = kept;
    kept = one;
    struct store_statement *statement = &one->statement;
    *statement = (struct store_statement){.name = "raw", .sql = sql, .is_writing = is_writing,
                                          .column_count = is_writing ? 0 : 1,
                                          .column_kinds = kinds};
    return statement;
}

/* What somebody does who writes in the database, or a disk that rots. */
static void spoil(const char *sql)
{
    assert_int_equal(store_write(stage->world.app.store, NULL, run_raw,
                                 (void *)(uintptr_t)statement_of(sql, true)), OK);
}

struct counting {
    const char *sql;
    int64_t number;
};

static enum err read_number(struct job *job, void *with)
{
    struct counting *counting = with;
    struct store_cursor *cursor;
    enum err err = store_begin(job->db, statement_of(counting->sql, false), NULL, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    if (err == OK)
        counting->number = store_row(cursor)[0].integer;
    store_end(cursor);
    return err;
}

static int64_t count(const char *sql)
{
    struct counting counting = {.sql = sql};
    world_do(&stage->world, read_number, &counting);
    return counting.number;
}

static size_t alarms(void)
{
    char text[1 << 16] = "";
    size_t number = 0;
    fflush(stderr);
    FILE *file = fopen(stage->complaints, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = 0;
    fclose(file);
    for (const char *at = text; (at = strstr(at, "haven: alarm record_damaged\n")); at++)
        number++;
    return number;
}

struct saying {
    const char *question, *value;
};

static enum err say(struct job *job, void *with)
{
    const struct saying *saying = with;
    const struct referral_answer answer = {.question = str_of(saying->question),
                                           .value = str_of(saying->value),
                                           .shown_at = job->now};
    return referral_save(job, stage->referral.referral, &answer, 1, problems_new(job->arena));
}

static enum err write_down(struct job *job, void *with)
{
    struct str ref = str_slice(stage->call, 11, 7);
    struct referral_id id;
    struct person person;
    (void)with;
    enum err err = referral_find_ref(job->db, job->arena, ref, &id);
    if (err == OK)
        err = referral_get(job, id, &stage->referral);
    if (err == OK)
        err = person_get(job, stage->referral.person, &person);
    if (err != OK)
        return err;
    stage->ref = str_copy(&stage->arena, person.ref);
    const struct person_name names[] = {{.kind = STR("given"), .text = STR("Selam Tesfaye")},
                                        {.kind = STR("alias"), .text = STR("Selamawit")}};
    const struct person_phone phone = {.number = STR("07700 900123"), .note = STR("after six")};
    struct person_facts facts = person.facts;
    facts.called = STR("Selam");
    facts.born = STR("1998-04-12");
    facts.gender = STR("female");
    facts.languages = STR("ti:speaks+reads");
    facts.feels_safe = STR("women_only");
    facts.helps = STR("A light at night.");
    facts.names = names;
    facts.name_count = COUNT_OF(names);
    facts.phones = &phone;
    facts.phone_count = 1;
    job->asker.staff = world_account(&stage->world, &stage->arena, STR("desk"))->staff;
    err = person_change(job, person.person, person.version, &facts);
    static const char *const notes[] = {"She slept well.", "He rang the house."};
    for (size_t i = 0; err == OK && i < COUNT_OF(notes); i++)
        err = contact_add(job, &(struct contact_new){.person = person.person,
                                                     .kind = STR("visit"),
                                                     .text = str_of(notes[i])});
    return err;
}

static int set_up(void **state)
{
    (void)state;
    stage = calloc(1, sizeof(*stage));
    stage->arena = arena_make((size_t)64 << 20);
    world_make(&stage->world, WORLD_FILE);
    stage->desk = visitor_make(&stage->world, &stage->arena, STR("desk"));
    stage->guardian = visitor_make(&stage->world, &stage->arena, STR("guardian"));
    assert_true(visitor_sign_in(&stage->desk));
    assert_true(visitor_sign_in(&stage->guardian));
    visitor_go(&stage->desk, STR("/sessions"));
    struct pair pairs[] = {{STR("csrf"), field(&stage->desk, "csrf")},
                           {STR("once"), field(&stage->desk, "once")},
                           {STR("name"), STR("Selam Tesfaye")}};
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){
        .path = STR("/referrals/new"), .fields = &(struct pairs){pairs, COUNT_OF(pairs)}});
    assert_int_equal(seen.status, 303);
    stage->call = str_slice(seen.location, 0, 18);
    world_do(&stage->world, write_down, NULL);
    snprintf(stage->complaints, sizeof(stage->complaints), "/tmp/haven-unreadable-XXXXXX");
    int file = mkstemp(stage->complaints);
    assert_true(file >= 0);
    fflush(stderr);
    stage->error = dup(STDERR_FILENO);
    dup2(file, STDERR_FILENO);
    close(file);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fflush(stderr);
    dup2(stage->error, STDERR_FILENO);
    close(stage->error);
    unlink(stage->complaints);
    world_end(&stage->world);
    arena_free(&stage->arena);
    free(stage);
    return 0;
}

/* Bytes of another value: they do not open here. */
static const char first_note[] =
    "update contact set text_sealed = (select p.helps_sealed from person p where p.person = "
    "contact.person) where contact = (select min(contact) from contact)";

/* ---- the page of a person -------------------------------------------------------------------- */

/* Everything else of her is there, and the guardian learns once where something is not. */
static void test_a_note_that_is_damaged(void **state)
{
    (void)state;
    struct str page = path("/people/%.*s", stage->ref);
    int64_t lines = count("select count(*) from audit where verb = 'not_opened'");
    spoil(first_note);
    go(&stage->desk, page, 200);
    assert_true(has(&stage->desk, CANNOT));
    assert_true(has(&stage->desk, STR("Selam")));
    assert_true(has(&stage->desk, STR("Tigrinya")));
    assert_true(has(&stage->desk, STR("She slept well.")) !=
                has(&stage->desk, STR("He rang the house.")));
    assert_int_equal(alarms(), 1);
    assert_int_equal(count("select count(*) from audit where verb = 'not_opened'"), lines + 1);
    go(&stage->desk, page, 200);
    assert_true(has(&stage->desk, CANNOT));
    assert_int_equal(alarms(), 1);
    assert_int_equal(count("select count(*) from audit where verb = 'not_opened'"), lines + 1);

    struct visitor *guardian = &stage->guardian;
    go(guardian, STR("/cold"), 200);
    assert_true(has(guardian, STR("Something in a record cannot be read")));
    assert_true(has(guardian, stage->ref));
    assert_true(has(guardian, STR("contact.text_sealed")));
    assert_false(has(guardian, STR("slept well")));
    struct str seen_at = STR_NONE;
    for (size_t i = 0; i < guardian->page->form_count; i++)
        if (str_ends(guardian->page->forms[i].action, STR("/seen")))
            seen_at = guardian->page->forms[i].action;
    assert_int_equal(send(guardian, seen_at, NULL, 0).status, 303);
    assert_int_equal(send(guardian, seen_at, NULL, 0).status, 303); /* the same form: led on */
    go(guardian, STR("/cold"), 200);
    assert_false(has(guardian, STR("Something in a record cannot be read")));
    go(&stage->desk, page, 200);
    assert_true(has(&stage->desk, CANNOT));
    assert_int_equal(alarms(), 1);
}

/* Two that somebody exchanged are two that cannot be read: neither is shown as the other. */
static void test_notes_that_were_exchanged(void **state)
{
    (void)state;
    spoil("create table moved as select contact, text_sealed from contact");
    spoil("update contact set text_sealed = (select o.text_sealed from moved o "
          "where o.contact <> contact.contact)");
    go(&stage->desk, path("/people/%.*s", stage->ref), 200);
    assert_false(has(&stage->desk, STR("She slept well.")));
    assert_false(has(&stage->desk, STR("He rang the house.")));
    assert_true(has(&stage->desk, CANNOT));
    assert_int_equal(count("select count(*) from unreadable"), 2);
    assert_int_equal(alarms(), 1);
}

/* Her key is gone bad: her reference, her calls and what is not sealed are still there. */
static void test_a_key_that_is_damaged(void **state)
{
    (void)state;
    spoil("update person set wrapped_key = (select o.wrapped_key from referral o "
          "where o.person = person.person)");
    go(&stage->desk, path("/people/%.*s", stage->ref), 200);
    assert_true(has(&stage->desk, CANNOT));
    assert_true(has(&stage->desk, stage->ref));
    assert_false(has(&stage->desk, STR("Not recorded")));
    go(&stage->desk, stage->call, 200);
}

/* A birth that cannot be read is not an age that nobody asked. */
static void test_a_birth_that_is_damaged(void **state)
{
    (void)state;
    spoil("update person set born_sealed = helps_sealed where called_sealed is not null");
    go(&stage->desk, path("/people/%.*s", stage->ref), 200);
    assert_true(has(&stage->desk, CANNOT));
    assert_true(has(&stage->desk, STR("A light at night.")));
}

/* A program is told what is null because it cannot be read. */
static void test_a_program_is_told(void **state)
{
    (void)state;
    struct str page = path("/api/v1/people/%.*s", stage->ref);
    spoil("update person set helps_sealed = born_sealed where called_sealed is not null");
    visitor_token(&stage->desk);
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){.path = page});
    assert_int_equal(seen.status, 200);
    assert_int_not_equal(scan_find(seen.body, STR("\"helps\":null"), 0), SIZE_MAX);
    assert_int_not_equal(scan_find(seen.body, STR("\"unreadable\":[\"helps\"]"), 0), SIZE_MAX);
    assert_int_equal(scan_find(seen.body, STR("cannot be read"), 0), SIZE_MAX);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static void test_a_search_that_finds_her(void **state)
{
    (void)state;
    go(&stage->desk, STR("/people"), 200);
    spoil("update person set called_sealed = helps_sealed where called_sealed is not null");
    struct pair pairs[] = {{STR("text"), stage->ref}};
    struct seen seen = send(&stage->desk, STR("/people/search"), pairs, COUNT_OF(pairs));
    assert_int_equal(seen.status, 200);
    assert_int_not_equal(scan_find(seen.body, stage->ref, 0), SIZE_MAX);
    assert_int_not_equal(scan_find(seen.body, CANNOT, 0), SIZE_MAX);
}

/* ---- forms ----------------------------------------------------------------------------------- */

/* What the database holds of her, as one number for each value. */
static enum err read_facts(struct job *job, void *with)
{
    return person_get_readable(job, stage->referral.person, with);
}

static void test_the_form_leaves_what_it_cannot_read(void **state)
{
    (void)state;
    struct str edit = path("/people/%.*s/edit", stage->ref);
    struct person before, after;
    spoil("update person set helps_sealed = born_sealed, languages_sealed = born_sealed, "
          "feels_safe_sealed = born_sealed, born_sealed = gender_sealed, "
          "gender_sealed = called_sealed where called_sealed is not null");
    spoil("update person_name set name_sealed = (select o.name_sealed from person_name o where "
          "o.kind = 'given') where kind = 'alias'");
    spoil("update person_phone set number_sealed = note_sealed");
    spoil("create table kept as select helps_sealed, languages_sealed, feels_safe_sealed, "
          "born_sealed, gender_sealed, called_sealed from person where called_sealed is not null");
    spoil("create table kept_name as select name, name_sealed from person_name "
          "where kind = 'alias'");
    spoil("create table kept_phone as select phone, number_sealed from person_phone");
    go(&stage->desk, edit, 200);
    assert_true(has(&stage->desk, FIELD));
    static const char *const empty[] = {"helps", "languages", "reads", "born", "alias", "phone"};
    for (size_t i = 0; i < COUNT_OF(empty); i++)
        assert_int_equal(field(&stage->desk, empty[i]).size, 0);
    struct pair called[] = {{STR("called"), STR("Selamina")}};
    world_do(&stage->world, read_facts, &before);
    assert_int_equal(send(&stage->desk, edit, called, 1).status, 303);
    world_do(&stage->world, read_facts, &after);
    assert_int_equal(after.version, before.version + 1);
    assert_int_equal(count("select count(*) from person p join kept k on "
                           "p.helps_sealed = k.helps_sealed and "
                           "p.languages_sealed = k.languages_sealed and "
                           "p.feels_safe_sealed = k.feels_safe_sealed and "
                           "p.born_sealed = k.born_sealed and p.gender_sealed = k.gender_sealed"),
                     1);
    assert_int_equal(count("select count(*) from person p join kept k on "
                           "p.called_sealed = k.called_sealed"), 0);
    assert_int_equal(count("select count(*) from person_name p join kept_name k "
                           "on k.name = p.name and k.name_sealed = p.name_sealed"), 1);
    assert_int_equal(count("select count(*) from person_name"), 2);
    assert_int_equal(count("select count(*) from person_phone p join kept_phone k "
                           "on k.phone = p.phone and k.number_sealed = p.number_sealed"), 1);
    go(&stage->desk, path("/people/%.*s", stage->ref), 200);
    assert_true(has(&stage->desk, STR("Selamina")));

    /* and what is written anew is there */
    go(&stage->desk, edit, 200);
    struct pair anew[] = {{STR("helps"), STR("The window open.")}, {STR("born"), STR("1999")},
                          {STR("languages"), STR("Arabic")}, {STR("alias"), STR("Selamina")},
                          {STR("gender"), STR("female")}, {STR("feels_safe"), STR("mixed")},
                          {STR("phone"), STR("07700 900456")}};
    assert_int_equal(send(&stage->desk, edit, anew, COUNT_OF(anew)).status, 303);
    assert_int_equal(count("select count(*) from person_name"), 2);
    assert_int_equal(count("select count(*) from person_phone"), 1);
    go(&stage->desk, edit, 200);
    assert_false(has(&stage->desk, FIELD));
    assert_true(str_equal_c(field(&stage->desk, "helps"), "The window open."));
    assert_true(str_equal_c(field(&stage->desk, "alias"), "Selamina"));
    assert_true(str_equal_c(field(&stage->desk, "phone"), "07700 900456"));
    assert_true(str_equal_c(field(&stage->desk, "phone_note"), "after six"));
}

/* ---- a call ---------------------------------------------------------------------------------- */

/* The desk's queue, the call and its questions are there; no room is found by an answer that is
 * not: that is refused until it is written anew. */
static void test_an_answer_that_is_damaged(void **state)
{
    (void)state;
    static const struct saying sayings[] = {{"avoid-any", "yes"}, {"night-admission", "yes"}};
    for (size_t i = 0; i < COUNT_OF(sayings); i++)
        world_do(&stage->world, say, (void *)&sayings[i]);
    struct str rooms = str_format(&stage->arena, "%.*s/rooms", STR_ARGS(stage->call));
    go(&stage->desk, rooms, 200);
    spoil("update referral_answer set answer_sealed = (select o.answer_sealed from "
          "referral_answer o where o.question = 'night-admission') where question = 'avoid-any'");
    go(&stage->desk, STR("/desk"), 200);
    assert_true(has(&stage->desk, STR("An answer of this call cannot be read.")));
    assert_int_equal(alarms(), 1);
    go(&stage->desk, stage->call, 200);
    struct str check = str_format(&stage->arena, "%.*s/check", STR_ARGS(stage->call));
    go(&stage->desk, check, 200);
    assert_true(has(&stage->desk, CANNOT));

    go(&stage->desk, rooms, 422);
    assert_true(has(&stage->desk, STR("nothing was decided and nothing was changed")));
    visitor_token(&stage->desk);
    struct seen seen = visitor_ask(&stage->desk, &(struct ask){
        .path = str_format(&stage->arena, "/api/v1%.*s", STR_ARGS(rooms))});
    assert_int_equal(seen.status, 422);
    assert_int_not_equal(scan_find(seen.body, STR("refusal_unreadable_text"), 0), SIZE_MAX);

    struct str tonight = str_format(&stage->arena, "%.*s/tonight", STR_ARGS(stage->call));
    struct str answers = str_format(&stage->arena, "%.*s/answers", STR_ARGS(stage->call));
    go(&stage->desk, tonight, 200);
    assert_true(has(&stage->desk, FIELD));
    spoil("create table kept as select answer_sealed from referral_answer "
          "where question = 'avoid-any'");
    assert_int_equal(send(&stage->desk, answers, NULL, 0).status, 303);
    assert_int_equal(count("select count(*) from referral_answer r join kept k "
                           "on k.answer_sealed = r.answer_sealed where r.question = 'avoid-any'"),
                     1);
    go(&stage->desk, tonight, 200);
    struct pair anew[] = {{STR("avoid-any"), STR("no")}};
    assert_int_equal(send(&stage->desk, answers, anew, 1).status, 303);
    go(&stage->desk, rooms, 200);
    go(&stage->desk, tonight, 200);
    assert_false(has(&stage->desk, FIELD));
}

/* Where nothing can be written down the alarm is raised each time, and the page is there. */
static void test_a_disk_that_takes_nothing(void **state)
{
    (void)state;
    spoil(first_note);
    spoil("create trigger full before insert on unreadable begin select raise(abort, 'full'); "
          "end");
    for (size_t i = 1; i <= 2; i++) {
        go(&stage->desk, path("/people/%.*s", stage->ref), 200);
        assert_true(has(&stage->desk, CANNOT));
        assert_int_equal(alarms(), i);
    }
}

/* ---- memory that ends ------------------------------------------------------------------------ */

/* Who has to go there is told whom to ring, in place of an error; and the guardian where it is. */
static void test_an_address_that_is_damaged(void **state)
{
    (void)state;
    struct visitor manager = visitor_make(&stage->world, &stage->arena, STR("manager"));
    const struct pair why = {STR("purpose"), STR("transport")};
    struct str page = STR_NONE;
    spoil("update house set address_sealed = (select o.address_sealed from house o "
          "where o.alias = 'Hazel House') where alias = 'Rowan House'");
    assert_true(visitor_sign_in(&manager));
    go(&manager, STR("/houses"), 200);
    for (size_t i = 0; i < manager.page->link_count; i++)
        if (str_equal_c(manager.page->links[i].label, "Rowan House"))
            page = path("%.*s/address", manager.page->links[i].url);
    go(&manager, page, 200);
    visitor_post(&manager, page, (struct pairs){(struct pair[]){
        {STR("csrf"), field(&manager, "csrf")}, {STR("once"), field(&manager, "once")}, why}, 3});
    assert_int_equal(manager.answer.status, 422);
    assert_true(has(&manager, STR("The address of this house cannot be read")));
    go(&stage->guardian, STR("/cold"), 200);
    assert_true(has(&stage->guardian, STR("house.address_sealed")));
    assert_true(has(&stage->guardian, STR("The address of a house")));
}

static size_t taken, taken_most;

static bool is_at_its_end(void)
{
    return ++taken == taken_most;
}

/* The page, where the memory for it ends with one taking; 0: never. */
static int page_within(struct str to, size_t most)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct head head = head_make(STR("GET"), to, STR("HTTP/1.1"));
    struct request request;
    struct http_answer answer = {0};
    head_add(&head, STR("Host"), STR("127.0.0.1"));
    head_add(&head, STR("Cookie"), path("session=%.*s", stage->desk.session));
    assert_int_equal(head_read(&head, &arena, &request), OK);
    taken = 0;
    taken_most = most;
    arena.fails = is_at_its_end;
    dispatch(&stage->world.app, &arena, &request, &answer);
    arena_free(&arena);
    return answer.status;
}

/* Where there is no memory left to write it down with, the alarm is raised all the same. */
static void test_a_page_that_is_too_large(void **state)
{
    (void)state;
    struct str page = path("/people/%.*s", stage->ref);
    spoil(first_note);
    assert_int_equal(page_within(page, 0), 200);
    size_t all = taken, raised = alarms(), cried = 0;
    assert_int_equal(raised, 1);
    spoil("delete from unreadable");
    for (size_t most = all / 2; most < all && count("select count(*) from unreadable") == 0;
         most += 7) {
        int status = page_within(page, most);
        size_t more = alarms() - raised;
        raised += more;
        if (cried > 0) /* it was found by then */
            assert_int_equal(more, 1);
        cried += status != 200 && more == 1;
    }
    assert_true(cried > 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_note_that_is_damaged),
        TEST(test_notes_that_were_exchanged),
        TEST(test_a_key_that_is_damaged),
        TEST(test_a_birth_that_is_damaged),
        TEST(test_a_program_is_told),
        TEST(test_a_search_that_finds_her),
        TEST(test_the_form_leaves_what_it_cannot_read),
        TEST(test_an_answer_that_is_damaged),
        TEST(test_a_disk_that_takes_nothing),
        TEST(test_a_page_that_is_too_large),
        TEST(test_an_address_that_is_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
