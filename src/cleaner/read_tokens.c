#include "cleaner/read_tokens.h"

#include <string.h>

static bool is_space(char c)
{
    return c == 0 || c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static bool is_delimiter(char c)
{
    return c != 0 && strchr("()<>[]{}/%", c) != NULL;
}

static bool is_regular(char c)
{
    return !is_space(c) && !is_delimiter(c);
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void skip_space(struct tokens *tokens)
{
    for (; tokens->at < tokens->end; tokens->at++) {
        if (*tokens->at == '%')
            while (tokens->at < tokens->end && *tokens->at != '\n' && *tokens->at != '\r')
                tokens->at++;
        if (tokens->at == tokens->end || !is_space(*tokens->at))
            return;
    }
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* What follows a backslash; -1: nothing, the line went on. */
static int read_escaped(struct tokens *tokens)
{
    static const char *const known = "nrtbf", plain[] = "\n\r\t\b\f";
    char c = *tokens->at++;
    const char *found = c != 0 ? strchr(known, c) : NULL;
    if (found)
        return (unsigned char)plain[found - known];
    if (c == '\r' || c == '\n') {
        if (c == '\r' && tokens->at < tokens->end && *tokens->at == '\n')
            tokens->at++;
        return -1;
    }
    if (c < '0' || c > '7')
        return (unsigned char)c;
    int value = c - '0';
    for (int i = 0; i < 2 && tokens->at < tokens->end && *tokens->at >= '0' && *tokens->at <= '7';
         i++)
        value = value * 8 + (*tokens->at++ - '0');
    return value & 0xff;
}

static struct str read_brackets(struct tokens *tokens)
{
    char *from = tokens->at, *to = from;
    for (int depth = 1; tokens->at < tokens->end;) {
        int c = (unsigned char)*tokens->at++;
        if (c == '\\') {
            if (tokens->at == tokens->end || (c = read_escaped(tokens)) < 0)
                continue;
        } else if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0)
            break;
        *to++ = (char)c;
    }
    return (struct str){from, (size_t)(to - from)};
}

static struct str read_hex(struct tokens *tokens)
{
    char *from = tokens->at, *to = from;
    int high = -1;
    while (tokens->at < tokens->end && *tokens->at != '>') {
        int digit = hex(*tokens->at++);
        if (digit < 0)
            continue;
        if (high >= 0)
            *to++ = (char)(high * 16 + digit);
        high = high >= 0 ? -1 : digit;
    }
    if (tokens->at < tokens->end)
        tokens->at++;
    if (high >= 0)
        *to++ = (char)(high * 16);
    return (struct str){from, (size_t)(to - from)};
}

static struct str read_name(struct tokens *tokens)
{
    char *from = tokens->at, *to = from;
    while (tokens->at < tokens->end && is_regular(*tokens->at)) {
        char c = *tokens->at++;
        if (c == '#' && tokens->end - tokens->at >= 2 && hex(tokens->at[0]) >= 0 &&
            hex(tokens->at[1]) >= 0) {
            c = (char)(hex(tokens->at[0]) * 16 + hex(tokens->at[1]));
            tokens->at += 2;
        }
        *to++ = c;
    }
    return (struct str){from, (size_t)(to - from)};
}

/* ---- numbers and words ----------------------------------------------------------------------- */

enum { NUMBER_DIGITS = 18 };

/* False: it is a word. */
static bool read_number(struct str text, double *out_number)
{
    double value = 0, unit = 1;
    bool is_negative = false, has_point = false, has_digit = false;
    size_t digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c >= '0' && c <= '9') {
            has_digit = true;
            if (++digits > NUMBER_DIGITS)
                continue;
            value = value * 10 + (c - '0');
            unit *= has_point ? 10 : 1;
        } else if (c == '.' && !has_point)
            has_point = true;
        else if ((c == '-' || c == '+') && !has_digit && !has_point)
            is_negative |= c == '-';
        else
            return false;
    }
    *out_number = (is_negative ? -value : value) / unit;
    return has_digit || has_point;
}

static struct token read_word(struct tokens *tokens)
{
    const char *from = tokens->at;
    while (tokens->at < tokens->end && is_regular(*tokens->at))
        tokens->at++;
    struct token token = {TOKEN_WORD, 0, {from, (size_t)(tokens->at - from)}};
    if (read_number(token.text, &token.number))
        token.kind = TOKEN_NUMBER;
    return token;
}

struct token tokens_next(struct tokens *tokens)
{
    skip_space(tokens);
    if (tokens->at == tokens->end)
        return (struct token){.kind = TOKEN_END};
    char c = *tokens->at;
    if (is_regular(c))
        return read_word(tokens);
    bool is_double = tokens->end - tokens->at >= 2 && tokens->at[1] == c;
    tokens->at++;
    switch (c) {
    case '(': return (struct token){TOKEN_TEXT, 0, read_brackets(tokens)};
    case '/': return (struct token){TOKEN_NAME, 0, read_name(tokens)};
    case '<':
        if (!is_double)
            return (struct token){TOKEN_TEXT, 0, read_hex(tokens)};
        tokens->at++;
        return (struct token){.kind = TOKEN_OPEN};
    case '>':
        tokens->at += is_double;
        return (struct token){.kind = TOKEN_CLOSE};
    case '[': case '{': return (struct token){.kind = TOKEN_OPEN};
    default: return (struct token){.kind = TOKEN_CLOSE};
    }
}

void tokens_skip_picture(struct tokens *tokens)
{
    for (; tokens->end - tokens->at >= 3; tokens->at++)
        if (is_space(tokens->at[0]) && tokens->at[1] == 'E' && tokens->at[2] == 'I' &&
            (tokens->end - tokens->at == 3 || is_space(tokens->at[3]))) {
            tokens->at += 3;
            return;
        }
    tokens->at = tokens->end;
}
