#include "app/restore_lay.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/backup_files.h"
#include "app/key_copy.h"
#include "store/copy.h"

enum { SEGMENT_MEMORY = 1 << 30, PIECE = 1 << 20, PATHS = 4096 };

enum err doubt(struct restoring *restoring, const char *format, const char *what)
{
    restoring->reason = str_format(restoring->arena, format, what).at;
    return ERR_INVALID;
}

const char *in_folder(struct restoring *restoring, const char *name)
{
    const struct settings settings = {.data = restoring->order->to};
    return settings_path(restoring->arena, &settings, name);
}

const char *lay_key_path(struct restoring *restoring)
{
    const struct settings settings = {.data = restoring->order->to};
    return settings_vault_path(restoring->arena, &settings, "root.key");
}

/* ---- which backup -------------------------------------------------------------------------- */

enum err lay_choose(struct restoring *restoring)
{
    struct backup_names names;
    enum err err = backup_list(restoring->arena, restoring->order->from, "data", &names);
    if (err != OK)
        return err;
    for (size_t i = 0; i < names.count; i++) {
        struct instant taken_at;
        must(backup_name_parse(names.at[i], &taken_at) == OK);
        if (!instant_is_some(restoring->order->until) ||
            taken_at.ms <= restoring->order->until.ms)
            restoring->name = names.at[i];
    }
    return restoring->name.size > 0 ? OK : ERR_NOT_FOUND;
}

/* ---- keys ---------------------------------------------------------------------------------- */

static enum err read_keys(struct restoring *restoring, struct str name, struct keys_part *out_keys)
{
    struct str bytes;
    const char *path = backup_path(restoring->arena, restoring->order->from, name, "keys");
    enum err err = backup_read(restoring->arena, path, restoring->order->secret, NULL, &bytes);
    if (err == ERR_NOT_FOUND)
        return err;
    if (err == OK)
        err = keys_parse(bytes, out_keys);
    return err == OK ? OK : doubt(restoring, "%s is damaged, or sealed to another key", path);
}

enum err lay_find_keys(struct restoring *restoring)
{
    struct backup_names names = {0};
    enum err err = read_keys(restoring, restoring->name, &restoring->keys);
    if (err != ERR_NOT_FOUND)
        return err;
    restoring->out->is_keys_of_another = true;
    err = backup_list(restoring->arena, restoring->order->from, "keys", &names);
    if (err != OK || names.count == 0)
        return doubt(restoring, "there is no file of keys in %s", restoring->order->from);
    return read_keys(restoring, names.at[names.count - 1], &restoring->keys);
}

enum err lay_file(struct restoring *restoring, const char *path, struct str bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_written = file >= 0 && write(file, bytes.at, bytes.size) == (ssize_t)bytes.size &&
                      fsync(file) == 0;
    if (file >= 0)
        close(file);
    return is_written ? OK : doubt(restoring, "%s cannot be written", path);
}

enum err lay_root_key(struct restoring *restoring)
{
    struct str text;
    if (key_copy_read(restoring->arena, restoring->keys.root_key, restoring->order->secret,
                      &text) != OK)
        return doubt(restoring, "the root key of the backup is damaged, or sealed to another "
                     "key%s", "");
    return lay_file(restoring, lay_key_path(restoring), text);
}

/* ---- the data ------------------------------------------------------------------------------ */

static enum err read_sized(struct opening *opening, int bytes, uint64_t *out_size)
{
    char number[8];
    enum err err = opening_read(opening, number, (size_t)bytes);
    struct str rest = {number, (size_t)bytes};
    return err == OK ? take_number(&rest, bytes, out_size) : err;
}

static enum err write_database(struct opening *opening, const char *path,
                               struct progress *progress, char out_digest[DIGEST_CHARS + 1])
{
    static char bytes[PIECE];
    struct digest digest;
    uint64_t left;
    enum err err = read_sized(opening, 8, &left);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return ERR_BUSY;
    digest_begin(&digest);
    while (err == OK && left > 0) {
        size_t size = left < PIECE ? (size_t)left : PIECE;
        err = opening_read(opening, bytes, size);
        if (err == OK && write(file, bytes, size) != (ssize_t)size)
            err = ERR_BUSY;
        digest_add(&digest, bytes, size);
        left -= size;
        progress_tell(progress, "MiB to be written", (int64_t)(left >> 20));
    }
    if (close(file) != 0 && err == OK)
        err = ERR_BUSY;
    digest_end(&digest, out_digest);
    return err;
}

