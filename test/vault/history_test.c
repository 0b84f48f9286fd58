/* The log's history in the vault: a chain is signed as it grows, and never another in its place,
 * whatever the program that asks says and whatever becomes of the file. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "guard/tree.h"
#include "vault/sign.h"
#include "vault/signer.h"
#include "process_fixture.h"

#define AT STR("2026-11-24T02:10:31Z")

enum { LINES = 40 };
#define OF_A_PROCESS (INT64_C(1) << 31)

/* A log whose line number `changed` (from 0; -1: none) is another than was written. */
struct written {
    int64_t writer, changed;
};

static struct tree tree_of(const struct written *log, int64_t from, int64_t to)
{
    struct tree tree = {0};
    for (int64_t i = from; i < to; i++) {
        char line[64];
        int size = snprintf(line, sizeof(line), "line %lld of %lld%s", (long long)i,
                            (long long)log->writer, i == log->changed ? ", written anew" : "");
        tree_add(&tree, tree_leaf((struct str){line, (size_t)size}));
    }
    return tree;
}

static enum err root_of(void *with, int64_t from, int64_t to, struct tree_hash *out_root)
{
    struct tree tree = tree_of(with, from, to);
    *out_root = tree_root(&tree);
    return OK;
}

static struct log_mark mark_of(const struct written *log, int64_t size)
{
    struct tree tree = tree_of(log, 0, size);
    return (struct log_mark){log->writer, size, tree_root(&tree)};
}

/* With the proof that this log gives for itself. first 0: the vault knows nothing of it. */
static enum err sign(struct world *world, struct written log, int64_t first, int64_t size)
{
    unsigned char signature[64];
    struct tree_proof proof = {0};
    struct log_mark mark = mark_of(&log, size);
    if (first > 0 && first <= size)
        assert_int_equal(tree_prove_growth(&(struct tree_source){root_of, &log}, first, size,
                                           &proof), OK);
    return vault_log_sign(world->vault, &mark, AT, &proof, signature);
}

static const struct written true_log = {.writer = 0, .changed = -1};

static void test_the_log_is_signed(void **state)
{
    struct world *world = *state;
    unsigned char key[32], again[32], signature[64];
    char name[LOG_NAME_BYTES], text[LOG_TEXT_BYTES];
    struct log_mark mark = mark_of(&true_log, 3);
    assert_int_equal(vault_log_key(world->vault, key), OK);
    assert_int_equal(vault_log_sign(world->vault, &mark, AT, &(struct tree_proof){0}, signature),
                     OK);
    log_name(name, key);
    struct str signed_text = {text, log_text(text, name, &mark, AT)};
    assert_int_equal(sign_check_bytes(key, signed_text, signature), OK);
    text[0] ^= 1;
    assert_int_equal(sign_check_bytes(key, signed_text, signature), ERR_INVALID);
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(vault_log_key(world->vault, again), OK);
    assert_memory_equal(key, again, 32);
}

/* Whatever comes on the connection: only a mark, in a text of the signer's own, is signed. */
static void test_only_a_mark_is_signed(void **state)
{
    static unsigned char reply[MESSAGE_LIMIT];
    static struct history_copy kept[2];
    static const char *const others[] = {"2026-11-24T02:10:31\n", "2026-11-24T02:10:3\nx",
                                         "2026-11-24 02:10:31Z", "-026-11-24T02:10:31Z"};
    static const unsigned char root[32] = {7};
    unsigned char request[512];
    struct signing_keys *keys = signing_keys_make(root);
    struct history *history = history_make(signing_keys_history(keys), -1, kept);
    (void)state;
    for (size_t i = 0; i < 3 * COUNT_OF(others); i++) {
        struct writer out = {request, 0, sizeof(request), false};
        struct log_mark mark = mark_of(&true_log, 1);
        mark.size = i < COUNT_OF(others) ? 1 : i < 2 * COUNT_OF(others) ? 0 : -1;
        write_byte(&out, ASKED_LOG_SIGN);
        write_mark(&out, &mark);
        write_bytes(&out, mark.size == 1 ? str_of(others[i]) : AT);
        write_proof(&out, &(struct tree_proof){0});
        struct str text = {(const char *)request, out.size};
        assert_int_equal(signer_answer(keys, history, text, reply), 1);
        assert_int_equal(reply[0], mark.size == 1 ? ERR_MALFORMED : ERR_CONFLICT);
        assert_int_equal(signer_answer(keys, history, str_slice(text, 0, text.size - 1), reply), 1);
        assert_int_equal(reply[0], ERR_MALFORMED);
    }
    for (int asked = 0; asked < 256; asked++) {
        request[0] = (unsigned char)asked;
        signer_answer(keys, history, (struct str){(const char *)request, 1}, reply);
        bool is_answered = asked == ASKED_LOG_KEY || asked == ASKED_LOG_HISTORY;
        assert_int_equal(reply[0], is_answered ? OK : ERR_MALFORMED);
    }
    free(history);
    sodium_free(keys);
}

