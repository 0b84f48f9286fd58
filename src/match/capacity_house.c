#include "match/capacity_house.h"

#include <string.h>

#include "match/arrivals.h"

enum { SETTLING_DAYS = 60, DAYS_A_YEAR = 365, HOUSES_MEMORY = 1 << 30 };

static const int32_t NOT_DUE = INT32_MAX;

/* What a household says, by its kind. */
static const struct {
    uint8_t mode, adults;
    bool is_family;
} says[CAPACITY_KINDS] = {
    [CAPACITY_WOMEN_SINGLE] = {MATCH_WOMEN_ONLY, MATCH_WOMEN, false},
    [CAPACITY_WOMEN_TWO_BEDS] = {MATCH_WOMEN_ONLY, MATCH_WOMEN, true},
    [CAPACITY_WOMEN_THREE_BEDS] = {MATCH_WOMEN_ONLY, MATCH_WOMEN, true},
    [CAPACITY_WOMEN_FOUR_BEDS] = {MATCH_WOMEN_ONLY, MATCH_WOMEN, true},
    [CAPACITY_MEN_SINGLE] = {MATCH_MEN_ONLY, MATCH_MEN, false},
    [CAPACITY_MIXED] = {MATCH_MIXED, MATCH_WOMEN | MATCH_MEN, true},
};

struct guest {
    uint8_t kind;
    bool is_complex;
    int32_t came_on, stays_days;
};

struct play_house {
    struct match_house facts;
    uint8_t policy; /* modes of the house when it is empty */
    bool has_night_cover;
    uint32_t first_room, room_count, free_rooms;
    int32_t closed_until; /* day */
};

struct play_room {
    struct match_room facts;
    struct guest guest;
};

/* What is drawn from; the same for all runs. */
struct house_laws {
    struct stay_laws stay;
    struct law_of_days closure;
    struct arrivals arrivals;
};

struct house_world {
    const struct scenario *scenario;
    const struct house_laws *laws;
    struct stream stream;
    struct play_house *houses;
    struct play_room *rooms;
    int32_t *due_on; /* by room: the day somebody leaves it or it is ready again; else NOT_DUE */
    uint32_t house_count, room_count;
    struct guest waiting[WAITING_MOST];
    size_t waiting_count;
    int32_t day;
    bool is_counted;
    struct house_play play;
};

/* ---- building the houses --------------------------------------------------------------------- */

static struct match_room empty_room(uint32_t house, int32_t beds)
{
    struct match_span off = {.is_on = MATCH_NO, .until = INSTANT_NONE};
    return (struct match_room){
        .house = house,
        .beds = MATCH_COUNT(beds),
        .cots = MATCH_COUNT(0),
        .beds_used = MATCH_COUNT(0),
        .step_free = MATCH_YES,
        .large_shared = MATCH_NO,
        .held = off,
        .occupied = off,
        .turnaround = off,
        .out_of_order = off,
    };
}

static bool has_night_cover(const struct scenario *scenario, uint32_t house)
{
    int64_t cover = scenario->night_cover_permille;
    return (house + 1) * cover / 1000 > house * cover / 1000;
}

static void build_house(struct house_world *world, uint8_t policy, uint8_t admits)
{
    struct play_house *house = &world->houses[world->house_count];
    house->policy = policy;
    house->has_night_cover = has_night_cover(world->scenario, world->house_count);
    house->facts = (struct match_house){
        .id = ++world->house_count,
        .modes = policy,
        .admits = admits,
        .workers = MATCH_ANY_WORKER, /* whom a house employs is not a question of how many rooms */
        .nation = MATCH_ENGLAND,
        .is_open = MATCH_YES,
        .licence = MATCH_COUNT(0),
        .residents = MATCH_COUNT(0),
        .night_admissions = MATCH_COUNT(0),
        .complex_places = MATCH_COUNT(world->scenario->complex_places),
        .resident_keys = {.is_known = true},
    };
}

