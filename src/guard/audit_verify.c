/* Walking the whole log: chains, trees, checkpoints, witnesses. */
#include <stdlib.h>
#include <string.h>

#include "guard/audit_line.h"
#include "guard/checkpoint.h"
#include "guard_audit_tree_sql.h"
#include "guard_sql.h"

/* A root that somebody has of a chain at some length. */
enum known_by { BY_DATABASE, BY_VAULT, BY_WITNESS };
struct expectation {
    struct log_mark mark;
    enum known_by by;
};

/* What is wrong where the lines are others, and where they are fewer. */
static const struct {
    enum audit_fault differ, are_missing;
} faults[] = {
    [BY_DATABASE] = {AUDIT_FAULT_CHECKPOINT, AUDIT_FAULT_MISSING},
    [BY_VAULT] = {AUDIT_FAULT_HISTORY, AUDIT_FAULT_HISTORY},
    [BY_WITNESS] = {AUDIT_FAULT_WITNESS, AUDIT_FAULT_WITNESS_LONGER},
};

struct verifying {
    struct job *job;
    struct arena part;
    unsigned char key[CHECKPOINT_KEY_BYTES];
    struct log_marks marks;       /* of the vault */
    struct expectation *expected; /* by writer and size */
    size_t expected_count, expected_room;
    struct audit_findings found;
};

static enum err tell(struct verifying *verifying, int64_t writer, int64_t number,
                     enum audit_fault fault)
{
    verifying->found.broken = (struct audit_break){writer, number, fault};
    return ERR_INVALID;
}

/* ---- what is expected ------------------------------------------------------------------------ */

static void expect(struct verifying *verifying, const struct log_mark *mark, enum known_by by)
{
    if (verifying->expected_count == verifying->expected_room) {
        size_t room = verifying->expected_room ? 2 * verifying->expected_room : 256;
        struct expectation *more = ARENA_MANY(verifying->job->arena, struct expectation, room);
        if (verifying->expected_count > 0)
            memcpy(more, verifying->expected, verifying->expected_count * sizeof(*more));
        verifying->expected = more;
        verifying->expected_room = room;
    }
    verifying->expected[verifying->expected_count++] = (struct expectation){*mark, by};
}

static enum err expect_kept(struct verifying *verifying, struct db *db)
{
    struct job *job = verifying->job;
    struct audit_checkpoints_rows rows;
    enum err err = sql_audit_checkpoints(db, job->arena, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        struct checkpoint kept = {0};
        arena_reset(&verifying->part);
        if (checkpoint_read(&verifying->part, rows.at[i].note, verifying->key, &kept) != OK ||
            kept.mark.writer != rows.at[i].writer || kept.mark.size != rows.at[i].tree_size)
            return tell(verifying, rows.at[i].writer, rows.at[i].tree_size,
                        AUDIT_FAULT_SIGNATURE);
        expect(verifying, &kept.mark, BY_DATABASE);
    }
    return err;
}

static void expect_witnessed(struct verifying *verifying, struct str notes)
{
    while (notes.size > 0) {
        struct checkpoint seen;
        struct str note = checkpoint_cut(&notes);
        if (note.size == 0)
            return;
        arena_reset(&verifying->part);
        enum err err = checkpoint_read(&verifying->part, note, verifying->key, &seen);
        if (err == OK)
            expect(verifying, &seen.mark, BY_WITNESS);
        else if (err != ERR_NOT_FOUND)
            verifying->found.unreadable++;
    }
}

static int in_order(const void *a, const void *b)
{
    const struct expectation *left = a, *right = b;
    if (left->mark.writer != right->mark.writer)
        return left->mark.writer < right->mark.writer ? -1 : 1;
    if (left->mark.size != right->mark.size)
        return left->mark.size < right->mark.size ? -1 : 1;
    return (int)left->by - (int)right->by;
}

/* ---- one chain ------------------------------------------------------------------------------- */

struct chain {
    struct verifying *verifying;
    struct tree tree;
    const struct expectation *next, *end; /* of this chain, by size */
    int64_t signed_size;                  /* up to which a checkpoint was right */
};

static struct chain chain_of(struct verifying *verifying, int64_t writer)
{
    const struct expectation *at = verifying->expected;
    const struct expectation *end = at + verifying->expected_count;
    while (at < end && at->mark.writer < writer)
        at++;
    struct chain chain = {.verifying = verifying, .next = at};
    while (at < end && at->mark.writer == writer)
        at++;
    chain.end = at;
    return chain;
}

