/* How well a name answers what was asked, word by word. */
#include "vault/names_search.h"

#include <stdlib.h>

/* What a year of birth adds to a score. Years are often wrong for people who fled: the first of
 * January, an age disputed, and seven or eight years where the Ethiopian calendar was meant. */
int names_year_points(int asked, int known)
{
    if (asked == 0 || known == 0)
        return 0;
    int years = asked > known ? asked - known : known - asked;
    if (years <= 1)
        return years == 0 ? 40 : 10;
    if (years == 7 || years == 8 || years <= 3)
        return -40;
    return years <= 10 ? -100 : -200;
}

bool names_has_phone(const struct search *search, const struct person *person)
{
    for (size_t i = 0; i < person->phone_count && search->phone != 0; i++) {
        if (is_same_phone(search->names->phones[person->phones[i]].number, search->phone))
            return true;
    }
    return false;
}

/* One way in which words of the query may stand for words of a name. Bits are words. */
struct pair {
    uint8_t asked, known;
    bool is_initial;
    int likeness;
    int weight;
};

enum { PAIRS = 64 };

struct alignment {
    const uint32_t *words; /* of the name */
    uint32_t count;
    struct pair pairs[PAIRS];
    size_t pair_count;
};

static uint8_t bits(size_t from, size_t span)
{
    return (uint8_t)(((1u << span) - 1) << from);
}

static void add_pair(struct alignment *alignment, struct pair pair)
{
    if (alignment->pair_count < PAIRS)
        alignment->pairs[alignment->pair_count++] = pair;
}

static void pair_initial(const struct search *search, struct alignment *alignment, size_t number)
{
    const struct element *element = &search->elements[number];
    for (uint32_t i = 0; i < alignment->count; i++) {
        const struct word *word = &search->names->words[alignment->words[i]];
        if (word->letters[0] != element->letters[0] || (element->size > 1 && word->size > 1))
            continue;
        add_pair(alignment, (struct pair){bits(element->from, 1), bits(i, 1), true, 880, 40});
    }
}

/* Neighbours in the name as one word: "Hailemariam" asked, "Haile Mariam" known. */
static void pair_joined(const struct search *search, struct alignment *alignment, size_t number)
{
    enum { SPELLED_LONGER = 4 };
    const struct names *names = search->names;
    const struct element *element = &search->elements[number];
    for (uint32_t i = 0; i + 1 < alignment->count; i++) {
        const uint32_t *words = alignment->words + i;
        struct word_sound joined = {names->words[words[0]].sound, names->marks[words[0]]};
        size_t letters = joined.marks.size;
        for (uint32_t span = 2; span <= 3 && i + span <= alignment->count; span++) {
            letters += names->words[words[span - 1]].size;
            if (letters > (size_t)element->size + SPELLED_LONGER)
                break;
            struct word_sound next = {names->words[words[span - 1]].sound,
                                      names->marks[words[span - 1]]};
            sound_join(&joined, &next, &joined);
            if (!marks_near(&element->sound.marks, &joined.marks))
                continue;
            int likeness = sound_likeness(&element->sound.sound, &joined.sound, LIKENESS_JOINED);
            if (likeness > 0)
                add_pair(alignment, (struct pair){bits(element->from, 1), bits(i, span), false,
                                                  likeness, element->weight});
        }
    }
}

static void pair_words(const struct search *search, struct alignment *alignment, size_t number)
{
    const struct element *element = &search->elements[number];
    int best = 0;
    for (uint32_t i = 0; i < alignment->count; i++) {
        int likeness = names_match(element, alignment->words[i]);
        if (likeness == 0)
            continue;
        best = likeness > best ? likeness : best;
        add_pair(alignment, (struct pair){bits(element->from, element->span), bits(i, 1), false,
                                          likeness, element->weight});
    }
    if (best < 850 && element->span == 1 && element->size >= 4)
        pair_joined(search, alignment, number);
}

/* Which pairs hold: the best first, those that say most before those that say as much with less;
 * none may use a word twice. */
static int best_pair_first(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int x_words = __builtin_popcount(x->asked) + __builtin_popcount(x->known);
    int y_words = __builtin_popcount(y->asked) + __builtin_popcount(y->known);
    return (y->likeness + 12 * y_words) - (x->likeness + 12 * x_words);
}

