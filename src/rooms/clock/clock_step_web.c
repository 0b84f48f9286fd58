/* The forms for one clock, for a move to another nation, and for a fact that was written down
 * wrongly. */
#include "rooms/clock/clock_step.h"

#include "clock_mend_page.h"
#include "clock_move_page.h"
#include "clock_step_page.h"
#include "rooms/clock/clock_move.h"
#include "rooms/clock/clock_web.h"
#include "rooms/clock/clock_words_web.h"
#include "web/form.h"
#include "web/words.h"
#include "words.h"

static struct person_id person_of(const struct job *job)
{
    return (struct person_id){job->target.id};
}

static enum err leave(struct job *job, struct reply *reply, int notice)
{
    reply_go(reply, job->location, notice);
    return OK;
}

/* ---- one clock ----------------------------------------------------------------------------- */

/* The clock that the path names. ERR_NOT_FOUND: there is none, or no longer. */
static enum err find_clock(struct job *job, const struct request *request,
                           const struct clock **out_clock)
{
    int64_t key;
    struct clocks clocks;
    if (id_parse(request_path(request, "clock"), &key) != OK)
        return ERR_NOT_FOUND;
    enum err err = clock_list(job, person_of(job), &clocks);
    for (size_t i = 0; err == OK && i < clocks.count; i++) {
        if (clocks.at[i].key == key) {
            *out_clock = &clocks.at[i];
            return OK;
        }
    }
    return err == OK ? ERR_NOT_FOUND : err;
}

static struct clock_step_view *step_view(struct job *job, const struct request *request,
                                         const struct clock *clock)
{
    struct clock_step_view *view = ARENA_NEW(job->arena, struct clock_step_view);
    view->ref = job->target.ref;
    view->clock.value = clock->key;
    view->card = clock_card_of(job, words_choose(request->languages), clock);
    view->kinds = clock_step_kinds(job->arena, clock);
    return view;
}

enum err clock_step_show(struct job *job, const struct request *request, struct reply *reply)
{
    const struct clock *clock = NULL;
    enum err err = find_clock(job, request, &clock);
    if (err == OK)
        reply_clock_step(reply, step_view(job, request, clock));
    return err;
}

enum err clock_step_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct clock_step_form form = {0};
    const struct clock *clock = NULL;
    enum err err = find_clock(job, request, &clock);
    if (err != OK)
        return err;
    form_read(&shape_clock_step_form, request->fields, problems, &form);
    struct clock_step_new step = {
        .clock = clock,
        .kind = form.kind,
        .reason = form.reason,
        .authority = form.authority,
        .note = form.note,
        .happened_on = form.happened_on,
        .until_on = form.until_on,
    };
    job->location = clock_all_url(job);
    err = clock_step_add(job, person_of(job), &step, problems);
    if (err == ERR_INVALID)
        reply_clock_step_problems(reply, step_view(job, request, clock), problems);
    return err == OK ? leave(job, reply, WORD_notice_clock_step_saved) : err;
}

/* ---- another nation ------------------------------------------------------------------------ */

struct clock_move_line_view clock_move_line_of(const struct clock_move *move)
{
    return (struct clock_move_line_view){
        .move = move->move,
        .nation = clock_nation_code(move->nation),
        .from_on = move->from_on,
        .known_at = move->known_at,
    };
}

static enum err move_view(struct job *job, struct str kind, struct record_id replaces,
                          struct clock_move_view **out_view)
{
    struct clock_move_view *view = ARENA_NEW(job->arena, struct clock_move_view);
    struct clock_moves moves;
    enum err err = clock_move_list(job, person_of(job), INSTANT_NONE, &moves);
    if (err != OK)
        return err;
    struct clock_move_line_view *lines =
        ARENA_MANY(job->arena, struct clock_move_line_view, moves.count);
    bool is_correction = str_equal_c(kind, "corrected");
    view->from_on = DATE_NONE;
    for (size_t i = 0; i < moves.count; i++) {
        lines[i] = clock_move_line_of(&moves.at[i]);
        bool is_it = replaces.value == 0 ? i == 0 : moves.at[i].move.value == replaces.value;
        if (!is_correction || !is_it)
            continue;
        view->nation = lines[i].nation;
        view->from_on = moves.at[i].from_on;
        view->is_beginning = !date_is_some(moves.at[i].from_on);
    }
    view->ref = job->target.ref;
    view->kind = is_correction ? kind : STR("moved");
    view->replaces = view->is_beginning ? (struct record_id){0} : replaces;
    view->moves.at = lines;
    view->moves.count = moves.count;
    *out_view = view;
    return OK;
}

