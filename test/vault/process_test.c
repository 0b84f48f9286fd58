/* The vault's process: what it may not do, what it refuses whoever asks, and what comes after
 * it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cage.h"
#include "vault/message.h"
#include "vault/sandbox.h"
#include "vault/search.h"
#include "vault/vault.h"
#include "process_fixture.h"

enum { CALLS_LIMIT = 25, HIGHEST_CALL = 512 };

/* ---- what it may ask of the kernel -------------------------------------------------------- */

/* Newer kernels let these two past every filter: they belong to a tracer's own breakpoints, and end
 * in an error or a signal anywhere else (x86-64: uretprobe, uprobe). */
static bool is_of_tracers(int call)
{
    return call == 335 || call == 336;
}

static bool is_allowed(int call)
{
    if (is_of_tracers(call))
        return true;
    for (size_t i = 0; i < sandbox_call_count; i++)
        if (sandbox_calls[i] == call)
            return true;
    return false;
}

/* In a build with sanitizers (base/cage.h) nothing is closed, and what watches the memory reserves
 * more of it than can be read; valgrind cannot live in the cage (script/tests-in-c says that it is
 * there). */
static void needs_cage(void)
{
    if (cage_holds() && !getenv("HAVEN_INSTRUMENTED"))
        return;
    print_message("# SKIP sanitizers and valgrind cannot live in the cage\n");
    skip();
}

