/* What stands on a page of a warning. */
#include "rooms/placement/placement_cards_web.h"
#include "rooms/placement/placement_inner.h"
#include "rooms/placement/placement_warning.h"
#include "words.h"

static bool is_the_desk(const struct job *job)
{
    return right_allows(job->asker.role, job->relations, RIGHT_placement_make);
}

/* What to do next, by who reads it. After arrival the first sentence is that nobody is moved. */
static int next_word(bool is_desk, const struct placement *placement,
                     const struct placement_warning *warning)
{
    bool is_decided = warning->decision.size > 0;
    if (warning->is_feared && is_desk && !is_decided)
        return WORD_placement_warning_next_feared;
    if (str_equal_c(placement->state, "arrived"))
        return is_decided ? WORD_placement_warning_next_stay_decided
               : is_desk  ? WORD_placement_warning_next_stay_desk
                          : WORD_placement_warning_next_stay;
    return is_decided ? WORD_placement_warning_next_decided
           : is_desk  ? WORD_placement_warning_next_desk
                      : WORD_placement_warning_next;
}

static void fill_whys(struct arena *arena, const struct placement_warning *warning,
                      struct placement_warning_view *view)
{
    struct placement_why_view *whys =
        ARENA_MANY(arena, struct placement_why_view, 2 * MATCH_RULES);
    size_t count = 0;
    for (unsigned rule = 0; rule < MATCH_RULES; rule++) {
        int owner = placement_owner_word(match_rules[rule].owner);
        if (MATCH_SECRET_RULES & MATCH_BIT(rule))
            continue;
        if (warning->rules & MATCH_BIT(rule))
            whys[count++] = (struct placement_why_view){placement_rule_word(rule), owner};
        if (warning->asks & MATCH_BIT(rule))
            whys[count++] = (struct placement_why_view){placement_ask_word(rule), owner};
    }
    view->whys.at = whys;
    view->whys.count = count;
}

enum err placement_warning_fill(struct job *job, const struct placement *placement,
                                struct placement_warning_view *out_view)
{
    struct placement_warning warning;
    struct placement_warning_view view = PLACEMENT_WARNING_NONE;
    enum err err = placement->is_live
                       ? placement_warning_get(job, placement->placement, &warning)
                       : ERR_NOT_FOUND;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    bool is_desk = is_the_desk(job);
    if (err == OK && warning.is_feared && !is_desk)
        warning.rules &= ~MATCH_BIT(MATCH_RULE_CONFLICT);
    if (err == OK && (warning.rules | warning.asks) != 0) {
        view.is_there = true;
        view.version = warning.version;
        view.is_secret = ((warning.rules | warning.asks) & MATCH_SECRET_RULES) != 0;
        fill_whys(job->arena, &warning, &view);
        view.found_at = warning.found_at;
        view.is_feared = warning.is_feared && is_desk;
        view.next = next_word(is_desk, placement, &warning);
        view.decision = warning.decision;
        view.decided_at = warning.decided_at;
        view.decided_by = warning.decided_by;
    }
    *out_view = view;
    return OK;
}
