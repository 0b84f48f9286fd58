/* referral_new_web.c - a call begins: search before a record is made, then one is. */
#include "guard/tie.h"
#include "referral_new_page.h"
#include "referral_view.h"
#include "rooms/person/person_web.h"
#include "rooms/referral/referral_desk.h"
#include "rooms/referral/referral_web.h"
#include "web/form.h"
#include "web/words.h"

enum { MATCHES_LIMIT = 10 };

/* ---- search before create -------------------------------------------------------------------- */

static struct referral_new_view *new_view(struct job *job)
{
    struct referral_new_view *view = ARENA_NEW(job->arena, struct referral_new_view);
    view->birth_year = INTEGER_NONE;
    return view;
}

enum err referral_new_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_referral_new(reply, new_view(job));
    return OK;
}

static struct str names_of(struct arena *arena, const struct person *person)
{
    struct buf out = buf_make(arena, 64);
    bool is_unreadable = false;
    for (size_t i = 0; i < person->facts.name_count; i++) {
        struct str name = person->facts.names[i].text;
        is_unreadable |= str_is_unreadable(name);
        if (name.size > 0)
            buf_format(&out, "%s%.*s", out.size > 0 ? ", " : "", STR_ARGS(name));
    }
    return is_unreadable && out.size == 0 ? STR_UNREADABLE : buf_text(&out);
}

static enum err fill_matches(struct job *job, size_t language,
                             const struct person_match *matches, size_t count,
                             struct referral_new_view *view)
{
    struct person *people = ARENA_MANY(job->arena, struct person, count);
    struct referral_match_view *rows = ARENA_MANY(job->arena, struct referral_match_view, count);
    enum err err = person_read_matches(job, PERSON_WHOLE, matches, count, people);
    if (err != OK)
        return err;
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct referral_match_view){
            .ref = people[i].ref,
            .called = referral_called(&people[i]),
            .born = people[i].facts.born,
            .born_shown = person_birth_text(job->arena, language, people[i].facts.born),
            .names = names_of(job->arena, &people[i]),
        };
    view->matches.at = rows;
    view->matches.count = count;
    return OK;
}

static enum err find_matches(struct job *job, size_t language,
                             const struct referral_search_form *form,
                             struct referral_new_view *view)
{
    struct person_match matches[MATCHES_LIMIT];
    size_t count;
    bool has_hidden;
    enum err err = person_search(job, &(struct person_query){
        .text = form->name,
        .phone = form->phone,
        .birth_year = form->birth_year == INTEGER_NONE ? 0 : (int)form->birth_year,
    }, matches, MATCHES_LIMIT, &count, &has_hidden);
    if (err != OK)
        return err;
    view->is_searched = true;
    view->has_hidden = has_hidden;
    return fill_matches(job, language, matches, count, view);
}

/* A search is sent as a form, so that no name stands in an address, a history or a log. */
enum err referral_search_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct referral_search_form form = {0};
    struct referral_new_view *view = new_view(job);
    form_read(&shape_referral_search_form, request->fields, problems, &form);
    view->name = form.name;
    view->phone = form.phone;
    view->birth_year = form.birth_year;
    bool is_unreadable =
        problems_of(problems, STR("name")) != NULL || problems_of(problems, STR("phone")) != NULL;
    if (!is_unreadable && form.name.size == 0 && form.phone.size == 0)
        problems_add(problems, STR("name"), WORD_referral_search_empty);
    if (problems->count > 0) {
        reply_referral_new_problems(reply, view, problems);
        return ERR_INVALID;
    }
    job_audit(job, VERB_searched, RECORD_person, 0);
    enum err err = find_matches(job, words_choose(request->languages), &form, view);
    if (err == OK)
        err = job_audit_commit(job);
    if (err == OK)
        reply_referral_new(reply, view);
    return err;
}

/* ---- starting -------------------------------------------------------------------------------- */

static struct person_facts typed_facts(struct job *job, const struct referral_start_form *form)
{
    struct person_facts facts = {0};
    if (form->name.size > 0) {
        struct person_name *name = ARENA_NEW(job->arena, struct person_name);
        *name = (struct person_name){.kind = STR("given"), .text = form->name};
        facts.names = name;
        facts.name_count = 1;
    }
    if (form->phone.size > 0) {
        struct person_phone *phone = ARENA_NEW(job->arena, struct person_phone);
        phone->number = form->phone; /* no way of using it is safe until somebody says so */
        facts.phones = phone;
        facts.phone_count = 1;
    }
    if (form->birth_year != INTEGER_NONE)
        facts.born = str_format(job->arena, "%lld", (long long)form->birth_year);
    return facts;
}

/* Only for whom the asker may read. */
static enum err chosen_person(struct job *job, struct str ref, struct person_id *out_person)
{
    struct person_id person;
    if (ref.size == 0)
        return OK;
    enum err err = person_find_ref(job->db, job->arena, ref, &person);
    if (err == OK)
        err = tie_check(job, (struct record_id){person.value}, RIGHT_person_read);
    if (err == OK)
        *out_person = person;
    return err;
}

enum err referral_new_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct referral_start_form form = {0};
    struct referral_new start = {.needed_at = INSTANT_NONE};
    struct referral_id referral;
    struct str ref;
    form_read(&shape_referral_start_form, request->fields, problems, &form);
    if (problems->count > 0) {
        struct referral_new_view *view = new_view(job);
        reply_referral_new_problems(reply, view, problems);
        return ERR_INVALID;
    }
    enum err err = chosen_person(job, form.person, &start.person);
    if (err != OK)
        return err;
    start.facts = typed_facts(job, &form);
    start.is_tonight = form.is_tonight;
    err = referral_start(job, &start, &referral, &ref);
    if (err == OK)
        reply_go(reply,
                 str_format(job->arena, "/referrals/%.*s%s", STR_ARGS(ref),
                            form.is_tonight ? "/tonight" : ""),
                 WORD_notice_referral_started);
    return err;
}
