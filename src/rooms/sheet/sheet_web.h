/* sheet_web.h - the emergency sheet as a page to be printed.
 */
#ifndef ROOMS_SHEET_SHEET_WEB_H
#define ROOMS_SHEET_SHEET_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err sheet_show(struct job *job, const struct request *request, struct reply *reply);

#endif
