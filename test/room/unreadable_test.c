/* What does not open in a record that is in use: nothing is decided by it, a change leaves it, and
 * who looks into it is told once. What the pages show stands in test/app/unreadable_test.c. */
#include "guard/unreadable.h"
#include "rooms/cold/cold_unreadable.h"
#include "rooms/contact/contact.h"
#include "rooms/emergency/emergency.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"
#include "rooms/release/release.h"
#include "rooms/release/release_gate.h"
#include "rooms/retention/retention.h"
#include "cold_world.h"

static struct unreadable_values list(struct fixture *fixture)
{
    struct unreadable_values values;
    WELL(unreadable_list(fixture_as(fixture, ROLE_guardian, GUARDIAN), 10, &values));
    return values;
}

static int64_t records(struct fixture *fixture)
{
    int64_t number;
    WELL(unreadable_waiting(fixture_as(fixture, ROLE_guardian, GUARDIAN), &number));
    return number;
}

static void spoil(struct fixture *fixture, const struct store_statement *statement)
{
    fixture_run(fixture, statement);
    fixture_later(fixture, 0);
}

/* The call of hers. */
static struct referral_id call_of(struct fixture *fixture)
{
    return (struct referral_id){world_count(fixture, "select max(referral) from referral")};
}

/* Who decides gets nothing; who reads gets all but the one value; and both tell. */
static void test_nothing_is_decided_by_it(void **state)
{
    static const struct store_statement name =
        RAW("update person_name set name_sealed = (select p.helps_sealed from person p "
            "where p.person = person_name.person) where kind = 'alias'");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    struct person read = {0};
    struct release_gate gate;
    spoil(fixture, &name);
    struct job *job = desk(fixture);
    assert_int_equal(person_get(job, person, &read), ERR_INVALID);
    assert_int_equal(read.facts.name_count, 0);
    assert_int_equal(job->unreadable_count, 1);
    assert_true(job->has_unreadable);
    assert_int_equal(records(fixture), 0);
    job = desk(fixture);
    WELL(person_get_readable(job, person, &read));
    assert_true(str_equal_c(read.facts.called, "Dora"));
    assert_int_equal(read.facts.name_count, 2);
    size_t unreadable = 0;
    for (size_t i = 0; i < read.facts.name_count; i++)
        unreadable += str_is_unreadable(read.facts.names[i].text);
    assert_int_equal(unreadable, 1);
    unreadable_tell(job);
    assert_int_equal(records(fixture), 1);

    /* a name that the gate does not know would leave */
    const struct release_about about = {.person = person};
    job = desk(fixture);
    assert_int_equal(release_gate_make_about(job, &about, &gate), ERR_INVALID);
}

/* No room is looked for, and none is given, by an answer that cannot be read. */
static void test_no_room_is_found_by_it(void **state)
{
    static const struct store_statement answer =
        RAW("update referral_answer set answer_sealed = (select o.answer_sealed from "
            "referral_answer o where o.question <> referral_answer.question "
            "order by o.question limit 1) where question = 'step-free'");
    struct fixture *fixture = *state;
    struct match_household facts;
    struct referral_answers answers;
    somebody(fixture, 0);
    struct referral_id call = call_of(fixture);
    WELL(referral_match_facts(desk(fixture), call, &facts));
    spoil(fixture, &answer);
    assert_int_equal(referral_match_facts(desk(fixture), call, &facts), ERR_INVALID);
    assert_int_equal(referral_answers(desk(fixture), call, &answers), ERR_INVALID);
    WELL(referral_answers_readable(desk(fixture), call, &answers));
    assert_true(str_is_unreadable(
        referral_answer_of(&answers, (struct person_id){0}, "step-free")));
}

