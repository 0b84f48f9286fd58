/* What happened and is no decision: written down, and mended when it was written down wrongly. */
#include "clock_history_sql.h"
#include "clock_sql.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_law.h"
#include "words.h"

/* ---- what is known ------------------------------------------------------------------------- */

enum err clock_mend_list(struct job *job, struct person_id person, struct instant known_at,
                         struct clock_mends *out_mends)
{
    struct clock_fact_mends_rows rows;
    enum err err = sql_clock_fact_mends(job->db, job->arena, person, clock_known_by(known_at),
                                        &rows);
    if (err != OK)
        return err;
    struct clock_mend *mends = ARENA_MANY(job->arena, struct clock_mend, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        mends[i] = (struct clock_mend){rows.at[i].kind, rows.at[i].happened_at,
                                       rows.at[i].right_at};
    *out_mends = (struct clock_mends){mends, rows.count};
    return OK;
}

/* The newest word on a fact; NULL: it stands as it was written down. */
static const struct clock_mend *mend_of(const struct clock_mends *mends, struct str kind,
                                        struct instant happened_at)
{
    for (size_t i = mends->count; i-- > 0;)
        if (mends->at[i].happened_at.ms == happened_at.ms && str_equal(mends->at[i].kind, kind))
            return &mends->at[i];
    return NULL;
}

static bool stands(const struct clock_mends *mends, struct str kind, struct instant happened_at)
{
    const struct clock_mend *mend = mend_of(mends, kind, happened_at);
    return mend == NULL || mend->right_at.ms == happened_at.ms;
}

/* No fact is mended more often than there are mends, so the way ends. */
struct instant clock_mended_at(const struct clock_mends *mends, struct str kind,
                               struct instant happened_at)
{
    for (size_t i = 0; i < mends->count && !stands(mends, kind, happened_at); i++) {
        happened_at = mend_of(mends, kind, happened_at)->right_at;
        if (!instant_is_some(happened_at))
            break;
    }
    return happened_at;
}

enum err clock_fact_list(struct job *job, struct person_id person, struct instant known_at,
                         struct clock_facts *out_facts)
{
    struct clock_fact_rows_rows rows;
    struct clock_mends mends;
    enum err err = sql_clock_fact_rows(job->db, job->arena, person, clock_known_by(known_at),
                                       &rows);
    if (err == OK)
        err = clock_mend_list(job, person, known_at, &mends);
    if (err != OK)
        return err;
    struct clock_fact *facts = ARENA_MANY(job->arena, struct clock_fact, rows.count);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++)
        if (stands(&mends, rows.at[i].kind, rows.at[i].happened_at))
            facts[count++] = (struct clock_fact){rows.at[i].kind, rows.at[i].happened_at,
                                                 rows.at[i].is_day, rows.at[i].known_at};
    *out_facts = (struct clock_facts){facts, count};
    return OK;
}

enum err clock_referred_on(struct job *job, struct person_id person, struct date *out_referred_on)
{
    struct clock_facts facts;
    enum err err = clock_fact_list(job, person, INSTANT_NONE, &facts);
    if (err != OK)
        return err;
    *out_referred_on = DATE_NONE;
    for (size_t i = 0; i < facts.count && !date_is_some(*out_referred_on); i++)
        if (str_equal_c(facts.at[i].kind, "referral_received"))
            *out_referred_on = date_in_london(facts.at[i].happened_at);
    return OK;
}

/* ---- writing down -------------------------------------------------------------------------- */

static enum err insert_mend(struct job *job, struct person_id person, const struct clock_fact *fact,
                            struct instant right_at)
{
    return sql_clock_fact_mend_insert(job->db, &(struct clock_fact_mend_insert_in){
        .person = person,
        .kind = fact->kind,
        .happened_at = fact->happened_at,
        .now = job->now,
        .right_at = right_at,
        .staff = job->asker.staff,
    });
}

