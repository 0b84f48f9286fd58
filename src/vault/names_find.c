/* Finding in the index, in three passes:
 *
 *   1. every word asked, and neighbours said as one word, against the marks and sounds of all words
 *   2. the bearers of the words found add up; the best few hundred go on
 *   3. each of those is scored name by name: which word stands for which, what is left over
 *
 * No word of a query is ever a condition: names are missing, added, split and swapped. */
#include "vault/names.h"

#include <stdlib.h>
#include <string.h>

#include "vault/keys.h"

enum {
    ELEMENTS = 32,
    FOUND = 4096,         /* words looked at for one element */
    MATCHES = 512,        /* words kept of them */
    CANDIDATES = 512,     /* people scored in full */
    LIKENESS_LEAST = 700, /* below it two words are different words */
    LIKENESS_JOINED = 780, /* of neighbours as one: more letters, fewer excuses */
    LIKENESS_KIN = 900,
    SUM_LIMIT = 4096
};

struct match {
    uint32_t word;
    uint16_t likeness;
};

/* One word asked, or two or three neighbours as one. */
struct element {
    struct word_sound sound;
    char letters[FOLD_LETTERS + 1];
    uint8_t size;
    uint8_t from, span; /* words of the query it covers */
    bool is_particle;
    int weight;
    size_t match_count;
    struct match matches[MATCHES]; /* by word, once found */
};

struct search {
    const struct names *names;
    struct folded asked;
    struct element elements[ELEMENTS];
    size_t element_count;
    struct match found[FOUND];
    uint16_t *sums;   /* of each person */
    uint8_t *stamps;  /* the element that last added to a person, + 1 */
    uint32_t *people; /* those with a sum */
    size_t person_count;
    uint32_t candidates[CANDIDATES];
    size_t candidate_count;
    int birth_year;
    uint64_t phone;
};

/* ---- 1: words ----------------------------------------------------------------------------- */

/* 0 when it is under least. */
static int likeness_of(const struct element *element, const struct word *word,
                       const struct marks *marks, int least)
{
    const struct word_sound *asked = &element->sound;
    size_t longer = element->size > word->size ? element->size : word->size;
    if (longer == element->size && element->size == word->size &&
        memcmp(element->letters, word->letters, longer) == 0)
        return 1000;
    int likeness = sound_likeness(&asked->sound, &word->sound, least);
    if (asked->marks.kin != 0 && asked->marks.kin == marks->kin && likeness < LIKENESS_KIN)
        likeness = LIKENESS_KIN;
    /* a slip weighs less in a long word, 725 in four letters, 862 in eight, and is rare in the
     * first letter */
    int slip = (int)(1000 - 1100 / longer) - (element->letters[0] != word->letters[0] ? 100 : 0);
    if (longer >= 4 && likeness < slip &&
        is_one_slip(element->letters, element->size, word->letters, word->size))
        likeness = slip;
    return likeness < least ? 0 : likeness;
}

static int best_first(const void *a, const void *b)
{
    return ((const struct match *)b)->likeness - ((const struct match *)a)->likeness;
}

static int by_word(const void *a, const void *b)
{
    uint32_t x = ((const struct match *)a)->word, y = ((const struct match *)b)->word;
    return (x > y) - (x < y);
}

static void keep_matches(struct element *element, struct match *found, size_t count)
{
    qsort(found, count, sizeof(*found), best_first);
    element->match_count = count < MATCHES ? count : MATCHES;
    memcpy(element->matches, found, element->match_count * sizeof(*found));
}

/* Walks all words. A letter alone is an initial: scored later, searched never. */
static void find_words(struct search *search, struct element *element)
{
    const struct names *names = search->names;
    size_t count = 0;
    int least = element->span > 1 ? LIKENESS_JOINED : LIKENESS_LEAST;
    if (element->size < 2)
        return;
    for (uint32_t i = 0; i < names->word_places.used && count < FOUND; i++) {
        const struct marks *marks = &names->marks[i];
        if (!marks_near(&element->sound.marks, marks) || marks->size < 2)
            continue;
        int likeness = likeness_of(element, &names->words[i], marks, least);
        if (likeness > 0)
            search->found[count++] = (struct match){i, (uint16_t)likeness};
    }
    keep_matches(element, search->found, count);
}

/* How much a word tells: less, the more people bear it or one very like it. */
static int weight_of(const struct names *names, const struct element *element)
{
    enum { VERY_LIKE = 900 };
    uint64_t bearers = 0, people = names->person_places.live;
    if (element->size == 1)
        return 40;
    for (size_t i = 0; i < element->match_count; i++) {
        if (element->matches[i].likeness >= VERY_LIKE)
            bearers += names->words[element->matches[i].word].person_count;
    }
    if (bearers * 50 > people)
        return 75;
    return bearers * 500 > people ? 90 : 110;
}

