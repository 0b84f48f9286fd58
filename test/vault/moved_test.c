/* Every sealed column there is (read from the tables' own files), 10,000 tries for each table: a
 * sealed value put at another row, column, table, owner or kind of owner, under another key, or
 * with another version, does not open.
 *
 *     moved_test SCHEMA...
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vault/vault.h"

enum { COLUMNS = 64, TRIES = 10000, BATCH = 500, OWNERS = 3, KINDS = 6, VALUES = 20 };

static struct {
    char table[64], column[64];
} columns[COLUMNS];
static size_t column_count;

static void read_schema(const char *path)
{
    char line[512], table[64] = "", word[64];
    FILE *file = fopen(path, "r");
    must(file != NULL);
    while (fgets(line, sizeof(line), file) != NULL) {
        if (sscanf(line, "create table %63[a-z_]", table) == 1 || line[0] == ')')
            continue;
        if (sscanf(line, " %63[a-z_]", word) != 1 || strstr(word, "_sealed") == NULL)
            continue;
        must(column_count < COLUMNS && table[0] != 0);
        snprintf(columns[column_count].table, sizeof(columns[0].table), "%s", table);
        snprintf(columns[column_count++].column, sizeof(columns[0].column), "%s", word);
    }
    fclose(file);
}

static uint32_t below(uint32_t limit)
{
    uint32_t number;
    vault_random(&number, sizeof(number));
    return number % limit;
}

struct world {
    struct vault *vault;
    struct arena arena;
    struct str keys[KINDS][OWNERS];
};

static struct vault_item at_place(struct world *world, const uint32_t place[4])
{
    return (struct vault_item){
        .kind = place[0] + 1,
        .owner = place[1] + 1,
        .wrapped_key = world->keys[place[0]][place[1]],
        .place = {columns[place[2]].table, columns[place[2]].column, place[3]},
    };
}

static void draw(uint32_t place[4], size_t column)
{
    place[0] = below(KINDS);
    place[1] = below(OWNERS);
    place[2] = (uint32_t)column;
    place[3] = below(5);
}

/* One part of the place changes, or all may; or what is sealed and its key's version. */
static void move(struct world *world, struct vault_item *item, const uint32_t from[4])
{
    uint32_t to[4];
    struct str in = item->in;
    if (below(8) == 0) {
        char *other = str_c(&world->arena, in);
        other[0] = (char)(other[0] + 1 + (char)below(254));
        item->in.at = other;
        return;
    }
    memcpy(to, from, sizeof(to));
    while (memcmp(from, to, sizeof(to)) == 0) {
        uint32_t fresh[4], part = below(5);
        draw(fresh, below((uint32_t)column_count));
        for (uint32_t i = 0; i < 4; i++)
            if (part == i || part == 4)
                to[i] = fresh[i];
    }
    struct str key = item->wrapped_key;
    *item = at_place(world, to);
    item->in = in;
    if (below(2))
        item->wrapped_key = key; /* the wrapped key moved with the value */
}

static void try_column(struct world *world, size_t column, size_t tries)
{
    static struct vault_item values[VALUES], moved[BATCH];
    uint32_t places[VALUES][4];
    for (size_t i = 0; i < VALUES; i++) {
        draw(places[i], column);
        values[i] = at_place(world, places[i]);
        values[i].in = STR("Mariam, 12 Hill Road");
    }
    assert_int_equal(vault_seal(world->vault, &world->arena, values, VALUES), OK);
    for (size_t done = 0; done < tries; done += BATCH) {
        for (size_t i = 0; i < BATCH; i++) {
            uint32_t which = below(VALUES);
            moved[i] = values[which];
            moved[i].in = values[which].out;
            move(world, &moved[i], places[which]);
        }
        assert_int_equal(vault_open_all(world->vault, &world->arena, moved, BATCH), OK);
        for (size_t i = 0; i < BATCH; i++)
            if (moved[i].result == OK || moved[i].out.size > 0)
                fail_msg("%s.%s opened as %s.%s", columns[column].table, columns[column].column,
                         moved[i].place.table, moved[i].place.column);
    }
}

static size_t columns_of(const char *table)
{
    size_t count = 0;
    for (size_t i = 0; i < column_count; i++)
        count += strcmp(columns[i].table, table) == 0;
    return count;
}

static void test_moved_is_refused(void **state)
{
    struct world *world = *state;
    size_t all = 0;
    assert_true(column_count >= 15);
    for (size_t i = 0; i < column_count; i++) {
        size_t tries = TRIES / columns_of(columns[i].table) + BATCH;
        try_column(world, i, tries);
        arena_reset(&world->arena);
        for (int kind = 0; kind < KINDS; kind++)
            for (int owner = 0; owner < OWNERS; owner++)
                assert_int_equal(vault_key_make(world->vault, &world->arena, kind + 1, owner + 1,
                                                &world->keys[kind][owner]), OK);
        all += tries;
    }
    print_message("vault: %zu sealed columns, %zu moved values, none opened\n", column_count, all);
}

static int make(void **state)
{
    static struct world world;
    char folder[] = "/tmp/haven-moved-XXXXXX", key[64];
    const char *reason = "";
    must(mkdtemp(folder) != NULL);
    snprintf(key, sizeof(key), "%s/key", folder);
    must(vault_open(key, &world.vault, &reason) == OK);
    unlink(key);
    rmdir(folder);
    world.arena = arena_make((size_t)256 << 20);
    for (int kind = 0; kind < KINDS; kind++)
        for (int owner = 0; owner < OWNERS; owner++)
            must(vault_key_make(world.vault, &world.arena, kind + 1, owner + 1,
                                &world.keys[kind][owner]) == OK);
    *state = &world;
    return 0;
}

static int drop(void **state)
{
    struct world *world = *state;
    vault_close(world->vault);
    arena_free(&world->arena);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_moved_is_refused, make, drop),
    };
    for (int i = 1; i < argc; i++)
        read_schema(argv[i]);
    return cmocka_run_group_tests_name("moved", tests, NULL, NULL);
}
