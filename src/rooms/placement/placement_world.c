/* The matcher's facts out of the database: six statements, whatever the number of rooms. */
#include <string.h>

#include "rooms/placement/placement_inner.h"

struct placement_world_rows {
    struct placement_world_houses_rows houses;
    struct placement_world_rooms_rows rooms;
    struct placement_world_live_rows live;
    struct placement_world_residents_rows residents;
    struct placement_world_voids_rows voids;
    struct placement_world_bookings_rows bookings;
};

struct loading {
    struct arena *arena;
    struct instant now;
    const struct match_household *household;
    enum placement_others others;
    struct placement_world_rows rows;
    struct match_house *houses;
    struct match_room *rooms;
    int64_t *cots_used; /* of each house's movable cots */
};

static enum err read_rows(struct job *job, struct house_range range, struct instant needed_at,
                          struct placement_world_rows *rows)
{
    struct house_id from = range.from, to = range.to;
    struct date needed_on = date_in_london(needed_at);
    enum err err = sql_placement_world_houses(job->db, job->arena, from, to, &rows->houses);
    if (err == OK)
        err = sql_placement_world_rooms(job->db, job->arena, from, to, &rows->rooms);
    if (err == OK)
        err = sql_placement_world_live(job->db, job->arena, from, to, job->now, &rows->live);
    if (err == OK)
        err = sql_placement_world_residents(job->db, job->arena, from, to, job->now,
                                            &rows->residents);
    if (err == OK)
        err = sql_placement_world_voids(job->db, job->arena, from, to, needed_on, &rows->voids);
    if (err == OK)
        err = sql_placement_world_bookings(job->db, job->arena, from, to, &rows->bookings);
    return err;
}

/* ---- houses ---------------------------------------------------------------------------------- */

static enum match_fact fact_of(struct str known_state)
{
    return str_equal_c(known_state, "yes")  ? MATCH_YES
           : str_equal_c(known_state, "no") ? MATCH_NO
                                            : MATCH_UNKNOWN;
}

static enum match_fact fact_if(bool is_so)
{
    return is_so ? MATCH_YES : MATCH_NO;
}

/* Codes separated by commas; a list that nobody filled in is not known. */
static struct match_keys keys_of(struct arena *arena, struct str codes)
{
    size_t most = 1;
    for (size_t i = 0; i < codes.size; i++)
        most += codes.at[i] == ',';
    int64_t *at = ARENA_MANY(arena, int64_t, most);
    size_t count = 0;
    while (codes.size > 0) {
        int64_t key = referral_key(str_trim(str_cut(&codes, ',')));
        if (key != 0)
            at[count++] = key;
    }
    return (struct match_keys){at, count, count > 0};
}

static uint8_t nation_of(struct str code)
{
    static const char codes[] = "EWSN"; /* in the order of enum match_nation's bits */
    const char *found = code.size == 1 ? memchr(codes, code.at[0], sizeof(codes) - 1) : NULL;
    return found == NULL ? 0 : (uint8_t)(1 << (found - codes));
}

/* Somebody can be received at night or nobody; how many at once is not counted. */
static struct match_count night_of(struct str night_cover)
{
    enum match_fact cover = fact_of(night_cover);
    return (struct match_count){cover != MATCH_UNKNOWN, cover == MATCH_YES};
}

static uint8_t workers_of(struct str workers)
{
    return str_equal_c(workers, "women")  ? MATCH_WOMAN_WORKER
           : str_equal_c(workers, "men")  ? MATCH_MAN_WORKER
           : str_equal_c(workers, "both") ? MATCH_ANY_WORKER
                                          : 0;
}

