/* demo_home.c - who the households are, where they live, and how it ends.
 *
 * Women 80%, parents 60%, half of those with their children here (rulebook.md A22; seeds/000). Only
 * as many live in safe houses as there are rooms; a few wait; the others have left, or were helped
 * where they stayed. */
#include "app/demo_plan.h"

#include "app/demo_home.h"
#include "app/demo_name.h"

enum { WOMEN_PERCENT = 80, WOMEN_PERCENT_MIXED = 88, MEN_PERCENT_MORE = 1 };
enum { PARENTS_PERCENT = 60, WAITING_PERCENT = 2, WAITING_LEAST = 8 };
enum { LIVING_PERCENT_MOST = 68, DEPARTED_PERCENT = 70 }; /* of all people; of those not here now */
enum { PEOPLE_A_100_HOMES = 175 };
enum { MONTHS = 12, BABY_MONTHS = 18, CHILD_MONTHS_MOST = 17 * MONTHS };
enum { SPARE_PERSONS = 1 + DEMO_CHILDREN };

struct planning {
    struct demo_plan *plan;
    struct demo_draw draw; /* of the household that is being drawn */
    size_t women, parents;
    int64_t now_ms, begin_ms;
    size_t next_room; /* whose earlier stays are drawn next */
};

static bool is_short(size_t have, size_t of, int percent)
{
    return have * 100 < of * (size_t)percent;
}

/* ---- who ------------------------------------------------------------------------------------- */

static void add_child(struct demo_home *home, struct demo_child child)
{
    if (home->child_count < DEMO_CHILDREN)
        home->children[home->child_count++] = child;
}

static struct demo_child child_with_bed(struct demo_draw *draw)
{
    return (struct demo_child){
        .is_girl = demo_chance(draw, 50),
        .age_months = (int16_t)demo_between(draw, 2 * MONTHS, CHILD_MONTHS_MOST),
    };
}

static void add_unborn(struct planning *planning, struct demo_home *home)
{
    home->is_pregnant = home->is_woman && demo_chance(&planning->draw, 10);
    if (home->is_pregnant)
        add_child(home, (struct demo_child){
            .is_unborn = true,
            .age_months = (int16_t)demo_between(&planning->draw, 1, 7),
        });
}

/* As many as the room takes, or one less: a bed for each child, a cot for a baby. */
static void fill_room(struct planning *planning, struct demo_home *home,
                      const struct demo_room *room)
{
    struct demo_draw *draw = &planning->draw;
    int beds = room->beds - 1;
    if (beds > 0 && demo_chance(draw, 15))
        beds--;
    for (int i = 0; i < beds; i++)
        add_child(home, child_with_bed(draw));
    if (home->is_woman && room->cots > 0 && demo_chance(draw, 35))
        add_child(home, (struct demo_child){
            .is_girl = demo_chance(draw, 50),
            .is_in_cot = true,
            .age_months = (int16_t)demo_between(draw, 0, BABY_MONTHS),
        });
    add_unborn(planning, home);
}

static void fill_freely(struct planning *planning, struct demo_home *home)
{
    static const int counts[] = {55, 25, 12, 6, 2};
    size_t count = demo_weigh(&planning->draw, counts, COUNT_OF(counts));
    for (size_t i = 0; i < count; i++)
        add_child(home, child_with_bed(&planning->draw));
    add_unborn(planning, home);
}

static bool draw_woman(struct planning *planning, const struct demo_house *house)
{
    if (house != NULL)
        return house->kind == DEMO_WOMEN ||
               (house->kind == DEMO_MIXED && demo_chance(&planning->draw, WOMEN_PERCENT_MIXED));
    return is_short(planning->women, planning->plan->home_count + 1, WOMEN_PERCENT);
}

static void draw_needs(struct planning *planning, struct demo_home *home,
                       const struct demo_room *room, const struct demo_house *house)
{
    struct demo_draw *draw = &planning->draw;
    home->needs_step_free = demo_chance(draw, 15) && (room == NULL || room->is_step_free);
    home->has_complex_needs =
        demo_chance(draw, 30) && (house == NULL ? demo_chance(draw, 30)
                                                : house->is_for_complex_needs);
    home->comes_at_night = demo_chance(draw, 30) && (house == NULL || house->has_night_cover);
}

