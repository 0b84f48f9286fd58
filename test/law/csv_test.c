/* The CSV reader of base/: what is a record, and what is refused. */
#include "law_test.h"

#include "base/csv.h"

static struct str read_back(struct arena *arena, struct str text, enum err *out_end)
{
    struct csv_reader reader = csv_read(arena, text);
    struct csv_record record;
    struct buf out = buf_make(arena, 256);
    while ((*out_end = csv_next(&reader, &record)) == OK) {
        buf_format(&out, "%zu:", record.line);
        for (size_t i = 0; i < record.count; i++)
            buf_format(&out, "[%.*s]", STR_ARGS(record.fields[i]));
    }
    if (*out_end == ERR_MALFORMED)
        buf_format(&out, "!%zu", record.line);
    return buf_text(&out);
}

static void records_and_refusals(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        const char *records; /* "!line" where it is malformed */
    } cases[] = {
        {STR(""), ""},
        {STR("\xEF\xBB\xBF" "a,b\n"), "1:[a][b]"},
        {STR("a,b"), "1:[a][b]"},
        {STR("a,b\r\nc,d\r\n"), "1:[a][b]2:[c][d]"},
        {STR("a\n\n\nb\n"), "1:[a]4:[b]"},
        {STR(",\n"), "1:[][]"},
        {STR("a,\n"), "1:[a][]"},
        {STR(" a , b\n"), "1:[ a ][ b]"},
        {STR("\"a,b\",\"c\"\"d\"\n"), "1:[a,b][c\"d]"},
        {STR("\"a\nb\",c\nd\n"), "1:[a\nb][c]3:[d]"},
        {STR("\"\"\n"), "1:[]"},
        {STR("a\"b\n"), "!1"},
        {STR("a\n\"b\"c\n"), "1:[a]!2"},
        {STR("\"a"), "!1"},
        {STR("a\0b\n"), "!1"},
        {STR("\"a\0b\"\n"), "!1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = arena_make(1 << 20);
        enum err end;
        struct str found = read_back(&arena, cases[i].text, &end);
        if (!str_equal_c(found, cases[i].records))
            fail_msg("case %zu: %.*s instead of %s", i, STR_ARGS(found), cases[i].records);
        arena_free(&arena);
    }
}

static void too_many_fields_are_refused(void **state)
{
    (void)state;
    struct arena arena = arena_make(1 << 20);
    for (int commas = CSV_FIELDS_MAX - 1; commas <= CSV_FIELDS_MAX; commas++) {
        struct buf text = buf_make(&arena, 128);
        for (int i = 0; i < commas; i++)
            buf_add_char(&text, ',');
        struct csv_reader reader = csv_read(&arena, buf_text(&text));
        struct csv_record record;
        assert_int_equal(csv_next(&reader, &record),
                         commas < CSV_FIELDS_MAX ? OK : ERR_MALFORMED);
    }
    arena_free(&arena);
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    static const struct str fields[] = {STR("plain"), STR(""), STR("a,b"), STR("say \"no\""),
                                        STR("two\nlines"), STR("a\rb"), STR(" kept ")};
    struct arena arena = arena_make(1 << 20);
    struct buf out = buf_make(&arena, 64);
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (i > 0)
            buf_add_char(&out, ',');
        csv_add_field(&out, fields[i]);
    }
    struct csv_reader reader = csv_read(&arena, buf_text(&out));
    struct csv_record record;
    assert_int_equal(csv_next(&reader, &record), OK);
    assert_int_equal(record.count, COUNT_OF(fields));
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        assert_true(str_equal(record.fields[i], fields[i]));
    assert_int_equal(csv_next(&reader, &record), ERR_NOT_FOUND);
    arena_free(&arena);
}

/* What a spreadsheet would take for a formula is text; what only looks like a number stays one. */
static void formulas_are_defused(void **state)
{
    (void)state;
    static const struct {
        struct str field, cell;
    } cases[] = {
        {STR("=1+2"), STR("\"'=1+2\"")},
        {STR("+44"), STR("\"'+44\"")},
        {STR("-1"), STR("\"'-1\"")},
        {STR("@SUM(\"a\")"), STR("\"'@SUM(\"\"a\"\")\"")},
        {STR("\tx"), STR("\"'\tx\"")},
        {STR("Rowan, 2"), STR("\"Rowan, 2\"")},
        {STR(""), STR("")},
    };
    struct arena arena = arena_make(1 << 16);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf out = buf_make(&arena, 64);
        csv_add_cell(&out, cases[i].field);
        assert_true(str_equal(buf_text(&out), cases[i].cell));
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_and_refusals),
        cmocka_unit_test(too_many_fields_are_refused),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(formulas_are_defused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
