#include "po.h"

#include "file.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

// What the string being read belongs to; a continuation line goes to the same place.
enum place { PLACE_NONE, PLACE_ID, PLACE_PLURAL, PLACE_FORM };

struct reader {
    struct po *po;
    struct po_entry entry; // the entry being read, if is_open
    bool is_open;
    bool is_next_fuzzy;
    bool has_header;
    enum place place;
    size_t room; // entries that fit
    int line;
};

void po_problem(struct po *po, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", po->path, line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    po->problem_count++;
}

static bool is_key(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return islower((unsigned char)text[0]) && text[length] == '\0';
}

static void check_shape(struct reader *reader)
{
    struct po_entry *entry = &reader->entry;
    struct po *po = reader->po;
    if (entry->form_count == 0) {
        po_problem(po, entry->line, "msgid \"%s\" has no msgstr", entry->key);
    }
    if (entry->key[0] == '\0') {
        if (entry->plural != NULL) {
            po_problem(po, entry->line, "the header cannot have a plural");
        }
        return;
    }
    if (!is_key(entry->key)) {
        po_problem(po, entry->line,
                   "msgid \"%s\" is not a key: lower-case letters, digits and _ only", entry->key);
    }
    if (entry->plural != NULL && strcmp(entry->plural, entry->key) != 0) {
        po_problem(po, entry->line, "msgid_plural \"%s\" must repeat the key \"%s\"",
                   entry->plural, entry->key);
    }
}

static void keep_entry(struct reader *reader)
{
    struct po *po = reader->po;
    if (reader->entry.key[0] == '\0') {
        if (reader->has_header) {
            po_problem(po, reader->entry.line, "a second header (msgid \"\")");
        } else if (po->count > 0) {
            po_problem(po, reader->entry.line, "the header (msgid \"\") must come first");
        }
        reader->has_header = true;
        po->header = reader->entry;
        return;
    }
    if (po->count == reader->room) {
        size_t room = reader->room * 2 + 256;
        struct po_entry *entries = file_memory(room, sizeof *entries);
        if (po->count > 0) {
            memcpy(entries, po->entries, po->count * sizeof *entries);
        }
        po->entries = entries;
        reader->room = room;
    }
    po->entries[po->count++] = reader->entry;
}

static void finish_entry(struct reader *reader)
{
    if (reader->is_open) {
        check_shape(reader);
        keep_entry(reader);
    }
    reader->is_open = false;
    reader->place = PLACE_NONE;
}

// The length in bytes of the UTF-8 sign at text, 0 if it is none (too long, surrogate, too high).
static size_t utf8_length(const unsigned char *text)
{
    unsigned first = text[0];
    size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3
                    : first < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool is_overlong = (first == 0xe0 && text[1] < 0xa0) || (first == 0xf0 && text[1] < 0x90);
    bool is_outside = (first == 0xed && text[1] > 0x9f) || (first == 0xf4 && text[1] > 0x8f);
    return length > 1 && (is_overlong || is_outside) ? 0 : length;
}

static const char *sign_problem(const char *text, size_t *length)
{
    *length = utf8_length((const unsigned char *)text);
    if (*length == 0) {
        return "the text is not UTF-8";
    }
    return (unsigned char)text[0] < ' ' || text[0] == 127 ? "a control character in the text"
                                                          : NULL;
}

static int unescaped(char letter)
{
    switch (letter) {
    case 'n': return '\n';
    case 't': return '\t';
    case '"': return '"';
    case '\\': return '\\';
    default: return -1;
    }
}

// Reads the quoted string at text up to the line's end; NULL after telling what is wrong.
static char *read_quoted(struct reader *reader, const char *text)
{
    char *result = file_memory(strlen(text) + 1, 1);
    char *out = result;
    const char *problem = text[0] == '"' ? NULL : "a string in double quotes must stand here";
    for (text++; problem == NULL && *text != '"';) {
        if (*text == '\0') {
            problem = "the closing double quote is missing";
        } else if (*text == '\\') {
            int sign = unescaped(text[1]);
            problem = sign < 0 ? "unknown escape: only \\n \\t \\\" \\\\ are taken" : NULL;
            *out++ = (char)sign;
            text += 2;
        } else {
            size_t length = 0;
            problem = sign_problem(text, &length);
            memcpy(out, text, length);
            out += length;
            text += length;
        }
    }
    if (problem == NULL && text[1] != '\0') {
        problem = "text after the closing double quote";
    }
    if (problem != NULL) {
        po_problem(reader->po, reader->line, "%s", problem);
        return NULL;
    }
    return result;
}

static const char *joined(const char *first, const char *second)
{
    size_t size = strlen(first) + strlen(second) + 1;
    char *both = file_memory(size, 1);
    snprintf(both, size, "%s%s", first, second);
    return both;
}

static void read_continuation(struct reader *reader, const char *text)
{
    const char *more = read_quoted(reader, text);
    struct po_entry *entry = &reader->entry;
    const char **target = reader->place == PLACE_ID       ? &entry->key
                          : reader->place == PLACE_PLURAL ? &entry->plural
                          : reader->place == PLACE_FORM   ? &entry->forms[entry->form_count - 1]
                                                          : NULL;
    if (target == NULL) {
        po_problem(reader->po, reader->line, "a string that belongs to nothing");
    } else if (more != NULL) {
        *target = joined(*target, more);
    }
}

