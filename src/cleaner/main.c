/* The cleaner's process. Started by src/cleaner/run.c only: file 3 is a socket on which the file
 * comes, up to its end, and on which verdict, format and the clean copy go back; or, asked to read,
 * what could not be read and the text. */
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cleaner/clean.h"
#include "cleaner/read.h"
#include "cleaner/run_words.h"
#include "cleaner/shut_in.h"

static void *pages(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(at != MAP_FAILED);
    return at;
}

static size_t read_all(unsigned char *at, size_t room)
{
    size_t size = 0;
    ssize_t part;
    while (size < room && (part = read(RUN_FILE, at + size, room - size)) > 0)
        size += (size_t)part;
    return size;
}

static void write_all(const unsigned char *at, size_t size)
{
    ssize_t part;
    for (; size > 0 && (part = write(RUN_FILE, at, size)) > 0; at += part)
        size -= (size_t)part;
}

static void clean_file(const unsigned char *in, size_t in_size, unsigned char *out, size_t room)
{
    struct clean it = {.in = in, .in_size = in_size, .out = out, .out_room = room};
    enum clean_format format = 0;
    enum clean_verdict verdict = clean(&it, &format);
    const unsigned char head[RUN_HEAD] = {(unsigned char)verdict, (unsigned char)format};
    write_all(head, sizeof(head));
    if (verdict == CLEAN_TAKEN)
        write_all(out, it.out_size);
}

static void read_file(const unsigned char *in, size_t in_size, unsigned char *out)
{
    struct reading it = {.in = in, .in_size = in_size, .out = (char *)out,
                         .out_room = DOCUMENT_TEXT_MOST_BYTES};
    read_pdf(&it);
    const unsigned char head[RUN_READ_HEAD] = {(unsigned char)it.unread};
    write_all(head, sizeof(head));
    write_all(out, it.out_size);
}

int main(int argc, char **argv)
{
    size_t in_room = CLEAN_MOST_BYTES + CLEAN_MORE_BYTES, out_room = in_room;
    bool is_reading = argc == 2 && strcmp(argv[1], RUN_READ) == 0;
    prctl(PR_SET_NAME, "haven-cleaner");
    unsigned char *in = pages(in_room), *out = pages(out_room);
    shut_in();
    size_t in_size = read_all(in, in_room);
    if (is_reading)
        read_file(in, in_size, out);
    else
        clean_file(in, in_size, out, out_room);
    _exit(0); /* nothing of the libraries' own leaving: it would ask for more */
}
