/* demo_build.c - organisations, workers with accounts, and houses, on the world's first day. */
#include "app/demo_name.h"
#include "app/demo_run.h"
#include "app/demo_text.h"
#include "guard/tie.h"
#include "law/area.h"
#include "rooms/house/house.h"
#include "rooms/staff/staff.h"

enum { PROVIDERS_MOST = 6, ROOMS_MOST = 64, COMPLEX_PLACES = 40 };

static const char *const provider_names[PROVIDERS_MOST] = {
    "Harbour Light Trust", "Rowan Housing", "Open Door Homes",
    "Tamar Support", "Northgate Care", "Lantern Association"};

struct building {
    struct demo_run *run;
    struct job *job;
    struct demo_draw draw;
    struct organisation prime, authority, providers[PROVIDERS_MOST];
    size_t provider_count;
};

/* ---- organisations --------------------------------------------------------------------------- */

static enum err add_organisations(struct job *job, void *with)
{
    struct building *building = with;
    enum err err = organisation_add(job, STR("The Haven Alliance"), STR("prime"),
                                    &building->prime);
    if (err == OK)
        err = organisation_add(job, STR("Commissioning Authority"), STR("commissioner"),
                               &building->authority);
    for (size_t i = 0; err == OK && i < building->provider_count; i++)
        err = organisation_add(job, str_of(provider_names[i]), STR("provider"),
                               &building->providers[i]);
    return err;
}

/* ---- accounts -------------------------------------------------------------------------------- */

struct hiring {
    struct account_new account;
    struct account_prepared *prepared;
};

static enum err hire_work(struct job *job, void *with)
{
    const struct hiring *hiring = with;
    return staff_add(job, &hiring->account, hiring->prepared);
}

/* The first of a role is called by it ("desk"), the others by it and a number ("desk2"). */
static enum err hire(struct building *building, const char *name, size_t number,
                     struct demo_worker *worker)
{
    struct job *job = building->job;
    struct arena *lasting = building->run->lasting;
    struct str user_name = number == 0 ? str_of(name)
                                       : str_format(job->arena, "%s%zu", name, number + 1);
    worker->staff = (struct staff_id){job_new_id(job)};
    worker->circle = (struct circle_id){job_new_id(job)};
    worker->name = demo_worker_name(lasting, &building->draw);
    struct hiring hiring = {
        .account = {
            .staff = worker->staff,
            .user_name = user_name,
            .display_name = worker->name,
            .role = worker->role,
            .organisation = worker->organisation,
            .circle = worker->circle,
            .password = STR(DEMO_PASSWORD),
        },
    };
    enum err err = account_prepare(job, &hiring.account, &hiring.prepared);
    return err == OK ? job_write(job, hire_work, &hiring) : err;
}

/* count workers of one role; those of providers go round the providers in turn. */
static enum err hire_many(struct building *building, const char *name, enum role role,
                          struct demo_worker *workers, size_t count)
{
    bool is_provider = role == ROLE_support_worker || role == ROLE_house_manager ||
                       role == ROLE_provider_manager;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < count; i++) {
        const struct organisation *of =
            is_provider ? &building->providers[i % building->provider_count]
            : role == ROLE_commissioner ? &building->authority
                                        : &building->prime;
        workers[i].role = role;
        workers[i].organisation = of->organisation;
        err = hire(building, name, i, &workers[i]);
    }
    return err;
}

static enum err hire_all(struct building *building)
{
    struct demo_run *run = building->run;
    size_t managers = run->plan->houses.manager_count;
    struct demo_worker *others =
        ARENA_MANY(run->lasting, struct demo_worker, building->provider_count);
    run->managers = ARENA_MANY(run->lasting, struct demo_worker, managers);
    enum err err = hire_many(building, "desk", ROLE_night_desk, run->desks, DEMO_DESKS);
    if (err == OK)
        err = hire_many(building, "worker", ROLE_support_worker, run->workers, DEMO_WORKERS);
    if (err == OK)
        err = hire_many(building, "manager", ROLE_house_manager, run->managers, managers);
    if (err == OK)
        err = hire_many(building, "provider", ROLE_provider_manager, others,
                        building->provider_count);
    if (err == OK)
        err = hire_many(building, "commissioner", ROLE_commissioner, others, 1);
    if (err == OK)
        err = hire_many(building, "auditor", ROLE_auditor, others, 1);
    if (err == OK)
        err = hire_many(building, "administrator", ROLE_administrator, &run->administrator, 1);
    if (err == OK)
        err = hire_many(building, "guardian", ROLE_guardian, &run->guardian, 1);
    return err;
}

/* ---- houses ---------------------------------------------------------------------------------- */