/* Said twice is known once; said again after it was taken back, it did happen after all. */
static enum err insert_fact(struct job *job, struct person_id person, const struct clock_fact *fact)
{
    must(law_event_find(law_book(), fact->kind) != LAW_EVENT_NONE);
    int64_t changed;
    struct clock_mends mends;
    enum err err = sql_clock_fact_insert(job->db, &(struct clock_fact_insert_in){
        .person = person,
        .kind = fact->kind,
        .happened_at = fact->happened_at,
        .is_day = fact->is_day,
        .now = job->now,
        .staff = job->asker.staff,
    }, &changed);
    if (err != OK || changed > 0)
        return err;
    err = clock_mend_list(job, person, INSTANT_NONE, &mends);
    if (err == OK && !stands(&mends, fact->kind, fact->happened_at))
        err = insert_mend(job, person, fact, fact->happened_at);
    return err;
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

/* What one writing down changes. */
struct recording {
    struct person_id person;
    const struct clock_fact *fact;  /* as it is right; NULL: nothing of the kind happened */
    const struct clock_fact *wrong; /* what was written down before; NULL: nothing was */
};

static enum err record_work(struct job *job, void *with)
{
    const struct recording *recording = with;
    enum err err = OK;
    if (recording->wrong != NULL)
        err = insert_mend(job, recording->person, recording->wrong,
                          recording->fact ? recording->fact->happened_at : INSTANT_NONE);
    if (err == OK && recording->fact != NULL)
        err = insert_fact(job, recording->person, recording->fact);
    if (err == OK)
        err = clock_refresh(job, recording->person);
    if (err == OK)
        err = event_happened(job, EVENT_fact_recorded, recording->person.value);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, recording->person.value);
    return err;
}

/* Nothing that still matters to a living person's rights happened longer ago. */
enum { YEARS_BACK_MAX = 120 };

static void check_day(struct job *job, struct instant happened_at, struct problems *problems)
{
    struct date today = date_in_london(job->now);
    struct date first = date_add_months(today, -12 * YEARS_BACK_MAX);
    if (happened_at.ms > job->now.ms)
        problems_add(problems, STR("happened_on"), WORD_clock_problem_future);
    else if (date_compare(date_in_london(happened_at), first) < 0)
        problems_add(problems, STR("happened_on"), WORD_clock_problem_long_ago);
}

enum err clock_fact_record(struct job *job, struct person_id person, const struct clock_fact *fact,
                           struct problems *problems)
{
    check_day(job, fact->happened_at, problems);
    enum err err = problems_result(problems);
    struct recording recording = {person, fact, NULL};
    return err == OK ? job_write(job, record_work, &recording) : err;
}

enum err clock_fact_mend(struct job *job, struct person_id person, const struct clock_fact *wrong,
                         struct date right_on, struct problems *problems)
{
    struct clock_fact right = *wrong;
    struct recording recording = {person, NULL, wrong};
    if (date_is_some(right_on)) {
        right.happened_at = london_midnight(right_on);
        right.is_day = true;
        recording.fact = &right;
        check_day(job, right.happened_at, problems);
        if (right.happened_at.ms == wrong->happened_at.ms)
            problems_add(problems, STR("happened_on"), WORD_clock_problem_same_day);
    }
    enum err err = problems_result(problems);
    return err == OK ? job_write(job, record_work, &recording) : err;
}

int64_t clock_fact_key(struct person_id person, const struct clock_fact *fact)
{
    return clock_key(person, STR_NONE, 0, fact->kind, fact->happened_at);
}

/* ---- a decision with the receipt before it --------------------------------------------------- */

struct deciding {
    const struct decision *decision;
    struct date referred_on;
    struct problems *problems;
    size_t problem_count; /* before the work, which may run more than once */
    struct decision_id id;
};

/* The first receipt counts: an earlier day that was said just now goes before what is known. */
static enum err receive(struct job *job, const struct deciding *deciding,
                        struct date *out_referred_on)
{
    struct person_id person = deciding->decision->person;
    struct date known_on, said_on = deciding->referred_on;
    enum err err = clock_referred_on(job, person, &known_on);
    if (err != OK)
        return err;
    bool is_news = date_is_some(said_on) &&
                   (!date_is_some(known_on) || date_compare(said_on, known_on) < 0);
    if (is_news)
        err = clock_fact_add_day(job, person, STR("referral_received"), said_on);
    if (err == OK)
        *out_referred_on = is_news ? said_on : known_on;
    return err;
}

static enum err decide_work(struct job *job, void *with)
{
    struct deciding *deciding = with;
    struct date referred_on;
    deciding->problems->count = deciding->problem_count;
    enum err err = receive(job, deciding, &referred_on);
    return err == OK ? decision_store(job, deciding->decision, referred_on, deciding->problems,
                                      &deciding->id)
                     : err;
}

enum err clock_decision_record(struct job *job, const struct decision *decision,
                               struct date referred_on, struct problems *problems,
                               struct decision_id *out_decision)
{
    if (date_is_some(referred_on) && date_compare(referred_on, date_in_london(job->now)) > 0)
        problems_add(problems, STR("referred_on"), WORD_clock_problem_future);
    struct deciding deciding = {decision, referred_on, problems, problems->count, {0}};
    enum err err = job_write(job, decide_work, &deciding);
    if (err == OK)
        *out_decision = deciding.id;
    return err;
}
