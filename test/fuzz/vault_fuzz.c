/* Messages to the vault from a program that is hostile: whatever is sent, it is answered, nothing
 * is read or written beside it, no address is opened without a reveal; and what is sealed opens,
 * and with any byte changed does not.
 * sources: base vault
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "vault/budget.h"
#include "vault/names.h"
#include "vault/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What the index holds hangs on pages from the kernel, where the leak checker does not look. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

enum { PEOPLE_MOST = 2000 };

static struct core core;
static unsigned char request[MESSAGE_LIMIT], reply[MESSAGE_LIMIT];

static void prepare(void)
{
    must(sodium_init() >= 0);
    core.locked = locked_make();
    must(core.locked != NULL);
    memset(core.locked->root, 7, KEY_BYTES);
    locked_derive(core.locked);
    core.budget = budget_make(&core, -1, 5, 20, NULL);
    core.names = names_make();
    core.versions = versions_make();
    core.is_index_ready = true;
}

static struct str ask(struct str message)
{
    size_t size = answer_message(&core, &core.locked->slots[0], message, reply);
    must(size >= 1 && size <= MESSAGE_LIMIT && reply[0] <= ERR_INTERNAL);
    must(sodium_is_zero((const unsigned char *)&core.locked->slots[0], sizeof(struct slot)));
    return (struct str){(const char *)reply, size};
}

/* One item with a key that is right and the fuzzer's text, sealed, opened, and opened changed. */
static void seal_and_open(struct str text)
{
    unsigned char key[VAULT_WRAPPED_BYTES];
    static char sealed[1 << 17];
    struct vault_item item = {.kind = VAULT_PERSON, .owner = 7, .place = {"person", "name", 1},
                              .in = text};
    core_key_make(&core, &core.locked->slots[1], VAULT_PERSON, 7, key);
    item.wrapped_key = (struct str){(const char *)key, sizeof(key)};
    for (int round = 0; round < 3; round++) {
        struct writer out = {request, 0, sizeof(request), false};
        write_byte(&out, round == 0 ? ASKED_SEAL : ASKED_OPEN);
        write_size(&out, 1);
        write_item(&out, &item, NULL);
        struct str answer = ask((struct str){(const char *)request, out.size});
        struct reader in = {(const unsigned char *)answer.at, answer.size, false};
        must(read_byte(&in) == OK);
        enum err result = read_byte(&in);
        struct str got = read_long(&in);
        must(is_read(&in) && result == (round == 2 ? ERR_INVALID : OK));
        if (round == 1)
            must(str_equal(got, text));
        if (round == 0) {
            memcpy(sealed, got.at, got.size);
            item.in = (struct str){sealed, got.size};
        }
        if (round == 1)
            sealed[(unsigned char)text.at[0] % item.in.size] ^= 1;
    }
}

/* Patterns of a house that are anything, looked for in anything: places come back, and no text. */
static void seal_and_search(struct str text)
{
    unsigned char key[VAULT_WRAPPED_BYTES];
    static char patterns[1 << 16], marks[1 << 16];
    size_t half = text.size / 2;
    struct vault_item item = {.kind = VAULT_HOUSE, .owner = 7, .in = {patterns, half + 1},
                              .place = {"house_pattern", "patterns_sealed", 7}};
    core_key_make(&core, &core.locked->slots[1], VAULT_HOUSE, 7, key);
    item.wrapped_key = (struct str){(const char *)key, sizeof(key)};
    patterns[0] = SEARCH_FORMAT;
    memcpy(patterns + 1, text.at, half);
    struct writer out = {request, 0, sizeof(request), false};
    write_byte(&out, ASKED_SEAL);
    write_size(&out, 1);
    write_item(&out, &item, NULL);
    struct str answer = ask((struct str){(const char *)request, out.size});
    struct reader in = {(const unsigned char *)answer.at, answer.size, false};
    must(read_byte(&in) == OK && read_byte(&in) == OK);
    static char sealed[1 << 17];
    struct str got = read_long(&in);
    memcpy(sealed, got.at, got.size);
    item.in = (struct str){sealed, got.size};
    struct str letters = str_slice(text, half, text.size);
    for (size_t i = 0; i < letters.size; i++)
        marks[i] = (char)(text.at[i % (half + 1)] & (SEARCH_DIGIT | SEARCH_GAP));
    out = (struct writer){request, 0, sizeof(request), false};
    write_byte(&out, ASKED_SEARCH);
    write_long(&out, letters);
    write_long(&out, (struct str){marks, letters.size});
    write_size(&out, 1);
    write_item(&out, &item, NULL);
    answer = ask((struct str){(const char *)request, out.size});
    enum err err = (enum err)answer.at[0];
    must(err == OK || err == ERR_INVALID || err == ERR_TOO_LARGE);
    must(err == OK ? (answer.size - 1) % sizeof(struct search_hit) == 0 : answer.size == 1);
    for (size_t i = 1; i < answer.size; i += sizeof(struct search_hit)) {
        struct search_hit hit;
        memcpy(&hit, answer.at + i, sizeof(hit));
        must(hit.item == 0 && hit.first <= hit.last && hit.last < letters.size);
    }
}

/* The process itself never lets its index go: it ends. */
static void names_drop(struct names *names)
{
    for (uint32_t i = 0; i < names->word_places.used; i++)
        free(names->words[i].people);
    for (uint32_t i = 0; i < names->person_places.used; i++) {
        free(names->people[i].names);
        free(names->people[i].phones);
    }
    must(munmap(names->words, names->word_places.room * sizeof(struct word)) == 0);
    must(munmap(names->marks, names->word_places.room * sizeof(struct marks)) == 0);
    must(munmap(names->people, names->person_places.room * sizeof(struct person)) == 0);
    must(munmap(names->phones, names->phone_places.room * sizeof(struct phone)) == 0);
    free(names->word_hash.heads);
    free(names->person_hash.heads);
    free(names->phone_hash.heads);
    pthread_rwlock_destroy(&names->lock);
    free(names);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (core.locked == NULL)
        prepare();
    if (index_count(core.names) > PEOPLE_MOST) {
        names_drop(core.names);
        core.names = names_make();
    }
    struct str message = {(const char *)bytes, size};
    ask(message);
    if (size > 0 && size < 60000 && bytes[0] == 0xFF)
        seal_and_open(message);
    if (size > 1 && size < 60000 && bytes[0] == 0xFE)
        seal_and_search(str_slice(message, 1, size));
    return 0;
}
