/* The calls of vault.h, each written as messages. Of long batches so much goes into one message as
 * fits. */
#include <string.h>

#include "vault/client.h"

enum { ANSWER_ITEM = 5 /* bytes before each text: what came of it, its size */ };

/* ---- sealing and opening ------------------------------------------------------------------ */

struct batch {
    struct vault_item *items;
    size_t count;
    enum asked asked;
};

/* Takes what can be told without asking, and the room for what is asked. */
static void ready_item(struct arena *arena, struct vault_item *item, bool is_sealing)
{
    size_t room = is_sealing ? sealed_size(item->in.size) : item->in.size;
    item->out = STR_NONE;
    item->result = OK;
    if (item->in.size == 0)
        return;
    if (is_sealing && room == 0)
        item->result = ERR_TOO_LARGE;
    else if (!is_sealing && !is_sealed_size(item->in.size))
        item->result = ERR_INVALID;
    else if (item->wrapped_key.size != VAULT_WRAPPED_BYTES ||
             item->wrapper_key.size > VAULT_WRAPPED_BYTES)
        item->result = ERR_INVALID;
    else
        item->out = (struct str){arena_take(arena, room), room};
}

static bool is_asked(const struct vault_item *item)
{
    return item->result == OK && item->in.size > 0;
}

/* Writes items from *at on, as many as fit into message and answer; *at becomes the first left. */
static void write_items(struct link *link, const struct batch *batch, size_t *at)
{
    unsigned char *count_at = write_room(&link->out, sizeof(uint32_t));
    const struct vault_item *before = NULL;
    size_t answer = 1;
    uint32_t count = 0;
    for (; *at < batch->count; ++*at) {
        const struct vault_item *item = &batch->items[*at];
        size_t size = link->out.size;
        if (!is_asked(item))
            continue;
        write_item(&link->out, item, before);
        answer += item->out.size + ANSWER_ITEM;
        if (count > 0 && (link->out.is_full || answer > MESSAGE_LIMIT)) {
            link->out.size = size;
            link->out.is_full = false;
            break;
        }
        before = item;
        count++;
    }
    memcpy(count_at, &count, sizeof(count));
}

/* The answers of the items from..to; an answer that is none is a broken vault. */
static void read_items(struct link *link, const struct batch *batch, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct vault_item *item = &batch->items[i];
        if (!is_asked(item))
            continue;
        item->result = read_byte(&link->in);
        struct str text = read_long(&link->in);
        must(!link->in.is_bad && text.size <= item->out.size);
        memcpy((char *)item->out.at, text.at, text.size);
        item->out = item->result == OK ? (struct str){item->out.at, text.size} : STR_NONE;
    }
    must(is_read(&link->in));
}

static enum err work_through(struct vault *vault, const struct batch *batch)
{
    enum err err = OK;
    size_t at = 0;
    while (at < batch->count && !is_asked(&batch->items[at]))
        at++;
    if (at == batch->count)
        return OK;
    struct link *link = client_claim(vault, batch->asked);
    if (link == NULL)
        return ERR_BUSY;
    while (err == OK && at < batch->count) {
        size_t from = at;
        client_begin(link, batch->asked);
        write_items(link, batch, &at);
        err = client_ask(link);
        if (err == OK)
            read_items(link, batch, from, at);
    }
    client_release(link);
    return err;
}

enum err vault_first_result(const struct vault_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (items[i].result != OK)
            return items[i].result;
    return OK;
}

enum err vault_seal(struct vault *vault, struct arena *arena, struct vault_item *items,
                    size_t count)
{
    for (size_t i = 0; i < count; i++)
        ready_item(arena, &items[i], true);
    return work_through(vault, &(struct batch){items, count, ASKED_SEAL});
}

enum err vault_open_all(struct vault *vault, struct arena *arena, struct vault_item *items,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        ready_item(arena, &items[i], false);
    return work_through(vault, &(struct batch){items, count, ASKED_OPEN});
}

