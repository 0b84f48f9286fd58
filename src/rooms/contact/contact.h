/* contact.h - what was said or done with or for a person, and what has to follow.
 *
 * A note is written in under fifteen seconds from any page (screens.md 8.11) and says whether the
 * person may read it. A follow-up has an owner (a circle) and an instant; a non-arrival opens one
 * ("934 people could not be reached", seeds/000).
 */
#ifndef ROOMS_CONTACT_CONTACT_H
#define ROOMS_CONTACT_CONTACT_H

#include "guard/opening.h"

struct contact_new {
    struct person_id person;
    struct str kind; /* codes contact_kind: visit, phone, video, message, meeting, event */
    bool is_shared;
    struct str text;
    struct instant at; /* INSTANT_NONE: now */
};
/* Seals the text under the person's key, then writes in a transaction of its own. */
CHECKED enum err contact_add(struct job *job, const struct contact_new *contact);

struct contact {
    struct instant at;
    struct str kind;
    struct str staff_name;
    struct str text;
};
struct contacts {
    const struct contact *at;
    size_t count;
};
/* Newest first; the texts are there after opening_open. */
CHECKED enum err contact_ask(struct opening *opening, struct person_id person, size_t limit,
                             struct contacts *out_contacts);

struct follow_up_new {
    struct person_id person;
    struct str kind; /* codes follow_up_kind */
    struct circle_id circle;
    struct instant due_at;
};
/* Inside job_write. */
CHECKED enum err follow_up_open(struct job *job, const struct follow_up_new *follow_up,
                                struct task_id *out_follow_up);
/* The same where the circle has none of that kind open for the person. Inside job_write. */
CHECKED enum err follow_up_open_once(struct job *job, const struct follow_up_new *follow_up);
/* What they were for is settled: ends the open ones of a kind; of all circles with circle 0. Inside
 * job_write. */
CHECKED enum err follow_up_settle(struct job *job, struct person_id person, struct str kind,
                                  struct circle_id circle);
/* ERR_CONFLICT: somebody has done it already. Inside job_write, where app/after.c lets other rooms
 * follow (EVENT_follow_up_done). */
CHECKED enum err follow_up_done(struct job *job, struct task_id follow_up);
/* Another circle, another instant. ERR_CONFLICT: it is done. Inside job_write; the log's line is
 * the caller's. */
CHECKED enum err follow_up_move(struct job *job, struct task_id follow_up, struct circle_id circle,
                                struct instant due_at);
CHECKED enum err follow_up_person(struct job *job, struct task_id follow_up,
                                  struct person_id *out_person);

#endif
