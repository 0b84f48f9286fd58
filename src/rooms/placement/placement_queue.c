#include "rooms/placement/placement_queue.h"

#include <string.h>

#include "guard/right.h"
#include "placement_queue_sql.h"
#include "rooms/household/household.h"
#include "rooms/placement/placement_inner.h"
#include "rooms/placement/placement_move_wish.h"

/* The houses and rooms as they are for who needs a room on one day. */
struct day {
    struct date on;
    struct instant needed_at;
    const struct placement_world_rows *rows;
    struct placement_world world;
};

struct placement_queue_days {
    struct instant now;
    struct day at[QUEUE_DAYS_AHEAD + 1];
    size_t count;
    const uint8_t *of; /* by household: its day */
};

struct gathering {
    struct job *job;
    struct placement_queue_list_rows rows;
    struct placement_queue_household *households;
    size_t count;
    struct placement_queue_days *days;
    uint8_t *day_of;
    struct placement_queue_mover *movers;
    size_t mover_count;
};

/* ---- who ------------------------------------------------------------------------------------- */

/* Two calls about one household are one household that waits. */
static bool is_there(const struct gathering *gathering, struct household_id household)
{
    for (size_t i = 0; i < gathering->count; i++)
        if (gathering->households[i].facts.key == household.value)
            return true;
    return false;
}

static enum err gather_people(struct job *job, struct household_id household,
                              struct match_keys *out_people)
{
    struct household_members members;
    enum err err = household_members(job, household, &members);
    if (err != OK)
        return err;
    int64_t *people = ARENA_MANY(job->arena, int64_t, members.count);
    size_t count = 0;
    for (size_t i = 0; i < members.count; i++)
        if (!instant_is_some(members.at[i].until_at))
            people[count++] = members.at[i].person.value;
    *out_people = (struct match_keys){people, count, true};
    return OK;
}

static enum err gather_household(struct gathering *gathering,
                                 const struct placement_queue_list_row *row)
{
    struct job *job = gathering->job;
    struct placement_party party;
    struct placement_queue_household one = {
        .referral = row->referral,
        .ref = row->ref,
        .urgency = row->urgency,
        .created_at = row->created_at,
    };
    enum err err = placement_party_load(job, row->referral, &party);
    if (err == OK)
        err = placement_add_apart(job, OTHERS_ALL, &party.facts);
    if (err == OK)
        err = gather_people(job, row->household, &one.people);
    if (err != OK)
        return err;
    struct date last_on = date_add_days(date_in_london(job->now), QUEUE_DAYS_AHEAD);
    one.facts = party.facts;
    one.gaps = match_gaps(&one.facts);
    one.is_later = date_compare(date_in_london(party.facts.needed_at), last_on) > 0;
    gathering->households[gathering->count++] = one;
    return OK;
}

/* ---- the rooms of each day ------------------------------------------------------------------- */

static bool is_alike(const struct match_facts *a, const struct match_facts *b)
{
    bool is_so = a->house_count == b->house_count && a->room_count == b->room_count;
    for (size_t i = 0; is_so && i < a->room_count; i++)
        is_so = a->rooms[i].id == b->rooms[i].id;
    return is_so;
}

static struct placement_world world_of(struct arena *arena, struct instant now,
                                       const struct day *day,
                                       const struct placement_imagined *moves, size_t count)
{
    const struct match_household nobody = {.needed_at = day->needed_at};
    return placement_world_make(arena, now, &(struct placement_world_of){
        .rows = day->rows,
        .household = &nobody,
        .others = OTHERS_ALL,
        .moves = moves,
        .move_count = count,
    });
}

static enum err day_load(struct gathering *gathering, struct instant needed_at, uint8_t *out_day)
{
    struct job *job = gathering->job;
    struct placement_queue_days *days = gathering->days;
    struct date on = date_in_london(needed_at);
    for (size_t i = 0; i < days->count; i++) {
        *out_day = (uint8_t)i;
        if (date_compare(days->at[i].on, on) == 0)
            return OK;
    }
    must(days->count < COUNT_OF(days->at));
    struct day *day = &days->at[days->count];
    *day = (struct day){.on = on, .needed_at = needed_at};
    enum err err = placement_world_read(job, HOUSES_ALL, needed_at, &day->rows);
    if (err != OK)
        return err;
    day->world = world_of(job->arena, job->now, day, NULL, 0);
    if (days->count > 0 && !is_alike(&day->world.facts, &days->at[0].world.facts))
        return ERR_CONFLICT;
    *out_day = (uint8_t)days->count++;
    return OK;
}

