#include "rooms/placement/placement_move_wish.h"

#include "placement_move_wish_sql.h"
#include "rooms/placement/placement_inner.h"

enum err placement_move_wish_last(struct job *job, struct placement_id placement,
                                  struct placement_move_wish *out_wish)
{
    struct move_wish_last_row row;
    enum err err = sql_move_wish_last(job->db, job->arena, placement, &row);
    if (err != OK)
        return err;
    struct instant until_at = instant_add_ms(row.said_at, MOVE_WISH_DAYS * MS_PER_DAY);
    *out_wish = (struct placement_move_wish){
        .number = row.number,
        .wish = row.wish,
        .said_at = row.said_at,
        .counts = !str_equal_c(row.wish, "stays") && until_at.ms > job->now.ms,
    };
    return OK;
}

struct wishing {
    struct placement_id placement;
    struct str wish;
};

static enum err tie_desk(struct job *job, const struct placement_row_row *row)
{
    struct placement_tie tie = placement_tie_of(row);
    tie.desk_until_at = instant_add_ms(job->now, MOVE_WISH_DAYS * MS_PER_DAY);
    return placement_tie_desk(job, &tie);
}

static enum err wish_work(struct job *job, void *with)
{
    const struct wishing *wishing = with;
    struct placement_row_row row;
    struct move_wish_last_row last;
    enum err err = placement_step(job, wishing->placement, ACTION_move, &row);
    if (err == OK)
        err = sql_move_wish_last(job->db, job->arena, wishing->placement, &last);
    if (err == ERR_NOT_FOUND) {
        last.number = 0;
        err = OK;
    }
    if (err == OK)
        err = sql_move_wish_insert(job->db, &(struct move_wish_insert_in){
            .placement = wishing->placement,
            .number = last.number + 1,
            .wish = wishing->wish,
            .now = job->now,
            .staff = job->asker.staff,
        });
    if (err == OK && !str_equal_c(wishing->wish, "stays"))
        err = tie_desk(job, &row);
    if (err != OK)
        return err;
    job_audit(job, VERB_changed, RECORD_placement, row.referral.value);
    job->location = placement_location(job, wishing->placement);
    return OK;
}

enum err placement_move_wish(struct job *job, struct placement_id placement, struct str wish)
{
    return job_write(job, wish_work, &(struct wishing){placement, wish});
}

enum err placement_move_whys(struct job *job, struct placement_id placement,
                             const struct placement_move_why **out_whys, size_t *out_count)
{
    struct booking_why_rows rows;
    enum err err = sql_booking_why(job->db, job->arena, placement, &rows);
    if (err != OK)
        return err;
    struct placement_move_why *whys =
        ARENA_MANY(job->arena, struct placement_move_why, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        whys[i] = (struct placement_move_why){rows.at[i].explanation, rows.at[i].decided_at};
    *out_whys = whys;
    *out_count = rows.count;
    return OK;
}
