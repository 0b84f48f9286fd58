/* Forms that carry a file: names are names, texts are texts, nothing is read outside the body. The
 * first line is the content type.
 * sources: base src/web/request.c src/web/multipart.c
 */
#include <string.h>

#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_name(struct str name)
{
    must(name.size > 0 && name.size <= 64);
    for (size_t i = 0; i < name.size; i++)
        must(name.at[i] && strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", name.at[i]));
}

static void check_inside(struct str body, struct str part)
{
    must(part.size == 0 || (part.at >= body.at && part.at + part.size <= body.at + body.size));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct str body = {(const char *)bytes, size}, type = str_cut(&body, '\n');
    struct request request = {0};
    if (multipart_is(type) && multipart_read(&arena, type, body, &request) == OK) {
        must(request.fields.count <= MULTIPART_PARTS_LIMIT);
        for (size_t i = 0; i < request.fields.count; i++) {
            check_name(request.fields.at[i].name);
            check_inside(body, request.fields.at[i].value);
            must(str_is_utf8(request.fields.at[i].value));
        }
        check_inside(body, request.file.bytes);
        if (request.file.bytes.size > 0)
            check_name(request.file.field);
    }
    arena_free(&arena);
    return 0;
}
