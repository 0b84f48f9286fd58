/* targets.h - what a {named} part of a path stands for: one table, in targets.c.
 *
 * "{person}" is a speakable reference, "{placement}" an id; each leads to the record that rights
 * are tied to. What cannot be read or is not there is ERR_NOT_FOUND, like what may not be seen.
 */
#ifndef APP_TARGETS_H
#define APP_TARGETS_H

#include "guard/job.h"
#include "web/request.h"

/* Fills job->target from the first named part that the table knows. A path without one: kind
 * RECORD_NONE, OK. */
CHECKED enum err target_find(struct job *job, const struct request *request);

/* Does the name stand for a record? */
bool target_is(struct str path_name);

/* How the part is described in /openapi.json. */
const char *target_about(struct str path_name);

#endif
