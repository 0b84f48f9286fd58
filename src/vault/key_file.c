#include "vault/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vault/phrase.h"

enum {
    KEY_CHARS = 2 * KEY_BYTES,
    CHECK_BYTES = 8,
    CHECK_CHARS = 2 * CHECK_BYTES,
    SALT_BYTES = crypto_pwhash_SALTBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEALED_BYTES = KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    /* what a sealed file may ask for: more would be a way to stop the vault */
    PASSES = 3, PASSES_LIMIT = 20,
    MEMORY_KIB = 256 << 10, MEMORY_KIB_LIMIT = 2 << 20
};

static const char *domain_word(enum key_domain domain)
{
    return domain == KEY_DEMO ? "demo" : domain == KEY_REAL ? "real" : "old";
}

static bool read_domain(struct str word, enum key_domain *out_domain)
{
    static const enum key_domain domains[] = {KEY_REAL, KEY_DEMO, KEY_OLD};
    for (size_t i = 0; i < COUNT_OF(domains); i++) {
        if (str_equal_c(word, domain_word(domains[i]))) {
            *out_domain = domains[i];
            return true;
        }
    }
    return false;
}

static enum err refuse(enum err err, const char *reason, const char **out_reason)
{
    *out_reason = reason;
    return err;
}

/* ---- the text ----------------------------------------------------------------------------- */

static void check_of(const struct locked *locked, enum key_domain domain,
                     unsigned char out_check[CHECK_BYTES])
{
    unsigned char whole[KEY_BYTES];
    key_derive(whole, locked->root, "haven root check",
               domain == KEY_OLD ? "" : domain_word(domain));
    memcpy(out_check, whole, CHECK_BYTES);
}

static size_t write_plain(struct locked *locked, enum key_domain domain)
{
    char *text = (char *)locked->draft, check[CHECK_CHARS + 1];
    unsigned char bytes[CHECK_BYTES];
    int size = domain == KEY_OLD ? sprintf(text, "haven-root-key 1 ")
                                 : sprintf(text, "haven-root-key 2 %s ", domain_word(domain));
    sodium_bin2hex(text + size, KEY_CHARS + 1, locked->root, KEY_BYTES);
    size += KEY_CHARS;
    check_of(locked, domain, bytes);
    sodium_bin2hex(check, sizeof(check), bytes, sizeof(bytes));
    return (size_t)(size + sprintf(text + size, " %s\n", check));
}

/* False unless the word is so many bytes in hexadecimal digits. */
static bool read_hex(struct str word, unsigned char *out, size_t size)
{
    size_t found;
    const char *end;
    return word.size == 2 * size &&
           sodium_hex2bin(out, size, word.at, word.size, NULL, &found, &end) == 0 &&
           found == size && end == word.at + word.size;
}

static bool read_plain(struct str text, struct locked *locked, struct key_found *found)
{
    unsigned char wanted[CHECK_BYTES], check[CHECK_BYTES];
    if (str_starts(text, STR("haven-root-key 1 "))) {
        text = str_slice(text, 17, text.size);
        found->domain = KEY_OLD;
    } else {
        text = str_slice(text, 17, text.size);
        if (!read_domain(str_cut(&text, ' '), &found->domain) || found->domain == KEY_OLD)
            return false;
    }
    struct str key = str_cut(&text, ' ');
    if (!read_hex(key, locked->root, KEY_BYTES) || !read_hex(text, check, CHECK_BYTES))
        return false;
    check_of(locked, found->domain, wanted);
    return sodium_memcmp(check, wanted, CHECK_BYTES) == 0;
}

/* ---- the passphrase ----------------------------------------------------------------------- */

struct sealed {
    int64_t passes, kib;
    unsigned char salt[SALT_BYTES], nonce[NONCE_BYTES], key[SEALED_BYTES];
    struct str bound; /* the words before the nonce: they are bound to what is sealed */
};

