/* right.h - who may do what to which record: three lists and one table.
 *
 * allow = a row (role, relation, right) in right.c, where the relation is one that the asker really
 * has to this record (tie.h). Deny by default. What is not allowed answers 404, in page, JSON,
 * search and count alike: existence is confidential (architecture 2; threats.md 4.4).
 */
#ifndef GUARD_RIGHT_H
#define GUARD_RIGHT_H

#include "base/base.h"

/* Roles, by the work people do (screens.md 7). */
#define ROLE_LIST(ROLE)                                                                          \
    ROLE(night_desk)       /* takes calls and places people, day and night; the prime's */       \
    ROLE(support_worker)   /* holds a caseload */                                                 \
    ROLE(house_manager)    /* runs one or more safe houses */                                     \
    ROLE(provider_manager) /* answers for one provider's workers and houses */                    \
    ROLE(commissioner)     /* sees counts, never names */                                         \
    ROLE(auditor)          /* sees who looked at what, never the content */                       \
    ROLE(administrator)    /* accounts and settings; no person's record */

/* How an asker can stand to a record. Relations other than any are rows of the tie table. */
#define RELATION_LIST(RELATION)                                                                  \
    RELATION(any)       /* no record is involved, or none of one person */                        \
    RELATION(desk)      /* the record is in the desk's hands: from the call until the person is   \
                           settled */                                                             \
    RELATION(offered)   /* the record's household has been offered a room in the asker's house */ \
    RELATION(house)     /* the person lives in the asker's house; or it is the asker's house */    \
    RELATION(caseload)  /* the asker is the person's worker */                                    \
    RELATION(provider)  /* the person is with, or the house belongs to, the asker's organisation */

#define RIGHT_LIST(RIGHT)                                                                        \
    RIGHT(own_session)      /* sign out, end own sessions, language: whoever is signed in */      \
    RIGHT(desk_read)        /* the queue */                                                       \
    RIGHT(referral_start)   /* search before create, take a call */                               \
    RIGHT(referral_read)                                                                          \
    RIGHT(referral_write)                                                                         \
    RIGHT(people_search)    /* finds only whom the asker may read */                              \
    RIGHT(people_match)     /* is told that there may be a record, without seeing it */           \
    RIGHT(person_read)                                                                            \
    RIGHT(person_write)                                                                           \
    RIGHT(note_write)                                                                             \
    RIGHT(decision_write)   /* reasonable and conclusive grounds, reconsideration */              \
    RIGHT(houses_read)      /* the list: alias and area */                                        \
    RIGHT(house_read)       /* one house's rooms and who is expected */                           \
    RIGHT(house_write)      /* rooms out of order, what the house takes */                        \
    RIGHT(address_reveal)   /* with a purpose, five minutes, audited */                           \
    RIGHT(beds_read)        /* the board and the list of rooms */                                 \
    RIGHT(placement_read)                                                                         \
    RIGHT(placement_make)   /* hold, offer, unable, the person's wishes */                        \
    RIGHT(placement_answer) /* the house accepts or declines */                                   \
    RIGHT(placement_stay)   /* arrival, non-arrival, extension, move, departure */                \
    RIGHT(arrivals_read)                                                                          \
    RIGHT(today_read)                                                                             \
    RIGHT(audit_read)                                                                             \
    RIGHT(measures_read)                                                                          \
    RIGHT(staff_write)      /* accounts, ending other people's sessions */

#define LISTED(name) ROLE_##name,
enum role { ROLE_NONE, ROLE_LIST(LISTED) ROLE_COUNT };
#undef LISTED
#define LISTED(name) RELATION_##name,
enum relation { RELATION_NONE, RELATION_LIST(LISTED) RELATION_COUNT };
#undef LISTED
#define LISTED(name) RIGHT_##name,
enum right { RIGHT_NONE, RIGHT_public, RIGHT_LIST(LISTED) RIGHT_COUNT };
#undef LISTED

/* One row of the table. */
struct right_row {
    enum role role;
    enum relation relation;
    enum right right;
};
extern const struct right_row right_table[];
extern const size_t right_count;

/* relations is a set: bit n stands for relation n; RELATION_any is always in it. */
bool right_allows(enum role role, uint32_t relations, enum right right);

/* The relations under which this role has this right at all (0: never): for lists, which join the
 * tie table on exactly these. */
uint32_t right_relations(enum role role, enum right right);

/* "night_desk"; NULL-free. role_parse: ROLE_NONE when there is no such role. */
const char *role_name(enum role role);
const char *relation_name(enum relation relation);
const char *right_name(enum right right);
enum role role_parse(struct str name);

#endif
