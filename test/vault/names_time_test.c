/* How fast and how big the index is at 100,000 people (issue: search under 5 ms). Prints; fails
 * only when something is wrong by an order, so that a busy machine does not fail it. */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "asked.h"
#include "made_names.h"
#include "vault/vault.h"

enum { PEOPLE = 100000, QUERIES = 500 };

/* Time of this thread's work, so that a busy machine does not blur the figures. */
static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double resident_mb(void)
{
    long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%ld %ld", &total, &resident), 2);
    fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

/* Two names each: the one in the papers and the one a person goes by. */
static void put_people(struct vault *vault, uint64_t *random, int64_t from, int64_t to)
{
    for (int64_t person = from; person < to; person++) {
        char first[MADE_NAME_BYTES], second[MADE_NAME_BYTES], phone[32];
        made_name(random, first);
        made_name(random, second);
        snprintf(phone, sizeof(phone), "07%09d", (int)(made_random(random) % 1000000000));
        struct str names[] = {str_of(first), str_of(second)}, phones[] = {str_of(phone)};
        asked_put(vault, &(struct name_entry){.person = person,
                                              .names = names,
                                              .name_count = 2,
                                              .birth_year = 1990,
                                              .phones = phones,
                                              .phone_count = 1});
    }
}

static int by_size(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static double median_ms(struct vault *vault, const char *label)
{
    static double times[QUERIES];
    uint64_t random = 99;
    double sum = 0;
    for (int i = 0; i < QUERIES; i++) {
        char name[MADE_NAME_BYTES];
        struct name_hit hits[20];
        made_name(&random, name);
        struct name_query query = {.text = str_of(name), .birth_year = 1990, .phone = STR_NONE};
        double start = now_ms();
        size_t count = asked_find(vault, &query, hits, 20);
        times[i] = now_ms() - start;
        sum += times[i];
        assert_true(count > 0);
    }
    qsort(times, QUERIES, sizeof(times[0]), by_size);
    print_message("names: %s: median %.2f ms, mean %.2f ms, 95%% %.2f ms, worst %.2f ms\n", label,
                  times[QUERIES / 2], sum / QUERIES, times[QUERIES * 95 / 100],
                  times[QUERIES - 1]);
    return times[QUERIES / 2];
}

static void test_hundred_thousand(void **state)
{
    (void)state;
    struct vault *vault = asked_open();
    uint64_t random = 1;
    double before = resident_mb(), start = now_ms();
    put_people(vault, &random, 1, PEOPLE / 10 + 1);
    print_message("names: %d people put in %.0f ms\n", PEOPLE / 10, now_ms() - start);
    median_ms(vault, "10,000 people");
    start = now_ms();
    put_people(vault, &random, PEOPLE / 10 + 1, PEOPLE + 1);
    print_message("names: %d people more in %.0f ms; %.1f MB in all\n", PEOPLE - PEOPLE / 10,
                  now_ms() - start, resident_mb() - before);
    assert_int_equal(asked_count(vault), PEOPLE);
    assert_true(median_ms(vault, "100,000 people") < 50);
    vault_close(vault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hundred_thousand)};
    return cmocka_run_group_tests_name("names_time", tests, NULL, NULL);
}
