#include "rooms/reminder/reminder.h"

#include "reminder_sql.h"
#include "words.h"

static const char *const meanings[REMINDER_MEANINGS] = {
    [REMINDER_ENDS] = "ends",
    [REMINDER_DEADLINE] = "deadline",
    [REMINDER_EXPECTED] = "expected",
    [REMINDER_HOURS] = "hours",
};

/* Until an administrator says otherwise: the worker a week, three days and a day before; the
 * manager when little time is left. */
static const struct reminder_book defaults = {{
    [REMINDER_ENDS] = {{{7, 3, 1}}, {{3}}, INSTANT_NONE},
    [REMINDER_DEADLINE] = {{{7, 3, 1}}, {{1}}, INSTANT_NONE},
    [REMINDER_EXPECTED] = {{{1}}, {{0}}, INSTANT_NONE},
    [REMINDER_HOURS] = {{{4, 1}}, {{1}}, INSTANT_NONE},
}};

struct str reminder_meaning_code(enum reminder_meaning meaning)
{
    return str_of(meanings[meaning]);
}

/* ---- lead times ------------------------------------------------------------------------------ */

enum err reminder_leads_parse(struct str text, struct reminder_leads *out_leads)
{
    struct reminder_leads leads = {{0}};
    struct str rest = str_trim(text);
    int64_t before = REMINDER_DAYS_MOST + 1;
    for (size_t i = 0; rest.size > 0; i++) {
        int64_t lead;
        if (i == REMINDER_LEADS_MOST || str_to_i64(str_trim(str_cut(&rest, ',')), &lead) != OK ||
            lead < 1 || lead >= before)
            return ERR_INVALID;
        leads.at[i] = (int32_t)lead;
        before = lead;
    }
    *out_leads = leads;
    return OK;
}

struct str reminder_leads_text(struct arena *arena, const struct reminder_leads *leads)
{
    struct buf text = buf_make(arena, 32);
    for (size_t i = 0; i < REMINDER_LEADS_MOST && leads->at[i] > 0; i++)
        buf_format(&text, "%s%d", i > 0 ? "," : "", leads->at[i]);
    return buf_text(&text);
}

enum err reminder_book_now(struct job *job, struct reminder_book *out_book)
{
    struct reminder_leads_now_rows rows;
    enum err err = sql_reminder_leads_now(job->db, job->arena, job->now, &rows);
    if (err != OK)
        return err;
    struct reminder_book book = defaults;
    for (size_t i = 0; i < rows.count; i++)
        for (int meaning = 0; meaning < REMINDER_MEANINGS; meaning++) {
            struct reminder_lead *lead = &book.of[meaning];
            if (!str_equal_c(rows.at[i].meaning, meanings[meaning]))
                continue;
            must(reminder_leads_parse(rows.at[i].worker_leads, &lead->worker) == OK);
            must(reminder_leads_parse(rows.at[i].manager_leads, &lead->manager) == OK);
            lead->from_at = rows.at[i].from_at;
        }
    *out_book = book;
    return OK;
}

static enum err set_work(struct job *job, void *with)
{
    const struct reminder_change *change = with;
    enum err err = sql_reminder_lead_insert(job->db, &(struct reminder_lead_insert_in){
        .meaning = reminder_meaning_code(change->meaning),
        .from_at = job->now,
        .worker_leads = change->worker_leads,
        .manager_leads = change->manager_leads,
        .set_by = job->asker.staff,
    });
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_database, 0);
    return err;
}

enum err reminder_lead_set(struct job *job, const struct reminder_change *change,
                           struct problems *problems)
{
    struct reminder_leads worker, manager;
    if (reminder_leads_parse(change->worker_leads, &worker) != OK)
        problems_add(problems, STR("worker_leads"), WORD_reminder_problem_leads);
    if (reminder_leads_parse(change->manager_leads, &manager) != OK)
        problems_add(problems, STR("manager_leads"), WORD_reminder_problem_leads);
    enum err err = problems_result(problems);
    if (err != OK)
        return err;
    struct reminder_change kept = {change->meaning, reminder_leads_text(job->arena, &worker),
                                   reminder_leads_text(job->arena, &manager)};
    return job_write(job, set_work, &kept);
}

/* ---- when ------------------------------------------------------------------------------------ */

static const struct reminder_leads *leads_for(const struct reminder_lead *lead, enum role role)
{
    return role == ROLE_provider_manager ? &lead->manager : &lead->worker;
}

static enum reminder_meaning meaning_of(const struct reminder_clock *clock)
{
    if (instant_is_some(clock->due_at))
        return REMINDER_HOURS;
    if (str_equal_c(clock->meaning, "ends"))
        return REMINDER_ENDS;
    return str_equal_c(clock->meaning, "deadline") ? REMINDER_DEADLINE : REMINDER_EXPECTED;
}

static struct instant lead_at(const struct reminder_clock *clock, int32_t lead)
{
    if (instant_is_some(clock->due_at))
        return instant_add_ms(clock->due_at, -lead * MS_PER_HOUR);
    return london_midnight(date_add_days(clock->due_on, -lead));
}

/* The first instant at which it is missed. */
static struct instant over_at(const struct reminder_clock *clock)
{
    return instant_is_some(clock->due_at) ? instant_add_ms(clock->due_at, 1)
                                          : london_midnight(date_add_days(clock->due_on, 1));
}

bool reminder_is_due(const struct reminder_book *book, enum role role,
                     const struct reminder_clock *clock, struct instant now)
{
    const struct reminder_leads *leads = leads_for(&book->of[meaning_of(clock)], role);
    bool has_come = leads->at[0] > 0 && lead_at(clock, leads->at[0]).ms <= now.ms;
    bool is_quiet = instant_is_some(clock->again_at) && now.ms < clock->again_at.ms;
    return has_come && !is_quiet && now.ms < over_at(clock).ms;
}

