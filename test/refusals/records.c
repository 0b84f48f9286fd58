#include "records.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/shape.h"
#include "guard/account.h"
#include "guard/tie.h"
#include "guard/unreadable.h"
#include "rooms/clock/clock.h"
#include "rooms/calendar/calendar.h"
#include "placement_sql.h"
#include "rooms/fairness/fairness.h"
#include "rooms/conflict/conflict_flag.h"
#include "rooms/contact/contact.h"
#include "rooms/decision/decision.h"
#include "rooms/cold/cold.h"
#include "rooms/document/document.h"
#include "rooms/emergency/emergency.h"
#include "rooms/entitlement/entitlement.h"
#include "rooms/house/house.h"
#include "rooms/move_on/council.h"
#include "rooms/placement/placement.h"
#include "rooms/referral/referral.h"
#include "rooms/release/release_look.h"
#include "rooms/staff/staff.h"

/* What becomes of one set, with the ids that ties are made to. */
struct making {
    struct world *world;
    struct record_set set;
    enum relation relation;
    int number;
    struct organisation organisation;
    struct person_id person, child;
    struct referral_id referral;
    struct document_id document;
    struct house_id house;
    struct circle_id house_circle;
};

static void need(enum err err, const char *what)
{
    if (err != OK) {
        fprintf(stderr, "records of the refusals: %s: %s\n", what, err_name(err));
        exit(1);
    }
}

static struct str keep_id(struct making *making, int64_t id)
{
    return id_text(&making->world->arena, id);
}

/* ---- a house with two rooms, of which one is out of order ------------------------------------ */

static enum err store_house(struct job *job, void *with)
{
    return house_store(job, with);
}

static enum err void_room(struct job *job, void *with)
{
    struct making *making = with;
    struct house_rooms rooms;
    struct void_id void_;
    enum err err = house_rooms(job, making->house, &rooms);
    if (err == OK && rooms.count != 2)
        err = ERR_INTERNAL;
    if (err != OK)
        return err;
    making->set.room = keep_id(making, rooms.at[0].room.value);
    struct date today = date_in_london(job->now);
    err = room_void_add(job, &(struct void_new){rooms.at[1].room, today, date_add_days(today, 9),
                                                STR("deep_clean")}, &void_);
    if (err == OK)
        making->set.void_ = keep_id(making, void_.value);
    return err;
}

static void make_house(struct job *job, struct making *making)
{
    static const struct house_room rooms[] = {
        {.name = {"1", 1}, .beds = 2, .cots = 1, .step_free = {"yes", 3}},
        {.name = {"2", 1}, .beds = 1, .step_free = {"yes", 3}},
    };
    struct house_facts facts = {
        .alias = str_format(&making->world->arena, "Refusal House %d", making->number),
        .organisation = making->organisation.organisation,
        .nation = STR("E"), .region = STR("west_midlands"), .area = STR("birmingham"),
        .takes_women = true, .takes_mixed = true, .takes_families = true,
        .night_cover = STR("yes"), .step_free = STR("yes"), .licence_persons = 8,
        .languages = STR("en"), .address = STR("5 Invented Row, Nowhere"),
    };
    struct house_prepared *prepared;
    struct house house;
    need(house_prepare(job, &facts, rooms, COUNT_OF(rooms), &prepared), "house");
    need(job_write(job, store_house, prepared), "house");
    making->house = house_prepared_id(prepared);
    need(house_get(job, making->house, &house), "house");
    need(house_circle(job, making->house, &making->house_circle), "house's circle");
    need(job_write(job, void_room, making), "room out of order");
    making->set.house = str_copy(&making->world->arena, house.ref);
}

/* ---- a person with a call, a room held, a decision and something to follow up ---------------- */

static enum err open_follow_up(struct job *job, void *with)
{
    struct making *making = with;
    struct task_id follow_up;
    enum err err = follow_up_open(job, &(struct follow_up_new){
        .person = making->person, .kind = STR("review"), .circle = CIRCLE_DESK,
        .due_at = instant_add_ms(job->now, MS_PER_DAY)}, &follow_up);
    if (err == OK)
        making->set.follow_up = keep_id(making, follow_up.value);
    return err;
}

static void make_decision(struct job *job, struct making *making)
{
    struct date today = date_in_london(job->now);
    struct decision decision = {
        .person = making->person, .kind = STR("reasonable_grounds"), .outcome = STR("positive"),
        .made_on = today, .dated_on = today, .sent_on = today, .received_on = today,
        .reasons_received_on = today,
    };
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    need(decision_add(job, &decision, today, &problems, &id), "decision");
    making->set.decision = keep_id(making, id.value);
}

