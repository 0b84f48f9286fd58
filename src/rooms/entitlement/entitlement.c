#include "rooms/entitlement/entitlement.h"

#include "entitlement_sql.h"
#include "guard/tie.h"
#include "rooms/clock/clock.h"
#include "rooms/decision/decision.h"
#include "rooms/household/household.h"
#include "rooms/person/person.h"
#include "words.h"

/* No rate that is known reaches further back, and an account is worked out day by day. */
enum { YEARS_BACK = 20, PERIODS_AT_FIRST = 16 };

/* ---- where she lives, and who feeds and supports her ----------------------------------------- */

struct settling {
    struct person_id person;
    const struct situation *situation;
};

static enum err settle_work(struct job *job, void *with)
{
    const struct settling *settling = with;
    const struct situation *situation = settling->situation;
    enum err err = sql_situation_insert(job->db, &(struct situation_insert_in){
        .person = settling->person,
        .from_on = situation->from_on,
        .now = job->now,
        .accommodation = situation->accommodation,
        .is_catered = situation->is_catered,
        .is_asylum_supported = situation->is_asylum_supported,
        .staff = job->asker.staff,
    });
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, settling->person.value);
    return err;
}

static bool has_ended(const struct situation *situation)
{
    return str_equal_c(situation->accommodation, "none");
}

enum err situation_add(struct job *job, struct person_id person, const struct situation *situation,
                       struct problems *problems)
{
    bool is_asylum_housing = str_equal_c(situation->accommodation, "asylum_housing");
    struct date today = date_in_london(job->now);
    if (date_is_some(situation->from_on) && date_compare(situation->from_on, today) > 0)
        problems_add(problems, STR("from_on"), WORD_situation_problem_future);
    else if (date_is_some(situation->from_on) &&
             date_compare(situation->from_on, date_add_months(today, -12 * YEARS_BACK)) < 0)
        problems_add(problems, STR("from_on"), WORD_situation_problem_past);
    if (is_asylum_housing && !situation->is_asylum_supported)
        problems_add(problems, STR("is_asylum_supported"), WORD_situation_problem_asylum);
    if (has_ended(situation) && (situation->is_catered || situation->is_asylum_supported))
        problems_add(problems, STR("accommodation"), WORD_situation_problem_ended);
    enum err err = problems_result(problems);
    struct settling settling = {person, situation};
    return err == OK ? job_write(job, settle_work, &settling) : err;
}

