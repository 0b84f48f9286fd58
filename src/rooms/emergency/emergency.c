#include "rooms/emergency/emergency.h"

#include "emergency_sql.h"
#include "guard/audit.h"
#include "guard/opening.h"
#include "guard/tie.h"

static struct vault_item item_of(struct emergency_id emergency, struct str wrapped_key,
                                 const char *column, struct str in)
{
    return (struct vault_item){
        .kind = VAULT_EMERGENCY,
        .owner = emergency.value,
        .wrapped_key = wrapped_key,
        .place = {"emergency", column, emergency.value},
        .in = in,
    };
}

/* Why, in words, stands in the log: who takes the row away does not take that away. */
static struct audit_owner owner_of(struct emergency_id emergency, struct str wrapped_key)
{
    return (struct audit_owner){VAULT_EMERGENCY, emergency.value, wrapped_key};
}

/* ---- opening --------------------------------------------------------------------------------- */

static enum err standing(struct job *job, struct emergency_standing_row *out_row)
{
    enum err err = sql_emergency_standing(job->db, job->arena, job->asker.staff,
                                          instant_add_ms(job->now, -MS_PER_DAY), job->now, out_row);
    if (err != OK)
        return err;
    if (out_row->overdue > 0)
        return ERR_CONFLICT;
    return out_row->lately >= EMERGENCIES_A_DAY ? ERR_TOO_MANY : OK;
}

enum err emergency_may_open(struct job *job)
{
    struct emergency_standing_row row;
    return standing(job, &row);
}

struct emergency_opening {
    const struct emergency_new *asked;
    struct emergency_id emergency;
    struct str wrapped_key, typed_sealed;
    const struct audit_detail *words;
    struct emergency_target_row target; /* record 0: nothing */
};

static enum err seal(struct job *job, struct emergency_opening *opening)
{
    enum err err = vault_key_make(job->vault, job->arena, VAULT_EMERGENCY,
                                  opening->emergency.value, &opening->wrapped_key);
    if (err != OK)
        return err;
    struct vault_item item = item_of(opening->emergency, opening->wrapped_key, "typed_sealed",
                                     opening->asked->typed);
    err = vault_seal(job->vault, job->arena, &item, 1);
    if (err == OK)
        err = item.result;
    opening->typed_sealed = item.out;
    const struct audit_owner owner = owner_of(opening->emergency, opening->wrapped_key);
    return err == OK ? job_audit_seal(job, &owner, opening->asked->words, &opening->words) : err;
}

