/* Which root key a database belongs to, and whether it is a demo's. */
#include "guard_fixture.h"
#include "guard_tests.h"

#include <stdio.h>
#include <unistd.h>

#include "guard/keeping.h"

static bool has_begun(struct fixture *fixture)
{
    bool has = false;
    assert_int_equal(keeping_has_begun(fixture->job.db, fixture->job.arena, &has), OK);
    return has;
}

void test_root_key_is_written_down(void **state)
{
    struct fixture *fixture = *state;
    assert_false(has_begun(fixture));
    assert_int_equal(keeping_check(&fixture->job), OK);
    fixture_later(fixture, 0);
    assert_true(has_begun(fixture));
    assert_int_equal(keeping_check(&fixture->job), OK);
}

/* The key file was lost, and a start made another. */
void test_another_root_key_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(keeping_check(&fixture->job), OK);
    char path[128];
    const char *reason = "";
    snprintf(path, sizeof(path), "%s/other.key", fixture_folder());
    struct vault *other, *own = fixture->job.vault;
    assert_int_equal(vault_open(path, &other, &reason), OK);
    fixture->job.vault = other;
    assert_int_equal(keeping_check(&fixture->job), ERR_CONFLICT);
    fixture->job.vault = own;
    assert_int_equal(keeping_check(&fixture->job), OK);
    vault_close(other);
    unlink(path);
}

/* A marker file beside real people's data makes no demo of it; the other way round nothing is
 * shown. */
void test_real_data_never_becomes_a_demo(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(keeping_check(&fixture->job), OK);
    fixture_later(fixture, 0)->is_demo = true;
    assert_int_equal(keeping_check(&fixture->job), ERR_INVALID);
}

void test_demo_stays_a_demo(void **state)
{
    struct fixture *fixture = *state;
    fixture->job.is_demo = true;
    assert_int_equal(keeping_check(&fixture->job), OK);
    fixture_later(fixture, 0)->is_demo = true;
    assert_int_equal(keeping_check(&fixture->job), OK);
    fixture_later(fixture, 0);
    assert_int_equal(keeping_check(&fixture->job), OK);
}
