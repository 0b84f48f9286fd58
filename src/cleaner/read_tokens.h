/* read_tokens.h - inner header of the cleaner: the signs of a PDF (ISO 32000-1, 7.2 and 7.3), one
 * after the other: of a page's language, of a map of letters, of an object that qpdf has written.
 *
 * Texts and names are made plain where they stand: what is read is changed.
 */
#ifndef CLEANER_READ_TOKENS_H
#define CLEANER_READ_TOKENS_H

#include "base/base.h"

enum token_kind {
    TOKEN_END, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_NAME, TOKEN_WORD,
    TOKEN_OPEN, TOKEN_CLOSE, /* [ ] << >> { } */
};
struct token {
    enum token_kind kind;
    double number;   /* finite */
    struct str text; /* bytes of a text, a name without its stroke, a word */
};
struct tokens {
    char *at, *end;
};
struct token tokens_next(struct tokens *tokens);

/* After the word ID: behind the picture that stands in the page itself. */
void tokens_skip_picture(struct tokens *tokens);

static inline bool token_is(const struct token *token, enum token_kind kind, const char *text)
{
    return token->kind == kind && str_equal_c(token->text, text);
}

#endif
