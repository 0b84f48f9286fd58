/* emergency_forget.c - the words of an emergency that opened a house or nothing, when their day has
 * come. Those about a person go with her (rooms/retention). */
#include "emergency_forget_sql.h"
#include "guard/audit.h"
#include "law/retention.h"
#include "rooms/emergency/emergency.h"

enum { MONTHS_A_YEAR = 12, MARGIN_DAYS = 2 };

struct date emergency_words_until(const struct emergency *emergency, struct date today,
                                  const struct law_retention_rule **out_rule)
{
    *out_rule = NULL;
    if (str_equal_c(emergency->kind, "person") || !instant_is_some(emergency->reviewed_at))
        return DATE_NONE;
    return law_retention_words_until(law_retention_built_in(),
                                     date_in_london(emergency->reviewed_at), today, out_rule);
}

static enum err forget_work(struct job *job, void *with)
{
    const struct emergency_old_row *row = with;
    bool is_house = str_equal_c(row->kind, "house");
    int64_t changed;
    enum err err = sql_emergency_forget(job->db, row->emergency, STR(""), &changed);
    if (err != OK || changed == 0)
        return err;
    err = audit_forget(job, VAULT_EMERGENCY, row->emergency.value);
    if (err == OK)
        err = sql_emergency_forgotten_insert(job->db, row->emergency, job->now);
    if (err == OK)
        job_audit(job, VERB_words_erased, is_house ? RECORD_house : RECORD_staff,
                  is_house ? row->record.value : row->staff.value);
    return err;
}

/* Who was reviewed before this may be due; which are, the law says of each. Months are of unequal
 * length, so some that are not are among them. */
static struct instant before(struct date today, int32_t years)
{
    struct date day = date_add_months(today, -years * MONTHS_A_YEAR);
    return london_midnight(date_add_days(day, MARGIN_DAYS));
}

enum err emergency_forget_old(struct job *job, int64_t limit, int64_t *out_count)
{
    const struct law_retention_rule *rule;
    struct emergency_old_rows rows;
    struct date today = date_in_london(job->now);
    int64_t count = 0;
    if (!date_is_some(law_retention_words_until(law_retention_built_in(), today, today, &rule))) {
        *out_count = 0;
        return OK;
    }
    enum err err = sql_emergency_old(job->db, job->arena, before(today, rule->years), limit,
                                     &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        const struct emergency of = {.kind = rows.at[i].kind,
                                     .reviewed_at = rows.at[i].reviewed_at};
        if (date_compare(emergency_words_until(&of, today, &rule), today) > 0)
            continue;
        err = job_write(job, forget_work, (void *)&rows.at[i]);
        count += err == OK;
    }
    if (err == OK)
        *out_count = count;
    return err;
}
