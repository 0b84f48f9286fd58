/* A file of houses to import: whatever it holds, it is counted whole or refused with what is wrong
 * in which row.
 * sources: src/rooms/house/house_import.c
 * libraries: haven
 */
#include "guard/job.h"
#include "rooms/house/house.h"
#include "sql_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* With the one provider that the corpus names. */
static struct store *make_store(void)
{
    static const struct store_migration provider = {
        "provider", "insert into organisation values (1, 'Harbour', 'provider', 1)"};
    struct store_settings settings = {.url = ":memory:", .reader_limit = 1, .writer_limit = 1};
    struct store *store;
    must(store_open(&settings, &store, NULL) == OK);
    must(store_migrate(store, sql_migrations, sql_migration_count, NULL) == OK);
    must(store_migrate(store, &provider, 1, NULL) == OK);
    return store;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct store *store;
    if (store == NULL)
        store = make_store();
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job = {.arena = &arena, .store = store, .now = {INT64_C(1795486200000)}};
    struct problems problems = problems_make(&arena);
    int64_t count = -1;
    must(store_read_begin(store, &job.db) == OK);
    enum err err = house_import(&job, (struct str){(const char *)bytes, size}, true, &problems,
                                &count);
    store_read_end(store, job.db);
    must(err == OK || err == ERR_INVALID);
    must((err == OK) == (problems.count == 0) && (err == OK) == (count > 0));
    for (size_t i = 0; i < problems.count; i++)
        must(problems.items[i].field.size > 0);
    arena_free(&arena);
    return 0;
}