/* How a process ends that does this in the sandbox. */
static int end_of(void (*act)(int number), int number)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        if (cage_hide() && sandbox_close())
            act(number);
        syscall(SYS_exit_group, 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void call_it(int number)
{
    syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
}

static void test_every_other_call_kills(void **state)
{
    needs_cage();
    (void)state;
    int killed = 0;
    assert_true(sandbox_call_count < CALLS_LIMIT);
    for (int number = 0; number < HIGHEST_CALL; number++) {
        if (is_allowed(number))
            continue;
        int status = end_of(call_it, number);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
            fail_msg("system call %d is let through", number);
        killed++;
    }
    print_message("vault: %zu system calls allowed, %d others tried and killed\n",
                  sandbox_call_count, killed);
}

static void map_to_run(int number)
{
    if (number == 0)
        mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    else
        mprotect((void *)((uintptr_t)&map_to_run & ~(uintptr_t)4095), 4096,
                 PROT_READ | PROT_EXEC);
}

static void test_no_memory_to_run(void **state)
{
    needs_cage();
    (void)state;
    for (int i = 0; i < 2; i++) {
        int status = end_of(map_to_run, i);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
    }
}

static void test_no_file_is_left(void **state)
{
    needs_cage();
    static const char *const paths[] = {"/", "/etc/passwd", "/proc/self/mem", "/tmp"};
    int status;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        int opened = 0;
        if (!cage_hide() || !cage_leave_files())
            _exit(99);
        for (size_t i = 0; i < COUNT_OF(paths); i++)
            opened += open(paths[i], O_RDONLY) >= 0 || errno != EACCES;
        _exit(opened);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* True: the file opens neither to be read nor to be written, nor goes anywhere else. */
static bool is_shut(const char *file, const char *other)
{
    bool is_open = open(file, O_RDONLY) >= 0 || open(file, O_WRONLY | O_TRUNC) >= 0;
    return !is_open && truncate(file, 0) != 0 && link(file, other) != 0 &&
           rename(file, other) != 0 && unlink(file) != 0;
}

static bool may_write(const char *file)
{
    return open(file, O_RDWR | O_CREAT, 0600) >= 0 && unlink(file) == 0;
}

/* What is left is shut, a folder by its name and by a link to it, files that are there or are yet
 * to be made; what lies beside them stays open. */
static void test_what_is_left_is_shut(void **state)
{
    struct world *world = *state;
    char folder[80], key[96], way[96], through[128], other[80], renamed[80], later[80];
    int status;
    needs_cage();
    snprintf(folder, sizeof(folder), "%s/left", world->folder);
    snprintf(key, sizeof(key), "%s/key", folder);
    snprintf(way, sizeof(way), "%s/beside", world->folder);
    snprintf(through, sizeof(through), "%s/way/key", way);
    snprintf(other, sizeof(other), "%s/beside/other", world->folder);
    snprintf(renamed, sizeof(renamed), "%s/beside/left", world->folder);
    snprintf(later, sizeof(later), "%s/later", world->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(mkdir(way, 0700), 0);
    strcat(way, "/way");
    assert_int_equal(symlink(folder, way), 0);
    close(open(key, O_WRONLY | O_CREAT, 0600));
    pid_t child = fork();
    if (child == 0) {
        const char *left[] = {way, world->key, later};
        if (!cage_leave_paths(left, COUNT_OF(left)))
            _exit(99);
        close(open(later, O_WRONLY | O_CREAT, 0600));
        _exit(!is_shut(key, other) + 2 * !is_shut(through, other) + 4 * !may_write(other) +
              8 * (rename(folder, renamed) == 0) + 16 * !may_write("/var/tmp/haven-process-test") +
              32 * (open("/etc/passwd", O_RDONLY) < 0 || open(world->budget, O_RDONLY) < 0) +
              64 * (!is_shut(world->key, other) || !is_shut(later, other)));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(unlink(key) + unlink(way) + rmdir(folder), 0);
    snprintf(way, sizeof(way), "%s/beside", world->folder);
    assert_int_equal(rmdir(way), 0);
}

/* As the kernel tells of the real process: nothing open but its own, no look from outside. */
static void test_the_process_is_closed(void **state)
{
    struct world *world = *state;
    char path[64], line[256];
    bool has_filter = false, has_no_privileges = false;
    snprintf(path, sizeof(path), "/proc/%d/status", world->process);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        has_filter |= strcmp(line, "Seccomp:\t2\n") == 0;
        has_no_privileges |= strcmp(line, "NoNewPrivs:\t1\n") == 0;
    }
    fclose(file);
    assert_true(has_filter || !cage_holds());
    assert_true(has_no_privileges);
    assert_int_equal(getsid(world->process), world->process);
    snprintf(path, sizeof(path), "/proc/%d/fd", world->process);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return; /* not even ours to look at */
    int files = -2; /* . and .. */
    while (readdir(folder) != NULL)
        files++;
    closedir(folder);
    /* standard ones, connections, the budget */
    assert_int_equal(files, 3 + MESSAGE_SIGNER_FILE - MESSAGE_FIRST_FILE + 1);
}

/* ---- keys --------------------------------------------------------------------------------- */

static void write_file(const char *path, const char *text, mode_t mode)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
}

static size_t read_key(struct world *world, char out[512])
{
    int file = open(world->key, O_RDONLY);
    ssize_t size = read(file, out, 511);
    close(file);
    assert_true(size > 0);
    out[size] = 0;
    return (size_t)size;
}

static enum err start_as(struct world *world, bool is_demo, bool has_begun)
{
    const char *reason = "";
    if (world->vault != NULL)
        world_stop(world);
    world->settings.is_demo = is_demo;
    world->settings.has_begun = has_begun;
    return world_start(world, &reason);
}

static void test_a_key_is_of_one_kind_of_data(void **state)
{
    struct world *world = *state;
    char text[512];
    read_key(world, text);
    assert_non_null(strstr(text, " real "));
    assert_int_equal(start_as(world, true, false), ERR_INVALID);
    assert_int_equal(start_as(world, true, true), ERR_INVALID);
    assert_int_equal(start_as(world, false, true), OK);
    unlink(world->key);
    assert_int_equal(start_as(world, true, true), ERR_BUSY); /* never made for what has begun */
    assert_int_equal(start_as(world, true, false), OK);
    assert_int_equal(start_as(world, false, false), ERR_INVALID);
    assert_int_equal(start_as(world, false, true), ERR_INVALID);
    assert_int_equal(start_as(world, true, true), OK);
}

/* Written before keys said what they are for: good for the database it began. */
static void test_an_old_key_opens_what_has_begun(void **state)
{
    struct world *world = *state;
    write_file(world->key, "haven-root-key 1 "
               "0101010101010101010101010101010101010101010101010101010101010101 "
               "0000000000000000\n", 0600);
    assert_int_equal(start_as(world, false, true), ERR_INVALID); /* the check is wrong */
    unsigned char key[32], check[32];
    char hex[65];
    memset(key, 1, sizeof(key));
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, key, 32, 32);
    crypto_generichash_update(&hash, (const unsigned char *)"haven root check", 17);
    crypto_generichash_final(&hash, check, 32);
    sodium_bin2hex(hex, sizeof(hex), check, 8);
    char text[256];
    snprintf(text, sizeof(text), "haven-root-key 1 "
             "0101010101010101010101010101010101010101010101010101010101010101 %s\n", hex);
    write_file(world->key, text, 0600);
    assert_int_equal(start_as(world, true, false), ERR_INVALID);
    assert_int_equal(start_as(world, true, true), OK);
    assert_int_equal(start_as(world, false, true), OK);
}

static void test_passphrase(void **state)
{
    struct world *world = *state;
    unsigned char before[32], after[32];
    char plain[512], sealed[512];
    const char *reason = "";
    assert_int_equal(vault_fingerprint(world->vault, "root", STR_NONE, before), OK);
    read_key(world, plain);
    world->settings.phrase_path = world->phrase;
    assert_int_equal(vault_seal_key(&world->settings, &reason), ERR_BUSY); /* no such file */
    write_file(world->phrase, "too short\n", 0600);
    assert_int_equal(vault_seal_key(&world->settings, &reason), ERR_INVALID);
    write_file(world->phrase, "a lantern over the door\n", 0600);
    assert_int_equal(vault_seal_key(&world->settings, &reason), OK);
    read_key(world, sealed);
    assert_int_equal(strncmp(sealed, "haven-sealed-key 1 real 3 ", 26), 0);
    plain[22 + 64] = 0;
    assert_null(strstr(sealed, plain + 22));
    assert_int_equal(start_as(world, false, true), OK);
    assert_int_equal(vault_fingerprint(world->vault, "root", STR_NONE, after), OK);
    assert_memory_equal(before, after, 32);
    write_file(world->phrase, "a lantern over the doof\n", 0600);
    assert_int_equal(start_as(world, false, true), ERR_INVALID);
    /* what the one before left in memory without a name opens without it being asked again */
    write_file(world->phrase, "a lantern over the door\n", 0600);
    world->settings.kept = vault_keep_make();
    assert_int_equal(start_as(world, false, true), OK);
    unlink(world->phrase);
    assert_int_equal(start_as(world, false, true), OK);
    assert_int_equal(vault_fingerprint(world->vault, "root", STR_NONE, after), OK);
    assert_memory_equal(before, after, 32);
    close(world->settings.kept);
    world->settings.kept = 0;
    assert_int_equal(start_as(world, false, true), ERR_BUSY);
}

/* The key's bytes are looked for without ever standing here: as what is 255 less each. */
static bool has_bytes(const unsigned char *at, size_t size, const unsigned char *inverted)
{
    for (size_t i = 0; i + 32 <= size; i++) {
        size_t same = 0;
        while (same < 32 && at[i + same] == 255 - inverted[same])
            same++;
        if (same == 32)
            return true;
    }
    return false;
}

static void test_who_asks_never_holds_the_key(void **state)
{
    struct world *world = *state;
    char text[512], line[512], access[8];
    unsigned char inverted[32];
    size_t searched = 0;
    needs_cage();
    read_key(world, text);
    for (int i = 0; i < 32; i++) {
        unsigned byte;
        assert_int_equal(sscanf(text + 22 + 2 * i, "%2x", &byte), 1);
        inverted[i] = (unsigned char)~byte;
    }
    memset(text, 0, sizeof(text));
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY);
    static unsigned char part[1 << 16];
    while (fgets(line, sizeof(line), maps) != NULL) {
        unsigned long from, to;
        if (sscanf(line, "%lx-%lx %7s", &from, &to, access) != 3 || access[1] != 'w')
            continue;
        for (; from < to; from += sizeof(part) / 2) {
            size_t size = to - from < sizeof(part) ? to - from : sizeof(part);
            if (pread(memory, part, size, (off_t)from) != (ssize_t)size)
                break;
            assert_false(has_bytes(part, size, inverted));
            searched += size;
        }
    }
    close(memory);
    fclose(maps);
    assert_true(searched > 100000);
}

