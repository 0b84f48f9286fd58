#include "app/backup.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/backup_copies.h"
#include "app/backup_files.h"
#include "app/key_copy.h"
#include "app_backup_sql.h"
#include "sql_all.h"
#include "store/copy_rows.h"

enum { BACKUP_MEMORY = 1 << 30, LIST_MEMORY = 64 << 20, PIECE = 1 << 20, CLOSE_BYTES = 16 };

/* A chain's file of keys opens all that follows it: a new one each day keeps that short. */
static const int64_t CHAIN_MS = MS_PER_DAY;

/* One backup in the making. */
struct making {
    struct backup *backup;
    struct arena arena;
    struct copies copies; /* deleted at the end */
    struct buf rows, runs;
    struct str key_copy; /* the sealed root key */
    struct manifest manifest;
    struct chain *chain;
};

static enum err refuse(struct backup *backup, enum err err, const char *reason)
{
    backup->reason = reason;
    return err;
}

/* ---- copies -------------------------------------------------------------------------------- */

static enum err make_copies(struct making *making, enum copy_use use)
{
    const char *reason = "";
    enum err err = copies_make(&making->copies, making->backup->app, use,
                               making->backup->progress, &reason);
    if (err != OK)
        return refuse(making->backup, err, reason);
    err = copy_clear_gaps(making->copies.exact);
    return err == OK ? OK : refuse(making->backup, err, "the copy's free places cannot be cleared");
}

static void keep_row(void *with, struct copy_key key)
{
    struct making *making = with;
    struct key_row row = {key.table, key.owner, key.wrapped_key};
    key_row_put(&making->rows, &row);
    making->manifest.keys++;
}

static enum err take_keys(struct making *making)
{
    const char *reason = "";
    if (copies_double(&making->copies) != OK)
        return refuse(making->backup, ERR_BUSY, "the data folder has no room for a second copy");
    enum err err = copy_take_keys(making->copies.blank, keep_row, making, &reason);
    return err == OK ? OK : refuse(making->backup, err, reason);
}

/* ---- what differs -------------------------------------------------------------------------- */

/* Differences close to each other are one run. */
static void compare_piece(struct making *making, uint64_t at, struct str exact, const char *blank)
{
    size_t i = 0;
    while (i < exact.size) {
        if (exact.at[i] == blank[i]) {
            i++;
            continue;
        }
        size_t from = i, last = i;
        for (; i < exact.size && i - last < CLOSE_BYTES; i++)
            if (exact.at[i] != blank[i])
                last = i;
        struct run run = {at + from, {exact.at + from, last + 1 - from}};
        run_put(&making->runs, &run);
        i = last + 1;
    }
}

static enum err compare_files(struct making *making, FILE *exact, FILE *blank)
{
    static char exact_bytes[PIECE], blank_bytes[PIECE];
    struct digest exact_digest, blank_digest;
    char *texts = arena_take(&making->arena, (size_t)2 * (DIGEST_CHARS + 1));
    uint64_t at = 0;
    size_t size;
    digest_begin(&exact_digest);
    digest_begin(&blank_digest);
    while ((size = fread(exact_bytes, 1, PIECE, exact)) > 0) {
        if (fread(blank_bytes, 1, PIECE, blank) != size)
            return ERR_INTERNAL;
        progress_tell(making->backup->progress, "MiB looked through for keys",
                      (int64_t)(at >> 20));
        compare_piece(making, at, (struct str){exact_bytes, size}, blank_bytes);
        digest_add(&exact_digest, exact_bytes, size);
        digest_add(&blank_digest, blank_bytes, size);
        at += size;
    }
    digest_end(&exact_digest, texts);
    digest_end(&blank_digest, texts + DIGEST_CHARS + 1);
    making->manifest.exact_digest = (struct str){texts, DIGEST_CHARS};
    making->manifest.blank_digest = (struct str){texts + DIGEST_CHARS + 1, DIGEST_CHARS};
    return ferror(exact) || ferror(blank) || fgetc(blank) != EOF ? ERR_INTERNAL : OK;
}

static enum err compare_copies(struct making *making)
{
    FILE *exact = fopen(making->copies.exact, "rb"), *blank = fopen(making->copies.blank, "rb");
    enum err err = exact && blank ? compare_files(making, exact, blank) : ERR_BUSY;
    if (exact)
        fclose(exact);
    if (blank)
        fclose(blank);
    return err == OK ? OK : refuse(making->backup, err, "the copies cannot be read again");
}

