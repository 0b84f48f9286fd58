#include "rooms/record/record_web.h"

#include <stdlib.h>

#include "contact_sql.h"
#include "guard/tie.h"
#include "law/area.h"
#include "law/list.h"
#include "record_page.h"
#include "record_sql.h"
#include "record_view.h"
#include "rooms/clock/clock_web.h"
#include "rooms/contact/contact.h"
#include "rooms/decision/decision.h"
#include "rooms/household/household.h"
#include "rooms/person/person.h"
#include "rooms/placement/placement_after.h"
#include "web/words.h"

enum { NOTES = 20, EVENTS_A_STAY = 4 };

/* What one page is made of, gathered before it is shown. */
struct gathered {
    struct job *job;
    struct opening opening;
    struct person person;
    struct household_id household; /* 0: none */
    struct household_members members; /* who live together now, herself among them */
    struct person *people; /* the others of them whose record the asker may read */
    size_t people_count;
    struct record_stays_rows stays;
    struct contacts contacts;
    struct decisions decisions;
    struct record_view *view;
};

static bool may(const struct job *job, enum right right)
{
    return right_allows(job->asker.role, job->relations, right);
}

/* 'ti:speaks+reads,am:speaks', the names in the reader's language. */
static void show_languages(struct gathered *gathered, size_t reader)
{
    struct job *job = gathered->job;
    struct str_list spoken = str_split(job->arena, gathered->person.facts.languages, ',');
    struct record_language_view *lines =
        ARENA_MANY(job->arena, struct record_language_view, spoken.count);
    for (size_t i = 0; i < spoken.count; i++) {
        struct str abilities = spoken.at[i];
        struct str code = str_cut(&abilities, ':');
        lines[i].name =
            str_made_of(code, list_name(job->arena, STR("language"), code,
                                        language_table[reader].code));
        lines[i].abilities = str_split(job->arena, abilities, '+');
    }
    gathered->view->languages.at = lines;
    gathered->view->languages.count = spoken.count;
}

static void show_person(struct gathered *gathered)
{
    const struct person *person = &gathered->person;
    struct job *job = gathered->job;
    struct record_view *view = gathered->view;
    int least, most;
    person_age(person->facts.born, date_in_london(job->now), &least, &most);
    view->ref = person->ref;
    view->called = person_called(person);
    view->kind = person->facts.kind;
    view->is_presumed_child = person->is_presumed_child;
    view->least_age = least;
    view->most_age = most;
    view->is_birth_unreadable = str_is_unreadable(person->facts.born);
    view->feels_safe = str_split(job->arena, person->facts.feels_safe, ',');
    view->helps = person->facts.helps;
    view->may_write = may(job, RIGHT_person_write);
    view->may_note = may(job, RIGHT_note_write);
    view->may_decide = may(job, RIGHT_decision_write);
    view->may_read_referral = may(job, RIGHT_referral_read);
    view->may_read_money = may(job, RIGHT_money_read);
    view->may_read_move_on = may(job, RIGHT_move_on_read);
    view->may_read_looked = may(job, RIGHT_looked_read);
    view->may_read_documents = may(job, RIGHT_document_read);
    view->may_read_releases = may(job, RIGHT_release_read);
    view->may_read_case = may(job, RIGHT_case_read);
    view->may_flag = may(job, RIGHT_conflict_write);
    view->may_read_kept = may(job, RIGHT_retention_read);
}

/* ---- household ------------------------------------------------------------------------------- */

/* Who lives with her now: those of them whose record the asker may read. Of the others there is
 * only that they are there. */
static enum err ask_members(struct gathered *gathered)
{
    struct job *job = gathered->job;
    size_t count = gathered->members.count, readable = 0;
    struct record_id *records = ARENA_MANY(job->arena, struct record_id, count);
    for (size_t i = 0, others = 0; i < gathered->members.count; i++)
        if (gathered->members.at[i].person.value != job->target.id)
            records[others++].value = gathered->members.at[i].person.value;
    count -= count > 0 ? 1 : 0; /* herself */
    enum err err = tie_filter(job, RIGHT_person_read, records, count, &readable);
    if (err != OK)
        return err;
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, readable);
    for (size_t i = 0; i < readable; i++) {
        ids[i].value = records[i].value;
        job_audit(job, VERB_read, RECORD_person, records[i].value);
    }
    gathered->people = ARENA_MANY(job->arena, struct person, readable);
    gathered->people_count = readable;
    return person_ask(&gathered->opening, PERSON_CALLED, ids, readable, gathered->people);
}

