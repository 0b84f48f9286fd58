/* Ties that outlive a stay, and how long. */
#include "rooms/placement/placement_after.h"

#include "guard/tie.h"
#include "placement_after_sql.h"
#include "rooms/placement/placement_inner.h"

#define SIX_MONTHS "001 §2.3: drop-in services for up to six months after leaving support"

/* The house's own tie ends with the departure (threats.md A7: an ended placement reads no more). */
const struct after_rule after_rules[] = {
    {{2017, 10, 1}, RELATION_caseload, 183, SIX_MONTHS},
    {{2017, 10, 1}, RELATION_provider, 183, SIX_MONTHS},
};
const size_t after_rule_count = COUNT_OF(after_rules);

static struct date rule_day(const struct after_rule *rule)
{
    struct date day;
    must(date_make(rule->from, &day) == OK);
    return day;
}

/* Before the first rule of a relation its first rule stands. */
const struct after_rule *after_rule_on(enum relation relation, struct date departed_on)
{
    const struct after_rule *chosen = NULL;
    for (size_t i = 0; i < after_rule_count; i++) {
        const struct after_rule *rule = &after_rules[i];
        bool is_in_force = date_compare(rule_day(rule), departed_on) <= 0;
        if (rule->relation == relation && (chosen == NULL || is_in_force))
            chosen = rule;
    }
    return chosen;
}

static enum err is_open(struct job *job, struct household_id household, bool *out_is_open)
{
    struct placement_after_is_open_row row;
    enum err err = sql_placement_after_is_open(job->db, job->arena, household,
                                               date_in_london(job->now), &row);
    if (err == OK)
        *out_is_open = row.is_open;
    return err;
}

struct span {
    struct instant since; /* ties that still stood after this */
    struct instant until_at;
};

/* Ends, or ends anew, the ties of these relations to the house's provider. */
static enum err bound_ties(struct job *job, const struct placement_tie *tie, uint32_t relations,
                           struct span span)
{
    struct record_id *records;
    size_t count;
    enum err err = placement_records_of(job, tie, &records, &count);
    for (size_t i = 0; err == OK && i < count; i++) {
        struct placement_ties_here_rows rows;
        err = sql_placement_ties_here(job->db, job->arena, &(struct placement_ties_here_in){
            .record = records[i],
            .house = tie->house,
            .now = span.since,
            .provider = RELATION_BIT(RELATION_provider),
            .caseload = RELATION_BIT(RELATION_caseload),
        }, &rows);
        for (size_t k = 0; err == OK && k < rows.count; k++) {
            bool is_caseload = rows.at[k].relation == RELATION_BIT(RELATION_caseload);
            if ((uint32_t)rows.at[k].relation & relations)
                err = tie_make(job, &(struct tie){records[i], rows.at[k].circle,
                                                  is_caseload ? RELATION_caseload
                                                              : RELATION_provider,
                                                  span.until_at});
        }
    }
    return err;
}

static enum err bound(struct job *job, const struct placement_row_row *row,
                      enum relation relation, struct span span)
{
    struct placement_tie tie = placement_tie_of(row);
    enum err err = bound_ties(job, &tie, RELATION_BIT(relation), span);
    return err == OK ? sql_placement_after_put(job->db, row->placement, RELATION_BIT(relation),
                                               span.until_at)
                     : err;
}

static struct instant step_from(struct instant now)
{
    return instant_add_ms(now, AFTER_STEP_DAYS * MS_PER_DAY);
}

enum err placement_after_begin(struct job *job, const struct placement_row_row *row,
                               struct instant departed_at)
{
    static const enum relation relations[] = {RELATION_caseload, RELATION_provider};
    bool has_open;
    enum err err = is_open(job, row->household, &has_open);
    for (size_t i = 0; err == OK && i < COUNT_OF(relations); i++) {
        const struct after_rule *rule =
            after_rule_on(relations[i], date_in_london(departed_at));
        struct instant until_at = instant_add_ms(departed_at, rule->days * MS_PER_DAY);
        if (has_open && until_at.ms < step_from(job->now).ms)
            until_at = step_from(job->now);
        err = bound(job, row, relations[i], (struct span){job->now, until_at});
    }
    return err;
}

enum err placement_after_take_over(struct job *job, const struct placement_tie *tie)
{
    int64_t changed;
    enum err err = sql_placement_after_take_over(job->db, tie->household, &changed);
    if (err != OK || changed == 0)
        return err;
    return bound_ties(job, tie, RELATION_BIT(RELATION_caseload) | RELATION_BIT(RELATION_provider),
                      (struct span){job->now, TIE_OPEN});
}

/* ---- the timer ------------------------------------------------------------------------------- */

/* Where something is open the ties go on, also when they ended while no server ran. */
static enum err prolong_work(struct job *job, void *with)
{
    const struct placement_after_due_row *due = with;
    struct placement_row_row row;
    bool is_caseload = due->relation == RELATION_BIT(RELATION_caseload);
    enum err err = sql_placement_row(job->db, job->arena, due->placement, &row);
    if (err != OK)
        return err;
    struct span span = {instant_add_ms(due->until_at, -1), step_from(job->now)};
    return bound(job, &row, is_caseload ? RELATION_caseload : RELATION_provider, span);
}

static enum err forget_work(struct job *job, void *with)
{
    const struct placement_after_due_row *due = with;
    return sql_placement_after_drop(job->db, due->placement, due->relation);
}

enum err placement_after_tidy(struct job *job, int64_t limit, int64_t *out_count)
{
    struct placement_after_due_rows due;
    enum err err = sql_placement_after_due(job->db, job->arena,
                                           instant_add_ms(job->now, MS_PER_DAY), limit, &due);
    int64_t count = 0;
    for (size_t i = 0; err == OK && i < due.count; i++) {
        bool has_open, is_over = due.at[i].until_at.ms <= job->now.ms;
        err = is_open(job, due.at[i].household, &has_open);
        if (err == OK && (has_open || is_over)) {
            err = job_write(job, has_open ? prolong_work : forget_work, (void *)&due.at[i]);
            count += err == OK;
        }
    }
    if (err == OK)
        *out_count = count;
    return err;
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum relation relation_of_bit(int64_t bit)
{
    unsigned relation = RELATION_any;
    while (relation < RELATION_COUNT && RELATION_BIT(relation) != (uint32_t)bit)
        relation++;
    must(relation < RELATION_COUNT);
    return (enum relation)relation;
}

enum err placement_after_readers(struct job *job, struct record_id record,
                                 struct placement_readers *out_readers)
{
    struct placement_after_readers_rows rows;
    enum err err = sql_placement_after_readers(job->db, job->arena, record, job->now, TIE_OPEN,
                                               &rows);
    if (err != OK)
        return err;
    struct placement_reader *readers = ARENA_MANY(job->arena, struct placement_reader, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        readers[i] = (struct placement_reader){relation_of_bit(rows.at[i].relation),
                                               rows.at[i].name, rows.at[i].until_at};
    *out_readers = (struct placement_readers){readers, rows.count};
    return OK;
}
