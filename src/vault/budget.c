#include "vault/budget.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vault/alarm.h"

enum { DAY_SECONDS = 86400, HOUR_SECONDS = 3600, PROOF_BYTES = BUDGET_PROOF_BYTES };

/* As it stands in the file. */
struct line {
    int64_t at; /* seconds since 1970; of a house that was found, FOUND with it */
    int64_t staff; /* or the house */
    unsigned char proof[PROOF_BYTES];
};
_Static_assert(sizeof(struct line) == 48, "no gaps");
#define FOUND (INT64_C(1) << 62)

struct budget {
    pthread_mutex_t mutex;
    int file;
    int staff_limit, all_limit;
    int64_t started_at, started_ticks; /* the time at the start, by each of the two clocks */
    unsigned char proof[PROOF_BYTES];  /* of the last line; zeros: there is none */
    unsigned char *kept;               /* the same, kept by the supervisor; or NULL */
    struct line *lines;                /* of the last 24 hours, the oldest first */
    size_t count, room;
};

static const struct {
    const char *table, *column;
    enum address is;
} addresses[] = {
    {"house", "address_sealed", ADDRESS_WHOLE},
    {"house_pattern", "patterns_sealed", ADDRESS_PATTERNS},
};

enum address address_of(const struct vault_item *item)
{
    for (size_t i = 0; i < COUNT_OF(addresses); i++)
        if (strcmp(item->place.table, addresses[i].table) == 0 &&
            strcmp(item->place.column, addresses[i].column) == 0)
            return addresses[i].is;
    return ADDRESS_NONE;
}

static int64_t now_of(const struct budget *budget)
{
    return budget->started_at + clock_seconds(CLOCK_BOOTTIME) - budget->started_ticks;
}

static void prove(const struct core *core, const unsigned char before[PROOF_BYTES],
                  const struct line *line, unsigned char out[PROOF_BYTES])
{
    crypto_generichash_state state;
    must(crypto_generichash_init(&state, core->locked->budget, KEY_BYTES, PROOF_BYTES) == 0);
    crypto_generichash_update(&state, before, PROOF_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)line, 2 * sizeof(int64_t));
    crypto_generichash_final(&state, out, PROOF_BYTES);
    sodium_memzero(&state, sizeof(state));
}

static int64_t time_of(const struct line *line)
{
    return line->at & ~FOUND;
}

static void forget_old(struct budget *budget, int64_t now)
{
    size_t old = 0;
    while (old < budget->count && time_of(&budget->lines[old]) <= now - DAY_SECONDS)
        old++;
    if (old == 0)
        return;
    budget->count -= old;
    memmove(budget->lines, budget->lines + old, budget->count * sizeof(*budget->lines));
}

static void remember(struct budget *budget, const struct line *line)
{
    if (budget->count == budget->room) {
        budget->room = budget->room * 2 + 64;
        budget->lines = realloc(budget->lines, budget->room * sizeof(*budget->lines));
        must(budget->lines != NULL);
    }
    budget->lines[budget->count++] = *line;
    memcpy(budget->proof, line->proof, PROOF_BYTES);
}

static bool is_kept(const struct budget *budget, const unsigned char proof[PROOF_BYTES])
{
    return budget->kept == NULL || sodium_memcmp(budget->kept, proof, PROOF_BYTES) == 0;
}

/* A last line that is there by half was never answered: it goes. False: the file is not what we
 * wrote, or not all of it. */
static bool read_lines(const struct core *core, struct budget *budget)
{
    unsigned char proof[PROOF_BYTES];
    struct line line;
    off_t whole = 0;
    ssize_t size;
    bool is_all = is_kept(budget, budget->proof);
    while ((size = read(budget->file, &line, sizeof(line))) == (ssize_t)sizeof(line)) {
        prove(core, budget->proof, &line, proof);
        if (sodium_memcmp(proof, line.proof, PROOF_BYTES) != 0)
            return false;
        remember(budget, &line);
        forget_old(budget, time_of(&line));
        is_all |= is_kept(budget, proof); /* after it may stand one that was not kept any more */
        whole += size;
    }
    return is_all && size >= 0 && (size == 0 || ftruncate(budget->file, whole) == 0);
}

