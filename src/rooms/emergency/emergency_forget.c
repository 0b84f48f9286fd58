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
    if (str_equal_c(emergency->kind, "person"))
        return DATE_NONE;
    const struct law_retention_words words = {
        .opened_on = date_in_london(emergency->opened_at),
        .reviewed_on = instant_is_some(emergency->reviewed_at)
                           ? date_in_london(emergency->reviewed_at) : DATE_NONE};
    return law_retention_words_until(law_retention_built_in(), &words, today, out_rule);
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

/* What was reviewed, or opened, before this may be due; which is, the law says of each. Months are
 * of unequal length, so some that are not are among them. */
static struct instant before(struct date today, bool is_reviewed)
{
    const struct law_retention_rule *rule;
    const struct law_retention_words words = {
        .opened_on = today, .reviewed_on = is_reviewed ? today : DATE_NONE};
    if (!date_is_some(law_retention_words_until(law_retention_built_in(), &words, today, &rule)))
        return (struct instant){INT64_MIN + 1};
    struct date day = date_add_months(today, -rule->years * MONTHS_A_YEAR);
    return london_midnight(date_add_days(day, MARGIN_DAYS));
}

enum err emergency_forget_old(struct job *job, int64_t limit, int64_t *out_count)
{
    struct emergency_old_rows rows;
    struct date today = date_in_london(job->now);
    int64_t count = 0;
    enum err err = sql_emergency_old(job->db, job->arena, before(today, true),
                                     before(today, false), limit, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        const struct law_retention_rule *rule;
        const struct emergency of = {.kind = rows.at[i].kind,
                                     .opened_at = rows.at[i].opened_at,
                                     .reviewed_at = rows.at[i].reviewed_at};
        struct date until = emergency_words_until(&of, today, &rule);
        if (!date_is_some(until) || date_compare(until, today) > 0)
            continue;
        err = job_write(job, forget_work, (void *)&rows.at[i]);
        count += err == OK;
    }
    if (err == OK)
        *out_count = count;
    return err;
}
