#include "match/rule.h"

#include "match/keys.h"

static enum match_verdict worse(enum match_verdict a, enum match_verdict b)
{
    return a > b ? a : b;
}

/* What the household may need, against what the room has. A room that has it passes whoever comes,
 * so a question is open only where the answer could change something. */
static enum match_verdict need(enum match_fact needed, enum match_verdict has)
{
    if (needed == MATCH_NO || has == MATCH_PASS)
        return MATCH_PASS;
    return needed == MATCH_YES ? has : MATCH_ASK;
}

static enum match_verdict verdict_of(enum match_fact fact)
{
    if (fact == MATCH_UNKNOWN)
        return MATCH_ASK;
    return fact == MATCH_YES ? MATCH_PASS : MATCH_FAIL;
}

static enum match_verdict at_least(struct match_count has, struct match_count wanted)
{
    if (wanted.is_known && wanted.value == 0)
        return MATCH_PASS;
    if (!wanted.is_known || !has.is_known)
        return MATCH_ASK;
    return has.value >= wanted.value ? MATCH_PASS : MATCH_FAIL;
}

static enum match_verdict is_house_open(const struct match_household *household,
                                        const struct match_house *house)
{
    (void)household;
    return verdict_of(house->is_open);
}

static enum match_verdict is_mode_safe(const struct match_household *household,
                                       const struct match_house *house)
{
    if (household->modes == 0 || house->modes == 0)
        return MATCH_ASK;
    return household->modes & house->modes ? MATCH_PASS : MATCH_FAIL;
}

static enum match_verdict is_admitted(const struct match_household *household,
                                      const struct match_house *house)
{
    if (house->admits == 0)
        return MATCH_ASK;
    const unsigned both = MATCH_WOMEN | MATCH_MEN;
    enum match_verdict adults = household->adults & ~house->admits & both ? MATCH_FAIL : MATCH_PASS;
    if (household->adults == 0 && (house->admits & both) != both)
        adults = MATCH_ASK;
    enum match_verdict takes_families = house->admits & MATCH_FAMILIES ? MATCH_PASS : MATCH_FAIL;
    return worse(adults, need(household->is_family, takes_families));
}

static enum match_verdict is_nation_allowed(const struct match_household *household,
                                            const struct match_house *house)
{
    if (household->nations == MATCH_ANY_NATION)
        return MATCH_PASS;
    if (household->nations == 0 || house->nation == 0)
        return MATCH_ASK;
    return household->nations & house->nation ? MATCH_PASS : MATCH_FAIL;
}

static enum match_verdict is_region_allowed(const struct match_household *household,
                                            const struct match_house *house)
{
    enum match_verdict nation = is_nation_allowed(household, house);
    if (!household->regions.is_known)
        return worse(nation, MATCH_ASK);
    if (household->regions.count == 0 || keys_have(household->regions, house->region))
        return nation;
    return worse(nation, house->region == 0 ? MATCH_ASK : MATCH_FAIL);
}

static enum match_verdict is_area_safe(const struct match_household *household,
                                       const struct match_house *house)
{
    if (!household->avoid_areas.is_known)
        return MATCH_ASK;
    if (household->avoid_areas.count == 0)
        return MATCH_PASS;
    if (house->area == 0)
        return MATCH_ASK;
    return keys_have(household->avoid_areas, house->area) ? MATCH_FAIL : MATCH_PASS;
}

static enum match_verdict is_without_conflict(const struct match_household *household,
                                              const struct match_house *house)
{
    struct match_keys people = household->conflicts, residents = house->resident_keys;
    if (keys_share(people, residents)) /* the other side has said it, whatever is still open here */
        return MATCH_FAIL;
    if ((people.is_known && people.count == 0) || (residents.is_known && residents.count == 0))
        return MATCH_PASS;
    return people.is_known && residents.is_known ? MATCH_PASS : MATCH_ASK;
}

static enum match_verdict is_within_licence(const struct match_household *household,
                                            const struct match_house *house)
{
    if (!household->persons.is_known || !house->licence.is_known || !house->residents.is_known)
        return MATCH_ASK;
    int persons = household->persons.value + house->residents.value;
    return persons <= house->licence.value ? MATCH_PASS : MATCH_FAIL;
}

static enum match_verdict is_received_at_night(const struct match_household *household,
                                               const struct match_house *house)
{
    return need(household->night_admission, at_least(house->night_admissions, MATCH_COUNT(1)));
}

static enum match_verdict has_complex_place(const struct match_household *household,
                                            const struct match_house *house)
{
    return need(household->complex_needs, at_least(house->complex_places, MATCH_COUNT(1)));
}

/* Her word is "a woman" or "a man" as a worker, or that either is well. */
static enum match_verdict has_safe_workers(const struct match_household *household,
                                           const struct match_house *house)
{
    if (household->workers == MATCH_ANY_WORKER || house->workers == MATCH_ANY_WORKER)
        return MATCH_PASS;
    if (household->workers == 0 || house->workers == 0)
        return MATCH_ASK;
    return household->workers & house->workers ? MATCH_PASS : MATCH_FAIL;
}

