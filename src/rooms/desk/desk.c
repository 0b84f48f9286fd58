#include "rooms/desk/desk.h"

#include "desk_sql.h"
#include "guard/right.h"
#include "rooms/placement/placement.h"
#include "rooms/referral/referral.h"

/* Clocks that ran out yesterday still stand in the line: somebody has to say why. */
enum { CLOCK_DAYS_BACK = 1 };

struct queue {
    struct referral_id *ids;
    size_t count;
    struct str next;
};

/* ---- which ----------------------------------------------------------------------------------- */

bool desk_has_order(struct str state)
{
    return !str_equal_c(state, "placed") && !str_equal_c(state, "unable");
}

/* "1.1795486200000.77": where the page before ended. */
static enum err read_after(struct str after, int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_to_i64(str_cut(&after, '.'), &values[i]) != OK || values[i] == INT64_MIN)
            return ERR_MALFORMED;
    return after.size == 0 ? OK : ERR_MALFORMED;
}

static struct date clocks_from(const struct job *job)
{
    return date_add_days(date_in_london(job->now), -CLOCK_DAYS_BACK);
}

/* One more than a page is read, to know whether there is a next one. */
static enum err queue_by_need(struct job *job, struct str state, struct str after,
                              struct queue *out_queue)
{
    int64_t from[] = {INT64_MIN, INT64_MIN + 1, INT64_MIN}; /* INT64_MIN is no instant */
    struct desk_queue_by_need_rows rows;
    enum err err = after.size == 0 ? OK : read_after(after, from, COUNT_OF(from));
    if (err == OK)
        err = sql_desk_queue_by_need(job->db, job->arena, &(struct desk_queue_by_need_in){
            .state = state,
            .relations = right_relations(job->asker.role, RIGHT_referral_read),
            .staff = job->asker.staff,
            .now = job->now,
            .urgency = from[0],
            .needed_at = {from[1]},
            .referral = {from[2]},
            .limit_ = DESK_ROWS + 1,
        }, &rows);
    if (err != OK)
        return err;
    struct queue queue = {.ids = ARENA_MANY(job->arena, struct referral_id, DESK_ROWS)};
    for (; queue.count < rows.count && queue.count < DESK_ROWS; queue.count++)
        queue.ids[queue.count] = rows.at[queue.count].referral;
    if (rows.count > DESK_ROWS)
        queue.next = str_format(job->arena, "%lld.%lld.%lld",
                                (long long)rows.at[DESK_ROWS - 1].urgency,
                                (long long)rows.at[DESK_ROWS - 1].needed_at.ms,
                                (long long)rows.at[DESK_ROWS - 1].referral.value);
    *out_queue = queue;
    return OK;
}

/* Where the page behind begins. */
static struct str mark_of(struct arena *arena, struct instant at, struct referral_id referral)
{
    return str_format(arena, "%lld.%lld", (long long)at.ms, (long long)referral.value);
}

static enum err queue_by_clock(struct job *job, struct str state, struct str after,
                               struct queue *out_queue)
{
    int64_t from[] = {INT64_MIN + 1, INT64_MIN}; /* INT64_MIN is no instant */
    struct desk_queue_by_clock_rows rows;
    enum err err = after.size == 0 ? OK : read_after(after, from, COUNT_OF(from));
    if (err == OK)
        err = sql_desk_queue_by_clock(job->db, job->arena, &(struct desk_queue_by_clock_in){
            .state = state,
            .relations = right_relations(job->asker.role, RIGHT_referral_read),
            .staff = job->asker.staff,
            .now = job->now,
            .clocks_from = clocks_from(job),
            .due_at = {from[0]},
            .referral = {from[1]},
            .limit_ = DESK_ROWS + 1,
        }, &rows);
    if (err != OK)
        return err;
    struct queue queue = {.ids = ARENA_MANY(job->arena, struct referral_id, DESK_ROWS)};
    for (; queue.count < rows.count && queue.count < DESK_ROWS; queue.count++)
        queue.ids[queue.count] = rows.at[queue.count].referral;
    if (rows.count > DESK_ROWS)
        queue.next = mark_of(job->arena, rows.at[DESK_ROWS - 1].due_at,
                             rows.at[DESK_ROWS - 1].referral);
    *out_queue = queue;
    return OK;
}

