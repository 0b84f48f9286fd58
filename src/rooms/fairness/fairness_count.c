/* fairness_count.c - opening what the groups are made of, once for everybody, and counting. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "fairness_sql.h"
#include "law/area.h"
#include "rooms/fairness/fairness.h"
#include "rooms/placement/placement_waiting.h"
#include "rooms/referral/referral.h"

enum { BATCH = 400, CASES_MEMORY = 256 << 20, BATCH_MEMORY = 64 << 20 };
#define RECENT_MS (10 * MS_PER_MINUTE)

struct counting {
    struct instant since;
    struct fairness_case *cases; /* as referrals[], by referral id */
    struct referral_id *referrals;
    size_t count, room;
    int64_t waiting, rooms;
    struct fairness_rule rules[MATCH_RULES];
    struct fairness_table *table;
};

/* ---- groups ---------------------------------------------------------------------------------- */

/* What a referral's answers say, of the few that are opened. */
struct said {
    struct str gender, nationality, asylum_claim, support_kinds, wish_areas;
    bool is_complex, is_step_free;
};

static void take_answer(struct said *said, struct str question, struct str value)
{
    if (str_equal_c(question, "pv-gender"))
        said->gender = value;
    else if (str_equal_c(question, "pv-nationality"))
        said->nationality = value;
    else if (str_equal_c(question, "asylum-claim"))
        said->asylum_claim = value;
    else if (str_equal_c(question, "support-kinds"))
        said->support_kinds = value;
    else if (str_equal_c(question, "wish-areas"))
        said->wish_areas = value;
    else if (str_equal_c(question, "complex-needs"))
        said->is_complex = str_equal_c(value, "yes");
    else if (str_equal_c(question, "step-free"))
        said->is_step_free = str_equal_c(value, "yes");
}

static bool lists(struct str codes, const char *code)
{
    while (codes.size > 0)
        if (str_equal_c(str_trim(str_cut(&codes, ',')), code))
            return true;
    return false;
}

/* The European Economic Area and Switzerland, whose nationals had rights of their own. */
static bool is_european(struct str country)
{
    static const char codes[] = "AT,BE,BG,CH,CY,CZ,DE,DK,EE,ES,FI,FR,GR,HR,HU,IE,IS,IT,LI,LT,LU,"
                                "LV,MT,NL,NO,PL,PT,RO,SE,SI,SK";
    struct str rest = str_of(codes);
    while (rest.size > 0)
        if (str_equal(str_cut(&rest, ','), country))
            return true;
    return false;
}

static enum fairness_party party_of_sex(struct str gender)
{
    return str_equal_c(gender, "female") ? FAIRNESS_PARTY_women
           : str_equal_c(gender, "male") ? FAIRNESS_PARTY_men
                                         : FAIRNESS_PARTY_sex_not_said;
}

static enum fairness_party party_of_nationality(struct str country)
{
    if (country.size == 0 || str_equal_c(country, "not-known"))
        return FAIRNESS_PARTY_nationality_not_said;
    return str_equal_c(country, "GB") ? FAIRNESS_PARTY_british
           : is_european(country)     ? FAIRNESS_PARTY_european
                                      : FAIRNESS_PARTY_elsewhere;
}

static enum fairness_party party_of_claim(struct str claim)
{
    return str_equal_c(claim, "yes")  ? FAIRNESS_PARTY_asylum
           : str_equal_c(claim, "no") ? FAIRNESS_PARTY_no_asylum
                                      : FAIRNESS_PARTY_asylum_not_said;
}

