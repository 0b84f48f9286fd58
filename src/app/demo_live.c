/* demo_live.c - lives the plan, event after event, through the rooms' own functions. */
#include <stdlib.h>

#include "app/demo_run.h"
#include "app/demo_text.h"
#include "guard/tie.h"
#include "rooms/clock/clock.h"
#include "rooms/contact/contact.h"
#include "rooms/decision/decision.h"
#include "rooms/fairness/fairness.h"
#include "rooms/house/house.h"
#include "rooms/placement/placement.h"

/* A reference that is taken is drawn again in the room, twenty times; the more people there are the
 * more often that is not enough. */
enum { DRAW_AGAIN = 50, STAY_DAYS = 45, SOON_HOURS = 2 };
#define ALL_CHECKS "met,food,phone,medication,lock,rights,exit_page"

/* What happens to whom, and by whose hand. */
struct step {
    struct demo_run *run;
    struct demo_home *home;
    const struct demo_event *event;
    struct demo_draw draw;
    struct problems problems;
};

/* ---- the call -------------------------------------------------------------------------------- */

static enum err refer(struct job *job, struct step *step)
{
    struct demo_home *home = step->home;
    struct demo_call call;
    struct referral referral;
    struct str ref;
    demo_call_make(job->arena, step->run->plan, home, &call);
    enum err err = referral_start(job, &call.referral, &home->referral, &ref);
    if (err == OK)
        err = referral_get(job, home->referral, &referral);
    if (err == OK)
        home->people[0] = referral.person;
    for (size_t i = 0; err == OK && i < home->child_count; i++) {
        size_t tries = 0;
        do
            err = referral_add_person(job, home->referral, &call.additions[i],
                                      &home->people[1 + i]);
        while (err == ERR_CONFLICT && ++tries < DRAW_AGAIN);
    }
    return err;
}

/* Tried again as a whole while nothing is there yet. */
static enum err refer_somehow(struct job *job, struct step *step)
{
    enum err err = ERR_CONFLICT;
    size_t tries = 0;
    while (err == ERR_CONFLICT && tries++ < DRAW_AGAIN && step->home->referral.value == 0)
        err = refer(job, step);
    return err;
}

/* ---- placing --------------------------------------------------------------------------------- */

static enum err hold(struct job *job, struct step *step)
{
    const struct demo_home *home = step->home;
    return placement_hold(job, &(struct placement_hold){
        .referral = home->referral,
        .room = step->run->plan->houses.rooms[home->room].room,
        .hours = HOLD_HOURS,
    }, &step->problems, &step->home->placement);
}

static enum err offer(struct job *job, struct step *step)
{
    int64_t expected_ms = step->home->arrived_ms != 0
                              ? step->home->arrived_ms
                              : job->now.ms + SOON_HOURS * MS_PER_HOUR;
    return placement_offer(job, step->home->placement, (struct instant){expected_ms},
                           &step->problems);
}

static enum err accept(struct job *job, struct step *step)
{
    struct problems problems = problems_make(job->arena);
    return placement_accept(job, step->home->placement, &problems);
}

static enum err wish(struct job *job, struct step *step)
{
    static const char *const words[] = {"", "", "Wants to be near a park for the children.",
                                        "Is glad that there is a lock on the door."};
    return placement_wish(job, &(struct placement_wish){
        .placement = step->home->placement,
        .answer = STR("yes"),
        .was_told_area = true,
        .was_told_house = true,
        .words = str_of(DEMO_ONE_OF(&step->draw, words)),
    }, &step->problems);
}

static enum err arrive(struct job *job, struct step *step)
{
    const struct demo_home *home = step->home;
    int64_t first_until_ms = home->arrived_ms + STAY_DAYS * MS_PER_DAY;
    bool is_first = first_until_ms < home->planned_until_ms;
    int64_t until_ms = is_first ? first_until_ms : home->planned_until_ms;
    bool is_recent = step->run->plan->size->now.ms - home->arrived_ms < 3 * MS_PER_DAY;
    return placement_arrive(job, &(struct placement_arrival){
        .placement = home->placement,
        .arrived_at = job->now,
        .checks = is_recent ? STR("met,food,lock") : STR(ALL_CHECKS),
        .key_worker = step->run->workers[home->worker].staff,
        .planned_until_on = date_in_london((struct instant){until_ms}),
    }, &step->problems);
}

