/* document_web.h - a person's documents: the list, adding, opening, removing; and the parts of them
 * that the page of a call shows.
 */
#ifndef ROOMS_DOCUMENT_DOCUMENT_WEB_H
#define ROOMS_DOCUMENT_DOCUMENT_WEB_H

#include "document_view.h"
#include "guard/job.h"
#include "rooms/document/document.h"
#include "web/reply.h"

enum err document_list_show(struct job *job, const struct request *request, struct reply *reply);
enum err document_new_do(struct job *job, const struct request *request, struct reply *reply);
/* The file, to be saved; never shown by the browser itself. */
enum err document_open_show(struct job *job, const struct request *request, struct reply *reply);
enum err document_remove_show(struct job *job, const struct request *request,
                              struct reply *reply);
enum err document_remove_do(struct job *job, const struct request *request, struct reply *reply);

/* The bytes as a file to be saved, under that name and the ending of its kind. */
void document_reply(struct job *job, const struct document *document, struct str name,
                    struct str bytes, struct reply *reply);

/* Whose documents, under which reference, and of which call (0: of all and of none). */
struct document_owner {
    struct person_id person;
    struct str ref;
    struct referral_id referral;
    bool may_write;
};
/* For the part document_table. */
CHECKED enum err document_rows_make(struct job *job, const struct document_owner *owner,
                                    struct document_rows_view *out_view);

/* Reads the form document_new and its file and adds the document. ERR_INVALID: problems. */
CHECKED enum err document_take(struct job *job, const struct request *request,
                               const struct document_owner *owner, struct problems *problems);

/* How large a file may be, for the form: in whole megabytes. */
int64_t document_most_mb(const struct job *job);

#endif
