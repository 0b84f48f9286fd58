/* clean_sample.h - one file of each kind, with SECRET in every place that a sender does not see.
 */
#ifndef TEST_CLEAN_SAMPLE_H
#define TEST_CLEAN_SAMPLE_H

#include "base/base.h"

#define SECRET "51.5074N"
#define SEEN "Dear Ms Okafor"

struct str sample_jpeg(struct arena *arena, int way_up, uint32_t width, uint32_t height);
struct str sample_png(struct arena *arena, uint32_t width, uint32_t height);

/* A PDF of one page with a JPEG; more: what else stands in its catalogue, such as
 * "/OpenAction<</S/JavaScript/JS(app.alert(1))>>". */
struct str sample_pdf(struct arena *arena, const char *more);
struct str sample_locked_pdf(struct arena *arena);

#endif
