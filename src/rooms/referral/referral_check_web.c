/* referral_check_web.c - everything that was said, at a glance. */
#include "referral_check_page.h"
#include "rooms/referral/referral_asking_web.h"
#include "rooms/referral/referral_desk.h"
#include "rooms/referral/referral_web.h"
#include "web/words.h"

static struct referral_block_view block_view(struct job *job, const struct request *request,
                                             const struct referral_desk *desk,
                                             struct asking_part part)
{
    struct asking asking = asking_begin(job, request, &desk->answers, part);
    const struct person *child = part.child.value ? referral_desk_person(desk, part.child) : NULL;
    if (child != NULL)
        job_audit(job, VERB_read, RECORD_person, child->person.value);
    struct referral_line_view *lines =
        ARENA_MANY(job->arena, struct referral_line_view, part.questionnaire->count);
    size_t count = 0;
    for (size_t i = 0; i < part.questionnaire->count; i++) {
        const struct question *question = &part.questionnaire->questions[i];
        if (!asking_asks(&asking, i))
            continue;
        struct str value = asking_shown(&asking, question);
        lines[count++] = (struct referral_line_view){
            .label = word_find(question->word),
            .value = value,
            .is_gap = question->is_required &&
                      (answer_of(asking.sheet.answers, question->id).size == 0 ||
                       str_equal_c(asking_raw(&asking, question), "not-known")),
        };
    }
    struct referral_block_view block = {
        .title = part.section ? word_find(part.section->word) : WORD_referral_child_title,
        .section = part.section ? part.section->id : STR_NONE,
        .child = child ? child->ref : STR_NONE,
        .child_called = child ? referral_called(child) : STR_NONE,
    };
    block.lines.at = lines;
    block.lines.count = count;
    return block;
}

enum err referral_check_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    if (err != OK)
        return err;
    const struct questionnaire *questionnaire = referral_questions();
    struct referral_people children = referral_desk_children(job->arena, &desk);
    struct referral_block_view *blocks = ARENA_MANY(
        job->arena, struct referral_block_view, questionnaire->count + children.count);
    size_t count = 0;
    for (size_t i = 0; i < questionnaire->count; i++)
        if (questionnaire->questions[i].kind == QUESTION_GROUP)
            blocks[count++] = block_view(job, request, &desk,
                                         (struct asking_part){.questionnaire = questionnaire,
                                                       .section = &questionnaire->questions[i]});
    for (size_t i = 0; i < children.count; i++)
        blocks[count++] = block_view(job, request, &desk,
                                     (struct asking_part){.questionnaire = child_questions(),
                                                   .child = children.at[i]});
    struct referral_check_view *view = ARENA_NEW(job->arena, struct referral_check_view);
    job_audit(job, VERB_read, RECORD_person, desk.referral.person.value);
    view->ref = desk.referral.ref;
    view->called = referral_called(&desk.people[0]);
    view->may_write = right_allows(job->asker.role, job->relations, RIGHT_referral_write);
    view->blocks.at = blocks;
    view->blocks.count = count;
    reply_referral_check(reply, view);
    return OK;
}
