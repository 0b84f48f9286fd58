#include "cleaner/read_page.h"

#include <math.h>
#include <string.h>

#include "cleaner/read_array.h"
#include "cleaner/read_font.h"
#include "cleaner/read_order.h"
#include "cleaner/read_stream.h"

enum { DEPTH_MOST = 12, STATES_MOST = 64, MARKS_MOST = 64, OPERANDS_MOST = 1 << 16 };
enum { STEPS_OF_FORM = 1000, BYTES_A_STEP = 8 };

struct matrix {
    double a, b, c, d, e, f;
};
static const struct matrix unmoved = {1, 0, 0, 1, 0, 0};

struct state {
    struct matrix place;
    const struct font *font;
    double size, spacing, word_spacing, scale, leading, rise;
};
struct mark { /* a part of the page, with what is to be read instead */
    struct str instead;
    size_t first; /* its first letter */
};
struct read_font {
    struct read_font *before;
    int object;
    const struct font *font;
};
struct named_font {
    struct named_font *before;
    struct str name;
    const struct font *font;
};

struct canvas { /* what a page draws on, its forms too */
    struct document_reading *document;
    struct page_letters letters;
    long path_strokes, shape_strokes;
};
struct run {
    struct canvas *canvas;
    struct document_reading *document;
    qpdf_oh resources;
    int depth;
    struct state state, states[STATES_MOST];
    size_t state_count;
    struct matrix text, line;
    struct mark marks[MARKS_MOST];
    size_t mark_count;
    struct named_font *fonts;
    struct tokens tokens;
};

static void run_stream(struct canvas *canvas, qpdf_oh resources, const struct state *state,
                       int depth, struct stream_bytes bytes);

/* First a, then b. */
static struct matrix joined(const struct matrix *a, const struct matrix *b)
{
    return (struct matrix){
        a->a * b->a + a->b * b->c,        a->a * b->b + a->b * b->d,
        a->c * b->a + a->d * b->c,        a->c * b->b + a->d * b->d,
        a->e * b->a + a->f * b->c + b->e, a->e * b->b + a->f * b->d + b->f};
}

/* ---- operands -------------------------------------------------------------------------------- */

static const struct token *last(const struct run *run, size_t back)
{
    static const struct token none = {.kind = TOKEN_END};
    size_t count = run->document->operand_count;
    return back < count ? &run->document->operands[count - 1 - back] : &none;
}

static double number(const struct run *run, size_t back)
{
    return last(run, back)->number;
}

static struct matrix six_numbers(const struct run *run)
{
    return (struct matrix){number(run, 5), number(run, 4), number(run, 3),
                           number(run, 2), number(run, 1), number(run, 0)};
}

static void add_operand(struct document_reading *document, const struct token *token)
{
    if (document->operand_count == OPERANDS_MOST) {
        document->reading->unread |= UNREAD_REST;
        return;
    }
    document->operands = read_array_more(document->arena, document->operands,
                                         document->operand_count, sizeof(*token),
                                         &document->operand_room);
    document->operands[document->operand_count++] = *token;
}

/* ---- what is named --------------------------------------------------------------------------- */

static qpdf_oh resource(struct run *run, const char *kind, struct str name)
{
    qpdf_data pdf = run->document->pdf;
    struct str key = str_format(run->document->arena, "/%.*s", STR_ARGS(name));
    qpdf_oh of_kind = qpdf_oh_get_key_if_dict(pdf, run->resources, kind);
    return qpdf_oh_get_key_if_dict(pdf, of_kind, str_c(run->document->arena, key));
}

static const struct font *font_of(struct document_reading *document, qpdf_oh object)
{
    int number = qpdf_oh_get_object_id(document->pdf, object);
    for (struct read_font *font = document->fonts; font && number != 0; font = font->before)
        if (font->object == number)
            return font->font;
    struct read_font *font = ARENA_NEW(document->arena, struct read_font);
    *font = (struct read_font){document->fonts, number,
                               font_read(document->arena, document->pdf, object)};
    document->fonts = font;
    return font->font;
}

static const struct font *named_font(struct run *run, struct str name)
{
    for (struct named_font *font = run->fonts; font; font = font->before)
        if (str_equal(font->name, name))
            return font->font;
    struct named_font *font = ARENA_NEW(run->document->arena, struct named_font);
    *font = (struct named_font){run->fonts, name,
                                font_of(run->document, resource(run, "/Font", name))};
    run->fonts = font;
    return font->font;
}