/* ---- addresses ---------------------------------------------------------------------------- */

static void test_only_a_reveal_opens_an_address(void **state)
{
    struct world *world = *state;
    struct vault_item item = world_address(world);
    assert_int_equal(vault_open_all(world->vault, &world->arena, &item, 1), OK);
    assert_int_equal(item.result, ERR_DENIED);
    assert_int_equal(item.out.size, 0);
    const struct name_sealed as_name = {NAME_IS_NAME, item};
    size_t count = 9;
    assert_int_equal(names_load(world->vault, &as_name, 1), OK);
    assert_int_equal(names_count(world->vault, &count), OK);
    assert_int_equal(count, 0);
    assert_int_equal(world_reveal(world, &item, 7), OK);
    assert_true(str_equal_c(item.out, "12 Hill Road"));
}

/* ---- what leaves -------------------------------------------------------------------------- */

static void test_patterns_open_for_nobody(void **state)
{
    struct world *world = *state;
    struct vault_item item = world_patterns(world, 3, "hiiiroad");
    struct vault_hits hits;
    assert_int_equal(vault_open_all(world->vault, &world->arena, &item, 1), OK);
    assert_int_equal(item.result, ERR_DENIED);
    assert_int_equal(item.out.size, 0);
    assert_int_equal(world_reveal(world, &item, 7), ERR_DENIED);
    const struct name_sealed as_name = {NAME_IS_NAME, item};
    size_t count = 9;
    assert_int_equal(names_load(world->vault, &as_name, 1), OK);
    assert_int_equal(names_count(world->vault, &count), OK);
    assert_int_equal(count, 0);
    assert_int_equal(world_search(world, &item, 1, "sheiivesathiiiroadnow", &hits), OK);
    assert_int_equal(hits.count, 1);
    assert_int_equal(hits.at[0].item, 0);
    assert_int_equal(hits.at[0].kind, 2);
    assert_int_equal(hits.at[0].first, 10);
    assert_int_equal(hits.at[0].last, 17);
    assert_int_equal(world_search(world, &item, 1, "sheiivesathoiroadnow", &hits), OK);
    assert_int_equal(hits.count, 0);
}

