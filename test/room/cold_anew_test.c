/* Fresh keys at a thaw: everything of hers opens under them, nothing under those of before, and
 * what breaks off in between leaves her cold and whole. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/after.h"
#include "cold_anew_sql.h"
#include "cold_thawing_sql.h"
#include "person_sql.h"
#include "guard/tie.h"
#include "rooms/clock/clock_step.h"
#include "rooms/cold/cold.h"
#include "rooms/cold/cold_inner.h"
#include "rooms/conflict/conflict_flag.h"
#include "rooms/contact/contact.h"
#include "rooms/decision/decision.h"
#include "rooms/document/document.h"
#include "rooms/emergency/emergency.h"
#include "rooms/move_on/council.h"
#include "rooms/person/person.h"
#include "rooms/release/release.h"
#include "rooms/retention/retention.h"
#include "vault/cold_seal.h"
#include "words.h"
#include "world.h"

enum { DESK = 7, WORKER = 8, OTHER_WORKER = 9, GUARDIAN = 10, MANAGER = 11, PROVIDER = 12,
       YEAR_DAYS = 400, VALUES_MOST = 200,
       FEW = 2, MANY = 50 /* pieces: more than are sealed at once */ };

static char secret[BACKUP_KEY_CHARS + 1], public_key[BACKUP_KEY_CHARS + 1];

static int set_up(void **state)
{
    static const struct {
        enum role role;
        int64_t staff;
    } accounts[] = {{ROLE_night_desk, DESK}, {ROLE_support_worker, WORKER},
                    {ROLE_support_worker, OTHER_WORKER}, {ROLE_guardian, GUARDIAN},
                    {ROLE_house_manager, MANAGER}, {ROLE_provider_manager, PROVIDER}};
    int result = fixture_set_up(state);
    for (size_t i = 0; result == 0 && i < COUNT_OF(accounts); i++)
        fixture_account(*state, accounts[i].role, accounts[i].staff);
    if (result == 0)
        world_join(*state, WORKER, (struct circle_id){WORKER + 1000});
    backup_key_make(secret, public_key);
    return result;
}

static struct job *desk(struct fixture *fixture)
{
    struct job *job = fixture_as(fixture, ROLE_night_desk, DESK);
    job->reactions = after_table;
    job->reaction_count = after_count;
    return job;
}

/* ---- somebody of whom there is something in every column ------------------------------------- */

static void facts_of(struct fixture *fixture, struct person_id person)
{
    const struct person_name names[] = {{.kind = STR("given"), .text = STR("Dora")},
                                        {.kind = STR("alias"), .text = STR("Dorota")}};
    const struct person_phone phones[] = {
        {.number = STR("07700 900456"), .may_call = true, .note = STR("Not in the evening.")}};
    struct person is;
    WELL(person_get(desk(fixture), person, &is));
    struct person_facts facts = is.facts;
    facts.called = STR("Dora");
    facts.born = STR("1994-03-02");
    facts.birth_state = STR("known");
    facts.gender = STR("female");
    facts.nationality = STR("ET");
    facts.languages = STR("am:speaks");
    facts.feels_safe = STR("women");
    facts.helps = STR("A light at night.");
    facts.names = names;
    facts.name_count = COUNT_OF(names);
    facts.phones = phones;
    facts.phone_count = COUNT_OF(phones);
    WELL(person_change(desk(fixture), person, is.version, &facts));
}

/* A decision and what somebody did to its clock, with a note. */
static void a_step(struct fixture *fixture, struct person_id person)
{
    struct decision_id decision;
    struct problems problems = problems_make(&fixture->arena);
    struct clocks clocks;
    WELL(decision_add(desk(fixture), &(struct decision){
        .person = person, .kind = STR("reasonable_grounds"), .outcome = STR("positive"),
        .made_on = world_day(fixture, -3), .dated_on = DATE_NONE, .sent_on = DATE_NONE,
        .received_on = DATE_NONE, .reasons_received_on = DATE_NONE}, DATE_NONE, &problems,
        &decision));
    WELL(clock_list(desk(fixture), person, &clocks));
    assert_true(clocks.count > 0);
    struct job *job = desk(fixture);
    WELL(clock_step_add(job, person, &(struct clock_step_new){
        .clock = &clocks.at[0], .kind = STR("end"), .reason = STR("court_order"),
        .note = STR("As the court said."), .happened_on = world_day(fixture, 0),
        .until_on = DATE_NONE}, &problems));
}

static void approve(struct job *job, struct release_id release)
{
    struct problems problems = problems_make(job->arena);
    struct str seen;
    WELL(release_seen(job, release, &seen));
    WELL(release_approve(job, release, (struct release_word){true, seen}, &problems));
}

