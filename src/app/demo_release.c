/* demo_release.c - what waits to leave: a letter, a referral to a council, an own copy, each of
 * another household of the first manager's houses, so that there is something to approve. She whose
 * copy it is handed in two letters; her worker has looked at the first. */
#include "app/demo_run.h"
#include "rooms/release/release_look.h"

static const struct {
    const char *template, *recipient, *basis, *told, *statement;
    bool asks_guardian;
} wanted[] = {
    {"letter_doctor", "Dr Amal Sample, Sampleton Surgery", "consent", "consented",
     "We support this patient. Please offer a double appointment with an interpreter, and let her "
     "choose who is in the room.", false},
    {"duty_to_refer", "Sampleton Council, Housing Options", "consent", "consented",
     "Support ends within eight weeks and there is no home to go to.", false},
    {"own_copy", "The person", "her_right", "told", "", true},
};

/* Nobody else is in it. */
static enum err look_at_first(struct job *job, struct release_id id)
{
    struct problems problems = problems_make(job->arena);
    struct release_documents documents;
    struct release release;
    enum err err = release_get(job, id, &release);
    if (err == OK)
        err = release_documents(job, &release, &documents);
    if (err == OK && documents.count > 0)
        err = release_look(job, &release, documents.at[0].document, STR("clear"), &problems);
    return err;
}

static enum err ask(struct demo_run *run, const struct demo_home *home, size_t which)
{
    struct job job;
    struct release_id release;
    enum err err = demo_job(run, &run->workers[home->worker], run->plan->size->now.ms, &job);
    if (err != OK)
        return err;
    struct problems problems = problems_make(job.arena);
    bool is_copy = str_equal_c(str_of(wanted[which].template), "own_copy");
    err = release_ask(&job, &(struct release_new){
        .person = home->people[0],
        .template = str_of(wanted[which].template),
        .recipient = str_of(wanted[which].recipient),
        .statement = str_of(wanted[which].statement),
        .basis = str_of(wanted[which].basis),
        .told = str_of(wanted[which].told),
        .asks_guardian = wanted[which].asks_guardian,
    }, &problems, &release);
    if (err == OK && is_copy)
        err = look_at_first(&job, release);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

enum err demo_ask_releases(struct demo_run *run)
{
    const struct demo_plan *plan = run->plan;
    const struct demo_houses *houses = &plan->houses;
    enum err err = OK;
    size_t which = 0;
    for (size_t i = 0; err == OK && i < plan->home_count && which < COUNT_OF(wanted); i++) {
        const struct demo_home *home = &plan->homes[i];
        if (home->end != DEMO_LIVES || home->arrived_ms > plan->size->now.ms ||
            houses->houses[houses->rooms[home->room].house].manager != 0)
            continue;
        if (str_equal_c(str_of(wanted[which].template), "own_copy"))
            err = demo_hand_in_of(run, home);
        if (err == OK)
            err = ask(run, home, which++);
    }
    return err;
}
