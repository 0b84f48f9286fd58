#include "rooms/placement/placement.h"

#include "guard/tie.h"
#include "rooms/placement/placement_inner.h"
#include "words.h"

/* Rules that say that somebody else has the room. */
#define TAKEN_RULES (MATCH_BIT(MATCH_RULE_NO_SHARING) | MATCH_BIT(MATCH_RULE_OCCUPIED) |          \
                     MATCH_BIT(MATCH_RULE_HELD))

static struct instant hold_end(struct instant now, int64_t hours)
{
    return instant_add_ms(now, hours * MS_PER_HOUR);
}

/* ---- reading --------------------------------------------------------------------------------- */

static struct placement placement_of_row(const struct placement_row_row *row, struct instant now)
{
    return (struct placement){
        .placement = row->placement,
        .referral = row->referral,
        .household = row->household,
        .room = row->room,
        .house = row->house,
        .state = row->state,
        .is_live = row->is_live,
        .is_expired = row->is_live && instant_is_some(row->held_until_at) &&
                      row->held_until_at.ms <= now.ms,
        .held_until_at = row->held_until_at,
        .offered_at = row->offered_at,
        .answered_at = row->answered_at,
        .expected_at = row->expected_at,
        .arrived_at = row->arrived_at,
        .departed_at = row->departed_at,
        .decline_reason = row->decline_reason,
        .wish_answer = row->wish_answer,
        .wish_told = row->wish_told,
        .end_reason = row->end_reason,
        .destination = row->destination,
        .arrival_checks = row->arrival_checks,
        .wish_at = row->wish_at,
        .planned_until_on = row->planned_until_on,
        .held_by = row->held_by,
        .key_worker = row->key_worker,
        .moved_from = row->moved_from,
        .explanation = row->explanation,
        .version = row->version,
    };
}

enum err placement_get(struct job *job, struct placement_id placement,
                       struct placement *out_placement)
{
    struct placement_row_row row;
    enum err err = sql_placement_row(job->db, job->arena, placement, &row);
    if (err == OK)
        *out_placement = placement_of_row(&row, job->now);
    return err;
}

enum err placement_of_household(struct job *job, struct household_id household,
                                struct placement *out_placement)
{
    struct placement_live_of_household_row row;
    enum err err =
        sql_placement_live_of_household(job->db, job->arena, household, job->now, &row);
    return err == OK ? placement_get(job, row.placement, out_placement) : err;
}

enum err placement_last(struct job *job, struct referral_id referral,
                        struct placement *out_placement)
{
    struct placement_of_referral_rows rows;
    enum err err = sql_placement_of_referral(job->db, job->arena, referral, &rows);
    if (err == OK && rows.count == 0)
        err = ERR_NOT_FOUND;
    return err == OK ? placement_get(job, rows.at[0].placement, out_placement) : err;
}

enum err placement_referral(struct db *db, struct arena *arena, struct placement_id placement,
                            struct referral_id *out_referral)
{
    struct placement_referral_of_row row;
    enum err err = sql_placement_referral_of(db, arena, placement, &row);
    if (err == OK)
        *out_referral = row.referral;
    return err;
}

/* ---- hold ------------------------------------------------------------------------------------ */

struct holding {
    const struct placement_hold *hold;
    struct placement_party party;
    struct placement_id placement;
    struct problems *problems;
    size_t problem_count; /* before the work, which may run more than once */
};

/* Somebody who was first is a conflict, whatever else the room lacks. */
static enum err judge(struct holding *holding, const struct placement_fit *fit)
{
    if (fit->check.fails & TAKEN_RULES)
        return ERR_CONFLICT;
    if (fit->check.fails == 0)
        return OK;
    placement_fit_problems(fit->check.fails, 0, holding->problems);
    return ERR_INVALID;
}

/* The rules let the household's own hold pass; here it would be a second one. */
static enum err find_none(struct job *job, const struct holding *holding)
{
    struct placement_live_of_room_row of_room;
    struct placement_live_of_household_row of_household;
    enum err err = sql_placement_live_of_room(job->db, job->arena, holding->hold->room, &of_room);
    if (err == ERR_NOT_FOUND)
        err = sql_placement_live_of_household(job->db, job->arena,
                                              holding->party.referral.household, job->now,
                                              &of_household);
    return err == OK ? ERR_CONFLICT : err == ERR_NOT_FOUND ? OK : err;
}