static enum err check_roots(struct chain *chain)
{
    struct verifying *verifying = chain->verifying;
    if (chain->next == chain->end || chain->next->mark.size > chain->tree.size)
        return OK;
    struct tree_hash root = tree_root(&chain->tree);
    for (; chain->next < chain->end && chain->next->mark.size <= chain->tree.size; chain->next++) {
        const struct log_mark *mark = &chain->next->mark;
        enum known_by by = chain->next->by;
        if (mark->size != chain->tree.size || !tree_hash_equal(&root, &mark->root))
            return tell(verifying, mark->writer, mark->size, faults[by].differ);
        verifying->found.checkpoints += by == BY_DATABASE;
        verifying->found.witnessed += by == BY_WITNESS;
        chain->signed_size = mark->size;
    }
    return OK;
}

static enum err take(void *with, const struct line *line, const struct line_text *text)
{
    struct chain *chain = with;
    (void)line;
    tree_add(&chain->tree, tree_leaf((struct str){text->at, text->size}));
    return check_roots(chain);
}

/* The length is asked before and after, because on PostgreSQL lines may be added meanwhile. */
static enum err walk_chain(struct verifying *verifying, struct walk *walk)
{
    int64_t length_before, length_after;
    enum err err = chain_length(walk->db, walk->arena, walk->writer, &length_before);
    for (size_t count = 1; count > 0 && err == OK;)
        err = walk_part(walk, INT64_MAX, &count);
    if (err == ERR_INVALID && verifying->found.broken.fault == AUDIT_FAULT_NONE)
        return tell(verifying, walk->writer, walk->number + 1, AUDIT_FAULT_LINE);
    if (err == OK)
        err = chain_length(walk->db, walk->arena, walk->writer, &length_after);
    if (err != OK)
        return err;
    if (walk->number < length_before)
        return tell(verifying, walk->writer, walk->number + 1, AUDIT_FAULT_MISSING);
    if (walk->number > length_after) {
        walk->number = length_after;
        return tell(verifying, walk->writer, length_after + 1, AUDIT_FAULT_EXTRA);
    }
    return OK;
}

/* Details that were not erased are what their lines commit to. */
static enum err check_details(struct verifying *verifying, const struct walk *walk)
{
    struct audit_details_part_rows rows = {.count = AUDIT_PART_LINES};
    for (int64_t after = INT64_MIN; rows.count == AUDIT_PART_LINES;) {
        arena_reset(walk->arena);
        enum err err = sql_audit_details_part(walk->db, walk->arena, walk->writer, after,
                                              AUDIT_PART_LINES, &rows);
        if (err != OK)
            return err;
        for (size_t i = 0; i < rows.count; i++) {
            unsigned char commitment[AUDIT_HASH_BYTES];
            detail_commitment(rows.at[i].sealed, commitment);
            after = rows.at[i].number;
            if (!str_equal(rows.at[i].commitment,
                           (struct str){(const char *)commitment, AUDIT_HASH_BYTES}))
                return tell(verifying, walk->writer, after, AUDIT_FAULT_DETAIL);
        }
    }
    return OK;
}

static enum err check_chain(struct verifying *verifying, struct db *db, int64_t writer,
                            int64_t *out_length)
{
    struct chain chain = chain_of(verifying, writer);
    struct walk walk = {.db = db, .arena = &verifying->part, .writer = writer,
                        .take = take, .with = &chain};
    arena_reset(&verifying->part);
    enum err err = check_roots(&chain);
    if (err == OK)
        err = walk_chain(verifying, &walk);
    if (err == OK && chain.next < chain.end)
        err = tell(verifying, writer, walk.number + 1, faults[chain.next->by].are_missing);
    if (err == OK)
        err = check_details(verifying, &walk);
    verifying->found.lines += walk.number;
    verifying->found.unsigned_lines += walk.number - chain.signed_size;
    *out_length = walk.number;
    return err;
}

/* ---- all ------------------------------------------------------------------------------------- */

static bool has_chain(const struct audit_chains_rows *chains, int64_t writer)
{
    for (size_t i = 0; i < chains->count; i++)
        if (chains->at[i].writer == writer)
            return true;
    return false;
}

