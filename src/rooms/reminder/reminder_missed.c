#include "rooms/reminder/reminder_missed.h"

#include "reminder_missed_sql.h"
#include "reminder_sql.h"
#include "words.h"

static struct date late_from(const struct job *job)
{
    return date_add_days(date_in_london(job->now), -MISSED_LATE_DAYS);
}

static uint32_t relations_of(const struct job *job)
{
    return right_relations(job->asker.role, RIGHT_case_read);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static struct str state_of(const struct missed_page_row *row, struct date today)
{
    if (date_is_some(row->closed_on))
        return STR("late");
    bool is_quiet = str_equal_c(row->outcome, "in_hand") && row->next_on.days > today.days;
    return is_quiet ? STR("in_hand") : STR("open");
}

static struct missed missed_of(const struct missed_page_row *row, struct date today)
{
    return (struct missed){
        .person = row->person,
        .ref = row->ref,
        .rule = row->rule,
        .state = state_of(row, today),
        .due_on = row->due_on,
        .due_at = row->due_at,
        .closed_on = row->closed_on,
        .owner = row->owner,
        .owned_by = row->owner.size > 0 ? STR("worker")
                    : row->has_provider ? STR("manager")
                                        : STR("desk"),
        .next_step = row->next_step,
        .next_on = row->next_on,
    };
}

/* "20713.77.3": where the page before ended. */
static enum err read_after(struct str after, int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_to_i64(str_cut(&after, '.'), &values[i]) != OK)
            return ERR_MALFORMED;
    bool is_date = values[0] > INT32_MIN && values[0] <= INT32_MAX;
    return after.size == 0 && is_date ? OK : ERR_MALFORMED;
}

enum err missed_count(struct job *job, int64_t *out_open, int64_t *out_in_hand)
{
    struct missed_count_row row;
    enum err err = sql_missed_count(job->db, job->arena, &(struct missed_count_in){
        .staff = job->asker.staff,
        .relations = relations_of(job),
        .now = job->now,
        .today = date_in_london(job->now),
    }, &row);
    if (err == OK) {
        *out_open = row.open_count;
        *out_in_hand = row.hand_count;
    }
    return err;
}

enum err missed_page(struct job *job, struct str after, struct missed_page *out_page)
{
    int64_t from[] = {INT32_MIN + 1, INT64_MIN, 0};
    struct date today = date_in_london(job->now);
    struct missed_page_rows rows;
    enum err err = after.size == 0 ? OK : read_after(after, from, COUNT_OF(from));
    if (err == OK)
        err = sql_missed_page(job->db, job->arena, &(struct missed_page_in){
            .staff = job->asker.staff,
            .relations = relations_of(job),
            .now = job->now,
            .today = today,
            .late_from = late_from(job),
            .caseload = RELATION_BIT(RELATION_caseload),
            .provider = RELATION_BIT(RELATION_provider),
            .after_on = {(int32_t)from[0]},
            .after_person = {from[1]},
            .after_number = from[2],
            .limit_ = MISSED_ROWS + 1,
        }, &rows);
    if (err != OK)
        return err;
    struct missed_page page = {0};
    struct missed *lines = ARENA_MANY(job->arena, struct missed, MISSED_ROWS);
    for (; page.count < rows.count && page.count < MISSED_ROWS; page.count++)
        lines[page.count] = missed_of(&rows.at[page.count], today);
    if (rows.count > MISSED_ROWS) {
        const struct missed_page_row *last = &rows.at[MISSED_ROWS - 1];
        page.next = str_format(job->arena, "%d.%lld.%lld", last->due_on.days,
                               (long long)last->person.value, (long long)last->number);
    }
    page.at = lines;
    *out_page = page;
    return OK;
}

