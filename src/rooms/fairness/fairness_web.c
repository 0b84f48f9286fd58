#include "rooms/fairness/fairness_web.h"

#include "fairness_page.h"
#include "fairness_view.h"
#include "guard/statistic.h"
#include "rooms/fairness/fairness.h"
#include "words.h"

enum { HOURS_A_DAY = 24, KEPT_BACK = -1 };

/* One row of numbers with what of them is kept back. */
struct cells {
    const int64_t *numbers;
    const bool *is_hidden;
};

static struct cells cells_of(const struct fairness_table *table, size_t stratum, size_t party)
{
    return (struct cells){table->number[stratum][party], table->is_hidden[stratum][party]};
}

static int64_t told(struct cells cells, enum fairness_figure figure)
{
    return cells.is_hidden[figure] ? KEPT_BACK : cells.numbers[figure];
}

/* Half a day and more is a day. */
static int64_t days_told(struct cells cells, enum fairness_figure figure)
{
    int64_t hours = told(cells, figure);
    return hours < 0 ? KEPT_BACK : (hours + HOURS_A_DAY / 2) / HOURS_A_DAY;
}

static struct fairness_share_view share_told(struct cells cells, enum fairness_figure part,
                                             enum fairness_figure of)
{
    if (cells.is_hidden[part] || cells.is_hidden[of])
        return (struct fairness_share_view){.is_hidden = true};
    struct fairness_share share = fairness_share_of(cells.numbers[part], cells.numbers[of]);
    return (struct fairness_share_view){
        .number = share.number,
        .of = share.of,
        .percent = share.percent,
        .low = share.low,
        .high = share.high,
    };
}

/* Does a group's interval leave out the share of everyone with the same need? */
static void compare(struct fairness_share_view *share, const struct fairness_share_view *everyone)
{
    bool is_told = !share->is_hidden && !everyone->is_hidden && share->of > 0;
    share->differs = is_told && (everyone->percent < share->low || everyone->percent > share->high);
}

/* A question that only one party answers needs no heading of its own. */
static bool is_headed(size_t party)
{
    enum fairness_question question = fairness_question_of[party];
    bool is_first = party == 0 || fairness_question_of[party - 1] != question;
    bool is_last = party + 1 == FAIRNESS_PARTIES || fairness_question_of[party + 1] != question;
    return is_first && !is_last;
}

static struct fairness_row_view row_of(const struct fairness_table *table, size_t stratum,
                                       size_t party)
{
    struct cells cells = cells_of(table, stratum, party);
    enum fairness_question question = fairness_question_of[party];
    return (struct fairness_row_view){
        .is_headed = is_headed(party),
        .question = str_of(fairness_question_names[question]),
        .party = str_of(fairness_party_names[party]),
        .referred = told(cells, FAIRNESS_FIGURE_referred),
        .placed = share_told(cells, FAIRNESS_FIGURE_placed, FAIRNESS_FIGURE_referred),
        .day = share_told(cells, FAIRNESS_FIGURE_placed_24h, FAIRNESS_FIGURE_due_24h),
        .week = share_told(cells, FAIRNESS_FIGURE_placed_7d, FAIRNESS_FIGURE_due_7d),
        .month = share_told(cells, FAIRNESS_FIGURE_placed_30d, FAIRNESS_FIGURE_due_30d),
        .wait_days = days_told(cells, FAIRNESS_FIGURE_wait_median_hours),
        .wait_low_days = days_told(cells, FAIRNESS_FIGURE_wait_low_hours),
        .wait_high_days = days_told(cells, FAIRNESS_FIGURE_wait_high_hours),
        .wait_90_days = days_told(cells, FAIRNESS_FIGURE_wait_90_hours),
        .house_no = told(cells, FAIRNESS_FIGURE_house_no),
        .own_no = told(cells, FAIRNESS_FIGURE_own_no),
        .wish_same = told(cells, FAIRNESS_FIGURE_wish_same),
        .wish_beside = told(cells, FAIRNESS_FIGURE_wish_beside),
        .wish_region = told(cells, FAIRNESS_FIGURE_wish_region),
        .wish_far = told(cells, FAIRNESS_FIGURE_wish_far),
        .moved = told(cells, FAIRNESS_FIGURE_moved),
        .waiting = told(cells, FAIRNESS_FIGURE_waiting),
        .waiting_none = share_told(cells, FAIRNESS_FIGURE_waiting_none, FAIRNESS_FIGURE_waiting),
        .suitable_median = told(cells, FAIRNESS_FIGURE_suitable_median),
    };
}

