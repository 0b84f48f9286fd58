/* What if: the form of facts, and the clocks that follow from them beside those of today. */
#include "rooms/rule/rule_what_if.h"

#include "rooms/clock/clock.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/rule/rule.h"
#include "rooms/rule/rule_web.h"
#include "rooms/rule/rule_words_web.h"
#include "rule_what_if_page.h"
#include "web/form.h"
#include "web/words.h"

/* Rows that can be sent; of them empty ones that the form offers. */
enum { ROWS_MOST = 40, ROWS_FREE = 3 };

/* One question: who asks what, and in which language. */
struct asking {
    struct job *job;
    size_t language;
    struct law_case known; /* of the person; count 0 where none is meant */
    bool has_person;
    struct rule_what_if_view *view;
};

static enum law_nation nation_now(const struct asking *asking)
{
    return law_nation_on(&asking->known, date_in_london(asking->job->now));
}

/* ---- the form -------------------------------------------------------------------------------- */

static void list_options(struct asking *asking)
{
    const struct law_book *book = law_book();
    struct arena *arena = asking->job->arena;
    struct rule_option_view *options =
        ARENA_MANY(arena, struct rule_option_view, book->event_count);
    for (size_t i = 0; i < book->event_count; i++)
        options[i] = (struct rule_option_view){book->events[i].code,
                                               clock_event_text(arena, asking->language, i)};
    asking->view->options.at = options;
    asking->view->options.count = book->event_count;
}

static struct rule_given_view given_of(struct arena *arena, const struct law_fact *fact,
                                       int64_t number)
{
    struct rule_given_view given = {
        .number = number,
        .event = fact->event,
        .made_on = date_text(arena, fact->on[LAW_MADE]),
        .dated_on = date_text(arena, fact->on[LAW_DATED]),
        .sent_on = date_text(arena, fact->on[LAW_SENT]),
        .received_on = date_text(arena, fact->on[LAW_RECEIVED]),
        .reasons_received_on = date_text(arena, fact->on[LAW_REASONS_RECEIVED]),
    };
    if (fact->superseded_by != LAW_FACT_STANDS)
        given.replaced_by = str_format(arena, "%zu", fact->superseded_by + 1);
    given.has_more = given.dated_on.size + given.sent_on.size + given.received_on.size +
                     given.reasons_received_on.size > 0;
    return given;
}

/* The facts, and some rows for more. */
static void list_given(struct asking *asking, const struct law_case *facts)
{
    struct arena *arena = asking->job->arena;
    size_t count = facts->count + ROWS_FREE < ROWS_MOST ? facts->count + ROWS_FREE : ROWS_MOST;
    const struct law_fact none = {.on = {DATE_NONE, DATE_NONE, DATE_NONE, DATE_NONE, DATE_NONE},
                                  .superseded_by = LAW_FACT_STANDS};
    struct rule_given_view *given = ARENA_MANY(arena, struct rule_given_view, count);
    for (size_t i = 0; i < count; i++)
        given[i] = given_of(arena, i < facts->count ? &facts->facts[i] : &none, (int64_t)i + 1);
    asking->view->given.at = given;
    asking->view->given.count = count;
    asking->view->nation =
        clock_nation_code(law_nation_on(facts, date_in_london(asking->job->now)));
}

/* ---- reading it ------------------------------------------------------------------------------ */

/* The fields of one row by the names that the form's shape has. */
static struct pairs row_fields(struct arena *arena, struct pairs fields, size_t number)
{
    struct str suffix = str_format(arena, "-%zu", number);
    struct pair *row = ARENA_MANY(arena, struct pair, fields.count);
    size_t count = 0;
    for (size_t i = 0; i < fields.count; i++) {
        struct str name = fields.at[i].name;
        if (str_ends(name, suffix))
            row[count++] = (struct pair){str_slice(name, 0, name.size - suffix.size),
                                         fields.at[i].value};
    }
    return (struct pairs){row, count};
}

static void check_row(const struct rule_given_form *row, struct problems *problems)
{
    bool has_day = date_is_some(row->made_on) || date_is_some(row->dated_on) ||
                   date_is_some(row->sent_on) || date_is_some(row->received_on);
    bool is_known = law_event_find(law_book(), row->event) != LAW_EVENT_NONE;
    if (row->event.size > 0 && !is_known)
        problems_add(problems, STR("event"), WORD_rule_problem_event);
    else if (row->event.size > 0 && !has_day && problems->count == 0)
        problems_add(problems, STR("made_on"), WORD_rule_problem_day);
    else if (row->event.size == 0 && has_day)
        problems_add(problems, STR("event"), WORD_rule_problem_what);
}

