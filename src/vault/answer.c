/* One message in, its answer out. Nothing here trusts a byte of the message. */
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "vault/budget.h"
#include "vault/names.h"
#include "vault/search.h"

struct exchange {
    struct core *core;
    struct slot *slot;
    enum asked asked;
    struct reader in;
    struct writer out; /* after the byte that says what came of it */
};

/* ---- fields ------------------------------------------------------------------------------- */

static enum err seal_or_open(const struct exchange *exchange, struct row *row,
                             struct vault_item *item)
{
    if (exchange->asked == ASKED_SEAL)
        return seal_item(row, item);
    return address_of(item) != ADDRESS_NONE ? ERR_DENIED : open_item(row, item);
}

/* Works on one item; what comes of it goes straight to where the answer has it. */
static void answer_item(struct exchange *exchange, struct row *row, struct vault_item *item,
                        size_t room)
{
    unsigned char *head = write_room(&exchange->out, 1 + sizeof(uint32_t));
    unsigned char *text = write_room(&exchange->out, room);
    uint32_t size = 0;
    if (head == NULL || text == NULL)
        return;
    item->out = (struct str){(const char *)text, 0};
    enum err err = item->in.size == 0 ? OK : room == 0 ? ERR_TOO_LARGE
                                      : seal_or_open(exchange, row, item);
    if (err == OK)
        size = (uint32_t)item->out.size;
    head[0] = (unsigned char)err;
    memcpy(head + 1, &size, sizeof(size));
    exchange->out.size -= room - size;
}

static enum err answer_items(struct exchange *exchange)
{
    struct row row = {.core = exchange->core, .slot = exchange->slot};
    struct vault_item items[2];
    uint32_t count = read_size(&exchange->in);
    for (uint32_t i = 0; i < count && !exchange->in.is_bad && !exchange->out.is_full; i++) {
        struct vault_item *item = &items[i % 2];
        read_item(&exchange->in, i == 0 ? NULL : &items[(i + 1) % 2], item);
        if (exchange->in.is_bad)
            break;
        answer_item(exchange, &row, item, exchange->asked == ASKED_SEAL
                    ? sealed_size(item->in.size) : item->in.size);
    }
    return OK;
}

static enum err answer_reveal(struct exchange *exchange)
{
    struct row row = {.core = exchange->core, .slot = exchange->slot};
    struct vault_item item;
    int64_t staff = read_number(&exchange->in);
    read_item(&exchange->in, NULL, &item);
    if (!is_read(&exchange->in))
        return ERR_MALFORMED;
    if (address_of(&item) != ADDRESS_WHOLE)
        return ERR_DENIED;
    unsigned char *text = write_room(&exchange->out, item.in.size);
    if (text == NULL)
        return ERR_TOO_LARGE;
    item.out = (struct str){(const char *)text, 0};
    enum err err = budget_take(exchange->core, staff);
    if (err == OK)
        err = open_item(&row, &item);
    exchange->out.size = err == OK ? item.out.size : 0;
    return err;
}

/* ---- searching what leaves ----------------------------------------------------------------- */

struct finding {
    struct searched in;
    uint32_t next[SEARCH_LETTERS];
    struct search_hit hits[SEARCH_HITS];
    int64_t houses[SEARCH_HITS + 1];
    size_t count, house_count;
};

static enum err search_for(struct finding *finding, uint32_t item, struct str patterns)
{
    struct reader in = {(const unsigned char *)patterns.at, patterns.size, false};
    in.is_bad = read_byte(&in) != SEARCH_FORMAT;
    while (in.left > 0 && !in.is_bad) {
        struct pattern pattern = {.how = read_byte(&in)};
        pattern.letters = read_bytes(&in, read_byte(&in));
        uint32_t at = SEARCH_END;
        while ((at = search_next(&finding->in, &pattern, at)) != SEARCH_END) {
            if (finding->count == SEARCH_HITS)
                return ERR_TOO_LARGE;
            finding->hits[finding->count++] = (struct search_hit){
                item, pattern.how / PATTERN_KIND, at, at + (uint32_t)pattern.letters.size - 1};
        }
    }
    return is_read(&in) ? OK : ERR_INVALID;
}

