/* demo_rights.c - what happens seldom and is seen by who watches over rights.
 *
 * On the word of two people a line is missing from the list in which somebody of the first worker's
 * reads who looked at her record, and another waits for the second word. Last night a worker
 * mistyped references and somebody at the door a password: too few to be an alarm. And the last
 * worker has lost the telephone with the code app, asks for a one-time code, and waits for who
 * confirms it. */
#include "app/demo_run.h"
#include "guard/refusal.h"
#include "guard/renewal.h"
#include "rooms/audit/audit_suppression.h"

enum { REVIEW_IN_DAYS = 60, SUPPRESSED_DAYS_AGO = 2, HOURS_AGO = 3, MINUTES_APART = 2 };

/* Somebody of the first worker's; in a small demo whoever there is. */
static const struct demo_home *whose_line_is_kept(const struct demo_plan *plan)
{
    const struct demo_home *anybody = NULL;
    for (size_t i = 0; i < plan->home_count; i++) {
        const struct demo_home *home = &plan->homes[i];
        int64_t settled_ms = home->arrived_ms + (SUPPRESSED_DAYS_AGO + 1) * MS_PER_DAY;
        if (home->end != DEMO_LIVES || settled_ms > plan->size->now.ms)
            continue;
        if (home->worker == 0)
            return home;
        anybody = anybody == NULL ? home : anybody;
    }
    return anybody;
}

/* The last that was asked. */
static enum err say_second_word(struct demo_run *run, struct person_id person, int64_t at_ms)
{
    struct job job;
    struct suppressions suppressions;
    enum err err = demo_job(run, &run->administrator, at_ms, &job);
    if (err != OK)
        return err;
    err = suppression_list(&job, person, &suppressions);
    if (err == OK)
        err = suppression_confirm(&job, person, suppressions.at[0].suppression);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

static enum err say_first_word(struct demo_run *run, const struct suppression_new *is,
                               int64_t at_ms)
{
    struct job job;
    enum err err = demo_job(run, &run->guardian, at_ms, &job);
    if (err != OK)
        return err;
    struct problems problems = problems_make(job.arena);
    err = suppression_ask(&job, is, &problems);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

enum err demo_suppress(struct demo_run *run)
{
    const struct demo_home *home = whose_line_is_kept(run->plan);
    int64_t now_ms = run->plan->size->now.ms;
    int64_t at_ms = now_ms - SUPPRESSED_DAYS_AGO * MS_PER_DAY;
    if (home == NULL)
        return OK; /* a very small demo may have nobody */
    struct suppression_new is = {
        .person = home->people[0],
        .day = date_in_london((struct instant){home->arrived_ms}),
        .review_on = date_add_days(date_in_london((struct instant){now_ms}), REVIEW_IN_DAYS),
        .role = STR("house_manager"),
        .ground = STR("serious_harm"),
    };
    enum err err = say_first_word(run, &is, at_ms);
    if (err == OK)
        err = say_second_word(run, home->people[0], at_ms + MS_PER_HOUR);
    is.role = STR("night_desk");
    is.ground = STR("others_rights");
    return err == OK ? say_first_word(run, &is, now_ms - HOURS_AGO * MS_PER_HOUR) : err;
}

/* ---- what was refused ------------------------------------------------------------------------ */

static enum err refuse(struct demo_run *run, const struct demo_worker *worker,
                       const struct refusal *refusal, int times)
{
    enum err err = OK;
    for (int i = 0; err == OK && i < times; i++) {
        struct job job;
        int64_t at_ms = run->plan->size->now.ms - HOURS_AGO * MS_PER_HOUR +
                        (int64_t)i * MINUTES_APART * MS_PER_MINUTE;
        err = demo_job(run, worker, at_ms, &job);
        if (err != OK)
            return err;
        err = refusal_note(&job, refusal);
        app_job_end(&job);
        arena_reset(run->passing);
    }
    return err;
}

enum err demo_refuse(struct demo_run *run)
{
    const struct demo_worker *worker = &run->workers[1];
    enum err err = refuse(run, worker, &(struct refusal){
        .reason = REFUSAL_not_there, .staff = worker->staff, .kind = STR("person")}, 7);
    if (err == OK)
        err = refuse(run, worker, &(struct refusal){
            .reason = REFUSAL_not_there, .staff = worker->staff, .kind = STR("house")}, 2);
    if (err == OK)
        err = refuse(run, NULL, &(struct refusal){.reason = REFUSAL_sign_in}, 3);
    return err;
}

/* ---- a telephone that is lost ---------------------------------------------------------------- */

static enum err ask(struct job *job, void *with)
{
    return renewal_ask(job, with);
}

enum err demo_lose_telephone(struct demo_run *run)
{
    const struct demo_worker *worker = &run->workers[DEMO_WORKERS - 1];
    struct renewal_prepared *prepared = NULL;
    struct str code;
    struct job job;
    enum err err = demo_job(run, &run->administrator,
                            run->plan->size->now.ms - HOURS_AGO * MS_PER_HOUR, &job);
    if (err != OK)
        return err;
    err = renewal_prepare(&job, &(struct renewal_wanted){
        .staff = worker->staff, .is_code_app = true, .hours = RENEWAL_HOURS}, &prepared, &code);
    if (err == OK)
        err = job_write(&job, ask, prepared);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}
