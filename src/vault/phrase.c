#include "vault/phrase.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { PHRASE_LEAST = 12, PHRASE_MOST = sizeof(((struct locked *)0)->phrase) / 2 };

static enum err refuse(enum err err, const char *reason, const char **out_reason)
{
    *out_reason = reason;
    return err;
}

/* One line of at most size bytes, read byte by byte: what follows it is not ours. */
static struct str read_line(int file, unsigned char *to, size_t size)
{
    size_t count = 0;
    while (count < size && read(file, to + count, 1) == 1 && to[count] != '\n')
        count++;
    return (struct str){(const char *)to, count};
}

static enum err read_file(const char *path, unsigned char *to, struct str *out_phrase,
                          const char **out_reason)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &about) != 0) {
        if (file >= 0)
            close(file);
        return refuse(ERR_BUSY, "the file of the passphrase cannot be opened", out_reason);
    }
    bool is_private = !S_ISREG(about.st_mode) || (about.st_mode & 07) == 0;
    if (is_private)
        *out_phrase = read_line(file, to, PHRASE_MOST);
    close(file);
    return is_private ? OK
                      : refuse(ERR_INVALID, "the file of the passphrase can be read by others",
                               out_reason);
}

static enum err ask(const char *prompt, unsigned char *to, struct str *out_phrase,
                    const char **out_reason)
{
    struct termios shown, unseen;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0 || tcgetattr(terminal, &shown) != 0) {
        if (terminal >= 0)
            close(terminal);
        return refuse(ERR_BUSY,
                      "the root key is sealed with a passphrase, and there is no terminal to ask "
                      "for it", out_reason);
    }
    unseen = shown;
    unseen.c_lflag &= (tcflag_t)~ECHO;
    tcsetattr(terminal, TCSAFLUSH, &unseen);
    ssize_t told = write(terminal, prompt, strlen(prompt));
    *out_phrase = read_line(terminal, to, PHRASE_MOST);
    tcsetattr(terminal, TCSAFLUSH, &shown);
    told += write(terminal, "\n", 1);
    close(terminal);
    return told > 0 ? OK : refuse(ERR_BUSY, "the terminal cannot be written to", out_reason);
}

enum err phrase_read(const char *path, const char *prompt, struct locked *locked,
                     struct str *out_phrase, const char **out_reason)
{
    enum err err = path[0] ? read_file(path, locked->phrase, out_phrase, out_reason)
                           : ask(prompt, locked->phrase, out_phrase, out_reason);
    if (err == OK && out_phrase->size == 0)
        return refuse(ERR_BUSY, "the passphrase of the root key is empty", out_reason);
    return err;
}

enum err phrase_choose(const char *path, struct locked *locked, struct str *out_phrase,
                       const char **out_reason)
{
    struct str again = STR_NONE;
    enum err err = phrase_read(path, "New passphrase of the root key: ", locked, out_phrase,
                               out_reason);
    if (err == OK && path[0] == 0) {
        err = ask("Once more: ", locked->phrase + PHRASE_MOST, &again, out_reason);
        if (err == OK && !str_equal(*out_phrase, again))
            err = refuse(ERR_INVALID, "the two passphrases differ", out_reason);
    }
    if (err == OK && out_phrase->size < PHRASE_LEAST)
        err = refuse(ERR_INVALID, "a passphrase has at least twelve letters", out_reason);
    return err;
}
