/* A share: set 2 | need 1 | number 1 | 40 values | check 6, as five lines of 16 signs and two of
 * check. Shared are the key and the key's own check (key_file.c), so that a wrong sum is told. */
#include "vault/escrow.h"

#include <sodium.h>
#include <string.h>

#include "vault/key_file.h"

enum {
    CHECK_BYTES = 8,
    SECRET_BYTES = KEY_BYTES + CHECK_BYTES,
    HEAD_BYTES = 4,
    TAIL_BYTES = SHARE_BYTES - HEAD_BYTES - SECRET_BYTES,
    LINE_BYTES = SHARE_BYTES / SHARE_LINES,
    LINE_SIGNS = LINE_BYTES * 8 / 5,
    LINE_CHECKS = 2
};
_Static_assert(TAIL_BYTES == 6, "as said above");

struct share {
    unsigned char set[2], need, number, values[SECRET_BYTES], check[TAIL_BYTES];
};
_Static_assert(sizeof(struct share) == SHARE_BYTES, "no gaps");

/* All that is secret here, in locked memory. */
struct escrow {
    struct locked key;
    enum key_domain domain;
    unsigned char secret[SECRET_BYTES];
    unsigned char polynomial[SHARES_MOST][SECRET_BYTES]; /* [0] is the secret */
    struct share shares[SHARES_MOST];
};

/* ---- GF(256), the field of AES; no branch and no table that depends on a secret -------------- */

static unsigned char multiply(unsigned char a, unsigned char b)
{
    unsigned product = 0, factor = a;
    for (int bit = 0; bit < 8; bit++) {
        product ^= factor & (0u - (b >> bit & 1u));
        factor = (factor << 1) ^ (0x11bu & (0u - (factor >> 7 & 1u)));
    }
    return (unsigned char)product;
}

/* The 254th power. */
static unsigned char inverse(unsigned char a)
{
    unsigned char power = a, result = 1;
    for (int bit = 1; bit < 8; bit++) {
        power = multiply(power, power);
        result = multiply(result, power);
    }
    return result;
}

static unsigned char value_at(struct escrow *escrow, int need, int byte, unsigned char x)
{
    unsigned char value = 0;
    for (int degree = need - 1; degree >= 0; degree--)
        value = multiply(value, x) ^ escrow->polynomial[degree][byte];
    return value;
}

/* Lagrange at zero: what share `which` counts for. */
static unsigned char weight_of(const struct escrow *escrow, int need, int which)
{
    unsigned char above = 1, below = 1, x = escrow->shares[which].number;
    for (int i = 0; i < need; i++) {
        if (i == which)
            continue;
        above = multiply(above, escrow->shares[i].number);
        below = multiply(below, escrow->shares[i].number ^ x);
    }
    return multiply(above, inverse(below));
}

/* ---- as text ------------------------------------------------------------------------------- */

static const char SIGNS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void check_share(const struct share *share, unsigned char out[TAIL_BYTES])
{
    unsigned char hash[32];
    must(crypto_generichash(hash, sizeof(hash), (const unsigned char *)share,
                            SHARE_BYTES - TAIL_BYTES, NULL, 0) == 0);
    memcpy(out, hash, TAIL_BYTES);
}

/* The check signs of a line bind its place, so that two lines cannot change places. */
static void check_line(const unsigned char bytes[LINE_BYTES], int line, char out[LINE_CHECKS])
{
    unsigned char hash[32], placed[1 + LINE_BYTES] = {(unsigned char)line};
    memcpy(placed + 1, bytes, LINE_BYTES);
    must(crypto_generichash(hash, sizeof(hash), placed, sizeof(placed), NULL, 0) == 0);
    out[0] = SIGNS[hash[0] & 31];
    out[1] = SIGNS[hash[1] & 31];
    sodium_memzero(placed, sizeof(placed));
}

