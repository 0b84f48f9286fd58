#include "rooms/house/house_web.h"

#include "house_address_page.h"
#include "house_edit_page.h"
#include "house_view.h"
#include "law/list.h"
#include "rooms/house/house.h"
#include "void_end_page.h"
#include "void_new_page.h"
#include "web/form.h"
#include "web/words.h"
#include "words.h"

static struct house_id house_asked(const struct job *job)
{
    return (struct house_id){job->target.id};
}

/* Where every form of a house leads: to its page. */
static void lead_to_house(struct job *job)
{
    job->location = str_format(job->arena, "/houses/%.*s", STR_ARGS(job->target.ref));
}

static enum err alias_of(struct job *job, struct str *out_alias)
{
    struct house house;
    enum err err = house_get(job, house_asked(job), &house);
    if (err == OK)
        *out_alias = house.facts.alias;
    return err;
}

/* ---- the address ----------------------------------------------------------------------------- */

static enum err address_view(struct job *job, struct house_address_view **out_view)
{
    struct house_address_view *view = ARENA_NEW(job->arena, struct house_address_view);
    *view = (struct house_address_view){.ref = job->target.ref, .until_at = INSTANT_NONE};
    enum err err = alias_of(job, &view->alias);
    if (err == OK)
        *out_view = view;
    return err;
}

enum err house_address_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct house_address_view *view;
    enum err err = address_view(job, &view);
    if (err == OK)
        reply_house_address(reply, view);
    return err;
}

enum err house_address_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct house_address_form form = {0};
    struct house_address_view *view;
    form_read(&shape_house_address_form, request->fields, problems, &form);
    enum err err = address_view(job, &view);
    if (err != OK)
        return err;
    if (problems->count > 0) {
        reply_house_address_problems(reply, view, problems);
        return ERR_INVALID;
    }
    job->purpose = purpose_parse(form.purpose);
    err = house_reveal_address(job, house_asked(job), &view->address, &view->until_at);
    if (err == ERR_TOO_MANY) { /* no word of tries: who else can is what she must know */
        problems_add(problems, STR("purpose"), WORD_house_address_used_up);
        reply_house_address_problems(reply, view, problems);
        return ERR_CONFLICT;
    }
    if (err == ERR_INVALID && job->has_unreadable) { /* nor that something could be written anew */
        problems_add(problems, STR("purpose"), WORD_house_address_unreadable);
        reply_house_address_problems(reply, view, problems);
    }
    if (err != OK)
        return err;
    view->is_shown = true;
    view->purpose = form.purpose;
    reply_house_address(reply, view);
    reply->refresh = str_format(job->arena, "%d; url=/houses/%.*s/address", ADDRESS_MINUTES * 60,
                                STR_ARGS(job->target.ref));
    return OK;
}

/* ---- what it takes --------------------------------------------------------------------------- */

static struct str joined(struct arena *arena, struct str_list codes)
{
    struct buf text = buf_make(arena, 64);
    for (size_t i = 0; i < codes.count; i++) {
        if (i > 0)
            buf_add_char(&text, ',');
        buf_add(&text, codes.at[i]);
    }
    return buf_text(&text);
}

static bool has_code(struct str_list codes, const char *code)
{
    for (size_t i = 0; i < codes.count; i++)
        if (str_equal_c(codes.at[i], code))
            return true;
    return false;
}

static enum err edit_view(struct job *job, const struct request *request,
                          struct house_edit_view **out_view)
{
    struct house house;
    enum err err = house_get(job, house_asked(job), &house);
    if (err != OK)
        return err;
    struct house_edit_view *view = ARENA_NEW(job->arena, struct house_edit_view);
    *view = (struct house_edit_view){
        .ref = house.ref,
        .alias = house.facts.alias,
        .version = house.version,
        .takes = house_takes(job->arena, house.facts.takes_women, house.facts.takes_men,
                             house.facts.takes_mixed, house.facts.takes_families),
        .is_large_shared = house.facts.is_large_shared,
        .is_catered = house.facts.is_catered,
        .is_closed = house.facts.is_closed,
        .night_cover = house.facts.night_cover,
        .step_free = house.facts.step_free,
        .workers = house.facts.workers,
        .licence_persons = house.facts.licence_persons,
        .complex_places = house.facts.complex_places,
        .movable_cots = house.facts.movable_cots,
        .turnaround_days = house.facts.turnaround_days,
        .languages = list_names(job->arena, STR("language"), house.facts.languages,
                                words_choose_code(request->languages)),
        .specialisms = str_split(job->arena, house.facts.specialisms, ','),
    };
    *out_view = view;
    return OK;
}

enum err house_edit_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct house_edit_view *view;
    enum err err = edit_view(job, request, &view);
    if (err == OK)
        reply_house_edit(reply, view);
    return err;
}

/* "Tigrinya, Arabic" as "ti,ar", in the form's own place. */
static void read_languages(struct job *job, const struct request *request,
                           struct house_edit_form *form, struct problems *problems)
{
    struct str unknown;
    if (!list_read(job->arena, STR("language"), form->languages,
                   words_choose_code(request->languages), &form->languages, &unknown))
        problems_add_detail(problems, STR("languages"), WORD_list_language_unknown, unknown);
}

static void check_edit(const struct house_edit_form *form, struct problems *problems)
{
    bool has_kind = has_code(form->takes, "women") || has_code(form->takes, "men") ||
                    has_code(form->takes, "mixed");
    if (form->takes.count > 0 && !has_kind)
        problems_add(problems, STR("takes"), WORD_house_edit_takes_kind);
}

struct edit {
    const struct house_edit_form *form;
    struct house_facts facts;
};

