/* A sealed file:
 *
 *   word 15 | kind 1: 0 for a chain, else how many public keys | for each of these the stream's
 *   key, sealed, 32 + 48 | the stream's head 24 | pieces: up to 64 KiB + 17, all but the last full
 *
 * The last piece carries libsodium's final tag, so that a file cut between two pieces is told. */
#include "vault/backup_seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char WORD[] = SEALED_WORD;

enum {
    WORD_BYTES = sizeof(WORD) - 1,
    PIECE = 65536,
    TAG_BYTES = crypto_secretstream_xchacha20poly1305_ABYTES,
    STREAM_KEY_BYTES = crypto_secretstream_xchacha20poly1305_KEYBYTES,
    STREAM_HEAD_BYTES = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    BOX_BYTES = STREAM_KEY_BYTES + crypto_box_SEALBYTES,
    KEY_FILE_LIMIT = 8192
};
_Static_assert((int)CHAIN_KEY_BYTES == (int)STREAM_KEY_BYTES, "a chain's key is a stream's");
_Static_assert(sizeof(crypto_generichash_state) <= sizeof(((struct digest *)0)->state),
               "as the header promises");

struct chain {
    unsigned char key[CHAIN_KEY_BYTES];
};

struct sealing {
    crypto_secretstream_xchacha20poly1305_state stream;
    int file;
    bool is_failed;
    size_t size; /* of what waits in piece */
    unsigned char bound[DIGEST_BYTES]; /* bind_head */
    unsigned char piece[PIECE], sealed[PIECE + TAG_BYTES];
};

struct opening {
    crypto_secretstream_xchacha20poly1305_state stream;
    int file;
    bool is_last; /* the piece at hand is the file's last */
    size_t size, taken;
    unsigned char bound[DIGEST_BYTES]; /* bind_head */
    unsigned char piece[PIECE], sealed[PIECE + TAG_BYTES];
};

/* ---- keys ---------------------------------------------------------------------------------- */

static bool read_key(struct str text, unsigned char out_key[32])
{
    size_t found;
    const char *end;
    return text.size == BACKUP_KEY_CHARS &&
           sodium_hex2bin(out_key, 32, text.at, text.size, NULL, &found, &end) == 0 &&
           found == 32 && end == text.at + text.size;
}

void backup_key_make(char out_secret[BACKUP_KEY_CHARS + 1], char out_public[BACKUP_KEY_CHARS + 1])
{
    unsigned char secret[crypto_box_SECRETKEYBYTES], public_key[crypto_box_PUBLICKEYBYTES];
    must(sodium_init() >= 0);
    crypto_box_keypair(public_key, secret);
    sodium_bin2hex(out_secret, BACKUP_KEY_CHARS + 1, secret, sizeof(secret));
    sodium_bin2hex(out_public, BACKUP_KEY_CHARS + 1, public_key, sizeof(public_key));
    sodium_memzero(secret, sizeof(secret));
}

/* How many keys were read; 0: one of them is none, or there are too many. */
static size_t read_keys(struct str text, unsigned char out_keys[SEAL_KEYS_MOST][32])
{
    size_t count = 0;
    while (text.size > 0) {
        struct str key = str_cut(&text, ',');
        if (count == SEAL_KEYS_MOST || !read_key(key, out_keys[count]))
            return 0;
        count++;
    }
    return count;
}

bool backup_keys_are_valid(struct str keys)
{
    unsigned char read[SEAL_KEYS_MOST][32];
    return read_keys(keys, read) > 0;
}

struct chain *chain_read(const unsigned char bytes[CHAIN_KEY_BYTES])
{
    must(sodium_init() >= 0);
    struct chain *chain = sodium_malloc(sizeof(*chain));
    must(chain != NULL);
    memcpy(chain->key, bytes, CHAIN_KEY_BYTES);
    return chain;
}

struct chain *chain_make(void)
{
    unsigned char none[CHAIN_KEY_BYTES] = {0};
    struct chain *chain = chain_read(none);
    randombytes_buf(chain->key, CHAIN_KEY_BYTES);
    return chain;
}

void chain_drop(struct chain *chain)
{
    sodium_free(chain);
}

/* ---- files --------------------------------------------------------------------------------- */