static uint32_t parties_of(const struct said *said, bool has_children)
{
    const enum fairness_party sex = party_of_sex(said->gender);
    const enum fairness_party nationality = party_of_nationality(said->nationality);
    bool is_disabled = said->is_step_free || lists(said->support_kinds, "disability");
    bool is_mother = has_children && sex == FAIRNESS_PARTY_women;
    bool is_foreign = nationality == FAIRNESS_PARTY_european ||
                      nationality == FAIRNESS_PARTY_elsewhere;
    uint32_t parties = UINT32_C(1) << FAIRNESS_PARTY_everyone | UINT32_C(1) << sex |
                       UINT32_C(1) << nationality |
                       UINT32_C(1) << party_of_claim(said->asylum_claim);
    parties |= UINT32_C(1) << (has_children ? FAIRNESS_PARTY_with_children
                                            : FAIRNESS_PARTY_without_children);
    parties |= UINT32_C(1) << (is_disabled ? FAIRNESS_PARTY_disabled
                                           : FAIRNESS_PARTY_not_disabled);
    parties |= (uint32_t)is_mother << FAIRNESS_PARTY_mothers;
    parties |= (uint32_t)(is_mother && is_foreign) << FAIRNESS_PARTY_foreign_mothers;
    return parties;
}

static enum fairness_stratum stratum_of(const struct said *said, bool has_children)
{
    return said->is_complex     ? FAIRNESS_STRATUM_complex
           : said->is_step_free ? FAIRNESS_STRATUM_step_free
           : has_children       ? FAIRNESS_STRATUM_family
                                : FAIRNESS_STRATUM_single;
}

/* The nearest band between a house's area and one that was wished. */
static int32_t band_of(struct str wished, struct str area)
{
    const struct area *of_house = area_find(area);
    int32_t band = 3;
    if (wished.size == 0 || of_house == NULL)
        return -1;
    while (wished.size > 0) {
        const struct area *wish = area_find(str_trim(str_cut(&wished, ',')));
        int32_t one = wish == NULL                                  ? 3
                      : wish == of_house                            ? 0
                      : area_is_beside(wish->code, area)            ? 1
                      : str_equal(wish->region, of_house->region) ? 2
                                                                    : 3;
        band = one < band ? one : band;
    }
    return band;
}

/* ---- every call of the period, a batch at a time --------------------------------------------- */

static struct fairness_case case_of(const struct fairness_referrals_row *row,
                                    const struct said *said)
{
    return (struct fairness_case){
        .parties = parties_of(said, row->children > 0),
        .stratum = stratum_of(said, row->children > 0),
        .called_at = row->created_at,
        .arrived_at = row->arrived_at,
        .house_no = (int32_t)row->house_no,
        .own_no = (int32_t)row->own_no,
        .moved = (int32_t)row->moved,
        .band = instant_is_some(row->arrived_at) ? band_of(said->wish_areas, row->area) : -1,
        .suitable = -1,
    };
}

/* Rows and answers come in the same order. */
static enum err open_batch(struct job *job, const struct counting *counting,
                           const struct fairness_referrals_rows *rows, struct said *said)
{
    struct fairness_answers_rows answers;
    enum err err = sql_fairness_answers(job->db, job->arena, counting->since, rows->at[0].referral,
                                        rows->at[rows->count - 1].referral, &answers);
    if (err != OK)
        return err;
    struct referral_sealed *sealed = ARENA_MANY(job->arena, struct referral_sealed, answers.count);
    struct str *values = ARENA_MANY(job->arena, struct str, answers.count);
    size_t *places = ARENA_MANY(job->arena, size_t, answers.count);
    for (size_t i = 0, row = 0; i < answers.count; i++) {
        while (rows->at[row].referral.value != answers.at[i].referral.value)
            row++;
        places[i] = row;
        sealed[i] = (struct referral_sealed){answers.at[i].referral, rows->at[row].wrapped_key,
                                             {0}, answers.at[i].question,
                                             answers.at[i].answer_sealed};
    }
    err = referral_open_many(job, sealed, answers.count, values);
    for (size_t i = 0; err == OK && i < answers.count; i++)
        take_answer(&said[places[i]], sealed[i].question, values[i]);
    return err;
}

static void add_case(struct arena *arena, struct counting *counting, struct referral_id referral,
                     struct fairness_case one)
{
    if (counting->count == counting->room) {
        size_t room = counting->room == 0 ? 1024 : 2 * counting->room;
        struct fairness_case *cases = ARENA_MANY(arena, struct fairness_case, room);
        struct referral_id *referrals = ARENA_MANY(arena, struct referral_id, room);
        if (counting->count > 0) {
            memcpy(cases, counting->cases, counting->count * sizeof(*cases));
            memcpy(referrals, counting->referrals, counting->count * sizeof(*referrals));
        }
        counting->cases = cases;
        counting->referrals = referrals;
        counting->room = room;
    }
    counting->referrals[counting->count] = referral;
    counting->cases[counting->count++] = one;
}

