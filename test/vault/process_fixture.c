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
