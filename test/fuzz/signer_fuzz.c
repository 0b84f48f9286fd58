/* Messages to the signer from a program that is hostile: whatever is sent, it is answered, and a
 * chain's mark never goes back. And of logs that differ from some line on, in any order and with
 * whatever proof they can give of themselves: only those are signed that have what was signed
 * before.
 * sources: base vault src/guard/tree.c
 * libraries: -lcrypto
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "guard/tree.h"
#include "vault/signer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { CHAINS = 4, LOGS = 8, LINES = 64, STEPS = 40 };

static const unsigned char root[KEY_BYTES] = {7};
static struct signing_keys *keys;
static struct history_copy kept[2];
static unsigned char request[MESSAGE_LIMIT], reply[MESSAGE_LIMIT];

static size_t ask(struct history *history, struct str message)
{
    size_t size = signer_answer(keys, history, message, reply);
    must(size >= 1 && size <= MESSAGE_LIMIT && reply[0] <= ERR_INTERNAL);
    must(reply[0] == OK || size == 1);
    return size;
}

/* The size that the history has of a chain; 0: none. */
static int64_t known(struct history *history, int64_t writer)
{
    static const char asked[] = {ASKED_LOG_HISTORY};
    struct reader in = {reply + 1, ask(history, (struct str){asked, 1}) - 1, false};
    int64_t size = 0;
    for (uint32_t count = read_size(&in); count > 0; count--) {
        struct log_mark mark;
        read_mark(&in, &mark);
        must(mark.size > 0);
        if (mark.writer == writer)
            size = mark.size;
    }
    must(is_read(&in));
    return size;
}

/* Messages one after the other, each behind two bytes of size. */
static void send_anything(struct history *history, struct reader in)
{
    for (int step = 0; in.left > 2 && !in.is_bad && step < STEPS; step++) {
        size_t size = read_byte(&in);
        size |= (size_t)read_byte(&in) << 8;
        struct str message = read_bytes(&in, size < in.left ? size : in.left);
        int64_t writer = 0;
        if (message.size > sizeof(writer))
            memcpy(&writer, message.at + 1, sizeof(writer));
        int64_t before = known(history, writer);
        ask(history, message);
        must(known(history, writer) >= before);
    }
}

/* Log 0 is as it was written; another differs in the line of its number times three. */
static int64_t changed_in(int log)
{
    return log == 0 ? INT64_MAX : 3 * log;
}

static struct tree tree_of(int log, int64_t from, int64_t to)
{
    struct tree tree = {0};
    for (int64_t i = from; i < to; i++) {
        const char line[2] = {(char)i, (char)(i == changed_in(log) ? log : 0)};
        tree_add(&tree, tree_leaf((struct str){line, sizeof(line)}));
    }
    return tree;
}

static enum err root_of(void *with, int64_t from, int64_t to, struct tree_hash *out_root)
{
    struct tree tree = tree_of(*(const int *)with, from, to);
    *out_root = tree_root(&tree);
    return OK;
}

struct signed_so_far {
    int log;
    int64_t size;
};

static bool has_all_of(int log, const struct signed_so_far *so_far)
{
    int64_t shared = log == so_far->log ? INT64_MAX
        : changed_in(log) < changed_in(so_far->log) ? changed_in(log) : changed_in(so_far->log);
    return shared >= so_far->size;
}

/* Two bytes a step: whose chain and which log, and how long it is. */
static void grow(struct history *history, struct reader in)
{
    struct signed_so_far chains[CHAINS] = {0};
    for (int step = 0; in.left >= 2 && step < STEPS; step++) {
        int which = read_byte(&in), log = which / CHAINS % LOGS;
        int64_t size = read_byte(&in) % (LINES + 1);
        struct signed_so_far *so_far = &chains[which % CHAINS];
        struct tree_proof proof = {0};
        struct tree tree = tree_of(log, 0, size);
        const struct log_mark mark = {which % CHAINS, size, tree_root(&tree)};
        bool may = size > 0 && size >= so_far->size && has_all_of(log, so_far);
        if (so_far->size > 0 && size >= so_far->size)
            must(tree_prove_growth(&(struct tree_source){root_of, &log}, so_far->size, size,
                                   &proof) == OK);
        struct writer out = {request, 0, sizeof(request), false};
        write_byte(&out, ASKED_LOG_SIGN);
        write_mark(&out, &mark);
        write_bytes(&out, STR("2026-11-24T02:10:31Z"));
        write_proof(&out, &proof);
        ask(history, (struct str){(const char *)request, out.size});
        must(reply[0] == (may ? OK : ERR_CONFLICT));
        if (may)
            *so_far = (struct signed_so_far){log, size};
        must(known(history, mark.writer) == so_far->size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (keys == NULL) {
        must(sodium_init() >= 0);
        keys = signing_keys_make(root);
        must(keys != NULL);
    }
    memset(kept, 0, sizeof(kept));
    struct history *history = history_make(signing_keys_history(keys), -1, kept);
    struct reader in = {bytes, size, false};
    if (size > 0 && bytes[0] == 0xFF) {
        read_byte(&in);
        grow(history, in);
    } else {
        send_anything(history, in);
    }
    free(history);
    return 0;
}