static enum err find_target(struct job *job, struct emergency_opening *opening)
{
    struct str ref;
    opening->target = (struct emergency_target_row){.kind = STR("nothing")};
    if (ref_parse(job->arena, opening->asked->typed, &ref) != OK)
        return OK;
    enum err err = sql_emergency_target(job->db, job->arena, ref, job->asker.staff,
                                        &opening->target);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err tie_for_an_hour(struct job *job, struct record_id record, struct instant until_at)
{
    return tie_make(job, &(struct tie){record, job->asker.circle, RELATION_emergency, until_at});
}

static enum err tie_target(struct job *job, const struct emergency_opening *opening,
                           struct instant until_at)
{
    struct emergency_stay_rows stays = {0};
    if (opening->target.record.value == 0)
        return OK;
    enum err err = tie_for_an_hour(job, opening->target.record, until_at);
    if (err == OK && str_equal_c(opening->target.kind, "person"))
        err = sql_emergency_stay(job->db, job->arena,
                                 (struct person_id){opening->target.record.value}, job->now,
                                 &stays);
    for (size_t i = 0; i < stays.count && err == OK; i++)
        err = tie_for_an_hour(job, (struct record_id){stays.at[i].referral.value}, until_at);
    return err;
}

/* The log names what was opened; of a wrong reference there is nothing to name but the worker. */
static void say_in_log(struct job *job, const struct emergency_opening *opening)
{
    bool is_person = str_equal_c(opening->target.kind, "person");
    bool is_house = str_equal_c(opening->target.kind, "house");
    enum record_kind kind = is_person ? RECORD_person : is_house ? RECORD_house : RECORD_staff;
    int64_t record =
        kind == RECORD_staff ? job->asker.staff.value : opening->target.record.value;
    job_audit_detail(job, VERB_emergency_opened, kind, record, PURPOSE_emergency, opening->words);
}

static enum err open_work(struct job *job, void *with)
{
    struct emergency_opening *opening = with;
    struct emergency_standing_row row;
    struct instant until_at = instant_add_ms(job->now, EMERGENCY_MINUTES * MS_PER_MINUTE);
    enum err err = standing(job, &row);
    if (err == OK)
        err = find_target(job, opening);
    if (err != OK)
        return err;
    err = sql_emergency_insert(job->db, &(struct emergency_insert_in){
        .emergency = opening->emergency,
        .staff = job->asker.staff,
        .number = row.last_number + 1,
        .kind = opening->target.kind,
        .record = opening->target.record,
        .reason = opening->asked->reason,
        .wrapped_key = opening->wrapped_key,
        .typed_sealed = opening->typed_sealed,
        .words_sealed = STR(""),
        .opened_at = job->now,
        .until_at = until_at,
        .review_by_at = instant_add_ms(job->now, EMERGENCY_REVIEW_HOURS * MS_PER_HOUR),
    });
    if (err != OK)
        return err == ERR_CONFLICT ? ERR_BUSY : err; /* another of hers at this very moment */
    say_in_log(job, opening);
    job->location = STR("/emergencies/mine");
    return tie_target(job, opening, until_at);
}

enum err emergency_open(struct job *job, const struct emergency_new *emergency)
{
    struct emergency_opening opening = {.asked = emergency, .emergency = {job_new_id(job)}};
    enum err err = emergency_may_open(job);
    if (err == OK)
        err = seal(job, &opening);
    return err == OK ? job_write(job, open_work, &opening) : err;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool is_of(const struct audit_words *words, enum verb verb)
{
    return str_equal_c(words->verb, verb_name(verb));
}

/* Of the oldest emergencies the row itself holds the words, and no line of the log does. */
static enum err open_row(struct job *job, const struct emergency_row_row *row,
                         struct emergency *emergency)
{
    struct vault_item items[] = {
        item_of(emergency->emergency, row->wrapped_key, "typed_sealed", row->typed_sealed),
        item_of(emergency->emergency, row->wrapped_key, "words_sealed", row->words_sealed),
        item_of(emergency->emergency, row->wrapped_key, "review_sealed", row->review_sealed),
    };
    struct opening opening = opening_make_readable(job);
    opening_add(&opening, &items[0], &emergency->typed);
    opening_add(&opening, &items[1], &emergency->words);
    opening_add(&opening, &items[2], &emergency->review_words);
    return opening_open(&opening);
}

/* Words whose key has been destroyed (retention) stay empty: the rest of the row is still true. */
static enum err open_words(struct job *job, const struct emergency_row_row *row,
                           struct emergency *emergency)
{
    struct audit_words_list list = {0};
    const struct audit_owner owner = owner_of(emergency->emergency, row->wrapped_key);
    if (row->wrapped_key.size == 0)
        return OK;
    enum err err = open_row(job, row, emergency);
    if (err == OK)
        err = audit_words(job, &owner, &list);
    for (size_t i = 0; i < list.count && err == OK; i++) {
        if (is_of(&list.at[i], VERB_emergency_opened))
            emergency->words = list.at[i].words;
        else if (is_of(&list.at[i], VERB_emergency_reviewed))
            emergency->review_words = list.at[i].words;
    }
    return err;
}

enum err emergency_get(struct job *job, struct emergency_id emergency,
                       struct emergency *out_emergency)
{
    struct emergency_row_row row;
    enum err err =
        sql_emergency_row(job->db, job->arena, emergency, job->asker.staff, &row);
    if (err != OK)
        return err;
    struct emergency found = {
        .emergency = emergency,
        .staff = row.staff,
        .staff_name = row.staff_name,
        .role = row.role,
        .kind = row.kind,
        .record = row.record,
        .ref = row.ref,
        .reason = row.reason,
        .opened_at = row.opened_at,
        .until_at = row.until_at,
        .review_by_at = row.review_by_at,
        .reviewed_at = row.reviewed_at,
        .reviewed_by_name = row.reviewed_by_name,
        .outcome = row.outcome,
        .forgotten_at = row.forgotten_at,
    };
    err = open_words(job, &row, &found);
    if (err == OK)
        *out_emergency = found;
    return err;
}

enum err emergency_list(struct job *job, size_t limit, struct emergencies *out_emergencies)
{
    struct emergency_list_rows rows;
    enum err err = sql_emergency_list(job->db, job->arena, job->asker.staff, (int64_t)limit, &rows);
    if (err != OK)
        return err;
    struct emergency *list = ARENA_MANY(job->arena, struct emergency, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct emergency){
            .emergency = rows.at[i].emergency,
            .staff = rows.at[i].staff,
            .staff_name = rows.at[i].staff_name,
            .role = rows.at[i].role,
            .kind = rows.at[i].kind,
            .ref = rows.at[i].ref,
            .reason = rows.at[i].reason,
            .opened_at = rows.at[i].opened_at,
            .review_by_at = rows.at[i].review_by_at,
            .reviewed_at = rows.at[i].reviewed_at,
            .outcome = rows.at[i].outcome,
        };
    *out_emergencies = (struct emergencies){list, rows.count};
    return OK;
}

enum err emergency_lately(struct job *job, struct emergencies *out_emergencies)
{
    struct emergency_of_staff_rows rows;
    enum err err = sql_emergency_of_staff(job->db, job->arena, job->asker.staff,
                                          instant_add_ms(job->now, -MS_PER_DAY), &rows);
    if (err != OK)
        return err;
    struct emergency *list = ARENA_MANY(job->arena, struct emergency, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct emergency){
            .emergency = rows.at[i].emergency,
            .kind = rows.at[i].kind,
            .ref = rows.at[i].ref,
            .opened_at = rows.at[i].opened_at,
            .until_at = rows.at[i].until_at,
            .review_by_at = rows.at[i].review_by_at,
        };
    *out_emergencies = (struct emergencies){list, rows.count};
    return OK;
}

enum err emergency_waiting(struct job *job, int64_t *out_number)
{
    struct emergency_waiting_count_row row;
    enum err err = sql_emergency_waiting_count(job->db, job->arena, job->asker.staff, &row);
    if (err == OK)
        *out_number = row.number;
    return err;
}

/* ---- the review ------------------------------------------------------------------------------ */

struct reviewing {
    struct emergency_id emergency;
    struct staff_id staff; /* who opened it */
    struct str outcome, wrapped_key;
    const struct audit_detail *words; /* NULL: none, or the key has been destroyed */
};

/* The record, and the calls through which what care needs first was seen. */
static enum err close_now(struct job *job, struct emergency_id emergency)
{
    struct emergency_opened_for_row row;
    struct emergency_calls_rows calls = {0};
    enum err err = sql_emergency_opened_for(job->db, job->arena, emergency, job->now, &row);
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    err = sql_emergency_calls(job->db, job->arena, row.record, &calls);
    if (err == OK)
        err = tie_end(job, row.record, row.circle, RELATION_emergency);
    for (size_t i = 0; err == OK && i < calls.count; i++)
        err = tie_end(job, (struct record_id){calls.at[i].referral.value}, row.circle,
                      RELATION_emergency);
    return err;
}

static enum err review_work(struct job *job, void *with)
{
    const struct reviewing *reviewing = with;
    int64_t changed;
    enum err err = sql_emergency_review_set(job->db, &(struct emergency_review_set_in){
        .emergency = reviewing->emergency,
        .reviewed_at = job->now,
        .reviewed_by = job->asker.staff,
        .outcome = reviewing->outcome,
        .wrapped_key = reviewing->wrapped_key,
    }, &changed);
    if (err != OK)
        return err;
    if (changed == 0)
        return ERR_CONFLICT;
    job_audit_detail(job, VERB_emergency_reviewed, RECORD_staff, reviewing->staff.value,
                     job->purpose, reviewing->words);
    return str_equal_c(reviewing->outcome, "not_justified")
               ? close_now(job, reviewing->emergency) : OK;
}

enum err emergency_review(struct job *job, struct emergency_id emergency, struct str outcome,
                          struct str words)
{
    struct emergency_row_row row;
    enum err err =
        sql_emergency_row(job->db, job->arena, emergency, job->asker.staff, &row);
    if (err != OK)
        return err;
    if (row.staff.value == job->asker.staff.value)
        return ERR_NOT_FOUND;
    struct reviewing reviewing = {emergency, row.staff, outcome, row.wrapped_key, NULL};
    const struct audit_owner owner = owner_of(emergency, row.wrapped_key);
    if (row.wrapped_key.size > 0 && words.size > 0)
        err = job_audit_seal(job, &owner, words, &reviewing.words);
    return err == OK ? job_write(job, review_work, &reviewing) : err;
}
