/* Files sealed to an offline key, and the root key in shares. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "vault/backup_seal.h"
#include "vault/escrow.h"
#include "vault/vault.h"

enum { TEXT_BYTES = 150000, SHORT_FLIPS = 1000 };

static char folder[64], path[128], text[TEXT_BYTES], read_back[TEXT_BYTES];
static char secret[2][BACKUP_KEY_CHARS + 1], public_key[2][BACKUP_KEY_CHARS + 1];

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/haven-seal-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/file", folder);
    for (size_t i = 0; i < TEXT_BYTES; i++)
        text[i] = (char)(i * 31 >> 3);
    for (int i = 0; i < 2; i++)
        backup_key_make(secret[i], public_key[i]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void seal(const struct seal_for *who, size_t size)
{
    struct sealing *sealing;
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    assert_int_equal(sealing_begin(file, who, &sealing), OK);
    sealing_add(sealing, text, size / 3);
    sealing_add(sealing, text + size / 3, size - size / 3);
    assert_int_equal(sealing_end(sealing), OK);
    close(file);
}

static enum err open_it(const struct seal_for *who, size_t size)
{
    struct opening *opening;
    uint64_t told = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(file >= 0);
    enum err err = opening_begin(file, who, &opening);
    if (err == OK) {
        err = opening_size(opening, &told);
        if (err == OK && told != size)
            err = ERR_INVALID;
        if (err == OK)
            err = opening_read(opening, read_back, size);
        if (err == OK)
            err = opening_is_whole(opening);
        opening_end(opening);
    }
    close(file);
    if (err == OK && memcmp(text, read_back, size) != 0)
        return ERR_INTERNAL;
    return err;
}

static struct seal_for both(struct arena *arena)
{
    return (struct seal_for){.key = str_format(arena, "%s,%s", public_key[0], public_key[1]),
                             .name = STR("a.data")};
}

static struct seal_for with_secret(const char *key)
{
    return (struct seal_for){.key = str_of(key), .name = STR("a.data")};
}

static void test_whoever_it_is_for_opens_it(void **state)
{
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, TEXT_BYTES};
    struct arena arena = arena_make(4096);
    struct seal_for who = both(&arena), first = with_secret(secret[0]),
                    second = with_secret(secret[1]), stranger = with_secret(public_key[0]);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        seal(&who, sizes[i]);
        assert_int_equal(open_it(&first, sizes[i]), OK);
        assert_int_equal(open_it(&second, sizes[i]), OK);
        assert_int_equal(open_it(&stranger, sizes[i]), ERR_INVALID);
    }
    second.name = STR("b.data");
    assert_int_equal(open_it(&second, TEXT_BYTES), ERR_INVALID);
    arena_free(&arena);
}

static void test_a_chain_opens_its_own(void **state)
{
    struct chain *chain = chain_make(), *other = chain_make();
    struct seal_for who = {.chain = chain, .name = STR("1")};
    (void)state;
    seal(&who, TEXT_BYTES);
    assert_int_equal(open_it(&who, TEXT_BYTES), OK);
    who.chain = other;
    assert_int_equal(open_it(&who, TEXT_BYTES), ERR_INVALID);
    chain_drop(chain);
    chain_drop(other);
}

static void flip(off_t bit)
{
    unsigned char byte;
    int file = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(pread(file, &byte, 1, bit / 8), 1);
    byte ^= (unsigned char)(1 << bit % 8);
    assert_int_equal(pwrite(file, &byte, 1, bit / 8), 1);
    close(file);
}

/* Every bit of the head, which has the most different parts, and some of the rest. */
static void test_every_bit_counts(void **state)
{
    struct arena arena = arena_make(4096);
    struct seal_for who = both(&arena), first = with_secret(secret[0]);
    const char *wanted = getenv("HAVEN_LONG");
    int64_t flips = wanted ? 100000 : SHORT_FLIPS;
    const off_t head_bits = 8 * (15 + 1 + 2 * 80 + 24);
    struct stat about;
    (void)state;
    seal(&who, 70000);
    assert_int_equal(stat(path, &about), 0);
    srandom(20261124);
    for (int64_t i = 0; i < head_bits + flips; i++) {
        off_t bit = i < head_bits ? i : random() % (8 * about.st_size);
        flip(bit);
        assert_int_equal(open_it(&first, 70000), ERR_INVALID);
        flip(bit);
    }
    assert_int_equal(open_it(&first, 70000), OK);
    arena_free(&arena);
}

static void test_a_file_cut_short_or_longer(void **state)
{
    struct arena arena = arena_make(4096);
    struct seal_for who = both(&arena), first = with_secret(secret[0]);
    static const off_t ends[] = {0, 10, 100, 199, 200, 216, 65753, 65800};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        seal(&who, TEXT_BYTES);
        assert_int_equal(truncate(path, ends[i]), 0);
        assert_int_equal(open_it(&first, TEXT_BYTES), ERR_INVALID);
    }
    seal(&who, 10);
    int file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(file, "x", 1), 1);
    close(file);
    assert_int_equal(open_it(&first, 10), ERR_INVALID);
    arena_free(&arena);
}

/* ---- shares -------------------------------------------------------------------------------- */

enum { SHARES = 5, NEED = 3 };

static char key_path[128], joined_path[128], shares[SHARES][SHARE_CHARS];

static void make_key(void)
{
    struct vault *vault;
    const char *reason = "";
    snprintf(key_path, sizeof(key_path), "%s/root", folder);
    snprintf(joined_path, sizeof(joined_path), "%s/joined", folder);
    assert_int_equal(vault_open(key_path, &vault, &reason), OK);
    vault_close(vault);
    assert_int_equal(escrow_split(key_path, SHARES, NEED, shares, &reason), OK);
}

