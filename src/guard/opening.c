#include "guard/opening.h"

#include <string.h>

#include "guard/proof.h"
#include "guard/unreadable.h"

enum { FIRST_ROOM = 32 };

struct opening opening_make(struct job *job)
{
    return (struct opening){.job = job};
}

struct opening opening_make_readable(struct job *job)
{
    return (struct opening){.job = job, .is_readable = true};
}

static void grow(struct opening *opening)
{
    struct arena *arena = opening->job->arena;
    struct opening larger = {.room = opening->room ? 2 * opening->room : FIRST_ROOM};
    larger.items = ARENA_MANY(arena, struct vault_item, larger.room);
    larger.outs = ARENA_MANY(arena, struct str *, larger.room);
    if (opening->count > 0) {
        memcpy(larger.items, opening->items, opening->count * sizeof(*larger.items));
        memcpy(larger.outs, opening->outs, opening->count * sizeof(*larger.outs));
    }
    opening->items = larger.items;
    opening->outs = larger.outs;
    opening->room = larger.room;
}

void opening_add(struct opening *opening, const struct vault_item *item, struct str *out_text)
{
    *out_text = STR_NONE;
    if (item->wrapped_key.size == 0)
        return;
    if (opening->count == opening->room)
        grow(opening);
    opening->items[opening->count] = *item;
    opening->outs[opening->count++] = out_text;
}

struct str opening_key(const struct opening *opening, enum vault_owner kind, int64_t owner)
{
    for (size_t i = opening->count; i > 0; i--) {
        const struct vault_item *item = &opening->items[i - 1];
        if (item->kind == kind && item->owner == owner)
            return item->wrapped_key;
    }
    return STR_NONE;
}

/* The owners that are records; those of one follow each other. */
static size_t list_records(const struct opening *opening, int64_t *out_records)
{
    size_t count = 0;
    for (size_t i = 0; i < opening->count; i++) {
        enum vault_owner kind = opening->items[i].kind;
        int64_t owner = opening->items[i].owner;
        bool is_record = kind == VAULT_PERSON || kind == VAULT_REFERRAL || kind == VAULT_HOUSE;
        if (is_record && (count == 0 || out_records[count - 1] != owner))
            out_records[count++] = owner;
    }
    return count;
}

static bool is_among(const int64_t *records, size_t count, int64_t record)
{
    for (size_t i = 0; i < count; i++)
        if (records[i] == record)
            return true;
    return false;
}

static void leave_out(struct opening *opening, const int64_t *forged, size_t forged_count)
{
    size_t kept = 0;
    for (size_t i = 0; i < opening->count; i++)
        if (!is_among(forged, forged_count, opening->items[i].owner)) {
            opening->items[kept] = opening->items[i];
            opening->outs[kept++] = opening->outs[i];
        }
    opening->count = kept;
}

/* A list finds its rows by the ties as they stand in the database: of a record whose ties are
 * forged it opens nothing. What the program does for itself rests on no tie. */
static enum err leave_out_forged(struct opening *opening)
{
    struct job *job = opening->job;
    size_t kept_count = 0;
    if (opening->count == 0 || job->asker.role == ROLE_NONE)
        return OK;
    must(job->db != NULL);
    int64_t *records = ARENA_MANY(job->arena, int64_t, opening->count);
    size_t count = list_records(opening, records);
    int64_t *kept = ARENA_MANY(job->arena, int64_t, count);
    memcpy(kept, records, count * sizeof(*kept));
    enum err err = proof_filter(job, PROOF_record, kept, count, &kept_count);
    if (err != OK || kept_count == count)
        return err;
    size_t forged = 0; /* kept is in the order of records */
    for (size_t i = 0, k = 0; i < count; i++) {
        if (k < kept_count && kept[k] == records[i])
            k++;
        else
            records[forged++] = records[i];
    }
    leave_out(opening, records, forged);
    return OK;
}

/* Each that does not open is noted, not the first only: a guardian looks for all of them. */
static enum err note_unreadable(struct opening *opening)
{
    enum err err = OK;
    for (size_t i = 0; i < opening->count; i++) {
        struct vault_item *item = &opening->items[i];
        if (item->result != ERR_INVALID) {
            err = err == OK ? item->result : err;
            continue;
        }
        unreadable_note(opening->job, item);
        item->out = STR_UNREADABLE;
        if (!opening->is_readable)
            err = ERR_INVALID;
    }
    return err;
}

static enum err ask_vault(struct opening *opening)
{
    struct job *job = opening->job;
    enum err err = vault_open_all(job->vault, job->arena, opening->items, opening->count);
    if (err == OK)
        err = note_unreadable(opening);
    for (size_t i = 0; i < opening->count && err == OK; i++)
        *opening->outs[i] = opening->items[i].out;
    opening->count = 0;
    return err;
}

enum err opening_open(struct opening *opening)
{
    enum err err = leave_out_forged(opening);
    return err == OK ? ask_vault(opening) : err;
}

enum err opening_open_last(struct opening *opening)
{
    enum err err = leave_out_forged(opening);
    job_stop_reading(opening->job);
    return err == OK ? ask_vault(opening) : err;
}
