#include "guard/audit_line.h"

#include <stdio.h>
#include <string.h>

#include <openssl/sha.h>


#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* see tree.c */

static void hex(const unsigned char bytes[AUDIT_HASH_BYTES], char out_digits[])
{
    for (size_t i = 0; i < AUDIT_HASH_BYTES; i++)
        snprintf(out_digits + 2 * i, 3, "%02x", bytes[i]);
}

enum err line_text(const struct line *line, struct line_text *out_text)
{
    char commitment[2 + 2 * AUDIT_HASH_BYTES] = "";
    bool has_detail = line->commitment.size > 0;
    if (has_detail && line->commitment.size != AUDIT_HASH_BYTES)
        return ERR_INVALID;
    if (has_detail) {
        commitment[0] = ' ';
        hex((const unsigned char *)line->commitment.at, commitment + 1);
    }
    int size = snprintf(out_text->at, sizeof(out_text->at),
                        "haven audit %c\n%lld %lld %lld %lld %lld %lld %zu %.*s %zu %.*s %zu %.*s "
                        "%zu %.*s%s\n",
                        has_detail ? '2' : '1', (long long)line->writer, (long long)line->number,
                        (long long)line->at.ms, (long long)line->staff, (long long)line->session,
                        (long long)line->record, line->role.size, STR_ARGS(line->role),
                        line->verb.size, STR_ARGS(line->verb), line->kind.size,
                        STR_ARGS(line->kind), line->purpose.size, STR_ARGS(line->purpose),
                        commitment);
    if (size < 0 || (size_t)size >= sizeof(out_text->at))
        return ERR_INVALID;
    out_text->size = (size_t)size;
    return OK;
}

void line_chain_hash(const unsigned char before[AUDIT_HASH_BYTES], const struct line_text *text,
                     unsigned char out_hash[AUDIT_HASH_BYTES])
{
    SHA256_CTX context;
    must(SHA256_Init(&context) == 1);
    must(SHA256_Update(&context, before, AUDIT_HASH_BYTES) == 1);
    must(SHA256_Update(&context, text->at, text->size) == 1);
    must(SHA256_Final(out_hash, &context) == 1);
}

void detail_commitment(struct str sealed, unsigned char out_commitment[AUDIT_HASH_BYTES])
{
    static const char label[] = "haven audit detail 1\n";
    SHA256_CTX context;
    must(SHA256_Init(&context) == 1);
    must(SHA256_Update(&context, label, sizeof(label) - 1) == 1);
    must(SHA256_Update(&context, sealed.at, sealed.size) == 1);
    must(SHA256_Final(out_commitment, &context) == 1);
}

static struct line line_of_row(int64_t writer, const struct audit_part_row *row)
{
    return (struct line){
        .writer = writer,
        .number = row->number,
        .at = row->at,
        .staff = row->staff.value,
        .session = row->session.value,
        .record = row->record,
        .role = row->role,
        .verb = row->verb,
        .kind = row->kind,
        .purpose = row->purpose,
        .commitment = row->commitment,
    };
}

static enum err check_line(struct walk *walk, const struct audit_part_row *row)
{
    struct line line = line_of_row(walk->writer, row);
    struct line_text text;
    unsigned char hash[AUDIT_HASH_BYTES];
    if (row->number != walk->number + 1 || row->hash.size != AUDIT_HASH_BYTES)
        return ERR_INVALID;
    if (line_text(&line, &text) != OK)
        return ERR_INVALID;
    line_chain_hash(walk->hash, &text, hash);
    if (memcmp(hash, row->hash.at, AUDIT_HASH_BYTES) != 0)
        return ERR_INVALID;
    memcpy(walk->hash, hash, AUDIT_HASH_BYTES);
    walk->number++;
    return walk->take ? walk->take(walk->with, &line, &text) : OK;
}

enum err walk_part(struct walk *walk, int64_t until, size_t *out_count)
{
    arena_reset(walk->arena);
    /* from the very first, so that a line put there with a number below 1 is seen */
    int64_t after = walk->number == 0 ? INT64_MIN : walk->number;
    int64_t left = until - walk->number;
    struct audit_part_rows rows = {0};
    enum err err = sql_audit_part(walk->db, walk->arena, walk->writer, after,
                                  left < AUDIT_PART_LINES ? left : AUDIT_PART_LINES, &rows);
    for (size_t i = 0; i < rows.count && err == OK; i++)
        err = check_line(walk, &rows.at[i]);
    if (err == OK)
        *out_count = rows.count;
    return err;
}

enum err chain_length(struct db *db, struct arena *arena, int64_t writer, int64_t *out_length)
{
    struct audit_length_row row = {0};
    enum err err = sql_audit_length(db, arena, writer, &row);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *out_length = row.line_count;
    return OK;
}