/* The passphrase in locked->phrase becomes a key in the first slot. */
static enum err stretch(struct locked *locked, struct str phrase, const struct sealed *sealed,
                        const char **out_reason)
{
    int failed = crypto_pwhash(locked->slots[0].owner, KEY_BYTES, phrase.at, phrase.size,
                               sealed->salt, (unsigned long long)sealed->passes,
                               (size_t)sealed->kib << 10, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(locked->phrase, sizeof(locked->phrase));
    return failed ? refuse(ERR_BUSY, "there is no memory to try the passphrase", out_reason) : OK;
}

static bool read_sealed(struct str text, struct sealed *out, struct key_found *found)
{
    struct str rest = str_slice(text, 19, text.size);
    if (!read_domain(str_cut(&rest, ' '), &found->domain) ||
        str_to_i64(str_cut(&rest, ' '), &out->passes) != OK ||
        str_to_i64(str_cut(&rest, ' '), &out->kib) != OK ||
        !read_hex(str_cut(&rest, ' '), out->salt, SALT_BYTES))
        return false;
    out->bound = str_slice(text, 0, (size_t)(rest.at - text.at));
    struct str nonce = str_cut(&rest, ' ');
    return read_hex(nonce, out->nonce, NONCE_BYTES) && read_hex(rest, out->key, SEALED_BYTES) &&
           out->passes >= 1 && out->passes <= PASSES_LIMIT && out->kib >= 8 &&
           out->kib <= MEMORY_KIB_LIMIT;
}

static enum err open_sealed(const struct key_place *place, struct str text, struct locked *locked,
                            struct key_found *found, const char **out_reason)
{
    struct sealed sealed;
    struct str phrase;
    if (!read_sealed(text, &sealed, found))
        return refuse(ERR_INVALID, "the key file is damaged", out_reason);
    enum err err = phrase_read(place->phrase_path, "Passphrase of the root key: ", locked, &phrase,
                               out_reason);
    if (err == OK)
        err = stretch(locked, phrase, &sealed, out_reason);
    if (err != OK)
        return err;
    int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        locked->root, NULL, NULL, sealed.key, SEALED_BYTES,
        (const unsigned char *)sealed.bound.at, sealed.bound.size, sealed.nonce,
        locked->slots[0].owner);
    sodium_memzero(&locked->slots[0], sizeof(locked->slots[0]));
    found->is_sealed = true;
    return failed ? refuse(ERR_INVALID, "that is not the passphrase of the root key", out_reason)
                  : OK;
}

/* Leaves the text in locked->draft. */
static enum err write_sealed(const struct key_place *place, enum key_domain domain,
                             struct locked *locked, size_t *out_size, const char **out_reason)
{
    struct sealed sealed = {.passes = PASSES, .kib = MEMORY_KIB};
    struct str phrase;
    char *text = (char *)locked->draft;
    randombytes_buf(sealed.salt, SALT_BYTES);
    randombytes_buf(sealed.nonce, NONCE_BYTES);
    enum err err = phrase_choose(place->phrase_path, locked, &phrase, out_reason);
    if (err == OK)
        err = stretch(locked, phrase, &sealed, out_reason);
    if (err != OK)
        return err;
    size_t size = (size_t)sprintf(text, "haven-sealed-key 1 %s %lld %lld ", domain_word(domain),
                                  (long long)sealed.passes, (long long)sealed.kib);
    sodium_bin2hex(text + size, 2 * SALT_BYTES + 1, sealed.salt, SALT_BYTES);
    size += 2 * SALT_BYTES;
    text[size++] = ' ';
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.key, NULL, locked->root, KEY_BYTES,
                                               locked->draft, size, NULL, sealed.nonce,
                                               locked->slots[0].owner);
    sodium_memzero(&locked->slots[0], sizeof(locked->slots[0]));
    sodium_bin2hex(text + size, 2 * NONCE_BYTES + 1, sealed.nonce, NONCE_BYTES);
    size += 2 * NONCE_BYTES;
    text[size++] = ' ';
    sodium_bin2hex(text + size, 2 * SEALED_BYTES + 1, sealed.key, SEALED_BYTES);
    size += 2 * SEALED_BYTES;
    text[size++] = '\n';
    *out_size = size;
    return OK;
}

/* ---- the file ----------------------------------------------------------------------------- */

static enum err check_file(const struct key_place *place, int file, const char **out_reason)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return refuse(ERR_BUSY, "the key file cannot be examined", out_reason);
    if (!S_ISREG(about.st_mode))
        return refuse(ERR_INVALID, "the key file is not a plain file", out_reason);
    if (about.st_uid != geteuid() && !(place->is_credential && about.st_uid == 0))
        return refuse(ERR_INVALID, "the key file belongs to another user", out_reason);
    /* systemd lets the service's user in by a list that shows as rights of the group */
    if (about.st_mode & (place->is_credential ? 07 : 077))
        return refuse(ERR_INVALID, "the key file can be read by others: its mode must be 0600",
                      out_reason);
    return OK;
}