/* Nothing of hers is written out with a hole in it. */
static void test_nothing_is_written_out_with_a_hole(void **state)
{
    static const struct store_statement note =
        RAW("update contact set text_sealed = (select p.helps_sealed from person p "
            "where p.person = contact.person)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    struct problems problems = problems_make(&fixture->arena);
    struct release_id id;
    struct release release;
    struct release_lines lines;
    WELL(release_ask(fixture_as(fixture, ROLE_support_worker, WORKER), &(struct release_new){
        .person = person, .template = STR("own_copy"), .recipient = STR("Dora Sample"),
        .basis = STR("her_right"), .told = STR("told")}, &problems, &id));
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    WELL(release_get(job, id, &release));
    WELL(release_collect(job, &release, &lines));
    spoil(fixture, &note);
    job = fixture_as(fixture, ROLE_support_worker, WORKER);
    WELL(release_get(job, id, &release));
    assert_int_equal(release_collect(job, &release, &lines), ERR_INVALID);
}

/* While her birth cannot be read she is presumed a child as she was; and what was damaged stays
 * until it is written anew, also where somebody else took it away meanwhile. */
static void test_a_change_leaves_it(void **state)
{
    static const struct store_statement born =
        RAW("update person set born_sealed = helps_sealed, is_presumed_child = 1 "
            "where helps_sealed is not null");
    static const struct store_statement name =
        RAW("update person_name set name_sealed = (select p.helps_sealed from person p "
            "where p.person = person_name.person) where kind = 'alias'");
    static const struct store_statement away =
        RAW("delete from person_name where kind = 'alias'");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    struct person read;
    spoil(fixture, &born);
    WELL(person_get_readable(desk(fixture), person, &read));
    assert_true(str_is_unreadable(read.facts.born));
    struct job *job = desk(fixture);
    WELL(person_get_readable(job, person, &read));
    read.facts.helps = STR("The window open.");
    WELL(person_change(job, person, read.version, &read.facts));
    job = desk(fixture);
    WELL(person_get_readable(job, person, &read));
    assert_true(str_is_unreadable(read.facts.born));
    assert_true(str_equal_c(read.facts.helps, "The window open."));
    assert_true(read.is_presumed_child);
    read.facts.born = STR("1994-03-02");
    WELL(person_change(job, person, read.version, &read.facts));
    job = desk(fixture);
    WELL(person_get(job, person, &read));
    assert_false(read.is_presumed_child);

    spoil(fixture, &name);
    job = desk(fixture);
    WELL(person_get_readable(job, person, &read));
    spoil(fixture, &away);
    assert_int_equal(person_change(desk(fixture), person, read.version, &read.facts),
                     ERR_CONFLICT);
}

/* Each place once, until a guardian has looked into it; none of whom a flag keeps from her. */
static void test_who_is_told(void **state)
{
    static const struct store_statement note =
        RAW("update contact set text_sealed = (select p.helps_sealed from person p "
            "where p.person = contact.person)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    struct record_id record = {person.value};
    struct contacts contacts;
    int64_t lines = fixture_lines(fixture, VERB_not_opened);
    spoil(fixture, &note);
    for (int i = 0; i < 2; i++) {
        struct job *job = desk(fixture);
        struct opening opening = opening_make_readable(job);
        WELL(contact_ask(&opening, person, 10, &contacts));
        WELL(opening_open(&opening));
        assert_true(str_is_unreadable(contacts.at[0].text));
        job->once = STR("a form's token");
        unreadable_tell(job);
        assert_true(str_equal_c(job->once, "a form's token"));
        assert_int_equal(job->unreadable_count, 0);
        assert_int_equal(fixture_lines(fixture, VERB_not_opened), lines + 1);
    }
    struct unreadable_values values = list(fixture);
    assert_int_equal(values.count, 1);
    assert_int_equal(values.at[0].record.value, person.value);
    assert_true(str_equal_c(values.at[0].kind, "person"));
    assert_true(str_equal_c(values.at[0].of_table, "contact"));
    assert_true(str_equal_c(values.at[0].of_column, "text_sealed"));
    assert_int_equal(records(fixture), 1);
    assert_int_equal(unreadable_see(fixture_as(fixture, ROLE_guardian, GUARDIAN),
                                    (struct record_id){4711}), ERR_NOT_FOUND);
    WELL(unreadable_see(fixture_as(fixture, ROLE_guardian, GUARDIAN), record));
    assert_int_equal(unreadable_see(fixture_as(fixture, ROLE_guardian, GUARDIAN), record),
                     ERR_CONFLICT);
    assert_int_equal(records(fixture), 0);
    assert_int_equal(list(fixture).count, 0);
}

static void come_upon(struct fixture *fixture, struct person_id person)
{
    struct person read;
    struct job *job = desk(fixture);
    WELL(person_get_readable(job, person, &read));
    assert_true(str_is_unreadable(read.facts.gender));
    unreadable_tell(job);
}

/* Who writes in the database cannot say beforehand that it was told; and what is damaged again
 * after it was mended, or otherwise, is told again. */
static void test_nobody_silences_it(void **state)
{
    static const struct store_statement
        gender = RAW("update person set gender_sealed = helps_sealed "
                     "where helps_sealed is not null"),
        otherwise = RAW("update person set gender_sealed = called_sealed "
                        "where helps_sealed is not null"),
        by_hand = RAW("update unreadable set seen_by = 10, seen_at = 1, found_at = 1"),
        seen = RAW("update unreadable set seen_by = 10, seen_at = 1");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    int64_t lines = fixture_lines(fixture, VERB_not_opened);
    spoil(fixture, &gender);
    come_upon(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_not_opened), lines + 1);
    spoil(fixture, &by_hand);
    come_upon(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_not_opened), lines + 2);
    assert_int_equal(records(fixture), 1);
    come_upon(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_not_opened), lines + 2);

    spoil(fixture, &seen);
    come_upon(fixture, person);
    assert_int_equal(records(fixture), 0);
    spoil(fixture, &otherwise);
    come_upon(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_not_opened), lines + 3);
    assert_int_equal(records(fixture), 1);
}

