#include "rooms/household/household.h"

#include <stdlib.h>

#include "household_sql.h"

enum err household_make(struct job *job, struct household_id *out_household)
{
    struct household_id household = {job_new_id(job)};
    enum err err = sql_household_insert(job->db, household, job->now);
    if (err == OK)
        *out_household = household;
    return err;
}

enum err household_join(struct job *job, struct household_id household, struct person_id person,
                        struct str relation)
{
    int64_t left;
    enum err err = sql_household_leave_any(job->db, person, job->now, &left);
    if (err == OK)
        err = sql_household_rejoin(job->db, &(struct household_rejoin_in){
            .household = household,
            .person = person,
            .relation = relation,
            .now = job->now,
        });
    if (err != OK)
        return err;
    job_audit(job, VERB_changed, RECORD_person, person.value);
    return event_happened(job, EVENT_household_changed, household.value);
}

enum err household_leave(struct job *job, struct household_id household, struct person_id person)
{
    int64_t changed;
    enum err err = sql_household_leave(job->db, household, person, job->now, &changed);
    if (err != OK)
        return err;
    if (changed == 0)
        return ERR_NOT_FOUND;
    job_audit(job, VERB_changed, RECORD_person, person.value);
    return event_happened(job, EVENT_household_changed, household.value);
}

enum err household_members(struct job *job, struct household_id household,
                           struct household_members *out_members)
{
    struct household_member_list_rows rows;
    enum err err = sql_household_member_list(job->db, job->arena, household, &rows);
    if (err != OK)
        return err;
    struct household_member *members = ARENA_MANY(job->arena, struct household_member, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        members[i] = (struct household_member){rows.at[i].person, rows.at[i].relation,
                                               rows.at[i].from_at, rows.at[i].until_at};
    *out_members = (struct household_members){members, rows.count};
    return OK;
}

enum err household_of(struct job *job, struct person_id person, struct household_id *out_household)
{
    struct household_of_person_row row;
    enum err err = sql_household_of_person(job->db, job->arena, person, &row);
    if (err == OK)
        *out_household = row.household;
    return err;
}

/* The head first, then who has been in it longest. */
static int head_first(const void *a, const void *b)
{
    const struct household_member *left = a, *right = b;
    bool is_head = str_equal_c(left->relation, "head");
    bool other = str_equal_c(right->relation, "head");
    if (is_head != other)
        return is_head ? -1 : 1;
    if (left->from_at.ms != right->from_at.ms)
        return left->from_at.ms < right->from_at.ms ? -1 : 1;
    return left->person.value < right->person.value ? -1 : 1;
}

enum err household_now(struct job *job, struct person_id person,
                       struct household_id *out_household, struct household_members *out_members)
{
    struct household_now_rows rows;
    enum err err = sql_household_now(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct household_member *members = ARENA_MANY(job->arena, struct household_member, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        members[i] = (struct household_member){rows.at[i].person, rows.at[i].relation,
                                               rows.at[i].from_at, INSTANT_NONE};
    if (rows.count > 1)
        qsort(members, rows.count, sizeof(*members), head_first);
    *out_household = rows.count > 0 ? rows.at[0].household : (struct household_id){0};
    *out_members = (struct household_members){members, rows.count};
    return OK;
}
