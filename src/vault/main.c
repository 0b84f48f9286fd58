/* The vault's process. Started by src/vault/start.c only, which says what its words mean;
 * connections stand open as files 3, 4, ... and the first word of the first says whether it could
 * start. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cage.h"
#include "vault/alarm.h"
#include "vault/budget.h"
#include "vault/key_file.h"
#include "vault/names.h"
#include "vault/pages.h"
#include "vault/sandbox.h"
#include "vault/signer.h"
#include "vault/start_words.h"

enum { BUFFER_BYTES = MESSAGE_HEAD + MESSAGE_LIMIT };

struct connection {
    struct core *core;
    int number;
    unsigned char *in, *out;
    pthread_t thread;
};

static pthread_barrier_t together; /* passed twice: all threads run, the sandbox is closed */

/* Until the other end is closed. */
static void serve(struct connection *own)
{
    int file = MESSAGE_FIRST_FILE + own->number;
    size_t size;
    while (message_receive(file, own->in, &size)) {
        struct str request = {(const char *)own->in + MESSAGE_HEAD, size};
        size_t out_size = answer_message(own->core, &own->core->locked->slots[own->number],
                                         request, own->out + MESSAGE_HEAD);
        bool is_sent = message_send(file, own->out, out_size);
        sodium_memzero(own->in, MESSAGE_HEAD + size);
        sodium_memzero(own->out, MESSAGE_HEAD + out_size);
        if (!is_sent)
            break;
    }
    close(file);
}

static void *run_thread(void *with)
{
    pthread_barrier_wait(&together); /* what a thread asks of the kernel to start, it has asked */
    pthread_barrier_wait(&together); /* nobody is answered outside the sandbox */
    serve(with);
    return NULL;
}

static void start_threads(struct core *core, struct connection *connections)
{
    pthread_attr_t attributes;
    must(pthread_attr_init(&attributes) == 0);
    must(pthread_attr_setstacksize(&attributes, (size_t)1 << 20) == 0);
    must(pthread_barrier_init(&together, NULL, VAULT_CONNECTIONS) == 0);
    for (int i = 0; i < VAULT_CONNECTIONS; i++) {
        connections[i] = (struct connection){.core = core, .number = i};
        connections[i].in = pages_grow(NULL, 0, BUFFER_BYTES);
        connections[i].out = pages_grow(NULL, 0, BUFFER_BYTES);
        if (i > 0) /* the first is served by the thread there is */
            must(pthread_create(&connections[i].thread, &attributes, run_thread,
                                &connections[i]) == 0);
    }
}

/* With the last connection the process ends. This thread must not end before: pthread_exit would
 * load a library, which the sandbox kills. */
static _Noreturn void serve_all(struct connection *connections)
{
    serve(&connections[0]);
    for (int i = 1; i < VAULT_CONNECTIONS; i++)
        must(pthread_join(connections[i].thread, NULL) == 0);
    _exit(0);
}

/* ---- starting ----------------------------------------------------------------------------- */

static _Noreturn void end(enum err err, const char *reason)
{
    tell_and_end(MESSAGE_FIRST_FILE, err, reason);
}

static bool has_flag(char **words, enum start_flag flag)
{
    return strchr(words[START_FLAGS], flag) != NULL;
}

enum { PAGE_BYTES = 4096 };

/* Memory that has no name, held by the supervisor unread, for the vault that follows this one: the
 * key that a passphrase opened, which is typed once, and how far the budget has come; on pages of
 * its own what the signer keeps. */
struct kept {
    unsigned char domain; /* 0: there is no key */
    unsigned char root[KEY_BYTES];
    unsigned char taken[BUDGET_PROOF_BYTES];
    _Alignas(PAGE_BYTES) struct history_copy history[2];
};

/* NULL: there is no supervisor. */
static struct kept *open_kept(void)
{
    if (fcntl(MESSAGE_KEPT_FILE, F_GETFD) < 0)
        return NULL;
    struct kept *kept = MAP_FAILED;
    if (ftruncate(MESSAGE_KEPT_FILE, sizeof(*kept)) == 0)
        kept = mmap(NULL, sizeof(*kept), PROT_READ | PROT_WRITE, MAP_SHARED, MESSAGE_KEPT_FILE, 0);
    if (kept == MAP_FAILED || mlock(kept, PAGE_BYTES) != 0 ||
        madvise(kept, PAGE_BYTES, MADV_DONTFORK) != 0)
        end(ERR_INTERNAL, NO_LOCKED_MEMORY);
    close(MESSAGE_KEPT_FILE);
    return kept;
}

static bool take_kept(const struct kept *kept, struct locked *locked, struct key_found *found)
{
    if (kept == NULL || kept->domain == 0)
        return false;
    memcpy(locked->root, kept->root, KEY_BYTES);
    *found = (struct key_found){.domain = kept->domain, .is_sealed = true};
    return true;
}

static void keep(struct kept *kept, const struct locked *locked, const struct key_found *found)
{
    memcpy(kept->root, locked->root, KEY_BYTES);
    kept->domain = (unsigned char)found->domain;
}

static void check_domain(char **words, const struct key_found *found)
{
    bool is_demo = has_flag(words, START_DEMO);
    if (is_demo && (found->domain == KEY_REAL ||
                    (found->domain == KEY_OLD && !has_flag(words, START_BEGUN))))
        end(ERR_INVALID, "this key is for real people's data; a demo has its own");
    if (!is_demo && found->domain == KEY_DEMO)
        end(ERR_INVALID, "this is a demo's key; it must not seal real people's data");
}