static enum err extend(struct job *job, struct step *step)
{
    return placement_extend(job, step->home->placement,
                            date_in_london((struct instant){step->home->planned_until_ms}),
                            &step->problems);
}

static enum err depart(struct job *job, struct step *step)
{
    static const char *const destinations[] = {
        "council_tenancy", "council_tenancy", "private_rent", "supported_housing",
        "asylum_support", "asylum_support", "friends_or_family_settled", "another_safe_house",
        "no_fixed_address", "missing"};
    return placement_depart(job, &(struct placement_departure){
        .placement = step->home->placement,
        .destination = str_of(DEMO_ONE_OF(&step->draw, destinations)),
        .departed_at = job->now,
    }, &step->problems);
}

static enum err find_unable(struct job *job, struct step *step)
{
    static const char *const reasons[] = {"no_bed_in_time", "no_bed_in_time",
                                          "no_bed_for_household_size", "unsafe_area_only",
                                          "access_need", "person_declined"};
    return referral_unable(job, step->home->referral, str_of(DEMO_ONE_OF(&step->draw, reasons)));
}

/* ---- support --------------------------------------------------------------------------------- */

struct records {
    struct record_id at[2 + DEMO_CHILDREN]; /* the referral, then the people */
    size_t count;
};

static struct records records_of(const struct demo_home *home)
{
    struct records records = {.at = {{home->referral.value}}, .count = 1};
    for (size_t i = 0; i < 1 + (size_t)home->child_count; i++)
        records.at[records.count++] = (struct record_id){home->people[i].value};
    return records;
}

/* A worker helps where they live: on the worker's caseload, in no house. */
static enum err support_work(struct job *job, void *with)
{
    struct step *step = with;
    struct records records = records_of(step->home);
    struct circle_id circle = step->run->workers[step->home->worker].circle;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < records.count; i++)
        err = tie_make(job, &(struct tie){records.at[i], circle, RELATION_caseload, INSTANT_NONE});
    return err;
}

static enum err support(struct job *job, struct step *step)
{
    return job_write(job, support_work, step);
}

static enum err end_support_work(struct job *job, void *with)
{
    struct step *step = with;
    struct records records = records_of(step->home);
    const struct demo_worker *worker = &step->run->workers[step->home->worker];
    enum err err = OK;
    for (size_t i = 0; err == OK && i < records.count; i++)
        err = tie_end(job, records.at[i], worker->circle, RELATION_caseload);
    return err;
}

static enum err end_support(struct job *job, struct step *step)
{
    return job_write(job, end_support_work, step);
}

/* The desk has nothing left to do for them. */
static enum err close_work(struct job *job, void *with)
{
    struct step *step = with;
    struct records records = records_of(step->home);
    enum err err = referral_set_state(job, step->home->referral, STR("closed"));
    for (size_t i = 0; err == OK && i < records.count; i++)
        err = tie_end(job, records.at[i], CIRCLE_DESK, RELATION_desk);
    return err;
}

static enum err close_referral(struct job *job, struct step *step)
{
    return job_write(job, close_work, step);
}

static enum err note(struct job *job, struct step *step)
{
    size_t which = step->event->which;
    enum demo_about about = which == 0 ? DEMO_ABOUT_ADULT
                            : step->home->children[which - 1].is_unborn ? DEMO_ABOUT_UNBORN
                                                                        : DEMO_ABOUT_CHILD;
    struct demo_note drawn = demo_note_draw(&step->draw, about);
    return contact_add(job, &(struct contact_new){
        .person = step->home->people[which],
        .kind = str_of(drawn.kind),
        .is_shared = demo_chance(&step->draw, 60),
        .text = str_of(drawn.text),
        .at = INSTANT_NONE,
    });
}

static enum err agree_plan(struct job *job, struct step *step)
{
    struct clock_fact fact = {STR("journey_plan_agreed"),
                              london_midnight(date_in_london(job->now)), true, job->now};
    return clock_fact_record(job, step->home->people[step->event->which], &fact, &step->problems);
}

static enum err review_work(struct job *job, void *with)
{
    struct step *step = with;
    struct task_id task;
    return follow_up_open(job, &(struct follow_up_new){
        .person = step->home->people[0],
        .kind = demo_chance(&step->draw, 75) ? STR("review") : STR("other"),
        .circle = step->run->workers[step->home->worker].circle,
        .due_at = instant_add_ms(job->now, demo_between(&step->draw, 2, 5 * 24) * MS_PER_HOUR),
    }, &task);
}