static enum err queue_by_change(struct job *job, struct str state, struct str after,
                                struct queue *out_queue)
{
    int64_t from[] = {INT64_MAX, INT64_MAX};
    struct desk_queue_by_change_rows rows;
    enum err err = after.size == 0 ? OK : read_after(after, from, COUNT_OF(from));
    if (err == OK)
        err = sql_desk_queue_by_change(job->db, job->arena, &(struct desk_queue_by_change_in){
            .state = state,
            .relations = right_relations(job->asker.role, RIGHT_referral_read),
            .staff = job->asker.staff,
            .now = job->now,
            .changed_at = {from[0]},
            .referral = {from[1]},
            .limit_ = DESK_ROWS + 1,
        }, &rows);
    if (err != OK)
        return err;
    struct queue queue = {.ids = ARENA_MANY(job->arena, struct referral_id, DESK_ROWS)};
    for (; queue.count < rows.count && queue.count < DESK_ROWS; queue.count++)
        queue.ids[queue.count] = rows.at[queue.count].referral;
    if (rows.count > DESK_ROWS)
        queue.next = mark_of(job->arena, rows.at[DESK_ROWS - 1].changed_at,
                             rows.at[DESK_ROWS - 1].referral);
    *out_queue = queue;
    return OK;
}

/* ---- what stands in the lines ---------------------------------------------------------------- */

/* 20 characters a referral, as the statements cut them. */
static struct str ids_text(struct arena *arena, const struct queue *queue)
{
    struct buf text = buf_make(arena, 20 * queue->count + 1);
    for (size_t i = 0; i < queue->count; i++)
        buf_format(&text, "%20lld", (long long)queue->ids[i].value);
    return buf_text(&text);
}

static struct desk_row row_of(const struct desk_rows_row *row)
{
    return (struct desk_row){
        .referral = row->referral,
        .ref = row->ref,
        .person_ref = row->person_ref,
        .state = row->state,
        .waiting_since = row->created_at,
        .needed_at = row->needed_at,
        .adults = row->adults,
        .children = row->children,
        .unborn = row->unborn,
        .decision_kind = row->decision_kind,
        .decision_outcome = row->decision_outcome,
        .clock_rule = row->clock_rule,
        .clock_on = row->clock_due_on,
        .clock_at = row->clock_due_at,
        .owned_by = row->taken_by,
        .owner = row->owner,
        .placement = row->placement,
        .placement_state = row->placement_state,
        .held_until_at = row->held_until_at,
        .alias = row->alias,
        .room_name = row->room_name,
        .unable_reason = row->unable_reason,
    };
}

/* Answers come by question: whether there are areas to avoid is told before which. */
static void take_answer(struct desk_row *row, struct str question, struct str value)
{
    bool is_yes = str_equal_c(value, "yes");
    row->is_unreadable = row->is_unreadable || str_is_unreadable(value);
    if (str_equal_c(question, "wish-areas"))
        row->wish_areas = value;
    else if (str_equal_c(question, "avoid-any"))
        row->is_avoiding = is_yes;
    else if (str_equal_c(question, "avoid-areas") && row->is_avoiding)
        row->avoid_areas = value;
    else if (str_equal_c(question, "feels-safe-houses"))
        row->feels_safe = value;
    else if (str_equal_c(question, "pv-interpreter-requirements-language"))
        row->language = value;
    else if (str_equal_c(question, "night-admission"))
        row->is_night = is_yes;
    else if (str_equal_c(question, "step-free"))
        row->is_step_free = is_yes;
    else if (str_equal_c(question, "complex-needs"))
        row->is_complex = is_yes;
}

