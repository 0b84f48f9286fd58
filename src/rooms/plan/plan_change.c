#include "rooms/plan/plan_change.h"

#include "guard/right.h"
#include "plan_sql.h"

static struct str change_of(struct arena *arena, const struct plan_changes_row *row)
{
    bool is_house = str_equal_c(row->kind, "house");
    return str_format(arena, "%s%.*s", is_house ? "house_" : "", STR_ARGS(row->verb));
}

/* A hold, or a new call, changes the referral too: that it did says nothing more. */
static bool is_told(const struct plan_changes_rows *rows, size_t index)
{
    const struct plan_changes_row *row = &rows->at[index];
    if (!str_equal_c(row->verb, "changed") || row->ref.size == 0)
        return true;
    for (size_t i = 0; i < rows->count; i++)
        if (i != index && str_equal(rows->at[i].ref, row->ref))
            return false;
    return true;
}

enum err plan_changes(struct job *job, struct instant since, struct plan_changes *out_changes)
{
    struct plan_changes_rows rows;
    enum err err = sql_plan_changes(job->db, job->arena, &(struct plan_changes_in){
        .relations = right_relations(job->asker.role, RIGHT_referral_read),
        .staff = job->asker.staff,
        .since = since,
        .now = job->now,
        .limit_ = CHANGES_MOST,
    }, &rows);
    if (err != OK)
        return err;
    struct plan_change *changes = ARENA_MANY(job->arena, struct plan_change, rows.count);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++)
        if (is_told(&rows, i))
            changes[count++] = (struct plan_change){rows.at[i].at,
                                                    change_of(job->arena, &rows.at[i]),
                                                    rows.at[i].referral, rows.at[i].ref,
                                                    rows.at[i].alias};
    *out_changes = (struct plan_changes){changes, count};
    return OK;
}
