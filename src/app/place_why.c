/* `haven place why CASE`: one case explained, for a person and for a program alike.
 *
 * Rules and terms go by their stable names (match/rule.h, match/score.h), houses by their aliases;
 * no person is named, and what a safety rule keeps back is a number. The format stands in
 * doc/placement.md. Every reading is a line of the log. */
#include "app/commands.h"
#include "base/held_json.h"
#include "rooms/house/house.h"
#include "rooms/plan/plan.h"
#include "rooms/referral/referral.h"

enum { LISTED_MOST = 20, NEAR_MOST = 10 };

/* One case as it is told. */
struct telling {
    struct job *job;
    FILE *out;
    struct str ref;
    struct referral_id referral;
};

static const char *term_name(unsigned term)
{
    return match_term_words[term] + sizeof("match_term_") - 1;
}

static const char *owner_name(enum match_owner owner)
{
    static const char *const names[] = {
        [MATCH_OWNER_NOBODY] = "nobody",
        [MATCH_OWNER_PERSON] = "the person",
        [MATCH_OWNER_DESK] = "placement desk",
        [MATCH_OWNER_HOUSE] = "house manager",
        [MATCH_OWNER_PROVIDER_DESK] = "provider duty desk",
        [MATCH_OWNER_COMMISSIONER] = "commissioner",
    };
    must(owner < COUNT_OF(names));
    return names[owner];
}

static void tell_case(const struct telling *telling, struct instant at, struct str facts)
{
    struct date day = date_in_london(at);
    fprintf(telling->out, "case %.*s  asked %.*s  facts %.*s  rules %d  weights %zu\n",
            STR_ARGS(telling->ref), STR_ARGS(instant_text(telling->job->arena, at)),
            STR_ARGS(facts), MATCH_RULES, match_weights_version(day));
}

/* ---- as it was kept -------------------------------------------------------------------------- */

static void tell_names(FILE *out, const char *what, const json_t *names)
{
    fprintf(out, "%s:", what);
    for (size_t i = 0; i < json_array_size(names); i++)
        fprintf(out, " %s", json_string_value(json_array_get(names, i)));
    fprintf(out, json_array_size(names) == 0 ? " none\n" : "\n");
}

static void tell_kept_terms(FILE *out, const json_t *terms)
{
    for (size_t i = 0; i < json_array_size(terms); i++) {
        const json_t *term = json_array_get(terms, i), *weight = json_object_get(term, "weight");
        json_int_t points = json_integer_value(json_object_get(term, "points"));
        if (points == 0)
            continue;
        fprintf(out, "  %s %lld (weight %lld from %s)\n",
                json_string_value(json_object_get(term, "term")), (long long)points,
                (long long)json_integer_value(json_object_get(weight, "points")),
                json_string_value(json_object_get(weight, "from")));
    }
}

static enum err tell_kept(const struct telling *telling, const struct placement *placement)
{
    struct house house;
    struct house_room room;
    json_t *kept = held_json_read(telling->job->arena, placement->explanation, NULL);
    must(kept != NULL); /* the program wrote it */
    enum err err = house_get(telling->job, placement->house, &house);
    if (err == OK)
        err = house_room_get(telling->job, placement->house, placement->room, &room);
    if (err == OK) {
        fprintf(telling->out, "%.*s: room %.*s, %.*s  kept %s  %lld points\n",
                STR_ARGS(placement->state), STR_ARGS(house.facts.alias), STR_ARGS(room.name),
                json_string_value(json_object_get(kept, "at")),
                (long long)json_integer_value(json_object_get(kept, "total")));
        tell_kept_terms(telling->out, json_object_get(kept, "terms"));
        tell_names(telling->out, "rules passed", json_object_get(kept, "passed"));
        tell_names(telling->out, "to ask", json_object_get(kept, "asked"));
    }
    return err;
}

/* ---- tonight's list -------------------------------------------------------------------------- */

static void tell_room(FILE *out, const struct placement_house_name *house,
                      const struct placement_room_name *room)
{
    fprintf(out, "room %.*s, %.*s", STR_ARGS(house->alias), STR_ARGS(room->name));
}

static void tell_score(FILE *out, const struct match_score *score)
{
    const char *before = ":";
    fprintf(out, "  %d points", score->total);
    for (unsigned term = 0; term < MATCH_TERMS; term++) {
        if (score->terms[term] == 0)
            continue;
        fprintf(out, "%s %s %d", before, term_name(term), score->terms[term]);
        before = ",";
    }
    fprintf(out, "\n");
}

