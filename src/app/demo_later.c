/* demo_later.c - what comes after an arrival and is seldom, so that it can be seen.
 *
 * The newest household of the first manager's houses says that the area is one where she is not
 * safe. Nobody is moved: the desk, the house and her worker have something to do. And the first
 * manager is asked to take a household of another provider's, in two weeks. Last night a worker
 * opened her record in an emergency, which waits for the guardian's word; two of years ago have had
 * it, and the words of one are erased. Another worker, her cousin, is kept away from her record. And
 * a few who left have asked to be forgotten. */
#include "app/demo_run.h"
#include "law/area.h"
#include "rooms/conflict/conflict_flag.h"
#include "rooms/emergency/emergency.h"
#include "rooms/person/person.h"
#include "rooms/placement/placement.h"
#include "rooms/placement/placement_move_wish.h"
#include "rooms/placement/placement_queue.h"
#include "rooms/placement/placement_warning.h"
#include "rooms/referral/referral.h"
#include "rooms/retention/retention.h"

static const struct demo_home *newest_of_first_manager(const struct demo_plan *plan)
{
    const struct demo_houses *houses = &plan->houses;
    const struct demo_home *newest = NULL;
    for (size_t i = 0; i < plan->home_count; i++) {
        const struct demo_home *home = &plan->homes[i];
        if (home->end != DEMO_LIVES || home->arrived_ms > plan->size->now.ms)
            continue;
        bool is_first = houses->houses[houses->rooms[home->room].house].manager == 0;
        if (is_first && (newest == NULL || home->arrived_ms > newest->arrived_ms))
            newest = home;
    }
    return newest;
}

static enum err say_and_look(struct job *job, struct referral_id referral, struct str area)
{
    const struct referral_answer answers[] = {
        {.question = STR("avoid-any"), .value = STR("yes"), .shown_at = INSTANT_NONE},
        {.question = STR("avoid-areas"), .value = area, .shown_at = INSTANT_NONE},
    };
    struct problems problems = problems_make(job->arena);
    int64_t looks;
    enum err err = referral_save(job, referral, answers, COUNT_OF(answers), &problems);
    return err == OK ? placement_look_again(job, INT16_MAX, &looks) : err;
}

