/* reach.h - which statements a request of a role ran: the raw material of test/golden/reach.txt.
 *
 * Notes nothing unless reach_start was called. tool/reach joins what reach_write wrote with the
 * columns that each statement reads and writes.
 */
#ifndef TEST_STORY_REACH_H
#define TEST_STORY_REACH_H

#include "app/app.h"
#include "web/request.h"

void reach_start(void);

/* Statements run from here to reach_end belong to this request. */
void reach_begin(enum role role, const struct request *request);
void reach_end(void);

/* Writes a line for each of "role, method and pattern of the route, statement", separated by tabs.
 * False: the file cannot be written. */
bool reach_write(const char *path);

#endif
