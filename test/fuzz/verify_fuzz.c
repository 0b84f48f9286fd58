/* haven-verify: whatever an export, a proof or a file of checkpoints holds, it reads within bounds,
 * and believes only what the key signed: the corpus' key has signed nothing that a fuzzer can make.
 * libraries: -lsodium
 */
#define VERIFY_WITHOUT_MAIN
#define VERIFY_OUT(...) ((void)0)
#include "../../verify/haven_verify.c"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The first byte says which reader; a zero byte parts the text from the checkpoints. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char digits[] = "bQ1cJKUdGTIp+TZ5p0/uxhDEtviKO6q7ljY7btLUXE8=";
    struct log_key key;
    if (size == 0 || sodium_init() < 0
        || !read_key((struct text){digits, sizeof digits - 1}, &key))
        return 0;
    struct text first = {(const char *)bytes + 1, size - 1}, second = first;
    first = cut(&second, 0);
    struct path path;
    struct root root = {0};
    struct text rest = first;
    switch (bytes[0] % 4) {
    case 0:
        check_log(first, second, &key);
        break;
    case 1:
        check_proof(first, &key);
        break;
    case 2:
        check_growth(first, second, &key);
        break;
    default: /* past the signature: a root and a path of the fuzzer's own */
        if (size > 100 && read_path(&rest, &key, &path, &root)
            && is_included(&path, 1, &root, bytes))
            abort();
        path.count = size % PATH_LIMIT;
        for (size_t i = 0; i < path.count; i++)
            memset(path.at[i], bytes[i % size], HASH);
        root.size = size > 9 ? (long long)bytes[8] << 16 | bytes[9] : 3;
        struct root older = {.size = bytes[size / 2]};
        if (size > 40
            && (is_included(&path, bytes[1], &root, bytes) || is_grown(&path, &older, &root)))
            if (memcmp(older.hash, root.hash, HASH) != 0 || older.size != root.size)
                abort();
    }
    return 0;
}