/* All that is sealed on the page: what is under her own key first, then the others'. */
static enum err ask_all(struct gathered *gathered)
{
    struct job *job = gathered->job;
    struct person_id target = {job->target.id};
    enum err err = person_ask(&gathered->opening, PERSON_CARE, &target, 1, &gathered->person);
    if (err == OK)
        err = contact_ask(&gathered->opening, target, NOTES, &gathered->contacts);
    if (err == OK)
        err = household_now(job, target, &gathered->household, &gathered->members);
    return err == OK ? ask_members(gathered) : err;
}

static const struct person *person_of(const struct gathered *gathered, struct person_id id)
{
    if (gathered->person.person.value == id.value)
        return &gathered->person;
    for (size_t i = 0; i < gathered->people_count; i++)
        if (gathered->people[i].person.value == id.value)
            return &gathered->people[i];
    return NULL;
}

static void show_members(struct gathered *gathered)
{
    struct job *job = gathered->job;
    size_t count = gathered->members.count;
    struct record_member_view *lines = ARENA_MANY(job->arena, struct record_member_view, count);
    for (size_t i = 0; i < count; i++) {
        const struct person *person = person_of(gathered, gathered->members.at[i].person);
        lines[i].relation = gathered->members.at[i].relation;
        if (person == NULL)
            continue;
        int least, most;
        person_age(person->facts.born, date_in_london(job->now), &least, &most);
        lines[i].ref = person->ref;
        lines[i].called = person_called(person);
        lines[i].kind = person->facts.kind;
        lines[i].least_age = least;
        lines[i].most_age = most;
        lines[i].may_read = true;
    }
    gathered->view->members.at = lines;
    gathered->view->members.count = count;
}

static enum err show_referrals(struct gathered *gathered)
{
    struct job *job = gathered->job;
    struct record_referrals_rows rows;
    if (!may(job, RIGHT_referral_read))
        return OK;
    enum err err = sql_record_referrals(job->db, job->arena, &(struct record_referrals_in){
        .household = gathered->household,
        .relations = right_relations(job->asker.role, RIGHT_referral_read),
        .staff = job->asker.staff,
        .now = job->now,
    }, &rows);
    if (err != OK)
        return err;
    struct record_referral_view *lines =
        ARENA_MANY(job->arena, struct record_referral_view, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        lines[i] = (struct record_referral_view){rows.at[i].ref, rows.at[i].state,
                                                 rows.at[i].created_at};
    gathered->view->referrals.at = lines;
    gathered->view->referrals.count = rows.count;
    return OK;
}

static struct str area_name(struct str code)
{
    const struct area *area = area_find(code);
    return area ? area->name : code;
}

/* The stay that counts now: the newest that is live. */
static enum err show_stay(struct gathered *gathered)
{
    struct job *job = gathered->job;
    struct record_view *view = gathered->view;
    enum err err = sql_record_stays(job->db, job->arena, &(struct record_stays_in){
        .household = gathered->household,
        .relations = right_relations(job->asker.role, RIGHT_placement_read),
        .staff = job->asker.staff,
        .now = job->now,
    }, &gathered->stays);
    for (size_t i = 0; i < gathered->stays.count && err == OK; i++) {
        const struct record_stays_row *stay = &gathered->stays.at[i];
        if (!str_equal_c(stay->state, "held") && !str_equal_c(stay->state, "offered") &&
            !str_equal_c(stay->state, "accepted") && !str_equal_c(stay->state, "arrived"))
            continue;
        view->stay_state = stay->state;
        view->stay_alias = stay->alias;
        view->stay_area = area_name(stay->area);
        view->stay_room = stay->room_name;
        view->stay_placement = stay->placement;
        view->is_stay_warned = stay->is_warned;
        break;
    }
    return err;
}

static enum err show_household(struct gathered *gathered)
{
    if (gathered->household.value == 0)
        return OK;
    enum err err = show_referrals(gathered);
    return err == OK ? show_stay(gathered) : err;
}

static enum err show_follow_ups(struct gathered *gathered)
{
    struct job *job = gathered->job;
    struct follow_up_open_list_rows rows;
    enum err err =
        sql_follow_up_open_list(job->db, job->arena, gathered->person.person, &rows);
    if (err != OK)
        return err;
    struct record_follow_up_view *lines =
        ARENA_MANY(job->arena, struct record_follow_up_view, rows.count);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        if (str_equal_c(rows.at[i].kind, "move_on")) { /* they have a page of their own */
            gathered->view->move_on_steps++;
            continue;
        }
        lines[count++] = (struct record_follow_up_view){
            .follow_up = rows.at[i].follow_up,
            .kind = rows.at[i].kind,
            .due_at = rows.at[i].due_at,
            .is_late = rows.at[i].due_at.ms < job->now.ms,
        };
    }
    gathered->view->follow_ups.at = lines;
    gathered->view->follow_ups.count = count;
    return OK;
}

