/* names.h - inner header of the vault: what the name index holds.
 *
 *   words    every different folded word once, with its sound and the people who bear it
 *   people   id, birth year, and the names as rows of word numbers
 *   phones   numbers without trunk zeros, found by their last seven digits
 *
 * A reader walks the marks of all words (8 bytes each) for every word asked, so nothing has to be
 * guessed about where a misspelling would be filed. Word text and phones lie in pages that are not
 * dumped and are wiped when let go; a word nobody bears is wiped at once.
 * Sizes and times at 100,000 people are printed by test/vault/names_time_test.c.
 */
#ifndef VAULT_NAMES_H
#define VAULT_NAMES_H

#include <pthread.h>

#include "vault/fold.h"
#include "vault/sound.h"
#include "vault/item.h"

enum { NONE = 0xFFFFFFFF, NAME_WORDS = FOLD_WORDS, PERSON_NAMES = 32, PERSON_PHONES = 32 };

struct word {
    char letters[FOLD_LETTERS + 1];
    struct sound sound;
    uint8_t size; /* of letters; 0: the place is free */
    bool is_particle;
    uint32_t next; /* of the same hash, or the next free place */
    uint32_t person_count, person_room;
    uint32_t *people; /* places of the people who bear it, each once, in no order */
};

struct person {
    int64_t id;
    uint32_t next;  /* of the same hash, or the next free place */
    uint32_t *names; /* name_count times: number of words, words */
    uint32_t *phones; /* places in phones */
    int16_t birth_year;
    uint8_t name_count; /* 0: the place is free */
    uint8_t phone_count;
};

struct phone {
    uint64_t number;
    uint32_t person;
    uint32_t next;
};

/* Places that are taken and given back: places[0..used), free ones chained from free_first. */
struct places {
    uint32_t used, room, free_first, live;
};

/* Which places share a hash: heads of chains. */
struct hash {
    uint32_t *heads;
    uint32_t size; /* a power of two */
};

struct names {
    pthread_rwlock_t lock;
    struct word *words;
    struct marks *marks; /* of each word */
    struct person *people;
    struct phone *phones;
    struct places word_places, person_places, phone_places;
    struct hash word_hash, person_hash, phone_hash;
};

struct names *names_make(void);

/* As the names_ calls of vault.h. */
void index_put(struct names *names, const struct name_entry *entry);
size_t index_find(struct names *names, const struct name_query *query, struct name_hit *out_hits,
                  size_t limit);
size_t index_find_among(struct names *names, const struct name_query *query,
                        struct name_hit *out_hits, size_t limit, bool *out_has_strong_other);
size_t index_count(struct names *names);

/* The digits of a phone as one number, without +, 00, (0) and leading zeros, so that 07700 900123
 * and +44 7700 900123 end alike. 0: no phone (fewer than 7 or more than 15 digits). */
uint64_t phone_number(struct str typed);
uint32_t phone_hash(uint64_t number);

/* True when one is the other with a country's prefix before it. */
bool is_same_phone(uint64_t a, uint64_t b);

/* The word's or the person's place, or NONE. Callers hold the lock. */
uint32_t names_word(const struct names *names, const char *letters);
uint32_t names_person(const struct names *names, int64_t id);

#endif
