#include "rooms/clock/clock.h"

#include <stdlib.h>
#include <string.h>

#include "clock_sql.h"
#include "rooms/clock/clock_kept.h"
#include "rooms/clock/clock_law.h"
#include "words.h"

/* ---- what they say today ------------------------------------------------------------------- */

struct str clock_state_on(struct str meaning, struct date due_on, struct instant due_at,
                          struct instant now)
{
    bool is_to_do = str_equal_c(meaning, "deadline") || str_equal_c(meaning, "expected");
    bool is_not_before = str_equal_c(meaning, "not_before");
    int32_t days = due_on.days - date_in_london(now).days;
    bool is_over = instant_is_some(due_at) ? due_at.ms < now.ms : days < 0;
    if (is_over || (is_not_before && days == 0))
        return is_to_do ? STR("overdue") : STR("passed");
    return days == 0 ? STR("due_today") : STR("running");
}

static struct str state_of(const struct clock_rows_row *row, struct instant now)
{
    if (!str_equal_c(row->law_state, "runs"))
        return row->law_state;
    if (!date_is_some(row->due_on))
        return STR("open");
    return clock_state_on(row->meaning, row->due_on, row->due_at, now);
}

/* Hundredths of the time from start to end that have gone. */
static int32_t part_gone(struct date from, struct date to, struct date today)
{
    int64_t whole = (int64_t)to.days - from.days, gone = (int64_t)today.days - from.days;
    if (gone <= 0)
        return 0;
    return whole <= gone ? 100 : (int32_t)(100 * gone / whole);
}

static int32_t hours_until(struct instant due_at, struct instant now)
{
    int64_t ms = due_at.ms - now.ms;
    return (int32_t)(ms >= 0 ? ms / MS_PER_HOUR : -((-ms + MS_PER_HOUR - 1) / MS_PER_HOUR));
}

static struct clock told(const struct clock_rows_row *row, const struct law_rule *rule,
                         struct instant now)
{
    struct date today = date_in_london(now);
    struct date end = date_is_some(row->due_on) ? row->due_on : row->not_before_on;
    return (struct clock){
        .rule = rule->rule,
        .law = rule,
        .started_on = row->started_on,
        .due_on = row->due_on,
        .due_at = row->due_at,
        .not_before_on = row->not_before_on,
        .closed_on = row->closed_on,
        .is_silent = row->is_silent,
        .is_alarm = row->is_alarm,
        .days_left = date_is_some(row->due_on) ? row->due_on.days - today.days : 0,
        .hours_left = instant_is_some(row->due_at) ? hours_until(row->due_at, now) : 0,
        .part_gone = date_is_some(end) ? part_gone(row->started_on, end, today) : 0,
        .state = state_of(row, now),
        .title = clock_title(rule->rule),
    };
}

/* ---- the order ----------------------------------------------------------------------------- */

static int group_of(const struct clock *clock)
{
    static const struct {
        const char *state;
        int group;
    } groups[] = {
        {"overdue", 0}, {"due_today", 0}, {"running", 0}, {"open", 1}, {"paused", 1},
        {"undecided", 2},
        {"passed", 3}, {"met", 4}, {"ended", 4}, {"cancelled", 4}, {"superseded", 4}, {"fact", 5},
    };
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        if (str_equal_c(clock->state, groups[i].state))
            return 2 * groups[i].group + clock->is_silent;
    must(false);
}

static int64_t time_of(const struct clock *clock)
{
    if (instant_is_some(clock->due_at))
        return clock->due_at.ms;
    struct date day = date_is_some(clock->due_on) ? clock->due_on : clock->not_before_on;
    return date_is_some(day) ? day.days * MS_PER_DAY : clock->started_on.days * MS_PER_DAY;
}

static int compare(const void *a, const void *b)
{
    const struct clock *one = a, *other = b;
    int64_t one_at = time_of(one), other_at = time_of(other);
    int groups = group_of(one) - group_of(other);
    if (groups != 0)
        return groups;
    if (one_at != other_at)
        return one_at < other_at ? -1 : 1;
    return one->law < other->law ? -1 : one->law > other->law; /* the book's order */
}

static void sort(struct clock *clocks, size_t count)
{
    if (count > 1)
        qsort(clocks, count, sizeof(*clocks), compare);
}

/* ---- reading ------------------------------------------------------------------------------- */