static enum err hold_work(struct job *job, void *with)
{
    struct holding *holding = with;
    const struct placement_party *party = &holding->party;
    struct placement_fit fit;
    holding->problems->count = holding->problem_count;
    enum err err = placement_fit_check(job, &party->facts, holding->hold->room, OTHERS_ALL, &fit);
    if (err == OK)
        err = placement_party_check(job, party);
    if (err == OK)
        err = placement_lapse_old(job, holding->hold->room, party->referral.household);
    if (err == OK)
        err = judge(holding, &fit);
    if (err == OK)
        err = find_none(job, holding);
    if (err == OK)
        err = placement_store(job, &(struct placement_new){
            .placement = holding->placement,
            .party = party,
            .fit = &fit,
            .state = PLACEMENT_held,
            .held_until_at = hold_end(job->now, holding->hold->hours),
        });
    if (err == OK)
        err = referral_set_state(job, party->referral.referral, STR("held"));
    if (err != OK)
        return err;
    job_audit(job, VERB_held, RECORD_placement, party->referral.referral.value);
    job->location = placement_location(job, holding->placement);
    return OK;
}

enum err placement_hold(struct job *job, const struct placement_hold *hold,
                        struct problems *problems, struct placement_id *out_placement)
{
    struct holding holding = {.hold = hold, .problems = problems};
    if (hold->hours < 1 || hold->hours > HOLD_HOURS_MOST)
        problems_add(problems, STR("hours"), WORD_placement_hours_wrong);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_party_load(job, hold->referral, &holding.party);
    if (err != OK)
        return err;
    holding.placement = (struct placement_id){job_new_id(job)};
    holding.problem_count = problems->count;
    err = job_write(job, hold_work, &holding);
    if (err == OK)
        *out_placement = holding.placement;
    return err;
}

/* ---- the ends without a stay ----------------------------------------------------------------- */

struct ending {
    struct placement_id placement;
    enum placement_action action;
    enum verb verb;
    struct str reason;
};

static enum err end_work(struct job *job, void *with)
{
    const struct ending *ending = with;
    struct placement_row_row row;
    enum err err = placement_step(job, ending->placement, ending->action, &row);
    if (err == OK && ending->action == ACTION_decline)
        err = sql_placement_answered_set(job->db, ending->placement, job->now, ending->reason);
    else if (err == OK)
        err = sql_placement_end_set(job->db, ending->placement, ending->reason);
    if (err == OK)
        err = placement_free(job, &row);
    if (err != OK)
        return err;
    job_audit(job, ending->verb, RECORD_placement, row.referral.value);
    job->location = ending->action == ACTION_decline
                        ? STR("/arrivals")
                        : placement_location(job, ending->placement);
    return OK;
}

enum err placement_release(struct job *job, struct placement_id placement, struct str reason)
{
    return job_write(job, end_work,
                     &(struct ending){placement, ACTION_release, VERB_withdrawn, reason});
}

enum err placement_decline(struct job *job, struct placement_id placement, struct str reason)
{
    return job_write(job, end_work,
                     &(struct ending){placement, ACTION_decline, VERB_declined, reason});
}

enum err placement_tidy(struct job *job, int64_t limit, int64_t *out_count)
{
    struct placement_expired_rows expired;
    int64_t count = 0;
    enum err err = sql_placement_expired(job->db, job->arena, job->now, limit, &expired);
    for (size_t i = 0; err == OK && i < expired.count; i++) {
        struct ending ending = {expired.at[i].placement, ACTION_lapse, VERB_released, STR_NONE};
        err = job_write(job, end_work, &ending);
        count += err == OK;
        if (err == ERR_CONFLICT) /* somebody took the room meanwhile and ended it */
            err = OK;
    }
    if (err == OK)
        *out_count = count;
    return err;
}

/* ---- offer and answer ------------------------------------------------------------------------ */

struct offering {
    struct placement_id placement;
    struct placement_party party;
    struct instant expected_at;
    struct problems *problems;
    size_t problem_count;
};