/* The answer's room is where patterns stand while they are looked for; none of it is sent. */
static enum err search_all(struct exchange *exchange, struct finding *finding)
{
    struct row row = {.core = exchange->core, .slot = exchange->slot};
    struct vault_item items[2];
    enum err err = OK;
    unsigned char *room = write_room(&exchange->out, VAULT_PLAIN_LIMIT + 1);
    uint32_t count = read_size(&exchange->in);
    for (uint32_t i = 0; i < count && err == OK; i++) {
        struct vault_item *item = &items[i % 2];
        size_t before = finding->count;
        read_item(&exchange->in, i == 0 ? NULL : &items[(i + 1) % 2], item);
        item->out = (struct str){(const char *)room, 0};
        if (exchange->in.is_bad || address_of(item) != ADDRESS_PATTERNS ||
            item->kind != VAULT_HOUSE)
            return ERR_INVALID;
        err = open_item(&row, item);
        if (err == OK)
            err = search_for(finding, i, item->out);
        if (finding->count > before || err == ERR_TOO_LARGE)
            finding->houses[finding->house_count++] = item->owner;
    }
    sodium_memzero(room, VAULT_PLAIN_LIMIT + 1);
    exchange->out.size = 0;
    return err;
}

static enum err search_counted(struct exchange *exchange, struct finding *finding)
{
    enum err err = budget_found(exchange->core, NULL, 0);
    if (err == OK)
        err = search_all(exchange, finding);
    if (finding->house_count > 0) { /* counted whatever came of it: a refusal is an answer too */
        enum err counted = budget_found(exchange->core, finding->houses, finding->house_count);
        err = counted == OK ? err : counted;
    }
    return err;
}

/* One at a time: of several under way together, each would be told of a last house. */
static pthread_mutex_t searching = PTHREAD_MUTEX_INITIALIZER;

static enum err answer_search(struct exchange *exchange)
{
    struct finding finding;
    struct str letters = read_long(&exchange->in), marks = read_long(&exchange->in);
    if (exchange->in.is_bad || letters.size > SEARCH_LETTERS || marks.size != letters.size)
        return ERR_MALFORMED;
    finding.count = finding.house_count = 0;
    search_make(&finding.in, letters, marks.at, finding.next);
    pthread_mutex_lock(&searching);
    enum err err = search_counted(exchange, &finding);
    pthread_mutex_unlock(&searching);
    if (err == OK)
        write_bytes(&exchange->out, (struct str){(const char *)finding.hits,
                                                 finding.count * sizeof(struct search_hit)});
    return err;
}

/* ---- keys and fingerprints ---------------------------------------------------------------- */

static enum err answer_key_make(struct exchange *exchange)
{
    enum vault_owner kind = read_byte(&exchange->in);
    int64_t owner = read_number(&exchange->in);
    unsigned char *out = write_room(&exchange->out, VAULT_WRAPPED_BYTES);
    if (!is_read(&exchange->in) || out == NULL)
        return ERR_MALFORMED;
    core_key_make(exchange->core, exchange->slot, kind, owner, out);
    return OK;
}

static enum err answer_key_share(struct exchange *exchange)
{
    struct vault_share share = {.kind = read_byte(&exchange->in),
                                .owner = read_number(&exchange->in)};
    share.wrapped_key = read_long(&exchange->in);
    share.wrapper_key = read_long(&exchange->in);
    share.organisation = read_number(&exchange->in);
    share.organisation_key = read_long(&exchange->in);
    unsigned char *out = write_room(&exchange->out, VAULT_WRAPPED_BYTES);
    if (!is_read(&exchange->in) || out == NULL)
        return ERR_MALFORMED;
    enum err err = core_key_share(exchange->core, exchange->slot, &share, out);
    if (err != OK)
        exchange->out.size = 0;
    return err;
}

static enum err answer_fingerprint(struct exchange *exchange)
{
    struct str purpose = str_of(read_word(&exchange->in));
    struct str value = read_long(&exchange->in);
    unsigned char *out = write_room(&exchange->out, 32);
    if (!is_read(&exchange->in) || out == NULL)
        return ERR_MALFORMED;
    core_fingerprint(exchange->core, purpose, value, out);
    return OK;
}

/* ---- proofs ------------------------------------------------------------------------------- */

static void read_mac(struct reader *reader, bool is_proven, struct vault_mac *out)
{
    *out = (struct vault_mac){.record = read_number(reader), .version = read_number(reader)};
    out->text = read_long(reader);
    struct str proof = is_proven ? read_bytes(reader, sizeof(out->mac)) : STR_NONE;
    if (proof.size > 0)
        memcpy(out->mac, proof.at, sizeof(out->mac));
}

