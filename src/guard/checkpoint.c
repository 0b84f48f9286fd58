#include "guard/checkpoint.h"

#include <string.h>

#include <openssl/sha.h>

#include "base/base64.h"
#include "vault/sign.h"

#define DASH "\xe2\x80\x94 "

enum { KEY_ID_BYTES = 4, SIGNATURE_BYTES = 64, NOTE_LIMIT = 4096 };

struct str checkpoint_name(struct arena *arena, const unsigned char key[CHECKPOINT_KEY_BYTES])
{
    char name[LOG_NAME_BYTES];
    log_name(name, key);
    return str_copy(arena, str_of(name));
}

/* Which key of which name signed: so that a checker passes over the others. */
static void key_id(struct arena *arena, struct str name, int kind, const unsigned char key[],
                   unsigned char out_id[KEY_ID_BYTES])
{
    unsigned char hash[SHA256_DIGEST_LENGTH];
    struct buf covered = buf_make(arena, 128);
    buf_add(&covered, name);
    buf_add_char(&covered, '\n');
    buf_add_char(&covered, (char)kind);
    buf_add(&covered, (struct str){(const char *)key, CHECKPOINT_KEY_BYTES});
    SHA256((const unsigned char *)covered.at, covered.size, hash);
    memcpy(out_id, hash, KEY_ID_BYTES);
}

struct str checkpoint_signature(struct arena *arena, struct str name, int kind,
                                const unsigned char key[CHECKPOINT_KEY_BYTES],
                                const unsigned char *signature, size_t size)
{
    unsigned char bytes[KEY_ID_BYTES + 8 + SIGNATURE_BYTES];
    must(size <= sizeof(bytes) - KEY_ID_BYTES);
    key_id(arena, name, kind, key, bytes);
    memcpy(bytes + KEY_ID_BYTES, signature, size);
    struct str text = base64_write(arena, bytes, KEY_ID_BYTES + size);
    return str_format(arena, DASH "%.*s %.*s\n", STR_ARGS(name), STR_ARGS(text));
}

/* Empty: the time is none that fits. */
static struct str body_of(struct arena *arena, struct str name, const struct checkpoint *checkpoint)
{
    char text[LOG_TEXT_BYTES];
    struct str at = instant_text(arena, checkpoint->at);
    if (at.size != LOG_AT_CHARS)
        return STR_NONE;
    size_t size = log_text(text, str_c(arena, name), &checkpoint->mark, at);
    return str_copy(arena, (struct str){text, size});
}

enum err checkpoint_sign(struct vault *vault, struct arena *arena,
                         const struct checkpoint *checkpoint, const struct tree_proof *grown,
                         struct str *out_note)
{
    unsigned char key[CHECKPOINT_KEY_BYTES], signature[SIGNATURE_BYTES];
    enum err err = vault_log_key(vault, key);
    if (err == OK)
        err = vault_log_sign(vault, &checkpoint->mark, instant_text(arena, checkpoint->at), grown,
                             signature);
    if (err != OK)
        return err;
    struct str name = checkpoint_name(arena, key);
    struct str body = body_of(arena, name, checkpoint);
    struct str line = checkpoint_signature(arena, name, CHECKPOINT_BY_LOG, key, signature,
                                           sizeof(signature));
    *out_note = str_format(arena, "%.*s\n%.*s", STR_ARGS(body), STR_ARGS(line));
    return OK;
}

/* ---- reading ------------------------------------------------------------------------------- */

struct str checkpoint_body(struct str note)
{
    for (size_t i = 0; i + 1 < note.size; i++)
        if (note.at[i] == '\n' && note.at[i + 1] == '\n')
            return str_slice(note, 0, i + 1);
    return STR_NONE;
}

/* The four lines as they are written, and no others: what is read is written again and compared. */
static enum err read_body(struct arena *arena, struct str body, struct str name,
                          struct checkpoint *out_checkpoint)
{
    struct checkpoint checkpoint;
    struct log_mark *mark = &checkpoint.mark;
    struct str rest = body, origin = str_cut(&rest, '\n');
    size_t size;
    if (origin.size <= name.size || origin.at[name.size] != '/' || !str_starts(origin, name))
        return ERR_NOT_FOUND;
    if (str_to_i64(str_slice(origin, name.size + 1, SIZE_MAX), &mark->writer) != OK ||
        str_to_i64(str_cut(&rest, '\n'), &mark->size) != OK || mark->size < 0)
        return ERR_INVALID;
    if (base64_read(str_cut(&rest, '\n'), mark->root.at, TREE_HASH_BYTES, &size) != OK ||
        size != TREE_HASH_BYTES || !str_starts(rest, STR("time ")))
        return ERR_INVALID;
    struct str time = str_slice(str_cut(&rest, '\n'), 5, SIZE_MAX);
    if (instant_parse(time, &checkpoint.at) != OK ||
        !str_equal(body_of(arena, name, &checkpoint), body))
        return ERR_INVALID;
    *out_checkpoint = checkpoint;
    return OK;
}

/* The key's own line among those below the empty line. */
static enum err check_signature(struct arena *arena, struct str note, struct str body,
                                struct str name, const unsigned char key[])
{
    unsigned char id[KEY_ID_BYTES], bytes[KEY_ID_BYTES + SIGNATURE_BYTES];
    struct str rest = str_slice(note, body.size + 1, SIZE_MAX);
    size_t size;
    key_id(arena, name, CHECKPOINT_BY_LOG, key, id);
    while (rest.size > 0) {
        struct str line = str_cut(&rest, '\n');
        if (!str_starts(line, STR(DASH)))
            return ERR_INVALID;
        line = str_slice(line, sizeof(DASH) - 1, SIZE_MAX);
        if (!str_equal(str_cut(&line, ' '), name) ||
            base64_read(line, bytes, sizeof(bytes), &size) != OK || size != sizeof(bytes) ||
            memcmp(bytes, id, KEY_ID_BYTES) != 0)
            continue;
        return sign_check_bytes(key, body, bytes + KEY_ID_BYTES);
    }
    return ERR_INVALID;
}

enum err checkpoint_read(struct arena *arena, struct str note,
                         const unsigned char key[CHECKPOINT_KEY_BYTES],
                         struct checkpoint *out_checkpoint)
{
    struct str name = checkpoint_name(arena, key), body = checkpoint_body(note);
    struct checkpoint checkpoint;
    if (body.size == 0 || note.size > NOTE_LIMIT || note.at[note.size - 1] != '\n')
        return ERR_INVALID;
    enum err err = read_body(arena, body, name, &checkpoint);
    if (err == OK)
        err = check_signature(arena, note, body, name, key);
    if (err == OK)
        *out_checkpoint = checkpoint;
    return err;
}

struct str checkpoint_cut(struct str *rest)
{
    while (rest->size > 0 && rest->at[0] == '\n')
        *rest = str_slice(*rest, 1, SIZE_MAX);
    struct str whole = *rest, body = checkpoint_body(*rest);
    if (body.size == 0) {
        *rest = STR_NONE;
        return whole;
    }
    *rest = str_slice(whole, body.size + 1, SIZE_MAX);
    while (str_starts(*rest, STR(DASH)))
        str_cut(rest, '\n');
    return str_slice(whole, 0, whole.size - rest->size);
}

struct str checkpoint_seen(struct arena *arena, struct str note, struct instant at)
{
    struct str body = checkpoint_body(note);
    return str_format(arena, "cosignature/v1\ntime %lld\n%.*s",
                      (long long)(at.ms / MS_PER_SECOND), STR_ARGS(body));
}
