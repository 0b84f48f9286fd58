/* What a query asks: its words, neighbours said as one, and the known words that each is like. */
#include "vault/names_search.h"

#include <stdlib.h>
#include <string.h>

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

void names_ask(struct search *search, struct str text)
{
    search->element_count = 0;
    fold_name(text, &search->asked);
    size_t words = search->asked.count;
    add_words(search);
    add_joined(search, 2);
    add_joined(search, 3);
    for (size_t i = 0; i < words; i++)
        add_halves(search, i);
}

void names_order_matches(struct search *search)
{
    for (size_t i = 0; i < search->element_count; i++) {
        struct element *element = &search->elements[i];
        qsort(element->matches, element->match_count, sizeof(struct match), by_word);
    }
}

int names_match(const struct element *element, uint32_t word)
{
    struct match key = {.word = word};
    const struct match *found = bsearch(&key, element->matches, element->match_count,
                                        sizeof(key), by_word);
    return found == NULL ? 0 : found->likeness;
}
