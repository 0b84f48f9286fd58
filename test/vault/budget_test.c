/* How many addresses are opened, and how many houses found in what is searched: counted over
 * restarts, whatever is done to the file, and however many ask at once. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "vault/budget.h"
#include "process_fixture.h"

/* As they are where nothing else is set; a line of the file. */
enum { STAFF_LIMIT = 5, ALL_LIMIT = 20, LINE_BYTES = 48 };

/* ---- addresses ---------------------------------------------------------------------------- */

static void test_budgets_outlive_the_process(void **state)
{
    struct world *world = *state;
    struct vault_item item = world_address(world);
    int opened = 0;
    for (int i = 0; i < STAFF_LIMIT; i++) {
        assert_int_equal(world_reveal(world, &item, 7), OK);
        opened++;
        if (i % 2)
            assert_int_equal(world_restart(world), OK);
    }
    assert_int_equal(world_reveal(world, &item, 7), ERR_TOO_MANY);
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(world_reveal(world, &item, 7), ERR_TOO_MANY);
    for (int64_t staff = 100; opened < ALL_LIMIT; staff++, opened++)
        assert_int_equal(world_reveal(world, &item, staff), OK);
    assert_int_equal(world_reveal(world, &item, 999), ERR_TOO_MANY);
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(world_reveal(world, &item, 998), ERR_TOO_MANY);
}

/* Any byte of the file changed, by somebody who would have more: nothing is given at all. */
static void test_an_edited_budget_gives_nothing(void **state)
{
    struct world *world = *state;
    struct vault_item item = world_address(world);
    for (int i = 0; i < 3; i++)
        assert_int_equal(world_reveal(world, &item, 7), OK);
    for (off_t at = 0; at < 3 * 48; at += 17) {
        unsigned char byte, other;
        world_stop(world);
        int file = open(world->budget, O_RDWR);
        assert_int_equal(pread(file, &byte, 1, at), 1);
        other = byte ^ 1;
        assert_int_equal(pwrite(file, &other, 1, at), 1);
        const char *reason = "";
        assert_int_equal(world_start(world, &reason), OK);
        assert_int_equal(world_reveal(world, &item, 8), ERR_TOO_MANY);
        assert_int_equal(pwrite(file, &byte, 1, at), 1);
        close(file);
    }
    /* a last line that a crash left by half was never answered */
    int file = open(world->budget, O_WRONLY | O_APPEND);
    assert_int_equal(write(file, "half a line", 11), 11);
    close(file);
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(world_reveal(world, &item, 7), OK);
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(world_reveal(world, &item, 7), OK);
    assert_int_equal(world_reveal(world, &item, 7), ERR_TOO_MANY);
}

/* Whoever has taken over the web process may write to the budget's file and end the vault: the next
 * one of the same supervisor knows how far the last had come. */
static void test_a_budget_put_back_gives_nothing(void **state)
{
    enum { LINE = 48, WAYS = 4 };
    struct world *world = *state;
    struct vault_item item = world_address(world);
    const char *reason = "";
    for (int way = 0; way < WAYS; way++) {
        world_stop(world);
        unlink(world->budget);
        world->settings.kept = vault_keep_make();
        assert_int_equal(world_start(world, &reason), OK);
        assert_int_equal(world_reveal(world, &item, 7), OK);
        assert_int_equal(world_restart(world), OK);
        assert_int_equal(world_reveal(world, &item, 7), OK);
        if (way == 0)
            assert_int_equal(unlink(world->budget), 0);
        else if (way < 3)
            assert_int_equal(truncate(world->budget, way == 1 ? 0 : LINE), 0);
        assert_int_equal(world_restart(world), OK);
        assert_int_equal(world_reveal(world, &item, 7), way == 3 ? OK : ERR_TOO_MANY);
        close(world->settings.kept);
    }
    world->settings.kept = 0;
}

/* ---- houses found ------------------------------------------------------------------------ */

