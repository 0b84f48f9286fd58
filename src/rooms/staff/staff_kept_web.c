#include "rooms/staff/staff_kept_web.h"

#include "guard/account.h"
#include "staff_kept_page.h"
#include "staff_sign_in_page.h"
#include "staff_view.h"
#include "web/words.h"

static const struct str mark = {"kept.", 5}; /* in front of the names of the fields carried */

struct staff_kept_fields staff_kept_fields(struct arena *arena, const struct pairs *sent)
{
    struct staff_kept_field_view *fields =
        ARENA_MANY(arena, struct staff_kept_field_view, sent->count);
    size_t count = 0;
    for (size_t i = 0; i < sent->count; i++)
        if (!str_equal_c(sent->at[i].name, "csrf") && !str_equal_c(sent->at[i].name, "once"))
            fields[count++] =
                (struct staff_kept_field_view){sent->at[i].name, sent->at[i].value};
    return (struct staff_kept_fields){fields, count};
}

/* The same out of the door's form. */
static struct staff_kept_fields fields_carried(struct arena *arena, const struct pairs *sent)
{
    struct staff_kept_field_view *fields =
        ARENA_MANY(arena, struct staff_kept_field_view, sent->count);
    size_t count = 0;
    for (size_t i = 0; i < sent->count; i++)
        if (str_starts(sent->at[i].name, mark))
            fields[count++] = (struct staff_kept_field_view){
                str_slice(sent->at[i].name, mark.size, sent->at[i].name.size),
                sent->at[i].value};
    return (struct staff_kept_fields){fields, count};
}

static struct str path_carried(const struct request *request)
{
    return url_ours(pairs_get(request->fields, "kept-path"));
}

/* The frame's own choice of a language leads to an address, where what is carried would be lost: so
 * the door's form has one of its own. */
static void offer_languages(struct arena *arena, struct staff_sign_in_view *view)
{
    struct staff_language_view *languages =
        ARENA_MANY(arena, struct staff_language_view, language_count);
    for (size_t i = 0; i < language_count; i++) {
        const char *const *name = word_forms(i, WORD_frame_own_name);
        if (name != NULL)
            languages[view->languages.count++] = (struct staff_language_view){
                .code = str_of(language_table[i].code),
                .name = str_of(name[0]),
                .is_rtl = language_table[i].is_rtl};
    }
    view->languages.at = languages;
}

static struct staff_sign_in_view *door(struct job *job, struct str path,
                                       struct staff_kept_fields kept)
{
    struct staff_sign_in_view *view = ARENA_NEW(job->arena, struct staff_sign_in_view);
    view->is_demo = job->is_demo;
    view->kept_path = path;
    view->kept.at = kept.at;
    view->kept.count = kept.count;
    if (path.size > 0)
        offer_languages(job->arena, view);
    return view;
}

void staff_kept_at_door(struct job *job, const struct request *request, struct reply *reply)
{
    reply_staff_sign_in(reply, door(job, request->path,
                                    staff_kept_fields(job->arena, &request->fields)));
}

bool staff_kept_is_there(const struct request *request)
{
    return !request->wants_json && path_carried(request).size > 0;
}

static struct staff_sign_in_view *door_again(struct job *job, const struct request *request)
{
    struct str path = path_carried(request);
    struct staff_kept_fields kept = {0};
    if (path.size > 0)
        kept = fields_carried(job->arena, &request->fields);
    struct staff_sign_in_view *view = door(job, path, kept);
    view->to = url_ours(pairs_get(request->fields, "to"));
    return view;
}

void staff_kept_refused(struct job *job, const struct request *request, struct reply *reply,
                        struct problems *problems)
{
    reply_staff_sign_in_problems(reply, door_again(job, request), problems);
}

bool staff_kept_in_language(struct job *job, const struct request *request, struct reply *reply)
{
    struct str code = pairs_get(request->fields, "language");
    if (words_language(code) == language_count || !staff_kept_is_there(request))
        return false;
    struct staff_sign_in_view *view = door_again(job, request);
    view->user_name = pairs_get(request->fields, "user_name");
    reply->set_language = code;
    reply_staff_sign_in(reply, view);
    return true;
}

enum err staff_kept_show(struct job *job, const struct request *request, bool is_news,
                         struct reply *reply)
{
    struct staff_id staff;
    enum err err = session_left_by(job, request->session, &staff);
    if (err == OK && staff.value != job->asker.staff.value)
        err = ERR_NOT_FOUND;
    if (err != OK)
        return err;
    struct staff_kept_fields kept = fields_carried(job->arena, &request->fields);
    struct staff_kept_view *view = ARENA_NEW(job->arena, struct staff_kept_view);
    view->path = path_carried(request);
    view->fields.at = kept.at;
    view->fields.count = kept.count;
    view->is_news = is_news;
    reply_staff_kept(reply, view);
    return OK;
}
