/* Starting the vault's process. Its program is carried inside this one (vault_program.c, made at
 * build) and run from memory: there is no second file to install or to exchange. */
#include "vault/client.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/program.h"
#include "vault/start_words.h"
#include "vault_program.h"

enum { STAFF_LIMIT = 5, ALL_LIMIT = 20, NUMBER_CHARS = 12 };

_Static_assert((int)VAULT_FILES == VAULT_CONNECTIONS + 1, "one a connection, and the signer's");

static void close_all(int *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (files[i] >= 0)
            close(files[i]);
}

/* ours and theirs: the two ends, theirs with numbers that no number of the new process meets. */
static bool make_connections(int ours[VAULT_FILES], int theirs[VAULT_FILES])
{
    for (size_t i = 0; i < VAULT_FILES; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
            close_all(ours, i);
            close_all(theirs, i);
            return false;
        }
        ours[i] = pair[0];
        theirs[i] = program_move_up(pair[1]);
    }
    return true;
}

static void say_files(posix_spawn_file_actions_t *actions, const int theirs[VAULT_FILES],
                      int program, int kept)
{
    must(posix_spawn_file_actions_init(actions) == 0);
    posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    for (size_t i = 0; i < VAULT_FILES; i++)
        posix_spawn_file_actions_adddup2(actions, theirs[i], MESSAGE_FIRST_FILE + (int)i);
    posix_spawn_file_actions_adddup2(actions, program, MESSAGE_PROGRAM_FILE);
    if (kept > 0)
        posix_spawn_file_actions_adddup2(actions, kept, MESSAGE_KEPT_FILE);
    posix_spawn_file_actions_addclosefrom_np(actions, MESSAGE_PROGRAM_FILE + 1 + (kept > 0));
}

static int run(char *const words[], const int theirs[VAULT_FILES], int kept)
{
    pid_t process = -1;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    static char *const no_environment[] = {NULL};
    char path[32];
    int program = program_in_memory("haven-vault", vault_program, vault_program_size);
    if (program < 0)
        return -1;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", MESSAGE_PROGRAM_FILE);
    sigemptyset(&none);
    sigfillset(&all);
    must(posix_spawnattr_init(&attributes) == 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    program = program_move_up(program);
    int kept_high = kept > 0 ? program_move_up(fcntl(kept, F_DUPFD_CLOEXEC, 0)) : 0;
    say_files(&actions, theirs, program, kept_high);
    if (posix_spawn(&process, path, &actions, &attributes, words, no_environment) != 0)
        process = -1;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (kept_high > 0)
        close(kept_high);
    close(program);
    return process;
}

/* The process's first word: it has started, or why not. */
static enum err hear(int file, const char **out_reason)
{
    static _Thread_local char reason[256];
    unsigned char *text = malloc(MESSAGE_HEAD + MESSAGE_LIMIT);
    size_t size = 0;
    must(text != NULL);
    bool is_heard = message_receive(file, text, &size);
    enum err err = is_heard ? (enum err)text[MESSAGE_HEAD] : ERR_INTERNAL;
    snprintf(reason, sizeof(reason), "%.*s", is_heard ? (int)size - 1 : 0,
             (const char *)text + MESSAGE_HEAD + 1);
    free(text);
    if (err != OK)
        *out_reason = is_heard ? reason : "the vault's process ended at once";
    return err;
}

static enum err start(const char *what, const struct vault_settings *settings,
                      int out_files[VAULT_FILES], int *out_process, const char **out_reason)
{
    char staff_limit[NUMBER_CHARS], all_limit[NUMBER_CHARS], flags[4] = "";
    int ours[VAULT_FILES], theirs[VAULT_FILES];
    snprintf(staff_limit, sizeof(staff_limit), "%d",
             settings->staff_limit ? settings->staff_limit : STAFF_LIMIT);
    snprintf(all_limit, sizeof(all_limit), "%d",
             settings->all_limit ? settings->all_limit : ALL_LIMIT);
    snprintf(flags, sizeof(flags), "%s%s%s", settings->is_demo ? "d" : "",
             settings->has_begun ? "b" : "", settings->is_credential ? "c" : "");
    const char *words[START_WORDS + 1] = {
        "haven-vault",
        [START_WHAT] = what,
        [START_KEY] = settings->key_path,
        [START_PHRASE] = settings->phrase_path ? settings->phrase_path : "",
        [START_BUDGET] = settings->budget_path ? settings->budget_path : "",
        [START_HISTORY] = settings->history_path ? settings->history_path : "",
        [START_FLAGS] = flags,
        [START_STAFF_LIMIT] = staff_limit,
        [START_ALL_LIMIT] = all_limit,
    };
    int process = -1;
    if (make_connections(ours, theirs)) {
        process = run((char *const *)words, theirs, settings->kept);
        close_all(theirs, VAULT_FILES);
    }
    if (process < 0) {
        *out_reason = "the vault's process cannot be started";
        return ERR_INTERNAL;
    }
    bool is_serving = strcmp(what, START_SERVE) == 0;
    enum err err = hear(ours[0], out_reason);
    if (err == OK && is_serving)
        err = hear(ours[VAULT_CONNECTIONS], out_reason);
    if (err == OK && is_serving) {
        memcpy(out_files, ours, sizeof(ours));
        *out_process = process;
        return OK;
    }
    close_all(ours, VAULT_FILES);
    waitpid(process, NULL, 0);
    return err;
}

enum err vault_spawn(const struct vault_settings *settings, int out_files[VAULT_FILES],
                     int *out_process, const char **out_reason)
{
    return start(START_SERVE, settings, out_files, out_process, out_reason);
}

enum err vault_seal_key(const struct vault_settings *settings, const char **out_reason)
{
    int unused[VAULT_FILES], process;
    return start(START_SEAL_KEY, settings, unused, &process, out_reason);
}

int vault_keep_make(void)
{
    return memfd_create("haven-kept", MFD_CLOEXEC);
}

enum err vault_start(const struct vault_settings *settings, struct vault **out_vault,
                     const char **out_reason)
{
    int files[VAULT_FILES], process;
    enum err err = vault_spawn(settings, files, &process, out_reason);
    if (err != OK)
        return err;
    *out_vault = vault_join(files);
    client_own_process(*out_vault, process);
    return OK;
}

enum err vault_open(const char *key_path, struct vault **out_vault, const char **out_reason)
{
    const struct vault_settings settings = {.key_path = key_path};
    return vault_start(&settings, out_vault, out_reason);
}
