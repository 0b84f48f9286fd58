#include "vault/history.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vault/alarm.h"

enum { PROOF_BYTES = sizeof(((struct history_copy *)0)->proof), ALARM_SECONDS = 60,
       WEEK_SECONDS = 7 * 86400 };

/* Chains of a process on PostgreSQL have numbers from here on (guard/audit.c). */
#define FIRST_OF_A_PROCESS (INT64_C(1) << 31)

struct history {
    const unsigned char *key;
    int file;
    struct history_copy now, *kept;
    bool is_damaged;
    int64_t alarmed_at; /* seconds since the machine's start; 0: never */
};

/* ---- copies -------------------------------------------------------------------------------- */

static size_t size_of(const struct history_copy *copy)
{
    return offsetof(struct history_copy, at) + (size_t)copy->count * sizeof(copy->at[0]);
}

static void prove(const struct history *history, const struct history_copy *copy,
                  unsigned char out[PROOF_BYTES])
{
    must(crypto_generichash(out, PROOF_BYTES, (const unsigned char *)copy + PROOF_BYTES,
                            size_of(copy) - PROOF_BYTES, history->key, KEY_BYTES) == 0);
}

/* Takes it when it is right and newer. */
static void take(struct history *history, const struct history_copy *copy)
{
    unsigned char proof[PROOF_BYTES];
    if (copy->number <= history->now.number || copy->count < 0 || copy->count > LOG_CHAINS)
        return;
    prove(history, copy, proof);
    if (sodium_memcmp(proof, copy->proof, PROOF_BYTES) == 0)
        memcpy(&history->now, copy, size_of(copy));
}

static off_t place_of(int64_t number)
{
    return number % 2 * (off_t)sizeof(struct history_copy);
}

/* In memory first: the process may be ended between the two. */
static void save(struct history *history)
{
    struct history_copy *now = &history->now;
    now->number++;
    prove(history, now, now->proof);
    memcpy(&history->kept[now->number % 2], now, size_of(now));
    if (history->file >= 0 &&
        (pwrite(history->file, now, size_of(now), place_of(now->number)) != (ssize_t)size_of(now) ||
         fdatasync(history->file) != 0))
        alarm_tell("history_not_written");
}

/* An empty file is a new one. Who only reads leaves it as it is: on PostgreSQL a command may run
 * beside the server. */
static void load(struct history *history)
{
    struct history_copy *copy = calloc(1, sizeof(*copy));
    bool is_empty = true;
    must(copy != NULL);
    for (int64_t number = 0; number < 2 && history->file >= 0; number++) {
        ssize_t size = pread(history->file, copy, sizeof(*copy), place_of(number));
        is_empty &= size == 0;
        if (size > (ssize_t)offsetof(struct history_copy, at))
            take(history, copy);
        memset(copy, 0, sizeof(*copy));
    }
    free(copy);
    int64_t in_file = history->now.number;
    for (int64_t number = 0; number < 2; number++)
        take(history, &history->kept[number]);
    if (history->now.number > in_file)
        save(history); /* the file is behind, or away */
    history->is_damaged = !is_empty && history->now.number == 0;
    if (history->is_damaged)
        alarm_tell("history_damaged");
}

struct history *history_make(const unsigned char *key, int file, struct history_copy kept[2])
{
    struct history *history = calloc(1, sizeof(*history));
    must(history != NULL);
    history->key = key;
    history->file = file;
    history->kept = kept;
    load(history);
    return history;
}

/* ---- growing ------------------------------------------------------------------------------- */

static struct history_mark *find(struct history *history, int64_t writer)
{
    for (int64_t i = 0; i < history->now.count; i++)
        if (history->now.at[i].mark.writer == writer)
            return &history->now.at[i];
    return NULL;
}

/* The place of a chain that begins; NULL: there is none. */
static struct history_mark *room(struct history *history, int64_t now)
{
    struct history_mark *oldest = NULL;
    if (history->now.count < LOG_CHAINS)
        return &history->now.at[history->now.count++];
    for (size_t i = 0; i < LOG_CHAINS; i++) {
        struct history_mark *at = &history->now.at[i];
        if (at->mark.writer >= FIRST_OF_A_PROCESS && at->signed_at < now - WEEK_SECONDS &&
            (oldest == NULL || at->signed_at < oldest->signed_at))
            oldest = at;
    }
    return oldest;
}

static bool may_grow(struct history *history, const struct log_mark *mark,
                     const struct tree_proof *proof)
{
    int64_t now = clock_seconds(CLOCK_REALTIME);
    struct history_mark *last = find(history, mark->writer);
    if (history->is_damaged || mark->size <= 0)
        return false;
    if (last != NULL && !tree_has_grown(proof, last->mark.size, mark->size, &last->mark.root,
                                        &mark->root))
        return false;
    if (last == NULL)
        last = room(history, now);
    if (last == NULL)
        return false;
    *last = (struct history_mark){*mark, now};
    return true;
}

enum err history_grow(struct history *history, const struct log_mark *mark,
                      const struct tree_proof *proof)
{
    if (may_grow(history, mark, proof)) {
        save(history);
        return OK;
    }
    int64_t now = clock_seconds(CLOCK_BOOTTIME);
    if (history->alarmed_at == 0 || now - history->alarmed_at >= ALARM_SECONDS) {
        history->alarmed_at = now;
        alarm_tell("history_refused");
    }
    return ERR_CONFLICT;
}

void history_write(const struct history *history, struct writer *out)
{
    write_size(out, (uint32_t)history->now.count);
    for (int64_t i = 0; i < history->now.count; i++)
        write_mark(out, &history->now.at[i].mark);
}
