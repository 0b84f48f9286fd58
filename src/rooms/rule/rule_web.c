#include "rooms/rule/rule_web.h"

#include "rooms/rule/rule.h"
#include "rooms/rule/rule_words_web.h"
#include "rule_list_page.h"
#include "web/form.h"
#include "web/words.h"

/* A day asks for the law of that day; without one every rule is shown. */
static bool is_wanted(const struct law_rule *rule, const struct rule_filter_form *filter)
{
    enum law_nation nation;
    if (rule_nation(filter->nation, &nation) && !(rule->nations & NATION_BIT(nation)))
        return false;
    return !date_is_some(filter->on) ||
           str_equal_c(rule_standing(rule, filter->on), "in_force");
}

/* The rules of one subject that are wanted, in the book's order. */
static struct rule_group_view group_of(struct arena *arena, size_t language, struct str subject,
                                       const struct rule_filter_form *filter, struct date on)
{
    const struct law_book *book = law_book_built_in();
    struct rule_line_view *lines = ARENA_MANY(arena, struct rule_line_view, book->rule_count);
    struct rule_group_view group = {.subject = subject};
    for (size_t i = 0; i < book->rule_count; i++)
        if (str_equal(rule_subject(&book->rules[i]), subject) &&
            is_wanted(&book->rules[i], filter))
            lines[group.rules.count++] = rule_line(arena, language, &book->rules[i], on);
    group.rules.at = lines;
    return group;
}

static void show_groups(struct arena *arena, size_t language,
                        const struct rule_filter_form *filter, struct rule_list_view *view)
{
    const struct code_list *subjects = &codes_rule_subject;
    struct rule_group_view *groups = ARENA_MANY(arena, struct rule_group_view, subjects->count);
    struct date on = date_is_some(filter->on) ? filter->on : view->today;
    for (size_t i = 0; i < subjects->count; i++) {
        struct rule_group_view group =
            group_of(arena, language, str_of(subjects->codes[i].code), filter, on);
        view->number += (int64_t)group.rules.count;
        if (group.rules.count > 0)
            groups[view->groups.count++] = group;
    }
    view->groups.at = groups;
}

enum err rule_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct rule_filter_form filter = {0};
    form_read(&shape_rule_filter_form, request->query, problems, &filter);
    struct rule_list_view *view = ARENA_NEW(job->arena, struct rule_list_view);
    view->nation = filter.nation;
    view->on = filter.on;
    view->today = date_in_london(job->now);
    view->year = date_parts(view->today).year;
    if (problems->count > 0) {
        reply_rule_list_problems(reply, view, problems);
        return ERR_INVALID;
    }
    show_groups(job->arena, words_choose(request->languages), &filter, view);
    reply_rule_list(reply, view);
    return OK;
}
