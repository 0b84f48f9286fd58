#include "web/visit.h"

#include <sys/socket.h>
#include <time.h>

enum {
    IDLE_MS = 75 * 1000, /* longer than nginx keeps its side (60 s), so that it closes first */
    CLOSING_IDLE_MS = 1000,
    CLOSING_MS = 60 * 1000,
    REAPING_MS = 200,
    LEAST_BYTES_PER_MS = 16, /* whoever takes an answer slower than 16 KB a second is cut off */
    LEAST_FILE_BYTES_PER_MS = 64 /* and who sends a file slower than that: few may send at once */
};

static int64_t now_ms(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

void visit_enter(struct visit *visit, enum phase phase)
{
    atomic_store(&visit->since_ms, now_ms());
    atomic_store(&visit->phase, phase);
}

static int64_t patience_ms(const struct visits *visits, struct visit *visit)
{
    switch (atomic_load(&visit->phase)) {
    case PHASE_IDLE: return visits_are_closing(visits) ? CLOSING_IDLE_MS : IDLE_MS;
    case PHASE_HEAD: return visits->head_ms;
    case PHASE_BODY:
        return visits->body_ms +
               (int64_t)(atomic_load(&visit->receiving) / LEAST_FILE_BYTES_PER_MS);
    case PHASE_ANSWER: return INT64_MAX;
    case PHASE_SEND:
        return visits->body_ms + (int64_t)(atomic_load(&visit->sending) / LEAST_BYTES_PER_MS);
    }
    return 0;
}

/* Who was idle before the server began to close has the same time as everybody to ask once more. */
static int64_t since_ms(const struct visits *visits, struct visit *visit)
{
    int64_t since = atomic_load(&visit->since_ms);
    int64_t closing = atomic_load(&visits->closing_since_ms);
    return atomic_load(&visit->phase) == PHASE_IDLE && closing > since ? closing : since;
}

/* Who is idle is only told that nothing more is read: a request that has just come, whether or not
 * its thread has begun with it, is still answered. */
static int way_out(struct visit *visit)
{
    return atomic_load(&visit->phase) == PHASE_IDLE ? SHUT_RD : SHUT_RDWR;
}

static void reap(struct visits *visits)
{
    int64_t now = now_ms();
    for (struct visit *visit = visits->first; visit; visit = visit->next) {
        int64_t patience = patience_ms(visits, visit);
        if (now - since_ms(visits, visit) > patience)
            shutdown(visit->socket, way_out(visit));
    }
}

static void wait_a_little(struct visits *visits)
{
    struct timespec until;
    must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_nsec += REAPING_MS * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&visits->changed, &visits->mutex, &until);
}

static void *run_reaper(void *with)
{
    struct visits *visits = with;
    pthread_mutex_lock(&visits->mutex);
    while (!visits->has_reaper_to_end) {
        reap(visits);
        wait_a_little(visits);
    }
    pthread_mutex_unlock(&visits->mutex);
    return NULL;
}

void visits_start(struct visits *visits, int head_seconds, int body_seconds)
{
    pthread_condattr_t monotonic;
    visits->head_ms = head_seconds * MS_PER_SECOND;
    visits->body_ms = body_seconds * MS_PER_SECOND;
    must(pthread_condattr_init(&monotonic) == 0);
    must(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&visits->changed, &monotonic) == 0);
    must(pthread_mutex_init(&visits->mutex, NULL) == 0);
    must(pthread_create(&visits->reaper, NULL, run_reaper, visits) == 0);
    pthread_condattr_destroy(&monotonic);
}

void visits_stop(struct visits *visits)
{
    pthread_mutex_lock(&visits->mutex);
    visits->has_reaper_to_end = true;
    pthread_cond_broadcast(&visits->changed);
    pthread_mutex_unlock(&visits->mutex);
    pthread_join(visits->reaper, NULL);
    pthread_cond_destroy(&visits->changed);
    pthread_mutex_destroy(&visits->mutex);
}

void visits_add(struct visits *visits, struct visit *visit)
{
    pthread_mutex_lock(&visits->mutex);
    visit->next = visits->first;
    if (visit->next)
        visit->next->before = visit;
    visits->first = visit;
    visits->count++;
    pthread_mutex_unlock(&visits->mutex);
}

void visits_drop(struct visits *visits, struct visit *visit)
{
    pthread_mutex_lock(&visits->mutex);
    if (visit->next)
        visit->next->before = visit->before;
    if (visit->before)
        visit->before->next = visit->next;
    else
        visits->first = visit->next;
    visits->count--;
    pthread_cond_broadcast(&visits->changed);
    pthread_mutex_unlock(&visits->mutex);
}

void visits_close(struct visits *visits)
{
    atomic_store(&visits->closing_since_ms, now_ms());
}

bool visits_are_closing(const struct visits *visits)
{
    return atomic_load(&visits->closing_since_ms) != 0;
}

void visits_wait(struct visits *visits)
{
    int64_t end = now_ms() + CLOSING_MS;
    pthread_mutex_lock(&visits->mutex);
    while (visits->count > 0 && now_ms() < end)
        wait_a_little(visits);
    pthread_mutex_unlock(&visits->mutex);
}