/* Who has taken the web process over may ask "is it this street?" of so many houses an hour; past
 * that no answer differs from another, in this process or the next. */
static void test_houses_found_are_counted(void **state)
{
    struct world *world = *state;
    struct vault_item houses[ALL_LIMIT + 1], known = world_address(world);
    char letters[16];
    struct vault_hits hits;
    for (int i = 0; i <= ALL_LIMIT; i++) {
        snprintf(letters, sizeof(letters), "quiet%c", 'a' + i);
        houses[i] = world_patterns(world, 1000 - 100 * i, letters);
    }
    for (int round = 0; round < 3 * ALL_LIMIT; round++) /* what is not found costs nothing */
        assert_int_equal(world_search(world, houses, ALL_LIMIT + 1, "nothingofanyhouse", &hits),
                         OK);
    for (int i = 0; i < ALL_LIMIT; i++) {
        snprintf(letters, sizeof(letters), "quiet%c", 'a' + i);
        /* the same house counts once; the last one ends it */
        for (int again = 0; again < (i + 1 < ALL_LIMIT ? 3 : 1); again++) {
            assert_int_equal(world_search(world, houses, ALL_LIMIT + 1, letters, &hits), OK);
            assert_int_equal(hits.count, 1);
            assert_int_equal(hits.at[0].item, i);
        }
        if (i % 7 == 0)
            assert_int_equal(world_restart(world), OK);
        if (i == 3)
            assert_int_equal(world_reveal(world, &known, 7), OK);
    }
    assert_int_equal(world_search(world, houses, ALL_LIMIT + 1, "quieta", &hits), ERR_TOO_MANY);
    assert_int_equal(world_search(world, houses, ALL_LIMIT + 1, "nothing", &hits), ERR_TOO_MANY);
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(world_search(world, houses, ALL_LIMIT + 1, "quietu", &hits), ERR_TOO_MANY);
    assert_int_equal(world_search(world, &houses[ALL_LIMIT], 1, "nothing", &hits), ERR_TOO_MANY);
    for (int i = 1; i < STAFF_LIMIT; i++) /* and who must go to a house still may */
        assert_int_equal(world_reveal(world, &known, 7), OK);
    assert_int_equal(world_reveal(world, &known, 7), ERR_TOO_MANY);
}

/* That there was no room for one hit more tells of that house too. */
static void test_a_refusal_is_counted(void **state)
{
    struct world *world = *state;
    struct vault_item pair[2];
    char letters[SEARCH_HITS + 32], name[16];
    struct vault_hits hits;
    pair[0] = world_patterns(world, 1, "xxx");
    memset(letters, 'x', SEARCH_HITS + 2); /* so many hits as are told */
    letters[SEARCH_HITS + 2] = 0;
    pair[1] = world_patterns(world, 2, "quietz");
    assert_int_equal(world_search(world, pair, 2, letters, &hits), OK);
    for (int i = 0; i < ALL_LIMIT - 1; i++) {
        snprintf(name, sizeof(name), "quiet%c", 'a' + i);
        strcpy(letters + SEARCH_HITS + 2, name);
        pair[1] = world_patterns(world, 100 + i, name);
        assert_int_equal(world_search(world, pair, 2, letters, &hits), ERR_TOO_LARGE);
    }
    assert_int_equal(world_search(world, pair, 2, "nothing", &hits), ERR_TOO_MANY);
}

/* ---- at once ------------------------------------------------------------------------------ */

/* Fewer than the vault has connections, so that nobody waits for one. */
enum { RACERS = 12, ROUNDS = 8 };
_Static_assert(RACERS < (int)VAULT_CONNECTIONS, "all are asking at once");

struct racer {
    struct world world; /* the same vault, with an arena of its own */
    struct vault_item item;
    int64_t staff; /* 0: searches for the item's house instead */
    pthread_barrier_t *start;
    enum err result;
    bool is_told; /* what it asked for */
};

