/* sqlc - turns each named statement of the .sql files into one struct and one C function.
 *
 *     sqlc --ids ID_H --out FOLDER --reach FILE [--schema X.schema.sql]... [X.sql]...
 *
 * A statement stands under a head comment:
 *
 *     --: house_list(organisation organisation_id, now instant) many
 *     --> house house_id, alias text, areas text?, is_full flag, opened_on date?
 *     -- Why this statement exists: becomes the function's comment.
 *     select house_id as house, alias, ... from house where organisation_id = $1 and ...;
 *
 * After the parameters: `many` | `one` (ERR_NOT_FOUND without a row) | `exec`, then, in any order,
 * `changed` (exec: tells how many rows it changed) and `fallible` (its failure leaves the
 * transaction usable: a savepoint on PostgreSQL). `--:` and `-->` lines may go on in further ones.
 *
 * Types: text blob integer flag date instant, and the ids of guard/id.h. A `?` means that there may
 * be none: NULL in the database, and in C the empty text, DATE_NONE, INSTANT_NONE or 0.
 *
 * Schema files are migrations, in the order given; their tables and the statements are tried on
 * SQLite here, and on PostgreSQL by store_check. Mistakes are told as file:line: message, exit 1.
 *
 * Made, in FOLDER: x_sql.h and x_sql.c of each X.sql; sql_all.h and sql_all.c with the lists of all
 * statements and migrations. FILE: which statement reads and writes which column (tool/reach).
 */
#include "sqlc.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool mistake(struct sqlc *sqlc, const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    sqlc->mistakes++;
    return false;
}

static void refuse_repeated_names(struct sqlc *sqlc)
{
    for (int i = 0; i < sqlc->schema_count; i++)
        for (int k = 0; k < i; k++)
            if (str_equal(sqlc->schemas[i].name, sqlc->schemas[k].name))
                mistake(sqlc, sqlc->schemas[i].path, 1, "a migration has this name already: %s",
                        sqlc->schemas[k].path);
    for (int i = 0; i < sqlc->file_count; i++)
        for (int k = 0; k < i; k++)
            if (str_equal(sqlc->files[i].stem, sqlc->files[k].stem))
                mistake(sqlc, sqlc->files[i].path, 1, "a file has this name already: %s",
                        sqlc->files[k].path);
}

static _Noreturn void usage(void)
{
    fputs("usage: sqlc --ids ID_H --out FOLDER --reach FILE [--schema FILE]... [FILE]...\n",
          stderr);
    exit(2);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"ids", required_argument, NULL, 'i'},
        {"out", required_argument, NULL, 'o'},
        {"reach", required_argument, NULL, 'r'},
        {"schema", required_argument, NULL, 's'},
        {0},
    };
    struct sqlc sqlc = {.arena = arena_make(SIZE_MAX)};
    sqlc.schemas = ARENA_MANY(&sqlc.arena, struct sql_schema, (size_t)argc);
    sqlc.files = ARENA_MANY(&sqlc.arena, struct sql_file, (size_t)argc);
    sqlc.reach = buf_make(&sqlc.arena, 4096);
    const char *ids = NULL, *folder = NULL, *reach_path = NULL;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'i')
            ids = optarg;
        else if (option == 'o')
            folder = optarg;
        else if (option == 'r')
            reach_path = optarg;
        else if (option == 's')
            read_schema(&sqlc, &sqlc.schemas[sqlc.schema_count++], optarg);
        else
            usage();
    }
    if (!ids || !folder || !reach_path)
        usage();
    read_ids(&sqlc, ids);
    for (; optind < argc; optind++)
        read_file(&sqlc, &sqlc.files[sqlc.file_count++], argv[optind]);
    refuse_repeated_names(&sqlc);
    if (sqlc.mistakes == 0)
        check_all(&sqlc);
    if (sqlc.mistakes > 0)
        return 1;
    write_all(&sqlc, folder, reach_path);
    return 0;
}
