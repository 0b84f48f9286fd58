#include "rooms/person/person_web.h"

#include "law/list.h"
#include "person_edit_page.h"
#include "person_people_page.h"
#include "person_view.h"
#include "rooms/person/person.h"
#include "rooms/person/person_spoken.h"
#include "web/form.h"
#include "web/words.h"
#include "words.h"

enum { HITS = 20 };

static enum err show_hits(struct job *job, const struct person_match *matches, size_t count,
                          struct person_people_view *view)
{
    struct person *people = ARENA_MANY(job->arena, struct person, count);
    struct person_hit_view *hits = ARENA_MANY(job->arena, struct person_hit_view, count);
    enum err err = person_read_matches(job, PERSON_CALLED, matches, count, people);
    if (err != OK)
        return err;
    for (size_t i = 0; i < count; i++) {
        int least, most;
        person_age(people[i].facts.born, date_in_london(job->now), &least, &most);
        hits[i] = (struct person_hit_view){
            .ref = people[i].ref,
            .called = person_called(&people[i]),
            .kind = people[i].facts.kind,
            .least_age = least,
            .most_age = most,
            .is_strong = matches[i].score >= NAMES_STRONG,
        };
    }
    view->hits.at = hits;
    view->hits.count = count;
    return OK;
}

static enum err find_people(struct job *job, const struct person_search_form *form,
                            struct person_people_view *view)
{
    struct person_match matches[HITS];
    size_t count;
    int year = form->birth_year == INTEGER_NONE ? 0 : (int)form->birth_year;
    enum err err = person_search(job, &(struct person_query){form->text, form->phone, year},
                                 matches, HITS, &count, &view->has_hidden);
    if (err != OK)
        return err;
    job_audit(job, VERB_searched, RECORD_person, 0);
    err = show_hits(job, matches, count, view);
    return err == OK ? job_audit_commit(job) : err;
}

enum err people_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct person_people_view *view = ARENA_NEW(job->arena, struct person_people_view);
    view->birth_year = INTEGER_NONE;
    view->may_ask_cold = right_opens(job->asker.role, RIGHT_cold_ask);
    reply_person_people(reply, view);
    return OK;
}

enum err people_search_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct person_search_form form = {0};
    struct person_people_view *view = ARENA_NEW(job->arena, struct person_people_view);
    form_read(&shape_person_search_form, request->fields, problems, &form);
    view->text = form.text;
    view->phone = form.phone;
    view->birth_year = form.birth_year;
    view->may_ask_cold = right_opens(job->asker.role, RIGHT_cold_ask);
    if (problems->count == 0 && form.text.size == 0 && form.phone.size == 0)
        problems_add(problems, STR("text"), WORD_people_nothing_asked);
    if (problems->count > 0) {
        reply_person_people_problems(reply, view, problems);
        return ERR_INVALID;
    }
    view->is_asked = true;
    enum err err = find_people(job, &form, view);
    if (err == OK)
        reply_person_people(reply, view);
    return err;
}

/* ---- who somebody is ------------------------------------------------------------------------- */

/* The form has one field for each kind of name; further names of a kind stay as they are. NULL: she
 * has none. */
static const struct person_name *first_name(const struct person_facts *facts, struct str kind)
{
    for (size_t i = 0; i < facts->name_count; i++)
        if (str_equal(facts->names[i].kind, kind))
            return &facts->names[i];
    return NULL;
}

static struct str first_text(const struct person_facts *facts, struct str kind)
{
    const struct person_name *name = first_name(facts, kind);
    return name == NULL ? STR_NONE : name->text;
}

struct str person_birth_text(struct arena *arena, size_t language, struct str born)
{
    struct date date;
    if (date_parse(born, &date) == OK)
        return word_date(arena, language, DATE_LONG, (struct wall_time){.date = date});
    if (born.size != sizeof("1998-04") - 1 ||
        date_parse(str_format(arena, "%.*s-01", STR_ARGS(born)), &date) != OK)
        return born;
    return word_date(arena, language, DATE_MONTH, (struct wall_time){.date = date});
}

/* Of codes that were taken out of a fact. */
static struct str names_of(struct job *job, const char *list, struct str fact, struct str codes,
                           const char *language)
{
    return str_made_of(fact, list_names(job->arena, str_of(list), codes, language));
}

static struct person_edit_view *edit_view(struct job *job, const struct request *request,
                                          const struct person *person)
{
    const char *language = words_choose_code(request->languages);
    const struct person_facts *facts = &person->facts;
    struct person_edit_view *view = ARENA_NEW(job->arena, struct person_edit_view);
    struct person_name_line_view *names =
        ARENA_MANY(job->arena, struct person_name_line_view, codes_name_kind.count);
    for (size_t i = 0; i < codes_name_kind.count; i++) {
        struct str kind = str_of(codes_name_kind.codes[i].code);
        names[i] = (struct person_name_line_view){(int64_t)i + 1, kind, first_text(facts, kind)};
    }
    *view = (struct person_edit_view){
        .ref = person->ref,
        .version = person->version,
        .names = {names, codes_name_kind.count},
        .called = facts->called,
        .kind = facts->kind,
        .born = str_made_of(facts->born, person_birth_typed(job->arena, facts->born)),
        .birth_state = facts->birth_state,
        .gender = facts->gender,
        .nationality = names_of(job, "country", facts->nationality, facts->nationality, language),
        .languages = names_of(job, "language", facts->languages,
                              person_languages_spoken(job->arena, facts->languages), language),
        .reads = names_of(job, "language", facts->languages,
                          person_languages_read(job->arena, facts->languages), language),
        .feels_safe = str_split(job->arena, facts->feels_safe, ','),
        .helps = facts->helps,
    };
    if (request->wants_json) { /* a program reads it as the record keeps it, and sends it so */
        view->born = facts->born;
        view->nationality = facts->nationality;
        view->languages = facts->languages;
    }
    if (facts->phone_count > 0) {
        view->phone = facts->phones[0].number;
        view->phone_note = facts->phones[0].note;
        view->phone_may_call = facts->phones[0].may_call;
        view->phone_may_text = facts->phones[0].may_text;
        view->phone_may_leave_voicemail = facts->phones[0].may_leave_voicemail;
    }
    return view;
}

