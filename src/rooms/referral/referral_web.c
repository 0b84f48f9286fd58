#include "rooms/referral/referral_web.h"

#include "guard/tie.h"
#include "referral_new_page.h"
#include "referral_people_page.h"
#include "referral_show_page.h"
#include "referral_unable_page.h"
#include "referral_view.h"
#include "rooms/document/document.h"
#include "rooms/household/household.h"
#include "rooms/referral/referral_desk.h"
#include "web/form.h"
#include "web/words.h"

enum { MATCHES_LIMIT = 10 };

/* ---- what a page begins with ----------------------------------------------------------------- */

struct str referral_called(const struct person *person)
{
    struct str called = person_called(person);
    return called.size > 0 ? called : person->ref;
}

/* The person of the referral first, then who lives with her now. */
static enum err ask_people(struct opening *opening, struct referral_desk *desk)
{
    struct job *job = opening->job;
    struct household_members members;
    enum err err = household_members(job, desk->referral.household, &members);
    if (err != OK)
        return err;
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, members.count + 1);
    desk->relations = ARENA_MANY(job->arena, struct str, members.count + 1);
    size_t count = 0;
    ids[count] = desk->referral.person;
    desk->relations[count++] = STR("head");
    for (size_t i = 0; i < members.count; i++) {
        const struct household_member *member = &members.at[i];
        if (instant_is_some(member->until_at) ||
            member->person.value == desk->referral.person.value)
            continue;
        ids[count] = member->person;
        desk->relations[count++] = member->relation;
    }
    desk->people = ARENA_MANY(job->arena, struct person, count);
    desk->person_count = count;
    return person_ask(opening, PERSON_WHOLE, ids, count, desk->people);
}

enum err referral_desk_read(struct job *job, struct referral_desk *out_desk)
{
    struct referral_desk desk = {0};
    struct opening opening = opening_make(job);
    struct referral_id referral = {job->target.id};
    enum err err = referral_get(job, referral, &desk.referral);
    if (err == OK)
        err = referral_ask_answers(&opening, referral, &desk.answers);
    if (err == OK)
        err = ask_people(&opening, &desk);
    if (err == OK)
        err = opening_open(&opening);
    if (err == OK)
        *out_desk = desk;
    return err;
}

static bool is_kind(const struct person *person, const char *kind)
{
    return str_equal_c(person->facts.kind, kind);
}

struct referral_people referral_desk_children(struct arena *arena,
                                              const struct referral_desk *desk)
{
    struct person_id *children = ARENA_MANY(arena, struct person_id, desk->person_count);
    size_t count = 0;
    for (size_t i = 1; i < desk->person_count; i++)
        if (is_kind(&desk->people[i], "child"))
            children[count++] = desk->people[i].person;
    return (struct referral_people){children, count};
}

static struct str url(struct job *job, struct str ref, const char *rest)
{
    return str_format(job->arena, "/referrals/%.*s%s", STR_ARGS(ref), rest);
}

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
    for (size_t i = 0; i < person->facts.name_count; i++)
        buf_format(&out, "%s%.*s", i > 0 ? ", " : "", STR_ARGS(person->facts.names[i].text));
    return buf_text(&out);
}

/* Who was found is shown by name, and each of them stands in the log. */
static enum err fill_matches(struct job *job, const struct person_match *matches, size_t count,
                             struct referral_new_view *view)
{
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, count);
    struct person *people = ARENA_MANY(job->arena, struct person, count);
    struct referral_match_view *rows = ARENA_MANY(job->arena, struct referral_match_view, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = matches[i].person;
    enum err err = count == 0 ? OK : person_get_many(job, PERSON_WHOLE, ids, count, people);
    if (err != OK)
        return err;
    for (size_t i = 0; i < count; i++) {
        job_audit(job, VERB_matched, RECORD_person, ids[i].value);
        rows[i] = (struct referral_match_view){
            .ref = people[i].ref,
            .called = referral_called(&people[i]),
            .born = people[i].facts.born,
            .names = names_of(job->arena, &people[i]),
        };
    }
    view->matches.at = rows;
    view->matches.count = count;
    return OK;
}

