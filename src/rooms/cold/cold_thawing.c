/* cold_thawing.c - the second person's word, and what it sets going until the record is open.
 *
 * From her word on the keys that came back and the fresh ones stand in a row of their own: wrapped
 * as every key is, and under the name by which a backup takes keys out of its data. So her word
 * outlives the server, and nobody has to fetch the stick once more. In the rows of the record there
 * is no key before all of it is sealed anew; then the keys, the ties and the rest come in one
 * transaction.
 */
#include "cold_sql.h"
#include "cold_thawing_sql.h"
#include "guard/alarm.h"
#include "guard/tie.h"
#include "rooms/cold/cold_inner.h"
#include "words.h"

/* A step is at most 3 MB: what a request does takes a second or two, and is all of most records. */
enum { STEPS_OF_REQUEST = 12, THAWS_AT_ONCE = 20 };

/* ---- the second person's word ---------------------------------------------------------------- */

/* The vault opens each of them, or they are none: sealing a word tries it. */
static enum err try_keys(struct job *job, const struct cold_keys *keys)
{
    struct vault_item *items = ARENA_MANY(job->arena, struct vault_item, keys->count);
    for (size_t i = 0; i < keys->count; i++)
        items[i] = (struct vault_item){.kind = keys->at[i].kind,
                                       .owner = keys->at[i].owner,
                                       .wrapped_key = keys->at[i].wrapped_key,
                                       .place = {"cold_case", "wrapped_key", keys->at[i].owner},
                                       .in = STR("-")};
    enum err err = vault_seal(job->vault, job->arena, items, keys->count);
    return err == OK ? vault_first_result(items, keys->count) : err;
}

static bool has_her_own(const struct cold_keys *keys, struct person_id person)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->at[i].kind == VAULT_PERSON && keys->at[i].owner == person.value)
            return true;
    return false;
}

static enum err read_keys(struct job *job, const struct thaw *thaw, struct str opened,
                          struct cold_keys *out_keys)
{
    struct str bytes;
    enum err err = cold_read_pasted(job->arena, opened, &bytes);
    if (err == OK)
        err = cold_keys_unpack(job->arena, bytes, out_keys);
    if (err == OK && !has_her_own(out_keys, thaw->person))
        err = ERR_INVALID;
    return err == OK ? try_keys(job, out_keys) : err;
}

struct beginning {
    const struct thaw *thaw;
    struct cold_keys old, fresh;
};

/* Each of the keys has a row of hers to go to; what stands there is empty, and stays so. */
static enum err look_at_rows(struct job *job, const struct beginning *beginning)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < beginning->old.count; i++)
        err = cold_key_put(job, beginning->thaw->person, &(struct cold_key){
            beginning->old.at[i].kind, beginning->old.at[i].owner, STR("")});
    return err;
}

static struct str pack_both(struct arena *arena, const struct beginning *beginning)
{
    struct buf both = buf_make(arena, 4096);
    buf_add(&both, cold_keys_pack(arena, &beginning->old));
    buf_add(&both, cold_keys_pack(arena, &beginning->fresh));
    return buf_text(&both);
}

