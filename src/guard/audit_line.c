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

/* Counts also what finds no room. */
static void add(struct line_text *text, struct str part)
{
    if (text->size < sizeof(text->at) && part.size < sizeof(text->at) - text->size)
        memcpy(text->at + text->size, part.at, part.size);
    text->size += part.size;
}

static void add_number(struct line_text *text, int64_t number)
{
    struct i64_digits digits;
    add(text, i64_text(number, &digits));
}

static void add_word(struct line_text *text, struct str word)
{
    add(text, STR(" "));
    add_number(text, (int64_t)word.size);
    add(text, STR(" "));
    add(text, word);
}

enum err line_text(const struct line *line, struct line_text *out_text)
{
    const int64_t numbers[] = {line->writer, line->number,  line->at.ms,
                               line->staff,  line->session, line->record};
    const struct str words[] = {line->role, line->verb, line->kind, line->purpose};
    bool has_detail = line->commitment.size > 0;
    struct line_text *text = out_text;
    text->size = 0;
    if (has_detail && line->commitment.size != AUDIT_HASH_BYTES)
        return ERR_INVALID;
    add(text, has_detail ? STR("haven audit 2\n") : STR("haven audit 1\n"));
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        if (i > 0)
            add(text, STR(" "));
        add_number(text, numbers[i]);
    }
    for (size_t i = 0; i < COUNT_OF(words); i++)
        add_word(text, words[i]);
    if (has_detail) {
        char digits[2 * AUDIT_HASH_BYTES + 1];
        hex((const unsigned char *)line->commitment.at, digits);
        add(text, STR(" "));
        add(text, (struct str){digits, 2 * AUDIT_HASH_BYTES});
    }
    add(text, STR("\n"));
    return text->size < sizeof(text->at) ? OK : ERR_INVALID;
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
