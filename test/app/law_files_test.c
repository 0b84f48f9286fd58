/* A law file that an operator lays in the data folder: signed it is in force and the kept clocks
 * follow it; in every other case the program does not open, and says why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "app/law_files.h"
#include "app/restore.h"
#include "law/edition.h"
#include "rooms/clock/clock.h"
#include "rooms/person/person.h"

static char folder[64], path[4][160], said[4096], public_key[65];
static struct settings settings;
static struct arena arena;

/* Up to four paths at a time. */
static char *file(const char *name)
{
    static int next;
    char *at = path[next++ % 4];
    snprintf(at, sizeof(path[0]), "%s/%s", folder, name);
    return at;
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/haven-law-XXXXXX");
    arena = arena_make((size_t)64 << 20);
    settings = (struct settings){.data = folder, .database = "", .key = "", .clock = "",
                                 .address = "127.0.0.1", .law_key = public_key};
    return mkdtemp(folder) && mkdir(file("record"), 0700) == 0 &&
                   mkdir(file("record/law"), 0700) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    static const char *const files[] = {"secret", "other", "record/law/clocks.csv",
                                        "record/law/clocks.csv.sig"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++)
        unlink(file(files[i]));
    int failed = rmdir(file("record/law"));
    restore_delete(&arena, folder);
    arena_free(&arena);
    return failed || access(folder, F_OK) == 0;
}

/* Runs a command of the table's; what it printed stands in said. */
static int run(int (*command)(struct call *call), struct str input, int argc, char **argv)
{
    char out[2048] = "", complaints[2048] = "";
    struct call call = {.settings = &settings, .argc = argc, .argv = argv, .input = input,
                        .out = fmemopen(out, sizeof(out), "w"),
                        .complaints = fmemopen(complaints, sizeof(complaints), "w")};
    int exit_code = command(&call);
    fclose(call.out);
    fclose(call.complaints);
    snprintf(said, sizeof(said), "%s%s", out, complaints);
    return exit_code;
}

static void make_key(const char *name)
{
    char *argv[] = {"key", "--to", file(name), NULL};
    assert_int_equal(run(law_key_command, STR_NONE, 3, argv), EXIT_DONE);
    assert_int_equal(sscanf(said, "law-key = %64s", public_key), 1);
}

static void write_law(struct str text)
{
    FILE *law = fopen(file("record/law/clocks.csv"), "wb");
    assert_non_null(law);
    assert_int_equal(fwrite(text.at, 1, text.size, law), text.size);
    fclose(law);
}

static int sign(struct str text, const char *key, const char *edition)
{
    char *argv[] = {"sign", file("record/law/clocks.csv"), "--by", file(key), "--edition",
                    (char *)edition, NULL};
    return run(law_sign_command, text, 6, argv);
}

/* The built-in rows with one change in them. */
static struct str changed(const char *from, const char *to)
{
    struct str text = law_data(STR("clocks.csv"));
    size_t at = str_find(text, from[0], 0);
    while (!str_starts(str_slice(text, at, text.size), str_of(from)))
        at = str_find(text, from[0], at + 1);
    return str_format(&arena, "%.*s%s%.*s", STR_ARGS(str_slice(text, 0, at)), to,
                      STR_ARGS(str_slice(text, at + strlen(from), text.size)));
}

static struct str longer_target(void)
{
    return changed("RG-TARGET,referral received by CA,referral_received,received,5,",
                   "RG-TARGET,referral received by CA,referral_received,received,7,");
}

static enum err use(void)
{
    FILE *complaints = fmemopen(said, sizeof(said), "w");
    enum err err = law_files_use(&settings, complaints);
    fclose(complaints);
    return err;
}

