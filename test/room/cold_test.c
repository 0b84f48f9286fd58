/* Records that go cold: whose do, what is left of them, and who may open one again. */
#include <string.h>

#include "guard/conflict.h"
#include "person_sql.h"
#include "rooms/cold/cold.h"
#include "rooms/conflict/conflict_flag.h"
#include "rooms/contact/contact.h"
#include "rooms/emergency/emergency.h"
#include "rooms/person/person.h"
#include "rooms/retention/retention.h"
#include "vault/cold_seal.h"
#include "words.h"
#include "world.h"

enum { DESK = 7, WORKER = 8, OTHER_WORKER = 9, GUARDIAN = 10, ADMINISTRATOR = 11, MONTH_DAYS = 31,
       YEAR_DAYS = 370 };

static char secret[BACKUP_KEY_CHARS + 1], public_key[BACKUP_KEY_CHARS + 1];

static int set_up(void **state)
{
    static const struct {
        enum role role;
        int64_t staff;
    } accounts[] = {{ROLE_night_desk, DESK}, {ROLE_support_worker, WORKER},
                    {ROLE_support_worker, OTHER_WORKER}, {ROLE_guardian, GUARDIAN},
                    {ROLE_administrator, ADMINISTRATOR}};
    int result = fixture_set_up(state);
    for (size_t i = 0; result == 0 && i < COUNT_OF(accounts); i++)
        fixture_account(*state, accounts[i].role, accounts[i].staff);
    backup_key_make(secret, public_key);
    return result;
}

static void days_later(struct fixture *fixture, int days)
{
    fixture_later(fixture, days * MS_PER_DAY);
}

/* Somebody who rang and went elsewhere. */
static struct person_id somebody(struct fixture *fixture, const char *name)
{
    struct referral_id call = world_call(fixture, DESK, name);
    struct referral row;
    struct job *job = fixture_as(fixture, ROLE_night_desk, DESK);
    WELL(referral_unable(job, call, STR("no_bed_in_time")));
    WELL(referral_get(fixture_as(fixture, ROLE_night_desk, DESK), call, &row));
    return row.person;
}

static size_t put_away(struct fixture *fixture)
{
    struct job *job = fixture_later(fixture, 0);
    struct person_id after = {INT64_MIN};
    size_t thawed, count;
    WELL(cold_end_thaws(job, str_of(public_key), 100, &thawed));
    WELL(cold_put_away(job, str_of(public_key), 100, &after, &count));
    assert_true(after.value == INT64_MIN);
    fixture_later(fixture, 0);
    return count + thawed;
}

static struct person read_person(struct fixture *fixture, struct person_id person)
{
    struct person read;
    WELL(person_get(fixture_later(fixture, 0), person, &read));
    return read;
}

static size_t key_size(struct fixture *fixture, struct person_id person)
{
    struct person_key_row row;
    struct job *job = fixture_later(fixture, 0);
    WELL(sql_person_key(job->db, job->arena, person, &row));
    return row.wrapped_key.size;
}

/* In memory that outlives the next job. */
static struct str ref_of(struct fixture *fixture, struct person_id person)
{
    return str_copy(&fixture->arena, read_person(fixture, person).ref);
}

static struct task_id asked(struct fixture *fixture, int64_t staff, struct str ref)
{
    struct thaws mine;
    WELL(cold_ask(fixture_as(fixture, ROLE_support_worker, staff), ref, STR("own_copy")));
    WELL(cold_mine(fixture_as(fixture, ROLE_support_worker, staff), &mine));
    size_t i = 0;
    while (i < mine.count && !str_equal(mine.at[i].ref, ref))
        i++;
    assert_true(i < mine.count);
    return mine.at[i].thaw;
}

static struct str opened(struct fixture *fixture, struct task_id thaw)
{
    struct thaw is;
    struct str text;
    WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw, &is));
    WELL(cold_open_text(&fixture->arena, str_of(secret), is.sealed, &text));
    return text;
}

/* The word that stands against it; 0: it is open. */
static int confirmed(struct fixture *fixture, enum role role, int64_t staff, struct task_id thaw,
                     struct str text)
{
    struct job *job = fixture_as(fixture, role, staff);
    struct problems problems = problems_make(job->arena);
    bool is_open = false;
    enum err err = cold_confirm(job, thaw, text, &problems, &is_open);
    assert_int_equal(is_open, err == OK);
    assert_true(err == OK || (err == ERR_INVALID && problems.count > 0));
    return problems.count > 0 ? problems.items[0].word : 0;
}