static void write_signs(const unsigned char bytes[LINE_BYTES], char out[LINE_SIGNS])
{
    for (int sign = 0; sign < LINE_SIGNS; sign++) {
        unsigned value = 0;
        for (int bit = 5 * sign; bit < 5 * sign + 5; bit++)
            value = value << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1u);
        out[sign] = SIGNS[value];
    }
}

static void write_share(const struct share *share, char out[SHARE_CHARS])
{
    const unsigned char *bytes = (const unsigned char *)share;
    for (int line = 0; line < SHARE_LINES; line++) {
        char signs[LINE_SIGNS + LINE_CHECKS];
        write_signs(bytes + line * LINE_BYTES, signs);
        check_line(bytes + line * LINE_BYTES, line, signs + LINE_SIGNS);
        for (int i = 0; i < LINE_SIGNS + LINE_CHECKS; i++) {
            if (i > 0 && i % 4 == 0)
                *out++ = ' ';
            *out++ = signs[i];
        }
        *out++ = '\n';
    }
    *out = 0;
}

/* The sign's value; -1: white space or a mark between groups; -2: no sign. */
static int sign_value(char c)
{
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '-')
        return -1;
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
    const char *found = c ? strchr(SIGNS, c) : NULL;
    return found ? (int)(found - SIGNS) : -2;
}

static bool read_line(const char signs[LINE_SIGNS + LINE_CHECKS], int line,
                      unsigned char out[LINE_BYTES])
{
    char check[LINE_CHECKS];
    memset(out, 0, LINE_BYTES);
    for (int bit = 0; bit < 5 * LINE_SIGNS; bit++)
        out[bit / 8] |= (unsigned char)((sign_value(signs[bit / 5]) >> (4 - bit % 5) & 1)
                                        << (7 - bit % 8));
    check_line(out, line, check);
    return memcmp(check, signs + LINE_SIGNS, LINE_CHECKS) == 0;
}

/* The line with the first error, 0 for the whole, -1 for none. */
static int read_share(struct str text, struct share *out_share)
{
    enum { LINE = LINE_SIGNS + LINE_CHECKS };
    char signs[LINE];
    unsigned char check[TAIL_BYTES];
    int count = 0;
    for (size_t i = 0; i < text.size; i++) {
        int value = sign_value(text.at[i]);
        if (value == -1)
            continue;
        if (value == -2 || count == LINE * SHARE_LINES)
            return count < LINE * SHARE_LINES ? count / LINE + 1 : 0;
        signs[count++ % LINE] = SIGNS[value];
        int line = (count - 1) / LINE;
        if (count % LINE == 0 &&
            !read_line(signs, line, (unsigned char *)out_share + line * LINE_BYTES))
            return line + 1;
    }
    if (count < LINE * SHARE_LINES)
        return count / LINE + 1;
    check_share(out_share, check);
    return memcmp(check, out_share->check, TAIL_BYTES) == 0 && out_share->number > 0 ? -1 : 0;
}

/* ---- splitting and joining ----------------------------------------------------------------- */

static struct escrow *escrow_make(void)
{
    must(sodium_init() >= 0);
    struct escrow *escrow = sodium_malloc(sizeof(*escrow));
    must(escrow != NULL);
    sodium_memzero(escrow, sizeof(*escrow));
    return escrow;
}

/* Of the key and of what it is for (key_file.h), which is shared by that. */
static void check_key(const unsigned char key[KEY_BYTES], enum key_domain domain,
                      unsigned char out[CHECK_BYTES])
{
    unsigned char whole[KEY_BYTES];
    const char word[] = {(char)domain, 0};
    key_derive(whole, key, "haven share check", word);
    memcpy(out, whole, CHECK_BYTES);
}