/* ---- letters --------------------------------------------------------------------------------- */

static uint32_t next_utf8(struct str *text)
{
    const unsigned char *at = (const unsigned char *)text->at;
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    uint32_t letter = size == 1 ? at[0] : at[0] & (0x7fu >> size);
    if (size > text->size)
        size = text->size;
    for (size_t i = 1; i < size; i++)
        letter = letter << 6 | (at[i] & 0x3f);
    *text = str_slice(*text, size, text->size);
    return letter;
}

static void add_letter(struct run *run, const struct placed *placed)
{
    if (placed->letter == 0)
        return;
    if (run->document->letters_left-- <= 0)
        run->document->reading->unread |= UNREAD_REST;
    else
        order_add(&run->canvas->letters, placed);
}

/* Several letters in one place. */
static void add_letters(struct run *run, struct str before, uint32_t last_letter,
                        const struct placed *whole)
{
    struct placed one = *whole;
    while (before.size > 0) {
        one.letter = next_utf8(&before);
        add_letter(run, &one);
        one.how |= LETTER_JOINED;
    }
    one.letter = last_letter;
    add_letter(run, &one);
}

static bool is_number(double value)
{
    return isfinite(value) && value > -1e9 && value < 1e9;
}

/* Where a letter of that width stands. */
static struct placed place(const struct run *run, double width)
{
    const struct state *state = &run->state;
    struct matrix sized = {state->size * state->scale, 0, 0, state->size, 0, state->rise};
    struct matrix moved = joined(&run->text, &state->place), m = joined(&sized, &moved);
    bool is_vertical = state->font && font_is_vertical(state->font);
    double x = is_vertical ? -m.c : m.a, y = is_vertical ? -m.d : m.b;
    double length = hypot(x, y), height = hypot(m.c, m.d), angle = atan2(y, x);
    if (!is_number(length) || !is_number(height) || !is_number(m.e) || !is_number(m.f) ||
        !is_number(width) || !isfinite(angle))
        return (struct placed){.height = 1};
    int degrees = (int)lround(angle * 180 / M_PI);
    angle = degrees * M_PI / 180;
    return (struct placed){
        .angle = (int16_t)(degrees == -180 ? 180 : degrees),
        .along = (float)(m.e * cos(angle) + m.f * sin(angle)),
        .across = (float)(m.f * cos(angle) - m.e * sin(angle)),
        .width = (float)(width * length),
        .height = (float)height,
    };
}

static void move_text(struct run *run, double distance)
{
    bool is_vertical = run->state.font && font_is_vertical(run->state.font);
    struct matrix step = {1, 0, 0, 1, is_vertical ? 0 : distance * run->state.scale,
                          is_vertical ? -distance : 0};
    run->text = joined(&step, &run->text);
}

static bool is_replaced(const struct run *run)
{
    for (size_t i = 0; i < run->mark_count; i++)
        if (run->marks[i].instead.size > 0)
            return true;
    return false;
}

static void show(struct run *run, struct str codes)
{
    const struct state *state = &run->state;
    if (state->font == NULL && codes.size > 0) {
        run->document->reading->unread |= UNREAD_LETTERS;
        return;
    }
    bool is_told = is_replaced(run);
    while (codes.size > 0 && run->document->steps_left-- > 0) {
        struct font_sign sign = font_next(state->font, &codes);
        struct placed whole = place(run, sign.width);
        whole.how = is_told ? LETTER_REPLACED : 0;
        if (!sign.is_known && !is_told)
            run->document->reading->unread |= UNREAD_LETTERS;
        add_letters(run, sign.before, sign.last, &whole);
        move_text(run, sign.width * state->size + state->spacing +
                           (sign.is_space ? state->word_spacing : 0));
    }
    if (codes.size > 0)
        run->document->reading->unread |= UNREAD_REST;
}

/* ---- parts with something to be read instead ------------------------------------------------- */

