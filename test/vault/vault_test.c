/* Keys and sealed values: what is sealed opens at its place and nowhere else. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "vault/sign.h"
#include "vault/vault.h"

enum { SWAPS = 10000 };

struct world {
    char folder[64], key[80];
    struct vault *vault;
    struct arena arena;
};

static int make(void **state)
{
    struct world *world = calloc(1, sizeof(*world));
    const char *reason = "";
    strcpy(world->folder, "/tmp/haven-vault-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    snprintf(world->key, sizeof(world->key), "%s/key", world->folder);
    assert_int_equal(vault_open(world->key, &world->vault, &reason), OK);
    world->arena = arena_make((size_t)64 << 20);
    *state = world;
    return 0;
}

static int drop(void **state)
{
    struct world *world = *state;
    vault_close(world->vault);
    arena_free(&world->arena);
    unlink(world->key);
    rmdir(world->folder);
    free(world);
    return 0;
}

static struct str new_key(struct world *world, enum vault_owner kind, int64_t owner)
{
    struct str wrapped = STR_NONE;
    assert_int_equal(vault_key_make(world->vault, &world->arena, kind, owner, &wrapped), OK);
    assert_int_equal(wrapped.size, VAULT_WRAPPED_BYTES);
    return wrapped;
}

static struct vault_item item_of(enum vault_owner kind, int64_t owner, struct str key,
                                 struct str in)
{
    return (struct vault_item){.kind = kind,
                               .owner = owner,
                               .wrapped_key = key,
                               .wrapper_key = STR_NONE,
                               .place = {"person", "name", 42},
                               .in = in};
}

static struct vault_item seal(struct world *world, struct vault_item item)
{
    assert_int_equal(vault_seal(world->vault, &world->arena, &item, 1), OK);
    assert_int_equal(item.result, OK);
    item.in = item.out;
    item.out = STR_NONE;
    return item;
}

static enum err open_item(struct world *world, struct vault_item *item)
{
    assert_int_equal(vault_open_all(world->vault, &world->arena, item, 1), OK);
    return item->result;
}

static struct vault_item sealed_name(struct world *world)
{
    struct str key = new_key(world, VAULT_PERSON, 7);
    return seal(world, item_of(VAULT_PERSON, 7, key, STR("Mariam")));
}

/* ---- round trips and sizes ---------------------------------------------------------------- */

static void test_round_trip(void **state)
{
    struct world *world = *state;
    struct str key = new_key(world, VAULT_PERSON, 7);
    static const size_t sizes[] = {1, 62, 63, 64, 255, 256, 1023, 1024, 5000, 16383, 16384, 65535};
    static const size_t padded[] = {64, 64, 64, 256, 256, 1024, 1024, 4096, 16384, 16384, 65536,
                                    65536};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        char *plain = malloc(sizes[i]);
        vault_random(plain, sizes[i]);
        struct str text = {plain, sizes[i]};
        struct vault_item item = seal(world, item_of(VAULT_PERSON, 7, key, text));
        assert_int_equal(item.in.size, padded[i] + 41);
        assert_int_equal(open_item(world, &item), OK);
        assert_true(str_equal(item.out, text));
        free(plain);
    }
}

static void test_empty_and_too_large(void **state)
{
    struct world *world = *state;
    struct vault_item items[3];
    static char large[VAULT_PLAIN_LIMIT + 1];
    struct str key = new_key(world, VAULT_HOUSE, 1);
    items[0] = item_of(VAULT_HOUSE, 1, key, STR_NONE);
    items[1] = item_of(VAULT_HOUSE, 1, key, (struct str){large, sizeof(large)});
    items[2] = item_of(VAULT_HOUSE, 1, key, STR("12 Hill Road"));
    assert_int_equal(vault_seal(world->vault, &world->arena, items, 3), OK);
    assert_int_equal(items[0].result, OK);
    assert_int_equal(items[0].out.size, 0);
    assert_int_equal(items[1].result, ERR_TOO_LARGE);
    assert_int_equal(items[1].out.size, 0);
    assert_int_equal(items[2].result, OK);
    items[0].in = STR_NONE;
    assert_int_equal(open_item(world, &items[0]), OK);
    assert_int_equal(items[0].out.size, 0);
}

