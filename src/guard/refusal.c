#include "guard/refusal.h"

#include "guard/alarm.h"
#include "guard/within.h"
#include "guard_refusal_sql.h"

/* A slip of the hand is a few an hour. Nobody meets a form without its token by accident. */
const struct refusal_rule refusal_rules[] = {
    {REFUSAL_not_there, false, 20, 60},
    {REFUSAL_forged_form, false, 5, 60},
    {REFUSAL_too_many, false, 10, 60},
    {REFUSAL_sign_in, false, 10, 60},
    {REFUSAL_sign_in, true, 50, 60},
    {REFUSAL_not_there, true, 200, 60},
};
const size_t refusal_rule_count = COUNT_OF(refusal_rules);

#define LISTED(name) [REFUSAL_##name] = #name,
static const char *const names[REFUSAL_COUNT] = {[REFUSAL_NONE] = "none", REFUSAL_LIST(LISTED)};
#undef LISTED

const char *refusal_reason_name(enum refusal_reason reason)
{
    must((unsigned)reason < REFUSAL_COUNT);
    return names[reason];
}

static struct instant minute_of(struct instant now)
{
    return (struct instant){now.ms - now.ms % MS_PER_MINUTE};
}

/* ---- counting -------------------------------------------------------------------------------- */

/* 0: this is the first of its minute. */
static enum err count_so_far(struct job *job, const struct refusal *refusal, int64_t *out_times)
{
    struct refusal_times_row row = {0};
    enum err err = sql_refusal_times(job->db, job->arena, &(struct refusal_times_in){
        .staff = refusal->staff,
        .minute_at = minute_of(job->now),
        .reason = str_of(names[refusal->reason]),
        .kind = refusal->kind,
        .is_write = refusal->is_write,
    }, &row);
    if (err == OK || err == ERR_NOT_FOUND)
        *out_times = row.times;
    return err == ERR_NOT_FOUND ? OK : err;
}

static const struct refusal_rule *rule_of(const struct refusal *refusal)
{
    for (size_t i = 0; i < refusal_rule_count; i++)
        if (refusal_rules[i].reason == refusal->reason &&
            refusal_rules[i].is_nobodys == (refusal->staff.value == 0))
            return &refusal_rules[i];
    return NULL;
}

static enum err check_rule(struct job *job, const struct refusal *refusal)
{
    const struct refusal_rule *rule = rule_of(refusal);
    struct refusal_sum_row sum;
    int64_t changed = 0;
    if (rule == NULL)
        return OK;
    struct str reason = str_of(names[refusal->reason]);
    enum err err = sql_refusal_sum(job->db, job->arena, refusal->staff, reason,
                                   instant_add_ms(job->now, -rule->minutes * MS_PER_MINUTE), &sum);
    if (err != OK || sum.times < rule->times)
        return err;
    err = sql_refusal_alarm_put(job->db, &(struct refusal_alarm_put_in){
        .staff = refusal->staff, .reason = reason, .now = job->now, .times = sum.times},
        &changed);
    if (err == OK && changed == 1) {
        job_audit(job, VERB_warned, RECORD_staff, refusal->staff.value);
        alarm_raise("refusals");
    }
    return err;
}

enum err refusal_add(struct job *job, const struct refusal *refusal)
{
    int64_t times = 0;
    enum err err = count_so_far(job, refusal, &times);
    if (err != OK || times >= REFUSALS_COUNTED)
        return err;
    err = sql_refusal_put(job->db, &(struct refusal_put_in){
        .staff = refusal->staff,
        .minute_at = minute_of(job->now),
        .reason = str_of(names[refusal->reason]),
        .kind = refusal->kind,
        .is_write = refusal->is_write,
    });
    return err == OK ? check_rule(job, refusal) : err;
}

static enum record_kind kind_of(struct str name)
{
    for (int kind = RECORD_NONE + 1; kind < RECORD_COUNT; kind++)
        if (str_equal_c(name, record_kind_name((enum record_kind)kind)))
            return (enum record_kind)kind;
    return RECORD_NONE;
}

static enum err note(struct job *job, void *with)
{
    const struct refusal *refusal = with;
    int64_t times = 0;
    enum err err = count_so_far(job, refusal, &times);
    if (err == OK && times == 0)
        job_audit(job, VERB_turned_away, kind_of(refusal->kind), 0);
    return err == OK ? refusal_add(job, refusal) : err;
}

/* What has been counted to the end is only read: a flood costs no disk. */
enum err refusal_note(struct job *job, const struct refusal *refusal)
{
    int64_t times = 0;
    enum err err = count_so_far(job, refusal, &times);
    if (err != OK || times >= REFUSALS_COUNTED)
        return err;
    struct refusal copy = *refusal;
    struct str once = job->once;
    job->once = STR_NONE;
    job->line_count = 0;
    err = job_write(job, note, &copy);
    job->once = once;
    return err;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum err refusal_waiting(struct job *job, int64_t *out_number)
{
    struct refusal_alarm_count_row row;
    enum err err = sql_refusal_alarm_count(job->db, job->arena, &row);
    if (err == OK)
        *out_number = row.number;
    return err;
}

enum err refusal_alarms_list(struct job *job, int32_t limit, struct refusal_alarms *out_alarms)
{
    struct refusal_alarms_rows rows;
    enum err err = sql_refusal_alarms(job->db, job->arena, limit, &rows);
    if (err != OK)
        return err;
    struct refusal_alarm *alarms = ARENA_MANY(job->arena, struct refusal_alarm, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        alarms[i] = (struct refusal_alarm){rows.at[i].staff, rows.at[i].staff_name,
                                           rows.at[i].reason, rows.at[i].at, rows.at[i].times};
    *out_alarms = (struct refusal_alarms){alarms, rows.count};
    return OK;
}

struct seeing {
    struct staff_id staff;
    struct str reason;
};

static enum err see(struct job *job, void *with)
{
    const struct seeing *seeing = with;
    int64_t changed = 0;
    if (seeing->staff.value == job->asker.staff.value)
        return ERR_NOT_FOUND;
    enum err err = sql_refusal_alarm_see(job->db, &(struct refusal_alarm_see_in){
        .staff = seeing->staff,
        .reason = seeing->reason,
        .seen_by = job->asker.staff,
        .now = job->now,
    }, &changed);
    if (err == OK && changed == 0)
        err = ERR_NOT_FOUND;
    if (err == OK)
        job_audit(job, VERB_settled, RECORD_staff, seeing->staff.value);
    return err;
}

enum err refusal_seen(struct job *job, struct staff_id staff, struct str reason)
{
    return within_write(job, see, &(struct seeing){staff, reason});
}

enum err refusal_sums_list(struct job *job, int32_t hours, int32_t limit,
                           struct refusal_sums *out_sums)
{
    struct refusal_list_rows rows;
    enum err err = sql_refusal_list(job->db, job->arena,
                                    instant_add_ms(job->now, -hours * MS_PER_HOUR), limit, &rows);
    if (err != OK)
        return err;
    struct refusal_sum *sums = ARENA_MANY(job->arena, struct refusal_sum, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        sums[i] = (struct refusal_sum){rows.at[i].staff_name, rows.at[i].role,
                                       rows.at[i].reason, rows.at[i].kind,
                                       rows.at[i].times, rows.at[i].last_at};
    *out_sums = (struct refusal_sums){sums, rows.count};
    return OK;
}
