#include "app/key_copy.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/backup_files.h"

static const char BOUND[] = "root.key";

int key_copy_open(void)
{
    return memfd_create("haven-key-copy", MFD_CLOEXEC);
}

enum err key_copy_seal(int copy, const struct settings *settings, struct str public_keys)
{
    struct arena arena = arena_make(1 << 16);
    const struct vault_wish wish = {.has_begun = true};
    const struct seal_for who = {.key = public_keys, .name = str_of(BOUND)};
    struct vault_settings vault = app_vault_settings(&arena, settings, &wish);
    struct sealing *sealing;
    enum err err = sealing_begin(copy, &who, &sealing);
    if (err == OK) {
        err = sealing_add_key_file(sealing, vault.key_path);
        enum err ended = sealing_end(sealing);
        err = err == OK ? ended : err;
    }
    if (err != OK && ftruncate(copy, 0) != 0)
        err = ERR_INTERNAL;
    arena_free(&arena);
    return err;
}

static enum err read_all(struct arena *arena, int copy, struct str *out_copy)
{
    struct stat about;
    if (fstat(copy, &about) != 0 || about.st_size == 0)
        return ERR_BUSY;
    char *bytes = arena_take(arena, (size_t)about.st_size);
    if (pread(copy, bytes, (size_t)about.st_size, 0) != about.st_size)
        return ERR_BUSY;
    *out_copy = (struct str){bytes, (size_t)about.st_size};
    return OK;
}

enum err key_copy_take(struct arena *arena, const struct settings *settings,
                       struct str public_keys, struct str *out_copy)
{
    if (settings->supervisor > 0)
        return str_equal_c(public_keys, settings->backup_key)
                   ? read_all(arena, settings->key_copy, out_copy) : ERR_DENIED;
    int copy = key_copy_open();
    if (copy < 0)
        return ERR_BUSY;
    enum err err = key_copy_seal(copy, settings, public_keys);
    if (err == OK)
        err = read_all(arena, copy, out_copy);
    close(copy);
    return err;
}

enum err key_copy_read(struct arena *arena, struct str copy, struct str secret,
                       struct str *out_text)
{
    const struct seal_for who = {.key = secret, .name = str_of(BOUND)};
    char path[32];
    struct str whole;
    if (!str_starts(copy, STR(SEALED_WORD))) {
        *out_text = copy;
        return OK;
    }
    int file = key_copy_open();
    if (file < 0 || write(file, copy.at, copy.size) != (ssize_t)copy.size) {
        if (file >= 0)
            close(file);
        return ERR_BUSY;
    }
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    enum err err = backup_read_as(arena, path, &who, &whole);
    close(file);
    if (err == OK && whole.size < 4) /* the size of what follows, as sealing_add_key_file says */
        err = ERR_INVALID;
    if (err == OK)
        *out_text = str_slice(whole, 4, whole.size - 4);
    return err;
}