enum err demo_learn_later(struct demo_run *run)
{
    const struct demo_plan *plan = run->plan;
    const struct demo_home *home = newest_of_first_manager(plan);
    struct job job;
    if (home == NULL)
        return OK;
    const struct demo_house *house = &plan->houses.houses[plan->houses.rooms[home->room].house];
    enum err err = demo_job(run, &run->desks[home->desk], plan->size->now.ms, &job);
    if (err != OK)
        return err;
    err = say_and_look(&job, home->referral, area_all().at[house->area].code);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

/* ---- an emergency ---------------------------------------------------------------------------- */

enum { HOURS_AGO = 9 };

enum err demo_open_in_emergency(struct demo_run *run)
{
    const struct demo_home *home = newest_of_first_manager(run->plan);
    struct job job;
    struct person person;
    if (home == NULL)
        return OK;
    const struct demo_worker *other = &run->workers[(home->worker + 1) % DEMO_WORKERS];
    int64_t at_ms = run->plan->size->now.ms - HOURS_AGO * MS_PER_HOUR;
    enum err err = demo_job(run, other, at_ms, &job);
    if (err != OK)
        return err;
    err = person_get_many(&job, PERSON_BORN, &home->people[0], 1, &person);
    if (err == OK)
        err = emergency_open(&job, &(struct emergency_new){
            .typed = person.ref,
            .reason = STR("missing"),
            .words = STR("The house rang: she went out last evening and is not back. Her worker "
                         "does not answer."),
        });
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

/* Of long ago: one whose words are erased since, one whose words are to go next month. */
enum { ERASED_DAYS_AGO = 1150, OLD_DAYS_AGO = 1065, REVIEWED_AFTER_HOURS = 8 };

static enum err open_wrongly(struct demo_run *run, int64_t at_ms, struct str reason,
                             struct str words)
{
    struct job job;
    struct emergencies lately = {0};
    enum err err = demo_job(run, &run->workers[1], at_ms, &job);
    if (err != OK)
        return err;
    err = emergency_open(&job, &(struct emergency_new){
        .typed = STR("SR 48 21"), .reason = reason, .words = words});
    if (err == OK)
        err = emergency_lately(&job, &lately);
    struct emergency_id emergency = lately.count > 0 ? lately.at[0].emergency
                                                     : (struct emergency_id){0};
    app_job_end(&job);
    if (err == OK)
        err = demo_job(run, &run->guardian, at_ms + REVIEWED_AFTER_HOURS * MS_PER_HOUR, &job);
    if (err != OK)
        return err;
    err = emergency_review(&job, emergency, STR("justified"),
                           STR("The caller had mixed up two references. Nothing was opened."));
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

enum err demo_open_long_ago(struct demo_run *run)
{
    int64_t now_ms = run->plan->size->now.ms;
    struct job job;
    int64_t count;
    enum err err = open_wrongly(run, now_ms - ERASED_DAYS_AGO * MS_PER_DAY, STR("medical"),
                                STR("The ambulance asks what medicine she takes."));
    if (err == OK)
        err = open_wrongly(run, now_ms - OLD_DAYS_AGO * MS_PER_DAY, STR("missing"),
                           STR("A woman rang from the station and read this out."));
    if (err == OK)
        err = demo_job(run, NULL, now_ms - HOURS_AGO * MS_PER_HOUR, &job);
    if (err != OK)
        return err;
    err = emergency_forget_old(&job, 1, &count);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

/* ---- a worker who is kept away --------------------------------------------------------------- */

enum { DAYS_SINCE_SAID = 1 };

/* She told the desk that a worker of another house is her cousin. */
enum err demo_keep_away(struct demo_run *run)
{
    const struct demo_home *home = newest_of_first_manager(run->plan);
    struct job job;
    if (home == NULL)
        return OK;
    const struct demo_worker *cousin = &run->workers[(home->worker + 2) % DEMO_WORKERS];
    int64_t at_ms = run->plan->size->now.ms - DAYS_SINCE_SAID * MS_PER_DAY;
    enum err err = demo_job(run, &run->desks[home->desk], at_ms, &job);
    if (err != OK)
        return err;
    err = conflict_flag_add(&job, &(struct conflict_flag_new){
        .person = home->people[0],
        .staff = cousin->staff,
        .kind = STR("relative"),
        .note = STR("Her mother's cousin. She does not want the family to know where she is."),
    });
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

/* ---- records that may be erased -------------------------------------------------------------- */

enum { ASKED_MOST = 3, DAYS_AGO = 1 };

static bool has_left_alone(const struct demo_home *home)
{
    bool has_left = home->end == DEMO_DEPARTED || home->end == DEMO_OUTREACH;
    return has_left && home->child_count == 0 && home->people[0].value != 0;
}

/* Some who left and live alone asked for it: the guardian has said so, an administrator has not.
 * The record of another is kept for a claim. Who has still something open is passed over. */
static enum err propose_some(struct demo_run *run, struct job *job)
{
    const struct demo_plan *plan = run->plan;
    enum err err = OK;
    int asked = 0;
    bool is_held = false;
    for (size_t i = 0; i < plan->home_count && err == OK && asked < ASKED_MOST; i++) {
        const struct demo_home *home = &plan->homes[i];
        if (!has_left_alone(home))
            continue;
        struct problems problems = problems_make(job->arena);
        if (!is_held) {
            err = retention_hold_place(job, home->people[0], STR("court_claim"));
            is_held = true;
            continue;
        }
        err = retention_propose(job, home->people[0], STR("asked"), &problems);
        asked += err == OK;
        err = err == ERR_INVALID ? OK : err;
    }
    return err;
}

enum err demo_ask_to_erase(struct demo_run *run)
{
    struct job job;
    int64_t at_ms = run->plan->size->now.ms - DAYS_AGO * MS_PER_DAY;
    enum err err = demo_job(run, &run->guardian, at_ms, &job);
    if (err != OK)
        return err;
    err = propose_some(run, &job);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

/* ---- a move to another provider -------------------------------------------------------------- */

enum { MOVE_IN_DAYS = 14, STAY_THERE_DAYS = 120 };

/* Asks the first manager's houses, room by room, until one suits. ERR_INVALID: none does. */
static enum err ask_for_move(struct job *job, const struct demo_houses *houses,
                             const struct demo_home *home)
{
    struct date today = date_in_london(job->now);
    uint32_t provider = houses->houses[houses->rooms[home->room].house].provider;
    enum err err = ERR_INVALID;
    for (size_t i = 0; i < houses->room_count && err == ERR_INVALID; i++) {
        const struct demo_house *house = &houses->houses[houses->rooms[i].house];
        struct problems problems = problems_make(job->arena);
        if (house->manager == 0 && house->provider != provider)
            err = placement_move(job, &(struct placement_move){
                .placement = home->placement,
                .room = houses->rooms[i].room,
                .on = date_add_days(today, MOVE_IN_DAYS),
                .until_on = date_add_days(today, MOVE_IN_DAYS + STAY_THERE_DAYS),
                .has_consent = true,
            }, &problems);
    }
    return err;
}

enum err demo_move_later(struct demo_run *run)
{
    const struct demo_plan *plan = run->plan;
    enum err err = ERR_INVALID;
    for (size_t i = 0; i < plan->home_count && err == ERR_INVALID; i++) {
        const struct demo_home *home = &plan->homes[i];
        struct job job;
        if (home->end != DEMO_LIVES || home->arrived_ms > plan->size->now.ms)
            continue;
        err = demo_job(run, &run->desks[home->desk], plan->size->now.ms, &job);
        if (err != OK)
            return err;
        err = ask_for_move(&job, &plan->houses, home);
        app_job_end(&job);
        arena_reset(run->passing);
    }
    return err == ERR_INVALID ? OK : err; /* a small demo may have no such room */
}

/* ---- who wants to be moved ------------------------------------------------------------------- */

enum { WANT_TO_MOVE = 12 };

/* Would a room suit somebody who waits, if only nobody lived in it? */
static bool is_wanted(const struct placement_queue *waiting, size_t room)
{
    const uint32_t lived_in = MATCH_BIT(MATCH_RULE_OCCUPIED) | MATCH_BIT(MATCH_RULE_NO_SHARING) |
                              MATCH_BIT(MATCH_RULE_LICENCE);
    for (size_t i = 0; i < waiting->count; i++) {
        const struct placement_queue_household *who = &waiting->at[i];
        if (who->is_later || who->gaps != 0)
            continue;
        const struct match_room *of = &who->rooms[room];
        struct match_check check = match_check(&who->facts, &waiting->facts.houses[of->house], of);
        if (check.asks == 0 && (check.fails & ~lived_in) == 0 &&
            (check.fails & MATCH_BIT(MATCH_RULE_OCCUPIED)) != 0)
            return true;
    }
    return false;
}

/* Who could move tonight says so; whoever has a move planned has said it already. */
static enum err say_wish(struct job *job, const struct demo_home *home, int *said)
{
    struct placement_booking booking;
    struct placement_rooms rooms;
    enum err err = placement_booking(job, home->placement, &booking);
    if (err != ERR_NOT_FOUND)
        return err;
    err = placement_rooms(job, home->referral, &rooms);
    if (err != OK || rooms.answer.suitable.count == 0)
        return err;
    return placement_move_wish(job, home->placement,
                               (*said)++ % 2 == 0 ? STR("asks") : STR("agrees"));
}

/* By room of the plan: is it wanted? */
static enum err find_wanted(struct demo_run *run, bool *wanted)
{
    const struct demo_houses *houses = &run->plan->houses;
    struct placement_queue waiting;
    struct job job;
    enum err err = demo_job(run, &run->desks[0], run->plan->size->now.ms, &job);
    if (err != OK)
        return err;
    err = placement_queue(&job, &waiting);
    for (size_t r = 0; err == OK && r < waiting.facts.room_count; r++)
        for (size_t i = 0; i < houses->room_count; i++)
            if (houses->rooms[i].room.value == waiting.facts.rooms[r].id)
                wanted[i] = is_wanted(&waiting, r);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

static enum err some_wish(struct demo_run *run, const bool *wanted, bool whose_is_wanted, int *said)
{
    const struct demo_plan *plan = run->plan;
    enum err err = OK;
    for (size_t i = 0; i < plan->home_count && err == OK && *said < WANT_TO_MOVE; i++) {
        const struct demo_home *home = &plan->homes[i];
        struct job job;
        if (home->end != DEMO_LIVES || home->arrived_ms > plan->size->now.ms ||
            wanted[home->room] != whose_is_wanted)
            continue;
        err = demo_job(run, &run->desks[home->desk], plan->size->now.ms, &job);
        if (err != OK)
            return err;
        err = say_wish(&job, home, said);
        app_job_end(&job);
        arena_reset(run->passing);
    }
    return err;
}

/* First those whose rooms somebody waits for, so that the plan has a move to advise. */
enum err demo_wish_to_move(struct demo_run *run)
{
    bool *wanted = ARENA_MANY(run->lasting, bool, run->plan->houses.room_count);
    int said = 0;
    enum err err = find_wanted(run, wanted);
    if (err == OK)
        err = some_wish(run, wanted, true, &said);
    return err == OK ? some_wish(run, wanted, false, &said) : err;
}
