/* Her documents in her own copy: looking at each, leaving out, handing over. */
#include "base/shape.h"
#include "rooms/document/document_web.h"
#include "rooms/release/release_inner.h"
#include "rooms/release/release_look.h"
#include "rooms/release/release_web.h"
#include "web/form.h"
#include "words.h"

/* ---- on the page of the request -------------------------------------------------------------- */

static bool may_approve(const struct job *job)
{
    return right_allows(job->asker.role, job->relations, RIGHT_release_approve);
}

static bool is_state(const struct release *release, const char *state)
{
    return str_equal_c(release->state, state);
}

static struct release_document_view row_of(const struct job *job, const struct release *release,
                                           const struct release_document *document)
{
    bool is_mine = release_is_own(job, release);
    bool is_open = release_is_open(release);
    bool is_clear = str_equal_c(document->look, "clear");
    bool is_waiting = document->look.size == 0;
    bool is_in_time = job->now.ms < release->until_at.ms;
    return (struct release_document_view){
        .document = document->document,
        .number = document->number,
        .kind = document->kind,
        .format = document->format,
        .added_on = date_in_london(document->added_at),
        .look = document->look,
        .looked_by_name = document->looked_by_name,
        .reading = document->reading,
        .may_open = is_open && (is_mine || is_clear),
        .may_clear = is_state(release, "asked") && is_mine && is_waiting &&
                     release->approval_count == 0,
        .may_leave_out = is_open && (is_clear || is_waiting) &&
                         (is_mine || may_approve(job)),
        .may_hand_over = is_state(release, "written") && is_mine && is_clear && is_in_time,
    };
}

enum err release_documents_show(struct job *job, const struct release *release,
                                struct release_documents_view *view)
{
    struct release_documents documents;
    enum err err = release_documents(job, release, &documents);
    if (err != OK)
        return err;
    struct release_document_view *rows =
        ARENA_MANY(job->arena, struct release_document_view, documents.count);
    for (size_t i = 0; i < documents.count; i++)
        rows[i] = row_of(job, release, &documents.at[i]);
    bool is_mine = release_is_own(job, release);
    view->release = release->release;
    view->rows.at = rows;
    view->rows.count = documents.count;
    view->waiting = release_is_open(release) ? (int64_t)documents.waiting_count : 0;
    view->leave_out = is_mine ? STR("look") : STR("leave-out");
    view->may_fetch = is_mine && is_state(release, "written");
    view->until_at = release->until_at;
    return OK;
}

/* ---- one of them ----------------------------------------------------------------------------- */

static enum err asked_for(struct job *job, const struct request *request,
                          struct release *out_release, struct document_id *out_document)
{
    if (id_parse(request_path(request, "document"), &out_document->value) != OK)
        return ERR_NOT_FOUND;
    return release_get(job, (struct release_id){job->target.id}, out_release);
}

static struct str name_of(struct job *job, int64_t number)
{
    return str_format(job->arena, "document-%lld", (long long)number);
}

enum err release_look_open_show(struct job *job, const struct request *request,
                                struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct release release;
    struct document_id id;
    struct document document;
    struct str bytes;
    enum err err = asked_for(job, request, &release, &id);
    if (err == OK)
        err = release_look_open(job, &release, id, problems, &document, &bytes);
    if (err == OK)
        document_reply(job, &document,
                       str_format(job->arena, "document-%.*s",
                                  STR_ARGS(id_text(job->arena, id.value))), bytes, reply);
    return err == OK ? OK : release_answer(job, request, reply, err, 0, problems);
}

static enum err look(struct job *job, const struct request *request, struct str verdict,
                     struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct release release;
    struct document_id document;
    release_go_back(job);
    enum err err = asked_for(job, request, &release, &document);
    if (err == OK)
        err = release_look(job, &release, document, verdict, problems);
    return release_answer(job, request, reply, err, WORD_notice_release_looked, problems);
}

enum err release_look_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct release_look_form form = {0};
    form_read(&shape_release_look_form, request->fields, problems, &form);
    if (problems->count > 0)
        return release_answer(job, request, reply, ERR_INVALID, 0, problems);
    return look(job, request, form.verdict, reply);
}

enum err release_leave_out_do(struct job *job, const struct request *request, struct reply *reply)
{
    return look(job, request, STR("left_out"), reply);
}

enum err release_hand_over_show(struct job *job, const struct request *request,
                                struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct release release;
    struct document_id id;
    struct document document;
    struct str bytes;
    int64_t number;
    enum err err = asked_for(job, request, &release, &id);
    if (err == OK)
        err = release_hand_over(job, &release, id, problems, &document, &number, &bytes);
    if (err == OK)
        document_reply(job, &document, name_of(job, number), bytes, reply);
    return err == OK ? OK : release_answer(job, request, reply, err, 0, problems);
}
