// pagec's own header: what is known of a page or part once it has been read, and writing it.
#pragma once

#include "markup.h"
#include "page_value.h"

#include <stdio.h>

enum { FOLDERS = 16, BLOCKS = 32, PARTS = 64, USES = 16 };

struct part {
    const char *name;
    const char *path;
    struct parameter parameters[PART_PARAMETERS];
    size_t parameter_count;
    bool has_content;
};

enum block_kind { BLOCK_IF, BLOCK_FOR, BLOCK_CONTENT };

struct block {
    enum block_kind kind;
    int line;
    struct markup start; // where each branch begins
    struct markup end;   // where the branches so far came to
    bool has_end;
    bool has_last; // {#else} or {#empty} stood
    const char *count;
    size_t variable_count;
    const struct part *part;
    int number;
};

struct page {
    struct scope scope;
    const char *text;
    const char *at;
    const char *folder;
    const char *folders[FOLDERS];
    size_t folder_count;
    struct part self; // name and, of a part, its parameters
    struct markup markup;
    struct block blocks[BLOCKS];
    size_t block_count;
    struct part parts[PARTS];
    size_t part_count;
    const char *uses[USES];
    size_t use_count;
    FILE *body;
    char *written[2]; // before and after {content}
    size_t written_size[2];
    bool has_title, is_after_content;
    int count;
};

// The part of path before its last slash, or ".".
const char *page_folder(const char *path);

// The C header and source of what was read; target is named in the dependencies.
void page_write_header(const struct page *page, const char *path);
void page_write_source(const struct page *page, const char *path, const char *header);
void page_write_dependencies(const struct page *page, const char *path, const char *target);