/* One of the clocks that the call started, and one of its facts. */
static void find_clock(struct job *job, struct making *making)
{
    struct clocks clocks;
    struct clock_facts facts;
    need(clock_list(job, making->person, &clocks), "clocks");
    need(clock_fact_list(job, making->person, INSTANT_NONE, &facts), "facts");
    need(clocks.count > 0 && facts.count > 0 ? OK : ERR_NOT_FOUND, "a clock and a fact");
    making->set.clock = keep_id(making, clocks.at[0].key);
    making->set.fact = keep_id(making, clock_fact_key(making->person, &facts.at[0]));
}

static void make_payment(struct job *job, struct making *making)
{
    struct date today = date_in_london(job->now);
    struct problems problems = problems_make(job->arena);
    struct payments payments;
    need(payment_add(job, making->person, &(struct payment){
        .pence = 6500, .from_on = today, .to_on = today, .paid_on = today,
        .kind = STR("cash")}, &problems), "payment");
    need(payment_list(job, making->person, &payments), "payment");
    making->set.payment = keep_id(making, payments.at[0].payment.value);
}

static void make_council_referral(struct job *job, struct making *making)
{
    struct date today = date_in_london(job->now);
    struct problems problems = problems_make(job->arena);
    struct council_referrals referrals;
    need(council_refer(job, making->person, &(struct council_referral){
        .council = STR("Sampleton"), .consent = STR("spoken"), .consent_on = today,
        .sent_on = today}, true, &problems), "council");
    need(council_list_readable(job, making->person, &referrals), "council");
    making->set.council_referral = keep_id(making, referrals.at[0].council_referral.value);
}

static void make_document(struct job *job, struct making *making)
{
    struct document_id document;
    need(document_add_clean(job, &(struct document_new){
        .person = making->person, .kind = STR("legal"), .title = STR("A letter"),
        .bytes = STR("What the letter says.")}, STR("text"), &document), "document");
    making->document = document;
    making->set.document = keep_id(making, document.value);
}

static void make_release(struct job *job, struct making *making)
{
    struct problems problems = problems_make(job->arena);
    struct release_id release;
    struct release is;
    need(release_ask(job, &(struct release_new){
        .person = making->person, .template = STR("own_copy"),
        .recipient = STR("The person"), .basis = STR("her_right"), .told = STR("told")},
        &problems, &release), "request to let something leave");
    need(release_get(job, release, &is), "request to let something leave");
    need(release_look(job, &is, making->document, STR("clear"), &problems), "look at a document");
    making->set.release = keep_id(making, release.value);
}

static void add_child(struct job *job, struct making *making)
{
    struct person_facts facts = {.kind = STR("child"), .called = making->set.name,
                                 .born = STR("2022"), .birth_state = STR("partial"),
                                 .nation = STR("E")};
    struct person child;
    need(referral_add_person(job, making->referral, &(struct referral_addition){
        &facts, STR("child"), STR("bed")}, &making->child), "child");
    need(person_get(job, making->child, &child), "child");
    making->set.child = str_copy(&making->world->arena, child.ref);
}

static void make_person(struct job *job, struct making *making)
{
    struct str name = str_format(&making->world->arena, "Zerihun Refusal%c", 'a' + making->number);
    making->set.name = name;
    struct person_name names[] = {{.kind = STR("given"), .text = name}};
    struct referral_new referral = {
        .facts = {.kind = STR("adult"), .called = name, .born = STR("1998"),
                  .birth_state = STR("partial"), .gender = STR("female"),
                  .feels_safe = STR("women_only"), .nation = STR("E"),
                  .names = names, .name_count = 1},
        .is_tonight = true, .needed_at = job->now,
    };
    struct str ref;
    struct referral row;
    struct person person;
    need(referral_start(job, &referral, &making->referral, &ref), "referral");
    need(referral_get(job, making->referral, &row), "referral");
    need(person_get(job, row.person, &person), "person");
    making->person = row.person;
    add_child(job, making);
    making->set.referral = str_copy(&making->world->arena, ref);
    making->set.person = str_copy(&making->world->arena, person.ref);
    need(job_write(job, open_follow_up, making), "follow-up");
    make_decision(job, making);
    find_clock(job, making);
    make_payment(job, making);
    make_council_referral(job, making);
    make_document(job, making);
    make_release(job, making);
}