static enum err open_follow_up(struct job *job, void *with)
{
    const struct person_id *person = with;
    struct task_id unused;
    return follow_up_open(job, &(struct follow_up_new){
        .person = *person, .kind = STR("review"), .circle = CIRCLE_DESK, .due_at = job->now},
        &unused);
}

/* ---- whose goes cold ------------------------------------------------------------------------- */

static void test_after_a_year_and_not_before(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora Sample");
    days_later(fixture, 11 * MONTH_DAYS);
    assert_int_equal(put_away(fixture), 0);
    days_later(fixture, 2 * MONTH_DAYS);
    struct retention before, after;
    WELL(retention_get(fixture_later(fixture, 0), person, &before));
    assert_int_equal(put_away(fixture), 1);
    assert_int_equal(key_size(fixture, person), 0);
    assert_int_equal(read_person(fixture, person).facts.name_count, 1);
    assert_int_equal(read_person(fixture, person).facts.names[0].text.size, 0);
    assert_int_equal(read_person(fixture, person).facts.born.size, 0);
    WELL(retention_get(fixture_later(fixture, 0), person, &after));
    assert_true(instant_is_some(after.cold_at));
    assert_int_equal(after.due_on.days, before.due_on.days);
    assert_true(after.last_activity_on.days == before.last_activity_on.days);
    assert_int_equal(put_away(fixture), 0);
    assert_int_equal(fixture_lines(fixture, VERB_went_cold), 1);
}

/* Of a child the day of erasure hangs on the birth: the year stays, and the day moves to its
 * end. */
static void test_the_day_of_a_child_runs_on(void **state)
{
    struct fixture *fixture = *state;
    struct person_facts facts = {.kind = STR("child"), .called = STR("Selam"),
                                 .born = STR("2019-03-02"), .birth_state = STR("known"),
                                 .nation = STR("E")};
    struct person_id child;
    struct retention before, after;
    WELL(person_add(fixture_as(fixture, ROLE_night_desk, DESK), &facts, &child));
    days_later(fixture, YEAR_DAYS);
    WELL(retention_get(fixture_later(fixture, 0), child, &before));
    assert_int_equal(put_away(fixture), 1);
    WELL(retention_get(fixture_later(fixture, 0), child, &after));
    struct date_parts day = date_parts(after.due_on);
    assert_int_equal(day.year, 2019 + 18 + 7);
    assert_int_equal(day.month, 12);
    assert_true(date_compare(before.due_on, after.due_on) <= 0);

    /* nor does she stand among those who may be erased before that day */
    struct retention_lines due;
    days_later(fixture, 10 * YEAR_DAYS);
    WELL(retention_due(fixture_later(fixture, 0), 10, &due));
    assert_int_equal(due.count, 0);
    days_later(fixture, 10 * YEAR_DAYS);
    WELL(retention_due(fixture_later(fixture, 0), 10, &due));
    assert_int_equal(due.count, 1);
    assert_int_equal(due.at[0].person.value, child.value);
}

/* What is open, or was heard of since, keeps it warm. */
static void test_what_keeps_it(void **state)
{
    struct fixture *fixture = *state;
    struct person_id open = somebody(fixture, "Open Sample");
    struct person_id noted = somebody(fixture, "Noted Sample");
    struct person_id quiet = somebody(fixture, "Quiet Sample");
    fixture_as(fixture, ROLE_night_desk, DESK);
    world_write(fixture, open_follow_up, &open);
    days_later(fixture, YEAR_DAYS - 20);
    WELL(contact_add(fixture_as(fixture, ROLE_night_desk, DESK), &(struct contact_new){
        .person = noted, .kind = STR("phone"), .text = STR("She rang."), .at = INSTANT_NONE}));
    days_later(fixture, 20);
    assert_int_equal(put_away(fixture), 1); /* the third */
    assert_int_equal(key_size(fixture, quiet), 0);
    assert_true(key_size(fixture, open) > 0 && key_size(fixture, noted) > 0);
}

/* ---- what is left ---------------------------------------------------------------------------- */

