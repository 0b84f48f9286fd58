/* release_web.h - what is to leave, as pages: the queue, a person's requests, asking, approving,
 * writing, fetching; and the page of a file that the gate stopped.
 */
#ifndef ROOMS_RELEASE_RELEASE_WEB_H
#define ROOMS_RELEASE_RELEASE_WEB_H

#include "guard/job.h"
#include "release_view.h"
#include "rooms/release/release.h"
#include "web/reply.h"

enum err releases_show(struct job *job, const struct request *request, struct reply *reply);
enum err release_person_show(struct job *job, const struct request *request, struct reply *reply);
enum err release_new_show(struct job *job, const struct request *request, struct reply *reply);
enum err release_new_do(struct job *job, const struct request *request, struct reply *reply);
enum err release_show_show(struct job *job, const struct request *request, struct reply *reply);
enum err release_approve_do(struct job *job, const struct request *request, struct reply *reply);
enum err release_refuse_do(struct job *job, const struct request *request, struct reply *reply);
enum err release_write_do(struct job *job, const struct request *request, struct reply *reply);
enum err release_document_show(struct job *job, const struct request *request,
                               struct reply *reply);

/* release_look_web.c: her documents in her own copy. The first and the last are files. */
enum err release_look_open_show(struct job *job, const struct request *request,
                                struct reply *reply);
enum err release_look_do(struct job *job, const struct request *request, struct reply *reply);
enum err release_leave_out_do(struct job *job, const struct request *request, struct reply *reply);
enum err release_hand_over_show(struct job *job, const struct request *request,
                                struct reply *reply);
/* The part of the request's page. */
CHECKED enum err release_documents_show(struct job *job, const struct release *release,
                                        struct release_documents_view *view);

/* After a step: back to the request (release_go_back says where), or there again with what is
 * wrong. */
void release_go_back(struct job *job);
enum err release_answer(struct job *job, const struct request *request, struct reply *reply,
                        enum err err, int notice, const struct problems *problems);

/* release_document_web.c: the sentence of a line's keys, its text to be read, and the whole
 * document as HTML without scripts or links. In English: recipients are offices here; the person's
 * own copy too, until a translator has checked another language. */
struct str release_line_label(struct job *job, size_t language, const struct release_line *line);
struct str release_line_text(struct job *job, size_t language, const struct release_line *line);
struct str release_document_text(struct job *job, const struct release *release,
                                 const struct release_lines *lines);

/* release_gate_web.c: every file passes here before it leaves. Where the gate stops it, the reply
 * becomes the page that says of which kind and where, ERR_CONFLICT, and the log has the line. */
CHECKED enum err release_gate_pass(struct job *job, struct reply *reply);

#endif
