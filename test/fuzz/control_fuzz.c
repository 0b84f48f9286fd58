/* What comes over the control socket: a call is two frames or nothing, its words are texts that end
 * within what was sent, and its answer is an exit code and one frame.
 * sources: base
 * libraries: haven
 */
#include "../../src/app/control.c"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const uint8_t *sent;
static size_t sent_size;

static uint32_t size_at(size_t at)
{
    uint32_t size;
    memcpy(&size, sent + at, sizeof(size));
    return size;
}

/* Stands for every command: it says what it was asked. */
static int echo(struct call *call)
{
    uint32_t words = size_at(0);
    must(words > 0 && words <= sent_size - 8);
    must(call->argc >= 1 && call->argc <= WORDS && call->argv[call->argc] == NULL);
    const uint8_t *at = sent + sizeof(words);
    for (int i = 0; i < call->argc; i++) {
        size_t length = strlen(call->argv[i]);
        must(at + length <= sent + sizeof(words) + words && memcmp(call->argv[i], at, length) == 0);
        at += length + 1;
    }
    must(call->input.size == size_at(sizeof(words) + words));
    fwrite(call->input.at, 1, call->input.size, call->out);
    return EXIT_DONE;
}

const struct command *command_find(int argc, char **argv, int *out_words)
{
    static const struct command command = {.name = "echo", .run = echo, .needs_app = true};
    if (argc == 0 || argv[0][0] == 0)
        return NULL;
    *out_words = 1;
    return &command;
}

/* Nothing, or exit code, size, text. */
static void check_answer(int caller)
{
    static char answer[1 << 16];
    size_t got = 0;
    ssize_t part;
    while ((part = recv(caller, answer + got, sizeof(answer) - got, 0)) > 0)
        got += (size_t)part;
    if (got == 0)
        return;
    must(got >= 5 && (answer[0] == EXIT_DONE || answer[0] == EXIT_BAD_INPUT));
    uint32_t size;
    memcpy(&size, answer + 1, sizeof(size));
    must(size == got - 5);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    int pair[2];
    sent = bytes;
    sent_size = size;
    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    must(write_all(pair[0], bytes, size) == OK && shutdown(pair[0], SHUT_WR) == 0);
    serve_one(NULL, pair[1]);
    close(pair[1]);
    check_answer(pair[0]);
    close(pair[0]);
    return 0;
}
