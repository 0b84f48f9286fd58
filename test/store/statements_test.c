/* Prepares every statement of the program on an engine, one TAP line each. tool/sqlc has tried them
 * on SQLite at build; PostgreSQL has its own opinion of types, names and grouping.
 *
 *     statements_test memory|postgres
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postgres_empty.h"
#include "sql_all.h"
#include "store/store.h"
#include "store/store_test.h"

static int tell(bool is_good, size_t number, const char *name, const char *reason)
{
    printf("%s %zu - %s%s%s\n", is_good ? "ok" : "not ok", number, name, is_good ? "" : ": ",
           is_good ? "" : reason);
    return is_good ? 0 : 1;
}

static int check_all(struct store *store)
{
    int failed = 0;
    for (size_t i = 0; i < sql_statement_count; i++) {
        const char *reason = "";
        enum err err = store_check_one(store, sql_statements[i], &reason);
        failed += tell(err == OK, i + 2, sql_statements[i]->name, reason);
    }
    return failed;
}

static int run(const char *url)
{
    struct store_settings settings = {.url = url, .reader_limit = 1, .writer_limit = 1};
    const char *reason = "";
    struct store *store;
    printf("1..%zu\n", sql_statement_count + 1);
    enum err err = store_open(&settings, &store, &reason);
    if (err != OK)
        return tell(false, 1, "migrations", reason);
    err = store_migrate(store, sql_migrations, sql_migration_count, &reason);
    int failed = tell(err == OK, 1, "migrations", reason);
    if (err == OK)
        failed = check_all(store);
    store_close(store);
    return failed;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "memory") == 0)
        return run(":memory:") > 0;
    const char *url = getenv("HAVEN_TEST_POSTGRES");
    if (url == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    if (!postgres_empty(url)) {
        puts("Bail out! the database cannot be emptied");
        return 1;
    }
    return run(url) > 0;
}