static void test_nobody_finds_her(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Zerihun Sample");
    struct str ref = ref_of(fixture, person);
    struct name_hit hits[4];
    size_t count;
    const struct name_query query = {.text = STR("Zerihun Sample")};
    days_later(fixture, YEAR_DAYS);
    put_away(fixture);
    struct job *job = fixture_later(fixture, 0);
    WELL(person_index_refresh(job));
    WELL(names_find(job->vault, &query, hits, COUNT_OF(hits), &count));
    assert_int_equal(count, 0);
    assert_int_equal(tie_check(fixture_as(fixture, ROLE_night_desk, DESK),
                               (struct record_id){person.value}, RIGHT_person_read),
                     ERR_NOT_FOUND);
    /* nor does a reference open anything in an emergency */
    struct emergencies lately;
    WELL(emergency_open(fixture_as(fixture, ROLE_support_worker, WORKER), &(struct emergency_new){
        .typed = ref, .reason = STR("missing"), .words = STR("She rang.")}));
    WELL(emergency_lately(fixture_as(fixture, ROLE_support_worker, WORKER), &lately));
    assert_string_equal(str_c(&fixture->arena, lately.at[0].kind), "nothing");
}

/* ---- two people ------------------------------------------------------------------------------ */

static void test_two_of_different_roles(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora Sample");
    struct person_id other = somebody(fixture, "Other Sample");
    struct str ref = ref_of(fixture, person), other_ref = ref_of(fixture, other);
    days_later(fixture, YEAR_DAYS);
    assert_int_equal(put_away(fixture), 2);
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    struct task_id thaw = asked(fixture, WORKER, ref);
    struct str text = opened(fixture, thaw);
    struct str of_other = opened(fixture, asked(fixture, WORKER, other_ref));
    assert_int_equal(confirmed(fixture, ROLE_support_worker, WORKER, thaw, text),
                     WORD_cold_second_other);
    assert_int_equal(confirmed(fixture, ROLE_support_worker, OTHER_WORKER, thaw, text),
                     WORD_cold_second_other);
    /* who asked has another role by now, and is still the same */
    assert_int_equal(confirmed(fixture, ROLE_guardian, WORKER, thaw, text),
                     WORD_cold_second_other);
    assert_int_equal(confirmed(fixture, ROLE_guardian, GUARDIAN, thaw, of_other),
                     WORD_cold_not_opened);
    assert_int_equal(confirmed(fixture, ROLE_guardian, GUARDIAN, thaw, STR("AAAA")),
                     WORD_cold_not_opened);
    assert_int_equal(key_size(fixture, person), 0);
    assert_int_equal(confirmed(fixture, ROLE_guardian, GUARDIAN, thaw, text), 0);
    assert_int_equal(read_person(fixture, person).facts.name_count, 1);
    assert_true(str_equal_c(read_person(fixture, person).facts.names[0].text, "Dora Sample"));
    WELL(tie_check(fixture_as(fixture, ROLE_support_worker, WORKER),
                   (struct record_id){person.value}, RIGHT_person_read));
    assert_int_equal(tie_check(fixture_as(fixture, ROLE_support_worker, WORKER),
                               (struct record_id){person.value}, RIGHT_note_write),
                     ERR_NOT_FOUND);
    assert_int_equal(tie_check(fixture_as(fixture, ROLE_support_worker, OTHER_WORKER),
                               (struct record_id){person.value}, RIGHT_person_read),
                     ERR_NOT_FOUND);
    assert_int_equal(fixture_lines(fixture, VERB_thawed), 1);
    struct problems problems = problems_make(&fixture->arena);
    assert_int_equal(cold_refuse(fixture_as(fixture, ROLE_administrator, ADMINISTRATOR), thaw,
                                 &problems), ERR_CONFLICT);
    /* its time is over: closed again, and what was opened once opens once more */
    days_later(fixture, 15);
    assert_int_equal(put_away(fixture), 1);
    assert_int_equal(key_size(fixture, person), 0);
    assert_int_equal(tie_check(fixture_as(fixture, ROLE_support_worker, WORKER),
                               (struct record_id){person.value}, RIGHT_person_read),
                     ERR_NOT_FOUND);
}

/* Why somebody opened her record in an emergency is sealed under a key of its own: it goes with
 * hers and comes back with hers. */
static struct str words_of(struct fixture *fixture, struct emergency_id emergency)
{
    struct emergency read;
    WELL(emergency_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), emergency, &read));
    return read.words;
}

