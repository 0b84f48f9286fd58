#include "match/plan_world.h"

enum {
    REGIONS = 12,
    AREAS_A_REGION = 8,
    LANGUAGES = 24,
    NEEDS = 10,
    PROVIDERS = 12,
    ROOMS_A_HOUSE = 7 /* at most */
};

/* Who lives or wants to live somewhere, as far as houses are concerned. */
enum who { WOMEN, MEN, TOGETHER };

struct made {
    struct arena *arena;
    uint64_t state;
    struct buf households, houses, rooms;
    uint32_t household_count;
};

/* splitmix64 */
static uint64_t draw(struct made *made)
{
    uint64_t mixed = made->state += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    return mixed ^ mixed >> 31;
}

/* 0 to below - 1. */
static unsigned under(struct made *made, unsigned below)
{
    return (unsigned)((draw(made) >> 32) * below >> 32);
}

static bool in_hundred(struct made *made, unsigned percent)
{
    return under(made, 100) < percent;
}

/* Which of the shares, in hundredths that sum to 100. */
static unsigned share(struct made *made, const unsigned *percent)
{
    unsigned at = 0, rest = under(made, 100);
    for (; rest >= percent[at]; at++)
        rest -= percent[at];
    return at;
}

static const char *yes_no(bool is_so)
{
    return is_so ? "yes" : "no";
}

/* Some of `of` words, `most` at most, each once, common ones (low numbers) more often. */
static void add_words(struct made *made, struct buf *out, const char *word, unsigned of,
                      unsigned most)
{
    uint64_t seen = 0;
    unsigned count = under(made, most + 1);
    bool is_first = true;
    for (unsigned i = 0; i < count; i++) {
        unsigned a = under(made, of), b = under(made, of), number = a < b ? a : b;
        if (seen >> number & 1)
            continue;
        seen |= UINT64_C(1) << number;
        buf_format(out, "%s%s%02u", is_first ? "" : ";", word, number + 1);
        is_first = false;
    }
}

static void add_area(struct buf *out, unsigned region, unsigned area)
{
    buf_format(out, "R%02u-A%u", region + 1, area + 1);
}

/* ---- houses and their rooms ---- */

static unsigned draw_beds(struct made *made)
{
    static const unsigned percent[] = {62, 22, 11, 5};
    return 1 + share(made, percent);
}

struct home {
    unsigned rooms, beds[ROOMS_A_HOUSE];
    bool is_lived_in[ROOMS_A_HOUSE];
    bool is_women, is_men, is_mixed; /* modes still lawful */
    unsigned licence, residents, complex_places;
};

/* A resident's own words narrow what the house can be. */
static void move_in(struct made *made, struct home *home, unsigned room)
{
    enum who who = home->is_women && (!home->is_men || in_hundred(made, 60)) ? WOMEN : MEN;
    if (!home->is_women && !home->is_men)
        who = under(made, 2) ? WOMEN : MEN;
    bool accepts_mixed = home->is_mixed && (!home->is_women || !home->is_men || under(made, 2));
    if (home->residents + home->beds[room] > home->licence)
        return;
    home->is_lived_in[room] = true;
    home->residents += home->beds[room];
    home->is_women = home->is_women && who == WOMEN;
    home->is_men = home->is_men && who == MEN;
    home->is_mixed = home->is_mixed && (accepts_mixed || !(home->is_women || home->is_men));
    if (home->complex_places > 0 && in_hundred(made, 20))
        home->complex_places--;
}

static struct home draw_home(struct made *made, unsigned rooms, bool is_daily)
{
    static const unsigned modes[] = {31, 28, 17, 24}; /* women, men, mixed, flexible */
    unsigned mode = share(made, modes), sum = 0, largest = 0;
    struct home home = {.rooms = rooms,
                        .is_women = mode == 0 || mode == 3,
                        .is_men = mode == 1 || mode == 3,
                        .is_mixed = mode >= 2,
                        .complex_places = under(made, 3)};
    for (unsigned r = 0; r < rooms; r++) {
        home.beds[r] = draw_beds(made);
        sum += home.beds[r];
        largest = home.beds[r] > largest ? home.beds[r] : largest;
    }
    unsigned less = under(made, 3);
    home.licence = sum > largest + less ? sum - less : largest;
    for (unsigned r = 0; r < rooms && is_daily; r++)
        if (in_hundred(made, 84))
            move_in(made, &home, r);
    return home;
}

static void add_modes(struct buf *out, bool is_women, bool is_men, bool is_mixed)
{
    const char *between = "";
    const struct {
        bool is_on;
        char letter;
    } modes[] = {{is_women, 'W'}, {is_men, 'M'}, {is_mixed, 'X'}};
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        if (!modes[i].is_on)
            continue;
        buf_format(out, "%s%c", between, modes[i].letter);
        between = ";";
    }
}