/* Rooms of some kinds, dealt out to as many houses as they fill, so that each has some of every
 * size. The rooms of a house stand together: they are made house by house. */
static void build_houses(struct house_world *world, uint8_t policy, uint8_t admits,
                         const int32_t *counts, const int32_t *beds, size_t sizes)
{
    uint32_t total = 0, first_house = world->house_count;
    for (size_t size = 0; size < sizes; size++)
        total += (uint32_t)counts[size];
    uint32_t a_house = (uint32_t)world->scenario->house_rooms;
    uint32_t houses = (total + a_house - 1) / a_house;
    for (uint32_t house = 0; house < houses; house++) {
        build_house(world, policy, admits);
        struct play_house *made = &world->houses[first_house + house];
        made->first_room = world->room_count;
        uint32_t dealt = 0;
        for (size_t size = 0; size < sizes; size++)
            for (int32_t i = 0; i < counts[size]; i++)
                if (dealt++ % houses == house) {
                    world->due_on[world->room_count] = NOT_DUE;
                    world->rooms[world->room_count++].facts =
                        empty_room(first_house + house, beds[size]);
                    made->facts.licence.value = (int16_t)(made->facts.licence.value + beds[size]);
                }
        made->free_rooms = made->room_count = world->room_count - made->first_room;
    }
}

static void build(struct arena *arena, struct house_world *world,
                  const struct capacity_rooms *rooms)
{
    const struct scenario *scenario = world->scenario;
    size_t room_count = (size_t)capacity_room_count(rooms);
    world->rooms = ARENA_MANY(arena, struct play_room, room_count + 1);
    world->due_on = ARENA_MANY(arena, int32_t, room_count + 1);
    world->houses = ARENA_MANY(arena, struct play_house, room_count + 1);
    build_houses(world, MATCH_WOMEN_ONLY, MATCH_WOMEN | MATCH_FAMILIES, rooms->of, scenario->beds,
                 CAPACITY_MEN_SINGLE);
    build_houses(world, MATCH_MEN_ONLY, MATCH_MEN, &rooms->of[CAPACITY_MEN_SINGLE],
                 &scenario->beds[CAPACITY_MEN_SINGLE], 1);
    build_houses(world, MATCH_MIXED, MATCH_WOMEN | MATCH_MEN | MATCH_FAMILIES,
                 &rooms->of[CAPACITY_MIXED], &scenario->beds[CAPACITY_MIXED], 1);
    uint32_t before = world->house_count;
    build_houses(world, MATCH_WOMEN_ONLY | MATCH_MEN_ONLY | MATCH_MIXED,
                 MATCH_WOMEN | MATCH_MEN | MATCH_FAMILIES, &rooms->flexible,
                 &scenario->flexible_beds, 1);
    world->play.houses = world->house_count;
    world->play.flexible_houses = world->house_count - before;
    world->play.rooms = world->room_count;
    world->play.bed_spaces = capacity_bed_spaces(scenario, rooms);
}

/* ---- what the rules are asked ---------------------------------------------------------------- */

static struct match_household household_of(const struct house_world *world,
                                           const struct guest *guest, bool is_night)
{
    struct match_keys none = {.is_known = true};
    int32_t beds = world->scenario->beds[guest->kind];
    struct instant now = {(int64_t)world->day * MINUTES_A_DAY * 60000};
    return (struct match_household){
        .persons = MATCH_COUNT(beds),
        .beds = MATCH_COUNT(beds),
        .cots = MATCH_COUNT(0),
        .modes = says[guest->kind].mode,
        .adults = says[guest->kind].adults,
        .nations = MATCH_ANY_NATION,
        .is_family = says[guest->kind].is_family ? MATCH_YES : MATCH_NO,
        .step_free = MATCH_NO,
        .night_admission = is_night ? MATCH_YES : MATCH_NO,
        .complex_needs = guest->is_complex ? MATCH_YES : MATCH_NO,
        .regions = none,
        .avoid_areas = none,
        .conflicts = none,
        .asked_at = now,
        .needed_at = now,
        .waiting_since = INSTANT_NONE,
    };
}

