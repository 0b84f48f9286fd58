/* opening.h - what one page opens, in one call of the vault.
 *
 * The vault is asked once a page: each call costs a way there and back, and each key in it an
 * unwrapping. So rooms do not open what they read, they put it down here with the place where its
 * plain text belongs (person_ask, person_ask_text ...), and whoever composes the page opens all of
 * it, then shows it.
 *
 *     struct opening opening = opening_make(job);
 *     err = person_ask(&opening, PERSON_CARE, &id, 1, &person);   what is not sealed is there now
 *     err = contact_ask(&opening, id, 20, &contacts);
 *     err = opening_open(&opening);                               and now the rest
 *
 * A value that does not open was damaged, or moved there from another place. Whoever found it, the
 * guardian is told (guard/unreadable.h). What becomes of the rest depends on what is opened for:
 *
 * - what is decided by (who may do what, which room is right, what may leave) opens with
 *   opening_make: nothing of it counts then, because "cannot be read" is not "there is none";
 * - what somebody reads or mends opens with opening_make_readable: in that value's place stands
 *   STR_UNREADABLE, and everything else is there.
 */
#ifndef GUARD_OPENING_H
#define GUARD_OPENING_H

#include "guard/job.h"

struct opening {
    struct job *job;
    bool is_readable; /* of opening_make_readable */
    struct vault_item *items; /* in the job's arena, like outs */
    struct str **outs;        /* where the plain text of each item belongs */
    size_t count, room;
};

struct opening opening_make(struct job *job);
struct opening opening_make_readable(struct job *job);

/* Puts one item down (kind, owner, keys, place and in are set). *out_text is filled by
 * opening_open, stays where it is until then, and is empty for whom was erased (her key is empty).
 * Items of one owner that follow each other cost one unwrapping. */
void opening_add(struct opening *opening, const struct vault_item *item, struct str *out_text);

/* The wrapped key of the owner of an item that was put down already; empty: there is none. */
struct str opening_key(const struct opening *opening, enum vault_owner kind, int64_t owner);

/* Opens what was put down since the last time, in one call; no call when that is nothing.
 * ERR_INVALID: one does not open (never of opening_make_readable); all of them stay empty. */
CHECKED enum err opening_open(struct opening *opening);

/* The same when nothing more is read: the connection for reading is given back before the vault is
 * waited for, because others need it. The job reads again with job_read_again. */
CHECKED enum err opening_open_last(struct opening *opening);

#endif