static enum err find_matches(struct job *job, const struct referral_search_form *form,
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
    return fill_matches(job, matches, count, view);
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
    enum err err = find_matches(job, &form, view);
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
        *name = (struct person_name){STR("given"), form->name};
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
        reply_go(reply, url(job, ref, form.is_tonight ? "/tonight" : ""),
                 WORD_notice_referral_started);
    return err;
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

static const struct person *person_of(const struct referral_desk *desk, struct person_id person)
{
    for (size_t i = 0; i < desk->person_count; i++)
        if (desk->people[i].person.value == person.value)
            return &desk->people[i];
    return NULL;
}

static void fill_gaps(struct job *job, const struct referral_desk *desk,
                      const struct referral_gaps *gaps, struct referral_show_view *view)
{
    struct referral_gap_view *rows =
        ARENA_MANY(job->arena, struct referral_gap_view, gaps->count);
    for (size_t i = 0; i < gaps->count; i++) {
        const struct referral_gap *gap = &gaps->at[i];
        const struct person *child = gap->person.value ? person_of(desk, gap->person) : NULL;
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

static struct referral_member_view *members_view(struct job *job,
                                                 const struct referral_desk *desk)
{
    struct referral_member_view *members =
        ARENA_MANY(job->arena, struct referral_member_view, desk->person_count);
    for (size_t i = 0; i < desk->person_count; i++) {
        const struct person *person = &desk->people[i];
        job_audit(job, VERB_read, RECORD_person, person->person.value);
        members[i] = (struct referral_member_view){
            .ref = person->ref,
            .called = referral_called(person),
            .kind = person->facts.kind,
            .relation = desk->relations[i],
            .born = person->facts.born,
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
    view->people.at = members_view(job, &desk);
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

static struct referral_people_view *people_view(struct job *job, const struct referral_desk *desk)
{
    struct referral_people_view *view = ARENA_NEW(job->arena, struct referral_people_view);
    view->ref = desk->referral.ref;
    view->members.at = members_view(job, desk);
    view->members.count = desk->person_count;
    return view;
}

enum err referral_people_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    if (err == OK)
        reply_referral_people(reply, people_view(job, &desk));
    return err;
}

/* "12 4 2022" or "4 2022" or "2022", as the record keeps it; false when it is none of them. */
static bool read_birth(struct arena *arena, struct str typed, struct str *out_born)
{
    int64_t parts[3] = {0};
    size_t count = 0;
    struct str rest = str_trim(typed);
    struct date date;
    *out_born = rest;
    if (rest.size == 0 || date_parse(rest, &date) == OK)
        return true;
    while (rest.size > 0 && count < COUNT_OF(parts))
        if (str_to_i64(str_cut(&rest, str_find(rest, '/', 0) != SIZE_MAX ? '/' : ' '),
                       &parts[count++]) != OK)
            return false;
    int64_t year = parts[count - 1], month = count > 1 ? parts[count - 2] : 1;
    struct date_parts made = {(int)year, (int)month, count > 2 ? (int)parts[0] : 1};
    if (rest.size > 0 || year < 1900 || year > 2100 || month < 1 || month > 12 ||
        date_make(made, &date) != OK)
        return false;
    *out_born = str_slice(date_text(arena, date), 0, count == 3 ? 10 : count == 2 ? 7 : 4);
    return true;
}

static void check_person(struct job *job, const struct referral_person_form *form,
                         struct problems *problems, struct str *out_born)
{
    if (!read_birth(job->arena, form->born, out_born))
        problems_add(problems, STR("born"), WORD_error_not_a_date);
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
        reply_referral_people_problems(reply, people_view(job, &desk), problems);
        return ERR_INVALID;
    }
    struct person_name name = {STR("given"), form.name};
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