static struct match_house house_of(struct arena *arena,
                                   const struct placement_world_houses_row *row)
{
    return (struct match_house){
        .id = row->house.value,
        .modes = (uint8_t)((row->takes_women ? MATCH_WOMEN_ONLY : 0) |
                           (row->takes_men ? MATCH_MEN_ONLY : 0) |
                           (row->takes_mixed ? MATCH_MIXED : 0)),
        .admits = row->takes_families ? MATCH_FAMILIES : 0,
        .nation = nation_of(row->nation),
        .workers = workers_of(row->workers),
        .is_open = fact_if(row->is_open),
        .catered = fact_if(row->catered),
        .licence = MATCH_COUNT(row->licence_persons),
        .residents = MATCH_COUNT(0),
        .night_admissions = night_of(row->night_cover),
        .complex_places = MATCH_COUNT(row->complex_places),
        .region = referral_key(row->region),
        .area = referral_key(row->area),
        .provider = row->organisation.value,
        .languages = keys_of(arena, row->languages),
        .specialisms = keys_of(arena, row->specialisms),
        .resident_keys = {.is_known = true},
    };
}

/* Index of a house among rows that are sorted by id; every house that a row names is there. */
static size_t house_index(const struct loading *loading, struct house_id house)
{
    size_t low = 0, high = loading->rows.houses.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (loading->houses[middle].id < house.value)
            low = middle + 1;
        else
            high = middle;
    }
    must(low < loading->rows.houses.count && loading->houses[low].id == house.value);
    return low;
}

static bool is_own(const struct loading *loading, struct household_id household)
{
    return household.value == loading->household->key;
}

struct share { /* what one household takes of a house */
    int64_t persons, cots, complex_places, modes;
};

/* A house is legal while what it takes and what each household can live with still meet
 * (placement.md 3.2 g). */
static void take_share(struct loading *loading, size_t index, struct share share)
{
    struct match_house *house = &loading->houses[index];
    house->residents.value = (int16_t)(house->residents.value + share.persons);
    int64_t places = house->complex_places.value - share.complex_places;
    house->complex_places.value = (int16_t)(places > 0 ? places : 0);
    house->modes &= (uint8_t)share.modes;
    loading->cots_used[index] += share.cots;
}

/* Who only has a promise gives way to who lives there. */
static bool counts(const struct loading *loading, struct household_id household,
                   struct str state)
{
    bool is_living = str_equal_c(state, "arrived");
    return !is_own(loading, household) && (is_living || loading->others != OTHERS_LIVING);
}

static void take_shares(struct loading *loading)
{
    for (size_t i = 0; i < loading->rows.live.count; i++) {
        const struct placement_world_live_row *row = &loading->rows.live.at[i];
        if (counts(loading, row->household, row->state))
            take_share(loading, house_index(loading, row->house),
                       (struct share){row->persons, row->cots, row->complex_places, row->modes});
    }
    for (size_t i = 0; i < loading->rows.bookings.count; i++) {
        const struct placement_world_bookings_row *row = &loading->rows.bookings.at[i];
        if (counts(loading, row->household, STR("booked")) && !row->is_same_house)
            take_share(loading, house_index(loading, row->house),
                       (struct share){row->persons, row->cots, row->complex_places, row->modes});
    }
}

/* Counted first, then each house's people stand together. */
static void list_residents(struct loading *loading)
{
    const struct placement_world_residents_rows *rows = &loading->rows.residents;
    int64_t *people = ARENA_MANY(loading->arena, int64_t, rows->count);
    int64_t **next = ARENA_MANY(loading->arena, int64_t *, loading->rows.houses.count);
    for (size_t i = 0; i < rows->count; i++)
        if (counts(loading, rows->at[i].household, rows->at[i].state))
            loading->houses[house_index(loading, rows->at[i].house)].resident_keys.count++;
    for (size_t h = 0; h < loading->rows.houses.count; h++) {
        struct match_keys *keys = &loading->houses[h].resident_keys;
        next[h] = people;
        keys->at = keys->count > 0 ? people : NULL;
        people += keys->count;
    }
    for (size_t i = 0; i < rows->count; i++)
        if (counts(loading, rows->at[i].household, rows->at[i].state))
            *next[house_index(loading, rows->at[i].house)]++ = rows->at[i].person.value;
}