static void a_letter(struct fixture *fixture, struct person_id person)
{
    struct problems problems = problems_make(&fixture->arena);
    struct release_id id;
    struct release release;
    WELL(release_ask(fixture_as(fixture, ROLE_support_worker, WORKER), &(struct release_new){
        .person = person, .template = STR("letter_doctor"), .recipient = STR("Dr Sample"),
        .statement = STR("Please see her."), .basis = STR("vital_interests"),
        .told = STR("not_told"), .told_why = STR("She could not be reached."),
        .names_why = STR("Her sister comes along.")}, &problems, &id));
    approve(fixture_as(fixture, ROLE_house_manager, MANAGER), id);
    approve(fixture_as(fixture, ROLE_provider_manager, PROVIDER), id);
    WELL(release_get(fixture_as(fixture, ROLE_support_worker, WORKER), id, &release));
    struct release_lines lines;
    WELL(release_collect(fixture_as(fixture, ROLE_support_worker, WORKER), &release, &lines));
    WELL(release_write(fixture_as(fixture, ROLE_support_worker, WORKER), &release, &lines,
                       STR("Please see her."), &problems));
}

/* Offered a room, she wanted to think about it; then the room went, and nobody had another. */
static void a_wish(struct fixture *fixture, struct referral_id call)
{
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts facts = world_facts(STR("Rowan House"), organisation.organisation);
    struct house_id house = world_house(fixture, &facts, 1);
    struct problems problems = problems_make(&fixture->arena);
    int64_t count;
    struct placement_id stay =
        world_hold(fixture, DESK, call, world_room(fixture, house, "1"));
    WELL(world_offer(fixture, DESK, stay));
    WELL(placement_wish(desk(fixture), &(struct placement_wish){
        stay, STR("needs_time"), true, true, STR("I want to ask my sister.")}, &problems));
    fixture_later(fixture, 3 * MS_PER_DAY);
    WELL(placement_tidy(desk(fixture), 10, &count));
}

static void a_document(struct fixture *fixture, struct person_id person, size_t pieces)
{
    size_t size = pieces * VAULT_PLAIN_LIMIT;
    struct document_id document;
    struct job *job = desk(fixture);
    char *bytes = ARENA_MANY(&fixture->arena, char, size + 1);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)('a' + i % 23);
    WELL(document_add_clean(job, &(struct document_new){
        .person = person, .kind = STR("medical"), .title = STR("A letter"),
        .bytes = {bytes, size}}, STR("pdf"), &document));
}

static struct person_id somebody(struct fixture *fixture, size_t pieces)
{
    struct problems problems = problems_make(&fixture->arena);
    struct referral row;
    struct referral_id call = world_call(fixture, DESK, "Dora Sample");
    WELL(referral_get(desk(fixture), call, &row));
    facts_of(fixture, row.person);
    WELL(contact_add(desk(fixture), &(struct contact_new){
        .person = row.person, .kind = STR("phone"), .text = STR("She rang."),
        .at = INSTANT_NONE}));
    WELL(conflict_flag_add(desk(fixture), &(struct conflict_flag_new){
        row.person, {OTHER_WORKER}, STR("relative"), STR("His cousin.")}));
    WELL(council_refer(desk(fixture), row.person, &(struct council_referral){
        .council = STR("Sampleton"), .consent = STR("in_writing"),
        .consent_on = world_day(fixture, 0), .sent_on = world_day(fixture, 0)}, true, &problems));
    a_step(fixture, row.person);
    a_document(fixture, row.person, pieces);
    a_letter(fixture, row.person);
    a_wish(fixture, call);
    WELL(referral_unable(desk(fixture), call, STR("no_bed_in_time")));
    return row.person;
}

/* ---- going cold and coming back -------------------------------------------------------------- */

static void put_away(struct fixture *fixture)
{
    static const struct store_statement done =
        RAW("update follow_up set done_at = opened_at where done_at is null");
    struct person_id after = {INT64_MIN};
    size_t count;
    fixture_run(fixture, &done);
    fixture_later(fixture, YEAR_DAYS * MS_PER_DAY);
    WELL(cold_put_away(fixture_later(fixture, 0), str_of(public_key), 100, &after, &count));
    assert_int_equal(count, 1);
    fixture_later(fixture, 0);
}

static struct task_id asked(struct fixture *fixture, struct person_id person)
{
    struct thaws mine;
    struct person read;
    WELL(person_get(fixture_later(fixture, 0), person, &read));
    struct str ref = str_copy(&fixture->arena, read.ref);
    WELL(cold_ask(fixture_as(fixture, ROLE_support_worker, WORKER), ref, STR("own_copy")));
    WELL(cold_mine(fixture_as(fixture, ROLE_support_worker, WORKER), &mine));
    return mine.at[0].thaw;
}

static struct str opened(struct fixture *fixture, struct task_id thaw)
{
    struct thaw is;
    struct str text;
    WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw, &is));
    WELL(cold_open_text(&fixture->arena, str_of(secret), is.sealed, &text));
    return text;
}

static void thawed(struct fixture *fixture, struct person_id person)
{
    struct task_id thaw = asked(fixture, person);
    struct str text = opened(fixture, thaw);
    struct job *job = fixture_as(fixture, ROLE_guardian, GUARDIAN);
    struct problems problems = problems_make(job->arena);
    bool is_open = false;
    WELL(cold_confirm(job, thaw, text, &problems, &is_open));
    assert_true(is_open);
}