static struct house_facts facts_of(struct building *building, const struct demo_house *house,
                                   size_t number)
{
    static const char *const languages[] = {"en,sq", "en,ar", "en,vi", "en,yo", "en,ro", "en,fa",
                                            "en,zh", "en"};
    static const char *const specialisms[] = {"", "mental_health", "pregnancy", "legal",
                                              "young_adult", "disability,mental_health"};
    struct arena *arena = building->job->arena;
    const struct demo_room *rooms = &building->run->plan->houses.rooms[house->first_room];
    struct house_facts facts = {
        .alias = demo_alias(arena, number),
        .organisation = building->providers[house->provider].organisation,
        .area = area_all().at[house->area].code,
        .takes_women = house->kind == DEMO_WOMEN,
        .takes_men = house->kind == DEMO_MEN,
        .takes_mixed = house->kind == DEMO_MIXED,
        .takes_families = house->takes_families,
        .is_large_shared = house->is_large_shared,
        .is_catered = house->is_catered,
        .night_cover = house->has_night_cover ? STR("yes") : STR("no"),
        .workers = house->kind == DEMO_WOMEN ? STR("women") : STR("both"),
        .step_free = rooms[0].is_step_free ? STR("yes") : STR("no"),
        .complex_places = house->is_for_complex_needs ? COMPLEX_PLACES : 0,
        .turnaround_days = house->turnaround_days,
        .languages = house->speaks_tigrinya
                         ? STR("en,ti,am")
                         : str_of(DEMO_ONE_OF(&building->draw, languages)),
        .specialisms = str_of(DEMO_ONE_OF(&building->draw, specialisms)),
        .address = demo_address(arena, &building->draw),
    };
    for (uint32_t i = 0; i < house->room_count; i++) {
        facts.licence_persons += rooms[i].beds + rooms[i].cots;
        facts.movable_cots += rooms[i].cots;
    }
    return facts;
}

struct settling {
    struct house_prepared *prepared;
    struct demo_worker *manager;
    struct circle_id circle;
};

static enum err settle_work(struct job *job, void *with)
{
    struct settling *settling = with;
    enum err err = house_store(job, settling->prepared);
    if (err == OK)
        err = house_circle(job, house_prepared_id(settling->prepared), &settling->circle);
    return err == OK ? circle_join(job, settling->circle, settling->manager->staff) : err;
}

static void list_rooms(const struct demo_room *rooms, size_t count, struct arena *arena,
                       struct house_room *out_rooms)
{
    for (size_t i = 0; i < count; i++)
        out_rooms[i] = (struct house_room){
            .name = str_format(arena, "%d", (int)rooms[i].number),
            .beds = rooms[i].beds,
            .cots = rooms[i].cots,
            .step_free = rooms[i].is_step_free ? STR("yes") : STR("no"),
            .is_self_contained = rooms[i].is_self_contained,
        };
}

/* The rooms' ids were drawn by their house; they come back by name. */
static enum err learn_rooms(struct job *job, const struct demo_house *house,
                            struct demo_room *rooms)
{
    struct house_rooms stored;
    enum err err = house_rooms(job, house->house, &stored);
    for (size_t i = 0; err == OK && i < stored.count; i++) {
        int64_t number;
        must(str_to_i64(stored.at[i].name, &number) == OK && number <= house->room_count);
        rooms[number - 1].room = stored.at[i].room;
    }
    return err;
}

static enum err add_house(struct building *building, size_t number)
{
    struct demo_run *run = building->run;
    struct job *job = building->job;
    struct demo_house *house = &run->plan->houses.houses[number];
    struct demo_room *rooms = &run->plan->houses.rooms[house->first_room];
    struct house_room *listed = ARENA_MANY(job->arena, struct house_room, house->room_count);
    struct house_facts facts = facts_of(building, house, number);
    struct settling settling = {.manager = &run->managers[house->manager]};
    list_rooms(rooms, house->room_count, job->arena, listed);
    enum err err = house_prepare(job, &facts, listed, house->room_count, &settling.prepared);
    if (err == OK)
        err = job_write(job, settle_work, &settling);
    if (err != OK)
        return err;
    house->house = house_prepared_id(settling.prepared);
    house->circle = settling.circle;
    return learn_rooms(job, house, rooms);
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* A job for each, so that thousands of houses need no more memory than one. */
static enum err in_job(struct building *building,
                       enum err (*work)(struct building *building, size_t number), size_t number)
{
    struct demo_run *run = building->run;
    struct job job;
    int64_t first_day = run->plan->size->now.ms - DEMO_YEARS * 365 * MS_PER_DAY;
    enum err err = demo_job(run, NULL, first_day, &job);
    if (err != OK)
        return err;
    building->job = &job;
    err = work(building, number);
    app_job_end(&job);
    arena_reset(run->passing);
    return err;
}

static enum err add_staff(struct building *building, size_t number)
{
    (void)number;
    enum err err = job_write(building->job, add_organisations, building);
    return err == OK ? hire_all(building) : err;
}

enum err demo_build(struct demo_run *run)
{
    const struct demo_plan *plan = run->plan;
    size_t houses = plan->houses.house_count;
    struct building building = {
        .run = run,
        .draw = demo_draw_of((uint64_t)plan->size->seed, 4),
        .provider_count = plan->houses.provider_count,
    };
    enum err err = in_job(&building, add_staff, 0);
    for (size_t i = 0; err == OK && i < houses; i++) {
        demo_tell(run, "houses", i, houses);
        err = in_job(&building, add_house, i);
    }
    return err;
}
