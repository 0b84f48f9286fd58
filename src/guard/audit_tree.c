#include "guard/audit_tree.h"

#include <string.h>

#include "guard/audit_chain.h"
#include "guard_audit_tree_sql.h"

/* What one store's chains need to be signed. */
struct signing {
    struct job *job;
    struct audit_trees *trees;
    struct log_marks marks; /* as the vault has them */
    struct db *db;
    size_t count;
    struct grown {
        struct audit_tree tree; /* as it will be at hand */
        struct tree at_signed;  /* as the vault knows it */
        struct buf tiles;       /* 32 bytes each */
        struct buf leaves;      /* since then, 32 bytes each */
        int64_t first_tile;
        struct audit_signed made;
    } *grown;
    bool is_more;
    struct audit_break broken;
};

static const struct audit_tree *tree_at_hand(const struct audit_trees *trees, int64_t writer)
{
    for (size_t i = 0; i < trees->count; i++)
        if (trees->at[i].writer == writer)
            return &trees->at[i];
    return NULL;
}

static void keep_tree(struct audit_trees *trees, const struct audit_tree *tree)
{
    struct audit_tree *place = (struct audit_tree *)tree_at_hand(trees, tree->writer);
    if (place == NULL && trees->count < AUDIT_TREES_AT_HAND)
        place = &trees->at[trees->count++];
    if (place == NULL)
        place = &trees->at[trees->next++ % AUDIT_TREES_AT_HAND];
    *place = *tree;
}

/* 0: it has signed nothing of that chain. */
static int64_t signed_of(const struct signing *signing, int64_t writer)
{
    for (size_t i = 0; i < signing->marks.count; i++)
        if (signing->marks.at[i].writer == writer)
            return signing->marks.at[i].size;
    return 0;
}

static enum err note_break(struct signing *signing, int64_t writer, int64_t number,
                           enum audit_fault fault)
{
    signing->broken = (struct audit_break){.writer = writer, .number = number, .fault = fault};
    return ERR_INVALID;
}

/* The tree that was signed last is at hand, unless another server's vault has signed more of it, or
 * this server has just started. */
static const struct audit_tree *tree_signed(const struct signing *signing, int64_t writer)
{
    const struct audit_tree *had = tree_at_hand(signing->trees, writer);
    int64_t signed_size = signed_of(signing, writer);
    return had != NULL && (signed_size == 0 || had->tree.size == signed_size) ? had : NULL;
}

/* As far as one call goes. */
static int64_t end_of_call(int64_t from, int64_t length)
{
    return length - from > AUDIT_SIGN_LINES ? from + AUDIT_SIGN_LINES : length;
}

/* Brings one chain's tree up to its length, or as far as one call goes. */
static enum err grow(struct signing *signing, int64_t writer, int64_t length)
{
    struct job *job = signing->job;
    const struct audit_tree *had = tree_signed(signing, writer);
    int64_t signed_size = signed_of(signing, writer), number = 0;
    struct audit_signed last = {0};
    const struct log_mark *kept = &last.checkpoint.mark;
    struct grown *grown = &signing->grown[signing->count];
    *grown = (struct grown){.tree = {.writer = writer}, .tiles = buf_make(job->arena, 64),
                            .leaves = buf_make(job->arena, 1024)};
    enum err err = had ? OK : chain_newest(job, signing->db, writer, &last);
    if (err != OK && err != ERR_NOT_FOUND)
        return err == ERR_INVALID ? note_break(signing, writer, 0, AUDIT_FAULT_SIGNATURE) : err;
    if (had)
        grown->tree = *had;
    int64_t from = grown->tree.tree.size;
    if (length < from || length < kept->size || length < signed_size)
        return note_break(signing, writer, length + 1, AUDIT_FAULT_MISSING);
    int64_t known = signed_size > 0 ? signed_size : had ? from : kept->size;
    int64_t to = end_of_call(known, length);
    signing->is_more |= to < length;
    struct folding folding = {.db = signing->db, .arena = job->arena, .writer = writer,
                              .tree = grown->tree.tree, .tiles = &grown->tiles,
                              .signed_size = signed_size,
                              .leaves = signed_size > 0 ? &grown->leaves : NULL,
                              .expected = kept->size > 0 ? kept : NULL};
    if (had) {
        memcpy(folding.hash, had->hash, AUDIT_HASH_BYTES);
        err = chain_fold_lines(&folding, from, to, &number);
    } else {
        err = chain_fold(&folding, from, to, &number);
    }
    if (err == ERR_INVALID)
        return note_break(signing, writer, number + 1, AUDIT_FAULT_LINE);
    if (err != OK)
        return err;
    grown->tree.tree = folding.tree;
    grown->at_signed = folding.at_signed;
    memcpy(grown->tree.hash, folding.hash, AUDIT_HASH_BYTES);
    grown->first_tile = to / TREE_TILE - (int64_t)(grown->tiles.size / TREE_HASH_BYTES);
    signing->count++;
    return OK;
}

