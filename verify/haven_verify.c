/* haven-verify - checks an exported log without Haven: no vault, no database, no code of the house.
 *
 *     haven-verify log EXPORT CHECKPOINTS KEY    every line, against every checkpoint
 *     haven-verify proof PROOF KEY               one line is in the log
 *     haven-verify growth PROOF CHECKPOINTS KEY  the log still begins as it did
 *
 * EXPORT is from `haven audit export`, CHECKPOINTS a witness's file or `haven audit export
 * --checkpoints`, PROOF from `haven audit proof`, KEY from `haven audit key` as it was written down
 * when the log began. The formats stand in doc/audit.md. Exit codes: 0 whole, 1 not, 2 bad use.
 *
 * It is one file so that it can be read in an evening, and shares nothing with Haven so that a
 * mistake there is not repeated here: SHA-256 and Ed25519 are libsodium's (Haven's tree uses
 * OpenSSL's), the tree is written down a second time, and memory is three plain allocations.
 */
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef VERIFY_OUT /* a fuzzer wants silence */
#define VERIFY_OUT(...) printf(__VA_ARGS__)
#endif

enum { HASH = 32, SIGNATURE = 64, ID = 4, LEVELS = 48, PATH_LIMIT = 64, NAME = 6 + 32 };

struct text {
    const char *at;
    size_t size;
};

struct root {
    long long writer, size;
    unsigned char hash[HASH];
};

struct log_key {
    unsigned char bytes[HASH], id[ID];
    char name[NAME + 1];
};

/* ---- text ---------------------------------------------------------------------------------- */

static struct text cut(struct text *rest, char separator)
{
    const char *end = rest->size ? memchr(rest->at, separator, rest->size) : NULL;
    struct text part = {rest->at, end ? (size_t)(end - rest->at) : rest->size};
    size_t taken = part.size + (end ? 1 : 0);
    *rest = (struct text){rest->at + taken, rest->size - taken};
    return part;
}

static bool starts(struct text text, const char *prefix)
{
    return text.size >= strlen(prefix) && memcmp(text.at, prefix, strlen(prefix)) == 0;
}

static bool is_same(struct text text, const char *whole)
{
    return text.size == strlen(whole) && starts(text, whole);
}

/* Whole, decimal, without a needless zero or plus. */
static bool read_number(struct text text, long long *out_number)
{
    char digits[24], again[24];
    if (text.size == 0 || text.size >= 20)
        return false;
    memcpy(digits, text.at, text.size);
    digits[text.size] = 0;
    *out_number = strtoll(digits, NULL, 10);
    snprintf(again, sizeof again, "%lld", *out_number);
    return strcmp(digits, again) == 0;
}

/* Exactly so many bytes. */
static bool read_base64(struct text text, unsigned char *out_bytes, size_t size)
{
    size_t got;
    const char *end;
    return sodium_base642bin(out_bytes, size, text.at, text.size, NULL, &got, &end,
                             sodium_base64_VARIANT_ORIGINAL) == 0
        && got == size && end == text.at + text.size;
}

/* ---- the tree: RFC 9162, 2.1 --------------------------------------------------------------- */

/* A leaf is SHA-256(0, head, line, line end). */
static void hash_leaf(const char *head, struct text line, unsigned char out_hash[HASH])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)"\0", 1);
    crypto_hash_sha256_update(&state, (const unsigned char *)head, strlen(head));
    crypto_hash_sha256_update(&state, (const unsigned char *)line.at, line.size);
    crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
    crypto_hash_sha256_final(&state, out_hash);
}

static void hash_node(const unsigned char *left, const unsigned char *right,
                      unsigned char out_hash[HASH])
{
    unsigned char both[1 + 2 * HASH] = {1};
    memcpy(both + 1, left, HASH);
    memcpy(both + 1 + HASH, right, HASH);
    crypto_hash_sha256(out_hash, both, sizeof both);
}

struct peaks {
    long long size;
    unsigned char at[LEVELS][HASH];
};

static void add_leaf(struct peaks *peaks, const unsigned char leaf[HASH])
{
    unsigned char hash[HASH];
    int level = 0;
    memcpy(hash, leaf, HASH);
    for (; peaks->size >> level & 1; level++)
        hash_node(peaks->at[level], hash, hash);
    memcpy(peaks->at[level], hash, HASH);
    peaks->size++;
}

static void root_of(const struct peaks *peaks, unsigned char out_root[HASH])
{
    bool is_begun = false;
    crypto_hash_sha256(out_root, (const unsigned char *)"", 0);
    for (int level = 0; level < LEVELS; level++)
        if (peaks->size >> level & 1) {
            if (is_begun)
                hash_node(peaks->at[level], out_root, out_root);
            else
                memcpy(out_root, peaks->at[level], HASH);
            is_begun = true;
        }
}