/* The worker is one of the provider's. */
static uint8_t draw_worker(struct planning *planning, const struct demo_house *house)
{
    size_t providers = planning->plan->houses.provider_count;
    if (house == NULL)
        return (uint8_t)demo_pick(&planning->draw, DEMO_WORKERS);
    size_t of_provider = (DEMO_WORKERS - house->provider + providers - 1) / providers;
    return (uint8_t)(house->provider + providers * demo_pick(&planning->draw, of_provider));
}

/* What they are like; the plan counts them once they have dates. */
static struct demo_home draw_home(struct planning *planning, enum demo_end end, uint32_t room_index)
{
    struct demo_plan *plan = planning->plan;
    uint64_t seed = (uint64_t)plan->size->seed;
    const struct demo_room *room = NULL;
    const struct demo_house *house = NULL;
    if (room_index != DEMO_NO_ROOM) {
        room = &plan->houses.rooms[room_index];
        house = &plan->houses.houses[room->house];
    }
    planning->draw = demo_draw_of(seed, 1000 + plan->home_count);
    struct demo_home home = {
        .seed = planning->draw.state,
        .end = end,
        .room = room_index,
        .country = (uint16_t)demo_country_draw(&planning->draw),
        .is_woman = draw_woman(planning, house),
        .desk = (uint8_t)demo_pick(&planning->draw, DEMO_DESKS),
        .worker = draw_worker(planning, house),
        .is_wanting_other = end == DEMO_OUTREACH && demo_chance(&planning->draw, 60),
    };
    if (room != NULL)
        fill_room(planning, &home, room);
    else
        fill_freely(planning, &home);
    draw_needs(planning, &home, room, house);
    return home;
}

/* The last household is cut so that the people are as many as were asked for. */
static void add_home(struct planning *planning, struct demo_home *home)
{
    struct demo_plan *plan = planning->plan;
    if (plan->person_count >= (size_t)plan->size->people)
        return;
    size_t left = (size_t)plan->size->people - plan->person_count;
    while (home->child_count > 0 && (size_t)home->child_count + 1 > left)
        home->child_count--;
    home->is_pregnant = home->child_count > 0 && home->children[home->child_count - 1].is_unborn;
    home->has_children = home->child_count > 0 ||
                         is_short(planning->parents, plan->home_count + 1, PARENTS_PERCENT);
    planning->women += home->is_woman;
    planning->parents += home->has_children;
    plan->person_count += 1 + (size_t)home->child_count;
    plan->homes[plan->home_count++] = *home;
}

static bool is_room_for_more(const struct planning *planning, size_t percent)
{
    const struct demo_plan *plan = planning->plan;
    return plan->person_count * 100 < (size_t)plan->size->people * percent;
}

/* ---- those who live in a safe house, and who lived there before them ------------------------- */

static int64_t days_ms(int64_t days)
{
    return days * MS_PER_DAY;
}

static int64_t draw_minutes(struct planning *planning, int64_t least, int64_t most)
{
    return demo_between(&planning->draw, least, most) * MS_PER_MINUTE;
}

/* Days since they came: stays are long (418 days on average by the public figures). */
static int64_t days_here(struct planning *planning)
{
    static const int shares[] = {12, 38, 35, 15};
    static const int64_t least[] = {1, 15, 120, 420}, most[] = {14, 119, 419, 900};
    size_t share = demo_weigh(&planning->draw, shares, COUNT_OF(shares));
    return demo_between(&planning->draw, least[share], most[share]);
}

static int64_t days_stayed(struct planning *planning)
{
    static const int shares[] = {35, 45, 20};
    static const int64_t least[] = {12, 90, 330}, most[] = {89, 329, 700};
    size_t share = demo_weigh(&planning->draw, shares, COUNT_OF(shares));
    return demo_between(&planning->draw, least[share], most[share]);
}

/* From the call to the door: one night, or some days in which a room was looked for. */
static void set_call(struct planning *planning, struct demo_home *home)
{
    static const int shares[] = {55, 45};
    int64_t wait = demo_weigh(&planning->draw, shares, 2) == 0
                       ? draw_minutes(planning, 6 * 60, 14 * 60)
                       : draw_minutes(planning, 24 * 60, 6 * 24 * 60);
    home->referred_ms = home->arrived_ms - wait;
}

