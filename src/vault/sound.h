/* sound.h - inner header of the vault: how alike two words of a name sound.
 *
 * A folded word becomes a row of sounds. Sounds that languages write for one another (p and b,
 * z and zh, Somali x and h, Chinese x and sh) are near each other, vowels weigh little, and the
 * likeness is 1000 less the cheapest way to turn one row into the other. Where a letter is read
 * in several ways (c, j, q, x, th) it stays a sound of its own, near to each of its readings: no
 * language has to be guessed.
 *
 * For the search through all words each word has marks: 27 bits that say which classes of
 * consonants it holds, once, twice, three times, and the classes in their order. Alike words differ
 * in few of the first, and in one stretch of the second.
 */
#ifndef VAULT_SOUND_H
#define VAULT_SOUND_H

#include "base/base.h"
#include "vault/fold.h"

enum { SOUND_LIMIT = 20 };

struct sound {
    uint8_t at[SOUND_LIMIT]; /* sounds, see sound.c */
    uint8_t size;
    bool is_abjad;
    bool has_double; /* holds a sound that may be two elsewhere */
    uint16_t weight; /* what leaving out all of it would cost */
};

struct marks {
    uint32_t classes;
    uint32_t order; /* class of each consonant, four bits each, the first lowest */
    uint8_t consonants;
    bool is_unsure; /* holds a sound of several readings, or one that may be silent */
    uint8_t kin;    /* names no rule of sound finds (Yusuf, Joseph): same number, 0 = none */
    uint8_t size;   /* letters */
};

struct word_sound {
    struct sound sound;
    struct marks marks;
};

/* Builds the tables; may be called any number of times. */
void sound_prepare(void);

void sound_of(const char *letters, bool is_abjad, struct word_sound *out);

/* Two words said as one, for "Haile Mariam" and "Hailemariam". */
void sound_join(const struct word_sound *a, const struct word_sound *b, struct word_sound *out);

/* True when the consonants of the shorter stand in the longer, but for a few in one stretch. */
bool is_order_near(const struct marks *a, const struct marks *b, int stretch);

/* False: so unlike that comparing is not worth it. A consonant changed counts two, one more or
 * less counts one; two exchanged are a stretch of two. */
static inline bool marks_near(const struct marks *a, const struct marks *b)
{
    int shorter = a->consonants < b->consonants ? a->consonants : b->consonants;
    bool is_unsure = a->is_unsure || b->is_unsure;
    uint32_t unlike = a->classes ^ b->classes;
    uint32_t one = unlike & (unlike - 1); /* one bit less; none stays none */
    uint32_t two = one & (one - 1);
    uint32_t left = shorter <= 2 && !is_unsure ? one : two;
    /* in a word of two consonants another one is another word, or a slip of one letter */
    if (left == 0 && shorter <= 2 && unlike != 0 && !is_unsure &&
        (a->size > b->size + 1 || b->size > a->size + 1))
        left = 1;
    if (left == 0 && is_order_near(a, b, (unlike == 0 ? 2 : 1) + is_unsure))
        return true;
    return a->kin != 0 && a->kin == b->kin;
}

/* 0-1000 by sound alone. Anything under least may come back as 0. */
int sound_likeness(const struct sound *a, const struct sound *b, int least);

/* True when one letter left out, put in, changed, or two exchanged make a of b. A last "a" more is
 * no slip: it is how many languages tell Samira from Samir. */
bool is_one_slip(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
