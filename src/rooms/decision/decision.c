#include "rooms/decision/decision.h"

#include "decision_sql.h"
#include "words.h"

const char *decision_date_field(enum decision_date date)
{
    static const char *const fields[DECISION_DATES] = {
        [DECISION_MADE] = "made_on",
        [DECISION_DATED] = "dated_on",
        [DECISION_SENT] = "sent_on",
        [DECISION_RECEIVED] = "received_on",
        [DECISION_REASONS_RECEIVED] = "reasons_received_on",
    };
    return fields[date];
}

struct date decision_on(const struct decision *decision, enum decision_date date)
{
    const struct date dates[DECISION_DATES] = {decision->made_on, decision->dated_on,
                                               decision->sent_on, decision->received_on,
                                               decision->reasons_received_on};
    return dates[date];
}

struct date decision_day(const struct decision *decision)
{
    for (int date = 0; date < DECISION_DATES; date++)
        if (date_is_some(decision_on(decision, (enum decision_date)date)))
            return decision_on(decision, (enum decision_date)date);
    return DATE_NONE;
}

/* ---- which of them count ------------------------------------------------------------------- */

static struct decision *find(struct decision *all, size_t count, struct decision_id id)
{
    for (size_t i = 0; i < count; i++)
        if (id.value != 0 && all[i].decision.value == id.value)
            return &all[i];
    return NULL;
}

static struct decision *replaced_by(struct decision *all, size_t count,
                                    const struct decision *decision, const char *why)
{
    for (size_t i = 0; i < count; i++)
        if (all[i].replaces.value == decision->decision.value &&
            str_equal_c(all[i].replaces_why, why))
            return &all[i];
    return NULL;
}

/* The row that says how it really was: the last correction of a correction. */
static struct decision *mended(struct decision *all, size_t count, struct decision *decision)
{
    struct decision *next;
    while ((next = replaced_by(all, count, decision, "corrected")) != NULL)
        decision = next;
    return decision;
}

/* Corrected rows do not count. A reconsidered one is superseded by what stands in its place, also
 * when either of the two has been corrected since. */
static void set_states(struct decision *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        all[i].state = replaced_by(all, count, &all[i], "corrected") ? STR("corrected")
                                                                     : STR("stands");
    for (size_t i = 0; i < count; i++) {
        struct decision *replaced = find(all, count, all[i].replaces);
        if (replaced == NULL || !str_equal_c(all[i].replaces_why, "reconsidered"))
            continue;
        replaced = mended(all, count, replaced);
        replaced->state = STR("reconsidered");
        replaced->superseded_by = mended(all, count, &all[i])->decision;
    }
}

struct decision_id decision_mended(const struct decisions *history, struct decision_id decision)
{
    for (size_t i = 0; i < history->count;) {
        const struct decision *row = &history->at[i];
        bool mends = row->replaces.value == decision.value && decision.value != 0 &&
                     str_equal_c(row->replaces_why, "corrected");
        decision = mends ? row->decision : decision;
        i = mends ? 0 : i + 1;
    }
    return decision;
}

static struct decision decision_of(struct person_id person, const struct decision_rows_row *row)
{
    return (struct decision){
        .decision = row->decision,
        .person = person,
        .kind = row->kind,
        .outcome = row->outcome,
        .made_on = row->made_on,
        .dated_on = row->dated_on,
        .sent_on = row->sent_on,
        .received_on = row->received_on,
        .reasons_received_on = row->reasons_received_on,
        .replaces = row->replaces,
        .replaces_why = row->replaces_why,
        .recorded_at = row->recorded_at,
    };
}

/* By their days; those of one day as they were written down. */
static void insert_by_day(struct decision *all, size_t count, struct decision decision)
{
    size_t at = count;
    for (; at > 0 && decision_day(&all[at - 1]).days > decision_day(&decision).days; at--)
        all[at] = all[at - 1];
    all[at] = decision;
}

enum err decision_history_known(struct job *job, struct person_id person, struct instant known_at,
                                struct decisions *out_decisions)
{
    struct decision_rows_rows rows;
    enum err err = sql_decision_rows(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct decision *all = ARENA_MANY(job->arena, struct decision, rows.count);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++)
        if (!instant_is_some(known_at) || rows.at[i].recorded_at.ms <= known_at.ms)
            insert_by_day(all, count++, decision_of(person, &rows.at[i]));
    set_states(all, count);
    *out_decisions = (struct decisions){all, count};
    return OK;
}

enum err decision_history(struct job *job, struct person_id person, struct decisions *out_decisions)
{
    return decision_history_known(job, person, INSTANT_NONE, out_decisions);
}