static struct key_place place_of(char **words)
{
    return (struct key_place){
        .path = words[START_KEY],
        .phrase_path = words[START_PHRASE],
        .is_credential = has_flag(words, START_CREDENTIAL),
        .may_make = !has_flag(words, START_BEGUN) && !has_flag(words, START_CREDENTIAL),
        .domain = has_flag(words, START_DEMO) ? KEY_DEMO : KEY_REAL,
    };
}

static struct locked *open_keys(char **words, struct kept *kept, struct key_found *found)
{
    const char *reason = "";
    struct locked *locked = locked_make();
    if (locked == NULL)
        end(ERR_INTERNAL, NO_LOCKED_MEMORY);
    struct key_place place = place_of(words);
    if (strcmp(words[START_WHAT], START_SEAL_KEY) == 0) {
        place.may_make = false;
        enum err err = key_file_seal(&place, locked, &reason);
        end(err, err == OK ? "" : reason);
    }
    if (!take_kept(kept, locked, found)) {
        enum err err = key_file_open(&place, locked, found, &reason);
        if (err != OK)
            end(err, reason);
    }
    check_domain(words, found);
    if (found->is_sealed && kept != NULL)
        keep(kept, locked, found);
    return locked;
}

/* -1: no path was given. A key that has its files from the beginning and finds one missing is a
 * reason to look who took it away. */
static int open_own_file(const char *path, int more_flags, const struct key_found *found,
                         bool *out_is_missing, struct stat *out_about)
{
    const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | more_flags;
    *out_is_missing = false;
    if (path[0] == 0)
        return -1;
    int file = open(path, flags);
    if (file < 0 && errno == ENOENT) {
        *out_is_missing = !found->is_made && found->domain != KEY_OLD;
        file = open(path, flags | O_CREAT | O_EXCL, 0600);
    }
    if (file < 0 || fstat(file, out_about) != 0 || !S_ISREG(out_about->st_mode))
        end(ERR_BUSY, "a file of the vault's own cannot be opened: addresses-opened or log-signed");
    return file;
}

enum { BUDGET_ROOM = 64 << 10 }; /* bytes: more than a day of addresses */

static int open_budget(char **words, const struct key_found *found)
{
    struct stat about;
    bool is_missing;
    int file = open_own_file(words[START_BUDGET], O_APPEND, found, &is_missing, &about);
    if (is_missing)
        alarm_tell("budget_missing");
    /* room ahead, so that on a full disk an address still opens in an emergency; a disk that gives
     * none now gives none then */
    int unused = file < 0 ? 0 : fallocate(file, FALLOC_FL_KEEP_SIZE, about.st_size, BUDGET_ROOM);
    (void)unused;
    return file;
}

static void begin_signer(char **words, const struct key_found *found, struct kept *kept,
                         const unsigned char root[KEY_BYTES])
{
    struct stat about;
    bool is_missing;
    int file = open_own_file(words[START_HISTORY], 0, found, &is_missing, &about);
    if (is_missing)
        alarm_tell("history_missing");
    if (!signer_start(root, file, kept == NULL ? NULL : kept->history))
        end(ERR_INTERNAL, "the process that signs the log cannot be started");
}

static int by_nothing(const void *a, const void *b)
{
    (void)a;
    (void)b;
    return 0;
}

/* What the C library asks the kernel once, it asks now: how much memory there is, when it sorts.
 * All threads take memory in one place: for a second one it would open files. */
static void warm_up(void)
{
    static char row[4096];
    qsort(row, sizeof(row), 1, by_nothing);
    must(mallopt(M_ARENA_MAX, 1) == 1 || !cage_holds());
}

/* Who asks goes to sleep for the answer, so a thread that the question wakes lets her do that first
 * instead of driving her from her processor. All threads take this over from the first. */
static void wait_for_turn(void)
{
    int unused = sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
    (void)unused; /* where it is forbidden, threads change once more */
}

int main(int argc, char **argv)
{
    static struct core core;
    static struct connection connections[VAULT_CONNECTIONS];
    struct key_found found;
    if (argc != START_WORDS || fcntl(MESSAGE_FIRST_FILE, F_GETFD) < 0)
        return 2;
    close(MESSAGE_PROGRAM_FILE);
    prctl(PR_SET_NAME, "haven-vault");
    wait_for_turn();
    umask(077);
    signal(SIGPIPE, SIG_IGN);
    if (!cage_hide() || sodium_init() < 0)
        end(ERR_INTERNAL, "the vault cannot be hidden from other programs");
    struct kept *kept = open_kept();
    core.locked = open_keys(argv, kept, &found);
    setsid(); /* after the terminal was asked: from here on no signal of it reaches us */
    begin_signer(argv, &found, kept, core.locked->root);
    locked_derive(core.locked);
    int budget = open_budget(argv, &found);
    core.budget = budget_make(&core, budget, atoi(argv[START_STAFF_LIMIT]),
                              atoi(argv[START_ALL_LIMIT]), kept == NULL ? NULL : kept->taken);
    core.names = names_make();
    core.versions = versions_make();
    warm_up();
    cage_leave_files();
    start_threads(&core, connections);
    pthread_barrier_wait(&together);
    if (!sandbox_close())
        end(ERR_INTERNAL, NO_LIST_OF_CALLS);
    tell_started(MESSAGE_FIRST_FILE);
    pthread_barrier_wait(&together);
    serve_all(connections);
}