/* The same text twice is never the same bytes, and its length shows only as one of six. */
static void test_sealing_hides(void **state)
{
    struct world *world = *state;
    struct str key = new_key(world, VAULT_PERSON, 7);
    struct vault_item a = seal(world, item_of(VAULT_PERSON, 7, key, STR("Mariam")));
    struct vault_item b = seal(world, item_of(VAULT_PERSON, 7, key, STR("Mariam")));
    struct vault_item c = seal(world, item_of(VAULT_PERSON, 7, key, STR("Mariam Haile Tekle")));
    assert_false(str_equal(a.in, b.in));
    assert_int_equal(a.in.size, c.in.size);
    assert_null(memmem(a.in.at, a.in.size, "Mariam", 6));
}

/* A page of mixed owners: each item has its own result; a bad one spoils no other. */
static void test_batch(void **state)
{
    struct world *world = *state;
    enum { ITEMS = 60 };
    struct vault_item items[ITEMS];
    char texts[ITEMS][32];
    struct str keys[3];
    for (int i = 0; i < 3; i++)
        keys[i] = new_key(world, VAULT_PERSON, i);
    for (int i = 0; i < ITEMS; i++) {
        snprintf(texts[i], sizeof(texts[i]), "text %d", i);
        items[i] = item_of(VAULT_PERSON, i / 2 % 3, keys[i / 2 % 3], str_of(texts[i]));
        items[i].place.table = i % 5 ? "person" : "contact";
        items[i].place.row = i;
    }
    assert_int_equal(vault_seal(world->vault, &world->arena, items, ITEMS), OK);
    for (int i = 0; i < ITEMS; i++) {
        assert_int_equal(items[i].result, OK);
        items[i].in = items[i].out;
        if (i % 7 == 3)
            items[i].place.row++;
        if (i % 7 == 5)
            items[i].wrapped_key = STR("short");
    }
    assert_int_equal(vault_open_all(world->vault, &world->arena, items, ITEMS), OK);
    for (int i = 0; i < ITEMS; i++) {
        bool is_bad = i % 7 == 3 || i % 7 == 5;
        assert_int_equal(items[i].result, is_bad ? ERR_INVALID : OK);
        assert_true(is_bad ? items[i].out.size == 0 : str_equal_c(items[i].out, texts[i]));
    }
}

/* ---- moved and changed -------------------------------------------------------------------- */

static uint32_t below(uint32_t limit)
{
    uint32_t number;
    vault_random(&number, sizeof(number));
    return number % limit;
}

/* 10,000 sealed values put elsewhere: another row, column, table, owner, kind, key. */
static void test_moved_is_refused(void **state)
{
    struct world *world = *state;
    static const char *const tables[] = {"person", "contact", "note", "persons", "perso"};
    static const char *const columns[] = {"name", "birth", "text", "names", "n"};
    struct str keys[5][5];
    for (int kind = 0; kind < 5; kind++) {
        for (int owner = 0; owner < 5; owner++)
            keys[kind][owner] = new_key(world, (enum vault_owner)(kind + 1), owner + 1);
    }
    for (int i = 0; i < SWAPS; i++) {
        uint32_t from[5], to[5];
        for (int j = 0; j < 5; j++)
            from[j] = to[j] = below(5);
        while (memcmp(from, to, sizeof(from)) == 0)
            to[below(5)] = below(5);
        struct vault_item item =
            item_of(from[0] + 1, from[1] + 1, keys[from[0]][from[1]], STR("Mariam"));
        item.place = (struct vault_place){tables[from[2]], columns[from[3]], from[4]};
        item = seal(world, item);
        assert_int_equal(open_item(world, &item), OK);
        item.kind = to[0] + 1;
        item.owner = to[1] + 1;
        if (i % 2) /* the row of the other owner, or the wrapped key moved with the value */
            item.wrapped_key = keys[to[0]][to[1]];
        item.place = (struct vault_place){tables[to[2]], columns[to[3]], to[4]};
        assert_int_equal(open_item(world, &item), ERR_INVALID);
        assert_int_equal(item.out.size, 0);
        if (i % 500 == 0)
            arena_reset(&world->arena);
        if (i % 500 == 0) {
            for (int kind = 0; kind < 5; kind++) {
                for (int owner = 0; owner < 5; owner++)
                    keys[kind][owner] = new_key(world, (enum vault_owner)(kind + 1), owner + 1);
            }
        }
    }
}

