#include "guard/statistic.h"

bool statistic_is_small(int64_t number)
{
    return number > 0 && number < STATISTIC_LEAST;
}

static int64_t nearest(int64_t number)
{
    return (number + STATISTIC_STEP / 2) / STATISTIC_STEP * STATISTIC_STEP;
}

/* The smallest that is still told, above nought; count: none is. */
static size_t smallest_told(const int64_t *numbers, size_t count)
{
    size_t smallest = count;
    for (size_t i = 0; i < count; i++)
        if (numbers[i] > 0 && (smallest == count || numbers[i] < numbers[smallest]))
            smallest = i;
    return smallest;
}

void statistic_tell(int64_t *numbers, size_t count, int64_t *out_sum)
{
    int64_t sum = 0, left = 0; /* left: what the sum less all that is told gives away */
    size_t hidden = 0;
    for (size_t i = 0; i < count; i++) {
        must(numbers[i] >= 0);
        sum += numbers[i];
        if (!statistic_is_small(numbers[i]))
            continue;
        left += numbers[i];
        hidden++;
        numbers[i] = STATISTIC_HIDDEN;
    }
    while (hidden == 1 || statistic_is_small(left)) {
        size_t smallest = smallest_told(numbers, count);
        if (smallest == count)
            break;
        left += numbers[smallest];
        hidden++;
        numbers[smallest] = STATISTIC_HIDDEN;
    }
    for (size_t i = 0; i < count; i++)
        if (numbers[i] != STATISTIC_HIDDEN)
            numbers[i] = nearest(numbers[i]);
    *out_sum = statistic_is_small(sum) ? STATISTIC_HIDDEN : nearest(sum);
}