static void split(struct escrow *escrow, int shares, int need, char (*out_texts)[SHARE_CHARS])
{
    unsigned char set[2];
    memcpy(escrow->polynomial[0], escrow->key.root, KEY_BYTES);
    check_key(escrow->key.root, escrow->domain, escrow->polynomial[0] + KEY_BYTES);
    randombytes_buf(escrow->polynomial[1], (size_t)(need - 1) * SECRET_BYTES);
    randombytes_buf(set, sizeof(set));
    for (int i = 0; i < shares; i++) {
        struct share *share = &escrow->shares[i];
        memcpy(share->set, set, sizeof(set));
        share->need = (unsigned char)need;
        share->number = (unsigned char)(i + 1);
        for (int byte = 0; byte < SECRET_BYTES; byte++)
            share->values[byte] = value_at(escrow, need, byte, share->number);
        check_share(share, share->check);
        write_share(share, out_texts[i]);
    }
}

enum err escrow_split(const char *key_path, int shares, int need, char (*out_texts)[SHARE_CHARS],
                      const char **out_reason)
{
    *out_reason = "of 2 to 16 shares, 2 or more must be needed";
    if (need < 2 || shares < need || shares > SHARES_MOST)
        return ERR_INVALID;
    struct escrow *escrow = escrow_make();
    const struct key_place place = {.path = key_path, .phrase_path = ""};
    struct key_found found;
    enum err err = key_file_open(&place, &escrow->key, &found, out_reason);
    if (err == OK)
        escrow->domain = found.domain;
    if (err == OK)
        split(escrow, shares, need, out_texts);
    sodium_free(escrow);
    return err;
}

/* Are the first count shares of one set, each there once, and enough? */
static enum err check_set(const struct escrow *escrow, size_t count)
{
    const struct share *first = &escrow->shares[0];
    for (size_t i = 1; i < count; i++) {
        const struct share *share = &escrow->shares[i];
        if (memcmp(share->set, first->set, sizeof(share->set)) != 0 || share->need != first->need)
            return ERR_CONFLICT;
        for (size_t j = 0; j < i; j++)
            if (escrow->shares[j].number == share->number)
                return ERR_CONFLICT;
    }
    return count >= first->need && first->need >= 2 ? OK : ERR_DENIED;
}

static enum err join(struct escrow *escrow)
{
    static const enum key_domain domains[] = {KEY_REAL, KEY_DEMO, KEY_OLD};
    unsigned char check[CHECK_BYTES];
    int need = escrow->shares[0].need;
    for (int i = 0; i < need; i++) {
        unsigned char weight = weight_of(escrow, need, i);
        for (int byte = 0; byte < SECRET_BYTES; byte++)
            escrow->secret[byte] ^= multiply(weight, escrow->shares[i].values[byte]);
    }
    memcpy(escrow->key.root, escrow->secret, KEY_BYTES);
    for (size_t i = 0; i < COUNT_OF(domains); i++) {
        escrow->domain = domains[i];
        check_key(escrow->secret, escrow->domain, check);
        if (sodium_memcmp(check, escrow->secret + KEY_BYTES, CHECK_BYTES) == 0)
            return OK;
    }
    return ERR_INVALID;
}

static enum err read_shares(struct escrow *escrow, const struct str *shares, size_t count,
                            struct share_fault *out_fault)
{
    for (size_t i = 0; i < count; i++) {
        int line = read_share(shares[i], &escrow->shares[i]);
        if (line >= 0) {
            *out_fault = (struct share_fault){i, line};
            return ERR_MALFORMED;
        }
    }
    return check_set(escrow, count);
}

enum err escrow_join(const struct str *shares, size_t count, const char *key_path,
                     struct share_fault *out_fault, const char **out_reason)
{
    *out_reason = "";
    if (count == 0 || count > SHARES_MOST)
        return ERR_DENIED;
    struct escrow *escrow = escrow_make();
    enum err err = read_shares(escrow, shares, count, out_fault);
    if (err == OK)
        err = join(escrow);
    if (err == OK)
        err = key_file_write(&(struct key_place){.path = key_path, .domain = escrow->domain},
                             &escrow->key, out_reason);
    sodium_free(escrow);
    return err;
}
