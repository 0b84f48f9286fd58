/* Whose address a flag closes to a worker, though she may open those of such houses. */
#include "guard/right.h"
#include "placement_address_sql.h"
#include "rooms/placement/placement.h"

enum err placement_address_check(struct job *job, struct house_id house)
{
    const uint32_t own = RELATION_BIT(RELATION_house) | RELATION_BIT(RELATION_provider);
    struct placement_kept_from_row row;
    if (job->relations & own)
        return OK;
    enum err err = sql_placement_kept_from(job->db, job->arena, house, job->asker.staff, job->now,
                                           &row);
    return err == OK && row.number > 0 ? ERR_NOT_FOUND : err;
}
