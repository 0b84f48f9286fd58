/* calendar_text.h - days as a calendar that other programs read (RFC 5545, iCalendar).
 *
 * Only what Haven sends: events without an end, of a whole day or of an instant. Lines end in CR LF
 * and are folded at 75 octets, never inside a character; text is escaped (3.3.11). Every event has
 * the same title, given by the caller: a calendar lies on phones, in offices and with other firms,
 * so a name, a reference or a rule has no place in it.
 */
#ifndef ROOMS_CALENDAR_CALENDAR_TEXT_H
#define ROOMS_CALENDAR_CALENDAR_TEXT_H

#include "base/base.h"

struct calendar_event {
    struct str id;     /* the same each time: letters and digits */
    struct date on;    /* a whole day, unless at is there */
    struct instant at; /* INSTANT_NONE: the whole day */
};

struct calendar {
    struct str name;  /* of the calendar */
    struct str title; /* of every event */
    struct str url;   /* where each leads to */
    struct instant now;
    const struct calendar_event *events;
    size_t count;
};

/* The whole file, in the arena. */
struct str calendar_text(struct arena *arena, const struct calendar *calendar);

/* One content line, folded and ended: what stands in it is ready (a value is escaped). */
enum { CALENDAR_LINE_OCTETS = 75 };
void calendar_add_line(struct buf *out, struct str line);

/* A text value: backslash, comma and semicolon escaped, line ends as \n, other control characters
 * left out. */
struct str calendar_escaped(struct arena *arena, struct str text);

#endif