/* Who may live there follows from the kind of house that it can still be. */
void placement_admit(struct match_house *house)
{
    house->admits &= MATCH_FAMILIES;
    if (house->modes & (MATCH_WOMEN_ONLY | MATCH_MIXED))
        house->admits |= MATCH_WOMEN;
    if (house->modes & (MATCH_MEN_ONLY | MATCH_MIXED))
        house->admits |= MATCH_MEN;
}

static void make_houses(struct loading *loading, const struct placement_house_name **out_names)
{
    struct arena *arena = loading->arena;
    const struct placement_world_houses_rows *rows = &loading->rows.houses;
    struct placement_house_name *names =
        ARENA_MANY(arena, struct placement_house_name, rows->count);
    loading->houses = ARENA_MANY(arena, struct match_house, rows->count);
    loading->cots_used = ARENA_MANY(arena, int64_t, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        const struct placement_world_houses_row *row = &rows->at[i];
        loading->houses[i] = house_of(arena, row);
        names[i] = (struct placement_house_name){row->ref, row->alias, row->area, row->region,
                                                 row->nation};
    }
    take_shares(loading);
    list_residents(loading);
    for (size_t i = 0; i < rows->count; i++)
        placement_admit(&loading->houses[i]);
    *out_names = names;
}

/* ---- rooms ----------------------------------------------------------------------------------- */

static struct match_span until(struct instant end)
{
    return (struct match_span){MATCH_YES, end};
}

static struct match_span turnaround_of(const struct loading *loading, struct instant departed_at,
                                       int64_t days)
{
    if (!instant_is_some(departed_at))
        return (struct match_span){MATCH_NO, INSTANT_NONE};
    struct date ready_on = date_add_days(date_in_london(departed_at), (int32_t)days);
    struct instant ready_at = london_midnight(ready_on);
    bool is_over = ready_at.ms <= loading->now.ms;
    return is_over ? (struct match_span){MATCH_NO, INSTANT_NONE} : until(ready_at);
}

static struct match_room room_of(const struct loading *loading,
                                 const struct placement_world_rooms_row *row)
{
    size_t index = house_index(loading, row->house);
    const struct placement_world_houses_row *house = &loading->rows.houses.at[index];
    int64_t cots_left = house->movable_cots - loading->cots_used[index];
    int64_t cots = cots_left < row->cots ? cots_left : row->cots;
    const struct match_span off = {MATCH_NO, INSTANT_NONE};
    return (struct match_room){
        .id = row->room.value,
        .house = (uint32_t)index,
        .beds = MATCH_COUNT(row->beds),
        .cots = MATCH_COUNT(cots > 0 ? cots : 0),
        .beds_used = MATCH_COUNT(0),
        .step_free = fact_of(row->step_free),
        .self_contained = fact_if(row->self_contained),
        .large_shared = fact_if(house->is_large_shared && !row->self_contained),
        .held = off,
        .occupied = off,
        .turnaround = turnaround_of(loading, row->departed_at, house->turnaround_days),
        .out_of_order = off,
    };
}

/* Rooms are sorted by house, then room. */
static struct match_room *room_find(struct loading *loading, struct house_id house,
                                    struct room_id room)
{
    const struct placement_world_rooms_rows *rows = &loading->rows.rooms;
    size_t low = 0, high = rows->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct placement_world_rooms_row *row = &rows->at[middle];
        bool is_before = row->house.value < house.value ||
                         (row->house.value == house.value && row->room.value < room.value);
        if (is_before)
            low = middle + 1;
        else
            high = middle;
    }
    must(low < rows->count && rows->at[low].room.value == room.value);
    return &loading->rooms[low];
}

static void take_room(struct loading *loading, const struct placement_world_live_row *row)
{
    struct match_room *room = room_find(loading, row->house, row->room);
    if (!str_equal_c(row->state, "arrived")) {
        room->held_by = row->household.value;
        room->held = until(row->held_until_at);
        return;
    }
    bool has_end = loading->others == OTHERS_BOOKING && date_is_some(row->planned_until_on);
    room->occupied_by = row->household.value;
    room->occupied = until(has_end ? london_midnight(row->planned_until_on) : INSTANT_NONE);
    room->beds_used = MATCH_COUNT(row->beds);
}