struct search_room {
    const struct match_household *household;
    int64_t refused_house; /* not asked again; 0: none */
    uint32_t best;         /* room */
    int32_t spare;         /* the lower the better; INT32_MAX: no room */
};

static bool is_single_rule(uint32_t fails)
{
    return fails != 0 && (fails & (fails - 1)) == 0;
}

static bool is_flexible(const struct play_house *house)
{
    return (house->policy & (house->policy - 1)) != 0;
}

/* The best that any room of the house can be: a room of the right size, or a flexible one. */
static int32_t least_spare(const struct house_world *world, const struct play_house *house,
                           const struct match_household *household)
{
    int32_t beds = world->scenario->flexible_beds - household->beds.value;
    return is_flexible(house) ? 4 * (beds > 0 ? beds : 0) + 2 : 0;
}

/* An empty flexible house is taken last: it can still become whatever is needed. */
static int32_t spare_of(const struct play_house *house, const struct play_room *room,
                        const struct match_household *household)
{
    int32_t spare = room->facts.beds.value - household->beds.value;
    bool is_empty = house->facts.residents.value == 0;
    return 4 * spare + (is_flexible(house) ? 2 + is_empty : 0);
}

static void look_into(const struct house_world *world, const struct play_house *house,
                      struct search_room *search)
{
    uint32_t end = house->first_room + house->room_count;
    int32_t least = least_spare(world, house, search->household);
    for (uint32_t i = house->first_room; i < end && search->spare > least; i++) {
        const struct play_room *room = &world->rooms[i];
        struct match_check check = match_check_room(search->household, &room->facts);
        int32_t spare = spare_of(house, room, search->household);
        must(check.asks == 0);
        if (check.fails == 0 && spare < search->spare) {
            search->spare = spare;
            search->best = i;
        }
    }
}

/* Looks until no later room can be better: flexible houses stand last. Houses without a free room,
 * or of no kind that she feels safe in, are passed by: the rules would refuse each of them. */
static void find_room(struct house_world *world, struct search_room *search)
{
    search->spare = INT32_MAX;
    for (uint32_t i = 0; i < world->house_count; i++) {
        const struct play_house *house = &world->houses[i];
        if (search->spare <= least_spare(world, house, search->household))
            return;
        if (house->free_rooms == 0 || house->facts.id == search->refused_house ||
            (house->facts.modes & search->household->modes) == 0)
            continue;
        struct match_check check = match_check_house(search->household, &house->facts);
        must(check.asks == 0);
        world->play.checks++;
        if (check.fails == 0)
            look_into(world, house, search);
    }
}

/* Rules that alone keep her out of a free room of this house, beside those known already. */
static uint32_t rules_of_house(const struct house_world *world, const struct play_house *house,
                               const struct match_household *household, uint32_t known)
{
    uint32_t house_fails = match_check_house(household, &house->facts).fails, rules = 0;
    if (house_fails != 0 && (!is_single_rule(house_fails) || (house_fails & known) != 0))
        return 0;
    uint32_t end = house->first_room + house->room_count;
    for (uint32_t i = house->first_room; i < end; i++) {
        uint32_t fails = house_fails | match_check_room(household, &world->rooms[i].facts).fails;
        rules |= is_single_rule(fails) ? fails : 0;
    }
    return rules;
}

static uint32_t rules_in_the_way(const struct house_world *world,
                                 const struct match_household *household)
{
    const uint32_t of_taken_rooms = MATCH_BIT(MATCH_RULE_OCCUPIED) |
                                    MATCH_BIT(MATCH_RULE_TURNAROUND);
    uint32_t rules = 0;
    for (uint32_t i = 0; i < world->house_count; i++)
        if (world->houses[i].free_rooms > 0)
            rules |= rules_of_house(world, &world->houses[i], household, rules);
    return rules & ~of_taken_rooms;
}

