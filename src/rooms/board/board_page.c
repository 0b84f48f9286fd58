#include "rooms/board/board_page.h"

bool board_may_open(const struct job *job)
{
    return right_relations(job->asker.role, RIGHT_house_read) != 0;
}

bool board_day_is_near(const struct job *job, struct date on)
{
    struct date today = date_in_london(job->now);
    return date_compare(on, date_add_days(today, -BOARD_DAYS_FAR)) >= 0 &&
           date_compare(on, date_add_days(today, BOARD_DAYS_FAR)) <= 0;
}

struct board_slice board_slice(size_t count, int64_t page, size_t size)
{
    must(page >= 1 && size > 0);
    size_t first = (size_t)(page - 1) * size;
    first = first < count ? first : count;
    size_t last = count - first > size ? first + size : count;
    return (struct board_slice){first, last};
}

static bool does_take(const struct board_house *house, struct str takes)
{
    if (str_equal_c(takes, "women"))
        return house->takes_women;
    if (str_equal_c(takes, "men"))
        return house->takes_men;
    if (str_equal_c(takes, "mixed"))
        return house->takes_mixed;
    return house->takes_families;
}

bool board_house_matches(const struct board_house *house, struct str region, struct str takes)
{
    return (str_is_empty(region) || str_equal(region, house->region)) &&
           (str_is_empty(takes) || does_take(house, takes));
}
