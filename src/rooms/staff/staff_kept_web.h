/* staff_kept_web.h - what was typed while a session idled out goes through the door.
 *
 * A form whose session is over is answered with the door, which carries the form's fields along,
 * hidden; behind it they are shown to nobody else than whose session it was, as a form to be sent
 * again. Nothing is stored for it, and nothing of it is done before it is sent again. */
#ifndef ROOMS_STAFF_STAFF_KEPT_WEB_H
#define ROOMS_STAFF_STAFF_KEPT_WEB_H

#include "staff_view.h"
#include "guard/job.h"
#include "web/reply.h"

/* The fields of a form but for its tokens, which are of one session and one sending. */
struct staff_kept_fields {
    const struct staff_kept_field_view *at;
    size_t count;
};
struct staff_kept_fields staff_kept_fields(struct arena *arena, const struct pairs *sent);

/* The door, with what the request holds. */
void staff_kept_at_door(struct job *job, const struct request *request, struct reply *reply);

/* Does the door's form carry something along? */
bool staff_kept_is_there(const struct request *request);

/* The door's form came back with a mistake: the door once more, with what it carries. */
void staff_kept_refused(struct job *job, const struct request *request, struct reply *reply,
                        struct problems *problems);

/* Was another language chosen at the door, while it carries something along? Then the door once
 * more in that language, with what it carries and the user name; nobody is signed in. */
bool staff_kept_in_language(struct job *job, const struct request *request, struct reply *reply);

/* The asker has just signed in. If it was her session, what the door carried becomes the reply;
 * ERR_NOT_FOUND: it was not, and nothing is shown. */
CHECKED enum err staff_kept_show(struct job *job, const struct request *request, bool is_news,
                                 struct reply *reply);

#endif
