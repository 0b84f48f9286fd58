#include "rooms/placement/placement_cards_web.h"

#include "law/list.h"
#include "rooms/placement/placement_inner.h"
#include "web/words.h"

struct whys {
    const struct placement_why_view *at;
    size_t count;
};

struct str placement_area(struct job *job, struct str area, size_t language)
{
    return list_name(job->arena, STR("area"), area, language_table[language].code);
}

static struct whys whys_of(struct arena *arena, uint32_t rules, int (*word_of)(unsigned rule))
{
    struct placement_why_view *whys = ARENA_MANY(arena, struct placement_why_view, MATCH_RULES);
    size_t count = 0;
    for (unsigned rule = 0; rule < MATCH_RULES; rule++)
        if (rules & MATCH_BIT(rule))
            whys[count++] = (struct placement_why_view){
                word_of(rule), placement_owner_word(match_rules[rule].owner)};
    return (struct whys){whys, count};
}

/* ---- cards ----------------------------------------------------------------------------------- */

static void fill_terms(struct arena *arena, const struct match_score *score,
                       struct placement_card_view *card)
{
    struct placement_term_view *terms = ARENA_MANY(arena, struct placement_term_view, MATCH_TERMS);
    size_t count = 0;
    for (unsigned term = 0; term < MATCH_TERMS; term++)
        if (score->terms[term] != 0)
            terms[count++] =
                (struct placement_term_view){placement_term_word(term), score->terms[term]};
    card->terms.at = terms;
    card->terms.count = count;
    card->total = score->total;
}

static void fill_card(struct job *job, const struct placement_rooms *rooms,
                      const struct match_fit *fit, size_t language,
                      struct placement_card_view *card)
{
    const struct match_room *room = &rooms->facts.rooms[fit->index];
    const struct placement_house_name *house = &rooms->houses[room->house];
    *card = (struct placement_card_view){
        .room = {room->id},
        .house = house->ref,
        .alias = house->alias,
        .area = placement_area(job, house->area, language),
        .name = rooms->rooms[fit->index].name,
        .rank = fit->rank,
    };
    fill_terms(job->arena, &fit->score, card);
    struct whys fails = whys_of(job->arena, fit->fails, placement_rule_word);
    struct whys asks = whys_of(job->arena, fit->asks, placement_ask_word);
    card->fails.at = fails.at;
    card->fails.count = fails.count;
    card->asks.at = asks.at;
    card->asks.count = asks.count;
}

struct placement_card_view *placement_cards(struct job *job, const struct placement_rooms *rooms,
                                            const struct match_fits *fits, size_t language)
{
    struct placement_card_view *cards =
        ARENA_MANY(job->arena, struct placement_card_view, fits->count);
    for (size_t i = 0; i < fits->count; i++)
        fill_card(job, rooms, &fits->at[i], language, &cards[i]);
    return cards;
}

/* ---- rooms that do not suit: by house, then by reasons ---------------------------------- */

/* The refusals of one house. */
struct refused {
    const struct placement_rooms *rooms;
    const struct match_refusal *at;
    size_t count;
};

static bool is_alike(const struct match_refusal *a, const struct match_refusal *b)
{
    return a->fails == b->fails && a->asks == b->asks;
}

static bool is_first(const struct refused *refused, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_alike(&refused->at[i], &refused->at[index]))
            return false;
    return true;
}

static struct str names_alike(struct arena *arena, const struct refused *refused, size_t first)
{
    struct buf names = buf_make(arena, 32);
    for (size_t i = first; i < refused->count; i++) {
        if (!is_alike(&refused->at[i], &refused->at[first]))
            continue;
        if (names.size > 0)
            buf_add_c(&names, ", ");
        buf_add(&names, refused->rooms->rooms[refused->at[i].index].name);
    }
    return buf_text(&names);
}

