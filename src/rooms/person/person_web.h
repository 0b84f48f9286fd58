/* person_web.h - finding people and writing down who they are. The person's page is room record.
 */
#ifndef ROOMS_PERSON_PERSON_WEB_H
#define ROOMS_PERSON_PERSON_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err people_show(struct job *job, const struct request *request, struct reply *reply);
enum err people_search_do(struct job *job, const struct request *request, struct reply *reply);
enum err person_edit_show(struct job *job, const struct request *request, struct reply *reply);
enum err person_edit_do(struct job *job, const struct request *request, struct reply *reply);

/* The record's form as it is said in a language: "12 April 1998", "April 1998", "1998". */
struct str person_birth_text(struct arena *arena, size_t language, struct str born);

#endif
