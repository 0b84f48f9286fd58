#include "base/shape.h"
#include "release_new_page.h"
#include "release_person_page.h"
#include "release_show_page.h"
#include "releases_page.h"
#include "rooms/release/release_inner.h"
#include "rooms/release/release_web.h"
#include "web/form.h"
#include "web/words.h"

/* ---- lists ----------------------------------------------------------------------------------- */

static struct release_row_view *rows_of(struct job *job, const struct releases *releases)
{
    struct release_row_view *rows =
        ARENA_MANY(job->arena, struct release_row_view, releases->count);
    for (size_t i = 0; i < releases->count; i++) {
        const struct release *release = &releases->at[i];
        rows[i] = (struct release_row_view){
            .release = release->release, .ref = release->ref, .template = release->is.template,
            .state = release->state, .asked_by_name = release->asked_by_name,
            .asked_at = release->asked_at, .until_at = release->until_at,
            .yes_count = release->yes_count};
    }
    return rows;
}

enum err releases_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct releases_view *view = ARENA_NEW(job->arena, struct releases_view);
    struct releases releases;
    enum err err = release_waiting(job, &releases);
    if (err != OK)
        return err;
    view->rows.at = rows_of(job, &releases);
    view->rows.count = releases.count;
    for (size_t i = 0; i < releases.count; i++)
        job_audit(job, VERB_read, RECORD_person, releases.at[i].is.person.value);
    reply_releases(reply, view);
    return OK;
}

enum err release_person_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct release_person_view *view = ARENA_NEW(job->arena, struct release_person_view);
    struct releases releases;
    enum err err = release_list(job, (struct person_id){job->target.id}, &releases);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->may_ask = right_allows(job->asker.role, job->relations, RIGHT_release_ask);
    view->may_read_person = right_allows(job->asker.role, job->relations, RIGHT_person_read);
    view->rows.at = rows_of(job, &releases);
    view->rows.count = releases.count;
    reply_release_person(reply, view);
    return OK;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static struct str text_of(struct job *job, size_t language, const char *key)
{
    return word_text(job->arena, language, word_find(str_of(key)), NULL, 0);
}

static void add_named(struct job *job, struct buf *out, size_t language, const char *list,
                      const char *code)
{
    buf_add(out, text_of(job, language,
                         str_c(job->arena, str_format(job->arena, "%s%s", list, code))));
}

static struct release_choice_view choice_of(struct job *job, size_t language,
                                            const struct release_template *template)
{
    struct str *fields = ARENA_MANY(job->arena, struct str, RELEASE_FIELDS);
    struct buf hint = buf_make(job->arena, 256);
    size_t count = 0;
    add_named(job, &hint, language, "release_recipient_",
              release_recipient_name(template->recipient));
    buf_add_c(&hint, ": ");
    for (int i = 0; i < RELEASE_FIELDS; i++) {
        const char *name = release_field_name((enum release_field)i);
        if (!release_has_field(template, (enum release_field)i))
            continue;
        buf_add_c(&hint, count > 0 ? ", " : "");
        add_named(job, &hint, language, "release_field_", name);
        fields[count++] = str_of(name);
    }
    return (struct release_choice_view){
        .template = str_of(template->name),
        .recipient = str_of(release_recipient_name(template->recipient)),
        .fields = {fields, count},
        .hint = buf_text(&hint)};
}

static struct release_new_view *new_view(struct job *job, const struct request *request)
{
    size_t language = words_choose(request->languages);
    struct release_new_view *view = ARENA_NEW(job->arena, struct release_new_view);
    struct release_choice_view *choices =
        ARENA_MANY(job->arena, struct release_choice_view, release_template_count);
    view->ref = job->target.ref;
    for (size_t i = 0; i < release_template_count; i++)
        if (!release_templates[i].is_within_care)
            choices[view->choices.count++] = choice_of(job, language, &release_templates[i]);
    view->choices.at = choices;
    return view;
}

enum err release_new_show(struct job *job, const struct request *request, struct reply *reply)
{
    reply_release_new(reply, new_view(job, request));
    return OK;
}

enum err release_new_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct release_new_form form = {0};
    struct release_id release;
    form_read(&shape_release_new_form, request->fields, problems, &form);
    job->location = str_format(job->arena, "/people/%.*s/releases", STR_ARGS(job->target.ref));
    enum err err = release_ask(job, &(struct release_new){
        .person = {job->target.id}, .template = form.template, .recipient = form.recipient,
        .statement = form.statement, .basis = form.basis, .told = form.told,
        .told_why = form.told_why, .names_why = form.names_why,
        .asks_guardian = form.asks_guardian}, problems, &release);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_release_asked);
    if (err == ERR_INVALID)
        reply_release_new_problems(reply, new_view(job, request), problems);
    return err;
}

/* ---- one request ----------------------------------------------------------------------------- */

static void add_approvals(struct job *job, size_t language, const struct release *release,
                          struct release_show_view *view)
{
    struct release_approval_view *approvals =
        ARENA_MANY(job->arena, struct release_approval_view, release->approval_count);
    for (size_t i = 0; i < release->approval_count; i++) {
        const struct release_approval *approval = &release->approvals[i];
        approvals[i] = (struct release_approval_view){
            .role = text_of(job, language,
                            str_c(job->arena, str_format(job->arena, "role_%.*s",
                                                         STR_ARGS(approval->role)))),
            .staff_name = approval->staff_name, .is_yes = approval->is_yes, .at = approval->at};
    }
    view->approvals.at = approvals;
    view->approvals.count = release->approval_count;
}