static enum err read_open_file(const struct key_place *place, int file, struct locked *locked,
                               struct key_found *found, const char **out_reason)
{
    enum err err = check_file(place, file, out_reason);
    if (err != OK)
        return err;
    ssize_t size = read(file, locked->draft, sizeof(locked->draft));
    if (size < 0)
        return refuse(ERR_BUSY, "the key file cannot be read", out_reason);
    struct str text = {(const char *)locked->draft, (size_t)size};
    bool is_line = size > 0 && text.at[size - 1] == '\n' && memchr(text.at, 0, text.size) == NULL;
    text.size -= is_line;
    if (is_line && str_starts(text, STR("haven-sealed-key 1 ")))
        return open_sealed(place, text, locked, found, out_reason);
    bool is_plain = is_line && (str_starts(text, STR("haven-root-key 1 ")) ||
                                str_starts(text, STR("haven-root-key 2 ")));
    if (!is_plain || !read_plain(text, locked, found))
        return refuse(ERR_INVALID, "the key file is damaged", out_reason);
    return OK;
}

static bool flush_folder_of(const char *path)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == folder)
        slash[1] = 0;
    else if (slash != NULL)
        *slash = 0;
    int file = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool is_flushed = fsync(file) == 0;
    close(file);
    return is_flushed;
}

/* Writes the text in locked->draft beside the path, flushed. */
static enum err write_beside(const char *path, struct locked *locked, size_t size,
                             char out_beside[PATH_MAX], const char **out_reason)
{
    int length = snprintf(out_beside, PATH_MAX, "%s.XXXXXX", path);
    if (length < 0 || length >= PATH_MAX)
        return refuse(ERR_INVALID, "the path of the key file is too long", out_reason);
    int file = mkostemp(out_beside, O_CLOEXEC);
    if (file < 0)
        return refuse(ERR_BUSY, "the key file cannot be made in its folder", out_reason);
    bool is_written = write(file, locked->draft, size) == (ssize_t)size && fsync(file) == 0;
    sodium_memzero(locked->draft, sizeof(locked->draft));
    close(file);
    if (is_written)
        return OK;
    unlink(out_beside);
    return refuse(ERR_BUSY, "the key file cannot be written", out_reason);
}

/* Linked from beside: a crash leaves no half key, and of two processes that start together one
 * finds the other's file. */
static enum err link_new(const struct key_place *place, struct locked *locked, bool may_be_there,
                         const char **out_reason)
{
    char beside[PATH_MAX];
    enum err err =
        write_beside(place->path, locked, write_plain(locked, place->domain), beside, out_reason);
    if (err != OK)
        return err;
    bool is_linked = link(beside, place->path) == 0 || (errno == EEXIST && may_be_there);
    unlink(beside);
    if (!is_linked || !flush_folder_of(place->path))
        return refuse(ERR_BUSY, "the key file cannot be written, or is there already", out_reason);
    return OK;
}

enum err key_file_write(const struct key_place *place, struct locked *locked,
                        const char **out_reason)
{
    return link_new(place, locked, false, out_reason);
}

enum err key_file_open(const struct key_place *place, struct locked *locked,
                       struct key_found *out_found, const char **out_reason)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    struct key_found found = {0};
    int file = open(place->path, flags);
    if (file < 0 && errno == ENOENT && place->may_make) {
        randombytes_buf(locked->root, KEY_BYTES);
        enum err err = link_new(place, locked, true, out_reason);
        if (err != OK)
            return err;
        found.is_made = true;
        file = open(place->path, flags);
    }
    if (file < 0 && errno == ELOOP)
        return refuse(ERR_INVALID, "the key file is a link", out_reason);
    if (file < 0)
        return refuse(ERR_BUSY, "the key file cannot be opened", out_reason);
    enum err err = read_open_file(place, file, locked, &found, out_reason);
    close(file);
    sodium_memzero(locked->draft, sizeof(locked->draft));
    if (err == OK)
        *out_found = found;
    return err;
}

enum err key_file_seal(const struct key_place *place, struct locked *locked,
                       const char **out_reason)
{
    struct key_found found;
    char beside[PATH_MAX];
    size_t size = 0;
    struct key_place plain = *place;
    plain.phrase_path = "";
    enum err err = key_file_open(&plain, locked, &found, out_reason);
    if (err == OK)
        err = write_sealed(place, found.domain, locked, &size, out_reason);
    if (err == OK)
        err = write_beside(place->path, locked, size, beside, out_reason);
    if (err != OK)
        return err;
    if (rename(beside, place->path) != 0 || !flush_folder_of(place->path))
        return refuse(ERR_BUSY, "the key file cannot be written", out_reason);
    return OK;
}