static enum err review(struct job *job, struct step *step)
{
    return job_write(job, review_work, step);
}

/* ---- decisions ------------------------------------------------------------------------------- */

static enum err decide(struct job *job, struct step *step, const char *kind, const char *outcome,
                       int32_t day)
{
    struct date referred_on;
    struct decision_id decision;
    struct date made_on = {day};
    enum err err = clock_referred_on(job, step->home->people[0], &referred_on);
    if (err != OK)
        return err;
    struct decision drawn = {
        .person = step->home->people[0],
        .kind = str_of(kind),
        .outcome = str_of(outcome),
        .made_on = made_on,
        .dated_on = made_on,
        .sent_on = date_add_days(made_on, 1),
        .received_on = date_add_days(made_on, 2),
        .reasons_received_on = date_add_days(made_on, 2),
    };
    return decision_add(job, &drawn, referred_on, &step->problems, &decision);
}

static enum err decide_reasonable(struct job *job, struct step *step)
{
    return decide(job, step, "reasonable_grounds",
                  step->home->is_reasonable_negative ? "negative" : "positive",
                  step->home->reasonable_day);
}

static enum err decide_conclusive(struct job *job, struct step *step)
{
    return decide(job, step, "conclusive_grounds",
                  step->home->is_conclusive_negative ? "negative" : "positive",
                  step->home->conclusive_day);
}

static enum err reconsider(struct job *job, struct step *step)
{
    return decide(job, step, "reconsideration", "asked", step->home->conclusive_day + 20);
}

static enum err pause_clock(struct job *job, struct step *step)
{
    return demo_clock_pause(job, step->home, &step->problems);
}

static enum err move_nation(struct job *job, struct step *step)
{
    return demo_clock_move(job, step->home, &step->problems);
}

static enum err mend_decision(struct job *job, struct step *step)
{
    return demo_clock_mend(job, step->home, &step->problems);
}

/* ---- money and moving on --------------------------------------------------------------------- */

static enum err settle(struct job *job, struct step *step)
{
    return demo_settle(job, step->run, step->home);
}

static enum err pay(struct job *job, struct step *step)
{
    return demo_pay(job, step->home, step->event->which);
}

static enum err grant(struct job *job, struct step *step)
{
    return demo_grant(job, step->home);
}

static enum err start_move_on(struct job *job, struct step *step)
{
    return demo_start_move_on(job, step->home);
}

/* ---- every kind of event --------------------------------------------------------------------- */

enum hand { HAND_DESK, HAND_WORKER, HAND_HOUSE };

static const struct {
    enum err (*live)(struct job *job, struct step *step);
    enum hand hand;
    const char *name;
} happenings[DEMO_WHATS] = {
    [DEMO_REFER] = {refer_somehow, HAND_DESK, "call"},
    [DEMO_HOLD] = {hold, HAND_DESK, "hold"},
    [DEMO_OFFER] = {offer, HAND_DESK, "offer"},
    [DEMO_ACCEPT] = {accept, HAND_HOUSE, "acceptance"},
    [DEMO_WISH] = {wish, HAND_DESK, "wish"},
    [DEMO_ARRIVE] = {arrive, HAND_HOUSE, "arrival"},
    [DEMO_SUPPORT] = {support, HAND_DESK, "support"},
    [DEMO_FIND_UNABLE] = {find_unable, HAND_DESK, "unable"},
    [DEMO_DECIDE_REASONABLE] = {decide_reasonable, HAND_WORKER, "decision"},
    [DEMO_DECIDE_CONCLUSIVE] = {decide_conclusive, HAND_WORKER, "decision"},
    [DEMO_RECONSIDER] = {reconsider, HAND_WORKER, "decision"},
    [DEMO_PAUSE] = {pause_clock, HAND_WORKER, "pause"},
    [DEMO_MOVE] = {move_nation, HAND_WORKER, "move to another nation"},
    [DEMO_MEND] = {mend_decision, HAND_WORKER, "correction"},
    [DEMO_NOTE] = {note, HAND_WORKER, "note"},
    [DEMO_EXTEND] = {extend, HAND_HOUSE, "extension"},
    [DEMO_AGREE_PLAN] = {agree_plan, HAND_WORKER, "journey plan"},
    [DEMO_REVIEW] = {review, HAND_WORKER, "review"},
    [DEMO_SETTLE] = {settle, HAND_WORKER, "situation"},
    [DEMO_PAY] = {pay, HAND_HOUSE, "payment"},
    [DEMO_GRANT] = {grant, HAND_WORKER, "grant"},
    [DEMO_START_MOVE_ON] = {start_move_on, HAND_WORKER, "move-on plan"},
    [DEMO_DEPART] = {depart, HAND_HOUSE, "departure"},
    [DEMO_CLOSE] = {close_referral, HAND_DESK, "closing"},
    [DEMO_END_SUPPORT] = {end_support, HAND_WORKER, "end of support"},
};

