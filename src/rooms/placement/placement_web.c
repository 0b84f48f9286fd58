/* One placement: what it is, who must act next, and what the asker may do. */
#include "rooms/placement/placement_web.h"

#include "law/list.h"
#include "placement_show_page.h"
#include "rooms/household/household.h"
#include "rooms/placement/placement_cards_web.h"
#include "rooms/placement/placement_inner.h"
#include "rooms/placement/placement_move.h"
#include "rooms/placement/placement_move_wish.h"
#include "web/words.h"

struct showing {
    struct job *job;
    size_t language;
    struct placement placement;
    struct placement_show_view *view;
};

static bool may(const struct showing *showing, enum right right)
{
    return right_allows(showing->job->asker.role, showing->job->relations, right);
}

static bool can(const struct showing *showing, enum placement_action action, enum right right)
{
    enum placement_state after;
    const struct placement *placement = &showing->placement;
    return !placement->is_expired && may(showing, right) &&
           placement_state_after(placement_state_of(placement->state), action, &after) == OK;
}

/* ---- who must act ---------------------------------------------------------------------------- */

static int next_word(const struct placement *placement)
{
    bool is_wished = str_equal_c(placement->wish_answer, "yes");
    if (placement->is_expired)
        return WORD_placement_next_expired;
    switch (placement_state_of(placement->state)) {
    case PLACEMENT_held: return WORD_placement_next_held;
    case PLACEMENT_offered:
        return is_wished ? WORD_placement_next_offered : WORD_placement_next_offered_ask;
    case PLACEMENT_accepted:
        return is_wished ? WORD_placement_next_accepted : WORD_placement_next_accepted_ask;
    case PLACEMENT_arrived: return WORD_placement_next_arrived;
    case PLACEMENT_departed: return WORD_placement_next_departed;
    case PLACEMENT_not_arrived: return WORD_placement_next_not_arrived;
    case PLACEMENT_declined:
    case PLACEMENT_lapsed:
    case PLACEMENT_withdrawn:
    case PLACEMENT_STATES: break;
    }
    return WORD_placement_next_again;
}

static void fill_actions(struct showing *showing)
{
    struct placement_show_view *view = showing->view;
    view->next = next_word(&showing->placement);
    view->is_desk = may(showing, RIGHT_placement_make);
    view->may_arrivals = right_opens(showing->job->asker.role, RIGHT_arrivals_read);
    view->can_offer = can(showing, ACTION_offer, RIGHT_placement_make);
    view->can_release = can(showing, ACTION_release, RIGHT_placement_make);
    view->can_accept = can(showing, ACTION_accept, RIGHT_placement_answer);
    view->can_decline = can(showing, ACTION_decline, RIGHT_placement_answer);
    if (view->can_accept)
        view->next = WORD_placement_next_answer;
    else if (!view->is_desk && view->next == WORD_placement_next_accepted_ask)
        view->next = WORD_placement_next_accepted_house;
    view->can_wish = can(showing, ACTION_wish, RIGHT_placement_make);
    view->can_arrive = can(showing, ACTION_arrive, RIGHT_placement_stay);
    view->can_not_arrive = can(showing, ACTION_not_arrive, RIGHT_placement_stay);
    view->can_settle = view->warning.is_there && view->warning.decision.size == 0 &&
                       can(showing, ACTION_settle, RIGHT_placement_make);
    view->can_extend = can(showing, ACTION_extend, RIGHT_placement_stay);
    view->can_move = can(showing, ACTION_move, RIGHT_placement_stay);
    view->can_depart = can(showing, ACTION_depart, RIGHT_placement_stay);
}

/* ---- the household, without a name ------------------------------------------------------- */

static struct placement_member_view member_view(const struct job *job,
                                                const struct person *person,
                                                const struct referral_answers *answers)
{
    struct placement_member_view member = {.kind = person->facts.kind};
    int least, most;
    person_age(person->facts.born, date_in_london(job->now), &least, &most);
    bool is_unborn = str_equal_c(person->facts.kind, "unborn");
    member.age_least = is_unborn || least < 0 ? INTEGER_NONE : least;
    member.age_most = is_unborn || least < 0 ? INTEGER_NONE : most;
    member.sleeping = referral_answer_of(answers, person->person, "sleeping");
    return member;
}

