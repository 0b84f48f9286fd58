#include "guard/totp.h"

#include <stdio.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { MODULUS = 1000000, SHA1_BYTES = 20 };

int64_t totp_step(struct instant now)
{
    return now.ms / (TOTP_STEP_SECONDS * MS_PER_SECOND);
}

/* RFC 4226 5.3: 31 bits from the place that the last half byte names. */
static void code_of(struct str secret, int64_t step, char out_code[TOTP_DIGITS + 1])
{
    unsigned char counter[8], mac[SHA1_BYTES];
    for (size_t i = 0; i < sizeof(counter); i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    unsigned size = sizeof(mac);
    must(HMAC(EVP_sha1(), secret.at, (int)secret.size, counter, sizeof(counter), mac, &size));
    const unsigned char *at = mac + (mac[SHA1_BYTES - 1] & 0xf);
    uint32_t number = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 |
                      (uint32_t)at[2] << 8 | at[3];
    snprintf(out_code, TOTP_DIGITS + 1, "%06u", number % MODULUS);
}

struct str totp_code(struct arena *arena, struct str secret, int64_t step)
{
    char code[TOTP_DIGITS + 1];
    code_of(secret, step, code);
    return str_copy(arena, str_of(code));
}

int64_t totp_find_step(struct str secret, struct str code, struct instant now)
{
    int64_t found = 0;
    if (code.size != TOTP_DIGITS)
        return 0;
    for (int64_t step = totp_step(now) - 1; step <= totp_step(now) + 1; step++) {
        char right[TOTP_DIGITS + 1];
        code_of(secret, step, right);
        if (CRYPTO_memcmp(right, code.at, TOTP_DIGITS) == 0)
            found = step;
    }
    return found;
}

/* RFC 4648 base 32, without padding: a secret is 160 bits, 32 letters. */
static struct str base32(struct arena *arena, struct str bytes)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct buf text = buf_make(arena, bytes.size * 2);
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        bits = bits << 8 | (unsigned char)bytes.at[i];
        for (count += 8; count >= 5; count -= 5)
            buf_add_char(&text, letters[bits >> (count - 5) & 31]);
    }
    if (count > 0)
        buf_add_char(&text, letters[bits << (5 - count) & 31]);
    return buf_text(&text);
}

struct str totp_secret_text(struct arena *arena, struct str secret)
{
    enum { PART = 4 };
    struct str letters = base32(arena, secret);
    struct buf text = buf_make(arena, 2 * letters.size);
    for (size_t i = 0; i < letters.size; i += PART) {
        if (i > 0)
            buf_add_char(&text, ' ');
        buf_add(&text, str_slice(letters, i, PART));
    }
    return buf_text(&text);
}

struct str totp_uri(struct arena *arena, struct str user_name, struct str secret)
{
    return str_format(arena, "otpauth://totp/Haven:%.*s?secret=%.*s&issuer=Haven",
                      STR_ARGS(user_name), STR_ARGS(base32(arena, secret)));
}
