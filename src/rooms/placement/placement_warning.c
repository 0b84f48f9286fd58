/* The look at a room after something was learnt, and the warning that may follow from it. */
#include "rooms/placement/placement_warning.h"

#include "guard/tie.h"
#include "rooms/contact/contact.h"
#include "rooms/placement/placement_inner.h"
#include "words.h"

/* What is told of a room that is not lived in yet: all but that somebody else has it, or that it is
 * being made ready. */
#define BEFORE_RULES (MATCH_BIT(MATCH_RULE_OPEN) | MATCH_BIT(MATCH_RULE_NIGHT) | STAY_RULES)

/* Who lives there has been received, also in a house that is closed to others. */
#define STAY_RULES (MATCH_BIT(MATCH_RULE_MODE) | MATCH_BIT(MATCH_RULE_ADMITS) |                    \
                    MATCH_BIT(MATCH_RULE_REGION) | MATCH_BIT(MATCH_RULE_AREA) |                    \
                    MATCH_BIT(MATCH_RULE_CONFLICT) | MATCH_BIT(MATCH_RULE_LICENCE) |               \
                    MATCH_BIT(MATCH_RULE_COMPLEX) | MATCH_BIT(MATCH_RULE_BEDS) |                   \
                    MATCH_BIT(MATCH_RULE_COT) | MATCH_BIT(MATCH_RULE_STEP_FREE) |                  \
                    MATCH_BIT(MATCH_RULE_LARGE_SHARED))

#define FOLLOW_UP STR("safety_check")

/* ---- a look is due --------------------------------------------------------------------------- */

enum err placement_look_at_referral(struct job *job, int64_t referral)
{
    job->is_more_due = true;
    return sql_placement_look_referral(job->db, (struct referral_id){referral}, job->now);
}

enum err placement_look_at_household(struct job *job, int64_t household)
{
    job->is_more_due = true;
    return sql_placement_look_household(job->db, (struct household_id){household}, job->now);
}

enum err placement_look_at_person(struct job *job, int64_t person)
{
    job->is_more_due = true;
    return sql_placement_look_person(job->db, (struct person_id){person}, job->now);
}

/* ---- sets of rules as text ------------------------------------------------------------------- */

static struct str rules_text(struct arena *arena, uint32_t rules)
{
    struct buf text = buf_make(arena, 128);
    for (unsigned rule = 0; rule < MATCH_RULES; rule++)
        if (rules & MATCH_BIT(rule))
            buf_format(&text, "%s%s", buf_text(&text).size > 0 ? "," : "", match_rules[rule].name);
    return buf_text(&text);
}

/* A name that an earlier version of the program wrote and this one does not know is left out. */
static uint32_t rules_of(struct str text)
{
    uint32_t rules = 0;
    while (text.size > 0) {
        struct str name = str_cut(&text, ',');
        for (unsigned rule = 0; rule < MATCH_RULES; rule++)
            if (str_equal_c(name, match_rules[rule].name))
                rules |= MATCH_BIT(rule);
    }
    return rules;
}

/* ---- the look -------------------------------------------------------------------------------- */

enum { CALLS_MOST = 8 };

struct looking {
    struct placement_id placement;
    int64_t marks;
    struct placement_party parties[CALLS_MOST]; /* the room's own call first, then later ones */
    size_t party_count;
    uint32_t said; /* secret rules of which somebody said that there is a danger */
};

/* That there is a danger was said, though perhaps not yet which: that is more than not asked. */
static enum err hear(struct job *job, struct referral_id referral, uint32_t *said)
{
    struct referral_answers answers;
    const struct person_id nobody = {0};
    enum err err = referral_answers(job, referral, &answers);
    if (err != OK)
        return err;
    if (str_equal_c(referral_answer_of(&answers, nobody, "avoid-any"), "yes"))
        *said |= MATCH_BIT(MATCH_RULE_AREA);
    if (str_equal_c(referral_answer_of(&answers, nobody, "conflict-any"), "yes"))
        *said |= MATCH_BIT(MATCH_RULE_CONFLICT);
    return OK;
}

static enum err look_prepare(struct job *job, struct looking *looking)
{
    struct placement_look_calls_rows calls;
    enum err err = sql_placement_look_calls(job->db, job->arena, looking->placement, &calls);
    for (size_t i = 0; err == OK && i < calls.count && i < CALLS_MOST; i++) {
        err = placement_party_load(job, calls.at[i].referral, &looking->parties[i]);
        if (err == OK)
            err = hear(job, calls.at[i].referral, &looking->said);
        looking->party_count = i + 1;
    }
    return err;
}

struct found {
    uint32_t rules, asks;
    bool is_feared; /* the rule "conflict" fails by the other side's word alone */
};