/* What a likeness is worth: little is lost to spelling, much to another name. */
static int worth_of(int likeness)
{
    if (likeness >= 950)
        return 1000;
    if (likeness >= 850)
        return 1000 - (950 - likeness) * 12 / 10;
    return 880 - (850 - likeness) * 35 / 10;
}

static size_t unmatched(uint8_t words, uint8_t taken, uint8_t particles)
{
    return (size_t)__builtin_popcount(words & ~taken & ~particles);
}

struct tally {
    uint8_t asked, known;                     /* words that found their like */
    uint8_t asked_particles, known_particles; /* words that need none */
    int sum, weight, worst;
    size_t full_count, initial_count;
};

static void take_pairs(struct alignment *alignment, struct tally *tally)
{
    qsort(alignment->pairs, alignment->pair_count, sizeof(struct pair), best_pair_first);
    for (size_t i = 0; i < alignment->pair_count; i++) {
        const struct pair *pair = &alignment->pairs[i];
        if ((pair->asked & tally->asked) || (pair->known & tally->known))
            continue;
        int worth = worth_of(pair->likeness);
        tally->asked |= pair->asked;
        tally->known |= pair->known;
        bool is_particle = (pair->asked & ~tally->asked_particles) == 0;
        int weight = is_particle ? pair->weight / 8 : pair->weight;
        tally->sum += weight * worth;
        tally->weight += weight;
        tally->worst = worth < tally->worst && !is_particle ? worth : tally->worst;
        tally->initial_count += pair->is_initial;
        tally->full_count += !pair->is_initial && !is_particle;
    }
}

/* Words left over on both sides contradict each other, most of all two first words: brothers and
 * sisters share every name but that one. Words left over on one side are only missing. */
static int score_of(const struct tally *tally, size_t asked_count, size_t known_count)
{
    enum { CONFLICT = 100, FIRST_CONFLICT = 160, MISSING = 12, ALONE = 640, WITH_INITIAL = 740 };
    uint8_t asked = bits(0, asked_count), known = bits(0, known_count);
    size_t asked_left = unmatched(asked, tally->asked, tally->asked_particles);
    size_t known_left = unmatched(known, tally->known, tally->known_particles);
    size_t both = asked_left < known_left ? asked_left : known_left;
    size_t missing = asked_left + known_left - 2 * both;
    int weight = tally->weight + (int)missing * MISSING + (int)both * CONFLICT;
    if (both > 0 && !((tally->asked | tally->asked_particles) & 1) &&
        !((tally->known | tally->known_particles) & 1))
        weight += FIRST_CONFLICT - CONFLICT;
    if (tally->full_count == 0)
        return 0;
    int score = tally->sum / weight - (1000 - tally->worst) / 5;
    if (tally->full_count == 1 && asked_left + known_left > 0 && score > ALONE)
        score = ALONE;
    if (tally->full_count == 1 && tally->initial_count > 0 && score > WITH_INITIAL)
        score = WITH_INITIAL;
    return score < 0 ? 0 : score;
}

static int score_name(const struct search *search, const uint32_t *words, uint32_t count)
{
    struct alignment alignment = {.words = words, .count = count};
    struct tally tally = {.worst = 1000};
    for (size_t i = 0; i < search->element_count; i++) {
        const struct element *element = &search->elements[i];
        if (element->size == 0)
            continue;
        if (element->span == 1 && element->is_particle)
            tally.asked_particles |= bits(element->from, 1);
        pair_words(search, &alignment, i);
        if (element->span == 1)
            pair_initial(search, &alignment, i);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (search->names->words[words[i]].is_particle)
            tally.known_particles |= bits(i, 1);
    }
    take_pairs(&alignment, &tally);
    return score_of(&tally, search->asked.count, count);
}

int names_score(const struct search *search, const struct person *person)
{
    enum { PHONE_ALONE = 800, PHONE_AND_NAME = 900 };
    const uint32_t *name = person->names;
    int best = 0;
    for (size_t i = 0; i < person->name_count; i++) {
        int score = score_name(search, name + 1, name[0]);
        best = score > best ? score : best;
        name += name[0] + 1;
    }
    /* a telephone is shared by families, and by those who hold people: it asks the question, the
     * name answers it */
    if (names_has_phone(search, person))
        best = best >= 500 ? PHONE_AND_NAME + best / 10 : PHONE_ALONE;
    best -= best / 25; /* room for the year: 960 and 40 */
    if (best > 0)
        best += names_year_points(search->birth_year, person->birth_year);
    return best < 0 ? 0 : best > 1000 ? 1000 : best;
}