enum err person_edit_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct person person;
    enum err err = person_get_readable(job, (struct person_id){job->target.id}, &person);
    if (err == OK)
        reply_person_edit(reply, edit_view(job, request, &person));
    return err;
}

/* The names of the form, then those of the record that the form has no field for. A field that was
 * left empty leaves a name that cannot be read. */
static void merge_names(struct job *job, const struct person_edit_form *form,
                        const struct person_facts *before, struct person_facts *facts)
{
    const struct person_name typed[] = {
        {.kind = STR("given"), .text = form->given},
        {.kind = STR("alias"), .text = form->alias},
        {.kind = STR("document"), .text = form->document},
        {.kind = STR("spelling"), .text = form->spelling},
    };
    size_t room = COUNT_OF(typed) + before->name_count;
    struct person_name *names = ARENA_MANY(job->arena, struct person_name, room);
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(typed); i++) {
        const struct person_name *first = first_name(before, typed[i].kind);
        if (typed[i].text.size > 0)
            names[count++] = typed[i];
        else if (first != NULL && str_is_unreadable(first->text))
            names[count++] = *first;
    }
    for (size_t i = 0; i < before->name_count; i++)
        if (&before->names[i] != first_name(before, before->names[i].kind))
            names[count++] = before->names[i];
    facts->names = names;
    facts->name_count = count;
}

static void merge_phones(struct job *job, const struct person_edit_form *form,
                         const struct person_facts *before, struct person_facts *facts)
{
    struct person_phone *phones =
        ARENA_MANY(job->arena, struct person_phone, before->phone_count + 1);
    size_t count = 0;
    struct person_phone first = before->phone_count > 0 ? before->phones[0]
                                                        : (struct person_phone){0};
    first.number = str_left_of(first.number, form->phone);
    first.note = str_left_of(first.note, form->phone_note);
    first.may_call = form->phone_may_call;
    first.may_text = form->phone_may_text;
    first.may_leave_voicemail = form->phone_may_leave_voicemail;
    if (first.number.size > 0 || str_is_unreadable(first.number))
        phones[count++] = first;
    for (size_t i = 1; i < before->phone_count; i++)
        phones[count++] = before->phones[i];
    facts->phones = phones;
    facts->phone_count = count;
}

static struct person_facts facts_of(struct job *job, const struct person_edit_form *form,
                                    const struct person_facts *before)
{
    struct person_facts facts = *before;
    struct str languages = person_languages_join(job->arena, form->languages, form->reads,
                                                 before->languages);
    facts.called = str_left_of(before->called, form->called);
    facts.kind = form->kind;
    facts.born = str_left_of(before->born, form->born);
    facts.birth_state = form->birth_state;
    facts.gender = str_left_of(before->gender, form->gender);
    facts.nationality = str_left_of(before->nationality, form->nationality);
    facts.languages = str_left_of(before->languages, languages);
    facts.feels_safe = str_left_of(before->feels_safe,
                                   str_join(job->arena, form->feels_safe, ','));
    facts.helps = str_left_of(before->helps, form->helps);
    merge_names(job, form, before, &facts);
    merge_phones(job, form, before, &facts);
    return facts;
}

/* Names of countries and languages as codes, in the form's own places. A program may send them as
 * the record keeps them. */
static void read_names(struct job *job, const struct request *request,
                       struct person_edit_form *form, struct problems *problems)
{
    const char *language = words_choose_code(request->languages);
    struct str reads = person_languages_read(job->arena, form->languages);
    if (form->reads.size == 0 && reads.size > 0)
        form->reads = reads;
    form->languages = person_languages_spoken(job->arena, form->languages);
    struct {
        const char *field, *list;
        struct str *value;
        int word;
    } typed[] = {
        {"nationality", "country", &form->nationality, WORD_list_country_unknown},
        {"languages", "language", &form->languages, WORD_list_language_unknown},
        {"reads", "language", &form->reads, WORD_list_language_unknown},
    };
    for (size_t i = 0; i < COUNT_OF(typed); i++) {
        struct str unknown;
        if (!list_read(job->arena, str_of(typed[i].list), *typed[i].value, language,
                       typed[i].value, &unknown))
            problems_add_detail(problems, str_of(typed[i].field), typed[i].word, unknown);
    }
}

enum err person_edit_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct person_edit_form form = {0};
    struct person person;
    enum err err = person_get_readable(job, (struct person_id){job->target.id}, &person);
    if (err != OK)
        return err;
    form_read(&shape_person_edit_form, request->fields, problems, &form);
    if (!person_birth_read(job->arena, form.born, &form.born))
        problems_add(problems, STR("born"), WORD_person_born_problem);
    read_names(job, request, &form, problems);
    if (problems->count > 0) {
        reply_person_edit_problems(reply, edit_view(job, request, &person), problems);
        return ERR_INVALID;
    }
    job->location = str_format(job->arena, "/people/%.*s", STR_ARGS(person.ref));
    struct person_facts facts = facts_of(job, &form, &person.facts);
    err = person_change(job, person.person, form.version, &facts);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_person_saved);
    return err;
}