/* The second person has said it, and nothing has been done yet. */
static struct task_id begun(struct fixture *fixture, struct person_id person)
{
    struct task_id thaw = asked(fixture, person);
    struct str text = opened(fixture, thaw);
    struct job *job = fixture_as(fixture, ROLE_guardian, GUARDIAN);
    struct thaw is;
    WELL(cold_get(job, thaw, &is));
    assert_true(is.is_cold);
    WELL(cold_thaw_begin(job, &is, text));
    return thaw;
}

static bool went_on(struct fixture *fixture)
{
    bool is_more = false;
    WELL(cold_go_on(fixture_later(fixture, 0), 1, &is_more));
    fixture_later(fixture, 0);
    return is_more;
}

/* ---- what is sealed of her ------------------------------------------------------------------- */

static struct cold_keys keys_of(struct fixture *fixture, struct person_id person)
{
    struct cold_keys keys;
    WELL(cold_keys_live(fixture_later(fixture, 0), person, &keys));
    struct cold_key *kept = ARENA_MANY(&fixture->arena, struct cold_key, keys.count);
    for (size_t i = 0; i < keys.count; i++) {
        kept[i] = keys.at[i];
        kept[i].wrapped_key = str_copy(&fixture->arena, keys.at[i].wrapped_key);
    }
    return (struct cold_keys){kept, keys.count};
}

struct opening_all {
    struct fixture *fixture;
    const struct cold_keys *keys;
    struct arena own;
    struct buf all;
    size_t count, opened;
};

static void open_one(struct opening_all *all, struct vault_item item)
{
    for (size_t k = 0; k < all->keys->count; k++)
        if (all->keys->at[k].kind == item.kind && all->keys->at[k].owner == item.owner)
            item.wrapped_key = all->keys->at[k].wrapped_key;
    WELL(vault_open_all(all->fixture->vault, &all->own, &item, 1));
    all->count++;
    all->opened += item.result == OK;
    buf_format(&all->all, "%s %s %lld: ", item.place.table, item.place.column,
               (long long)item.place.row);
    buf_add(&all->all, item.out);
}

static void open_pieces(struct opening_all *all, struct person_id person)
{
    struct thawing_document_row document = {.document = {INT64_MIN}};
    struct thawing_pieces_rows rows;
    struct job *job = fixture_later(all->fixture, 0);
    while (sql_thawing_document(job->db, &all->own, person, document.document, &document) == OK) {
        WELL(sql_thawing_pieces(job->db, &all->own, document.document, 0, VALUES_MOST, &rows));
        for (size_t i = 0; i < rows.count; i++)
            open_one(all, (struct vault_item){
                .kind = VAULT_PERSON, .owner = person.value,
                .place = {"document_piece",
                          str_format(&all->own, "bytes_sealed %zu%s", i,
                                     i + 1 == rows.count ? " last" : "").at,
                          document.document.value},
                .in = rows.at[i].bytes_sealed});
    }
}

/* How many of her sealed values open under these keys; the digest of all that does. */
static size_t count_open(struct fixture *fixture, struct person_id person,
                         const struct cold_keys *keys, size_t *out_all, struct str *out_digest)
{
    struct opening_all all = {.fixture = fixture, .keys = keys,
                              .own = arena_make((size_t)64 << 20)};
    struct job *job = fixture_later(fixture, 0);
    struct anew_waiting_rows rows;
    all.all = buf_make(&all.own, 1 << 20);
    WELL(sql_anew_waiting(job->db, &all.own, &(struct anew_waiting_in){
        .person = person, .attempt = {0}, .is_damaged = 0, .limit_ = VALUES_MOST}, &rows));
    assert_true(rows.count > 0 && rows.count < VALUES_MOST);
    for (size_t i = 0; i < rows.count; i++)
        open_one(&all, (struct vault_item){
            .kind = (enum vault_owner)rows.at[i].kind, .owner = rows.at[i].owner,
            .place = {str_c(&all.own, rows.at[i].of_table), str_c(&all.own, rows.at[i].of_column),
                      rows.at[i].of_row},
            .in = rows.at[i].sealed});
    open_pieces(&all, person);
    *out_all = all.count;
    *out_digest = str_copy(&fixture->arena, release_digest(&all.own, buf_text(&all.all)));
    arena_free(&all.own);
    return all.opened;
}

/* The same where all opens, or nothing. */
static size_t open_under(struct fixture *fixture, struct person_id person,
                         const struct cold_keys *keys, struct str *out_digest)
{
    size_t all, count = count_open(fixture, person, keys, &all, out_digest);
    assert_true(count == all || count == 0);
    return count;
}

static void test_everything_is_sealed_anew(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, MANY);
    struct cold_keys before = keys_of(fixture, person);
    struct str was, is, nothing;
    size_t count = open_under(fixture, person, &before, &was);
    put_away(fixture);
    thawed(fixture, person);
    struct cold_keys after = keys_of(fixture, person);
    assert_int_equal(after.count, before.count);
    for (size_t i = 0; i < after.count; i++)
        assert_false(str_equal(after.at[i].wrapped_key, before.at[i].wrapped_key));
    assert_int_equal(open_under(fixture, person, &after, &is), count);
    assert_true(str_equal(is, was));
    assert_int_equal(open_under(fixture, person, &before, &nothing), 0);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
    assert_int_equal(world_count(fixture, "select count(*) from sealed_anew"), 0);

    /* and it goes cold and comes back once more */
    size_t again;
    fixture_later(fixture, 15 * MS_PER_DAY);
    WELL(cold_end_thaws(fixture_later(fixture, 0), str_of(public_key), 10, &again));
    assert_int_equal(again, 1);
    thawed(fixture, person);
    struct cold_keys last = keys_of(fixture, person);
    assert_int_equal(open_under(fixture, person, &last, &is), count);
    assert_true(str_equal(is, was));
}

