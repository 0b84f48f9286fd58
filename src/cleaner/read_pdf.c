/* A PDF's pages, what no page draws but the file has, and every text that stands beside them. */
#include <qpdf/qpdf-c.h>
#include <string.h>

#include "cleaner/read.h"
#include "cleaner/read_page.h"

size_t read_utf8(uint32_t letter, char *at)
{
    if (letter == 0 || letter > 0x10ffff || (letter >= 0xd800 && letter < 0xe000))
        return 0;
    if (letter < 0x80) {
        at[0] = (char)letter;
        return 1;
    }
    size_t more = letter < 0x800 ? 1 : letter < 0x10000 ? 2 : 3;
    at[0] = (char)(0xf00u >> (more + 1) | letter >> 6 * more);
    for (size_t i = 1; i <= more; i++)
        at[i] = (char)(0x80 | (letter >> 6 * (more - i) & 0x3f));
    return more + 1;
}

void read_add(struct reading *reading, const char *at, size_t size)
{
    if (size > reading->out_room - reading->out_size) {
        reading->unread |= UNREAD_REST;
        size = reading->out_room - reading->out_size;
        while (size > 0 && ((unsigned char)at[size] & 0xc0) == 0x80)
            size--;
    }
    if (size > 0)
        memcpy(reading->out + reading->out_size, at, size);
    reading->out_size += size;
}

/* ---- beside the pages ------------------------------------------------------------------------ */

static void add_line(struct reading *reading, struct str text)
{
    read_add(reading, text.at, text.size);
    read_add(reading, "\n", 1);
}

/* What somebody typed or chose may be a name too: the value of a field, the place of a link. */
static bool is_told_by_name(const struct token *key)
{
    return token_is(key, TOKEN_NAME, "V") || token_is(key, TOKEN_NAME, "DV") ||
           token_is(key, TOKEN_NAME, "AS") || token_is(key, TOKEN_NAME, "Dest") ||
           token_is(key, TOKEN_NAME, "D");
}

/* What the format says of itself: no text of anybody. */
static bool is_of_format(const struct token *key)
{
    return token_is(key, TOKEN_NAME, "ID") || token_is(key, TOKEN_NAME, "Registry") ||
           token_is(key, TOKEN_NAME, "Ordering") || token_is(key, TOKEN_NAME, "Lang");
}

/* Every text of an object, as qpdf writes it: what it refers to is an object of its own. */
static void read_texts(struct document_reading *document, qpdf_oh head)
{
    struct str written = str_of(qpdf_oh_unparse_resolved(document->pdf, head));
    char *at = str_c(document->arena, written);
    struct tokens tokens = {at, at + written.size};
    struct token key = {.kind = TOKEN_END}, token;
    while ((token = tokens_next(&tokens)).kind != TOKEN_END) {
        bool is_name = token.kind == TOKEN_NAME && is_told_by_name(&key);
        if (((token.kind == TOKEN_TEXT && !is_of_format(&key)) || is_name) && token.text.size > 1)
            add_line(document->reading, page_text(document, token.text));
        if (token.kind == TOKEN_NAME)
            key = is_name ? (struct token){.kind = TOKEN_END} : token;
    }
}

static bool is_named(qpdf_data pdf, qpdf_oh head, const char *key, const char *value)
{
    return qpdf_oh_is_name_and_equals(pdf, qpdf_oh_get_key(pdf, head, key), value);
}

static bool is_drawing(qpdf_data pdf, qpdf_oh head)
{
    qpdf_oh pattern = qpdf_oh_get_key(pdf, head, "/PatternType");
    return is_named(pdf, head, "/Subtype", "/Form") ||
           (qpdf_oh_is_integer(pdf, pattern) && qpdf_oh_get_int_value(pdf, pattern) == 1);
}

static void read_object(struct document_reading *document, size_t number)
{
    qpdf_data pdf = document->pdf;
    qpdf_oh object = qpdf_get_object_by_id(pdf, (int)number, 0);
    bool is_stream = qpdf_oh_is_stream(pdf, object);
    qpdf_oh head = is_stream ? qpdf_oh_get_dict(pdf, object) : object;
    if (is_stream && is_named(pdf, head, "/Subtype", "/Image"))
        document->reading->unread |= UNREAD_PICTURES;
    if (is_stream && document->forms[number] == 0 && is_drawing(pdf, head))
        page_read_form(document, object);
    read_texts(document, head);
    qpdf_oh_release_all(pdf);
}

/* ---- the whole ------------------------------------------------------------------------------- */

enum { OBJECTS_MOST = 1000000 };

static void read_document(struct document_reading *document)
{
    qpdf_data pdf = document->pdf;
    int pages = qpdf_get_num_pages(pdf);
    int objects = qpdf_oh_get_int_value_as_int(
        pdf, qpdf_oh_get_key(pdf, qpdf_get_trailer(pdf), "/Size"));
    if (pages < 0 || objects < 0 || objects > OBJECTS_MOST) {
        document->reading->unread |= UNREAD_ALL;
        return;
    }
    struct buf beside = buf_make(document->arena, 1024);
    document->beside = &beside;
    document->object_count = (size_t)objects;
    document->forms = ARENA_MANY(document->arena, unsigned char, document->object_count);
    for (int i = 0; i < pages; i++) {
        page_read(document, qpdf_get_page_n(pdf, (size_t)i));
        qpdf_oh_release_all(pdf);
    }
    for (size_t i = 1; i < document->object_count; i++)
        read_object(document, i);
    read_add(document->reading, beside.at, beside.size);
    if (qpdf_has_error(pdf))
        document->reading->unread |= UNREAD_REST;
}

void read_pdf(struct reading *reading)
{
    struct arena arena = arena_make(READ_MEMORY);
    jmp_buf overflow;
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    arena.overflow = &overflow;
    if (qpdf_read_memory(pdf, "document", (const char *)reading->in, reading->in_size, NULL) &
            QPDF_ERRORS || qpdf_is_encrypted(pdf))
        reading->unread |= UNREAD_ALL;
    else if (setjmp(overflow) != 0) /* what was read stays */
        reading->unread |= UNREAD_REST;
    else
        read_document(&(struct document_reading){
            .reading = reading, .arena = &arena, .pdf = pdf,
            .steps_left = READ_MOST_STEPS, .letters_left = READ_MOST_LETTERS});
    (void)qpdf_get_error(pdf); /* or it says on leaving that nobody asked */
    qpdf_cleanup(&pdf);
    arena_free(&arena);
}
