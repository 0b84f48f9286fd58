/* referral_answer.c - answers in and out of the database, sealed. */
#include "referral_sql.h"
#include "rooms/referral/referral.h"
#include "rooms/referral/referral_inner.h"
#include "words.h"

/* The column's name takes the question in, so that a sealed answer moved to another question, or
 * to another child, does not open. */
static struct vault_place place_of(struct arena *arena, struct str question,
                                   struct person_id person)
{
    struct str column = str_format(arena, "answer_sealed/%.*s", STR_ARGS(question));
    return (struct vault_place){"referral_answer", str_c(arena, column), person.value};
}

static struct vault_item item_for(const struct referral_key_pair *key, struct vault_place place,
                                  struct str in)
{
    return (struct vault_item){
        .kind = VAULT_REFERRAL,
        .owner = key->referral.value,
        .wrapped_key = key->wrapped_key,
        .place = place,
        .in = in,
    };
}

enum err answers_seal(struct job *job, const struct referral_key_pair *key,
                      const struct referral_answer *answers, size_t count,
                      struct str **out_sealed)
{
    struct vault_item *items = ARENA_MANY(job->arena, struct vault_item, count);
    struct str *sealed = ARENA_MANY(job->arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        items[i] = item_for(key, place_of(job->arena, answers[i].question, answers[i].person),
                            answers[i].value);
    enum err err = vault_seal(job->vault, job->arena, items, count);
    if (err == OK)
        err = vault_first_result(items, count);
    if (err != OK)
        return err;
    for (size_t i = 0; i < count; i++)
        sealed[i] = items[i].out;
    *out_sealed = sealed;
    return OK;
}

enum err answer_store(struct job *job, struct referral_id referral,
                      const struct referral_answer *answer, struct str sealed)
{
    if (answer->value.size == 0)
        return sql_referral_answer_drop(job->db, referral, answer->person, answer->question);
    return sql_referral_answer_put(job->db, &(struct referral_answer_put_in){
        .referral = referral,
        .person = answer->person,
        .question = answer->question,
        .answer_sealed = sealed,
        .now = job->now,
        .answered_by = job->asker.staff,
    });
}

enum err answer_follow(struct job *job, struct referral_id referral, bool is_tonight,
                       const struct referral_answer *answer)
{
    const struct question *question = question_find(referral_questions(), answer->question);
    if (answer->person.value != 0 || question == NULL ||
        referral_fault(question, answer->value) != 0)
        return OK;
    struct date date;
    if (str_equal_c(answer->question, "no-safe-house-reason"))
        return sql_referral_no_safe_house_set(job->db, referral, answer->value);
    if (str_equal_c(answer->question, "safe-now"))
        return sql_referral_urgency_set(job->db, referral,
                                        is_tonight || str_equal_c(answer->value, "no") ? 0 : 1);
    if (str_equal_c(answer->question, "needed-from") && date_parse(answer->value, &date) == OK) {
        struct instant from = london_midnight(date);
        return sql_referral_needed_set(job->db, referral,
                                       from.ms > job->now.ms ? from : job->now);
    }
    return OK;
}

/* ---- saving ---------------------------------------------------------------------------------- */

struct saving {
    struct referral_id referral;
    const struct referral_answer *answers;
    const struct str *sealed;
    size_t count;
    struct problems *problems;
    size_t problem_count; /* before the work, which may run more than once */
    const struct learnt *learnt; /* what they say of her, if none is refused; NULL: nothing */
};

/* Somebody else answered after this page was made: her answer stays, and the page says so. */
static enum err is_stale(struct job *job, struct referral_id referral,
                         const struct referral_answer *answer, bool *out_is_stale)
{
    struct referral_answer_mark_row mark;
    *out_is_stale = false;
    if (answer->shown_at.ms <= 0)
        return OK;
    enum err err = sql_referral_answer_mark(job->db, job->arena, referral, answer->person,
                                            answer->question, &mark);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err == OK)
        *out_is_stale = mark.answered_at.ms > answer->shown_at.ms &&
                        mark.answered_by.value != job->asker.staff.value;
    return err;
}

