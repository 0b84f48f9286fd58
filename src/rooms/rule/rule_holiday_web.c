/* The bank holidays of one nation in one year. */
#include "rooms/rule/rule_web.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/rule/rule_words_web.h"
#include "rule_holidays_page.h"

static struct str url_of(struct arena *arena, struct str nation, int64_t year)
{
    if (year < HOLIDAY_YEAR_FIRST || year > HOLIDAY_YEAR_LAST)
        return STR_NONE;
    return str_format(arena, "/holidays/%.*s/%lld", STR_ARGS(nation), (long long)year);
}

enum err rule_holidays_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct rule_holidays_view *view = ARENA_NEW(job->arena, struct rule_holidays_view);
    enum law_nation nation;
    int64_t year;
    view->nation = request_path(request, "nation");
    if (!clock_nation_parse(view->nation, &nation) ||
        str_to_i64(request_path(request, "year"), &year) != OK ||
        url_of(job->arena, view->nation, year).size == 0)
        return ERR_NOT_FOUND;
    struct holiday holidays[HOLIDAYS_A_YEAR_MAX];
    size_t count =
        holidays_of_year(law_book()->holidays, nation, (int)year, holidays);
    struct rule_holiday_view *days = ARENA_MANY(job->arena, struct rule_holiday_view, count);
    for (size_t i = 0; i < count; i++)
        days[i] = (struct rule_holiday_view){holidays[i].on, holidays[i].name,
                                             holidays[i].is_substitute};
    view->year = str_format(job->arena, "%lld", (long long)year);
    view->number = (int64_t)count;
    view->previous = url_of(job->arena, view->nation, year - 1);
    view->next = url_of(job->arena, view->nation, year + 1);
    view->days.at = days;
    view->days.count = count;
    reply_rule_holidays(reply, view);
    return OK;
}
