#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void fail(const char *path)
{
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(1);
}

void *file_memory(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL) {
        fail("memory");
    }
    return memory;
}

struct file_bytes file_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        fail(path);
    }
    long size = ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0) {
        fail(path);
    }
    struct file_bytes content = {file_memory((size_t)size + 1, 1), (size_t)size};
    if (fread(content.bytes, 1, content.size, file) != content.size) {
        fail(path);
    }
    fclose(file);
    return content;
}

static const char *draft_path(const char *path)
{
    size_t size = strlen(path) + sizeof ".draft";
    char *draft = file_memory(size, 1);
    snprintf(draft, size, "%s.draft", path);
    return draft;
}

FILE *file_create(const char *path)
{
    FILE *file = fopen(draft_path(path), "wb");
    if (file == NULL) {
        fail(path);
    }
    return file;
}

static int is_same(const char *path, const char *draft)
{
    if (access(path, R_OK) != 0) {
        return 0;
    }
    struct file_bytes before = file_read(path);
    struct file_bytes after = file_read(draft);
    return before.size == after.size && memcmp(before.bytes, after.bytes, after.size) == 0;
}

void file_close(FILE *file, const char *path)
{
    const char *draft = draft_path(path);
    int is_broken = ferror(file);
    if (fclose(file) != 0 || is_broken) {
        unlink(draft);
        fail(path);
    }
    if ((is_same(path, draft) ? unlink(draft) : rename(draft, path)) != 0) {
        fail(path);
    }
}

const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

void file_write_literal(FILE *out, const void *bytes, size_t size)
{
    enum { LINE_LENGTH = 90 };
    const unsigned char *byte = bytes;
    int column = 0;
    fputs("\n    \"", out);
    for (size_t i = 0; i < size; i++) {
        unsigned c = byte[i];
        int is_plain = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '?';
        column += is_plain ? fprintf(out, "%c", (int)c) : fprintf(out, "\\%03o", c);
        if (column >= LINE_LENGTH && i + 1 < size) {
            fputs("\"\n    \"", out);
            column = 0;
        }
    }
    fputc('"', out);
}
