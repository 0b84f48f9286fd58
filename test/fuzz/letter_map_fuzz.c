/* The signs of a PDF, and a font's map made of them: to its end, in order, whatever was sent. Each
 * text and name lies within what was sent, and nothing is found that no range has.
 * sources: base src/cleaner/read_array.c src/cleaner/read_letters.c src/cleaner/read_map.c
 * sources: src/cleaner/read_tokens.c
 */
#include <stdlib.h>
#include <string.h>

#include "cleaner/read.h"
#include "cleaner/read_letters.h"
#include "cleaner/read_map.h"
#include "cleaner/read_tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

size_t read_utf8(uint32_t letter, char *at) /* that of read_pdf.c stands on qpdf */
{
    memset(at, 'x', 4);
    return letter % 5;
}

static void read_tokens(char *at, size_t size)
{
    struct tokens tokens = {at, at + size};
    struct token token;
    uint32_t letters[LETTERS_MOST];
    while ((token = tokens_next(&tokens)).kind != TOKEN_END) {
        must(tokens.at <= at + size);
        if (token.kind == TOKEN_TEXT || token.kind == TOKEN_NAME)
            must(token.text.at >= at && token.text.at + token.text.size <= tokens.at);
        must(letters_of_name(token.text, letters) <= LETTERS_MOST);
        must(token.number == token.number);
        if (token_is(&token, TOKEN_WORD, "ID"))
            tokens_skip_picture(&tokens);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make((size_t)64 << 20);
    struct letter_map map;
    char *copy = malloc(size + 1);
    must(copy != NULL);
    memcpy(copy, bytes, size);
    read_tokens(copy, size);
    memcpy(copy, bytes, size);
    map_read(&arena, copy, size, &map);
    for (size_t i = 1; i < map.count; i++)
        must(map.ranges[i - 1].bytes <= map.ranges[i].bytes);
    for (uint32_t code = 0; code < 300; code++) {
        const struct map_range *range = map_find(&map, code, code % 4 + 1);
        must(range == NULL || (range->from <= code && code <= range->until));
    }
    for (size_t from = 0; from < size && from < 64; from++)
        must(map_code_bytes(&map, (struct str){copy + from, size - from}) <= size - from);
    free(copy);
    arena_free(&arena);
    return 0;
}
