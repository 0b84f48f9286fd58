#include "rooms/placement/placement_waiting.h"

#include "placement_waiting_sql.h"
#include "rooms/placement/placement_inner.h"

/* The whole country's rooms; one household's answers and its lists of rooms. */
enum { WORLD_MEMORY = 256 << 20, ONE_MEMORY = 64 << 20 };

struct round {
    const struct match_world *world;
    struct match_weights weights;
    placement_waiting_look *look;
    void *with;
};

static enum err look_at_one(struct job *job, const struct round *round, struct referral_id referral)
{
    struct placement_party party;
    enum err err = placement_party_load(job, referral, &party);
    if (err == OK)
        err = placement_add_apart(job, OTHERS_ALL, &party.facts);
    if (err != OK)
        return err;
    struct match_answer answer = match_rank(job->arena, round->world, &party.facts,
                                            &round->weights);
    return round->look(round->with,
                       &(struct placement_waiting){referral, &party.facts, &answer});
}

/* Each with the same memory, wiped in between. */
static enum err look_at_all(struct job *job, const struct round *round,
                            const struct placement_waiting_list_rows *rows)
{
    struct arena *of_job = job->arena;
    struct arena one = arena_make(ONE_MEMORY);
    enum err err = OK;
    job->arena = &one;
    for (size_t i = 0; i < rows->count && err == OK; i++) {
        err = look_at_one(job, round, rows->at[i].referral);
        arena_reset(&one);
    }
    job->arena = of_job;
    arena_free(&one);
    return err;
}

/* Nobody in particular asks for the world: who waits has no room that would have to be left out. */
static enum err read_and_look(struct job *job, struct round *round)
{
    struct placement_waiting_list_rows rows;
    struct placement_world world;
    const struct match_household nobody = {.asked_at = job->now, .needed_at = job->now};
    enum err err = sql_placement_waiting_list(job->db, job->arena, &rows);
    if (err == OK)
        err = placement_world_load(job, HOUSES_ALL, &nobody, OTHERS_ALL, &world);
    if (err != OK)
        return err;
    round->world = match_world_make(job->arena, &world.facts);
    return look_at_all(job, round, &rows);
}

enum err placement_each_waiting(struct job *job, placement_waiting_look *look, void *with)
{
    struct round round = {
        .weights = match_weights_on(date_in_london(job->now)), .look = look, .with = with};
    struct arena *of_job = job->arena;
    struct arena own = arena_make(WORLD_MEMORY);
    job->arena = &own;
    enum err err = read_and_look(job, &round);
    job->arena = of_job;
    arena_free(&own);
    return err;
}
