#include "rooms/retention/retention.h"

#include "retention_sql.h"
#include "rooms/person/person.h"

enum { YEARS_TO_18 = 18, MONTHS_A_YEAR = 12, LOOKED_AT = 400 };

/* ---- the day --------------------------------------------------------------------------------- */

/* The last day on which somebody can turn 18: of a year of birth alone its end. */
static struct date age_18_on(struct str born)
{
    struct date day;
    int64_t year;
    if (date_parse(born, &day) == OK)
        return date_add_months(day, YEARS_TO_18 * MONTHS_A_YEAR);
    if (born.size < 4 || str_to_i64(str_slice(born, 0, 4), &year) != OK ||
        date_make((struct date_parts){(int)year + YEARS_TO_18, 12, 31}, &day) != OK)
        return DATE_NONE;
    return day;
}

/* Of a cold record the birth does not open, and its year stands beside it. */
static struct str birth_of(struct job *job, const struct person *person, int64_t cold_born_year)
{
    bool has_year = person->facts.born.size == 0 && cold_born_year > 0;
    return has_year ? str_format(job->arena, "%04lld", (long long)cold_born_year)
                    : person->facts.born;
}

struct quiet {
    bool is_supported;
    struct instant last_at;
    int64_t born_year; /* of a cold record */
};

static struct date day_of(struct job *job, const struct quiet *quiet, const struct person *person,
                          const struct law_retention_rule **out_rule)
{
    const struct law_retention_case of = {
        .is_supported = quiet->is_supported,
        .last_activity = date_in_london(quiet->last_at),
        .was_child = !str_equal_c(person->facts.kind, "adult"),
        .age_18_on = age_18_on(birth_of(job, person, quiet->born_year)),
    };
    return law_retention_until(law_retention_built_in(), &of, date_in_london(job->now), out_rule);
}

/* ---- one person ------------------------------------------------------------------------------ */

static enum err gather_holds(struct job *job, struct retention *retention)
{
    struct retention_holds_rows rows;
    enum err err = sql_retention_holds(job->db, job->arena, retention->person, &rows);
    if (err != OK)
        return err;
    struct retention_holding *holds = ARENA_MANY(job->arena, struct retention_holding, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        holds[i] = (struct retention_holding){rows.at[i].hold, rows.at[i].reason,
                                              rows.at[i].placed_by_name, rows.at[i].placed_at,
                                              rows.at[i].ended_at};
        retention->live_hold_count += !instant_is_some(rows.at[i].ended_at);
    }
    retention->holds = holds;
    retention->hold_count = rows.count;
    return OK;
}

static enum err gather_erasure(struct job *job, struct retention *retention)
{
    struct erasure_get_row row;
    enum err err = sql_erasure_get(job->db, job->arena, retention->person, &row);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err != OK)
        return err;
    retention->erasure_reason = row.reason;
    retention->first_by = row.first_by;
    retention->first_by_name = row.first_by_name;
    retention->first_role = row.first_role;
    retention->first_at = row.first_at;
    retention->second_by_name = row.second_by_name;
    retention->erased_at = row.erased_at;
    retention->cut_at = row.cut_at;
    return OK;
}

/* Of an erased person there is no birth to open and no day to compute. */
static enum err gather_day(struct job *job, struct retention *retention)
{
    struct retention_case_row row;
    struct person person;
    enum err err = sql_retention_case(job->db, job->arena, retention->person, &row);
    if (err != OK)
        return err;
    retention->ref = row.ref;
    retention->is_open = row.is_open;
    retention->cold_at = row.cold_at;
    if (instant_is_some(retention->erased_at))
        return OK;
    err = person_get_many(job, PERSON_BORN, &retention->person, 1, &person);
    if (err != OK)
        return err;
    retention->last_activity_on = date_in_london(row.last_at);
    const struct quiet quiet = {row.is_supported, row.last_at, row.born_year};
    retention->due_on = day_of(job, &quiet, &person, &retention->rule);
    return OK;
}

enum err retention_get(struct job *job, struct person_id person, struct retention *out_retention)
{
    struct retention retention = {
        .person = person,
        .last_activity_on = DATE_NONE,
        .due_on = DATE_NONE,
        .first_at = INSTANT_NONE,
        .erased_at = INSTANT_NONE,
        .cut_at = INSTANT_NONE,
        .cold_at = INSTANT_NONE,
    };
    enum err err = gather_holds(job, &retention);
    if (err == OK)
        err = gather_erasure(job, &retention);
    if (err == OK)
        err = gather_day(job, &retention);
    if (err == OK)
        *out_retention = retention;
    return err;
}

/* ---- lists ----------------------------------------------------------------------------------- */

