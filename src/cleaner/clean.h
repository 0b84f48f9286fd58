/* clean.h - inner header of the cleaner: from the bytes that were sent to those that are kept.
 *
 * Pure: knows no process and no file. Reads nothing outside in, writes nothing outside out.
 */
#ifndef CLEANER_CLEAN_H
#define CLEANER_CLEAN_H

#include "cleaner/cleaner.h"

enum {
    CLEAN_MORE_BYTES = 1 << 20, /* a clean PDF may be so much longer than what was sent */
    CLEAN_MOST_POINTS = 40000000,
    CLEAN_MOST_TEXT_BYTES = 256 << 10
};

struct clean {
    const unsigned char *in;
    size_t in_size;
    unsigned char *out;
    size_t out_size, out_room;
    bool is_full; /* something did not fit: the result is CLEAN_LARGE */
};

/* Tells what it is and writes the clean copy to out. *out_format is set with CLEAN_TAKEN only. */
enum clean_verdict clean(struct clean *clean, enum clean_format *out_format);

/* One for each format; in begins as that format does. */
enum clean_verdict clean_jpeg(struct clean *clean);
enum clean_verdict clean_png(struct clean *clean);
enum clean_verdict clean_pdf(struct clean *clean);
enum clean_verdict clean_text(struct clean *clean);

void clean_add(struct clean *clean, const void *bytes, size_t size);

/* Most significant byte first. */
uint32_t clean_number(const unsigned char *at, size_t size);

/* Are there so many points, and not too many to be shown? */
enum clean_verdict clean_points(uint32_t width, uint32_t height);

#endif
