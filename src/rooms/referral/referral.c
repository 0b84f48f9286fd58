#include "rooms/referral/referral.h"

#include "guard/tie.h"
#include "referral_sql.h"
#include "rooms/household/household.h"
#include "rooms/referral/referral_inner.h"

/* ---- starting -------------------------------------------------------------------------------- */

static struct str birth_state_of(struct str born)
{
    struct date date;
    if (born.size == 0)
        return STR("not_known");
    return date_parse(born, &date) == OK ? STR("known") : STR("partial");
}

/* What a call may leave open is open, not guessed; the nation is England's until it is told. */
static struct person_facts with_defaults(const struct person_facts *facts)
{
    struct person_facts full = *facts;
    if (full.kind.size == 0)
        full.kind = STR("adult");
    if (full.birth_state.size == 0)
        full.birth_state = birth_state_of(full.born);
    if (full.nation.size == 0)
        full.nation = STR("E");
    return full;
}

enum err referral_prepare(struct job *job, const struct referral_new *referral,
                          struct referral_prepared *out_prepared)
{
    struct referral_prepared prepared = {
        .person_id = referral->person,
        .key.referral = {job_new_id(job)},
        .is_tonight = referral->is_tonight,
        .needed_at = referral->needed_at.ms > 0 ? referral->needed_at : job->now,
        .answers = referral->answers,
        .answer_count = referral->answer_count,
    };
    enum err err = OK;
    if (referral->person.value == 0) {
        struct person_facts facts = with_defaults(&referral->facts);
        err = person_prepare(job, &facts, &prepared.person);
    }
    if (err == OK)
        err = vault_key_make(job->vault, job->arena, VAULT_REFERRAL, prepared.key.referral.value,
                             &prepared.key.wrapped_key);
    if (err != OK)
        return err;
    if (prepared.person != NULL)
        prepared.person_id = person_prepared_id(prepared.person);
    struct str *sealed;
    err = answers_seal(job, &prepared.key, referral->answers, referral->answer_count, &sealed);
    if (err != OK)
        return err;
    prepared.sealed = sealed;
    for (size_t i = 0; i < COUNT_OF(prepared.refs); i++)
        prepared.refs[i] = job_new_ref(job);
    *out_prepared = prepared;
    return OK;
}

static enum err tie_to_desk(struct job *job, int64_t record)
{
    return tie_make(job, &(struct tie){{record}, CIRCLE_DESK, RELATION_desk, INSTANT_NONE});
}

static enum relation relation_of(int64_t bit)
{
    int relation = RELATION_any + 1;
    while (relation < RELATION_COUNT && RELATION_BIT(relation) != (uint32_t)bit)
        relation++;
    return (enum relation)relation;
}

/* Who comes along later, or is born later, is read by those who read the call, as long as they do:
 * a child born when the desk has long done its part is none of the desk's. */
static enum err tie_as_call(struct job *job, struct referral_id call, struct person_id person)
{
    struct referral_ties_rows rows;
    enum err err = sql_referral_ties(job->db, job->arena, call, RELATION_BIT(RELATION_offered),
                                     job->now, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = tie_make(job, &(struct tie){{person.value}, rows.at[i].circle,
                                          relation_of(rows.at[i].relation), rows.at[i].until_at});
    return err;
}

/* The desk works for all of the household, also for children whom an earlier referral brought. */
static enum err tie_members(struct job *job, struct household_id household)
{
    struct household_members members;
    enum err err = household_members(job, household, &members);
    for (size_t i = 0; err == OK && i < members.count; i++)
        if (!instant_is_some(members.at[i].until_at))
            err = tie_to_desk(job, members.at[i].person.value);
    return err;
}

static enum err find_household(struct job *job, struct person_id person,
                               struct household_id *out_household)
{
    enum err err = household_of(job, person, out_household);
    if (err != ERR_NOT_FOUND)
        return err;
    err = household_make(job, out_household);
    return err == OK ? household_join(job, *out_household, person, STR("head")) : err;
}

/* Until its state moves, urgency is 0 for tonight and 1 for a planned move (placement.md 3.1). */
static int64_t urgency_of(bool is_tonight)
{
    return is_tonight ? 0 : 1;
}

static enum err insert_referral(struct job *job, const struct referral_prepared *prepared,
                                struct household_id household, struct str *out_ref)
{
    enum err err = ERR_CONFLICT;
    size_t drawn = 0;
    while (err == ERR_CONFLICT && drawn < COUNT_OF(prepared->refs))
        err = sql_referral_insert(job->db, &(struct referral_insert_in){
            .referral = prepared->key.referral,
            .ref = prepared->refs[drawn++],
            .household = household,
            .person = prepared->person_id,
            .wrapped_key = prepared->key.wrapped_key,
            .is_tonight = prepared->is_tonight,
            .urgency = urgency_of(prepared->is_tonight),
            .needed_at = prepared->needed_at,
            .taken_by = job->asker.staff,
            .now = job->now,
        });
    if (err == OK)
        *out_ref = prepared->refs[drawn - 1];
    return err;
}

static enum err store_answers(struct job *job, const struct referral_prepared *prepared)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < prepared->answer_count; i++) {
        const struct referral_answer *answer = &prepared->answers[i];
        err = answer_store(job, prepared->key.referral, answer, prepared->sealed[i]);
        if (err == OK)
            err = answer_follow(job, prepared->key.referral, prepared->is_tonight, answer);
    }
    return err;
}

