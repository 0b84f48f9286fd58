#include "rooms/clock/clock_web.h"

#include "clock_all_page.h"
#include "clock_changes_page.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_step.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/decision/decision.h"
#include "web/form.h"
#include "web/words.h"
#include "words.h"

/* A clock whose day is this near is coloured as soon. */
enum { SOON_DAYS = 3 };

/* What the stylesheet calls it: "late", "soon", "met"; empty: as it is. */
static struct str style_of(const struct clock *clock)
{
    if (str_equal_c(clock->state, "overdue"))
        return STR("late");
    if (str_equal_c(clock->state, "met"))
        return STR("met");
    bool is_near = clock->is_alarm && clock->days_left >= 0 && clock->days_left <= SOON_DAYS;
    return is_near ? STR("soon") : STR_NONE;
}

static struct clock_line_view line_of(const struct clock *clock)
{
    return (struct clock_line_view){
        .rule = clock->rule,
        .title = clock->title,
        .effect = clock->law->effect,
        .state = clock->state,
        .style = style_of(clock),
        .started_on = clock->started_on,
        .due_on = clock->due_on,
        .due_at = clock->due_at,
        .not_before_on = clock->not_before_on,
        .closed_on = clock->closed_on,
        .days = clock->days_left < 0 ? -clock->days_left : clock->days_left,
        .hours = clock->hours_left < 0 ? -clock->hours_left : clock->hours_left,
        .part_gone = clock->part_gone,
        .is_silent = clock->is_silent,
    };
}

enum err clock_strip_view(struct job *job, struct person_id person,
                          struct clock_strip_view *out_strip)
{
    struct clocks clocks;
    enum err err = clock_running(job, person, &clocks);
    if (err != OK)
        return err;
    struct clock_line_view *lines = ARENA_MANY(job->arena, struct clock_line_view, clocks.count);
    for (size_t i = 0; i < clocks.count; i++)
        lines[i] = line_of(&clocks.at[i]);
    out_strip->ref = job->target.ref;
    out_strip->lines.at = lines;
    out_strip->lines.count = clocks.count;
    return OK;
}

/* ---- all of them, with their reasons ------------------------------------------------------- */

struct str clock_all_url(const struct job *job)
{
    return str_format(job->arena, "/people/%.*s/clocks", STR_ARGS(job->target.ref));
}

/* What the card shows in places of its own is not told again as a sentence. */
static bool has_own_place(enum law_sentence_pattern pattern)
{
    return pattern == LAW_SAYS_EFFECT || pattern == LAW_SAYS_SOURCE || pattern == LAW_SAYS_DOUBT;
}

static void tell(struct job *job, size_t language, const struct clock *clock,
                 struct clock_card_view *card)
{
    const struct law_explanation *why = clock->why;
    struct clock_sentence_view *sentences =
        ARENA_MANY(job->arena, struct clock_sentence_view, why->count + 1);
    struct str guess = clock_guess(job->arena, language, clock->computed);
    size_t count = 0;
    for (size_t i = 0; i < why->why_count; i++)
        sentences[count++].text = clock_sentence(job->arena, language, &why->sentences[i]);
    card->why.at = sentences;
    card->why.count = count;
    if (guess.size > 0)
        sentences[count++].text = guess;
    for (size_t i = why->why_count; i < why->count; i++)
        if (!has_own_place(why->sentences[i].pattern))
            sentences[count++].text = clock_sentence(job->arena, language, &why->sentences[i]);
    card->more.at = sentences + card->why.count;
    card->more.count = count - card->why.count;
}

struct clock_card_view clock_card_of(struct job *job, size_t language, const struct clock *clock)
{
    struct clock_card_view card = {
        .line = line_of(clock),
        .nations = clock_nation_codes(job->arena, clock->law),
        .grade = clock_grade_code(clock->law),
        .source = law_rule_source(job->arena, law_book(), clock->law),
        .doubt = clock->law->doubt,
        .clock = {clock->key},
    };
    tell(job, language, clock, &card);
    return card;
}

static void show_clocks(struct job *job, size_t language, const struct clocks *clocks,
                        struct clock_all_view *view)
{
    struct clock_card_view *cards = ARENA_MANY(job->arena, struct clock_card_view, clocks->count);
    size_t fact_count = 0; /* facts are sorted last */
    for (size_t i = 0; i < clocks->count; i++) {
        const struct clock *clock = &clocks->at[i];
        bool is_open = clock_step_kinds(job->arena, clock).count > 0;
        cards[i] = clock_card_of(job, language, clock);
        cards[i].may_step = view->may_write && is_open;
        fact_count += str_equal_c(clock->state, "fact");
    }
    view->clocks.at = cards;
    view->clocks.count = clocks->count - fact_count;
    view->facts.at = cards + view->clocks.count;
    view->facts.count = fact_count;
}

static enum err show_decisions(struct job *job, struct person_id person, struct instant known_at,
                               struct clock_all_view *view)
{
    struct decisions decisions;
    enum err err = decision_history_known(job, person, known_at, &decisions);
    if (err != OK)
        return err;
    struct clock_decision_line_view *lines =
        ARENA_MANY(job->arena, struct clock_decision_line_view, decisions.count);
    for (size_t i = 0; i < decisions.count; i++) {
        const struct decision *decision = &decisions.at[i];
        lines[i] = (struct clock_decision_line_view){
            .decision = decision->decision,
            .kind = decision->kind,
            .outcome = decision->outcome,
            .state = decision->state,
            .made_on = decision->made_on,
            .dated_on = decision->dated_on,
            .sent_on = decision->sent_on,
            .received_on = decision->received_on,
            .reasons_received_on = decision->reasons_received_on,
        };
    }
    view->decisions.at = lines;
    view->decisions.count = decisions.count;
    return OK;
}