static void fill_rows(struct arena *arena, const struct fairness_table *table, size_t stratum,
                      struct fairness_view *view)
{
    struct fairness_row_view *rows = ARENA_MANY(arena, struct fairness_row_view, FAIRNESS_PARTIES);
    for (size_t party = 0; party < FAIRNESS_PARTIES; party++) {
        rows[party] = row_of(table, stratum, party);
        compare(&rows[party].day, &rows[0].day);
        compare(&rows[party].week, &rows[0].week);
        compare(&rows[party].month, &rows[0].month);
        compare(&rows[party].waiting_none, &rows[0].waiting_none);
    }
    view->rows.at = rows;
    view->rows.count = FAIRNESS_PARTIES;
}

/* The three figures of the report, over all needs. */
static void fill_anchors(const struct fairness_table *table, struct fairness_view *view)
{
    const size_t all = FAIRNESS_STRATUM_all;
    view->women = share_told(cells_of(table, all, FAIRNESS_PARTY_women), FAIRNESS_FIGURE_placed,
                             FAIRNESS_FIGURE_referred);
    view->everyone = share_told(cells_of(table, all, FAIRNESS_PARTY_everyone),
                                FAIRNESS_FIGURE_placed, FAIRNESS_FIGURE_referred);
    view->mothers = told(cells_of(table, all, FAIRNESS_PARTY_mothers), FAIRNESS_FIGURE_placed);
    view->foreign_mothers = told(cells_of(table, all, FAIRNESS_PARTY_foreign_mothers),
                                 FAIRNESS_FIGURE_placed);
}

/* Which kind of need is asked for; all of them when it is none. */
static size_t stratum_asked(const struct request *request)
{
    struct str need = pairs_get(request->query, "need");
    for (size_t i = 0; i < FAIRNESS_STRATA; i++)
        if (str_equal_c(need, fairness_stratum_names[i]))
            return i;
    return FAIRNESS_STRATUM_all;
}

static void fill_strata(struct arena *arena, size_t stratum, struct fairness_view *view)
{
    struct fairness_choice_view *choices =
        ARENA_MANY(arena, struct fairness_choice_view, FAIRNESS_STRATA);
    for (size_t i = 0; i < FAIRNESS_STRATA; i++)
        choices[i] = (struct fairness_choice_view){str_of(fairness_stratum_names[i]),
                                                   i == stratum};
    view->stratum = choices[stratum].stratum;
    view->strata.at = choices;
    view->strata.count = FAIRNESS_STRATA;
}

enum err fairness_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct fairness_day last;
    struct fairness_table *table = ARENA_NEW(job->arena, struct fairness_table);
    struct fairness_view *view = ARENA_NEW(job->arena, struct fairness_view);
    size_t stratum = stratum_asked(request);
    enum err err = fairness_last(job, &last);
    bool is_counted = err == OK;
    if (is_counted)
        err = fairness_table(job, last.day, table);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    fill_strata(job->arena, stratum, view);
    view->day = DATE_NONE;
    view->counted_at = INSTANT_NONE;
    if (is_counted) {
        view->is_counted = true;
        view->day = last.day;
        view->counted_at = last.counted_at;
        view->referrals = statistic_is_small(last.referrals) ? KEPT_BACK : last.referrals;
        view->waiting = statistic_is_small(last.waiting) ? KEPT_BACK : last.waiting;
        view->rooms = last.rooms;
        fill_rows(job->arena, table, stratum, view);
        fill_anchors(table, view);
    }
    reply_fairness(reply, view);
    return OK;
}

enum err fairness_count_for(struct job *job, struct str url, struct reply *reply)
{
    job->location = url;
    enum err err = fairness_count(job);
    if (err != OK && err != ERR_BUSY)
        return err;
    reply_go(reply, job->location,
             err == OK ? WORD_notice_fairness_counted : WORD_notice_fairness_new_enough);
    return OK;
}

enum err fairness_count_do(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    return fairness_count_for(job, STR("/fairness"), reply);
}
