/* Wrapped keys and sealed values.
 *
 *   wrapped key   version 1 | wrapper 8 | nonce 24 | sealed key 32 + 16 | commitment 32
 *   sealed value  version 1 | nonce 24 | sealed text 64..64K + 16
 *
 * wrapper is 0 for the root, else the organisation. Poly1305 does not commit to its key, so a
 * wrapped key carries a BLAKE2b commitment to the key inside it (threats.md 4.2). */
#include <sodium.h>
#include <string.h>

#include "vault/core.h"

enum {
    VERSION = 1,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    WRAPPER_AT = 1,
    WRAP_NONCE_AT = WRAPPER_AT + 8,
    WRAP_KEY_AT = WRAP_NONCE_AT + NONCE_BYTES,
    COMMITMENT_AT = WRAP_KEY_AT + KEY_BYTES + TAG_BYTES,
    SEALED_HEAD = 1 + NONCE_BYTES,
    BOUND_LIMIT = 600
};
_Static_assert(SEALED_HEAD + TAG_BYTES == SEALED_MORE, "as the message's header says");
_Static_assert(COMMITMENT_AT + KEY_BYTES == VAULT_WRAPPED_BYTES, "as the header promises");

/* Additional data: fields of known length, or preceded by their length, so that no two places
 * have the same bytes. */
struct bound {
    unsigned char bytes[BOUND_LIMIT];
    size_t size;
};

static void bind_bytes(struct bound *bound, const void *bytes, size_t size)
{
    must(size <= sizeof(bound->bytes) - bound->size);
    memcpy(bound->bytes + bound->size, bytes, size);
    bound->size += size;
}

static void bind_text(struct bound *bound, const char *text)
{
    size_t size = strlen(text);
    must(size <= 255);
    unsigned char prefix = (unsigned char)size;
    bind_bytes(bound, &prefix, 1);
    bind_bytes(bound, text, size);
}

/* Numbers stand in what is sealed with their lowest byte first. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "as the machine has them");

static void bind_number(struct bound *bound, int64_t number)
{
    bind_bytes(bound, &number, sizeof(number));
}

static void bind_owner(struct bound *bound, const char *label, enum vault_owner kind,
                       int64_t owner)
{
    unsigned char head[2] = {VERSION, (unsigned char)kind};
    bound->size = 0;
    bind_text(bound, label);
    bind_bytes(bound, head, sizeof(head));
    bind_number(bound, owner);
}

static void commit_to(unsigned char out[KEY_BYTES], const unsigned char key[KEY_BYTES],
                      enum vault_owner kind, int64_t owner)
{
    struct bound bound;
    bind_owner(&bound, "haven commitment", kind, owner);
    must(crypto_generichash(out, KEY_BYTES, bound.bytes, bound.size, key, KEY_BYTES) == 0);
}

static void wrap(const struct slot *slot, enum vault_owner kind, int64_t owner, int64_t wrapper,
                 unsigned char out[VAULT_WRAPPED_BYTES])
{
    struct bound bound;
    bind_owner(&bound, "haven key", kind, owner);
    bind_number(&bound, wrapper);
    out[0] = VERSION;
    memcpy(out + WRAPPER_AT, &wrapper, sizeof(wrapper));
    randombytes_buf(out + WRAP_NONCE_AT, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + WRAP_KEY_AT, NULL, slot->owner, KEY_BYTES,
                                               bound.bytes, bound.size, NULL,
                                               out + WRAP_NONCE_AT, slot->wrapper);
    commit_to(out + COMMITMENT_AT, slot->owner, kind, owner);
}

/* Opens a wrapped key with slot->wrapper into slot->owner. */
static enum err unwrap(struct slot *slot, enum vault_owner kind, int64_t owner, struct str wrapped)
{
    const unsigned char *in = (const unsigned char *)wrapped.at;
    unsigned char commitment[KEY_BYTES];
    struct bound bound;
    bind_owner(&bound, "haven key", kind, owner);
    bind_bytes(&bound, in + WRAPPER_AT, 8);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            slot->owner, NULL, NULL, in + WRAP_KEY_AT, KEY_BYTES + TAG_BYTES, bound.bytes,
            bound.size, in + WRAP_NONCE_AT, slot->wrapper) != 0)
        return ERR_INVALID;
    commit_to(commitment, slot->owner, kind, owner);
    if (sodium_memcmp(commitment, in + COMMITMENT_AT, KEY_BYTES) != 0) {
        sodium_memzero(slot->owner, KEY_BYTES);
        return ERR_INVALID;
    }
    return OK;
}

static bool is_wrapped(struct str wrapped)
{
    return wrapped.size == VAULT_WRAPPED_BYTES && wrapped.at[0] == VERSION;
}

static int64_t wrapper_of(struct str wrapped)
{
    int64_t wrapper;
    memcpy(&wrapper, wrapped.at + WRAPPER_AT, sizeof(wrapper));
    return wrapper;
}

/* Makes slot->wrapper the key that wraps for one organisation, 0 being the root. */
static enum err take_wrapper(const struct core *core, struct slot *slot, int64_t organisation,
                             struct str organisation_key)
{
    memcpy(slot->wrapper, core->locked->wrap, KEY_BYTES);
    if (organisation == 0)
        return OK;
    if (!is_wrapped(organisation_key) || wrapper_of(organisation_key) != 0)
        return ERR_INVALID;
    enum err err = unwrap(slot, VAULT_ORGANISATION, organisation, organisation_key);
    if (err != OK)
        return err;
    key_derive(slot->wrapper, slot->owner, "haven wrap", "");
    return OK;
}