enum err referral_store(struct job *job, const struct referral_prepared *prepared,
                        struct str *out_ref)
{
    must(db_is_writing(job->db));
    int64_t referral = prepared->key.referral.value;
    struct household_id household;
    struct str person_ref;
    enum err err = OK;
    if (prepared->person != NULL)
        err = person_store(job, prepared->person, &person_ref);
    if (err == OK)
        err = find_household(job, prepared->person_id, &household);
    if (err == OK)
        err = insert_referral(job, prepared, household, out_ref);
    if (err == OK)
        err = sql_referral_count_add(job->db, STR("unplaced"), 1);
    if (err == OK)
        err = store_answers(job, prepared);
    if (err == OK)
        err = tie_members(job, household);
    if (err == OK)
        err = tie_to_desk(job, referral);
    if (err != OK)
        return err;
    job_audit(job, VERB_created, RECORD_referral, referral);
    return event_happened(job, EVENT_referral_started, referral);
}

struct start {
    struct referral_prepared prepared;
    struct str ref;
};

static enum err start_work(struct job *job, void *with)
{
    struct start *start = with;
    enum err err = referral_store(job, &start->prepared, &start->ref);
    if (err == OK)
        job->location = str_format(job->arena, "/referrals/%.*s", STR_ARGS(start->ref));
    return err;
}

enum err referral_start(struct job *job, const struct referral_new *referral,
                        struct referral_id *out_referral, struct str *out_ref)
{
    struct start start = {0};
    enum err err = referral_prepare(job, referral, &start.prepared);
    if (err == OK)
        err = job_write(job, start_work, &start);
    if (err != OK)
        return err;
    *out_referral = start.prepared.key.referral;
    *out_ref = start.ref;
    return OK;
}

/* ---- who comes along ------------------------------------------------------------------------- */

struct adding {
    struct referral_id referral;
    struct person_prepared *prepared;
    struct str relation;
    struct referral_answer sleeping;
    struct str sealed; /* of the answer above */
};

static enum err add_work(struct job *job, void *with)
{
    const struct adding *adding = with;
    struct person_id person = person_prepared_id(adding->prepared);
    struct referral_row_row row;
    struct str ref;
    enum err err = sql_referral_row(job->db, job->arena, adding->referral, &row);
    if (err == OK)
        err = person_store(job, adding->prepared, &ref);
    if (err == OK)
        err = tie_as_call(job, adding->referral, person);
    if (err == OK)
        err = household_join(job, row.household, person, adding->relation);
    if (err == OK && adding->sleeping.value.size > 0)
        err = answer_store(job, adding->referral, &adding->sleeping, adding->sealed);
    if (err == OK)
        err = sql_referral_touch(job->db, adding->referral, job->now);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_referral, adding->referral.value);
    return err;
}

static enum err seal_sleeping(struct job *job, struct adding *adding)
{
    struct referral_row_row row;
    struct str *sealed;
    enum err err = sql_referral_row(job->db, job->arena, adding->referral, &row);
    if (err != OK || adding->sleeping.value.size == 0)
        return err;
    struct referral_key_pair key = {adding->referral, row.wrapped_key};
    err = answers_seal(job, &key, &adding->sleeping, 1, &sealed);
    if (err == OK)
        adding->sealed = sealed[0];
    return err;
}

