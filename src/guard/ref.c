/* Speakable references (job.h).
 *
 * Signs are taken as numbers: letters 0 to 22, digits 0 to 9. A reference is valid when the sum of
 * its signs, each times its place's weight, leaves CHECK_REST when divided by 23. 23 is a prime,
 * the weights are distinct and none is a multiple of it, and two signs of the same kind differ by
 * less than 23, so a single wrong sign changes the sum by (a - b) * weight and a swap of neighbours
 * by (a - b) * (weight - weight'), neither of which 23 divides. A letter in the place of a digit,
 * or the other way round, breaks the shape. The rest is not 0, so that AA-0000 is none. */
#include <string.h>

#include "guard/job.h"

/* No I and O, which look like 1 and 0; no U, which makes words of the others. */
static const char letters[] = "ABCDEFGHJKLMNPQRSTVWXYZ";

enum { LETTERS = sizeof(letters) - 1, CHECK_REST = 14 };
enum { LETTER_PLACES = 2, PLACES = 6, CHECK_PLACE = 1, REF_SIZE = PLACES + 1 };
_Static_assert(LETTERS == 23, "the proof above rests on a prime number of letters");

static const int weights[PLACES] = {1, 2, 3, 4, 5, 6};

/* The number of a sign in its place, or -1. */
static int sign_number(char sign, size_t place)
{
    if (place >= LETTER_PLACES)
        return sign >= '0' && sign <= '9' ? sign - '0' : -1;
    const char *found = sign ? strchr(letters, sign) : NULL;
    return found ? (int)(found - letters) : -1;
}

static int rest_of(const int *numbers)
{
    int sum = 0;
    for (size_t i = 0; i < PLACES; i++)
        sum += numbers[i] * weights[i];
    return sum % LETTERS;
}

struct str job_new_ref(struct job *job)
{
    uint64_t drawn = job_random(job);
    int numbers[PLACES] = {0};
    for (size_t i = 0; i < PLACES; i++) {
        unsigned signs = i < LETTER_PLACES ? LETTERS : 10;
        numbers[i] = i == CHECK_PLACE ? 0 : (int)(drawn % signs);
        drawn /= signs;
    }
    while (rest_of(numbers) != CHECK_REST)
        numbers[CHECK_PLACE]++;
    return str_format(job->arena, "%c%c-%d%d%d%d", letters[numbers[0]], letters[numbers[1]],
                      numbers[2], numbers[3], numbers[4], numbers[5]);
}

bool ref_is_valid(struct str ref)
{
    if (ref.size != REF_SIZE || ref.at[LETTER_PLACES] != '-')
        return false;
    int numbers[PLACES];
    for (size_t i = 0; i < PLACES; i++) {
        numbers[i] = sign_number(ref.at[i < LETTER_PLACES ? i : i + 1], i);
        if (numbers[i] < 0)
            return false;
    }
    return rest_of(numbers) == CHECK_REST;
}

static bool is_between(char c)
{
    return c == ' ' || c == '-';
}

/* ref: what was typed, as it is written. False when it is no reference. */
static bool read_ref(struct str typed, char ref[REF_SIZE])
{
    size_t size = 0;
    for (size_t i = 0; i < typed.size; i++) {
        char c = typed.at[i];
        if (is_between(c))
            continue;
        if (size == LETTER_PLACES)
            ref[size++] = '-';
        if (size == REF_SIZE)
            return false;
        ref[size++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    return ref_is_valid((struct str){ref, size});
}

bool ref_is_typed(struct str typed)
{
    char ref[REF_SIZE];
    return read_ref(typed, ref);
}

enum err ref_parse(struct arena *arena, struct str typed, struct str *out_ref)
{
    char ref[REF_SIZE];
    if (!read_ref(typed, ref))
        return ERR_INVALID;
    *out_ref = str_copy(arena, (struct str){ref, sizeof(ref)});
    return OK;
}
