/* How many fields a second the vault opens over its sockets, in batches of 64, and what one batch
 * costs who waits for it.
 *
 *     vault_bench [SECONDS]
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "vault/vault.h"

enum { BATCH = 64, THREADS_MOST = 16 };

static struct vault *vault;
static struct vault_item sealed[BATCH];
static atomic_bool is_over;
static atomic_long opened;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void open_batch(struct arena *arena)
{
    struct vault_item items[BATCH];
    for (int i = 0; i < BATCH; i++) {
        items[i] = sealed[i];
        items[i].in = sealed[i].out;
    }
    must(vault_open_all(vault, arena, items, BATCH) == OK && items[BATCH - 1].result == OK);
    arena_reset(arena);
}

static void *work(void *with)
{
    struct arena arena = arena_make((size_t)1 << 20);
    (void)with;
    while (!is_over) {
        open_batch(&arena);
        opened += BATCH;
    }
    arena_free(&arena);
    return NULL;
}

static void make_fields(struct arena *arena)
{
    struct str key;
    must(vault_key_make(vault, arena, VAULT_PERSON, 7, &key) == OK);
    for (int i = 0; i < BATCH; i++)
        sealed[i] = (struct vault_item){.kind = VAULT_PERSON, .owner = 7, .wrapped_key = key,
                                        .place = {"person_name", "name_sealed", i},
                                        .in = STR("Mariam Haile Tekle")};
    must(vault_seal(vault, arena, sealed, BATCH) == OK);
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? atof(argv[1]) : 2;
    char folder[] = "/tmp/haven-bench-XXXXXX", key[64];
    const char *reason = "";
    pthread_t threads[THREADS_MOST];
    struct arena arena = arena_make((size_t)1 << 20), passing = arena_make((size_t)1 << 20);
    must(mkdtemp(folder) != NULL);
    snprintf(key, sizeof(key), "%s/key", folder);
    must(vault_open(key, &vault, &reason) == OK);
    unlink(key);
    rmdir(folder);
    make_fields(&arena);
    double start = now();
    int batches = 0;
    for (; now() < start + seconds / 4; batches++)
        open_batch(&passing);
    printf("one batch of %d alone: %.1f us\n", BATCH, (now() - start) * 1e6 / batches);
    for (int count = 1; count <= THREADS_MOST; count *= 2) {
        is_over = false;
        opened = 0;
        start = now();
        for (int i = 0; i < count; i++)
            must(pthread_create(&threads[i], NULL, work, NULL) == 0);
        usleep((unsigned)(seconds * 1e6));
        is_over = true;
        for (int i = 0; i < count; i++)
            pthread_join(threads[i], NULL);
        printf("%d threads: %.0f fields a second\n", count, (double)opened / (now() - start));
    }
    vault_close(vault);
    arena_free(&passing);
    arena_free(&arena);
    return 0;
}