static enum err tie_offer(struct job *job, const struct placement_row_row *row)
{
    struct placement_circles_row circles;
    enum err err = sql_placement_circles(job->db, job->arena, row->house, &circles);
    if (err != OK)
        return err;
    return tie_make(job, &(struct tie){{row->referral.value}, circles.circle, RELATION_offered,
                                       INSTANT_NONE});
}

/* Before the house is asked every question has its answer. */
static enum err check_offer(struct job *job, struct offering *offering,
                            const struct placement_row_row *row)
{
    struct placement_fit fit;
    enum err err = placement_warning_check(job, row->placement, offering->problems);
    if (err == OK)
        err = placement_fit_check(job, &offering->party.facts, row->room, OTHERS_ALL, &fit);
    if (err != OK)
        return err;
    placement_fit_problems(fit.check.fails, fit.check.asks, offering->problems);
    err = fit.check.fails || fit.check.asks ? ERR_INVALID : OK;
    return err == OK ? placement_store_shape(job, offering->placement, &offering->party, &fit)
                     : err;
}

static enum err offer_work(struct job *job, void *with)
{
    struct offering *offering = with;
    struct placement_row_row row;
    offering->problems->count = offering->problem_count;
    enum err err = placement_party_check(job, &offering->party);
    if (err == OK)
        err = placement_step(job, offering->placement, ACTION_offer, &row);
    if (err == OK)
        err = check_offer(job, offering, &row);
    struct instant end = hold_end(job->now, HOLD_HOURS);
    if (err == OK && end.ms > row.held_until_at.ms)
        err = sql_placement_held_set(job->db, offering->placement, end);
    if (err == OK)
        err = sql_placement_offered_set(job->db, offering->placement, job->now,
                                        offering->expected_at);
    if (err == OK)
        err = tie_offer(job, &row);
    if (err != OK)
        return err;
    job_audit(job, VERB_offered, RECORD_placement, row.referral.value);
    job->location = placement_location(job, offering->placement);
    return event_happened(job, EVENT_placement_offered, offering->placement.value);
}

enum err placement_offer(struct job *job, struct placement_id placement,
                         struct instant expected_at, struct problems *problems)
{
    struct offering offering = {placement, .expected_at = expected_at, .problems = problems};
    struct referral_id referral;
    if (!instant_is_some(expected_at) || expected_at.ms < job->now.ms - MS_PER_HOUR)
        problems_add(problems, STR("expected_at"), WORD_placement_expected_wrong);
    enum err err = problems_result(problems);
    if (err == OK)
        err = placement_referral(job->db, job->arena, placement, &referral);
    if (err == OK)
        err = placement_look_now(job, placement);
    if (err == OK)
        err = placement_party_load(job, referral, &offering.party);
    if (err != OK)
        return err;
    offering.problem_count = problems->count;
    return job_write(job, offer_work, &offering);
}

struct accepting {
    struct placement_id placement;
    struct problems *problems;
    size_t problem_count;
};

/* With the yes the desk may send a driver: it sees the address until the arrival. */
static enum err accept_work(struct job *job, void *with)
{
    const struct accepting *accepting = with;
    const struct placement_id *placement = &accepting->placement;
    struct placement_row_row row;
    accepting->problems->count = accepting->problem_count;
    enum err err = placement_step(job, *placement, ACTION_accept, &row);
    if (err == OK)
        err = placement_warning_check(job, *placement, accepting->problems);
    if (err == OK)
        err = sql_placement_answered_set(job->db, *placement, job->now, STR_NONE);
    if (err == OK)
        err = tie_make(job, &(struct tie){{row.house.value}, CIRCLE_DESK, RELATION_desk,
                                          INSTANT_NONE});
    if (err != OK)
        return err;
    job_audit(job, VERB_accepted, RECORD_placement, row.referral.value);
    job->location = placement_location(job, *placement);
    return event_happened(job, EVENT_placement_accepted, placement->value);
}

enum err placement_accept(struct job *job, struct placement_id placement,
                          struct problems *problems)
{
    struct accepting accepting = {placement, problems, problems->count};
    enum err err = placement_look_now(job, placement);
    return err == OK ? job_write(job, accept_work, &accepting) : err;
}

/* ---- her own word ---------------------------------------------------------------------------- */

struct wishing {
    const struct placement_wish *wish;
    struct str sealed;
    bool is_no;
};

