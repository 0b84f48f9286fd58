#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct date world_day(const struct fixture *fixture, int days)
{
    return date_add_days(date_in_london(fixture->job.now), days);
}

void world_write(struct fixture *fixture, enum err (*work)(struct job *job, void *with), void *with)
{
    struct asker asker = fixture->job.asker;
    WELL(job_write(&fixture->job, work, with));
    fixture_later(fixture, 0)->asker = asker;
}

struct addition {
    struct str name;
    const char *kind;
    struct organisation *organisation;
};

static enum err add_organisation(struct job *job, void *with)
{
    const struct addition *addition = with;
    return organisation_add(job, addition->name, str_of(addition->kind), addition->organisation);
}

struct organisation world_organisation(struct fixture *fixture, struct str name, const char *kind)
{
    struct organisation organisation;
    world_write(fixture, add_organisation, &(struct addition){name, kind, &organisation});
    return organisation;
}

struct joining {
    struct circle_id circle;
    struct staff_id staff;
};

static enum err join(struct job *job, void *with)
{
    const struct joining *joining = with;
    return circle_join(job, joining->circle, joining->staff);
}

void world_join(struct fixture *fixture, int64_t staff, struct circle_id circle)
{
    world_write(fixture, join, &(struct joining){circle, {staff}});
}

struct house_facts world_facts(struct str alias, struct organisation_id organisation)
{
    return (struct house_facts){
        .alias = alias,
        .organisation = organisation,
        .area = STR("west_yorkshire"),
        .takes_women = true,
        .takes_families = true,
        .night_cover = STR("yes"),
        .step_free = STR("not_known"),
        .licence_persons = 12,
        .complex_places = 1,
        .movable_cots = 2,
        .turnaround_days = 1,
        .languages = STR("ti,ar"),
        .specialisms = STR("pregnancy"),
        .address = ADDRESS,
    };
}

static enum err store_house(struct job *job, void *with)
{
    return house_store(job, with);
}

struct house_id world_house(struct fixture *fixture, const struct house_facts *facts,
                            size_t room_count)
{
    struct job *job = &fixture->job;
    struct house_room *rooms = ARENA_MANY(job->arena, struct house_room, room_count);
    for (size_t i = 0; i < room_count; i++)
        rooms[i] = (struct house_room){
            .name = str_format(job->arena, "%zu", i + 1),
            .beds = (int64_t)i + 1,
            .cots = i > 0,
            .step_free = STR("no"),
        };
    struct house_prepared *prepared;
    WELL(house_prepare(job, facts, rooms, room_count, &prepared));
    world_write(fixture, store_house, prepared);
    return house_prepared_id(prepared);
}

struct circle_id world_house_circle(struct fixture *fixture, struct house_id house)
{
    struct circle_id circle;
    WELL(house_circle(&fixture->job, house, &circle));
    return circle;
}

struct room_id world_room(struct fixture *fixture, struct house_id house, const char *name)
{
    struct house_rooms rooms;
    WELL(house_rooms(&fixture->job, house, &rooms));
    for (size_t i = 0; i < rooms.count; i++)
        if (str_equal_c(rooms.at[i].name, name))
            return rooms.at[i].room;
    fail_msg("there is no room %s", name);
    return (struct room_id){0};
}

const struct referral_answer world_answers[WORLD_ANSWERS] = {
    {.question = {"comes-with", 10}, .value = {"alone", 5}},
    {.question = {"pv-gender", 9}, .value = {"female", 6}},
    {.question = {"feels-safe-houses", 17}, .value = {"women,mixed", 11}},
    {.question = {"regions-allowed", 15}, .value = {"anywhere", 8}},
    {.question = {"avoid-any", 9}, .value = {"no", 2}},
    {.question = {"conflict-any", 12}, .value = {"no", 2}},
    {.question = {"step-free", 9}, .value = {"no", 2}},
    {.question = {"night-admission", 15}, .value = {"yes", 3}},
    {.question = {"complex-needs", 13}, .value = {"no", 2}},
};