/* ?replaces= names what was written down wrongly; the beginning has no row of its own at first. */
enum err clock_move_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct record_id replaces = {0};
    struct clock_move_view *view = NULL;
    struct str named = pairs_get(request->query, "replaces");
    bool is_correction = pairs_has(request->query, "replaces");
    if (named.size > 0 && id_parse(named, &replaces.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = move_view(job, is_correction ? STR("corrected") : STR("moved"), replaces, &view);
    if (err == OK)
        reply_clock_move(reply, view);
    return err;
}

static struct str nation_letter(struct str code)
{
    enum law_nation nation;
    return clock_nation_parse(code, &nation) ? nation_code(nation) : STR_NONE;
}

enum err clock_move_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct clock_move_form form = {0};
    form_read(&shape_clock_move_form, request->fields, problems, &form);
    struct clock_move_new move = {
        .nation = nation_letter(form.nation),
        .from_on = form.from_on,
        .is_correction = str_equal_c(form.kind, "corrected"),
        .replaces = form.replaces,
    };
    job->location = clock_all_url(job);
    enum err err = clock_move_add(job, person_of(job), &move, problems);
    if (err == OK)
        return leave(job, reply, WORD_notice_clock_move_saved);
    if (err != ERR_INVALID)
        return err;
    struct clock_move_view *view = NULL;
    err = move_view(job, form.kind, form.replaces, &view);
    if (err == OK)
        reply_clock_move_problems(reply, view, problems);
    return err == OK ? ERR_INVALID : err;
}

/* ---- a fact that was written down wrongly -------------------------------------------------- */

static enum err find_fact(struct job *job, const struct request *request,
                          struct clock_fact *out_fact)
{
    int64_t key;
    struct clock_facts facts;
    if (id_parse(request_path(request, "fact"), &key) != OK)
        return ERR_NOT_FOUND;
    enum err err = clock_fact_list(job, person_of(job), INSTANT_NONE, &facts);
    for (size_t i = 0; err == OK && i < facts.count; i++) {
        if (clock_fact_key(person_of(job), &facts.at[i]) == key) {
            *out_fact = facts.at[i];
            return OK;
        }
    }
    return err == OK ? ERR_NOT_FOUND : err;
}

static struct clock_mend_view *mend_view(struct job *job, const struct clock_fact *fact)
{
    struct clock_mend_view *view = ARENA_NEW(job->arena, struct clock_mend_view);
    view->ref = job->target.ref;
    view->fact.value = clock_fact_key(person_of(job), fact);
    view->kind = fact->kind;
    view->happened_on = date_in_london(fact->happened_at);
    return view;
}

enum err clock_mend_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct clock_fact fact;
    enum err err = find_fact(job, request, &fact);
    if (err == OK)
        reply_clock_mend(reply, mend_view(job, &fact));
    return err;
}

enum err clock_mend_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct clock_mend_form form = {0};
    struct clock_fact fact;
    enum err err = find_fact(job, request, &fact);
    if (err != OK)
        return err;
    form_read(&shape_clock_mend_form, request->fields, problems, &form);
    if (!form.has_not_happened && !date_is_some(form.happened_on) && problems->count == 0)
        problems_add(problems, STR("happened_on"), WORD_clock_problem_mend_day);
    job->location = clock_all_url(job);
    struct date right_on = form.has_not_happened ? DATE_NONE : form.happened_on;
    err = clock_fact_mend(job, person_of(job), &fact, right_on, problems);
    if (err == ERR_INVALID)
        reply_clock_mend_problems(reply, mend_view(job, &fact), problems);
    return err == OK ? leave(job, reply, WORD_notice_fact_saved) : err;
}
