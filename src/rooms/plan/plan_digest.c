#include "rooms/plan/plan_inner.h"

/* Any change of a fact changes the number, but for one chance in 2^64; nobody gains by a forgery,
 * so FNV-1a does (http://www.isthe.com/chongo/tech/comp/fnv/). */
struct digest {
    uint64_t value;
};

static void add(struct digest *digest, int64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8)
        digest->value = (digest->value ^ ((uint64_t)number >> shift & 0xff)) *
                        UINT64_C(1099511628211);
}

static void add_count(struct digest *digest, struct match_count count)
{
    add(digest, count.is_known ? count.value : -1);
}

static void add_keys(struct digest *digest, struct match_keys keys)
{
    add(digest, keys.is_known ? (int64_t)keys.count : -1);
    for (size_t i = 0; i < keys.count; i++)
        add(digest, keys.at[i]);
}

static void add_span(struct digest *digest, struct match_span span)
{
    add(digest, span.is_on);
    add(digest, span.is_on == MATCH_NO ? 0 : span.until.ms);
}

static void add_house(struct digest *digest, const struct match_house *house)
{
    const int64_t numbers[] = {house->id, house->modes, house->admits, house->nation,
                               house->workers, house->is_open, house->catered, house->region,
                               house->area, house->provider};
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        add(digest, numbers[i]);
    add_count(digest, house->licence);
    add_count(digest, house->residents);
    add_count(digest, house->night_admissions);
    add_count(digest, house->complex_places);
    add_keys(digest, house->languages);
    add_keys(digest, house->specialisms);
    add_keys(digest, house->resident_keys);
}

static void add_room(struct digest *digest, const struct match_room *room)
{
    const int64_t numbers[] = {room->id, room->step_free, room->self_contained,
                               room->large_shared, room->held_by, room->occupied_by};
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        add(digest, numbers[i]);
    add_count(digest, room->beds);
    add_count(digest, room->cots);
    add_count(digest, room->beds_used);
    add_span(digest, room->held);
    add_span(digest, room->occupied);
    add_span(digest, room->turnaround);
    add_span(digest, room->out_of_order);
}

/* Time passes without changing a fact: of instants only the days count. */
static void add_household(struct digest *digest, const struct placement_queue_household *one)
{
    const struct match_household *facts = &one->facts;
    int64_t waited_days = instant_is_some(facts->waiting_since)
                              ? (facts->asked_at.ms - facts->waiting_since.ms) / MS_PER_DAY
                              : -1;
    const int64_t numbers[] = {
        one->referral.value, one->urgency, facts->modes, facts->adults, facts->nations,
        facts->workers, facts->is_family, facts->step_free, facts->night_admission,
        facts->complex_needs, facts->has_large_shared_exception, facts->wishes_catered,
        facts->provider, date_in_london(facts->needed_at).days, waited_days};
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        add(digest, numbers[i]);
    add_count(digest, facts->persons);
    add_count(digest, facts->beds);
    add_count(digest, facts->cots);
    add_keys(digest, facts->regions);
    add_keys(digest, facts->avoid_areas);
    add_keys(digest, facts->wish_areas);
    for (size_t tie = 0; tie < MATCH_TIES; tie++) {
        add_keys(digest, facts->near[tie].areas);
        add_keys(digest, facts->near[tie].next_areas);
        add_keys(digest, facts->near[tie].regions);
    }
    add_keys(digest, facts->languages);
    add_keys(digest, facts->needs);
    add_keys(digest, facts->conflicts);
    add_keys(digest, one->people);
}

/* Whom a move could be advised, and by which word of hers. */
static void add_mover(struct digest *digest, const struct placement_queue *waiting,
                      const struct placement_queue_mover *mover)
{
    const struct placement_queue_household as_waiting = {
        .referral = mover->referral, .facts = mover->facts};
    add(digest, mover->placement.value);
    add(digest, mover->wish);
    add(digest, waiting->facts.rooms[mover->room].id);
    add_household(digest, &as_waiting);
}

uint64_t plan_digest(const struct placement_queue *waiting, const struct match_weights *weights)
{
    struct digest digest = {UINT64_C(14695981039346656037)};
    for (size_t i = 0; i < MATCH_TERMS; i++) {
        add(&digest, weights->of[i].points);
        add(&digest, weights->of[i].step);
        add(&digest, weights->of[i].most);
    }
    for (size_t i = 0; i < waiting->count; i++) {
        add_household(&digest, &waiting->at[i]);
        for (size_t r = 0; !waiting->at[i].is_later && r < waiting->facts.room_count; r++)
            add_span(&digest, waiting->at[i].rooms[r].out_of_order);
    }
    for (size_t i = 0; i < waiting->mover_count; i++)
        add_mover(&digest, waiting, &waiting->movers[i]);
    for (size_t i = 0; i < waiting->facts.house_count; i++)
        add_house(&digest, &waiting->facts.houses[i]);
    for (size_t i = 0; i < waiting->facts.room_count; i++)
        add_room(&digest, &waiting->facts.rooms[i]);
    return digest.value;
}