static bool write_all(int file, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(file, bytes, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

/* Up to size bytes; fewer only at the end of the file. -1: it cannot be read. */
static ssize_t read_full(int file, unsigned char *bytes, size_t size)
{
    size_t got = 0;
    while (got < size) {
        ssize_t done = read(file, bytes + got, size - got);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        if (done == 0)
            break;
        got += (size_t)done;
    }
    return (ssize_t)got;
}

/* A file's head: what stands before the pieces. */
struct head {
    unsigned char bytes[WORD_BYTES + 1 + SEAL_KEYS_MOST * BOX_BYTES + STREAM_HEAD_BYTES];
    size_t size;
};

/* The file's name and its head so far, bound into every piece: another recipient's box is as hard
 * to change as the rest. */
static void bind_head(struct str name, const struct head *head, unsigned char out[DIGEST_BYTES])
{
    unsigned char key[DIGEST_BYTES];
    must(crypto_generichash(key, sizeof(key), (const unsigned char *)name.at, name.size,
                            (const unsigned char *)WORD, WORD_BYTES) == 0);
    must(crypto_generichash(out, DIGEST_BYTES, head->bytes, head->size, key, sizeof(key)) == 0);
}

/* ---- sealing ------------------------------------------------------------------------------- */

static void make_head(struct sealing *sealing, const struct seal_for *who,
                      unsigned char (*public_keys)[32], size_t count, struct head *head)
{
    unsigned char key[STREAM_KEY_BYTES];
    memcpy(head->bytes, WORD, WORD_BYTES);
    head->bytes[WORD_BYTES] = (unsigned char)count;
    head->size = WORD_BYTES + 1;
    if (who->chain)
        memcpy(key, who->chain->key, sizeof(key));
    else
        randombytes_buf(key, sizeof(key));
    for (size_t i = 0; i < count; i++) {
        must(crypto_box_seal(head->bytes + head->size, key, sizeof(key), public_keys[i]) == 0);
        head->size += BOX_BYTES;
    }
    bind_head(who->name, head, sealing->bound);
    crypto_secretstream_xchacha20poly1305_init_push(&sealing->stream, head->bytes + head->size,
                                                    key);
    head->size += STREAM_HEAD_BYTES;
    sodium_memzero(key, sizeof(key));
}

enum err sealing_begin(int file, const struct seal_for *who, struct sealing **out_sealing)
{
    unsigned char public_keys[SEAL_KEYS_MOST][32];
    struct head head;
    must(sodium_init() >= 0);
    size_t count = who->chain ? 0 : read_keys(who->key, public_keys);
    if (!who->chain && count == 0)
        return ERR_INVALID;
    struct sealing *sealing = sodium_malloc(sizeof(*sealing));
    must(sealing != NULL);
    sealing->file = file;
    sealing->size = 0;
    make_head(sealing, who, public_keys, count, &head);
    sealing->is_failed = !write_all(file, head.bytes, head.size);
    *out_sealing = sealing;
    return OK;
}

static void write_piece(struct sealing *sealing, unsigned char tag)
{
    unsigned long long size;
    must(crypto_secretstream_xchacha20poly1305_push(
             &sealing->stream, sealing->sealed, &size, sealing->piece, sealing->size,
             sealing->bound, sizeof(sealing->bound), tag) == 0);
    if (!sealing->is_failed)
        sealing->is_failed = !write_all(sealing->file, sealing->sealed, (size_t)size);
    sealing->size = 0;
}

/* A full piece waits until more comes: the last one must say that it is the last. */
void sealing_add(struct sealing *sealing, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    while (size > 0) {
        if (sealing->size == PIECE)
            write_piece(sealing, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
        size_t taken = PIECE - sealing->size < size ? PIECE - sealing->size : size;
        memcpy(sealing->piece + sealing->size, at, taken);
        sealing->size += taken;
        at += taken;
        size -= taken;
    }
}

/* Its size in four bytes, then its text. */
enum err sealing_add_key_file(struct sealing *sealing, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return ERR_BUSY;
    unsigned char *text = sodium_malloc(KEY_FILE_LIMIT);
    must(text != NULL);
    ssize_t size = read_full(file, text, KEY_FILE_LIMIT);
    close(file);
    bool is_read = size > 0 && size < KEY_FILE_LIMIT;
    if (is_read) {
        unsigned char head[4] = {(unsigned char)size, (unsigned char)(size >> 8)};
        sealing_add(sealing, head, sizeof(head));
        sealing_add(sealing, text, (size_t)size);
    }
    sodium_free(text);
    return is_read ? OK : ERR_BUSY;
}

void sealing_add_chain(struct sealing *sealing, const struct chain *chain)
{
    sealing_add(sealing, chain->key, sizeof(chain->key));
}

enum err sealing_end(struct sealing *sealing)
{
    write_piece(sealing, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    bool is_written = !sealing->is_failed && fsync(sealing->file) == 0;
    sodium_free(sealing);
    return is_written ? OK : ERR_BUSY;
}

/* ---- opening ------------------------------------------------------------------------------- */

/* The stream's key from whichever of the boxes opens. */
static bool open_boxes(const struct head *head, size_t count, struct str secret_text,
                       unsigned char out_key[STREAM_KEY_BYTES])
{
    unsigned char secret[32], public_key[32];
    bool is_key = read_key(secret_text, secret) && crypto_scalarmult_base(public_key, secret) == 0;
    bool is_open = false;
    for (size_t i = 0; is_key && !is_open && i < count; i++)
        is_open = crypto_box_seal_open(out_key, head->bytes + WORD_BYTES + 1 + i * BOX_BYTES,
                                       BOX_BYTES, public_key, secret) == 0;
    sodium_memzero(secret, sizeof(secret));
    return is_open;
}

/* Reads word, count and boxes. */
static bool read_head(int file, struct head *head, size_t *out_count)
{
    head->size = WORD_BYTES + 1;
    if (read_full(file, head->bytes, head->size) != (ssize_t)head->size ||
        memcmp(head->bytes, WORD, WORD_BYTES) != 0 || head->bytes[WORD_BYTES] > SEAL_KEYS_MOST)
        return false;
    *out_count = head->bytes[WORD_BYTES];
    size_t size = *out_count * BOX_BYTES;
    bool is_read = read_full(file, head->bytes + head->size, size) == (ssize_t)size;
    head->size += size;
    return is_read;
}

static bool open_head(struct opening *opening, const struct seal_for *who)
{
    unsigned char stream_head[STREAM_HEAD_BYTES], key[STREAM_KEY_BYTES];
    struct head head;
    size_t count;
    if (!read_head(opening->file, &head, &count) || (count == 0) != (who->chain != NULL))
        return false;
    bind_head(who->name, &head, opening->bound);
    if (who->chain)
        memcpy(key, who->chain->key, sizeof(key));
    else if (!open_boxes(&head, count, who->key, key))
        return false;
    bool is_open =
        read_full(opening->file, stream_head, sizeof(stream_head)) == STREAM_HEAD_BYTES &&
        crypto_secretstream_xchacha20poly1305_init_pull(&opening->stream, stream_head, key) == 0;
    sodium_memzero(key, sizeof(key));
    return is_open;
}

enum err opening_begin(int file, const struct seal_for *who, struct opening **out_opening)
{
    must(sodium_init() >= 0);
    struct opening *opening = sodium_malloc(sizeof(*opening));
    must(opening != NULL);
    opening->file = file;
    opening->is_last = false;
    opening->size = opening->taken = 0;
    if (!open_head(opening, who)) {
        sodium_free(opening);
        return ERR_INVALID;
    }
    *out_opening = opening;
    return OK;
}

enum err opening_size(const struct opening *opening, uint64_t *out_size)
{
    struct stat about;
    off_t at = lseek(opening->file, 0, SEEK_CUR);
    if (at < 0 || fstat(opening->file, &about) != 0 || about.st_size - at < TAG_BYTES)
        return ERR_INVALID;
    uint64_t sealed = (uint64_t)(about.st_size - at);
    uint64_t pieces = (sealed + PIECE + TAG_BYTES - 1) / (PIECE + TAG_BYTES);
    if (sealed < pieces * TAG_BYTES)
        return ERR_INVALID;
    *out_size = sealed - pieces * TAG_BYTES;
    return OK;
}

static bool read_piece(struct opening *opening)
{
    unsigned long long size;
    unsigned char tag;
    ssize_t got = read_full(opening->file, opening->sealed, sizeof(opening->sealed));
    if (opening->is_last || got < TAG_BYTES)
        return false;
    if (crypto_secretstream_xchacha20poly1305_pull(
            &opening->stream, opening->piece, &size, &tag, opening->sealed,
            (unsigned long long)got, opening->bound, sizeof(opening->bound)) != 0)
        return false;
    opening->size = (size_t)size;
    opening->taken = 0;
    opening->is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return opening->is_last || size == PIECE;
}

enum err opening_read(struct opening *opening, void *bytes, size_t size)
{
    unsigned char *at = bytes;
    while (size > 0) {
        if (opening->taken == opening->size && !read_piece(opening))
            return ERR_INVALID;
        size_t left = opening->size - opening->taken;
        size_t taken = left < size ? left : size;
        memcpy(at, opening->piece + opening->taken, taken);
        opening->taken += taken;
        at += taken;
        size -= taken;
    }
    return OK;
}

enum err opening_is_whole(struct opening *opening)
{
    unsigned char more;
    if (opening->taken == opening->size && !opening->is_last && !read_piece(opening))
        return ERR_INVALID;
    bool is_whole = opening->is_last && opening->taken == opening->size &&
                    read_full(opening->file, &more, 1) == 0;
    return is_whole ? OK : ERR_INVALID;
}

void opening_end(struct opening *opening)
{
    sodium_free(opening);
}

/* ---- digests ------------------------------------------------------------------------------- */

void digest_begin(struct digest *digest)
{
    must(crypto_generichash_init((void *)digest->state, NULL, 0, DIGEST_BYTES) == 0);
}

void digest_add(struct digest *digest, const void *bytes, size_t size)
{
    crypto_generichash_update((void *)digest->state, bytes, size);
}

void digest_end(struct digest *digest, char out_text[DIGEST_CHARS + 1])
{
    unsigned char bytes[DIGEST_BYTES];
    crypto_generichash_final((void *)digest->state, bytes, sizeof(bytes));
    sodium_bin2hex(out_text, DIGEST_CHARS + 1, bytes, sizeof(bytes));
}
