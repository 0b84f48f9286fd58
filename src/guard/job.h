/* job.h - one piece of work that somebody asked for: who, when, why, and the means to do it.
 *
 * Passed, never global. Time and randomness come from it, so a 45-day period is a unit test and a
 * demo can move the clock. Rules (x.c of a room) take a job and plain values; they read through
 * job->db, and change things only inside job_write.
 */
#ifndef GUARD_JOB_H
#define GUARD_JOB_H

#include "base/base.h"
#include "base/problem.h"
#include "guard/event.h"
#include "guard/id.h"
#include "guard/right.h"
#include "store/store.h"
#include "vault/vault.h"

/* Why somebody looks or acts. Closed; there is no purpose "immigration enforcement" in it
 * (threats.md 0.3). The first is what every ordinary screen is for. */
#define PURPOSE_LIST(PURPOSE)                                                                    \
    PURPOSE(care)                                                                                 \
    PURPOSE(placing)                                                                              \
    PURPOSE(transport)                                                                            \
    PURPOSE(emergency_services)                                                                   \
    PURPOSE(repair)                                                                               \
    PURPOSE(visit)                                                                                \
    PURPOSE(oversight)                                                                            \
    PURPOSE(administration)                                                                       \
    /* of what leaves, by template (rooms/release/release_template.c) */                          \
    PURPOSE(referral) PURPOSE(housing) PURPOSE(health) PURPOSE(schooling) PURPOSE(advice)         \
    PURPOSE(own_copy)                                                                             \
    PURPOSE(statistics) /* numbers that leave, none of them small */                              \
    PURPOSE(emergency) /* what is read and written of a record opened in an emergency */

#define LISTED(name) PURPOSE_##name,
enum purpose { PURPOSE_NONE, PURPOSE_LIST(LISTED) PURPOSE_COUNT };
#undef LISTED
const char *purpose_name(enum purpose purpose);
enum purpose purpose_parse(struct str name); /* PURPOSE_NONE when there is no such purpose */

/* What the audit log says was done. Reading verbs are logged before the first byte leaves. */
#define VERB_LIST(VERB)                                                                          \
    VERB(signed_in) VERB(sign_in_refused) VERB(signed_out) VERB(session_ended)                    \
    VERB(searched) VERB(matched)                                                                  \
    VERB(read) VERB(created) VERB(changed) VERB(noted)                                            \
    VERB(address_opened) VERB(address_refused)                                                    \
    VERB(held) VERB(released) VERB(offered) VERB(accepted) VERB(declined) VERB(withdrawn)         \
    VERB(answered) VERB(arrived) VERB(not_arrived) VERB(extended) VERB(moved) VERB(departed)      \
    VERB(unable) VERB(decided) VERB(voided) VERB(exported) VERB(imported) VERB(tied) VERB(untied) \
    VERB(warned) VERB(settled) VERB(counted)                                                       \
    /* of what is to leave; stopped: by the gate */                                               \
    VERB(asked) VERB(approved) VERB(refused) VERB(written) VERB(stopped)                           \
    VERB(emergency_opened) VERB(emergency_reviewed) VERB(words_erased) VERB(flagged)              \
    VERB(unflagged)                                                                               \
    VERB(hold_placed) VERB(hold_lifted) VERB(erasure_proposed) VERB(erasure_withdrawn)            \
    VERB(erased)                                                                                  \
    VERB(went_cold) VERB(thaw_asked) VERB(thawed) VERB(thaw_refused) VERB(thaw_ended)             \
    VERB(keys_drawn) VERB(not_opened)                                                             \
    VERB(suppression_asked) VERB(suppressed) VERB(suppression_ended)                              \
    VERB(forged) VERB(proven) /* of rights (proof.h) */                                           \
    VERB(document_added) VERB(document_opened) VERB(document_removed)                             \
    VERB(document_checked)                                                                        \
    /* of an account's password and code app (renewal.h) */                                       \
    VERB(renewal_asked) VERB(renewal_confirmed) VERB(renewal_begun)                               \
    VERB(password_changed) VERB(code_app_changed)                                                 \
    VERB(turned_away) /* refused something (refusal.h) */

