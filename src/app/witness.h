/* witness.h - somebody else who remembers how long the log was, and with which root.
 *
 * A witness keeps every checkpoint it is shown. One of a shorter log, or of one whose older lines
 * are not those it has seen, it refuses aloud: the log was rolled back or forked. It holds no data
 * and no key but its own, and needs no database: a small machine of another organisation is best.
 *
 * Talk over TCP, one checkpoint a connection, in lines (doc/audit.md): the log shows the
 * checkpoint, the witness says which size it has, the log proves that the new tree begins with
 * that one, the witness signs what it saw.
 */
#ifndef APP_WITNESS_H
#define APP_WITNESS_H

#include "app/command.h"
#include "guard/audit_tree.h"

/* Shows one checkpoint to the witness at "host:port". ERR_BUSY: it is away. ERR_CONFLICT: it saw
 * another log, or a longer one. */
CHECKED enum err witness_tell(struct job *job, const char *where,
                              const struct audit_signed *made);

/* `haven witness --listen ADDRESS:PORT --key KEY --data DIR`: runs until it is ended. */
int witness_command(struct call *call);

#endif