struct str page_text(struct document_reading *document, struct str bytes)
{
    size_t size = 0, controls = 0;
    qpdf_oh text = qpdf_oh_new_binary_string(document->pdf, bytes.at, bytes.size);
    const char *at = qpdf_oh_get_binary_utf8_value(document->pdf, text, &size);
    for (size_t i = 0; i < size; i++)
        controls += (unsigned char)at[i] < ' ' && strchr("\t\n\f\r", at[i]) == NULL;
    struct str plain = STR_NONE;
    if (controls <= size / 4 && str_is_utf8((struct str){at, size}))
        plain = str_copy(document->arena, (struct str){at, size});
    qpdf_oh_release(document->pdf, text);
    return plain;
}

static void add_beside(struct document_reading *document, struct str text)
{
    buf_add(document->beside, text);
    buf_add_char(document->beside, '\n');
}

static struct str named_instead(struct run *run, struct str name)
{
    qpdf_data pdf = run->document->pdf;
    const char *at;
    size_t size;
    qpdf_oh text = qpdf_oh_get_key_if_dict(pdf, resource(run, "/Properties", name), "/ActualText");
    if (!qpdf_oh_get_value_as_utf8(pdf, text, &at, &size))
        return STR_NONE;
    return str_copy(run->document->arena, (struct str){at, size});
}

static void begin_mark(struct run *run)
{
    struct mark mark = {STR_NONE, run->canvas->letters.count};
    size_t count = run->document->operand_count;
    for (size_t back = count; back-- > 0;) {
        const struct token *is = last(run, back), *after = back > 0 ? last(run, back - 1) : is;
        if (is->kind == TOKEN_TEXT && is->text.size > 1)
            add_beside(run->document, page_text(run->document, is->text));
        if (token_is(is, TOKEN_NAME, "ActualText") && after->kind == TOKEN_TEXT)
            mark.instead = page_text(run->document, after->text);
    }
    if (count == 2 && last(run, 0)->kind == TOKEN_NAME)
        mark.instead = named_instead(run, last(run, 0)->text);
    if (run->mark_count < MARKS_MOST)
        run->marks[run->mark_count++] = mark;
}

static void end_mark(struct run *run)
{
    if (run->mark_count == 0)
        return;
    struct mark mark = run->marks[--run->mark_count];
    struct page_letters *letters = &run->canvas->letters;
    if (mark.instead.size == 0 || is_replaced(run))
        return;
    struct placed whole = place(run, 0);
    if (mark.first < letters->count) {
        const struct placed *end = &letters->at[letters->count - 1];
        whole = letters->at[mark.first];
        whole.width = end->along + end->width - whole.along;
        if (whole.width < 0)
            whole.width = 0;
    }
    whole.how = LETTER_INSTEAD;
    add_letters(run, mark.instead, 0, &whole);
}

/* ---- words of the page's language ------------------------------------------------------------ */

static void keep_state(struct run *run)
{
    if (run->state_count < STATES_MOST)
        run->states[run->state_count] = run->state;
    run->state_count++;
}

static void bring_back_state(struct run *run)
{
    if (run->state_count > 0 && --run->state_count < STATES_MOST)
        run->state = run->states[run->state_count];
}

static void move_place(struct run *run)
{
    struct matrix step = six_numbers(run);
    run->state.place = joined(&step, &run->state.place);
}

static void begin_text(struct run *run)
{
    run->text = run->line = unmoved;
}

static void set_font(struct run *run)
{
    if (last(run, 1)->kind == TOKEN_NAME)
        run->state.font = named_font(run, last(run, 1)->text);
    run->state.size = number(run, 0);
}

static void set_spacing(struct run *run)
{
    run->state.spacing = number(run, 0);
}

static void set_word_spacing(struct run *run)
{
    run->state.word_spacing = number(run, 0);
}

static void set_scale(struct run *run)
{
    run->state.scale = number(run, 0) / 100;
}

static void set_leading(struct run *run)
{
    run->state.leading = number(run, 0);
}

static void set_rise(struct run *run)
{
    run->state.rise = number(run, 0);
}

static void set_more(struct run *run)
{
    qpdf_data pdf = run->document->pdf;
    qpdf_oh more = resource(run, "/ExtGState", last(run, 0)->text);
    qpdf_oh font = qpdf_oh_get_key_if_dict(pdf, more, "/Font");
    if (!qpdf_oh_is_array(pdf, font) || qpdf_oh_get_array_n_items(pdf, font) != 2)
        return;
    run->state.font = font_of(run->document, qpdf_oh_get_array_item(pdf, font, 0));
    run->state.size = qpdf_oh_get_numeric_value(pdf, qpdf_oh_get_array_item(pdf, font, 1));
}