/* Of every column that is sealed under a person's key or a call's there was something. */
static void test_somebody_has_all(void **state)
{
    static const char *const all[] = {
        "select count(*) from person where length(called_sealed) > 0 and length(born_sealed) > 0"
        " and length(gender_sealed) > 0 and length(nationality_sealed) > 0"
        " and length(languages_sealed) > 0 and length(feels_safe_sealed) > 0"
        " and length(helps_sealed) > 0",
        "select count(*) from person_phone where length(note_sealed) > 0",
        "select count(*) from contact where length(text_sealed) > 0",
        "select count(*) from clock_step where length(note_sealed) > 0",
        "select count(*) from council_referral where length(council_sealed) > 0",
        "select count(*) from conflict_flag where length(note_sealed) > 0",
        "select count(*) from document where length(title_sealed) > 0 and piece_count = 2",
        "select count(*) from release where length(recipient_sealed) > 0"
        " and length(statement_sealed) > 0 and length(told_why_sealed) > 0"
        " and length(names_why_sealed) > 0",
        "select count(*) from release_part where length(part_sealed) > 0",
        "select count(*) from placement where length(wish_sealed) > 0",
        "select count(*) from referral_answer where length(answer_sealed) > 0"};
    struct fixture *fixture = *state;
    somebody(fixture, FEW);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (world_count(fixture, all[i]) == 0)
            fail_msg("none: %s", all[i]);
}

/* ---- what breaks off ------------------------------------------------------------------------- */

/* However far it has come, no key of hers stands in a row and nobody reads her; a server that was
 * killed in between goes on where it was. */
static void test_step_by_step(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 2 * MANY);
    struct cold_keys before = keys_of(fixture, person);
    struct str was, is;
    struct thaw thaw;
    size_t all, count = open_under(fixture, person, &before, &was), steps = 1;
    put_away(fixture);
    struct task_id id = begun(fixture, person);
    for (; went_on(fixture); steps++) {
        assert_int_equal(keys_of(fixture, person).count, 0);
        assert_int_equal(tie_check(fixture_as(fixture, ROLE_support_worker, WORKER),
                                   (struct record_id){person.value}, RIGHT_person_read),
                         ERR_NOT_FOUND);
        assert_true(count_open(fixture, person, &before, &all, &is) <= count);
        assert_int_equal(all, count);
        WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), id, &thaw));
        assert_true(thaw.is_being_opened && !thaw.is_cold && thaw.sealed.size == 0);
        assert_int_equal(thaw.piece_count, 2 * MANY);
        assert_false(instant_is_some(thaw.until_at));
    }
    assert_true(steps >= 5); /* the pieces of the document, the rest, and the end */
    WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), id, &thaw));
    assert_true(!thaw.is_being_opened && instant_is_some(thaw.until_at));
    WELL(tie_check(fixture_as(fixture, ROLE_support_worker, WORKER),
                   (struct record_id){person.value}, RIGHT_person_read));
    struct cold_keys after = keys_of(fixture, person);
    assert_int_equal(open_under(fixture, person, &after, &is), count);
    assert_true(str_equal(is, was));
    assert_int_equal(open_under(fixture, person, &before, &is), 0);
    assert_int_equal(world_count(fixture, "select count(*) from sealed_anew"), 0);
    assert_int_equal(world_count(fixture, "select count(*) from thawing"), 0);
    assert_false(went_on(fixture));
}

/* Two askings for one person: the first that is confirmed opens her, the other finds nothing. */
static void test_two_askings(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct problems problems = problems_make(&fixture->arena);
    struct thaw is;
    bool is_open;
    put_away(fixture);
    struct task_id other = asked(fixture, person);
    fixture_later(fixture, MS_PER_MINUTE);
    struct str text = opened(fixture, other);
    WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), other, &is));
    begun(fixture, person);
    assert_int_equal(cold_thaw_begin(fixture_as(fixture, ROLE_guardian, GUARDIAN), &is, text),
                     ERR_CONFLICT);
    assert_int_equal(cold_confirm(fixture_as(fixture, ROLE_guardian, GUARDIAN), other, text,
                                  &problems, &is_open), ERR_INVALID);
    assert_int_equal(problems.items[0].word, WORD_cold_nothing);
    while (went_on(fixture))
        ;
    assert_int_equal(fixture_lines(fixture, VERB_thawed), 1);
}

static enum err put_work(struct job *job, void *with)
{
    return cold_anew_put(job, with, &(struct cold_mends){0});
}