struct instant reminder_again_at(const struct reminder_book *book, enum role role,
                                 const struct reminder_clock *clock, struct instant now)
{
    const struct reminder_leads *leads = leads_for(&book->of[meaning_of(clock)], role);
    for (size_t i = 0; i < REMINDER_LEADS_MOST && leads->at[i] > 0; i++) {
        struct instant at = lead_at(clock, leads->at[i]);
        if (at.ms > now.ms)
            return at;
    }
    return over_at(clock);
}

/* ---- seen ------------------------------------------------------------------------------------ */

struct seeing {
    struct person_id person;
    struct str rule;
    struct date due_on;
    struct instant again_at;
};

static enum err see_work(struct job *job, void *with)
{
    const struct seeing *seeing = with;
    enum err err = sql_reminder_seen_put(job->db, &(struct reminder_seen_put_in){
        .staff = job->asker.staff,
        .person = seeing->person,
        .rule = seeing->rule,
        .due_on = seeing->due_on,
        .again_at = seeing->again_at,
        .seen_at = job->now,
    });
    if (err == OK)
        job_audit(job, VERB_noted, RECORD_person, seeing->person.value);
    return err;
}

enum err reminder_see(struct job *job, struct person_id person, struct str rule,
                      struct date due_on)
{
    struct reminder_clock_rows rows;
    struct reminder_book book;
    enum err err = sql_reminder_clock(job->db, job->arena, person, rule, due_on, &rows);
    if (err == OK)
        err = reminder_book_now(job, &book);
    if (err == OK && (rows.count == 0 || !rows.at[0].is_alarm))
        err = ERR_CONFLICT;
    if (err != OK)
        return err;
    struct reminder_clock clock = {rows.at[0].meaning, due_on, rows.at[0].due_at, INSTANT_NONE};
    struct seeing seeing = {person, rule, due_on,
                            reminder_again_at(&book, job->asker.role, &clock, job->now)};
    return job_write(job, see_work, &seeing);
}

/* ---- for lists and the number ---------------------------------------------------------------- */

/* Whose clocks remind the asker: a manager's organisation; a worker's own people. */
static uint32_t relations_of(enum role role)
{
    uint32_t relations = right_relations(role, RIGHT_case_read);
    uint32_t provider = RELATION_BIT(RELATION_provider);
    return role == ROLE_provider_manager ? relations & provider : relations & ~provider;
}

/* The last day whose first reminder has come; a day long past where there are none. */
static struct date until(const struct reminder_book *book, enum role role,
                         enum reminder_meaning meaning, struct date today)
{
    int32_t lead = leads_for(&book->of[meaning], role)->at[0];
    return date_add_days(today, lead > 0 ? lead : -1);
}

static struct instant hours_until(const struct reminder_book *book, enum role role,
                                  struct instant now)
{
    return instant_add_ms(now, leads_for(&book->of[REMINDER_HOURS], role)->at[0] * MS_PER_HOUR);
}

enum err reminder_waiting(struct job *job, int64_t *out_number)
{
    struct reminder_book book;
    struct reminder_waiting_row row;
    enum role role = job->asker.role;
    struct date today = date_in_london(job->now);
    enum err err = reminder_book_now(job, &book);
    if (err == OK)
        err = sql_reminder_waiting(job->db, job->arena, &(struct reminder_waiting_in){
            .staff = job->asker.staff,
            .relations = relations_of(role),
            .now = job->now,
            .today = today,
            .ends_until = until(&book, role, REMINDER_ENDS, today),
            .deadline_until = until(&book, role, REMINDER_DEADLINE, today),
            .expected_until = until(&book, role, REMINDER_EXPECTED, today),
            .hours_until = hours_until(&book, role, job->now),
            .limit_ = REMINDER_WAITING_MOST,
        }, &row);
    if (err == OK)
        *out_number = row.number;
    return err;
}

enum err reminder_supervised(struct job *job, size_t most,
                             struct reminder_supervised_list *out_list)
{
    struct reminder_book book;
    struct reminder_supervised_rows rows;
    enum role role = job->asker.role;
    struct date today = date_in_london(job->now);
    *out_list = (struct reminder_supervised_list){0};
    if (role != ROLE_provider_manager)
        return OK;
    enum err err = reminder_book_now(job, &book);
    if (err == OK)
        err = sql_reminder_supervised(job->db, job->arena, &(struct reminder_supervised_in){
            .staff = job->asker.staff,
            .relations = relations_of(role),
            .now = job->now,
            .today = today,
            .ends_until = until(&book, role, REMINDER_ENDS, today),
            .deadline_until = until(&book, role, REMINDER_DEADLINE, today),
            .expected_until = until(&book, role, REMINDER_EXPECTED, today),
            .hours_until = hours_until(&book, role, job->now),
            .caseload = RELATION_BIT(RELATION_caseload),
            .limit_ = (int64_t)most,
            .until = date_add_days(today, REMINDER_DAYS_MOST),
        }, &rows);
    if (err != OK)
        return err;
    struct reminder_supervised *lines =
        ARENA_MANY(job->arena, struct reminder_supervised, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        lines[i] = (struct reminder_supervised){
            rows.at[i].person, rows.at[i].rule,   rows.at[i].meaning,
            rows.at[i].due_on, rows.at[i].due_at, rows.at[i].owner};
    *out_list = (struct reminder_supervised_list){lines, rows.count};
    return OK;
}