struct referral_id world_call(struct fixture *fixture, int64_t staff, const char *name)
{
    struct person_name names[] = {{.kind = STR("given"), .text = str_of(name)}};
    struct referral_new call = {
        .facts = {.names = names, .name_count = 1, .born = STR("1998-04-12")},
        .is_tonight = true,
        .needed_at = INSTANT_NONE,
        .answers = world_answers,
        .answer_count = WORLD_ANSWERS,
    };
    struct referral_id referral;
    struct str ref;
    world_join(fixture, staff, CIRCLE_DESK);
    WELL(referral_start(fixture_as(fixture, ROLE_night_desk, staff), &call, &referral, &ref));
    return referral;
}

void world_say(struct fixture *fixture, int64_t staff, struct referral_id referral,
               const char *question, const char *value)
{
    struct job *job = fixture_as(fixture, ROLE_night_desk, staff);
    struct problems problems = problems_make(job->arena);
    struct referral_answer answer = {{0}, str_of(question), str_of(value), {0}};
    WELL(referral_save(job, referral, &answer, 1, &problems));
    assert_int_equal(problems.count, 0);
}

struct placement_id world_hold(struct fixture *fixture, int64_t desk, struct referral_id call,
                               struct room_id room)
{
    struct job *job = fixture_as(fixture, ROLE_night_desk, desk);
    struct problems problems = problems_make(job->arena);
    struct placement_id placement = {0};
    WELL(placement_hold(job, &(struct placement_hold){call, room, HOLD_HOURS}, &problems,
                        &placement));
    return placement;
}

enum err world_offer(struct fixture *fixture, int64_t desk, struct placement_id placement)
{
    struct job *job = fixture_as(fixture, ROLE_night_desk, desk);
    struct problems problems = problems_make(job->arena);
    return placement_offer(job, placement, instant_add_ms(job->now, MS_PER_HOUR), &problems);
}

enum err world_accept(struct fixture *fixture, int64_t manager, struct placement_id placement)
{
    struct job *job = fixture_as(fixture, ROLE_house_manager, manager);
    struct problems problems = problems_make(job->arena);
    return placement_accept(job, placement, &problems);
}

enum err world_arrive(struct fixture *fixture, int64_t desk, int64_t manager,
                      struct placement_id placement, int64_t worker)
{
    struct job *job = fixture_as(fixture, ROLE_night_desk, desk);
    struct problems problems = problems_make(job->arena);
    struct placement_wish wish = {placement, STR("yes"), true, true, STR_NONE};
    WELL(placement_wish(job, &wish, &problems));
    job = fixture_as(fixture, ROLE_house_manager, manager);
    problems = problems_make(job->arena);
    return placement_arrive(job, &(struct placement_arrival){placement, job->now, STR_NONE,
                                                             {worker}, DATE_NONE}, &problems);
}

/* The store knows a prepared statement by where it stands: each stays where it is. */
static const struct store_statement *count_statement(const char *sql)
{
    enum { STATEMENTS_MOST = 64 };
    static const enum column_kind kinds[] = {COLUMN_INTEGER};
    static struct store_statement statements[STATEMENTS_MOST];
    size_t i = 0;
    while (i < STATEMENTS_MOST && statements[i].sql != NULL && strcmp(statements[i].sql, sql) != 0)
        i++;
    must(i < STATEMENTS_MOST);
    if (statements[i].sql == NULL)
        statements[i] = (struct store_statement){.name = "count", .sql = strdup(sql),
                                                 .column_count = 1, .column_kinds = kinds};
    return &statements[i];
}

int64_t world_count(struct fixture *fixture, const char *sql)
{
    const struct store_statement *statement = count_statement(sql);
    struct job *job = fixture_later(fixture, 0);
    struct store_cursor *cursor;
    WELL(store_begin(job->db, statement, NULL, &cursor));
    WELL(store_step(cursor));
    int64_t count = store_row(cursor)[0].integer;
    store_end(cursor);
    return count;
}

int world_run(const struct CMUnitTest *tests, size_t count, int argc, char **argv)
{
    const char *engine = argc == 2 ? argv[1] : "memory";
    tested = strcmp(engine, "postgres") == 0 ? TESTED_POSTGRES
             : strcmp(engine, "file") == 0   ? TESTED_FILE
                                             : TESTED_MEMORY;
    if (tested == TESTED_POSTGRES && getenv("HAVEN_TEST_POSTGRES") == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    return _cmocka_run_group_tests("rooms", tests, count, NULL, NULL);
}