static int64_t size_known(struct world *world, int64_t writer)
{
    struct log_marks marks;
    assert_int_equal(vault_log_history(world->vault, &world->arena, &marks), OK);
    for (size_t i = 0; i < marks.count; i++)
        if (marks.at[i].writer == writer) {
            struct log_mark mark = mark_of(&(struct written){writer, -1}, marks.at[i].size);
            assert_true(tree_hash_equal(&mark.root, &marks.at[i].root));
            return mark.size;
        }
    return 0;
}

/* At every length: whichever line of what was signed is written anew, however long the false log
 * is, its own proof does not help. */
static void test_there_is_no_second_history(void **state)
{
    struct world *world = *state;
    for (int64_t size = 1; size <= LINES; size++) {
        assert_int_equal(sign(world, true_log, size - 1, size), OK);
        assert_int_equal(sign(world, true_log, size, size), OK); /* once more, for the time */
        assert_int_equal(size_known(world, 0), size);
        for (int64_t changed = 0; changed < size; changed++)
            for (int64_t longer = size; longer <= LINES; longer += 3)
                assert_int_equal(sign(world, (struct written){0, changed}, size, longer),
                                 ERR_CONFLICT);
        for (int64_t shorter = 1; shorter < size; shorter++)
            assert_int_equal(sign(world, true_log, shorter, shorter), ERR_CONFLICT);
        assert_int_equal(sign(world, true_log, 0, size + 1), ERR_CONFLICT); /* no proof */
    }
}

/* What was not signed yet may still be anything: it is the database's to keep. */
static void test_any_step_forward_is_signed(void **state)
{
    struct world *world = *state;
    for (int64_t step = 1; step <= LINES; step++) {
        struct written log = {.writer = step, .changed = -1};
        for (int64_t size = step; size <= 3 * LINES; size += step)
            assert_int_equal(sign(world, log, size - step, size), OK);
    }
}

static void read_all(struct world *world, char *out, size_t size)
{
    int file = open(world->history, O_RDONLY);
    assert_true(read(file, out, size) > 0);
    close(file);
}

static void write_all(struct world *world, const char *bytes, size_t size)
{
    int file = open(world->history, O_WRONLY);
    assert_int_equal(write(file, bytes, size), size);
    close(file);
}

static void test_the_history_outlives_the_process(void **state)
{
    static char before[2 * sizeof(struct history_copy)], after[2 * sizeof(struct history_copy)];
    struct world *world = *state;
    assert_int_equal(sign(world, true_log, 0, 10), OK);
    for (int64_t writer = 1; writer < 20; writer++)
        assert_int_equal(sign(world, (struct written){writer, -1}, 0, writer), OK);
    assert_int_equal(sign(world, true_log, 10, 12), OK);
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(sign(world, (struct written){0, 11}, 0, 20), ERR_CONFLICT);
    assert_int_equal(sign(world, (struct written){0, 11}, 12, 20), ERR_CONFLICT);
    assert_int_equal(size_known(world, 0), 12);
    for (int64_t writer = 1; writer < 20; writer++)
        assert_int_equal(size_known(world, writer), writer);
    assert_int_equal(sign(world, true_log, 12, 20), OK);
    read_all(world, before, sizeof(before));
    assert_int_equal(world_restart(world), OK);
    assert_int_equal(size_known(world, 0), 20);
    assert_int_equal(world_restart(world), OK);
    read_all(world, after, sizeof(after));
    assert_memory_equal(before, after, sizeof(before)); /* who only reads leaves it as it is */
}

/* Any byte that counts, changed in both copies while no vault runs: nothing is signed until
 * somebody has looked. In one of them: the other is right, and the chain grew out of it too. */