static void *run_racer(void *with)
{
    struct racer *racer = with;
    struct vault_hits hits = {.count = 0};
    pthread_barrier_wait(racer->start);
    if (racer->staff != 0) {
        racer->result = world_reveal(&racer->world, &racer->item, racer->staff);
        racer->is_told = str_equal_c(racer->item.out, "12 Hill Road");
    } else {
        racer->result = world_search(&racer->world, &racer->item, 1, "quietroad", &hits);
        racer->is_told = hits.count == 1;
    }
    return NULL;
}

static size_t lines_written(struct world *world)
{
    struct stat about;
    assert_int_equal(stat(world->budget, &about), 0);
    assert_int_equal(about.st_size % LINE_BYTES, 0);
    return (size_t)about.st_size / LINE_BYTES;
}

/* How many got what they asked for; every other was told that it was too many. */
static int race(struct world *world, struct racer *racers)
{
    pthread_t threads[RACERS];
    pthread_barrier_t start;
    int won = 0;
    assert_int_equal(pthread_barrier_init(&start, NULL, RACERS), 0);
    for (int i = 0; i < RACERS; i++) {
        racers[i].world = *world;
        racers[i].world.arena = arena_make(1 << 20);
        racers[i].start = &start;
        assert_int_equal(pthread_create(&threads[i], NULL, run_racer, &racers[i]), 0);
    }
    for (int i = 0; i < RACERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < RACERS; i++) {
        assert_true(racers[i].result == OK || racers[i].result == ERR_TOO_MANY);
        assert_int_equal(racers[i].is_told, racers[i].result == OK);
        won += racers[i].result == OK;
        arena_free(&racers[i].world.arena);
    }
    pthread_barrier_destroy(&start);
    return won;
}

static void begin_budget(struct world *world)
{
    const char *reason = "";
    world_stop(world);
    unlink(world->budget);
    assert_int_equal(world_start(world, &reason), OK);
}

/* All but one of the hour's houses have been found, in one text. */
static void find_all_but_one(struct world *world)
{
    struct vault_item houses[ALL_LIMIT - 1];
    char text[ALL_LIMIT * 8] = "", letters[8];
    struct vault_hits hits;
    for (int i = 0; i < ALL_LIMIT - 1; i++) {
        snprintf(letters, sizeof(letters), "found%c", 'a' + i);
        strcat(text, letters);
        houses[i] = world_patterns(world, 1 + i, letters);
    }
    assert_int_equal(world_search(world, houses, ALL_LIMIT - 1, text, &hits), OK);
    assert_int_equal(hits.count, ALL_LIMIT - 1);
    assert_int_equal(lines_written(world), ALL_LIMIT - 1);
}

static void test_one_is_told_of_the_last_house(void **state)
{
    struct world *world = *state;
    struct racer racers[RACERS] = {0};
    struct vault_hits hits;
    for (int round = 0; round < ROUNDS; round++) {
        begin_budget(world);
        find_all_but_one(world);
        /* also all for one house: whom the first was told of, the others learn nothing of */
        for (int i = 0; i < RACERS; i++)
            racers[i].item = world_patterns(world, round % 2 ? 100 : 100 + i, "quietroad");
        assert_int_equal(race(world, racers), 1);
        assert_int_equal(lines_written(world), ALL_LIMIT);
        assert_int_equal(world_restart(world), OK);
        for (int i = 0; i < RACERS; i++)
            assert_int_equal(world_search(world, &racers[i].item, 1, "quietroad", &hits),
                             ERR_TOO_MANY);
        assert_int_equal(lines_written(world), ALL_LIMIT);
    }
}