/* Today is always the first, also when nobody waits. */
static enum err load_days(struct gathering *gathering)
{
    uint8_t today;
    gathering->day_of = ARENA_MANY(gathering->job->arena, uint8_t, gathering->count);
    enum err err = day_load(gathering, gathering->job->now, &today);
    for (size_t i = 0; err == OK && i < gathering->count; i++) {
        struct placement_queue_household *household = &gathering->households[i];
        if (household->is_later)
            continue;
        err = day_load(gathering, household->facts.needed_at, &gathering->day_of[i]);
        household->rooms = gathering->days->at[gathering->day_of[i]].world.facts.rooms;
    }
    gathering->days->of = gathering->day_of;
    return err;
}

/* ---- who wants to be moved ------------------------------------------------------------------- */

static uint32_t room_index(const struct match_facts *facts, struct room_id room)
{
    uint32_t i = 0;
    while (i < facts->room_count && facts->rooms[i].id != room.value)
        i++;
    return i;
}

static enum err gather_mover(struct gathering *gathering,
                             const struct placement_queue_movers_row *row)
{
    struct job *job = gathering->job;
    const struct match_facts *facts = &gathering->days->at[0].world.facts;
    struct placement_party party;
    struct placement_queue_mover one = {
        .placement = row->placement,
        .referral = row->referral,
        .ref = row->ref,
        .wish = row->number,
        .said = row->wish,
        .room = room_index(facts, row->room),
    };
    if (one.room == facts->room_count) /* moved in meanwhile, into a room that was just added */
        return ERR_CONFLICT;
    enum err err = placement_party_load(job, row->referral, &party);
    if (err == OK)
        err = placement_add_apart(job, OTHERS_ALL, &party.facts);
    if (err != OK)
        return err;
    one.facts = party.facts;
    one.facts.needed_at = job->now;
    one.facts.night_admission = MATCH_NO;
    gathering->movers[gathering->mover_count++] = one;
    return OK;
}

