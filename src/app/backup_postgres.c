#include "app/backup_postgres.h"

#include <string.h>

#include "guard/audit.h"
#include "sql_all.h"
#include "store/copy_rows.h"

_Static_assert(AUDIT_READINGS == 1, "the conditions name the readings' chain by its number");

/* Of the readings' chain the main file has only its length, which here is the chain's own: it comes
 * from the file of readings. The order of owners (audit_place) is used in that file alone. */
static const struct copy_rule main_rules[] = {
    {"audit_chain", "writer <> 1"}, /* the first is of the way to PostgreSQL only */
    {"audit", "writer <> 1"},
    {"audit_detail", "writer <> 1"},
    {"audit_tile", "writer <> 1"},
    {"audit_checkpoint", "writer <> 1"},
    {"audit_place", NULL},
    {"audit_placed", NULL},
};

static const struct copy_rule readings_rules[] = {
    {"audit_chain", "writer = 1"},
    {"audit", "writer = 1"},
    {"audit_detail", "writer = 1"},
    {"audit_tile", "writer = 1"},
    {"audit_checkpoint", "writer = 1"},
    {"audit_place", "true"},
    {"audit_placed", "true"},
    {"store_migration", NULL},
};

enum way { TO_FILES, TO_POSTGRES };

/* The order and what it points to. */
struct ordered {
    struct copy_file files[2];
    struct copy_rows copy;
};

static void put_order(struct ordered *ordered, const struct database_files *files, enum way way,
                      struct progress *progress)
{
    size_t skipped = way == TO_FILES ? 1 : 0;
    ordered->files[0] = (struct copy_file){.path = files->main, .rules = main_rules + skipped,
                                           .rule_count = COUNT_OF(main_rules) - skipped,
                                           .has_the_rest = true};
    ordered->files[1] = (struct copy_file){.path = files->readings, .rules = readings_rules,
                                           .rule_count = COUNT_OF(readings_rules)};
    ordered->copy = (struct copy_rows){.files = ordered->files, .file_count = 2,
                                       .look = progress_count, .with = progress};
    if (progress != NULL)
        progress->what = way == TO_FILES ? "rows copied from PostgreSQL"
                                         : "rows copied to PostgreSQL or compared";
}

/* ---- to files ------------------------------------------------------------------------------ */

static struct store_migration migration_of(const char *name)
{
    size_t i = 0;
    while (i < sql_migration_count && strcmp(sql_migrations[i].name, name) != 0)
        i++;
    must(i < sql_migration_count);
    return sql_migrations[i];
}

static enum err make_files(const struct database_files *files, const char **out_reason)
{
    struct store_migration of_readings[AUDIT_READINGS_MIGRATIONS];
    for (size_t i = 0; i < AUDIT_READINGS_MIGRATIONS; i++)
        of_readings[i] = migration_of(audit_readings_migrations[i]);
    const struct store_migrations all = {sql_migrations, sql_migration_count};
    const struct store_migrations some = {of_readings, AUDIT_READINGS_MIGRATIONS};
    enum err err = copy_make_file(files->main, &all, out_reason);
    return err == OK ? copy_make_file(files->readings, &some, out_reason) : err;
}

enum err postgres_to_files(struct store *postgres, const struct database_files *files,
                           struct progress *progress, const char **out_reason)
{
    struct ordered ordered;
    put_order(&ordered, files, TO_FILES, progress);
    enum err err = make_files(files, out_reason);
    return err == OK ? copy_rows_out(postgres, &ordered.copy, out_reason) : err;
}

/* ---- from files ---------------------------------------------------------------------------- */

static enum err open_postgres(const char *url, struct store **out_store, const char **out_reason)
{
    const struct store_settings settings = {.url = url, .reader_limit = 1, .writer_limit = 1};
    return store_open(&settings, out_store, out_reason);
}

enum err postgres_from_files(const char *url, const struct database_files *files,
                             struct progress *progress, const char **out_reason)
{
    const struct store_migrations migrations = {sql_migrations, sql_migration_count};
    struct ordered ordered;
    struct store *store;
    put_order(&ordered, files, TO_POSTGRES, progress);
    enum err err = open_postgres(url, &store, out_reason);
    if (err != OK)
        return err;
    err = copy_rows_in(store, &migrations, &ordered.copy, out_reason);
    store_close(store);
    return err;
}

enum err postgres_undo_files(const char *url, const struct database_files *files,
                             const char **out_reason)
{
    struct ordered ordered;
    struct store *store;
    put_order(&ordered, files, TO_POSTGRES, NULL);
    enum err err = open_postgres(url, &store, out_reason);
    if (err != OK)
        return err;
    err = copy_rows_undo(store, &ordered.copy, out_reason);
    store_close(store);
    return err;
}