/* Table and column together name the place: "ab" + "c" is not "a" + "bc". */
static void test_place_has_borders(void **state)
{
    struct world *world = *state;
    struct vault_item item =
        item_of(VAULT_PERSON, 7, new_key(world, VAULT_PERSON, 7), STR("Mariam"));
    item.place = (struct vault_place){"same", "xy", 1};
    item = seal(world, item);
    item.place = (struct vault_place){"same", "x", 1};
    assert_int_equal(open_item(world, &item), ERR_INVALID);
}

/* A second key of the same owner does not open what the first sealed. */
static void test_other_key_of_same_owner(void **state)
{
    struct world *world = *state;
    struct vault_item item = sealed_name(world);
    item.wrapped_key = new_key(world, VAULT_PERSON, 7);
    assert_int_equal(open_item(world, &item), ERR_INVALID);
}

static void test_every_bit_counts(void **state)
{
    struct world *world = *state;
    struct vault_item item = sealed_name(world);
    char *sealed = (char *)item.in.at, *key = (char *)item.wrapped_key.at;
    for (size_t bit = 0; bit < item.in.size * 8; bit++) {
        sealed[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(open_item(world, &item), ERR_INVALID);
        sealed[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t bit = 0; bit < item.wrapped_key.size * 8; bit++) {
        key[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(open_item(world, &item), ERR_INVALID);
        key[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_int_equal(open_item(world, &item), OK);
}

static void test_truncated(void **state)
{
    struct world *world = *state;
    struct vault_item item = sealed_name(world);
    struct str whole = item.in, key = item.wrapped_key;
    for (size_t size = 1; size < whole.size; size++) {
        item.in.size = size;
        assert_int_equal(open_item(world, &item), ERR_INVALID);
    }
    item.in = whole;
    for (size_t size = 0; size < key.size; size++) {
        item.wrapped_key.size = size;
        assert_int_equal(open_item(world, &item), ERR_INVALID);
    }
    item.wrapped_key = key;
    assert_int_equal(open_item(world, &item), OK);
}

/* ---- organisations ------------------------------------------------------------------------ */

static void test_shared_with_an_organisation(void **state)
{
    struct world *world = *state;
    struct vault_item item = sealed_name(world);
    struct vault_share share = {.kind = VAULT_PERSON,
                                .owner = 7,
                                .wrapped_key = item.wrapped_key,
                                .wrapper_key = STR_NONE,
                                .organisation = 55,
                                .organisation_key = new_key(world, VAULT_ORGANISATION, 55)};
    struct str shared;
    assert_int_equal(vault_key_share(world->vault, &world->arena, &share, &shared), OK);
    item.wrapped_key = shared;
    assert_int_equal(open_item(world, &item), ERR_INVALID); /* not without the organisation's */
    item.wrapper_key = new_key(world, VAULT_ORGANISATION, 56);
    assert_int_equal(open_item(world, &item), ERR_INVALID); /* nor with another's */
    item.wrapper_key = new_key(world, VAULT_ORGANISATION, 55);
    assert_int_equal(open_item(world, &item), ERR_INVALID); /* nor with one drawn later */
    item.wrapper_key = share.organisation_key;
    assert_int_equal(open_item(world, &item), OK);
    assert_true(str_equal_c(item.out, "Mariam"));

    /* from one organisation on to another */
    share.wrapped_key = shared;
    share.wrapper_key = share.organisation_key;
    share.organisation = 56;
    share.organisation_key = new_key(world, VAULT_ORGANISATION, 56);
    assert_int_equal(vault_key_share(world->vault, &world->arena, &share, &shared), OK);
    item.wrapped_key = shared;
    item.wrapper_key = share.organisation_key;
    assert_int_equal(open_item(world, &item), OK);
}

static void test_share_refusals(void **state)
{
    struct world *world = *state;
    struct str untouched = STR("untouched"), out = untouched;
    struct vault_share share = {.kind = VAULT_PERSON,
                                .owner = 7,
                                .wrapped_key = new_key(world, VAULT_PERSON, 7),
                                .wrapper_key = STR_NONE,
                                .organisation = 55,
                                .organisation_key = new_key(world, VAULT_ORGANISATION, 56)};
    struct vault *vault = world->vault;
    assert_int_equal(vault_key_share(vault, &world->arena, &share, &out), ERR_INVALID);
    share.organisation = 0;
    assert_int_equal(vault_key_share(vault, &world->arena, &share, &out), ERR_INVALID);
    share.organisation = 56;
    share.owner = 8;
    assert_int_equal(vault_key_share(vault, &world->arena, &share, &out), ERR_INVALID);
    share.kind = VAULT_ORGANISATION;
    share.owner = 56;
    share.wrapped_key = share.organisation_key;
    assert_int_equal(vault_key_share(vault, &world->arena, &share, &out), ERR_INVALID);
    assert_ptr_equal(out.at, untouched.at);
}

/* ---- the key file ------------------------------------------------------------------------- */

static enum err reopen(struct world *world, const char **out_reason)
{
    struct vault *vault = NULL;
    *out_reason = NULL;
    enum err err = vault_open(world->key, &vault, out_reason);
    assert_int_equal(err == OK, vault != NULL);
    assert_int_equal(err == OK, *out_reason == NULL);
    vault_close(vault);
    return err;
}

static void test_key_file_is_private(void **state)
{
    struct world *world = *state;
    const char *reason;
    struct stat about;
    assert_int_equal(stat(world->key, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    static const mode_t modes[] = {0604, 0640, 0644, 0620, 0610, 0666, 0601};
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        chmod(world->key, modes[i]);
        assert_int_equal(reopen(world, &reason), ERR_INVALID);
    }
    chmod(world->key, 0400);
    assert_int_equal(reopen(world, &reason), OK);
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    int file = open(path, O_WRONLY | O_TRUNC);
    assert_int_equal(write(file, bytes, size), size);
    close(file);
}

static void test_key_file_damaged(void **state)
{
    struct world *world = *state;
    const char *reason;
    char bytes[256];
    int file = open(world->key, O_RDONLY);
    ssize_t size = read(file, bytes, sizeof(bytes));
    close(file);
    assert_true(size > 64 && size < 200);
    for (ssize_t i = 0; i < size; i++) {
        bytes[i] ^= 1;
        write_file(world->key, bytes, (size_t)size);
        assert_int_equal(reopen(world, &reason), ERR_INVALID);
        bytes[i] ^= 1;
        write_file(world->key, bytes, (size_t)i);
        assert_int_equal(reopen(world, &reason), ERR_INVALID);
    }
    write_file(world->key, bytes, (size_t)size);
    assert_int_equal(reopen(world, &reason), OK);
}

static void test_key_file_link_or_folder(void **state)
{
    struct world *world = *state;
    struct vault *vault;
    const char *reason;
    char path[128];
    snprintf(path, sizeof(path), "%s/link", world->folder);
    assert_int_equal(symlink(world->key, path), 0);
    assert_int_equal(vault_open(path, &vault, &reason), ERR_INVALID);
    unlink(path);
    assert_int_equal(vault_open(world->folder, &vault, &reason), ERR_INVALID);
    snprintf(path, sizeof(path), "%s/nowhere/key", world->folder);
    assert_int_equal(vault_open(path, &vault, &reason), ERR_BUSY);
}

/* Another process with the same file opens what this one sealed; with another file it does not,
 * and the root's fingerprint tells. */
static void test_key_file_is_the_key(void **state)
{
    struct world *world = *state;
    struct vault_item item = sealed_name(world);
    unsigned char before[32], after[32];
    const char *reason;
    assert_int_equal(vault_fingerprint(world->vault, "root", STR_NONE, before), OK);
    vault_close(world->vault);
    assert_int_equal(vault_open(world->key, &world->vault, &reason), OK);
    assert_int_equal(vault_fingerprint(world->vault, "root", STR_NONE, after), OK);
    assert_memory_equal(before, after, 32);
    assert_int_equal(open_item(world, &item), OK);
    vault_close(world->vault);
    unlink(world->key);
    assert_int_equal(vault_open(world->key, &world->vault, &reason), OK);
    assert_int_equal(vault_fingerprint(world->vault, "root", STR_NONE, after), OK);
    assert_memory_not_equal(before, after, 32);
    assert_int_equal(open_item(world, &item), ERR_INVALID);
}

/* ---- fingerprints ------------------------------------------------------------------------- */

static void test_fingerprints(void **state)
{
    struct world *world = *state;
    unsigned char a[32], again[32], other[32];
    assert_int_equal(vault_fingerprint(world->vault, "session", STR("token"), a), OK);
    assert_int_equal(vault_fingerprint(world->vault, "session", STR("token"), again), OK);
    assert_memory_equal(a, again, 32);
    assert_int_equal(vault_fingerprint(world->vault, "phone", STR("token"), other), OK);
    assert_memory_not_equal(a, other, 32);
    assert_int_equal(vault_fingerprint(world->vault, "session", STR("tokem"), other), OK);
    assert_memory_not_equal(a, other, 32);
    assert_int_equal(vault_fingerprint(world->vault, "sessiont", STR("oken"), other), OK);
    assert_memory_not_equal(a, other, 32);
}

/* ---- many at once ------------------------------------------------------------------------- */

static void *seal_often(void *argument)
{
    struct world own = {.vault = ((struct world *)argument)->vault};
    own.arena = arena_make((size_t)1 << 20);
    size_t wrong = 0;
    for (int i = 0; i < 500; i++) {
        struct str key = STR_NONE;
        if (vault_key_make(own.vault, &own.arena, VAULT_PERSON, i, &key) != OK)
            wrong++;
        struct vault_item item = item_of(VAULT_PERSON, i, key, STR("Mariam"));
        if (vault_seal(own.vault, &own.arena, &item, 1) != OK || item.result != OK)
            wrong++;
        item.in = item.out;
        if (vault_open_all(own.vault, &own.arena, &item, 1) != OK || item.result != OK)
            wrong++;
        wrong += !str_equal_c(item.out, "Mariam");
        arena_reset(&own.arena);
    }
    arena_free(&own.arena);
    return (void *)wrong;
}

/* More threads than there are slots for keys. */
static void test_many_threads(void **state)
{
    enum { THREADS = 48 };
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, seal_often, *state), 0);
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
}

/* An arena that overflows in the middle of a call leaves the vault whole. */
static void test_overflow_holds_nothing(void **state)
{
    struct world *world = *state;
    struct str key = new_key(world, VAULT_PERSON, 7);
    static char large[60000];
    for (int i = 0; i < 100; i++) {
        struct arena small = arena_make(100);
        jmp_buf overflow;
        struct vault_item item =
            item_of(VAULT_PERSON, 7, key, (struct str){large, sizeof(large)});
        small.overflow = &overflow;
        if (setjmp(overflow) == 0) {
            enum err err = vault_seal(world->vault, &small, &item, 1);
            fail_msg("sealed 60,000 bytes into 100: %s", err_name(err));
        }
        arena_free(&small);
    }
    test_many_threads(state);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make, drop)

/* A signature is of one text by one key; everything else is refused, also what is no key at all. */
static void test_signatures(void **state)
{
    (void)state;
    char secret[SIGN_KEY_CHARS + 1], public_key[SIGN_KEY_CHARS + 1];
    char other[SIGN_KEY_CHARS + 1], other_public[SIGN_KEY_CHARS + 1];
    char signature[SIGN_SIGNATURE_CHARS + 1];
    sign_key_make(secret, public_key);
    sign_key_make(other, other_public);
    assert_string_not_equal(public_key, other_public);
    assert_int_equal(sign_text(str_of(secret), STR("the law"), signature), OK);
    struct str of = str_of(signature), key = str_of(public_key);
    assert_int_equal(sign_check(key, STR("the law"), of), OK);
    assert_int_equal(sign_check(key, STR("the law."), of), ERR_INVALID);
    assert_int_equal(sign_check(key, STR_NONE, of), ERR_INVALID);
    assert_int_equal(sign_check(str_of(other_public), STR("the law"), of), ERR_INVALID);
    assert_int_equal(sign_check(key, STR("the law"), str_slice(of, 0, of.size - 1)), ERR_INVALID);
    assert_int_equal(sign_check(STR("no key"), STR("the law"), of), ERR_INVALID);
    assert_int_equal(sign_text(STR("no key"), STR("the law"), signature), ERR_INVALID);
    signature[0] = signature[0] == '0' ? '1' : '0';
    assert_int_equal(sign_check(key, STR("the law"), of), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_round_trip),
        TEST(test_empty_and_too_large),
        TEST(test_sealing_hides),
        TEST(test_batch),
        TEST(test_moved_is_refused),
        TEST(test_place_has_borders),
        TEST(test_other_key_of_same_owner),
        TEST(test_every_bit_counts),
        TEST(test_truncated),
        TEST(test_shared_with_an_organisation),
        TEST(test_share_refusals),
        TEST(test_key_file_is_private),
        TEST(test_key_file_damaged),
        TEST(test_key_file_link_or_folder),
        TEST(test_key_file_is_the_key),
        TEST(test_fingerprints),
        TEST(test_many_threads),
        TEST(test_overflow_holds_nothing),
        cmocka_unit_test(test_signatures),
    };
    return cmocka_run_group_tests_name("vault", tests, NULL, NULL);
}
