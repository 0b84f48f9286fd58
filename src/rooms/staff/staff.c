#include "rooms/staff/staff.h"

#include "guard/tie.h"
#include "staff_sql.h"

enum err organisation_add(struct job *job, struct str name, struct str kind,
                          struct organisation *out_organisation)
{
    struct organisation organisation = {
        .organisation = {job_new_id(job)},
        .name = name,
        .kind = kind,
        .circle = {job_new_id(job)},
    };
    enum err err = sql_organisation_insert(job->db, &(struct organisation_insert_in){
        .organisation = organisation.organisation,
        .name = name,
        .kind = kind,
        .circle = organisation.circle,
    });
    if (err != OK)
        return err;
    job_audit(job, VERB_created, RECORD_organisation, organisation.organisation.value);
    *out_organisation = organisation;
    return OK;
}

enum err organisation_get(struct job *job, struct organisation_id organisation,
                          struct organisation *out_organisation)
{
    struct organisation_get_row row;
    enum err err = sql_organisation_get(job->db, job->arena, organisation, &row);
    if (err == OK)
        *out_organisation = (struct organisation){row.organisation, row.name, row.kind, row.circle};
    return err;
}

enum err organisation_named(struct job *job, struct str name,
                            struct organisation *out_organisation)
{
    struct organisation_named_row row;
    enum err err = sql_organisation_named(job->db, job->arena, name, &row);
    if (err == OK)
        *out_organisation = (struct organisation){row.organisation, row.name, row.kind, row.circle};
    return err;
}

enum err staff_add(struct job *job, const struct account_new *account,
                   const struct account_prepared *prepared)
{
    struct organisation organisation;
    enum err err = organisation_get(job, account->organisation, &organisation);
    if (err == OK)
        err = account_add(job, prepared);
    if (err == OK)
        err = circle_join(job, account->circle, account->staff);
    if (err == OK && account->role == ROLE_night_desk)
        err = circle_join(job, CIRCLE_DESK, account->staff);
    if (err == OK && account->role == ROLE_provider_manager)
        err = circle_join(job, organisation.circle, account->staff);
    if (err == OK)
        job_audit(job, VERB_created, RECORD_staff, account->staff.value);
    return err;
}
