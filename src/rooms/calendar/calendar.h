/* calendar.h - a worker's days in the calendar of her phone, by a secret link.
 *
 * The link is made and ended on the worker's page of sessions, is shown once, lasts 90 days, and
 * ends with her sessions and her account. Its token is kept as a keyed fingerprint. What it gives:
 * on which days something is due, each under the same neutral title, and the way back to Haven,
 * where she signs in. It gives no name, no reference, no rule and no number. Why it may stand in a
 * URL at all: doc/decisions/calendar-link.md.
 */
#ifndef ROOMS_CALENDAR_CALENDAR_H
#define ROOMS_CALENDAR_CALENDAR_H

#include "guard/job.h"
#include "rooms/calendar/calendar_text.h"

enum { CALENDAR_LINK_DAYS = 90, CALENDAR_LINKS_MOST = 5, CALENDAR_FETCHES_AN_HOUR = 60,
       CALENDAR_DAYS_BACK = 7, CALENDAR_DAYS_AHEAD = 90, CALENDAR_EVENTS_MOST = 500 };

/* Makes a link of the asker's. The token is shown once. ERR_TOO_MANY: she has five. A transaction
 * of its own. */
CHECKED enum err calendar_link_make(struct job *job, struct str *out_token);

/* Ends one of the asker's own; ERR_NOT_FOUND: it is none of these. A transaction of its own. */
CHECKED enum err calendar_link_end(struct job *job, struct session_id link);

struct calendar_link {
    struct session_id link;
    struct instant made_at, until_at;
    struct instant fetched_at; /* INSTANT_NONE: never */
};
struct calendar_links {
    const struct calendar_link *at;
    size_t count;
};
/* The asker's live links, newest first. */
CHECKED enum err calendar_links(struct job *job, struct calendar_links *out_links);

/* Whose token it is becomes the asker; the fetch is counted and stands in the log. ERR_NOT_FOUND:
 * it is nobody's, has ended, or its worker has no day any more. ERR_TOO_MANY: over 60 in this hour.
 * A transaction of its own. */
CHECKED enum err calendar_open(struct job *job, struct str token);

/* On which days something is due for the asker: alarms of her people that nobody has answered, and
 * follow-ups of her circles, from a week back to 90 days on. */
struct calendar_events {
    const struct calendar_event *at;
    size_t count;
};
CHECKED enum err calendar_events(struct job *job, struct calendar_events *out_events);

#endif
