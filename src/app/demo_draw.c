#include "app/demo_draw.h"

/* SplitMix64 (Steele, Lea, Flood 2014): small, and good enough to invent people with. */
static uint64_t next(struct demo_draw *draw)
{
    uint64_t z = (draw->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct demo_draw demo_draw_of(uint64_t seed, uint64_t number)
{
    struct demo_draw draw = {seed ^ (number * UINT64_C(0xd1342543de82ef95))};
    draw.state = next(&draw);
    return draw;
}

int64_t demo_between(struct demo_draw *draw, int64_t least, int64_t most)
{
    must(least <= most);
    return least + (int64_t)(next(draw) % (uint64_t)(most - least + 1));
}

bool demo_chance(struct demo_draw *draw, int percent)
{
    return demo_between(draw, 0, 99) < percent;
}

size_t demo_pick(struct demo_draw *draw, size_t count)
{
    return (size_t)demo_between(draw, 0, (int64_t)count - 1);
}

size_t demo_weigh(struct demo_draw *draw, const int *weights, size_t count)
{
    int64_t all = 0;
    for (size_t i = 0; i < count; i++)
        all += weights[i];
    int64_t drawn = demo_between(draw, 1, all);
    size_t i = 0;
    while (drawn > weights[i])
        drawn -= weights[i++];
    return i;
}