static enum err count_batch(struct job *job, struct arena *lasting, struct counting *counting,
                            struct referral_id *after, bool *out_is_last)
{
    struct fairness_referrals_rows rows;
    enum err err = sql_fairness_referrals(job->db, job->arena, counting->since, *after, BATCH,
                                          &rows);
    *out_is_last = err != OK || rows.count == 0;
    if (*out_is_last)
        return err;
    struct said *said = ARENA_MANY(job->arena, struct said, rows.count);
    err = open_batch(job, counting, &rows, said);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        add_case(lasting, counting, rows.at[i].referral, case_of(&rows.at[i], &said[i]));
    *after = rows.at[rows.count - 1].referral;
    return err;
}

static enum err count_calls(struct job *job, struct counting *counting)
{
    struct arena *lasting = job->arena;
    struct arena batch = arena_make(BATCH_MEMORY);
    struct referral_id after = {INT64_MIN};
    bool is_last = false;
    enum err err = OK;
    job->arena = &batch;
    while (err == OK && !is_last) {
        err = count_batch(job, lasting, counting, &after, &is_last);
        arena_reset(&batch);
    }
    job->arena = lasting;
    arena_free(&batch);
    return err;
}

/* ---- everybody who waits --------------------------------------------------------------------- */

static struct fairness_case *find_case(struct counting *counting, struct referral_id referral)
{
    size_t low = 0, high = counting->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (counting->referrals[middle].value < referral.value)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < counting->count && counting->referrals[low].value == referral.value;
    return is_there ? &counting->cases[low] : NULL;
}

static void count_secret(struct fairness_rule *rule, uint32_t rooms)
{
    rule->households += rooms > 0;
    rule->rooms += rooms;
    rule->alone += rooms;
}

static enum err look_at_waiting(void *with, const struct placement_waiting *waiting)
{
    struct counting *counting = with;
    const struct match_answer *answer = waiting->answer;
    struct fairness_case *one = find_case(counting, waiting->referral);
    counting->waiting++;
    counting->rooms = (int64_t)answer->room_count;
    if (one != NULL)
        one->suitable = (int32_t)answer->suitable.count;
    for (size_t rule = 0; rule < MATCH_RULES; rule++) {
        counting->rules[rule].households += answer->fail_counts[rule] > 0;
        counting->rules[rule].rooms += answer->fail_counts[rule];
        counting->rules[rule].asked += answer->ask_counts[rule];
    }
    for (size_t i = 0; i < answer->unsuitable_count; i++) {
        uint32_t fails = answer->unsuitable[i].fails;
        if ((fails & (fails - 1)) == 0)
            counting->rules[__builtin_ctz(fails)].alone++;
    }
    count_secret(&counting->rules[MATCH_RULE_AREA], answer->withheld_by_area);
    count_secret(&counting->rules[MATCH_RULE_CONFLICT], answer->withheld_by_conflict);
    return OK;
}

/* ---- keeping what was counted ---------------------------------------------------------------- */

static enum err store_cell(struct job *job, struct date day, size_t stratum, size_t party,
                           const int64_t *numbers)
{
    enum err err = OK;
    for (size_t figure = 0; figure < FAIRNESS_FIGURES && err == OK; figure++)
        if (numbers[figure] != 0)
            err = sql_fairness_cell_put(job->db, &(struct fairness_cell_put_in){
                .day = day,
                .stratum = str_of(fairness_stratum_names[stratum]),
                .party = str_of(fairness_party_names[party]),
                .figure = str_of(fairness_figure_names[figure]),
                .number = numbers[figure],
            });
    return err;
}