/* ---- sealing ------------------------------------------------------------------------------- */

static void add_number(struct making *making, struct sealing *sealing, int bytes, uint64_t number)
{
    struct buf buf = buf_make(&making->arena, 8);
    put_number(&buf, bytes, number);
    sealing_add(sealing, buf.at, buf.size);
}

/* Its size, then its bytes. */
static enum err add_file(struct making *making, struct sealing *sealing, const char *path,
                         struct str *out_digest)
{
    static char bytes[PIECE];
    struct digest digest;
    char *text = arena_take(&making->arena, DIGEST_CHARS + 1);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        if (file)
            fclose(file);
        return ERR_BUSY;
    }
    uint64_t left = (uint64_t)ftell(file);
    rewind(file);
    add_number(making, sealing, 8, left);
    digest_begin(&digest);
    for (size_t size; left > 0 && (size = fread(bytes, 1, PIECE, file)) > 0; left -= size) {
        progress_tell(making->backup->progress, "MiB to be sealed", (int64_t)(left >> 20));
        sealing_add(sealing, bytes, size);
        digest_add(&digest, bytes, size);
    }
    fclose(file);
    digest_end(&digest, text);
    *out_digest = (struct str){text, DIGEST_CHARS};
    return left == 0 ? OK : ERR_BUSY;
}

/* The manifest, and a proof that a holder of the root key wrote it. */
static enum err add_manifest(struct making *making, struct sealing *sealing)
{
    unsigned char mac[MAC_BYTES];
    struct str text = manifest_write(&making->arena, &making->manifest);
    enum err err = vault_fingerprint(making->backup->app->vault, "backup", text, mac);
    if (err != OK)
        return err;
    add_number(making, sealing, 4, text.size);
    sealing_add(sealing, text.at, text.size);
    sealing_add(sealing, mac, sizeof(mac));
    return OK;
}

static enum err add_data(struct making *making, struct sealing *sealing)
{
    struct str unused;
    enum err err = add_file(making, sealing, making->copies.blank, &unused);
    if (err == OK)
        err = add_file(making, sealing, making->copies.readings, &making->manifest.readings_digest);
    return err == OK ? add_manifest(making, sealing) : err;
}

static enum err add_keys(struct making *making, struct sealing *sealing)
{
    static const unsigned char no_chain[CHAIN_KEY_BYTES];
    add_number(making, sealing, 4, making->key_copy.size);
    sealing_add(sealing, making->key_copy.at, making->key_copy.size);
    if (making->chain)
        sealing_add_chain(sealing, making->chain);
    else
        sealing_add(sealing, no_chain, sizeof(no_chain));
    add_number(making, sealing, 8, making->rows.size);
    sealing_add(sealing, making->rows.at, making->rows.size);
    add_number(making, sealing, 8, making->runs.size);
    sealing_add(sealing, making->runs.at, making->runs.size);
    return add_manifest(making, sealing);
}

static enum err write_sealed(struct making *making, const char *ending,
                             enum err (*add)(struct making *making, struct sealing *sealing))
{
    struct backup *backup = making->backup;
    const char *path = backup_path(&making->arena, backup->folder, making->manifest.name, ending);
    struct seal_for who = {.key = backup->public_key, .name = backup_bound_name(path)};
    struct writing writing;
    struct sealing *sealing;
    enum err err = writing_begin(&making->arena, path, &writing);
    if (err == ERR_CONFLICT)
        return refuse(backup, err, "a backup was taken in this very second");
    if (err != OK)
        return refuse(backup, err, "the folder of the backups cannot be written");
    err = sealing_begin(writing.file, &who, &sealing);
    if (err == OK) {
        enum err added = add(making, sealing);
        err = sealing_end(sealing);
        err = added != OK ? added : err;
    }
    enum err ended = writing_end(&writing, err == OK);
    err = err != OK ? err : ended;
    return err == OK ? OK : refuse(backup, err, "the backup cannot be written");
}

/* ---- a backup ------------------------------------------------------------------------------ */

static enum err read_facts(struct making *making)
{
    struct app *app = making->backup->app;
    struct db *db;
    struct backup_lines_row lines;
    enum err err = store_read_begin(app->store, &db);
    if (err != OK)
        return err;
    err = sql_backup_lines(db, &making->arena, &lines);
    store_read_end(app->store, db);
    if (err != OK)
        return refuse(making->backup, err, "the database cannot be read");
    making->manifest.migrations = (int64_t)sql_migration_count;
    making->manifest.lines = lines.lines;
    making->manifest.is_demo = app->is_demo;
    return OK;
}