struct path {
    size_t count;
    unsigned char at[PATH_LIMIT][HASH];
};

/* Both proofs in one: the root of the newer tree above place, and that of the older one, which has
 * only the nodes to the left. older is NULL for a proof of inclusion. */
static bool climb(const struct path *path, size_t from, long long place, long long last,
                  unsigned char newer[HASH], unsigned char *older)
{
    for (size_t i = from; i < path->count; i++) {
        if (last == 0)
            return false;
        if (place % 2 == 1 || place == last) {
            hash_node(path->at[i], newer, newer);
            if (older)
                hash_node(path->at[i], older, older);
            while (place % 2 == 0 && place != 0) {
                place /= 2;
                last /= 2;
            }
        } else {
            hash_node(newer, path->at[i], newer);
        }
        place /= 2;
        last /= 2;
    }
    return last == 0;
}

static bool is_included(const struct path *path, long long index, const struct root *root,
                        const unsigned char leaf[HASH])
{
    unsigned char hash[HASH];
    memcpy(hash, leaf, HASH);
    return index >= 0 && index < root->size && climb(path, 0, index, root->size - 1, hash, NULL)
        && memcmp(hash, root->hash, HASH) == 0;
}

static bool is_grown(const struct path *path, const struct root *first, const struct root *root)
{
    unsigned char newer[HASH], older[HASH];
    if (first->size < 1 || first->size > root->size)
        return false;
    if (first->size == root->size)
        return path->count == 0 && memcmp(first->hash, root->hash, HASH) == 0;
    long long place = first->size - 1, last = root->size - 1;
    for (; place % 2 == 1; place /= 2)
        last /= 2;
    size_t from = place == 0 ? 0 : 1;
    if (path->count < from)
        return false;
    memcpy(newer, from ? path->at[0] : first->hash, HASH);
    memcpy(older, newer, HASH);
    return climb(path, from, place, last, newer, older) && memcmp(older, first->hash, HASH) == 0
        && memcmp(newer, root->hash, HASH) == 0;
}

/* ---- checkpoints --------------------------------------------------------------------------- */

static bool read_key(struct text text, struct log_key *out_key)
{
    unsigned char hash[HASH], covered[NAME + 2 + HASH];
    if (!read_base64(text, out_key->bytes, HASH))
        return false;
    crypto_hash_sha256(hash, out_key->bytes, HASH);
    memcpy(out_key->name, "haven/", 6);
    sodium_bin2hex(out_key->name + 6, 33, hash, 16);
    memcpy(covered, out_key->name, NAME);
    memcpy(covered + NAME, "\n\1", 2);
    memcpy(covered + NAME + 2, out_key->bytes, HASH);
    crypto_hash_sha256(hash, covered, sizeof covered);
    memcpy(out_key->id, hash, ID);
    return true;
}

/* One line "— name signature"; false when it is not the log's own or not right. */
static bool is_signed(struct text line, struct text body, const struct log_key *key)
{
    unsigned char bytes[ID + SIGNATURE];
    cut(&line, ' ');
    return is_same(cut(&line, ' '), key->name) && read_base64(line, bytes, sizeof bytes)
        && memcmp(bytes, key->id, ID) == 0
        && crypto_sign_verify_detached(bytes + ID, (const unsigned char *)body.at, body.size,
                                       key->bytes) == 0;
}

/* Takes the next note off the rest. 1: a checkpoint of this log; 0: none of ours, or torn. */
static int read_checkpoint(struct text *rest, const struct log_key *key, struct root *out_root)
{
    while (rest->size && rest->at[0] == '\n')
        cut(rest, '\n');
    struct text body = {rest->at, 0}, origin = cut(rest, '\n');
    struct text size = cut(rest, '\n'), root = cut(rest, '\n');
    while (rest->size && rest->at[0] != '\n')
        cut(rest, '\n');
    body.size = (size_t)(rest->at - body.at);
    cut(rest, '\n');
    bool is_right = false;
    while (starts(*rest, "\xe2\x80\x94 "))
        is_right |= is_signed(cut(rest, '\n'), body, key);
    if (!is_right || origin.size < NAME + 2 || !starts(origin, key->name)
        || origin.at[NAME] != '/')
        return 0;
    struct text writer = {origin.at + NAME + 1, origin.size - NAME - 1};
    return read_number(writer, &out_root->writer) && read_number(size, &out_root->size)
        && out_root->size >= 0 && read_base64(root, out_root->hash, HASH);
}