/* Opens an owner's key into slot->owner, through its organisation's where that wrapped it. */
static enum err take_owner(const struct core *core, struct slot *slot,
                           const struct vault_item *item)
{
    if (!is_wrapped(item->wrapped_key))
        return ERR_INVALID;
    int64_t wrapper = wrapper_of(item->wrapped_key);
    if (wrapper != 0 && item->kind == VAULT_ORGANISATION)
        return ERR_INVALID;
    enum err err = take_wrapper(core, slot, wrapper, item->wrapper_key);
    if (err != OK)
        return err;
    return unwrap(slot, item->kind, item->owner, item->wrapped_key);
}

void core_key_make(const struct core *core, struct slot *slot, enum vault_owner kind,
                   int64_t owner, unsigned char out_wrapped[VAULT_WRAPPED_BYTES])
{
    memcpy(slot->wrapper, core->locked->wrap, KEY_BYTES);
    randombytes_buf(slot->owner, KEY_BYTES);
    wrap(slot, kind, owner, 0, out_wrapped);
}

enum err core_key_share(const struct core *core, struct slot *slot,
                        const struct vault_share *share,
                        unsigned char out_wrapped[VAULT_WRAPPED_BYTES])
{
    if (share->kind == VAULT_ORGANISATION || share->organisation == 0)
        return ERR_INVALID;
    struct vault_item item = {.kind = share->kind,
                              .owner = share->owner,
                              .wrapped_key = share->wrapped_key,
                              .wrapper_key = share->wrapper_key};
    enum err err = take_owner(core, slot, &item);
    if (err != OK)
        return err;
    /* the wrapper passes through the owner's place: keep the key to share beside it */
    memcpy(slot->table, slot->owner, KEY_BYTES);
    err = take_wrapper(core, slot, share->organisation, share->organisation_key);
    memcpy(slot->owner, slot->table, KEY_BYTES);
    if (err == OK)
        wrap(slot, share->kind, share->owner, share->organisation, out_wrapped);
    return err;
}

static void bind_place(struct bound *bound, const struct vault_item *item)
{
    bind_owner(bound, "haven field", item->kind, item->owner);
    bind_number(bound, item->place.row);
    bind_text(bound, item->place.table);
    bind_text(bound, item->place.column);
}

static void seal_one(const struct slot *slot, struct vault_item *item)
{
    struct bound bound;
    unsigned char *out = (unsigned char *)item->out.at;
    unsigned char *text = out + SEALED_HEAD;
    size_t padded = sealed_size(item->in.size) - SEALED_MORE, with_end;
    bind_place(&bound, item);
    memcpy(text, item->in.at, item->in.size);
    must(sodium_pad(&with_end, text, item->in.size, padded, padded) == 0 && with_end == padded);
    out[0] = VERSION;
    randombytes_buf(out + 1, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(text, NULL, text, padded, bound.bytes, bound.size,
                                               NULL, out + 1, slot->table);
    item->out.size = padded + SEALED_MORE;
}

/* The size of a padded text: what stands before the last 0x80, after which there are only zeros
 * (padded is a multiple of 8). The text was authenticated, so how long this takes tells nobody more
 * than its length, which the page that shows it tells too; sodium_unpad looks at every byte of
 * every text. */
static enum err unpadded_size(const unsigned char *text, size_t padded, size_t *out_size)
{
    static const unsigned char zeros[8];
    size_t size = padded;
    while (size > 0 && memcmp(text + size - sizeof(zeros), zeros, sizeof(zeros)) == 0)
        size -= sizeof(zeros);
    while (size > 0 && text[size - 1] == 0)
        size--;
    if (size == 0 || text[size - 1] != 0x80)
        return ERR_INVALID;
    *out_size = size - 1;
    return OK;
}

static enum err open_one(const struct slot *slot, struct vault_item *item)
{
    struct bound bound;
    const unsigned char *in = (const unsigned char *)item->in.at;
    unsigned char *out = (unsigned char *)item->out.at;
    size_t padded = item->in.size - SEALED_HEAD - TAG_BYTES, size;
    bind_place(&bound, item);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + SEALED_HEAD,
                                                   padded + TAG_BYTES, bound.bytes, bound.size,
                                                   in + 1, slot->table) != 0)
        return ERR_INVALID;
    if (unpadded_size(out, padded, &size) != OK)
        return ERR_INVALID;
    item->out.size = size;
    return OK;
}

/* Makes the slot's table key that of the item's owner and table. */
static enum err take_table(struct row *row, const struct vault_item *item)
{
    const struct vault_item *before = &row->before;
    bool is_same = row->has_before && is_same_key(before, item);
    bool is_same_table = is_same && strcmp(before->place.table, item->place.table) == 0;
    row->has_before = false;
    if (!is_same) {
        enum err err = take_owner(row->core, row->slot, item);
        if (err != OK)
            return err;
    }
    if (!is_same_table)
        key_derive(row->slot->table, row->slot->owner, "haven table", item->place.table);
    row->before = *item;
    row->has_before = true;
    return OK;
}

enum err seal_item(struct row *row, struct vault_item *item)
{
    enum err err = take_table(row, item);
    if (err == OK)
        seal_one(row->slot, item);
    return err;
}

enum err open_item(struct row *row, struct vault_item *item)
{
    if (!is_sealed_size(item->in.size) || item->in.at[0] != VERSION)
        return ERR_INVALID;
    enum err err = take_table(row, item);
    return err == OK ? open_one(row->slot, item) : err;
}
