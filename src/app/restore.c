#include "app/restore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/backup_files.h"
#include "app/backup_postgres.h"
#include "app/folder.h"
#include "app/key_copy.h"
#include "app_backup_sql.h"
#include "guard/audit.h"
#include "sql_all.h"
#include "store/copy.h"

enum { RESTORE_MEMORY = 1 << 30, PIECE = 1 << 20, PATHS = 4096 };

struct restoring {
    const struct restore_order *order;
    struct arena *arena;
    struct restored *out;
    const char *reason;
    struct str name;       /* of the backup */
    struct keys_part keys; /* its own, or the newest there are */
    struct manifest manifest; /* of the data */
    struct str data_manifest, data_mac;
    struct chain *chain;   /* NULL: no pages can follow */
};

static enum err doubt(struct restoring *restoring, const char *format, const char *what)
{
    restoring->reason = str_format(restoring->arena, format, what).at;
    return ERR_INVALID;
}

static struct settings settings_of(const char *folder, const char *database)
{
    return (struct settings){.data = folder, .database = database, .key = "", .clock = "",
                             .address = "127.0.0.1", .law_key = "", .backup = "",
                             .backup_key = "", .duty_keys = "", .witnesses = "", .reserve = "",
                             .passphrase = ""};
}

static const char *in_folder(struct restoring *restoring, const char *name)
{
    const struct settings settings = {.data = restoring->order->to};
    return settings_path(restoring->arena, &settings, name);
}

static const char *key_path(struct restoring *restoring)
{
    const struct settings settings = {.data = restoring->order->to};
    return settings_vault_path(restoring->arena, &settings, "root.key");
}

/* ---- which backup -------------------------------------------------------------------------- */

static bool is_empty(const char *folder)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return errno == ENOENT;
    int count = 0;
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count <= 2; /* itself and its parent */
}

static enum err choose(struct restoring *restoring)
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

static enum err find_keys(struct restoring *restoring)
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