struct roots {
    struct root *at;
    size_t count;
};

static int in_order(const void *a, const void *b)
{
    const struct root *left = a, *right = b;
    if (left->writer != right->writer)
        return left->writer < right->writer ? -1 : 1;
    return left->size < right->size ? -1 : left->size > right->size;
}

static struct roots read_checkpoints(struct text text, const struct log_key *key)
{
    struct roots roots = {NULL, 0};
    size_t room = 0;
    while (text.size) {
        struct root root;
        if (!read_checkpoint(&text, key, &root))
            continue;
        if (roots.count == room) {
            room = room ? 2 * room : 256;
            struct root *more = realloc(roots.at, room * sizeof *more);
            if (!more)
                abort();
            roots.at = more;
        }
        roots.at[roots.count++] = root;
    }
    if (roots.count)
        qsort(roots.at, roots.count, sizeof *roots.at, in_order);
    return roots;
}

/* ---- log ----------------------------------------------------------------------------------- */

/* "haven audit 1" or "haven audit 2", then "writer number ..." : the leaf, and where it belongs. */
static bool read_entry(struct text *rest, long long *out_writer, long long *out_number,
                       unsigned char out_leaf[HASH])
{
    struct text head = cut(rest, '\n'), line = cut(rest, '\n'), words = line;
    bool is_second = is_same(head, "haven audit 2");
    if (!is_second && !is_same(head, "haven audit 1"))
        return false;
    hash_leaf(is_second ? "haven audit 2\n" : "haven audit 1\n", line, out_leaf);
    return read_number(cut(&words, ' '), out_writer) && read_number(cut(&words, ' '), out_number);
}

struct check {
    struct roots roots;
    size_t next; /* root not yet come to */
    struct peaks peaks;
    long long writer, last_signed, lines, checkpoints;
    bool is_begun;
};

/* Roots that the chain has come to, or false when one is not ours or was passed. */
static bool meet_roots(struct check *check)
{
    unsigned char hash[HASH];
    root_of(&check->peaks, hash);
    for (; check->next < check->roots.count; check->next++) {
        const struct root *root = &check->roots.at[check->next];
        if (root->writer != check->writer || root->size > check->peaks.size)
            return true;
        if (root->size != check->peaks.size || memcmp(hash, root->hash, HASH) != 0) {
            VERIFY_OUT("chain %lld: the lines up to %lld are not those that were signed\n",
                       check->writer, root->size);
            return false;
        }
        check->last_signed = root->size;
        check->checkpoints++;
    }
    return true;
}

/* Every root of the chain was met, and no chain before it was left out. */
static bool end_chain(struct check *check)
{
    if (check->next < check->roots.count && check->roots.at[check->next].writer == check->writer) {
        VERIFY_OUT("chain %lld: lines %lld to %lld were signed and are missing\n", check->writer,
                   check->peaks.size + 1, check->roots.at[check->next].size);
        return false;
    }
    VERIFY_OUT("chain %lld: %lld lines, %lld of them signed\n", check->writer, check->peaks.size,
               check->last_signed);
    return true;
}

static bool begin_chain(struct check *check, long long writer)
{
    if (check->is_begun && (writer <= check->writer || !end_chain(check)))
        return false;
    if (check->next < check->roots.count && check->roots.at[check->next].writer < writer) {
        VERIFY_OUT("chain %lld was signed and is missing\n",
                   check->roots.at[check->next].writer);
        return false;
    }
    check->writer = writer;
    check->peaks.size = check->last_signed = 0;
    check->is_begun = true;
    return meet_roots(check);
}

static bool check_log(struct text text, struct text checkpoints, const struct log_key *key)
{
    struct check check = {.roots = read_checkpoints(checkpoints, key)};
    bool is_whole = true;
    while (text.size && is_whole) {
        unsigned char leaf[HASH];
        long long writer, number;
        if (!read_entry(&text, &writer, &number, leaf)) {
            VERIFY_OUT("after %lld lines comes one that cannot be read\n", check.lines);
            is_whole = false;
            break;
        }
        if (!check.is_begun || writer != check.writer)
            is_whole = begin_chain(&check, writer);
        if (is_whole && number != check.peaks.size + 1) {
            VERIFY_OUT("chain %lld: line %lld stands where %lld should\n", writer, number,
                       check.peaks.size + 1);
            is_whole = false;
        }
        if (is_whole) {
            add_leaf(&check.peaks, leaf);
            check.lines++;
            is_whole = check.next == check.roots.count
                || check.roots.at[check.next].writer != writer
                || check.roots.at[check.next].size > check.peaks.size || meet_roots(&check);
        }
    }
    if (is_whole && check.is_begun)
        is_whole = end_chain(&check);
    if (is_whole && check.next < check.roots.count) {
        VERIFY_OUT("chain %lld was signed and is missing\n", check.roots.at[check.next].writer);
        is_whole = false;
    }
    free(check.roots.at);
    if (is_whole)
        VERIFY_OUT("%lld lines and %lld checkpoints: whole\n", check.lines, check.checkpoints);
    return is_whole;
}