/* The row as a fact. Of a known thing that is moved to another day the hour stays. */
static struct law_fact fact_of(const struct asking *asking, const struct rule_given_form *row,
                               size_t number)
{
    struct law_fact fact = law_fact_on(row->event, row->made_on);
    fact.id = (int64_t)number;
    fact.on[LAW_DATED] = row->dated_on;
    fact.on[LAW_SENT] = row->sent_on;
    fact.on[LAW_RECEIVED] = row->received_on;
    fact.on[LAW_REASONS_RECEIVED] = row->reasons_received_on;
    if (number > asking->known.count)
        return fact;
    const struct law_fact *known = &asking->known.facts[number - 1];
    if (str_equal(known->event, row->event) && instant_is_some(known->at) &&
        date_is_some(row->made_on)) {
        int64_t days = row->made_on.days - known->on[LAW_MADE].days;
        fact.at = instant_add_ms(known->at, days * MS_PER_DAY);
    }
    return fact;
}

/* What people did to her clocks, as far as the things are there that started them; a thing's id is
 * its place among the known ones. */
static struct law_steps steps_on(struct arena *arena, const struct law_case *known,
                                 const struct law_fact *facts, size_t count)
{
    struct law_step *steps = ARENA_MANY(arena, struct law_step, known->steps.count);
    struct law_steps kept = {steps, 0};
    for (size_t i = 0; i < known->steps.count; i++)
        for (size_t k = 0; k < count; k++)
            if (facts[k].id == (int64_t)known->steps.at[i].trigger + 1) {
                steps[kept.count] = known->steps.at[i];
                steps[kept.count++].trigger = k;
            }
    return kept;
}

/* Rows that were sent become facts; each keeps its number as its id. What one row says takes the
 * place of another is found again when all are there. */
