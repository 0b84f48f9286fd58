/* Base64: one spelling of any bytes, and only that one is read.
 * sources: base
 */
#include "base/base.h"
#include "base/base64.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static unsigned char read[8192];
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct str text = {(const char *)bytes, size};
    size_t count = 0;
    if (base64_read(text, read, sizeof(read) - size % 7, &count) == OK)
        must(str_equal(base64_write(&arena, read, count), text));
    struct str written = base64_write(&arena, bytes, size);
    if (size <= sizeof(read)) {
        must(base64_read(written, read, sizeof(read), &count) == OK && count == size);
        must(size == 0 || memcmp(read, bytes, size) == 0);
    }
    arena_free(&arena);
    return 0;
}