static struct placement_unfit_view unfit_of(struct arena *arena, const struct refused *refused,
                                            size_t first)
{
    struct placement_unfit_view unfit = {.names = names_alike(arena, refused, first)};
    struct whys fails = whys_of(arena, refused->at[first].fails, placement_rule_word);
    struct whys asks = whys_of(arena, refused->at[first].asks, placement_ask_word);
    unfit.fails.at = fails.at;
    unfit.fails.count = fails.count;
    unfit.asks.at = asks.at;
    unfit.asks.count = asks.count;
    return unfit;
}

static struct placement_unfit_house_view unfit_house(struct job *job,
                                                     const struct refused *refused,
                                                     size_t language)
{
    uint32_t index = refused->rooms->facts.rooms[refused->at[0].index].house;
    const struct placement_house_name *house = &refused->rooms->houses[index];
    struct placement_unfit_view *unfits =
        ARENA_MANY(job->arena, struct placement_unfit_view, refused->count);
    size_t count = 0;
    for (size_t i = 0; i < refused->count; i++)
        if (is_first(refused, i))
            unfits[count++] = unfit_of(job->arena, refused, i);
    struct placement_unfit_house_view view = {
        .house = house->ref,
        .alias = house->alias,
        .area = placement_area(job, house->area, language),
        .number = (int64_t)refused->count,
    };
    view.rooms.at = unfits;
    view.rooms.count = count;
    return view;
}

/* Refusals come sorted by house. */
static void fill_unsuitable(struct job *job, const struct placement_rooms *rooms, size_t language,
                            struct placement_rooms_view *view)
{
    const struct match_answer *answer = &rooms->answer;
    struct placement_unfit_house_view *houses =
        ARENA_MANY(job->arena, struct placement_unfit_house_view, rooms->facts.house_count);
    size_t count = 0;
    for (size_t i = 0; i < answer->unsuitable_count;) {
        struct refused refused = {rooms, &answer->unsuitable[i], 0};
        uint32_t house = rooms->facts.rooms[answer->unsuitable[i].index].house;
        while (i < answer->unsuitable_count &&
               rooms->facts.rooms[answer->unsuitable[i].index].house == house) {
            refused.count++;
            i++;
        }
        houses[count++] = unfit_house(job, &refused, language);
    }
    view->unsuitable.at = houses;
    view->unsuitable.count = count;
    view->unsuitable_number = (int64_t)answer->unsuitable_count;
}

static void fill_tallies(struct job *job, const struct match_answer *answer,
                         struct placement_rooms_view *view)
{
    struct placement_tally_view *tallies =
        ARENA_MANY(job->arena, struct placement_tally_view, MATCH_RULES);
    size_t count = 0;
    for (unsigned rule = 0; rule < MATCH_RULES; rule++)
        if (answer->fail_counts[rule] > 0)
            tallies[count++] = (struct placement_tally_view){placement_rule_word(rule),
                                                             answer->fail_counts[rule]};
    view->tallies.at = tallies;
    view->tallies.count = count;
}

static int64_t count_of(struct match_count count)
{
    return count.is_known ? count.value : INTEGER_NONE;
}

void placement_fill_rooms(struct job *job, const struct placement_rooms *rooms, size_t language,
                          struct placement_rooms_view *view)
{
    const struct match_answer *answer = &rooms->answer;
    struct whys gaps =
        whys_of(job->arena, match_gaps(&rooms->household), placement_ask_word);
    view->persons = count_of(rooms->household.persons);
    view->beds = count_of(rooms->household.beds);
    view->cots = count_of(rooms->household.cots);
    view->needed_at = rooms->household.needed_at;
    view->room_number = (int64_t)answer->room_count;
    view->suitable.at = placement_cards(job, rooms, &answer->suitable, language);
    view->suitable.count = answer->suitable.count;
    view->to_ask.at = placement_cards(job, rooms, &answer->to_ask, language);
    view->to_ask.count = answer->to_ask.count;
    view->near.at = placement_cards(job, rooms, &answer->near, language);
    view->near.count = answer->near.count;
    view->gaps.at = gaps.at;
    view->gaps.count = gaps.count;
    view->withheld_by_area = answer->withheld_by_area;
    view->withheld_by_conflict = answer->withheld_by_conflict;
    fill_unsuitable(job, rooms, language, view);
    fill_tallies(job, answer, view);
}
