/* demo_cold.c - who was closed long ago.
 *
 * Two women rang sixteen months ago and went elsewhere that night. Nothing was done for them since:
 * their records have gone cold. Yesterday one of them wrote and asked what Haven holds about her; a
 * worker has asked for her record, and the guardian, who has the key, has not answered yet. */
#include "app/cold_keep.h"
#include "app/demo_run.h"
#include "rooms/cold/cold.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"

enum { CLOSED_DAYS_AGO = 500, WENT_DAYS_AGO = 115, ASKED_HOURS_AGO = 20, AT_ONCE = 20 };

static int64_t ago(const struct demo_run *run, int64_t ms)
{
    return run->plan->size->now.ms - ms;
}

/* A call that ended with no room; the reference is out_ref's. */
static enum err ring_and_leave(struct demo_run *run, const char *name, const char *born,
                               struct str *out_ref)
{
    struct job job;
    const struct person_name names[] = {{.kind = STR("given"), .text = str_of(name)}};
    enum err err = demo_job(run, &run->desks[0], ago(run, CLOSED_DAYS_AGO * MS_PER_DAY), &job);
    if (err != OK)
        return err;
    struct referral_new call = {
        .facts = {.kind = STR("adult"), .called = str_of(name), .born = str_of(born),
                  .birth_state = STR("partial"), .nation = STR("E"), .names = names,
                  .name_count = 1},
        .is_tonight = true, .needed_at = job.now,
    };
    struct referral_id referral;
    struct referral row;
    struct person person;
    struct str ref;
    err = referral_start(&job, &call, &referral, &ref);
    if (err == OK)
        err = referral_unable(&job, referral, STR("no_bed_in_time"));
    if (err == OK)
        err = referral_get(&job, referral, &row);
    if (err == OK)
        err = person_get_many(&job, PERSON_BORN, &row.person, 1, &person);
    if (err == OK)
        *out_ref = str_copy(run->lasting, person.ref);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

/* A job for each few: a large demo has thousands, and one job's memory is a request's. */
static enum err put_few_away(struct demo_run *run, struct str key, struct person_id *after)
{
    struct job job;
    size_t count;
    enum err err = demo_job(run, NULL, ago(run, WENT_DAYS_AGO * MS_PER_DAY), &job);
    if (err != OK)
        return err;
    err = cold_put_away(&job, key, AT_ONCE, after, &count);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

static enum err put_away(struct demo_run *run)
{
    struct person_id after = {INT64_MIN};
    enum err err = cold_keep_make(run->app, run->lasting);
    if (err != OK)
        return err;
    struct str key = cold_keep_key(run->app, run->lasting);
    do
        err = put_few_away(run, key, &after);
    while (err == OK && after.value != INT64_MIN);
    return err;
}

enum err demo_go_cold(struct demo_run *run)
{
    struct job job;
    struct str first, second;
    enum err err = ring_and_leave(run, "Senait", "1994", &first);
    if (err == OK)
        err = ring_and_leave(run, "Thi Lan", "1989", &second);
    if (err == OK)
        err = put_away(run);
    if (err == OK)
        err = demo_job(run, &run->workers[0], ago(run, ASKED_HOURS_AGO * MS_PER_HOUR), &job);
    if (err != OK)
        return err;
    err = cold_ask(&job, first, STR("own_copy"));
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}