/* ---- moving in and out ----------------------------------------------------------------------- */

static void add_to(struct match_count *count, int32_t number)
{
    count->value = (int16_t)(count->value + number);
}

static void move_in(struct house_world *world, uint32_t index, const struct guest *guest,
                    bool is_night)
{
    struct play_room *room = &world->rooms[index];
    struct play_house *house = &world->houses[room->facts.house];
    int32_t beds = world->scenario->beds[guest->kind];
    room->guest = *guest;
    world->due_on[index] = world->day + guest->stays_days;
    room->facts.occupied.is_on = MATCH_YES;
    room->facts.beds_used = MATCH_COUNT(beds);
    house->free_rooms--;
    house->facts.modes = says[guest->kind].mode;
    add_to(&house->facts.residents, beds);
    add_to(&house->facts.complex_places, guest->is_complex ? -1 : 0);
    add_to(&house->facts.night_admissions, is_night ? -1 : 0);
}

static void move_out(struct house_world *world, uint32_t index)
{
    struct play_room *room = &world->rooms[index];
    struct play_house *house = &world->houses[room->facts.house];
    add_to(&house->facts.residents, -room->facts.beds_used.value);
    add_to(&house->facts.complex_places, room->guest.is_complex ? 1 : 0);
    if (house->facts.residents.value == 0)
        house->facts.modes = house->policy;
    room->facts.occupied.is_on = MATCH_NO;
    room->facts.beds_used = MATCH_COUNT(0);
    room->facts.turnaround.is_on = MATCH_YES;
    world->due_on[index] = world->day +
                           days_at(&world->laws->stay.turnaround, stream_next(&world->stream));
}

static void make_ready(struct house_world *world, uint32_t index)
{
    world->rooms[index].facts.turnaround.is_on = MATCH_NO;
    world->houses[world->rooms[index].facts.house].free_rooms++;
    world->due_on[index] = NOT_DUE;
}

static void empty_rooms(struct house_world *world)
{
    for (uint32_t i = 0; i < world->room_count; i++) {
        if (world->due_on[i] > world->day)
            continue;
        if (world->rooms[i].facts.occupied.is_on == MATCH_YES)
            move_out(world, i);
        if (world->due_on[i] <= world->day)
            make_ready(world, i);
    }
}

static void begin_day(struct house_world *world)
{
    empty_rooms(world);
    uint32_t closing = (uint32_t)world->scenario->closures_a_year_permille;
    for (uint32_t i = 0; i < world->house_count; i++) {
        struct play_house *house = &world->houses[i];
        if (stream_below(&world->stream, 1000 * DAYS_A_YEAR) < closing)
            house->closed_until = world->day + 1 +
                                  days_at(&world->laws->closure, stream_next(&world->stream));
        house->facts.is_open = house->closed_until > world->day ? MATCH_NO : MATCH_YES;
        house->facts.night_admissions =
            MATCH_COUNT(house->has_night_cover ? world->scenario->night_admissions : 0);
    }
}

/* ---- asking for a room ----------------------------------------------------------------------- */

enum outcome { HOUSED, REFUSED, NO_ROOM };

static enum outcome ask_for_room(struct house_world *world, const struct guest *guest,
                                 bool is_night)
{
    struct match_household household = household_of(world, guest, is_night);
    struct search_room search = {.household = &household};
    enum outcome outcome = NO_ROOM;
    for (int offer = 0; offer < OFFERS_A_DAY; offer++) {
        find_room(world, &search);
        if (search.spare == INT32_MAX)
            return outcome;
        world->play.offers += world->is_counted;
        if (!stream_chance(&world->stream, world->scenario->refusal_permille)) {
            move_in(world, search.best, guest, is_night);
            return HOUSED;
        }
        world->play.refused += world->is_counted;
        search.refused_house = world->houses[world->rooms[search.best].facts.house].facts.id;
        outcome = REFUSED;
    }
    return outcome;
}