static enum err fill_members(struct job *job, struct household_id household,
                             const struct referral_answers *answers,
                             struct placement_household_view *view)
{
    struct household_members members;
    enum err err = household_members(job, household, &members);
    if (err != OK)
        return err;
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, members.count);
    size_t count = 0;
    for (size_t i = 0; i < members.count; i++)
        if (!instant_is_some(members.at[i].until_at))
            ids[count++] = members.at[i].person;
    struct person *people = ARENA_MANY(job->arena, struct person, count);
    struct placement_member_view *views =
        ARENA_MANY(job->arena, struct placement_member_view, count);
    err = count == 0 ? OK : person_get_many_readable(job, PERSON_BORN, ids, count, people);
    for (size_t i = 0; err == OK && i < count; i++) {
        views[i] = member_view(job, &people[i], answers);
        view->is_unreadable |= str_is_unreadable(people[i].facts.born);
        job_audit(job, VERB_read, RECORD_person, ids[i].value);
    }
    view->members.at = views;
    view->members.count = count;
    return err;
}

/* Answers in codes only: free text may hold a name. */
static void fill_needs(struct arena *arena, const struct referral_answers *answers,
                       size_t language, struct placement_household_view *view)
{
    static const struct {
        const char *question;
        int word;
    } asked[] = {
        {"night-admission", WORD_placement_need_night},
        {"step-free", WORD_placement_need_step_free},
        {"complex-needs", WORD_placement_need_complex},
        {"medical-now", WORD_placement_need_doctor},
        {"medication-tonight", WORD_placement_need_medication},
        {"catered", WORD_placement_need_catered},
        {"pregnant", WORD_placement_need_pregnant},
    };
    const struct person_id nobody = {0};
    struct placement_need_view *needs =
        ARENA_MANY(arena, struct placement_need_view, COUNT_OF(asked));
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        if (str_equal_c(referral_answer_of(answers, nobody, asked[i].question), "yes"))
            needs[count++] = (struct placement_need_view){asked[i].word};
    view->needs.at = needs;
    view->needs.count = count;
    struct str code =
        referral_answer_of(answers, nobody, "pv-interpreter-requirements-language");
    view->language = code;
    if (code.size > 0)
        view->language =
            list_name(arena, STR("language"), code, language_table[language].code);
    for (size_t i = 0; i < answers->count; i++)
        view->is_unreadable |= str_is_unreadable(answers->at[i].value);
}