/* A room that is booked for a move is kept for it until then, so that nobody loses a bed. */
static void take_rooms(struct loading *loading)
{
    for (size_t i = 0; i < loading->rows.live.count; i++)
        take_room(loading, &loading->rows.live.at[i]);
    for (size_t i = 0; i < loading->rows.bookings.count; i++) {
        const struct placement_world_bookings_row *row = &loading->rows.bookings.at[i];
        struct match_room *room = room_find(loading, row->house, row->room);
        room->held_by = row->household.value;
        room->held = until(INSTANT_NONE);
    }
}

/* Of several voids of a room the last to end counts. */
static void take_voids(struct loading *loading)
{
    const struct placement_world_voids_rows *voids = &loading->rows.voids;
    for (size_t i = 0; i < voids->count; i++) {
        struct match_room *room = room_find(loading, voids->at[i].house, voids->at[i].room);
        struct instant end = london_midnight(voids->at[i].expected_until_on);
        bool is_later = room->out_of_order.is_on != MATCH_YES ||
                        room->out_of_order.until.ms < end.ms;
        if (is_later)
            room->out_of_order = until(end);
    }
}

static void make_rooms(struct loading *loading, const struct placement_room_name **out_names)
{
    const struct placement_world_rooms_rows *rows = &loading->rows.rooms;
    struct placement_room_name *names =
        ARENA_MANY(loading->arena, struct placement_room_name, rows->count);
    loading->rooms = ARENA_MANY(loading->arena, struct match_room, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        loading->rooms[i] = room_of(loading, &rows->at[i]);
        names[i] = (struct placement_room_name){rows->at[i].name};
    }
    take_rooms(loading);
    take_voids(loading);
    *out_names = names;
}

/* ---- moves that are only thought of ---------------------------------------------------------- */

static void move_residents(struct placement_world_residents_rows *rows, struct arena *arena,
                           const struct placement_imagined *move)
{
    struct placement_world_residents_row *at =
        ARENA_MANY(arena, struct placement_world_residents_row, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        at[i] = rows->at[i];
        if (at[i].household.value == move->household.value)
            at[i].house = move->to_house;
    }
    rows->at = at;
}

/* The row of her stay becomes one of the room she moves to. */
static struct room_id move_stay(struct placement_world_live_rows *rows, struct arena *arena,
                                const struct placement_imagined *move)
{
    struct room_id left = {0};
    struct placement_world_live_row *at =
        ARENA_MANY(arena, struct placement_world_live_row, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        at[i] = rows->at[i];
        if (at[i].household.value != move->household.value)
            continue;
        left = at[i].room;
        at[i].room = move->to_room;
        at[i].house = move->to_house;
    }
    rows->at = at;
    must(left.value != 0);
    return left;
}

/* The room she leaves is made ready, as after every departure. */
static void leave_room(struct placement_world_rooms_rows *rows, struct arena *arena,
                       struct room_id left, struct instant departed_at)
{
    struct placement_world_rooms_row *at =
        ARENA_MANY(arena, struct placement_world_rooms_row, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        at[i] = rows->at[i];
        if (at[i].room.value == left.value)
            at[i].departed_at = departed_at;
    }
    rows->at = at;
}

static void imagine(struct loading *loading, const struct placement_imagined *move)
{
    struct placement_world_rows *rows = &loading->rows;
    struct room_id left = move_stay(&rows->live, loading->arena, move);
    leave_room(&rows->rooms, loading->arena, left, move->at);
    move_residents(&rows->residents, loading->arena, move);
}

/* ---- the world ------------------------------------------------------------------------------- */

enum err placement_world_read(struct job *job, struct house_range range, struct instant needed_at,
                              const struct placement_world_rows **out_rows)
{
    struct placement_world_rows *rows = ARENA_NEW(job->arena, struct placement_world_rows);
    enum err err = read_rows(job, range, needed_at, rows);
    if (err == OK)
        *out_rows = rows;
    return err;
}

