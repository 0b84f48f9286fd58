#include "cleaner/read_stream.h"

#include <stdlib.h>
#include <string.h>

/* Into the arena, whose overflow frees what qpdf gave too. */
static struct stream_bytes moved(struct arena *arena, unsigned char *given, size_t size)
{
    void **slot = arena_slot(arena, free);
    *slot = given;
    struct stream_bytes bytes = {arena_take(arena, size), size};
    if (size > 0)
        memcpy(bytes.at, given, size);
    free(given);
    *slot = NULL;
    return bytes;
}

bool stream_read(struct arena *arena, qpdf_data pdf, qpdf_oh stream,
                 struct stream_bytes *out_bytes)
{
    unsigned char *given = NULL;
    size_t size = 0;
    QPDF_BOOL is_unpacked = QPDF_FALSE;
    if (!qpdf_oh_is_stream(pdf, stream))
        return false;
    bool is_had = !(qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_specialized, &is_unpacked, &given,
                                            &size) & QPDF_ERRORS);
    *out_bytes = moved(arena, given, is_had ? size : 0);
    return is_had && is_unpacked;
}

bool stream_read_page(struct arena *arena, qpdf_data pdf, qpdf_oh page,
                      struct stream_bytes *out_bytes)
{
    unsigned char *given = NULL;
    size_t size = 0;
    bool is_had = !(qpdf_oh_get_page_content_data(pdf, page, &given, &size) & QPDF_ERRORS);
    *out_bytes = moved(arena, given, is_had ? size : 0);
    return is_had;
}
