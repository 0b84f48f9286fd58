/* cold_anew.c - fresh keys at a thaw.
 *
 * The keys that come back were on this server before the record went cold, and stand in every copy
 * of the database from then. Who has such a copy, and takes over the server later, must not read
 * what is written from now on. So her key and those of her calls are drawn anew while she is still
 * cold and nobody works on her record: with the old keys all of it is opened and sealed again, some
 * at a time. The bytes of documents, which can be two gigabytes, are sealed anew in their place;
 * the rest goes into rows beside, and takes the place of the old when all is there. Keys of
 * emergencies stay: what the log commits to are their sealed words as they are.
 *
 * What does not open was damaged, or was moved there by hand. It takes nothing else of her along:
 * its place is emptied, so that her pages open, and it is written down for the guardian. Pieces of
 * documents and letters stay as they are instead, since one that has lost a piece must not pass for
 * whole. Before that all places of hers are tried: what was moved goes back to where it belongs.
 */
#include <string.h>

#include "cold_anew_sql.h"
#include "cold_thawing_sql.h"
#include "rooms/cold/cold_inner.h"

/* BATCH: what is opened at once is at most 3 MB and with its copies in memory at most 15. */
enum { AT_ONCE = 48, BATCH_MEMORY = 64 << 20, MOVED_MOST = 20, PLACES_MOST = 2000 };

static struct str key_of(const struct cold_keys *keys, int64_t kind, int64_t owner)
{
    for (size_t i = 0; i < keys->count; i++)
        if ((int64_t)keys->at[i].kind == kind && keys->at[i].owner == owner)
            return keys->at[i].wrapped_key;
    return STR_NONE;
}

enum err cold_anew_draw(struct job *job, const struct cold_keys *old, struct cold_keys *out_fresh)
{
    struct cold_key *keys = ARENA_MANY(job->arena, struct cold_key, old->count);
    enum err err = OK;
    for (size_t i = 0; err == OK && i < old->count; i++) {
        keys[i] = old->at[i];
        if (keys[i].kind != VAULT_EMERGENCY)
            err = vault_key_make(job->vault, job->arena, keys[i].kind, keys[i].owner,
                                 &keys[i].wrapped_key);
    }
    *out_fresh = (struct cold_keys){keys, old->count};
    return err;
}

/* ---- one step -------------------------------------------------------------------------------- */

/* What was read of her, opened under the old keys and sealed under the fresh. */
struct batch {
    const struct thawing *thawing;
    struct vault_item *items; /* out: what is to stand there */
    size_t count;
    struct thawing next; /* where the thaw stands after it */
    struct document_id document; /* whose pieces they are; 0: not a document's */
    const struct thawing_pieces_row *pieces; /* these */
};

static bool is_whole_only(const char *table)
{
    return strcmp(table, "document_piece") == 0 || strcmp(table, "release_part") == 0;
}

/* What does not open has result ERR_INVALID afterwards. */
static enum err seal_again(struct job *job, struct batch *batch)
{
    struct vault_item *sealing = ARENA_MANY(job->arena, struct vault_item, batch->count);
    const struct thawing *thawing = batch->thawing;
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++)
        batch->items[i].wrapped_key =
            key_of(&thawing->old, (int64_t)batch->items[i].kind, batch->items[i].owner);
    enum err err = vault_open_all(job->vault, job->arena, batch->items, batch->count);
    for (size_t i = 0; err == OK && i < batch->count; i++) {
        if (batch->items[i].result == ERR_INVALID)
            continue;
        err = batch->items[i].result;
        sealing[count] = batch->items[i];
        sealing[count].in = batch->items[i].out;
        sealing[count].wrapped_key =
            key_of(&thawing->fresh, (int64_t)sealing[count].kind, sealing[count].owner);
        count++;
    }
    if (err == OK && count > 0)
        err = vault_seal(job->vault, job->arena, sealing, count);
    if (err == OK)
        err = vault_first_result(sealing, count);
    for (size_t i = 0, k = 0; err == OK && i < batch->count; i++)
        if (batch->items[i].result == OK)
            batch->items[i].out = sealing[k++].out;
        else
            batch->items[i].out =
                is_whole_only(batch->items[i].place.table) ? batch->items[i].in : STR("");
    return err;
}

