/* Finding in the index: whom to score, and who of them is told. */
#include "vault/names_search.h"

#include <stdlib.h>
#include <string.h>


enum {
    CANDIDATES = 512, /* of all people, scored in full */
    SUM_LIMIT = 4096
};

/* A set of places, one bit each. */
struct place_set {
    uint64_t *bits;
};

static struct place_set set_make(size_t places)
{
    struct place_set set = {calloc(places / 64 + 1, sizeof(*set.bits))};
    must(set.bits != NULL);
    return set;
}

static bool is_in(const struct place_set *set, uint32_t place)
{
    return (set->bits[place / 64] >> (place % 64) & 1) != 0;
}

/* False: it was in already. */
static bool add_place(struct place_set *set, uint32_t place)
{
    bool is_new = !is_in(set, place);
    set->bits[place / 64] |= UINT64_C(1) << (place % 64);
    return is_new;
}

/* ---- of all people: the best few hundred by what the words they bear add up to --------------- */

struct crowd {
    const struct search *search;
    const struct place_set *left_out; /* NULL: nobody */
    uint16_t *sums;                   /* of each person */
    uint8_t *stamps;                  /* the element that last added to a person, + 1 */
    uint32_t *people;                 /* those with a sum */
    size_t person_count;
    uint32_t candidates[CANDIDATES];
    size_t candidate_count;
};

static void add_bearers(struct crowd *crowd, size_t number)
{
    const struct element *element = &crowd->search->elements[number];
    bool is_halves = element->size == 0;
    for (size_t i = 0; i < element->match_count; i++) {
        const struct word *word = &crowd->search->names->words[element->matches[i].word];
        int sum = element->weight * element->matches[i].likeness / (is_halves ? 2000 : 1000);
        if (element->is_particle)
            sum /= 8;
        for (uint32_t j = 0; j < word->person_count; j++) {
            uint32_t person = word->people[j];
            if (crowd->stamps[person] == number + 1 && !is_halves)
                continue;
            if (crowd->left_out != NULL && is_in(crowd->left_out, person))
                continue;
            if (crowd->sums[person] == 0)
                crowd->people[crowd->person_count++] = person;
            crowd->stamps[person] = (uint8_t)(number + 1);
            crowd->sums[person] = (uint16_t)(crowd->sums[person] + sum + 1);
        }
    }
}

static size_t rank_of(const struct crowd *crowd, uint32_t person)
{
    const struct search *search = crowd->search;
    int known = search->names->people[person].birth_year;
    int rank = crowd->sums[person] + names_year_points(search->birth_year, known) / 4;
    return (size_t)(rank < 0 ? 0 : rank >= SUM_LIMIT ? SUM_LIMIT - 1 : rank);
}

/* The best CANDIDATES people by their sums, by counting how many have each rank. Who has not a
 * quarter of the best is not worth a line. */
static void choose_candidates(struct crowd *crowd)
{
    uint32_t counts[SUM_LIMIT] = {0};
    size_t above = 0, least = SUM_LIMIT, best = 0;
    for (size_t i = 0; i < crowd->person_count; i++) {
        size_t rank = rank_of(crowd, crowd->people[i]);
        best = rank > best ? rank : best;
        counts[rank]++;
    }
    while (least > best / 4 && above + counts[least - 1] <= CANDIDATES)
        above += counts[--least];
    if (least == best / 4)
        above = CANDIDATES;
    for (size_t i = 0; i < crowd->person_count; i++) {
        size_t rank = rank_of(crowd, crowd->people[i]);
        bool is_chosen = rank >= least;
        if (!is_chosen && rank + 1 == least && above < CANDIDATES) { /* some of those that tie */
            is_chosen = true;
            above++;
        }
        if (is_chosen && crowd->candidate_count < CANDIDATES)
            crowd->candidates[crowd->candidate_count++] = crowd->people[i];
    }
}

static void add_by_phone(struct crowd *crowd)
{
    const struct search *search = crowd->search;
    const struct names *names = search->names;
    if (search->phone == 0)
        return;
    uint32_t mask = names->phone_hash.size - 1;
    uint32_t at = names->phone_hash.heads[phone_hash(search->phone) & mask];
    for (; at != NONE && crowd->candidate_count < CANDIDATES; at = names->phones[at].next) {
        uint32_t person = names->phones[at].person;
        if (is_same_phone(names->phones[at].number, search->phone) && crowd->sums[person] == 0 &&
            (crowd->left_out == NULL || !is_in(crowd->left_out, person))) {
            crowd->sums[person] = 1;
            crowd->candidates[crowd->candidate_count++] = person;
        }
    }
}

/* Before the matches are put in the order of words. left_out may be NULL. */
static struct crowd *crowd_make(const struct search *search, const struct place_set *left_out)
{
    struct crowd *crowd = malloc(sizeof(*crowd));
    size_t places = search->names->person_places.used + 1;
    must(crowd != NULL);
    crowd->search = search;
    crowd->left_out = left_out;
    crowd->person_count = crowd->candidate_count = 0;
    crowd->sums = calloc(places, sizeof(*crowd->sums));
    crowd->stamps = calloc(places, sizeof(*crowd->stamps));
    crowd->people = malloc(places * sizeof(*crowd->people));
    must(crowd->sums != NULL && crowd->stamps != NULL && crowd->people != NULL);
    for (size_t i = 0; i < search->element_count; i++)
        add_bearers(crowd, i);
    add_by_phone(crowd);
    choose_candidates(crowd);
    return crowd;
}

