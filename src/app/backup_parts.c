#include "app/backup_parts.h"

#include <string.h>

enum { DIGEST_TEXT = 64, PAGE_LEAST = 512, PAGE_MOST = 65536, CHAIN_BYTES = 32 };

/* ---- names --------------------------------------------------------------------------------- */

struct str backup_name(struct arena *arena, struct instant taken_at)
{
    struct str text = instant_text(arena, taken_at); /* 2026-11-25T21:46:43Z */
    struct buf name = buf_make(arena, BACKUP_NAME_CHARS + 1);
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] != '-' && text.at[i] != ':')
            buf_add_char(&name, text.at[i]);
    return buf_text(&name);
}

enum err backup_name_parse(struct str name, struct instant *out_taken_at)
{
    char text[21];
    if (name.size != BACKUP_NAME_CHARS)
        return ERR_INVALID;
    const char *at = name.at;
    const char whole[] = {at[0], at[1], at[2], at[3], '-', at[4], at[5], '-', at[6], at[7], at[8],
                          at[9], at[10], ':', at[11], at[12], ':', at[13], at[14], at[15]};
    memcpy(text, whole, sizeof(whole));
    return instant_parse((struct str){text, sizeof(whole)}, out_taken_at);
}

/* ---- the manifest -------------------------------------------------------------------------- */

struct str manifest_write(struct arena *arena, const struct manifest *manifest)
{
    return str_format(
        arena,
        "haven-backup 1\nname %.*s\ntaken_at_ms %lld\nis_demo %d\nmigrations %lld\nlines %lld\n"
        "keys %lld\nblank_digest %.*s\nexact_digest %.*s\nreadings_digest %.*s\nbefore %.*s\n"
        "before_count %lld\n",
        STR_ARGS(manifest->name), (long long)manifest->taken_at.ms, manifest->is_demo,
        (long long)manifest->migrations, (long long)manifest->lines, (long long)manifest->keys,
        STR_ARGS(manifest->blank_digest), STR_ARGS(manifest->exact_digest),
        STR_ARGS(manifest->readings_digest), STR_ARGS(manifest->before),
        (long long)manifest->before_count);
}

/* The value of the next line, which must have this word. */
static enum err take_line(struct str *rest, const char *word, struct str *out_value)
{
    struct str line = str_cut(rest, '\n');
    if (!str_equal_c(str_cut(&line, ' '), word))
        return ERR_INVALID;
    *out_value = line;
    return OK;
}

static enum err take_count(struct str *rest, const char *word, int64_t *out_count)
{
    struct str value;
    enum err err = take_line(rest, word, &value);
    if (err == OK)
        err = str_to_i64(value, out_count);
    return err == OK && *out_count < 0 ? ERR_INVALID : err;
}

static enum err take_digest(struct str *rest, const char *word, struct str *out_digest)
{
    enum err err = take_line(rest, word, out_digest);
    if (err != OK || out_digest->size != DIGEST_TEXT)
        return ERR_INVALID;
    for (size_t i = 0; i < DIGEST_TEXT; i++)
        if (!strchr("0123456789abcdef", out_digest->at[i]) || out_digest->at[i] == 0)
            return ERR_INVALID;
    return OK;
}

static enum err take_name(struct str *rest, const char *word, struct str *out_name)
{
    struct instant unused;
    enum err err = take_line(rest, word, out_name);
    return err == OK ? backup_name_parse(*out_name, &unused) : err;
}

/* A backup that follows none that is known has an empty line. */
static enum err take_before(struct str *rest, struct str *out_name)
{
    struct str empty = *rest;
    if (take_line(&empty, "before", out_name) == OK && out_name->size == 0) {
        *rest = empty;
        return OK;
    }
    return take_name(rest, "before", out_name);
}

enum err manifest_parse(struct str text, struct manifest *out_manifest)
{
    struct manifest manifest = {0};
    struct str version;
    int64_t is_demo;
    bool is_read = take_line(&text, "haven-backup", &version) == OK && str_equal_c(version, "1") &&
                   take_name(&text, "name", &manifest.name) == OK &&
                   take_count(&text, "taken_at_ms", &manifest.taken_at.ms) == OK &&
                   take_count(&text, "is_demo", &is_demo) == OK && is_demo <= 1 &&
                   take_count(&text, "migrations", &manifest.migrations) == OK &&
                   take_count(&text, "lines", &manifest.lines) == OK &&
                   take_count(&text, "keys", &manifest.keys) == OK &&
                   take_digest(&text, "blank_digest", &manifest.blank_digest) == OK &&
                   take_digest(&text, "exact_digest", &manifest.exact_digest) == OK &&
                   take_digest(&text, "readings_digest", &manifest.readings_digest) == OK &&
                   take_before(&text, &manifest.before) == OK &&
                   take_count(&text, "before_count", &manifest.before_count) == OK &&
                   text.size == 0;
    if (!is_read)
        return ERR_INVALID;
    manifest.is_demo = is_demo == 1;
    *out_manifest = manifest;
    return OK;
}

/* ---- bytes --------------------------------------------------------------------------------- */

enum err take_bytes(struct str *rest, uint64_t size, struct str *out_bytes)
{
    if (size > rest->size)
        return ERR_INVALID;
    *out_bytes = (struct str){rest->at, (size_t)size};
    *rest = (struct str){rest->at + size, rest->size - (size_t)size};
    return OK;
}

enum err take_number(struct str *rest, int bytes, uint64_t *out_number)
{
    struct str taken;
    if (take_bytes(rest, (uint64_t)bytes, &taken) != OK)
        return ERR_INVALID;
    uint64_t number = 0;
    for (int i = bytes - 1; i >= 0; i--)
        number = number << 8 | (unsigned char)taken.at[i];
    *out_number = number;
    return OK;
}

