#include "cold_world.h"

#include "app/after.h"
#include "cold_anew_sql.h"
#include "cold_thawing_sql.h"
#include "rooms/clock/clock_step.h"
#include "rooms/conflict/conflict_flag.h"
#include "rooms/contact/contact.h"
#include "rooms/decision/decision.h"
#include "rooms/document/document.h"
#include "rooms/move_on/council.h"
#include "rooms/person/person.h"
#include "rooms/release/release.h"
#include "vault/cold_seal.h"

static char secret[BACKUP_KEY_CHARS + 1], public_key[BACKUP_KEY_CHARS + 1];

struct str cold_world_key(void)
{
    return str_of(public_key);
}

int cold_world_set_up(void **state)
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

struct job *desk(struct fixture *fixture)
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

void a_document(struct fixture *fixture, struct person_id person, size_t pieces)
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

struct person_id somebody(struct fixture *fixture, size_t pieces)
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

void put_away(struct fixture *fixture)
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

struct task_id asked(struct fixture *fixture, struct person_id person)
{
    struct thaws mine;
    struct person read;
    WELL(person_get(fixture_later(fixture, 0), person, &read));
    struct str ref = str_copy(&fixture->arena, read.ref);
    WELL(cold_ask(fixture_as(fixture, ROLE_support_worker, WORKER), ref, STR("own_copy")));
    WELL(cold_mine(fixture_as(fixture, ROLE_support_worker, WORKER), &mine));
    return mine.at[0].thaw;
}

struct str opened(struct fixture *fixture, struct task_id thaw)
{
    struct thaw is;
    struct str text;
    WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw, &is));
    WELL(cold_open_text(&fixture->arena, str_of(secret), is.sealed, &text));
    return text;
}

void thawed(struct fixture *fixture, struct person_id person)
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
struct task_id begun(struct fixture *fixture, struct person_id person)
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

bool went_on(struct fixture *fixture)
{
    bool is_more = false;
    WELL(cold_go_on(fixture_later(fixture, 0), 1, &is_more));
    fixture_later(fixture, 0);
    return is_more;
}

/* ---- what is sealed of her ------------------------------------------------------------------- */

struct cold_keys keys_of(struct fixture *fixture, struct person_id person)
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
size_t count_open(struct fixture *fixture, struct person_id person,
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
size_t open_under(struct fixture *fixture, struct person_id person,
                         const struct cold_keys *keys, struct str *out_digest)
{
    size_t all, count = count_open(fixture, person, keys, &all, out_digest);
    assert_true(count == all || count == 0);
    return count;
}

int64_t waiting(struct fixture *fixture)
{
    int64_t number;
    WELL(cold_damage_waiting(fixture_as(fixture, ROLE_guardian, GUARDIAN), &number));
    return number;
}