static enum err take_step(struct job *job, const struct thawing *from, const struct thawing *to)
{
    int64_t changed = 0;
    enum err err = sql_thawing_step(job->db, &(struct thawing_step_in){
        .thaw = from->thaw,
        .step = from->step,
        .at_document = to->at_document,
        .at_piece = to->at_piece,
        .piece_done = to->piece_done,
    }, &changed);
    return err == OK && changed == 0 ? ERR_CONFLICT : err;
}

static enum err put_damage(struct job *job, const struct batch *batch,
                           const struct vault_item *item)
{
    return sql_damage_put(job->db, &(struct damage_put_in){
        .thaw = batch->thawing->thaw,
        .owner = item->owner,
        .of_table = str_of(item->place.table),
        .of_column = str_of(item->place.column),
        .of_row = item->place.row,
        .person = batch->thawing->person,
        .kind = STR("damaged"),
        .found_at = job->now,
    });
}

static enum err put_beside(struct job *job, const struct batch *batch,
                           const struct vault_item *item)
{
    return sql_anew_insert(job->db, &(struct anew_insert_in){
        .attempt = batch->thawing->thaw,
        .kind = (int64_t)item->kind,
        .owner = item->owner,
        .of_table = str_of(item->place.table),
        .of_column = str_of(item->place.column),
        .of_row = item->place.row,
        .person = batch->thawing->person,
        .sealed = item->out,
        .made_at = job->now,
    });
}

static enum err batch_work(struct job *job, void *with)
{
    const struct batch *batch = with;
    enum err err = take_step(job, batch->thawing, &batch->next);
    for (size_t i = 0; err == OK && i < batch->count; i++) {
        const struct vault_item *item = &batch->items[i];
        if (batch->document.value == 0)
            err = put_beside(job, batch, item);
        else if (item->result == OK)
            err = sql_anew_document_piece(job->db, batch->document, batch->pieces[i].number,
                                          item->out);
        if (err == OK && item->result != OK)
            err = put_damage(job, batch, item);
    }
    return err;
}

/* ---- documents ------------------------------------------------------------------------------- */

