/* The cleaner: what it takes out of each kind of file, what it refuses, and that its process can do
 * nothing else. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <qpdf/qpdf-c.h>

#include "base/cage.h"
#include "clean_sample.h"
#include "cleaner/clean.h"
#include "cleaner/shut_in.h"

static int set_up(void **state)
{
    static struct arena arena;
    arena = arena_make((size_t)256 << 20);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static struct cleaned clean_here(struct arena *arena, struct str bytes)
{
    struct clean it = {.in = (const unsigned char *)bytes.at, .in_size = bytes.size,
                       .out_room = bytes.size + 65536};
    it.out = arena_take(arena, it.out_room);
    struct cleaned cleaned = {0};
    cleaned.verdict = clean(&it, &cleaned.format);
    if (cleaned.verdict == CLEAN_TAKEN)
        cleaned.bytes = (struct str){(char *)it.out, it.out_size};
    return cleaned;
}

static bool has(struct str text, const char *part)
{
    return memmem(text.at, text.size, part, strlen(part)) != NULL;
}

static enum clean_verdict verdict_of(struct arena *arena, struct str bytes)
{
    return clean_here(arena, bytes).verdict;
}

/* ---- pictures ------------------------------------------------------------------------------ */

static void test_jpeg(void **state)
{
    struct cleaned cleaned = clean_here(*state, sample_jpeg(*state, 6, 640, 480));
    assert_int_equal(cleaned.verdict, CLEAN_TAKEN);
    assert_int_equal(cleaned.format, CLEAN_JPEG);
    assert_false(has(cleaned.bytes, SECRET));
    assert_false(has(cleaned.bytes, "ICC"));
    assert_true(has(cleaned.bytes, "QUANTISATION"));
    assert_true(has(cleaned.bytes, "HUFFMAN"));
    assert_non_null(memmem(cleaned.bytes.at, cleaned.bytes.size,
                           "points\xff\0more\xff\xd0points\xff\xd9", 22));
    static const char way_up[] = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06";
    assert_non_null(memmem(cleaned.bytes.at, cleaned.bytes.size, way_up, sizeof(way_up) - 1));
    struct cleaned again = clean_here(*state, cleaned.bytes);
    assert_true(str_equal(again.bytes, cleaned.bytes));
}

static void test_a_jpeg_that_stands_upright_has_no_exif(void **state)
{
    assert_false(has(clean_here(*state, sample_jpeg(*state, 1, 9, 9)).bytes, "Exif"));
    assert_false(has(clean_here(*state, sample_jpeg(*state, 9, 9, 9)).bytes, "Exif"));
}

static void test_png(void **state)
{
    struct cleaned cleaned = clean_here(*state, sample_png(*state, 640, 480));
    assert_int_equal(cleaned.verdict, CLEAN_TAKEN);
    assert_int_equal(cleaned.format, CLEAN_PNG);
    assert_false(has(cleaned.bytes, SECRET));
    assert_false(has(cleaned.bytes, "tIME"));
    assert_int_equal(cleaned.bytes.size, 8 + 25 + 18 + 12);
    assert_true(str_equal(clean_here(*state, cleaned.bytes).bytes, cleaned.bytes));
}

static void test_too_many_points(void **state)
{
    assert_int_equal(verdict_of(*state, sample_png(*state, 8000, 5000)), CLEAN_TAKEN);
    assert_int_equal(verdict_of(*state, sample_png(*state, 8000, 5001)), CLEAN_LARGE);
    assert_int_equal(verdict_of(*state, sample_png(*state, UINT32_MAX, UINT32_MAX)), CLEAN_LARGE);
    assert_int_equal(verdict_of(*state, sample_png(*state, 0, 5)), CLEAN_DAMAGED);
    assert_int_equal(verdict_of(*state, sample_jpeg(*state, 1, 65535, 65535)), CLEAN_LARGE);
}

