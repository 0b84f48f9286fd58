#include "guard/password_rule.h"

#include <string.h>

#include "guard/common_passwords.h"

enum { LEAST_DIFFERENT = 5, ENOUGH_OTHERS = 8 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* The list is sorted and in small letters. */
static bool is_listed(struct str text)
{
    size_t low = 0, high = common_password_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(str_of(common_passwords[middle]), text);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* A common one with a year or an exclamation mark after it is as common. */
static bool is_common(struct str text)
{
    if (is_listed(text))
        return true;
    while (text.size > 0 && !is_letter(text.at[text.size - 1]))
        text.size--;
    return is_listed(text);
}

static size_t count_different(struct str text)
{
    bool is_seen[256] = {false};
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool *seen = &is_seen[(unsigned char)text.at[i]];
        count += !*seen;
        *seen = true;
    }
    return count;
}

/* Takes every place where the word stands out of the text. */
static void take_out(char *text, size_t *size, struct str word)
{
    for (size_t i = 0; word.size >= 3 && i + word.size <= *size;) {
        bool is_here = true;
        for (size_t k = 0; k < word.size && is_here; k++)
            is_here = text[i + k] == lower(word.at[k]);
        if (!is_here) {
            i++;
            continue;
        }
        memmove(text + i, text + i + word.size, *size - i - word.size);
        *size -= word.size;
    }
}

static bool is_own(struct str text, struct str user_name, struct str display_name)
{
    char rest[PASSWORD_MOST];
    size_t size = text.size;
    memcpy(rest, text.at, size);
    take_out(rest, &size, user_name);
    for (struct str names = display_name; names.size > 0;)
        take_out(rest, &size, str_cut(&names, ' '));
    take_out(rest, &size, STR("haven"));
    return size < text.size && size < ENOUGH_OTHERS;
}

enum password_rule password_check(struct str chosen, struct str user_name,
                                  struct str display_name)
{
    char small[PASSWORD_MOST];
    if (chosen.size < PASSWORD_LEAST)
        return PASSWORD_SHORT;
    if (chosen.size > PASSWORD_MOST)
        return PASSWORD_LONG;
    for (size_t i = 0; i < chosen.size; i++)
        small[i] = lower(chosen.at[i]);
    struct str text = {small, chosen.size};
    if (count_different(text) < LEAST_DIFFERENT || is_common(text))
        return PASSWORD_COMMON;
    return is_own(text, user_name, display_name) ? PASSWORD_OWN : PASSWORD_FINE;
}
