/* What the clocks said last, kept for the pages that list many people, and each change of it. */
#include "rooms/clock/clock_kept.h"

#include "clock_history_sql.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_law.h"

struct clock_rows_row clock_row_of(const struct law_clock *clock, size_t index)
{
    return (struct clock_rows_row){
        .number = (int64_t)index + 1,
        .rule = clock->rule->rule,
        .meaning = law_meaning_code(clock->rule->meaning),
        .law_state = law_state_code(clock->state),
        .started_on = clock->facts.trigger_on,
        .due_on = clock->due.due_on,
        .due_at = clock->due.due_at,
        .not_before_on = clock->due.kind == LAW_DUE_OPEN ? clock->due.period_on : DATE_NONE,
        .closed_on = clock->closed_on,
        .is_silent = clock->is_silent,
        .is_alarm = clock->is_alarm,
    };
}

static enum err keep(struct job *job, struct person_id person, const struct clock_rows_row *row)
{
    return sql_clock_insert(job->db, &(struct clock_insert_in){
        .person = person,
        .number = row->number,
        .rule = row->rule,
        .meaning = row->meaning,
        .law_state = row->law_state,
        .started_on = row->started_on,
        .due_on = row->due_on,
        .due_at = row->due_at,
        .not_before_on = row->not_before_on,
        .closed_on = row->closed_on,
        .is_silent = row->is_silent,
        .is_alarm = row->is_alarm,
    });
}

static bool is_same(const struct clock_rows_row *one, const struct clock_rows_row *other)
{
    return str_equal(one->rule, other->rule) && str_equal(one->law_state, other->law_state) &&
           one->started_on.days == other->started_on.days &&
           one->due_on.days == other->due_on.days && one->due_at.ms == other->due_at.ms &&
           one->not_before_on.days == other->not_before_on.days &&
           one->closed_on.days == other->closed_on.days &&
           one->is_silent == other->is_silent && one->is_alarm == other->is_alarm;
}

static bool holds(const struct clock_rows_rows *rows, const struct clock_rows_row *row)
{
    for (size_t i = 0; i < rows->count; i++)
        if (is_same(&rows->at[i], row))
            return true;
    return false;
}

/* Does another row tell of the same clock? */
static bool goes_on(const struct clock_rows_rows *rows, const struct clock_rows_row *row)
{
    for (size_t i = 0; i < rows->count; i++)
        if (str_equal(rows->at[i].rule, row->rule) &&
            rows->at[i].started_on.days == row->started_on.days)
            return true;
    return false;
}

static enum err tell_change(struct job *job, struct person_id person,
                            const struct clock_rows_row *row, struct str law_state)
{
    return sql_clock_change_insert(job->db, &(struct clock_change_insert_in){
        .person = person,
        .now = job->now,
        .change = {job_new_id(job)},
        .rule = row->rule,
        .law_state = law_state,
        .started_on = row->started_on,
        .due_on = row->due_on,
        .due_at = row->due_at,
        .not_before_on = row->not_before_on,
        .closed_on = row->closed_on,
        .is_silent = row->is_silent,
        .is_alarm = row->is_alarm,
        .law = law_book_digest(job->arena, law_book()),
    });
}

static enum err tell_changes(struct job *job, struct person_id person,
                             const struct clock_rows_rows *before,
                             const struct clock_rows_rows *after)
{
    enum err err = OK;
    for (size_t i = 0; i < after->count && err == OK; i++)
        if (!holds(before, &after->at[i]))
            err = tell_change(job, person, &after->at[i], after->at[i].law_state);
    for (size_t i = 0; i < before->count && err == OK; i++)
        if (!goes_on(after, &before->at[i]))
            err = tell_change(job, person, &before->at[i], STR("gone"));
    return err;
}

static bool is_unchanged(const struct clock_rows_rows *before, const struct clock_rows_rows *after)
{
    bool is_equal = before->count == after->count;
    for (size_t i = 0; i < after->count && is_equal; i++)
        is_equal = is_same(&before->at[i], &after->at[i]) &&
                   before->at[i].number == after->at[i].number;
    return is_equal;
}

/* Rows are written only where one of them changed: most people's clocks stay as they are. */
enum err clock_refresh(struct job *job, struct person_id person)
{
    struct law_clocks clocks;
    struct clock_rows_rows before;
    enum err err = clock_compute(job, person, INSTANT_NONE, &clocks);
    if (err == OK)
        err = sql_clock_rows(job->db, job->arena, person, &before);
    if (err != OK)
        return err;
    struct clock_rows_row *rows = ARENA_MANY(job->arena, struct clock_rows_row, clocks.count);
    for (size_t i = 0; i < clocks.count; i++)
        rows[i] = clock_row_of(&clocks.at[i], i);
    struct clock_rows_rows after = {rows, clocks.count};
    if (is_unchanged(&before, &after))
        return OK;
    err = sql_clock_clear(job->db, person);
    for (size_t i = 0; i < after.count && err == OK; i++)
        err = keep(job, person, &after.at[i]);
    return err == OK ? tell_changes(job, person, &before, &after) : err;
}

enum err clock_change_list(struct job *job, struct person_id person, size_t limit,
                           struct clock_changes *out_changes)
{
    struct clock_change_rows_rows rows;
    enum err err = sql_clock_change_rows(job->db, job->arena, person, (int64_t)limit, &rows);
    if (err != OK)
        return err;
    struct clock_change *changes = ARENA_MANY(job->arena, struct clock_change, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        changes[i] = (struct clock_change){
            .known_at = rows.at[i].known_at,
            .rule = rows.at[i].rule,
            .state = rows.at[i].law_state,
            .started_on = rows.at[i].started_on,
            .due_on = rows.at[i].due_on,
            .due_at = rows.at[i].due_at,
            .not_before_on = rows.at[i].not_before_on,
            .closed_on = rows.at[i].closed_on,
        };
    *out_changes = (struct clock_changes){changes, rows.count};
    return OK;
}
