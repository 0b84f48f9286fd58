/* referral_web.c - one referral: its task list, who comes along, no room, the file of it. */
#include "rooms/referral/referral_web.h"

#include "referral_people_page.h"
#include "referral_show_page.h"
#include "referral_unable_page.h"
#include "referral_view.h"
#include "rooms/document/document.h"
#include "rooms/household/household.h"
#include "rooms/person/person_web.h"
#include "rooms/referral/referral_desk.h"
#include "web/form.h"
#include "web/words.h"

static struct str url(struct job *job, struct str ref, const char *rest)
{
    return str_format(job->arena, "/referrals/%.*s%s", STR_ARGS(ref), rest);
}

static bool is_kind(const struct person *person, const char *kind)
{
    return str_equal_c(person->facts.kind, kind);
}

/* ---- the task list --------------------------------------------------------------------------- */

static struct str section_state_code(enum section_state state)
{
    static const char *const codes[] = {"not_started", "in_progress", "complete"};
    return str_of(codes[state]);
}

static struct str gap_code(enum referral_gap_kind kind)
{
    static const char *const codes[] = {"missing", "faulty", "not_known"};
    return str_of(codes[kind]);
}

static void fill_tasks(struct job *job, const struct referral_desk *desk,
                       const struct referral_gaps *gaps, struct referral_show_view *view)
{
    const struct questionnaire *questionnaire = referral_questions();
    struct referral_task_view *tasks =
        ARENA_MANY(job->arena, struct referral_task_view, questionnaire->count);
    size_t count = 0;
    for (size_t i = 0; i < questionnaire->count; i++) {
        const struct question *section = &questionnaire->questions[i];
        if (section->kind != QUESTION_GROUP)
            continue;
        struct referral_task_view task = {
            .section = section->id,
            .title = word_find(section->word),
            .state = section_state_code(referral_section_state(job->arena, &desk->answers,
                                                               (struct person_id){0}, section)),
        };
        for (size_t g = 0; g < gaps->count; g++)
            task.gaps += gaps->at[g].section == section;
        tasks[count++] = task;
    }
    view->tasks.at = tasks;
    view->tasks.count = count;
}

static void fill_gaps(struct job *job, const struct referral_desk *desk,
                      const struct referral_gaps *gaps, struct referral_show_view *view)
{
    struct referral_gap_view *rows =
        ARENA_MANY(job->arena, struct referral_gap_view, gaps->count);
    for (size_t i = 0; i < gaps->count; i++) {
        const struct referral_gap *gap = &gaps->at[i];
        const struct person *child =
            gap->person.value ? referral_desk_person(desk, gap->person) : NULL;
        rows[i] = (struct referral_gap_view){
            .label = word_find(gap->question->word),
            .kind = gap_code(gap->kind),
            .owner = word_find(str_format(job->arena, "role_%.*s",
                                          STR_ARGS(gap->question->owner))),
            .section = gap->section->id,
            .question = gap->question->id,
            .child = child ? child->ref : STR_NONE,
            .child_called = child ? referral_called(child) : STR_NONE,
        };
    }
    view->gaps.at = rows;
    view->gaps.count = gaps->count;
    view->gap_count = (int64_t)gaps->count;
}

static struct referral_member_view *members_view(struct job *job, const struct request *request,
                                                 const struct referral_desk *desk)
{
    struct referral_member_view *members =
        ARENA_MANY(job->arena, struct referral_member_view, desk->person_count);
    size_t language = words_choose(request->languages);
    for (size_t i = 0; i < desk->person_count; i++) {
        const struct person *person = &desk->people[i];
        job_audit(job, VERB_read, RECORD_person, person->person.value);
        members[i] = (struct referral_member_view){
            .ref = person->ref,
            .called = referral_called(person),
            .kind = person->facts.kind,
            .relation = desk->relations[i],
            .born = person->facts.born,
            .born_shown = person_birth_text(job->arena, language, person->facts.born),
            .state = section_state_code(
                referral_section_state(job->arena, &desk->answers, person->person, NULL)),
            .is_head = i == 0,
        };
    }
    return members;
}

static bool may(const struct job *job, enum right right)
{
    return right_allows(job->asker.role, job->relations, right);
}

enum err referral_show_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    if (err != OK)
        return err;
    const struct referral *referral = &desk.referral;
    struct referral_people children = referral_desk_children(job->arena, &desk);
    struct referral_gaps gaps =
        referral_gaps(job->arena, &desk.answers, children,
                      referral->is_tonight ? GAPS_TONIGHT : GAPS_ALL);
    struct referral_show_view *view = ARENA_NEW(job->arena, struct referral_show_view);
    *view = (struct referral_show_view){
        .ref = referral->ref,
        .called = referral_called(&desk.people[0]),
        .state = referral->state,
        .is_tonight = referral->is_tonight,
        .may_write = may(job, RIGHT_referral_write),
        .may_place = may(job, RIGHT_placement_make),
        .needed_at = referral->needed_at,
        .unable_reason = referral->unable_reason,
        .children = (int64_t)children.count,
    };
    for (size_t i = 0; i < desk.person_count; i++) {
        view->unborn += is_kind(&desk.people[i], "unborn");
        view->adults += i == 0 || is_kind(&desk.people[i], "adult");
    }
    fill_tasks(job, &desk, &gaps, view);
    fill_gaps(job, &desk, &gaps, view);
    view->people.at = members_view(job, request, &desk);
    view->people.count = desk.person_count;
    view->document_task = (int64_t)view->tasks.count + 1;
    err = document_count(job, desk.people[0].person, referral->referral, &view->document_count);
    if (err == OK)
        reply_referral_show(reply, view);
    return err;
}