static void tell_rules(FILE *out, uint32_t rules)
{
    const char *before = " ";
    for (unsigned rule = 0; rule < MATCH_RULES; rule++) {
        if (!(rules & ~MATCH_SECRET_RULES & MATCH_BIT(rule)))
            continue;
        fprintf(out, "%s%s (owner: %s)", before, match_rules[rule].name,
                owner_name(match_rules[rule].owner));
        before = ", ";
    }
}

static void tell_counts(FILE *out, const char *what, const uint32_t *counts)
{
    const char *before = " ";
    fprintf(out, "%s:", what);
    for (unsigned rule = 0; rule < MATCH_RULES; rule++) {
        if (counts[rule] == 0)
            continue;
        fprintf(out, "%s%s %u", before, match_rules[rule].name, counts[rule]);
        before = ", ";
    }
    fprintf(out, *before == ' ' ? " nothing\n" : "\n");
}

static void tell_fits(FILE *out, const struct placement_rooms *rooms)
{
    const struct match_answer *answer = &rooms->answer;
    for (size_t i = 0; i < answer->suitable.count && i < LISTED_MOST; i++) {
        const struct match_fit *fit = &answer->suitable.at[i];
        fprintf(out, "%zu. ", i + 1);
        tell_room(out, &rooms->houses[rooms->facts.rooms[fit->index].house],
                  &rooms->rooms[fit->index]);
        tell_score(out, &fit->score);
    }
    for (size_t i = 0; i < answer->near.count && i < NEAR_MOST; i++) {
        const struct match_fit *fit = &answer->near.at[i];
        fprintf(out, "near miss: ");
        tell_room(out, &rooms->houses[rooms->facts.rooms[fit->index].house],
                  &rooms->rooms[fit->index]);
        fprintf(out, " fails only");
        tell_rules(out, fit->fails);
        fprintf(out, "; would be %u.\n", fit->rank);
    }
}

static void tell_tonight(const struct telling *telling, const struct placement_rooms *rooms)
{
    const struct match_answer *answer = &rooms->answer;
    FILE *out = telling->out;
    fprintf(out, "suitable %zu of %zu rooms; to ask %zu; nearest misses %zu\n",
            answer->suitable.count, answer->room_count, answer->to_ask.count, answer->near.count);
    tell_counts(out, "why not", answer->fail_counts);
    fprintf(out, " (a room can fail for several reasons; the counts are per reason)\n");
    tell_counts(out, "not known", answer->ask_counts);
    tell_fits(out, rooms);
}

static void tell_safety(FILE *out, const struct match_answer *answer)
{
    fprintf(out, "safety: %u rooms withheld for an area, %u for a person to stay apart from "
            "(details restricted)\n", answer->withheld_by_area, answer->withheld_by_conflict);
}

/* ---- the plan for everyone ------------------------------------------------------------------- */

static void tell_tiers(FILE *out, const struct plan_objective *less,
                       const struct plan_objective *more)
{
    static const char *const tiers[PLAN_TIERS] = {"urgent", "soon", "later"};
    bool is_free = true;
    for (unsigned tier = 0; tier < PLAN_TIERS; tier++) {
        int64_t cost = less->housed[tier] - more->housed[tier];
        if (cost != 0)
            fprintf(out, " %+lld %s placements,", (long long)-cost, tiers[tier]);
        is_free &= cost <= 0;
    }
    fprintf(out, "%s %+lld points in total", is_free ? " no placement," : "",
            (long long)(more->score - less->score));
}

static enum err tell_other(const struct telling *telling, const struct plan_today *plan,
                           uint32_t household)
{
    const struct plan_line *line = &plan->lines[household];
    struct plan_forced forced;
    if (line->other == PLAN_NONE)
        return OK;
    enum err err = plan_force(telling->job, plan, household, line->other, &forced);
    if (err != OK)
        return err;
    fprintf(telling->out, "other: ");
    tell_room(telling->out, &plan->waiting.houses[plan->waiting.facts.rooms[line->other].house],
              &plan->waiting.rooms[line->other]);
    fprintf(telling->out, " would score %+d for this case; giving it to it would cost",
            line->other_score.total - line->score.total);
    tell_tiers(telling->out, &plan->objective, &forced.objective);
    bool is_proven = plan_compare(&forced.objective, &forced.bound) == 0;
    fprintf(telling->out, is_proven ? "\n" : " at most\n");
    return OK;
}

