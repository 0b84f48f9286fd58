#include "rooms/clock/clock.h"

#include <stdlib.h>
#include <string.h>

#include "clock_sql.h"
#include "rooms/clock/clock_law.h"
#include "words.h"

/* ---- what happened ------------------------------------------------------------------------- */

static enum err insert_fact(struct job *job, struct person_id person, const struct clock_fact *fact)
{
    must(law_event_find(law_book_built_in(), fact->kind) != LAW_EVENT_NONE);
    int64_t changed;
    return sql_clock_fact_insert(job->db, &(struct clock_fact_insert_in){
        .person = person,
        .kind = fact->kind,
        .happened_at = fact->happened_at,
        .is_day = fact->is_day,
        .now = job->now,
        .staff = job->asker.staff,
    }, &changed);
}

enum err clock_fact_add(struct job *job, struct person_id person, struct str kind,
                        struct instant happened_at)
{
    return insert_fact(job, person, &(struct clock_fact){kind, happened_at, false, job->now});
}

enum err clock_fact_add_day(struct job *job, struct person_id person, struct str kind,
                            struct date happened_on)
{
    struct instant at = london_midnight(happened_on);
    return insert_fact(job, person, &(struct clock_fact){kind, at, true, job->now});
}

enum err clock_fact_list(struct job *job, struct person_id person, struct clock_facts *out_facts)
{
    struct clock_fact_rows_rows rows;
    enum err err = sql_clock_fact_rows(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct clock_fact *facts = ARENA_MANY(job->arena, struct clock_fact, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        facts[i] = (struct clock_fact){rows.at[i].kind, rows.at[i].happened_at, rows.at[i].is_day,
                                       rows.at[i].known_at};
    *out_facts = (struct clock_facts){facts, rows.count};
    return OK;
}

enum err clock_referred_on(struct job *job, struct person_id person, struct date *out_referred_on)
{
    struct clock_facts facts;
    enum err err = clock_fact_list(job, person, &facts);
    if (err != OK)
        return err;
    *out_referred_on = DATE_NONE;
    for (size_t i = 0; i < facts.count && !date_is_some(*out_referred_on); i++)
        if (str_equal_c(facts.at[i].kind, "referral_received"))
            *out_referred_on = date_in_london(facts.at[i].happened_at);
    return OK;
}

struct recording {
    struct person_id person;
    const struct clock_fact *fact;
};

static enum err record_work(struct job *job, void *with)
{
    const struct recording *recording = with;
    enum err err = insert_fact(job, recording->person, recording->fact);
    if (err == OK)
        err = clock_refresh(job, recording->person);
    if (err == OK)
        err = event_happened(job, EVENT_fact_recorded, recording->person.value);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, recording->person.value);
    return err;
}

enum err clock_fact_record(struct job *job, struct person_id person, const struct clock_fact *fact,
                           struct problems *problems)
{
    if (fact->happened_at.ms > job->now.ms)
        problems_add(problems, STR("happened_on"), WORD_clock_problem_future);
    enum err err = problems_result(problems);
    struct recording recording = {person, fact};
    return err == OK ? job_write(job, record_work, &recording) : err;
}

/* ---- keeping ------------------------------------------------------------------------------- */

static const char *const meanings[] = {
    [LAW_ENDS] = "ends",
    [LAW_DEADLINE] = "deadline",
    [LAW_EXPECTED] = "expected",
    [LAW_NOT_BEFORE] = "not_before",
    [LAW_WINDOW] = "window",
    [LAW_FACT] = "fact",
};

static const char *const law_states[] = {
    [LAW_CLOCK_RUNS] = "runs",
    [LAW_CLOCK_MET] = "met",
    [LAW_CLOCK_ENDED] = "ended",
    [LAW_CLOCK_SUPERSEDED] = "superseded",
    [LAW_CLOCK_UNDECIDED] = "undecided",
    [LAW_CLOCK_FACT] = "fact",
};

static struct clock_rows_row row_of(const struct law_clock *clock, size_t index)
{
    return (struct clock_rows_row){
        .number = (int64_t)index + 1,
        .rule = clock->rule->rule,
        .meaning = str_of(meanings[clock->rule->meaning]),
        .law_state = str_of(law_states[clock->state]),
        .started_on = clock->facts.trigger_on,
        .due_on = clock->due.due_on,
        .due_at = clock->due.due_at,
        .not_before_on = clock->due.kind == LAW_DUE_OPEN ? clock->due.period_on : DATE_NONE,
        .closed_on = clock->closed_on,
        .is_silent = clock->is_silent,
        .is_alarm = clock->is_alarm,
    };
}

static enum err keep(struct job *job, struct person_id person, const struct clock_rows_row *row)
{
    return sql_clock_insert(job->db, &(struct clock_insert_in){
        .person = person,
        .number = row->number,
        .rule = row->rule,
        .meaning = row->meaning,
        .law_state = row->law_state,
        .started_on = row->started_on,
        .due_on = row->due_on,
        .due_at = row->due_at,
        .not_before_on = row->not_before_on,
        .closed_on = row->closed_on,
        .is_silent = row->is_silent,
        .is_alarm = row->is_alarm,
    });
}

enum err clock_refresh(struct job *job, struct person_id person)
{
    struct law_clocks clocks;
    enum err err = clock_compute(job, person, &clocks);
    if (err == OK)
        err = sql_clock_clear(job->db, person);
    for (size_t i = 0; i < clocks.count && err == OK; i++) {
        struct clock_rows_row row = row_of(&clocks.at[i], i);
        err = keep(job, person, &row);
    }
    return err;
}

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
        {"overdue", 0}, {"due_today", 0}, {"running", 0}, {"open", 1}, {"undecided", 2},
        {"passed", 3}, {"met", 4}, {"ended", 4}, {"superseded", 4}, {"fact", 5},
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

enum err clock_list(struct job *job, struct person_id person, struct clocks *out_clocks)
{
    const struct law_book *book = law_book_built_in();
    struct law_clocks computed;
    enum err err = clock_compute(job, person, &computed);
    if (err != OK)
        return err;
    struct clock *clocks = ARENA_MANY(job->arena, struct clock, computed.count);
    for (size_t i = 0; i < computed.count; i++) {
        struct clock_rows_row row = row_of(&computed.at[i], i);
        struct law_explanation *why = ARENA_NEW(job->arena, struct law_explanation);
        *why = law_explain_clock(job->arena, book, &computed.at[i]);
        clocks[i] = told(&row, computed.at[i].rule, job->now);
        clocks[i].computed = &computed.at[i];
        clocks[i].why = why;
    }
    sort(clocks, computed.count);
    *out_clocks = (struct clocks){clocks, computed.count};
    return OK;
}

enum err clock_running(struct job *job, struct person_id person, struct clocks *out_clocks)
{
    struct clock_rows_rows rows;
    enum err err = sql_clock_rows(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct clock *clocks = ARENA_MANY(job->arena, struct clock, rows.count);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct law_rule *rule = law_rule_find(law_book_built_in(), rows.at[i].rule);
        bool runs = str_equal_c(rows.at[i].law_state, "runs") && !rows.at[i].is_silent;
        if (rule == NULL || !runs)
            continue;
        clocks[count] = told(&rows.at[i], rule, job->now);
        count += !str_equal_c(clocks[count].state, "passed");
    }
    sort(clocks, count);
    *out_clocks = (struct clocks){clocks, count};
    return OK;
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