static enum err show_happened(struct job *job, struct person_id person, struct instant known_at,
                              struct clock_all_view *view)
{
    struct clock_facts facts;
    enum err err = clock_fact_list(job, person, known_at, &facts);
    if (err != OK)
        return err;
    struct clock_fact_line_view *lines =
        ARENA_MANY(job->arena, struct clock_fact_line_view, facts.count);
    for (size_t i = 0; i < facts.count; i++)
        lines[i] = (struct clock_fact_line_view){
            .fact = {clock_fact_key(person, &facts.at[i])},
            .kind = facts.at[i].kind,
            .happened_at = facts.at[i].is_day ? INSTANT_NONE : facts.at[i].happened_at,
            .happened_on = date_in_london(facts.at[i].happened_at),
        };
    view->happened.at = lines;
    view->happened.count = facts.count;
    return OK;
}

static enum err show_steps(struct job *job, struct person_id person, struct instant known_at,
                           struct clock_all_view *view)
{
    struct clock_steps steps;
    enum err err = clock_step_list(job, person, known_at, true, &steps);
    if (err != OK)
        return err;
    struct clock_step_line_view *lines =
        ARENA_MANY(job->arena, struct clock_step_line_view, steps.count);
    for (size_t i = 0; i < steps.count; i++)
        lines[i] = (struct clock_step_line_view){
            .rule = steps.at[i].rule,
            .title = clock_title(steps.at[i].rule),
            .kind = steps.at[i].kind,
            .happened_on = steps.at[i].happened_on,
            .until_on = steps.at[i].until_on,
            .reason = steps.at[i].reason,
            .authority = steps.at[i].authority,
            .note = steps.at[i].note,
            .known_at = steps.at[i].known_at,
        };
    view->steps.at = lines;
    view->steps.count = steps.count;
    return OK;
}

static enum err show_moves(struct job *job, struct person_id person, struct instant known_at,
                           struct clock_all_view *view)
{
    struct clock_moves moves;
    enum err err = clock_move_list(job, person, known_at, &moves);
    if (err != OK)
        return err;
    struct clock_move_line_view *lines =
        ARENA_MANY(job->arena, struct clock_move_line_view, moves.count);
    for (size_t i = 0; i < moves.count; i++)
        lines[i] = clock_move_line_of(&moves.at[i]);
    view->moves.at = lines;
    view->moves.count = moves.count;
    return OK;
}

/* The last instant of the day that was asked for; INSTANT_NONE: as of now. */
static struct instant read_known_on(struct job *job, const struct request *request,
                                    struct problems *problems, struct date *out_known_on)
{
    struct clock_known_form form = {.known_on = DATE_NONE};
    struct date today = date_in_london(job->now);
    form_read(&shape_clock_known_form, request->query, problems, &form);
    if (date_is_some(form.known_on) && date_compare(form.known_on, today) > 0)
        problems_add(problems, STR("known_on"), WORD_clock_problem_future);
    if (problems->count > 0 || !date_is_some(form.known_on) ||
        date_compare(form.known_on, today) == 0)
        return INSTANT_NONE;
    *out_known_on = form.known_on;
    return instant_add_ms(london_midnight(date_add_days(form.known_on, 1)), -1);
}

enum err clock_all_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct person_id person = {job->target.id};
    struct clock_all_view *view = ARENA_NEW(job->arena, struct clock_all_view);
    struct problems *problems = problems_new(job->arena);
    struct clocks clocks;
    view->known_on = DATE_NONE;
    struct instant known_at = read_known_on(job, request, problems, &view->known_on);
    enum err err = clock_list_known(job, person, known_at, &clocks);
    if (err == OK)
        err = show_decisions(job, person, known_at, view);
    if (err == OK)
        err = show_happened(job, person, known_at, view);
    if (err == OK)
        err = show_steps(job, person, known_at, view);
    if (err == OK)
        err = show_moves(job, person, known_at, view);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->edition_on = law_book()->edition_on;
    view->may_write = !instant_is_some(known_at) &&
                      right_allows(job->asker.role, job->relations, RIGHT_decision_write);
    show_clocks(job, words_choose(request->languages), &clocks, view);
    if (problems->count == 0)
        reply_clock_all(reply, view);
    else
        reply_clock_all_problems(reply, view, problems);
    return problems_result(problems);
}

/* More than anybody argues about; the table has them all. */
enum { CHANGES_SHOWN = 100 };

enum err clock_changes_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct clock_changes_view *view = ARENA_NEW(job->arena, struct clock_changes_view);
    struct clock_changes changes;
    enum err err = clock_change_list(job, (struct person_id){job->target.id}, CHANGES_SHOWN,
                                     &changes);
    if (err != OK)
        return err;
    struct clock_change_line_view *lines =
        ARENA_MANY(job->arena, struct clock_change_line_view, changes.count);
    for (size_t i = 0; i < changes.count; i++)
        lines[i] = (struct clock_change_line_view){
            .known_at = changes.at[i].known_at,
            .rule = changes.at[i].rule,
            .title = clock_title(changes.at[i].rule),
            .state = changes.at[i].state,
            .due_on = changes.at[i].due_on,
            .due_at = changes.at[i].due_at,
            .not_before_on = changes.at[i].not_before_on,
            .closed_on = changes.at[i].closed_on,
        };
    view->ref = job->target.ref;
    view->changes.at = lines;
    view->changes.count = changes.count;
    reply_clock_changes(reply, view);
    return OK;
}
