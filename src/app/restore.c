#include "app/restore.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/backup_postgres.h"
#include "app/folder.h"
#include "app/restore_lay.h"
#include "app_backup_sql.h"
#include "guard/audit.h"
#include "sql_all.h"
#include "store/copy.h"

static struct settings settings_of(const char *folder, const char *database)
{
    return (struct settings){.data = folder, .database = database, .key = "", .clock = "",
                             .address = "127.0.0.1", .law_key = "", .backup = "",
                             .backup_key = "", .duty_keys = "", .witnesses = "", .reserve = "",
                             .passphrase = ""};
}

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
        .key_path = lay_key_path(restoring),
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

static enum err lay_out(struct restoring *restoring)
{
    enum err err = lay_root_key(restoring);
    if (err == OK)
        err = lay_data(restoring);
    if (err == OK)
        err = check_proof(restoring);
    if (err == OK && restoring->manifest.migrations > (int64_t)sql_migration_count)
        err = doubt(restoring, "the backup is of a newer version of Haven than this program%s", "");
    if (err == OK && restoring->manifest.is_demo)
        err = lay_file(restoring, in_folder(restoring, "demo"), STR_NONE);
    if (err != OK)
        return err;
    restoring->out->at = restoring->manifest.taken_at;
    err = lay_keys(restoring);
    return err == OK && !restoring->out->is_keys_of_another ? lay_pages(restoring) : err;
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
    enum err err = lay_choose(&restoring);
    if (err == OK)
        err = lay_find_keys(&restoring);
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
