#include "base/csv.h"

#include <string.h>

struct csv_reader csv_read(struct arena *arena, struct str text)
{
    bool has_mark = str_starts(text, STR("\xEF\xBB\xBF"));
    return (struct csv_reader){arena, text, has_mark ? 3 : 0, 1};
}

/* The byte at the reading place, or -1 at the end. */
static int peek(const struct csv_reader *reader)
{
    return reader->at < reader->text.size ? (unsigned char)reader->text.at[reader->at] : -1;
}

/* Steps over one line end (LF, CRLF or CR); false when there is none here. */
static bool skip_line_end(struct csv_reader *reader)
{
    int c = peek(reader);
    if (c != '\r' && c != '\n')
        return false;
    reader->at++;
    if (c == '\r' && peek(reader) == '\n')
        reader->at++;
    reader->line++;
    return true;
}

static enum err read_plain(struct csv_reader *reader, struct str *out_field)
{
    size_t from = reader->at;
    for (int c = peek(reader); c != -1 && c != ',' && c != '\r' && c != '\n'; c = peek(reader)) {
        if (c == '"' || c == '\0')
            return ERR_MALFORMED;
        reader->at++;
    }
    *out_field = str_slice(reader->text, from, reader->at - from);
    return OK;
}

/* Behind the opening quote. A doubled quote stands for one. */
static enum err read_quoted(struct csv_reader *reader, struct str *out_field)
{
    struct buf field = buf_make(reader->arena, 32);
    for (;;) {
        int c = peek(reader);
        if (c == -1 || c == '\0')
            return ERR_MALFORMED;
        reader->at++;
        if (c == '\n')
            reader->line++;
        if (c == '"' && peek(reader) != '"')
            break;
        if (c == '"')
            reader->at++;
        buf_add_char(&field, (char)c);
    }
    *out_field = buf_text(&field);
    return OK;
}

enum err csv_next(struct csv_reader *reader, struct csv_record *out_record)
{
    while (skip_line_end(reader))
        continue;
    if (peek(reader) == -1)
        return ERR_NOT_FOUND;
    out_record->line = reader->line;
    out_record->count = 0;
    for (;;) {
        if (out_record->count == CSV_FIELDS_MAX)
            return ERR_MALFORMED;
        struct str *field = &out_record->fields[out_record->count++];
        bool is_quoted = peek(reader) == '"';
        reader->at += is_quoted;
        enum err err = is_quoted ? read_quoted(reader, field) : read_plain(reader, field);
        if (err != OK)
            return err;
        if (peek(reader) == -1 || skip_line_end(reader))
            return OK;
        if (peek(reader) != ',')
            return ERR_MALFORMED;
        reader->at++;
    }
}

void csv_add_cell(struct buf *buf, struct str field)
{
    bool is_formula = field.size > 0 && field.at[0] != '\0' && strchr("=+-@\t\r", field.at[0]);
    if (!is_formula) {
        csv_add_field(buf, field);
        return;
    }
    buf_add_c(buf, "\"'");
    for (size_t i = 0; i < field.size; i++) {
        if (field.at[i] == '"')
            buf_add_char(buf, '"');
        buf_add_char(buf, field.at[i]);
    }
    buf_add_char(buf, '"');
}

void csv_add_field(struct buf *buf, struct str field)
{
    bool needs_quotes = false;
    for (size_t i = 0; i < field.size; i++)
        needs_quotes |= strchr(",\"\r\n", field.at[i]) != NULL && field.at[i] != '\0';
    if (needs_quotes)
        buf_add_char(buf, '"');
    for (size_t i = 0; i < field.size; i++) {
        if (field.at[i] == '"')
            buf_add_char(buf, '"');
        buf_add_char(buf, field.at[i]);
    }
    if (needs_quotes)
        buf_add_char(buf, '"');
}