/* of_day: the last of one member's day; otherwise the last of everybody's hour. */
static void race_for_the_last_address(struct world *world, bool of_day)
{
    struct racer racers[RACERS] = {0};
    struct vault_item item = world_address(world);
    size_t most = of_day ? STAFF_LIMIT : ALL_LIMIT;
    begin_budget(world);
    for (size_t i = 0; i + 1 < most; i++)
        assert_int_equal(world_reveal(world, &item, of_day ? 7 : 1000 + (int64_t)i), OK);
    for (int i = 0; i < RACERS; i++) {
        racers[i].item = item;
        racers[i].staff = of_day ? 7 : 100 + i;
    }
    assert_int_equal(race(world, racers), 1);
    assert_int_equal(lines_written(world), most);
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(world_reveal(world, &item, of_day ? 7 : 99), ERR_TOO_MANY);
    assert_int_equal(lines_written(world), most);
}

static void test_one_has_the_last_address_of_the_hour(void **state)
{
    for (int round = 0; round < ROUNDS; round++)
        race_for_the_last_address(*state, false);
}

static void test_one_has_the_last_address_of_a_day(void **state)
{
    for (int round = 0; round < ROUNDS; round++)
        race_for_the_last_address(*state, true);
}

/* ---- what counts, asked at once in this process -------------------------------------------- */

struct asking {
    struct core *core;
    pthread_barrier_t *start;
    int64_t staff, house; /* the one or the other */
    enum err result;
};

static void *ask_budget(void *with)
{
    struct asking *asking = with;
    pthread_barrier_wait(asking->start);
    asking->result = asking->house == 0 ? budget_take(asking->core, asking->staff)
                                        : budget_found(asking->core, &asking->house, 1);
    return NULL;
}

/* Nothing ends a budget but its process: these stay until this one ends. */
static struct budget *begun[2 * ROUNDS];
static size_t begun_count;

static struct budget *begin(const struct core *core, int file, int staff_limit)
{
    must(begun_count < COUNT_OF(begun));
    return begun[begun_count++] = budget_make(core, file, ALL_LIMIT, staff_limit, NULL);
}

/* One is left, RACERS ask; what was given stands in the file, line for line as it is proven. */
static void race_for_the_last(struct world *world, bool is_of_houses)
{
    struct locked *locked = locked_make();
    struct core core = {.locked = locked};
    struct asking asking[RACERS] = {0};
    pthread_t threads[RACERS];
    pthread_barrier_t start;
    int won = 0;
    unlink(world->budget);
    int file = open(world->budget, O_RDWR | O_CREAT | O_APPEND, 0600);
    core.budget = begin(&core, file, 1);
    assert_int_equal(pthread_barrier_init(&start, NULL, RACERS), 0);
    for (int i = 0; i < RACERS; i++) {
        asking[i] = (struct asking){&core, &start, 100 + i, is_of_houses ? 100 + i : 0, OK};
        assert_int_equal(pthread_create(&threads[i], NULL, ask_budget, &asking[i]), 0);
    }
    for (int i = 0; i < RACERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < RACERS; i++)
        won += asking[i].result == OK;
    assert_int_equal(won, 1);
    assert_int_equal(lines_written(world), 1);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    core.budget = begin(&core, file, 2);
    for (int i = 0; i < RACERS; i++) /* one more: no line is damaged, and one is remembered */
        won += is_of_houses ? budget_found(&core, &(int64_t){999 - i}, 1) == OK
                            : budget_take(&core, 999) == OK;
    assert_int_equal(won, 2);
    close(file);
    sodium_free(locked);
}

static void test_the_last_is_given_once(void **state)
{
    for (int round = 0; round < ROUNDS; round++)
        race_for_the_last(*state, round % 2 == 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, world_make, world_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_budgets_outlive_the_process),
        TEST(test_an_edited_budget_gives_nothing),
        TEST(test_a_budget_put_back_gives_nothing),
        TEST(test_houses_found_are_counted),
        TEST(test_a_refusal_is_counted),
        TEST(test_one_is_told_of_the_last_house),
        TEST(test_one_has_the_last_address_of_the_hour),
        TEST(test_one_has_the_last_address_of_a_day),
        TEST(test_the_last_is_given_once),
    };
    must(sodium_init() >= 0);
    return cmocka_run_group_tests_name("vault's budgets", tests, NULL, NULL);
}
