#include "app/backup_key.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char WORD[] = "haven-backup-key 1 ";

enum err backup_key_file_make(const char *path, char out_public[BACKUP_KEY_CHARS + 1])
{
    char secret[BACKUP_KEY_CHARS + 1];
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return ERR_BUSY;
    backup_key_make(secret, out_public);
    bool is_written = dprintf(file, "%s%s\n", WORD, secret) > 0 && fsync(file) == 0;
    explicit_bzero(secret, sizeof(secret));
    return close(file) == 0 && is_written ? OK : ERR_BUSY;
}

enum err backup_key_file_read(struct arena *arena, const char *path, struct str *out_secret)
{
    char text[256];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return ERR_NOT_FOUND;
    size_t size = fread(text, 1, sizeof(text), file);
    fclose(file);
    struct str line = str_trim((struct str){text, size}), word = str_of(WORD);
    struct str secret = str_slice(line, word.size, line.size);
    bool is_key = str_starts(line, word) && backup_keys_are_valid(secret);
    if (is_key)
        *out_secret = str_copy(arena, secret);
    explicit_bzero(text, sizeof(text));
    return is_key ? OK : ERR_INVALID;
}