static enum err tell_plan(const struct telling *telling, const struct plan_today *plan)
{
    static const char *const places[] = {
        [PLAN_NEEDED] = "no room: others need the rooms that suit more",
        [PLAN_UNSUITED] = "no room: none suits",
        [PLAN_UNASKED] = "no room: something that every room depends on is not known",
        [PLAN_LATER] = "not looked at: the room is needed later",
    };
    uint32_t household = plan_find_household(plan, telling->referral);
    FILE *out = telling->out;
    if (household == PLAN_NONE) {
        fprintf(out, "plan: the case is not among those looked at\n");
        return OK;
    }
    const struct plan_line *line = &plan->lines[household];
    fprintf(out, "plan: ");
    if (line->place == PLAN_ADVISED) {
        fprintf(out, "given ");
        tell_room(out, &plan->waiting.houses[plan->waiting.facts.rooms[line->room].house],
                  &plan->waiting.rooms[line->room]);
        tell_score(out, &line->score);
    } else {
        fprintf(out, "%s\n", places[line->place]);
    }
    bool is_proven = plan_compare(&plan->objective, &plan->bound) == 0;
    fprintf(out, "plan of %zu cases, %s\n", plan->waiting.count,
            is_proven ? "proven best" : "not proven best");
    return line->place == PLAN_LATER ? OK : tell_other(telling, plan, household);
}

/* ---- the command ----------------------------------------------------------------------------- */

/* What is told of a case; its parts are read before the log, and told after it. */
struct why {
    struct placement last;
    struct placement_rooms rooms;
    struct plan_today plan;
    bool was_held, is_waiting;
};

static enum err read_why(struct job *job, struct referral_id referral, struct why *out_why)
{
    struct referral facts;
    struct why why = {0};
    enum err err = placement_last(job, referral, &why.last);
    why.was_held = err == OK;
    if (err == ERR_NOT_FOUND)
        err = OK;
    if (err == OK)
        err = referral_get(job, referral, &facts);
    if (err != OK)
        return err;
    bool has_room = why.was_held && why.last.is_live && !why.last.is_expired;
    why.is_waiting = !has_room && (str_equal_c(facts.state, "unplaced") ||
                                   str_equal_c(facts.state, "held") ||
                                   str_equal_c(facts.state, "offered"));
    if (why.is_waiting) {
        err = placement_rooms(job, referral, &why.rooms);
        if (err == OK)
            err = plan_make(job, &why.plan);
    }
    if (err == OK)
        *out_why = why;
    return err;
}

static enum err tell_why(const struct telling *telling, const struct why *why)
{
    struct job *job = telling->job;
    enum err err = OK;
    if (why->was_held) {
        struct str at = instant_text(job->arena, job->now);
        fprintf(telling->out, "case %.*s  told %.*s\n", STR_ARGS(telling->ref), STR_ARGS(at));
        err = tell_kept(telling, &why->last);
    }
    if (err != OK || !why->is_waiting)
        return err;
    tell_case(telling, job->now,
              str_format(job->arena, "%016llx", (unsigned long long)why->plan.facts));
    tell_tonight(telling, &why->rooms);
    err = tell_plan(telling, &why->plan);
    tell_safety(telling->out, &why->rooms.answer);
    return err;
}

static enum err find(struct job *job, struct str typed, struct telling *telling)
{
    enum err err = ref_parse(job->arena, typed, &telling->ref);
    if (err == OK)
        err = referral_find_ref(job->db, job->arena, telling->ref, &telling->referral);
    return err == ERR_INVALID ? ERR_NOT_FOUND : err;
}

/* Whoever waits is opened for the plan: that is a line too. */
static enum err log_reading(struct job *job, struct referral_id referral)
{
    job_audit(job, VERB_read, RECORD_referral, referral.value);
    job_audit(job, VERB_counted, RECORD_database, 0);
    return job_audit_commit(job);
}

static int explain_case(struct call *call, struct job *job)
{
    struct telling telling = {.job = job, .out = call->out};
    struct why why;
    enum err err = find(job, str_of(call->argv[1]), &telling);
    if (err == OK)
        err = log_reading(job, telling.referral);
    if (err == OK)
        err = read_why(job, telling.referral, &why);
    if (err == OK)
        err = tell_why(&telling, &why);
    if (err == OK)
        return EXIT_DONE;
    fprintf(call->complaints, "haven: place why: %s\n",
            err == ERR_NOT_FOUND ? "there is no such case" : err_name(err));
    return EXIT_REFUSED;
}

int place_why_command(struct call *call)
{
    if (call->argc < 2 || call->argv[1][0] == '-') {
        fprintf(call->complaints, "haven: place why needs the reference of a case: place why "
                "SR-4821\n");
        return EXIT_BAD_INPUT;
    }
    return call_with_job(call, explain_case);
}