static void test_an_edited_history_signs_nothing(void **state)
{
    enum { COPY = sizeof(struct history_copy), COUNTS = offsetof(struct history_copy, at) +
           2 * sizeof(struct history_mark) };
    static char whole[2 * COPY], edited[2 * COPY];
    struct world *world = *state;
    const char *reason = "";
    assert_int_equal(sign(world, true_log, 0, 10), OK);
    assert_int_equal(sign(world, (struct written){1, -1}, 0, 10), OK);
    assert_int_equal(sign(world, true_log, 10, 11), OK);
    for (size_t at = 0; at < COUNTS; at++) {
        world_stop(world);
        read_all(world, whole, COPY + COUNTS);
        memcpy(edited, whole, sizeof(edited));
        edited[at] ^= 1;
        edited[COPY + at] ^= 1;
        write_all(world, edited, COPY + COUNTS);
        assert_int_equal(world_start(world, &reason), OK);
        assert_int_equal(sign(world, true_log, 11, 12), ERR_CONFLICT);
        assert_int_equal(sign(world, (struct written){2, -1}, 0, 1), ERR_CONFLICT);
        world_stop(world);
        edited[at] ^= 1;
        write_all(world, edited, COPY + COUNTS);
        assert_int_equal(world_start(world, &reason), OK);
        assert_int_equal(sign(world, (struct written){0, 3}, 11, 12), ERR_CONFLICT);
        assert_int_equal(sign(world, true_log, size_known(world, 0), 11), OK);
    }
}

/* Where the web process can write to the file, and then ends the vault, the next one of the same
 * supervisor still knows. */
static void test_a_history_put_back_signs_nothing(void **state)
{
    static char old[2 * sizeof(struct history_copy)];
    struct world *world = *state;
    const char *reason = "";
    world_stop(world);
    unlink(world->history);
    world->settings.kept = vault_keep_make();
    assert_int_equal(world_start(world, &reason), OK);
    assert_int_equal(sign(world, true_log, 0, 3), OK);
    assert_int_equal(sign(world, true_log, 3, 5), OK);
    read_all(world, old, sizeof(old));
    for (int64_t way = 0, size = 5; way < 3; way++, size += 2) {
        assert_int_equal(sign(world, true_log, size, size + 2), OK);
        world_stop(world);
        if (way == 0)
            assert_int_equal(unlink(world->history), 0);
        else if (way == 1)
            assert_int_equal(truncate(world->history, 0), 0);
        else
            write_all(world, old, sizeof(struct history_copy) + 256);
        assert_int_equal(world_start(world, &reason), OK);
        assert_int_equal(size_known(world, 0), size + 2);
        assert_int_equal(sign(world, (struct written){0, size}, size + 1, size + 9), ERR_CONFLICT);
    }
    close(world->settings.kept);
    world->settings.kept = 0;
    assert_int_equal(world_restart(world), OK); /* what the supervisor knew was written again */
    assert_int_equal(size_known(world, 0), 11);
}

/* Both begin and end together, and a vault that follows goes on where they were. */
static void test_neither_lives_without_the_other(void **state)
{
    struct world *world = *state;
    const char *reason = "";
    char path[64], name[32] = "";
    int signer = 0, status = 0;
    assert_int_equal(sign(world, true_log, 0, 4), OK);
    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", world->process, world->process);
    FILE *children = fopen(path, "r");
    assert_int_equal(fscanf(children, "%d", &signer), 1);
    fclose(children);
    snprintf(path, sizeof(path), "/proc/%d/comm", signer);
    FILE *comm = fopen(path, "r");
    assert_int_equal(fscanf(comm, "%31s", name), 1);
    fclose(comm);
    assert_string_equal(name, "haven-signer");
    kill(signer, SIGKILL);
    assert_int_equal(waitpid(world->process, &status, 0), world->process);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 0);
    struct log_marks unused;
    assert_int_equal(vault_log_history(world->vault, &world->arena, &unused), ERR_BUSY);
    int files[VAULT_FILES];
    assert_int_equal(vault_spawn(&world->settings, files, &world->process, &reason), OK);
    vault_rejoin(world->vault, files);
    assert_int_equal(sign(world, true_log, 4, 5), OK);
    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", world->process, world->process);
    children = fopen(path, "r");
    assert_int_equal(fscanf(children, "%d", &signer), 1);
    fclose(children);
    kill(world->process, SIGKILL);
    waitpid(world->process, NULL, 0);
    for (int i = 0; i < 3000 && kill(signer, 0) == 0; i++)
        usleep(10000);
    assert_int_not_equal(kill(signer, 0), 0);
    assert_int_equal(vault_spawn(&world->settings, files, &world->process, &reason), OK);
    vault_rejoin(world->vault, files);
}