#define LISTED(name) VERB_##name,
enum verb { VERB_NONE, VERB_LIST(LISTED) VERB_COUNT };
#undef LISTED
const char *verb_name(enum verb verb);

/* The words of the log for the kind of thing a line is about. */
#define RECORD_LIST(RECORD)                                                                      \
    RECORD(person) RECORD(referral) RECORD(house) RECORD(placement) RECORD(staff)                 \
    RECORD(organisation) RECORD(session) RECORD(database) RECORD(tie) RECORD(law)      \
    RECORD(release)                                                                               \
    RECORD(manifest) /* the record is a quarter of the manifest's SHA-256 */
#define LISTED(name) RECORD_##name,
enum record_kind { RECORD_NONE, RECORD_LIST(LISTED) RECORD_COUNT };
#undef LISTED
const char *record_kind_name(enum record_kind kind);

struct asker {
    struct staff_id staff;
    enum role role;
    struct organisation_id organisation;
    struct circle_id circle;        /* the asker's own circle */
    struct session_id session;
    struct str name;                /* display name, in the arena */
};

/* What the route's path names: which record the rights are asked for, and which thing in it. */
struct target {
    enum record_kind kind;
    struct record_id record; /* what ties are made to: a person, referral or house */
    int64_t id;              /* the thing itself: the same, or a placement's id */
    struct str ref;          /* as it stood in the URL */
};

/* Words that belong to a line of the log, sealed under the key of whom they are about. */
struct audit_detail {
    enum vault_owner kind;
    int64_t owner, id;
    struct str sealed, commitment;
};

struct audit_line {
    enum verb verb;
    enum record_kind kind;
    int64_t record;
    enum purpose purpose;
    const struct audit_detail *detail; /* NULL: none */
};

/* What is proven (proof.h), and which of it a write has changed. */
enum proof_kind { PROOF_NONE, PROOF_staff, PROOF_record, PROOF_session, PROOF_KIND_COUNT };
struct proofs_due {
    struct vault_mac *at; /* as they were before; after the work as they are written */
    size_t count, room;
};

/* A subject whose proof was checked (remembered.h), and of a record what an asker is to it between
 * two times: a set of enum relation, with RELATION_NONE in it where a flag keeps her away. */
struct found_right {
    enum proof_kind kind; /* PROOF_NONE: the place is free */
    bool is_right; /* false: its rows were read, and its proof is still to be checked */
    uint32_t relations;
    int64_t subject;
    struct staff_id asker;
    struct instant from_at, until_at;
};

struct job {
    struct arena *arena;
    struct store *store;
    struct store *readings;  /* where the lines of readings stand; NULL: in store */
    struct reserve *reserve; /* where they stand while the disk takes nothing; NULL: nowhere */
    struct tie_copies *ties; /* ties in memory (guard/tie_copy.h); NULL: none */
    struct vault *vault;
    struct db *readings_db;  /* reading what stands there; NULL: not just now */
    struct db *db;           /* reading; inside job_write the one that writes */
    struct asker asker;      /* role ROLE_NONE: nobody is signed in */
    struct instant now;      /* the program's time: of rights, stays, sessions */
    struct instant real_now; /* the machine's time, which sign-in codes go by, also in a demo */
    size_t file_most;        /* bytes of a file that may be sent (HAVEN_UPLOAD_MB) */
    bool is_demo;            /* every person in this database is invented */
    enum purpose purpose;
    uint32_t relations;      /* the asker's to target.record, a set of enum relation */
    struct target target;
    struct str once;         /* the form's one-time token; empty: not a form */
    struct str once_location; /* after ERR_REPEATED: where the first submit led */
    struct str location;     /* set by the work: where a repeated submit is led to */
    uint64_t *seeded;        /* a demo's own stream of random numbers; NULL: the kernel's */
    const struct event_reaction *reactions; /* app/after.c; NULL in a room's own tests */
    size_t reaction_count;
    struct audit_line *lines; /* in the arena; added to by job_audit */
    size_t line_count, line_room;
    struct proofs_due due[PROOF_KIND_COUNT]; /* inside job_write */
    struct found_right found_right[16]; /* where the connection remembers none (remembered.h) */
    enum proof_kind forged_kind; /* what the write that failed came upon; PROOF_NONE: nothing */
    int64_t forged;
    struct vault_item *unreadable; /* what did not open, to be told (unreadable.c) */
    size_t unreadable_count, unreadable_room;
    bool has_unreadable;     /* something did not open, told or not */
    bool is_unproven;        /* making a demo: everything is proven at its end */
    bool is_more_due;        /* a reaction says that something waits for the commit (app/after.h) */
    bool is_read_audited;    /* the route's reading line has been committed */
};