/* What may be told to who lives and works there. */
static uint32_t told(struct found found)
{
    return (found.is_feared ? found.rules & ~MATCH_BIT(MATCH_RULE_CONFLICT) : found.rules) |
           found.asks;
}

/* Before the house has been asked an open question is no news: the offer waits for it anyway. Of
 * later calls only what is known counts. */
static struct found found_of(const struct looking *looking, const struct placement_row_row *row,
                             const struct placement_fit *fit, bool is_own_call)
{
    bool is_stay = str_equal_c(row->state, "arrived");
    uint32_t asks = str_equal_c(row->state, "held") ? 0 : fit->check.asks & BEFORE_RULES;
    if (is_stay || !is_own_call)
        asks = fit->check.asks & looking->said;
    return (struct found){.rules = fit->check.fails & (is_stay ? STAY_RULES : BEFORE_RULES),
                          .asks = asks};
}

static bool has_person(const struct match_keys *keys, struct person_id person)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->at[i] == person.value)
            return true;
    return false;
}

/* Keeps whom the household must not live with as its answers have it now, where they say it. */
static enum err follow_apart(struct job *job, struct placement_id placement,
                             const struct match_keys *conflicts, bool *out_is_changed)
{
    struct placement_apart_list_rows kept;
    size_t same = 0;
    enum err err = sql_placement_apart_list(job->db, job->arena, placement, &kept);
    for (size_t i = 0; err == OK && conflicts->is_known && i < kept.count; i++) {
        if (has_person(conflicts, kept.at[i].person))
            same++;
        else
            err = sql_placement_apart_drop(job->db, placement, kept.at[i].person);
    }
    for (size_t i = 0; err == OK && conflicts->is_known && i < conflicts->count; i++)
        err = sql_placement_apart_insert(job->db, placement,
                                         (struct person_id){conflicts->at[i]});
    *out_is_changed = conflicts->is_known && (same != kept.count || same != conflicts->count);
    return err;
}

/* What the household takes of the house, and whom it fears, is the others' concern too. */
static enum err follow_facts(struct job *job, const struct placement_row_row *row,
                             const struct placement_party *party, const struct placement_fit *fit)
{
    bool is_apart_changed, is_taking_changed;
    enum err err =
        follow_apart(job, row->placement, &party->facts.conflicts, &is_apart_changed);
    if (err == OK)
        err = placement_store_taking(job, row->placement, fit, &is_taking_changed);
    if (err == OK && (is_apart_changed || is_taking_changed))
        err = sql_placement_look_others(job->db, row->house, row->placement, job->now);
    return err;
}

static enum err judge_room(struct job *job, const struct looking *looking,
                           const struct placement_row_row *row, struct found *out_found)
{
    enum placement_others others =
        str_equal_c(row->state, "arrived") ? OTHERS_LIVING : OTHERS_ALL;
    struct found found = {0};
    uint32_t by_own = 0;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < looking->party_count; i++) {
        const struct placement_party *party = &looking->parties[i];
        struct placement_fit fit;
        err = placement_party_check(job, party);
        if (err == OK)
            err = placement_fit_check(job, &party->facts, row->room, others, &fit);
        if (err == OK && i == 0)
            err = follow_facts(job, row, party, &fit);
        if (err != OK)
            return err;
        struct found one = found_of(looking, row, &fit, i == 0);
        found.rules |= one.rules;
        found.asks |= one.asks & ~one.rules;
        by_own |= match_check(&party->facts, fit.house, fit.room).fails;
    }
    found.is_feared = (found.rules & ~by_own & MATCH_BIT(MATCH_RULE_CONFLICT)) != 0;
    *out_found = found;
    return err;
}

/* ---- the warning ----------------------------------------------------------------------------- */

static enum err store_feared(struct job *job, struct placement_id placement, struct found found)
{
    return found.is_feared ? sql_placement_feared_put(job->db, placement, told(found) == 0)
                           : sql_placement_feared_drop(job->db, placement);
}

static enum err settle_follow_ups(struct job *job, const struct placement_row_row *row,
                                  struct circle_id circle)
{
    struct referral referral;
    enum err err = referral_get(job, row->referral, &referral);
    return err == OK ? follow_up_settle(job, referral.person, FOLLOW_UP, circle) : err;
}

enum err placement_warning_end(struct job *job, const struct placement_row_row *row)
{
    int64_t cleared;
    enum err err = sql_placement_warning_clear(job->db, row->placement, job->now, &cleared);
    if (err != OK || cleared == 0)
        return err;
    job_audit(job, VERB_settled, RECORD_placement, row->referral.value);
    return settle_follow_ups(job, row, (struct circle_id){0});
}