/* What is no pattern of that house is not searched for: an address least of all, nor anybody's
 * name. */
static void test_only_patterns_are_searched_for(void **state)
{
    struct world *world = *state;
    struct vault_hits hits;
    struct vault_item good = world_patterns(world, 3, "hiiiroad"), bad = world_address(world);
    assert_int_equal(world_search(world, &bad, 1, "i2hiiiroad", &hits), ERR_INVALID);
    bad = good;
    bad.place = (struct vault_place){"person_name", "name_sealed", 3};
    assert_int_equal(world_search(world, &bad, 1, "i2hiiiroad", &hits), ERR_INVALID);
    bad = good;
    bad.owner = bad.place.row = 4; /* another house would be counted for it */
    assert_int_equal(world_search(world, &bad, 1, "hiiiroad", &hits), ERR_INVALID);
    for (size_t i = 0; i < good.in.size; i += 7) {
        bad = good;
        char *bytes = str_c(&world->arena, good.in);
        bytes[i] ^= 1;
        bad.in.at = bytes;
        assert_int_equal(world_search(world, &bad, 1, "hiiiroad", &hits), ERR_INVALID);
    }
    bad = world_patterns(world, 5, ""); /* a house of which nothing gives it away is well */
    assert_int_equal(world_search(world, &bad, 1, "hiiiroad", &hits), OK);
    bad = good;
    bad.in = STR_NONE; /* one without patterns is not */
    assert_int_equal(world_search(world, &bad, 1, "hiiiroad", &hits), ERR_INVALID);
}

/* Searches that are no hits are not counted, so how long they take must not tell of an address: no
 * letter after the three that find the place is looked at. Of this pattern the others cannot be. */
