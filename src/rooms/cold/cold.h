/* cold.h - closed records that the running server cannot open, and their thaw by two people.
 *
 * What nobody works with any more can only do harm (threats.md 0.5, C8). When nothing was done for
 * a person for a year and nothing is open (law/cold.h; counted as rooms/retention counts), her
 * record goes cold: her wrapped keys, those of her calls and of emergencies about her leave their
 * rows, sealed to a public key whose secret half is not on the server (vault/cold_seal.h). All ties
 * end. She is in no search, list or number of people; her reference, ids, codes and days stay, for
 * the counts and for the log. Her day of erasure runs on, holds and erasure work as ever.
 *
 * A thaw needs two people of different roles, neither of whom a conflict flag keeps from her. One
 * asks, by reference and for a reason from a closed list; a reference that stands for no cold
 * record is written down and answered like any other, so that asking tells nobody who was here. The
 * other opens the sealed keys with the secret, on a machine of her own, and hands them back. Then
 * it is open for some days to who asked, to read; unless the case is opened meanwhile (a call, a
 * stay, a follow-up) it goes cold again by itself.
 *
 * With a thaw her key and those of her calls are drawn anew, and everything of hers is sealed again
 * under them before anybody reads it (cold_anew.c): copies of the database from before she went
 * cold open nothing that is written afterwards. That takes a moment, and with many documents
 * minutes: it is done in steps (cold_thawing.c), by the request that confirms as far as it is soon
 * done, else by the timer, also after the server was killed. What does not open on the way is told
 * to the guardian and takes nothing else along. Keys of emergencies about her stay as they were,
 * because the log commits to what is sealed under them (doc/retention.md).
 *
 * What the server keeps it can no longer misuse; what it was given back it may have copied. Who had
 * taken over the web process during a thaw has read that one record.
 */
#ifndef ROOMS_COLD_COLD_H
#define ROOMS_COLD_COLD_H

#include "guard/job.h"
#include "law/cold.h"

/* ---- going cold: the timer's --------------------------------------------------------------- */

/* Lets up to limit records go cold, sealed to public_key; those after *after in the order of ids,
 * which is moved on, to INT64_MIN at the end. out_count: how many went. What somebody works on this
 * very moment is left for the next time. */
CHECKED enum err cold_put_away(struct job *job, struct str public_key, size_t limit,
                               struct person_id *after, size_t *out_count);

/* Whose thaw is over goes cold again, or is live again where her case was opened. */
CHECKED enum err cold_end_thaws(struct job *job, struct str public_key, size_t limit,
                                size_t *out_count);

/* ---- asking ---------------------------------------------------------------------------------- */

/* ref as it was typed; ERR_INVALID: it is no reference. reason: codes thaw_reason. OK says nothing
 * about whether there is such a record. job->location: where the answer will be shown. */
CHECKED enum err cold_ask(struct job *job, struct str ref, struct str reason);

struct thaw {
    struct task_id thaw;
    struct person_id person; /* 0: nothing under that reference, or kept from who asked */
    struct str ref, reason;  /* codes thaw_reason */
    struct staff_id asked_by;
    struct str asked_by_name, asked_role;
    struct instant asked_at;
    struct str answered_by_name, answered_role;
    struct instant answered_at; /* INSTANT_NONE: nobody has */
    struct str outcome;         /* codes thaw_outcome */
    struct instant until_at;    /* INSTANT_NONE: it was never open */
    struct str sealed;          /* base64: what the holder of the key opens; empty: nothing */
    struct str key_mark;        /* which key opens it */
    bool is_cold;               /* there is something to open */
    bool is_being_opened;       /* confirmed, and not all of hers is sealed anew yet */
    int64_t piece_done, piece_count; /* of her documents, in cold_get */
};
struct thaws {
    const struct thaw *at;
    size_t count;
};

/* What the asker asked for in the last 30 days, newest first. */
CHECKED enum err cold_mine(struct job *job, struct thaws *out_thaws);

