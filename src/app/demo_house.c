/* demo_house.c - how many houses of which kind, and their rooms.
 *
 * 581 beds in 100 houses, of which 183 for women only and 238 mixed or flexible (seeds/000,
 * Findings); the 160 others are men's. */
#include "app/demo_plan.h"
#include "law/area.h"

enum { BEDS_PER_100 = 581, WOMEN_BEDS_PER_100 = 183, MIXED_BEDS_PER_100 = 238 };
enum { HOUSES_A_MANAGER = 9, HOUSES_A_PROVIDER = 12, PROVIDERS_MOST = 6, MANAGERS_MOST = 10 };
enum { KEPT_HOUSES = 4 };

struct making {
    struct demo_houses *made;
    struct demo_draw draw;
    size_t areas;
};

static int64_t rounded(int64_t per_100, int64_t houses)
{
    return (per_100 * houses + 50) / 100;
}

/* Beds of each house of a kind: about the same for all, one house larger for each that is smaller,
 * so that they sum up to what there is. */
static void share_beds(struct making *making, int64_t beds, int64_t *out_beds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out_beds[i] = beds / (int64_t)count + ((int64_t)i < beds % (int64_t)count);
    for (size_t i = 0; i + 1 < count; i += 2) {
        int64_t moved = demo_between(&making->draw, 0, out_beds[i] / 2);
        if (out_beds[i] > moved) {
            out_beds[i] -= moved;
            out_beds[i + 1] += moved;
        }
    }
}

/* How many of the beds left go into one room. Families live in houses for women and in mixed ones;
 * a father and his son in a men's house. */
static int64_t beds_of_room(struct making *making, const struct demo_house *house, int64_t left)
{
    static const int family[] = {45, 30, 17, 8}, single[] = {80, 20};
    if (!house->takes_families)
        return 1;
    int64_t beds = 1 + (int64_t)(house->kind == DEMO_MEN ? demo_weigh(&making->draw, single, 2)
                                                         : demo_weigh(&making->draw, family, 4));
    return beds < left ? beds : left;
}

static void make_rooms(struct making *making, size_t index, int64_t beds)
{
    struct demo_houses *made = making->made;
    struct demo_house *house = &made->houses[index];
    house->first_room = (uint32_t)made->room_count;
    bool is_step_free = demo_chance(&making->draw, 35);
    while (beds > 0) {
        int64_t taken = beds_of_room(making, house, beds);
        bool has_cot = house->kind != DEMO_MEN && house->takes_families &&
                       (taken > 1 || demo_chance(&making->draw, 40));
        made->rooms[made->room_count++] = (struct demo_room){
            .house = (uint32_t)index,
            .number = (int32_t)(++house->room_count),
            .beds = (int8_t)taken,
            .cots = has_cot,
            .is_step_free = is_step_free && house->room_count <= 2,
            .is_self_contained = taken > 1 && demo_chance(&making->draw, 30),
        };
        beds -= taken;
    }
}

static void make_house(struct making *making, enum demo_kind kind, int64_t beds)
{
    struct demo_houses *made = making->made;
    struct demo_draw *draw = &making->draw;
    size_t index = made->house_count++;
    uint32_t manager = (uint32_t)(index % made->manager_count);
    bool is_large = beds > 8 && kind == DEMO_MEN;
    made->houses[index] = (struct demo_house){
        .kind = kind,
        .area = (index * 7 + 2) % making->areas, /* 7 and 65 share no divisor: all areas in turn */
        .provider = (uint32_t)(manager % made->provider_count),
        .manager = manager,
        .has_night_cover = demo_chance(draw, 55),
        .takes_families = kind != DEMO_MEN || (!is_large && demo_chance(draw, 40)),
        .is_for_complex_needs = demo_chance(draw, 15),
        .is_catered = demo_chance(draw, 25),
        .is_large_shared = is_large,
        .speaks_tigrinya = demo_chance(draw, 12),
        .turnaround_days = (int8_t)demo_between(draw, 0, 3),
    };
    make_rooms(making, index, beds);
}

