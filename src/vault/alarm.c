#include "vault/alarm.h"

#include <string.h>
#include <unistd.h>

#include "base/base.h"

void alarm_tell(const char *word)
{
    static const char head[] = "haven: alarm ";
    char text[80];
    size_t size = strlen(word);
    must(sizeof(head) + size < sizeof(text));
    memcpy(text, head, sizeof(head) - 1);
    memcpy(text + sizeof(head) - 1, word, size);
    text[sizeof(head) - 1 + size] = '\n';
    ssize_t unused = write(STDERR_FILENO, text, sizeof(head) + size);
    (void)unused;
}

int64_t clock_seconds(clockid_t clock)
{
    struct timespec now;
    must(clock_gettime(clock, &now) == 0);
    return now.tv_sec;
}