/* A question to the house, though nobody lives anywhere here: for who may read and answer it. */
static enum err plan_move(struct job *job, void *with)
{
    struct making *making = with;
    struct date today = date_in_london(job->now);
    struct task_id move = {job_new_id(job)};
    struct room_id room;
    struct placement_id placement;
    enum err err = id_parse(making->set.room, &room.value);
    if (err == OK)
        err = id_parse(making->set.placement, &placement.value);
    if (err == OK)
        err = sql_placement_booking_insert(job->db, &(struct placement_booking_insert_in){
            .booking = move, .room = room, .referral = making->referral, .moves = placement,
            .from_on = date_add_days(today, 20), .until_on = date_add_days(today, 90)});
    making->set.move = keep_id(making, move.value);
    return err;
}

static void make_placement(struct job *job, struct making *making)
{
    struct room_id room;
    struct placement_id placement;
    struct problems problems = problems_make(job->arena);
    need(id_parse(making->set.room, &room.value), "room");
    need(placement_hold(job, &(struct placement_hold){making->referral, room, 48}, &problems,
                        &placement), "placement");
    making->set.placement = keep_id(making, placement.value);
    need(job_write(job, plan_move, making), "planned move");
}

/* ---- who stands how to it -------------------------------------------------------------------- */

static enum err tie_set(struct job *job, struct making *making)
{
    const struct record_id records[] = {{making->person.value}, {making->child.value},
                                        {making->referral.value}, {making->house.value}};
    enum err err = OK;
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT && err == OK; role++) {
        const struct account *account = world_account(
            making->world, job->arena, str_of(world_user_of((enum role)role)));
        must(account != NULL);
        for (size_t r = 0; r < COUNT_OF(records) && err == OK; r++)
            err = tie_make(job, &(struct tie){records[r], account->circle, making->relation,
                                              INSTANT_NONE});
    }
    return err;
}

static enum err tie_anew(struct job *job, void *with)
{
    struct making *making = with;
    const struct record_id records[] = {{making->person.value}, {making->child.value},
                                        {making->referral.value}, {making->house.value}};
    const struct circle_id circles[] = {
        CIRCLE_DESK, making->house_circle, making->organisation.circle};
    enum err err = OK;
    for (size_t r = 0; r < COUNT_OF(records); r++)
        for (size_t c = 0; c < COUNT_OF(circles); c++)
            for (int i = RELATION_any + 1; i < RELATION_COUNT && err == OK; i++)
                err = tie_end(job, records[r], circles[c], (enum relation)i);
    return err == OK && making->relation != RELATION_any ? tie_set(job, making) : err;
}

static enum err make_set(struct job *job, void *with)
{
    struct making *making = with;
    const struct account *taker = world_account(making->world, job->arena, STR("desk2"));
    must(taker != NULL);
    job->asker = (struct asker){.staff = taker->staff, .role = taker->role,
                                .organisation = taker->organisation, .circle = taker->circle,
                                .name = taker->display_name};
    need(organisation_named(job, STR("Birch Trust"), &making->organisation), "organisation");
    make_house(job, making);
    make_person(job, making);
    make_placement(job, making);
    return job_write(job, tie_anew, making);
}

static void make(struct world *world, enum relation relation, int number,
                 struct record_set *out_set)
{
    struct making making = {.world = world, .relation = relation, .number = number};
    world_do(world, make_set, &making);
    *out_set = making.set;
}

/* Every relation at once to each role's first worker, and then a flag against each. */
static enum err tie_in_every_way(struct job *job, void *with)
{
    struct making *making = with;
    enum err err = OK;
    for (int i = RELATION_any + 1; i < RELATION_COUNT && err == OK; i++) {
        making->relation = (enum relation)i;
        err = tie_set(job, making);
    }
    return err;
}

static enum err flag_set(struct job *job, void *with)
{
    struct making *making = with;
    making->relation = RELATION_any;
    enum err err = make_set(job, making);
    if (err == OK)
        err = job_write(job, tie_in_every_way, making);
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT && err == OK; role++) {
        const struct account *account = world_account(
            making->world, job->arena, str_of(world_user_of((enum role)role)));
        must(account != NULL);
        err = conflict_flag_add(job, &(struct conflict_flag_new){
            making->person, account->staff, STR("relative"), STR("Her cousin.")});
    }
    return err;
}

static void make_flagged(struct world *world, struct record_set *out_set)
{
    struct making making = {.world = world, .number = RELATION_COUNT + 1};
    world_do(world, flag_set, &making);
    *out_set = making.set;
}

