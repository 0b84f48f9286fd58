#include "app/supervise.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/app.h"
#include "app/command.h"
#include "app/key_copy.h"

enum {
    REASON_BYTES = 200,
    CALM_SECONDS = 2,
    FREE_ENDS = 4,
    PAUSE_LEAST_MS = 100,
    PAUSE_MOST_MS = 5000
};

/* From the web process. */
struct request {
    enum { WANTS_VAULT = 1, IS_READY } what;
    struct vault_wish wish;
};

/* To it; with the connections of a vault beside it when err is OK. */
struct answer {
    enum err err;
    char reason[REASON_BYTES];
};

/* One child that is started again and again. */
struct child {
    pid_t process; /* 0: it does not run */
    struct timespec started_at;
    int failures; /* ends shortly after the start, one after the other */
};

struct supervisor {
    const struct settings *settings;
    int (*run)(const struct settings *settings);
    struct child web, vault;
    int to_web, signals, kept;
    int key_copy;     /* for backups (app/key_copy.h) */
    bool is_copied;
    struct vault_wish wish;
    bool is_wished;   /* the web process that runs has asked for a vault */
    bool is_ready;    /* ... has said that it is ready */
    bool was_ready;   /* one of them has been */
    bool is_stopping;
    int exit_code;
};

static sigset_t watched(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGCHLD);
    return signals;
}

/* ---- connections over the socket ----------------------------------------------------------- */

union ancillary {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int) * VAULT_FILES)];
};

static bool send_answer(int to, const struct answer *answer, const int *files)
{
    union ancillary ancillary;
    struct iovec part = {.iov_base = (void *)answer, .iov_len = sizeof(*answer)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (files != NULL) {
        memset(&ancillary, 0, sizeof(ancillary));
        message.msg_control = &ancillary;
        message.msg_controllen = sizeof(ancillary);
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int) * VAULT_FILES);
        memcpy(CMSG_DATA(head), files, sizeof(int) * VAULT_FILES);
    }
    return sendmsg(to, &message, MSG_NOSIGNAL) == (ssize_t)sizeof(*answer);
}

static bool receive_answer(int from, struct answer *out_answer, int out_files[VAULT_FILES])
{
    union ancillary ancillary;
    struct iovec part = {.iov_base = out_answer, .iov_len = sizeof(*out_answer)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &ancillary,
                             .msg_controllen = sizeof(ancillary)};
    ssize_t size;
    do
        size = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    if (size != (ssize_t)sizeof(*out_answer))
        return false;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (out_answer->err != OK)
        return true;
    if (head == NULL || head->cmsg_len != CMSG_LEN(sizeof(int) * VAULT_FILES))
        return false;
    memcpy(out_files, CMSG_DATA(head), sizeof(int) * VAULT_FILES);
    return true;
}

/* ---- pauses -------------------------------------------------------------------------------- */

static void note_start(struct child *child, pid_t process)
{
    child->process = process;
    clock_gettime(CLOCK_MONOTONIC, &child->started_at);
}

/* One that ran for a while is started at once; otherwise ever later. */
static void note_end(struct child *child)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    bool was_calm = now.tv_sec - child->started_at.tv_sec >= CALM_SECONDS;
    child->process = 0;
    child->failures = was_calm ? 0 : child->failures + 1;
}

/* The first times there is none: kill to serving is less than a second. */
static void pause_before(struct supervisor *supervisor, const struct child *child)
{
    if (child->failures <= FREE_ENDS)
        return;
    int64_t ms = PAUSE_LEAST_MS;
    for (int i = FREE_ENDS + 1; i < child->failures && ms < PAUSE_MOST_MS; i++)
        ms *= 2;
    ms = ms < PAUSE_MOST_MS ? ms : PAUSE_MOST_MS;
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    sigset_t stops = watched();
    sigdelset(&stops, SIGCHLD);
    if (sigtimedwait(&stops, NULL, &pause) > 0)
        supervisor->is_stopping = true;
}

/* ---- the vault ----------------------------------------------------------------------------- */

/* By a process that ends with it: none that stays has the key in its memory. The server's backups
 * say so when there is none. */
static void copy_key(struct supervisor *supervisor)
{
    const struct settings *settings = supervisor->settings;
    int status = 0;
    if (supervisor->is_copied || settings->backup_key[0] == 0)
        return;
    pid_t process = fork();
    if (process == 0)
        _exit(key_copy_seal(supervisor->key_copy, settings, str_of(settings->backup_key)) != OK);
    supervisor->is_copied = process > 0 && waitpid(process, &status, 0) == process && status == 0;
}

