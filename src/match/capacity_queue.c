#include "match/capacity_queue.h"

#include <math.h>

/* When each place is free again, the earliest on top. */
struct heap {
    int64_t *at;
    size_t count;
};

static void heap_sink(struct heap *heap, int64_t minute)
{
    size_t hole = 0, child;
    while ((child = 2 * hole + 1) < heap->count) {
        if (child + 1 < heap->count && heap->at[child + 1] < heap->at[child])
            child++;
        if (heap->at[child] >= minute)
            break;
        heap->at[hole] = heap->at[child];
        hole = child;
    }
    heap->at[hole] = minute;
}

struct queue {
    struct heap free_at;
    const struct queue_case *asked;
    struct stream stream;
    double gap_minutes; /* mean, from one arrival to the next */
    double now;         /* exact; a place is taken from the whole minute on */
    struct queue_result result;
    int64_t begun_at;   /* when counting began */
};

static double next_gap(struct queue *queue)
{
    double place = (double)(stream_next(&queue->stream) >> 11) * 0x1p-53;
    return -log1p(-place) * queue->gap_minutes;
}

static int64_t stay_minutes(struct queue *queue)
{
    uint64_t random = stream_next(&queue->stream);
    const struct law_of_days *const *stay = queue->asked->stay;
    int64_t minutes = minutes_at(stay[0], random);
    return stay[1] ? minutes + minutes_at(stay[1], random >> DAYS_BITS) : minutes;
}

/* How long somebody who stays from begin to end is seen while it is counted. */
static int64_t seen(const struct queue *queue, int64_t begin, int64_t end)
{
    int64_t from = begin > queue->begun_at ? begin : queue->begun_at;
    return end > from ? end - from : 0;
}

static void arrive(struct queue *queue)
{
    struct queue_result *result = &queue->result;
    int64_t now = (int64_t)queue->now, stay = stay_minutes(queue);
    int64_t free_at = queue->free_at.at[0], begin = free_at > now ? free_at : now;
    result->arrived++;
    if (begin > now && queue->asked->is_turned_away) {
        result->turned_away++;
        return;
    }
    result->waited += begin > now;
    result->wait_minutes += begin - now;
    result->stay_minutes += stay;
    result->present_minutes += seen(queue, begin, begin + stay);
    heap_sink(&queue->free_at, begin + stay);
}

/* Those present when counting begins were counted in full: their time since then stays. */
static void begin_counting(struct queue *queue)
{
    queue->begun_at = (int64_t)queue->now;
    queue->result = (struct queue_result){0};
    for (size_t i = 0; i < queue->free_at.count; i++)
        queue->result.present_minutes += seen(queue, queue->begun_at, queue->free_at.at[i]);
}

/* Those still present when counting ends were counted too far. */
static void end_counting(struct queue *queue)
{
    int64_t end = (int64_t)queue->now;
    queue->result.minutes = end - queue->begun_at;
    for (size_t i = 0; i < queue->free_at.count; i++)
        if (queue->free_at.at[i] > end)
            queue->result.present_minutes -= queue->free_at.at[i] - end;
}

void queue_play(struct arena *arena, const struct queue_case *asked,
                struct queue_result *out_result)
{
    must(asked->places > 0 && asked->arrivals_a_day_millionths > 0);
    struct queue queue = {
        .asked = asked,
        .free_at = {ARENA_MANY(arena, int64_t, (size_t)asked->places), (size_t)asked->places},
        .stream = stream_of(asked->seed),
        .gap_minutes = MINUTES_A_DAY * 1e6 / (double)asked->arrivals_a_day_millionths,
    };
    for (int64_t person = 0; person < asked->warm_up + asked->arrivals; person++) {
        if (person == asked->warm_up)
            begin_counting(&queue);
        queue.now += next_gap(&queue);
        arrive(&queue);
    }
    end_counting(&queue);
    *out_result = queue.result;
}

enum { TAKEN_IN_ARRIVALS = 20000 };

void queue_taken_in(struct arena *arena, const struct scenario *scenario, int64_t *out_permille)
{
    struct stay_laws *laws = ARENA_NEW(arena, struct stay_laws);
    scenario_laws(scenario, laws);
    int64_t a_year = scenario->referrals_a_year;
    for (int32_t run = 0; run < scenario->runs; run++) {
        struct queue_result result;
        queue_play(arena, &(struct queue_case){
            .places = scenario->spaces_now,
            .arrivals_a_day_millionths = a_year * 1000000 / 365,
            .stay = {&laws->recovery, &laws->move_on},
            .is_turned_away = true,
            .warm_up = 4 * (scenario->spaces_now + a_year),
            .arrivals = TAKEN_IN_ARRIVALS,
            .seed = (uint64_t)scenario->seed << 16 | (uint64_t)run,
        }, &result);
        out_permille[run] = (result.arrived - result.turned_away) * 1000 / result.arrived;
    }
}