static void move_line(struct run *run, double x, double y)
{
    struct matrix step = {1, 0, 0, 1, x, y};
    run->text = run->line = joined(&step, &run->line);
}

static void go_line(struct run *run)
{
    move_line(run, number(run, 1), number(run, 0));
}

static void go_line_and_lead(struct run *run)
{
    run->state.leading = -number(run, 0);
    go_line(run);
}

static void set_line(struct run *run)
{
    run->text = run->line = six_numbers(run);
}

static void next_line(struct run *run)
{
    move_line(run, 0, -run->state.leading);
}

static void show_text(struct run *run)
{
    show(run, last(run, 0)->text);
}

static void show_next_line(struct run *run)
{
    next_line(run);
    show_text(run);
}

static void show_spaced_line(struct run *run)
{
    run->state.word_spacing = number(run, 2);
    run->state.spacing = number(run, 1);
    show_next_line(run);
}

static void show_pieces(struct run *run)
{
    for (size_t back = run->document->operand_count; back-- > 0;) {
        const struct token *is = last(run, back);
        if (is->kind == TOKEN_TEXT)
            show(run, is->text);
        else if (is->kind == TOKEN_NUMBER)
            move_text(run, -is->number / 1000 * run->state.size);
    }
}

static void draw_stroke(struct run *run)
{
    run->canvas->path_strokes++;
}

static void leave_path(struct run *run)
{
    run->canvas->path_strokes = 0;
}

/* Letters can be drawn as figures: of more strokes than a box has. */
static void paint_path(struct run *run)
{
    enum { OF_A_BOX = 4 };
    struct canvas *canvas = run->canvas;
    if (canvas->path_strokes > OF_A_BOX)
        canvas->shape_strokes += canvas->path_strokes;
    if (canvas->shape_strokes > READ_SHAPES)
        run->document->reading->unread |= UNREAD_PICTURES;
    leave_path(run);
}

static void draw_picture(struct run *run)
{
    run->document->reading->unread |= UNREAD_PICTURES;
    tokens_skip_picture(&run->tokens);
}

static struct matrix matrix_of(qpdf_data pdf, qpdf_oh list)
{
    double is[6] = {1, 0, 0, 1, 0, 0};
    if (qpdf_oh_is_array(pdf, list) && qpdf_oh_get_array_n_items(pdf, list) == 6)
        for (int i = 0; i < 6; i++)
            is[i] = qpdf_oh_get_numeric_value(pdf, qpdf_oh_get_array_item(pdf, list, i));
    return (struct matrix){is[0], is[1], is[2], is[3], is[4], is[5]};
}

static void follow_form(struct canvas *canvas, qpdf_oh form, qpdf_oh resources,
                        const struct state *state, int depth)
{
    struct document_reading *document = canvas->document;
    qpdf_oh head = qpdf_oh_get_dict(document->pdf, form);
    struct matrix step = matrix_of(document->pdf, qpdf_oh_get_key(document->pdf, head, "/Matrix"));
    struct state inside = *state;
    struct stream_bytes bytes;
    if (!stream_read(document->arena, document->pdf, form, &bytes)) {
        document->reading->unread |= UNREAD_REST;
        return;
    }
    document->steps_left -= STEPS_OF_FORM + (long)(bytes.size / BYTES_A_STEP);
    inside.place = joined(&step, &state->place);
    if (qpdf_oh_has_key(document->pdf, head, "/Resources"))
        resources = qpdf_oh_get_key(document->pdf, head, "/Resources");
    run_stream(canvas, resources, &inside, depth, bytes);
}

/* No form is drawn while it is being drawn. */
static void draw_form(struct canvas *canvas, qpdf_oh form, qpdf_oh resources,
                      const struct state *state, int depth)
{
    struct document_reading *document = canvas->document;
    int number = qpdf_oh_get_object_id(document->pdf, form);
    unsigned char other = 0, *is = &other;
    if (number > 0 && (size_t)number < document->object_count)
        is = &document->forms[number];
    if (*is & FORM_OPEN || depth > DEPTH_MOST || document->steps_left <= 0) {
        document->reading->unread |= UNREAD_REST;
        return;
    }
    *is = FORM_READ | FORM_OPEN;
    follow_form(canvas, form, resources, state, depth);
    *is = FORM_READ;
}

