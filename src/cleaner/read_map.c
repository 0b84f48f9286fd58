#include "cleaner/read_map.h"

#include <string.h>

#include "cleaner/read.h"
#include "cleaner/read_array.h"
#include "cleaner/read_tokens.h"

uint32_t map_number(struct str bytes)
{
    uint32_t number = 0;
    for (size_t i = 0; i < bytes.size && i < 4; i++)
        number = number << 8 | (unsigned char)bytes.at[i];
    return number;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum { OPERANDS = 3, LETTERS_BYTES = 256 };
enum section { SECTION_NONE, SECTION_SPACES, SECTION_CHARS, SECTION_RANGES };

struct map_reading {
    struct arena *arena;
    struct letter_map *map;
    enum section section;
    struct token operands[OPERANDS]; /* of what is being told */
    size_t count;
    bool is_in_list; /* of the letters of a range, one by one */
};

static void add_space(struct letter_map *map, const struct token *low, const struct token *high)
{
    if (map->space_count == MAP_SPACES || low->text.size == 0 || low->text.size > 4 ||
        low->text.size != high->text.size)
        return;
    map->spaces[map->space_count++] = (struct map_space){
        map_number(low->text), map_number(high->text), (unsigned)low->text.size};
}

/* UTF-16, most significant byte first; a single byte is a letter of its own. */
static size_t next_letter(struct str text, size_t at, uint32_t *out_letter)
{
    if (text.size - at < 2) {
        *out_letter = (unsigned char)text.at[at];
        return at + 1;
    }
    uint32_t high = map_number(str_slice(text, at, 2));
    at += 2;
    if ((high & 0xfc00) == 0xd800 && text.size - at >= 2) {
        uint32_t low = map_number(str_slice(text, at, 2));
        *out_letter = 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
        return at + 2;
    }
    *out_letter = high;
    return at;
}

static void add_range(struct map_reading *reading, const struct map_space *codes, struct str to)
{
    struct letter_map *map = reading->map;
    struct map_range range = {codes->from, codes->until, codes->bytes, STR_NONE, 0};
    char before[LETTERS_BYTES];
    size_t size = 0;
    if (range.until < range.from || map->count == MAP_RANGES)
        return;
    for (size_t at = 0; at < to.size && size + 4 <= sizeof(before);) {
        size += read_utf8(range.last, before + size);
        at = next_letter(to, at, &range.last);
    }
    if (size > 0)
        range.before = str_copy(reading->arena, (struct str){before, size});
    map->ranges = read_array_more(reading->arena, map->ranges, map->count, sizeof(range),
                                  &map->room);
    map->ranges[map->count++] = range;
}

static bool is_code(const struct token *token)
{
    return token->kind == TOKEN_TEXT && token->text.size > 0 && token->text.size <= 4;
}

static void add_letters(struct map_reading *reading, const struct token *low,
                        const struct token *high, const struct token *to)
{
    if (is_code(low) && is_code(high) && to->kind == TOKEN_TEXT)
        add_range(reading, &(struct map_space){map_number(low->text), map_number(high->text),
                                               (unsigned)low->text.size}, to->text);
}

/* The letters of the next code of a range; the range's beginning goes on by one. */
static void add_listed(struct map_reading *reading, const struct token *token)
{
    const struct token *low = &reading->operands[0];
    uint32_t code = map_number(low->text) + (uint32_t)reading->count++ - 2;
    if (token->kind == TOKEN_CLOSE) {
        reading->is_in_list = false;
        reading->count = 0;
    } else if (token->kind == TOKEN_TEXT && is_code(low) && code >= map_number(low->text))
        add_range(reading, &(struct map_space){code, code, (unsigned)low->text.size}, token->text);
}

static void take(struct map_reading *reading, const struct token *token)
{
    static const size_t enough[] = {
        [SECTION_SPACES] = 2, [SECTION_CHARS] = 2, [SECTION_RANGES] = 3};
    const struct token *is = reading->operands;
    if (reading->section == SECTION_NONE)
        return;
    if (reading->is_in_list) {
        add_listed(reading, token);
        return;
    }
    if (reading->section == SECTION_RANGES && reading->count == 2 && token->kind == TOKEN_OPEN) {
        reading->is_in_list = true;
        return;
    }
    reading->operands[reading->count++] = *token;
    if (reading->count < enough[reading->section])
        return;
    if (reading->section == SECTION_SPACES)
        add_space(reading->map, &is[0], &is[1]);
    else if (reading->section == SECTION_CHARS)
        add_letters(reading, &is[0], &is[0], &is[1]);
    else
        add_letters(reading, &is[0], &is[1], &is[2]);
    reading->count = 0;
}

static void do_word(struct map_reading *reading, const struct token *word)
{
    reading->section = str_equal_c(word->text, "begincodespacerange") ? SECTION_SPACES
                     : str_equal_c(word->text, "beginbfchar") ? SECTION_CHARS
                     : str_equal_c(word->text, "beginbfrange") ? SECTION_RANGES : SECTION_NONE;
    reading->is_in_list = false;
    reading->count = 0;
}

/* ---- order ----------------------------------------------------------------------------------- */

static bool is_before(const void *one, const void *other)
{
    const struct map_range *a = one, *b = other;
    return a->bytes != b->bytes ? a->bytes < b->bytes : a->from < b->from;
}

void map_read(struct arena *arena, char *at, size_t size, struct letter_map *out_map)
{
    struct map_reading reading = {.arena = arena, .map = out_map};
    struct tokens tokens = {at, at + size};
    struct token token;
    *out_map = (struct letter_map){0};
    while ((token = tokens_next(&tokens)).kind != TOKEN_END) {
        if (token.kind == TOKEN_WORD)
            do_word(&reading, &token);
        else
            take(&reading, &token);
    }
    if (out_map->count > 0)
        read_array_sort(out_map->ranges, ARENA_MANY(arena, struct map_range, out_map->count),
                        out_map->count, sizeof(struct map_range), is_before);
}

/* ---- finding --------------------------------------------------------------------------------- */

const struct map_range *map_find(const struct letter_map *map, uint32_t code, unsigned bytes)
{
    struct map_range wanted = {.from = code, .bytes = bytes};
    size_t low = 0, high = map->count; /* the last that does not begin behind it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&wanted, &map->ranges[middle]))
            high = middle;
        else
            low = middle + 1;
    }
    const struct map_range *found = low > 0 ? &map->ranges[low - 1] : NULL;
    return found && found->bytes == bytes && code <= found->until ? found : NULL;
}

unsigned map_code_bytes(const struct letter_map *map, struct str codes)
{
    for (size_t i = 0; i < map->space_count; i++) {
        const struct map_space *space = &map->spaces[i];
        bool is_in = codes.size >= space->bytes;
        for (unsigned k = 0; is_in && k < space->bytes; k++) { /* each byte for itself */
            unsigned shift = 8 * (space->bytes - 1 - k), byte = (unsigned char)codes.at[k];
            is_in = byte >= (space->from >> shift & 0xff) && byte <= (space->until >> shift & 0xff);
        }
        if (is_in)
            return space->bytes;
    }
    return 0;
}