static void crowd_drop(struct crowd *crowd)
{
    free(crowd->sums);
    free(crowd->stamps);
    free(crowd->people);
    free(crowd);
}

static bool has_strong(const struct crowd *crowd)
{
    const struct person *people = crowd->search->names->people;
    for (size_t i = 0; i < crowd->candidate_count; i++) {
        if (names_score(crowd->search, &people[crowd->candidates[i]]) >= NAMES_STRONG)
            return true;
    }
    return false;
}

/* ---- of some people: all of them who bear a word found or the phone -------------------------- */

struct circle {
    struct place_set places;
    uint32_t *people; /* the places, each once */
    size_t count;
};

static struct circle circle_make(const struct names *names, const struct name_query *query)
{
    struct circle circle = {.places = set_make(names->person_places.used)};
    circle.people = malloc((query->among_count + 1) * sizeof(*circle.people));
    must(circle.people != NULL);
    for (size_t i = 0; i < query->among_count; i++) {
        uint32_t place = names_person(names, query->among[i]);
        if (place != NONE && add_place(&circle.places, place))
            circle.people[circle.count++] = place;
    }
    return circle;
}

static void circle_drop(struct circle *circle)
{
    free(circle->places.bits);
    free(circle->people);
}

static struct place_set words_found(const struct search *search)
{
    struct place_set words = set_make(search->names->word_places.used);
    for (size_t i = 0; i < search->element_count; i++) {
        const struct element *element = &search->elements[i];
        for (size_t j = 0; j < element->match_count; j++)
            add_place(&words, element->matches[j].word);
    }
    return words;
}

static bool bears_one(const struct person *person, const struct place_set *words)
{
    const uint32_t *name = person->names;
    for (size_t i = 0; i < person->name_count; i++) {
        for (uint32_t j = 1; j <= name[0]; j++) {
            if (is_in(words, name[j]))
                return true;
        }
        name += name[0] + 1;
    }
    return false;
}

/* Keeps those worth a look at the front. */
static void keep_bearers(const struct search *search, struct circle *circle)
{
    struct place_set words = words_found(search);
    size_t count = 0;
    for (size_t i = 0; i < circle->count; i++) {
        const struct person *person = &search->names->people[circle->people[i]];
        if (bears_one(person, &words) || names_has_phone(search, person))
            circle->people[count++] = circle->people[i];
    }
    circle->count = count;
    free(words.bits);
}

/* ---- telling --------------------------------------------------------------------------------- */

static int best_hit_first(const void *a, const void *b)
{
    const struct name_hit *x = a, *y = b;
    if (x->score != y->score)
        return y->score - x->score;
    return (x->person > y->person) - (x->person < y->person);
}

static size_t tell_best(const struct search *search, const uint32_t *people, size_t person_count,
                        struct name_hit *out_hits, size_t limit)
{
    struct name_hit *hits = malloc((person_count + 1) * sizeof(*hits));
    size_t count = 0;
    must(hits != NULL);
    for (size_t i = 0; i < person_count; i++) {
        const struct person *person = &search->names->people[people[i]];
        struct name_hit hit = {person->id, names_score(search, person)};
        if (hit.score > 0)
            hits[count++] = hit;
    }
    qsort(hits, count, sizeof(hits[0]), best_hit_first);
    count = count < limit ? count : limit;
    memcpy(out_hits, hits, count * sizeof(hits[0]));
    free(hits);
    return count;
}

static struct search *search_make(const struct names *names, const struct name_query *query)
{
    struct search *search = malloc(sizeof(*search));
    must(search != NULL);
    search->names = names;
    search->birth_year = query->birth_year;
    search->phone = phone_number(query->phone);
    names_ask(search, query->text);
    return search;
}

static void search_drop(struct search *search)
{
    explicit_bzero(search, sizeof(*search));
    free(search);
}

size_t index_find(struct names *names, const struct name_query *query, struct name_hit *out_hits,
                  size_t limit)
{
    must(pthread_rwlock_rdlock(&names->lock) == 0);
    struct search *search = search_make(names, query);
    struct crowd *crowd = crowd_make(search, NULL);
    names_order_matches(search);
    size_t count = tell_best(search, crowd->candidates, crowd->candidate_count, out_hits, limit);
    crowd_drop(crowd);
    search_drop(search);
    pthread_rwlock_unlock(&names->lock);
    return count;
}

size_t index_find_among(struct names *names, const struct name_query *query,
                        struct name_hit *out_hits, size_t limit, bool *out_has_strong_other)
{
    must(pthread_rwlock_rdlock(&names->lock) == 0);
    struct search *search = search_make(names, query);
    struct circle circle = circle_make(names, query);
    struct crowd *others =
        out_has_strong_other == NULL ? NULL : crowd_make(search, &circle.places);
    names_order_matches(search);
    if (others != NULL) {
        *out_has_strong_other = has_strong(others);
        crowd_drop(others);
    }
    keep_bearers(search, &circle);
    size_t count = tell_best(search, circle.people, circle.count, out_hits, limit);
    circle_drop(&circle);
    search_drop(search);
    pthread_rwlock_unlock(&names->lock);
    return count;
}
