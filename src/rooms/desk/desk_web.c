#include "rooms/desk/desk_web.h"

#include "desk_page.h"
#include "desk_view.h"
#include "guard/right.h"
#include "law/book.h"
#include "law/list.h"
#include "rooms/clock/clock.h"
#include "rooms/desk/desk.h"
#include "rooms/placement/placement_warning.h"
#include "web/form.h"
#include "web/words.h"

/* Names of codes in the reader's language. */
struct naming {
    struct arena *arena;
    const char *language;
};

static struct str names_of(const struct naming *naming, const char *list, struct str codes)
{
    struct buf names = buf_make(naming->arena, 64);
    while (codes.size > 0) {
        if (names.size > 0)
            buf_add_c(&names, ", ");
        buf_add(&names, list_name(naming->arena, str_of(list), str_cut(&codes, ','),
                                  naming->language));
    }
    return buf_text(&names);
}

/* What a room must have. Women only, or men only: where nothing else feels safe. */
static void fill_musts(struct arena *arena, const struct desk_row *row, struct desk_row_view *view)
{
    bool is_mixed = str_has_part(row->feels_safe, ',', STR("mixed"));
    bool is_women = str_has_part(row->feels_safe, ',', STR("women")) && !is_mixed;
    bool is_men = str_has_part(row->feels_safe, ',', STR("men")) && !is_mixed;
    const struct {
        bool is_wanted;
        int word;
    } musts[] = {
        {is_women && !is_men, WORD_desk_must_women},
        {is_men && !is_women, WORD_desk_must_men},
        {row->is_step_free, WORD_desk_must_step_free},
        {row->is_night, WORD_desk_must_night},
        {row->is_complex, WORD_desk_must_complex},
    };
    struct desk_must_view *views = ARENA_MANY(arena, struct desk_must_view, COUNT_OF(musts));
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(musts); i++)
        if (musts[i].is_wanted)
            views[count++] = (struct desk_must_view){musts[i].word};
    view->musts.at = views;
    view->musts.count = count;
}

static void fill_clock(const struct desk_row *row, struct instant now, struct desk_row_view *view)
{
    view->clock_on = row->clock_on;
    view->clock_at = row->clock_at;
    if (row->clock_rule.size == 0)
        return;
    const struct law_rule *rule = law_rule_find(law_book(), row->clock_rule);
    view->clock = rule ? rule->effect : row->clock_rule;
    view->clock_title = clock_title(row->clock_rule);
    view->is_clock_late = instant_is_some(row->clock_at)
                              ? row->clock_at.ms < now.ms
                              : date_compare(row->clock_on, date_in_london(now)) < 0;
}

static struct desk_row_view row_view(struct job *job, const struct naming *naming,
                                     const struct desk_row *row)
{
    struct desk_row_view view = {
        .ref = row->ref,
        .person_ref = row->person_ref,
        .waiting_since = row->waiting_since,
        .waiting_hours = (job->now.ms - row->waiting_since.ms) / MS_PER_HOUR,
        .waiting_days = (job->now.ms - row->waiting_since.ms) / MS_PER_DAY,
        .needed_at = row->needed_at,
        .is_late = row->needed_at.ms < job->now.ms && row->placement.value == 0 &&
                   row->unable_reason.size == 0,
        .adults = row->adults,
        .children = row->children,
        .unborn = row->unborn,
        .wish_areas = names_of(naming, "area", row->wish_areas),
        .avoid_areas = names_of(naming, "area", row->avoid_areas),
        .language = str_made_of(row->language, names_of(naming, "language", row->language)),
        .is_unreadable = row->is_unreadable,
        .decision_kind = row->decision_kind,
        .decision_outcome = row->decision_outcome,
        .owner = row->owner,
        .is_mine = row->owned_by.value == job->asker.staff.value,
        .owned_by = row->owned_by,
        .placement = row->placement,
        .placement_state = row->placement_state,
        .held_until_at = row->held_until_at,
        .alias = row->alias,
        .room_name = row->room_name,
        .unable_reason = row->unable_reason,
    };
    fill_musts(job->arena, row, &view);
    fill_clock(row, job->now, &view);
    return view;
}