static struct element *add_element(struct search *search, size_t from, size_t span)
{
    must(search->element_count < ELEMENTS);
    struct element *element = &search->elements[search->element_count++];
    element->from = (uint8_t)from;
    element->span = (uint8_t)span;
    element->size = 0;
    element->match_count = 0;
    element->is_particle = false;
    for (size_t i = from; i < from + span; i++) {
        const struct fold_word *word = &search->asked.words[i];
        for (size_t j = 0; j < word->size && element->size < FOLD_LETTERS; j++)
            element->letters[element->size++] = word->letters[j];
    }
    element->letters[element->size] = 0;
    return element;
}

static void add_words(struct search *search)
{
    for (size_t i = 0; i < search->asked.count; i++) {
        const struct fold_word *word = &search->asked.words[i];
        struct element *element = add_element(search, i, 1);
        sound_of(word->letters, word->is_abjad, &element->sound);
        element->is_particle = fold_is_particle(word->letters);
        find_words(search, element);
        element->weight = weight_of(search->names, element);
    }
}

/* Neighbours as one word: "Haile Mariam" asked, "Hailemariam" known. Three only when short, as
 * the syllables of a Chinese name are. */
static void add_joined(struct search *search, size_t span)
{
    enum { THREE_LETTERS = 14 };
    for (size_t i = 0; i + span <= search->asked.count; i++) {
        struct word_sound joined = search->elements[i].sound;
        size_t letters = search->asked.words[i].size;
        int weight = search->elements[i].weight;
        for (size_t j = i + 1; j < i + span; j++) {
            sound_join(&joined, &search->elements[j].sound, &joined);
            letters += search->asked.words[j].size;
            weight += search->elements[j].weight;
        }
        if (letters > FOLD_LETTERS || (span == 3 && letters > THREE_LETTERS))
            continue;
        struct element *element = add_element(search, i, span);
        element->sound = joined;
        element->weight = weight;
        find_words(search, element);
    }
}

/* One word asked that is two known words, "hailemariam": both are searched as if they had been
 * asked, so that their bearers are among the candidates; the score joins them again. */
static void add_halves(struct search *search, size_t at)
{
    enum { LEAST = 2, HALVES = 4 };
    const struct element *whole = &search->elements[at];
    size_t added = 0;
    for (size_t cut = LEAST; cut + LEAST <= whole->size && added < HALVES; cut++) {
        char first[FOLD_LETTERS + 1] = {0};
        memcpy(first, whole->letters, cut);
        uint32_t a = names_word(search->names, first);
        uint32_t b = names_word(search->names, whole->letters + cut);
        if (a == NONE || b == NONE || search->element_count == ELEMENTS)
            continue;
        struct element *element = add_element(search, at, 1);
        element->size = 0; /* no word of its own: it only finds people */
        element->weight = whole->weight;
        element->matches[0] = (struct match){a < b ? a : b, 1000};
        element->matches[1] = (struct match){a < b ? b : a, 1000};
        element->match_count = a == b ? 1 : 2;
        added++;
    }
}

/* ---- 2: people ---------------------------------------------------------------------------- */

static void add_bearers(struct search *search, size_t number)
{
    struct element *element = &search->elements[number];
    bool is_halves = element->size == 0;
    for (size_t i = 0; i < element->match_count; i++) {
        const struct word *word = &search->names->words[element->matches[i].word];
        int sum = element->weight * element->matches[i].likeness / (is_halves ? 2000 : 1000);
        if (element->is_particle)
            sum /= 8;
        for (uint32_t j = 0; j < word->person_count; j++) {
            uint32_t person = word->people[j];
            if (search->stamps[person] == number + 1 && !is_halves)
                continue;
            if (search->sums[person] == 0)
                search->people[search->person_count++] = person;
            search->stamps[person] = (uint8_t)(number + 1);
            search->sums[person] = (uint16_t)(search->sums[person] + sum + 1);
        }
    }
}

/* What a year of birth adds to a score. Years are often wrong for people who fled: the first of
 * January, an age disputed, and seven or eight years where the Ethiopian calendar was meant. */
static int year_points(int asked, int known)
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

static size_t rank_of(const struct search *search, uint32_t person)
{
    int known = search->names->people[person].birth_year;
    int rank = search->sums[person] + year_points(search->birth_year, known) / 4;
    return (size_t)(rank < 0 ? 0 : rank >= SUM_LIMIT ? SUM_LIMIT - 1 : rank);
}

/* The best CANDIDATES people by their sums, by counting how many have each rank. Who has not a
 * quarter of the best is not worth a line. */
