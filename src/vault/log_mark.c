#include "vault/message.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void log_name(char out[LOG_NAME_BYTES], const unsigned char key[LOG_KEY_BYTES])
{
    enum { HASH_BYTES = (LOG_NAME_BYTES - 6 - 1) / 2 };
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, key, LOG_KEY_BYTES);
    snprintf(out, LOG_NAME_BYTES, "haven/");
    sodium_bin2hex(out + 6, LOG_NAME_BYTES - 6, hash, HASH_BYTES);
}

size_t log_text(char out[LOG_TEXT_BYTES], const char *name, const struct log_mark *mark,
                struct str at)
{
    char root[sodium_base64_ENCODED_LEN(TREE_HASH_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    sodium_bin2base64(root, sizeof(root), mark->root.at, TREE_HASH_BYTES,
                      sodium_base64_VARIANT_ORIGINAL);
    int size = snprintf(out, LOG_TEXT_BYTES, "%s/%lld\n%lld\n%s\ntime %.*s\n", name,
                        (long long)mark->writer, (long long)mark->size, root, STR_ARGS(at));
    must(size > 0 && size < LOG_TEXT_BYTES);
    return (size_t)size;
}

void write_mark(struct writer *writer, const struct log_mark *mark)
{
    write_number(writer, mark->writer);
    write_number(writer, mark->size);
    write_bytes(writer, (struct str){(const char *)mark->root.at, TREE_HASH_BYTES});
}

static void read_hash(struct reader *reader, struct tree_hash *out_hash)
{
    struct str bytes = read_bytes(reader, TREE_HASH_BYTES);
    if (bytes.size == TREE_HASH_BYTES)
        memcpy(out_hash->at, bytes.at, TREE_HASH_BYTES);
}

void read_mark(struct reader *reader, struct log_mark *out_mark)
{
    *out_mark = (struct log_mark){.writer = read_number(reader)};
    out_mark->size = read_number(reader);
    read_hash(reader, &out_mark->root);
}

void write_proof(struct writer *writer, const struct tree_proof *proof)
{
    write_size(writer, (uint32_t)proof->count);
    write_bytes(writer, (struct str){(const char *)proof->at, proof->count * TREE_HASH_BYTES});
}

void read_proof(struct reader *reader, struct tree_proof *out_proof)
{
    *out_proof = (struct tree_proof){.count = read_size(reader)};
    if (out_proof->count > TREE_PROOF_HASHES) {
        out_proof->count = 0;
        reader->is_bad = true;
    }
    for (size_t i = 0; i < out_proof->count; i++)
        read_hash(reader, &out_proof->at[i]);
}
