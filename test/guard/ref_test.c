#include <string.h>

#include "guard_fixture.h"
#include "guard_tests.h"

static const char letters[] = "ABCDEFGHJKLMNPQRSTVWXYZ";
static const char digits[] = "0123456789";

/* Where the signs stand in "SR-4821". */
static const size_t places[] = {0, 1, 3, 4, 5, 6};

static const char *signs_of(size_t place)
{
    return place < 2 ? letters : digits;
}

static struct str text(const char *ref)
{
    return (struct str){ref, 7};
}

static void check_wrong_signs(const char *ref)
{
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char wrong[8];
        memcpy(wrong, ref, sizeof(wrong));
        for (const char *sign = signs_of(places[i]); *sign; sign++) {
            wrong[places[i]] = *sign;
            if (*sign != ref[places[i]] && ref_is_valid(text(wrong)))
                fail_msg("%s for %s", wrong, ref);
        }
    }
}

static void check_swaps(const char *ref)
{
    for (size_t i = 0; i + 1 < COUNT_OF(places); i++) {
        char swapped[8];
        memcpy(swapped, ref, sizeof(swapped));
        swapped[places[i]] = ref[places[i + 1]];
        swapped[places[i + 1]] = ref[places[i]];
        if (memcmp(swapped, ref, 7) != 0 && ref_is_valid(text(swapped)))
            fail_msg("%s for %s", swapped, ref);
    }
}

/* Every reference there is, each with every wrong sign and every swap of neighbours. */
void test_every_slip_is_found(void **state)
{
    (void)state;
    size_t valid = 0;
    char ref[] = "AA-0000";
    for (const char *a = letters; *a; a++)
        for (const char *b = letters; *b; b++)
            for (int number = 0; number < 10000; number++) {
                ref[0] = *a;
                ref[1] = *b;
                for (int place = 6, rest = number; place >= 3; place--, rest /= 10)
                    ref[place] = digits[rest % 10];
                if (!ref_is_valid(text(ref)))
                    continue;
                valid++;
                check_wrong_signs(ref);
                check_swaps(ref);
            }
    assert_int_equal(valid, 230000);
}

void test_drawn_refs_are_valid(void **state)
{
    struct fixture *fixture = *state;
    bool is_seen[23] = {0};
    for (int i = 0; i < 5000; i++) {
        struct str ref = job_new_ref(&fixture->job);
        assert_true(ref_is_valid(ref));
        is_seen[strchr(letters, ref.at[0]) - letters] = true;
    }
    for (size_t i = 0; i < COUNT_OF(is_seen); i++)
        assert_true(is_seen[i]);
    assert_false(str_equal(job_new_ref(&fixture->job), job_new_ref(&fixture->job)) &&
                 str_equal(job_new_ref(&fixture->job), job_new_ref(&fixture->job)));
}

void test_typed_refs(void **state)
{
    struct fixture *fixture = *state;
    static const char *const good[] = {"SR-4821", "sr 4821", "sr4821", " S R - 48 21 ", "Sr-4821"};
    static const char *const bad[] = {"",         "SR",       "SR-482",   "SR-48211", "SR-4812",
                                      "RS-4821",  "S4-R821",  "SI-4821",  "SO-4821",  "48-21SR",
                                      "SR_4821",  "AA-0000",  "SR-482\xc3\xa9", "5R-4821"};
    struct str ref;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_int_equal(ref_parse(&fixture->arena, str_of(good[i]), &ref), OK);
        assert_true(str_equal(ref, STR("SR-4821")));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (ref_parse(&fixture->arena, str_of(bad[i]), &ref) != ERR_INVALID)
            fail_msg("%s", bad[i]);
    assert_false(ref_is_valid(STR("sr-4821")));
    assert_false(ref_is_valid((struct str){"\0R-4821", 7}));
}
