/* referral_web.h - the pages of a referral: search before create, task list, sections, people. */
#ifndef ROOMS_REFERRAL_REFERRAL_WEB_H
#define ROOMS_REFERRAL_REFERRAL_WEB_H

#include "guard/job.h"
#include "web/reply.h"

/* Before a record is made. */
enum err referral_new_show(struct job *job, const struct request *request, struct reply *reply);
enum err referral_search_do(struct job *job, const struct request *request, struct reply *reply);
enum err referral_new_do(struct job *job, const struct request *request, struct reply *reply);

/* The task list, what tonight needs, one section, one child. */
enum err referral_show_show(struct job *job, const struct request *request, struct reply *reply);
enum err referral_tonight_show(struct job *job, const struct request *request,
                               struct reply *reply);
enum err referral_tonight_do(struct job *job, const struct request *request, struct reply *reply);
enum err referral_section_show(struct job *job, const struct request *request,
                               struct reply *reply);
enum err referral_child_show(struct job *job, const struct request *request, struct reply *reply);
enum err referral_answers_do(struct job *job, const struct request *request, struct reply *reply);
enum err referral_check_show(struct job *job, const struct request *request, struct reply *reply);

enum err referral_people_show(struct job *job, const struct request *request,
                              struct reply *reply);
enum err referral_people_do(struct job *job, const struct request *request, struct reply *reply);

enum err referral_unable_show(struct job *job, const struct request *request,
                              struct reply *reply);
enum err referral_unable_do(struct job *job, const struct request *request, struct reply *reply);
enum err referral_export_show(struct job *job, const struct request *request,
                              struct reply *reply);

/* ---- shared by the two files ------------------------------------------------------------------ */

/* Everything that a page of one referral begins with. */
struct referral_desk {
    struct referral referral;
    struct referral_answers answers;
    struct person *people; /* who lives together now, the person of the referral first */
    struct str *relations;
    size_t person_count;
};
CHECKED enum err referral_desk_read(struct job *job, struct referral_desk *out_desk);

/* Ids of those in it who are children, but for the person of the referral. */
struct referral_people referral_desk_children(struct arena *arena,
                                              const struct referral_desk *desk);

/* What to call somebody of whom no name is known: the reference. */
struct str referral_called(const struct person *person);

#endif
