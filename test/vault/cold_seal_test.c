/* Keys sealed away from the server: they open with the secret half, and with nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vault/cold_seal.h"

static char secret[2][BACKUP_KEY_CHARS + 1], public_key[2][BACKUP_KEY_CHARS + 1];
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_make(1 << 20);
    for (int i = 0; i < 2; i++)
        backup_key_make(secret[i], public_key[i]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct str sealed_word(void)
{
    struct str sealed;
    assert_int_equal(cold_seal(&arena, str_of(public_key[0]), STR("wrapped keys"), &sealed), OK);
    return sealed;
}

static void test_opens_with_the_secret(void **state)
{
    (void)state;
    struct str plain;
    assert_int_equal(cold_open(&arena, str_of(secret[0]), sealed_word(), &plain), OK);
    assert_true(str_equal_c(plain, "wrapped keys"));
    char found[BACKUP_KEY_CHARS + 1];
    assert_int_equal(cold_public_of(str_of(secret[1]), found), OK);
    assert_string_equal(found, public_key[1]);
}

static void test_opens_with_nothing_else(void **state)
{
    (void)state;
    struct str sealed = sealed_word(), plain = STR_NONE;
    assert_int_equal(cold_open(&arena, str_of(secret[1]), sealed, &plain), ERR_INVALID);
    assert_int_equal(cold_open(&arena, str_of(public_key[0]), sealed, &plain), ERR_INVALID);
    assert_int_equal(cold_open(&arena, STR("no key"), sealed, &plain), ERR_INVALID);
    assert_int_equal(cold_seal(&arena, STR("no key"), STR("x"), &plain), ERR_INVALID);
    assert_int_equal(plain.size, 0);
}

/* Each bit changed, and each byte cut off the end. */
static void test_a_changed_one_does_not_open(void **state)
{
    (void)state;
    struct str sealed = sealed_word(), plain;
    char *copy = arena_take(&arena, sealed.size);
    for (size_t bit = 0; bit < 8 * sealed.size; bit++) {
        memcpy(copy, sealed.at, sealed.size);
        copy[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(cold_open(&arena, str_of(secret[0]), (struct str){copy, sealed.size},
                                   &plain), ERR_INVALID);
    }
    for (size_t size = 0; size < sealed.size; size++)
        assert_int_equal(cold_open(&arena, str_of(secret[0]), str_slice(sealed, 0, size), &plain),
                         ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opens_with_the_secret),
        cmocka_unit_test(test_opens_with_nothing_else),
        cmocka_unit_test(test_a_changed_one_does_not_open),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
