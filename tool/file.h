// Whole files in and out, for the programs that run while Haven is built.
//
// These programs live for a second: memory is never given back, and a file that cannot be read or
// written ends the program with a message that names it.
#pragma once

#include <stddef.h>
#include <stdio.h>

struct file_bytes {
    char *bytes; // followed by one zero byte that is not counted
    size_t size;
};

// Zeroed memory for count things of size bytes, or the end of the program.
void *file_memory(size_t count, size_t size);

struct file_bytes file_read(const char *path);

// A file to write. It stands at path only after file_close, whole or not at all; where it says what
// the file there said before, that one stays as it is, and nothing that hangs on it is built anew.
FILE *file_create(const char *path);
void file_close(FILE *file, const char *path);

// The part of path after its last slash.
const char *file_name(const char *path);

// Writes bytes as a C string literal, one line for every 90 characters or so. Everything but plain
// letters, digits and signs is written as three octal digits: no trigraph, no open escape.
void file_write_literal(FILE *out, const void *bytes, size_t size);
