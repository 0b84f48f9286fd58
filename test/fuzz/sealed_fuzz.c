/* What is brought back to a machine from outside of it: sealed files of a backup, keys of a cold
 * record, typed shares of the root key. Nobody but who has the key makes one that opens.
 * sources: base vault
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vault/backup_seal.h"
#include "vault/cold_seal.h"
#include "vault/escrow.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define SECRET "0101010101010101010101010101010101010101010101010101010101010101"
enum { NAME_BYTES = 4, ROOM = 1 << 16 };

static int file_of(struct str bytes)
{
    int file = memfd_create("fuzz", MFD_CLOEXEC);
    must(file >= 0 && write(file, bytes.at, bytes.size) == (ssize_t)bytes.size);
    must(lseek(file, 0, SEEK_SET) == 0);
    return file;
}

/* The file's size says how much there is; what can be read to there ends there. */
static void read_whole(struct opening *opening, uint64_t most)
{
    static char text[ROOM];
    if (most > ROOM || opening_read(opening, text, (size_t)most) != OK)
        return;
    must(opening_read(opening, text, 1) != OK);
}

static void open_file(struct str bytes, const struct seal_for *who)
{
    struct opening *opening;
    uint64_t most;
    int file = file_of(bytes);
    if (opening_begin(file, who, &opening) == OK) {
        if (opening_size(opening, &most) == OK)
            read_whole(opening, most);
        opening_end(opening);
    }
    close(file);
}

/* The fuzzer knows the secret, and so may make a head that opens; the chain's key too. */
static void open_files(struct str bytes)
{
    static const unsigned char ones[CHAIN_KEY_BYTES] = {1};
    struct chain *chain = chain_read(ones);
    open_file(bytes, &(struct seal_for){.key = STR(SECRET), .name = STR("b.data")});
    open_file(bytes, &(struct seal_for){.chain = chain, .name = STR("b.data")});
    chain_drop(chain);
}

static void open_cold(struct str bytes)
{
    struct arena arena = arena_make(1 << 20);
    struct str plain;
    if (cold_open(&arena, STR(SECRET), bytes, &plain) == OK)
        must(plain.size < bytes.size);
    if (cold_open(&arena, bytes, STR(SECRET), &plain) == OK)
        must(plain.size < sizeof(SECRET));
    char public_key[BACKUP_KEY_CHARS + 1];
    if (cold_public_of(bytes, public_key) == OK)
        must(bytes.size == BACKUP_KEY_CHARS);
    arena_free(&arena);
}

/* Shares with a semicolon between them; where it says there is a fault there is a share. */
static void join_shares(struct str bytes)
{
    struct str shares[SHARES_MOST + 1];
    struct share_fault fault = {SIZE_MAX, -1};
    const char *reason;
    size_t count = 0;
    while (bytes.size > 0 && count < COUNT_OF(shares))
        shares[count++] = str_cut(&bytes, ';');
    enum err err = escrow_join(shares, count, "/dev/null/no-key", &fault, &reason);
    must(err != OK); /* that path cannot be written */
    if (err == ERR_MALFORMED)
        must(fault.share < count && fault.line >= 0 && fault.line <= SHARE_LINES);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    struct str rest = {(const char *)bytes + 1, size - 1};
    switch (bytes[0] % 3) {
    case 0: open_files(rest); break;
    case 1: open_cold(rest); break;
    default: join_shares(rest); break;
    }
    return 0;
}