enum err situation_list(struct job *job, struct person_id person,
                        struct situations *out_situations)
{
    struct situation_rows_rows rows;
    enum err err = sql_situation_rows(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct situation *situations = ARENA_MANY(job->arena, struct situation, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        situations[i] = (struct situation){rows.at[i].from_on, rows.at[i].accommodation,
                                           rows.at[i].is_catered,
                                           rows.at[i].is_asylum_supported};
    *out_situations = (struct situations){situations, rows.count};
    return OK;
}

/* ---- her children ---------------------------------------------------------------------------- */

/* The whole day of a birth, or DATE_NONE. */
static struct date birth_of(const struct person *person)
{
    struct date on = DATE_NONE;
    if (date_parse(person->facts.born, &on) != OK)
        return DATE_NONE;
    return on;
}

/* An unborn child is a person of its own whose birth is the due date (rooms/person). */
static void count_person(const struct person *person, struct entitlement *entitlement)
{
    struct rate_case *of = &entitlement->today;
    struct date born_on = birth_of(person);
    bool is_unborn = str_equal_c(person->facts.kind, "unborn");
    if (is_unborn) {
        of->is_pregnant = true;
        of->birth_due_on = born_on;
    } else if (of->child_count < RATE_CHILDREN_MAX) {
        rate_add_child(of, born_on);
        entitlement->has_unknown_birth |= !date_is_some(born_on);
    }
}

/* The children and the unborn of the household that the person is the head of. */
static enum err list_children(struct job *job, struct person_id person, struct record_id **out_ids,
                              size_t *out_count)
{
    struct household_id household;
    struct household_members members = {0};
    enum err err = household_of(job, person, &household);
    if (err == OK)
        err = household_members(job, household, &members);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    struct record_id *ids = ARENA_MANY(job->arena, struct record_id, members.count);
    bool is_head = false;
    size_t count = 0;
    for (size_t i = 0; i < members.count; i++) {
        const struct household_member *member = &members.at[i];
        if (instant_is_some(member->until_at))
            continue;
        is_head |= member->person.value == person.value && str_equal_c(member->relation, "head");
        if (str_equal_c(member->relation, "child") || str_equal_c(member->relation, "unborn"))
            ids[count++] = (struct record_id){member->person.value};
    }
    *out_ids = ids;
    *out_count = is_head ? count : 0;
    return OK;
}

static enum err count_children(struct job *job, struct person_id person,
                               struct entitlement *entitlement)
{
    struct record_id *records;
    size_t count = 0, readable = 0;
    enum err err = list_children(job, person, &records, &count);
    if (err == OK)
        err = tie_filter(job, RIGHT_person_read, records, count, &readable);
    if (err != OK)
        return err;
    entitlement->hidden_count = count - readable;
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, readable);
    struct person *people = ARENA_MANY(job->arena, struct person, readable);
    for (size_t i = 0; i < readable; i++) {
        ids[i] = (struct person_id){records[i].value};
        job_audit(job, VERB_read, RECORD_person, records[i].value);
    }
    err = readable > 0 ? person_get_many(job, PERSON_BORN, ids, readable, people) : OK;
    for (size_t i = 0; err == OK && i < readable; i++)
        count_person(&people[i], entitlement);
    return err;
}

/* ---- what was decided, from day to day ------------------------------------------------------- */

struct stage {
    struct date from_on;
    enum rate_decision decision;
};
struct stages {
    struct stage *at; /* by their day; before the first nothing is decided */
    size_t count;
};

/* The day after support ends because of a negative decision: by the exit's clock, else at once. */
static struct date support_ended_on(const struct clocks *clocks, const struct decision *decision)
{
    struct date last_on = decision_day(decision);
    for (size_t i = 0; i < clocks->count; i++) {
        const struct clock *clock = &clocks->at[i];
        bool is_exit = clock->computed->trigger->id == decision->decision.value &&
                       clock->law->meaning == LAW_ENDS && !clock->is_silent;
        if (is_exit && date_is_some(clock->due_on) && date_compare(clock->due_on, last_on) > 0)
            last_on = clock->due_on;
    }
    return date_add_days(last_on, 1);
}

static void add_stage(struct stages *stages, const struct clocks *clocks,
                      const struct decision *decision)
{
    bool is_conclusive = str_equal_c(decision->kind, "conclusive_grounds");
    if (!is_conclusive && !str_equal_c(decision->kind, "reasonable_grounds"))
        return;
    struct stage stage = {decision_day(decision), is_conclusive ? RATE_CONCLUSIVE
                                                                : RATE_REASONABLE};
    if (str_equal_c(decision->outcome, "negative"))
        stage = (struct stage){support_ended_on(clocks, decision), RATE_NEGATIVE};
    size_t place = stages->count++;
    while (place > 0 && date_compare(stages->at[place - 1].from_on, stage.from_on) > 0) {
        stages->at[place] = stages->at[place - 1];
        place--;
    }
    stages->at[place] = stage;
}

static enum err find_stages(struct job *job, struct person_id person, struct stages *out_stages)
{
    struct decisions decisions;
    struct clocks clocks;
    enum err err = decision_list(job, person, &decisions);
    if (err == OK)
        err = clock_list(job, person, &clocks);
    if (err != OK)
        return err;
    *out_stages = (struct stages){ARENA_MANY(job->arena, struct stage, decisions.count), 0};
    for (size_t i = 0; i < decisions.count; i++)
        add_stage(out_stages, &clocks, &decisions.at[i]);
    return OK;
}

/* What was decided on a day, and the last day on which that stood (not after until). */
static enum rate_decision decided_on(const struct stages *stages, struct date on,
                                     struct date *until)
{
    enum rate_decision decision = RATE_UNDECIDED;
    for (size_t i = 0; i < stages->count; i++) {
        if (date_compare(stages->at[i].from_on, on) <= 0) {
            decision = stages->at[i].decision;
        } else {
            struct date before = date_add_days(stages->at[i].from_on, -1);
            *until = date_compare(before, *until) < 0 ? before : *until;
            break;
        }
    }
    return decision;
}

/* ---- the account ----------------------------------------------------------------------------- */

/* An account being put together. */
struct account_of {
    struct job *job;
    struct date today;
    struct situations situations;
    struct stages stages;
    struct entitlement *entitlement;
    struct entitlement_period *periods;
    size_t period_room;
    int64_t due_sevenths, unverified_sevenths, back_pay_sevenths;
};

static struct rate_case case_in(const struct account_of *account,
                                const struct situation *situation, enum rate_decision decision)
{
    struct rate_case of = account->entitlement->today;
    must(rate_accommodation_parse(situation->accommodation, &of.accommodation));
    of.is_catered = situation->is_catered;
    of.is_asylum_supported = situation->is_asylum_supported;
    of.decision = decision;
    return of;
}

/* Twice the room. */
static void grow(struct account_of *account)
{
    size_t count = account->entitlement->period_count;
    account->period_room = count == 0 ? PERIODS_AT_FIRST : 2 * count;
    struct entitlement_period *wider =
        ARENA_MANY(account->job->arena, struct entitlement_period, account->period_room);
    for (size_t i = 0; i < count; i++)
        wider[i] = account->periods[i];
    account->periods = wider;
    account->entitlement->periods = wider;
}

static void add_span(struct account_of *account, const struct situation *situation,
                     enum rate_decision decision, const struct rate_span *span)
{
    struct entitlement *entitlement = account->entitlement;
    int64_t days = rate_span_days(span);
    if (entitlement->period_count == account->period_room)
        grow(account);
    account->periods[entitlement->period_count++] =
        (struct entitlement_period){situation, decision, *span};
    account->due_sevenths += days * span->due_pence;
    account->unverified_sevenths += days * span->due_unverified_pence;
    account->back_pay_sevenths += days * (span->due_pence - span->applied_pence);
}

/* The days of one situation, cut where something was decided. */
static enum err add_days(struct account_of *account, const struct situation *situation,
                         struct date from, struct date to)
{
    struct job *job = account->job;
    enum err err = OK;
    while (err == OK && date_compare(from, to) <= 0) {
        struct rate_spans spans = {0};
        struct date until = to;
        enum rate_decision decision = decided_on(&account->stages, from, &until);
        struct rate_case of = case_in(account, situation, decision);
        err = rate_over(job->arena, law_rates_built_in(), &of, from, until, account->today,
                        &spans);
        for (size_t i = 0; err == OK && i < spans.count; i++)
            add_span(account, situation, decision, &spans.at[i]);
        from = date_add_days(until, 1);
    }
    return err;
}

static enum err add_situations(struct account_of *account)
{
    const struct situations *situations = &account->situations;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < situations->count; i++) {
        const struct situation *situation = &situations->at[i];
        struct date to = i + 1 < situations->count
                             ? date_add_days(situations->at[i + 1].from_on, -1)
                             : account->today;
        account->entitlement->situation = situation;
        if (!has_ended(situation))
            err = add_days(account, situation, situation->from_on, to);
    }
    return err;
}