enum err decision_list(struct job *job, struct person_id person, struct decisions *out_decisions)
{
    struct decisions all;
    enum err err = decision_history(job, person, &all);
    if (err != OK)
        return err;
    struct decision *kept = ARENA_MANY(job->arena, struct decision, all.count);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++)
        if (!str_equal_c(all.at[i].state, "corrected"))
            kept[count++] = all.at[i];
    *out_decisions = (struct decisions){kept, count};
    return OK;
}

/* ---- what is wrong with one ---------------------------------------------------------------- */

struct addition {
    const struct decision *decision;
    struct date referred_on;
    struct problems *problems;
    struct decision_id id;
};

/* A field that has a problem already is mended first. */
static void add_problem(struct addition *addition, const char *field, int word)
{
    if (problems_of(addition->problems, str_of(field)) == NULL)
        problems_add(addition->problems, str_of(field), word);
}

/* Field of the day that stands for the decision: where a problem of the decision's day is told. */
static const char *day_field(const struct decision *decision)
{
    for (int date = 0; date < DECISION_DATES; date++)
        if (date_is_some(decision_on(decision, (enum decision_date)date)))
            return decision_date_field((enum decision_date)date);
    return decision_date_field(DECISION_MADE);
}

static void check_outcome(struct addition *addition)
{
    const struct decision *decision = addition->decision;
    bool is_reconsideration = str_equal_c(decision->kind, "reconsideration");
    bool is_of_reconsideration =
        str_equal_c(decision->outcome, "asked") || str_equal_c(decision->outcome, "refused");
    bool is_said = decision->kind.size > 0 && decision->outcome.size > 0;
    if (is_said && is_reconsideration != is_of_reconsideration)
        add_problem(addition, "outcome", WORD_decision_problem_outcome);
}

/* Something was typed that could not be read as a day. */
static bool has_unread_date(const struct addition *addition)
{
    for (int date = 0; date < DECISION_DATES; date++)
        if (problems_of(addition->problems,
                        str_of(decision_date_field((enum decision_date)date))) != NULL)
            return true;
    return false;
}

/* The National Referral Mechanism began on 1 April 2009 (seeds/001 2.3). */
static struct date mechanism_began_on(void)
{
    struct date began_on;
    must(date_make((struct date_parts){2009, 4, 1}, &began_on) == OK);
    return began_on;
}

static void check_dates(struct addition *addition, struct date today)
{
    const struct decision *decision = addition->decision;
    struct date before = DATE_NONE;
    if (!date_is_some(decision_day(decision)) && !has_unread_date(addition))
        add_problem(addition, "made_on", WORD_decision_problem_no_date);
    for (int date = 0; date < DECISION_DATES; date++) {
        struct date on = decision_on(decision, (enum decision_date)date);
        const char *field = decision_date_field((enum decision_date)date);
        if (!date_is_some(on))
            continue;
        if (date_compare(on, today) > 0)
            add_problem(addition, field, WORD_decision_problem_future);
        else if (date_compare(on, mechanism_began_on()) < 0)
            add_problem(addition, field, WORD_decision_problem_before_all);
        else if (date_is_some(before) && date_compare(on, before) < 0)
            add_problem(addition, field, WORD_decision_problem_order);
        else if (date_is_some(addition->referred_on) &&
                 date_compare(on, addition->referred_on) < 0)
            add_problem(addition, field, WORD_decision_problem_before_referral);
        if (!date_is_some(before) || date_compare(on, before) > 0)
            before = on;
    }
}

/* Is this row out of the count once the addition is there? */
static bool is_gone(const struct addition *addition, const struct decision *row)
{
    bool is_mended = row->decision.value == addition->decision->replaces.value &&
                     str_equal_c(addition->decision->replaces_why, "corrected");
    return is_mended || str_equal_c(row->state, "corrected");
}

static void check_same_day(struct addition *addition, const struct decisions *all)
{
    const struct decision *decision = addition->decision;
    struct date day = decision_day(decision);
    bool is_reconsideration = str_equal_c(decision->kind, "reconsideration");
    for (size_t i = 0; i < all->count && date_is_some(day); i++) {
        const struct decision *row = &all->at[i];
        if (is_gone(addition, row) || !str_equal(row->kind, decision->kind) ||
            date_compare(decision_day(row), day) != 0)
            continue;
        /* a request may be refused on the day it is made */
        if (is_reconsideration && !str_equal(row->outcome, decision->outcome))
            continue;
        add_problem(addition, day_field(decision), WORD_decision_problem_same_day);
        return;
    }
}

/* The first reasonable grounds decision there will be, and the first conclusive one. */
static struct date first_of(const struct addition *addition, const struct decisions *all,
                            const char *kind)
{
    struct date first = DATE_NONE;
    if (str_equal_c(addition->decision->kind, kind))
        first = decision_day(addition->decision);
    for (size_t i = 0; i < all->count; i++) {
        struct date day = decision_day(&all->at[i]);
        if (str_equal_c(all->at[i].kind, kind) && !is_gone(addition, &all->at[i]) &&
            (!date_is_some(first) || date_compare(day, first) < 0))
            first = day;
    }
    return first;
}