static enum err open_one(struct job *job, struct person_id person, struct circle_id circle,
                         int64_t after_ms)
{
    return follow_up_open_once(job, &(struct follow_up_new){
        .person = person,
        .kind = FOLLOW_UP,
        .circle = circle,
        .due_at = instant_add_ms(job->now, after_ms),
    });
}

/* The desk, whose part in it may be over, reads the record of who lives there again for as long as
 * after an arrival. */
static enum err tie_desk(struct job *job, const struct placement_row_row *row)
{
    if (!str_equal_c(row->state, "arrived"))
        return OK;
    struct placement_tie tie = placement_tie_of(row);
    tie.desk_until_at = instant_add_ms(job->now, DESK_DAYS_AFTER_ARRIVAL * MS_PER_DAY);
    return placement_tie_desk(job, &tie);
}

/* The desk at once; who lives there is with the house and the key worker too. */
static enum err open_follow_ups(struct job *job, const struct placement_row_row *row)
{
    const int64_t soon_ms = SAFETY_CALL_MINUTES * MS_PER_MINUTE;
    struct placement_circles_row circles;
    struct placement_key_worker_row worker;
    struct referral referral;
    enum err err = referral_get(job, row->referral, &referral);
    if (err == OK)
        err = open_one(job, referral.person, CIRCLE_DESK, soon_ms);
    if (err != OK || !str_equal_c(row->state, "arrived"))
        return err;
    err = sql_placement_circles(job->db, job->arena, row->house, &circles);
    if (err == OK)
        err = open_one(job, referral.person, circles.circle, soon_ms);
    if (err == OK)
        err = sql_placement_key_worker(job->db, job->arena, row->key_worker, row->house, job->now,
                                       &worker);
    if (err == OK)
        err = open_one(job, referral.person, worker.circle, MS_PER_DAY);
    return err == ERR_NOT_FOUND ? OK : err;
}

static bool is_news(struct found found, const struct placement_warning_row_row *before)
{
    struct found known = {rules_of(before->rules), rules_of(before->asks), before->is_feared};
    return (found.rules & ~known.rules) != 0 || (found.asks & ~known.asks) != 0 ||
           (told(found) & ~told(known)) != 0;
}

/* What is known already is not told again, and what the desk decided of it stands. Who is feared
 * has no follow-up: it would stand on a page that others read. The desk's list has the warning. */
static enum err warn(struct job *job, const struct placement_row_row *row, struct found found)
{
    struct placement_warning_row_row before;
    struct str rules = rules_text(job->arena, found.rules);
    struct str asks = rules_text(job->arena, found.asks);
    enum err err = sql_placement_warning_row(job->db, job->arena, row->placement, &before);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    bool is_new = err == ERR_NOT_FOUND || is_news(found, &before);
    err = store_feared(job, row->placement, found);
    if (err == OK && !is_new)
        return sql_placement_warning_lessen(job->db, row->placement, rules, asks);
    if (err == OK)
        err = sql_placement_warning_put(job->db, &(struct placement_warning_put_in){
        .placement = row->placement,
        .rules = rules,
        .asks = asks,
        .now = job->now,
    });
    if (err == OK)
        err = tie_desk(job, row);
    if (err == OK && told(found) != 0)
        err = open_follow_ups(job, row);
    if (err == OK)
        job_audit(job, VERB_warned, RECORD_placement, row->referral.value);
    return err;
}

static enum err look_work(struct job *job, void *with)
{
    const struct looking *looking = with;
    struct placement_row_row row;
    struct found found = {0};
    int64_t changed;
    enum err err = sql_placement_row(job->db, job->arena, looking->placement, &row);
    if (err != OK)
        return err;
    bool is_over = instant_is_some(row.held_until_at) && row.held_until_at.ms <= job->now.ms;
    if (row.is_live && !is_over)
        err = judge_room(job, looking, &row, &found);
    if (err == OK)
        err = sql_placement_look_done(job->db, looking->placement, looking->marks, &changed);
    if (err == OK && changed == 0) /* it was done, or is due anew by what came meanwhile */
        err = ERR_CONFLICT;
    if (err != OK)
        return err;
    return found.rules || found.asks ? warn(job, &row, found) : placement_warning_end(job, &row);
}

static enum err look_at(struct job *job, struct placement_id placement, int64_t marks)
{
    struct looking *looking = ARENA_NEW(job->arena, struct looking);
    looking->placement = placement;
    looking->marks = marks;
    enum err err = look_prepare(job, looking);
    if (err == OK)
        err = job_write(job, look_work, looking);
    return err;
}