static void tell_today(struct account_of *account)
{
    struct entitlement *entitlement = account->entitlement;
    struct date until = account->today;
    if (entitlement->situation == NULL || has_ended(entitlement->situation))
        return;
    enum rate_decision decision = decided_on(&account->stages, account->today, &until);
    entitlement->today = case_in(account, entitlement->situation, decision);
    rate_entitle(law_rates_built_in(), &entitlement->today, account->today, account->today,
                 &entitlement->due);
}

static int64_t not_below_none(int64_t pence)
{
    return pence > 0 ? pence : 0;
}

static void balance(struct account_of *account, const struct payments *payments)
{
    struct entitlement *entitlement = account->entitlement;
    for (size_t i = 0; i < payments->count; i++)
        entitlement->paid_pence += payments->at[i].is_cancelled ? 0 : payments->at[i].pence;
    int64_t due = rate_pence_of_sevenths(account->due_sevenths);
    int64_t all = rate_pence_of_sevenths(account->due_sevenths + account->unverified_sevenths);
    int64_t open = not_below_none(due - entitlement->paid_pence);
    entitlement->due_pence = due;
    entitlement->unverified_pence = all - due;
    entitlement->back_pay_pence = rate_pence_of_sevenths(account->back_pay_sevenths);
    entitlement->open_pence = open;
    entitlement->open_unverified_pence = not_below_none(all - entitlement->paid_pence) - open;
}

static enum err add_up(struct job *job, struct person_id person, struct entitlement *entitlement)
{
    struct payments payments;
    struct account_of account = {.job = job, .today = date_in_london(job->now),
                                 .entitlement = entitlement};
    enum err err = situation_list(job, person, &account.situations);
    if (err == OK)
        err = find_stages(job, person, &account.stages);
    if (err == OK)
        err = payment_list(job, person, &payments);
    if (err != OK)
        return err;
    err = add_situations(&account);
    if (err != OK)
        return err;
    tell_today(&account);
    balance(&account, &payments);
    return OK;
}

enum err entitlement_of(struct job *job, struct person_id person,
                        struct entitlement *out_entitlement)
{
    struct entitlement_nation_row row;
    struct entitlement entitlement = {.today.birth_due_on = DATE_NONE};
    enum err err = sql_entitlement_nation(job->db, job->arena, person, &row);
    if (err == OK && nation_parse(row.nation, &entitlement.today.nation) != OK)
        err = ERR_INTERNAL;
    if (err != OK)
        return err;
    entitlement.is_child = !str_equal_c(row.kind, "adult");
    if (!entitlement.is_child)
        err = count_children(job, person, &entitlement);
    if (err == OK && !entitlement.is_child)
        err = add_up(job, person, &entitlement);
    if (err == OK)
        *out_entitlement = entitlement;
    return err;
}