static enum err edit_work(struct job *job, void *with)
{
    const struct edit *edit = with;
    lead_to_house(job);
    return house_change(job, house_asked(job), edit->form->version, &edit->facts);
}

static struct house_facts facts_typed(struct arena *arena, const struct house_edit_form *form)
{
    return (struct house_facts){
        .takes_women = has_code(form->takes, "women"),
        .takes_men = has_code(form->takes, "men"),
        .takes_mixed = has_code(form->takes, "mixed"),
        .takes_families = has_code(form->takes, "families"),
        .is_large_shared = form->is_large_shared,
        .is_catered = form->is_catered,
        .is_closed = form->is_closed,
        .night_cover = form->night_cover,
        .step_free = form->step_free,
        .workers = form->workers,
        .licence_persons = form->licence_persons,
        .complex_places = form->complex_places,
        .movable_cots = form->movable_cots,
        .turnaround_days = form->turnaround_days,
        .languages = form->languages,
        .specialisms = joined(arena, form->specialisms),
    };
}

/* A stale form comes back with what was typed, and saves when it is sent again. */
enum err house_edit_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct house_edit_form form = {0};
    struct house_edit_view *view;
    form_read(&shape_house_edit_form, request->fields, problems, &form);
    check_edit(&form, problems);
    read_languages(job, request, &form, problems);
    enum err err = edit_view(job, request, &view);
    if (err != OK)
        return err;
    if (problems->count == 0) {
        struct edit edit = {&form, facts_typed(job->arena, &form)};
        err = job_write(job, edit_work, &edit);
        if (err == ERR_CONFLICT)
            problems_add(problems, STR_NONE, WORD_error_stale_form);
        else if (err != OK)
            return err;
    }
    if (problems->count > 0) {
        reply_house_edit_problems(reply, view, problems);
        return ERR_INVALID;
    }
    reply_go(reply, job->location, WORD_notice_house_saved);
    return OK;
}

/* ---- rooms out of order ---------------------------------------------------------------------- */

static enum err void_new_view(struct job *job, const struct request *request,
                              struct void_new_view **out_view)
{
    struct room_id room;
    struct house_room found;
    if (id_parse(request_path(request, "room"), &room.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = house_room_get(job, house_asked(job), room, &found);
    struct void_new_view *view = ARENA_NEW(job->arena, struct void_new_view);
    if (err == OK)
        err = alias_of(job, &view->alias);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->room = room;
    view->room_name = found.name;
    view->from_on = date_in_london(job->now);
    *out_view = view;
    return OK;
}

enum err void_new_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct void_new_view *view;
    enum err err = void_new_view(job, request, &view);
    if (err == OK)
        reply_void_new(reply, view);
    return err;
}

static enum err void_new_work(struct job *job, void *with)
{
    struct void_id id;
    lead_to_house(job);
    return room_void_add(job, with, &id);
}

enum err void_new_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct void_new_form form = {0};
    struct void_new_view *view;
    form_read(&shape_void_new_form, request->fields, problems, &form);
    enum err err = void_new_view(job, request, &view);
    if (err != OK)
        return err;
    if (problems->count == 0) {
        struct void_new new_void = {view->room, form.from_on, form.expected_until_on, form.reason};
        err = job_write(job, void_new_work, &new_void);
        if (err == ERR_INVALID)
            problems_add(problems, STR("expected_until_on"), WORD_void_expected_early);
        else if (err == ERR_CONFLICT)
            problems_add(problems, STR("from_on"), WORD_void_conflict);
        else if (err != OK)
            return err;
    }
    if (problems->count > 0) {
        reply_void_new_problems(reply, view, problems);
        return ERR_INVALID;
    }
    reply_go(reply, job->location, WORD_notice_void_added);
    return OK;
}

static enum err void_end_view(struct job *job, const struct request *request,
                              struct void_end_view **out_view)
{
    struct void_id id;
    struct room_void found;
    if (id_parse(request_path(request, "void"), &id.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = room_void_get(job, id, &found);
    if (err == OK && found.house.value != job->target.id)
        err = ERR_NOT_FOUND;
    struct void_end_view *view = ARENA_NEW(job->arena, struct void_end_view);
    if (err == OK)
        err = alias_of(job, &view->alias);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->void_id = id;
    view->room_name = found.room_name;
    view->reason = found.reason;
    view->from_on = found.from_on;
    view->expected_until_on = found.expected_until_on;
    view->ended_on = date_in_london(job->now);
    *out_view = view;
    return OK;
}

enum err void_end_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct void_end_view *view;
    enum err err = void_end_view(job, request, &view);
    if (err == OK)
        reply_void_end(reply, view);
    return err;
}

struct void_ending {
    struct void_id id;
    struct date ended_on;
};

static enum err void_end_work(struct job *job, void *with)
{
    const struct void_ending *ending = with;
    lead_to_house(job);
    return room_void_end(job, ending->id, ending->ended_on);
}

enum err void_end_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct void_end_form form = {0};
    struct void_end_view *view;
    form_read(&shape_void_end_form, request->fields, problems, &form);
    enum err err = void_end_view(job, request, &view);
    if (err != OK)
        return err;
    if (problems->count == 0) {
        struct void_ending ending = {view->void_id, form.ended_on};
        err = job_write(job, void_end_work, &ending);
        if (err == ERR_INVALID)
            problems_add(problems, STR("ended_on"), WORD_void_ended_on_wrong);
        else if (err != OK)
            return err;
    }
    if (problems->count > 0) {
        reply_void_end_problems(reply, view, problems);
        return ERR_INVALID;
    }
    reply_go(reply, job->location, WORD_notice_void_ended);
    return OK;
}
