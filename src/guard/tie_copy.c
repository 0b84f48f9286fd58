#include "guard/tie_copy.h"

#include "guard/conflict.h"
#include "guard_tie_copy_sql.h"

/* More changes than these, and the whole circle is read anew. */
enum { CHANGES = 64 };

void tie_copies_forget(struct tie_copies *copies)
{
    must(pthread_mutex_lock(&copies->mutex) == 0);
    for (size_t i = 0; i < TIE_COPY_PLACES; i++)
        copies->places[i].is_kept = false;
    must(pthread_mutex_unlock(&copies->mutex) == 0);
}

/* Ids are random numbers, so that they need no hash. */
static struct tie_copy *place_of(struct tie_copies *copies, struct circle_id circle)
{
    return &copies->places[(uint64_t)circle.value % TIE_COPY_PLACES];
}

static bool is_kept(const struct tie_copy *place, struct circle_id circle)
{
    return place->is_kept && place->circle.value == circle.value;
}

/* ---- following the database ------------------------------------------------------------------
 * Nothing is read while the lock is held: another thread may have changed the place meanwhile, and
 * then what was read is of no use. */

static enum err load(struct job *job, const struct tie_marks_row *mark)
{
    struct tie_live_rows rows;
    enum err err = sql_tie_live(job->db, job->arena, mark->circle, job->now, TIE_COPY_LIMIT + 1,
                                &rows);
    if (err != OK || rows.count > TIE_COPY_LIMIT)
        return err;
    struct tie_copy *place = place_of(job->ties, mark->circle);
    must(pthread_mutex_lock(&job->ties->mutex) == 0);
    if (!is_kept(place, mark->circle) || place->number < mark->number) {
        place->is_kept = true;
        place->circle = mark->circle;
        place->number = mark->number;
        place->count = rows.count;
        for (size_t i = 0; i < rows.count; i++)
            place->ties[i] = (struct copied_tie){rows.at[i].record, rows.at[i].until_at,
                                                 (uint32_t)rows.at[i].relation};
    }
    must(pthread_mutex_unlock(&job->ties->mutex) == 0);
    return OK;
}

static bool has_changed(const struct tie_changed_rows *changed, struct record_id record)
{
    for (size_t i = 0; i < changed->count; i++)
        if (changed->at[i].record.value == record.value)
            return true;
    return false;
}

/* All ties of what has changed go, and those that it has now come. */
static void change(struct tie_copy *place, const struct tie_changed_rows *changed)
{
    size_t kept = 0;
    for (size_t i = 0; i < place->count; i++)
        if (!has_changed(changed, place->ties[i].record))
            place->ties[kept++] = place->ties[i];
    for (size_t i = 0; i < changed->count && kept < TIE_COPY_LIMIT; i++)
        if (changed->at[i].relation != 0)
            place->ties[kept++] = (struct copied_tie){changed->at[i].record,
                                                      changed->at[i].until_at,
                                                      (uint32_t)changed->at[i].relation};
    place->count = kept;
    place->is_kept = kept < TIE_COPY_LIMIT; /* a full one may lack some, and has old ones in it */
}

static enum err follow(struct job *job, int64_t from, const struct tie_marks_row *mark)
{
    struct tie_changed_rows rows;
    const struct tie_changed_in in = {mark->circle, from, job->now, CHANGES + 1};
    enum err err = sql_tie_changed(job->db, job->arena, &in, &rows);
    if (err == OK && rows.count > CHANGES)
        return load(job, mark);
    if (err != OK)
        return err;
    struct tie_copy *place = place_of(job->ties, mark->circle);
    must(pthread_mutex_lock(&job->ties->mutex) == 0);
    if (is_kept(place, mark->circle) && place->number == from) {
        place->number = mark->number;
        change(place, &rows);
    }
    must(pthread_mutex_unlock(&job->ties->mutex) == 0);
    return OK;
}

static enum err bring_up(struct job *job, const struct tie_marks_row *mark)
{
    const struct tie_copy *place = place_of(job->ties, mark->circle);
    must(pthread_mutex_lock(&job->ties->mutex) == 0);
    bool is_there = is_kept(place, mark->circle);
    int64_t number = place->number;
    must(pthread_mutex_unlock(&job->ties->mutex) == 0);
    if (!is_there)
        return load(job, mark);
    return number < mark->number ? follow(job, number, mark) : OK;
}

/* ---- asking ---------------------------------------------------------------------------------- */

struct taking {
    uint32_t relations;
    struct instant now;
    struct record_id *records;
    size_t count, limit;
};

/* Those of one circle. The lock is held: nothing is taken from the arena. */
static enum err take(const struct tie_copy *place, struct taking *taking)
{
    for (size_t i = 0; i < place->count; i++) {
        const struct copied_tie *tie = &place->ties[i];
        if (tie->until_at.ms <= taking->now.ms || (tie->relation & taking->relations) == 0)
            continue;
        if (taking->count == taking->limit)
            return ERR_TOO_LARGE;
        taking->records[taking->count++] = tie->record;
    }
    return OK;
}

static enum err take_circle(struct job *job, const struct tie_marks_row *mark,
                            struct taking *taking)
{
    enum err err = bring_up(job, mark);
    if (err != OK)
        return err;
    const struct tie_copy *place = place_of(job->ties, mark->circle);
    must(pthread_mutex_lock(&job->ties->mutex) == 0);
    bool is_there = is_kept(place, mark->circle) && place->number >= mark->number;
    err = is_there ? take(place, taking) : ERR_NOT_FOUND;
    must(pthread_mutex_unlock(&job->ties->mutex) == 0);
    return err;
}

enum err tie_copy_records(struct job *job, uint32_t relations, size_t limit,
                          struct tied_records *out_records)
{
    must(!db_is_writing(job->db));
    struct tie_marks_rows marks;
    struct taking taking = {.relations = relations, .now = job->now, .limit = limit};
    enum err err = sql_tie_marks(job->db, job->arena, job->asker.staff, &marks);
    taking.records = ARENA_MANY(job->arena, struct record_id, limit);
    for (size_t i = 0; err == OK && i < marks.count; i++)
        err = take_circle(job, &marks.at[i], &taking);
    if (err == OK)
        err = conflict_filter(job, taking.records, taking.count, &taking.count);
    if (err == OK)
        *out_records = (struct tied_records){taking.records, taking.count};
    return err;
}

/* Nobody searches in a demo before it has been made. */
enum err tie_copy_note(struct job *job, struct record_id record, struct circle_id circle)
{
    must(db_is_writing(job->db));
    if (job->is_unproven)
        return OK;
    enum err err = sql_tie_mark_next(job->db, circle);
    return err == OK ? sql_tie_change_put(job->db, circle, record) : err;
}