static void plan_living(struct planning *planning, uint32_t index)
{
    struct demo_room *room = &planning->plan->houses.rooms[index];
    struct demo_home home = draw_home(planning, DEMO_LIVES, index);
    home.arrived_ms = planning->now_ms - days_ms(days_here(planning)) +
                      draw_minutes(planning, 0, 20 * 60);
    set_call(planning, &home);
    home.planned_until_ms = planning->now_ms + days_ms(demo_between(&planning->draw, 1, 75));
    room->free_before_ms = home.arrived_ms;
    add_home(planning, &home);
}

/* Somebody who lived in the room before whoever is planned there already. False: that would be
 * before the world began. */
static bool plan_departed(struct planning *planning, uint32_t index)
{
    struct demo_houses *houses = &planning->plan->houses;
    struct demo_room *room = &houses->rooms[index];
    struct demo_home home = draw_home(planning, DEMO_DEPARTED, index);
    int64_t turnaround = houses->houses[room->house].turnaround_days + 1;
    home.ended_ms = room->free_before_ms -
                    days_ms(turnaround + demo_between(&planning->draw, 1, 20));
    home.arrived_ms = home.ended_ms - days_ms(days_stayed(planning));
    home.planned_until_ms = home.ended_ms;
    set_call(planning, &home);
    if (home.referred_ms < planning->begin_ms)
        return false;
    room->free_before_ms = home.arrived_ms;
    add_home(planning, &home);
    return true;
}

static void plan_outreach(struct planning *planning)
{
    struct demo_home home = draw_home(planning, DEMO_OUTREACH, DEMO_NO_ROOM);
    int64_t days = demo_between(&planning->draw, 20, 4 * 365);
    home.referred_ms = planning->now_ms - days_ms(days) + draw_minutes(planning, 0, 20 * 60);
    home.ended_ms = home.referred_ms + days_ms(demo_between(&planning->draw, 8, 300));
    add_home(planning, &home);
}

/* ---- those who wait -------------------------------------------------------------------------- */

enum { ASKS_OF_FIRST = 2 };

/* Of any kind of house: the search begins elsewhere each time. The first manager has something to
 * answer and somebody to expect, where one of those houses has a free room. */
static uint32_t find_free_room(struct planning *planning, size_t asked)
{
    const struct demo_houses *houses = &planning->plan->houses;
    uint32_t found = DEMO_NO_ROOM;
    for (size_t i = 0; i < houses->room_count; i++) {
        size_t index = (asked * 37 + i) % houses->room_count;
        const struct demo_room *room = &houses->rooms[index];
        if (room->use != DEMO_FREE)
            continue;
        if (found == DEMO_NO_ROOM)
            found = (uint32_t)index;
        if (houses->houses[room->house].manager == 0)
            return (uint32_t)index;
        if (asked >= ASKS_OF_FIRST)
            break;
    }
    return found;
}

/* Half of the free rooms stay free. */
static uint32_t take_free_room(struct planning *planning, size_t asked)
{
    struct demo_houses *houses = &planning->plan->houses;
    size_t free = 0;
    for (uint32_t i = 0; i < houses->room_count; i++)
        free += houses->rooms[i].use == DEMO_FREE;
    uint32_t room = free > asked ? find_free_room(planning, asked) : DEMO_NO_ROOM;
    if (room != DEMO_NO_ROOM)
        houses->rooms[room].use = DEMO_ASKED;
    return room;
}

static int64_t minutes_waited(struct planning *planning, enum demo_end end, size_t number)
{
    switch (end) {
    case DEMO_HELD:
        return 50;
    case DEMO_OFFERED:
        return 95;
    case DEMO_ACCEPTED:
        return 260;
    default:
        return number == 0 ? 25 : demo_between(&planning->draw, 90, number < 20 ? 4000 : 20000);
    }
}

/* Two families whom few rooms can take: a mother of five, and a woman who needs a way without
 * steps, staff for complex needs, and a place far from where she was held. */
static void make_difficult(struct planning *planning, struct demo_home *home, size_t number)
{
    home->is_difficult = true;
    home->is_woman = true;
    home->child_count = 0;
    for (int i = 0; i < 5 && number == 6; i++)
        add_child(home, child_with_bed(&planning->draw));
    home->needs_step_free = home->has_complex_needs = number == 7;
}