enum err clock_list_known(struct job *job, struct person_id person, struct instant known_at,
                          struct clocks *out_clocks)
{
    const struct law_book *book = law_book();
    struct instant now = instant_is_some(known_at) ? known_at : job->now;
    struct law_clocks computed;
    enum err err = clock_compute(job, person, known_at, &computed);
    if (err != OK)
        return err;
    struct clock *clocks = ARENA_MANY(job->arena, struct clock, computed.count);
    for (size_t i = 0; i < computed.count; i++) {
        struct clock_rows_row row = clock_row_of(&computed.at[i], i);
        struct law_explanation *why = ARENA_NEW(job->arena, struct law_explanation);
        *why = law_explain_clock(job->arena, book, &computed.at[i]);
        clocks[i] = told(&row, computed.at[i].rule, now);
        clocks[i].key = clock_key_of(person, &computed.at[i]);
        clocks[i].computed = &computed.at[i];
        clocks[i].why = why;
    }
    sort(clocks, computed.count);
    *out_clocks = (struct clocks){clocks, computed.count};
    return OK;
}

enum err clock_list(struct job *job, struct person_id person, struct clocks *out_clocks)
{
    return clock_list_known(job, person, INSTANT_NONE, out_clocks);
}

static struct clock_rows_row running_row(const struct clock_running_rows_row *row)
{
    return (struct clock_rows_row){
        .rule = row->rule,
        .meaning = row->meaning,
        .law_state = row->law_state,
        .started_on = row->started_on,
        .due_on = row->due_on,
        .due_at = row->due_at,
        .not_before_on = row->not_before_on,
        .closed_on = DATE_NONE,
        .is_alarm = row->is_alarm,
    };
}

enum err clock_running(struct job *job, struct person_id person, struct clocks *out_clocks)
{
    struct clock_running_rows_rows rows;
    enum err err = sql_clock_running_rows(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct clock *clocks = ARENA_MANY(job->arena, struct clock, rows.count);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct law_rule *rule = law_rule_find(law_book(), rows.at[i].rule);
        struct clock_rows_row row = running_row(&rows.at[i]);
        if (rule == NULL)
            continue;
        clocks[count] = told(&row, rule, job->now);
        count += !str_equal_c(clocks[count].state, "passed");
    }
    sort(clocks, count);
    *out_clocks = (struct clocks){clocks, count};
    return OK;
}

struct str clock_effect(struct str rule)
{
    const struct law_rule *law = law_rule_find(law_book(), rule);
    return law != NULL ? law->effect : rule;
}

int clock_title(struct str rule)
{
    /* the longer beginning stands first */
    static const struct {
        const char *beginning;
        int word;
    } titles[] = {
        {"RG-TARGET", WORD_clock_title_rg},
        {"RG-CHILD", WORD_clock_title_rg},
        {"CG-MIN", WORD_clock_title_cg_min},
        {"REC-", WORD_clock_title_rec},
        {"MOV-EW-JR", WORD_clock_title_mov_held},
        {"MOV-COVID", WORD_clock_title_mov_held},
        {"MOV-", WORD_clock_title_mov},
        {"NCG-", WORD_clock_title_ncg},
        {"NRG-", WORD_clock_title_nrg},
        {"RECON-0", WORD_clock_title_recon_any},
        {"RECON-", WORD_clock_title_recon},
        {"KPI-HOUSE", WORD_clock_title_house},
        {"KPI-JP", WORD_clock_title_plan},
        {"MS-INITIAL", WORD_clock_title_check},
        {"MS-REVIEW", WORD_clock_title_review},
        {"RNA-", WORD_clock_title_rna},
        {"REACHIN", WORD_clock_title_reachin},
        {"DROPIN", WORD_clock_title_reachin},
        {"VTS-RECON", WORD_clock_title_vts_recon},
        {"VTS-MAX", WORD_clock_title_permission},
        {"DL-", WORD_clock_title_permission},
        {"REFUGEE-", WORD_clock_title_permission},
        {"ASY-REFUSED", WORD_clock_title_asylum_support},
        {"ASY-GRANT", WORD_clock_title_asylum_support},
        {"ASY-APPEAL", WORD_clock_title_appeal},
        {"WORK-", WORD_clock_title_work},
        {"CICA-2Y", WORD_clock_title_compensation},
        {"NHS-EXEMPT", WORD_clock_title_nhs},
        {"EMERG-", WORD_clock_title_emergency},
        {"CONSENT-CONTACT", WORD_clock_title_contact},
    };
    for (size_t i = 0; i < COUNT_OF(titles); i++)
        if (str_starts(rule, str_of(titles[i].beginning)))
            return titles[i].word;
    return 0;
}
