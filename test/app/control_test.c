/* The control socket, with callers who do not finish. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/control.h"
#include "world.h"

enum { PATIENCE_SECONDS = 120 };

static struct world world;

static int set_up(void **state)
{
    (void)state;
    world_make(&world, WORLD_FILE);
    alarm(PATIENCE_SECONDS); /* who waits for ever is ended */
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    alarm(0);
    world_end(&world);
    return 0;
}

/* A caller that was stopped after connecting: no word comes from it. */
static int silent_caller(const struct control *control)
{
    int caller = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(caller >= 0);
    assert_int_equal(connect(caller, (const struct sockaddr *)&control->address,
                             sizeof(control->address)), 0);
    return caller;
}

static void test_a_silent_caller_keeps_nobody(void **state)
{
    struct control control;
    (void)state;
    assert_int_equal(control_start(&world.app, &control), OK);
    int silent = silent_caller(&control);
    char *argv[] = {"audit", "verify", NULL};
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    struct call call = {.argc = 2, .argv = argv, .out = out, .complaints = out};
    int exit_code = -1;
    assert_int_equal(control_send(&world.app.settings, &call, &exit_code), OK);
    assert_int_equal(exit_code, EXIT_DONE);
    fclose(out);
    int second = silent_caller(&control);
    control_stop(&control); /* with a caller still there */
    close(silent);
    close(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_silent_caller_keeps_nobody, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