static enum err draw_absent(struct job *job, void *with)
{
    struct making *making = with;
    struct arena *arena = &making->world->arena;
    making->set = (struct record_set){
        .person = str_copy(arena, job_new_ref(job)),
        .child = str_copy(arena, job_new_ref(job)),
        .referral = str_copy(arena, job_new_ref(job)),
        .house = str_copy(arena, job_new_ref(job)),
        .placement = id_text(arena, job_new_id(job)),
        .move = id_text(arena, job_new_id(job)),
        .room = id_text(arena, job_new_id(job)),
        .void_ = id_text(arena, job_new_id(job)),
        .follow_up = id_text(arena, job_new_id(job)),
        .decision = id_text(arena, job_new_id(job)),
        .clock = id_text(arena, job_new_id(job)),
        .fact = id_text(arena, job_new_id(job)),
        .payment = id_text(arena, job_new_id(job)),
        .council_referral = id_text(arena, job_new_id(job)),
        .release = id_text(arena, job_new_id(job)),
        .document = id_text(arena, job_new_id(job)),
    };
    return OK;
}

struct linking {
    struct world *world;
    struct str token;
};

static enum err make_link(struct job *job, void *with)
{
    struct linking *linking = with;
    const struct account *account = world_account(
        linking->world, job->arena, str_of(world_user_of(ROLE_support_worker)));
    struct str token;
    must(account != NULL);
    job->asker = (struct asker){.staff = account->staff, .role = account->role};
    enum err err = calendar_link_make(job, &token);
    if (err == OK)
        linking->token = str_copy(&linking->world->arena, token);
    return err;
}

struct emergency_made {
    struct world *world;
    struct str emergency, thaw;
};

static enum err open_in_emergency(struct job *job, void *with)
{
    struct emergency_made *opening = with;
    const struct account *account = world_account(opening->world, job->arena, STR("desk2"));
    struct emergencies opened = {0};
    must(account != NULL);
    job->asker = (struct asker){.staff = account->staff, .role = account->role};
    enum err err = emergency_open(job, &(struct emergency_new){
        .typed = STR("nothing"), .reason = STR("missing"), .words = STR("Nobody knows.")});
    if (err == OK)
        err = emergency_lately(job, &opened);
    if (err == OK && opened.count > 0)
        opening->emergency = id_text(&opening->world->arena, opened.at[0].emergency.value);
    return err;
}

static enum err ask_for_cold(struct job *job, void *with)
{
    struct emergency_made *asking = with;
    const struct account *account = world_account(asking->world, job->arena, STR("desk2"));
    struct thaws asked = {0};
    must(account != NULL);
    job->asker = (struct asker){.staff = account->staff, .role = account->role};
    enum err err = cold_ask(job, job_new_ref(job), STR("claim"));
    if (err == OK)
        err = cold_mine(job, &asked);
    if (err == OK && asked.count > 0)
        asking->thaw = id_text(&asking->world->arena, asked.at[0].thaw.value);
    return err;
}

/* The person of the records that nobody is tied to has a name that does not open. */
struct finding {
    struct world *world;
    struct records *records;
};

static enum err come_upon(struct job *job, void *with)
{
    struct finding *finding = with;
    struct person_id person;
    enum err err = person_find_ref(job->db, job->arena,
                                   finding->records->sets[RELATION_any].person, &person);
    if (err != OK)
        return err;
    unreadable_note(job, &(struct vault_item){.kind = VAULT_PERSON,
                                              .owner = person.value,
                                              .place = {"person", "called_sealed", person.value}});
    unreadable_tell(job);
    finding->records->owner = str_copy(&finding->world->arena, id_text(job->arena, person.value));
    return OK;
}

/* Long enough ago to be counted again. */
static enum err count_groups(struct job *job, void *with)
{
    (void)with;
    job->now = instant_add_ms(job->now, -MS_PER_HOUR);
    return fairness_count(job);
}

void records_make(struct world *world, struct records *out_records)
{
    struct making making = {.world = world};
    for (int relation = RELATION_any; relation < RELATION_COUNT; relation++)
        make(world, (enum relation)relation, relation, &out_records->sets[relation]);
    make_flagged(world, &out_records->flagged);
    world_do(world, count_groups, NULL);
    world_do(world, draw_absent, &making);
    out_records->absent = making.set;
    const struct account *account = world_account(world, &world->arena, STR("desk2"));
    must(account != NULL);
    out_records->staff = id_text(&world->arena, account->staff.value);
    struct linking linking = {.world = world};
    world_do(world, make_link, &linking);
    out_records->token = linking.token;
    struct emergency_made opening = {.world = world};
    world_do(world, open_in_emergency, &opening);
    out_records->emergency = opening.emergency;
    world_do(world, ask_for_cold, &opening);
    out_records->thaw = opening.thaw;
    world_do(world, come_upon, &(struct finding){world, out_records});
}

void records_add_untied(struct world *world, struct record_set *out_set)
{
    make(world, RELATION_any, RELATION_COUNT, out_set);
}
