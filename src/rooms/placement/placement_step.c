/* What every change of a placement's state has in common, inside the transaction. */
#include "guard/tie.h"
#include "placement_warning_sql.h"
#include "rooms/household/household.h"
#include "rooms/placement/placement_inner.h"

struct str placement_location(struct job *job, struct placement_id placement)
{
    struct str id = id_text(job->arena, placement.value);
    return str_format(job->arena, "/placements/%.*s", STR_ARGS(id));
}

static bool is_over(const struct placement_row_row *row, struct instant now)
{
    return instant_is_some(row->held_until_at) && row->held_until_at.ms <= now.ms;
}

enum err placement_step(struct job *job, struct placement_id placement,
                        enum placement_action action, struct placement_row_row *out_row)
{
    must(db_is_writing(job->db));
    struct placement_row_row row;
    enum placement_state after;
    int64_t changed = 0;
    enum err err = sql_placement_row(job->db, job->arena, placement, &row);
    if (err != OK)
        return err;
    if (row.is_live && is_over(&row, job->now) != (action == ACTION_lapse))
        return ERR_CONFLICT;
    err = placement_state_after(placement_state_of(row.state), action, &after);
    if (err == OK)
        err = sql_placement_state_set(job->db, &(struct placement_state_set_in){
            .placement = placement,
            .state = str_of(placement_state_name(after)),
            .is_live = placement_state_is_live(after),
            .version = row.version,
        }, &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK && !placement_state_is_timed(after) && instant_is_some(row.held_until_at))
        err = sql_placement_held_set(job->db, placement, INSTANT_NONE);
    if (err == OK)
        err = referral_set_state(job, row.referral, placement_state_referral(after));
    if (err != OK)
        return err;
    *out_row = row;
    return OK;
}

/* ---- ties ------------------------------------------------------------------------------------ */

static enum err circles_of(struct job *job, struct house_id house,
                           struct placement_circles_row *out_circles)
{
    return sql_placement_circles(job->db, job->arena, house, out_circles);
}

enum err placement_hide_address(struct job *job, struct house_id house)
{
    struct placement_accepted_in_row expected;
    enum err err = sql_placement_accepted_in(job->db, job->arena, house, &expected);
    if (err != OK || expected.number > 0)
        return err;
    return tie_end(job, (struct record_id){house.value}, CIRCLE_DESK, RELATION_desk);
}

enum err placement_free(struct job *job, const struct placement_row_row *row)
{
    struct placement_circles_row circles;
    enum err err = circles_of(job, row->house, &circles);
    if (err == OK)
        err = tie_end(job, (struct record_id){row->referral.value}, circles.circle,
                      RELATION_offered);
    if (err == OK)
        err = placement_hide_address(job, row->house);
    if (err == OK)
        err = placement_warning_end(job, row);
    if (err == OK)
        err = event_happened(job, EVENT_placement_freed, row->placement.value);
    return err;
}

enum err placement_lapse_old(struct job *job, struct room_id room, struct household_id household)
{
    struct placement_expired_of_rows expired;
    enum err err =
        sql_placement_expired_of(job->db, job->arena, room, household, job->now, &expired);
    for (size_t i = 0; err == OK && i < expired.count; i++) {
        struct placement_row_row row;
        err = placement_step(job, expired.at[i].placement, ACTION_lapse, &row);
        if (err == OK)
            err = placement_free(job, &row);
        if (err == OK)
            job_audit(job, VERB_released, RECORD_placement, row.referral.value);
    }
    return err;
}

enum err placement_records_of(struct job *job, const struct placement_tie *tie,
                              struct record_id **out_records, size_t *out_count)
{
    struct household_members members;
    enum err err = household_members(job, tie->household, &members);
    if (err != OK)
        return err;
    struct record_id *records = ARENA_MANY(job->arena, struct record_id, members.count + 1);
    size_t count = 0;
    records[count++] = (struct record_id){tie->referral.value};
    for (size_t i = 0; i < members.count; i++)
        if (!instant_is_some(members.at[i].until_at))
            records[count++] = (struct record_id){members.at[i].person.value};
    *out_records = records;
    *out_count = count;
    return OK;
}

