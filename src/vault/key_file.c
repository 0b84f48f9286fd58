/* The root key on disk: one line, "haven-root-key 1 <64 hex> <16 hex>". The last word is a check
 * over the key, so that a damaged file is told from a wrong one. */
#include "vault/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char FILE_WORD[] = "haven-root-key 1 ";

enum {
    WORD_CHARS = sizeof(FILE_WORD) - 1,
    KEY_CHARS = 2 * KEY_BYTES,
    CHECK_BYTES = 8,
    CHECK_CHARS = 2 * CHECK_BYTES,
    CHECK_AT = WORD_CHARS + KEY_CHARS + 1,
    FILE_CHARS = CHECK_AT + CHECK_CHARS + 1
};

static enum err refuse(enum err err, const char *reason, const char **out_reason)
{
    *out_reason = reason;
    return err;
}

static void write_text(struct locked *locked)
{
    char *text = (char *)locked->draft;
    unsigned char check[KEY_BYTES];
    memcpy(text, FILE_WORD, WORD_CHARS);
    sodium_bin2hex(text + WORD_CHARS, KEY_CHARS + 1, locked->root, KEY_BYTES);
    text[CHECK_AT - 1] = ' ';
    key_derive(check, locked->root, "haven root check", "");
    sodium_bin2hex(text + CHECK_AT, CHECK_CHARS + 1, check, CHECK_BYTES);
    text[FILE_CHARS - 1] = '\n';
}

static bool read_text(struct locked *locked)
{
    const char *text = (const char *)locked->draft;
    unsigned char check[KEY_BYTES], found[CHECK_BYTES];
    size_t size;
    if (memcmp(text, FILE_WORD, WORD_CHARS) != 0 || text[CHECK_AT - 1] != ' ' ||
        text[FILE_CHARS - 1] != '\n')
        return false;
    if (sodium_hex2bin(locked->root, KEY_BYTES, text + WORD_CHARS, KEY_CHARS, NULL, &size, NULL) ||
        size != KEY_BYTES)
        return false;
    if (sodium_hex2bin(found, CHECK_BYTES, text + CHECK_AT, CHECK_CHARS, NULL, &size, NULL) ||
        size != CHECK_BYTES)
        return false;
    key_derive(check, locked->root, "haven root check", "");
    return sodium_memcmp(check, found, CHECK_BYTES) == 0;
}

static enum err read_open_file(int file, struct locked *locked, const char **out_reason)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return refuse(ERR_BUSY, "the key file cannot be examined", out_reason);
    if (!S_ISREG(about.st_mode))
        return refuse(ERR_INVALID, "the key file is not a plain file", out_reason);
    if (about.st_uid != geteuid())
        return refuse(ERR_INVALID, "the key file belongs to another user", out_reason);
    if (about.st_mode & 077)
        return refuse(ERR_INVALID, "the key file can be read by others: its mode must be 0600",
                      out_reason);
    ssize_t size = read(file, locked->draft, sizeof(locked->draft));
    if (size < 0)
        return refuse(ERR_BUSY, "the key file cannot be read", out_reason);
    if (size != FILE_CHARS || !read_text(locked))
        return refuse(ERR_INVALID, "the key file is damaged", out_reason);
    return OK;
}

static bool flush_folder_of(const char *path)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof(folder), "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == folder)
        slash[1] = 0;
    else if (slash != NULL)
        *slash = 0;
    int file = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool is_flushed = fsync(file) == 0;
    close(file);
    return is_flushed;
}

/* Writes beside the path and links it there: a crash leaves no half key, and of two processes
 * that start together one finds the other's file. */
static enum err write_file(const char *path, struct locked *locked, bool may_be_there,
                           const char **out_reason)
{
    char beside[PATH_MAX];
    int length = snprintf(beside, sizeof(beside), "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof(beside))
        return refuse(ERR_INVALID, "the path of the key file is too long", out_reason);
    int file = mkostemp(beside, O_CLOEXEC);
    if (file < 0)
        return refuse(ERR_BUSY, "the key file cannot be made in its folder", out_reason);
    write_text(locked);
    bool is_written = write(file, locked->draft, FILE_CHARS) == FILE_CHARS && fsync(file) == 0;
    close(file);
    bool is_linked = is_written && (link(beside, path) == 0 || (errno == EEXIST && may_be_there));
    unlink(beside);
    sodium_memzero(locked->draft, sizeof(locked->draft));
    if (!is_linked || !flush_folder_of(path))
        return refuse(ERR_BUSY, "the key file cannot be written, or is there already", out_reason);
    return OK;
}

enum err key_file_write(const char *path, struct locked *locked, const char **out_reason)
{
    return write_file(path, locked, false, out_reason);
}

enum err key_file_read(const char *path, struct locked *locked, const char **out_reason)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0 && errno == ENOENT)
        return refuse(ERR_NOT_FOUND, "there is no key file", out_reason);
    if (file < 0 && errno == ELOOP)
        return refuse(ERR_INVALID, "the key file is a link", out_reason);
    if (file < 0)
        return refuse(ERR_BUSY, "the key file cannot be opened", out_reason);
    enum err err = read_open_file(file, locked, out_reason);
    close(file);
    sodium_memzero(locked->draft, sizeof(locked->draft));
    return err;
}

enum err key_file_open(const char *path, struct locked *locked, const char **out_reason)
{
    enum err err = key_file_read(path, locked, out_reason);
    if (err != ERR_NOT_FOUND)
        return err;
    randombytes_buf(locked->root, KEY_BYTES);
    err = write_file(path, locked, true, out_reason);
    return err == OK ? key_file_read(path, locked, out_reason) : err;
}
