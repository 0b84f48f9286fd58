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

struct loop_fit {
    uint32_t index;
    int64_t house, room;
    struct match_score score;
};

static int best_first(const void *a, const void *b)
{
    const struct loop_fit *left = a, *right = b;
    if (left->score.total != right->score.total)
        return left->score.total > right->score.total ? -1 : 1;
    if (left->house != right->house)
        return left->house < right->house ? -1 : 1;
    return left->room < right->room ? -1 : 1;
}

/* What anybody would write first: each room, each rule, a list, a sort. It makes less than the
 * engine does (no near misses, the unsuitable in any order). */
struct loop {
    uint32_t counts[MATCH_RULES];
    struct match_refusal *unsuitable;
    struct loop_fit *suitable;
    size_t unsuitable_count, suitable_count;
};

static struct loop plain_loop(struct arena *arena, const struct match_facts *facts,
                              const struct match_household *person)
{
    struct loop loop = {.unsuitable = ARENA_MANY(arena, struct match_refusal, facts->room_count),
                        .suitable = ARENA_MANY(arena, struct loop_fit, facts->room_count)};
    for (uint32_t i = 0; i < facts->room_count; i++) {
        const struct match_room *room = &facts->rooms[i];
        const struct match_house *house = &facts->houses[room->house];
        struct match_check check = plain_check(person, house, room);
        for (uint32_t bits = check.fails; bits; bits &= bits - 1)
            loop.counts[__builtin_ctz(bits)]++;
        if (check.fails)
            loop.unsuitable[loop.unsuitable_count++] =
                (struct match_refusal){i, check.fails, check.asks};
        else if (!check.asks)
            loop.suitable[loop.suitable_count++] = (struct loop_fit){
                i, house->id, room->id, plain_score(person, house, room)};
    }
    qsort(loop.suitable, loop.suitable_count, sizeof(*loop.suitable), best_first);
    return loop;
}

static void check_same(const struct match_answer *answer, const struct loop *loop)
{
    must(answer->suitable.count == loop->suitable_count);
    for (size_t i = 0; i < loop->suitable_count; i++)
        must(answer->suitable.at[i].index == loop->suitable[i].index &&
             answer->suitable.at[i].score.total == loop->suitable[i].score.total);
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
        struct loop same = plain_loop(&arena, &facts, &person);
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
    measure(600, 10); /* the first also pays for cold caches and memory */
    measure(600, 10);
    measure(600, 2);
    measure(10000, 10);
    measure(10000, 2);
    return 0;
}
