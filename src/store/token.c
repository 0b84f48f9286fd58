#include "store/token.h"

#include <stdlib.h>
#include <string.h>

static const struct token {
    const char *name;
    const char *text[2]; /* by enum store_engine */
} tokens[] = {
    {"@ID@", {"INTEGER", "bigint"}},
    {"@INTEGER@", {"INTEGER", "bigint"}},
    {"@TEXT@", {"TEXT", "text"}},
    {"@BLOB@", {"BLOB", "bytea"}},
    {"@SERIAL@", {"INTEGER PRIMARY KEY", "bigint generated always as identity primary key"}},
    {"@STRICT@", {"STRICT", ""}},
    {"@ROWS_BY_KEY@", {"WITHOUT ROWID, STRICT", ""}},
    {"@FOR_UPDATE@", {"", "for update"}},
};

/* Marks at the start of a line, by the engine the line is for. */
static const char *const line_marks[2] = {"@SQLITE@", "@POSTGRES@"};

enum { LONGEST_TEXT = 48 };

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Where the line's own text begins: after its engine's mark, or at its end when it is the other
 * engine's. */
static const char *line_start(const char *line, enum store_engine engine)
{
    if (starts(line, line_marks[engine]))
        return line + strlen(line_marks[engine]);
    if (starts(line, line_marks[1 - engine]))
        return line + strcspn(line, "\n");
    return line;
}

static const struct token *token_at(const char *at)
{
    for (size_t i = 0; i < COUNT_OF(tokens); i++)
        if (starts(at, tokens[i].name))
            return &tokens[i];
    return NULL;
}

/* No replacement is more than LONGEST_TEXT bytes longer than its token. */
static char *room_for(const char *sql)
{
    size_t room = strlen(sql) + 1;
    for (const char *at = sql; *at; at++)
        if (*at == '@')
            room += LONGEST_TEXT;
    char *text = malloc(room);
    must(text != NULL);
    return text;
}

char *token_expand(const char *sql, enum store_engine engine)
{
    char *expanded = room_for(sql);
    char *to = expanded;
    const char *at = line_start(sql, engine);
    while (*at) {
        const struct token *token = *at == '@' ? token_at(at) : NULL;
        if (token) {
            to = stpcpy(to, token->text[engine]);
            at += strlen(token->name);
            continue;
        }
        *to++ = *at;
        if (*at++ == '\n')
            at = line_start(at, engine);
    }
    *to = '\0';
    return expanded;
}
