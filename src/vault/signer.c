#include "vault/signer.h"

#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cage.h"
#include "vault/start_words.h"

const int signer_calls[] = {
    /* messages */
    __NR_recvfrom, __NR_sendto,
    /* the history's file, and alarms on standard error */
    __NR_pwrite64, __NR_fdatasync, __NR_write, __NR_clock_gettime,
    /* the end, which is not its own */
    __NR_rt_sigsuspend, __NR_exit_group,
};
const size_t signer_call_count = COUNT_OF(signer_calls);

/* ---- keys ---------------------------------------------------------------------------------- */

struct signing_keys {
    unsigned char history[KEY_BYTES], seed[KEY_BYTES];
    unsigned char log[crypto_sign_SECRETKEYBYTES], log_public[LOG_KEY_BYTES];
};

struct signing_keys *signing_keys_make(const unsigned char root[KEY_BYTES])
{
    struct signing_keys *keys = sodium_malloc(sizeof(*keys));
    if (keys == NULL || sodium_mlock(keys, sizeof(*keys)) != 0)
        return NULL;
    key_derive(keys->history, root, "haven history", "");
    key_derive(keys->seed, root, "haven log", "");
    crypto_sign_seed_keypair(keys->log_public, keys->log, keys->seed);
    sodium_memzero(keys->seed, sizeof(keys->seed));
    return keys;
}

const unsigned char *signing_keys_history(const struct signing_keys *keys)
{
    return keys->history;
}

/* ---- answers ------------------------------------------------------------------------------- */

/* "2026-11-24T02:10:31Z" in form: the text that is signed has nothing else in it. */
static bool is_instant(struct str at)
{
    static const char form[] = "0000-00-00T00:00:00Z";
    if (at.size != sizeof(form) - 1)
        return false;
    for (size_t i = 0; i < at.size; i++)
        if (form[i] == '0' ? at.at[i] < '0' || at.at[i] > '9' : at.at[i] != form[i])
            return false;
    return true;
}

static enum err answer_sign(const struct signing_keys *keys, struct history *history,
                            struct reader *in, struct writer *out)
{
    char name[LOG_NAME_BYTES], text[LOG_TEXT_BYTES];
    unsigned char signature[crypto_sign_BYTES];
    struct tree_proof proof;
    struct log_mark mark;
    read_mark(in, &mark);
    struct str at = read_bytes(in, LOG_AT_CHARS);
    read_proof(in, &proof);
    if (!is_read(in) || !is_instant(at))
        return ERR_MALFORMED;
    enum err err = history_grow(history, &mark, &proof);
    if (err != OK)
        return err;
    log_name(name, keys->log_public);
    size_t size = log_text(text, name, &mark, at);
    crypto_sign_detached(signature, NULL, (const unsigned char *)text, size, keys->log);
    write_bytes(out, (struct str){(const char *)signature, sizeof(signature)});
    return OK;
}

static enum err answer(const struct signing_keys *keys, struct history *history,
                       struct reader *in, struct writer *out)
{
    int asked = read_byte(in);
    if (asked == ASKED_LOG_SIGN)
        return answer_sign(keys, history, in, out);
    if (!is_read(in) || (asked != ASKED_LOG_KEY && asked != ASKED_LOG_HISTORY))
        return ERR_MALFORMED;
    if (asked == ASKED_LOG_KEY)
        write_bytes(out, (struct str){(const char *)keys->log_public, LOG_KEY_BYTES});
    else
        history_write(history, out);
    return OK;
}

size_t signer_answer(const struct signing_keys *keys, struct history *history, struct str request,
                     unsigned char *out)
{
    struct reader in = {(const unsigned char *)request.at, request.size, false};
    struct writer answered = {out + 1, 0, MESSAGE_LIMIT - 1, false};
    enum err err = answer(keys, history, &in, &answered);
    out[0] = (unsigned char)err;
    return 1 + (err == OK ? answered.size : 0);
}

/* ---- the process --------------------------------------------------------------------------- */

/* Whoever asked has gone; the vault ends with its own connections, and this process with it. */
static _Noreturn void wait_for_the_end(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (;;)
        sigsuspend(&none);
}

static _Noreturn void run(struct signing_keys *keys, int file, struct history_copy kept[2],
                          pid_t vault)
{
    static unsigned char in[MESSAGE_HEAD + MESSAGE_LIMIT], out[MESSAGE_HEAD + MESSAGE_LIMIT];
    size_t size;
    prctl(PR_SET_NAME, "haven-signer");
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != vault)
        _exit(1);
    signal(SIGCHLD, SIG_DFL);
    for (int i = 0; i < VAULT_CONNECTIONS; i++)
        close(MESSAGE_FIRST_FILE + i);
    if (sodium_mlock(keys, sizeof(*keys)) != 0) /* a fork's memory is not locked */
        tell_and_end(MESSAGE_SIGNER_FILE, ERR_INTERNAL, NO_LOCKED_MEMORY);
    struct history *history = history_make(keys->history, file, kept);
    cage_leave_files();
    if (!cage_close(signer_calls, signer_call_count))
        tell_and_end(MESSAGE_SIGNER_FILE, ERR_INTERNAL, NO_LIST_OF_CALLS);
    tell_started(MESSAGE_SIGNER_FILE);
    while (message_receive(MESSAGE_SIGNER_FILE, in, &size)) {
        struct str request = {(const char *)in + MESSAGE_HEAD, size};
        size_t answer_size = signer_answer(keys, history, request, out + MESSAGE_HEAD);
        if (!message_send(MESSAGE_SIGNER_FILE, out, answer_size))
            break;
    }
    wait_for_the_end();
}

static void end_with_signer(int unused)
{
    (void)unused;
    _exit(1);
}

bool signer_start(const unsigned char root[KEY_BYTES], int file, struct history_copy *kept)
{
    static struct history_copy of_this_process[2];
    const struct sigaction at_its_end = {.sa_handler = end_with_signer, .sa_flags = SA_NOCLDSTOP};
    struct signing_keys *keys = signing_keys_make(root);
    pid_t vault = getpid(), signer = -1;
    must(sigaction(SIGCHLD, &at_its_end, NULL) == 0);
    if (keys != NULL)
        signer = fork();
    if (signer == 0)
        run(keys, file, kept != NULL ? kept : of_this_process, vault);
    sodium_free(keys);
    close(MESSAGE_SIGNER_FILE);
    if (file >= 0)
        close(file);
    return signer > 0;
}