void put_number(struct buf *buf, int bytes, uint64_t number)
{
    for (int i = 0; i < bytes; i++)
        buf_add_char(buf, (char)(number >> (8 * i)));
}

/* ---- pages --------------------------------------------------------------------------------- */

/* What stands before the pages' numbers and bytes of each store is in segment_parse. */
struct str segment_head_write(struct arena *arena, const struct segment *segment)
{
    struct str text = str_format(arena, "haven-pages 1\nname %.*s\nnumber %lld\nat_ms %lld\n",
                                 STR_ARGS(segment->name), (long long)segment->number,
                                 (long long)segment->at.ms);
    struct buf head = buf_make(arena, text.size + 4);
    put_number(&head, 4, text.size);
    buf_add(&head, text);
    return buf_text(&head);
}

static enum err parse_head(struct str text, struct segment *segment)
{
    struct str version;
    bool is_read = take_line(&text, "haven-pages", &version) == OK && str_equal_c(version, "1") &&
                   take_name(&text, "name", &segment->name) == OK &&
                   take_count(&text, "number", &segment->number) == OK &&
                   take_count(&text, "at_ms", &segment->at.ms) == OK && text.size == 0;
    return is_read ? OK : ERR_INVALID;
}

static bool is_page_size(uint64_t size)
{
    return size >= PAGE_LEAST && size <= PAGE_MOST && (size & (size - 1)) == 0;
}

/* Numbers ascend and begin at 1, so that no page is written twice or out of the file. */
static bool are_numbers(struct str numbers)
{
    uint64_t last = 0, number;
    while (numbers.size > 0) {
        if (take_number(&numbers, 4, &number) != OK || number <= last)
            return false;
        last = number;
    }
    return true;
}

static enum err parse_pages(struct str *rest, struct part_pages *out_pages)
{
    uint64_t page_size, database_pages, count;
    struct part_pages pages;
    if (take_number(rest, 4, &page_size) != OK || take_number(rest, 4, &database_pages) != OK ||
        take_number(rest, 4, &count) != OK)
        return ERR_INVALID;
    if (count > 0 && (!is_page_size(page_size) || database_pages == 0))
        return ERR_INVALID;
    if (take_bytes(rest, count * 4, &pages.numbers) != OK ||
        take_bytes(rest, count * page_size, &pages.bytes) != OK || !are_numbers(pages.numbers))
        return ERR_INVALID;
    pages.page_size = (uint32_t)page_size;
    pages.database_pages = (uint32_t)database_pages;
    pages.count = (uint32_t)count;
    *out_pages = pages;
    return OK;
}

enum err segment_parse(struct str bytes, struct segment *out_segment)
{
    struct segment segment;
    uint64_t size;
    struct str head;
    if (take_number(&bytes, 4, &size) != OK || take_bytes(&bytes, size, &head) != OK ||
        parse_head(head, &segment) != OK)
        return ERR_INVALID;
    for (int i = 0; i < STORES; i++)
        if (parse_pages(&bytes, &segment.stores[i]) != OK)
            return ERR_INVALID;
    if (bytes.size > 0)
        return ERR_INVALID;
    *out_segment = segment;
    return OK;
}

/* ---- keys ---------------------------------------------------------------------------------- */

static enum err take_sized(struct str *rest, int bytes, struct str *out_bytes)
{
    uint64_t size;
    enum err err = take_number(rest, bytes, &size);
    return err == OK ? take_bytes(rest, size, out_bytes) : err;
}

enum err keys_parse(struct str bytes, struct keys_part *out_keys)
{
    struct keys_part keys;
    bool is_read = take_sized(&bytes, 4, &keys.root_key) == OK &&
                   take_bytes(&bytes, CHAIN_BYTES, &keys.chain) == OK &&
                   take_sized(&bytes, 8, &keys.rows) == OK &&
                   take_sized(&bytes, 8, &keys.runs) == OK &&
                   take_sized(&bytes, 4, &keys.manifest) == OK &&
                   take_bytes(&bytes, MAC_BYTES, &keys.mac) == OK && bytes.size == 0;
    if (!is_read)
        return ERR_INVALID;
    *out_keys = keys;
    return OK;
}

void key_row_put(struct buf *buf, const struct key_row *row)
{
    put_number(buf, 1, row->table.size);
    buf_add(buf, row->table);
    put_number(buf, 8, (uint64_t)row->owner);
    put_number(buf, 2, row->wrapped_key.size);
    buf_add(buf, row->wrapped_key);
}

enum err key_row_take(struct str *rest, struct key_row *out_row)
{
    struct key_row row;
    uint64_t owner;
    if (take_sized(rest, 1, &row.table) != OK || take_number(rest, 8, &owner) != OK ||
        take_sized(rest, 2, &row.wrapped_key) != OK)
        return ERR_INVALID;
    row.owner = (int64_t)owner;
    *out_row = row;
    return OK;
}

void run_put(struct buf *buf, const struct run *run)
{
    put_number(buf, 8, run->at);
    put_number(buf, 4, run->bytes.size);
    buf_add(buf, run->bytes);
}

enum err run_take(struct str *rest, struct run *out_run)
{
    struct run run;
    if (take_number(rest, 8, &run.at) != OK || take_sized(rest, 4, &run.bytes) != OK ||
        run.at > INT64_MAX - run.bytes.size)
        return ERR_INVALID;
    *out_run = run;
    return OK;
}