/* ---- proofs -------------------------------------------------------------------------------- */

/* "path ", all hashes in base64, an empty line, the checkpoint that they lead to. */
static bool read_path(struct text *rest, const struct log_key *key, struct path *out_path,
                      struct root *out_root)
{
    struct text line = cut(rest, '\n');
    const char *end;
    size_t size;
    if (!starts(line, "path "))
        return false;
    cut(&line, ' ');
    if (sodium_base642bin(&out_path->at[0][0], sizeof out_path->at, line.at, line.size, NULL, &size,
                          &end, sodium_base64_VARIANT_ORIGINAL) != 0
        || end != line.at + line.size || size % HASH != 0)
        return false;
    out_path->count = size / HASH;
    return read_checkpoint(rest, key, out_root) && rest->size == 0;
}

static bool check_proof(struct text text, const struct log_key *key)
{
    unsigned char leaf[HASH];
    long long writer, number;
    struct path path;
    struct root root;
    bool is_right = is_same(cut(&text, '\n'), "haven audit proof 1")
        && read_entry(&text, &writer, &number, leaf) && read_path(&text, key, &path, &root)
        && writer == root.writer && is_included(&path, number - 1, &root, leaf);
    VERIFY_OUT(is_right ? "the line is in the log\n" : "this proves nothing\n");
    return is_right;
}

static bool check_growth(struct text text, struct text checkpoints, const struct log_key *key)
{
    long long first = 0;
    struct path path;
    struct root root;
    bool is_right = is_same(cut(&text, '\n'), "haven audit growth 1")
        && read_number(cut(&text, '\n'), &first) && read_path(&text, key, &path, &root);
    struct roots roots = read_checkpoints(checkpoints, key);
    bool is_found = false;
    for (size_t i = 0; i < roots.count && is_right; i++)
        if (roots.at[i].writer == root.writer && roots.at[i].size == first) {
            is_found = true;
            is_right = is_grown(&path, &roots.at[i], &root);
        }
    free(roots.at);
    VERIFY_OUT(is_right && is_found ? "the log still begins as it did\n" : "this proves nothing\n");
    return is_right && is_found;
}

/* ---- the command ----------------------------------------------------------------------------- */

static bool read_file(const char *path, struct text *out_text)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t size = 0, room = 0, got = 1;
    while (file && got > 0) {
        if (size == room) {
            room = room ? 2 * room : 1 << 16;
            char *more = realloc(text, room);
            if (!more)
                abort();
            text = more;
        }
        got = fread(text + size, 1, room - size, file);
        size += got;
    }
    bool is_read = file && !ferror(file);
    if (file)
        fclose(file);
    *out_text = (struct text){text, size};
    return is_read;
}

int haven_verify(int argc, char **argv);

int haven_verify(int argc, char **argv)
{
    struct text first, second = {"", 0};
    struct log_key key;
    bool is_log = argc == 5 && strcmp(argv[1], "log") == 0;
    bool is_growth = argc == 5 && strcmp(argv[1], "growth") == 0;
    bool is_proof = argc == 4 && strcmp(argv[1], "proof") == 0;
    if (sodium_init() < 0 || (!is_log && !is_growth && !is_proof)
        || !read_key((struct text){argv[argc - 1], strlen(argv[argc - 1])}, &key)) {
        fputs("usage: haven-verify log EXPORT CHECKPOINTS KEY\n"
              "       haven-verify proof PROOF KEY\n"
              "       haven-verify growth PROOF CHECKPOINTS KEY\n", stderr);
        return 2;
    }
    if (!read_file(argv[2], &first) || (!is_proof && !read_file(argv[3], &second))) {
        fputs("haven-verify: a file cannot be read\n", stderr);
        return 2;
    }
    bool is_whole = is_log ? check_log(first, second, &key)
        : is_growth ? check_growth(first, second, &key) : check_proof(first, &key);
    return is_whole ? 0 : 1;
}

#ifndef VERIFY_WITHOUT_MAIN
int main(int argc, char **argv)
{
    return haven_verify(argc, argv);
}
#endif
