/* release.h - what leaves the circle of care: asked for by one, approved by two, written once.
 *
 * A template of named fields to a named recipient (release_template.h), with the lawful basis and
 * what she was told, or why she was not. Two approvers of different roles, neither of them the
 * asker, read what would leave before they say yes. Then the asker has the document written, once:
 * it passes the gate, is kept as it is, and the hash of its manifest goes into the log. Otherwise
 * not a byte leaves (threats.md S4; rulebook R186).
 *
 * The gate stops what it finds in the request and again in the document. A name of somebody else
 * may stand in it when the asker says why and both approvers read that; an address of a house
 * never may.
 */
#ifndef ROOMS_RELEASE_RELEASE_H
#define ROOMS_RELEASE_RELEASE_H

#include "guard/job.h"
#include "law/questionnaire.h"
#include "rooms/release/release_template.h"

enum { RELEASE_DAYS = 14, RELEASE_APPROVERS = 2 };

struct release_new {
    struct person_id person;
    struct str template;  /* codes release_template */
    struct str recipient; /* name and office, as it will stand on the document */
    struct str statement; /* what the asker adds; only where the template has the field */
    struct str basis;     /* codes release_basis */
    struct str told;      /* codes release_told: consented, told, not_told */
    struct str told_why;  /* why she was not told */
    struct str names_why; /* why somebody else's name stands in it; empty: none may */
    bool asks_guardian;   /* names every guardian as approver, until the request expires */
};
/* ERR_INVALID with every problem: a basis that the template does not have, no consent where it is
 * the basis, not told and no reason, something protected in the recipient or the statement (told by
 * its kind, and the stop stands in the log), a guardian asked where there is none. Seals, then
 * writes in a transaction of its own. */
CHECKED enum err release_ask(struct job *job, const struct release_new *release_new,
                             struct problems *problems, struct release_id *out_release);

struct release_approval {
    struct str role, staff_name;
    struct staff_id staff;
    bool is_yes;
    struct instant at;
};
struct release {
    struct release_id release;
    struct release_new is; /* opened; empty in lists but for template and person */
    struct str ref;        /* of the person; lists only */
    struct str state;      /* codes release_state: asked, approved, expired, refused, written */
    struct staff_id asked_by;
    struct str asked_by_name, asked_role;
    struct instant asked_at, until_at;
    int64_t yes_count;
    const struct release_approval *approvals;
    size_t approval_count;
    struct str manifest;   /* of a written one */
    struct instant written_at;
};
CHECKED enum err release_get(struct job *job, struct release_id release,
                             struct release *out_release);
/* For the dispatcher, which then asks guard. */
CHECKED enum err release_person(struct job *job, struct release_id release,
                                struct person_id *out_person);

struct releases {
    const struct release *at;
    size_t count;
};
/* One person's, newest first; and those that wait, of everybody whose requests the asker may
 * read, the first to expire first. */
CHECKED enum err release_list(struct job *job, struct person_id person,
                              struct releases *out_releases);
CHECKED enum err release_waiting(struct job *job, struct releases *out_releases);

/* What would leave now, as a fingerprint in figures: the page on which an approver reads it carries
 * this, and her yes brings it back. */
CHECKED enum err release_seen(struct job *job, struct release_id release, struct str *out_seen);

/* An approver's yes or no; the first no ends it. Each a transaction of its own. ERR_CONFLICT with
 * the problem: it is not waiting, the approver is the asker, somebody of that role has spoken, or,
 * before a yes, documents have not been looked at (release_look.h), or what would leave is not what
 * she has seen. */
struct release_word {
    bool is_yes;
    struct str seen; /* with a yes: release_seen() of when she read it */
};
CHECKED enum err release_approve(struct job *job, struct release_id release,
                                 struct release_word word, struct problems *problems);

/* One line of a document: the field it belongs to, keys of sentences that stand before the text
 * (0: none), the text. */
struct release_line {
    enum release_field field;
    struct str key, more; /* "decision_kind_reasonable_grounds"; empty: none */
    int title;             /* enum word in place of key; 0: none */
    struct date on;        /* said in front of the text; DATE_NONE: no day */
    struct str text;
    bool is_birth;         /* the text is a birth, as the record keeps it */
    const char *list;      /* the text is a code of this list (law/list.h); NULL: of none */
    const struct question *question; /* the text is its answer, as it is kept; NULL: of none */
};
struct release_lines {
    const struct release_line *at;
    size_t count;
};
/* What the template's fields say of her now, in their order; own copies with other people taken
 * out. This reads and opens: the caller has checked the right. */
CHECKED enum err release_collect(struct job *job, const struct release *release,
                                 struct release_lines *out_lines);

/* Keeps the document made of these lines as it is and logs its manifest. ERR_CONFLICT with the
 * problem: it is not approved, the asker is another, or, but for her own copy, the lines are not
 * those that were approved. ERR_INVALID: the gate stopped it. A transaction of its own. */
CHECKED enum err release_write(struct job *job, const struct release *release,
                               const struct release_lines *lines, struct str document,
                               struct problems *problems);

/* The document as it was written. ERR_CONFLICT: there is none yet, or the asker is another. Adds
 * the log's line. */
CHECKED enum err release_document(struct job *job, const struct release *release,
                                  struct str *out_document);

/* SHA-256 of a text, as hexadecimal digits. */
struct str release_digest(struct arena *arena, struct str text);

#endif