static struct law_case read_rows(struct asking *asking, struct pairs fields,
                                 struct problems *problems)
{
    struct arena *arena = asking->job->arena;
    struct law_fact *facts = ARENA_MANY(arena, struct law_fact, ROWS_MOST);
    int64_t replaced_by[ROWS_MOST];
    size_t count = 0;
    for (size_t number = 1; number <= ROWS_MOST; number++) {
        struct rule_given_form row = {0};
        struct problems found = problems_make(arena);
        form_read(&shape_rule_given_form, row_fields(arena, fields, number), &found, &row);
        check_row(&row, &found);
        for (size_t i = 0; i < found.count; i++)
            problems_add_detail(problems,
                                str_format(arena, "%.*s-%zu", STR_ARGS(found.items[i].field),
                                           number),
                                found.items[i].word, found.items[i].detail);
        if (row.event.size == 0)
            continue;
        facts[count] = fact_of(asking, &row, number);
        replaced_by[count++] = row.replaced_by;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            if (k != i && facts[k].id == replaced_by[i])
                facts[i].superseded_by = k;
    struct law_case supposed = asking->known;
    supposed.facts = facts;
    supposed.count = count;
    supposed.steps = steps_on(arena, &asking->known, facts, count);
    return supposed;
}

/* Where she is now, she came by her moves; anywhere else is meant as from the beginning. */
static bool suppose_nation(const struct asking *asking, struct str code, struct law_case *supposed)
{
    enum law_nation nation;
    if (code.size == 0)
        return true;
    if (!clock_nation_parse(code, &nation))
        return false;
    if (nation == nation_now(asking))
        return true;
    supposed->nation = nation;
    supposed->moves = NULL;
    supposed->move_count = 0;
    return true;
}

/* ---- what follows ---------------------------------------------------------------------------- */

static struct rule_day_view day_of(const struct law_clock *clock)
{
    struct rule_day_view day = {STR("none"), DATE_NONE, INSTANT_NONE};
    if (clock == NULL)
        return day;
    if (clock->state != LAW_CLOCK_RUNS)
        return (struct rule_day_view){law_state_code(clock->state), clock->closed_on,
                                      INSTANT_NONE};
    if (clock->due.kind == LAW_DUE_OPEN)
        return (struct rule_day_view){STR("open"), clock->due.period_on, INSTANT_NONE};
    if (clock->due.kind == LAW_DUE_AT)
        return (struct rule_day_view){STR("at"), clock->due.due_on, clock->due.due_at};
    return (struct rule_day_view){STR("on"), clock->due.due_on, INSTANT_NONE};
}

static void tell_why(const struct asking *asking, const struct law_clock *clock,
                     struct rule_outcome_view *outcome)
{
    struct arena *arena = asking->job->arena;
    struct law_explanation why = law_explain_clock(arena, law_book(), clock);
    struct str guess = clock_guess(arena, asking->language, clock);
    struct clock_sentence_view *sentences =
        ARENA_MANY(arena, struct clock_sentence_view, why.why_count + 1);
    size_t count = 0;
    for (; count < why.why_count; count++)
        sentences[count].text = clock_sentence(arena, asking->language, &why.sentences[count]);
    if (guess.size > 0)
        sentences[count++].text = guess;
    outcome->why.at = sentences;
    outcome->why.count = count;
}

static struct rule_outcome_view outcome_of(const struct asking *asking,
                                           const struct rule_pair *pair)
{
    const struct law_rule *rule = pair->then ? pair->then->rule : pair->now->rule;
    struct rule_outcome_view outcome = {
        .rule = rule->rule,
        .title = clock_title(rule->rule),
        .effect = rule->effect,
        .meaning = law_meaning_code(rule->meaning),
        .now = day_of(pair->now),
        .then = day_of(pair->then),
        .is_changed = pair->is_changed,
    };
    if (pair->then != NULL && pair->then->state != LAW_CLOCK_FACT)
        tell_why(asking, pair->then, &outcome);
    return outcome;
}

static void answer(struct asking *asking, const struct law_case *supposed)
{
    struct arena *arena = asking->job->arena;
    struct rule_pairs pairs =
        rule_what_if(arena, asking->has_person ? &asking->known : NULL, supposed);
    struct rule_outcome_view *outcomes = ARENA_MANY(arena, struct rule_outcome_view, pairs.count);
    for (size_t i = 0; i < pairs.count; i++)
        outcomes[i] = outcome_of(asking, &pairs.at[i]);
    asking->view->has_asked = true;
    asking->view->changed = (int64_t)pairs.changed;
    asking->view->outcomes.at = outcomes;
    asking->view->outcomes.count = pairs.count;
}

/* Reads the fields and answers them, or says what is wrong with them. */
static enum err ask(struct asking *asking, struct pairs fields, struct reply *reply)
{
    struct problems *problems = problems_new(asking->job->arena);
    struct rule_what_if_form form = {0};
    form_read(&shape_rule_what_if_form, fields, problems, &form);
    struct law_case supposed = read_rows(asking, fields, problems);
    if (!suppose_nation(asking, form.nation, &supposed))
        return ERR_MALFORMED; /* a code that is on the list has been read */
    list_given(asking, &supposed);
    if (problems->count > 0) {
        reply_rule_what_if_problems(reply, asking->view, problems);
        return ERR_INVALID;
    }
    answer(asking, &supposed);
    reply_rule_what_if(reply, asking->view);
    return OK;
}

/* ---- the three ways of asking ---------------------------------------------------------------- */

static struct asking begin(struct job *job, const struct request *request)
{
    struct asking asking = {
        .job = job,
        .language = words_choose(request->languages),
        .view = ARENA_NEW(job->arena, struct rule_what_if_view),
    };
    asking.view->title = WORD_rule_what_if_title;
    list_options(&asking);
    return asking;
}

enum err rule_what_if_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct asking asking = begin(job, request);
    if (pairs_has(request->query, "nation"))
        return ask(&asking, request->query, reply);
    list_given(&asking, &asking.known);
    reply_rule_what_if(reply, asking.view);
    return OK;
}

static enum err begin_for_person(struct job *job, const struct request *request,
                                 struct asking *out_asking)
{
    struct asking asking = begin(job, request);
    asking.has_person = true;
    asking.view->ref = job->target.ref;
    asking.view->title = WORD_rule_what_if_title_person;
    enum err err = rule_known(job, (struct person_id){job->target.id}, &asking.known);
    if (err == OK)
        *out_asking = asking;
    return err;
}

enum err rule_what_if_person_show(struct job *job, const struct request *request,
                                  struct reply *reply)
{
    struct asking asking;
    enum err err = begin_for_person(job, request, &asking);
    if (err != OK)
        return err;
    list_given(&asking, &asking.known);
    reply_rule_what_if(reply, asking.view);
    return OK;
}

enum err rule_what_if_person_do(struct job *job, const struct request *request,
                                struct reply *reply)
{
    struct asking asking;
    enum err err = begin_for_person(job, request, &asking);
    return err == OK ? ask(&asking, request->fields, reply) : err;
}