/* Of half a name no name is made, and of an answer that somebody gave nothing else is learnt. */
static void test_a_call_teaches_no_half_of_a_name(void **state)
{
    static const struct store_statement first =
        RAW("update referral_answer set answer_sealed = (select o.answer_sealed from "
            "referral_answer o where o.question <> referral_answer.question "
            "order by o.question limit 1) where question = 'pv-name-first-name'");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    struct referral_id call = call_of(fixture);
    struct person read;
    world_say(fixture, DESK, call, "pv-name-first-name", "Dora");
    world_say(fixture, DESK, call, "pv-name-last-name", "Sample");
    fixture_later(fixture, 0);
    WELL(person_get(desk(fixture), person, &read));
    size_t names = read.facts.name_count;
    spoil(fixture, &first);
    world_say(fixture, DESK, call, "pv-gender", "female");
    world_say(fixture, DESK, call, "pv-name-last-name", "Sampler");
    fixture_later(fixture, 0);
    WELL(person_get(desk(fixture), person, &read));
    assert_int_equal(read.facts.name_count, names);
    for (size_t i = 0; i < names; i++)
        assert_false(str_starts(read.facts.names[i].text, STR("Sample")));
}

/* A call that says her number once more takes neither the words beside it away, which may say who
 * else uses it, nor what was written down of the ways that are safe. */
static void test_a_call_leaves_the_words_beside_a_number(void **state)
{
    static const struct store_statement
        note = RAW("update person_phone set note_sealed = number_sealed"),
        ways = RAW("update referral_answer set answer_sealed = (select o.answer_sealed from "
                   "referral_answer o where o.question <> referral_answer.question "
                   "order by o.question limit 1) where question = 'safe-ways'");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    struct referral_id call = call_of(fixture);
    struct person read;
    world_say(fixture, DESK, call, "pv-phone-number-yes", "07700 900456");
    world_say(fixture, DESK, call, "safe-ways", "text");
    world_say(fixture, DESK, call, "pv-gender", "female");
    fixture_later(fixture, 0);
    WELL(person_get(desk(fixture), person, &read));
    assert_int_equal(read.facts.phone_count, 1);
    assert_true(str_equal_c(read.facts.phones[0].note, "Not in the evening."));
    assert_true(read.facts.phones[0].may_text);
    assert_false(read.facts.phones[0].may_call);
    spoil(fixture, &note);
    spoil(fixture, &ways);
    world_say(fixture, DESK, call, "pv-gender", "male");
    fixture_later(fixture, 0);
    WELL(person_get_readable(desk(fixture), person, &read));
    assert_true(str_is_unreadable(read.facts.phones[0].note));
    assert_true(str_equal_c(read.facts.phones[0].number, "07700 900456"));
    assert_true(read.facts.phones[0].may_text);
}

/* OTHER_WORKER, whom a flag keeps from her, sees nothing of it in whatever role. */
static void test_a_flag_hides_it(void **state)
{
    static const struct store_statement answer =
        RAW("update referral_answer set answer_sealed = (select o.answer_sealed from "
            "referral_answer o where o.question <> referral_answer.question "
            "order by o.question limit 1) where question = 'step-free'");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    struct referral_answers answers;
    struct unreadable_values values;
    int64_t number;
    spoil(fixture, &answer);
    struct referral_id call = call_of(fixture);
    struct job *job = desk(fixture);
    WELL(referral_answers_readable(job, call, &answers));
    unreadable_tell(job);
    values = list(fixture);
    assert_int_equal(values.count, 1);
    assert_true(str_equal_c(values.at[0].kind, "referral"));
    job = fixture_as(fixture, ROLE_guardian, OTHER_WORKER);
    WELL(unreadable_list(job, 10, &values));
    WELL(unreadable_waiting(job, &number));
    assert_int_equal(values.count, 0);
    assert_int_equal(number, 0);
    assert_int_equal(unreadable_see(job, (struct record_id){call.value}), ERR_NOT_FOUND);

    /* and with her record goes what was noted of it */
    struct problems problems = problems_make(&fixture->arena);
    put_away(fixture);
    assert_int_equal(records(fixture), 1);
    WELL(retention_propose(fixture_as(fixture, ROLE_guardian, GUARDIAN), person, STR("asked"),
                           &problems));
    WELL(retention_confirm(fixture_as(fixture, ROLE_provider_manager, PROVIDER), person,
                           &problems));
    assert_int_equal(world_count(fixture, "select count(*) from unreadable"), 0);
}

