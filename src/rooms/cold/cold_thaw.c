/* cold_thaw.c - one person asks, another in another role answers. What is done then is in
 * cold_thawing.c. */
#include <string.h>

#include "base/base64.h"
#include "cold_sql.h"
#include "guard/tie.h"
#include "rooms/cold/cold_inner.h"
#include "vault/cold_seal.h"
#include "words.h"

enum { MINE_DAYS = 30 };

/* ---- asking ---------------------------------------------------------------------------------- */

struct asking {
    struct task_id thaw;
    struct str ref, reason;
};

/* Of a reference that stands for nothing there is nothing to name in the log but the asker. */
static enum err ask_work(struct job *job, void *with)
{
    const struct asking *asking = with;
    struct cold_of_ref_row row = {0};
    enum err err = sql_cold_of_ref(job->db, job->arena, asking->ref, job->asker.staff, &row);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    bool is_found = err == OK;
    err = sql_thaw_insert(job->db, &(struct thaw_insert_in){
        .thaw = asking->thaw,
        .person = row.person,
        .ref = asking->ref,
        .reason = asking->reason,
        .asked_by = job->asker.staff,
        .asked_role = str_of(role_name(job->asker.role)),
        .asked_at = job->now,
    });
    if (err == OK)
        job_audit(job, VERB_thaw_asked, is_found ? RECORD_person : RECORD_staff,
                  is_found ? row.person.value : job->asker.staff.value);
    return err;
}

enum err cold_ask(struct job *job, struct str ref, struct str reason)
{
    struct asking asking = {.thaw = {job_new_id(job)}, .reason = reason};
    enum err err = ref_parse(job->arena, ref, &asking.ref);
    job->location = STR("/cold/ask");
    return err == OK ? job_write(job, ask_work, &asking) : err;
}

