/* referral_named.c - whose references may stand in an answer.
 *
 * Whom a household must not meet closes that person's house to it. Who could name anybody would
 * learn from the rooms that are left where she lives, and from the question that stays open whether
 * a reference stands for anybody.
 */
#include "guard/tie.h"
#include "rooms/referral/referral_inner.h"
#include "words.h"

static bool names_people(const struct referral_answer *answer)
{
    return answer->person.value == 0 && str_equal_c(answer->question, "conflict-people");
}

static struct str value_before(const struct referral_answers *before,
                               const struct referral_answer *answer)
{
    for (size_t i = 0; i < before->count; i++)
        if (before->at[i].person.value == answer->person.value &&
            str_equal(before->at[i].question, answer->question))
            return before->at[i].value;
    return STR_NONE;
}

static bool has_reference(struct arena *arena, struct str value, struct str ref)
{
    while (value.size > 0) {
        struct str part;
        if (ref_parse(arena, str_trim(str_cut(&value, ',')), &part) == OK && str_equal(part, ref))
            return true;
    }
    return false;
}

static enum err may_name(struct job *job, struct str before, struct str ref, bool *out_may)
{
    struct person_id person;
    *out_may = has_reference(job->arena, before, ref);
    if (*out_may)
        return OK;
    enum err err = person_find_ref(job->db, job->arena, ref, &person);
    if (err == OK)
        err = tie_check(job, (struct record_id){person.value}, RIGHT_person_read);
    *out_may = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* What is no reference at all may stand in a draft: it leads to nobody. */
static enum err may_answer(struct job *job, const struct referral_answers *before,
                           const struct referral_answer *answer, bool *out_may)
{
    struct str rest = names_people(answer) ? answer->value : STR_NONE;
    struct str stood = value_before(before, answer);
    enum err err = OK;
    *out_may = true;
    while (rest.size > 0 && *out_may && err == OK) {
        struct str ref;
        if (ref_parse(job->arena, str_trim(str_cut(&rest, ',')), &ref) == OK)
            err = may_name(job, stood, ref, out_may);
    }
    return err;
}

enum err answers_keep_named(struct job *job, const struct referral_answers *before,
                            struct referral_answer *answers, size_t *count,
                            struct problems *problems)
{
    size_t kept = 0;
    enum err err = OK;
    for (size_t i = 0; i < *count && err == OK; i++) {
        bool may;
        err = may_answer(job, before, &answers[i], &may);
        if (err == OK && may)
            answers[kept++] = answers[i];
        else if (err == OK)
            problems_add(problems, answers[i].question, WORD_ask_fault_references_unread);
    }
    *count = kept;
    return err;
}
