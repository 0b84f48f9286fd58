/* Scenarios: a file is refused with a place and a reason, or what it says can be played.
 * sources: base src/match/scenario.c src/match/law_of_days.c
 */
#include <string.h>

#include "match/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Stands for the program's own file, which is not read here. */
const struct capacity_file {
    const char *name, *text;
    size_t size;
} capacity_file_table[] = {{"", "", 0}};
const size_t capacity_file_count = 1;

static const struct scenario least = {
    .referrals_a_year = 1, .housed_permille = 1000, .share_permille = {1}, .runs = 2, .years = 1,
    .raid_mean = 2,
};

static void check_read(const struct scenario *scenario)
{
    static struct stay_laws laws;
    scenario_laws(scenario, &laws);
    must(days_mean(&laws.recovery) >= 0 && days_most(&laws.recovery) <= LONGEST_DAYS);
    must(laws.recovery.days[0] >= scenario->minimum_days);
    must(scenario_arrivals_a_day_millionths(scenario) >= 0);
    for (size_t step = 1; step < DAYS_STEPS; step++)
        must(laws.recovery.minutes[step - 1] <= laws.recovery.minutes[step]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct scenario scenario = least;
    struct scenario_fault fault = {0};
    if (scenario_read(&arena, (struct str){(const char *)bytes, size}, &scenario, &fault) == OK) {
        check_read(&scenario);
    } else {
        must(fault.what.size > 0 && str_is_utf8(fault.what));
        must(memcmp(&scenario, &least, sizeof(least)) == 0);
    }
    arena_free(&arena);
    return 0;
}