static void fill_tabs(struct job *job, const struct desk_counts *counts, struct desk_view *view)
{
    const struct code_list *codes = &codes_desk_tab;
    struct desk_tab_view *tabs = ARENA_MANY(job->arena, struct desk_tab_view, codes->count);
    for (size_t i = 0; i < codes->count; i++) {
        tabs[i].tab = str_of(codes->codes[i].code);
        tabs[i].is_current = str_equal(tabs[i].tab, view->tab);
        for (size_t k = 0; k < counts->count; k++)
            if (str_equal(counts->at[k].state, tabs[i].tab))
                tabs[i].number = counts->at[k].number;
    }
    view->tabs.at = tabs;
    view->tabs.count = codes->count;
}

/* "/desk" is its first tab. */
static enum err tab_of(const struct request *request, struct str *out_tab)
{
    struct str tab = request->path_value_count == 0 ? STR("unplaced")
                                                    : request_path(request, "tab");
    if (code_find(&codes_desk_tab, tab) == NULL)
        return ERR_NOT_FOUND;
    *out_tab = tab;
    return OK;
}

/* "?by=clock" on the tabs that have an order to choose; anything else is the order by need. */
static enum desk_order order_of(const struct request *request, struct str tab)
{
    bool is_by_clock = str_equal_c(pairs_get(request->query, "by"), "clock");
    return is_by_clock && desk_has_order(tab) ? DESK_BY_CLOCK : DESK_BY_NEED;
}

/* Where the page behind begins, in the same order. */
static void fill_links(struct arena *arena, struct str after, const struct desk_page *page,
                       struct desk_view *view)
{
    struct str url = str_format(arena, "/desk/%.*s%s", STR_ARGS(view->tab),
                                view->is_by_clock ? "?by=clock" : "");
    if (after.size > 0)
        view->first = url;
    if (page->next.size > 0)
        view->next = str_format(arena, "%.*s%cafter=%.*s", STR_ARGS(url),
                                view->is_by_clock ? '&' : '?', STR_ARGS(page->next));
}

/* Rooms that need another look, whatever tab is open. */
static enum err fill_warned(struct job *job, struct desk_view *view)
{
    struct placement_warnings_rows rows;
    enum err err = placement_warnings(job, DESK_ROWS, &rows);
    if (err != OK)
        return err;
    struct desk_warning_view *warned = ARENA_MANY(job->arena, struct desk_warning_view, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const struct placement_warnings_row *row = &rows.at[i];
        warned[i] = (struct desk_warning_view){row->placement, row->referral_ref, row->house_alias,
                                               row->room_name, row->state, row->found_at};
        job_audit(job, VERB_read, RECORD_referral, row->referral.value);
    }
    view->warned.at = warned;
    view->warned.count = rows.count;
    return OK;
}

enum err desk_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct desk_view *view = ARENA_NEW(job->arena, struct desk_view);
    struct naming naming = {job->arena, words_choose_code(request->languages)};
    struct str after = pairs_get(request->query, "after");
    struct desk_page page;
    struct desk_counts counts;
    enum err err = tab_of(request, &view->tab);
    enum desk_order order = err == OK ? order_of(request, view->tab) : DESK_BY_NEED;
    if (err == OK)
        err = desk_page(job, view->tab, order, after, &page);
    if (err == OK)
        err = desk_counts(job, &counts);
    if (err == OK)
        err = fill_warned(job, view);
    if (err != OK)
        return err;
    struct desk_row_view *rows = ARENA_MANY(job->arena, struct desk_row_view, page.count);
    for (size_t i = 0; i < page.count; i++) {
        rows[i] = row_view(job, &naming, &page.at[i]);
        job_audit(job, VERB_read, RECORD_referral, page.at[i].referral.value);
    }
    view->rows.at = rows;
    view->rows.count = page.count;
    view->has_order = desk_has_order(view->tab);
    view->is_by_clock = order == DESK_BY_CLOCK;
    fill_links(job->arena, after, &page, view);
    fill_tabs(job, &counts, view);
    reply_desk(reply, view);
    return OK;
}

enum err desk_take_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems problems = problems_make(job->arena);
    struct desk_take_form form = {0};
    form_read(&shape_desk_take_form, request->fields, &problems, &form);
    if (problems.count > 0)
        return ERR_MALFORMED;
    job->location = str_format(job->arena, "/referrals/%.*s", STR_ARGS(job->target.ref));
    enum err err = desk_take(job, (struct referral_id){job->target.id}, form.owned_by);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_desk_taken);
    return err;
}
