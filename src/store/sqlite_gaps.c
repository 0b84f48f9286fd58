/* Gaps in the pages of a copy (copy.h).
 *
 * A page of a b-tree ("B-tree Pages" in fileformat2.html) has a head of 8 or 12 bytes, then two
 * bytes for each of its cells; the cells stand at its end, and between lies the gap. Cells that
 * went leave a chain of free blocks among the others, of which the first four bytes are its next
 * one's place and its size. When SQLite shares the cells of a page out among several it leaves the
 * old bytes in the gap, whatever secure_delete says. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/copy.h"

enum { FILE_HEAD = 100, PAGE_SIZE_AT = 16, LARGEST_ROOT_AT = 52, LARGEST_PAGE = 65536 };

/* All other pages begin with a page's number, which is smaller than this. */
static const int64_t PAGES_MOST = INT64_C(1) << 24;

static size_t two(const unsigned char *at)
{
    return (size_t)at[0] << 8 | at[1];
}

/* 0: not a page of a b-tree. */
static size_t head_size(unsigned char kind)
{
    return kind == 0x02 || kind == 0x05 ? 12 : kind == 0x0a || kind == 0x0d ? 8 : 0;
}

static bool clear(unsigned char *from, const unsigned char *to)
{
    bool has_changed = false;
    for (; from < to; from++) {
        has_changed |= *from != 0;
        *from = 0;
    }
    return has_changed;
}

static bool clear_free_blocks(unsigned char *page, size_t size, size_t block)
{
    bool has_changed = false;
    while (block != 0 && block + 4 <= size) {
        size_t next = two(page + block), length = two(page + block + 2);
        if (length > 4 && block + length <= size)
            has_changed |= clear(page + block + 4, page + block + length);
        if (next <= block) /* they ascend; a damaged page is left as it is */
            break;
        block = next;
    }
    return has_changed;
}

/* True: the page is another now. */
static bool clear_page(unsigned char *page, size_t size, size_t head_at)
{
    const unsigned char *head = page + head_at;
    size_t cells_at = head_at + head_size(head[0]);
    if (cells_at == head_at)
        return false;
    size_t gap = cells_at + 2 * two(head + 3), content = two(head + 5);
    content = content == 0 ? LARGEST_PAGE : content;
    bool has_changed = clear_free_blocks(page, size, two(head + 1));
    if (gap < content && content <= size)
        has_changed |= clear(page + gap, page + content);
    return has_changed;
}

static enum err clear_pages(int file, size_t page_size)
{
    static unsigned char page[LARGEST_PAGE]; /* backups are taken one at a time */
    off_t size = lseek(file, 0, SEEK_END);
    if (size / (off_t)page_size > PAGES_MOST)
        return ERR_INVALID;
    for (off_t at = 0; at < size; at += (off_t)page_size) {
        if (pread(file, page, page_size, at) != (ssize_t)page_size)
            return ERR_BUSY;
        if (clear_page(page, page_size, at == 0 ? FILE_HEAD : 0) &&
            pwrite(file, page, page_size, at) != (ssize_t)page_size)
            return ERR_BUSY;
    }
    return OK;
}

enum err copy_clear_gaps(const char *path)
{
    unsigned char head[FILE_HEAD];
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return ERR_BUSY;
    enum err err = pread(file, head, sizeof(head), 0) == sizeof(head) ? OK : ERR_BUSY;
    size_t page_size = two(head + PAGE_SIZE_AT);
    page_size = page_size == 1 ? LARGEST_PAGE : page_size;
    bool has_vacuum = memcmp(head + LARGEST_ROOT_AT, "\0\0\0\0", 4) != 0;
    if (err == OK && (memcmp(head, "SQLite format 3", 16) != 0 || page_size < 512 || has_vacuum))
        err = ERR_INVALID;
    if (err == OK)
        err = clear_pages(file, page_size);
    return close(file) == 0 ? err : ERR_BUSY;
}