static void add_lines(struct job *job, size_t language, const struct release_lines *lines,
                      struct release_show_view *view)
{
    struct release_line_view *rows =
        ARENA_MANY(job->arena, struct release_line_view, lines->count);
    for (size_t i = 0; i < lines->count; i++)
        rows[i] = (struct release_line_view){
            .field = str_of(release_field_name(lines->at[i].field)),
            .label = release_line_label(job, language, &lines->at[i]),
            .text = release_line_text(job, language, &lines->at[i])};
    view->lines.at = rows;
    view->lines.count = lines->count;
}

static struct str purpose_of(struct job *job, size_t language, const struct release *release)
{
    enum purpose purpose = release_template_named(release->is.template)->purpose;
    return text_of(job, language,
                   str_c(job->arena, str_format(job->arena, "purpose_%s", purpose_name(purpose))));
}

static bool may_approve(const struct job *job, const struct release *release)
{
    for (size_t i = 0; i < release->approval_count; i++)
        if (str_equal_c(release->approvals[i].role, role_name(job->asker.role)))
            return false;
    return str_equal_c(release->state, "asked") &&
           release->asked_by.value != job->asker.staff.value &&
           right_allows(job->asker.role, job->relations, RIGHT_release_approve);
}

static enum err person_ref(struct job *job, struct person_id person, struct str *out_ref)
{
    struct releases releases;
    enum err err = release_list(job, person, &releases);
    if (err == OK)
        *out_ref = releases.count > 0 ? releases.at[0].ref : STR_NONE;
    return err;
}

/* What would leave is shown while it can still be stopped; afterwards the document is what it is,
 * and its reader fetches it. */
static enum err show_view(struct job *job, const struct request *request,
                          struct release_show_view **out_view)
{
    size_t language = words_choose(request->languages);
    struct release_show_view *view = ARENA_NEW(job->arena, struct release_show_view);
    struct release release;
    struct release_lines lines = {0};
    enum err err = release_get(job, (struct release_id){job->target.id}, &release);
    if (err == OK)
        err = person_ref(job, release.is.person, &view->ref);
    if (err == OK && release_is_open(&release))
        err = release_collect(job, &release, &lines);
    if (err == OK)
        err = release_documents_show(job, &release, &view->documents);
    if (err != OK)
        return err;
    bool is_mine = release_is_own(job, &release);
    view->release = release.release;
    view->template = release.is.template;
    view->recipient = release.is.recipient;
    view->purpose = purpose_of(job, language, &release);
    view->basis = release.is.basis;
    view->told = release.is.told;
    view->told_why = release.is.told_why;
    view->names_why = release.is.names_why;
    view->state = release.state;
    view->asked_by_name = release.asked_by_name;
    view->asked_at = release.asked_at;
    view->until_at = release.until_at;
    view->may_approve = may_approve(job, &release);
    view->may_write = is_mine && str_equal_c(release.state, "approved");
    view->may_fetch = is_mine && str_equal_c(release.state, "written");
    view->manifest = release.manifest;
    view->digest = release.manifest.size > 0 ? release_digest(job->arena, release.manifest)
                                             : STR_NONE;
    if (view->may_approve)
        err = release_approved_print(job, &release, &lines, &view->seen);
    if (err != OK)
        return err;
    add_approvals(job, language, &release, view);
    add_lines(job, language, &lines, view);
    *out_view = view;
    return OK;
}

enum err release_show_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct release_show_view *view;
    enum err err = show_view(job, request, &view);
    if (err == OK)
        reply_release_show(reply, view);
    return err;
}

enum err release_answer(struct job *job, const struct request *request, struct reply *reply,
                        enum err err, int notice, const struct problems *problems)
{
    struct release_show_view *view;
    if (err == OK)
        reply_go(reply, job->location, notice);
    if (problems->count == 0 || (err != ERR_CONFLICT && err != ERR_INVALID))
        return err;
    enum err shown = show_view(job, request, &view);
    if (shown != OK)
        return shown;
    reply_release_show_problems(reply, view, problems);
    return err;
}

void release_go_back(struct job *job)
{
    job->location = str_format(job->arena, "/releases/%.*s",
                               STR_ARGS(id_text(job->arena, job->target.id)));
}

static enum err say(struct job *job, const struct request *request, struct reply *reply,
                    struct release_word word)
{
    struct problems *problems = problems_new(job->arena);
    release_go_back(job);
    enum err err =
        release_approve(job, (struct release_id){job->target.id}, word, problems);
    return release_answer(job, request, reply, err,
                          word.is_yes ? WORD_notice_release_approved
                                      : WORD_notice_release_refused,
                          problems);
}

enum err release_approve_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *unread = problems_new(job->arena); /* what cannot be read was not seen */
    struct release_approve_form form = {0};
    form_read(&shape_release_approve_form, request->fields, unread, &form);
    return say(job, request, reply, (struct release_word){true, form.seen});
}

enum err release_refuse_do(struct job *job, const struct request *request, struct reply *reply)
{
    return say(job, request, reply, (struct release_word){.is_yes = false});
}

enum err release_write_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct release release;
    struct release_lines lines;
    release_go_back(job);
    enum err err = release_get(job, (struct release_id){job->target.id}, &release);
    if (err == OK)
        err = release_collect(job, &release, &lines);
    if (err == OK)
        err = release_write(job, &release, &lines,
                            release_document_text(job, &release, &lines), problems);
    return release_answer(job, request, reply, err, WORD_notice_release_written, problems);
}

enum err release_document_show(struct job *job, const struct request *request,
                               struct reply *reply)
{
    (void)request;
    struct release release;
    struct str document;
    enum err err = release_get(job, (struct release_id){job->target.id}, &release);
    if (err == OK)
        err = release_document(job, &release, &document);
    if (err == OK)
        reply_file(reply, STR("text/html; charset=utf-8"), STR("document.html"), document);
    return err;
}
