#include "guard/audit_tree.h"

#include <string.h>

#include "guard/audit_line.h"
#include "guard_audit_tree_sql.h"

/* ---- folding lines into a tree --------------------------------------------------------------- */

/* A way along one chain that ends in a tree. */
struct folding {
    struct db *db;
    struct arena *arena; /* of the job */
    int64_t writer;
    struct tree tree;
    unsigned char hash[AUDIT_HASH_BYTES]; /* of the last line */
    const struct log_mark *expected;      /* NULL: none on the way */
    struct buf *tiles;                    /* those that became whole; NULL: not asked */
    int64_t signed_size;                  /* what the vault has signed; 0: nothing */
    struct tree at_signed;                /* the tree when it had that size */
    struct buf *leaves;                   /* 32 bytes of each line after it; NULL: not asked */
};

static enum err check_expected(struct folding *folding)
{
    if (folding->expected == NULL || folding->expected->size != folding->tree.size)
        return OK;
    struct tree_hash root = tree_root(&folding->tree);
    return tree_hash_equal(&root, &folding->expected->root) ? OK : ERR_INVALID;
}

static void keep_signed(struct folding *folding)
{
    if (folding->tree.size == folding->signed_size)
        folding->at_signed = folding->tree;
}

static enum err take_line(void *with, const struct line *line, const struct line_text *text)
{
    struct folding *folding = with;
    struct tree_hash leaf = tree_leaf((struct str){text->at, text->size});
    (void)line;
    if (folding->leaves && folding->tree.size >= folding->signed_size)
        buf_add(folding->leaves, (struct str){(const char *)leaf.at, TREE_HASH_BYTES});
    tree_add(&folding->tree, leaf);
    keep_signed(folding);
    if (folding->tiles && folding->tree.size % TREE_TILE == 0)
        buf_add(folding->tiles, (struct str){(const char *)folding->tree.tile.at,
                                             TREE_HASH_BYTES});
    return check_expected(folding);
}

/* Tiles as long as they fit: from is the line before the first. Returns where lines go on. */
static enum err fold_tiles(struct folding *folding, int64_t from, int64_t to, int64_t *out_from)
{
    struct audit_tiles_rows rows = {0};
    if (from % TREE_TILE == 0 && to - from >= TREE_TILE) {
        enum err err = sql_audit_tiles(folding->db, folding->arena, folding->writer, &rows);
        if (err != OK)
            return err;
    }
    for (size_t i = 0; i < rows.count && from + TREE_TILE <= to; i++) {
        struct tree_hash tile;
        if (rows.at[i].tile < from / TREE_TILE)
            continue;
        if (rows.at[i].tile != from / TREE_TILE || rows.at[i].hash.size != TREE_HASH_BYTES)
            break;
        memcpy(tile.at, rows.at[i].hash.at, TREE_HASH_BYTES);
        tree_add_tile(&folding->tree, tile);
        from += TREE_TILE;
    }
    *out_from = from;
    return OK;
}

/* ERR_INVALID when the line is away. */
static enum err hash_of(struct folding *folding, int64_t number)
{
    struct audit_hash_row row;
    memset(folding->hash, 0, AUDIT_HASH_BYTES); /* before a chain's first line */
    if (number == 0)
        return OK;
    enum err err = sql_audit_hash(folding->db, folding->arena, folding->writer, number, &row);
    if (err == ERR_NOT_FOUND || (err == OK && row.hash.size != AUDIT_HASH_BYTES))
        return ERR_INVALID;
    if (err == OK)
        memcpy(folding->hash, row.hash.at, AUDIT_HASH_BYTES);
    return err;
}

/* Lines after from, up to to, each checked against the one before. *out_number: the last whole
 * one. */
static enum err fold_lines(struct folding *folding, int64_t from, int64_t to, int64_t *out_number)
{
    struct arena part = arena_make((size_t)AUDIT_PART_LINES * 4096);
    struct walk walk = {.db = folding->db, .arena = &part, .writer = folding->writer,
                        .number = from, .take = take_line, .with = folding};
    memcpy(walk.hash, folding->hash, AUDIT_HASH_BYTES);
    enum err err = OK;
    for (size_t count = 1; count > 0 && walk.number < to && err == OK;)
        err = walk_part(&walk, to, &count);
    if (err == OK && walk.number < to)
        err = ERR_INVALID;
    memcpy(folding->hash, walk.hash, AUDIT_HASH_BYTES);
    *out_number = walk.number;
    arena_free(&part);
    return err;
}