/* Its review is due within 72 hours, whatever became of the words. */
static void test_the_words_of_an_emergency(void **state)
{
    static const struct store_statement words =
        RAW("update audit_detail set sealed = (select p.helps_sealed from person p "
            "where p.helps_sealed is not null limit 1)");
    struct fixture *fixture = *state;
    struct emergencies lately;
    struct emergency emergency;
    somebody(fixture, 0);
    WELL(emergency_open(fixture_as(fixture, ROLE_support_worker, WORKER), &(struct emergency_new){
        .typed = STR("nothing"), .reason = STR("missing"), .words = STR("She is not back.")}));
    WELL(emergency_lately(fixture_as(fixture, ROLE_support_worker, WORKER), &lately));
    struct emergency_id id = lately.at[0].emergency;
    spoil(fixture, &words);
    struct job *job = fixture_as(fixture, ROLE_guardian, GUARDIAN);
    WELL(emergency_get(job, id, &emergency));
    assert_true(str_is_unreadable(emergency.words));
    assert_true(str_equal_c(emergency.typed, "nothing"));
    unreadable_tell(job);
    struct unreadable_values values = list(fixture);
    assert_int_equal(values.count, 1);
    assert_true(str_equal_c(values.at[0].kind, "emergency"));
    assert_true(str_equal_c(values.at[0].of_table, "audit_detail"));
    assert_int_equal(values.at[0].ref.size, 0);
    assert_int_equal(records(fixture), 1);
    WELL(unreadable_see(fixture_as(fixture, ROLE_guardian, GUARDIAN), values.at[0].record));
    assert_int_equal(records(fixture), 0);
}

/* Whoever has to drive there is told whom to ring, and the guardian that it happened. */
static void test_an_address(void **state)
{
    static const struct store_statement address =
        RAW("update house set address_sealed = (select o.address_sealed from house o "
            "where o.alias = 'Quince House') where alias = 'Alder House'");
    struct fixture *fixture = *state;
    struct str opened = STR("untouched");
    struct instant until_at;
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts alder = world_facts(STR("Alder House"), organisation.organisation);
    struct house_facts quince = world_facts(STR("Quince House"), organisation.organisation);
    struct house_id house = world_house(fixture, &alder, 1);
    world_house(fixture, &quince, 1);
    spoil(fixture, &address);
    struct job *job = fixture_as(fixture, ROLE_house_manager, WORKER);
    job->purpose = PURPOSE_transport;
    assert_int_equal(house_reveal_address(job, house, &opened, &until_at), ERR_INVALID);
    assert_true(job->has_unreadable);
    assert_true(str_equal_c(opened, "untouched"));
    unreadable_tell(job);
    struct unreadable_values values = list(fixture);
    assert_int_equal(values.count, 1);
    assert_true(str_equal_c(values.at[0].kind, "house"));
    assert_true(str_equal_c(values.at[0].of_column, "address_sealed"));
    assert_int_equal(values.at[0].record.value, house.value);
    assert_int_equal(records(fixture), 1);
    WELL(unreadable_see(fixture_as(fixture, ROLE_guardian, GUARDIAN), values.at[0].record));
    assert_int_equal(records(fixture), 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, cold_world_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_is_decided_by_it),
        TEST(test_no_room_is_found_by_it),
        TEST(test_nothing_is_written_out_with_a_hole),
        TEST(test_a_change_leaves_it),
        TEST(test_who_is_told),
        TEST(test_nobody_silences_it),
        TEST(test_a_call_teaches_no_half_of_a_name),
        TEST(test_a_call_leaves_the_words_beside_a_number),
        TEST(test_a_flag_hides_it),
        TEST(test_the_words_of_an_emergency),
        TEST(test_an_address),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