static unsigned char key_of_marks[32] = {3};

static enum err grow(struct history *history, struct written log, int64_t first, int64_t size)
{
    struct tree_proof proof = {0};
    struct log_mark mark = mark_of(&log, size);
    if (first > 0)
        assert_int_equal(tree_prove_growth(&(struct tree_source){root_of, &log}, first, size,
                                           &proof), OK);
    return history_grow(history, &mark, &proof);
}

/* Makes the marks of these places a week and a second older. */
static void rest(struct history_copy *kept, int64_t from, int64_t to)
{
    struct history_copy *newest = &kept[kept[1].number > kept[0].number];
    for (int64_t i = from; i < to; i++)
        newest->at[i].signed_at -= 7 * 86400 + 1;
    size_t size = offsetof(struct history_copy, at) + (size_t)newest->count * sizeof(newest->at[0]);
    crypto_generichash(newest->proof, 32, (const unsigned char *)newest + 32, size - 32,
                       key_of_marks, 32);
}

/* Each run on PostgreSQL begins chains of its own. Those that rested make room, the oldest first;
 * nobody can crowd out one that goes on, and what stands for ever never rests. */
static void test_chains_that_rest_make_room(void **state)
{
    enum { RESTED = 10 };
    static struct history_copy kept[2];
    struct history *history = history_make(key_of_marks, -1, kept);
    (void)state;
    assert_int_equal(grow(history, true_log, 0, 3), OK);
    for (int64_t i = 1; i < LOG_CHAINS; i++)
        assert_int_equal(grow(history, (struct written){i * OF_A_PROCESS, -1}, 0, 1), OK);
    assert_int_equal(grow(history, (struct written){LOG_CHAINS * OF_A_PROCESS, -1}, 0, 1),
                     ERR_CONFLICT);
    rest(kept, 0, RESTED); /* the first is SQLite's */
    free(history);
    history = history_make(key_of_marks, -1, kept);
    for (int64_t i = 0; i < RESTED - 1; i++)
        assert_int_equal(grow(history, (struct written){(LOG_CHAINS + i) * OF_A_PROCESS, -1}, 0, 1),
                         OK);
    assert_int_equal(grow(history, (struct written){3 * LOG_CHAINS * OF_A_PROCESS, -1}, 0, 1),
                     ERR_CONFLICT);
    assert_int_equal(grow(history, true_log, 3, 4), OK);
    for (int64_t i = RESTED; i < LOG_CHAINS + RESTED - 1; i++)
        assert_int_equal(grow(history, (struct written){i * OF_A_PROCESS, -1}, 1, 2), OK);
    free(history);
}

/* However the process ends while it writes: one copy is whole, the one before at worst. */
static void test_a_torn_copy_is_passed_over(void **state)
{
    static struct history_copy kept[2], torn[2];
    struct history *history = history_make(key_of_marks, -1, kept);
    (void)state;
    assert_int_equal(grow(history, true_log, 0, 1), OK);
    for (int64_t size = 1; size < LINES; size++) {
        const struct history_copy before = kept[(size + 1) % 2];
        assert_int_equal(grow(history, true_log, size, size + 1), OK);
        memcpy(torn, kept, sizeof(torn));
        struct history_copy *last = &torn[(size + 1) % 2];
        size_t half = (size_t)size * 3 % (offsetof(struct history_copy, at) + 56);
        memcpy((char *)last + half, (const char *)&before + half, sizeof(*last) - half);
        struct history *next = history_make(key_of_marks, -1, torn);
        bool is_there = grow(next, true_log, size + 1, size + 1) == OK;
        assert_true(is_there || grow(next, true_log, size, size + 1) == OK);
        assert_int_equal(grow(next, (struct written){0, 0}, size, size + 2), ERR_CONFLICT);
        free(next);
    }
    free(history);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, world_make, world_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_log_is_signed),
        cmocka_unit_test(test_only_a_mark_is_signed),
        TEST(test_there_is_no_second_history),
        TEST(test_any_step_forward_is_signed),
        TEST(test_the_history_outlives_the_process),
        TEST(test_an_edited_history_signs_nothing),
        TEST(test_a_history_put_back_signs_nothing),
        TEST(test_neither_lives_without_the_other),
        cmocka_unit_test(test_chains_that_rest_make_room),
        cmocka_unit_test(test_a_torn_copy_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