static void add_home(struct made *made, uint32_t number, uint32_t first_room,
                     const struct home *home)
{
    struct buf *out = &made->houses;
    unsigned region = under(made, REGIONS);
    buf_format(out, "H%05u,", number);
    add_modes(out, home->is_women, home->is_men, home->is_mixed);
    buf_format(out, ",%u,%u,%u,%u,", home->licence, home->residents, home->complex_places,
               in_hundred(made, 55) ? 1 + under(made, 3) : 0);
    add_area(out, region, under(made, AREAS_A_REGION));
    buf_format(out, ",R%02u,P%02u,", region + 1, under(made, PROVIDERS) + 1);
    add_words(made, out, "L", LANGUAGES, 5);
    buf_add_char(out, ',');
    add_words(made, out, "N", NEEDS, 4);
    buf_add_char(out, '\n');
    for (unsigned r = 0; r < home->rooms; r++) {
        bool has_steps = !in_hundred(made, 20), has_cot = home->beds[r] > 1 || in_hundred(made, 25);
        bool is_own_door = in_hundred(made, 25);
        if (!home->is_lived_in[r])
            buf_format(&made->rooms, "R%06u,H%05u,%u,%s,%s,%s\n", first_room + r, number,
                       home->beds[r], yes_no(!has_steps), yes_no(has_cot), yes_no(is_own_door));
    }
}

/* ---- households ---- */

static void add_regions(struct made *made, unsigned home)
{
    bool is_anywhere = in_hundred(made, 60);
    const char *between = "";
    for (unsigned region = 0; region < REGIONS; region++) {
        if (!is_anywhere && region != home && !in_hundred(made, 30))
            continue;
        buf_format(&made->households, "%sR%02u", between, region + 1);
        between = ";";
    }
}

/* Up to so many areas, most of them in her own region; none twice in a list. */
static void add_areas(struct made *made, unsigned region, unsigned most)
{
    unsigned count = under(made, most + 1);
    unsigned first = under(made, AREAS_A_REGION);
    for (unsigned i = 0; i < count; i++) {
        unsigned of = in_hundred(made, 70) ? region : under(made, REGIONS);
        if (i > 0)
            buf_add_char(&made->households, ';');
        add_area(&made->households, of, (first + i) % AREAS_A_REGION);
    }
}

static void add_conflicts(struct made *made, uint32_t number)
{
    if (in_hundred(made, 3)) {
        uint32_t other = 1 + under(made, made->household_count);
        if (other != number)
            buf_format(&made->households, "C%06u", other);
    }
}

static void add_household(struct made *made, uint32_t number)
{
    static const unsigned who_percent[] = {55, 35, 10}, tier_percent[] = {7, 30, 63};
    struct buf *out = &made->households;
    enum who who = (enum who)share(made, who_percent);
    unsigned beds = who == MEN ? 1 : draw_beds(made);
    bool has_baby = who != MEN && in_hundred(made, 12);
    unsigned region = under(made, REGIONS);
    bool accepts_mixed = who == TOGETHER || in_hundred(made, who == MEN ? 75 : 35);
    buf_format(out, "C%06u,%u,%u,", number, beds + has_baby, beds);
    add_modes(out, who == WOMEN, who == MEN, accepts_mixed);
    buf_format(out, ",%u,%s,%s,%s,%s,", share(made, tier_percent), yes_no(in_hundred(made, 4)),
               yes_no(has_baby), yes_no(in_hundred(made, 12)), yes_no(in_hundred(made, 15)));
    add_regions(made, region);
    buf_add_char(out, ',');
    add_areas(made, region, 3);
    buf_add_char(out, ',');
    add_words(made, out, "L", LANGUAGES, 2);
    buf_add_char(out, ',');
    add_words(made, out, "N", NEEDS, 4);
    buf_add_char(out, ',');
    add_areas(made, region, 2);
    if (in_hundred(made, 40))
        buf_format(out, ",P%02u,", under(made, PROVIDERS) + 1);
    else
        buf_add_c(out, ",,");
    unsigned waited = under(made, 30) * under(made, 30);
    buf_format(out, "%u,", waited);
    add_conflicts(made, number);
    buf_add_char(out, '\n');
}

struct plan_world plan_world_make(struct arena *arena, const struct plan_world_wish *wish)
{
    struct made made = {
        .arena = arena,
        .state = wish->seed,
        .households = buf_make(arena, 1 << 16),
        .houses = buf_make(arena, 1 << 16),
        .rooms = buf_make(arena, 1 << 16),
        .household_count = wish->is_daily ? (wish->rooms + 4) / 5 : wish->rooms,
    };
    must(wish->rooms > 0 && wish->rooms <= PLAN_WORLD_ROOMS_MOST);
    buf_add_c(&made.households, "household,persons,beds,modes,tier,step_free,cot,night,complex,"
                                "regions,avoid_areas,languages,needs,wish_areas,provider,"
                                "waiting_days,conflicts\n");
    buf_add_c(&made.houses, "house,modes,licence,residents,complex_places,night_admissions,area,"
                            "region,provider,languages,specialisms\n");
    buf_add_c(&made.rooms, "room,house,beds,step_free,cot,self_contained\n");
    for (uint32_t room = 0, house = 1; room < wish->rooms; house++) {
        unsigned rooms = 1 + under(&made, ROOMS_A_HOUSE);
        rooms = rooms > wish->rooms - room ? wish->rooms - room : rooms;
        struct home home = draw_home(&made, rooms, wish->is_daily);
        add_home(&made, house, room + 1, &home);
        room += rooms;
    }
    for (uint32_t i = 1; i <= made.household_count; i++)
        add_household(&made, i);
    return (struct plan_world){buf_text(&made.households), buf_text(&made.houses),
                               buf_text(&made.rooms)};
}
