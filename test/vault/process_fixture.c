#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "process_fixture.h"
#include "vault/search.h"

enum err world_start(struct world *world, const char **out_reason)
{
    int files[VAULT_FILES];
    enum err err = vault_spawn(&world->settings, files, &world->process, out_reason);
    world->vault = err == OK ? vault_join(files) : NULL;
    return err;
}

void world_stop(struct world *world)
{
    int status = -1;
    vault_close(world->vault);
    world->vault = NULL;
    waitpid(world->process, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

enum err world_restart(struct world *world)
{
    const char *reason = "";
    world_stop(world);
    return world_start(world, &reason);
}

int world_make(void **state)
{
    struct world *world = calloc(1, sizeof(*world));
    const char *reason = "";
    strcpy(world->folder, "/tmp/haven-process-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    snprintf(world->key, sizeof(world->key), "%s/key", world->folder);
    snprintf(world->budget, sizeof(world->budget), "%s/budget", world->folder);
    snprintf(world->history, sizeof(world->history), "%s/history", world->folder);
    snprintf(world->phrase, sizeof(world->phrase), "%s/phrase", world->folder);
    world->settings = (struct vault_settings){.key_path = world->key,
                                              .budget_path = world->budget,
                                              .history_path = world->history};
    world->arena = arena_make((size_t)256 << 20);
    assert_int_equal(world_start(world, &reason), OK);
    *state = world;
    return 0;
}

int world_drop(void **state)
{
    struct world *world = *state;
    if (world->vault != NULL)
        world_stop(world);
    arena_free(&world->arena);
    unlink(world->key);
    unlink(world->budget);
    unlink(world->history);
    unlink(world->phrase);
    int failed = rmdir(world->folder);
    free(world);
    return failed;
}

struct vault_item world_address(struct world *world)
{
    struct str key;
    assert_int_equal(vault_key_make(world->vault, &world->arena, VAULT_HOUSE, 3, &key), OK);
    struct vault_item item = {.kind = VAULT_HOUSE, .owner = 3, .wrapped_key = key,
                              .place = {"house", "address_sealed", 3},
                              .in = STR("12 Hill Road")};
    assert_int_equal(vault_seal(world->vault, &world->arena, &item, 1), OK);
    item.in = item.out;
    return item;
}

enum err world_reveal(struct world *world, struct vault_item *item, int64_t staff)
{
    return vault_reveal(world->vault, &world->arena, staff, item);
}

struct vault_item world_patterns(struct world *world, int64_t house, const char *letters)
{
    struct buf plain = buf_make(&world->arena, 64);
    struct vault_item item = {.kind = VAULT_HOUSE, .owner = house,
                              .place = {"house_pattern", "patterns_sealed", house}};
    assert_int_equal(vault_key_make(world->vault, &world->arena, VAULT_HOUSE, house,
                                    &item.wrapped_key), OK);
    buf_add_char(&plain, SEARCH_FORMAT);
    buf_add_char(&plain, 2 * PATTERN_KIND);
    buf_add_char(&plain, (char)strlen(letters));
    buf_add_c(&plain, letters);
    item.in = buf_text(&plain);
    assert_int_equal(vault_seal(world->vault, &world->arena, &item, 1), OK);
    item.in = item.out;
    return item;
}

enum err world_search(struct world *world, const struct vault_item *items, size_t count,
                      const char *letters, struct vault_hits *out_hits)
{
    size_t size = strlen(letters);
    char *marks = ARENA_MANY(&world->arena, char, size + 1);
    memset(marks, 0, size);
    return vault_search(world->vault, &world->arena, items, count, str_of(letters),
                        (struct str){marks, size}, out_hits);
}