static enum err begin_work(struct job *job, void *with)
{
    const struct beginning *beginning = with;
    const struct thaw *thaw = beginning->thaw;
    int64_t changed = 0;
    enum err err = cold_answer(job, thaw, STR("thawed"));
    if (err == OK)
        err = sql_thawing_insert(job->db, &(struct thawing_insert_in){
            .thaw = thaw->thaw,
            .person = thaw->person,
            .wrapped_key = pack_both(job->arena, beginning),
            .from_document = {INT64_MIN},
            .now = job->now,
        }, &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT; /* erased, or opened by another */
    if (err == OK)
        err = look_at_rows(job, beginning);
    if (err == OK)
        job_audit(job, VERB_thawed, RECORD_person, thaw->person.value);
    return err;
}

enum err cold_thaw_begin(struct job *job, const struct thaw *thaw, struct str opened)
{
    struct beginning beginning = {.thaw = thaw};
    enum err err = read_keys(job, thaw, opened, &beginning.old);
    if (err == OK)
        err = cold_anew_draw(job, &beginning.old, &beginning.fresh);
    return err == OK ? job_write(job, begin_work, &beginning) : err;
}

/* ---- until it is open ------------------------------------------------------------------------ */

static enum err read_thawing(struct job *job, struct task_id thaw, struct thawing *out_thawing)
{
    struct thawing_row_row row;
    enum err err = sql_thawing_row(job->db, job->arena, thaw, &row);
    if (err != OK)
        return err;
    struct thawing thawing = {
        .thaw = thaw,
        .person = row.person,
        .step = row.step,
        .at_document = row.at_document,
        .at_piece = row.at_piece,
        .piece_done = row.piece_done,
    };
    struct cold_keys both;
    err = cold_keys_unpack(job->arena, row.wrapped_key, &both);
    if (err != OK || both.count % 2 != 0)
        return err == OK ? ERR_INVALID : err;
    thawing.old = (struct cold_keys){both.at, both.count / 2};
    thawing.fresh = (struct cold_keys){both.at + both.count / 2, both.count / 2};
    *out_thawing = thawing;
    return OK;
}

struct opening_her {
    const struct thawing *thawing;
    struct cold_mends mends;
    struct instant until_at;
    int64_t damage_count;
};

/* Why she is asked for says who reads: a call is taken by the desk, and her own copy is approved by
 * the desk and by who answers for the asker's provider. */
static bool is_for_desk(struct str reason)
{
    return str_equal_c(reason, "returned") || str_equal_c(reason, "own_copy");
}

static enum err tie_readers(struct job *job, const struct opening_her *opening)
{
    struct thaw_circles_row circles;
    enum err err = sql_thaw_circles(job->db, job->arena, opening->thawing->thaw, &circles);
    struct tie tie = {{opening->thawing->person.value}, circles.own, RELATION_thawed,
                      opening->until_at};
    if (err == OK)
        err = tie_make(job, &tie);
    tie.circle = CIRCLE_DESK;
    if (err == OK && is_for_desk(circles.reason))
        err = tie_make(job, &tie);
    tie.circle = circles.organisation;
    if (err == OK && str_equal_c(circles.reason, "own_copy") && circles.organisation.value != 0)
        err = tie_make(job, &tie);
    return err;
}

static enum err say_damage(struct job *job, struct opening_her *opening)
{
    struct damage_count_row row;
    enum err err = sql_damage_count(job->db, job->arena, opening->thawing->thaw, &row);
    if (err != OK)
        return err;
    opening->damage_count = row.number;
    if (row.number > 0)
        job_audit(job, VERB_not_opened, RECORD_person, opening->thawing->person.value);
    return OK;
}

static enum err open_work(struct job *job, void *with)
{
    struct opening_her *opening = with;
    const struct thawing *thawing = opening->thawing;
    int64_t changed = 0;
    enum err err = cold_anew_put(job, thawing, &opening->mends);
    if (err == OK)
        err = sql_cold_case_thaw(job->db, thawing->person, opening->until_at, &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        err = sql_thaw_open(job->db, thawing->thaw, opening->until_at);
    if (err == OK)
        err = sql_thawing_end(job->db, thawing->thaw);
    if (err == OK)
        err = tie_readers(job, opening);
    if (err == OK)
        err = cold_tell_names(job, thawing->person);
    return err == OK ? say_damage(job, opening) : err;
}

static struct instant thaw_end_at(const struct job *job)
{
    struct date today = date_in_london(job->now);
    return london_midnight(law_cold_after(
        law_cold_rule(law_cold_built_in(), LAW_COLD_THAW, today), today));
}

static enum err open_her(struct job *job, const struct thawing *thawing)
{
    struct opening_her opening = {.thawing = thawing, .until_at = thaw_end_at(job)};
    enum err err = cold_anew_mend(job, thawing, &opening.mends);
    if (err == OK)
        err = job_write(job, open_work, &opening);
    if (err == OK && opening.damage_count > 0)
        alarm_raise("record_damaged");
    return err;
}

/* A step that another server took has moved on, or is done; one that a row of hers refused has not,
 * and would be tried for ever without a word. */
static enum err tell_apart(struct job *job, const struct thawing *thawing)
{
    struct thawing_row_row row;
    enum err err = sql_thawing_row(job->db, job->arena, thawing->thaw, &row);
    if (err == OK && row.step == thawing->step)
        return ERR_INTERNAL;
    return err == OK || err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

/* *out_is_open: all is done; also when it was taken away, because she was erased. ERR_CONFLICT:
 * another does it. */
static enum err go_on(struct job *job, struct task_id thaw, size_t steps, bool *out_is_open)
{
    enum err err = OK;
    *out_is_open = false;
    for (size_t i = 0; err == OK && !*out_is_open && i < steps; i++) {
        struct thawing thawing;
        bool is_all = false;
        err = read_thawing(job, thaw, &thawing);
        if (err == ERR_NOT_FOUND) {
            *out_is_open = true;
            return OK;
        }
        if (err == OK)
            err = cold_anew_step(job, &thawing, &is_all);
        if (err == OK && is_all) {
            err = open_her(job, &thawing);
            *out_is_open = err == OK;
        }
        if (err == ERR_CONFLICT)
            err = tell_apart(job, &thawing);
    }
    return err;
}

enum err cold_confirm(struct job *job, struct task_id id, struct str opened,
                      struct problems *problems, bool *out_is_open)
{
    struct thaw thaw;
    enum err err = cold_get(job, id, &thaw);
    if (err != OK)
        return err;
    if (instant_is_some(thaw.answered_at))
        return ERR_CONFLICT;
    cold_check_two(job, &thaw, problems);
    if (!thaw.is_cold)
        problems_add(problems, STR("opened"), WORD_cold_nothing);
    err = problems_result(problems);
    if (err == OK)
        err = cold_thaw_begin(job, &thaw, opened);
    if ((err == ERR_INVALID || err == ERR_NOT_FOUND) && problems->count == 0) {
        problems_add(problems, STR("opened"), WORD_cold_not_opened);
        err = ERR_INVALID;
    }
    if (err != OK)
        return err;
    bool is_open = false;
    err = go_on(job, id, STEPS_OF_REQUEST, &is_open);
    *out_is_open = err == OK && is_open; /* what cannot be done now the timer does */
    return OK;
}

struct failing {
    struct task_id thaws[THAWS_AT_ONCE];
    size_t count;
};

static enum err fail_work(struct job *job, void *with)
{
    const struct failing *failing = with;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < failing->count; i++)
        err = sql_thawing_failed(job->db, failing->thaws[i], job->now);
    return err;
}

enum err cold_go_on(struct job *job, size_t steps, bool *out_is_more)
{
    struct thawing_list_rows rows;
    struct failing failing = {.count = 0};
    enum err first = OK, err = sql_thawing_list(job->db, job->arena, THAWS_AT_ONCE, &rows);
    bool is_more = false;
    if (err != OK)
        return err;
    for (size_t i = 0; i < rows.count; i++) {
        bool is_open = false;
        err = go_on(job, rows.at[i].thaw, steps, &is_open);
        is_more = is_more || (err == OK && !is_open);
        if (err == OK || err == ERR_CONFLICT) /* another's step is no fault */
            continue;
        failing.thaws[failing.count++] = rows.at[i].thaw;
        first = first == OK ? err : first;
    }
    *out_is_more = is_more;
    err = failing.count > 0 ? job_write(job, fail_work, &failing) : OK;
    return first == OK ? err : first;
}

/* ---- what did not open ----------------------------------------------------------------------- */

enum err cold_damage_list(struct job *job, struct task_id thaw, int64_t limit,
                          struct cold_damages *out_damages)
{
    struct damage_list_rows rows;
    enum err err = sql_damage_list(job->db, job->arena, thaw, limit, &rows);
    if (err != OK)
        return err;
    struct cold_damage *damages = ARENA_MANY(job->arena, struct cold_damage, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        damages[i] = (struct cold_damage){
            .of_table = rows.at[i].of_table,
            .of_column = rows.at[i].of_column,
            .of_row = rows.at[i].of_row,
            .kind = rows.at[i].kind,
            .found_at = rows.at[i].found_at,
            .seen_at = rows.at[i].seen_at,
        };
    *out_damages = (struct cold_damages){damages, rows.count};
    return OK;
}

enum err cold_damaged(struct job *job, struct cold_damaged_list *out_list)
{
    struct damage_thaws_rows rows;
    enum err err = sql_damage_thaws(job->db, job->arena, job->asker.staff, &rows);
    if (err != OK)
        return err;
    struct cold_damaged *list = ARENA_MANY(job->arena, struct cold_damaged, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct cold_damaged){rows.at[i].thaw, rows.at[i].ref, rows.at[i].number};
    *out_list = (struct cold_damaged_list){list, rows.count};
    return OK;
}

enum err cold_damage_waiting(struct job *job, int64_t *out_number)
{
    struct damage_waiting_row row;
    enum err err = sql_damage_waiting(job->db, job->arena, job->asker.staff, &row);
    if (err == OK)
        *out_number = row.number;
    return err;
}

struct seeing {
    struct task_id thaw;
    struct person_id person;
};

static enum err see_work(struct job *job, void *with)
{
    const struct seeing *seeing = with;
    int64_t changed = 0;
    enum err err =
        sql_damage_see(job->db, seeing->thaw, job->asker.staff, job->now, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_settled, RECORD_person, seeing->person.value);
    return err;
}

enum err cold_damage_see(struct job *job, struct task_id thaw)
{
    struct thaw is;
    enum err err = cold_get(job, thaw, &is);
    return err == OK ? job_write(job, see_work, &(struct seeing){thaw, is.person}) : err;
}
