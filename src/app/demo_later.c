/* demo_later.c - what is learnt after somebody has arrived, so that a warning can be seen.
 *
 * The newest household of the first manager's houses says that the area is one where she is not
 * safe. Nobody is moved: the desk, the house and her worker have something to do. */
#include "app/demo_run.h"
#include "law/area.h"
#include "rooms/placement/placement_warning.h"
#include "rooms/referral/referral.h"

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
