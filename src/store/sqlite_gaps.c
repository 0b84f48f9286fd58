/* Gaps in the pages of a file (sqlite_gaps.h).
 *
 * A page of a b-tree ("B-tree Pages" in fileformat2.html) has a head of 8 or 12 bytes, then two
 * bytes for each of its cells; the cells stand at its end, and between lies the gap. Cells that
 * went leave a chain of free blocks among the others, of which the first four bytes are its next
 * one's place and its size. When SQLite shares the cells of a page out among several it leaves the
 * old bytes in the gap, whatever secure_delete says.
 *
 * The bytes go through a file that SQLite has opened: it keeps it open for as long as others of the
 * process have locks, which closing any other would end. */
#include "store/sqlite_gaps.h"

#include <stdlib.h>
#include <string.h>

#include "store/copy.h"
#include "store/sqlite_inner.h"

enum { FILE_HEAD = 100, PAGE_SIZE_AT = 16, LARGEST_ROOT_AT = 52, LARGEST_PAGE = 65536 };

struct gaps {
    sqlite3 *handle; /* of which only the file is used */
    sqlite3_file *file;
    size_t page_size;
    bool has_changed;
    unsigned char page[LARGEST_PAGE];
};

static size_t two(const unsigned char *at)
{
    return (size_t)at[0] << 8 | at[1];
}

/* 0: not a page of a b-tree. */
static size_t head_size(unsigned char kind)
{
    return kind == 0x02 || kind == 0x05 ? 12 : kind == 0x0a || kind == 0x0d ? 8 : 0;
}

/* Only what is not zero yet is written. Cut off by a power cut, the page is as whole as before; and
 * who reads it meanwhile looks at no byte of a gap. */
static bool clear(struct gaps *gaps, int64_t page_at, size_t from, size_t to)
{
    while (from < to && gaps->page[from] == 0)
        from++;
    while (to > from && gaps->page[to - 1] == 0)
        to--;
    if (from == to)
        return true;
    memset(gaps->page + from, 0, to - from);
    gaps->has_changed = true;
    return gaps->file->pMethods->xWrite(gaps->file, gaps->page + from, (int)(to - from),
                                        page_at + (int64_t)from) == SQLITE_OK;
}

/* Blocks ascend; a page where they do not is damaged, and left as it is. */
static bool clear_free_blocks(struct gaps *gaps, int64_t page_at, size_t block)
{
    bool is_done = true;
    for (size_t before = 0; is_done && block > before && block + 4 <= gaps->page_size;) {
        size_t size = two(gaps->page + block + 2);
        if (size > 4 && block + size <= gaps->page_size)
            is_done = clear(gaps, page_at, block + 4, block + size);
        before = block;
        block = two(gaps->page + block);
    }
    return is_done;
}

static bool clear_page(struct gaps *gaps, int64_t page_at)
{
    size_t head_at = page_at == 0 ? FILE_HEAD : 0;
    const unsigned char *head = gaps->page + head_at;
    size_t cells_at = head_at + head_size(head[0]);
    if (cells_at == head_at)
        return true;
    size_t gap = cells_at + 2 * two(head + 3), content = two(head + 5);
    content = content == 0 ? LARGEST_PAGE : content;
    return clear_free_blocks(gaps, page_at, two(head + 1)) &&
           (gap >= content || content > gaps->page_size || clear(gaps, page_at, gap, content));
}

static bool read_at(struct gaps *gaps, size_t size, int64_t at)
{
    return gaps->file->pMethods->xRead(gaps->file, gaps->page, (int)size, at) == SQLITE_OK;
}

static enum err read_head(struct gaps *gaps)
{
    if (!read_at(gaps, FILE_HEAD, 0))
        return ERR_BUSY;
    gaps->page_size = two(gaps->page + PAGE_SIZE_AT);
    gaps->page_size = gaps->page_size == 1 ? LARGEST_PAGE : gaps->page_size;
    bool is_database = memcmp(gaps->page, "SQLite format 3", 16) == 0 && gaps->page_size >= 512;
    bool has_vacuum = memcmp(gaps->page + LARGEST_ROOT_AT, "\0\0\0\0", 4) != 0;
    return is_database && !has_vacuum ? OK : ERR_INVALID;
}

enum err gaps_open(const char *path, struct gaps **out_gaps)
{
    struct gaps *gaps = calloc(1, sizeof(*gaps));
    must(gaps != NULL);
    int code = sqlite3_open_v2(path, &gaps->handle, SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_file_control(gaps->handle, "main", SQLITE_FCNTL_FILE_POINTER, &gaps->file);
    enum err err = code == SQLITE_OK && gaps->file->pMethods ? read_head(gaps) : ERR_BUSY;
    if (err == OK)
        *out_gaps = gaps;
    else
        gaps_close(gaps);
    return err;
}

void gaps_close(struct gaps *gaps)
{
    sqlite3_close(gaps->handle);
    free(gaps);
}

enum err gaps_length(struct gaps *gaps, uint32_t *out_pages)
{
    sqlite3_int64 size;
    if (gaps->file->pMethods->xFileSize(gaps->file, &size) != SQLITE_OK)
        return ERR_BUSY;
    int64_t pages = size / (int64_t)gaps->page_size;
    if (pages >= GAPS_PAGES_MOST)
        return ERR_INVALID;
    *out_pages = (uint32_t)pages;
    return OK;
}

enum err gaps_clear(struct gaps *gaps, uint32_t number)
{
    int64_t at = (int64_t)(number - 1) * (int64_t)gaps->page_size;
    return read_at(gaps, gaps->page_size, at) && clear_page(gaps, at) ? OK : ERR_BUSY;
}

enum err gaps_flush(struct gaps *gaps)
{
    int code = SQLITE_OK;
    if (gaps->has_changed)
        code = gaps->file->pMethods->xSync(gaps->file, SQLITE_SYNC_FULL);
    gaps->has_changed = false;
    return sqlite_err(code);
}

enum err copy_clear_gaps(const char *path)
{
    struct gaps *gaps;
    uint32_t pages = 0;
    enum err err = gaps_open(path, &gaps);
    if (err != OK)
        return err;
    err = gaps_length(gaps, &pages);
    for (uint32_t number = 1; err == OK && number <= pages; number++)
        err = gaps_clear(gaps, number);
    enum err flushed = gaps_flush(gaps);
    gaps_close(gaps);
    return err == OK ? flushed : err;
}