/* Cut short anywhere, and with any one byte changed: an answer, never the secret. */
static void try_all(struct arena *arena, struct str whole)
{
    char *changed = arena_take(arena, whole.size);
    size_t end = 0;
    for (size_t size = 0; size < whole.size; size++)
        if (verdict_of(arena, str_slice(whole, 0, size)) == CLEAN_TAKEN && end == 0)
            end = size;
    assert_true(end > 60); /* nothing is taken before its end, and what stands behind is no part */
    for (size_t i = 0; i < whole.size; i++) {
        memcpy(changed, whole.at, whole.size);
        changed[i] ^= 0x41;
        clean_here(arena, (struct str){changed, whole.size});
    }
}

static void test_damaged_pictures(void **state)
{
    try_all(*state, sample_jpeg(*state, 3, 640, 480));
    try_all(*state, sample_png(*state, 640, 480));
    struct str png = sample_png(*state, 640, 480);
    ((char *)(uintptr_t)png.at)[20] ^= 1; /* a check that is wrong */
    assert_int_equal(verdict_of(*state, png), CLEAN_DAMAGED);
}

/* ---- texts --------------------------------------------------------------------------------- */

static void test_text(void **state)
{
    struct cleaned cleaned = clean_here(*state, STR("\xef\xbb\xbf" SEEN "\r\nሰላም"));
    assert_int_equal(cleaned.format, CLEAN_TEXT);
    assert_true(str_equal(cleaned.bytes, STR(SEEN "\r\nሰላም")));
    static const struct str refused[] = {
        STR(""), STR("  \n"), STR("<html>"), STR(" \n<svg onload=x>"), STR("{\\rtf1 x}"),
        STR("a\0b"), STR("a\x1b[2J"), STR("\xff\xfe" "a\0"), STR("#!/bin/sh"), STR("%!PS"),
        STR("PK\x03\x04"), STR("GIF89a\x01"), STR("MZ\x90"), STR("\xd0\xcf\x11\xe0"),
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        assert_int_equal(verdict_of(*state, refused[i]), CLEAN_UNKNOWN);
    size_t most = CLEAN_MOST_TEXT_BYTES;
    char *at = arena_take(*state, most + 1);
    memset(at, 'a', most + 1);
    assert_int_equal(verdict_of(*state, (struct str){at, most}), CLEAN_TAKEN);
    assert_int_equal(verdict_of(*state, (struct str){at, most + 1}), CLEAN_LARGE);
}

/* ---- PDF ----------------------------------------------------------------------------------- */

/* The clean copy with nothing packed, as a reader would see it. */
static struct str unpacked(struct arena *arena, struct str bytes)
{
    qpdf_data pdf = qpdf_init();
    assert_false(qpdf_read_memory(pdf, "clean", bytes.at, bytes.size, NULL) & QPDF_ERRORS);
    assert_false(qpdf_init_write_memory(pdf) & QPDF_ERRORS);
    qpdf_set_qdf_mode(pdf, QPDF_TRUE);
    assert_false(qpdf_write(pdf) & QPDF_ERRORS);
    struct str text = str_copy(
        arena, (struct str){(const char *)qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf)});
    qpdf_cleanup(&pdf);
    return text;
}

static void test_pdf(void **state)
{
    struct str sent = sample_pdf(*state, "");
    struct cleaned cleaned = clean_here(*state, sent);
    assert_int_equal(cleaned.verdict, CLEAN_TAKEN);
    assert_int_equal(cleaned.format, CLEAN_PDF);
    struct str text = unpacked(*state, cleaned.bytes);
    assert_true(has(text, SEEN));
    assert_true(has(text, "HUFFMAN"));
    assert_false(has(text, SECRET));
    assert_false(has(text, "/Info"));
    assert_false(has(text, "Metadata"));
    assert_false(has(text, "PieceInfo"));
    struct cleaned again = clean_here(*state, cleaned.bytes);
    assert_true(str_equal(again.bytes, cleaned.bytes));
}

