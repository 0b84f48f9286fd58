#include "rooms/document/document_web.h"

#include "base/shape.h"
#include "cleaner/cleaner.h"
#include "document_list_page.h"
#include "document_remove_page.h"
#include "rooms/document/document.h"
#include "web/form.h"
#include "words.h"

/* ---- the list -------------------------------------------------------------------------------- */

int64_t document_most_mb(const struct job *job)
{
    return (int64_t)((job->file_most > 0 ? job->file_most : CLEAN_MOST_BYTES) >> 20);
}

static struct document_row_view row_of(const struct document *document)
{
    return (struct document_row_view){
        .document = document->document, .title = document->title, .kind = document->kind,
        .format = document->format, .most_kb = document->most_kb, .added_at = document->added_at,
        .added_by = document->added_by};
}

static struct document_removed_view removed_of(const struct document *document)
{
    return (struct document_removed_view){
        .kind = document->kind, .removed_at = document->removed_at,
        .removed_by = document->removed_by, .reason = document->removed_reason};
}

enum err document_rows_make(struct job *job, const struct document_owner *owner,
                            struct document_rows_view *out_view)
{
    struct opening opening = opening_make_readable(job);
    struct documents documents;
    enum err err = document_list(&opening, owner->person, owner->referral, &documents);
    if (err == OK)
        err = opening_open(&opening);
    if (err != OK)
        return err;
    struct document_row_view *rows =
        ARENA_MANY(job->arena, struct document_row_view, documents.count);
    struct document_removed_view *removed =
        ARENA_MANY(job->arena, struct document_removed_view, documents.count);
    *out_view = (struct document_rows_view){.ref = owner->ref, .may_write = owner->may_write};
    for (size_t i = 0; i < documents.count; i++) {
        const struct document *document = &documents.at[i];
        if (instant_is_some(document->removed_at))
            removed[out_view->removed.count++] = removed_of(document);
        else
            rows[out_view->rows.count++] = row_of(document);
    }
    out_view->rows.at = rows;
    out_view->removed.at = removed;
    return OK;
}

static struct document_owner owner_of(const struct job *job)
{
    return (struct document_owner){
        .person = {job->target.id},
        .ref = job->target.ref,
        .may_write = right_allows(job->asker.role, job->relations, RIGHT_document_write)};
}

static enum err list_view(struct job *job, struct document_list_view **out_view)
{
    struct document_list_view *view = ARENA_NEW(job->arena, struct document_list_view);
    struct document_owner owner = owner_of(job);
    view->ref = owner.ref;
    view->may_write = owner.may_write;
    view->most_mb = document_most_mb(job);
    *out_view = view;
    return document_rows_make(job, &owner, &view->documents);
}

enum err document_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct document_list_view *view;
    enum err err = list_view(job, &view);
    if (err == OK)
        reply_document_list(reply, view);
    return err;
}

/* ---- adding ---------------------------------------------------------------------------------- */

enum err document_take(struct job *job, const struct request *request,
                       const struct document_owner *owner, struct problems *problems)
{
    struct document_new_form form = {0};
    struct document_id document;
    bool is_file = str_equal_c(request->file.field, "file");
    form_read(&shape_document_new_form, request->fields, problems, &form);
    return document_add(job, &(struct document_new){
        .person = owner->person,
        .referral = owner->referral,
        .kind = form.kind,
        .title = form.title,
        .bytes = is_file ? request->file.bytes : STR_NONE,
    }, problems, &document);
}

enum err document_new_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct document_owner owner = owner_of(job);
    struct document_list_view *view;
    job->location = str_format(job->arena, "/people/%.*s/documents", STR_ARGS(owner.ref));
    enum err err = document_take(job, request, &owner, problems);
    if (err == OK) {
        reply_go(reply, job->location, WORD_notice_document_added);
    } else if (err == ERR_INVALID && problems->count > 0) {
        err = list_view(job, &view);
        if (err == OK)
            reply_document_list_problems(reply, view, problems);
    }
    return err;
}

/* ---- one of them ----------------------------------------------------------------------------- */

static enum err find(struct job *job, const struct request *request, struct document *out_document)
{
    struct document_id id;
    if (id_parse(request_path(request, "document"), &id.value) != OK)
        return ERR_NOT_FOUND;
    return document_get(job, (struct person_id){job->target.id}, id, out_document);
}

/* What a kind of file is called on the wire, and how its name ends. */
static const struct {
    const char *format, *content_type, *ending;
} kinds_of_file[] = {
    {"pdf", "application/pdf", "pdf"},
    {"jpeg", "image/jpeg", "jpg"},
    {"png", "image/png", "png"},
    {"text", "text/plain; charset=utf-8", "txt"},
};

void document_reply(struct job *job, const struct document *document, struct str name,
                    struct str bytes, struct reply *reply)
{
    size_t kind = 0;
    while (!str_equal_c(document->format, kinds_of_file[kind].format))
        must(++kind < COUNT_OF(kinds_of_file));
    reply_file(reply, str_of(kinds_of_file[kind].content_type),
               str_format(job->arena, "%.*s.%s", STR_ARGS(name), kinds_of_file[kind].ending),
               bytes);
}

enum err document_open_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct document document;
    struct str bytes;
    enum err err = find(job, request, &document);
    if (err == OK)
        err = document_bytes(job, (struct person_id){job->target.id}, &document, &bytes);
    if (err != OK)
        return err;
    struct str id = id_text(job->arena, document.document.value);
    document_reply(job, &document,
                   str_format(job->arena, "document-%.*s", STR_ARGS(id)), bytes, reply);
    return OK;
}

static struct document_remove_view *remove_view(struct job *job, const struct document *document)
{
    struct document_remove_view *view = ARENA_NEW(job->arena, struct document_remove_view);
    *view = (struct document_remove_view){.ref = job->target.ref,
                                          .document = document->document,
                                          .title = document->title,
                                          .kind = document->kind};
    return view;
}

enum err document_remove_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct document document;
    enum err err = find(job, request, &document);
    if (err == OK)
        reply_document_remove(reply, remove_view(job, &document));
    return err;
}

enum err document_remove_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct document_remove_form form = {0};
    struct document document;
    struct document_id id;
    job->location = str_format(job->arena, "/people/%.*s/documents", STR_ARGS(job->target.ref));
    form_read(&shape_document_remove_form, request->fields, problems, &form);
    if (problems->count > 0) {
        enum err err = find(job, request, &document);
        if (err == OK)
            reply_document_remove_problems(reply, remove_view(job, &document), problems);
        return err;
    }
    if (id_parse(request_path(request, "document"), &id.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = document_remove(job, (struct person_id){job->target.id}, id, form.reason);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_document_removed);
    return err;
}