enum err cold_mine(struct job *job, struct thaws *out_thaws)
{
    struct thaw_mine_rows rows;
    enum err err = sql_thaw_mine(job->db, job->arena, job->asker.staff,
                                 instant_add_ms(job->now, -MINE_DAYS * MS_PER_DAY), job->now,
                                 &rows);
    if (err != OK)
        return err;
    struct thaw *thaws = ARENA_MANY(job->arena, struct thaw, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        thaws[i] = (struct thaw){
            .thaw = rows.at[i].thaw,
            .ref = rows.at[i].ref,
            .reason = rows.at[i].reason,
            .asked_at = rows.at[i].asked_at,
            .outcome = rows.at[i].outcome,
            .until_at = rows.at[i].until_at,
            .is_being_opened = rows.at[i].is_being_opened,
        };
    *out_thaws = (struct thaws){thaws, rows.count};
    return OK;
}

/* ---- what there is to answer ----------------------------------------------------------------- */

/* "1795000000000.SR-4821": where the page before ended. */
static enum err read_after(struct job *job, struct str after, struct instant *out_before,
                           struct str *out_ref)
{
    int64_t before_ms;
    if (str_to_i64(str_cut(&after, '.'), &before_ms) != OK)
        return ERR_MALFORMED;
    *out_before = (struct instant){before_ms};
    bool is_mark =
        instant_is_some(*out_before) && ref_parse(job->arena, after, out_ref) == OK;
    return is_mark ? OK : ERR_MALFORMED;
}

enum err cold_list(struct job *job, struct str after, struct cold_lines *out_lines)
{
    struct instant before = {INT64_MAX};
    struct str before_ref = STR_NONE;
    struct cold_list_rows rows;
    struct cold_count_row total;
    enum err err = after.size == 0 ? OK : read_after(job, after, &before, &before_ref);
    if (err == OK)
        err = sql_cold_list(job->db, job->arena, &(struct cold_list_in){
            .asker = job->asker.staff,
            .before_ = before,
            .before_ref = before_ref,
            .limit_ = COLD_ROWS + 1,
        }, &rows);
    if (err == OK)
        err = sql_cold_count(job->db, job->arena, job->asker.staff, &total);
    if (err != OK)
        return err;
    struct cold_line *lines = ARENA_MANY(job->arena, struct cold_line, COLD_ROWS);
    struct cold_lines page = {.at = lines, .total = total.number};
    for (; page.count < rows.count && page.count < COLD_ROWS; page.count++)
        lines[page.count] = (struct cold_line){rows.at[page.count].ref,
                                               rows.at[page.count].key_mark,
                                               rows.at[page.count].cold_at};
    if (rows.count > COLD_ROWS)
        page.next = str_format(job->arena, "%lld.%.*s",
                               (long long)lines[COLD_ROWS - 1].cold_at.ms,
                               STR_ARGS(lines[COLD_ROWS - 1].ref));
    *out_lines = page;
    return OK;
}

enum err cold_thaws(struct job *job, struct thaws *out_thaws)
{
    struct thaw_list_rows rows;
    enum err err = sql_thaw_list(job->db, job->arena, job->asker.staff, job->now, &rows);
    if (err != OK)
        return err;
    struct thaw *thaws = ARENA_MANY(job->arena, struct thaw, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        thaws[i] = (struct thaw){
            .thaw = rows.at[i].thaw,
            .ref = rows.at[i].ref,
            .reason = rows.at[i].reason,
            .asked_by_name = rows.at[i].asked_by_name,
            .asked_role = rows.at[i].asked_role,
            .asked_at = rows.at[i].asked_at,
            .outcome = rows.at[i].outcome,
            .until_at = rows.at[i].until_at,
            .is_being_opened = rows.at[i].is_being_opened,
        };
    *out_thaws = (struct thaws){thaws, rows.count};
    return OK;
}

static struct thaw thaw_of(struct job *job, struct task_id thaw, const struct thaw_row_row *row)
{
    bool is_cold = row->is_cold && !row->is_kept_from_asker;
    return (struct thaw){
        .thaw = thaw,
        .person = row->person,
        .ref = row->ref,
        .reason = row->reason,
        .asked_by = row->asked_by,
        .asked_by_name = row->asked_by_name,
        .asked_role = row->asked_role,
        .asked_at = row->asked_at,
        .answered_by_name = row->answered_by_name,
        .answered_role = row->answered_role,
        .answered_at = row->answered_at,
        .outcome = row->outcome,
        .until_at = row->until_at,
        .sealed = is_cold ? base64_write(job->arena, row->wrapped_key.at, row->wrapped_key.size)
                          : STR_NONE,
        .key_mark = is_cold ? row->key_mark : STR_NONE,
        .is_cold = is_cold,
        .is_being_opened = row->is_being_opened,
        .piece_done = row->piece_done,
        .piece_count = row->piece_count,
    };
}

enum err cold_get(struct job *job, struct task_id thaw, struct thaw *out_thaw)
{
    struct thaw_row_row row;
    enum err err = sql_thaw_row(job->db, job->arena, thaw, job->asker.staff, &row);
    if (err == OK)
        *out_thaw = thaw_of(job, thaw, &row);
    return err;
}

/* ---- the second person's word ---------------------------------------------------------------- */

void cold_check_two(const struct job *job, const struct thaw *thaw, struct problems *problems)
{
    if (thaw->asked_by.value == job->asker.staff.value ||
        str_equal_c(thaw->asked_role, role_name(job->asker.role)))
        problems_add(problems, STR("opened"), WORD_cold_second_other);
}

enum err cold_read_pasted(struct arena *arena, struct str pasted,
                          struct str *out_bytes)
{
    struct buf text = buf_make(arena, pasted.size + 1);
    unsigned char *bytes = ARENA_MANY(arena, unsigned char, pasted.size + 1);
    size_t size;
    for (size_t i = 0; i < pasted.size; i++)
        if (!strchr(" \t\r\n", pasted.at[i]))
            buf_add(&text, str_slice(pasted, i, 1));
    enum err err = base64_read(buf_text(&text), bytes, pasted.size, &size);
    if (err == OK)
        *out_bytes = (struct str){(const char *)bytes, size};
    return err;
}

static enum err untie_readers(struct job *job, struct task_id thaw, struct person_id person)
{
    struct thaw_circles_row circles;
    struct record_id record = {person.value};
    enum err err = sql_thaw_circles(job->db, job->arena, thaw, &circles);
    if (err == OK)
        err = tie_end(job, record, circles.own, RELATION_thawed);
    if (err == OK)
        err = tie_end(job, record, CIRCLE_DESK, RELATION_thawed);
    return err == OK ? tie_end(job, record, circles.organisation, RELATION_thawed) : err;
}

enum err cold_answer(struct job *job, const struct thaw *thaw, struct str outcome)
{
    int64_t changed;
    enum err err = sql_thaw_answer(job->db, &(struct thaw_answer_in){
        .thaw = thaw->thaw,
        .outcome = outcome,
        .answered_by = job->asker.staff,
        .answered_role = str_of(role_name(job->asker.role)),
        .answered_at = job->now,
    }, &changed);
    return err == OK && changed == 0 ? ERR_CONFLICT : err;
}

static enum err refuse_work(struct job *job, void *with)
{
    const struct thaw *thaw = with;
    int64_t person = thaw->person.value;
    enum err err = cold_answer(job, thaw, STR("refused"));
    if (err == OK)
        job_audit(job, VERB_thaw_refused, person ? RECORD_person : RECORD_staff,
                  person ? person : thaw->asked_by.value);
    return err;
}

enum err cold_refuse(struct job *job, struct task_id id, struct problems *problems)
{
    struct thaw thaw;
    enum err err = cold_get(job, id, &thaw);
    if (err != OK)
        return err;
    if (instant_is_some(thaw.answered_at))
        return ERR_CONFLICT;
    cold_check_two(job, &thaw, problems);
    err = problems_result(problems);
    return err == OK ? job_write(job, refuse_work, &thaw) : err;
}

/* ---- ending ---------------------------------------------------------------------------------- */

struct ending {
    struct task_id thaw;
    bool is_own;
};

/* The keys leave their rows with the timer: only it knows what to seal them to. */
static enum err end_work(struct job *job, void *with)
{
    const struct ending *ending = with;
    struct thaw_of_row row;
    int64_t changed;
    enum err err = sql_thaw_of(job->db, job->arena, ending->thaw, job->asker.staff, &row);
    if (err == OK && ending->is_own && row.asked_by.value != job->asker.staff.value)
        return ERR_NOT_FOUND;
    if (err == OK)
        err = sql_thaw_end(job->db, ending->thaw, job->now, job->asker.staff, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        err = sql_cold_case_end(job->db, row.person, job->now);
    if (err == OK)
        err = untie_readers(job, ending->thaw, row.person);
    if (err == OK)
        job_audit(job, VERB_thaw_ended, RECORD_person, row.person.value);
    return err;
}

enum err cold_end(struct job *job, struct task_id thaw, bool is_own)
{
    return job_write(job, end_work, &(struct ending){thaw, is_own});
}

/* ---- the secret's side ----------------------------------------------------------------------- */

enum err cold_open_text(struct arena *arena, struct str secret, struct str sealed,
                        struct str *out_opened)
{
    struct str bytes, plain;
    enum err err = cold_read_pasted(arena, sealed, &bytes);
    if (err == OK)
        err = cold_open(arena, secret, bytes, &plain);
    if (err == OK)
        *out_opened = base64_write(arena, plain.at, plain.size);
    return err;
}
