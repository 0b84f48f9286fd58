#include "rooms/rulebook/rulebook_web.h"

#include "guard/statistic.h"
#include "match/score.h"
#include "rooms/fairness/fairness.h"
#include "rooms/fairness/fairness_web.h"
#include "rooms/placement/placement_words.h"
#include "rulebook_page.h"
#include "rulebook_view.h"
#include "rulebook_weights_page.h"
#include "words.h"

enum { KEPT_BACK = -1 };

/* ---- sentences ------------------------------------------------------------------------------- */

/* What a rule demands; why a room fails it is placement_rule_word. */
static int sentence_of(unsigned rule)
{
#define WORD_OF(number, name) [MATCH_RULE_##number] = WORD_rulebook_##name
    static const int words[MATCH_RULES] = {
        WORD_OF(OPEN, open), WORD_OF(MODE, mode), WORD_OF(ADMITS, admits),
        WORD_OF(REGION, region), WORD_OF(AREA, area), WORD_OF(CONFLICT, conflict),
        WORD_OF(LICENCE, licence), WORD_OF(NIGHT, night), WORD_OF(COMPLEX, complex),
        WORD_OF(WORKERS, workers), WORD_OF(BEDS, beds), WORD_OF(COT, cot),
        WORD_OF(STEP_FREE, step_free), WORD_OF(LARGE_SHARED, large_shared),
        WORD_OF(NO_SHARING, no_sharing), WORD_OF(OCCUPIED, occupied), WORD_OF(HELD, held),
        WORD_OF(TURNAROUND, turnaround), WORD_OF(OUT_OF_ORDER, out_of_order),
    };
#undef WORD_OF
    must(rule < MATCH_RULES && words[rule] != 0);
    return words[rule];
}

/* Why a weight is what it is; the words of match_weight.reason_word. */
static int reason_of(const struct match_weight *weight)
{
#define WORD_OF(name) {"match_weight_" #name, WORD_match_weight_##name}
    static const struct {
        const char *key;
        int word;
    } reasons[] = {
        WORD_OF(area), WORD_OF(language), WORD_OF(specialism), WORD_OF(provider), WORD_OF(size),
        WORD_OF(waiting), WORD_OF(base), WORD_OF(self_contained), WORD_OF(catered),
        WORD_OF(waiting_on), WORD_OF(school), WORD_OF(treatment), WORD_OF(solicitor),
        WORD_OF(community), WORD_OF(floor),
    };
#undef WORD_OF
    size_t i = 0;
    while (i < COUNT_OF(reasons) &&
           !str_equal_c(str_of(weight->reason_word), reasons[i].key))
        i++;
    must(i < COUNT_OF(reasons));
    return reasons[i].word;
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* Who waits is on the desk's own list; others are told no small number. */
static bool sees_who_waits(const struct job *job)
{
    return right_opens(job->asker.role, RIGHT_desk_read);
}

static int64_t told(bool is_hidden, int64_t number)
{
    return is_hidden ? KEPT_BACK : number;
}

/* A question that one household leaves open is open in every room: so many askings may be of as few
 * households as there are rooms in them. */
static bool may_ask_few(int64_t asked, int64_t rooms)
{
    return asked > 0 && asked < STATISTIC_LEAST * rooms;
}

static void fill_numbers(const struct job *job, const struct match_rule *rule,
                         const struct fairness_rule *counted, struct rulebook_rule_view *view,
                         int64_t all_rooms)
{
    bool is_careful = rule->is_secret || !sees_who_waits(job);
    bool is_hidden = is_careful && statistic_is_small(counted->households);
    view->households = told(is_hidden, counted->households);
    view->rooms = told(is_hidden, counted->rooms);
    view->alone = told(is_hidden, counted->alone);
    view->asked =
        told(is_hidden || (is_careful && may_ask_few(counted->asked, all_rooms)), counted->asked);
}

static void fill_rules(const struct job *job, const struct fairness_rule *counted,
                       struct rulebook_view *view)
{
    struct rulebook_rule_view *rules = ARENA_MANY(job->arena, struct rulebook_rule_view,
                                                  MATCH_RULES);
    for (unsigned i = 0; i < MATCH_RULES; i++) {
        const struct match_rule *rule = &match_rules[i];
        rules[i] = (struct rulebook_rule_view){
            .name = str_of(rule->name),
            .sentence = sentence_of(i),
            .fails = placement_rule_word(i),
            .asks = placement_ask_word(i),
            .owner = placement_owner_word(rule->owner),
            .source = str_of(rule->source),
            .is_near = rule->is_near_miss,
            .is_secret = rule->is_secret,
        };
        fill_numbers(job, rule, &counted[i], &rules[i], view->rooms);
    }
    view->rules.at = rules;
    view->rules.count = MATCH_RULES;
}

enum err rulebook_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct fairness_day last;
    struct fairness_rule counted[MATCH_RULES] = {0};
    struct rulebook_view *view = ARENA_NEW(job->arena, struct rulebook_view);
    enum err err = fairness_last(job, &last);
    view->is_counted = err == OK;
    view->may_count = right_opens(job->asker.role, RIGHT_fairness_read);
    view->may_price = sees_who_waits(job);
    view->counted_at = INSTANT_NONE;
    if (view->is_counted) {
        view->counted_at = last.counted_at;
        view->waiting = told(!sees_who_waits(job) && statistic_is_small(last.waiting),
                             last.waiting);
        view->rooms = last.rooms;
        err = fairness_rules(job, last.day, counted);
    }
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    fill_rules(job, counted, view);
    reply_rulebook(reply, view);
    return OK;
}