static void test_pdf_refused(void **state)
{
    static const char *const active[] = {
        "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        "/OpenAction<</S/Java#53cript/J#53(x)>>",
        "/OpenAction<</S/Launch/F(calc.exe)>>",
        "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/EF<</F 4 0 R>>>>]>>>>",
        "/AA<</O<</S/SubmitForm/F(http://x)>>>>",
        "/AcroForm<</XFA 4 0 R>>",
        "/Harmless(\\)/JS)/OpenAction<</S/GoToR>>",
    };
    for (size_t i = 0; i < COUNT_OF(active); i++)
        assert_int_equal(verdict_of(*state, sample_pdf(*state, active[i])), CLEAN_ACTIVE);
    assert_int_equal(verdict_of(*state, sample_pdf(*state, "/Lang(/JS \\( /Launch)")), CLEAN_TAKEN);
    assert_int_equal(verdict_of(*state, sample_locked_pdf(*state)), CLEAN_LOCKED);
    assert_int_equal(verdict_of(*state, STR("%PDF-1.4\nnothing")), CLEAN_DAMAGED);
}

/* Scripts in an object that is packed away are found. */
static void test_pdf_packed(void **state)
{
    struct str sent = sample_pdf(*state, "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>");
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    assert_false(qpdf_read_memory(pdf, "x", sent.at, sent.size, NULL) & QPDF_ERRORS);
    assert_false(qpdf_init_write_memory(pdf) & QPDF_ERRORS);
    qpdf_set_object_stream_mode(pdf, qpdf_o_generate);
    assert_false(qpdf_write(pdf) & QPDF_ERRORS);
    struct str packed = {(const char *)qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf)};
    assert_false(has(packed, "JavaScript"));
    assert_int_equal(verdict_of(*state, packed), CLEAN_ACTIVE);
    qpdf_cleanup(&pdf);
}

/* ---- the process --------------------------------------------------------------------------- */

