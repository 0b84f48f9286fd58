/* What came with a call on paper or as a picture: documents of the person it is about. */
#include "referral_documents_page.h"
#include "rooms/document/document_web.h"
#include "rooms/referral/referral_desk.h"
#include "rooms/referral/referral_web.h"
#include "words.h"

static enum err owner_of(struct job *job, struct document_owner *out_owner)
{
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    if (err == OK)
        *out_owner = (struct document_owner){
            .person = desk.people[0].person,
            .ref = desk.people[0].ref,
            .referral = desk.referral.referral,
            .may_write = right_allows(job->asker.role, job->relations, RIGHT_referral_write)};
    return err;
}

static enum err make_view(struct job *job, const struct document_owner *owner,
                          struct referral_documents_view **out_view)
{
    struct referral_documents_view *view =
        ARENA_NEW(job->arena, struct referral_documents_view);
    view->ref = job->target.ref;
    view->may_write = owner->may_write;
    view->most_mb = document_most_mb(job);
    job_audit(job, VERB_read, RECORD_person, owner->person.value);
    *out_view = view;
    return document_rows_make(job, owner, &view->documents);
}

enum err referral_documents_show(struct job *job, const struct request *request,
                                 struct reply *reply)
{
    (void)request;
    struct document_owner owner;
    struct referral_documents_view *view;
    enum err err = owner_of(job, &owner);
    if (err == OK)
        err = make_view(job, &owner, &view);
    if (err == OK)
        reply_referral_documents(reply, view);
    return err;
}

enum err referral_documents_do(struct job *job, const struct request *request,
                               struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct document_owner owner;
    struct referral_documents_view *view;
    enum err err = owner_of(job, &owner);
    job->location = str_format(job->arena, "/referrals/%.*s/documents",
                               STR_ARGS(job->target.ref));
    if (err == OK)
        err = document_take(job, request, &owner, problems);
    if (err == OK) {
        reply_go(reply, job->location, WORD_notice_document_added);
    } else if (err == ERR_INVALID && problems->count > 0) {
        err = make_view(job, &owner, &view);
        if (err == OK)
            reply_referral_documents_problems(reply, view, problems);
    }
    return err;
}