static enum err gather_movers(struct gathering *gathering, uint32_t relations)
{
    struct job *job = gathering->job;
    struct placement_queue_movers_rows rows;
    enum err err = sql_placement_queue_movers(job->db, job->arena,
                                                &(struct placement_queue_movers_in){
        .relations = relations,
        .staff = job->asker.staff,
        .now = job->now,
        .since = instant_add_ms(job->now, -MOVE_WISH_DAYS * MS_PER_DAY),
        .limit_ = MOVERS_MOST,
    }, &rows);
    if (err != OK)
        return err;
    gathering->movers = ARENA_MANY(job->arena, struct placement_queue_mover, rows.count);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = gather_mover(gathering, &rows.at[i]);
    return err;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* A command is run by who keeps the machine, and has no ties; nobody who is not signed in has this
 * purpose. */
static uint32_t relations_of(const struct job *job)
{
    bool is_command = job->asker.role == ROLE_NONE && job->purpose == PURPOSE_administration;
    return is_command ? RELATION_BIT(RELATION_any)
                      : right_relations(job->asker.role, RIGHT_referral_read);
}

enum err placement_queue(struct job *job, struct placement_queue *out_waiting)
{
    must(!db_is_writing(job->db));
    struct gathering gathering = {
        .job = job,
        .days = ARENA_NEW(job->arena, struct placement_queue_days),
    };
    gathering.days->now = job->now;
    enum err err = sql_placement_queue_list(job->db, job->arena,
                                              &(struct placement_queue_list_in){
        .relations = relations_of(job),
        .staff = job->asker.staff,
        .now = job->now,
        .limit_ = QUEUE_MOST + 1,
    }, &gathering.rows);
    if (err != OK)
        return err;
    size_t rows = gathering.rows.count < QUEUE_MOST ? gathering.rows.count : QUEUE_MOST;
    gathering.households = ARENA_MANY(job->arena, struct placement_queue_household, rows);
    for (size_t i = 0; err == OK && i < rows; i++)
        if (!is_there(&gathering, gathering.rows.at[i].household))
            err = gather_household(&gathering, &gathering.rows.at[i]);
    if (err == OK)
        err = load_days(&gathering);
    if (err == OK)
        err = gather_movers(&gathering, relations_of(job));
    if (err != OK)
        return err;
    const struct placement_world *world = &gathering.days->at[0].world;
    *out_waiting = (struct placement_queue){
        .at = gathering.households,
        .count = gathering.count,
        .is_cut = gathering.rows.count > QUEUE_MOST,
        .facts = world->facts,
        .houses = world->houses,
        .rooms = world->rooms,
        .cots_left = world->cots_left,
        .movers = gathering.movers,
        .mover_count = gathering.mover_count,
        .days = gathering.days,
    };
    return OK;
}

/* ---- after moves that are only thought of ---------------------------------------------------- */

static const struct placement_imagined *imagined(struct arena *arena,
                                                 const struct placement_queue *waiting,
                                                 const struct placement_queue_move *moves,
                                                 size_t count)
{
    struct placement_imagined *all = ARENA_MANY(arena, struct placement_imagined, count);
    for (size_t i = 0; i < count; i++) {
        const struct match_room *room = &waiting->facts.rooms[moves[i].room];
        all[i] = (struct placement_imagined){
            .household = {waiting->movers[moves[i].mover].facts.key},
            .to_house = {waiting->facts.houses[room->house].id},
            .to_room = {room->id},
            .at = moves[i].at,
        };
    }
    return all;
}

struct placement_queue placement_queue_after(struct arena *arena,
                                             const struct placement_queue *waiting,
                                             const struct placement_queue_move *moves, size_t count)
{
    const struct placement_queue_days *days = waiting->days;
    const struct placement_imagined *all = imagined(arena, waiting, moves, count);
    struct placement_world worlds[QUEUE_DAYS_AHEAD + 1];
    struct placement_queue after = *waiting;
    struct placement_queue_household *at =
        ARENA_MANY(arena, struct placement_queue_household, waiting->count);
    for (size_t i = 0; i < days->count; i++)
        worlds[i] = world_of(arena, days->now, &days->at[i], all, count);
    for (size_t i = 0; i < waiting->count; i++) {
        at[i] = waiting->at[i];
        if (!at[i].is_later)
            at[i].rooms = worlds[days->of[i]].facts.rooms;
    }
    after.at = at;
    after.facts = worlds[0].facts;
    after.cots_left = worlds[0].cots_left;
    return after;
}

struct match_facts placement_queue_for_mover(struct arena *arena,
                                             const struct placement_queue *waiting,
                                             const struct placement_queue_move *moves,
                                             size_t count, uint32_t mover)
{
    return placement_world_make(arena, waiting->days->now, &(struct placement_world_of){
        .rows = waiting->days->at[0].rows,
        .household = &waiting->movers[mover].facts,
        .others = OTHERS_ALL,
        .moves = imagined(arena, waiting, moves, count),
        .move_count = count,
    }).facts;
}

/* ---- a house with more in it ----------------------------------------------------------------- */

static struct match_keys joined(struct arena *arena, struct match_keys keys,
                                const struct placement_queue_household *const *others,
                                size_t count)
{
    size_t size = keys.count;
    for (size_t i = 0; i < count; i++)
        size += others[i]->people.count;
    int64_t *at = ARENA_MANY(arena, int64_t, size);
    if (keys.count > 0)
        memcpy(at, keys.at, keys.count * sizeof(*at));
    struct match_keys all = {at, keys.count, keys.is_known};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < others[i]->people.count; k++)
            at[all.count++] = others[i]->people.at[k];
    return all;
}

struct match_house placement_house_with(struct arena *arena, const struct match_house *house,
                                        const struct placement_queue_household *const *others,
                                        size_t count)
{
    struct match_house with = *house;
    for (size_t i = 0; i < count; i++) {
        struct placement_taking taking = placement_taking_of(&others[i]->facts);
        int64_t places = with.complex_places.value - taking.complex_places;
        with.residents.value = (int16_t)(with.residents.value + taking.persons);
        with.complex_places.value = (int16_t)(places > 0 ? places : 0);
        with.modes &= (uint8_t)taking.modes;
    }
    placement_admit(&with);
    with.resident_keys = joined(arena, house->resident_keys, others, count);
    return with;
}
