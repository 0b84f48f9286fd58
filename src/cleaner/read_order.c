#include "cleaner/read_order.h"

#include "cleaner/read_array.h"

/* Of a letter's height: a distance that is a space between words; how much higher or lower the next
 * line stands. Spaces in justified text are narrower than 0.2, kerning is under 0.1. */
static const float SPACE = 0.15f, OVERLAP = 0.5f, LINE = 0.5f;

void order_add(struct page_letters *letters, const struct placed *placed)
{
    letters->at = read_array_more(letters->arena, letters->at, letters->count, sizeof(*placed),
                                  &letters->room);
    letters->at[letters->count++] = *placed;
}

/* ---- from right to left ---------------------------------------------------------------------- */

static bool is_turned(uint32_t letter)
{
    return (letter >= 0x590 && letter <= 0x8ff) || (letter >= 0xfb1d && letter <= 0xfdff) ||
           (letter >= 0xfe70 && letter <= 0xfeff) || (letter >= 0x10800 && letter <= 0x10fff) ||
           (letter >= 0x1e800 && letter <= 0x1efff);
}

/* Letters and figures of other scripts, which keep their way. */
static bool is_straight(uint32_t letter)
{
    bool is_figure = (letter >= '0' && letter <= '9') || (letter >= 0x660 && letter <= 0x669) ||
                     (letter >= 0x6f0 && letter <= 0x6f9);
    return is_figure || ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'z') ||
           (letter >= 0xc0 && letter < 0x590);
}

static bool has_turned(const struct placed **line, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_turned(line[i]->letter))
            return true;
    return false;
}

static void turn(const struct placed **line, size_t from, size_t until)
{
    for (; from + 1 < until; from++, until--) {
        const struct placed *kept = line[from];
        line[from] = line[until - 1];
        line[until - 1] = kept;
    }
}

/* The end of the letters from there on that keep their way: a word or a number of another script,
 * or a ligature, whose letters are told in the order in which they are read. */
static size_t end_of_straight(const struct placed *const *line, size_t from, size_t count)
{
    size_t until = from;
    while (until < count && is_straight(line[until]->letter))
        until++;
    if (until > from || from == count)
        return until;
    while (until + 1 < count && line[until]->how & LETTER_JOINED)
        until++;
    return until + 1;
}

static void turn_line(const struct placed **line, size_t count)
{
    turn(line, 0, count);
    for (size_t from = 0, until; from < count; from = until) {
        until = end_of_straight(line, from, count);
        turn(line, from, until);
    }
}

/* ---- lines ----------------------------------------------------------------------------------- */

static float larger(float a, float b)
{
    return a > b ? a : b;
}

static bool is_same_line(const struct placed *a, const struct placed *b)
{
    float apart = a->across - b->across, height = larger(a->height, b->height);
    return a->angle == b->angle && apart <= LINE * height && apart >= -LINE * height;
}

static bool is_gap(const struct placed *a, const struct placed *b)
{
    float apart = larger(b->along - (a->along + a->width), a->along - (b->along + b->width));
    float height = larger(a->height, b->height);
    if ((a->how | b->how) & LETTER_JOINED && a->along == b->along)
        return false;
    return apart > SPACE * height || apart < -OVERLAP * height;
}

static void write_line(struct reading *reading, const struct placed **line, size_t count)
{
    char letter[4];
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && is_gap(line[i - 1], line[i]))
            read_add(reading, " ", 1);
        read_add(reading, letter, read_utf8(line[i]->letter, letter));
    }
    read_add(reading, "\n", 1);
}

/* The letters in this order; with is_turned_round the lines turned that may run the other way. */
static void write_lines(struct reading *reading, const struct placed **order, size_t count,
                        bool is_turned_round)
{
    for (size_t from = 0, until; from < count; from = until) {
        for (until = from + 1; until < count && is_same_line(order[until - 1], order[until]);)
            until++;
        if (is_turned_round && has_turned(order + from, until - from))
            turn_line(order + from, until - from);
        write_line(reading, order + from, until - from);
    }
    read_add(reading, "\f", 1);
}

static void write_both(struct reading *reading, const struct placed **order, size_t count)
{
    write_lines(reading, order, count, false);
    if (has_turned(order, count))
        write_lines(reading, order, count, true);
}

/* ---- as it is seen --------------------------------------------------------------------------- */

static bool is_higher(const void *one, const void *other)
{
    const struct placed *a = *(const struct placed *const *)one;
    const struct placed *b = *(const struct placed *const *)other;
    return a->angle != b->angle ? a->angle < b->angle : a->across > b->across;
}

static bool is_left(const void *one, const void *other)
{
    const struct placed *a = *(const struct placed *const *)one;
    const struct placed *b = *(const struct placed *const *)other;
    return a->along < b->along;
}

static bool is_shadow(const struct placed *a, const struct placed *b)
{
    float apart = b->along - a->along;
    return a->letter == b->letter && !(b->how & LETTER_JOINED) && apart < SPACE * a->height;
}

/* Lines from the top, each from the left; letters drawn twice, to be bold, once. */
static size_t order_seen(const struct placed **order, const struct placed **spare, size_t count)
{
    size_t kept = 0;
    read_array_sort(order, spare, count, sizeof(*order), is_higher);
    for (size_t from = 0, until; from < count; from = until) {
        for (until = from + 1; until < count && is_same_line(order[from], order[until]);)
            until++;
        read_array_sort(order + from, spare, until - from, sizeof(*order), is_left);
        for (size_t i = from; i < until; i++)
            if (i == from || !is_shadow(order[kept - 1], order[i]))
                order[kept++] = order[i];
    }
    return kept;
}

static size_t collect(const struct page_letters *letters, uint16_t but, const struct placed **order)
{
    size_t count = 0;
    for (size_t i = 0; i < letters->count; i++)
        if (!(letters->at[i].how & but))
            order[count++] = &letters->at[i];
    return count;
}

static bool is_same_order(const struct placed **a, const struct placed **b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

void order_write(struct page_letters *letters, struct reading *reading)
{
    size_t room = letters->count + 1;
    const struct placed **written = ARENA_MANY(letters->arena, const struct placed *, room),
                        **seen = ARENA_MANY(letters->arena, const struct placed *, room),
                        **spare = ARENA_MANY(letters->arena, const struct placed *, room);
    size_t written_count = collect(letters, LETTER_REPLACED, written);
    size_t seen_count = order_seen(seen, spare, collect(letters, LETTER_INSTEAD, seen));
    bool is_same = seen_count == written_count && is_same_order(written, seen, seen_count);
    if (written_count > 0)
        write_both(reading, written, written_count);
    if (seen_count > 0 && !is_same)
        write_both(reading, seen, seen_count);
}