static void draw_named(struct run *run)
{
    qpdf_data pdf = run->document->pdf;
    qpdf_oh drawn = resource(run, "/XObject", last(run, 0)->text);
    if (!qpdf_oh_is_stream(pdf, drawn))
        return;
    qpdf_oh kind = qpdf_oh_get_key(pdf, qpdf_oh_get_dict(pdf, drawn), "/Subtype");
    if (!qpdf_oh_is_name_and_equals(pdf, kind, "/Form"))
        return; /* pictures are told when all objects are gone through */
    draw_form(run->canvas, drawn, run->resources, &run->state, run->depth + 1);
}

static const struct {
    const char *word;
    void (*follow)(struct run *run);
} words[] = {
    {"Tj", show_text}, {"TJ", show_pieces}, {"'", show_next_line}, {"\"", show_spaced_line},
    {"Td", go_line}, {"TD", go_line_and_lead}, {"Tm", set_line}, {"T*", next_line},
    {"BT", begin_text}, {"Tf", set_font}, {"Tc", set_spacing}, {"Tw", set_word_spacing},
    {"Tz", set_scale}, {"TL", set_leading}, {"Ts", set_rise}, {"gs", set_more},
    {"q", keep_state}, {"Q", bring_back_state}, {"cm", move_place}, {"Do", draw_named},
    {"ID", draw_picture}, {"BDC", begin_mark}, {"BMC", begin_mark}, {"EMC", end_mark},
    {"l", draw_stroke}, {"c", draw_stroke}, {"v", draw_stroke}, {"y", draw_stroke},
    {"n", leave_path}, {"f", paint_path}, {"F", paint_path}, {"f*", paint_path},
    {"B", paint_path}, {"B*", paint_path}, {"b", paint_path}, {"b*", paint_path},
    {"S", paint_path}, {"s", paint_path},
};

static void follow(struct run *run, struct str word)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal_c(word, words[i].word)) {
            words[i].follow(run);
            return;
        }
}

static void run_stream(struct canvas *canvas, qpdf_oh resources, const struct state *state,
                       int depth, struct stream_bytes bytes)
{
    struct document_reading *document = canvas->document;
    struct run run = {.canvas = canvas, .document = document, .resources = resources,
                      .depth = depth, .state = *state, .text = unmoved, .line = unmoved,
                      .tokens = {bytes.at, bytes.at + bytes.size}};
    struct token token;
    document->operand_count = 0;
    while ((token = tokens_next(&run.tokens)).kind != TOKEN_END) {
        if (document->steps_left-- <= 0) {
            document->reading->unread |= UNREAD_REST;
            break;
        }
        if (token.kind != TOKEN_WORD) {
            add_operand(document, &token);
            continue;
        }
        follow(&run, token.text);
        document->operand_count = 0;
    }
    while (run.mark_count > 0)
        end_mark(&run);
}

/* ---- pages ----------------------------------------------------------------------------------- */

static const struct state first_state = {.place = {1, 0, 0, 1, 0, 0}, .scale = 1};

/* A page's own, or those of the pages that it is one of. */
static qpdf_oh resources_of(qpdf_data pdf, qpdf_oh page)
{
    for (int i = 0; i < 50 && !qpdf_oh_has_key(pdf, page, "/Resources"); i++)
        page = qpdf_oh_get_key_if_dict(pdf, page, "/Parent");
    return qpdf_oh_get_key_if_dict(pdf, page, "/Resources");
}

void page_read(struct document_reading *document, qpdf_oh page)
{
    struct canvas canvas = {.document = document, .letters = {.arena = document->arena}};
    struct stream_bytes bytes;
    if (stream_read_page(document->arena, document->pdf, page, &bytes))
        run_stream(&canvas, resources_of(document->pdf, page), &first_state, 0, bytes);
    else
        document->reading->unread |= UNREAD_REST;
    order_write(&canvas.letters, document->reading);
}

void page_read_form(struct document_reading *document, qpdf_oh form)
{
    struct canvas canvas = {.document = document, .letters = {.arena = document->arena}};
    draw_form(&canvas, form, qpdf_oh_new_null(document->pdf), &first_state, 0);
    order_write(&canvas.letters, document->reading);
}