/* Something of hers is written while it is done: it is sealed anew too, or nothing opens. */
static void test_something_was_written_meanwhile(void **state)
{
    static const struct store_statement one_less =
        RAW("delete from sealed_anew where of_table = 'contact'");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct cold_keys before = keys_of(fixture, person);
    struct str was, is;
    size_t count = open_under(fixture, person, &before, &was);
    put_away(fixture);
    struct thawing thawing = {.person = person, .old = before, .fresh = before};
    thawing.thaw = begun(fixture, person);
    for (int i = 0; i < 2; i++)
        assert_true(went_on(fixture));
    assert_true(world_count(fixture, "select count(*) from sealed_anew") > 0);
    fixture_run(fixture, &one_less);
    thawing.step = world_count(fixture, "select step from thawing");
    assert_int_equal(job_write(fixture_later(fixture, 0), put_work, &thawing), ERR_BUSY);
    assert_int_equal(keys_of(fixture, person).count, 0);
    while (went_on(fixture))
        ;
    struct cold_keys after = keys_of(fixture, person);
    assert_int_equal(open_under(fixture, person, &after, &is), count);
    assert_true(str_equal(is, was));
}

/* ---- what does not open ---------------------------------------------------------------------- */

static struct cold_damages damages_of(struct fixture *fixture, struct task_id thaw)
{
    struct cold_damages damages;
    WELL(cold_damage_list(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw, 10, &damages));
    return damages;
}

static int64_t waiting(struct fixture *fixture)
{
    int64_t number;
    WELL(cold_damage_waiting(fixture_as(fixture, ROLE_guardian, GUARDIAN), &number));
    return number;
}

static struct task_id last_thaw(struct fixture *fixture)
{
    struct thaws mine;
    WELL(cold_mine(fixture_as(fixture, ROLE_support_worker, WORKER), &mine));
    return mine.at[0].thaw;
}

/* One value was damaged long ago: the rest of her comes back under fresh keys, its place is empty,
 * and the guardian is told until she has looked into it. */
