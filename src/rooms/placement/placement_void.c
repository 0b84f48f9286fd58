#include "placement_sql.h"
#include "rooms/placement/placement.h"

/* The room's row is locked by who takes it out of order, as by who places somebody in it, so one of
 * the two sees the other. */
enum err placement_check_void(struct job *job, int64_t void_)
{
    must(db_is_writing(job->db));
    struct placement_in_void_rows stays;
    struct placement_booked_in_void_rows bookings;
    struct void_id id = {void_};
    enum err err = sql_placement_in_void(job->db, job->arena, id, job->now,
                                         date_in_london(job->now), &stays);
    if (err == OK)
        err = sql_placement_booked_in_void(job->db, job->arena, id, &bookings);
    if (err != OK)
        return err;
    return stays.count + bookings.count > 0 ? ERR_CONFLICT : OK;
}
