#include "rooms/clock/clock_web.h"

#include "clock_all_page.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/decision/decision.h"
#include "web/words.h"

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

static struct str_list nations_of(struct arena *arena, const struct law_rule *rule)
{
    static const char *const codes[NATION_COUNT] = {"england", "wales", "scotland",
                                                    "northern_ireland"};
    struct str *nations = ARENA_MANY(arena, struct str, NATION_COUNT);
    size_t count = 0;
    for (int nation = 0; nation < NATION_COUNT; nation++)
        if (rule->nations & NATION_BIT(nation))
            nations[count++] = str_of(codes[nation]);
    return (struct str_list){nations, count};
}

static struct str grade_of(const struct law_rule *rule)
{
    return rule->grade == 'A' ? STR("a") : rule->grade == 'B' ? STR("b") : STR("c");
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

static void show_clocks(struct job *job, size_t language, const struct clocks *clocks,
                        struct clock_all_view *view)
{
    struct clock_card_view *cards = ARENA_MANY(job->arena, struct clock_card_view, clocks->count);
    size_t fact_count = 0; /* facts are sorted last */
    for (size_t i = 0; i < clocks->count; i++) {
        const struct clock *clock = &clocks->at[i];
        cards[i].line = line_of(clock);
        cards[i].nations = nations_of(job->arena, clock->law);
        cards[i].grade = grade_of(clock->law);
        cards[i].source = law_rule_source(job->arena, law_book_built_in(), clock->law);
        cards[i].doubt = clock->law->doubt;
        tell(job, language, clock, &cards[i]);
        fact_count += str_equal_c(clock->state, "fact");
    }
    view->clocks.at = cards;
    view->clocks.count = clocks->count - fact_count;
    view->facts.at = cards + view->clocks.count;
    view->facts.count = fact_count;
}

static enum err show_decisions(struct job *job, struct person_id person,
                               struct clock_all_view *view)
{
    struct decisions decisions;
    enum err err = decision_history(job, person, &decisions);
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

static enum err show_happened(struct job *job, struct person_id person, struct clock_all_view *view)
{
    struct clock_facts facts;
    enum err err = clock_fact_list(job, person, &facts);
    if (err != OK)
        return err;
    struct clock_fact_line_view *lines =
        ARENA_MANY(job->arena, struct clock_fact_line_view, facts.count);
    for (size_t i = 0; i < facts.count; i++)
        lines[i] = (struct clock_fact_line_view){
            .kind = facts.at[i].kind,
            .happened_at = facts.at[i].is_day ? INSTANT_NONE : facts.at[i].happened_at,
            .happened_on = date_in_london(facts.at[i].happened_at),
        };
    view->happened.at = lines;
    view->happened.count = facts.count;
    return OK;
}

enum err clock_all_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct person_id person = {job->target.id};
    struct clock_all_view *view = ARENA_NEW(job->arena, struct clock_all_view);
    struct clocks clocks;
    enum err err = clock_list(job, person, &clocks);
    if (err == OK)
        err = show_decisions(job, person, view);
    if (err == OK)
        err = show_happened(job, person, view);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->may_write = right_allows(job->asker.role, job->relations, RIGHT_decision_write);
    show_clocks(job, words_choose(request->languages), &clocks, view);
    reply_clock_all(reply, view);
    return OK;
}