static void read_id(struct reader *reader, const char *text)
{
    finish_entry(reader);
    const char *key = read_quoted(reader, text);
    reader->entry = (struct po_entry){
        .key = key == NULL ? "unreadable" : key,
        .line = reader->line,
        .is_fuzzy = reader->is_next_fuzzy,
    };
    reader->is_next_fuzzy = false;
    reader->is_open = true;
    reader->place = PLACE_ID;
}

static void read_plural(struct reader *reader, const char *text)
{
    const char *plural = read_quoted(reader, text);
    if (reader->place != PLACE_ID) {
        po_problem(reader->po, reader->line, "msgid_plural must follow its msgid");
        return;
    }
    reader->entry.plural = plural == NULL ? reader->entry.key : plural;
    reader->place = PLACE_PLURAL;
}

// index is -1 for plain msgstr, otherwise the number in msgstr[n].
static void read_form(struct reader *reader, const char *text, int index)
{
    const char *form = read_quoted(reader, text);
    struct po_entry *entry = &reader->entry;
    bool is_plural = entry->plural != NULL;
    if (!reader->is_open) {
        po_problem(reader->po, reader->line, "msgstr without a msgid");
    } else if (is_plural != (index >= 0)) {
        po_problem(reader->po, reader->line, is_plural
                       ? "an entry with msgid_plural takes msgstr[0], msgstr[1] ..."
                       : "msgstr[n] needs a msgid_plural before it");
    } else if ((index < 0 ? 0 : index) != entry->form_count) {
        po_problem(reader->po, reader->line, "expected msgstr[%d] of \"%s\" here",
                   entry->form_count, entry->key);
    } else if (entry->form_count == PO_FORMS_LIMIT) {
        po_problem(reader->po, reader->line, "no language has more than %d forms", PO_FORMS_LIMIT);
    } else {
        entry->form_lines[entry->form_count] = reader->line;
        entry->forms[entry->form_count++] = form == NULL ? "?" : form; // told by read_quoted
        reader->place = PLACE_FORM;
    }
}

static const char *after(const char *line, const char *word)
{
    size_t length = strlen(word);
    return strncmp(line, word, length) == 0 ? line + length : NULL;
}

static bool read_indexed_form(struct reader *reader, const char *line)
{
    const char *rest = after(line, "msgstr[");
    if (rest == NULL || !isdigit((unsigned char)rest[0]) || after(rest + 1, "] ") == NULL) {
        return false;
    }
    read_form(reader, rest + 3, rest[0] - '0');
    return true;
}

static void read_line(struct reader *reader, const char *line)
{
    const char *rest = NULL;
    if (line[0] == '\0') {
        reader->place = PLACE_NONE;
    } else if ((rest = after(line, "#,")) != NULL) {
        reader->is_next_fuzzy |= strstr(rest, "fuzzy") != NULL;
    } else if (line[0] == '#') {
        return;
    } else if (line[0] == '"') {
        read_continuation(reader, line);
    } else if ((rest = after(line, "msgid ")) != NULL) {
        read_id(reader, rest);
    } else if ((rest = after(line, "msgid_plural ")) != NULL) {
        read_plural(reader, rest);
    } else if ((rest = after(line, "msgstr ")) != NULL) {
        read_form(reader, rest, -1);
    } else if (!read_indexed_form(reader, line)) {
        po_problem(reader->po, reader->line, "not a line of a .po file: %.40s", line);
    }
}

static int compare_keys(const void *left, const void *right)
{
    const struct po_entry *one = *(struct po_entry *const *)left;
    const struct po_entry *other = *(struct po_entry *const *)right;
    int order = strcmp(one->key, other->key);
    return order != 0 ? order : (one->line > other->line) - (one->line < other->line);
}

static void index_by_key(struct po *po)
{
    po->by_key = file_memory(po->count, sizeof *po->by_key);
    for (size_t i = 0; i < po->count; i++) {
        po->by_key[i] = &po->entries[i];
    }
    qsort(po->by_key, po->count, sizeof *po->by_key, compare_keys);
    for (size_t i = 1; i < po->count; i++) {
        if (strcmp(po->by_key[i - 1]->key, po->by_key[i]->key) == 0) {
            po_problem(po, po->by_key[i]->line, "msgid \"%s\" was given before, in line %d",
                       po->by_key[i]->key, po->by_key[i - 1]->line);
        }
    }
}

struct po po_read(const char *path)
{
    struct po po = {.path = path};
    struct reader reader = {.po = &po};
    struct file_bytes content = file_read(path);
    if (strlen(content.bytes) != content.size) {
        po_problem(&po, 1, "a zero byte in the file");
    }
    for (char *rest = content.bytes, *line; (line = strsep(&rest, "\n")) != NULL;) {
        reader.line++;
        read_line(&reader, line);
    }
    finish_entry(&reader);
    if (!reader.has_header) {
        po_problem(&po, 1, "the header (msgid \"\") is missing");
        po.header = (struct po_entry){.key = "", .forms = {""}, .form_count = 1, .line = 1};
    }
    index_by_key(&po);
    return po;
}

struct po_entry *po_find(const struct po *po, const char *key)
{
    size_t low = 0;
    size_t high = po->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(po->by_key[middle]->key, key);
        if (order == 0) {
            return po->by_key[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

const char *po_header_field(const struct po *po, const char *name)
{
    const char *line = po->header.form_count > 0 ? po->header.forms[0] : "";
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        const char *value = after(line, name);
        if (value != NULL && value[0] == ':') {
            value += 1 + strspn(value + 1, " ");
            return strndup(value, (size_t)(line + length - value));
        }
        line += length + (line[length] == '\n');
    }
    return NULL;
}
