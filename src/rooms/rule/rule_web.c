#include "rooms/rule/rule_web.h"

#include "rooms/rule/rule.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/rule/rule_words_web.h"
#include "rule_list_page.h"
#include "web/form.h"
#include "web/words.h"

/* A day asks for the law of that day; without one every rule is shown. */
static bool is_wanted(const struct law_rule *rule, const struct rule_filter_form *filter)
{
    enum law_nation nation;
    if (clock_nation_parse(filter->nation, &nation) && !(rule->nations & NATION_BIT(nation)))
        return false;
    return !date_is_some(filter->on) ||
           str_equal_c(rule_standing(rule, filter->on), "in_force");
}

/* The rules in the book's order, each into the group of its subject. */
static void fill_groups(struct arena *arena, size_t language,
                        const struct rule_filter_form *filter, struct date on,
                        struct rule_group_view *groups)
{
    const struct law_book *book = law_book();
    struct rule_line_view *lines = ARENA_MANY(arena, struct rule_line_view, book->rule_count);
    struct str *subjects = ARENA_MANY(arena, struct str, book->rule_count);
    for (size_t k = 0; k < book->rule_count; k++)
        subjects[k] = rule_subject(&book->rules[k]);
    for (size_t i = 0; i < codes_rule_subject.count; i++) {
        groups[i].subject = str_of(codes_rule_subject.codes[i].code);
        groups[i].rules.at = lines;
        for (size_t k = 0; k < book->rule_count; k++) {
            const struct law_rule *rule = &book->rules[k];
            if (str_equal(subjects[k], groups[i].subject) && is_wanted(rule, filter))
                lines[groups[i].rules.count++] = rule_line(arena, language, rule, on);
        }
        lines += groups[i].rules.count;
    }
}

static void show_groups(struct arena *arena, size_t language,
                        const struct rule_filter_form *filter, struct rule_list_view *view)
{
    size_t count = codes_rule_subject.count;
    struct rule_group_view *groups = ARENA_MANY(arena, struct rule_group_view, count);
    struct date on = date_is_some(filter->on) ? filter->on : view->today;
    fill_groups(arena, language, filter, on, groups);
    for (size_t i = 0; i < count; i++) {
        view->number += (int64_t)groups[i].rules.count;
        if (groups[i].rules.count > 0)
            groups[view->groups.count++] = groups[i];
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
