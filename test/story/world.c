#include "world.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/folder.h"
#include "app/restore.h"
#include "guard/tie.h"
#include "postgres_empty.h"
#include "rooms/house/house.h"
#include "rooms/staff/staff.h"

enum { WORLD_ARENA = 64 << 20 };

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "the world of the tests: %s: %s\n", what, why);
    exit(1);
}

static void need(enum err err, const char *what)
{
    if (err != OK)
        give_up(what, err_name(err));
}

/* ---- who works where ------------------------------------------------------------------------ */

enum { PRIME, ALDER, BIRCH, ORGANISATIONS };

static const struct {
    const char *name, *kind;
} organisations[ORGANISATIONS] = {
    [PRIME] = {"The prime", "prime"},
    [ALDER] = {"Alder Homes", "provider"},
    [BIRCH] = {"Birch Trust", "provider"},
};

static const struct worker {
    const char *user_name, *display_name;
    enum role role;
    int organisation;
    const char *house; /* which the worker runs, or NULL */
} workers[] = {
    {"desk", "Nadia Desk", ROLE_night_desk, PRIME, NULL},
    {"desk2", "Omar Desk", ROLE_night_desk, PRIME, NULL},
    {"worker", "Sally Worker", ROLE_support_worker, ALDER, NULL},
    {"worker2", "Kwame Worker", ROLE_support_worker, BIRCH, NULL},
    {"manager", "Ruth Manager", ROLE_house_manager, ALDER, "Rowan House"},
    {"manager2", "Hana Manager", ROLE_house_manager, BIRCH, "Hazel House"},
    {"provider", "Piotr Provider", ROLE_provider_manager, ALDER, NULL},
    {"commissioner", "Carys Commissioner", ROLE_commissioner, PRIME, NULL},
    {"auditor", "Aled Auditor", ROLE_auditor, PRIME, NULL},
    {"administrator", "Ade Administrator", ROLE_administrator, PRIME, NULL},
    {"guardian", "Greta Guardian", ROLE_guardian, PRIME, NULL},
};

static const struct world_house {
    const char *alias, *address;
    int organisation;
    bool takes_women, takes_men, takes_families, is_large_shared;
    const char *night_cover, *step_free;
    struct house_room rooms[2];
    size_t room_count;
} houses[] = {
    {"Rowan House", "1 Invented Row, Nowhere, NW1 1AA", ALDER, true, false, true, false,
     "yes", "yes",
     {{.name = {"1", 1}, .beds = 2, .cots = 2, .step_free = {"yes", 3}},
      {.name = {"2", 1}, .beds = 1, .cots = 0, .step_free = {"yes", 3}}}, 2},
    {"Hazel House", "2 Invented Row, Nowhere, NW1 1AB", BIRCH, true, false, false, false,
     "yes", "no",
     {{.name = {"1", 1}, .beds = 1, .cots = 0, .step_free = {"no", 2}}}, 1},
    {"Linden House", "3 Invented Row, Nowhere, NW1 1AC", BIRCH, false, true, false, false,
     "yes", "yes",
     {{.name = {"1", 1}, .beds = 4, .cots = 2, .step_free = {"yes", 3}}}, 1},
    {"Maple House", "4 Invented Row, Nowhere, NW1 1AD", ALDER, true, false, true, true,
     "no", "yes",
     {{.name = {"1", 1}, .beds = 3, .cots = 2, .step_free = {"yes", 3}}}, 1},
};

/* Everything that was sealed and hashed before the transaction that writes it. */
struct making {
    struct organisation organisations[ORGANISATIONS];
    struct account_new accounts[COUNT_OF(workers)];
    struct account_prepared *prepared_accounts[COUNT_OF(workers)];
    struct house_prepared *prepared_houses[COUNT_OF(houses)];
};

static enum err add_organisations(struct job *job, void *with)
{
    struct making *making = with;
    enum err err = OK;
    for (int i = 0; i < ORGANISATIONS && err == OK; i++)
        err = organisation_add(job, str_of(organisations[i].name), str_of(organisations[i].kind),
                               &making->organisations[i]);
    return err;
}

static enum err prepare_accounts(struct job *job, struct making *making)
{
    enum err err = OK;
    for (size_t i = 0; i < COUNT_OF(workers) && err == OK; i++) {
        making->accounts[i] = (struct account_new){
            .staff = {job_new_id(job)},
            .user_name = str_of(workers[i].user_name),
            .display_name = str_of(workers[i].display_name),
            .role = workers[i].role,
            .organisation = making->organisations[workers[i].organisation].organisation,
            .circle = {job_new_id(job)},
            .password = STR(DEMO_PASSWORD),
        };
        err = account_prepare(job, &making->accounts[i], &making->prepared_accounts[i]);
    }
    return err;
}

static enum err prepare_houses(struct job *job, struct making *making)
{
    enum err err = OK;
    for (size_t i = 0; i < COUNT_OF(houses) && err == OK; i++) {
        const struct world_house *house = &houses[i];
        struct house_facts facts = {
            .alias = str_of(house->alias),
            .organisation = making->organisations[house->organisation].organisation,
            .nation = STR("E"),
            .region = STR("west_midlands"),
            .area = STR("birmingham"),
            .takes_women = house->takes_women,
            .takes_men = house->takes_men,
            .takes_families = house->takes_families,
            .is_large_shared = house->is_large_shared,
            .night_cover = str_of(house->night_cover),
            .step_free = str_of(house->step_free),
            .licence_persons = 8,
            .movable_cots = 2,
            .turnaround_days = 1,
            .languages = STR("en,ti"),
            .address = str_of(house->address),
        };
        err = house_prepare(job, &facts, house->rooms, house->room_count,
                            &making->prepared_houses[i]);
    }
    return err;
}

