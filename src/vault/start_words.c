#include "vault/start_words.h"

#include <string.h>
#include <unistd.h>

#include "vault/message.h"

_Noreturn void tell_and_end(int file, enum err err, const char *reason)
{
    unsigned char text[MESSAGE_HEAD + 256];
    size_t size = strlen(reason);
    must(size < 255);
    text[MESSAGE_HEAD] = (unsigned char)err;
    memcpy(text + MESSAGE_HEAD + 1, reason, size);
    bool unused = message_send(file, text, 1 + size);
    (void)unused;
    _exit(err == OK ? 0 : 1);
}

void tell_started(int file)
{
    unsigned char text[MESSAGE_HEAD + 1] = {0};
    text[MESSAGE_HEAD] = OK;
    if (!message_send(file, text, 1))
        _exit(1);
}
