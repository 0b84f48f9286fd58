/* CSV: a record that was read and is written again is read back the same; a cell never begins a
 * formula.
 * sources: base
 */
#include "base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* With a byte order mark in front, so that a field which begins with one keeps it. */
static struct buf written(struct arena *arena, const struct csv_record *record)
{
    struct buf text = buf_make(arena, 64);
    buf_add_c(&text, "\xef\xbb\xbf");
    for (size_t i = 0; i < record->count; i++) {
        if (i > 0)
            buf_add_c(&text, ",");
        csv_add_field(&text, record->fields[i]);
    }
    buf_add_c(&text, "\r\n");
    return text;
}

/* A record of one empty field is a blank line, which is passed over. */
static void check_again(struct arena *arena, const struct csv_record *record)
{
    struct buf text = written(arena, record);
    struct csv_reader reader = csv_read(arena, buf_text(&text));
    struct csv_record again;
    if (record->count == 1 && record->fields[0].size == 0)
        return;
    must(csv_next(&reader, &again) == OK && again.count == record->count);
    for (size_t i = 0; i < record->count; i++)
        must(str_equal(again.fields[i], record->fields[i]));
    must(csv_next(&reader, &again) == ERR_NOT_FOUND);
}

static void check_cell(struct arena *arena, struct str field)
{
    struct buf cell = buf_make(arena, 64);
    csv_add_cell(&cell, field);
    struct str text = buf_text(&cell);
    char first = text.size == 0 ? 0 : text.at[0] == '"' && text.size > 1 ? text.at[1] : text.at[0];
    must(first != '=' && first != '+' && first != '-' && first != '@' && first != '\t' &&
         first != '\r');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct csv_reader reader = csv_read(&arena, (struct str){(const char *)bytes, size});
    struct csv_record record;
    size_t line = 0;
    while (csv_next(&reader, &record) == OK) {
        must(record.count > 0 && record.count <= CSV_FIELDS_MAX && record.line > line);
        line = record.line;
        check_again(&arena, &record);
        for (size_t i = 0; i < record.count; i++)
            check_cell(&arena, record.fields[i]);
    }
    arena_free(&arena);
    return 0;
}
