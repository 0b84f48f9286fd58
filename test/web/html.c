#include "html.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS = 512 };

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* The words of text, or, when is_tag, the attributes with their quoted values. */
static size_t split(struct str text, bool is_tag, struct str *out)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size;) {
        if (is_space(text.at[i])) {
            i++;
            continue;
        }
        size_t from = i;
        bool is_quoted = false;
        for (; i < text.size && (is_quoted || !is_space(text.at[i])); i++)
            is_quoted ^= is_tag && text.at[i] == '"';
        must(count < WORDS);
        out[count++] = str_slice(text, from, i - from);
    }
    return count;
}

static void add_words(struct buf *out, struct str text, bool is_sorted)
{
    struct str words[WORDS];
    size_t count = split(text, false, words);
    if (is_sorted)
        qsort(words, count, sizeof(*words), by_text);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(out, ' ');
        buf_add(out, words[i]);
    }
}

static void add_attribute(struct buf *out, struct str attribute)
{
    size_t equal = str_find(attribute, '=', 0);
    buf_add_char(out, ' ');
    if (equal == SIZE_MAX) {
        buf_add(out, attribute);
        return;
    }
    struct str name = str_slice(attribute, 0, equal);
    buf_add(out, name);
    buf_add(out, STR("=\""));
    struct str value = str_slice(attribute, equal + 2, attribute.size - equal - 3);
    if (str_equal_c(name, "class"))
        add_words(out, value, true);
    else
        buf_add(out, value);
    buf_add_char(out, '"');
}

static void add_tag(struct buf *out, struct str inside)
{
    struct str attributes[WORDS];
    size_t count = split(inside, true, attributes);
    buf_add_char(out, '<');
    buf_add(out, attributes[0]);
    if (count > 1)
        qsort(attributes + 1, count - 1, sizeof(*attributes), by_text);
    for (size_t i = 1; i < count; i++)
        add_attribute(out, attributes[i]);
    buf_add(out, STR(">\n"));
}

struct str html_plain(struct arena *arena, struct str html)
{
    struct buf out = buf_make(arena, html.size * 2);
    while (html.size > 0) {
        struct str text = str_trim(str_cut(&html, '<'));
        add_words(&out, text, false);
        if (text.size > 0)
            buf_add_char(&out, '\n');
        if (html.size > 0)
            add_tag(&out, str_cut(&html, '>'));
    }
    return buf_text(&out);
}
