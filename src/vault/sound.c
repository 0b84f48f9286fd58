/* Sounds, their nearness, and the likeness of two rows of them. */
#include "vault/sound.h"

#include <pthread.h>
#include <string.h>

#include "vault/sound_letters.h"

static uint8_t number_of[128]; /* of a sound's character */
static uint8_t cost[SOUND_COUNT][SOUND_COUNT];
static uint8_t class_of[SOUND_COUNT]; /* 1.. of CLASSES, 0 none */
static bool is_as_two[SOUND_COUNT];
static uint64_t as_two[SOUND_COUNT][SOUND_COUNT]; /* of a sound and a first: bits of seconds */
static bool is_unsure[SOUND_COUNT];

/* How two words are compared: numbers of a manner. */
enum { PLAIN, SHORT, ABJAD, MANNERS };
/* Where in a word a sound stands. */
enum { MIDDLE, FIRST, LAST, POSITIONS };
static uint8_t drop_cost[MANNERS][POSITIONS][SOUND_COUNT];

enum { KIN_FORMS = 96 };
static struct {
    struct word_sound word;
    uint8_t kin;
} kin_forms[KIN_FORMS];
static size_t kin_form_count;
static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static bool is_vowel(uint8_t sound)
{
    return sound < VOWEL_COUNT;
}

/* Short vowels are not written in Arabic and Hebrew script. Between short words a vowel is all
 * there is: Lan and Linh. A last a more makes Samira of Samir. */
static uint8_t cost_of_vowel(int manner, int position, uint8_t sound)
{
    if (manner == ABJAD)
        return 6;
    if (position == LAST && SOUNDS[sound] == 'a')
        return 80;
    return position == FIRST || manner == SHORT ? 40 : 25;
}

/* What it costs to leave a sound out. w and y are vowels as often as not in Arabic script; c may
 * be the silent letter of Somali (Cali is Ali, Sacdiya is Sadia). */
static uint8_t cost_of_drop(int manner, int position, uint8_t sound)
{
    bool is_abjad = manner == ABJAD;
    switch (SOUNDS[sound]) {
    case 'y':
        return is_abjad ? 20 : 30;
    case 'w':
        return is_abjad || position == LAST ? 20 : 40;
    case 'h':
        return position == LAST ? 10 : is_abjad ? 30 : position == FIRST ? 55 : 40;
    case 'c':
        return position == FIRST ? 25 : 40;
    case 'x': case 'G':
        return 65;
    default:
        return is_vowel(sound) ? cost_of_vowel(manner, position, sound) : FAR;
    }
}

static void prepare_drops(void)
{
    for (int manner = 0; manner < MANNERS; manner++) {
        for (int position = 0; position < POSITIONS; position++) {
            for (uint8_t sound = 0; sound < SOUND_COUNT; sound++)
                drop_cost[manner][position][sound] = cost_of_drop(manner, position, sound);
        }
    }
}

static void prepare_costs(void)
{
    for (size_t i = 0; i < SOUND_COUNT; i++)
        number_of[(unsigned char)SOUNDS[i]] = (uint8_t)i;
    memset(cost, FAR, sizeof(cost));
    for (size_t i = 0; i < SOUND_COUNT; i++)
        cost[i][i] = 0;
    for (size_t i = 0; i < COUNT_OF(NEAR); i++) {
        uint8_t a = number_of[(unsigned char)NEAR[i].same[0]];
        uint8_t b = number_of[(unsigned char)NEAR[i].same[1]];
        cost[a][b] = cost[b][a] = (uint8_t)NEAR[i].cost;
    }
    for (size_t i = 0; i < COUNT_OF(AS_TWO); i++) {
        const unsigned char *of = (const unsigned char *)AS_TWO[i];
        is_as_two[number_of[of[0]]] = true;
        as_two[number_of[of[0]]][number_of[of[1]]] |= UINT64_C(1) << number_of[of[2]];
    }
    for (const char *at = "cxjqTDYK"; *at; at++)
        is_unsure[number_of[(unsigned char)*at]] = true;
    for (size_t i = 0; i < COUNT_OF(CLASSES); i++) {
        for (const char *at = CLASSES[i]; *at; at++)
            class_of[number_of[(unsigned char)*at]] = (uint8_t)(i + 1);
    }
}

/* ---- from letters to sounds --------------------------------------------------------------- */

static void add_sound(struct sound *sound, char character)
{
    uint8_t number = number_of[(unsigned char)character];
    bool is_doubled = sound->size > 0 && sound->at[sound->size - 1] == number;
    if (!is_doubled && sound->size < SOUND_LIMIT)
        sound->at[sound->size++] = number;
}