static struct demo_room *room_to_keep(struct demo_houses *made, const struct demo_house *house)
{
    for (uint32_t i = 0; i < house->room_count; i++) {
        struct demo_room *room = &made->rooms[house->first_room + i];
        if (room->beds >= 2 && room->beds <= 3 && room->cots > 0)
            return room;
    }
    return NULL;
}

/* So that a mother with a child of four and a baby finds a room tonight, in several places: a room
 * with a cot stays free in houses of the first manager, each with night cover. */
static void keep_rooms(struct demo_houses *made)
{
    size_t kept = 0;
    for (size_t i = 0; i < made->house_count && kept < KEPT_HOUSES; i++) {
        struct demo_house *house = &made->houses[i];
        struct demo_room *room = house->kind == DEMO_WOMEN ? room_to_keep(made, house) : NULL;
        if (room == NULL)
            continue;
        room->use = DEMO_KEPT;
        house->manager = house->provider = 0;
        house->has_night_cover = true;
        house->speaks_tigrinya |= kept == 0;
        kept++;
    }
}

static void choose_uses(struct making *making)
{
    static const int lived[] = {[DEMO_WOMEN] = 98, [DEMO_MIXED] = 96, [DEMO_MEN] = 77};
    struct demo_houses *made = making->made;
    for (size_t i = 0; i < made->room_count; i++) {
        struct demo_room *room = &made->rooms[i];
        if (room->use == DEMO_KEPT)
            continue;
        bool is_lived = demo_chance(&making->draw, lived[made->houses[room->house].kind]);
        bool is_broken = !is_lived && demo_chance(&making->draw, 25);
        room->use = is_lived ? DEMO_LIVED_IN : is_broken ? DEMO_BROKEN : DEMO_FREE;
    }
}

static size_t at_most(int64_t number, size_t most)
{
    return number < 1 ? 1 : (size_t)number > most ? most : (size_t)number;
}

static void make_kind(struct making *making, struct arena *arena, enum demo_kind kind,
                      int64_t houses, int64_t beds)
{
    if (houses <= 0)
        return;
    int64_t *shares = ARENA_MANY(arena, int64_t, (size_t)houses);
    share_beds(making, beds, shares, (size_t)houses);
    for (int64_t i = 0; i < houses; i++)
        make_house(making, kind, shares[i]);
}

struct demo_houses demo_houses_plan(struct arena *arena, const struct demo_size *size)
{
    int64_t houses = size->houses, beds = rounded(BEDS_PER_100, houses);
    int64_t women_beds = rounded(WOMEN_BEDS_PER_100, houses);
    int64_t mixed_beds = rounded(MIXED_BEDS_PER_100, houses);
    int64_t women = rounded(100 * WOMEN_BEDS_PER_100 / BEDS_PER_100, houses);
    int64_t mixed = rounded(100 * MIXED_BEDS_PER_100 / BEDS_PER_100, houses);
    struct demo_houses made = {
        .houses = ARENA_MANY(arena, struct demo_house, (size_t)houses),
        .rooms = ARENA_MANY(arena, struct demo_room, (size_t)beds),
        .provider_count = at_most(houses / HOUSES_A_PROVIDER, PROVIDERS_MOST),
        .manager_count = at_most(houses / HOUSES_A_MANAGER, MANAGERS_MOST),
    };
    struct making making = {&made, demo_draw_of((uint64_t)size->seed, 1), area_all().count};
    make_kind(&making, arena, DEMO_WOMEN, women, women_beds);
    make_kind(&making, arena, DEMO_MIXED, mixed, mixed_beds);
    make_kind(&making, arena, DEMO_MEN, houses - women - mixed, beds - women_beds - mixed_beds);
    keep_rooms(&made);
    choose_uses(&making);
    return made;
}
