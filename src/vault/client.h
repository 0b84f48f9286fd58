/* client.h - inner header of the vault, of the side that asks: connections, one call at a time on
 * each.
 *
 * A call takes what it needs from the arena first, then claims a connection, writes its message,
 * asks, reads the answer and lets go. Between claiming and letting go nothing may be taken from an
 * arena: an overflow would jump away with the connection.
 */
#ifndef VAULT_CLIENT_H
#define VAULT_CLIENT_H

#include "vault/message.h"
#include "vault/vault.h"

struct link {
    int file;                /* -1: there is none */
    int generation;          /* of the process at its other end */
    unsigned char *buffer;   /* of a whole message; wiped when the connection is let go */
    size_t used;             /* bytes of it that were written to */
    struct writer out;       /* the request */
    struct reader in;        /* the answer, after what came of it */
    struct vault *vault;
};

/* NULL: the vault is away. asked is the request's first byte. */
struct link *client_claim(struct vault *vault, enum asked asked);

/* The same on the signer's connection, one after the other. client_ask says where it is away. */
struct link *client_claim_signer(struct vault *vault, enum asked asked);

/* The request begins anew on the same connection. */
void client_begin(struct link *link, enum asked asked);

/* Sends the request and waits for what came of it. ERR_BUSY: the vault is gone. A request that did
 * not fit is ERR_TOO_LARGE and is not sent. */
CHECKED enum err client_ask(struct link *link);

/* Wipes the buffer and gives the connection back. A connection whose answer was not read whole, or
 * broke, is closed. */
void client_release(struct link *link);

/* What was remembered of this vault's proofs (vault_mac_remember) is forgotten. */
void mac_memory_forget(const struct vault *vault);

/* The process is this one's child, to be waited for when the vault is closed. */
void client_own_process(struct vault *vault, int process);

#endif