enum err missed_late(struct job *job, size_t most, struct missed_page *out_page)
{
    struct missed_late_rows rows;
    enum err err = sql_missed_late(job->db, job->arena, &(struct missed_late_in){
        .staff = job->asker.staff,
        .relations = relations_of(job),
        .now = job->now,
        .late_from = late_from(job),
        .limit_ = (int64_t)most,
    }, &rows);
    if (err != OK)
        return err;
    struct missed *lines = ARENA_MANY(job->arena, struct missed, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        lines[i] = (struct missed){
            .person = rows.at[i].person,
            .rule = rows.at[i].rule,
            .state = STR("late"),
            .due_on = rows.at[i].due_on,
            .due_at = INSTANT_NONE,
            .closed_on = rows.at[i].closed_on,
            .next_on = DATE_NONE,
        };
    *out_page = (struct missed_page){.at = lines, .count = rows.count};
    return OK;
}

/* ---- one ------------------------------------------------------------------------------------- */

enum err missed_find(struct job *job, struct person_id person, struct str rule,
                     struct date due_on, struct date *out_closed_on)
{
    struct reminder_clock_rows rows;
    enum err err = sql_reminder_clock(job->db, job->arena, person, rule, due_on, &rows);
    if (err != OK)
        return err;
    for (size_t i = 0; i < rows.count; i++) {
        const struct reminder_clock_row *row = &rows.at[i];
        bool is_over = instant_is_some(row->due_at)
                           ? row->due_at.ms < job->now.ms
                           : due_on.days < date_in_london(job->now).days;
        bool is_late = date_is_some(row->closed_on) && row->closed_on.days > due_on.days;
        bool is_to_do = !str_equal_c(row->meaning, "ends");
        if (is_to_do && (is_late || (row->is_alarm && is_over))) {
            *out_closed_on = is_late ? row->closed_on : DATE_NONE;
            return OK;
        }
    }
    return ERR_CONFLICT;
}

enum err missed_said(struct job *job, struct person_id person, struct str rule,
                     struct date due_on, struct missed_answers *out_answers)
{
    struct missed_answer_last_rows rows;
    enum err err = sql_missed_answer_last(job->db, job->arena, person, rule, due_on, &rows);
    if (err != OK)
        return err;
    struct missed_answer *answers = ARENA_MANY(job->arena, struct missed_answer, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        answers[i] = (struct missed_answer){rows.at[i].outcome,     rows.at[i].reason,
                                            rows.at[i].next_step,   rows.at[i].next_on,
                                            rows.at[i].answered_at, rows.at[i].answered_by_name};
    *out_answers = (struct missed_answers){answers, rows.count};
    return OK;
}

static void check_answer(const struct job *job, const struct missed_answer *answer,
                         struct problems *problems)
{
    struct date today = date_in_london(job->now);
    bool is_in_hand = str_equal_c(answer->outcome, "in_hand");
    bool has_day = date_is_some(answer->next_on);
    if (is_in_hand && answer->next_step.size == 0)
        problems_add(problems, STR("next_step"), WORD_missed_problem_step);
    if (is_in_hand && !has_day)
        problems_add(problems, STR("next_on"), WORD_missed_problem_day);
    if (is_in_hand && has_day &&
        (answer->next_on.days < today.days ||
         answer->next_on.days > today.days + MISSED_STEP_DAYS))
        problems_add(problems, STR("next_on"), WORD_missed_problem_range);
    if (!is_in_hand && (answer->next_step.size > 0 || has_day))
        problems_add(problems, STR("next_step"), WORD_missed_problem_no_step);
}

static enum err answer_work(struct job *job, void *with)
{
    const struct missed_saying *saying = with;
    const struct missed_answer *answer = saying->answer;
    enum err err = sql_missed_answer_retire(job->db, saying->person, saying->rule,
                                            saying->due_on);
    if (err == OK)
        err = sql_missed_answer_insert(job->db, &(struct missed_answer_insert_in){
            .answer = {job_new_id(job)},
            .person = saying->person,
            .rule = saying->rule,
            .due_on = saying->due_on,
            .outcome = answer->outcome,
            .reason = answer->reason,
            .next_step = answer->next_step,
            .next_on = answer->next_on,
            .staff = job->asker.staff,
            .now = job->now,
        });
    if (err == OK)
        job_audit(job, VERB_answered, RECORD_person, saying->person.value);
    return err;
}

enum err missed_answer(struct job *job, const struct missed_saying *saying,
                       struct problems *problems)
{
    struct date closed_on;
    enum err err = missed_find(job, saying->person, saying->rule, saying->due_on, &closed_on);
    if (err != OK)
        return err;
    if (date_is_some(closed_on) && str_equal_c(saying->answer->outcome, "in_hand"))
        problems_add(problems, STR("outcome"), WORD_missed_problem_done);
    check_answer(job, saying->answer, problems);
    err = problems_result(problems);
    struct missed_saying kept = *saying;
    return err == OK ? job_write(job, answer_work, &kept) : err;
}

/* ---- numbers --------------------------------------------------------------------------------- */

enum err missed_numbers(struct job *job, struct missed_numbers *out_numbers)
{
    struct missed_by_rule_rows rules;
    struct missed_by_reason_rows reasons;
    struct instant since = instant_add_ms(job->now, -MISSED_COUNT_DAYS * MS_PER_DAY);
    enum err err = sql_missed_by_rule(job->db, job->arena, date_in_london(job->now), job->now,
                                      &rules);
    if (err == OK)
        err = sql_missed_by_reason(job->db, job->arena, since, &reasons);
    if (err != OK)
        return err;
    struct missed_number *numbers =
        ARENA_MANY(job->arena, struct missed_number, rules.count + reasons.count);
    struct missed_number *said = numbers + rules.count;
    for (size_t i = 0; i < rules.count; i++)
        numbers[i] = (struct missed_number){.rule = rules.at[i].rule,
                                            .number = rules.at[i].number};
    for (size_t i = 0; i < reasons.count; i++)
        said[i] = (struct missed_number){.outcome = reasons.at[i].outcome,
                                         .reason = reasons.at[i].reason,
                                         .number = reasons.at[i].number};
    *out_numbers = (struct missed_numbers){numbers, said, rules.count, reasons.count};
    return OK;
}
