#include "vault/search.h"

#include <string.h>

static unsigned bucket_of(const char *three)
{
    unsigned mixed = (unsigned char)three[0] * 961u + (unsigned char)three[1] * 31u +
                     (unsigned char)three[2];
    return mixed * 2654435761u >> 20;
}

void search_make(struct searched *out, struct str letters, const char *marks, uint32_t *next)
{
    out->letters = letters;
    out->marks = marks;
    out->next = next;
    memset(out->head, 0xff, sizeof(out->head)); /* SEARCH_END */
    for (size_t i = letters.size; i-- > 0;) {
        next[i] = SEARCH_END;
        if (letters.size - i < PATTERN_LEAST)
            continue;
        uint32_t *head = &out->head[bucket_of(letters.at + i)];
        next[i] = *head;
        *head = (uint32_t)i;
    }
}

static bool is_gap_before(const struct searched *in, size_t i)
{
    return i == in->letters.size || in->marks[i] & SEARCH_GAP;
}

static bool is_inside_number(const struct searched *in, size_t i)
{
    return i > 0 && i < in->letters.size && !is_gap_before(in, i) &&
           in->marks[i] & in->marks[i - 1] & SEARCH_DIGIT;
}

/* What does not depend on the pattern's letters. */
static bool could_stand(const struct searched *in, const struct pattern *pattern, size_t first)
{
    size_t end = first + pattern->letters.size, digits = 0, gaps = 0;
    if (end > in->letters.size)
        return false;
    bool begins = is_gap_before(in, first), ends = is_gap_before(in, end);
    for (size_t i = first; i < end; i++) {
        digits += in->marks[i] & SEARCH_DIGIT;
        gaps += i > first && is_gap_before(in, i);
    }
    bool is_unbroken = gaps == 0 || gaps == end - first - 1;
    return !((pattern->how & PATTERN_STARTS_WORD) && !begins) &&
           !((pattern->how & PATTERN_ENDS_WORD) && !ends) &&
           !((pattern->how & PATTERN_NEEDS_DIGIT) && digits < 2 && !(begins && ends)) &&
           !((pattern->how & PATTERN_UNBROKEN) && !is_unbroken) &&
           /* 2 Oak Road is not in 12 Oak Road */
           !is_inside_number(in, first) && !is_inside_number(in, end);
}

/* Letters are compared last: who is told of every hit, and counted for it, could otherwise tell by
 * the time it takes that a text which can be no hit has the pattern's letters. */
static bool fits(const struct searched *in, const struct pattern *pattern, size_t first)
{
    return could_stand(in, pattern, first) &&
           memcmp(in->letters.at + first, pattern->letters.at, pattern->letters.size) == 0;
}

uint32_t search_next(const struct searched *in, const struct pattern *pattern, uint32_t place)
{
    if (pattern->letters.size < PATTERN_LEAST)
        return SEARCH_END;
    place = place == SEARCH_END ? in->head[bucket_of(pattern->letters.at)] : in->next[place];
    while (place != SEARCH_END && !fits(in, pattern, place))
        place = in->next[place];
    return place;
}