/* Rows and answers come in the same order. All answers are opened in one call. */
static enum err open_answers(struct job *job, struct str ids, const struct desk_rows_rows *from,
                             struct desk_row *rows)
{
    struct desk_answers_rows answers;
    enum err err = sql_desk_answers(job->db, job->arena, ids, &answers);
    if (err != OK)
        return err;
    struct referral_sealed *sealed =
        ARENA_MANY(job->arena, struct referral_sealed, answers.count);
    struct str *values = ARENA_MANY(job->arena, struct str, answers.count);
    size_t *places = ARENA_MANY(job->arena, size_t, answers.count);
    for (size_t i = 0, row = 0; i < answers.count; i++) {
        while (from->at[row].referral.value != answers.at[i].referral.value)
            row++;
        places[i] = row;
        sealed[i] = (struct referral_sealed){answers.at[i].referral, from->at[row].wrapped_key,
                                             {0}, answers.at[i].question,
                                             answers.at[i].answer_sealed};
    }
    err = referral_open_many_readable(job, sealed, answers.count, values);
    for (size_t i = 0; err == OK && i < answers.count; i++)
        take_answer(&rows[places[i]], sealed[i].question, values[i]);
    return err;
}

static enum err queue_of(struct job *job, struct str state, enum desk_order order,
                         struct str after, struct queue *out_queue)
{
    if (!desk_has_order(state))
        return queue_by_change(job, state, after, out_queue);
    return order == DESK_BY_CLOCK ? queue_by_clock(job, state, after, out_queue)
                                  : queue_by_need(job, state, after, out_queue);
}

enum err desk_page(struct job *job, struct str state, enum desk_order order, struct str after,
                   struct desk_page *out_page)
{
    struct queue queue;
    struct desk_rows_rows from;
    enum err err = queue_of(job, state, order, after, &queue);
    if (err != OK)
        return err;
    if (queue.count == 0) {
        *out_page = (struct desk_page){0};
        return OK;
    }
    struct str ids = ids_text(job->arena, &queue);
    err = sql_desk_rows(job->db, job->arena, ids, job->now, clocks_from(job), &from);
    if (err != OK)
        return err;
    struct desk_row *rows = ARENA_MANY(job->arena, struct desk_row, from.count);
    for (size_t i = 0; i < from.count; i++)
        rows[i] = row_of(&from.at[i]);
    err = open_answers(job, ids, &from, rows);
    if (err == OK)
        *out_page = (struct desk_page){rows, from.count, queue.next};
    return err;
}

enum err desk_counts(struct job *job, struct desk_counts *out_counts)
{
    struct desk_counts_rows rows;
    struct instant since = instant_add_ms(job->now, -DESK_DAYS_AFTER_ARRIVAL * MS_PER_DAY);
    enum err err = sql_desk_counts(job->db, job->arena, since, job->asker.staff, &rows);
    if (err != OK)
        return err;
    struct desk_count *counts = ARENA_MANY(job->arena, struct desk_count, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        counts[i] = (struct desk_count){rows.at[i].state, rows.at[i].number};
    *out_counts = (struct desk_counts){counts, rows.count};
    return OK;
}

/* ---- taking over ----------------------------------------------------------------------------- */

struct taking {
    struct referral_id referral;
    struct staff_id owned_by;
};

static enum err take_work(struct job *job, void *with)
{
    const struct taking *taking = with;
    int64_t changed = 0;
    enum err err = sql_desk_take(job->db, taking->referral, job->asker.staff, taking->owned_by,
                                 &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_referral, taking->referral.value);
    return err;
}

enum err desk_take(struct job *job, struct referral_id referral, struct staff_id owned_by)
{
    return job_write(job, take_work, &(struct taking){referral, owned_by});
}
