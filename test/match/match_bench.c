/* Prints how long one question takes, in microseconds, beside the plain loop in the same run.
 *
 *     build/test/match/match_bench
 *
 * A question is the whole answer: every room, every reason, the ranked lists, the counts. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "made_up.h"
#include "plain.h"

enum { QUESTIONS = 1000 };

static double microseconds(void)
{
    struct timespec time;
    must(clock_gettime(CLOCK_MONOTONIC, &time) == 0);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

struct times {
    double at[QUESTIONS];
};

static double percentile(struct times *times, int percent)
{
    qsort(times->at, QUESTIONS, sizeof(double), by_size);
    return times->at[(QUESTIONS - 1) * percent / 100];
}

static void check_same(const struct match_answer *a, const struct match_answer *b)
{
    must(a->suitable.count == b->suitable.count && a->near.count == b->near.count);
    must(a->unsuitable_count == b->unsuitable_count);
    for (size_t i = 0; i < a->suitable.count; i++)
        must(a->suitable.at[i].index == b->suitable.at[i].index &&
             a->suitable.at[i].score.total == b->suitable.at[i].score.total);
}

static void measure(uint32_t rooms, uint32_t free_in)
{
    static struct times engine, plain;
    struct arena world_arena = arena_make(256u << 20), arena = arena_make(256u << 20);
    struct chance chance = {rooms};
    struct match_weights weights = match_weights_on((struct date){20781}); /* 2026-11-24 */
    struct match_facts facts = country_facts(&world_arena, &chance, rooms, free_in);
    double start = microseconds();
    const struct match_world *world = match_world_make(&world_arena, &facts);
    double made = microseconds() - start;
    size_t suitable = 0;
    for (int i = 0; i < QUESTIONS; i++) {
        struct match_household person = country_household(&arena, &chance);
        double before = microseconds();
        struct match_answer answer = match_rank(&arena, world, &person, &weights);
        double between = microseconds();
        struct match_answer same = plain_rank(&arena, &facts, &person);
        engine.at[i] = between - before;
        plain.at[i] = microseconds() - between;
        check_same(&answer, &same);
        suitable += answer.suitable.count;
        arena_reset(&arena);
    }
    printf("%6u %8u %10.1f %10.1f %10.1f %10.1f %10.1f %8.1f\n", rooms, free_in,
           (double)suitable / QUESTIONS, made, percentile(&engine, 50), percentile(&engine, 99),
           percentile(&plain, 50), percentile(&plain, 50) / percentile(&engine, 50));
    arena_free(&arena);
    arena_free(&world_arena);
}

int main(void)
{
    printf(" rooms  1 free   suitable  made once     median        p99      plain    ratio\n");
    printf("          in       (mean)       (us)       (us)       (us)       (us)\n");
    measure(600, 10);
    measure(600, 2);
    measure(10000, 10);
    measure(10000, 2);
    return 0;
}
