/* The invented world: in the sources' proportions, possible, and the same each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/demo_plan.h"
#include "app/restore.h"
#include "audit_suppression_sql.h"
#include "guard/account.h"
#include "guard/refusal.h"
#include "guard/renewal.h"
#include "law/area.h"

static struct demo_size size_of(int64_t people, int64_t houses, int64_t seed)
{
    struct demo_size size = {people, houses, seed, INSTANT_NONE};
    must(instant_parse(STR("2026-11-24T02:10Z"), &size.now) == OK);
    return size;
}

/* ---- the plan -------------------------------------------------------------------------------- */

static void test_beds(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)64 << 20);
    struct demo_size size = size_of(1000, 100, 1);
    struct demo_houses houses = demo_houses_plan(&arena, &size);
    int beds[3] = {0};
    for (size_t i = 0; i < houses.room_count; i++)
        beds[houses.houses[houses.rooms[i].house].kind] += houses.rooms[i].beds;
    assert_int_equal(beds[DEMO_WOMEN], 183);
    assert_int_equal(beds[DEMO_MIXED], 238);
    assert_int_equal(beds[DEMO_MEN], 160);
    arena_free(&arena);
}

/* Out of 100, one more or less where a household could not be divided. */
static void assert_about(size_t part, size_t all, size_t percent, size_t tolerance)
{
    size_t found = part * 100 / all;
    if (found + tolerance < percent || found > percent + tolerance)
        fail_msg("%zu of %zu are %zu%%, not about %zu%%", part, all, found, percent);
}

static void test_people(void **state)
{
    (void)state;
    static const int64_t sizes[][2] = {{590, 60}, {5000, 100}, {50, 3}, {3, 1}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct arena arena = arena_make((size_t)256 << 20);
        struct demo_size size = size_of(sizes[i][0], sizes[i][1], 5);
        const struct demo_plan *plan = demo_plan_make(&arena, &size);
        size_t women = 0, parents = 0, waiting = 0;
        assert_int_equal(plan->person_count, size.people);
        for (size_t k = 0; k < plan->home_count; k++) {
            women += plan->homes[k].is_woman;
            parents += plan->homes[k].has_children;
            waiting += plan->homes[k].end >= DEMO_UNPLACED;
        }
        if (size.people >= 500) {
            assert_about(women, plan->home_count, 80, 3);
            assert_about(parents, plan->home_count, 60, 4);
            assert_true(waiting >= 8 && waiting * 100 <= plan->home_count * 4);
        }
        arena_free(&arena);
    }
}

/* One household at a time, and time between two to make the room ready. */
static void test_rooms_host_one(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)256 << 20);
    struct demo_size size = size_of(4000, 30, 9);
    const struct demo_plan *plan = demo_plan_make(&arena, &size);
    int64_t *free_at = ARENA_MANY(&arena, int64_t, plan->houses.room_count);
    size_t stays = 0;
    for (size_t i = 0; i < plan->event_count; i++) {
        const struct demo_event *event = &plan->events[i];
        const struct demo_home *home = &plan->homes[event->home];
        assert_true(i == 0 || plan->events[i - 1].at_ms <= event->at_ms);
        assert_true(event->at_ms <= size.now.ms);
        if (event->what != DEMO_HOLD)
            continue;
        assert_true(free_at[home->room] < event->at_ms);
        free_at[home->room] = home->end == DEMO_DEPARTED ? home->ended_ms + MS_PER_DAY : INT64_MAX;
        stays++;
    }
    assert_true(stays > plan->houses.room_count);
    arena_free(&arena);
}

/* A mother with a child of four and a baby can come tonight, to three places at least. */
static void test_rooms_for_tonight(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)64 << 20);
    struct demo_size size = demo_first;
    size.now = size_of(1, 1, 1).now;
    const struct demo_plan *plan = demo_plan_make(&arena, &size);
    bool *is_seen = ARENA_MANY(&arena, bool, area_all().count);
    size_t places = 0;
    for (size_t i = 0; i < plan->houses.room_count; i++) {
        const struct demo_room *room = &plan->houses.rooms[i];
        const struct demo_house *house = &plan->houses.houses[room->house];
        if (room->use != DEMO_KEPT || is_seen[house->area])
            continue;
        assert_true(house->kind == DEMO_WOMEN && house->has_night_cover && house->takes_families);
        assert_true(room->beds >= 2 && room->cots >= 1 && house->manager == 0);
        is_seen[house->area] = true;
        places++;
    }
    assert_true(places >= 3);
    arena_free(&arena);
}