static void keep(struct budget *budget)
{
    if (budget->kept != NULL)
        memcpy(budget->kept, budget->proof, PROOF_BYTES);
}

struct budget *budget_make(const struct core *core, int file, int staff_limit, int all_limit,
                           unsigned char *kept)
{
    struct budget *budget = calloc(1, sizeof(*budget));
    must(budget != NULL);
    must(pthread_mutex_init(&budget->mutex, NULL) == 0);
    budget->file = file;
    budget->staff_limit = staff_limit;
    budget->all_limit = all_limit;
    budget->kept = kept;
    if (file >= 0 && !read_lines(core, budget)) {
        alarm_tell("budget_damaged");
        budget->all_limit = 0; /* nothing is given until somebody has looked */
    } else if (file >= 0) {
        keep(budget);
    }
    int64_t last = budget->count > 0 ? time_of(&budget->lines[budget->count - 1]) : 0;
    int64_t now = clock_seconds(CLOCK_REALTIME);
    budget->started_at = now > last ? now : last;
    budget->started_ticks = clock_seconds(CLOCK_BOOTTIME);
    return budget;
}

/* The alarm's word, or NULL: something is left for this member of staff, or for houses found. */
static const char *used_up(const struct budget *budget, const struct line *wanted)
{
    int64_t hour_ago = time_of(wanted) - HOUR_SECONDS;
    int of_staff = 0, of_all = 0;
    for (size_t i = 0; i < budget->count; i++) {
        const struct line *line = &budget->lines[i];
        bool is_alike = (line->at & FOUND) == (wanted->at & FOUND);
        of_staff += is_alike && line->staff == wanted->staff;
        of_all += is_alike && time_of(line) > hour_ago;
    }
    if (of_all >= budget->all_limit)
        return wanted->at & FOUND ? "houses_of_the_hour_found" : "addresses_of_the_hour_used_up";
    bool is_over = !(wanted->at & FOUND) && of_staff >= budget->staff_limit;
    return is_over ? "addresses_of_the_day_used_up" : NULL;
}

static bool write_down(struct budget *budget, const struct line *line)
{
    if (budget->file < 0)
        return true;
    return write(budget->file, line, sizeof(*line)) == (ssize_t)sizeof(*line) &&
           fdatasync(budget->file) == 0;
}

static enum err take(const struct core *core, struct budget *budget, struct line line)
{
    forget_old(budget, time_of(&line));
    const char *word = used_up(budget, &line);
    if (word != NULL) {
        alarm_tell(word);
        return ERR_TOO_MANY;
    }
    prove(core, budget->proof, &line, line.proof);
    if (!write_down(budget, &line)) {
        /* perhaps half a line stands there: what follows would not be proven */
        budget->all_limit = 0;
        alarm_tell("budget_not_written");
        return ERR_BUSY;
    }
    remember(budget, &line);
    keep(budget);
    return OK;
}

enum err budget_take(const struct core *core, int64_t staff)
{
    struct budget *budget = core->budget;
    pthread_mutex_lock(&budget->mutex);
    enum err err = take(core, budget, (struct line){.at = now_of(budget), .staff = staff});
    pthread_mutex_unlock(&budget->mutex);
    return err;
}

static bool is_found_already(const struct budget *budget, const struct line *found)
{
    for (size_t i = 0; i < budget->count; i++) {
        const struct line *line = &budget->lines[i];
        if (line->at & FOUND && line->staff == found->staff &&
            time_of(line) > time_of(found) - HOUR_SECONDS)
            return true;
    }
    return false;
}

enum err budget_found(const struct core *core, const int64_t *houses, size_t count)
{
    struct budget *budget = core->budget;
    pthread_mutex_lock(&budget->mutex);
    struct line found = {.at = now_of(budget) | FOUND};
    const char *word = count == 0 ? used_up(budget, &found) : NULL;
    enum err err = word == NULL ? OK : ERR_TOO_MANY;
    if (word != NULL)
        alarm_tell(word);
    for (size_t i = 0; i < count && err == OK; i++) {
        found.staff = houses[i];
        if (!is_found_already(budget, &found))
            err = take(core, budget, found);
    }
    pthread_mutex_unlock(&budget->mutex);
    return err;
}