static enum err write_file(struct restoring *restoring, const char *path, struct str bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_written = file >= 0 && write(file, bytes.at, bytes.size) == (ssize_t)bytes.size &&
                      fsync(file) == 0;
    if (file >= 0)
        close(file);
    return is_written ? OK : doubt(restoring, "%s cannot be written", path);
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

static enum err write_data(struct restoring *restoring)
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
static enum err make_exact(struct restoring *restoring)
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

/* ---- pages --------------------------------------------------------------------------------- */

static enum err lay_pages(const char *path, const struct part_pages *pages)
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

static enum err lay_segment(struct restoring *restoring, const struct segment *segment)
{
    static const char *const files[STORES] = {"haven.db", "readings.db"};
    for (int i = 0; i < STORES; i++) {
        const char *path = in_folder(restoring, files[i]);
        if (lay_pages(path, &segment->stores[i]) != OK)
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
static enum err lay_file(struct restoring *restoring, int64_t number)
{
    struct arena arena = arena_make(RESTORE_MEMORY);
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
        err = lay_segment(restoring, &segment);
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

static enum err lay_all(struct restoring *restoring)
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
        err = lay_file(restoring, number);
        restoring->out->pages_files += err == OK;
    }
    return err == ERR_REPEATED ? OK : err;
}

/* ---- is it true ---------------------------------------------------------------------------- */

static bool is_proven(struct vault *vault, struct str manifest, struct str mac)
{
    unsigned char expected[MAC_BYTES];
    return vault_fingerprint(vault, "backup", manifest, expected) == OK && mac.size == MAC_BYTES &&
           memcmp(mac.at, expected, MAC_BYTES) == 0;
}

/* The root key of the backup is the one that proves both manifests. */
static enum err check_proof(struct restoring *restoring)
{
    struct vault *vault;
    const char *reason = "";
    const struct vault_settings settings = {
        .key_path = key_path(restoring),
        .is_demo = restoring->manifest.is_demo,
        .has_begun = true,
    };
    if (vault_start(&settings, &vault, &reason) != OK)
        return doubt(restoring, "the root key of the backup: %s", reason);
    bool is_true = is_proven(vault, restoring->keys.manifest, restoring->keys.mac) &&
                   is_proven(vault, restoring->data_manifest, restoring->data_mac);
    vault_close(vault);
    return is_true ? OK : doubt(restoring, "the backup was not written by the holder of its root "
                                "key%s", "");
}

static enum err check_database(struct restoring *restoring, const char *name)
{
    const char *reason = "";
    if (copy_check(in_folder(restoring, name), &reason) == OK)
        return OK;
    restoring->reason = str_format(restoring->arena, "%s: %s", name, reason).at;
    return ERR_INVALID;
}

static enum err check_log(struct restoring *restoring, struct app *app)
{
    struct job job;
    struct audit_break first;
    struct backup_lines_row lines;
    enum err err = app_job_begin(app, restoring->arena, &job);
    if (err != OK)
        return err;
    err = audit_verify(&job, &restoring->out->lines, &first);
    if (err == OK)
        err = sql_backup_lines(job.db, restoring->arena, &lines);
    app_job_end(&job);
    if (err == OK && lines.lines < restoring->manifest.lines)
        err = ERR_INVALID;
    return err == OK ? OK : doubt(restoring, "the log of who did what is not whole%s", "");
}

/* Opened as the program opens it: the root key must be the database's, the names must open. */
static enum err check_program(struct restoring *restoring, const char *database)
{
    struct settings settings = settings_of(restoring->order->to, database);
    size_t names;
    struct app app;
    if (app_open(&settings, &app) != OK)
        return doubt(restoring, "%s does not open", restoring->order->to);
    enum err err = app_read_index(&app);
    if (err == OK)
        err = names_count(app.vault, &names);
    if (err == OK)
        restoring->out->names = (int64_t)names;
    if (err == OK)
        err = check_log(restoring, &app);
    app_close(&app);
    return err;
}

/* ---- all of it ----------------------------------------------------------------------------- */

static enum err write_key(struct restoring *restoring)
{
    struct str text;
    if (key_copy_read(restoring->arena, restoring->keys.root_key, restoring->order->secret,
                      &text) != OK)
        return doubt(restoring, "the root key of the backup is damaged, or sealed to another "
                     "key%s", "");
    return write_file(restoring, key_path(restoring), text);
}

static enum err lay_out(struct restoring *restoring)
{
    enum err err = write_key(restoring);
    if (err == OK)
        err = write_data(restoring);
    if (err == OK)
        err = check_proof(restoring);
    if (err == OK && restoring->manifest.migrations > (int64_t)sql_migration_count)
        err = doubt(restoring, "the backup is of a newer version of Haven than this program%s", "");
    if (err == OK && restoring->manifest.is_demo)
        err = write_file(restoring, in_folder(restoring, "demo"), STR_NONE);
    if (err != OK)
        return err;
    restoring->out->at = restoring->manifest.taken_at;
    if (restoring->out->is_keys_of_another)
        return put_rows(restoring);
    err = make_exact(restoring);
    return err == OK ? lay_all(restoring) : err;
}

static enum err check_all(struct restoring *restoring)
{
    enum err err = check_database(restoring, "haven.db");
    if (err == OK)
        err = check_database(restoring, "readings.db");
    return err == OK ? check_program(restoring, "") : err;
}

/* ---- to PostgreSQL ------------------------------------------------------------------------- */

static bool is_for_postgres(const struct restore_order *order)
{
    return order->database != NULL && order->database[0] != 0;
}

static struct database_files files_of(struct restoring *restoring)
{
    return (struct database_files){in_folder(restoring, "haven.db"),
                                   in_folder(restoring, "readings.db")};
}

/* What was filled is there already: it must go again, or be told. */
static enum err undo(struct restoring *restoring, enum err err)
{
    const struct database_files files = files_of(restoring);
    const char *doubted = restoring->reason, *reason = "";
    if (postgres_undo_files(restoring->order->database, &files, &reason) != OK)
        restoring->reason = str_format(restoring->arena, "%s; and the tables could not be taken "
                                       "out of the database again: drop it", doubted).at;
    return err;
}

static void delete_files(struct arena *arena, const char *half, const char *const *files,
                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        unlink(str_format(arena, "%s/%s", half, files[i]).at);
}

static void delete_databases(struct arena *arena, const char *record)
{
    static const char *const files[] = {"haven.db", "haven.db-wal", "haven.db-shm",
                                        "haven.db-journal", "readings.db", "readings.db-wal",
                                        "readings.db-shm", "readings.db-journal"};
    delete_files(arena, record, files, COUNT_OF(files));
}

static enum err move_to_postgres(struct restoring *restoring)
{
    const struct database_files files = files_of(restoring);
    const char *reason = "";
    int64_t lines = restoring->out->lines, names = restoring->out->names;
    enum err err = postgres_from_files(restoring->order->database, &files,
                                       restoring->order->progress, &reason);
    if (err != OK) {
        restoring->reason = str_format(restoring->arena, "%s", reason).at;
        return err;
    }
    err = check_program(restoring, restoring->order->database);
    if (err == OK && (restoring->out->lines != lines || restoring->out->names != names))
        err = doubt(restoring, "the database does not hold what the backup does%s", "");
    if (err != OK)
        return undo(restoring, err);
    delete_databases(restoring->arena, in_folder(restoring, ""));
    return OK;
}

enum err restore(struct arena *arena, const struct restore_order *order,
                 struct restored *out_restored, const char **out_reason)
{
    struct restored restored = {0};
    struct restoring restoring = {.order = order, .arena = arena, .out = &restored,
                                  .reason = "no backup is that old"};
    *out_reason = "the folder to restore into is not empty";
    if (!is_empty(order->to))
        return ERR_CONFLICT;
    enum err err = choose(&restoring);
    if (err == OK)
        err = find_keys(&restoring);
    const struct settings settings = settings_of(order->to, "");
    if (err == OK && folder_make(&settings) != OK)
        err = doubt(&restoring, "%s cannot be made", order->to);
    bool is_begun = err == OK;
    if (err == OK)
        err = lay_out(&restoring);
    if (err == OK)
        err = check_all(&restoring);
    if (err == OK && is_for_postgres(order))
        err = move_to_postgres(&restoring);
    chain_drop(restoring.chain);
    if (err != OK && is_begun)
        restore_delete(arena, order->to);
    restored.name = restoring.name;
    *out_reason = restoring.reason;
    if (err == OK)
        *out_restored = restored;
    return err;
}

void restore_delete(struct arena *arena, const char *folder)
{
    static const char *const files[] = {"demo", "lock", "reserve", "checkpoints", "rights-proven"};
    const struct settings settings = {.data = folder};
    const char *record = settings_path(arena, &settings, "");
    const char *vault = settings_vault_path(arena, &settings, "");
    size_t vault_files = 0;
    while (folder_vault_files[vault_files] != NULL)
        vault_files++;
    delete_databases(arena, record);
    delete_files(arena, record, files, COUNT_OF(files));
    delete_files(arena, vault, folder_vault_files, vault_files);
    rmdir(record);
    rmdir(vault);
    rmdir(folder);
}

enum err restore_read_key(struct arena *arena, const char *path, struct str *out_secret)
{
    static const char WORD[] = "haven-backup-key 1 ";
    char text[256];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return ERR_NOT_FOUND;
    size_t size = fread(text, 1, sizeof(text), file);
    fclose(file);
    struct str rest = str_trim((struct str){text, size});
    bool is_key = str_starts(rest, STR("haven-backup-key 1 ")) &&
                  backup_keys_are_valid(str_slice(rest, sizeof(WORD) - 1, rest.size));
    if (is_key)
        *out_secret = str_copy(arena, str_slice(rest, sizeof(WORD) - 1, rest.size));
    explicit_bzero(text, sizeof(text));
    return is_key ? OK : ERR_INVALID;
}
