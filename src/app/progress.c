#include "app/progress.h"

#include "app/app.h"

enum { QUIET_MS = 2000 };

struct progress progress_begin(FILE *out)
{
    return (struct progress){.out = out, .told_ms = app_real_now().ms};
}

void progress_tell(struct progress *progress, const char *what, int64_t count)
{
    if (progress == NULL || progress->out == NULL)
        return;
    int64_t now = app_real_now().ms;
    if (now - progress->told_ms < QUIET_MS)
        return;
    progress->told_ms = now;
    fprintf(progress->out, "haven: %lld %s\n", (long long)count, what);
    fflush(progress->out);
}

bool progress_count(void *progress, int64_t count)
{
    struct progress *telling = progress;
    if (telling == NULL)
        return true;
    progress_tell(telling, telling->what, count);
    return telling->is_stopped == NULL || !atomic_load(telling->is_stopped);
}