static void name_it(struct making *making, struct instant now)
{
    struct instant taken_at = instant_is_some(now) ? now : app_real_now();
    making->manifest.taken_at = taken_at;
    making->manifest.name = backup_name(&making->arena, taken_at);
    making->manifest.before = str_of(making->backup->name);
    making->manifest.before_count = making->backup->number;
}

static enum err take_key(struct making *making)
{
    struct backup *backup = making->backup;
    enum err err = key_copy_take(&making->arena, &backup->app->settings, backup->public_key,
                                 &making->key_copy);
    if (err == ERR_DENIED)
        return refuse(backup, err, "a server that runs gives the root key to the keys of its "
                      "setting backup-key only; for others stop it first");
    return err == OK ? OK : refuse(backup, err, "the root key cannot be sealed");
}

static enum err make(struct making *making, enum copy_use use, struct instant now)
{
    enum err err = take_key(making);
    if (err == OK)
        err = read_facts(making);
    if (err == OK)
        err = make_copies(making, use);
    if (err == OK)
        err = take_keys(making);
    if (err == OK)
        err = compare_copies(making);
    if (err != OK)
        return err;
    name_it(making, now);
    making->chain = use == COPY_AND_COLLECT ? chain_make() : NULL;
    err = write_sealed(making, "data", add_data);
    return err == OK ? write_sealed(making, "keys", add_keys) : err;
}

/* What follows is written to the new chain. */
static void take_over(struct backup *backup, struct making *making)
{
    chain_drop(backup->chain);
    backup->chain = making->chain;
    backup->number = 0;
    backup->begun_at = making->manifest.taken_at;
    snprintf(backup->name, sizeof(backup->name), "%.*s", STR_ARGS(making->manifest.name));
}

/* Whoever has the claim takes it. */
static enum err take_claimed(struct backup *backup, enum copy_use use, struct instant now)
{
    struct making making = {.backup = backup, .arena = arena_make(BACKUP_MEMORY)};
    making.rows = buf_make(&making.arena, 1 << 16);
    making.runs = buf_make(&making.arena, 1 << 16);
    enum err err = copies_begin(&making.arena, &backup->app->settings, &making.copies);
    if (err != OK) {
        arena_free(&making.arena);
        return refuse(backup, err, "another process takes a backup just now");
    }
    err = make(&making, use, now);
    copies_end(&making.copies);
    if (err == OK)
        take_over(backup, &making);
    else
        chain_drop(making.chain);
    if (err == OK && backup_prune(&making.arena, backup->folder, making.manifest.taken_at) != OK)
        err = refuse(backup, ERR_BUSY, "the backup is taken, but files of keys past their days "
                     "cannot be deleted");
    arena_free(&making.arena);
    return err;
}

/* A day is over since the folder's newest backup that has its keys, whoever took it. */
static bool is_due(struct backup *backup, struct instant now)
{
    now = instant_is_some(now) ? now : app_real_now();
    if (now.ms - backup->begun_at.ms < CHAIN_MS)
        return false;
    struct arena arena = arena_make(LIST_MEMORY);
    struct backup_names names;
    if (backup_list(&arena, backup->folder, "keys", &names) != OK)
        names.count = 0;
    for (size_t i = 0; i < names.count; i++) {
        struct instant taken_at;
        must(backup_name_parse(names.at[i], &taken_at) == OK);
        if (taken_at.ms > backup->begun_at.ms && taken_at.ms <= now.ms)
            backup->begun_at = taken_at;
    }
    arena_free(&arena);
    return now.ms - backup->begun_at.ms >= CHAIN_MS;
}

enum taking { TAKE_NOW, TAKE_WHEN_DUE };

/* One of all processes at a time. Whether it is due is asked again after the claim: another may
 * have taken it meanwhile. */
static enum err claim_and_take(struct backup *backup, enum taking taking, enum copy_use use,
                               struct instant now)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    struct store_claim *claim;
    pthread_mutex_lock(&one_at_a_time);
    enum err err = store_claim(backup->app->store, &claim);
    if (err == OK) {
        if (taking == TAKE_NOW || is_due(backup, now))
            err = take_claimed(backup, use, now);
        store_claim_end(claim);
    } else if (err == ERR_CONFLICT) {
        err = taking == TAKE_NOW
                  ? refuse(backup, ERR_BUSY, "another process takes a backup just now") : OK;
    } else {
        err = refuse(backup, err, "the database cannot be reached");
    }
    pthread_mutex_unlock(&one_at_a_time);
    return err;
}

