#include "guard/audit_proof.h"

#include <string.h>

#include "guard/audit_chain.h"
#include "guard_audit_tree_sql.h"

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
    err = chain_newest(job, db, writer, out_signed);
    end_reading(job, store, db);
    return err;
}

/* ---- proofs -------------------------------------------------------------------------------- */

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
    enum err err = chain_fold(&folding, from, to, &number);
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
    enum err err = chain_hash(&before, number - 1);
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