/* Before anybody supports them the desk writes the notes. */
static const struct demo_worker *hand_of(const struct demo_run *run, const struct demo_home *home,
                                         const struct demo_event *event)
{
    enum hand hand = happenings[event->what].hand;
    bool is_with_desk = home->room == DEMO_NO_ROOM ? home->end != DEMO_OUTREACH
                                                   : event->at_ms < home->arrived_ms ||
                                                         home->arrived_ms == 0;
    if (hand == HAND_HOUSE) {
        const struct demo_houses *houses = &run->plan->houses;
        return &run->managers[houses->houses[houses->rooms[home->room].house].manager];
    }
    return hand == HAND_WORKER && !is_with_desk ? &run->workers[home->worker]
                                                : &run->desks[home->desk];
}

static enum err live(struct demo_run *run, const struct demo_event *event, size_t number)
{
    struct demo_home *home = &run->plan->homes[event->home];
    struct job job;
    enum err err = demo_job(run, hand_of(run, home, event), event->at_ms, &job);
    if (err != OK)
        return err;
    struct step step = {
        .run = run,
        .home = home,
        .event = event,
        .draw = demo_draw_of(home->seed, 10 + number),
        .problems = problems_make(job.arena),
    };
    err = happenings[event->what].live(&job, &step);
    if (err != OK)
        fprintf(stderr, "haven: the demo's %s number %zu was refused: %s (%zu problems)\n",
                happenings[event->what].name, number, err_name(err), step.problems.count);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

/* ---- rooms out of order ---------------------------------------------------------------------- */

static enum err break_work(struct job *job, void *with)
{
    struct void_id unused;
    return room_void_add(job, with, &unused);
}

static enum err break_rooms(struct demo_run *run)
{
    static const char *const reasons[] = {"damage_repair", "maintenance", "deep_clean",
                                          "replacing_furniture", "safety_check_failed",
                                          "planned_refurbishment"};
    const struct demo_houses *houses = &run->plan->houses;
    struct demo_draw draw = demo_draw_of((uint64_t)run->plan->size->seed, 5);
    struct date today = date_in_london(run->plan->size->now);
    enum err err = OK;
    for (size_t i = 0; err == OK && i < houses->room_count; i++) {
        const struct demo_room *room = &houses->rooms[i];
        struct job job;
        if (room->use != DEMO_BROKEN)
            continue;
        struct void_new broken = {
            .room = room->room,
            .from_on = date_add_days(today, -(int32_t)demo_between(&draw, 0, 2)),
            .expected_until_on = date_add_days(today, (int32_t)demo_between(&draw, 1, 20)),
            .reason = str_of(DEMO_ONE_OF(&draw, reasons)),
        };
        err = demo_job(run, &run->managers[houses->houses[room->house].manager],
                       run->plan->size->now.ms, &job);
        if (err != OK)
            return err;
        err = job_write(&job, break_work, &broken);
        app_job_end(&job);
        arena_reset(run->passing);
    }
    return err;
}

/* So that the first page of the commissioner says something. */
static enum err count_groups(struct demo_run *run)
{
    struct job job;
    enum err err = demo_job(run, NULL, run->plan->size->now.ms, &job);
    if (err != OK)
        return err;
    err = fairness_count(&job);
    app_job_end(&job);
    return err;
}

enum err demo_live(struct demo_run *run)
{
    const struct demo_plan *plan = run->plan;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < plan->event_count; i++) {
        demo_tell(run, "events", i, plan->event_count);
        err = live(run, &plan->events[i], i);
    }
    if (err == OK)
        err = break_rooms(run);
    return err == OK ? count_groups(run) : err;
}
