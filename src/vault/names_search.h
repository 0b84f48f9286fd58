/* names_search.h - inner header of the vault: one search in the name index, in three passes:
 *
 *   1. every word asked, and neighbours said as one word, against the marks and sounds of all words
 *      (names_words.c)
 *   2. who is scored: the bearers of the words found, of all people or of some (names_find.c)
 *   3. each of those name by name: which word stands for which, what is left over (names_score.c)
 *
 * No word of a query is ever a condition: names are missing, added, split and swapped. Callers hold
 * the lock.
 */
#ifndef VAULT_NAMES_SEARCH_H
#define VAULT_NAMES_SEARCH_H

#include "vault/names.h"

enum {
    ELEMENTS = 32,
    FOUND = 4096,          /* words looked at for one element */
    MATCHES = 512,         /* words kept of them */
    LIKENESS_LEAST = 700,  /* below it two words are different words */
    LIKENESS_JOINED = 780, /* of neighbours as one: more letters, fewer excuses */
    LIKENESS_KIN = 900
};

struct match {
    uint32_t word;
    uint16_t likeness;
};

/* One word asked, or two or three neighbours as one. */
struct element {
    struct word_sound sound;
    char letters[FOLD_LETTERS + 1];
    uint8_t size;       /* 0: no word of its own, it only finds people */
    uint8_t from, span; /* words of the query it covers */
    bool is_particle;
    int weight;
    size_t match_count;
    struct match matches[MATCHES]; /* best first; by word from names_order_matches on */
};

struct search {
    const struct names *names;
    struct folded asked;
    struct element elements[ELEMENTS];
    size_t element_count;
    struct match found[FOUND];
    int birth_year;
    uint64_t phone;
};

/* The first pass: fills asked and the elements. */
void names_ask(struct search *search, struct str text);

/* The matches of every element in the order of words, as names_match and names_score want them. */
void names_order_matches(struct search *search);

/* How like the element that known word is; 0: not. */
int names_match(const struct element *element, uint32_t word);

/* The third pass: 0-1000. */
int names_score(const struct search *search, const struct person *person);

/* What a year of birth adds to a score. */
int names_year_points(int asked, int known);

/* Is the phone asked one of the person's? */
bool names_has_phone(const struct search *search, const struct person *person);

#endif