static enum err answer_macs(struct exchange *exchange)
{
    bool is_checking = exchange->asked != ASKED_MAC_MAKE;
    struct str purpose = str_of(read_word(&exchange->in));
    uint32_t count = read_size(&exchange->in);
    for (uint32_t i = 0; i < count && !exchange->in.is_bad && !exchange->out.is_full; i++) {
        struct vault_mac mac;
        read_mac(&exchange->in, is_checking, &mac);
        if (exchange->in.is_bad)
            break;
        if (is_checking) {
            write_byte(&exchange->out, (uint8_t)mac_check(exchange->core, purpose, &mac,
                                                          exchange->asked == ASKED_MAC_CHECK));
        } else {
            mac_make(exchange->core, purpose, &mac);
            write_bytes(&exchange->out, (struct str){(const char *)mac.mac, sizeof(mac.mac)});
        }
    }
    return OK;
}

/* ---- names -------------------------------------------------------------------------------- */

enum { ENTRY_TEXTS = 256 };

static size_t read_texts(struct reader *reader, struct str texts[ENTRY_TEXTS])
{
    uint32_t count = read_size(reader);
    if (count > ENTRY_TEXTS)
        reader->is_bad = true;
    for (uint32_t i = 0; i < count && !reader->is_bad; i++)
        texts[i] = read_long(reader);
    return reader->is_bad ? 0 : count;
}

/* 0: not known, or no year. */
static int read_year(struct reader *reader)
{
    int64_t year = read_number(reader);
    return year > 0 && year <= INT16_MAX ? (int)year : 0;
}

static enum err answer_names_put(struct exchange *exchange)
{
    struct str names[ENTRY_TEXTS], phones[ENTRY_TEXTS];
    struct name_entry entry = {.person = read_number(&exchange->in),
                               .birth_year = read_year(&exchange->in)};
    entry.name_count = read_texts(&exchange->in, names);
    entry.phone_count = read_texts(&exchange->in, phones);
    entry.names = names;
    entry.phones = phones;
    if (!is_read(&exchange->in))
        return ERR_MALFORMED;
    index_put(exchange->core->names, &entry);
    return OK;
}

/* What was opened of one person so far. */
struct gathered {
    struct str names[ENTRY_TEXTS], phones[ENTRY_TEXTS];
    struct name_entry entry;
};

static void put_gathered(struct exchange *exchange, struct gathered *gathered)
{
    gathered->entry.names = gathered->names;
    gathered->entry.phones = gathered->phones;
    index_put(exchange->core->names, &gathered->entry);
    sodium_memzero(exchange->out.at, exchange->out.size);
    exchange->out.size = 0;
}

static int year_of(struct str date)
{
    int year = 0;
    for (size_t i = 0; i < 4; i++) {
        if (i >= date.size || date.at[i] < '0' || date.at[i] > '9')
            return 0;
        year = year * 10 + (date.at[i] - '0');
    }
    return year;
}

static void gather(struct gathered *gathered, uint8_t is, struct str text)
{
    struct name_entry *entry = &gathered->entry;
    if (is == NAME_IS_BORN)
        entry->birth_year = year_of(text);
    else if (is == NAME_IS_PHONE && entry->phone_count < ENTRY_TEXTS && text.size > 0)
        gathered->phones[entry->phone_count++] = text;
    else if (is == NAME_IS_NAME && entry->name_count < ENTRY_TEXTS && text.size > 0)
        gathered->names[entry->name_count++] = text;
}

/* The answer's room is where the names stand while the index takes them; none of it is sent. What
 * does not open is left out, not guessed. */
static enum err answer_names_load(struct exchange *exchange)
{
    struct row row = {.core = exchange->core, .slot = exchange->slot};
    struct vault_item items[2];
    struct gathered gathered = {0};
    uint32_t count = read_size(&exchange->in);
    for (uint32_t i = 0; i < count && !exchange->in.is_bad; i++) {
        struct vault_item *item = &items[i % 2], *before = &items[(i + 1) % 2];
        uint8_t is = read_byte(&exchange->in);
        read_item(&exchange->in, i == 0 ? NULL : before, item);
        if (exchange->in.is_bad)
            break;
        if (i > 0 && before->owner != item->owner)
            put_gathered(exchange, &gathered);
        if (i == 0 || before->owner != item->owner)
            gathered.entry = (struct name_entry){.person = item->owner};
        unsigned char *text = write_room(&exchange->out, item->in.size);
        item->out = (struct str){(const char *)text, 0};
        bool is_open = text != NULL && item->in.size > 0 && address_of(item) == ADDRESS_NONE &&
                       open_item(&row, item) == OK;
        gather(&gathered, is, is_open ? item->out : STR_NONE);
    }
    if (count > 0 && !exchange->in.is_bad)
        put_gathered(exchange, &gathered);
    bool is_whole = !exchange->out.is_full;
    sodium_memzero(exchange->out.at, exchange->out.size);
    exchange->out.size = 0;
    return is_whole ? OK : ERR_TOO_LARGE;
}