static enum err births_of(struct job *job, const struct retention_old_rows *rows,
                          struct person **out_people)
{
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, rows->count);
    *out_people = ARENA_MANY(job->arena, struct person, rows->count);
    for (size_t i = 0; i < rows->count; i++)
        ids[i] = rows->at[i].person;
    return person_get_many_readable(job, PERSON_BORN, ids, rows->count, *out_people);
}

enum err retention_due(struct job *job, size_t limit, struct retention_lines *out_lines)
{
    struct retention_old_rows rows;
    struct person *people;
    struct date today = date_in_london(job->now);
    int32_t years = law_retention_least_years(law_retention_built_in());
    struct instant before = london_midnight(date_add_months(today, -years * MONTHS_A_YEAR));
    enum err err = sql_retention_old(job->db, job->arena, before, job->asker.staff, LOOKED_AT,
                                     &rows);
    if (err == OK)
        err = births_of(job, &rows, &people);
    if (err != OK)
        return err;
    struct retention_line *lines = ARENA_MANY(job->arena, struct retention_line, rows.count);
    size_t count = 0;
    for (size_t i = 0; i < rows.count && count < limit; i++) {
        const struct law_retention_rule *rule;
        const struct quiet quiet = {rows.at[i].is_supported, rows.at[i].last_at,
                                    rows.at[i].born_year};
        if (str_is_unreadable(people[i].facts.born))
            continue; /* her day may hang on it, and she keeps nobody else from theirs */
        struct date due_on = day_of(job, &quiet, &people[i], &rule);
        if (!date_is_some(due_on) || date_compare(due_on, today) > 0)
            continue;
        lines[count++] = (struct retention_line){
            .person = rows.at[i].person,
            .ref = rows.at[i].ref,
            .last_activity_on = date_in_london(rows.at[i].last_at),
            .due_on = due_on,
            .rule = rule,
            .first_at = INSTANT_NONE,
        };
    }
    *out_lines = (struct retention_lines){lines, count};
    return OK;
}

enum err retention_waiting_list(struct job *job, size_t limit, struct retention_lines *out_lines)
{
    struct retention_waiting_rows rows;
    enum err err = sql_retention_waiting(job->db, job->arena, job->asker.staff, (int64_t)limit,
                                         &rows);
    if (err != OK)
        return err;
    struct retention_line *lines = ARENA_MANY(job->arena, struct retention_line, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        lines[i] = (struct retention_line){
            .person = rows.at[i].person,
            .ref = rows.at[i].ref,
            .reason = rows.at[i].reason,
            .first_by_name = rows.at[i].first_by_name,
            .first_role = rows.at[i].first_role,
            .first_at = rows.at[i].first_at,
            .last_activity_on = DATE_NONE,
            .due_on = DATE_NONE,
        };
    *out_lines = (struct retention_lines){lines, rows.count};
    return OK;
}

/* ---- holds ----------------------------------------------------------------------------------- */

struct holding {
    struct person_id person;
    struct str reason;
    struct task_id hold;
};

static enum err hold_work(struct job *job, void *with)
{
    const struct holding *holding = with;
    struct erasure_get_row row;
    int64_t changed;
    enum err err = sql_erasure_get(job->db, job->arena, holding->person, &row);
    if (err == OK && instant_is_some(row.erased_at))
        return ERR_CONFLICT;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    err = sql_erasure_withdraw(job->db, holding->person, &changed);
    if (err == OK)
        err = sql_retention_hold_insert(job->db, &(struct retention_hold_insert_in){
            .hold = holding->hold,
            .person = holding->person,
            .reason = holding->reason,
            .placed_by = job->asker.staff,
            .placed_at = job->now,
        });
    if (err == OK)
        job_audit(job, VERB_hold_placed, RECORD_person, holding->person.value);
    return err;
}

enum err retention_hold_place(struct job *job, struct person_id person, struct str reason)
{
    return job_write(job, hold_work, &(struct holding){person, reason, {job_new_id(job)}});
}

static enum err lift_work(struct job *job, void *with)
{
    const struct holding *holding = with;
    int64_t changed;
    enum err err = sql_retention_hold_end(job->db, &(struct retention_hold_end_in){
        holding->hold, holding->person, job->asker.staff, job->now}, &changed);
    if (err == OK && changed == 0)
        return ERR_NOT_FOUND;
    if (err == OK)
        job_audit(job, VERB_hold_lifted, RECORD_person, holding->person.value);
    return err;
}

enum err retention_hold_lift(struct job *job, struct person_id person, struct task_id hold)
{
    return job_write(job, lift_work, &(struct holding){.person = person, .hold = hold});
}
