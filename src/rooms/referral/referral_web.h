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

/* What came with the call on paper or as a picture. */
enum err referral_documents_show(struct job *job, const struct request *request,
                                 struct reply *reply);
enum err referral_documents_do(struct job *job, const struct request *request,
                               struct reply *reply);

enum err referral_unable_show(struct job *job, const struct request *request,
                              struct reply *reply);
enum err referral_unable_do(struct job *job, const struct request *request, struct reply *reply);
enum err referral_export_show(struct job *job, const struct request *request,
                              struct reply *reply);

#endif
