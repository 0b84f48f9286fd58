#include "rooms/clock/clock_switch.h"

#include "clock_history_sql.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_law.h"

/* ---- silent rules -------------------------------------------------------------------------- */

enum err clock_switch_list(struct job *job, struct instant known_at,
                           struct clock_switches *out_switches)
{
    struct clock_switch_rows_rows rows;
    enum err err = sql_clock_switch_rows(job->db, job->arena, clock_known_by(known_at), &rows);
    if (err != OK)
        return err;
    struct clock_switch *switches = ARENA_MANY(job->arena, struct clock_switch, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        switches[i] = (struct clock_switch){rows.at[i].rule, rows.at[i].is_on,
                                            rows.at[i].staff_name, rows.at[i].known_at};
    *out_switches = (struct clock_switches){switches, rows.count};
    return OK;
}

enum err clock_switch_heard(struct job *job, struct instant known_at, const struct str **out_rules,
                            size_t *out_count)
{
    struct clock_switches switches;
    enum err err = clock_switch_list(job, known_at, &switches);
    if (err != OK)
        return err;
    struct str *rules = ARENA_MANY(job->arena, struct str, switches.count);
    size_t count = 0;
    for (size_t i = 0; i < switches.count; i++)
        if (switches.at[i].is_on)
            rules[count++] = switches.at[i].rule;
    *out_rules = rules;
    *out_count = count;
    return OK;
}

struct switching {
    struct str rule;
    bool is_on;
};

static enum err switch_work(struct job *job, void *with)
{
    const struct switching *switching = with;
    struct clock_switches switches;
    enum err err = clock_switch_list(job, INSTANT_NONE, &switches);
    if (err != OK)
        return err;
    bool was_on = false;
    for (size_t i = 0; i < switches.count; i++)
        if (str_equal(switches.at[i].rule, switching->rule))
            was_on = switches.at[i].is_on;
    if (was_on == switching->is_on)
        return ERR_CONFLICT;
    err = sql_clock_switch_insert(job->db, &(struct clock_switch_insert_in){
        .rule = switching->rule,
        .now = job->now,
        .is_on = switching->is_on,
        .staff = job->asker.staff,
    });
    if (err == OK)
        err = clock_recompute_begin(job);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_law, 0);
    return err;
}

enum err clock_switch_set(struct job *job, struct str rule, bool is_on)
{
    const struct law_rule *law = law_rule_find(law_book(), rule);
    if (law == NULL || !law_rule_is_silent(law) || !law_rule_is_countable(law))
        return ERR_NOT_FOUND;
    struct switching switching = {rule, is_on};
    return job_write(job, switch_work, &switching);
}

/* ---- all kept clocks again ----------------------------------------------------------------- */

/* Before everybody: ids are any number but 0. */
static const struct person_id before_all = {INT64_MIN};

enum err clock_recompute_begin(struct job *job)
{
    return sql_clock_recompute_set(job->db, law_book_digest(job->arena, law_book()), before_all,
                                   job->now);
}

static enum err begin_work(struct job *job, void *with)
{
    (void)with;
    return clock_recompute_begin(job);
}

/* A database without the row may hold clocks that an older program computed. */
enum err clock_recompute_check(struct job *job)
{
    struct clock_recompute_row_row row;
    enum err err = sql_clock_recompute_row(job->db, job->arena, &row);
    bool is_same = err == OK && str_equal(row.law, law_book_digest(job->arena, law_book()));
    if (is_same || (err != OK && err != ERR_NOT_FOUND))
        return err;
    err = job_write(job, begin_work, NULL);
    /* in a new database there is nobody: all is done with that */
    int64_t left;
    size_t done;
    if (err == OK)
        err = clock_recompute_left(job, &left);
    if (err == OK && left == 0)
        err = clock_recompute_some(job, 1, &done);
    return err == ERR_CONFLICT ? OK : err;
}

enum err clock_recompute_left(struct job *job, int64_t *out_left)
{
    struct clock_recompute_row_row row;
    struct clock_recompute_left_row left = {0};
    enum err err = sql_clock_recompute_row(job->db, job->arena, &row);
    if (err == OK && row.after_person.value != 0)
        err = sql_clock_recompute_left(job->db, job->arena, row.after_person, &left);
    if (err == OK || err == ERR_NOT_FOUND)
        *out_left = left.number;
    return err == ERR_NOT_FOUND ? OK : err;
}

struct recomputing {
    size_t limit, done;
};

static enum err recompute_work(struct job *job, void *with)
{
    struct recomputing *recomputing = with;
    struct clock_recompute_row_row row;
    struct clock_recompute_people_rows people;
    int64_t changed;
    recomputing->done = 0;
    enum err err = sql_clock_recompute_row(job->db, job->arena, &row);
    if (err != OK || row.after_person.value == 0)
        return err;
    err = sql_clock_recompute_people(job->db, job->arena, row.after_person,
                                     (int64_t)recomputing->limit, &people);
    for (size_t i = 0; i < people.count && err == OK; i++)
        err = clock_refresh(job, people.at[i].person);
    if (err != OK)
        return err;
    struct person_id last = people.count > 0 ? people.at[people.count - 1].person
                                             : (struct person_id){0};
    err = sql_clock_recompute_step(job->db, last, row.after_person, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    recomputing->done = people.count;
    return err;
}

enum err clock_recompute_some(struct job *job, size_t limit, size_t *out_done)
{
    struct recomputing recomputing = {limit, 0};
    struct clock_recompute_row_row row;
    enum err err = sql_clock_recompute_row(job->db, job->arena, &row);
    if (err == OK && row.after_person.value != 0)
        err = job_write(job, recompute_work, &recomputing);
    if (err == OK || err == ERR_NOT_FOUND)
        *out_done = recomputing.done;
    return err == ERR_NOT_FOUND ? OK : err;
}