static enum match_verdict has_beds(const struct match_household *household,
                                   const struct match_room *room)
{
    return at_least(room->beds, household->beds);
}

static enum match_verdict has_cots(const struct match_household *household,
                                   const struct match_room *room)
{
    return at_least(room->cots, household->cots);
}

static enum match_verdict is_step_free(const struct match_household *household,
                                       const struct match_room *room)
{
    return need(household->step_free, verdict_of(room->step_free));
}

static enum match_verdict is_small_enough(const struct match_household *household,
                                          const struct match_room *room)
{
    if (household->has_large_shared_exception || room->large_shared == MATCH_NO)
        return MATCH_PASS;
    return need(household->is_family,
                room->large_shared == MATCH_UNKNOWN ? MATCH_ASK : MATCH_FAIL);
}

static bool is_own(int64_t taken_by, const struct match_household *household)
{
    return taken_by != 0 && taken_by == household->key;
}

static bool has_ended(struct match_span span, struct instant at)
{
    return instant_is_some(span.until) && span.until.ms <= at.ms;
}

/* An end that people only expect counts while it lies ahead: overdue, nobody knows it any more. */
static enum match_verdict ends_in_time(struct match_span span,
                                       const struct match_household *household)
{
    if (span.is_on == MATCH_UNKNOWN)
        return MATCH_ASK;
    bool is_clear = has_ended(span, household->needed_at) && !has_ended(span, household->asked_at);
    return span.is_on == MATCH_NO || is_clear ? MATCH_PASS : MATCH_FAIL;
}

static enum match_verdict is_empty(const struct match_household *household,
                                   const struct match_room *room)
{
    if (is_own(room->occupied_by, household))
        return MATCH_PASS;
    return ends_in_time(room->occupied, household);
}

/* Empty beds beside another household are not free: this says so where somebody could think it.
 * That the room is taken at all, or unknown, is for is_empty() to say. */
static enum match_verdict is_not_shared(const struct match_household *household,
                                        const struct match_room *room)
{
    if (is_empty(household, room) != MATCH_FAIL || !room->beds.is_known ||
        !room->beds_used.is_known || !household->beds.is_known)
        return MATCH_PASS;
    return room->beds.value - room->beds_used.value >= household->beds.value ? MATCH_FAIL
                                                                             : MATCH_PASS;
}

static enum match_verdict is_not_held(const struct match_household *household,
                                      const struct match_room *room)
{
    if (is_own(room->held_by, household) || room->held.is_on == MATCH_NO)
        return MATCH_PASS;
    if (room->held.is_on == MATCH_UNKNOWN)
        return MATCH_ASK;
    /* a hold that still runs may become a placement: its end is no promise */
    return has_ended(room->held, household->asked_at) ? MATCH_PASS : MATCH_FAIL;
}

static enum match_verdict is_made_ready(const struct match_household *household,
                                        const struct match_room *room)
{
    if (room->turnaround.is_on == MATCH_UNKNOWN)
        return MATCH_ASK;
    return room->turnaround.is_on == MATCH_NO || has_ended(room->turnaround, household->needed_at)
               ? MATCH_PASS
               : MATCH_FAIL;
}

static enum match_verdict is_in_order(const struct match_household *household,
                                      const struct match_room *room)
{
    return ends_in_time(room->out_of_order, household);
}

/* The one list of the rules: number, name, test, owner, may the owner be asked tonight, secret,
 * source. It is written out twice below: as the table that pages read, and as straight code, which
 * asks a house four times as fast as calls through the table would.
 *
 * MODE is her own word: nobody is asked to talk her out of it. The exception to LARGE_SHARED is
 * recorded with a reason by the commissioner and never proposed from here. */
#define ASKED true
#define NEVER false
#define SECRET true
#define TOLD false

#define HOUSE_RULES(ROW)                                                                     \
    ROW(OPEN, "open", is_house_open, PROVIDER_DESK, ASKED, TOLD, "R50")                      \
    ROW(MODE, "mode", is_mode_safe, PERSON, NEVER, TOLD, "000 Rec 3c")                       \
    ROW(ADMITS, "admits", is_admitted, COMMISSIONER, NEVER, TOLD, "000 Rec 3c")              \
    ROW(REGION, "region", is_region_allowed, PERSON, ASKED, TOLD, "000 Rec 3e")              \
    ROW(AREA, "area", is_area_safe, NOBODY, NEVER, SECRET, "000 Rec 3f")                     \
    ROW(CONFLICT, "conflict", is_without_conflict, NOBODY, NEVER, SECRET, "R62")             \
    ROW(LICENCE, "licence", is_within_licence, NOBODY, NEVER, TOLD, "R53")                   \
    ROW(NIGHT, "night", is_received_at_night, PROVIDER_DESK, ASKED, TOLD, "002 Rec 1")       \
    ROW(COMPLEX, "complex", has_complex_place, PROVIDER_DESK, ASKED, TOLD, "000 Rec 3b")     \
    ROW(WORKERS, "workers", has_safe_workers, PROVIDER_DESK, ASKED, TOLD, "000 Rec 2")