static void test_process(void **state)
{
    struct arena *arena = *state;
    struct cleaned cleaned;
    const struct {
        struct str sent;
        enum clean_verdict verdict;
    } cases[] = {
        {sample_jpeg(arena, 6, 640, 480), CLEAN_TAKEN},
        {sample_png(arena, 640, 480), CLEAN_TAKEN},
        {sample_pdf(arena, ""), CLEAN_TAKEN},
        {STR(SEEN), CLEAN_TAKEN},
        {sample_locked_pdf(arena), CLEAN_LOCKED},
        {sample_pdf(arena, "/AcroForm<</XFA 4 0 R>>"), CLEAN_ACTIVE},
        {STR("%PDF-1.4\nnothing"), CLEAN_DAMAGED},
        {STR("MZ\x90"), CLEAN_UNKNOWN},
        {STR_NONE, CLEAN_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(cleaner_run(arena, cases[i].sent, &cleaned), OK);
        assert_int_equal(cleaned.verdict, cases[i].verdict);
        struct cleaned here = clean_here(arena, cases[i].sent);
        assert_true(str_equal(cleaned.bytes, here.bytes));
        assert_int_equal(cleaned.format, here.format);
    }
}

/* A picture of so many bytes. */
static struct str large_jpeg(struct arena *arena, size_t size)
{
    struct str jpeg = sample_jpeg(arena, 1, 640, 480);
    size_t points = (size_t)((const char *)memmem(jpeg.at, jpeg.size, "points", 6) - jpeg.at);
    size_t more = size - jpeg.size;
    char *at = arena_take(arena, size);
    memcpy(at, jpeg.at, points);
    memset(at + points, 'x', more);
    memcpy(at + points + more, jpeg.at + points, jpeg.size - points);
    return (struct str){at, size};
}

static void test_size(void **state)
{
    struct arena *arena = *state;
    struct cleaned cleaned;
    assert_int_equal(cleaner_run(arena, large_jpeg(arena, CLEAN_MOST_BYTES), &cleaned), OK);
    assert_int_equal(cleaned.verdict, CLEAN_TAKEN);
    assert_in_range(cleaned.bytes.size, CLEAN_MOST_BYTES - 1024, CLEAN_MOST_BYTES - 1);
    assert_int_equal(cleaner_run(arena, large_jpeg(arena, CLEAN_MOST_BYTES + 1), &cleaned), OK);
    assert_int_equal(cleaned.verdict, CLEAN_LARGE);
}

/* An array in an array in an array ...: qpdf gives up or its stack does; never more. */
static void test_deep(void **state)
{
    struct arena *arena = *state;
    struct buf deep = buf_make(arena, 4 << 20);
    buf_add_c(&deep, "/Deep");
    for (int i = 0; i < 1000000; i++)
        buf_add_char(&deep, '[');
    struct cleaned cleaned;
    struct str sent = sample_pdf(arena, str_c(arena, buf_text(&deep)));
    assert_int_equal(cleaner_run(arena, sent, &cleaned), OK);
    assert_int_equal(cleaned.verdict, CLEAN_DAMAGED);
}

static int do_open(void)
{
    return open("/etc/passwd", O_RDONLY);
}

static int do_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int do_fork(void)
{
    return fork();
}

static int do_run(void)
{
    return execl("/bin/true", "true", NULL);
}

static int do_kill(void)
{
    return kill(getppid(), 0);
}

static int do_map(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == NULL;
}

static void test_nothing_else_can_be_asked(void **state)
{
    static int (*const tried[])(void) = {do_open, do_socket, do_fork, do_run, do_kill, do_map};
    (void)state;
    if (!cage_holds() || getenv("HAVEN_INSTRUMENTED")) { /* script/tests-in-c */
        print_message("# SKIP sanitizers and valgrind cannot live in the cage\n");
        skip();
    }
    for (size_t i = 0; i < COUNT_OF(tried); i++) {
        int status;
        pid_t child = fork();
        if (child == 0) {
            shut_in();
            _exit(tried[i]() >= 0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGSYS);
    }
}

/* Nobody's child is left behind, no file stays open. */
static void test_nothing_is_left(void **state)
{
    struct cleaned cleaned;
    int before = dup(0), after;
    close(before);
    for (int i = 0; i < 5; i++)
        assert_int_equal(cleaner_run(*state, STR(SEEN), &cleaned), OK);
    after = dup(0);
    close(after);
    assert_int_equal(before, after);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* The process is ended from outside while it reads: as if it had crashed, but by a signal that no
 * sanitizer in it takes for its own finding. */
static void *end_children(void *with)
{
    (void)with;
    char path[64], text[256] = "";
    for (int i = 0; i < 2000; i++) {
        snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
        int file = open(path, O_RDONLY);
        ssize_t size = file >= 0 ? read(file, text, sizeof(text) - 1) : 0;
        close(file);
        if (size > 0) {
            kill(atoi(text), SIGKILL);
            return NULL;
        }
        usleep(100);
    }
    return NULL;
}

static void test_a_crash_is_a_file_that_cannot_be_read(void **state)
{
    enum clean_verdict verdict = CLEAN_TAKEN;
    for (int i = 0; i < 20 && verdict == CLEAN_TAKEN; i++) {
        pthread_t killer;
        struct cleaned cleaned;
        struct arena arena = arena_make((size_t)64 << 20);
        struct str sent = large_jpeg(&arena, CLEAN_MOST_BYTES);
        assert_int_equal(pthread_create(&killer, NULL, end_children, NULL), 0);
        assert_int_equal(cleaner_run(&arena, sent, &cleaned), OK);
        pthread_join(killer, NULL);
        verdict = cleaned.verdict;
        arena_free(&arena);
    }
    (void)state;
    assert_int_equal(verdict, CLEAN_DAMAGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_jpeg, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_jpeg_that_stands_upright_has_no_exif, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_png, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_points, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_pictures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pdf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pdf_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pdf_packed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_process, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_size, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_deep, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_else_can_be_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_left, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_crash_is_a_file_that_cannot_be_read, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