enum err referral_add_person(struct job *job, struct referral_id referral,
                             const struct referral_addition *addition,
                             struct person_id *out_person)
{
    struct adding adding = {.referral = referral, .relation = addition->relation};
    struct person_facts full = with_defaults(addition->facts);
    enum err err = person_prepare(job, &full, &adding.prepared);
    if (err != OK)
        return err;
    adding.sleeping = (struct referral_answer){
        .person = person_prepared_id(adding.prepared),
        .question = STR("sleeping"),
        .value = addition->sleeping,
    };
    err = seal_sleeping(job, &adding);
    if (err == OK)
        err = job_write(job, add_work, &adding);
    if (err == OK)
        *out_person = adding.sleeping.person;
    return err;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum err referral_get(struct job *job, struct referral_id referral, struct referral *out_referral)
{
    struct referral_row_row row;
    enum err err = sql_referral_row(job->db, job->arena, referral, &row);
    if (err != OK)
        return err;
    *out_referral = (struct referral){
        .referral = row.referral,
        .ref = row.ref,
        .household = row.household,
        .person = row.person,
        .state = row.state,
        .is_tonight = row.is_tonight,
        .urgency = row.urgency,
        .needed_at = row.needed_at,
        .created_at = row.created_at,
        .changed_at = row.changed_at,
        .taken_by = row.taken_by,
        .unable_reason = row.unable_reason,
        .version = row.version,
    };
    return OK;
}

enum err referral_find_ref(struct db *db, struct arena *arena, struct str ref,
                           struct referral_id *out_referral)
{
    struct referral_of_ref_row row;
    enum err err = sql_referral_of_ref(db, arena, ref, &row);
    if (err == OK)
        *out_referral = row.referral;
    return err;
}

/* ---- states ---------------------------------------------------------------------------------- */

enum err referral_set_state(struct job *job, struct referral_id referral, struct str state)
{
    must(db_is_writing(job->db));
    struct referral_row_row row;
    enum err err = sql_referral_row(job->db, job->arena, referral, &row);
    if (err != OK || str_equal(row.state, state))
        return err;
    if (str_equal_c(row.state, "closed"))
        return ERR_CONFLICT;
    err = sql_referral_state_set(job->db, referral, state, job->now);
    if (err == OK)
        err = sql_referral_count_add(job->db, row.state, -1);
    if (err == OK)
        err = sql_referral_count_add(job->db, state, 1);
    if (err == OK && str_equal_c(row.state, "unable"))
        err = sql_referral_unable_set(job->db, referral, STR_NONE);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_referral, referral.value);
    return err;
}

struct unable {
    struct referral_id referral;
    struct str reason;
};

/* While a room is held or taken the referral is not at its end. */
static enum err unable_work(struct job *job, void *with)
{
    const struct unable *unable = with;
    struct referral_row_row row;
    enum err err = sql_referral_row(job->db, job->arena, unable->referral, &row);
    if (err != OK)
        return err;
    if (!str_equal_c(row.state, "unplaced") && !str_equal_c(row.state, "unable"))
        return ERR_CONFLICT;
    err = referral_set_state(job, unable->referral, STR("unable"));
    if (err == OK)
        err = sql_referral_unable_set(job->db, unable->referral, unable->reason);
    if (err != OK)
        return err;
    job_audit(job, VERB_unable, RECORD_referral, unable->referral.value);
    job->location = str_format(job->arena, "/referrals/%.*s", STR_ARGS(row.ref));
    return event_happened(job, EVENT_referral_unable, unable->referral.value);
}

enum err referral_unable(struct job *job, struct referral_id referral, struct str reason)
{
    return job_write(job, unable_work, &(struct unable){referral, reason});
}

struct tonight {
    struct referral_id referral;
    bool is_tonight;
};

static enum err tonight_work(struct job *job, void *with)
{
    const struct tonight *tonight = with;
    job_audit(job, VERB_changed, RECORD_referral, tonight->referral.value);
    return sql_referral_tonight_set(job->db, &(struct referral_tonight_set_in){
        .referral = tonight->referral,
        .is_tonight = tonight->is_tonight,
        .urgency = urgency_of(tonight->is_tonight),
        .now = job->now,
    });
}

enum err referral_set_tonight(struct job *job, struct referral_id referral, bool is_tonight)
{
    return job_write(job, tonight_work, &(struct tonight){referral, is_tonight});
}
