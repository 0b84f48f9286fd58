#include "rooms/clock/clock_move.h"

#include <stdlib.h>

#include "clock_history_sql.h"
#include "clock_sql.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_law.h"
#include "rooms/decision/decision.h"
#include "words.h"

/* ---- where she lives ----------------------------------------------------------------------- */

static bool is_replaced(const struct clock_move_rows_rows *rows, struct record_id move)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i].replaces.value == move.value)
            return true;
    return false;
}

static int by_day(const void *a, const void *b)
{
    const struct clock_move *one = a, *other = b;
    int order = date_compare(one->from_on, other->from_on);
    return order != 0 ? order : one->known_at.ms < other->known_at.ms ? -1 : 1;
}

/* The beginning stands in the person's row, or in the newest row without a day. */
enum err clock_move_list(struct job *job, struct person_id person, struct instant known_at,
                         struct clock_moves *out_moves)
{
    struct clock_nation_row person_row;
    struct clock_move_rows_rows rows;
    enum err err = sql_clock_nation(job->db, job->arena, person, &person_row);
    if (err == OK)
        err = sql_clock_move_rows(job->db, job->arena, person, clock_known_by(known_at), &rows);
    if (err != OK)
        return err;
    struct clock_move *moves = ARENA_MANY(job->arena, struct clock_move, rows.count + 1);
    size_t count = 1;
    moves[0] = (struct clock_move){.from_on = DATE_NONE, .known_at = INSTANT_NONE};
    if (nation_parse(person_row.nation, &moves[0].nation) != OK)
        return ERR_INTERNAL;
    for (size_t i = 0; i < rows.count; i++) {
        struct clock_move move = {.move = rows.at[i].move, .from_on = rows.at[i].from_on,
                                  .known_at = rows.at[i].known_at};
        if (nation_parse(rows.at[i].nation, &move.nation) != OK)
            return ERR_INTERNAL;
        if (!date_is_some(move.from_on))
            moves[0] = move;
        else if (!is_replaced(&rows, move.move))
            moves[count++] = move;
    }
    if (count > 2)
        qsort(moves + 1, count - 1, sizeof(*moves), by_day);
    *out_moves = (struct clock_moves){moves, count};
    return OK;
}

/* ---- writing down -------------------------------------------------------------------------- */

struct moving {
    struct person_id person;
    const struct clock_move_new *move;
    struct problems *problems;
    size_t problem_count; /* that were there before the checks */
    struct record_id id;
};

static void add_problem(struct moving *moving, const char *field, int word)
{
    problems_add(moving->problems, str_of(field), word);
}

static void check_day(struct job *job, struct moving *moving)
{
    struct date on = moving->move->from_on;
    bool is_beginning = moving->move->is_correction && moving->move->replaces.value == 0;
    if (is_beginning)
        return;
    if (!date_is_some(on) && problems_of(moving->problems, STR("from_on")) == NULL)
        add_problem(moving, "from_on", WORD_clock_problem_move_day);
    else if (date_is_some(on) && date_compare(on, date_in_london(job->now)) > 0)
        add_problem(moving, "from_on", WORD_clock_problem_future);
}

/* A new move comes after all others and leads to another nation. */
static void check_order(struct moving *moving, const struct clock_moves *moves)
{
    const struct clock_move *last = &moves->at[moves->count - 1];
    struct str nation = nation_code(last->nation);
    if (str_equal(nation, moving->move->nation))
        add_problem(moving, "nation", WORD_clock_problem_move_same);
    if (date_is_some(moving->move->from_on) && date_is_some(last->from_on) &&
        date_compare(moving->move->from_on, last->from_on) <= 0)
        add_problem(moving, "from_on", WORD_clock_problem_move_order);
}

static void check_decisions(struct moving *moving, const struct decisions *decisions)
{
    for (size_t i = 0; i < decisions->count; i++) {
        struct date day = decision_day(&decisions->at[i]);
        if (!date_is_some(moving->move->from_on) || !date_is_some(day) ||
            date_compare(moving->move->from_on, day) > 0)
            continue;
        add_problem(moving, "from_on", WORD_clock_problem_move_decision);
        return;
    }
}

static void check_corrected(struct moving *moving, const struct clock_moves *moves)
{
    for (size_t i = 0; i < moves->count; i++) {
        bool is_it = moving->move->replaces.value == 0
                         ? i == 0
                         : moves->at[i].move.value == moving->move->replaces.value;
        if (is_it)
            return;
    }
    add_problem(moving, "", WORD_clock_problem_move_gone);
}

static enum err insert(struct job *job, const struct moving *moving)
{
    const struct clock_move_new *move = moving->move;
    bool is_beginning = move->is_correction && move->replaces.value == 0;
    return sql_clock_move_insert(job->db, &(struct clock_move_insert_in){
        .move = moving->id,
        .person = moving->person,
        .nation = move->nation,
        .from_on = is_beginning ? DATE_NONE : move->from_on,
        .replaces = move->is_correction ? move->replaces : (struct record_id){0},
        .now = job->now,
        .staff = job->asker.staff,
    });
}

/* All checks run here, on what is in the database at this moment. */
static enum err move_work(struct job *job, void *with)
{
    struct moving *moving = with;
    struct clock_moves moves;
    struct decisions decisions;
    moving->problems->count = moving->problem_count;
    enum err err = clock_move_list(job, moving->person, INSTANT_NONE, &moves);
    if (err == OK)
        err = decision_list(job, moving->person, &decisions);
    if (err != OK)
        return err;
    check_day(job, moving);
    if (moving->move->is_correction) {
        check_corrected(moving, &moves);
    } else {
        check_order(moving, &moves);
        check_decisions(moving, &decisions);
    }
    err = problems_result(moving->problems);
    if (err == OK)
        err = insert(job, moving);
    if (err == OK)
        err = clock_refresh(job, moving->person);
    if (err == OK)
        err = event_happened(job, EVENT_fact_recorded, moving->person.value);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, moving->person.value);
    return err;
}

enum err clock_move_add(struct job *job, struct person_id person,
                        const struct clock_move_new *move, struct problems *problems)
{
    struct moving moving = {
        .person = person,
        .move = move,
        .problems = problems,
        .problem_count = problems->count,
        .id = {job_new_id(job)},
    };
    return job_write(job, move_work, &moving);
}