/* Runs work in one durable transaction together with the audit lines added so far and by it.
 * ERR_REPEATED: this form's once token has been used; once_location says where that led (job->
 * location as the work of the first submit left it). The token is spent with the first job_write
 * that succeeds: a refused form may be sent again with the same token. ERR_MALFORMED: the token is
 * longer than ONCE_BYTES. work may run more than once (store.h): it starts from the same lines and
 * the same location each time, and what it took from the arena stays until the arena is reset. On
 * failure lines and location are as before the call. One job_write never holds another. A
 * connection for reading is given back while this waits for the disk, and job->db is a fresh one
 * afterwards, which sees what was written. */
enum { ONCE_BYTES = 64 };
CHECKED enum err job_write(struct job *job, enum err (*work)(struct job *job, void *with),
                           void *with);

/* Gives the connection for reading back while something slow is worked out that needs none: there
 * are few, and everybody's pages wait for them. Then takes one again, with what is there by then.
 * Nothing is done where there is none. */
void job_stop_reading(struct job *job);
CHECKED enum err job_read_again(struct job *job);

/* Gives the connection to the log of readings back, if there is one. */
void job_stop_reading_log(struct job *job);

/* Adds a line to the log; it is committed with the next job_write (or job_audit_commit). */
void job_audit(struct job *job, enum verb verb, enum record_kind kind, int64_t record);
void job_audit_for(struct job *job, enum verb verb, enum record_kind kind, int64_t record,
                   enum purpose purpose);

/* A line with words: why it was done. They are not empty, and are sealed beforehand, outside the
 * transaction, under the wrapped key of whom they are about (a person, a referral, an emergency);
 * they live in the arena. The line itself holds only the commitment to them, so that erasing that
 * key leaves a log that verifies. Only a write has words: a reading's line has none, or the program
 * ends. audit_words() reads them again. As vault_seal. */
struct audit_owner;
CHECKED enum err job_audit_seal(struct job *job, const struct audit_owner *owner, struct str words,
                                const struct audit_detail **out_detail);
void job_audit_detail(struct job *job, enum verb verb, enum record_kind kind, int64_t record,
                      enum purpose purpose, const struct audit_detail *detail);

/* Makes the lines durable when there was nothing else to write: no log, no data. They go into
 * job->readings, so that a reading leaves what the readers of job->store have at hand as it is; and
 * while the disk takes nothing, into job->reserve (guard/reserve.h). */
CHECKED enum err job_audit_commit(struct job *job);

/* 64 random bits: the kernel's, or in making a demo the seed's. */
uint64_t job_random(struct job *job);

/* A fresh random id, never 0. */
int64_t job_new_id(struct job *job);

/* A fresh speakable reference "SR-4821": two letters (no I, O, U) and four digits. The second
 * letter is the check: it finds every single wrong sign and every swap of neighbours. A check digit
 * could not: ten digits cannot tell 23 letters apart. There are 230,000 references, so a room asks
 * its table for the reference inside the transaction and draws again when it is taken. */
struct str job_new_ref(struct job *job);
bool ref_is_valid(struct str ref);
/* Would ref_parse take it? */
bool ref_is_typed(struct str typed);
/* Upper case, with the hyphen, from what a person typed ("sr 4821"). ERR_INVALID if it is none. */
CHECKED enum err ref_parse(struct arena *arena, struct str typed, struct str *out_ref);

#endif