static void says(const char *text)
{
    if (strstr(said, text) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", text, said);
}

static void a_signed_file_is_in_force(void **state)
{
    (void)state;
    make_key("secret");
    write_law(longer_target());
    assert_int_equal(sign(longer_target(), "secret", "2099-01-01"), EXIT_DONE);
    assert_int_equal(use(), OK);
    assert_int_equal(law_rule_find(law_book(), STR("RG-TARGET"))->amount, 7);
    assert_int_equal(law_book()->laid_count, 1);
    char *argv[] = {"edition", NULL};
    assert_int_equal(run(law_edition_command, STR_NONE, 1, argv), EXIT_DONE);
    says("edition 2099-01-01");
    says("clocks.csv");
    unlink(file("record/law/clocks.csv"));
    assert_int_equal(use(), OK);
    assert_ptr_equal(law_book(), law_book_built_in());
}

/* A command may come before the server that makes the halves of an older folder. */
static void a_command_finds_the_law_of_an_older_folder(void **state)
{
    (void)state;
    make_key("secret");
    write_law(longer_target());
    assert_int_equal(sign(longer_target(), "secret", "2099-01-01"), EXIT_DONE);
    assert_int_equal(rename(file("record/law"), file("law")), 0);
    char *argv[] = {"edition", NULL};
    assert_int_equal(run(law_edition_command, STR_NONE, 1, argv), EXIT_DONE);
    says("edition 2099-01-01");
    assert_int_equal(access(file("record/law/clocks.csv"), F_OK), 0);
    unlink(file("record/law/clocks.csv"));
    assert_int_equal(use(), OK);
}

static void what_is_not_proven_stops_the_start(void **state)
{
    (void)state;
    struct app app;
    make_key("secret");
    write_law(longer_target());
    assert_int_equal(use(), ERR_INVALID);
    says("law/clocks.csv: its signature (.sig) is missing");
    assert_int_equal(sign(longer_target(), "secret", "2099-01-01"), EXIT_DONE);
    write_law(changed("RG-TARGET,referral", "RG-TARGET, referral"));
    assert_int_equal(use(), ERR_INVALID);
    says("the signature beside it is not of this file");
    assert_int_equal(app_open(&settings, &app), ERR_INVALID);
    write_law(longer_target());
    make_key("other"); /* the settings name another key now */
    assert_int_equal(use(), ERR_INVALID);
    settings.law_key = "";
    assert_int_equal(use(), ERR_INVALID);
    says("law-key is missing");
    assert_ptr_equal(law_book(), law_book_built_in());
}

static void an_old_edition_does_not_undo_an_upgrade(void **state)
{
    (void)state;
    make_key("secret");
    write_law(longer_target());
    assert_int_equal(sign(longer_target(), "secret", "2020-01-01"), EXIT_DONE);
    assert_int_equal(use(), ERR_INVALID);
    says("not newer");
}

/* Nobody signs a bad row; one that is signed all the same (by an older program) is named. */
static void a_bad_row_is_named(void **state)
{
    (void)state;
    make_key("secret");
    struct str bad = changed("RG-TARGET,referral received by CA,referral_received,received,5,",
                             "RG-TARGET,referral received by CA,referral_received,received,soon,");
    write_law(bad);
    assert_int_equal(sign(bad, "secret", "2099-01-01"), EXIT_BAD_INPUT);
    says("clocks.csv: line 2, column amount");
    char *argv[] = {"sign", file("law/poem.csv"), NULL};
    assert_int_equal(run(law_sign_command, STR("x"), 2, argv), EXIT_BAD_INPUT);
}

/* ---- the kept clocks follow ----------------------------------------------------------------- */

static struct person_id person;

static enum err add_call(struct job *job, void *with)
{
    (void)with;
    enum err err = clock_fact_add_day(job, person, STR("referral_received"),
                                      (struct date){20600}); /* Wednesday 27 May 2026 */
    return err == OK ? clock_refresh(job, person) : err;
}

static void make_person(struct app *app)
{
    struct job job;
    const struct person_facts facts = {.kind = STR("adult"), .called = STR("Hana"),
                                       .birth_state = STR("not_known"), .nation = STR("E")};
    assert_int_equal(app_job_begin(app, &arena, &job), OK);
    assert_int_equal(person_add(&job, &facts, &person), OK);
    assert_int_equal(job_write(&job, add_call, NULL), OK);
    app_job_end(&job);
}

static int32_t kept_due_days(struct app *app)
{
    struct job job;
    struct clocks clocks;
    assert_int_equal(app_job_begin(app, &arena, &job), OK);
    assert_int_equal(clock_running(&job, person, &clocks), OK);
    app_job_end(&job);
    assert_int_equal(clocks.count, 1);
    return clocks.at[0].due_on.days;
}

static void kept_clocks_follow_the_law(void **state)
{
    (void)state;
    struct app app;
    size_t done = 0;
    int64_t left = 1;
    assert_int_equal(app_open(&settings, &app), OK);
    make_person(&app);
    int32_t before = kept_due_days(&app);
    app_close(&app);
    make_key("secret");
    write_law(longer_target());
    assert_int_equal(sign(longer_target(), "secret", "2099-01-01"), EXIT_DONE);
    assert_int_equal(app_open(&settings, &app), OK);
    assert_int_equal(app_recompute_clocks(&app, &done, &left), OK);
    assert_int_equal(done, 1);
    assert_int_equal(kept_due_days(&app), before + 2);
    assert_int_equal(app_recompute_clocks(&app, &done, &left), OK);
    assert_int_equal(done, 0);
    assert_int_equal(left, 0);
    app_close(&app);
    unlink(file("record/law/clocks.csv"));
    assert_int_equal(use(), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_signed_file_is_in_force, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_command_finds_the_law_of_an_older_folder, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_proven_stops_the_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_old_edition_does_not_undo_an_upgrade, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bad_row_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(kept_clocks_follow_the_law, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