static enum err read_manifest(struct restoring *restoring, struct opening *opening)
{
    uint64_t size;
    enum err err = read_sized(opening, 4, &size);
    if (err != OK || size > PATHS)
        return ERR_INVALID;
    char *text = arena_take(restoring->arena, (size_t)size + MAC_BYTES);
    err = opening_read(opening, text, (size_t)size + MAC_BYTES);
    if (err == OK)
        err = opening_is_whole(opening);
    restoring->data_manifest = (struct str){text, (size_t)size};
    restoring->data_mac = (struct str){text + size, MAC_BYTES};
    return err == OK ? manifest_parse(restoring->data_manifest, &restoring->manifest) : err;
}

static enum err read_data(struct restoring *restoring, struct opening *opening)
{
    char blank[DIGEST_CHARS + 1], readings[DIGEST_CHARS + 1];
    struct progress *progress = restoring->order->progress;
    enum err err = write_database(opening, in_folder(restoring, "haven.db"), progress, blank);
    if (err == OK)
        err = write_database(opening, in_folder(restoring, "readings.db"), progress, readings);
    if (err == OK)
        err = read_manifest(restoring, opening);
    if (err == OK && (!str_equal_c(restoring->manifest.blank_digest, blank) ||
                      !str_equal_c(restoring->manifest.readings_digest, readings)))
        err = ERR_INVALID;
    return err;
}

enum err lay_data(struct restoring *restoring)
{
    const char *path = backup_path(restoring->arena, restoring->order->from, restoring->name,
                                   "data");
    struct seal_for who = {.key = restoring->order->secret, .name = backup_bound_name(path)};
    struct opening *opening;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return doubt(restoring, "%s cannot be read", path);
    enum err err = opening_begin(file, &who, &opening);
    if (err == OK) {
        err = read_data(restoring, opening);
        opening_end(opening);
    }
    close(file);
    if (err == ERR_BUSY)
        return doubt(restoring, "there is no room in %s", restoring->order->to);
    return err == OK ? OK : doubt(restoring, "%s is damaged, or sealed to another key", path);
}

/* ---- keys into the data -------------------------------------------------------------------- */

static enum err digest_file(const char *path, char out_digest[DIGEST_CHARS + 1])
{
    static char bytes[PIECE];
    struct digest digest;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return ERR_BUSY;
    digest_begin(&digest);
    for (size_t size; (size = fread(bytes, 1, PIECE, file)) > 0;)
        digest_add(&digest, bytes, size);
    bool is_read = ferror(file) == 0;
    fclose(file);
    digest_end(&digest, out_digest);
    return is_read ? OK : ERR_BUSY;
}

/* The backup's own keys: the very file that was copied. */
static enum err put_exact(struct restoring *restoring)
{
    char digest[DIGEST_CHARS + 1];
    const char *path = in_folder(restoring, "haven.db");
    struct str rest = restoring->keys.runs;
    int file = open(path, O_WRONLY | O_CLOEXEC);
    enum err err = file < 0 ? ERR_BUSY : OK;
    while (err == OK && rest.size > 0) {
        struct run run;
        err = run_take(&rest, &run);
        if (err == OK &&
            pwrite(file, run.bytes.at, run.bytes.size, (off_t)run.at) != (ssize_t)run.bytes.size)
            err = ERR_BUSY;
    }
    if (file >= 0)
        close(file);
    if (err == OK)
        err = digest_file(path, digest);
    if (err != OK || !str_equal_c(restoring->manifest.exact_digest, digest))
        return doubt(restoring, "the file of keys does not belong to the data: %s", path);
    return OK;
}

/* Keys of a later backup, one by one. */
static enum err put_rows(struct restoring *restoring)
{
    struct copy_putting *putting;
    struct str rest = restoring->keys.rows;
    const char *reason = "";
    enum err err = copy_put_begin(in_folder(restoring, "haven.db"), &putting, &reason);
    if (err != OK)
        return doubt(restoring, "the keys cannot be put back: %s", reason);
    while (err == OK && rest.size > 0) {
        struct key_row row;
        err = key_row_take(&rest, &row);
        if (err == OK)
            err = copy_put(putting, (struct copy_key){row.table, row.owner, row.wrapped_key});
    }
    enum err ended = copy_put_end(putting, &restoring->out->missing_keys);
    err = err == OK ? ended : err;
    return err == OK ? OK : doubt(restoring, "the keys cannot be put back%s", "");
}

enum err lay_keys(struct restoring *restoring)
{
    return restoring->out->is_keys_of_another ? put_rows(restoring) : put_exact(restoring);
}