/* The longest waiting first. A kind for which there is no room is not asked about again today. */
static void ask_for_waiting(struct house_world *world)
{
    bool is_none[CAPACITY_KINDS][2] = {{false}};
    size_t kept = 0;
    for (size_t i = 0; i < world->waiting_count; i++) {
        struct guest guest = world->waiting[i];
        bool *is_full = &is_none[guest.kind][guest.is_complex];
        enum outcome outcome = *is_full ? NO_ROOM : ask_for_room(world, &guest, false);
        if (outcome == HOUSED)
            world->play.wait_days += world->is_counted ? world->day - guest.came_on : 0;
        else
            world->waiting[kept++] = guest;
        *is_full = outcome == NO_ROOM;
    }
    world->waiting_count = kept;
}

static void wait_for_tomorrow(struct house_world *world, const struct guest *guest, bool is_night)
{
    struct house_play *play = &world->play;
    bool is_gone = world->waiting_count == WAITING_MOST;
    if (!is_gone)
        world->waiting[world->waiting_count++] = *guest;
    if (!world->is_counted)
        return;
    play->waited++;
    play->gone += is_gone;
    struct match_household household = household_of(world, guest, is_night);
    uint32_t only = rules_in_the_way(world, &household);
    for (int rule = 0; rule < MATCH_RULES; rule++)
        play->only[rule] += (only & MATCH_BIT(rule)) != 0;
}

static struct guest draw_guest(struct house_world *world, const struct kinds *kinds,
                               const enum capacity_kind *kind)
{
    uint64_t random = stream_next(&world->stream);
    return (struct guest){
        .kind = (uint8_t)(kind ? *kind : kind_at(kinds, (uint32_t)(random >> 36))),
        .is_complex = stream_chance(&world->stream, world->scenario->complex_permille),
        .came_on = world->day,
        .stays_days = days_at(&world->laws->stay.recovery, random) +
                      days_at(&world->laws->stay.move_on, random >> DAYS_BITS),
    };
}

static void come(struct house_world *world, const struct guest *guest)
{
    bool is_night = stream_chance(&world->stream, world->scenario->night_permille);
    world->play.households += world->is_counted;
    if (ask_for_room(world, guest, is_night) != HOUSED)
        wait_for_tomorrow(world, guest, is_night);
}

/* Calls take for everybody who comes on a day. */
static void draw_day(struct house_world *world,
                     void (*take)(struct house_world *world, const struct guest *guest))
{
    const struct arrivals *arrivals = &world->laws->arrivals;
    uint32_t singles = poisson_draw(&arrivals->singles, &world->stream);
    for (uint32_t i = 0; i < singles; i++) {
        struct guest guest = draw_guest(world, &arrivals->single_kinds, NULL);
        take(world, &guest);
    }
    uint32_t groups = poisson_draw(&arrivals->groups, &world->stream);
    for (uint32_t i = 0; i < groups; i++) {
        uint64_t random = stream_next(&world->stream);
        enum capacity_kind kind = kind_at(&arrivals->group_kinds, (uint32_t)(random >> 36));
        for (uint32_t left = group_size_at(arrivals, random); left > 0; left--) {
            struct guest guest = draw_guest(world, NULL, &kind);
            take(world, &guest);
        }
    }
}

/* ---- the play -------------------------------------------------------------------------------- */

/* Who came before the first day and is still there lives in a room at the start. */
static void keep_if_still_there(struct house_world *world, const struct guest *guest)
{
    struct guest left = *guest;
    int32_t until = guest->came_on + guest->stays_days;
    if (until <= 0)
        return;
    int32_t came_on = world->day;
    world->day = 0;
    left.stays_days = until;
    if (ask_for_room(world, &left, false) == NO_ROOM && world->waiting_count < WAITING_MOST)
        world->waiting[world->waiting_count++] = left;
    world->day = came_on;
}

