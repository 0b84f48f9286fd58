#include "rooms/cold/cold.h"

#include <string.h>

#include "cold_sql.h"
#include "guard/tie.h"
#include "person_sql.h"
#include "rooms/cold/cold_inner.h"
#include "rooms/person/person.h"
#include "rooms/retention/retention.h"
#include "vault/cold_seal.h"

_Static_assert(VAULT_PERSON == 1 && VAULT_REFERRAL == 6 && VAULT_EMERGENCY == 7,
               "cold_keys in cold.sql says the same");

/* ---- the keys of one record ------------------------------------------------------------------ */

enum { OWNER_BYTES = 8, PACKED_BYTES = 1 + OWNER_BYTES + VAULT_WRAPPED_BYTES };

struct str cold_keys_pack(struct arena *arena, const struct cold_keys *keys)
{
    unsigned char *packed = ARENA_MANY(arena, unsigned char, keys->count * PACKED_BYTES);
    for (size_t i = 0; i < keys->count; i++) {
        unsigned char *at = packed + i * PACKED_BYTES;
        must(keys->at[i].wrapped_key.size == VAULT_WRAPPED_BYTES);
        *at++ = (unsigned char)keys->at[i].kind;
        for (int shift = 8 * (OWNER_BYTES - 1); shift >= 0; shift -= 8)
            *at++ = (unsigned char)((uint64_t)keys->at[i].owner >> shift);
        memcpy(at, keys->at[i].wrapped_key.at, VAULT_WRAPPED_BYTES);
    }
    return (struct str){(const char *)packed, keys->count * PACKED_BYTES};
}

enum err cold_keys_unpack(struct arena *arena, struct str packed, struct cold_keys *out_keys)
{
    size_t count = packed.size / PACKED_BYTES;
    if (count == 0 || packed.size % PACKED_BYTES != 0)
        return ERR_INVALID;
    struct cold_key *keys = ARENA_MANY(arena, struct cold_key, count);
    for (size_t i = 0; i < count; i++) {
        const char *at = packed.at + i * PACKED_BYTES;
        uint64_t owner = 0;
        for (int k = 0; k < OWNER_BYTES; k++)
            owner = owner << 8 | (unsigned char)at[1 + k];
        keys[i] = (struct cold_key){(enum vault_owner)at[0], (int64_t)owner,
                                    {at + 1 + OWNER_BYTES, VAULT_WRAPPED_BYTES}};
    }
    *out_keys = (struct cold_keys){keys, count};
    return OK;
}