static int tear_down_shares(void **state)
{
    unlink(key_path);
    unlink(joined_path);
    return tear_down(state);
}

static size_t read_file(const char *from, char *out, size_t room)
{
    FILE *file = fopen(from, "rb");
    assert_non_null(file);
    size_t size = fread(out, 1, room, file);
    fclose(file);
    return size;
}

static enum err join(const int *which, size_t count)
{
    struct str texts[SHARES];
    struct share_fault fault;
    const char *reason;
    for (size_t i = 0; i < count; i++)
        texts[i] = str_of(shares[which[i]]);
    unlink(joined_path);
    return escrow_join(texts, count, joined_path, &fault, &reason);
}

/* In both orders: the highest share first as well. */
static void test_any_three_of_five(void **state)
{
    char key[256], again[256];
    int triples = 0;
    (void)state;
    make_key();
    size_t size = read_file(key_path, key, sizeof(key));
    for (int a = 0; a < SHARES; a++)
        for (int b = a + 1; b < SHARES; b++)
            for (int c = b + 1; c < SHARES; c++) {
                assert_int_equal(join((const int[]){a, b, c}, 3), OK);
                assert_int_equal(read_file(joined_path, again, sizeof(again)), size);
                assert_memory_equal(key, again, size);
                assert_int_equal(join((const int[]){c, a, b}, 3), OK);
                triples++;
            }
    assert_int_equal(triples, 10);
    assert_int_equal(join((const int[]){0, 1, 2, 3, 4}, 5), OK);
    struct stat about;
    assert_int_equal(stat(joined_path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void test_no_two_of_five(void **state)
{
    (void)state;
    make_key();
    for (int a = 0; a < SHARES; a++)
        for (int b = a + 1; b < SHARES; b++) {
            assert_int_equal(join((const int[]){a, b}, 2), ERR_DENIED);
            assert_int_not_equal(access(joined_path, F_OK), 0);
        }
    assert_int_equal(join((const int[]){0, 1, 0}, 3), ERR_CONFLICT);
    assert_int_equal(join(NULL, 0), ERR_DENIED);
}

/* Two shares of a set say nothing: every value of a byte of the secret goes with them. What is
 * looked at here is that a share's bytes are as often one value as another, over many splits. */
static void test_a_share_alone_is_noise(void **state)
{
    int zeros = 0, signs = 0;
    const char *reason;
    (void)state;
    make_key();
    for (int i = 0; i < 400; i++) {
        assert_int_equal(escrow_split(key_path, 2, 2, shares, &reason), OK);
        for (int at = 10; at < 80; at++) /* past the set, need and number, before the check */
            if (shares[0][at] != ' ' && shares[0][at] != '\n') {
                signs++;
                zeros += shares[0][at] == '0';
            }
    }
    assert_in_range(zeros, signs / 40, signs / 26); /* one of 32 */
}

static void test_shares_of_two_sets(void **state)
{
    char kept[SHARE_CHARS];
    const char *reason;
    (void)state;
    make_key();
    memcpy(kept, shares[0], sizeof(kept));
    assert_int_equal(escrow_split(key_path, SHARES, NEED, shares, &reason), OK);
    memcpy(shares[0], kept, sizeof(kept));
    assert_int_equal(join((const int[]){0, 1, 2}, 3), ERR_CONFLICT);
}

/* Each sign of a share typed as another: told with its line. */
static void test_a_typing_error_is_told(void **state)
{
    struct share_fault fault;
    const char *reason;
    int line = 1, told = 0, wrong = 0;
    (void)state;
    make_key();
    for (size_t at = 0; shares[1][at]; at++) {
        char was = shares[1][at];
        line += was == '\n';
        if (was == ' ' || was == '\n')
            continue;
        struct str texts[] = {str_of(shares[0]), str_of(shares[1]), str_of(shares[2])};
        shares[1][at] = was == 'Q' ? 'R' : 'Q';
        assert_int_equal(escrow_join(texts, 3, joined_path, &fault, &reason), ERR_MALFORMED);
        assert_int_equal(fault.share, 1);
        told += fault.line == line;
        wrong++;
        shares[1][at] = was;
    }
    assert_int_equal(wrong, 90);
    assert_in_range(told, wrong - 2, wrong); /* one in 1,024 passes its line's check */
}

static void test_as_people_type(void **state)
{
    char typed[2 * SHARE_CHARS];
    struct share_fault fault;
    const char *reason;
    (void)state;
    make_key();
    size_t size = 0;
    for (size_t at = 0; shares[0][at]; at++) {
        char c = shares[0][at];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        typed[size++] = c == '1' ? 'l' : c == '0' ? 'o' : c == ' ' ? '-' : c;
    }
    struct str texts[] = {{typed, size}, str_of(shares[1]), str_of(shares[2])};
    assert_int_equal(escrow_join(texts, 3, joined_path, &fault, &reason), OK);
    /* a key that is there is not written over */
    assert_int_equal(escrow_join(texts, 3, joined_path, &fault, &reason), ERR_BUSY);
}

#define SEALED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define SHARED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down_shares)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEALED(test_whoever_it_is_for_opens_it),
        SEALED(test_a_chain_opens_its_own),
        SEALED(test_every_bit_counts),
        SEALED(test_a_file_cut_short_or_longer),
        SHARED(test_any_three_of_five),
        SHARED(test_no_two_of_five),
        SHARED(test_a_share_alone_is_noise),
        SHARED(test_shares_of_two_sets),
        SHARED(test_a_typing_error_is_told),
        SHARED(test_as_people_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
