/* JSON: what is read is text, and what is written is read back the same.
 * sources: base src/web/request.c src/web/reply.c src/web/json.c src/web/words.c src/web/tongue.c
 */
#include <jansson.h>
#include <string.h>

#include "web/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_written(struct arena *arena, struct str text)
{
    struct buf out = buf_make(arena, 16);
    json_write_text(&out, text);
    json_t *read = json_loadb(out.at, out.size, JSON_DECODE_ANY, NULL);
    must(read != NULL && json_string_length(read) == text.size);
    must(memcmp(json_string_value(read), text.at, text.size) == 0);
    json_decref(read);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct str text = {(const char *)bytes, size};
    struct pairs pairs;
    if (json_read_pairs(&arena, text, &pairs) == OK)
        for (size_t i = 0; i < pairs.count; i++) {
            must(pairs.at[i].name.size > 0 && str_is_utf8(pairs.at[i].name));
            must(str_is_utf8(pairs.at[i].value));
            check_written(&arena, pairs.at[i].value);
        }
    if (str_is_utf8(text))
        check_written(&arena, text);
    arena_free(&arena);
    return 0;
}