static enum err save_one(struct job *job, const struct saving *saving, bool is_tonight, size_t i)
{
    const struct referral_answer *answer = &saving->answers[i];
    bool is_too_late;
    enum err err = is_stale(job, saving->referral, answer, &is_too_late);
    if (err == OK && is_too_late) {
        problems_add(saving->problems, answer->question, WORD_error_stale_form);
        return OK;
    }
    if (err == OK)
        err = answer_store(job, saving->referral, answer, saving->sealed[i]);
    return err == OK ? answer_follow(job, saving->referral, is_tonight, answer) : err;
}

static enum err save_work(struct job *job, void *with)
{
    struct saving *saving = with;
    saving->problems->count = saving->problem_count;
    struct referral_row_row row;
    enum err err = sql_referral_row(job->db, job->arena, saving->referral, &row);
    for (size_t i = 0; err == OK && i < saving->count; i++)
        err = save_one(job, saving, row.is_tonight, i);
    if (err == OK)
        err = sql_referral_touch(job->db, saving->referral, job->now);
    bool is_whole = saving->problems->count == saving->problem_count;
    if (err == OK && is_whole && saving->learnt != NULL)
        err = person_learn_store(job, saving->learnt);
    if (err != OK)
        return err;
    job_audit(job, VERB_changed, RECORD_referral, saving->referral.value);
    return event_happened(job, EVENT_referral_answered, saving->referral.value);
}

static bool is_refused(const struct saving *saving, const struct referral_answer *answer)
{
    for (size_t i = saving->problem_count; i < saving->problems->count; i++)
        if (str_equal(saving->problems->items[i].field, answer->question))
            return true;
    return false;
}

static const struct question *question_of(const struct referral_answer *answer)
{
    return question_find(answer->person.value == 0 ? referral_questions() : child_questions(),
                         answer->question);
}

/* Refuses what no draft can hold; notes what is wrong with the rest. */
static enum err look_at(const struct referral_answer *answers, size_t count,
                        struct problems *problems)
{
    for (size_t i = 0; i < count; i++) {
        const struct question *question = question_of(&answers[i]);
        if (question == NULL || question->kind == QUESTION_GROUP ||
            question->kind == QUESTION_DISPLAY)
            return ERR_INVALID;
        if (answers[i].value.size > ANSWER_LIMIT)
            return ERR_TOO_LARGE;
        int word = referral_fault(question, answers[i].value);
        if (word != 0)
            problems_add(problems, answers[i].question, word);
    }
    return OK;
}

static bool is_same(const struct referral_answers *before, const struct referral_answer *answer)
{
    struct str question = answer->question;
    for (size_t i = 0; i < before->count; i++)
        if (before->at[i].person.value == answer->person.value &&
            str_equal(before->at[i].question, question))
            return str_equal(before->at[i].value, answer->value);
    return answer->value.size == 0;
}

/* A page sends all its fields; only what changed is written, so that two people can work on two
 * sections, or on two fields of one, without undoing each other. */
static size_t keep_changed(const struct referral_answers *before,
                           const struct referral_answer *answers, size_t count,
                           struct referral_answer *out_changed)
{
    size_t changed = 0;
    for (size_t i = 0; i < count; i++)
        if (!is_same(before, &answers[i]))
            out_changed[changed++] = answers[i];
    return changed;
}

/* What all answers are after saving, without reading again: a connection that reads keeps seeing
 * what was there when it began. */
static struct referral_answers after_saving(struct arena *arena,
                                            const struct referral_answers *before,
                                            const struct saving *saving)
{
    struct referral_answer *answers =
        ARENA_MANY(arena, struct referral_answer, before->count + saving->count);
    size_t count = 0;
    for (size_t i = 0; i < saving->count; i++)
        if (!is_refused(saving, &saving->answers[i]))
            answers[count++] = saving->answers[i];
    size_t saved = count;
    for (size_t i = 0; i < before->count; i++) {
        bool is_saved = false;
        for (size_t k = 0; k < saved; k++)
            is_saved |= answers[k].person.value == before->at[i].person.value &&
                        str_equal(answers[k].question, before->at[i].question);
        if (!is_saved)
            answers[count++] = before->at[i];
    }
    return (struct referral_answers){answers, count};
}

static enum err learn_work(struct job *job, void *with)
{
    return person_learn_store(job, with);
}

/* Some answers came too late and were refused: of the others what they say of her is worked out
 * again, now that it is known which they are. */