/* Chains that the vault has signed are as long at least. Marks of what stands in another store are
 * passed over. */
static enum err compare(struct signing *signing, bool is_main)
{
    struct job *job = signing->job;
    enum err broken = OK;
    for (size_t i = 0; i < signing->marks.count; i++) {
        const struct log_mark *mark = &signing->marks.at[i];
        bool is_of_readings = job->readings != NULL && mark->writer == AUDIT_READINGS;
        int64_t length = 0;
        if (is_of_readings == is_main)
            continue;
        enum err err = chain_length(signing->db, job->arena, mark->writer, &length);
        if (err != OK)
            return err;
        if (length < mark->size)
            broken = note_break(signing, mark->writer, length + 1, AUDIT_FAULT_MISSING);
    }
    return broken;
}

/* The chains of one store that are longer than what was signed. The first that is broken is told,
 * and the others go on. */
static enum err grow_all(struct signing *signing, bool is_main)
{
    struct job *job = signing->job;
    struct audit_unsigned_rows rows;
    enum err err = sql_audit_unsigned(signing->db, job->arena, &rows);
    if (err != OK)
        return err;
    size_t room = rows.count < AUDIT_CHAINS_AT_ONCE ? rows.count : AUDIT_CHAINS_AT_ONCE;
    signing->is_more = room < rows.count;
    signing->grown = ARENA_MANY(job->arena, struct grown, room);
    enum err broken = OK;
    for (size_t i = 0; i < room; i++) {
        int64_t writer = rows.at[i].writer;
        if (is_main && job->readings != NULL && writer == AUDIT_READINGS)
            continue; /* only its length is noted here */
        err = grow(signing, writer, rows.at[i].line_count);
        if (err == ERR_INVALID)
            broken = err;
        else if (err != OK)
            return err;
    }
    return broken;
}

/* What a proof of growth needs stands at hand: within what was signed each range is one of that
 * tree's peaks, after it the leaves are known. */
static enum err root_of_grown(void *with, int64_t from, int64_t to, struct tree_hash *out_root)
{
    const struct grown *grown = with;
    int64_t signed_size = grown->at_signed.size;
    struct tree tree = {0};
    if (to <= signed_size) {
        int level = 0;
        while (INT64_C(1) << level < to - from)
            level++;
        must(to - from == INT64_C(1) << level && signed_size >> level & 1);
        *out_root = grown->at_signed.peaks[level];
        return OK;
    }
    must(from >= signed_size);
    for (int64_t i = from - signed_size; i < to - signed_size; i++) {
        struct tree_hash leaf;
        memcpy(leaf.at, grown->leaves.at + i * TREE_HASH_BYTES, TREE_HASH_BYTES);
        tree_add(&tree, leaf);
    }
    *out_root = tree_root(&tree);
    return OK;
}

static enum err sign_one(struct signing *signing, struct grown *grown)
{
    struct job *job = signing->job;
    struct tree_proof proof = {0};
    enum err err = OK;
    grown->made.checkpoint = (struct checkpoint){
        .mark = {grown->tree.writer, grown->tree.tree.size, tree_root(&grown->tree.tree)},
        .at = job->now,
    };
    if (grown->at_signed.size > 0)
        err = tree_prove_growth(&(struct tree_source){root_of_grown, grown},
                                grown->at_signed.size, grown->tree.tree.size, &proof);
    return err == OK ? checkpoint_sign(job->vault, job->arena, &grown->made.checkpoint, &proof,
                                       &grown->made.note) : err;
}