static enum err start_vault(struct supervisor *supervisor, struct answer *answer)
{
    int files[VAULT_FILES], process = 0;
    const char *reason = "";
    struct arena arena = arena_make(1 << 16);
    struct vault_settings settings = app_vault_settings(&arena, supervisor->settings,
                                                        &supervisor->wish);
    settings.kept = supervisor->kept;
    *answer = (struct answer){.err = vault_spawn(&settings, files, &process, &reason)};
    snprintf(answer->reason, sizeof(answer->reason), "%s", answer->err == OK ? "" : reason);
    arena_free(&arena);
    if (answer->err != OK)
        return answer->err;
    note_start(&supervisor->vault, process);
    copy_key(supervisor);
    send_answer(supervisor->to_web, answer, files); /* a web process that ended is seen elsewhere */
    for (size_t i = 0; i < VAULT_FILES; i++)
        close(files[i]);
    return OK;
}

static void start_vault_again(struct supervisor *supervisor)
{
    struct answer answer;
    while (!supervisor->is_stopping && supervisor->web.process != 0) {
        pause_before(supervisor, &supervisor->vault);
        supervisor->wish.has_begun = true;
        if (supervisor->is_stopping || start_vault(supervisor, &answer) == OK)
            return;
        fprintf(stderr, "haven: the vault cannot be started: %s\n", answer.reason);
        supervisor->vault.failures++;
    }
}

/* ---- the web process ----------------------------------------------------------------------- */

static _Noreturn void be_web(struct supervisor *supervisor, int to_supervisor, pid_t parent)
{
    sigset_t none;
    struct settings settings = *supervisor->settings;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_REFUSED);
    close(supervisor->signals);
    close(supervisor->kept);
    close(supervisor->to_web);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    settings.supervisor = to_supervisor;
    settings.key_copy = supervisor->key_copy;
    int exit_code = supervisor->run(&settings);
    fflush(stdout);
    _exit(exit_code);
}

static bool start_web(struct supervisor *supervisor)
{
    int pair[2];
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    fflush(stdout);
    fflush(stderr);
    supervisor->to_web = pair[0];
    supervisor->is_wished = supervisor->is_ready = false;
    pid_t process = fork();
    if (process == 0)
        be_web(supervisor, pair[1], parent);
    close(pair[1]);
    if (process < 0)
        close(pair[0]);
    else
        note_start(&supervisor->web, process);
    return process > 0;
}

static void start_web_again(struct supervisor *supervisor)
{
    while (!supervisor->is_stopping) {
        pause_before(supervisor, &supervisor->web);
        if (supervisor->is_stopping || start_web(supervisor))
            return;
        supervisor->web.failures++;
    }
}

static void end_vault(struct supervisor *supervisor)
{
    if (supervisor->vault.process == 0)
        return;
    kill(supervisor->vault.process, SIGKILL); /* it holds nothing that is not on the disk */
    waitpid(supervisor->vault.process, NULL, 0);
    supervisor->vault = (struct child){0};
}

/* ---- what happens -------------------------------------------------------------------------- */

static void tell_end(const char *what, int status)
{
    if (WIFSIGNALED(status))
        fprintf(stderr, "haven: %s ended by signal %d; it is started again\n", what,
                WTERMSIG(status));
    else
        fprintf(stderr, "haven: %s ended with %d; it is started again\n", what,
                WEXITSTATUS(status));
}

/* True: that was the end of all. */
static bool after_web(struct supervisor *supervisor, int status)
{
    bool is_by_itself = WIFEXITED(status) && (WEXITSTATUS(status) == EXIT_DONE ||
                                              !supervisor->was_ready);
    note_end(&supervisor->web);
    close(supervisor->to_web);
    end_vault(supervisor);
    if (supervisor->is_stopping || is_by_itself || !supervisor->was_ready) {
        supervisor->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_REFUSED;
        return true;
    }
    tell_end("the server", status);
    start_web_again(supervisor);
    return supervisor->is_stopping;
}

/* A vault ends with 0 when the web process closes it, which is then about to end itself. */
static bool was_let_go(int vault_status)
{
    return WIFEXITED(vault_status) && WEXITSTATUS(vault_status) == 0;
}

