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
    ROLE(administrator)    /* accounts and settings; no person's record */                        \
    ROLE(guardian)         /* Caldicott Guardian: answers for who may see what, and why */

/* How an asker can stand to a record. Relations other than any are rows of the tie table. */
#define RELATION_LIST(RELATION)                                                                  \
    RELATION(any)       /* no record is involved, or none of one person */                        \
    RELATION(desk)      /* the record is in the desk's hands: from the call until the person is   \
                           settled */                                                             \
    RELATION(offered)   /* the record's household has been offered a room in the asker's house */ \
    RELATION(house)     /* the person lives in the asker's house; or it is the asker's house */    \
    RELATION(caseload)  /* the asker is the person's worker */                                    \
    RELATION(provider)  /* the person is with, or the house is of, the asker's organisation */     \
    RELATION(receiving) /* the asker's house is asked to take over from another provider */       \
    RELATION(emergency) /* the asker opened the record in an emergency, for an hour */            \
    RELATION(thawed)    /* the record was cold, and two people opened it for some days */         \
    RELATION(approver)  /* the asker is named to approve what is to leave of the record, while    \
                           that waits */

#define RIGHT_LIST(RIGHT)                                                                        \
    RIGHT(own_session)      /* sign out, end own sessions, language: whoever is signed in */      \
    RIGHT(desk_read)        /* the queue; its rows: referral_read */                              \
    RIGHT(referral_start)   /* search before create, take a call */                               \
    RIGHT(referral_read)                                                                          \
    RIGHT(referral_write)                                                                         \
    RIGHT(people_search)    /* its rows: person_read */                                           \
    RIGHT(people_match)     /* is told that there may be a record, without seeing it */           \
    RIGHT(person_read)      /* who she is and what care needs now */                              \
    RIGHT(case_read)        /* what was, and what the law says: notes, decisions, clocks */       \
    RIGHT(person_write)                                                                           \
    RIGHT(note_write)                                                                             \
    RIGHT(document_read)    /* a person's documents, with what stands in them */                  \
    RIGHT(document_write)                                                                         \
    RIGHT(decision_write)   /* reasonable and conclusive grounds, reconsideration */              \
    RIGHT(houses_read)      /* the list: alias and area */                                        \
    RIGHT(house_read)       /* one house's rooms; who is expected: placement_read */              \
    RIGHT(house_write)      /* rooms out of order, what the house takes */                        \
    RIGHT(address_reveal)   /* of a house: a purpose, five minutes, audited */                    \
    RIGHT(beds_read)        /* the board and the list of rooms */                                 \
    RIGHT(beds_export)      /* the list of rooms as a file that leaves Haven */                   \
    RIGHT(sheet_read)       /* who is where tonight, on paper; names: person_read */              \
    RIGHT(placement_read)                                                                         \
    RIGHT(placement_make)   /* hold, offer, unable, the person's wishes */                        \
    RIGHT(placement_answer) /* the house accepts or declines */                                   \
    RIGHT(placement_stay)   /* arrival, non-arrival, extension, move, departure */                \
    RIGHT(move_answer)      /* the receiving house reads what it is asked, and answers */          \
    RIGHT(arrivals_read)    /* its rows: placement_read; moves: move_answer */                    \
    RIGHT(today_read)       /* its rows: follow-ups of the asker's circles */                     \
    RIGHT(money_read)       /* what a person is to be paid, and what was paid */                  \
    RIGHT(money_write)      /* where she lives for the rates, what was paid */                    \
    RIGHT(move_on_read)     /* what must be done before support ends */                           \
    RIGHT(move_on_write)    /* ticks, a referral to a council with her consent */                 \
    RIGHT(looked_read)      /* who looked at a person's record, to show it to her */               \
    RIGHT(audit_read)                                                                             \
    RIGHT(measures_read)    /* counts */                                                          \
    RIGHT(law_write)        /* silent rules on and off; the law in force */                       \
    RIGHT(capacity_read)    /* how many rooms would be enough: a play, nobody's record */        \
    RIGHT(rules_read)       /* the rules and weights of placing, and whom they keep out */        \
    RIGHT(fairness_read)    /* who gets a room, by group: counts, none of them small */           \
    RIGHT(releases_read)    /* what waits to leave; its rows: release_read */                     \
    RIGHT(release_read)     /* one request, with what would leave */                              \
    RIGHT(release_ask)                                                                            \
    RIGHT(release_approve)  /* two, of different roles, neither of them the asker */              \
    RIGHT(staff_write)      /* accounts, ending other people's sessions, one-time codes */        \
    RIGHT(refusals_review)  /* says that an alarm of refusals was looked into */                  \
    RIGHT(staff_confirm)    /* the accounts; the second yes to a one-time code */                 \
    RIGHT(emergency_open)   /* a record the asker is not tied to, for a reason, for an hour */    \
    RIGHT(emergency_review) /* was it right to open it? */                                        \
    RIGHT(conflict_write)   /* which worker a person must be kept from */                         \
    RIGHT(conflict_read)    /* all such flags, but those against the asker */                     \
    RIGHT(retention_read)   /* how long one record is kept, and what holds it */                  \
    RIGHT(retention_list)   /* whose day has come: references, nothing of anybody */              \
    RIGHT(retention_hold)   /* keeps a record whatever the day */                                 \
    RIGHT(retention_confirm) /* one of the two words before a record is erased */                 \
    RIGHT(cold_ask)         /* asks that a cold record be opened; is told nothing of who is */    \
    RIGHT(cold_confirm)     /* which records are cold, by reference; the second word, the end */  \
    RIGHT(suppress)         /* keeps a line from a person's list of who looked: one of two words */

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

/* A set of relations is a number: bit n stands for relation n. The tie table keeps these bits, so
 * a relation is added at the end of its list and never taken out. */
#define RELATION_BIT(relation) (UINT32_C(1) << (relation))

/* May this role, standing in these relations to the record, do this? RELATION_any need not be in
 * the set. Anybody may do what is RIGHT_public. */
bool right_allows(enum role role, uint32_t relations, enum right right);

/* The relations under which this role has this right at all (0: never). */
uint32_t right_relations(enum role role, enum right right);

/* May this role open a page that names no record: a list, a board? Which rows it then shows is the
 * right named beside it above, else its own: under right_relations() of that right, all rows with
 * RELATION_any, otherwise those tied to the asker. tie_filter() does it for a few records; a
 * statement asks, with $1 the relations, $2 the asker's staff, $3 the time of the job:
 *     ($1 & 2) <> 0
 *     or exists (select 1 from staff_tie t
 *                 where t.record = h.house and t.until_at > $3 and (t.relation & $1) <> 0
 *                   and t.staff = $2)                                                         */
bool right_opens(enum role role, enum right right);

/* "night_desk"; NULL-free. role_parse: ROLE_NONE when there is no such role. */
const char *role_name(enum role role);
const char *relation_name(enum relation relation);
const char *right_name(enum right right);
enum role role_parse(struct str name);

#endif
