/* The document that leaves: what the template's fields say, under their names, to be printed or
 * read as it is. Its title and its file's name say nothing to a stranger. */
#include "law/list.h"
#include "rooms/person/person_web.h"
#include "rooms/referral/referral_in_words_web.h"
#include "rooms/release/release_web.h"
#include "web/words.h"

static struct str sentence(struct job *job, size_t language, int word)
{
    return word_text(job->arena, language, word, NULL, 0);
}

static struct str keyed(struct job *job, size_t language, struct str key)
{
    int word = key.size > 0 ? word_find(key) : 0;
    return word != 0 ? sentence(job, language, word) : STR_NONE;
}

struct str release_line_label(struct job *job, size_t language, const struct release_line *line)
{
    struct str first = line->title ? sentence(job, language, line->title)
                                   : keyed(job, language, line->key);
    struct str second = keyed(job, language, line->more);
    const char *between = first.size > 0 && second.size > 0 ? ", " : "";
    bool is_asked = first.size > 0 && first.at[first.size - 1] == '?';
    bool is_followed = line->text.size > 0 || date_is_some(line->on);
    const char *after = first.size > 0 && is_followed && !is_asked ? ":" : "";
    return str_format(job->arena, "%.*s%s%.*s%s", STR_ARGS(first), between, STR_ARGS(second),
                      after);
}

struct str release_line_text(struct job *job, size_t language, const struct release_line *line)
{
    struct arena *arena = job->arena;
    if (line->question)
        return referral_in_words(arena, language, line->question, line->text);
    if (line->is_birth)
        return person_birth_text(arena, language, line->text);
    if (line->list != NULL)
        return list_name(arena, str_of(line->list), line->text, language_table[language].code);
    struct str on = word_date(arena, language, DATE_LONG, (struct wall_time){.date = line->on});
    if (on.size == 0 || line->text.size == 0)
        return on.size > 0 ? on : line->text;
    struct str text = word_isolated(arena, language, line->text);
    return str_format(arena, "%.*s: %.*s", STR_ARGS(on), STR_ARGS(text));
}

static void add_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        switch (text.at[i]) {
        case '<': buf_add_c(out, "&lt;"); break;
        case '>': buf_add_c(out, "&gt;"); break;
        case '&': buf_add_c(out, "&amp;"); break;
        case '"': buf_add_c(out, "&quot;"); break;
        case '\n': buf_add_c(out, "<br>\n"); break;
        default: buf_add_char(out, text.at[i]);
        }
}

static void add_row(struct job *job, struct buf *out, size_t language,
                    const struct release_line *line)
{
    struct str label = release_line_label(job, language, line);
    buf_add_c(out, "<p>");
    add_escaped(out, label);
    buf_add_c(out, label.size > 0 ? " " : "");
    add_escaped(out, release_line_text(job, language, line));
    buf_add_c(out, "</p>\n");
}

static void add_heading(struct job *job, struct buf *out, size_t language,
                        enum release_field field)
{
    struct str key = str_format(job->arena, "release_field_%s", release_field_name(field));
    buf_add_c(out, "<h2>");
    add_escaped(out, keyed(job, language, key));
    buf_add_c(out, "</h2>\n");
}

struct str release_document_text(struct job *job, const struct release *release,
                                 const struct release_lines *lines)
{
    size_t language = words_choose(STR("en"));
    struct buf out = buf_make(job->arena, 4096);
    buf_add_c(&out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                    "<title>");
    add_escaped(&out, sentence(job, language, WORD_release_document_title));
    buf_add_c(&out, "</title></head>\n<body>\n<h1>");
    add_escaped(&out, keyed(job, language, str_format(job->arena, "release_template_%.*s",
                                                      STR_ARGS(release->is.template))));
    buf_add_c(&out, "</h1>\n<p>");
    add_escaped(&out, sentence(job, language, WORD_release_document_to));
    buf_add_char(&out, ' ');
    add_escaped(&out, release->is.recipient);
    buf_format(&out, "</p>\n<p>%.*s</p>\n",
               STR_ARGS(word_date(job->arena, language, DATE_LONG, london_time(job->now))));
    for (size_t i = 0; i < lines->count; i++) {
        if (i == 0 || lines->at[i].field != lines->at[i - 1].field)
            add_heading(job, &out, language, lines->at[i].field);
        add_row(job, &out, language, &lines->at[i]);
    }
    buf_add_c(&out, "<hr>\n<p>");
    add_escaped(&out, sentence(job, language, WORD_release_document_only));
    buf_add_c(&out, "</p>\n</body>\n</html>\n");
    return buf_text(&out);
}
