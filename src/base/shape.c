#include "base/shape.h"

#include <string.h>

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum { ID_LETTERS = 13 };

const struct code *code_find(const struct code_list *list, struct str code)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal_c(code, list->codes[i].code))
            return &list->codes[i];
    return NULL;
}

struct str id_text(struct arena *arena, int64_t id)
{
    char *text = arena_take(arena, ID_LETTERS + 1);
    uint64_t left = (uint64_t)id;
    for (int i = ID_LETTERS - 1; i >= 0; i--) {
        text[i] = alphabet[left & 31];
        left >>= 5;
    }
    return (struct str){text, ID_LETTERS};
}

enum err id_parse(struct str text, int64_t *out_id)
{
    /* 13 letters hold 65 bits: a first letter over 'f' does not fit */
    if (text.size != ID_LETTERS || !memchr(alphabet, text.at[0], 16))
        return ERR_INVALID;
    uint64_t id = 0;
    for (size_t i = 0; i < ID_LETTERS; i++) {
        const char *hit = memchr(alphabet, text.at[i], 32);
        if (hit == NULL)
            return ERR_INVALID;
        id = id << 5 | (uint64_t)(hit - alphabet);
    }
    *out_id = (int64_t)id;
    return OK;
}
