/* audit.h - who did what, to which record, why: append-only, one hash chain per writing connection.
 *
 * A write's line is in its transaction; a reading's line is committed before the first byte leaves.
 * Lines hold ids and codes, never names or text; why something was written can stand beside its
 * line in words, sealed (job_audit_detail). Each line's hash covers the line and the hash before
 * it, so a changed, missing or reordered line breaks the chain; signed roots of the lines
 * (guard/audit_tree.h) find a chain that was written anew.
 *
 * On SQLite the readings have a file of their own (job->readings): there are many more of them than
 * writes, and each commit to a file empties what its readers keep at hand. The main file notes now
 * and then how long the readings' chain is, so a file that was taken away or put back is missed.
 */
#ifndef GUARD_AUDIT_H
#define GUARD_AUDIT_H

#include "guard/job.h"

/* Appends the job's lines; called by job_write as the last thing in its transaction. On SQLite
 * there is one chain of each, writes and readings, for the whole life of the database; on
 * PostgreSQL each writing connection of each process has its own. */
enum audit_chain { AUDIT_WRITES, AUDIT_READINGS };
CHECKED enum err audit_append(struct job *job, enum audit_chain chain);

/* The same as a work of store_write on job->readings; with is the job. The lines of all who wait
 * there meanwhile are appended at once: the chain's end is read and written once for them. */
CHECKED enum err audit_append_readings(struct db *db, void *with);

/* The migrations, by name, that give a file of its own to the log of readings: its tables are all
 * that it has. */
enum { AUDIT_READINGS_MIGRATIONS = 2 };
extern const char *const audit_readings_migrations[AUDIT_READINGS_MIGRATIONS];

/* Notes the length of the readings' chain beside the chain of writes; nothing to do where both are
 * in one store. Called at start and every minute. */
CHECKED enum err audit_note_readings(struct job *job);

/* In the file of readings: writes down whose the lines are that came since the last time, for
 * audit_list; those that did not come yet it finds one by one. Nothing to do for few lines, nor
 * where there is no such file. Called every two seconds; what was cut off is done again. */
CHECKED enum err audit_place_readings(struct job *job);

/* What can be wrong, and with which line (or, of a checkpoint, after which line). */
enum audit_fault {
    AUDIT_FAULT_NONE,
    AUDIT_FAULT_LINE,          /* changed, moved, put in or taken out */
    AUDIT_FAULT_MISSING,       /* the chain was longer: it is cut from this line on */
    AUDIT_FAULT_EXTRA,         /* there are more lines than were written */
    AUDIT_FAULT_DETAIL,        /* a detail is not what the line commits to */
    AUDIT_FAULT_PLACE,         /* is not found by who asks for its record's lines or its worker's */
    AUDIT_FAULT_SIGNATURE,     /* a checkpoint in the database is not signed by this vault */
    AUDIT_FAULT_CHECKPOINT,    /* the lines are not those that were signed: written anew */
    AUDIT_FAULT_HISTORY,       /* nor those that the vault knows it signed: written anew, or away */
    AUDIT_FAULT_WITNESS,       /* a witness saw other lines: written anew, signatures and all */
    AUDIT_FAULT_WITNESS_LONGER /* a witness saw more lines than there are: rolled back */
};
struct audit_break {
    int64_t writer, number;
    enum audit_fault fault;
};

/* Walks every chain: each line's hash, the numbers without a gap, the length that the chain says it
 * has (the readings' chain: at least the length last noted), that each reading is found by its
 * record and its worker, and the root of its tree at every checkpoint that is kept
 * (guard/audit_tree.h). ERR_INVALID: out_break says where the first break is; out_lines, how many
 * lines were whole up to there. Who holds database and vault can write a whole log anew and sign
 * it: a witness's checkpoints find that. */
CHECKED enum err audit_verify(struct job *job, int64_t *out_lines, struct audit_break *out_break);

/* The same, and every checkpoint that witnesses have: notes, one after the other. Those of other
 * logs are passed over. One that cannot be read (a power cut tore it) proves nothing; whoever could
 * spoil it could as well have taken it out. */
struct audit_findings {
    int64_t lines;       /* whole */
    int64_t checkpoints; /* kept in the database, and right */
    int64_t witnessed;   /* of the witnesses, and right */
    int64_t unreadable;  /* of the witnesses: torn, or not signed by this log */
    int64_t unsigned_lines; /* after the last checkpoint of their chain */
    struct audit_break broken;
};
CHECKED enum err audit_verify_against(struct job *job, struct str witnesses,
                                      struct audit_findings *out_findings);

/* The words of lines (job_audit_detail), as everything of their owner, are sealed under the owner's
 * key. */
struct audit_owner {
    enum vault_owner kind;
    int64_t id;
    struct str wrapped_key;
};
struct audit_words {
    struct str verb; /* of the line */
    struct str words;
};
struct audit_words_list {
    const struct audit_words *at;
    size_t count;
};

/* All that lines say in words about one owner, oldest first; none once they are forgotten. Words
 * that do not open are STR_UNREADABLE. Errors as opening_open. */
CHECKED enum err audit_words(struct job *job, const struct audit_owner *owner,
                             struct audit_words_list *out_list);

/* Inside a write: takes the words of an owner out, as a part of erasing her (destroying the key
 * alone leaves them unreadable). Lines and commitments stay, and the log verifies. */
CHECKED enum err audit_forget(struct job *job, enum vault_owner kind, int64_t owner);

/* The newest lines about one record, or of one worker, or all (both 0), before a given time. */
struct audit_query {
    int64_t record;
    struct staff_id staff;
    struct instant before_at; /* INSTANT_NONE: from the newest */
    int64_t limit;
};
struct audit_entry {
    struct instant at;
    struct staff_id staff;
    struct str staff_name; /* empty: nobody was signed in */
    struct str role, verb, kind, purpose;
    int64_t record;
};
struct audit_entries {
    const struct audit_entry *at;
    size_t count;
};
CHECKED enum err audit_list(struct job *job, const struct audit_query *query,
                            struct audit_entries *out_entries);

/* What one worker did with one record from an instant on and before another, newest first: each
 * kind of thing once a minute, at its first time, so that nothing is lost behind many lines of
 * another. */
struct audit_span {
    int64_t record;
    struct staff_id staff;
    struct instant from_at, before_at;
};
CHECKED enum err audit_done(struct job *job, const struct audit_span *span,
                            struct audit_entries *out_entries);

#endif
