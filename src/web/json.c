#include "web/json.h"

#include <string.h>

#include "base/held_json.h"
#include "web/reply.h"
#include "web/words.h"

/* ---- out ----------------------------------------------------------------------------------- */

static void write_escape(struct buf *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[] = "\b\f\n\r\t", names[] = "bfnrt";
    const char *letter = memchr(letters, c, sizeof(letters) - 1);
    buf_add_char(out, '\\');
    if (letter) {
        buf_add_char(out, names[letter - letters]);
    } else if (c < 0x20) {
        buf_add(out, STR("u00"));
        buf_add_char(out, hex[c >> 4]);
        buf_add_char(out, hex[c & 15]);
    } else {
        buf_add_char(out, (char)c);
    }
}

void json_write_text(struct buf *out, struct str text)
{
    size_t from = 0;
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(out, str_slice(text, from, i - from));
        write_escape(out, c);
        from = i + 1;
    }
    buf_add(out, str_slice(text, from, text.size - from));
    buf_add_char(out, '"');
}

static void write_text_or_null(struct buf *out, struct str text)
{
    if (text.size == 0)
        buf_add(out, STR("null"));
    else
        json_write_text(out, text);
}

static void write_integer(struct buf *out, int64_t value)
{
    if (value == INTEGER_NONE)
        buf_add(out, STR("null"));
    else
        buf_add_i64(out, value);
}

static void write_id(struct buf *out, const void *place)
{
    int64_t id;
    memcpy(&id, place, sizeof(id));
    write_text_or_null(out, id == 0 ? STR_NONE : id_text(out->arena, id));
}

static void write_word(struct buf *out, int word)
{
    write_text_or_null(out, str_of(word_key(word)));
}

static void write_codes(struct buf *out, const struct str_list *codes)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < codes->count; i++) {
        if (str_is_unreadable(codes->at[i])) /* then it is the only one */
            continue;
        if (i > 0)
            buf_add_char(out, ',');
        json_write_text(out, codes->at[i]);
    }
    buf_add_char(out, ']');
}

/* All lists have this layout (shape.h); which struct they hold, their shape tells. */
struct any_list {
    const void *at;
    size_t count;
};

static void write_list(struct buf *out, const struct shape *shape, const void *place)
{
    struct any_list list;
    memcpy(&list, place, sizeof(list));
    buf_add_char(out, '[');
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        json_write(out, shape, (const char *)list.at + i * shape->size);
    }
    buf_add_char(out, ']');
}

static void write_value(struct buf *out, const struct shape_field *field, const void *place)
{
    struct arena *arena = out->arena;
    switch (field->kind) {
    case SHAPE_TEXT: write_text_or_null(out, *(const struct str *)place); break;
    case SHAPE_INTEGER: write_integer(out, *(const int64_t *)place); break;
    case SHAPE_FLAG: buf_add_c(out, *(const bool *)place ? "true" : "false"); break;
    case SHAPE_DATE: write_text_or_null(out, date_text(arena, *(const struct date *)place)); break;
    case SHAPE_INSTANT:
        write_text_or_null(out, instant_text(arena, *(const struct instant *)place));
        break;
    case SHAPE_ID: write_id(out, place); break;
    case SHAPE_CODE:
        if (field->is_many)
            write_codes(out, place);
        else
            write_text_or_null(out, *(const struct str *)place);
        break;
    case SHAPE_WORD: write_word(out, *(const int *)place); break;
    case SHAPE_LIST: write_list(out, field->of, place); break;
    case SHAPE_PART: json_write(out, field->of, place); break;
    }
}

static bool is_unreadable(const struct shape_field *field, const void *place)
{
    if (field->kind == SHAPE_CODE && field->is_many) {
        const struct str_list *codes = place;
        return codes->count > 0 && str_is_unreadable(codes->at[0]);
    }
    return (field->kind == SHAPE_TEXT || field->kind == SHAPE_CODE) &&
           str_is_unreadable(*(const struct str *)place);
}

/* What is null, or an empty list, because it cannot be read, and not because there is none. */
static void write_unreadable(struct buf *out, const struct shape *shape, const void *value)
{
    bool is_first = true;
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[i];
        if (!is_unreadable(field, (const char *)value + field->offset))
            continue;
        buf_add_c(out, is_first ? ",\"unreadable\":[" : ",");
        json_write_text(out, str_of(field->name));
        is_first = false;
    }
    if (!is_first)
        buf_add_char(out, ']');
}

