#include "guard/audit_chain.h"

#include <string.h>

#include "guard_audit_tree_sql.h"

/* ---- its tree -------------------------------------------------------------------------------- */

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

enum err chain_hash(struct folding *folding, int64_t number)
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

enum err chain_fold_lines(struct folding *folding, int64_t from, int64_t to, int64_t *out_number)
{
    struct arena part = arena_make((size_t)AUDIT_PART_LINES * 4096);
    struct walk walk = {.db = folding->db, .arena = &part, .writer = folding->writer,
                        .number = from, .take = take_line, .with = folding};
    memcpy(walk.hash, folding->hash, AUDIT_HASH_BYTES);
    enum err err = OK;
    keep_signed(folding);
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
enum err chain_fold(struct folding *folding, int64_t from, int64_t to, int64_t *out_number)
{
    int64_t tiles_to = folding->signed_size > 0 ? folding->signed_size : to;
    enum err err = fold_tiles(folding, from, tiles_to, &from);
    *out_number = from;
    if (err == OK)
        err = check_expected(folding);
    if (err == OK)
        err = chain_hash(folding, from);
    return err == OK ? chain_fold_lines(folding, from, to, out_number) : err;
}

/* ---- its newest checkpoint ------------------------------------------------------------------- */

enum err chain_newest(struct job *job, struct db *db, int64_t writer,
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