enum err placement_household_fill(struct job *job, const struct placement *placement,
                                  size_t language, struct placement_household_view *out_view)
{
    struct referral_answers answers;
    struct placement_shape_row shape;
    struct placement_household_view view = {0};
    enum err err = referral_answers_readable(job, placement->referral, &answers);
    if (err == OK)
        err = sql_placement_shape(job->db, job->arena, placement->placement, &shape);
    if (err == OK)
        err = fill_members(job, placement->household, &answers, &view);
    if (err != OK)
        return err;
    fill_needs(job->arena, &answers, language, &view);
    view.beds = shape.beds;
    view.cots = shape.cots;
    *out_view = view;
    return OK;
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void fill_facts(struct showing *showing)
{
    struct placement_show_view *view = showing->view;
    const struct placement *placement = &showing->placement;
    bool is_absence = str_equal_c(placement->state, "not_arrived");
    view->placement = placement->placement;
    view->state = placement->state;
    view->is_expired = placement->is_expired;
    view->held_until_at = placement->held_until_at;
    view->offered_at = placement->offered_at;
    view->answered_at = placement->answered_at;
    view->expected_at = placement->expected_at;
    view->arrived_at = placement->arrived_at;
    view->departed_at = placement->departed_at;
    view->planned_until_on = placement->planned_until_on;
    view->decline_reason = placement->decline_reason;
    view->not_arrived_reason = is_absence ? placement->end_reason : STR_NONE;
    view->cancel_reason = is_absence ? STR_NONE : placement->end_reason;
    view->destination = placement->destination;
    view->checks = str_split(showing->job->arena, placement->arrival_checks, ',');
    view->wish_answer = placement->wish_answer;
    view->wish_told = str_split(showing->job->arena, placement->wish_told, ',');
    view->wish_at = placement->wish_at;
}

static enum err fill_head(struct showing *showing)
{
    struct job *job = showing->job;
    struct placement_head_row head;
    enum err err = sql_placement_head(job->db, job->arena, showing->placement.placement, &head);
    if (err != OK)
        return err;
    struct placement_show_view *view = showing->view;
    view->ref = head.referral_ref;
    view->house = head.house_ref;
    view->alias = head.house_alias;
    view->area = placement_area(job, head.area, showing->language);
    view->name = head.room_name;
    view->held_by = head.held_by;
    view->key_worker = head.key_worker;
    return OK;
}

int placement_move_word(const struct placement_booking *booking)
{
    if (!booking->is_asked)
        return WORD_placement_move_own;
    return booking->is_agreed ? WORD_placement_move_agreed : WORD_placement_move_waits;
}

/* Why a move that was planned is not. */
static enum err fill_declined(struct showing *showing)
{
    struct move_declined declined;
    enum err err = str_equal_c(showing->placement.state, "arrived")
                       ? move_last_declined(showing->job, showing->placement.placement, &declined)
                       : ERR_NOT_FOUND;
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    showing->view->declined_alias = declined.house_alias;
    showing->view->declined_reason = declined.reason;
    showing->view->declined_at = declined.answered_at;
    return OK;
}

static enum err fill_move(struct showing *showing)
{
    struct job *job = showing->job;
    struct placement_booking booking;
    enum err err = placement_booking(job, showing->placement.placement, &booking);
    if (err == ERR_NOT_FOUND)
        return fill_declined(showing);
    if (err != OK)
        return err;
    struct placement_show_view *view = showing->view;
    view->move_next = placement_move_word(&booking);
    view->move_alias = booking.house_alias;
    view->move_name = booking.room_name;
    view->move_on = booking.from_on;
    view->can_move_now = view->can_move && booking.is_agreed &&
                         date_compare(booking.from_on, date_in_london(job->now)) <= 0;
    return OK;
}

/* What she said about being moved, and the last move that everyone's plan advised. */
static enum err fill_move_wish(struct showing *showing)
{
    struct job *job = showing->job;
    struct placement_id placement = showing->placement.placement;
    struct placement_show_view *view = showing->view;
    struct placement_move_wish wish;
    const struct placement_move_why *whys;
    size_t count;
    enum err err = placement_move_wish_last(job, placement, &wish);
    if (err == OK) {
        view->move_wish = wish.wish;
        view->move_wish_at = wish.said_at;
        view->move_wish_counts = wish.counts;
    }
    if (err == OK || err == ERR_NOT_FOUND)
        err = placement_move_whys(job, placement, &whys, &count);
    if (err == OK && count > 0) {
        view->move_advised_at = whys[count - 1].decided_at;
        view->move_advice = view->is_desk ? whys[count - 1].explanation : STR_NONE;
    }
    return err;
}

/* What the desk alone may read: her own words, and why this room. */
static enum err fill_desk(struct showing *showing)
{
    if (!showing->view->is_desk)
        return OK;
    showing->view->explanation = showing->placement.explanation;
    return placement_wish_words(showing->job, showing->placement.placement,
                                &showing->view->wish_words);
}

enum err placement_show_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct showing showing = {
        .job = job,
        .language = words_choose(request->languages),
        .view = ARENA_NEW(job->arena, struct placement_show_view),
    };
    showing.view->move_on = DATE_NONE;
    showing.view->declined_at = INSTANT_NONE;
    showing.view->move_wish_at = INSTANT_NONE;
    showing.view->move_advised_at = INSTANT_NONE;
    enum err err =
        placement_get(job, (struct placement_id){job->target.id}, &showing.placement);
    if (err != OK)
        return err;
    fill_facts(&showing);
    err = placement_warning_fill(job, &showing.placement, &showing.view->warning);
    fill_actions(&showing);
    if (err == OK)
        err = fill_head(&showing);
    if (err == OK)
        err = placement_household_fill(job, &showing.placement, showing.language,
                                       &showing.view->household);
    if (err == OK)
        err = fill_move(&showing);
    if (err == OK)
        err = fill_move_wish(&showing);
    if (err == OK)
        err = fill_desk(&showing);
    if (err == OK)
        reply_placement_show(reply, showing.view);
    return err;
}