/* The next pieces that are still under the old key; none: all are done. */
static enum err read_pieces(struct job *job, struct thawing *at,
                            struct thawing_document_row *out_document,
                            struct thawing_pieces_rows *out_pieces)
{
    out_pieces->count = 0;
    enum err err = OK;
    while (err == OK && out_pieces->count == 0) {
        err = sql_thawing_document(job->db, job->arena, at->person, at->at_document, out_document);
        if (err == OK)
            err = sql_thawing_pieces(job->db, job->arena, out_document->document, at->at_piece,
                                     AT_ONCE, out_pieces);
        if (err == OK && out_pieces->count == 0) {
            at->at_document = out_document->document;
            at->at_piece = 0;
        }
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err read_documents(struct job *job, struct batch *batch)
{
    struct thawing_document_row document;
    struct thawing_pieces_rows rows;
    enum err err = read_pieces(job, &batch->next, &document, &rows);
    if (err != OK || rows.count == 0)
        return err;
    batch->document = document.document;
    batch->pieces = rows.at;
    batch->count = rows.count;
    batch->items = ARENA_MANY(job->arena, struct vault_item, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        bool is_last = rows.at[i].number + 1 == document.piece_count;
        struct str column = str_format(job->arena, "bytes_sealed %lld%s",
                                       (long long)rows.at[i].number, is_last ? " last" : "");
        batch->items[i] = (struct vault_item){
            .kind = VAULT_PERSON,
            .owner = batch->thawing->person.value,
            .place = {"document_piece", column.at, document.document.value},
            .in = rows.at[i].bytes_sealed,
        };
    }
    batch->next.at_piece = rows.at[rows.count - 1].number + 1;
    batch->next.piece_done += (int64_t)rows.count;
    return OK;
}

/* ---- the rest -------------------------------------------------------------------------------- */

static struct vault_item item_of(struct arena *arena, const struct anew_waiting_row *row)
{
    return (struct vault_item){
        .kind = (enum vault_owner)row->kind,
        .owner = row->owner,
        .place = {str_c(arena, row->of_table), str_c(arena, row->of_column), row->of_row},
        .in = row->sealed,
    };
}

static enum err read_waiting(struct job *job, const struct thawing *thawing, bool is_damaged,
                             size_t limit, struct vault_item **out_items, size_t *out_count)
{
    struct anew_waiting_rows rows;
    enum err err = sql_anew_waiting(job->db, job->arena, &(struct anew_waiting_in){
        .person = thawing->person, .attempt = thawing->thaw, .is_damaged = is_damaged,
        .limit_ = (int64_t)limit}, &rows);
    if (err != OK)
        return err;
    struct vault_item *items = ARENA_MANY(job->arena, struct vault_item, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        items[i] = item_of(job->arena, &rows.at[i]);
    *out_items = items;
    *out_count = rows.count;
    return OK;
}

static enum err step(struct job *job, const struct thawing *thawing, bool *out_is_all)
{
    struct batch batch = {.thawing = thawing, .next = *thawing};
    enum err err = read_documents(job, &batch);
    if (err == OK && batch.count == 0)
        err = read_waiting(job, thawing, false, AT_ONCE, &batch.items, &batch.count);
    if (err != OK)
        return err;
    *out_is_all = batch.count == 0;
    if (*out_is_all)
        return OK;
    err = seal_again(job, &batch);
    return err == OK ? job_write(job, batch_work, &batch) : err;
}

/* Memory of its own: what is opened at once may be larger than a request's. */
enum err cold_anew_step(struct job *job, const struct thawing *thawing, bool *out_is_all)
{
    struct arena own = arena_make(BATCH_MEMORY);
    struct arena *of_job = job->arena;
    job->arena = &own;
    enum err err = step(job, thawing, out_is_all);
    job->arena = of_job;
    arena_free(&own);
    return err;
}

/* ---- what was moved -------------------------------------------------------------------------- */

static bool are_same_place(const struct vault_item *item, const struct anew_places_row *place)
{
    return (int64_t)item->kind == place->kind && item->owner == place->owner &&
           str_equal_c(place->of_table, item->place.table) &&
           str_equal_c(place->of_column, item->place.column) && item->place.row == place->of_row;
}

/* The first of the places at which the value opens; NULL: none, in this record. Memory of its own:
 * a large value is tried at many places. */
static enum err find_place(struct job *job, const struct thawing *thawing,
                           const struct vault_item *value, const struct anew_places_rows *places,
                           const struct anew_places_row **out_place, struct str *out_plain)
{
    struct arena own = arena_make(BATCH_MEMORY);
    enum err err = OK;
    *out_place = NULL;
    for (size_t from = 0; err == OK && *out_place == NULL && from < places->count;
         from += AT_ONCE) {
        struct vault_item items[AT_ONCE];
        size_t count = 0;
        for (; count < AT_ONCE && from + count < places->count; count++) {
            const struct anew_places_row *place = &places->at[from + count];
            items[count] = (struct vault_item){
                .kind = (enum vault_owner)place->kind,
                .owner = place->owner,
                .wrapped_key = key_of(&thawing->old, place->kind, place->owner),
                .place = {str_c(&own, place->of_table), str_c(&own, place->of_column),
                          place->of_row},
                .in = value->in,
            };
        }
        err = vault_open_all(job->vault, &own, items, count);
        for (size_t i = 0; err == OK && *out_place == NULL && i < count; i++)
            if (items[i].result == OK) {
                *out_place = &places->at[from + i];
                *out_plain = str_copy(job->arena, items[i].out);
            }
        arena_reset(&own);
    }
    arena_free(&own);
    return err;
}

static enum err look_for(struct job *job, const struct thawing *thawing,
                         struct vault_item *damaged, size_t count, struct cold_mended *mended)
{
    struct anew_places_rows places;
    enum err err =
        sql_anew_places(job->db, job->arena, thawing->thaw, PLACES_MOST, &places);
    for (size_t i = 0; err == OK && i < count; i++) {
        const struct anew_places_row *place;
        struct str plain;
        err = find_place(job, thawing, &damaged[i], &places, &place, &plain);
        if (err != OK || place == NULL)
            continue;
        mended[i].is_moved = true;
        for (size_t k = 0; err == OK && k < count; k++) {
            if (!are_same_place(&damaged[k], place))
                continue;
            struct vault_item back = damaged[k];
            back.in = plain;
            back.wrapped_key = key_of(&thawing->fresh, (int64_t)back.kind, back.owner);
            err = vault_seal(job->vault, job->arena, &back, 1);
            err = err == OK ? back.result : err;
            mended[k].is_put_back = true;
            mended[k].sealed = back.out;
        }
    }
    return err;
}

enum err cold_anew_mend(struct job *job, const struct thawing *thawing,
                        struct cold_mends *out_mends)
{
    struct vault_item *damaged;
    size_t count;
    enum err err = read_waiting(job, thawing, true, MOVED_MOST, &damaged, &count);
    if (err != OK)
        return err;
    struct cold_mended *mended = ARENA_MANY(job->arena, struct cold_mended, count);
    for (size_t i = 0; i < count; i++)
        mended[i].item = damaged[i];
    if (count > 0)
        err = look_for(job, thawing, damaged, count, mended);
    if (err == OK)
        *out_mends = (struct cold_mends){mended, count};
    return err;
}

static enum err put_mended(struct job *job, const struct thawing *thawing,
                           const struct cold_mended *mended)
{
    const struct vault_item *item = &mended->item;
    struct str table = str_of(item->place.table), column = str_of(item->place.column);
    enum err err = OK;
    if (mended->is_put_back)
        err = sql_anew_set(job->db, &(struct anew_set_in){
            .attempt = thawing->thaw,
            .kind = (int64_t)item->kind,
            .owner = item->owner,
            .of_table = table,
            .of_column = column,
            .of_row = item->place.row,
            .sealed = mended->sealed,
        });
    if (err != OK || (!mended->is_put_back && !mended->is_moved))
        return err;
    return sql_damage_kind(job->db, &(struct damage_kind_in){
        .thaw = thawing->thaw,
        .owner = item->owner,
        .of_table = table,
        .of_column = column,
        .of_row = item->place.row,
        .kind = mended->is_put_back ? STR("put_back") : STR("moved"),
    });
}

/* ---- in the place of the old ----------------------------------------------------------------- */

enum err cold_anew_put(struct job *job, const struct thawing *thawing,
                       const struct cold_mends *mends)
{
    static enum err (*const puts[])(struct db *, struct person_id, struct task_id) = {
        sql_anew_person, sql_anew_person_name, sql_anew_person_phone, sql_anew_contact,
        sql_anew_clock_step, sql_anew_council_referral, sql_anew_conflict_flag,
        sql_anew_document, sql_anew_release, sql_anew_release_part, sql_anew_placement,
        sql_anew_referral_answer};
    struct person_id person = thawing->person;
    struct anew_waiting_rows left;
    enum err err = take_step(job, thawing, thawing);
    if (err == OK)
        err = sql_anew_waiting(job->db, job->arena, &(struct anew_waiting_in){
            .person = person, .attempt = thawing->thaw, .is_damaged = 0, .limit_ = 1}, &left);
    if (err == OK && left.count > 0)
        err = ERR_BUSY; /* something was written meanwhile: it would not open any more */
    for (size_t i = 0; err == OK && i < mends->count; i++)
        err = put_mended(job, thawing, &mends->at[i]);
    for (size_t i = 0; err == OK && i < COUNT_OF(puts); i++)
        err = puts[i](job->db, person, thawing->thaw);
    if (err == OK)
        err = sql_anew_drop(job->db, person);
    for (size_t i = 0; err == OK && i < thawing->fresh.count; i++)
        err = cold_key_put(job, person, &thawing->fresh.at[i]);
    if (err == OK)
        job_audit(job, VERB_keys_drawn, RECORD_person, person.value);
    return err;
}