enum err backup_take(struct backup *backup, enum copy_use use, struct instant now)
{
    bool is_postgres = store_is_postgres(backup->app->store);
    if (!is_postgres && backup->app->readings == NULL)
        return refuse(backup, ERR_DENIED, "the database is being made in bulk");
    return claim_and_take(backup, TAKE_NOW, is_postgres ? COPY_ONLY : use, now);
}

/* ---- what follows it ----------------------------------------------------------------------- */

static void add_pages(struct making *making, struct sealing *sealing,
                      const struct store_pages *pages)
{
    add_number(making, sealing, 4, (uint64_t)pages->page_size);
    add_number(making, sealing, 4, pages->database_pages);
    add_number(making, sealing, 4, pages->count);
    for (size_t i = 0; i < pages->count; i++)
        add_number(making, sealing, 4, pages->numbers[i]);
    sealing_add(sealing, pages->bytes, pages->count * (size_t)pages->page_size);
}

static enum err write_pages(struct backup *backup, struct making *making, struct instant at,
                            const struct store_pages pages[STORES])
{
    struct segment segment = {.name = str_of(backup->name), .number = backup->number + 1, .at = at};
    const char *path = backup_pages_path(&making->arena, backup->folder, segment.name,
                                         segment.number);
    struct seal_for who = {.chain = backup->chain, .name = backup_bound_name(path)};
    struct writing writing;
    struct sealing *sealing;
    enum err err = writing_begin(&making->arena, path, &writing);
    if (err != OK)
        return err;
    must(sealing_begin(writing.file, &who, &sealing) == OK);
    struct str head = segment_head_write(&making->arena, &segment);
    sealing_add(sealing, head.at, head.size);
    for (int i = 0; i < STORES; i++)
        add_pages(making, sealing, &pages[i]);
    err = sealing_end(sealing);
    enum err ended = writing_end(&writing, err == OK);
    return err == OK ? ended : err;
}

/* The main file first, as in copy_stores. */
static enum err collect_both(struct backup *backup, struct store_pages out_pages[STORES])
{
    enum err err = store_collect(backup->app->store, &out_pages[0]);
    if (err != OK)
        return err;
    err = store_collect(backup->app->readings, &out_pages[1]);
    if (err != OK)
        store_pages_free(&out_pages[0]);
    return err;
}

/* ERR_CONFLICT: the chain has a gap now. */
static enum err write_changes(struct backup *backup, struct instant now)
{
    struct store_pages pages[STORES];
    if (collect_both(backup, pages) != OK)
        return ERR_CONFLICT;
    struct making making = {.arena = arena_make(BACKUP_MEMORY)};
    enum err err = OK;
    struct instant at = instant_is_some(now) ? now : app_real_now();
    if (pages[0].count + pages[1].count > 0) {
        err = write_pages(backup, &making, at, pages);
        backup->number += err == OK;
    }
    for (int i = 0; i < STORES; i++)
        store_pages_free(&pages[i]);
    arena_free(&making.arena);
    return err == OK ? OK : refuse(backup, ERR_CONFLICT, "what changed could not be written");
}

/* PostgreSQL: nothing follows, and each day one of the processes takes the next. */
static enum err follow_daily(struct backup *backup, struct instant now)
{
    return is_due(backup, now) ? claim_and_take(backup, TAKE_WHEN_DUE, COPY_ONLY, now) : OK;
}

enum err backup_follow(struct backup *backup, struct instant now)
{
    if (store_is_postgres(backup->app->store))
        return follow_daily(backup, now);
    enum err err = backup->chain ? write_changes(backup, now) : ERR_CONFLICT;
    if (err != OK) {
        chain_drop(backup->chain);
        backup->chain = NULL;
    }
    struct instant real = instant_is_some(now) ? now : app_real_now();
    if (err == OK && real.ms - backup->begun_at.ms < CHAIN_MS)
        return OK;
    return backup_take(backup, COPY_AND_COLLECT, now);
}

void backup_end(struct backup *backup)
{
    if (!store_is_postgres(backup->app->store)) {
        store_collect_stop(backup->app->store);
        store_collect_stop(backup->app->readings);
    }
    chain_drop(backup->chain);
    backup->chain = NULL;
}
