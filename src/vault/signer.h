/* signer.h - inner header of the vault: the process that signs the log.
 *
 * Apart from the vault, which reads names and texts of strangers: who takes that over cannot sign a
 * log for it. The signer is a child of the vault's process, begun before that is shut in, and holds
 * two keys: the log's, which signs and does nothing else, and the one that proves its own file. It
 * has one connection, which asks for a signature, for the public key and for the history
 * (history.h); no network, no path, fewer system calls than the vault.
 *
 * Neither lives without the other: when the signer ends, so does the vault, and the supervisor
 * starts both.
 */
#ifndef VAULT_SIGNER_H
#define VAULT_SIGNER_H

#include "vault/history.h"

extern const int signer_calls[];
extern const size_t signer_call_count;

/* root: from which its keys are derived; not kept, and the caller's to wipe. file: of the history,
 * or -1; it is closed here. kept: as in history_make, shared with who comes after; NULL: nobody
 * does. The signer says on its own connection that it has started, or why not. False: there is no
 * memory for it or no process. */
bool signer_start(const unsigned char root[KEY_BYTES], int file, struct history_copy *kept);

/* One message of its connection, and its answer's size; out has room for MESSAGE_LIMIT. */
struct signing_keys;
size_t signer_answer(const struct signing_keys *keys, struct history *history, struct str request,
                     unsigned char *out);

/* What root gives. NULL: memory cannot be locked. */
struct signing_keys *signing_keys_make(const unsigned char root[KEY_BYTES]);
const unsigned char *signing_keys_history(const struct signing_keys *keys);

#endif