static void check_grounds(struct addition *addition, const struct decisions *all)
{
    const struct decision *decision = addition->decision;
    struct date reasonable = first_of(addition, all, "reasonable_grounds");
    struct date conclusive = first_of(addition, all, "conclusive_grounds");
    if (!date_is_some(conclusive) || !date_is_some(decision_day(decision)))
        return;
    if (!date_is_some(reasonable))
        add_problem(addition, "kind", WORD_decision_problem_no_reasonable);
    else if (date_compare(conclusive, reasonable) < 0)
        add_problem(addition, day_field(decision), WORD_decision_problem_before_reasonable);
}

/* Whether there is what the decision is to take the place of. What was reconsidered already can
 * still be corrected, but not reconsidered once more: what stands in its place can. */
static void check_replaced(struct addition *addition, const struct decisions *all)
{
    const struct decision *decision = addition->decision, *replaced = NULL;
    bool is_corrected = str_equal_c(decision->replaces_why, "corrected");
    if (decision->replaces.value == 0) {
        if (decision->replaces_why.size > 0)
            add_problem(addition, "", WORD_decision_problem_replaces_none);
        return;
    }
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i].decision.value == decision->replaces.value)
            replaced = &all->at[i];
    if (decision->replaces_why.size == 0)
        add_problem(addition, "", WORD_decision_problem_why);
    else if (replaced == NULL || str_equal_c(replaced->state, "corrected") ||
             (!is_corrected && !str_equal_c(replaced->state, "stands")))
        add_problem(addition, "", WORD_decision_problem_replaced_already);
    else if (!is_corrected && !str_equal(replaced->kind, decision->kind))
        add_problem(addition, "kind", WORD_decision_problem_other_kind);
    else if (!is_corrected && date_is_some(decision_day(decision)) &&
             date_compare(decision_day(decision), decision_day(replaced)) < 0)
        add_problem(addition, day_field(decision), WORD_decision_problem_before_replaced);
}

/* ---- writing ------------------------------------------------------------------------------- */

static enum err insert(struct job *job, const struct addition *addition)
{
    const struct decision *decision = addition->decision;
    return sql_decision_insert(job->db, &(struct decision_insert_in){
        .decision = addition->id,
        .person = decision->person,
        .kind = decision->kind,
        .outcome = decision->outcome,
        .made_on = decision->made_on,
        .dated_on = decision->dated_on,
        .sent_on = decision->sent_on,
        .received_on = decision->received_on,
        .reasons_received_on = decision->reasons_received_on,
        .replaces = decision->replaces,
        .replaces_why = decision->replaces_why,
        .now = job->now,
        .staff = job->asker.staff,
    });
}

/* All checks run here, on what is in the database at this moment. */
static enum err store_checked(struct job *job, struct addition *addition)
{
    struct person_id person = addition->decision->person;
    struct decisions all;
    enum err err = decision_history(job, person, &all);
    if (err != OK)
        return err;
    check_outcome(addition);
    check_dates(addition, date_in_london(job->now));
    check_replaced(addition, &all);
    check_same_day(addition, &all);
    check_grounds(addition, &all);
    err = problems_result(addition->problems);
    if (err == OK)
        err = insert(job, addition);
    if (err != OK)
        return err;
    job_audit(job, VERB_decided, RECORD_person, person.value);
    return event_happened(job, EVENT_decision_added, person.value);
}

enum err decision_store(struct job *job, const struct decision *decision, struct date referred_on,
                        struct problems *problems, struct decision_id *out_decision)
{
    must(db_is_writing(job->db));
    struct addition addition = {
        .decision = decision,
        .referred_on = referred_on,
        .problems = problems,
        .id = {job_new_id(job)},
    };
    enum err err = store_checked(job, &addition);
    if (err == OK)
        *out_decision = addition.id;
    return err;
}

struct adding {
    const struct decision *decision;
    struct date referred_on;
    struct problems *problems;
    size_t problem_count; /* before the work, which may run more than once */
    struct decision_id id;
};

static enum err add_work(struct job *job, void *with)
{
    struct adding *adding = with;
    adding->problems->count = adding->problem_count;
    return decision_store(job, adding->decision, adding->referred_on, adding->problems,
                          &adding->id);
}

enum err decision_add(struct job *job, const struct decision *decision, struct date referred_on,
                      struct problems *problems, struct decision_id *out_decision)
{
    struct adding adding = {decision, referred_on, problems, problems->count, {0}};
    enum err err = job_write(job, add_work, &adding);
    if (err == OK)
        *out_decision = adding.id;
    return err;
}
