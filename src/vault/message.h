/* message.h - inner header of the vault: what the program and the vault's process say to each
 * other, read strictly on both sides.
 *
 * A message is its size in four bytes, then so many: a request begins with what is asked (one
 * byte), an answer with what came of it (an enum err, one byte). Numbers stand as the machine has
 * them: both ends are the same machine. One answer follows each request on the same connection,
 * which is a pair of sockets for packets: who waits in recv on a stream is woken for nothing when
 * its own last message is taken.
 * A process that sends anything else is hostile or broken, and is hung up on.
 */
#ifndef VAULT_MESSAGE_H
#define VAULT_MESSAGE_H

#include "vault/log_mark.h"

enum {
    VAULT_CONNECTIONS = 16,    /* each with a thread of the vault; more callers wait */
    MESSAGE_LIMIT = 1 << 20,   /* bytes after the size, in both directions */
    MESSAGE_HEAD = 4,
    /* open files of the vault's process: its connections, one after the other; the signer's; its
     * own program, closed at once; memory for the next one, where there is some */
    MESSAGE_FIRST_FILE = 3,
    MESSAGE_SIGNER_FILE = MESSAGE_FIRST_FILE + VAULT_CONNECTIONS,
    MESSAGE_PROGRAM_FILE,
    MESSAGE_KEPT_FILE
};

enum asked {
    ASKED_SEAL = 1, ASKED_OPEN, ASKED_KEY_MAKE, ASKED_KEY_SHARE, ASKED_FINGERPRINT, ASKED_REVEAL,
    ASKED_SEARCH,
    ASKED_MAC_MAKE, ASKED_MAC_CHECK, ASKED_MAC_LOOK,
    ASKED_NAMES_PUT, ASKED_NAMES_LOAD, ASKED_NAMES_READY, ASKED_NAMES_FIND, ASKED_NAMES_AMONG,
    ASKED_NAMES_COUNT,
    ASKED_END,
    /* on the signer's connection (signer.h) */
    ASKED_LOG_SIGN, ASKED_LOG_KEY, ASKED_LOG_HISTORY
};

/* Of one message of a search. More letters go in pieces, each with so many of the one before it. */
enum { SEARCH_LETTERS = 1 << 16, SEARCH_OVERLAP = 1 << 9, SEARCH_HITS = 1024 };
struct search_hit {
    uint32_t item, kind, first, last;
};

/* How an item is written: what it has in common with the one before it is left out. */
enum { ITEM_SAME_KEY = 1, ITEM_SAME_TABLE = 2, ITEM_HAS_WRAPPER = 4, ITEM_FLAGS = 7 };

struct reader {
    const unsigned char *at;
    size_t left;
    bool is_bad; /* something was missing or over: all that follows reads as nothing */
};

uint8_t read_byte(struct reader *reader);
uint32_t read_size(struct reader *reader);
int64_t read_number(struct reader *reader);
struct str read_bytes(struct reader *reader, size_t size);
struct str read_long(struct reader *reader);     /* a size, then so many bytes */
const char *read_word(struct reader *reader);    /* at most 255 bytes, ended by zero; never NULL */

/* True when the whole was read and nothing was wrong. */
bool is_read(const struct reader *reader);

struct writer {
    unsigned char *at;
    size_t size, room;
    bool is_full; /* something did not fit: the message is not to be sent */
};

/* Room for size bytes, or NULL. */
unsigned char *write_room(struct writer *writer, size_t size);
void write_byte(struct writer *writer, uint8_t byte);
void write_size(struct writer *writer, uint32_t size);
void write_number(struct writer *writer, int64_t number);
void write_bytes(struct writer *writer, struct str bytes);
void write_long(struct writer *writer, struct str bytes);
void write_word(struct writer *writer, const char *word);

/* A chain of the log, and that it grew (log_mark.c). */
void write_mark(struct writer *writer, const struct log_mark *mark);
void read_mark(struct reader *reader, struct log_mark *out_mark);
void write_proof(struct writer *writer, const struct tree_proof *proof);
void read_proof(struct reader *reader, struct tree_proof *out_proof);

struct vault_item;

/* before: the item written or read just before, or NULL. */
bool is_same_key(const struct vault_item *a, const struct vault_item *b);
void write_item(struct writer *writer, const struct vault_item *item,
                const struct vault_item *before);
void read_item(struct reader *reader, const struct vault_item *before, struct vault_item *out);

/* Sends or receives a whole message. buffer has room for MESSAGE_HEAD + MESSAGE_LIMIT. False: the
 * other end is gone, sent a size that is none, or sent nothing for as long as the socket waits. */
bool message_send(int to, unsigned char *buffer, size_t size);
bool message_receive(int from, unsigned char *buffer, size_t *out_size);

/* What sealing a text of this size gives; 0: too long. */
size_t sealed_size(size_t plain_size);
bool is_sealed_size(size_t size);
enum { SEALED_MORE = 41 }; /* version, nonce, tag */

#endif