/* ---- the folder ------------------------------------------------------------------------------ */

struct folder {
    char path[64];
    struct settings settings;
};

static struct folder folder_make(void)
{
    struct folder folder = {.path = "/tmp/haven-demo-test-XXXXXX"};
    must(mkdtemp(folder.path) != NULL);
    folder.settings = (struct settings){.database = "", .key = "", .clock = "",
                                          .address = "127.0.0.1"};
    return folder;
}

static void folder_remove(struct folder *folder)
{
    struct arena arena = arena_make(1 << 16);
    folder->settings.data = folder->path;
    unlink(settings_path(&arena, &folder->settings, "cold.key"));
    restore_delete(&arena, folder->path);
    assert_int_not_equal(access(folder->path, F_OK), 0); /* nothing else is left behind */
    arena_free(&arena);
}

/* Accounts and their ids as one text. */
static struct str made_in(struct arena *arena, struct folder *folder)
{
    struct app app;
    struct job job;
    struct accounts accounts;
    struct buf text = buf_make(arena, 4096);
    folder->settings.data = folder->path;
    assert_int_equal(app_open(&folder->settings, &app), OK);
    assert_true(app.is_demo);
    assert_int_equal(app_job_begin(&app, arena, &job), OK);
    assert_int_equal(account_list(&job, &accounts), OK);
    for (size_t i = 0; i < accounts.count; i++)
        buf_format(&text, "%.*s %lld\n", STR_ARGS(accounts.at[i].user_name),
                   (long long)accounts.at[i].staff.value);
    app_job_end(&job);
    app_close(&app);
    return buf_text(&text);
}

static void test_made_alike_and_once(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)64 << 20);
    struct demo_size size = size_of(60, 6, 3);
    struct folder one = folder_make(), other = folder_make();
    FILE *quiet = fopen("/dev/null", "w");
    one.settings.data = one.path;
    other.settings.data = other.path;
    assert_int_equal(demo_make(&one.settings, &size, quiet), OK);
    assert_int_equal(demo_make(&other.settings, &size, quiet), OK);
    assert_int_equal(demo_make(&one.settings, &size, quiet), ERR_CONFLICT);
    struct str first = made_in(&arena, &one);
    assert_true(first.size > 0 && str_equal(first, made_in(&arena, &other)));
    assert_true(str_starts(first, STR("administrator ")));
    fclose(quiet);
    folder_remove(&one);
    folder_remove(&other);
    arena_free(&arena);
}

/* What is seldom can be seen by who watches over rights: of each list something stands there. */
static void test_rights_have_something_to_show(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)64 << 20);
    struct demo_size size = size_of(60, 6, 3);
    struct folder folder = folder_make();
    FILE *quiet = fopen("/dev/null", "w");
    struct app app;
    struct job job;
    struct suppression_live_rows suppressed;
    struct refusal_sums sums;
    struct refusal_alarms alarms;
    struct renewals renewals;
    folder.settings.data = folder.path;
    assert_int_equal(demo_make(&folder.settings, &size, quiet), OK);
    folder.settings.clock = "2026-11-24T02:10Z";
    assert_int_equal(app_open(&folder.settings, &app), OK);
    assert_int_equal(app_job_begin(&app, &arena, &job), OK);
    job.now = size.now;
    assert_int_equal(sql_suppression_live(job.db, &arena, (struct staff_id){0},
                                          date_in_london(size.now), &suppressed), OK);
    assert_int_equal(suppressed.count, 2);
    assert_true(!suppressed.at[0].is_confirmed && suppressed.at[1].is_confirmed);
    assert_int_equal(refusal_sums_list(&job, 24, 10, &sums), OK);
    assert_int_equal(sums.count, 3);
    assert_true(str_equal_c(sums.at[0].kind, "person") && sums.at[0].times == 7);
    assert_int_equal(refusal_alarms_list(&job, 10, &alarms), OK);
    assert_int_equal(alarms.count, 0);
    assert_int_equal(renewal_list(&job, &renewals), OK);
    assert_int_equal(renewals.count, 1);
    assert_true(renewals.at[0].is_code_app && !renewals.at[0].is_confirmed);
    app_job_end(&job);
    app_close(&app);
    fclose(quiet);
    folder_remove(&folder);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beds),
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_rooms_host_one),
        cmocka_unit_test(test_rooms_for_tonight),
        cmocka_unit_test(test_made_alike_and_once),
        cmocka_unit_test(test_rights_have_something_to_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