/* Reads one or more letters; returns how many. */
static size_t read_sound(const char *letters, bool is_first, struct sound *sound)
{
    if (is_first && !sound->is_abjad && strncmp(letters, "hs", 2) == 0) { /* Hsu */
        add_sound(sound, 'x');
        return 2;
    }
    for (size_t i = 0; i < COUNT_OF(TOGETHER); i++) {
        size_t size = strlen(TOGETHER[i].letters);
        if (strncmp(letters, TOGETHER[i].letters, size) == 0) {
            add_sound(sound, TOGETHER[i].sound);
            return size;
        }
    }
    if (letters[0] == 'n' && letters[1] == 'g' && letters[2] == 0) {
        add_sound(sound, 'N');
        return 2;
    }
    if (letters[0] != '\'') /* between two letters that are not one sound */
        add_sound(sound, letters[0] == 'y' && !is_first ? 'i' : letters[0]);
    return 1;
}

enum { ORDERED = 8 }; /* consonants whose order is kept */

bool is_order_near(const struct marks *a, const struct marks *b, int stretch)
{
    int shorter = a->consonants, longer = b->consonants;
    if (shorter > longer)
        return is_order_near(b, a, stretch);
    if (shorter <= stretch || longer > ORDERED)
        return true;
    /* alike from the front, then from the back with the last ones brought to the top */
    uint32_t front = a->order ^ b->order;
    uint32_t back = (a->order << 4 * (ORDERED - shorter)) ^ (b->order << 4 * (ORDERED - longer));
    int before = front == 0 ? shorter : __builtin_ctz(front) / 4;
    int after = back == 0 ? shorter : __builtin_clz(back) / 4;
    return before + after >= shorter - stretch;
}

/* All that follows from the sounds. */
static void mark(struct word_sound *word, size_t letters)
{
    struct marks *marks = &word->marks;
    uint8_t seen[COUNT_OF(CLASSES) + 1] = {0};
    *marks = (struct marks){.size = (uint8_t)letters, .is_unsure = word->sound.is_abjad};
    word->sound.weight = 0;
    word->sound.has_double = false;
    for (size_t i = 0; i < word->sound.size; i++) {
        uint8_t sound = word->sound.at[i], class = class_of[sound];
        word->sound.weight = (uint16_t)(word->sound.weight + drop_cost[PLAIN][MIDDLE][sound]);
        word->sound.has_double |= is_as_two[sound];
        marks->is_unsure |= is_unsure[sound];
        if (class == 0)
            continue;
        if (marks->consonants < ORDERED)
            marks->order |= (uint32_t)class << (4 * marks->consonants);
        marks->consonants++;
        if (seen[class] < 3)
            marks->classes |= UINT32_C(1) << (3 * (class - 1) + seen[class]++);
    }
}

static uint8_t kin_of(const struct word_sound *word)
{
    int best = 939; /* over it, as good as the same sound */
    uint8_t kin = 0;
    for (size_t i = 0; i < kin_form_count; i++) {
        if (!marks_near(&word->marks, &kin_forms[i].word.marks))
            continue;
        int likeness = sound_likeness(&word->sound, &kin_forms[i].word.sound, best);
        if (likeness > best) {
            best = likeness;
            kin = kin_forms[i].kin;
        }
    }
    return kin;
}

static void sounds_of(const char *letters, bool is_abjad, struct word_sound *out)
{
    size_t at = 0;
    out->sound = (struct sound){.is_abjad = is_abjad};
    while (letters[at] != 0)
        at += read_sound(letters + at, at == 0, &out->sound);
    mark(out, at);
}

void sound_of(const char *letters, bool is_abjad, struct word_sound *out)
{
    sound_prepare();
    sounds_of(letters, is_abjad, out);
    out->marks.kin = kin_of(out);
}

void sound_join(const struct word_sound *a, const struct word_sound *b, struct word_sound *out)
{
    struct sound joined = a->sound;
    joined.is_abjad |= b->sound.is_abjad;
    for (size_t i = 0; i < b->sound.size; i++)
        add_sound(&joined, SOUNDS[b->sound.at[i]]);
    size_t letters = (size_t)a->marks.size + b->marks.size;
    out->sound = joined;
    mark(out, letters);
}

static void prepare_kin(void)
{
    for (size_t row = 0; row < COUNT_OF(KIN); row++) {
        struct str rest = str_of(KIN[row]);
        while (rest.size > 0) {
            struct folded form;
            fold_name(str_cut(&rest, ' '), &form);
            must(kin_form_count < KIN_FORMS && form.count == 1);
            sounds_of(form.words[0].letters, false, &kin_forms[kin_form_count].word);
            kin_forms[kin_form_count++].kin = (uint8_t)(row + 1);
        }
    }
}

static void prepare(void)
{
    prepare_costs();
    prepare_drops();
    prepare_kin();
}

void sound_prepare(void)
{
    must(pthread_once(&prepared, prepare) == 0);
}

/* ---- likeness ----------------------------------------------------------------------------- */

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