enum err cold_keys_live(struct job *job, struct person_id person, struct cold_keys *out_keys)
{
    struct cold_keys_rows rows;
    enum err err = sql_cold_keys(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct cold_key *keys = ARENA_MANY(job->arena, struct cold_key, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        keys[i] = (struct cold_key){(enum vault_owner)rows.at[i].kind, rows.at[i].owner,
                                    rows.at[i].wrapped_key};
    *out_keys = (struct cold_keys){keys, rows.count};
    return OK;
}

enum err cold_key_put(struct job *job, struct person_id person, const struct cold_key *key)
{
    int64_t changed = 0;
    enum err err = OK;
    if (key->kind == VAULT_PERSON && key->owner == person.value)
        err = sql_cold_key_of_person(job->db, person, key->wrapped_key, &changed);
    else if (key->kind == VAULT_REFERRAL)
        err = sql_cold_key_of_referral(job->db, person, (struct referral_id){key->owner},
                                       key->wrapped_key, &changed);
    else if (key->kind == VAULT_EMERGENCY)
        err = sql_cold_key_of_emergency(job->db, person, (struct emergency_id){key->owner},
                                        key->wrapped_key, &changed);
    return err == OK && changed == 0 ? ERR_NOT_FOUND : err;
}

enum err cold_tell_names(struct job *job, struct person_id person)
{
    enum err err = sql_name_mark_next(job->db);
    return err == OK ? sql_name_change_insert(job->db, person) : err;
}

/* ---- going cold ------------------------------------------------------------------------------ */

/* Who is due of those with after < id <= last. */
static enum err list_due(struct job *job, struct person_id after, struct person_id last,
                         size_t limit, struct cold_due_rows *out_rows)
{
    struct date today = date_in_london(job->now);
    const struct law_cold_rule *rule =
        law_cold_rule(law_cold_built_in(), LAW_COLD_CLOSED, today);
    const struct cold_due_in in = {
        .before_ = london_midnight(law_cold_before(rule, today)),
        .today = today,
        .now = job->now,
        .after_person = after,
        .last_person = last,
        .limit_ = (int64_t)limit,
    };
    return sql_cold_due(job->db, job->arena, &in, out_rows);
}

static enum err is_due(struct job *job, struct person_id person, bool *out_is_due)
{
    struct cold_due_rows rows;
    enum err err = list_due(job, (struct person_id){person.value - 1}, person, 1, &rows);
    if (err == OK)
        *out_is_due = rows.count > 0;
    return err;
}

struct freezing {
    struct person_id person;
    struct cold_keys keys;
    struct str sealed, key_mark;
    int64_t born_year;
};

/* Her day of erasure runs on while her birth cannot be opened. Where it hangs on it the year stays,
 * in the clear; of nobody else anything stays. A birth that is damaged keeps nobody warm: it is as
 * one that is not known, and of a child no day is said then. */
static enum err read_born_year(struct job *job, struct freezing *freezing)
{
    struct retention retention;
    struct person person;
    enum err err = retention_get(job, freezing->person, &retention);
    if (err == OK)
        err = person_get_many(job, PERSON_BORN, &freezing->person, 1, &person);
    freezing->born_year = INTEGER_NONE;
    if (err != OK)
        return err == ERR_INVALID ? OK : err;
    bool is_wanted = !str_equal_c(person.facts.kind, "adult") ||
                     (retention.rule != NULL && retention.rule->is_from_age_18);
    int64_t year;
    if (is_wanted && str_to_i64(str_slice(person.facts.born, 0, 4), &year) == OK)
        freezing->born_year = year;
    return OK;
}

static bool are_same(const struct cold_keys *a, const struct cold_keys *b)
{
    bool is_same = a->count == b->count;
    for (size_t i = 0; is_same && i < a->count; i++)
        is_same = a->at[i].kind == b->at[i].kind && a->at[i].owner == b->at[i].owner &&
                  str_equal(a->at[i].wrapped_key, b->at[i].wrapped_key);
    return is_same;
}

/* Is she still due, with the keys that were sealed? */
static enum err look_again(struct job *job, const struct freezing *freezing)
{
    struct cold_keys now;
    bool is_still_due = false;
    enum err err = is_due(job, freezing->person, &is_still_due);
    if (err == OK)
        err = cold_keys_live(job, freezing->person, &now);
    if (err != OK)
        return err;
    return is_still_due && are_same(&now, &freezing->keys) ? OK : ERR_CONFLICT;
}

static enum err end_ties(struct job *job, struct person_id person)
{
    struct cold_calls_rows calls;
    enum err err = tie_end_all(job, (struct record_id){person.value});
    if (err == OK)
        err = sql_cold_calls(job->db, job->arena, person, &calls);
    for (size_t i = 0; err == OK && i < calls.count; i++)
        err = tie_end_all(job, (struct record_id){calls.at[i].referral.value});
    return err;
}

static enum err freeze_work(struct job *job, void *with)
{
    const struct freezing *freezing = with;
    enum err err = look_again(job, freezing);
    if (err == OK)
        err = sql_cold_case_put(job->db, &(struct cold_case_put_in){
            .person = freezing->person,
            .wrapped_key = freezing->sealed,
            .key_mark = freezing->key_mark,
            .born_year = freezing->born_year,
            .now = job->now,
        });
    for (size_t i = 0; err == OK && i < freezing->keys.count; i++)
        err = cold_key_put(job, freezing->person, &(struct cold_key){
            freezing->keys.at[i].kind, freezing->keys.at[i].owner, STR("")});
    if (err == OK)
        err = end_ties(job, freezing->person);
    if (err == OK)
        err = cold_tell_names(job, freezing->person);
    if (err == OK)
        job_audit(job, VERB_went_cold, RECORD_person, freezing->person.value);
    return err;
}

static enum err freeze(struct job *job, struct str public_key, struct person_id person)
{
    struct freezing freezing = {
        .person = person, .key_mark = str_slice(public_key, 0, COLD_MARK_CHARS)};
    enum err err = cold_keys_live(job, person, &freezing.keys);
    if (err == OK)
        err = read_born_year(job, &freezing);
    if (err == OK)
        err = cold_seal(job->arena, public_key, cold_keys_pack(job->arena, &freezing.keys),
                        &freezing.sealed);
    return err == OK ? job_write(job, freeze_work, &freezing) : err;
}

enum err cold_put_away(struct job *job, struct str public_key, size_t limit,
                       struct person_id *after, size_t *out_count)
{
    struct cold_due_rows rows;
    size_t count = 0;
    enum err err = list_due(job, *after, (struct person_id){INT64_MAX}, limit, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        err = freeze(job, public_key, rows.at[i].person);
        count += err == OK;
        err = err == ERR_CONFLICT ? OK : err;
    }
    if (err != OK)
        return err;
    *after = (struct person_id){rows.count == limit ? rows.at[limit - 1].person.value : INT64_MIN};
    *out_count = count;
    return OK;
}

/* ---- when a thaw is over --------------------------------------------------------------------- */

static enum err forget_work(struct job *job, void *with)
{
    const struct person_id *person = with;
    return sql_cold_case_forget(job->db, *person);
}

enum err cold_end_thaws(struct job *job, struct str public_key, size_t limit, size_t *out_count)
{
    struct cold_thawed_rows rows;
    size_t count = 0;
    enum err err = sql_cold_thawed(job->db, job->arena, job->now, (int64_t)limit, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        struct person_id person = rows.at[i].person;
        bool is_still_closed = false;
        err = is_due(job, person, &is_still_closed);
        if (err == OK)
            err = is_still_closed ? freeze(job, public_key, person)
                                  : job_write(job, forget_work, &person);
        count += err == OK;
        err = err == ERR_CONFLICT ? OK : err;
    }
    if (err == OK)
        *out_count = count;
    return err;
}