enum err rulebook_count_do(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    return fairness_count_for(job, STR("/rules"), reply);
}

/* ---- weights --------------------------------------------------------------------------------- */

static struct rulebook_weight_view weight_of(const struct match_weight *row,
                                             const struct match_weights *today)
{
    const struct match_weight *now = &today->of[row->term];
    struct rulebook_weight_view view = {
        .points = row->points,
        .step = row->step,
        .most = row->most,
        .is_now = now->from.year == row->from.year && now->from.month == row->from.month &&
                  now->from.day == row->from.day,
        .owner = placement_owner_word(row->owner),
        .reason = reason_of(row),
    };
    enum err err = date_make(row->from, &view.from_on);
    must(err == OK);
    return view;
}

/* Rows stand in the order of their days. */
static void fill_term(struct arena *arena, unsigned term, const struct match_weights *today,
                      struct rulebook_term_view *view)
{
    struct rulebook_weight_view *weights =
        ARENA_MANY(arena, struct rulebook_weight_view, match_weight_row_count);
    size_t count = 0;
    for (size_t i = match_weight_row_count; i > 0; i--)
        if (match_weight_rows[i - 1].term == term)
            weights[count++] = weight_of(&match_weight_rows[i - 1], today);
    view->name = str_of(match_term_words[term] + sizeof("match_term_") - 1);
    view->sentence = placement_term_word(term);
    view->weights.at = weights;
    view->weights.count = count;
}

enum err rulebook_weights_show(struct job *job, const struct request *request,
                               struct reply *reply)
{
    (void)request;
    struct match_weights today = match_weights_on(date_in_london(job->now));
    struct rulebook_weights_view *view = ARENA_NEW(job->arena, struct rulebook_weights_view);
    struct rulebook_term_view *terms = ARENA_MANY(job->arena, struct rulebook_term_view,
                                                  MATCH_TERMS);
    for (unsigned term = 0; term < MATCH_TERMS; term++)
        fill_term(job->arena, term, &today, &terms[term]);
    view->terms.at = terms;
    view->terms.count = MATCH_TERMS;
    reply_rulebook_weights(reply, view);
    return OK;
}
