/* The law in force in this Haven, and its silent rules, for the administrator. */
#include "clock_law_page.h"
#include "law/book.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_switch.h"
#include "rooms/clock/clock_web.h"
#include "rooms/clock/clock_words_web.h"
#include "web/form.h"
#include "words.h"

static const struct clock_switch *switch_of(const struct clock_switches *switches, struct str rule)
{
    for (size_t i = 0; i < switches->count; i++)
        if (str_equal(switches->at[i].rule, rule))
            return &switches->at[i];
    return NULL;
}

static struct clock_switch_line_view line_of(struct arena *arena, const struct law_rule *rule,
                                             const struct clock_switch *last)
{
    struct clock_switch_line_view line = {
        .rule = rule->rule,
        .title = clock_title(rule->rule),
        .effect = rule->effect,
        .source = law_rule_source(arena, law_book(), rule),
        .doubt = rule->doubt,
        .grade = clock_grade_code(rule),
        .is_proposal = rule->is_proposal,
        .changed_at = INSTANT_NONE,
    };
    if (last != NULL) {
        line.is_on = last->is_on;
        line.staff_name = last->staff_name;
        line.changed_at = last->known_at;
    }
    return line;
}

static void show_rules(struct arena *arena, const struct clock_switches *switches,
                       struct clock_law_view *view)
{
    const struct law_book *book = law_book();
    struct clock_switch_line_view *lines =
        ARENA_MANY(arena, struct clock_switch_line_view, book->rule_count);
    size_t count = 0;
    for (size_t i = 0; i < book->rule_count; i++) {
        const struct law_rule *rule = &book->rules[i];
        if (law_rule_is_silent(rule) && law_rule_is_countable(rule))
            lines[count++] = line_of(arena, rule, switch_of(switches, rule->rule));
    }
    view->rules.at = lines;
    view->rules.count = count;
}

static void show_edition(struct arena *arena, struct clock_law_view *view)
{
    const struct law_book *book = law_book();
    struct clock_laid_line_view *laid =
        ARENA_MANY(arena, struct clock_laid_line_view, book->laid_count);
    for (size_t i = 0; i < book->laid_count; i++)
        laid[i] = (struct clock_laid_line_view){book->laid[i].file, book->laid[i].edition_on};
    view->edition_on = book->edition_on;
    view->built_in_on = book->built_in_edition_on;
    view->digest = law_book_digest(arena, book);
    view->laid.at = laid;
    view->laid.count = book->laid_count;
}

enum err clock_law_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct clock_law_view *view = ARENA_NEW(job->arena, struct clock_law_view);
    struct clock_switches switches;
    enum err err = clock_switch_list(job, INSTANT_NONE, &switches);
    int64_t left = 0;
    if (err == OK)
        err = clock_recompute_left(job, &left);
    if (err != OK)
        return err;
    view->is_catching_up = left > 0; /* not how many: that would count people */
    show_edition(job->arena, view);
    show_rules(job->arena, &switches, view);
    reply_clock_law(reply, view);
    return OK;
}

enum err clock_switch_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct clock_switch_form form = {0};
    form_read(&shape_clock_switch_form, request->fields, problems, &form);
    job->location = STR("/settings/law");
    enum err err = problems_result(problems);
    if (err == OK)
        err = clock_switch_set(job, form.rule, form.is_on);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_clock_switch_saved);
    return err;
}
