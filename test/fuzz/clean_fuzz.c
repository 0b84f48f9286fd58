/* Files as strangers send them: an answer for each, and what was taken is clean: cleaning it again
 * changes nothing of it. Of PDF only a part of what is done is seen by the fuzzer: the rest is
 * qpdf.
 * sources: base src/cleaner/clean.c src/cleaner/clean_jpeg.c src/cleaner/clean_pdf.c
 * sources: src/cleaner/clean_png.c
 * libraries: -lqpdf
 */
#include <stdlib.h>
#include <string.h>

#include "cleaner/clean.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum clean_verdict clean_into(const unsigned char *in, size_t size, struct clean *out_clean,
                                     enum clean_format *out_format)
{
    *out_clean = (struct clean){.in = in, .in_size = size, .out_room = size + 65536};
    out_clean->out = malloc(out_clean->out_room);
    must(out_clean->out != NULL);
    return clean(out_clean, out_format);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct clean first, second;
    enum clean_format format = 0, again = 0;
    enum clean_verdict verdict = clean_into(bytes, size, &first, &format);
    must(verdict < CLEAN_VERDICTS);
    if (verdict == CLEAN_TAKEN) {
        must(format > 0 && format < CLEAN_FORMATS);
        verdict = clean_into(first.out, first.out_size, &second, &again);
        if (format != CLEAN_PDF) {
            must(verdict == CLEAN_TAKEN && again == format);
            must(second.out_size == first.out_size &&
                 memcmp(second.out, first.out, first.out_size) == 0);
        }
        free(second.out);
    }
    free(first.out);
    return 0;
}