static struct vault_place words_place(struct placement_id placement)
{
    return (struct vault_place){"placement", "wish_sealed", placement.value};
}

static enum err words_item(struct job *job, struct placement_id placement,
                           struct vault_item *out_item, struct str *out_sealed)
{
    struct placement_wish_of_row row;
    enum err err = sql_placement_wish_of(job->db, job->arena, placement, &row);
    if (err != OK)
        return err;
    *out_item = (struct vault_item){
        .kind = VAULT_REFERRAL,
        .owner = row.referral.value,
        .wrapped_key = row.wrapped_key,
        .place = words_place(placement),
    };
    *out_sealed = row.wish_sealed;
    return OK;
}

static struct str told_text(const struct placement_wish *wish)
{
    if (wish->was_told_area && wish->was_told_house)
        return STR("area,house");
    return wish->was_told_area ? STR("area") : wish->was_told_house ? STR("house") : STR_NONE;
}

/* "I need time" starts the hold again: nobody is hurried by a clock. */
static enum err give_time(struct job *job, const struct placement_row_row *row)
{
    struct instant end = hold_end(job->now, HOLD_HOURS);
    if (!instant_is_some(row->held_until_at) || row->held_until_at.ms >= end.ms)
        return OK;
    return sql_placement_held_set(job->db, row->placement, end);
}

static enum err refuse(struct job *job, const struct placement_row_row *row)
{
    enum err err = sql_placement_end_set(job->db, row->placement, STR("person_chose_not_to"));
    return err == OK ? placement_free(job, row) : err;
}

static enum err wish_work(struct job *job, void *with)
{
    const struct wishing *wishing = with;
    const struct placement_wish *wish = wishing->wish;
    struct placement_row_row row;
    enum err err = placement_step(job, wish->placement,
                                  wishing->is_no ? ACTION_refuse : ACTION_wish, &row);
    if (err == OK)
        err = sql_placement_wish_set(job->db, &(struct placement_wish_set_in){
            .placement = wish->placement,
            .answer = wish->answer,
            .told = told_text(wish),
            .now = job->now,
            .words = wishing->sealed,
        });
    if (err == OK && wishing->is_no)
        err = refuse(job, &row);
    else if (err == OK && str_equal_c(wish->answer, "needs_time"))
        err = give_time(job, &row);
    if (err != OK)
        return err;
    job_audit(job, VERB_answered, RECORD_placement, row.referral.value);
    job->location = placement_location(job, wish->placement);
    return OK;
}

static void check_wish(const struct placement_wish *wish, struct problems *problems)
{
    bool is_yes = str_equal_c(wish->answer, "yes");
    if (!is_yes && !str_equal_c(wish->answer, "no") && !str_equal_c(wish->answer, "needs_time"))
        problems_add(problems, STR("answer"), WORD_placement_wish_missing);
    if (is_yes && !wish->was_told_area)
        problems_add(problems, STR("was_told_area"), WORD_placement_wish_untold_area);
    if (is_yes && !wish->was_told_house)
        problems_add(problems, STR("was_told_house"), WORD_placement_wish_untold_house);
}

enum err placement_wish(struct job *job, const struct placement_wish *wish,
                        struct problems *problems)
{
    struct wishing wishing = {.wish = wish, .is_no = str_equal_c(wish->answer, "no")};
    struct vault_item item;
    struct str before;
    check_wish(wish, problems);
    enum err err = problems_result(problems);
    if (err == OK)
        err = words_item(job, wish->placement, &item, &before);
    if (err != OK)
        return err;
    item.in = wish->words;
    err = vault_seal(job->vault, job->arena, &item, 1);
    if (err == OK)
        err = item.result;
    if (err != OK)
        return err;
    wishing.sealed = item.out;
    return job_write(job, wish_work, &wishing);
}

enum err placement_wish_words(struct job *job, struct placement_id placement,
                              struct str *out_words)
{
    struct opening opening = opening_make_readable(job);
    struct vault_item item;
    struct str sealed;
    enum err err = words_item(job, placement, &item, &sealed);
    if (err != OK)
        return err;
    item.in = sealed;
    opening_add(&opening, &item, out_words);
    return opening_open(&opening);
}