static void test_the_words_of_an_emergency(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora Sample");
    struct str ref = ref_of(fixture, person);
    struct emergencies lately;
    WELL(emergency_open(fixture_as(fixture, ROLE_support_worker, OTHER_WORKER),
                        &(struct emergency_new){
                            .typed = ref, .reason = STR("missing"), .words = STR("She rang.")}));
    WELL(emergency_lately(fixture_as(fixture, ROLE_support_worker, OTHER_WORKER), &lately));
    struct emergency_id emergency = lately.at[0].emergency;
    /* nobody reviews her own, not as the guardian that she has become, and it is reviewed once */
    assert_int_equal(emergency_review(fixture_as(fixture, ROLE_guardian, OTHER_WORKER), emergency,
                                      STR("justified"), STR("")), ERR_NOT_FOUND);
    WELL(emergency_review(fixture_as(fixture, ROLE_guardian, GUARDIAN), emergency,
                          STR("justified"), STR("")));
    assert_int_equal(emergency_review(fixture_as(fixture, ROLE_guardian, GUARDIAN), emergency,
                                      STR("not_justified"), STR("")), ERR_CONFLICT);
    days_later(fixture, YEAR_DAYS);
    assert_int_equal(put_away(fixture), 1);
    assert_int_equal(words_of(fixture, emergency).size, 0);
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    struct task_id thaw = asked(fixture, WORKER, ref);
    assert_int_equal(confirmed(fixture, ROLE_guardian, GUARDIAN, thaw, opened(fixture, thaw)), 0);
    assert_true(str_equal_c(words_of(fixture, emergency), "She rang."));
}

static void flag(struct fixture *fixture, int64_t staff, struct person_id person)
{
    WELL(conflict_flag_add(fixture_as(fixture, ROLE_night_desk, DESK), &(struct conflict_flag_new){
        person, {staff}, STR("relative"), STR("His cousin.")}));
}

/* To whom a flag keeps from her she does not exist, on either side; a flag that comes while it
 * waits ends it. */
static void test_flags_beat_it(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora Sample");
    struct str ref = ref_of(fixture, person);
    flag(fixture, OTHER_WORKER, person);
    flag(fixture, ADMINISTRATOR, person);
    days_later(fixture, YEAR_DAYS);
    assert_int_equal(put_away(fixture), 1);
    struct thaw is;
    struct task_id kept = asked(fixture, OTHER_WORKER, ref);
    WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), kept, &is));
    assert_false(is.is_cold);
    assert_int_equal(is.sealed.size, 0);
    assert_int_equal(confirmed(fixture, ROLE_guardian, GUARDIAN, kept, STR("AAAA")),
                     WORD_cold_nothing);
    struct task_id thaw = asked(fixture, WORKER, ref);
    struct problems problems = problems_make(&fixture->arena);
    bool is_open;
    assert_int_equal(cold_get(fixture_as(fixture, ROLE_administrator, ADMINISTRATOR), thaw, &is),
                     ERR_NOT_FOUND);
    assert_int_equal(cold_confirm(fixture_as(fixture, ROLE_administrator, ADMINISTRATOR), thaw,
                                  STR("AAAA"), &problems, &is_open), ERR_NOT_FOUND);
    struct cold_lines lines;
    WELL(cold_list(fixture_as(fixture, ROLE_administrator, ADMINISTRATOR), STR_NONE, &lines));
    assert_int_equal(lines.count, 0);
    assert_int_equal(lines.total, 0);
}

/* Each stands on one page, the last page says that it is. */
static void test_pages(void **state)
{
    struct fixture *fixture = *state;
    struct cold_lines first, rest;
    for (int i = 0; i < COLD_ROWS + 2; i++)
        somebody(fixture, "Dora Sample");
    days_later(fixture, YEAR_DAYS);
    assert_int_equal(put_away(fixture), COLD_ROWS + 2);
    struct job *job = fixture_as(fixture, ROLE_guardian, GUARDIAN);
    WELL(cold_list(job, STR_NONE, &first));
    assert_int_equal(first.count, COLD_ROWS);
    assert_int_equal(first.total, COLD_ROWS + 2);
    WELL(cold_list(job, first.next, &rest));
    assert_int_equal(rest.count, 2);
    assert_int_equal(rest.next.size, 0);
    for (size_t i = 0; i < first.count; i++)
        for (size_t k = 0; k < rest.count; k++)
            assert_false(str_equal(first.at[i].ref, rest.at[k].ref));
    assert_int_equal(cold_list(job, STR("1.x"), &rest), ERR_MALFORMED);
    assert_int_equal(cold_list(job, STR("yesterday"), &rest), ERR_MALFORMED);
    assert_int_equal(cold_list(job, STR("-9223372036854775808.SR-4821"), &rest), ERR_MALFORMED);
}