struct placement_world placement_world_make(struct arena *arena, struct instant now,
                                            const struct placement_world_of *of)
{
    struct loading loading = {
        .arena = arena,
        .now = now,
        .household = of->household,
        .others = of->others,
        .rows = *of->rows,
    };
    struct placement_world world;
    for (size_t i = 0; i < of->move_count; i++)
        imagine(&loading, &of->moves[i]);
    make_houses(&loading, &world.houses);
    make_rooms(&loading, &world.rooms);
    world.cots_left = loading.cots_used;
    for (size_t i = 0; i < loading.rows.houses.count; i++)
        loading.cots_used[i] = loading.rows.houses.at[i].movable_cots - loading.cots_used[i];
    world.facts = (struct match_facts){loading.houses, loading.rows.houses.count, loading.rooms,
                                       loading.rows.rooms.count};
    return world;
}

enum err placement_world_load(struct job *job, struct house_range range,
                              const struct match_household *household,
                              enum placement_others others, struct placement_world *out_world)
{
    const struct placement_world_rows *rows;
    enum err err = placement_world_read(job, range, household->needed_at, &rows);
    if (err == OK)
        *out_world = placement_world_make(job->arena, job->now, &(struct placement_world_of){
            .rows = rows, .household = household, .others = others});
    return err;
}

/* ---- the household --------------------------------------------------------------------------- */

enum err placement_party_load(struct job *job, struct referral_id referral,
                              struct placement_party *out_party)
{
    must(!db_is_writing(job->db));
    struct placement_party party;
    struct placement_world_provider_row provider;
    enum err err = referral_get(job, referral, &party.referral);
    if (err == OK)
        err = referral_match_facts(job, referral, &party.facts);
    if (err != OK)
        return err;
    err = sql_placement_world_provider(job->db, job->arena, party.referral.household, &provider);
    if (err == OK)
        party.facts.provider = provider.organisation.value;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *out_party = party;
    return OK;
}

enum err placement_party_check(struct job *job, const struct placement_party *party)
{
    struct referral referral;
    enum err err = referral_get(job, party->referral.referral, &referral);
    if (err == OK && referral.version != party->referral.version)
        err = ERR_CONFLICT;
    return err;
}

enum err placement_add_apart(struct job *job, enum placement_others others,
                             struct match_household *facts)
{
    struct placement_world_apart_rows rows;
    enum err err = sql_placement_world_apart(job->db, job->arena,
                                             (struct household_id){facts->key}, job->now,
                                             others == OTHERS_LIVING, &rows);
    if (err != OK || rows.count == 0)
        return err;
    struct match_keys *keys = &facts->conflicts;
    int64_t *at = ARENA_MANY(job->arena, int64_t, keys->count + rows.count);
    size_t count = 0;
    for (size_t i = 0; i < keys->count; i++)
        at[count++] = keys->at[i];
    for (size_t i = 0; i < rows.count; i++) {
        bool is_there = false;
        for (size_t k = 0; k < keys->count; k++)
            is_there |= keys->at[k] == rows.at[i].person.value;
        if (!is_there)
            at[count++] = rows.at[i].person.value;
    }
    *keys = (struct match_keys){at, count, keys->is_known};
    return OK;
}

enum err placement_rooms(struct job *job, struct referral_id referral,
                         struct placement_rooms *out_rooms)
{
    struct placement_party party;
    struct placement_world world;
    enum err err = placement_party_load(job, referral, &party);
    if (err == OK)
        err = placement_add_apart(job, OTHERS_ALL, &party.facts);
    if (err == OK)
        err = placement_world_load(job, HOUSES_ALL, &party.facts, OTHERS_ALL, &world);
    if (err != OK)
        return err;
    struct match_weights weights = match_weights_on(date_in_london(job->now));
    const struct match_world *match = match_world_make(job->arena, &world.facts);
    *out_rooms = (struct placement_rooms){
        .household = party.facts,
        .facts = world.facts,
        .houses = world.houses,
        .rooms = world.rooms,
        .answer = match_rank(job->arena, match, &party.facts, &weights),
    };
    return OK;
}