#define ROOM_RULES(ROW)                                                                      \
    ROW(BEDS, "beds", has_beds, NOBODY, NEVER, TOLD, "R53")                                  \
    ROW(COT, "cot", has_cots, HOUSE, ASKED, TOLD, "R63")                                     \
    ROW(STEP_FREE, "step_free", is_step_free, NOBODY, NEVER, TOLD, "R53")                    \
    ROW(LARGE_SHARED, "large_shared", is_small_enough, COMMISSIONER, NEVER, TOLD, "000 Rec 3h") \
    ROW(NO_SHARING, "no_sharing", is_not_shared, NOBODY, NEVER, TOLD, "000 Rec 3h")          \
    ROW(OCCUPIED, "occupied", is_empty, NOBODY, NEVER, TOLD, "000 Rec 3h")                   \
    ROW(HELD, "held", is_not_held, DESK, ASKED, TOLD, "R53")                                 \
    ROW(TURNAROUND, "turnaround", is_made_ready, HOUSE, ASKED, TOLD, "000 Rec 3j")           \
    ROW(OUT_OF_ORDER, "out_of_order", is_in_order, HOUSE, ASKED, TOLD, "000 Rec 3l")

#define TABLE_ROW(rule, rule_name, asker, near, secret, from)                                \
    .number = MATCH_RULE_##rule, .name = rule_name, .word = "match_rule_" rule_name,         \
    .ask_word = "match_ask_" rule_name, .owner = MATCH_OWNER_##asker, .is_near_miss = near,  \
    .is_secret = secret, .source = from
#define HOUSE_ROW(rule, name, test, owner, near, secret, source) \
    [MATCH_RULE_##rule] = {TABLE_ROW(rule, name, owner, near, secret, source), .house_test = test},
#define ROOM_ROW(rule, name, test, owner, near, secret, source) \
    [MATCH_RULE_##rule] = {TABLE_ROW(rule, name, owner, near, secret, source), .room_test = test},

const struct match_rule match_rules[MATCH_RULES] = {HOUSE_RULES(HOUSE_ROW) ROOM_RULES(ROOM_ROW)};

static inline void note(struct match_check *check, unsigned rule, enum match_verdict verdict)
{
    check->fails |= (uint32_t)(verdict == MATCH_FAIL) << rule;
    check->asks |= (uint32_t)(verdict == MATCH_ASK) << rule;
}

#define HOUSE_TEST(rule, name, test, owner, near, secret, source) \
    note(&check, MATCH_RULE_##rule, test(household, house));
#define ROOM_TEST(rule, name, test, owner, near, secret, source) \
    note(&check, MATCH_RULE_##rule, test(household, room));

struct match_check match_check_house(const struct match_household *household,
                                     const struct match_house *house)
{
    struct match_check check = {0};
    HOUSE_RULES(HOUSE_TEST)
    return check;
}

struct match_check match_check_room(const struct match_household *household,
                                    const struct match_room *room)
{
    struct match_check check = {0};
    ROOM_RULES(ROOM_TEST)
    return check;
}

struct match_check match_check(const struct match_household *household,
                               const struct match_house *house, const struct match_room *room)
{
    struct match_check of_house = match_check_house(household, house);
    struct match_check of_room = match_check_room(household, room);
    return (struct match_check){of_house.fails | of_room.fails, of_house.asks | of_room.asks};
}

/* Everything is known of this room and it offers nothing, so that whatever asks here asks about
 * the household. */
uint32_t match_gaps(const struct match_household *household)
{
    static const int64_t somebody[] = {INT64_MIN};
    const struct match_house house = {
        .modes = MATCH_MIXED,
        .admits = household->adults == 0 ? MATCH_WOMEN : household->adults,
        .nation = MATCH_ENGLAND,
        .workers = MATCH_WOMAN_WORKER,
        .is_open = MATCH_YES,
        .licence = MATCH_COUNT(0),
        .residents = MATCH_COUNT(0),
        .night_admissions = MATCH_COUNT(0),
        .complex_places = MATCH_COUNT(0),
        .region = INT64_MIN,
        .area = INT64_MIN,
        .resident_keys = {somebody, COUNT_OF(somebody), true},
    };
    const struct match_span off = {MATCH_NO, INSTANT_NONE};
    const struct match_room room = {
        .beds = MATCH_COUNT(0),
        .cots = MATCH_COUNT(0),
        .step_free = MATCH_NO,
        .large_shared = MATCH_YES,
        .held = off,
        .occupied = off,
        .turnaround = off,
        .out_of_order = off,
    };
    return match_check(household, &house, &room).asks;
}