enum err vault_reveal(struct vault *vault, struct arena *arena, int64_t staff,
                      struct vault_item *item)
{
    ready_item(arena, item, false);
    if (!is_asked(item))
        return item->result;
    struct link *link = client_claim(vault, ASKED_REVEAL);
    if (link == NULL)
        return ERR_BUSY;
    write_number(&link->out, staff);
    write_item(&link->out, item, NULL);
    enum err err = client_ask(link);
    if (err == OK) {
        must(link->in.left <= item->out.size);
        item->out.size = link->in.left;
        memcpy((char *)item->out.at, link->in.at, link->in.left);
    }
    client_release(link);
    return err;
}

/* ---- keys --------------------------------------------------------------------------------- */

/* Asks for so many bytes. */
static enum err ask_bytes(struct link *link, void *out, size_t size)
{
    enum err err = client_ask(link);
    if (err == OK) {
        struct str bytes = read_bytes(&link->in, size);
        must(is_read(&link->in));
        memcpy(out, bytes.at, size);
    }
    client_release(link);
    return err;
}

enum err vault_key_make(struct vault *vault, struct arena *arena, enum vault_owner kind,
                        int64_t owner, struct str *out_wrapped)
{
    unsigned char *out = arena_take(arena, VAULT_WRAPPED_BYTES);
    struct link *link = client_claim(vault, ASKED_KEY_MAKE);
    if (link == NULL)
        return ERR_BUSY;
    write_byte(&link->out, (uint8_t)kind);
    write_number(&link->out, owner);
    enum err err = ask_bytes(link, out, VAULT_WRAPPED_BYTES);
    if (err == OK)
        *out_wrapped = (struct str){(const char *)out, VAULT_WRAPPED_BYTES};
    return err;
}

enum err vault_key_share(struct vault *vault, struct arena *arena,
                         const struct vault_share *share, struct str *out_wrapped)
{
    unsigned char *out = arena_take(arena, VAULT_WRAPPED_BYTES);
    struct link *link = client_claim(vault, ASKED_KEY_SHARE);
    if (link == NULL)
        return ERR_BUSY;
    write_byte(&link->out, (uint8_t)share->kind);
    write_number(&link->out, share->owner);
    write_long(&link->out, share->wrapped_key);
    write_long(&link->out, share->wrapper_key);
    write_number(&link->out, share->organisation);
    write_long(&link->out, share->organisation_key);
    enum err err = ask_bytes(link, out, VAULT_WRAPPED_BYTES);
    if (err == OK)
        *out_wrapped = (struct str){(const char *)out, VAULT_WRAPPED_BYTES};
    return err;
}

enum err vault_fingerprint(struct vault *vault, const char *purpose, struct str value,
                           unsigned char out_fingerprint[32])
{
    struct link *link = client_claim(vault, ASKED_FINGERPRINT);
    if (link == NULL)
        return ERR_BUSY;
    write_word(&link->out, purpose);
    write_long(&link->out, value);
    return ask_bytes(link, out_fingerprint, 32);
}

/* ---- proofs ------------------------------------------------------------------------------- */

static void write_mac(struct writer *writer, const struct vault_mac *mac, bool is_checking)
{
    write_number(writer, mac->record);
    write_number(writer, mac->version);
    write_long(writer, mac->text);
    if (is_checking)
        write_bytes(writer, (struct str){(const char *)mac->mac, sizeof(mac->mac)});
}

/* From *at on as many as fit; the answer is always shorter. */
static void write_macs(struct link *link, const char *purpose, const struct vault_mac *macs,
                       size_t count, bool is_checking, size_t *at)
{
    write_word(&link->out, purpose);
    unsigned char *count_at = write_room(&link->out, sizeof(uint32_t));
    uint32_t written = 0;
    for (; *at < count; ++*at) {
        size_t size = link->out.size;
        write_mac(&link->out, &macs[*at], is_checking);
        if (written > 0 && link->out.is_full) {
            link->out.size = size;
            link->out.is_full = false;
            break;
        }
        written++;
    }
    memcpy(count_at, &written, sizeof(written));
}

static void read_macs(struct link *link, struct vault_mac *macs, size_t count, bool is_checking)
{
    for (size_t i = 0; i < count; i++) {
        if (is_checking) {
            macs[i].result = read_byte(&link->in);
            continue;
        }
        struct str mac = read_bytes(&link->in, sizeof(macs[i].mac));
        must(mac.size == sizeof(macs[i].mac));
        memcpy(macs[i].mac, mac.at, mac.size);
        macs[i].result = OK;
    }
    must(is_read(&link->in));
}

