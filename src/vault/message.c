#include "vault/message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "vault/item.h"

/* ---- reading ------------------------------------------------------------------------------ */

static const unsigned char *take(struct reader *reader, size_t size)
{
    if (reader->is_bad || size > reader->left) {
        reader->is_bad = true;
        return NULL;
    }
    const unsigned char *at = reader->at;
    reader->at += size;
    reader->left -= size;
    return at;
}

uint8_t read_byte(struct reader *reader)
{
    const unsigned char *at = take(reader, 1);
    return at == NULL ? 0 : *at;
}

uint32_t read_size(struct reader *reader)
{
    uint32_t size = 0;
    const unsigned char *at = take(reader, sizeof(size));
    if (at != NULL)
        memcpy(&size, at, sizeof(size));
    return size;
}

int64_t read_number(struct reader *reader)
{
    int64_t number = 0;
    const unsigned char *at = take(reader, sizeof(number));
    if (at != NULL)
        memcpy(&number, at, sizeof(number));
    return number;
}

struct str read_bytes(struct reader *reader, size_t size)
{
    const unsigned char *at = take(reader, size);
    return at == NULL ? STR_NONE : (struct str){(const char *)at, size};
}

struct str read_long(struct reader *reader)
{
    return read_bytes(reader, read_size(reader));
}

const char *read_word(struct reader *reader)
{
    size_t size = read_byte(reader);
    const char *word = (const char *)take(reader, size + 1);
    if (word == NULL || strnlen(word, size + 1) != size) {
        reader->is_bad = true;
        return "";
    }
    return word;
}

bool is_read(const struct reader *reader)
{
    return !reader->is_bad && reader->left == 0;
}

/* ---- writing ------------------------------------------------------------------------------ */

unsigned char *write_room(struct writer *writer, size_t size)
{
    if (writer->is_full || size > writer->room - writer->size) {
        writer->is_full = true;
        return NULL;
    }
    unsigned char *at = writer->at + writer->size;
    writer->size += size;
    return at;
}

static void put(struct writer *writer, const void *bytes, size_t size)
{
    unsigned char *at = write_room(writer, size);
    if (at != NULL && size > 0)
        memcpy(at, bytes, size);
}

void write_byte(struct writer *writer, uint8_t byte)
{
    put(writer, &byte, 1);
}

void write_size(struct writer *writer, uint32_t size)
{
    put(writer, &size, sizeof(size));
}

void write_number(struct writer *writer, int64_t number)
{
    put(writer, &number, sizeof(number));
}

void write_bytes(struct writer *writer, struct str bytes)
{
    put(writer, bytes.at, bytes.size);
}

/* ---- items -------------------------------------------------------------------------------- */

bool is_same_key(const struct vault_item *a, const struct vault_item *b)
{
    return a->kind == b->kind && a->owner == b->owner &&
           str_equal(a->wrapped_key, b->wrapped_key) && str_equal(a->wrapper_key, b->wrapper_key);
}

void read_item(struct reader *reader, const struct vault_item *before, struct vault_item *out)
{
    uint8_t flags = read_byte(reader);
    *out = (struct vault_item){.place.table = "", .place.column = ""};
    if (flags & ~ITEM_FLAGS || (flags & (ITEM_SAME_KEY | ITEM_SAME_TABLE) && before == NULL)) {
        reader->is_bad = true;
        return;
    }
    if (flags & ITEM_SAME_KEY) {
        out->kind = before->kind;
        out->owner = before->owner;
        out->wrapped_key = before->wrapped_key;
        out->wrapper_key = before->wrapper_key;
    } else {
        out->kind = read_byte(reader);
        out->owner = read_number(reader);
        out->wrapped_key = read_long(reader);
        out->wrapper_key = flags & ITEM_HAS_WRAPPER ? read_long(reader) : STR_NONE;
    }
    out->place.table = flags & ITEM_SAME_TABLE ? before->place.table : read_word(reader);
    out->place.column = read_word(reader);
    out->place.row = read_number(reader);
    out->in = read_long(reader);
}

/* ---- sending ------------------------------------------------------------------------------ */

bool message_send(int to, unsigned char *buffer, size_t size)
{
    uint32_t head = (uint32_t)size;
    must(size <= MESSAGE_LIMIT);
    memcpy(buffer, &head, sizeof(head));
    size_t left = size + MESSAGE_HEAD;
    while (left > 0) {
        ssize_t sent = send(to, buffer, left < PACKET_LIMIT ? left : PACKET_LIMIT, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        buffer += sent;
        left -= (size_t)sent;
    }
    return true;
}

bool message_receive(int from, unsigned char *buffer, size_t *out_size)
{
    size_t got = 0, wanted = MESSAGE_HEAD;
    while (got < wanted) {
        ssize_t size = recv(from, buffer + got, MESSAGE_HEAD + MESSAGE_LIMIT - got, 0);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return false;
        got += (size_t)size;
        if (wanted == MESSAGE_HEAD && got >= MESSAGE_HEAD) {
            uint32_t head;
            memcpy(&head, buffer, sizeof(head));
            if (head == 0 || head > MESSAGE_LIMIT)
                return false;
            wanted += head;
        }
    }
    *out_size = wanted - MESSAGE_HEAD;
    return got == wanted; /* more than one message at once: not how we talk */
}

/* ---- sizes -------------------------------------------------------------------------------- */

/* Sizes a sealed text can have: with at most six, its length tells little of what it is. */
static const size_t PADDED[] = {64, 256, 1024, 4096, 16384, 65536};

/* One byte more than the text is needed to mark its end. */
size_t sealed_size(size_t plain_size)
{
    for (size_t i = 0; i < COUNT_OF(PADDED); i++) {
        if (plain_size < PADDED[i])
            return PADDED[i] + SEALED_MORE;
    }
    return 0;
}

bool is_sealed_size(size_t size)
{
    for (size_t i = 0; i < COUNT_OF(PADDED); i++) {
        if (size == PADDED[i] + SEALED_MORE)
            return true;
    }
    return false;
}