static enum err learn_the_rest(struct job *job, struct person_id person,
                               const struct referral_answers *before, const struct saving *saving)
{
    const struct learnt *learnt;
    struct referral_answers after = after_saving(job->arena, before, saving);
    enum err err = person_learn(job, person, before, &after, &learnt);
    if (err != OK || learnt == NULL)
        return err;
    return job_write(job, learn_work, (void *)(uintptr_t)learnt);
}

enum err referral_save(struct job *job, struct referral_id referral,
                       const struct referral_answer *answers, size_t count,
                       struct problems *problems)
{
    struct referral_row_row row;
    struct referral_answers before;
    struct referral_answer *changed = ARENA_MANY(job->arena, struct referral_answer, count);
    struct saving saving = {.referral = referral, .answers = changed, .problems = problems};
    struct str *sealed;
    enum err err = look_at(answers, count, problems);
    if (err == OK)
        err = sql_referral_row(job->db, job->arena, referral, &row);
    if (err == OK)
        err = referral_answers_readable(job, referral, &before);
    if (err != OK)
        return err;
    saving.count = keep_changed(&before, answers, count, changed);
    err = answers_keep_named(job, &before, changed, &saving.count, problems);
    if (err != OK)
        return err;
    saving.problem_count = problems->count;
    if (saving.count == 0)
        return OK;
    struct referral_key_pair key = {referral, row.wrapped_key};
    err = answers_seal(job, &key, changed, saving.count, &sealed);
    if (err != OK)
        return err;
    saving.sealed = sealed;
    struct referral_answers after = after_saving(job->arena, &before, &saving);
    err = person_learn(job, row.person, &before, &after, &saving.learnt);
    if (err == OK)
        err = job_write(job, save_work, &saving);
    if (err != OK || problems->count == saving.problem_count)
        return err;
    return learn_the_rest(job, row.person, &before, &saving);
}

/* ---- opening --------------------------------------------------------------------------------- */

enum err referral_ask_answers(struct opening *opening, struct referral_id referral,
                              struct referral_answers *out_answers)
{
    struct job *job = opening->job;
    struct referral_row_row row;
    struct referral_answer_list_rows rows;
    enum err err = sql_referral_row(job->db, job->arena, referral, &row);
    if (err == OK)
        err = sql_referral_answer_list(job->db, job->arena, referral, &rows);
    if (err != OK)
        return err;
    struct referral_key_pair key = {referral, row.wrapped_key};
    struct referral_answer *answers = ARENA_MANY(job->arena, struct referral_answer, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const struct referral_answer_list_row *at = &rows.at[i];
        answers[i] = (struct referral_answer){
            .person = at->person, .question = at->question, .shown_at = at->answered_at};
        struct vault_item item = item_for(&key, place_of(job->arena, at->question, at->person),
                                          at->answer_sealed);
        opening_add(opening, &item, &answers[i].value);
    }
    *out_answers = (struct referral_answers){answers, rows.count};
    return OK;
}

static enum err open_answers(struct opening opening, struct referral_id referral,
                             struct referral_answers *out_answers)
{
    struct referral_answers answers;
    enum err err = referral_ask_answers(&opening, referral, &answers);
    if (err == OK)
        err = opening_open(&opening);
    if (err == OK)
        *out_answers = answers;
    return err;
}

enum err referral_answers(struct job *job, struct referral_id referral,
                          struct referral_answers *out_answers)
{
    return open_answers(opening_make(job), referral, out_answers);
}

enum err referral_answers_readable(struct job *job, struct referral_id referral,
                                   struct referral_answers *out_answers)
{
    return open_answers(opening_make_readable(job), referral, out_answers);
}

static enum err open_many(struct opening opening, const struct referral_sealed *sealed,
                          size_t count, struct str *out_values)
{
    struct arena *arena = opening.job->arena;
    for (size_t i = 0; i < count; i++) {
        struct referral_key_pair key = {sealed[i].referral, sealed[i].wrapped_key};
        struct vault_item item = item_for(
            &key, place_of(arena, sealed[i].question, sealed[i].person), sealed[i].sealed);
        opening_add(&opening, &item, &out_values[i]);
    }
    return opening_open(&opening);
}

enum err referral_open_many(struct job *job, const struct referral_sealed *sealed, size_t count,
                            struct str *out_values)
{
    return open_many(opening_make(job), sealed, count, out_values);
}

enum err referral_open_many_readable(struct job *job, const struct referral_sealed *sealed,
                                     size_t count, struct str *out_values)
{
    return open_many(opening_make_readable(job), sealed, count, out_values);
}
