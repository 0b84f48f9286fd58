/* sound.h - inner header of the vault: how alike two words of a name sound.
 *
 * A folded word becomes a row of sounds. Sounds that languages write for one another (p and b,
 * z and zh, Somali x and h, Chinese x and sh) are near each other, vowels weigh little, and the
 * likeness is 1000 less the cheapest way to turn one row into the other. Where a letter is read
 * in several ways (c, j, q, x, th) it stays a sound of its own, near to each of its readings: no
 * language has to be guessed.
 *
 * For the search through all words each word has marks: 27 bits that say which classes of
 * consonants it holds, once, twice, three times. Alike words differ in few of them.
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
};

struct marks {
    uint32_t classes;
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

/* False: so unlike that comparing is not worth it. */
static inline bool marks_near(const struct marks *a, const struct marks *b)
{
    int shorter = a->consonants < b->consonants ? a->consonants : b->consonants;
    int allowed = (shorter <= 2 ? 1 : 2) + (a->is_unsure || b->is_unsure);
    return __builtin_popcount(a->classes ^ b->classes) <= allowed ||
           (a->kin != 0 && a->kin == b->kin);
}

/* 0-1000 by sound alone. */
int sound_likeness(const struct sound *a, const struct sound *b);

/* True when one letter left out, put in, changed, or two exchanged make a of b. A last "a" more is
 * no slip: it is how many languages tell Samira from Samir. */
bool is_one_slip(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
