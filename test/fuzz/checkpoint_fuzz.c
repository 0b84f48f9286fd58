/* Notes of checkpoints, as witnesses hand them back: a text of many is cut into all that it has,
 * and one is believed only as it is written, signed by the key. The corpus' key has signed two.
 * sources: base src/guard/checkpoint.c src/vault/sign.c src/vault/log_mark.c src/vault/message.c
 * libraries: -lcrypto
 */
#include <string.h>

#include "base/base64.h"
#include "guard/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define KEY "bQ1cJKUdGTIp+TZ5p0/uxhDEtviKO6q7ljY7btLUXE8="

/* Signing is the vault's, which is not here. */
enum err vault_log_key(struct vault *vault, unsigned char out_key[32])
{
    (void)vault, (void)out_key;
    return ERR_BUSY;
}

enum err vault_log_sign(struct vault *vault, const struct log_mark *mark, struct str at,
                        const struct tree_proof *grown, unsigned char out_signature[64])
{
    (void)vault, (void)mark, (void)at, (void)grown, (void)out_signature;
    return ERR_BUSY;
}

static void check_note(struct arena *arena, struct str note, const unsigned char *key)
{
    struct checkpoint checkpoint;
    struct str body = checkpoint_body(note);
    must(body.size < note.size || note.size == 0);
    if (checkpoint_read(arena, note, key, &checkpoint) != OK)
        return;
    int64_t size = checkpoint.mark.size;
    must((size == 19434 || size == 19456) && checkpoint.mark.writer == 0);
    must(checkpoint_seen(arena, note, checkpoint.at).size > body.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct str rest = {(const char *)bytes, size};
    unsigned char key[CHECKPOINT_KEY_BYTES];
    size_t key_size;
    must(base64_read(STR(KEY), key, sizeof(key), &key_size) == OK && key_size == sizeof(key));
    for (int notes = 0; rest.size > 0 && notes < 64; notes++) {
        size_t before = rest.size;
        struct str note = checkpoint_cut(&rest);
        must(rest.size < before && note.size <= before);
        check_note(&arena, note, key);
    }
    arena_free(&arena);
    return 0;
}
