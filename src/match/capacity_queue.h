/* capacity_queue.h - places that are fewer than those who come: who waits, who is turned away.
 *
 * One pool of places, anybody may have any of them. People arrive one by one by chance and either
 * wait in the order they came or, where there is no place, are turned away. This is the textbook's
 * queue with many servers: with stays without memory it must agree with Erlang's formulas B and C,
 * and for those turned away with any stay of the same mean, which the tests hold it to.
 *
 * Time is counted in whole minutes.
 */
#ifndef MATCH_CAPACITY_QUEUE_H
#define MATCH_CAPACITY_QUEUE_H

#include "match/scenario.h"

struct queue_case {
    int32_t places;
    int64_t arrivals_a_day_millionths; /* more than 0 */
    const struct law_of_days *stay[2]; /* one after the other; the second may be NULL */
    bool is_turned_away;               /* else everybody waits */
    int64_t warm_up, arrivals;         /* people: first those who are not counted */
    uint64_t seed;
};

struct queue_result {
    int64_t arrived, waited, turned_away;
    int64_t wait_minutes;    /* of all who waited, together */
    int64_t stay_minutes;    /* of all who stayed, together */
    int64_t present_minutes; /* people present, summed over the minutes of the play */
    int64_t minutes;         /* how long the counted play lasted */
};

void queue_play(struct arena *arena, const struct queue_case *asked,
                struct queue_result *out_result);

/* Of a thousand people referred, how many today's bed spaces take in, if each person takes one and
 * whoever finds none goes elsewhere: the figure of the seeds is 225. One value a run, in run order;
 * values has room for scenario->runs. */
void queue_taken_in(struct arena *arena, const struct scenario *scenario, int64_t *out_permille);

#endif