/* Two who wait cannot climb stairs: few rooms suit both, so a move of who lives in such a room and
 * asked for it can help. */
static void plan_waiting(struct planning *planning, size_t count)
{
    static const enum demo_end ends[] = {DEMO_UNPLACED, DEMO_OFFERED, DEMO_ACCEPTED, DEMO_UNPLACED,
                                         DEMO_UNABLE, DEMO_HELD, DEMO_UNPLACED, DEMO_UNPLACED};
    size_t asked = 0;
    for (size_t i = 0; i < count; i++) {
        enum demo_end end = ends[i % COUNT_OF(ends)];
        bool needs_room = end == DEMO_HELD || end == DEMO_OFFERED || end == DEMO_ACCEPTED;
        uint32_t room = needs_room ? take_free_room(planning, asked) : DEMO_NO_ROOM;
        asked += room != DEMO_NO_ROOM;
        if (needs_room && room == DEMO_NO_ROOM)
            end = DEMO_UNPLACED;
        struct demo_home home = draw_home(planning, end, room);
        if (i == 6 || i == 7)
            make_difficult(planning, &home, i);
        home.needs_step_free |= i == 0 || i == 3;
        home.referred_ms = planning->now_ms -
                           minutes_waited(planning, end, i) * MS_PER_MINUTE;
        add_home(planning, &home);
    }
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* Men's houses have more rooms than there are men among so many households. */
static bool is_room_for_man(const struct planning *planning, size_t homes)
{
    size_t men = planning->plan->home_count - planning->women;
    return is_short(men, homes, 100 - WOMEN_PERCENT + MEN_PERCENT_MORE);
}

static bool is_for_men(const struct planning *planning, size_t room)
{
    const struct demo_houses *houses = &planning->plan->houses;
    return houses->houses[houses->rooms[room].house].kind == DEMO_MEN;
}

static void plan_all_living(struct planning *planning)
{
    struct demo_houses *houses = &planning->plan->houses;
    size_t homes = (size_t)planning->plan->size->people * 100 / PEOPLE_A_100_HOMES;
    for (uint32_t i = 0; i < houses->room_count; i++) {
        struct demo_room *room = &houses->rooms[i];
        room->free_before_ms = planning->now_ms - days_ms(4);
        if (room->use != DEMO_LIVED_IN)
            continue;
        bool is_wanted = is_room_for_more(planning, LIVING_PERCENT_MOST) &&
                         (!is_for_men(planning, i) || is_room_for_man(planning, homes));
        if (is_wanted)
            plan_living(planning, i);
        else
            room->use = DEMO_FREE;
    }
}

/* The next room in turn that has a gap before its present history. */
static bool plan_next_departed(struct planning *planning)
{
    size_t rooms = planning->plan->houses.room_count;
    for (size_t tried = 0; tried < rooms; tried++) {
        uint32_t room = (uint32_t)(planning->next_room++ % rooms);
        bool is_wanted = !is_for_men(planning, room) ||
                         is_room_for_man(planning, planning->plan->home_count);
        if (is_wanted && plan_departed(planning, room))
            return true;
    }
    return false;
}

static void plan_rest(struct planning *planning)
{
    struct demo_plan *plan = planning->plan;
    size_t living = plan->home_count, departed = 0;
    bool is_gap_left = true;
    while (is_room_for_more(planning, 100)) {
        bool is_departed = is_gap_left &&
                           is_short(departed, plan->home_count - living + 1, DEPARTED_PERCENT);
        if (is_departed)
            is_gap_left = plan_next_departed(planning);
        if (is_departed && is_gap_left)
            departed++;
        else
            plan_outreach(planning);
    }
}

void demo_homes_plan(struct arena *arena, struct demo_plan *plan)
{
    struct planning planning = {
        .plan = plan,
        .now_ms = plan->size->now.ms,
        .begin_ms = plan->size->now.ms - days_ms(DEMO_YEARS * 365 - 30),
    };
    plan->homes = ARENA_MANY(arena, struct demo_home, (size_t)plan->size->people + SPARE_PERSONS);
    plan_all_living(&planning);
    size_t waiting = (size_t)plan->size->people * WAITING_PERCENT / PEOPLE_A_100_HOMES;
    plan_waiting(&planning, waiting < WAITING_LEAST ? WAITING_LEAST : waiting);
    plan_rest(&planning);
}
