/* demo_run.h - inner header of the demo: writing the plan down through the rooms.
 */
#ifndef APP_DEMO_RUN_H
#define APP_DEMO_RUN_H

#include <stdio.h>

#include "app/demo_plan.h"
#include "rooms/referral/referral.h"

struct demo_worker {
    struct staff_id staff;
    struct circle_id circle;
    struct organisation_id organisation;
    enum role role;
    struct str name;
};

struct demo_run {
    struct app *app;
    struct demo_plan *plan;
    struct arena *lasting; /* what is needed to the end */
    struct arena *passing; /* of one event */
    uint64_t ids;          /* job->seeded */
    struct demo_worker desks[DEMO_DESKS], workers[DEMO_WORKERS];
    struct demo_worker guardian, administrator;
    struct demo_worker *managers;
    FILE *out;
    int64_t told_ms, began_ms; /* of the progress */
};

/* A job of a worker (NULL: of nobody) at some moment of the past. End it with app_job_end. */
CHECKED enum err demo_job(struct demo_run *run, const struct demo_worker *worker, int64_t at_ms,
                          struct job *out_job);

/* demo_build.c: organisations, accounts, houses, as of the world's first day. */
CHECKED enum err demo_build(struct demo_run *run);

/* demo_live.c: everything that happens, in its order. */
CHECKED enum err demo_live(struct demo_run *run);

/* demo_clock.c: the end of her support stands still; she lives in another nation from today on; the
 * day of the first letter is corrected. */
CHECKED enum err demo_clock_pause(struct job *job, const struct demo_home *home,
                                  struct problems *problems);
CHECKED enum err demo_clock_move(struct job *job, const struct demo_home *home,
                                 struct problems *problems);
CHECKED enum err demo_clock_mend(struct job *job, const struct demo_home *home,
                                 struct problems *problems);
/* demo_later.c: what is learnt after an arrival. */
CHECKED enum err demo_learn_later(struct demo_run *run);
/* The same file: a move to another provider's house is planned, and that house is asked. */
CHECKED enum err demo_move_later(struct demo_run *run);
/* The same file: some who live in a room say that they want to be moved, or agree to it. */
CHECKED enum err demo_wish_to_move(struct demo_run *run);
/* demo_release.c: letters and a copy that wait for approval. */
CHECKED enum err demo_ask_releases(struct demo_run *run);
/* The same file: last night a record was opened in an emergency. */
CHECKED enum err demo_open_in_emergency(struct demo_run *run);
/* The same file: two of years ago; the words of one are erased. */
CHECKED enum err demo_open_long_ago(struct demo_run *run);
/* The same file: a worker is kept away from a person. */
CHECKED enum err demo_keep_away(struct demo_run *run);

/* demo_cold.c: two who were closed long ago have gone cold, and a worker asks for one. */
CHECKED enum err demo_go_cold(struct demo_run *run);
/* The same file: a few asked to be erased, one record is kept for a claim. */
CHECKED enum err demo_ask_to_erase(struct demo_run *run);

/* demo_rights.c: a line is kept from a list of who looked, another waits for the second word; what
 * was refused last night; a one-time code that waits to be confirmed. */
CHECKED enum err demo_suppress(struct demo_run *run);
CHECKED enum err demo_refuse(struct demo_run *run);
CHECKED enum err demo_lose_telephone(struct demo_run *run);

/* demo_document.c: letters that were handed in, of two households; and of one. */
CHECKED enum err demo_hand_in(struct demo_run *run);
CHECKED enum err demo_hand_in_of(struct demo_run *run, const struct demo_home *home);

/* demo_answer.c: what is known of a household at the call. */
struct demo_call {
    struct referral_new referral;
    struct referral_addition additions[DEMO_CHILDREN];
    struct person_facts children[DEMO_CHILDREN];
};
void demo_call_make(struct arena *arena, const struct demo_plan *plan,
                    const struct demo_home *home, struct demo_call *out_call);

/* demo_money.c: where they live for the rates, a week's payment, a grant, the plan after it. */
CHECKED enum err demo_settle(struct job *job, const struct demo_run *run,
                             const struct demo_home *home);
CHECKED enum err demo_pay(struct job *job, const struct demo_home *home, size_t week);
CHECKED enum err demo_grant(struct job *job, const struct demo_home *home);
CHECKED enum err demo_start_move_on(struct job *job, const struct demo_home *home);

/* Says how far it is, when it takes over two seconds. */
void demo_tell(struct demo_run *run, const char *what, size_t done, size_t all);

#endif