static void drop_costs(const struct sound *sound, int manner, int *out_costs)
{
    for (size_t i = 0; i < sound->size; i++) {
        int position = i == 0 ? FIRST : i + 1u == sound->size ? LAST : MIDDLE;
        out_costs[i] = drop_cost[manner][position][sound->at[i]];
    }
}

/* Two consonants exchanged by a slip of the fingers. */
static bool is_exchanged(const struct sound *a, size_t i, const struct sound *b, size_t j)
{
    return i > 0 && j > 0 && a->at[i] == b->at[j - 1] && a->at[i - 1] == b->at[j] &&
           !is_vowel(a->at[i]) && !is_vowel(b->at[j]);
}

/* one[i] is heard as the two sounds that end at two[j]. */
static bool is_two_heard(const struct sound *one, size_t i, const struct sound *two, size_t j)
{
    uint64_t seconds = as_two[one->at[i]][two->at[j - 1]];
    return (seconds >> two->at[j] & 1) != 0;
}

/* The cheapest way from a to b, edit distance with weights and whole steps of two; something over
 * limit as soon as no way can be cheaper. */
struct comparison {
    const struct sound *a, *b;
    int drop_a[SOUND_LIMIT], drop_b[SOUND_LIMIT];
    int vowel_times; /* the weight of a changed vowel */
    int limit;
};

/* One more sound of a: fills row from old and older, returns its least. */
static int next_row(const struct comparison *of, size_t i, const int *older, const int *old,
                    int *row)
{
    enum { EXCHANGE = 45, AS_TWO_COST = 10 };
    const struct sound *a = of->a, *b = of->b;
    const uint8_t *near = cost[a->at[i]];
    int times = is_vowel(a->at[i]) ? of->vowel_times : 1;
    bool is_two_of_a = is_as_two[a->at[i]];
    int row_least = row[0] = old[0] + of->drop_a[i];
    for (size_t j = 0; j < b->size; j++) {
        int best = least_of(old[j] + times * near[b->at[j]], old[j + 1] + of->drop_a[i]);
        best = least_of(best, row[j] + of->drop_b[j]);
        if (is_exchanged(a, i, b, j))
            best = least_of(best, older[j - 1] + EXCHANGE);
        if (is_two_of_a && j > 0 && is_two_heard(a, i, b, j))
            best = least_of(best, old[j - 1] + AS_TWO_COST);
        if (b->has_double && i > 0 && is_as_two[b->at[j]] && is_two_heard(b, j, a, i))
            best = least_of(best, older[j] + AS_TWO_COST);
        row[j + 1] = best;
        row_least = least_of(row_least, best);
    }
    return row_least;
}

static int distance(const struct comparison *of)
{
    int rows[3][SOUND_LIMIT + 1];
    int *older = rows[0], *old = rows[1], *row = rows[2];
    int before = 0; /* the least of the row before: steps of two pass over one row */
    old[0] = 0;
    for (size_t j = 0; j < of->b->size; j++)
        old[j + 1] = old[j] + of->drop_b[j];
    for (size_t i = 0; i < of->a->size; i++) {
        int row_least = next_row(of, i, older, old, row);
        if (row_least > of->limit && before > of->limit)
            return row_least;
        before = row_least;
        int *free_row = older;
        older = old;
        old = row;
        row = free_row;
    }
    return old[of->b->size];
}

int sound_likeness(const struct sound *a, const struct sound *b, int least)
{
    struct comparison of = {.a = a, .b = b};
    bool is_abjad = a->is_abjad || b->is_abjad;
    bool is_short = a->size <= 3 && b->size <= 3 && !is_abjad;
    int manner = is_abjad ? ABJAD : is_short ? SHORT : PLAIN;
    int weight = (a->weight + b->weight) / 2;
    if (a->size == 0 || b->size == 0)
        return 0;
    of.vowel_times = is_short ? 2 : 1;
    of.limit = weight * (1000 - least) / 1000;
    drop_costs(a, manner, of.drop_a);
    drop_costs(b, manner, of.drop_b);
    int likeness = 1000 - 1000 * distance(&of) / weight;
    return likeness < least ? 0 : likeness;
}

bool is_one_slip(const char *a, size_t a_size, const char *b, size_t b_size)
{
    if (a_size > b_size)
        return is_one_slip(b, b_size, a, a_size);
    if (b_size - a_size > 1)
        return false;
    size_t same = 0;
    while (same < a_size && a[same] == b[same])
        same++;
    const char *a_rest = a + same, *b_rest = b + same;
    size_t rest = a_size - same;
    if (a_size < b_size && same == a_size && b[same] == 'a')
        return false;
    if (a_size < b_size)
        return memcmp(a_rest, b_rest + 1, rest) == 0;
    if (rest >= 2 && a_rest[0] == b_rest[1] && a_rest[1] == b_rest[0] &&
        memcmp(a_rest + 2, b_rest + 2, rest - 2) == 0)
        return true;
    return rest == 0 || memcmp(a_rest + 1, b_rest + 1, rest - 1) == 0;
}
