/* read_stream.h - inner header of the cleaner: what stands in a stream of a PDF, unpacked.
 *
 * qpdf gives it on the heap; it is had here in the arena, and nothing is left behind.
 */
#ifndef CLEANER_READ_STREAM_H
#define CLEANER_READ_STREAM_H

#include <qpdf/qpdf-c.h>

#include "base/base.h"

struct stream_bytes {
    char *at; /* may be changed */
    size_t size;
};

/* False: it is no stream, or it cannot be unpacked. */
bool stream_read(struct arena *arena, qpdf_data pdf, qpdf_oh stream,
                 struct stream_bytes *out_bytes);

/* All that a page draws, one after the other. */
bool stream_read_page(struct arena *arena, qpdf_data pdf, qpdf_oh page,
                      struct stream_bytes *out_bytes);

#endif