/* Who has left, or works for another provider, gets no caseload. */
static enum err key_worker_circle(struct job *job, const struct placement_tie *tie,
                                  struct circle_id *out_circle)
{
    struct placement_key_worker_row row;
    if (tie->key_worker.value == 0)
        return OK;
    enum err err = sql_placement_key_worker(job->db, job->arena, tie->key_worker, tie->house,
                                            job->now, &row);
    if (err == OK)
        *out_circle = row.circle;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err tie_record(struct job *job, const struct placement_tie *tie,
                           const struct placement_circles_row *circles,
                           struct circle_id worker, struct record_id record)
{
    const struct tie ties[] = {
        {record, circles->circle, RELATION_house, INSTANT_NONE},
        {record, circles->organisation_circle, RELATION_provider, INSTANT_NONE},
        {record, worker, RELATION_caseload, INSTANT_NONE},
        {record, CIRCLE_DESK, RELATION_desk, tie->desk_until_at},
    };
    bool is_wanted[] = {true, true, worker.value != 0, instant_is_some(tie->desk_until_at)};
    enum err err = OK;
    for (size_t i = 0; err == OK && i < COUNT_OF(ties); i++)
        if (is_wanted[i])
            err = tie_make(job, &ties[i]);
    return err;
}

/* Whose house it is now supports her: who did before reads her no longer. */
static enum err hand_over(struct job *job, const struct placement_tie *tie,
                          struct record_id record)
{
    struct placement_ties_elsewhere_rows rows;
    enum err err = sql_placement_ties_elsewhere(job->db, job->arena,
                                                &(struct placement_ties_elsewhere_in){
        .record = record,
        .house = tie->house,
        .now = job->now,
        .provider = RELATION_BIT(RELATION_provider),
        .caseload = RELATION_BIT(RELATION_caseload),
    }, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = tie_end(job, record, rows.at[i].circle,
                      rows.at[i].relation == RELATION_BIT(RELATION_provider)
                          ? RELATION_provider : RELATION_caseload);
    return err;
}

enum err placement_tie_stay(struct job *job, const struct placement_tie *tie)
{
    struct placement_circles_row circles;
    struct circle_id worker = {0};
    struct record_id *records;
    size_t count;
    enum err err = circles_of(job, tie->house, &circles);
    if (err == OK)
        err = key_worker_circle(job, tie, &worker);
    if (err == OK)
        err = placement_records_of(job, tie, &records, &count);
    for (size_t i = 0; err == OK && i < count; i++) {
        err = hand_over(job, tie, records[i]);
        if (err == OK)
            err = tie_record(job, tie, &circles, worker, records[i]);
    }
    if (err == OK)
        err = placement_after_take_over(job, tie);
    if (err == OK)
        err = tie_end(job, records[0], circles.circle, RELATION_offered);
    return err == OK ? placement_hide_address(job, tie->house) : err;
}

enum err placement_tie_desk(struct job *job, const struct placement_tie *tie)
{
    struct record_id *records;
    size_t count;
    enum err err = placement_records_of(job, tie, &records, &count);
    for (size_t i = 0; err == OK && i < count; i++)
        err = tie_lengthen(job, &(struct tie){records[i], CIRCLE_DESK, RELATION_desk,
                                              tie->desk_until_at});
    return err;
}

enum err placement_untie_stay(struct job *job, const struct placement_tie *tie,
                              bool is_provider_too)
{
    struct placement_circles_row circles;
    struct record_id *records;
    size_t count;
    enum err err = circles_of(job, tie->house, &circles);
    if (err == OK)
        err = placement_records_of(job, tie, &records, &count);
    for (size_t i = 0; err == OK && i < count; i++) {
        err = tie_end(job, records[i], circles.circle, RELATION_house);
        if (err == OK && is_provider_too)
            err = tie_end(job, records[i], circles.organisation_circle, RELATION_provider);
    }
    return err;
}

/* ---- the row --------------------------------------------------------------------------------- */

/* Who is not counted yet takes one place: nobody comes alone with nobody. What a household with
 * women or men in it could never be is no choice of its house any more. */
struct placement_taking placement_taking_of(const struct match_household *facts)
{
    uint8_t modes = facts->modes == 0 ? MATCH_WOMEN_ONLY | MATCH_MEN_ONLY | MATCH_MIXED
                                      : facts->modes;
    if (facts->adults & MATCH_WOMEN)
        modes &= (uint8_t)~MATCH_MEN_ONLY;
    if (facts->adults & MATCH_MEN)
        modes &= (uint8_t)~MATCH_WOMEN_ONLY;
    return (struct placement_taking){
        .persons = facts->persons.is_known ? facts->persons.value : 1,
        .beds = facts->beds.is_known ? facts->beds.value : 1,
        .cots = facts->cots.is_known ? facts->cots.value : 0,
        .complex_places = facts->complex_needs == MATCH_YES,
        .modes = modes,
    };
}

/* Only the household's own word is kept, not what other households said of it. */
static enum err store_apart(struct job *job, struct placement_id placement,
                            const struct match_keys *conflicts)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < conflicts->count; i++)
        err = sql_placement_apart_insert(job->db, placement,
                                         (struct person_id){conflicts->at[i]});
    return err;
}

