#include "rooms/placement/placement_queue.h"

#include <string.h>

#include "guard/right.h"
#include "placement_queue_sql.h"
#include "rooms/household/household.h"
#include "rooms/placement/placement_inner.h"

/* The houses and rooms as they are for who needs a room on one day. */
struct day {
    struct date on;
    struct placement_world world;
};

struct gathering {
    struct job *job;
    struct placement_queue_list_rows rows;
    struct placement_queue_household *households;
    size_t count;
    struct day days[QUEUE_DAYS_AHEAD + 1];
    size_t day_count;
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

static enum err day_load(struct gathering *gathering, struct instant needed_at,
                         const struct day **out_day)
{
    struct date on = date_in_london(needed_at);
    for (size_t i = 0; i < gathering->day_count; i++) {
        *out_day = &gathering->days[i];
        if (date_compare(gathering->days[i].on, on) == 0)
            return OK;
    }
    must(gathering->day_count < COUNT_OF(gathering->days));
    struct day *day = &gathering->days[gathering->day_count];
    const struct match_household nobody = {.needed_at = needed_at};
    enum err err = placement_world_load(gathering->job, HOUSES_ALL, &nobody, OTHERS_ALL,
                                        &day->world);
    if (err == OK && gathering->day_count > 0 &&
        !is_alike(&day->world.facts, &gathering->days[0].world.facts))
        err = ERR_CONFLICT;
    if (err != OK)
        return err;
    day->on = on;
    gathering->day_count++;
    *out_day = day;
    return OK;
}

/* Today is always the first, also when nobody waits. */
static enum err load_days(struct gathering *gathering)
{
    const struct day *day;
    enum err err = day_load(gathering, gathering->job->now, &day);
    for (size_t i = 0; err == OK && i < gathering->count; i++) {
        struct placement_queue_household *household = &gathering->households[i];
        if (household->is_later)
            continue;
        err = day_load(gathering, household->facts.needed_at, &day);
        household->rooms = day->world.facts.rooms;
    }
    return err;
}

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
    struct gathering gathering = {.job = job};
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
    if (err != OK)
        return err;
    const struct placement_world *world = &gathering.days[0].world;
    *out_waiting = (struct placement_queue){
        .at = gathering.households,
        .count = gathering.count,
        .is_cut = gathering.rows.count > QUEUE_MOST,
        .facts = world->facts,
        .houses = world->houses,
        .rooms = world->rooms,
        .cots_left = world->cots_left,
    };
    return OK;
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