static void start(struct house_world *world)
{
    const struct stay_laws *stay = &world->laws->stay;
    int32_t longest = days_most(&stay->recovery) + days_most(&stay->move_on);
    for (world->day = -longest; world->day < 0; world->day++)
        draw_day(world, keep_if_still_there);
}

static void play_on(struct house_world *world, int32_t days)
{
    for (int32_t day = 0; day < days; day++, world->day++) {
        begin_day(world);
        ask_for_waiting(world);
        draw_day(world, come);
        world->play.days += world->is_counted;
        world->play.days_enough += world->is_counted && world->waiting_count == 0;
    }
}

static const struct house_laws *make_laws(struct arena *arena, const struct scenario *scenario)
{
    struct house_laws *laws = ARENA_NEW(arena, struct house_laws);
    scenario_laws(scenario, &laws->stay);
    days_exponential(scenario->closure_days, &laws->closure);
    arrivals_make(scenario, &laws->arrivals);
    return laws;
}

static struct house_play play_run(struct arena *arena, const struct scenario *scenario,
                                  const struct house_laws *laws,
                                  const struct capacity_rooms *rooms, uint32_t run)
{
    struct house_world *world = ARENA_NEW(arena, struct house_world);
    world->scenario = scenario;
    world->laws = laws;
    world->stream = stream_of((uint64_t)scenario->seed << 16 | run);
    build(arena, world, rooms);
    start(world);
    play_on(world, SETTLING_DAYS);
    world->is_counted = true;
    play_on(world, scenario->house_years * DAYS_A_YEAR);
    return world->play;
}

void capacity_house_play(struct arena *arena, const struct scenario *scenario,
                         const struct capacity_rooms *rooms, uint32_t run,
                         struct house_play *out_play)
{
    *out_play = play_run(arena, scenario, make_laws(arena, scenario), rooms, run);
}

static void add_play(struct house_play *sum, const struct house_play *play)
{
    sum->houses = play->houses;
    sum->flexible_houses = play->flexible_houses;
    sum->rooms = play->rooms;
    sum->bed_spaces = play->bed_spaces;
    sum->days += play->days;
    sum->days_enough += play->days_enough;
    sum->households += play->households;
    sum->waited += play->waited;
    sum->gone += play->gone;
    sum->wait_days += play->wait_days;
    sum->offers += play->offers;
    sum->refused += play->refused;
    sum->checks += play->checks;
    for (int rule = 0; rule < MATCH_RULES; rule++)
        sum->only[rule] += play->only[rule];
}

void capacity_house_answer(struct arena *arena, const struct scenario *scenario,
                           const struct capacity_rooms *rooms, int64_t permille,
                           struct house_answer *out_answer)
{
    struct house_answer answer = {.permille = permille};
    struct capacity_rooms more = capacity_rooms_scaled(rooms, permille);
    size_t runs = (size_t)scenario->runs;
    int64_t *values = ARENA_MANY(arena, int64_t, runs);
    const struct house_laws *laws = make_laws(arena, scenario);
    struct arena of_run = arena_make(HOUSES_MEMORY);
    for (size_t run = 0; run < runs; run++) {
        struct house_play play = play_run(&of_run, scenario, laws, &more, (uint32_t)run);
        arena_reset(&of_run);
        values[run] = play.days_enough * CAPACITY_DAYS_ALL / play.days;
        add_play(&answer.sum, &play);
    }
    arena_free(&of_run);
    int64_t middle = answer.sum.days_enough * CAPACITY_DAYS_ALL / answer.sum.days;
    answer.days_enough = capacity_range_of(values, runs, middle);
    *out_answer = answer;
}
