/* Targets of requests: what is accepted has one reading only.
 * sources: base src/web/request.c
 */
#include <string.h>

#include "web/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_path(struct str path)
{
    must(path.size > 0 && path.at[0] == '/' && str_is_utf8(path));
    struct str rest = str_slice(path, 1, path.size);
    while (rest.size > 0) {
        struct str part = str_cut(&rest, '/');
        must(part.size > 0);
        must(!str_equal(part, STR(".")) && !str_equal(part, STR("..")));
        for (size_t i = 0; i < part.size; i++)
            must((unsigned char)part.at[i] >= 0x20 && part.at[i] != 0x7f && part.at[i] != '\\');
    }
}

/* Decoding what was decoded, with its signs encoded again, gives the same. */
static void check_encoded_again(struct arena *arena, struct str text)
{
    struct buf encoded = buf_make(arena, text.size * 3 + 1);
    for (size_t i = 0; i < text.size; i++)
        buf_format(&encoded, "%%%02x", (unsigned char)text.at[i]);
    struct str decoded;
    must(url_decode(arena, buf_text(&encoded), true, &decoded) == OK);
    must(str_equal(decoded, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct str text = {(const char *)bytes, size}, path;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct pairs pairs;
    if (url_decode_path(&arena, text, &path) == OK)
        check_path(path);
    if (pairs_read(&arena, text, &pairs) == OK)
        for (size_t i = 0; i < pairs.count; i++) {
            must(pairs.at[i].name.size > 0);
            check_encoded_again(&arena, pairs.at[i].value);
        }
    struct str cookie = cookie_get(text, "session");
    must(cookie.size <= size);
    arena_free(&arena);
    return 0;
}