static void choose_candidates(struct search *search)
{
    uint32_t counts[SUM_LIMIT] = {0};
    size_t above = 0, least = SUM_LIMIT, best = 0;
    for (size_t i = 0; i < search->person_count; i++) {
        size_t rank = rank_of(search, search->people[i]);
        best = rank > best ? rank : best;
        counts[rank]++;
    }
    while (least > best / 4 && above + counts[least - 1] <= CANDIDATES)
        above += counts[--least];
    if (least == best / 4)
        above = CANDIDATES;
    for (size_t i = 0; i < search->person_count; i++) {
        size_t rank = rank_of(search, search->people[i]);
        bool is_in = rank >= least;
        if (!is_in && rank + 1 == least && above < CANDIDATES) { /* some of those that tie */
            is_in = true;
            above++;
        }
        if (is_in && search->candidate_count < CANDIDATES)
            search->candidates[search->candidate_count++] = search->people[i];
    }
}

static bool has_phone(const struct search *search, const struct person *person)
{
    for (size_t i = 0; i < person->phone_count && search->phone != 0; i++) {
        if (is_same_phone(search->names->phones[person->phones[i]].number, search->phone))
            return true;
    }
    return false;
}

static void add_by_phone(struct search *search)
{
    const struct names *names = search->names;
    if (search->phone == 0)
        return;
    uint32_t mask = names->phone_hash.size - 1;
    uint32_t at = names->phone_hash.heads[phone_hash(search->phone) & mask];
    for (; at != NONE && search->candidate_count < CANDIDATES; at = names->phones[at].next) {
        uint32_t person = names->phones[at].person;
        if (is_same_phone(names->phones[at].number, search->phone) && search->sums[person] == 0) {
            search->sums[person] = 1;
            search->candidates[search->candidate_count++] = person;
        }
    }
}

/* ---- 3: scores ---------------------------------------------------------------------------- */

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

static int match_of(const struct element *element, uint32_t word)
{
    struct match key = {.word = word};
    const struct match *found = bsearch(&key, element->matches, element->match_count,
                                        sizeof(key), by_word);
    return found == NULL ? 0 : found->likeness;
}

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
        int likeness = match_of(element, alignment->words[i]);
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

static int score_person(const struct search *search, const struct person *person)
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
    if (has_phone(search, person))
        best = best >= 500 ? PHONE_AND_NAME + best / 10 : PHONE_ALONE;
    best -= best / 25; /* room for the year: 960 and 40 */
    if (best > 0)
        best += year_points(search->birth_year, person->birth_year);
    return best < 0 ? 0 : best > 1000 ? 1000 : best;
}

static int best_hit_first(const void *a, const void *b)
{
    const struct name_hit *x = a, *y = b;
    if (x->score != y->score)
        return y->score - x->score;
    return (x->person > y->person) - (x->person < y->person);
}

static size_t score_candidates(const struct search *search, struct name_hit *out_hits,
                               size_t limit)
{
    struct name_hit hits[CANDIDATES];
    size_t count = 0;
    for (size_t i = 0; i < search->candidate_count; i++) {
        const struct person *person = &search->names->people[search->candidates[i]];
        struct name_hit hit = {person->id, score_person(search, person)};
        if (hit.score > 0)
            hits[count++] = hit;
    }
    qsort(hits, count, sizeof(hits[0]), best_hit_first);
    count = count < limit ? count : limit;
    memcpy(out_hits, hits, count * sizeof(hits[0]));
    return count;
}

static void ask(struct search *search)
{
    size_t words = search->asked.count;
    add_words(search);
    add_joined(search, 2);
    add_joined(search, 3);
    for (size_t i = 0; i < words; i++)
        add_halves(search, i);
    for (size_t i = 0; i < search->element_count; i++) {
        struct element *element = &search->elements[i];
        add_bearers(search, i);
        qsort(element->matches, element->match_count, sizeof(struct match), by_word);
    }
    add_by_phone(search);
    choose_candidates(search);
}

static struct search *search_make(const struct names *names, const struct name_query *query)
{
    struct search *search = malloc(sizeof(*search));
    size_t places = names->person_places.used + 1;
    must(search != NULL);
    search->names = names;
    search->element_count = search->person_count = search->candidate_count = 0;
    search->birth_year = query->birth_year;
    search->phone = phone_number(query->phone);
    search->sums = calloc(places, sizeof(*search->sums));
    search->stamps = calloc(places, sizeof(*search->stamps));
    search->people = malloc(places * sizeof(*search->people));
    must(search->sums != NULL && search->stamps != NULL && search->people != NULL);
    fold_name(query->text, &search->asked);
    return search;
}

static void search_drop(struct search *search)
{
    free(search->sums);
    free(search->stamps);
    free(search->people);
    explicit_bzero(search, sizeof(*search));
    free(search);
}

size_t names_find(struct vault *vault, const struct name_query *query, struct name_hit *out_hits,
                  size_t limit)
{
    struct names *names = vault->names;
    must(pthread_rwlock_rdlock(&names->lock) == 0);
    struct search *search = search_make(names, query);
    ask(search);
    size_t count = score_candidates(search, out_hits, limit);
    search_drop(search);
    pthread_rwlock_unlock(&names->lock);
    return count;
}
