#include "rooms/contact/contact_web.h"

#include "base/shape.h"
#include "contact_note_page.h"
#include "contact_view.h"
#include "rooms/contact/contact.h"
#include "web/form.h"
#include "words.h"

static struct contact_note_view *note_view(struct job *job)
{
    struct contact_note_view *view = ARENA_NEW(job->arena, struct contact_note_view);
    view->ref = job->target.ref;
    return view;
}

enum err contact_note_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_contact_note(reply, note_view(job));
    return OK;
}

enum err contact_note_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct contact_note_form form = {0};
    form_read(&shape_contact_note_form, request->fields, problems, &form);
    if (problems->count > 0) {
        reply_contact_note_problems(reply, note_view(job), problems);
        return ERR_INVALID;
    }
    job->location = str_format(job->arena, "/people/%.*s", STR_ARGS(job->target.ref));
    enum err err = contact_add(job, &(struct contact_new){
        .person = {job->target.id},
        .kind = form.kind,
        .is_shared = str_equal_c(form.is_shared, "shared"),
        .text = form.text,
        .at = INSTANT_NONE,
    });
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_note_saved);
    return err;
}

static enum err done_work(struct job *job, void *with)
{
    const struct task_id *follow_up = with;
    return follow_up_done(job, *follow_up);
}

enum err follow_up_done_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct task_id follow_up;
    struct person_id person;
    if (id_parse(request_path(request, "follow_up"), &follow_up.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = follow_up_person(job, follow_up, &person);
    if (err == OK && person.value != job->target.id)
        err = ERR_NOT_FOUND;
    job->location = str_format(job->arena, "/people/%.*s", STR_ARGS(job->target.ref));
    if (err == OK)
        err = job_write(job, done_work, &follow_up);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_follow_up_done);
    return err;
}