/* What follows a mark is read by line: its leaves are wanted. */
static enum err fold(struct folding *folding, int64_t from, int64_t to, int64_t *out_number)
{
    int64_t tiles_to = folding->signed_size > 0 ? folding->signed_size : to;
    enum err err = fold_tiles(folding, from, tiles_to, &from);
    *out_number = from;
    keep_signed(folding);
    if (err == OK)
        err = check_expected(folding);
    if (err == OK)
        err = hash_of(folding, from);
    return err == OK ? fold_lines(folding, from, to, out_number) : err;
}

/* ---- signing ------------------------------------------------------------------------------- */

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

/* The newest checkpoint that our key signed; size 0 when there is none. */
static enum err newest_in(struct job *job, struct db *db, int64_t writer,
                          struct audit_signed *out_signed)
{
    struct audit_checkpoint_last_row row;
    unsigned char key[CHECKPOINT_KEY_BYTES];
    enum err err = sql_audit_checkpoint_last(db, job->arena, writer, &row);
    if (err == OK)
        err = vault_log_key(job->vault, key);
    if (err != OK)
        return err;
    out_signed->note = row.note;
    return checkpoint_read(job->arena, row.note, key, &out_signed->checkpoint);
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
    enum err err = had ? OK : newest_in(job, signing->db, writer, &last);
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
    keep_signed(&folding);
    if (had) {
        memcpy(folding.hash, had->hash, AUDIT_HASH_BYTES);
        err = fold_lines(&folding, from, to, &number);
    } else {
        err = fold(&folding, from, to, &number);
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

/* ---- proofs -------------------------------------------------------------------------------- */

/* The store that a chain stands in. */
static struct store *store_of(struct job *job, int64_t writer)
{
    return job->readings != NULL && writer == AUDIT_READINGS ? job->readings : job->store;
}

/* In a store that is the job's own the job's connection serves. */
static enum err begin_reading(struct job *job, struct store *store, struct db **out_db)
{
    if (store != job->store)
        return store_read_begin(store, out_db);
    *out_db = job->db;
    return OK;
}

static void end_reading(struct job *job, struct store *store, struct db *db)
{
    if (store != job->store)
        store_read_end(store, db);
}

enum err audit_newest(struct job *job, int64_t writer, struct audit_signed *out_signed)
{
    struct store *store = store_of(job, writer);
    struct db *db;
    enum err err = begin_reading(job, store, &db);
    if (err != OK)
        return err;
    err = newest_in(job, db, writer, out_signed);
    end_reading(job, store, db);
    return err;
}

struct range_of {
    struct job *job;
    struct db *db;
    int64_t writer;
};

static enum err root_of_range(void *with, int64_t from, int64_t to, struct tree_hash *out_root)
{
    const struct range_of *of = with;
    int64_t number;
    struct folding folding = {.db = of->db, .arena = of->job->arena, .writer = of->writer};
    enum err err = fold(&folding, from, to, &number);
    if (err == OK)
        *out_root = tree_root(&folding.tree);
    return err;
}

static enum err keep_text(void *with, const struct line *line, const struct line_text *text)
{
    struct line_text *kept = with;
    (void)line;
    *kept = *text;
    return OK;
}

static enum err text_of(struct job *job, struct db *db, int64_t writer, int64_t number,
                        struct str *out_text)
{
    struct folding before = {.db = db, .arena = job->arena, .writer = writer};
    struct arena part = arena_make((size_t)1 << 20);
    struct line_text text = {.size = 0};
    size_t count = 0;
    enum err err = hash_of(&before, number - 1);
    struct walk walk = {.db = db, .arena = &part, .writer = writer, .number = number - 1,
                        .take = keep_text, .with = &text};
    memcpy(walk.hash, before.hash, AUDIT_HASH_BYTES);
    if (err == OK)
        err = walk_part(&walk, number, &count);
    if (err == OK)
        *out_text = str_copy(job->arena, (struct str){text.at, text.size});
    arena_free(&part);
    return err;
}

/* Begins a proof about a line, or about how the log stood at that line, among its first size lines:
 * end_proof when OK. */
static enum err begin_proof(struct range_of *of, int64_t number, int64_t size)
{
    struct job *job = of->job;
    struct store *store = store_of(job, of->writer);
    int64_t length;
    enum err err = begin_reading(job, store, &of->db);
    if (err != OK)
        return err;
    err = chain_length(of->db, job->arena, of->writer, &length);
    if (err == OK && (number < 1 || number > size || size > length))
        err = ERR_NOT_FOUND;
    if (err != OK)
        end_reading(job, store, of->db);
    return err;
}

static void end_proof(struct range_of *of)
{
    end_reading(of->job, store_of(of->job, of->writer), of->db);
}

enum err audit_prove_line(struct job *job, int64_t writer, int64_t number, int64_t size,
                          struct tree_proof *out_proof, struct str *out_text)
{
    struct range_of of = {.job = job, .writer = writer};
    enum err err = begin_proof(&of, number, size);
    if (err != OK)
        return err;
    err = tree_prove_entry(&(struct tree_source){root_of_range, &of}, number - 1, size, out_proof);
    if (err == OK)
        err = text_of(job, of.db, writer, number, out_text);
    end_proof(&of);
    return err;
}

enum err audit_prove_growth(struct job *job, int64_t writer, int64_t first, int64_t size,
                            struct tree_proof *out_proof)
{
    struct range_of of = {.job = job, .writer = writer};
    enum err err = begin_proof(&of, first, size);
    if (err != OK)
        return err;
    err = tree_prove_growth(&(struct tree_source){root_of_range, &of}, first, size, out_proof);
    end_proof(&of);
    return err;
}

/* ---- export -------------------------------------------------------------------------------- */

struct exporting {
    void (*take)(void *with, struct str piece);
    void *with;
};

/* A line of the text is "haven audit 1", the next what it says: only a tampered word could hold a
 * further line end. */
static enum err export_line(void *with, const struct line *line, const struct line_text *text)
{
    const struct exporting *exporting = with;
    struct str piece = {text->at, text->size};
    (void)line;
    size_t head = str_find(piece, '\n', 0) + 1;
    if (str_find(piece, '\n', head) != piece.size - 1)
        return ERR_INVALID;
    exporting->take(exporting->with, piece);
    return OK;
}

static enum err export_store(struct job *job, struct store *store, struct exporting *exporting)
{
    struct arena part = arena_make((size_t)AUDIT_PART_LINES * 4096);
    struct audit_chains_rows chains = {0};
    struct db *db;
    enum err err = begin_reading(job, store, &db);
    if (err != OK)
        return err;
    err = sql_audit_chains(db, job->arena, &chains);
    for (size_t i = 0; i < chains.count && err == OK; i++) {
        struct walk walk = {.db = db, .arena = &part, .writer = chains.at[i].writer,
                            .take = export_line, .with = exporting};
        if (store_of(job, walk.writer) != store)
            continue;
        for (size_t count = 1; count > 0 && err == OK;)
            err = walk_part(&walk, chains.at[i].line_count, &count);
    }
    end_reading(job, store, db);
    arena_free(&part);
    return err;
}

enum err audit_export(struct job *job, void (*take)(void *with, struct str piece), void *with)
{
    struct exporting exporting = {take, with};
    enum err err = export_store(job, job->store, &exporting);
    if (err == OK && job->readings != NULL)
        err = export_store(job, job->readings, &exporting);
    return err;
}

static enum err add_notes(struct job *job, struct store *store, struct buf *notes)
{
    struct audit_checkpoints_rows rows = {0};
    struct db *db;
    enum err err = begin_reading(job, store, &db);
    if (err != OK)
        return err;
    err = sql_audit_checkpoints(db, job->arena, &rows);
    end_reading(job, store, db);
    for (size_t i = 0; i < rows.count; i++) {
        buf_add(notes, rows.at[i].note);
        buf_add_char(notes, '\n');
    }
    return err;
}

enum err audit_notes(struct job *job, struct str *out_notes)
{
    struct buf notes = buf_make(job->arena, 4096);
    enum err err = add_notes(job, job->store, &notes);
    if (err == OK && job->readings != NULL)
        err = add_notes(job, job->readings, &notes);
    if (err == OK)
        *out_notes = buf_text(&notes);
    return err;
}