/* ---- afterwards ------------------------------------------------------------------------------ */

static void test_ended_before_its_time(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora Sample");
    struct str ref = ref_of(fixture, person);
    days_later(fixture, YEAR_DAYS);
    put_away(fixture);
    struct task_id thaw = asked(fixture, WORKER, ref);
    assert_int_equal(confirmed(fixture, ROLE_guardian, GUARDIAN, thaw, opened(fixture, thaw)), 0);
    assert_int_equal(cold_end(fixture_as(fixture, ROLE_support_worker, OTHER_WORKER), thaw, true),
                     ERR_NOT_FOUND);
    WELL(cold_end(fixture_as(fixture, ROLE_support_worker, WORKER), thaw, true));
    assert_int_equal(cold_end(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw, false),
                     ERR_CONFLICT);
    assert_int_equal(tie_check(fixture_as(fixture, ROLE_support_worker, WORKER),
                               (struct record_id){person.value}, RIGHT_person_read),
                     ERR_NOT_FOUND);
    assert_int_equal(put_away(fixture), 1);
    assert_int_equal(key_size(fixture, person), 0);
}

static void test_opened_again_it_stays(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora Sample");
    struct str ref = ref_of(fixture, person);
    days_later(fixture, YEAR_DAYS);
    put_away(fixture);
    struct task_id thaw = asked(fixture, WORKER, ref);
    assert_int_equal(confirmed(fixture, ROLE_guardian, GUARDIAN, thaw, opened(fixture, thaw)), 0);
    fixture_as(fixture, ROLE_night_desk, DESK);
    world_write(fixture, open_follow_up, &person);
    days_later(fixture, 20);
    put_away(fixture);
    assert_true(key_size(fixture, person) > 0);
    struct retention retention;
    WELL(retention_get(fixture_later(fixture, 0), person, &retention));
    assert_false(instant_is_some(retention.cold_at));
}

static struct emergency opened_in_emergency(struct fixture *fixture, struct str ref)
{
    struct emergencies lately;
    WELL(emergency_open(fixture_as(fixture, ROLE_support_worker, OTHER_WORKER),
                        &(struct emergency_new){
                            .typed = ref, .reason = STR("missing"), .words = STR("She rang.")}));
    WELL(emergency_lately(fixture_as(fixture, ROLE_support_worker, OTHER_WORKER), &lately));
    return lately.at[0];
}

static int64_t words_in_log(struct fixture *fixture)
{
    return world_count(fixture, "select count(*) from audit_detail");
}

/* Nothing opens it after two people have let her go, whoever has the key; the log has no words
 * about her any more, and none come there under her reference. */
static void test_erased_while_cold(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora Sample");
    struct str ref = ref_of(fixture, person);
    struct emergency_id emergency = opened_in_emergency(fixture, ref).emergency;
    WELL(emergency_review(fixture_as(fixture, ROLE_guardian, GUARDIAN), emergency,
                          STR("justified"), STR("He did right.")));
    assert_int_equal(words_in_log(fixture), 2);
    days_later(fixture, YEAR_DAYS);
    put_away(fixture);
    struct task_id thaw = asked(fixture, WORKER, ref);
    struct str text = opened(fixture, thaw);
    struct problems problems = problems_make(&fixture->arena);
    WELL(retention_propose(fixture_as(fixture, ROLE_guardian, GUARDIAN), person, STR("asked"),
                           &problems));
    WELL(retention_confirm(fixture_as(fixture, ROLE_administrator, ADMINISTRATOR), person,
                           &problems));
    assert_int_equal(confirmed(fixture, ROLE_guardian, GUARDIAN, thaw, text), WORD_cold_nothing);
    assert_int_equal(key_size(fixture, person), 0);
    put_away(fixture);
    assert_int_equal(key_size(fixture, person), 0);
    assert_int_equal(words_in_log(fixture), 0);
    assert_true(str_equal_c(opened_in_emergency(fixture, ref).kind, "nothing"));
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_after_a_year_and_not_before),
        TEST(test_the_day_of_a_child_runs_on),
        TEST(test_what_keeps_it),
        TEST(test_nobody_finds_her),
        TEST(test_two_of_different_roles),
        TEST(test_the_words_of_an_emergency),
        TEST(test_flags_beat_it),
        TEST(test_pages),
        TEST(test_ended_before_its_time),
        TEST(test_opened_again_it_stays),
        TEST(test_erased_while_cold),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