enum err placement_store(struct job *job, const struct placement_new *placement)
{
    const struct placement_fit *fit = placement->fit;
    const struct referral *referral = &placement->party->referral;
    struct placement_taking taking = placement_taking_of(&fit->household);
    enum err err = sql_placement_insert(job->db, &(struct placement_insert_in){
        .placement = placement->placement,
        .referral = referral->referral,
        .household = referral->household,
        .room = {fit->room->id},
        .house = {fit->house->id},
        .state = str_of(placement_state_name(placement->state)),
        .persons = taking.persons,
        .beds = taking.beds,
        .cots = taking.cots,
        .complex_places = taking.complex_places,
        .modes = taking.modes,
        .now = job->now,
        .staff = job->asker.staff,
        .held_until_at = placement->held_until_at,
        .explanation = placement_fit_explain(job, fit),
    });
    return err == OK ? store_apart(job, placement->placement,
                                   &placement->party->facts.conflicts)
                     : err;
}

enum err placement_store_shape(struct job *job, struct placement_id placement,
                               const struct placement_party *party,
                               const struct placement_fit *fit)
{
    struct placement_taking taking = placement_taking_of(&fit->household);
    enum err err = sql_placement_shape_set(job->db, &(struct placement_shape_set_in){
        .placement = placement,
        .persons = taking.persons,
        .beds = taking.beds,
        .cots = taking.cots,
        .complex_places = taking.complex_places,
        .modes = taking.modes,
        .explanation = placement_fit_explain(job, fit),
    });
    return err == OK ? store_apart(job, placement, &party->facts.conflicts) : err;
}

/* Unknown is no news: what was taken on what was known then stays. */
enum err placement_store_taking(struct job *job, struct placement_id placement,
                                const struct placement_fit *fit, bool *out_is_changed)
{
    struct placement_taking taking = placement_taking_of(&fit->household);
    struct placement_shape_row before;
    enum err err = sql_placement_shape(job->db, job->arena, placement, &before);
    if (err != OK)
        return err;
    bool is_known = fit->household.persons.is_known && fit->household.beds.is_known &&
                    fit->household.modes != 0;
    *out_is_changed = is_known &&
                      (before.persons != taking.persons || before.beds != taking.beds ||
                       before.cots != taking.cots || before.modes != taking.modes ||
                       before.complex_places != taking.complex_places);
    if (!*out_is_changed)
        return OK;
    return sql_placement_taking_set(job->db, &(struct placement_taking_set_in){
        .placement = placement,
        .persons = taking.persons,
        .beds = taking.beds,
        .cots = taking.cots,
        .complex_places = taking.complex_places,
        .modes = taking.modes,
    });
}