/* ---- pages --------------------------------------------------------------------------------- */

static enum err write_pages(const char *path, const struct part_pages *pages)
{
    struct str numbers = pages->numbers;
    uint64_t number;
    if (pages->count == 0)
        return OK;
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return ERR_BUSY;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < pages->count; i++) {
        must(take_number(&numbers, 4, &number) == OK);
        if (pwrite(file, pages->bytes.at + i * pages->page_size, pages->page_size,
                   (off_t)(number - 1) * pages->page_size) != (ssize_t)pages->page_size)
            err = ERR_BUSY;
    }
    if (err == OK && ftruncate(file, (off_t)pages->database_pages * pages->page_size) != 0)
        err = ERR_BUSY;
    return close(file) == 0 ? err : ERR_BUSY;
}

static enum err write_segment(struct restoring *restoring, const struct segment *segment)
{
    static const char *const files[STORES] = {"haven.db", "readings.db"};
    for (int i = 0; i < STORES; i++) {
        const char *path = in_folder(restoring, files[i]);
        if (write_pages(path, &segment->stores[i]) != OK)
            return doubt(restoring, "there is no room in %s", restoring->order->to);
    }
    return OK;
}

/* Up to where the pages go that are there: an operator can have that, if she says so. */
static enum err doubt_gap(struct restoring *restoring, const char *path)
{
    struct instant at = restoring->out->at;
    struct str text = instant_text(restoring->arena, at);
    restoring->reason = str_format(restoring->arena, "%s is missing: what comes after it cannot be "
                                   "used. What is before it can be had with --until %.*s.%03dZ",
                                   path, (int)text.size - 1, text.at, (int)(at.ms % 1000)).at;
    return ERR_INVALID;
}

/* True: what is laid is the very moment that is wanted. */
static bool is_reached(const struct restoring *restoring)
{
    struct instant until = restoring->order->until;
    return instant_is_some(until) && restoring->out->at.ms >= until.ms;
}

/* ERR_REPEATED: it is later than what is wanted. */
static enum err add_file(struct restoring *restoring, int64_t number)
{
    struct arena arena = arena_make(SEGMENT_MEMORY);
    struct str bytes;
    struct segment segment;
    const char *path = backup_pages_path(restoring->arena, restoring->order->from, restoring->name,
                                         number);
    enum err err = backup_read(&arena, path, STR_NONE, restoring->chain, &bytes);
    if (err == ERR_NOT_FOUND)
        err = doubt_gap(restoring, path);
    else if (err != OK || segment_parse(bytes, &segment) != OK || segment.number != number ||
             !str_equal(segment.name, restoring->name))
        err = doubt(restoring, "%s is damaged", path);
    else if (instant_is_some(restoring->order->until) &&
             segment.at.ms > restoring->order->until.ms)
        err = ERR_REPEATED;
    else
        err = write_segment(restoring, &segment);
    if (err == OK)
        restoring->out->at = segment.at;
    arena_free(&arena);
    return err;
}

/* What the backup after this one says of how many files of pages there are. */
static enum err count_of_next(struct restoring *restoring, int64_t *out_count)
{
    struct backup_names names = {0};
    struct keys_part keys;
    struct manifest manifest;
    enum err err = backup_list(restoring->arena, restoring->order->from, "keys", &names);
    *out_count = 0;
    for (size_t i = 0; err == OK && i < names.count; i++) {
        if (str_compare(names.at[i], restoring->name) <= 0)
            continue;
        err = read_keys(restoring, names.at[i], &keys);
        if (err == OK && manifest_parse(keys.manifest, &manifest) == OK &&
            str_equal(manifest.before, restoring->name))
            *out_count = manifest.before_count;
        break;
    }
    return err;
}

enum err lay_pages(struct restoring *restoring)
{
    static const unsigned char no_chain[CHAIN_KEY_BYTES];
    int64_t highest = 0, said = 0;
    if (memcmp(restoring->keys.chain.at, no_chain, sizeof(no_chain)) == 0)
        return OK;
    restoring->chain = chain_read((const unsigned char *)restoring->keys.chain.at);
    enum err err = backup_pages_count(restoring->order->from, restoring->name, &highest);
    if (err == OK)
        err = count_of_next(restoring, &said);
    highest = said > highest ? said : highest;
    for (int64_t number = 1; err == OK && number <= highest && !is_reached(restoring); number++) {
        err = add_file(restoring, number);
        restoring->out->pages_files += err == OK;
    }
    return err == ERR_REPEATED ? OK : err;
}