static bool reap(struct supervisor *supervisor)
{
    int status;
    pid_t process;
    while ((process = waitpid(-1, &status, WNOHANG)) > 0) {
        if (process == supervisor->web.process)
            return after_web(supervisor, status);
        if (process != supervisor->vault.process)
            continue;
        note_end(&supervisor->vault);
        if (supervisor->is_stopping || supervisor->web.process == 0 || was_let_go(status))
            continue;
        tell_end("the vault", status);
        start_vault_again(supervisor);
    }
    return false;
}

/* The web process is told to stop once; it answers what it has. */
static void stop(struct supervisor *supervisor)
{
    supervisor->is_stopping = true;
    if (supervisor->web.process != 0)
        kill(supervisor->web.process, SIGTERM);
}

static bool take_signal(struct supervisor *supervisor)
{
    struct signalfd_siginfo told;
    if (read(supervisor->signals, &told, sizeof(told)) != (ssize_t)sizeof(told))
        return false;
    if (told.ssi_signo != SIGCHLD)
        stop(supervisor);
    return reap(supervisor);
}

static void take_request(struct supervisor *supervisor)
{
    struct request request;
    ssize_t size = recv(supervisor->to_web, &request, sizeof(request), MSG_DONTWAIT);
    if (size != (ssize_t)sizeof(request))
        return;
    if (request.what == IS_READY) {
        supervisor->is_ready = supervisor->was_ready = true;
    } else if (request.what == WANTS_VAULT && !supervisor->is_wished) {
        struct answer answer;
        supervisor->wish = request.wish;
        supervisor->is_wished = true;
        if (start_vault(supervisor, &answer) != OK)
            send_answer(supervisor->to_web, &answer, NULL);
    }
}

static void watch(struct supervisor *supervisor)
{
    for (;;) {
        struct pollfd files[] = {{supervisor->signals, POLLIN, 0}, {supervisor->to_web, POLLIN, 0}};
        if (poll(files, 2, -1) < 0)
            continue;
        /* a closed socket is told by the end of the process too, and would be told for ever */
        if (files[1].revents & POLLIN)
            take_request(supervisor);
        else if (files[1].revents & POLLHUP && !(files[0].revents & POLLIN))
            poll(files, 1, -1);
        if (files[0].revents & POLLIN && take_signal(supervisor))
            return;
    }
}

int supervise(const struct settings *settings, int (*run)(const struct settings *settings))
{
    sigset_t signals = watched();
    struct supervisor supervisor = {.settings = settings, .run = run};
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    supervisor.signals = signalfd(-1, &signals, SFD_CLOEXEC);
    supervisor.kept = vault_keep_make();
    supervisor.key_copy = key_copy_open();
    bool has_files = supervisor.signals >= 0 && supervisor.kept >= 0 && supervisor.key_copy >= 0;
    if (!has_files || !start_web(&supervisor)) {
        fprintf(stderr, "haven: cannot start a process: %s\n", strerror(errno));
        return EXIT_REFUSED;
    }
    watch(&supervisor);
    return supervisor.exit_code;
}

/* ---- in the web process -------------------------------------------------------------------- */

static bool tell(int to, const struct request *request)
{
    return send(to, request, sizeof(*request), MSG_NOSIGNAL) == (ssize_t)sizeof(*request);
}

enum err supervised_vault(const struct settings *settings, const struct vault_wish *wish,
                          struct vault **out_vault, const char **out_reason)
{
    static char reason[REASON_BYTES];
    struct answer answer = {0};
    int files[VAULT_FILES];
    struct request request = {WANTS_VAULT, *wish};
    if (!tell(settings->supervisor, &request) ||
        !receive_answer(settings->supervisor, &answer, files)) {
        *out_reason = "the supervisor is gone";
        return ERR_BUSY;
    }
    if (answer.err == OK) {
        *out_vault = vault_join(files);
    } else {
        snprintf(reason, sizeof(reason), "%s", answer.reason);
        *out_reason = reason;
    }
    return answer.err;
}

void supervised_ready(const struct settings *settings)
{
    struct request request = {.what = IS_READY};
    tell(settings->supervisor, &request);
}

bool supervised_next(const struct settings *settings, struct vault *vault)
{
    struct answer answer = {0};
    int files[VAULT_FILES];
    if (!receive_answer(settings->supervisor, &answer, files))
        return false;
    if (answer.err == OK)
        vault_rejoin(vault, files);
    return true;
}