/* After a departure: who goes on reading, and until when. */
static enum err show_readers(struct gathered *gathered)
{
    struct job *job = gathered->job;
    struct placement_readers readers;
    if (gathered->view->stay_state.size > 0)
        return OK;
    enum err err = placement_after_readers(
        job, (struct record_id){gathered->person.person.value}, &readers);
    if (err != OK)
        return err;
    struct record_reader_view *lines =
        ARENA_MANY(job->arena, struct record_reader_view, readers.count);
    for (size_t i = 0; i < readers.count; i++)
        lines[i] = (struct record_reader_view){str_of(relation_name(readers.at[i].relation)),
                                               readers.at[i].name, readers.at[i].until_at};
    gathered->view->readers.at = lines;
    gathered->view->readers.count = readers.count;
    return OK;
}

/* ---- what happened --------------------------------------------------------------------------- */

struct events {
    struct record_event_view *at;
    size_t count;
};

static void add_event(struct events *events, struct instant at, int title, struct str detail,
                      struct str by)
{
    if (instant_is_some(at))
        events->at[events->count++] = (struct record_event_view){at, title, detail, by};
}

static void add_stays(struct events *events, struct gathered *gathered)
{
    for (size_t i = 0; i < gathered->stays.count; i++) {
        const struct record_stays_row *stay = &gathered->stays.at[i];
        struct str where = str_format(gathered->job->arena, "%.*s (%.*s)", STR_ARGS(stay->alias),
                                      STR_ARGS(area_name(stay->area)));
        add_event(events, stay->held_at, WORD_record_event_held, where, STR_NONE);
        add_event(events, stay->offered_at, WORD_record_event_offered, where, STR_NONE);
        add_event(events, stay->arrived_at, WORD_record_event_arrived, where, STR_NONE);
        add_event(events, stay->departed_at, WORD_record_event_departed, where, STR_NONE);
    }
}

static int decision_title(const struct decision *decision)
{
    bool is_positive = str_equal_c(decision->outcome, "positive");
    if (str_equal_c(decision->kind, "reasonable_grounds"))
        return is_positive ? WORD_record_event_rg_positive : WORD_record_event_rg_negative;
    if (str_equal_c(decision->kind, "conclusive_grounds"))
        return is_positive ? WORD_record_event_cg_positive : WORD_record_event_cg_negative;
    return WORD_record_event_reconsideration;
}

static int newest_first(const void *a, const void *b)
{
    const struct record_event_view *left = a, *right = b;
    return left->at.ms < right->at.ms ? 1 : left->at.ms > right->at.ms ? -1 : 0;
}

static void show_events(struct gathered *gathered)
{
    struct job *job = gathered->job;
    size_t room = gathered->contacts.count + gathered->decisions.count +
                  EVENTS_A_STAY * gathered->stays.count;
    struct events events = {ARENA_MANY(job->arena, struct record_event_view, room), 0};
    for (size_t i = 0; i < gathered->contacts.count; i++) {
        const struct contact *contact = &gathered->contacts.at[i];
        const struct code *kind = code_find(&codes_contact_kind, contact->kind);
        add_event(&events, contact->at, kind ? kind->word : WORD_contact_kind_event, contact->text,
                  contact->staff_name);
    }
    for (size_t i = 0; i < gathered->decisions.count; i++)
        add_event(&events, gathered->decisions.at[i].recorded_at,
                  decision_title(&gathered->decisions.at[i]), STR_NONE, STR_NONE);
    add_stays(&events, gathered);
    qsort(events.at, events.count, sizeof(*events.at), newest_first);
    gathered->view->events.at = events.at;
    gathered->view->events.count = events.count;
}

/* What was, and what the law says: nothing that care needs in the hour of an emergency. */
static enum err read_case(struct gathered *gathered)
{
    struct job *job = gathered->job;
    struct person_id person = {job->target.id};
    enum err err = show_readers(gathered);
    if (err == OK)
        err = clock_strip_view(job, person, &gathered->view->clocks);
    return err == OK ? decision_list(job, person, &gathered->decisions) : err;
}

static enum err read_all(struct gathered *gathered)
{
    enum err err = ask_all(gathered);
    if (err == OK)
        err = show_household(gathered);
    if (err == OK)
        err = show_follow_ups(gathered);
    return err == OK && may(gathered->job, RIGHT_case_read) ? read_case(gathered) : err;
}

enum err record_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct gathered gathered = {.job = job,
                                .opening = opening_make_readable(job),
                                .view = ARENA_NEW(job->arena, struct record_view)};
    enum err err = read_all(&gathered);
    if (err == OK)
        err = opening_open_last(&gathered.opening);
    if (err != OK)
        return err;
    show_person(&gathered);
    show_languages(&gathered, words_choose(request->languages));
    show_members(&gathered);
    if (gathered.view->may_read_case)
        show_events(&gathered);
    reply_record(reply, gathered.view);
    return OK;
}