enum err referral_tonight_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct referral_tonight_form form = {0};
    form_read(&shape_referral_tonight_form, request->fields, problems, &form);
    job->location = url(job, job->target.ref, "");
    enum err err = referral_set_tonight(job, (struct referral_id){job->target.id},
                                        form.is_tonight);
    if (err == OK)
        reply_go(reply, job->location, 0);
    return err;
}

/* ---- who comes along ------------------------------------------------------------------------- */

static struct referral_people_view *people_view(struct job *job, const struct request *request,
                                               const struct referral_desk *desk)
{
    struct referral_people_view *view = ARENA_NEW(job->arena, struct referral_people_view);
    view->ref = desk->referral.ref;
    view->called = referral_called(&desk->people[0]);
    view->members.at = members_view(job, request, desk);
    view->members.count = desk->person_count;
    return view;
}

enum err referral_people_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    if (err == OK)
        reply_referral_people(reply, people_view(job, request, &desk));
    return err;
}

static void check_person(struct job *job, const struct referral_person_form *form,
                         struct problems *problems, struct str *out_born)
{
    if (!person_birth_read(job->arena, form->born, out_born))
        problems_add(problems, STR("born"), WORD_person_born_problem);
    if (str_equal_c(form->kind, "child") && form->sleeping.size == 0)
        problems_add(problems, STR("sleeping"), WORD_referral_person_sleeping_missing);
    if (str_equal_c(form->kind, "adult") && form->gender.size == 0)
        problems_add(problems, STR("gender"), WORD_referral_person_gender_missing);
}

static struct str relation_of(struct str kind)
{
    return str_equal_c(kind, "adult") ? STR("other") : kind;
}

enum err referral_people_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct referral_person_form form = {0};
    struct referral_desk desk;
    struct str born;
    enum err err = referral_desk_read(job, &desk);
    if (err != OK)
        return err;
    form_read(&shape_referral_person_form, request->fields, problems, &form);
    check_person(job, &form, problems, &born);
    if (problems->count > 0) {
        reply_referral_people_problems(reply, people_view(job, request, &desk), problems);
        return ERR_INVALID;
    }
    struct person_name name = {.kind = STR("given"), .text = form.name};
    struct person_facts facts = {.kind = form.kind, .born = born, .gender = form.gender,
                                 .nation = desk.people[0].facts.nation, .names = &name,
                                 .name_count = form.name.size > 0};
    job->location = url(job, desk.referral.ref, "/people");
    err = referral_add_person(job, desk.referral.referral, &(struct referral_addition){
        .facts = &facts,
        .relation = relation_of(form.kind),
        .sleeping = str_equal_c(form.kind, "child") ? form.sleeping : STR_NONE,
    }, &(struct person_id){0});
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_referral_person_added);
    return err;
}

/* ---- no room --------------------------------------------------------------------------------- */

static enum err unable_view(struct job *job, struct referral_unable_view **out_view)
{
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    if (err != OK)
        return err;
    struct referral_unable_view *view = ARENA_NEW(job->arena, struct referral_unable_view);
    view->ref = desk.referral.ref;
    view->called = referral_called(&desk.people[0]);
    job_audit(job, VERB_read, RECORD_person, desk.referral.person.value);
    *out_view = view;
    return OK;
}

enum err referral_unable_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct referral_unable_view *view;
    enum err err = unable_view(job, &view);
    if (err == OK)
        reply_referral_unable(reply, view);
    return err;
}

enum err referral_unable_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct referral_unable_form form = {0};
    form_read(&shape_referral_unable_form, request->fields, problems, &form);
    if (problems->count > 0) {
        struct referral_unable_view *view;
        enum err err = unable_view(job, &view);
        if (err != OK)
            return err;
        reply_referral_unable_problems(reply, view, problems);
        return ERR_INVALID;
    }
    enum err err = referral_unable(job, (struct referral_id){job->target.id}, form.reason);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_referral_unable);
    return err;
}

/* A file with a neutral name: the reference says nothing to a stranger. */
enum err referral_export_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct str json;
    enum err err = referral_export(job, (struct referral_id){job->target.id}, &json);
    if (err != OK)
        return err;
    job_audit(job, VERB_exported, RECORD_referral, job->target.id);
    reply_file(reply, STR("application/json"),
               str_format(job->arena, "%.*s.json", STR_ARGS(job->target.ref)), json);
    return OK;
}