/* ---- answering ------------------------------------------------------------------------------- */

/* References of what is cold, the newest first, COLD_ROWS on a page. after: empty, or next of the
 * page before; ERR_MALFORMED when it is neither. */
enum { COLD_ROWS = 50 };
struct cold_line {
    struct str ref, key_mark;
    struct instant cold_at;
};
struct cold_lines {
    const struct cold_line *at;
    size_t count;
    int64_t total;   /* on all pages */
    struct str next; /* what to pass as after for the page behind; empty: there is none */
};
CHECKED enum err cold_list(struct job *job, struct str after, struct cold_lines *out_lines);

/* What waits for an answer, then what is open now. */
CHECKED enum err cold_thaws(struct job *job, struct thaws *out_thaws);

/* ERR_NOT_FOUND: there is none, or it is about somebody kept from the asker. */
CHECKED enum err cold_get(struct job *job, struct task_id thaw, struct thaw *out_thaw);

/* The second person's word, with what the secret key opened (base64). What stands against it is a
 * problem on field opened, and ERR_INVALID: not these keys, the same person or role, nothing cold,
 * a conflict. ERR_CONFLICT: answered already. OK: from here on it is opened, whatever becomes of
 * the server; *out_is_open says whether it is already, or cold_go_on has still to do. */
CHECKED enum err cold_confirm(struct job *job, struct task_id thaw, struct str opened,
                              struct problems *problems, bool *out_is_open);
/* ERR_CONFLICT: answered already. */
CHECKED enum err cold_refuse(struct job *job, struct task_id thaw, struct problems *problems);

/* Ends a thaw now; the keys leave within a minute. is_own: of who asked only. ERR_NOT_FOUND;
 * ERR_CONFLICT: it is not open. */
CHECKED enum err cold_end(struct job *job, struct task_id thaw, bool is_own);

/* ---- what is being opened: the timer's ------------------------------------------------------- */

/* Goes on with thaws that are confirmed and not open yet, each by some steps of a few megabytes.
 * *out_is_more: there is still something to do that can be done now. An error of one keeps none of
 * the others: it comes again after all that did not fail, and after those that failed before it.
 * The first error is the call's. */
CHECKED enum err cold_go_on(struct job *job, size_t steps, bool *out_is_more);

/* ---- what did not open ----------------------------------------------------------------------- */

/* A value of a record that did not open with the keys it should have opened with. Its place is
 * empty from then on (of a document or a letter all stays as it is, and does not open). */
struct cold_damage {
    struct str of_table, of_column; /* "contact", "text_sealed" */
    int64_t of_row;
    struct str kind; /* codes thaw_damage_kind */
    struct instant found_at;
    struct instant seen_at; /* INSTANT_NONE: nobody has looked into it */
};
struct cold_damages {
    const struct cold_damage *at;
    size_t count;
};
/* Of a thaw that the asker may read (cold_get); at most limit. */
CHECKED enum err cold_damage_list(struct job *job, struct task_id thaw, int64_t limit,
                                  struct cold_damages *out_damages);

/* Thaws in which something did not open and nobody has looked into it: which, and how many. */
struct cold_damaged {
    struct task_id thaw;
    struct str ref;
    int64_t number; /* of values */
};
struct cold_damaged_list {
    const struct cold_damaged *at;
    size_t count;
};
CHECKED enum err cold_damaged(struct job *job, struct cold_damaged_list *out_list);
CHECKED enum err cold_damage_waiting(struct job *job, int64_t *out_number);

/* The asker has looked into it. ERR_NOT_FOUND: as cold_get; ERR_CONFLICT: another has. */
CHECKED enum err cold_damage_see(struct job *job, struct task_id thaw);

/* ---- the secret's side: `haven cold open`, a demo and tests ---------------------------------- */

/* What stands on the page, opened: base64 in, base64 out. ERR_INVALID: of another key, or
 * changed. */
CHECKED enum err cold_open_text(struct arena *arena, struct str secret, struct str sealed,
                                struct str *out_opened);

#endif