static void test_what_is_damaged_takes_nothing_along(void **state)
{
    static const struct store_statement damage =
        RAW("update contact set text_sealed = (select born_sealed from person limit 1)");
    static const struct store_statement lost =
        RAW("update person set born_sealed = helps_sealed");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct cold_keys before = keys_of(fixture, person);
    struct person read;
    struct contacts contacts;
    struct str unused;
    size_t all, opened;
    fixture_run(fixture, &damage);
    fixture_run(fixture, &lost);
    put_away(fixture);
    assert_int_equal(waiting(fixture), 0);
    thawed(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
    assert_int_equal(fixture_lines(fixture, VERB_not_opened), 1);
    struct cold_keys after = keys_of(fixture, person);
    for (size_t i = 0; i < after.count; i++)
        assert_false(str_equal(after.at[i].wrapped_key, before.at[i].wrapped_key));
    opened = count_open(fixture, person, &after, &all, &unused);
    assert_int_equal(opened, all); /* what is empty is not counted */
    assert_int_equal(count_open(fixture, person, &before, &all, &unused), 0);
    WELL(person_get(fixture_later(fixture, 0), person, &read));
    assert_true(str_equal_c(read.facts.called, "Dora"));
    assert_true(str_equal_c(read.facts.helps, "A light at night."));
    struct opening opening = opening_make(fixture_later(fixture, 0));
    WELL(contact_ask(&opening, person, 10, &contacts));
    WELL(opening_open(&opening));
    assert_int_equal(contacts.count, 1);
    assert_int_equal(contacts.at[0].text.size, 0);

    /* what stood in the note was her day of birth, and where that stood was what helps */
    struct task_id thaw = last_thaw(fixture);
    struct cold_damages damages = damages_of(fixture, thaw);
    assert_int_equal(damages.count, 2);
    assert_true(str_equal_c(damages.at[0].of_table, "contact"));
    assert_true(str_equal_c(damages.at[0].of_column, "text_sealed"));
    assert_true(str_equal_c(damages.at[0].kind, "moved"));
    assert_true(str_equal_c(damages.at[1].of_column, "born_sealed"));
    assert_true(str_equal_c(damages.at[1].kind, "put_back"));
    assert_true(str_equal_c(read.facts.born, "1994-03-02"));
    assert_int_equal(waiting(fixture), 1);
    assert_int_equal(cold_damage_see(fixture_as(fixture, ROLE_guardian, GUARDIAN),
                                     (struct task_id){1}), ERR_NOT_FOUND);
    WELL(cold_damage_see(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw));
    assert_int_equal(cold_damage_see(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw),
                     ERR_CONFLICT);
    assert_int_equal(waiting(fixture), 0);
}

/* A row that refuses what a step writes is a fault and told; a step of another server is none. */
static void test_a_step_that_a_row_refuses(void **state)
{
    static const struct store_statement damage =
        RAW("update contact set text_sealed = (select born_sealed from person limit 1)");
    static const struct store_statement in_the_way =
        RAW("insert into thaw_damage (thaw, owner, of_table, of_column, of_row, person, kind, "
            "found_at) select g.thaw, g.person, 'contact', 'text_sealed', c.contact, g.person, "
            "'damaged', 0 from thawing g join contact c on c.person = g.person");
    static const struct store_statement away = RAW("delete from thaw_damage");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    bool is_more;
    fixture_run(fixture, &damage);
    put_away(fixture);
    begun(fixture, person);
    fixture_run(fixture, &in_the_way);
    assert_int_equal(cold_go_on(fixture_later(fixture, 0), 9, &is_more), ERR_INTERNAL);
    assert_int_equal(keys_of(fixture, person).count, 0);
    fixture_run(fixture, &away);
    while (went_on(fixture))
        ;
    assert_true(keys_of(fixture, person).count > 0);
}

/* Twenty-five that fail each time, all begun before a sound one: each waits behind whoever was not
 * tried for longer. */
static void test_failing_ones_keep_nobody_waiting(void **state)
{
    static const struct store_statement thaws =
        RAW("insert into thaw (thaw, person, ref, reason, asked_by, asked_role, asked_at)"
            " select p.person, p.person, p.ref, 'returned', 7, 'night_desk', 0 from person p"
            " where not exists (select 1 from cold_case c where c.person = p.person)");
    static const struct store_statement no_keys =
        RAW("insert into thawing (thaw, person, wrapped_key, step, at_document, at_piece,"
            " piece_done, piece_count, begun_at)"
            " select t.thaw, p.person, substr(p.wrapped_key, 1, 1), 0, 0, 0, 0, 0, 0"
            " from thaw t join person p on p.person = t.thaw");
    enum { FAILING = 25, ROUNDS = 12 };
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    bool is_more;
    put_away(fixture);
    begun(fixture, person);
    for (int i = 0; i < FAILING; i++)
        world_call(fixture, DESK, "Nora Sample");
    fixture_run(fixture, &thaws);
    fixture_run(fixture, &no_keys);
    assert_int_equal(world_count(fixture, "select count(*) from thawing"), FAILING + 1);
    for (int i = 0; i < ROUNDS && keys_of(fixture, person).count == 0; i++)
        assert_int_equal(cold_go_on(fixture_later(fixture, MS_PER_SECOND), 1, &is_more),
                         ERR_INVALID);
    assert_true(keys_of(fixture, person).count > 0);
    /* and of the failing ones none is tried less often than the others */
    assert_int_equal(world_count(fixture, "select count(*) from thawing"), FAILING);
    assert_int_equal(world_count(fixture, "select count(*) from thawing where tried_at is null"),
                     0);
    int64_t last = world_count(fixture, "select max(tried_at) from thawing");
    for (int i = 0; i < 2; i++)
        assert_int_equal(cold_go_on(fixture_later(fixture, MS_PER_SECOND), 1, &is_more),
                         ERR_INVALID);
    assert_true(world_count(fixture, "select min(tried_at) from thawing") > last);
}

/* Two values that somebody exchanged by hand are back where they belong. */
static void test_what_was_exchanged_is_put_back(void **state)
{
    static const struct store_statement exchange =
        RAW("update person set helps_sealed = gender_sealed, gender_sealed = helps_sealed");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct cold_keys before = keys_of(fixture, person);
    struct str was, is;
    size_t count = open_under(fixture, person, &before, &was);
    fixture_run(fixture, &exchange);
    put_away(fixture);
    thawed(fixture, person);
    struct cold_keys after = keys_of(fixture, person);
    assert_int_equal(open_under(fixture, person, &after, &is), count);
    assert_true(str_equal(is, was));
    struct cold_damages damages = damages_of(fixture, last_thaw(fixture));
    assert_int_equal(damages.count, 2);
    for (size_t i = 0; i < damages.count; i++)
        assert_true(str_equal_c(damages.at[i].kind, "put_back"));
}

/* A document of which a piece is damaged does not pass for whole, now or later; another opens. */
static void test_a_damaged_document(void **state)
{
    static const struct store_statement damage =
        RAW("update document_piece set bytes_sealed = (select title_sealed from document limit 1)"
            " where number = 1 and document = (select min(document) from document)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct documents documents;
    struct opening opening = opening_make(fixture_later(fixture, 0));
    struct str bytes;
    size_t whole = 0, broken = 0;
    a_document(fixture, person, FEW);
    fixture_run(fixture, &damage);
    put_away(fixture);
    thawed(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
    struct cold_damages damages = damages_of(fixture, last_thaw(fixture));
    assert_int_equal(damages.count, 1);
    assert_true(str_equal_c(damages.at[0].of_column, "bytes_sealed 1 last"));
    assert_true(str_equal_c(damages.at[0].kind, "damaged"));
    opening = opening_make(fixture_later(fixture, 0));
    WELL(document_list(&opening, person, (struct referral_id){0}, &documents));
    assert_int_equal(documents.count, 2);
    for (size_t i = 0; i < documents.count; i++) {
        enum err err = document_bytes(opening.job, person, &documents.at[i], &bytes);
        whole += err == OK && bytes.size == (size_t)FEW * VAULT_PLAIN_LIMIT;
        broken += err == ERR_INVALID;
    }
    assert_int_equal(whole, 1);
    assert_int_equal(broken, 1);
}

/* Another call about her with the same questions: its answers were copied there by hand. */
static void another_call(struct fixture *fixture)
{
    static const struct store_statement call =
        RAW("insert into referral (referral, ref, household, person, wrapped_key, state,"
            " is_tonight, urgency, needed_at, taken_by, created_at, changed_at, unable_reason,"
            " version) select 4711, 'ZZ-4711', household, person, substr(wrapped_key, 1, 0), state,"
            " is_tonight, urgency, needed_at, taken_by, created_at, changed_at, unable_reason,"
            " version from referral");
    static const struct store_statement answers =
        RAW("insert into referral_answer (referral, person, question, answer_sealed, answered_at,"
            " answered_by) select 4711, person, question, answer_sealed, answered_at, answered_by"
            " from referral_answer");
    fixture_run(fixture, &call);
    fixture_run(fixture, &answers);
}

/* Of two calls what is said of one answer is not said of the other. */
static void test_the_same_question_of_another_call(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct str unused;
    size_t all;
    int64_t answers = world_count(fixture, "select count(*) from referral_answer");
    assert_in_range(answers, 1, 10);
    another_call(fixture);
    put_away(fixture);
    thawed(fixture, person);
    struct cold_damages damages = damages_of(fixture, last_thaw(fixture));
    assert_int_equal(damages.count, answers);
    for (size_t i = 0; i < damages.count; i++)
        assert_true(str_equal_c(damages.at[i].kind, "moved"));
    struct cold_keys after = keys_of(fixture, person);
    size_t opened = count_open(fixture, person, &after, &all, &unused);
    assert_int_equal(opened, all);
    assert_int_equal(world_count(fixture, "select count(*) from referral_answer"
                                          " where length(answer_sealed) > 0"), answers);
}

static void test_the_same_question_is_damaged_twice(void **state)
{
    static const struct store_statement damage =
        RAW("update referral_answer set answer_sealed ="
            " (select title_sealed from document limit 1)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    another_call(fixture);
    fixture_run(fixture, &damage);
    put_away(fixture);
    thawed(fixture, person);
    assert_int_equal(world_count(fixture, "select count(*) from thaw_damage"),
                     world_count(fixture, "select count(*) from referral_answer"));
}

#define PIECE "(select bytes_sealed from document_piece where number = 0 limit 1)"

/* Somebody has laid the largest value there is over all others: looking where each belongs takes
 * no more memory than a request has. */
static void test_much_that_is_large_does_not_open(void **state)
{
    static const struct store_statement damage[] = {
        RAW("update person set called_sealed = " PIECE ", born_sealed = " PIECE ", gender_sealed = "
            PIECE ", nationality_sealed = " PIECE ", languages_sealed = " PIECE
            ", feels_safe_sealed = " PIECE ", helps_sealed = " PIECE),
        RAW("update person_name set name_sealed = " PIECE),
        RAW("update person_phone set number_sealed = " PIECE ", note_sealed = " PIECE),
        RAW("update contact set text_sealed = " PIECE),
        RAW("update clock_step set note_sealed = " PIECE),
        RAW("update council_referral set council_sealed = " PIECE),
        RAW("update release set recipient_sealed = " PIECE ", statement_sealed = " PIECE),
        RAW("update referral_answer set answer_sealed = " PIECE)};
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    for (size_t i = 0; i < COUNT_OF(damage); i++)
        fixture_run(fixture, &damage[i]);
    put_away(fixture);
    thawed(fixture, person);
    assert_true(damages_of(fixture, last_thaw(fixture)).count == 10);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
}

/* A piece that somebody has deleted by hand stops nothing; its document is not whole, here too. */
static void test_a_piece_that_is_missing(void **state)
{
    static const struct store_statement loss =
        RAW("delete from document_piece where number = 1");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW + 1);
    struct documents documents;
    struct str bytes;
    fixture_run(fixture, &loss);
    put_away(fixture);
    thawed(fixture, person);
    struct opening opening = opening_make(fixture_later(fixture, 0));
    WELL(document_list(&opening, person, (struct referral_id){0}, &documents));
    WELL(opening_open(&opening));
    assert_int_equal(documents.count, 1);
    assert_int_equal(document_bytes(opening.job, person, &documents.at[0], &bytes), ERR_INVALID);
}

/* Nor does a letter: of its parts none is empty, for an empty one would leave a hole unseen. */
static void test_a_damaged_letter(void **state)
{
    static const struct store_statement damage =
        RAW("update release_part set part_sealed = (select title_sealed from document limit 1)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    fixture_run(fixture, &damage);
    put_away(fixture);
    thawed(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
    struct cold_damages damages = damages_of(fixture, last_thaw(fixture));
    assert_int_equal(damages.count, 1);
    assert_true(str_equal_c(damages.at[0].of_table, "release_part"));
    assert_true(str_equal_c(damages.at[0].kind, "moved")); /* a title is no part of a letter */
    assert_true(world_count(fixture, "select count(*) from release_part"
                                     " where length(part_sealed) > 0") > 0);
}

/* Erased while it is done: the keys go too, nothing of hers is left beside, and nothing goes on. */
static void test_erased_meanwhile(void **state)
{
    static const struct store_statement damage =
        RAW("update contact set text_sealed = (select title_sealed from document limit 1)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct problems problems = problems_make(&fixture->arena);
    fixture_run(fixture, &damage);
    put_away(fixture);
    begun(fixture, person);
    for (int i = 0; i < 2; i++)
        assert_true(went_on(fixture));
    assert_int_equal(waiting(fixture), 1);
    WELL(retention_propose(fixture_as(fixture, ROLE_guardian, GUARDIAN), person, STR("asked"),
                           &problems));
    WELL(retention_confirm(fixture_as(fixture, ROLE_provider_manager, PROVIDER), person,
                           &problems));
    assert_int_equal(world_count(fixture, "select count(*) from sealed_anew"), 0);
    assert_int_equal(world_count(fixture, "select count(*) from thawing"), 0);
    assert_int_equal(waiting(fixture), 0);
    assert_false(went_on(fixture));
    assert_int_equal(keys_of(fixture, person).count, 0);
}

/* The words of an emergency are what the log commits to: their key comes back as it was. */
static void test_the_words_of_an_emergency_open(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct person read;
    struct emergencies lately;
    struct emergency emergency;
    WELL(person_get(fixture_later(fixture, 0), person, &read));
    struct str ref = str_copy(&fixture->arena, read.ref);
    WELL(emergency_open(fixture_as(fixture, ROLE_support_worker, WORKER), &(struct emergency_new){
        .typed = ref, .reason = STR("missing"), .words = STR("She is not back.")}));
    WELL(emergency_lately(fixture_as(fixture, ROLE_support_worker, WORKER), &lately));
    struct emergency_id id = lately.at[0].emergency;
    put_away(fixture);
    thawed(fixture, person);
    WELL(emergency_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), id, &emergency));
    assert_true(str_equal_c(emergency.words, "She is not back."));
}

/* ---- no column is forgotten ------------------------------------------------------------------ */

static struct arena texts;
static char *statements;
static int columns_seen;

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "r");
    struct buf out = buf_make(&texts, 1 << 16);
    char part[4096];
    assert_non_null(file);
    for (size_t size; (size = fread(part, 1, sizeof(part), file)) > 0;)
        buf_add(&out, (struct str){part, size});
    fclose(file);
    return str_c(&texts, buf_text(&out));
}

/* Keys of their own: houses, accounts, emergencies; and what this room keeps. */
static bool is_of_others(const char *table)
{
    static const char *const others[] = {"house", "house_pattern", "account", "account_renewal",
                                         "emergency", "audit_detail"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (strcmp(table, others[i]) == 0)
            return true;
    return false;
}

/* It stands in the table's own statement, up to the next empty line. */
static void look_at_column(const char *table, const char *column)
{
    char update[256], set[256];
    snprintf(update, sizeof(update), "\nupdate %s\n", table);
    snprintf(set, sizeof(set), " %s = ", column);
    char *from = strstr(statements, update);
    char *found = from == NULL ? NULL : strstr(from, set);
    char *end = from == NULL ? NULL : strstr(from, "\n\n");
    if (found == NULL || (end != NULL && found > end))
        fail_msg("%s.%s is not sealed anew", table, column);
    columns_seen++;
}

static int look_at_file(const char *path, const struct stat *about, int kind)
{
    (void)about;
    size_t size = strlen(path);
    if (kind != FTW_F || size < 11 || strcmp(path + size - 11, ".schema.sql") != 0)
        return 0;
    char table[128] = "";
    for (char *line = strtok(read_whole(path), "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char word[128];
        if (sscanf(line, "create table %127[a-z_]", word) == 1)
            strcpy(table, word);
        else if (sscanf(line, " %127[a-z_]", word) == 1 && strstr(word, "_sealed") != NULL &&
                 strstr(line, "@BLOB@") != NULL && !is_of_others(table))
            look_at_column(table, word);
    }
    return 0;
}

static void test_no_column_is_forgotten(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    (void)fixture;
    texts = arena_make((size_t)64 << 20);
    snprintf(path, sizeof(path), "%s/src/rooms/cold/cold_anew.sql", getenv("HAVEN_SOURCE"));
    statements = read_whole(path);
    snprintf(path, sizeof(path), "%s/src", getenv("HAVEN_SOURCE"));
    columns_seen = 0;
    assert_int_equal(ftw(path, look_at_file, 8), 0);
    assert_true(columns_seen >= 20);
    arena_free(&texts);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_everything_is_sealed_anew),
        TEST(test_somebody_has_all),
        TEST(test_step_by_step),
        TEST(test_two_askings),
        TEST(test_something_was_written_meanwhile),
        TEST(test_what_is_damaged_takes_nothing_along),
        TEST(test_a_step_that_a_row_refuses),
        TEST(test_failing_ones_keep_nobody_waiting),
        TEST(test_what_was_exchanged_is_put_back),
        TEST(test_a_damaged_document),
        TEST(test_the_same_question_of_another_call),
        TEST(test_the_same_question_is_damaged_twice),
        TEST(test_much_that_is_large_does_not_open),
        TEST(test_a_piece_that_is_missing),
        TEST(test_a_damaged_letter),
        TEST(test_erased_meanwhile),
        TEST(test_the_words_of_an_emergency_open),
        TEST(test_no_column_is_forgotten),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