/* Chains that the vault refuses are left out: *out_refused. */
static enum err sign_all(struct signing *signing, enum err *out_refused)
{
    size_t count = 0;
    *out_refused = OK;
    for (size_t i = 0; i < signing->count; i++) {
        struct grown *grown = &signing->grown[i];
        enum err err = sign_one(signing, grown);
        if (err == OK)
            signing->grown[count++] = *grown;
        else if (err == ERR_CONFLICT)
            *out_refused = note_break(signing, grown->tree.writer, signed_of(signing,
                                      grown->tree.writer), AUDIT_FAULT_HISTORY);
        else
            return err;
    }
    signing->count = count;
    return OK;
}

static enum err put_all(struct db *db, void *with)
{
    const struct signing *signing = with;
    enum err err = OK;
    for (size_t i = 0; i < signing->count && err == OK; i++) {
        const struct grown *grown = &signing->grown[i];
        const struct checkpoint *made = &grown->made.checkpoint;
        for (size_t at = 0; at < grown->tiles.size && err == OK; at += TREE_HASH_BYTES)
            err = sql_audit_tile_put(
                db, made->mark.writer, grown->first_tile + (int64_t)(at / TREE_HASH_BYTES),
                str_slice(buf_text(&grown->tiles), at, TREE_HASH_BYTES));
        const struct audit_checkpoint_put_in in = {
            .writer = made->mark.writer,
            .hour = made->at.ms / MS_PER_HOUR,
            .tree_size = made->mark.size,
            .note = grown->made.note,
        };
        if (err == OK)
            err = sql_audit_checkpoint_put(db, &in);
    }
    return err;
}

static enum err read_store(struct signing *signing, bool is_main)
{
    enum err lost = signing->trees->is_compared ? OK : compare(signing, is_main);
    if (lost != OK && lost != ERR_INVALID)
        return lost;
    enum err err = grow_all(signing, is_main);
    return err == OK ? lost : err;
}

/* Reading, the vault's work and writing follow each other: nothing slow is in the transaction. */
static enum err sign_store(struct signing *signing, struct store *store)
{
    bool is_main = store == signing->job->store;
    enum err refused = OK, err = store_read_begin(store, &signing->db);
    if (err != OK)
        return err;
    enum err read = read_store(signing, is_main);
    store_read_end(store, signing->db);
    if (read != OK && read != ERR_INVALID)
        return read;
    err = sign_all(signing, &refused);
    if (err == OK && signing->count > 0)
        err = store_write(store, signing->job->arena, put_all, signing);
    for (size_t i = 0; i < signing->count && err == OK; i++)
        keep_tree(signing->trees, &signing->grown[i].tree);
    if (err != OK)
        return err;
    return read == OK ? refused : read;
}

static void list_signed(struct job *job, const struct signing *stores,
                        struct audit_signed_list *out_signed)
{
    size_t count = 0, all = stores[0].count + stores[1].count;
    struct audit_signed *list = ARENA_MANY(job->arena, struct audit_signed, all);
    for (size_t store = 0; store < 2; store++)
        for (size_t i = 0; i < stores[store].count; i++)
            list[count++] = stores[store].grown[i].made;
    *out_signed = (struct audit_signed_list){list, count};
}

enum err audit_sign(struct job *job, struct audit_trees *trees,
                    struct audit_signed_list *out_signed, bool *out_is_more,
                    struct audit_break *out_break)
{
    struct signing stores[2] = {{.job = job, .trees = trees}, {.job = job, .trees = trees}};
    struct log_marks marks;
    job_stop_reading(job);
    enum err err = vault_log_history(job->vault, job->arena, &marks);
    if (err != OK)
        return err;
    stores[0].marks = stores[1].marks = marks;
    err = sign_store(&stores[0], job->store);
    if ((err == OK || err == ERR_INVALID) && job->readings != NULL) {
        enum err readings = sign_store(&stores[1], job->readings);
        err = readings == OK ? err : readings;
    }
    if (err != OK && err != ERR_INVALID)
        return err;
    trees->is_compared = true;
    list_signed(job, stores, out_signed);
    *out_is_more = stores[0].is_more || stores[1].is_more;
    if (err == ERR_INVALID)
        *out_break = stores[0].broken.fault ? stores[0].broken : stores[1].broken;
    return err;
}