static enum err store_cells(struct job *job, struct date day, const struct fairness_table *table)
{
    enum err err = OK;
    for (size_t stratum = 0; stratum < FAIRNESS_STRATA; stratum++)
        for (size_t party = 0; party < FAIRNESS_PARTIES && err == OK; party++)
            err = store_cell(job, day, stratum, party, table->number[stratum][party]);
    return err;
}

static enum err store_rules(struct job *job, struct date day, const struct fairness_rule *rules)
{
    enum err err = OK;
    for (size_t i = 0; i < MATCH_RULES && err == OK; i++)
        err = sql_fairness_rule_put(job->db, &(struct fairness_rule_put_in){
            .day = day,
            .rule = str_of(match_rules[i].name),
            .households = rules[i].households,
            .rooms = rules[i].rooms,
            .alone = rules[i].alone,
            .asked = rules[i].asked,
        });
    return err;
}

static enum err store_work(struct job *job, void *with)
{
    const struct counting *counting = with;
    struct date day = date_in_london(job->now);
    struct fairness_rooms_row rooms;
    enum err err = sql_fairness_rooms(job->db, job->arena, &rooms);
    if (err == OK)
        err = sql_fairness_put(job->db, &(struct fairness_put_in){
            .day = day,
            .counted_at = job->now,
            .counted_by = job->asker.staff,
            .referrals = (int64_t)counting->count,
            .waiting = counting->waiting,
            .rooms = rooms.number,
        });
    if (err == OK)
        err = sql_fairness_forget_cells(job->db, day);
    if (err == OK)
        err = sql_fairness_forget_rules(job->db, day);
    if (err == OK)
        err = store_cells(job, day, counting->table);
    return err == OK ? store_rules(job, day, counting->rules) : err;
}

/* No log, no data: the line is durable before anything is opened. */
static enum err count_all(struct job *job)
{
    struct counting counting = {
        .since = instant_add_ms(job->now, -FAIRNESS_DAYS * MS_PER_DAY),
        .table = ARENA_NEW(job->arena, struct fairness_table),
    };
    job_audit_for(job, VERB_counted, RECORD_database, 0, PURPOSE_oversight);
    enum err err = job_audit_commit(job);
    if (err == OK)
        err = count_calls(job, &counting);
    if (err == OK)
        err = placement_each_waiting(job, look_at_waiting, &counting);
    if (err != OK)
        return err;
    fairness_tally(job->arena, counting.cases, counting.count, job->now, counting.table);
    return job_write(job, store_work, &counting);
}

/* Looks with a fresh eye first: who counted a moment ago has written it down since. */
static enum err count_unless_recent(struct job *job)
{
    struct fairness_day last;
    job_stop_reading(job);
    enum err err = job_read_again(job);
    if (err == OK)
        err = fairness_last(job, &last);
    if (err == OK && last.counted_at.ms > job->now.ms - RECENT_MS &&
        last.counted_at.ms <= job->now.ms)
        return ERR_BUSY;
    return err == OK || err == ERR_NOT_FOUND ? count_all(job) : err;
}

/* What the job keeps beyond the count must not lie in the count's own memory. */
static void move_to(struct job *job, struct arena *arena)
{
    struct audit_line *lines = ARENA_MANY(arena, struct audit_line, job->line_count);
    for (size_t i = 0; i < job->line_count; i++)
        lines[i] = job->lines[i];
    job->lines = lines;
    job->line_room = job->line_count;
    job->once_location = str_copy(arena, job->once_location);
    job->arena = arena;
}

enum err fairness_count(struct job *job)
{
    static atomic_flag is_counting = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&is_counting))
        return ERR_BUSY;
    struct arena *of_job = job->arena;
    struct arena own = arena_make(CASES_MEMORY);
    job->arena = &own;
    enum err err = count_unless_recent(job);
    move_to(job, of_job);
    arena_free(&own);
    atomic_flag_clear(&is_counting);
    return err;
}

enum err fairness_count_daily(struct job *job)
{
    struct fairness_day last;
    enum err err = fairness_last(job, &last);
    if (err == OK && date_compare(last.day, date_in_london(job->now)) >= 0)
        return OK;
    return err == OK || err == ERR_NOT_FOUND ? fairness_count(job) : err;
}
