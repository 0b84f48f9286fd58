/* PDF (ISO 32000), by qpdf. Written twice: after the first time every object stands by itself with
 * a number below the trailer's size, nothing that nobody refers to is left, and what an object
 * holds can be looked at; the second time what was looked at is written. */
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "cleaner/clean.h"

/* What a reader could be made to do, and what could be carried along. */
static const char *const active[] = {
    "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/GoToE", "/GoToR",
    "/ImportData", "/SubmitForm", "/RichMedia", "/Rendition", "/Movie", "/Sound", "/XFA"};

/* What says who made a thing, with which program, when, or shows it as it was. */
static const char *const left_out[] = {"/Metadata", "/PieceInfo", "/Thumb", "/LastModified"};

static bool is_end_of_name(char c)
{
    return c == 0 || strchr(" \t\r\n\f/<>[](){}%", c) != NULL;
}

static bool is_active_name(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(active); i++) {
        size_t size = strlen(active[i]);
        if (strncmp(name, active[i], size) == 0 && is_end_of_name(name[size]))
            return true;
    }
    return false;
}

/* The end of a text in brackets, which may hold brackets. */
static const char *after_text(const char *at)
{
    for (int depth = 0; *at; at++) {
        if (*at == '\\' && at[1])
            at++;
        else if (*at == '(')
            depth++;
        else if (*at == ')' && --depth == 0)
            return at + 1;
    }
    return at;
}

/* As qpdf writes an object: names without needless signs, texts in brackets. */
static bool is_active(const char *object)
{
    for (const char *at = object; *at;) {
        if (*at == '/' && is_active_name(at))
            return true;
        at = *at == '(' ? after_text(at) : at + 1;
    }
    return false;
}

/* The picture's own JPEG, where it is one. */
static enum clean_verdict clean_picture(qpdf_data pdf, qpdf_oh stream, qpdf_oh head)
{
    qpdf_oh filter = qpdf_oh_get_key(pdf, head, "/Filter");
    if (qpdf_oh_is_array(pdf, filter) && qpdf_oh_get_array_n_items(pdf, filter) == 1)
        filter = qpdf_oh_get_array_item(pdf, filter, 0);
    if (!qpdf_oh_is_name_and_equals(pdf, filter, "/DCTDecode"))
        return CLEAN_TAKEN;
    unsigned char *bytes = NULL;
    size_t size = 0;
    if (qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_none, NULL, &bytes, &size) & QPDF_ERRORS)
        return CLEAN_DAMAGED;
    struct clean picture = {.in = bytes, .in_size = size, .out_room = size + CLEAN_MOST_TEXT_BYTES};
    picture.out = malloc(picture.out_room);
    enum clean_verdict verdict = CLEAN_DAMAGED;
    if (picture.out != NULL && size >= 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
        verdict = clean_jpeg(&picture);
    if (verdict == CLEAN_TAKEN)
        qpdf_oh_replace_stream_data(pdf, stream, picture.out, picture.out_size, filter,
                                    qpdf_oh_get_key(pdf, head, "/DecodeParms"));
    free(picture.out);
    free(bytes);
    return verdict;
}

static enum clean_verdict clean_object(qpdf_data pdf, qpdf_oh object)
{
    bool is_stream = qpdf_oh_is_stream(pdf, object);
    qpdf_oh head = is_stream ? qpdf_oh_get_dict(pdf, object) : object;
    if (is_active(qpdf_oh_unparse_resolved(pdf, head)))
        return CLEAN_ACTIVE;
    for (size_t i = 0; i < COUNT_OF(left_out) && qpdf_oh_is_dictionary(pdf, head); i++)
        if (qpdf_oh_has_key(pdf, head, left_out[i]))
            qpdf_oh_remove_key(pdf, head, left_out[i]);
    return is_stream ? clean_picture(pdf, object, head) : CLEAN_TAKEN;
}

static enum clean_verdict clean_objects(qpdf_data pdf)
{
    enum clean_verdict verdict = CLEAN_TAKEN;
    int count = qpdf_oh_get_int_value_as_int(
        pdf, qpdf_oh_get_key(pdf, qpdf_get_trailer(pdf), "/Size"));
    for (int i = 1; i < count && verdict == CLEAN_TAKEN; i++) {
        verdict = clean_object(pdf, qpdf_get_object_by_id(pdf, i, 0));
        qpdf_oh_release_all(pdf);
    }
    return verdict;
}

static enum clean_verdict read_pdf(qpdf_data pdf, const void *bytes, size_t size)
{
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    if (qpdf_read_memory(pdf, "document", bytes, size, NULL) & QPDF_ERRORS) {
        qpdf_error error = qpdf_get_error(pdf);
        bool is_locked = error && qpdf_get_error_code(pdf, error) == qpdf_e_password;
        return is_locked ? CLEAN_LOCKED : CLEAN_DAMAGED;
    }
    return qpdf_is_encrypted(pdf) ? CLEAN_LOCKED : CLEAN_TAKEN;
}

/* Streams are written as they are: nothing in them is unpacked. */
static enum clean_verdict write_pdf(qpdf_data pdf, enum qpdf_object_stream_e mode)
{
    qpdf_oh trailer = qpdf_get_trailer(pdf);
    if (qpdf_oh_has_key(pdf, trailer, "/Info"))
        qpdf_oh_remove_key(pdf, trailer, "/Info");
    if (qpdf_has_error(pdf) || qpdf_init_write_memory(pdf) & QPDF_ERRORS)
        return CLEAN_DAMAGED;
    qpdf_set_object_stream_mode(pdf, mode);
    qpdf_set_stream_data_mode(pdf, qpdf_s_preserve);
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
    qpdf_set_suppress_original_object_IDs(pdf, QPDF_TRUE);
    bool is_written = !(qpdf_write(pdf) & QPDF_ERRORS) && !qpdf_has_error(pdf);
    return is_written ? CLEAN_TAKEN : CLEAN_DAMAGED;
}

static enum clean_verdict rewrite(qpdf_data first, qpdf_data second, struct clean *clean)
{
    enum clean_verdict verdict = read_pdf(first, clean->in, clean->in_size);
    if (verdict == CLEAN_TAKEN)
        verdict = write_pdf(first, qpdf_o_disable);
    if (verdict == CLEAN_TAKEN)
        verdict = read_pdf(second, qpdf_get_buffer(first), qpdf_get_buffer_length(first));
    if (verdict == CLEAN_TAKEN)
        verdict = clean_objects(second);
    if (verdict == CLEAN_TAKEN)
        verdict = write_pdf(second, qpdf_o_generate);
    if (verdict == CLEAN_TAKEN)
        clean_add(clean, qpdf_get_buffer(second), qpdf_get_buffer_length(second));
    return verdict;
}

enum clean_verdict clean_pdf(struct clean *clean)
{
    qpdf_data first = qpdf_init(), second = qpdf_init();
    enum clean_verdict verdict = rewrite(first, second, clean);
    qpdf_cleanup(&second);
    qpdf_cleanup(&first);
    return verdict;
}