static enum err answer_names_ready(struct exchange *exchange)
{
    exchange->core->is_index_ready = true;
    return OK;
}

static struct name_query read_query(struct reader *reader)
{
    struct name_query query = {.text = read_long(reader), .birth_year = read_year(reader)};
    query.phone = read_long(reader);
    return query;
}

static void write_hits(struct writer *out, const struct name_hit *hits, size_t count)
{
    write_size(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        write_number(out, hits[i].person);
        write_size(out, (uint32_t)hits[i].score);
    }
}

static enum err answer_names_find(struct exchange *exchange)
{
    struct name_hit hits[NAMES_FOUND_LIMIT];
    struct name_query query = read_query(&exchange->in);
    uint32_t limit = read_size(&exchange->in);
    if (!is_read(&exchange->in) || limit > NAMES_FOUND_LIMIT)
        return ERR_MALFORMED;
    write_hits(&exchange->out, hits, index_find(exchange->core->names, &query, hits, limit));
    return OK;
}

static enum err answer_names_among(struct exchange *exchange)
{
    int64_t among[NAMES_AMONG_LIMIT];
    struct name_hit hits[NAMES_AMONG_LIMIT];
    struct name_query query = read_query(&exchange->in);
    uint32_t limit = read_size(&exchange->in);
    bool is_asking_others = read_byte(&exchange->in) != 0, has_strong_other = false;
    struct str ids = read_long(&exchange->in);
    if (!is_read(&exchange->in) || limit > NAMES_AMONG_LIMIT || ids.size > sizeof(among) ||
        ids.size % sizeof(int64_t) != 0)
        return ERR_MALFORMED;
    if (ids.size > 0)
        memcpy(among, ids.at, ids.size);
    query.among = among;
    query.among_count = ids.size / sizeof(int64_t);
    size_t count = index_find_among(exchange->core->names, &query, hits, limit,
                                    is_asking_others ? &has_strong_other : NULL);
    write_byte(&exchange->out, has_strong_other);
    write_hits(&exchange->out, hits, count);
    return OK;
}

static enum err answer_names_count(struct exchange *exchange)
{
    write_number(&exchange->out, (int64_t)index_count(exchange->core->names));
    return OK;
}

/* ---- the table ---------------------------------------------------------------------------- */

static const struct {
    enum err (*answer)(struct exchange *exchange);
    bool needs_index; /* ERR_BUSY until it has been told of everybody */
} answers[ASKED_END] = {
    [ASKED_SEAL] = {answer_items, false},
    [ASKED_OPEN] = {answer_items, false},
    [ASKED_KEY_MAKE] = {answer_key_make, false},
    [ASKED_KEY_SHARE] = {answer_key_share, false},
    [ASKED_FINGERPRINT] = {answer_fingerprint, false},
    [ASKED_REVEAL] = {answer_reveal, false},
    [ASKED_SEARCH] = {answer_search, false},
    [ASKED_MAC_MAKE] = {answer_macs, false},
    [ASKED_MAC_CHECK] = {answer_macs, false},
    [ASKED_MAC_LOOK] = {answer_macs, false},
    [ASKED_NAMES_PUT] = {answer_names_put, false},
    [ASKED_NAMES_LOAD] = {answer_names_load, false},
    [ASKED_NAMES_READY] = {answer_names_ready, false},
    [ASKED_NAMES_FIND] = {answer_names_find, true},
    [ASKED_NAMES_AMONG] = {answer_names_among, true},
    [ASKED_NAMES_COUNT] = {answer_names_count, false},
};

static enum err answer(struct exchange *exchange)
{
    enum asked asked = exchange->asked = read_byte(&exchange->in);
    if (asked >= ASKED_END || answers[asked].answer == NULL)
        return ERR_MALFORMED;
    if (answers[asked].needs_index && !exchange->core->is_index_ready)
        return ERR_BUSY;
    enum err err = answers[asked].answer(exchange);
    if (err == OK && !is_read(&exchange->in))
        return ERR_MALFORMED;
    return err == OK && exchange->out.is_full ? ERR_TOO_LARGE : err;
}

size_t answer_message(struct core *core, struct slot *slot, struct str request,
                      unsigned char *out)
{
    struct exchange exchange = {
        .core = core,
        .slot = slot,
        .in = {(const unsigned char *)request.at, request.size, false},
        .out = {out + 1, 0, MESSAGE_LIMIT - 1, false},
    };
    enum err err = answer(&exchange);
    if (err != OK) {
        sodium_memzero(exchange.out.at, exchange.out.size);
        exchange.out.size = 0;
    }
    out[0] = (unsigned char)err;
    sodium_memzero(slot, sizeof(*slot));
    return exchange.out.size + 1;
}
