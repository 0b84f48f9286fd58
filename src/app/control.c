#include "app/control.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/stack.h"

enum { WORDS = 32, FRAME_LIMIT = 64 << 20 };

/* A caller that is stopped in the middle must keep neither the next command nor the server's
 * end. */
enum { CALLER_SECONDS = 5 };

/* A frame is its size in four bytes, then that many bytes. */
static enum err write_all(int to, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t sent = send(to, at, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return ERR_BUSY;
        at += sent;
        size -= (size_t)sent;
    }
    return OK;
}

static enum err read_all(int from, void *bytes, size_t size)
{
    char *at = bytes;
    while (size > 0) {
        ssize_t got = recv(from, at, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return ERR_BUSY;
        at += got;
        size -= (size_t)got;
    }
    return OK;
}

static enum err write_frame(int to, struct str text)
{
    uint32_t size = (uint32_t)text.size;
    enum err err = write_all(to, &size, sizeof(size));
    return err == OK ? write_all(to, text.at, text.size) : err;
}

static enum err read_frame(int from, struct arena *arena, struct str *out_text)
{
    uint32_t size;
    enum err err = read_all(from, &size, sizeof(size));
    if (err != OK)
        return err;
    if (size > FRAME_LIMIT)
        return ERR_TOO_LARGE;
    char *text = arena_take(arena, (size_t)size + 1);
    err = read_all(from, text, size);
    if (err == OK)
        *out_text = (struct str){text, size};
    return err;
}

static bool make_address(const struct settings *settings, struct sockaddr_un *out_address)
{
    *out_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    struct arena arena = arena_make(8192);
    int size = snprintf(out_address->sun_path, sizeof(out_address->sun_path), "%s",
                        settings_path(&arena, settings, "control"));
    arena_free(&arena);
    return size > 0 && (size_t)size < sizeof(out_address->sun_path);
}

/* ---- the server's end ---------------------------------------------------------------------- */

static int run_words(struct app *app, struct str words, struct str input, FILE *out)
{
    char *argv[WORDS + 1] = {0};
    int argc = 0;
    while (words.size > 0 && argc < WORDS) {
        struct str word = str_cut(&words, 0);
        argv[argc++] = (char *)word.at; /* each ends in the zero that it was cut at */
    }
    int taken;
    const struct command *command = command_find(argc, argv, &taken);
    if (command == NULL || !command->needs_app)
        return EXIT_BAD_INPUT;
    struct call call = {.app = app, .argc = argc - taken + 1, .argv = argv + taken - 1,
                        .input = input, .out = out, .complaints = out};
    return command->run(&call);
}

/* What a command prints may be a secret (a token): it is collected in memory, never in a file. */
static struct str run_collected(struct app *app, struct arena *arena, struct str words,
                                struct str input, unsigned char *out_exit_code)
{
    int memory = memfd_create("answer", MFD_CLOEXEC);
    FILE *out = memory < 0 ? NULL : fdopen(memory, "w+");
    must(out != NULL);
    *out_exit_code = (unsigned char)run_words(app, words, input, out);
    must(fflush(out) == 0);
    size_t size = (size_t)ftell(out);
    char *printed = arena_take(arena, size);
    rewind(out);
    must(fread(printed, 1, size, out) == size);
    fclose(out);
    return (struct str){printed, size};
}

static void serve_one(struct app *app, int peer)
{
    struct arena arena = arena_make((size_t)FRAME_LIMIT * 4);
    struct str words, input;
    if (read_frame(peer, &arena, &words) == OK && read_frame(peer, &arena, &input) == OK) {
        unsigned char exit_code;
        struct str printed = run_collected(app, &arena, words, input, &exit_code);
        enum err err = write_all(peer, &exit_code, 1);
        if (err == OK)
            err = write_frame(peer, printed);
        if (err != OK)
            fprintf(stderr, "haven: the caller of a command left before its answer\n");
    }
    arena_free(&arena);
    stack_wipe();
}

static void limit_waiting(int peer)
{
    struct timeval limit = {.tv_sec = CALLER_SECONDS};
    must(setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) == 0);
    must(setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) == 0);
}

static void *serve(void *with)
{
    struct control *control = with;
    for (;;) {
        int peer = accept4(control->listening, NULL, NULL, SOCK_CLOEXEC);
        if (peer >= 0) {
            limit_waiting(peer);
            serve_one(control->app, peer);
            close(peer);
        } else if (errno == EINVAL) {
            return NULL; /* control_stop shut the socket down */
        } else if (errno != EINTR && errno != ECONNABORTED) {
            sleep(1); /* out of descriptors or memory: busy connections will give some back */
        }
    }
}

enum err control_start(struct app *app, struct control *control)
{
    *control = (struct control){.app = app};
    if (!make_address(&app->settings, &control->address))
        return ERR_TOO_LARGE;
    unlink(control->address.sun_path); /* left by a server that was killed; we hold the lock */
    control->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (control->listening < 0)
        return ERR_BUSY;
    if (bind(control->listening, (struct sockaddr *)&control->address,
             sizeof(control->address)) == 0 &&
        listen(control->listening, 8) == 0 &&
        pthread_create(&control->thread, NULL, serve, control) == 0)
        return OK;
    close(control->listening);
    return ERR_BUSY;
}

void control_stop(struct control *control)
{
    shutdown(control->listening, SHUT_RDWR);
    pthread_join(control->thread, NULL);
    close(control->listening);
    unlink(control->address.sun_path);
}

/* ---- the caller's end ---------------------------------------------------------------------- */

static int connect_to(const struct settings *settings)
{
    struct sockaddr_un address;
    int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (peer < 0 || !make_address(settings, &address) ||
        connect(peer, (struct sockaddr *)&address, sizeof(address)) != 0) {
        if (peer >= 0)
            close(peer);
        return -1;
    }
    return peer;
}

static enum err exchange(int peer, struct arena *arena, const struct call *call, int *out_exit)
{
    struct buf words = buf_make(arena, 256);
    for (int i = 0; i < call->argc; i++) {
        buf_add_c(&words, call->argv[i]);
        buf_add_char(&words, 0);
    }
    unsigned char exit_code;
    struct str printed;
    enum err err = write_frame(peer, buf_text(&words));
    if (err == OK)
        err = write_frame(peer, call->input);
    if (err == OK)
        err = read_all(peer, &exit_code, 1);
    if (err == OK)
        err = read_frame(peer, arena, &printed);
    if (err != OK)
        return err;
    fwrite(printed.at, 1, printed.size, exit_code == EXIT_DONE ? call->out : call->complaints);
    *out_exit = exit_code;
    return OK;
}

enum err control_send(const struct settings *settings, const struct call *call, int *out_exit)
{
    int peer = connect_to(settings);
    if (peer < 0)
        return ERR_NOT_FOUND;
    struct arena arena = arena_make((size_t)FRAME_LIMIT * 2);
    enum err err = exchange(peer, &arena, call, out_exit);
    arena_free(&arena);
    close(peer);
    return err;
}