enum err placement_look_now(struct job *job, struct placement_id placement)
{
    struct placement_look_of_row row;
    enum err err = sql_placement_look_of(job->db, job->arena, placement, &row);
    if (err == OK)
        err = look_at(job, placement, row.marks);
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err placement_look_again(struct job *job, int64_t limit, int64_t *out_count)
{
    struct placement_looks_rows due;
    enum err first = OK;
    int64_t count = 0, before;
    do {
        before = count;
        enum err err = sql_placement_looks(job->db, job->arena, limit, &due);
        if (err != OK)
            return err;
        for (size_t i = 0; i < due.count && count < limit; i++) {
            err = look_at(job, due.at[i].placement, due.at[i].marks);
            count += err == OK;
            if (err != OK && err != ERR_CONFLICT && first == OK)
                first = err;
        }
    } while (count > before && count < limit); /* a look may make others due */
    *out_count = count;
    return first;
}

/* ---- reading, deciding ----------------------------------------------------------------------- */

enum err placement_warnings(struct job *job, int64_t limit,
                            struct placement_warnings_rows *out_rows)
{
    return sql_placement_warnings(job->db, job->arena, &(struct placement_warnings_in){
        .relations = right_relations(job->asker.role, RIGHT_placement_read),
        .staff = job->asker.staff,
        .now = job->now,
        .is_desk = right_relations(job->asker.role, RIGHT_placement_make) != 0,
        .limit_ = limit,
    }, out_rows);
}

enum err placement_warning_get(struct job *job, struct placement_id placement,
                               struct placement_warning *out_warning)
{
    struct placement_warning_row_row row;
    enum err err = sql_placement_warning_row(job->db, job->arena, placement, &row);
    if (err == OK)
        *out_warning = (struct placement_warning){
            .rules = rules_of(row.rules),
            .asks = rules_of(row.asks),
            .is_feared = row.is_feared,
            .found_at = row.found_at,
            .version = row.found_at.ms,
            .decision = row.decision,
            .decided_at = row.decided_at,
            .decided_by = row.decided_by,
        };
    return err;
}

enum err placement_warning_check(struct job *job, struct placement_id placement,
                                 struct problems *problems)
{
    struct placement_look_of_row look;
    struct placement_warning_row_row row;
    enum err err = sql_placement_look_of(job->db, job->arena, placement, &look);
    if (err != ERR_NOT_FOUND)
        return err == OK ? ERR_CONFLICT : err;
    err = sql_placement_warning_row(job->db, job->arena, placement, &row);
    if (err != OK || row.decision.size > 0)
        return err == ERR_NOT_FOUND ? OK : err;
    problems_add(problems, STR("room"), WORD_placement_warning_waits);
    return ERR_INVALID;
}

struct settling {
    struct placement_id placement;
    int64_t version;
    struct str decision;
    struct problems *problems;
    size_t problem_count;
};

/* A room that every arrival would be refused is not kept by a word of the desk. */
static enum err check_settling(struct job *job, const struct settling *settling,
                               const struct placement_row_row *row)
{
    struct placement_warning warning;
    enum err err = placement_warning_get(job, settling->placement, &warning);
    if (err != OK)
        return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
    if (warning.version != settling->version)
        return ERR_CONFLICT;
    if (str_equal_c(row->state, "arrived"))
        return OK;
    int word = (warning.rules & ARRIVAL_RULES) || (warning.asks & MATCH_SECRET_RULES)
                   ? WORD_placement_settle_cannot
               : str_equal_c(settling->decision, "move_arranged")
                   ? WORD_placement_settle_no_move : 0;
    if (word == 0)
        return OK;
    problems_add(settling->problems, STR("decision"), word);
    return ERR_INVALID;
}

static enum err settle_work(struct job *job, void *with)
{
    struct settling *settling = with;
    struct placement_row_row row;
    int64_t changed;
    settling->problems->count = settling->problem_count;
    enum err err = placement_step(job, settling->placement, ACTION_settle, &row);
    if (err == OK)
        err = check_settling(job, settling, &row);
    if (err == OK)
        err = sql_placement_warning_decide(job->db, &(struct placement_warning_decide_in){
            .placement = settling->placement,
            .decision = settling->decision,
            .now = job->now,
            .staff = job->asker.staff,
        }, &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        err = settle_follow_ups(job, &row, CIRCLE_DESK);
    if (err != OK)
        return err;
    job_audit(job, VERB_settled, RECORD_placement, row.referral.value);
    job->location = placement_location(job, settling->placement);
    return OK;
}

enum err placement_settle(struct job *job, struct placement_id placement, int64_t version,
                          struct str decision, struct problems *problems)
{
    struct settling settling = {placement, version, decision, problems, problems->count};
    return job_write(job, settle_work, &settling);
}