static void test_what_is_no_hit_is_not_compared(void **state)
{
    enum { LETTERS = 9 };
    static const uint8_t hows[] = {PATTERN_STARTS_WORD, PATTERN_ENDS_WORD, PATTERN_NEEDS_DIGIT,
                                   PATTERN_UNBROKEN, 0};
    static const char *const marks[] = {"000000000", "000000002", "000000000", "000200020",
                                        "100000000"};
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)state;
    assert_true(pages != MAP_FAILED);
    memcpy(pages + page - 3, "hii", 3);
    assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
    for (size_t i = 0; i < COUNT_OF(hows); i++) {
        char bits[LETTERS + 3];
        uint32_t next[LETTERS + 3];
        static struct searched in;
        struct pattern pattern = {{pages + page - 3, LETTERS}, hows[i]};
        for (size_t j = 0; j < sizeof(bits); j++)
            bits[j] = j == 0 ? SEARCH_DIGIT : j <= LETTERS ? (char)(marks[i][j - 1] - '0') : 0;
        search_make(&in, STR("xhiiiroadxyz"), bits, next);
        assert_true(search_next(&in, &pattern, SEARCH_END) == SEARCH_END);
    }
    munmap(pages, 2 * page);
}

/* More houses and more letters than one message holds; found across every cut. */
static void test_long_searches(void **state)
{
    enum { HOUSES = 1500, LETTERS = 300000 };
    struct world *world = *state;
    struct vault_item *items = ARENA_MANY(&world->arena, struct vault_item, HOUSES);
    char *letters = ARENA_MANY(&world->arena, char, LETTERS + 1);
    struct vault_hits hits;
    size_t found = 0;
    items[0] = world_patterns(world, 1, "xxxxx");
    for (int i = 1; i < HOUSES; i++)
        items[i] = items[0];
    items[HOUSES - 1] = world_patterns(world, 2, "sampietonroad");
    memset(letters, 'q', LETTERS);
    letters[LETTERS] = 0;
    for (size_t at = 0; at + 13 <= LETTERS; at += 997, found++)
        memcpy(letters + at, "sampietonroad", 13);
    assert_int_equal(world_search(world, items, HOUSES, letters, &hits), OK);
    size_t seen = 0;
    for (size_t at = 0; at + 13 <= LETTERS; at += 997) {
        size_t i = 0;
        while (i < hits.count && hits.at[i].first != at)
            i++;
        seen += i < hits.count && hits.at[i].item == HOUSES - 1 && hits.at[i].last == at + 12;
    }
    assert_int_equal(seen, found);
    memset(letters, 'x', LETTERS);
    assert_int_equal(world_search(world, items, HOUSES, letters, &hits), ERR_TOO_LARGE);
}

/* ---- proofs ------------------------------------------------------------------------------- */

static enum err check(struct world *world, struct vault_mac mac, const char *purpose)
{
    assert_int_equal(vault_mac_check(world->vault, purpose, &mac, 1), OK);
    return mac.result;
}

