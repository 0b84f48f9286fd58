/* demo_money.c - money and moving on in the demo: where they live for the rates, what was paid, a
 * grant and the plan that follows it. */
#include "app/demo_run.h"
#include "rooms/clock/clock.h"
#include "rooms/entitlement/entitlement.h"
#include "rooms/move_on/council.h"
#include "rooms/move_on/move_on.h"

enum { DAYS_A_WEEK = 7 };

/* Some apply for asylum; their children are supported by it too. */
static bool is_on_asylum_support(const struct demo_home *home)
{
    struct demo_draw draw = demo_draw_of(home->seed, 7);
    return demo_chance(&draw, 40);
}

enum err demo_settle(struct job *job, const struct demo_run *run, const struct demo_home *home)
{
    const struct demo_houses *houses = &run->plan->houses;
    struct problems problems = problems_make(job->arena);
    return situation_add(job, home->people[0], &(struct situation){
        .from_on = date_in_london(job->now),
        .accommodation = STR("safe_house"),
        .is_catered = houses->houses[houses->rooms[home->room].house].is_catered,
        .is_asylum_supported = is_on_asylum_support(home),
    }, &problems);
}

/* The week before, by what is due that day by any rate; a fifth of the weeks is forgotten. */
enum err demo_pay(struct job *job, const struct demo_home *home, size_t week)
{
    struct demo_draw draw = demo_draw_of(home->seed, 700 + week);
    struct date today = date_in_london(job->now);
    struct problems problems = problems_make(job->arena);
    struct entitlement *entitlement = ARENA_NEW(job->arena, struct entitlement);
    enum err err = entitlement_of(job, home->people[0], entitlement);
    int64_t pence = entitlement->due.week_pence + entitlement->due.week_unverified_pence;
    if (err != OK || pence == 0 || demo_chance(&draw, 20))
        return err;
    return payment_add(job, home->people[0], &(struct payment){
        .pence = pence,
        .from_on = date_add_days(today, -DAYS_A_WEEK),
        .to_on = date_add_days(today, -1),
        .paid_on = today,
        .kind = demo_chance(&draw, 70) ? STR("card") : STR("cash"),
    }, &problems);
}

enum err demo_grant(struct job *job, const struct demo_home *home)
{
    struct problems problems = problems_make(job->arena);
    struct date today = date_in_london(job->now);
    return clock_fact_record(job, home->people[0], &(struct clock_fact){
        .kind = STR("asylum_granted"),
        .happened_at = london_midnight(today),
        .is_day = true,
        .known_at = job->now,
    }, &problems);
}

/* Started the next day, with the first steps done at once and a council asked. */
enum err demo_start_move_on(struct job *job, const struct demo_home *home)
{
    static const char *const done[] = {"decision_letter", "home_application", "evisa"};
    struct date today = date_in_london(job->now);
    struct problems problems = problems_make(job->arena);
    enum err err = move_on_start(job, home->people[0]);
    for (size_t i = 0; err == OK && i < COUNT_OF(done); i++) {
        err = move_on_tick(job, home->people[0], str_of(done[i]));
        err = err == ERR_NOT_FOUND ? OK : err; /* another nation asks for fewer */
    }
    if (err != OK)
        return err;
    return council_refer(job, home->people[0], &(struct council_referral){
        .council = STR("Sampleton"),
        .consent = STR("in_writing"),
        .consent_on = today,
        .sent_on = today,
    }, true, &problems);
}