static enum err ask_macs(struct vault *vault, const char *purpose, struct vault_mac *macs,
                         size_t count, enum asked asked)
{
    bool is_checking = asked != ASKED_MAC_MAKE;
    enum err err = OK;
    if (count == 0)
        return OK;
    struct link *link = client_claim(vault, asked);
    if (link == NULL)
        return ERR_BUSY;
    for (size_t at = 0; err == OK && at < count;) {
        size_t from = at;
        client_begin(link, asked);
        write_macs(link, purpose, macs, count, is_checking, &at);
        err = client_ask(link);
        if (err == OK)
            read_macs(link, macs + from, at - from, is_checking);
    }
    client_release(link);
    return err;
}

enum err vault_mac_make(struct vault *vault, const char *purpose, struct vault_mac *macs,
                        size_t count)
{
    return ask_macs(vault, purpose, macs, count, ASKED_MAC_MAKE);
}

enum err vault_mac_check(struct vault *vault, const char *purpose, struct vault_mac *macs,
                         size_t count)
{
    return ask_macs(vault, purpose, macs, count, ASKED_MAC_CHECK);
}

enum err vault_mac_look(struct vault *vault, const char *purpose, struct vault_mac *macs,
                        size_t count)
{
    return ask_macs(vault, purpose, macs, count, ASKED_MAC_LOOK);
}

/* ---- the log ------------------------------------------------------------------------------- */

enum err vault_log_sign(struct vault *vault, const struct log_mark *mark, struct str at,
                        const struct tree_proof *grown, unsigned char out_signature[64])
{
    must(at.size == LOG_AT_CHARS);
    struct link *link = client_claim_signer(vault, ASKED_LOG_SIGN);
    write_mark(&link->out, mark);
    write_bytes(&link->out, at);
    write_proof(&link->out, grown);
    return ask_bytes(link, out_signature, 64);
}

enum err vault_log_key(struct vault *vault, unsigned char out_public[32])
{
    return ask_bytes(client_claim_signer(vault, ASKED_LOG_KEY), out_public, 32);
}

enum err vault_log_history(struct vault *vault, struct arena *arena, struct log_marks *out_marks)
{
    struct log_mark *marks = ARENA_MANY(arena, struct log_mark, LOG_CHAINS);
    struct link *link = client_claim_signer(vault, ASKED_LOG_HISTORY);
    enum err err = client_ask(link);
    if (err == OK) {
        size_t count = read_size(&link->in);
        must(count <= LOG_CHAINS);
        for (size_t i = 0; i < count; i++)
            read_mark(&link->in, &marks[i]);
        must(is_read(&link->in));
        *out_marks = (struct log_marks){marks, count};
    }
    client_release(link);
    return err;
}

/* ---- the name index ----------------------------------------------------------------------- */

static enum err ask_nothing(struct link *link)
{
    enum err err = client_ask(link);
    client_release(link);
    return err;
}