/* Chains that only a checkpoint knows are gone. */
static enum err check_gone(struct verifying *verifying, const struct audit_chains_rows *chains)
{
    for (size_t i = 0; i < verifying->expected_count; i++) {
        const struct expectation *expected = &verifying->expected[i];
        if (expected->mark.size > 0 && !has_chain(chains, expected->mark.writer) &&
            !(verifying->job->readings != NULL && expected->mark.writer == AUDIT_READINGS))
            return tell(verifying, expected->mark.writer, 1, faults[expected->by].are_missing);
    }
    return OK;
}

/* Of the readings' chain the main file has the noted length and no line. */
static enum err check_main_file(struct verifying *verifying)
{
    struct job *job = verifying->job;
    struct audit_chains_rows chains;
    int64_t length;
    enum err err = sql_audit_chains(job->db, job->arena, &chains);
    for (size_t i = 0; err == OK && i < chains.count; i++)
        if (job->readings == NULL || chains.at[i].writer != AUDIT_READINGS)
            err = check_chain(verifying, job->db, chains.at[i].writer, &length);
    return err == OK ? check_gone(verifying, &chains) : err;
}

/* Who asks for a record's lines must find them all: those that are said to have a place have it. */
static enum err check_places(struct verifying *verifying, struct db *readings, int64_t length)
{
    struct arena *arena = verifying->job->arena;
    struct reading_placed_to_row placed = {.number = INT64_MAX};
    struct reading_misplaced_row missing = {.number = length + 1};
    enum err err = sql_reading_placed_to(readings, arena, &placed);
    bool is_told = err == OK && placed.number <= length;
    if (is_told)
        err = sql_reading_misplaced(readings, arena, &missing);
    if (is_told && err == ERR_NOT_FOUND)
        return OK;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    return tell(verifying, AUDIT_READINGS, missing.number, AUDIT_FAULT_PLACE);
}

static enum err check_readings(struct verifying *verifying, struct db *readings)
{
    struct job *job = verifying->job;
    int64_t noted, length;
    enum err err = chain_length(job->db, job->arena, AUDIT_READINGS, &noted);
    if (err == OK)
        err = check_chain(verifying, readings, AUDIT_READINGS, &length);
    if (err == OK && length < noted)
        err = tell(verifying, AUDIT_READINGS, length + 1, AUDIT_FAULT_MISSING);
    return err == OK ? check_places(verifying, readings, length) : err;
}

static enum err check_all(struct verifying *verifying, struct str witnesses, struct db *readings)
{
    struct job *job = verifying->job;
    enum err err = vault_log_key(job->vault, verifying->key);
    for (size_t i = 0; i < verifying->marks.count; i++)
        expect(verifying, &verifying->marks.at[i], BY_VAULT);
    if (err == OK)
        err = expect_kept(verifying, job->db);
    if (err == OK && readings != NULL)
        err = expect_kept(verifying, readings);
    if (err == OK)
        expect_witnessed(verifying, witnesses);
    if (err == OK && verifying->expected_count > 0)
        qsort(verifying->expected, verifying->expected_count, sizeof(struct expectation), in_order);
    if (err == OK)
        err = check_main_file(verifying);
    return err == OK && readings != NULL ? check_readings(verifying, readings) : err;
}

enum err audit_verify_against(struct job *job, struct str witnesses,
                              struct audit_findings *out_findings)
{
    struct verifying verifying = {.job = job,
                                  .part = arena_make((size_t)AUDIT_PART_LINES * 4096)};
    struct db *readings = NULL;
    /* asked before the log is read: the vault signs only what stands there */
    enum err err = vault_log_history(job->vault, job->arena, &verifying.marks);
    if (err == OK)
        err = job_read_again(job);
    if (err == OK && job->readings)
        err = store_read_begin(job->readings, &readings);
    if (err == OK)
        err = check_all(&verifying, witnesses, readings);
    if (readings != NULL)
        store_read_end(job->readings, readings);
    arena_free(&verifying.part);
    if (err == OK || err == ERR_INVALID)
        *out_findings = verifying.found;
    return err;
}

enum err audit_verify(struct job *job, int64_t *out_lines, struct audit_break *out_break)
{
    struct audit_findings found;
    enum err err = audit_verify_against(job, STR_NONE, &found);
    if (err == OK || err == ERR_INVALID)
        *out_lines = found.lines;
    if (err == ERR_INVALID)
        *out_break = found.broken;
    return err;
}