static void test_rows_cannot_be_forged_or_put_back(void **state)
{
    struct world *world = *state;
    struct vault_mac old = {.record = 7, .version = 1, .text = STR("grant desk")};
    struct vault_mac new = {.record = 7, .version = 2, .text = STR("revoked")};
    assert_int_equal(vault_mac_make(world->vault, "grant", &old, 1), OK);
    assert_int_equal(vault_mac_make(world->vault, "grant", &new, 1), OK);
    assert_int_equal(check(world, old, "grant"), OK); /* made is not yet seen */
    assert_int_equal(check(world, new, "grant"), OK);
    assert_int_equal(check(world, old, "grant"), ERR_CONFLICT);
    assert_int_equal(check(world, new, "grant"), OK);
    assert_int_equal(check(world, new, "tie"), ERR_INVALID);
    struct vault_mac forged = new;
    forged.version = 3;
    assert_int_equal(check(world, forged, "grant"), ERR_INVALID);
    forged = new;
    forged.record = 8;
    assert_int_equal(check(world, forged, "grant"), ERR_INVALID);
    forged = new;
    forged.text = STR("revoked ");
    assert_int_equal(check(world, forged, "grant"), ERR_INVALID);
    for (int bit = 0; bit < 256; bit++) {
        forged = new;
        forged.mac[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_int_equal(check(world, forged, "grant"), ERR_INVALID);
    }
}

/* More than one message holds, and more records than the first room has. */
static void test_many_proofs(void **state)
{
    enum { ROWS = 20000 };
    struct world *world = *state;
    struct vault_mac *macs = ARENA_MANY(&world->arena, struct vault_mac, ROWS);
    for (int i = 0; i < ROWS; i++)
        macs[i] = (struct vault_mac){.record = i, .version = i % 3,
                                     .text = str_format(&world->arena, "a row of number %d "
                                     "that says who may do what, and since when", i)};
    assert_int_equal(vault_mac_make(world->vault, "tie", macs, ROWS), OK);
    macs[77].version++;
    assert_int_equal(vault_mac_check(world->vault, "tie", macs, ROWS), OK);
    for (int i = 0; i < ROWS; i++)
        assert_int_equal(macs[i].result, i == 77 ? ERR_INVALID : OK);
}

/* ---- when it ends ------------------------------------------------------------------------- */

static void test_away_and_back(void **state)
{
    struct world *world = *state;
    struct name_query query = {.text = STR("Mariam"), .phone = STR_NONE};
    struct str name = STR("Mariam Haile");
    struct name_hit hit;
    unsigned char print[32], again[32];
    size_t count = 0;
    const char *reason = "";
    int files[VAULT_FILES];
    struct vault *vault = world->vault;
    int first = vault_generation(vault);
    assert_int_equal(names_find(vault, &query, &hit, 1, &count), ERR_BUSY); /* told of nobody yet */
    assert_int_equal(names_put(vault, &(struct name_entry){.person = 5, .names = &name,
                                                           .name_count = 1}), OK);
    assert_int_equal(names_ready(vault, first), OK);
    assert_int_equal(names_find(vault, &query, &hit, 1, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(vault_fingerprint(vault, "root", STR_NONE, print), OK);
    kill(world->process, SIGKILL);
    waitpid(world->process, NULL, 0);
    for (int i = 0; i < 3 * VAULT_FILES; i++)
        assert_int_equal(vault_fingerprint(vault, "root", STR_NONE, again), ERR_BUSY);
    assert_int_equal(names_find(vault, &query, &hit, 1, &count), ERR_BUSY);
    assert_int_equal(vault_spawn(&world->settings, files, &world->process, &reason), OK);
    vault_rejoin(vault, files);
    assert_int_equal(vault_fingerprint(vault, "root", STR_NONE, again), OK);
    assert_memory_equal(print, again, 32);
    /* the next knows nobody, and says so rather than finding nobody */
    assert_int_equal(names_find(vault, &query, &hit, 1, &count), ERR_BUSY);
    assert_int_equal(names_ready(vault, first), ERR_BUSY);
    assert_int_equal(names_ready(vault, vault_generation(vault)), OK);
    assert_int_equal(names_find(vault, &query, &hit, 1, &count), OK);
    assert_int_equal(count, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, world_make, world_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_other_call_kills),
        cmocka_unit_test(test_no_memory_to_run),
        cmocka_unit_test(test_no_file_is_left),
        TEST(test_what_is_left_is_shut),
        TEST(test_the_process_is_closed),
        TEST(test_a_key_is_of_one_kind_of_data),
        TEST(test_an_old_key_opens_what_has_begun),
        TEST(test_passphrase),
        TEST(test_who_asks_never_holds_the_key),
        TEST(test_only_a_reveal_opens_an_address),
        TEST(test_patterns_open_for_nobody),
        TEST(test_only_patterns_are_searched_for),
        cmocka_unit_test(test_what_is_no_hit_is_not_compared),
        TEST(test_long_searches),
        TEST(test_rows_cannot_be_forged_or_put_back),
        TEST(test_many_proofs),
        TEST(test_away_and_back),
    };
    must(sodium_init() >= 0);
    return cmocka_run_group_tests_name("vault's process", tests, NULL, NULL);
}