static void write_texts(struct writer *writer, const struct str *texts, size_t count)
{
    write_size(writer, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        write_long(writer, texts[i]);
}

/* More than these are not looked at anyway. */
static size_t most_texts(size_t count)
{
    enum { ENTRY_TEXTS = 256 };
    return count < ENTRY_TEXTS ? count : ENTRY_TEXTS;
}

enum err names_put(struct vault *vault, const struct name_entry *entry)
{
    struct link *link = client_claim(vault, ASKED_NAMES_PUT);
    if (link == NULL)
        return ERR_BUSY;
    write_number(&link->out, entry->person);
    write_number(&link->out, entry->birth_year);
    write_texts(&link->out, entry->names, most_texts(entry->name_count));
    write_texts(&link->out, entry->phones, most_texts(entry->phone_count));
    return ask_nothing(link);
}

/* The items of the person at at: [at, end). */
static size_t end_of_person(const struct name_sealed *items, size_t count, size_t at)
{
    size_t end = at;
    while (end < count && items[end].item.owner == items[at].item.owner)
        end++;
    return end;
}

/* Whole persons from *at on, as many as fit. */
static void write_people(struct link *link, const struct name_sealed *items, size_t count,
                         size_t *at)
{
    unsigned char *count_at = write_room(&link->out, sizeof(uint32_t));
    uint32_t written = 0;
    while (*at < count) {
        size_t end = end_of_person(items, count, *at), size = link->out.size;
        for (size_t i = *at; i < end; i++) {
            write_byte(&link->out, (uint8_t)items[i].is);
            write_item(&link->out, &items[i].item,
                       written + i - *at == 0 ? NULL : &items[i - 1].item);
        }
        if (link->out.is_full && written > 0) {
            link->out.size = size;
            link->out.is_full = false;
            break;
        }
        written += (uint32_t)(end - *at);
        *at = end;
    }
    memcpy(count_at, &written, sizeof(written));
}

enum err names_load(struct vault *vault, const struct name_sealed *items, size_t count)
{
    enum err err = OK;
    if (count == 0)
        return OK;
    struct link *link = client_claim(vault, ASKED_NAMES_LOAD);
    if (link == NULL)
        return ERR_BUSY;
    for (size_t at = 0; err == OK && at < count;) {
        client_begin(link, ASKED_NAMES_LOAD);
        write_people(link, items, count, &at);
        err = client_ask(link);
    }
    client_release(link);
    return err;
}

enum err names_ready(struct vault *vault, int generation)
{
    struct link *link = client_claim(vault, ASKED_NAMES_READY);
    if (link == NULL)
        return ERR_BUSY;
    if (link->generation == generation)
        return ask_nothing(link);
    client_release(link);
    return ERR_BUSY;
}

static void write_query(struct writer *writer, const struct name_query *query)
{
    write_long(writer, query->text);
    write_number(writer, query->birth_year);
    write_long(writer, query->phone);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static enum err ask_hits(struct link *link, struct name_hit *out_hits, size_t limit,
                         size_t *out_count, bool *out_has_strong_other)
{
    enum err err = client_ask(link);
    if (err == OK) {
        bool has_other = out_has_strong_other != NULL && read_byte(&link->in) != 0;
        size_t count = read_size(&link->in);
        must(count <= limit);
        for (size_t i = 0; i < count; i++) {
            out_hits[i].person = read_number(&link->in);
            out_hits[i].score = (int)read_size(&link->in);
        }
        must(is_read(&link->in));
        *out_count = count;
        if (out_has_strong_other != NULL)
            *out_has_strong_other = has_other;
    }
    client_release(link);
    return err;
}

enum err names_find(struct vault *vault, const struct name_query *query,
                    struct name_hit *out_hits, size_t limit, size_t *out_count)
{
    struct link *link = client_claim(vault, ASKED_NAMES_FIND);
    if (link == NULL)
        return ERR_BUSY;
    limit = least(limit, NAMES_FOUND_LIMIT);
    write_query(&link->out, query);
    write_size(&link->out, (uint32_t)limit);
    return ask_hits(link, out_hits, limit, out_count, NULL);
}

enum err names_find_among(struct vault *vault, const struct name_query *query,
                          struct name_hit *out_hits, size_t limit, size_t *out_count,
                          bool *out_has_strong_other)
{
    bool unused;
    struct link *link = client_claim(vault, ASKED_NAMES_AMONG);
    if (link == NULL)
        return ERR_BUSY;
    limit = least(limit, NAMES_AMONG_LIMIT);
    must(query->among_count <= NAMES_AMONG_LIMIT);
    write_query(&link->out, query);
    write_size(&link->out, (uint32_t)limit);
    write_byte(&link->out, out_has_strong_other != NULL);
    write_long(&link->out, (struct str){(const char *)query->among,
                                        query->among_count * sizeof(*query->among)});
    return ask_hits(link, out_hits, limit, out_count,
                    out_has_strong_other != NULL ? out_has_strong_other : &unused);
}

enum err names_count(struct vault *vault, size_t *out_count)
{
    int64_t count;
    struct link *link = client_claim(vault, ASKED_NAMES_COUNT);
    enum err err = link == NULL ? ERR_BUSY : ask_bytes(link, &count, sizeof(count));
    if (err == OK)
        *out_count = (size_t)count;
    return err;
}
