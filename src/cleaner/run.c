#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/program.h"
#include "cleaner/clean.h"
#include "cleaner/run_words.h"
#include "cleaner_program.h"

enum { PATIENCE_MS = 10 * 1000 };

/* ---- the process ----------------------------------------------------------------------------- */

static pid_t spawn(int program, int theirs, char *question)
{
    char *const words[] = {"haven-cleaner", question, NULL};
    static char *const no_environment[] = {NULL};
    pid_t process = -1;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    char path[32];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", RUN_PROGRAM_FILE);
    sigemptyset(&none);
    sigfillset(&all);
    must(posix_spawnattr_init(&attributes) == 0 && posix_spawn_file_actions_init(&actions) == 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, theirs, RUN_FILE);
    posix_spawn_file_actions_adddup2(&actions, program, RUN_PROGRAM_FILE);
    posix_spawn_file_actions_addclosefrom_np(&actions, RUN_PROGRAM_FILE + 1);
    if (posix_spawn(&process, path, &actions, &attributes, words, no_environment) != 0)
        process = -1;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return process;
}

/* *out_file: our end of the socket. -1: it cannot be started. */
static pid_t start(char *question, int *out_file)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return -1;
    pid_t process = -1;
    int theirs = program_move_up(pair[1]);
    int program = program_in_memory("haven-cleaner", cleaner_program, cleaner_program_size);
    if (program >= 0) {
        program = program_move_up(program);
        process = spawn(program, theirs, question);
        close(program);
    }
    close(theirs);
    if (process < 0)
        close(pair[0]);
    *out_file = pair[0];
    return process;
}

/* ---- the talk with it ------------------------------------------------------------------------ */

struct talk {
    int file;
    int64_t end_ms;
};

static int64_t now_ms(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

/* False: its time is over. */
static bool wait_for(const struct talk *talk, short event)
{
    for (;;) {
        int64_t left = talk->end_ms - now_ms();
        struct pollfd file = {talk->file, event, 0};
        int ready = left > 0 ? poll(&file, 1, (int)left) : 0;
        if (ready >= 0 || errno != EINTR)
            return ready > 0;
    }
}

static void tell(const struct talk *talk, struct str bytes)
{
    size_t done = 0;
    while (done < bytes.size && wait_for(talk, POLLOUT)) {
        ssize_t part = send(talk->file, bytes.at + done, bytes.size - done,
                            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (part <= 0 && errno != EAGAIN && errno != EINTR)
            break;
        done += part > 0 ? (size_t)part : 0;
    }
    shutdown(talk->file, SHUT_WR);
}

/* Up to its end, which must come in time: what is not whole counts as nothing. */
static struct str hear(const struct talk *talk, char *at, size_t room)
{
    size_t size = 0;
    while (size < room && wait_for(talk, POLLIN)) {
        ssize_t part = recv(talk->file, at + size, room - size, MSG_DONTWAIT);
        if (part == 0)
            return (struct str){at, size};
        if (part < 0 && errno != EAGAIN && errno != EINTR)
            break;
        size += part > 0 ? (size_t)part : 0;
    }
    return STR_NONE;
}

/* What it says is believed only as far as it can be checked: it may have been taken over. */
static struct cleaned read_answer(struct str answer, bool is_well)
{
    struct cleaned cleaned = {.verdict = CLEAN_DAMAGED};
    if (!is_well || answer.size < RUN_HEAD)
        return cleaned;
    unsigned char verdict = (unsigned char)answer.at[0], format = (unsigned char)answer.at[1];
    bool is_taken = verdict == CLEAN_TAKEN && format > 0 && format < CLEAN_FORMATS &&
                    answer.size > RUN_HEAD;
    if (verdict != CLEAN_TAKEN && verdict < CLEAN_VERDICTS)
        cleaned.verdict = verdict;
    if (is_taken)
        cleaned = (struct cleaned){CLEAN_TAKEN, format,
                                   str_slice(answer, RUN_HEAD, answer.size)};
    return cleaned;
}

static struct document_text read_text(struct str answer, bool is_well)
{
    struct str text = str_slice(answer, RUN_READ_HEAD, answer.size);
    if (!is_well || answer.size < RUN_READ_HEAD || !str_is_utf8(text))
        return (struct document_text){UNREAD_ALL, STR_NONE};
    return (struct document_text){(unsigned char)answer.at[0], text};
}

/* Asks a process of its own: NULL cleans. The answer is written at `at`; of a process that did not
 * end well nothing is to be believed. */
static enum err ask(char *question, struct str bytes, char *at, size_t room,
                    struct str *out_answer, bool *out_is_well)
{
    int status = 0;
    struct talk talk = {.end_ms = now_ms() + PATIENCE_MS};
    pid_t process = start(question, &talk.file);
    if (process < 0)
        return ERR_BUSY;
    tell(&talk, bytes);
    *out_answer = hear(&talk, at, room);
    if (out_answer->size == 0)
        kill(process, SIGKILL);
    close(talk.file);
    while (waitpid(process, &status, 0) < 0 && errno == EINTR)
        continue;
    *out_is_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return OK;
}

enum err cleaner_run(struct arena *arena, struct str bytes, struct cleaned *out_cleaned)
{
    struct str answer;
    bool is_well;
    if (bytes.size > CLEAN_MOST_BYTES) {
        *out_cleaned = (struct cleaned){.verdict = CLEAN_LARGE};
        return OK;
    }
    size_t room = RUN_HEAD + bytes.size + CLEAN_MORE_BYTES + 1; /* taken first: it may overflow */
    char *at = arena_take(arena, room);
    enum err err = ask(NULL, bytes, at, room, &answer, &is_well);
    if (err == OK)
        *out_cleaned = read_answer(answer, is_well);
    return err;
}

/* ---- whose turn it is ------------------------------------------------------------------------ */

static sem_t turns; /* that nobody has */

static void make_turns(void)
{
    must(sem_init(&turns, 0, CLEANER_READS_AT_ONCE) == 0);
}

static bool wait_for_turn(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct timespec until;
    must(pthread_once(&once, make_turns) == 0);
    must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += CLEANER_WAIT_SECONDS;
    while (sem_clockwait(&turns, CLOCK_MONOTONIC, &until) != 0)
        if (errno != EINTR)
            return false;
    return true;
}

enum err cleaner_read(struct arena *arena, struct str bytes, struct document_text *out_text)
{
    struct str answer;
    bool is_well;
    size_t room = RUN_READ_HEAD + DOCUMENT_TEXT_MOST_BYTES + 1;
    char *at = arena_take(arena, room); /* first: it may overflow, and nobody would end the turn */
    if (!wait_for_turn())
        return ERR_TOO_MANY;
    enum err err = ask(RUN_READ, bytes, at, room, &answer, &is_well);
    must(sem_post(&turns) == 0);
    if (err == OK)
        *out_text = read_text(answer, is_well);
    return err;
}
