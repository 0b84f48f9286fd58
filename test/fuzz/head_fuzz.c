/* Heads of requests: what is let in has one Host, one way to find its end, and no odd bytes.
 * sources: base src/web/request.c src/web/head.c src/web/json.c src/web/multipart.c
 * sources: src/web/reply.c src/web/words.c src/web/tongue.c
 */
#include <string.h>
#include <strings.h>

#include "web/head.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct counts {
    int host, length, transfer;
};

static bool is_named(struct str name, const char *known)
{
    return name.size == strlen(known) && strncasecmp(name.at, known, name.size) == 0;
}

/* "METHOD TARGET VERSION\nName:value\n..." */
static struct head read_lines(struct str *rest, struct counts *counts)
{
    struct str line = str_cut(rest, '\n');
    struct str method = str_cut(&line, ' '), target = str_cut(&line, ' ');
    struct head head = head_make(method, target, line);
    while (rest->size > 0) {
        struct str value = str_cut(rest, '\n');
        if (value.size == 0)
            break;
        struct str name = str_cut(&value, ':');
        head_add(&head, name, value);
        counts->host += is_named(name, "host");
        counts->length += is_named(name, "content-length");
        counts->transfer += is_named(name, "transfer-encoding");
    }
    return head;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct str rest = {(const char *)bytes, size};
    struct counts counts = {0};
    struct head head = read_lines(&rest, &counts);
    struct request request;
    if (head_status(&head, 1000) == 0) {
        must(counts.host == 1 && counts.length <= 1 && counts.transfer <= 1);
        must(counts.length == 0 || counts.transfer == 0);
        must(head_length(&head) <= 1000 && head.bytes <= HEAD_BYTES_LIMIT);
        must(memchr(head.target.at, ' ', head.target.size) == NULL);
        if (head_read(&head, &arena, &request) == OK) {
            must(request.path.size > 0 && request.path.at[0] == '/');
            enum err err = head_read_body(&head, &arena, rest, &request);
            must(err == OK || err == ERR_MALFORMED || err == ERR_TOO_LARGE);
        }
    }
    arena_free(&arena);
    return 0;
}