static enum err join_house(struct job *job, const struct making *making, size_t worker)
{
    struct circle_id circle;
    for (size_t i = 0; i < COUNT_OF(houses); i++) {
        if (strcmp(houses[i].alias, workers[worker].house) != 0)
            continue;
        enum err err = house_circle(job, house_prepared_id(making->prepared_houses[i]), &circle);
        return err == OK ? circle_join(job, circle, making->accounts[worker].staff) : err;
    }
    return ERR_INTERNAL;
}

static enum err add_the_rest(struct job *job, void *with)
{
    struct making *making = with;
    enum err err = OK;
    for (size_t i = 0; i < COUNT_OF(houses) && err == OK; i++)
        err = house_store(job, making->prepared_houses[i]);
    for (size_t i = 0; i < COUNT_OF(workers) && err == OK; i++)
        err = staff_add(job, &making->accounts[i], making->prepared_accounts[i]);
    for (size_t i = 0; i < COUNT_OF(workers) && err == OK; i++)
        if (workers[i].house)
            err = join_house(job, making, i);
    return err;
}

static void fill(struct world *world)
{
    struct arena arena = arena_make(WORLD_ARENA);
    struct making making;
    struct job job;
    need(app_job_begin(&world->app, &arena, &job), "beginning");
    need(job_write(&job, add_organisations, &making), "organisations");
    need(prepare_accounts(&job, &making), "accounts");
    need(prepare_houses(&job, &making), "houses");
    need(job_write(&job, add_the_rest, &making), "writing");
    app_job_end(&job);
    arena_free(&arena);
}

/* ---- making and ending ---------------------------------------------------------------------- */

static const char *path_in(struct world *world, const char *name)
{
    return str_c(&world->arena, str_format(&world->arena, "%s/%s", world->folder, name));
}

/* The file that says: everybody here is invented. */
static void mark_as_demo(struct world *world, const struct settings *settings)
{
    need(folder_make(settings), "its folder");
    int file = open(path_in(world, "record/demo"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0)
        give_up("the demo's marker", "it cannot be written");
    close(file);
}

void world_make(struct world *world, enum world_engine engine)
{
    *world = (struct world){.folder = "/tmp/haven-world-XXXXXX",
                            .arena = arena_make(WORLD_ARENA)};
    if (mkdtemp(world->folder) == NULL)
        give_up(world->folder, "it cannot be made");
    const char *url = engine == WORLD_POSTGRES ? getenv("HAVEN_TEST_POSTGRES") : "";
    if (engine == WORLD_POSTGRES && (url == NULL || !postgres_empty(url)))
        give_up("HAVEN_TEST_POSTGRES", "it names no database that can be emptied");
    /* where faults are planted a request is tried over and over, and opens its address each time */
    struct settings settings = {.data = world->folder, .database = url, .key = "", .clock = "",
                                .address = "127.0.0.1", .addresses_a_day = 1000,
                                .addresses_an_hour = 1000};
    mark_as_demo(world, &settings);
    need(app_open(&settings, &world->app), "opening");
    world->is_open = true;
    fill(world);
}

/* What the server does in the background. */
static void recompute(struct world *world)
{
    size_t done;
    int64_t left;
    do
        need(app_recompute_clocks(&world->app, &done, &left), "computing the clocks again");
    while (done > 0);
}

void world_restart(struct world *world)
{
    struct settings settings = world->app.settings;
    int64_t ahead_ms = world->app.clock_ahead_ms;
    app_close(&world->app);
    need(app_open(&settings, &world->app), "opening again");
    recompute(world);
    world->app.clock_ahead_ms = ahead_ms;
}

void world_end(struct world *world)
{
    app_close(&world->app);
    world->is_open = false;
    restore_delete(&world->arena, world->folder);
    if (access(world->folder, F_OK) == 0)
        give_up(world->folder, "a file was left in it");
    arena_free(&world->arena);
}

void world_set_clock(struct world *world, struct instant now)
{
    world->app.clock_ahead_ms = now.ms - app_real_now().ms;
}

void world_do(struct world *world, enum err (*work)(struct job *job, void *with), void *with)
{
    struct arena arena = arena_make(WORLD_ARENA);
    struct job job;
    need(app_job_begin(&world->app, &arena, &job), "beginning");
    need(work(&job, with), "work");
    app_job_end(&job);
    arena_free(&arena);
}

const struct account *world_account(struct world *world, struct arena *arena, struct str user_name)
{
    struct job job;
    struct accounts accounts;
    need(app_job_begin(&world->app, arena, &job), "beginning");
    need(account_list(&job, &accounts), "accounts");
    app_job_end(&job);
    for (size_t i = 0; i < accounts.count; i++)
        if (str_equal(accounts.at[i].user_name, user_name))
            return &accounts.at[i];
    return NULL;
}

const char *world_user_of(enum role role)
{
    for (size_t i = 0; i < COUNT_OF(workers); i++)
        if (workers[i].role == role)
            return workers[i].user_name;
    return NULL;
}