void json_write(struct buf *out, const struct shape *shape, const void *value)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[i];
        buf_add_c(out, i == 0 ? "{\"" : ",\"");
        buf_add_c(out, field->name);
        buf_add_c(out, "\":");
        write_value(out, field, (const char *)value + field->offset);
    }
    write_unreadable(out, shape, value);
    buf_add_c(out, shape->field_count == 0 ? "{}" : "}");
}

/* ---- problems ------------------------------------------------------------------------------ */

/* In English, which is language 0. */
static struct str sentence(struct arena *arena, const struct problem *problem)
{
    const struct word_argument detail = {"detail", problem->detail};
    return word_text(arena, 0, problem->word, &detail, 1);
}

static const char *title_of(int status)
{
    switch (status) {
    case 200: return "OK";
    case 303: return "See Other";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 404: return "Not Found";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 503: return "Service Unavailable";
    }
    return "Internal Server Error";
}

static void write_problem(struct buf *out, const struct problem *problem)
{
    buf_add_c(out, "{\"field\":");
    write_text_or_null(out, problem->field);
    buf_add_c(out, ",\"word\":");
    write_word(out, problem->word);
    buf_add_c(out, ",\"sentence\":");
    json_write_text(out, sentence(out->arena, problem));
    buf_add_c(out, "}");
}

void json_write_problem(struct buf *out, enum err result, const struct problems *problems)
{
    int status = reply_status(result);
    buf_format(out, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\"",
               title_of(status), status, err_name(result));
    buf_add_c(out, ",\"problems\":[");
    for (size_t i = 0; problems && i < problems->count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        write_problem(out, &problems->items[i]);
    }
    buf_add_c(out, "]}");
}

/* ---- in ------------------------------------------------------------------------------------ */

struct pair_list {
    struct arena *arena;
    struct pair *at;
    size_t count;
};

static enum err add_pair(struct pair_list *pairs, struct str name, struct str value)
{
    if (pairs->count == PAIRS_LIMIT)
        return ERR_TOO_LARGE;
    pairs->at[pairs->count++] = (struct pair){str_copy(pairs->arena, name), value};
    return OK;
}

static enum err add_scalar(struct pair_list *pairs, struct str name, const json_t *value)
{
    struct arena *arena = pairs->arena;
    struct str text;
    switch (json_typeof(value)) {
    case JSON_NULL: return OK;
    case JSON_TRUE: text = STR("true"); break;
    case JSON_FALSE: text = STR("false"); break;
    case JSON_INTEGER: text = str_format(arena, "%lld", json_integer_value(value)); break;
    case JSON_REAL: text = str_format(arena, "%.17g", json_real_value(value)); break;
    case JSON_STRING:
        text = str_copy(arena, (struct str){json_string_value(value), json_string_length(value)});
        break;
    default: return ERR_MALFORMED;
    }
    return add_pair(pairs, name, text);
}

static enum err add_member(struct pair_list *pairs, struct str name, const json_t *value)
{
    enum err err = OK;
    if (!json_is_array(value))
        return add_scalar(pairs, name, value);
    for (size_t i = 0; i < json_array_size(value) && err == OK; i++)
        err = add_scalar(pairs, name, json_array_get(value, i));
    return err;
}

static enum err add_members(struct pair_list *pairs, json_t *object)
{
    enum err err = json_is_object(object) ? OK : ERR_MALFORMED;
    for (void *member = json_object_iter(object); member && err == OK;
         member = json_object_iter_next(object, member)) {
        struct str name = str_of(json_object_iter_key(member));
        err = name.size == 0 ? ERR_MALFORMED
                             : add_member(pairs, name, json_object_iter_value(member));
    }
    return err;
}

enum err json_read_pairs(struct arena *arena, struct str body, struct pairs *out_pairs)
{
    json_t *root = held_json_read(arena, body, NULL);
    if (root == NULL)
        return ERR_MALFORMED;
    struct pair_list pairs = {arena, ARENA_MANY(arena, struct pair, PAIRS_LIMIT), 0};
    enum err err = add_members(&pairs, root);
    if (err == OK)
        *out_pairs = (struct pairs){pairs.at, pairs.count};
    return err;
}
