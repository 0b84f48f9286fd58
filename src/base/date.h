/* date.h - a day of the law, and an instant.
 *
 * A legal deadline is a day, never a time_t: struct date counts days since 1970-01-01 in the
 * proleptic Gregorian calendar. An instant is milliseconds since 1970-01-01T00:00Z. The two are
 * distinct types, so mixing them up does not compile; they meet only in date_in_london().
 * Time is passed in: nothing here reads a clock.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct date {
    int32_t days; /* since 1970-01-01; DATE_NONE where there is none */
};

struct instant {
    int64_t ms; /* since 1970-01-01T00:00Z; INSTANT_NONE where there is none */
};

#define DATE_NONE ((struct date){INT32_MIN})
#define INSTANT_NONE ((struct instant){INT64_MIN})

struct date_parts {
    int year, month, day; /* month 1-12, day 1-31 */
};

enum { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

/* Years 1 to 9999 are dates; ERR_INVALID for a day that does not exist. */
CHECKED enum err date_make(struct date_parts parts, struct date *out_date);

/* "2026-11-24", exactly ten characters. ERR_INVALID otherwise. */
CHECKED enum err date_parse(struct str text, struct date *out_date);

struct date_parts date_parts(struct date date);

/* Here, and not in date.c, because the law compares and adds days some million times a second. */
static inline bool date_is_some(struct date date)
{
    return date.days != INT32_MIN;
}

/* Negative, zero, positive as a is before, on, after b. */
static inline int date_compare(struct date a, struct date b)
{
    return a.days < b.days ? -1 : a.days > b.days;
}

/* Is the day one of a period? Both ends are of it; DATE_NONE is an end that is open. */
static inline bool date_is_within(struct date day, struct date from, struct date to)
{
    return (!date_is_some(from) || date_compare(from, day) <= 0) &&
           (!date_is_some(to) || date_compare(day, to) <= 0);
}

/* The earlier, the later of two. DATE_NONE is before every day. */
static inline struct date date_earlier(struct date a, struct date b)
{
    return date_compare(b, a) < 0 ? b : a;
}
static inline struct date date_later(struct date a, struct date b)
{
    return date_compare(b, a) > 0 ? b : a;
}

static inline struct date date_add_days(struct date date, int32_t days)
{
    return (struct date){date.days + days};
}

/* Same day of the month, or the month's last day where that day does not exist. */
struct date date_add_months(struct date date, int32_t months);

/* MONDAY to SUNDAY (ISO 8601). */
int date_weekday(struct date date);

/* "2026-11-24"; empty for DATE_NONE. */
struct str date_text(struct arena *arena, struct date date);

/* "2026-11-24T02:10Z" or with seconds, or with milliseconds. ERR_INVALID otherwise. */
CHECKED enum err instant_parse(struct str text, struct instant *out_instant);

/* "2026-11-24T02:10:00Z", to the second; empty for INSTANT_NONE. */
struct str instant_text(struct arena *arena, struct instant instant);

bool instant_is_some(struct instant instant);
struct instant instant_add_ms(struct instant instant, int64_t ms);

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE (60 * MS_PER_SECOND)
#define MS_PER_HOUR (60 * MS_PER_MINUTE)
#define MS_PER_DAY (24 * MS_PER_HOUR)

/* The wall clock of the United Kingdom at an instant. Summer time since 1996 runs from 01:00 UTC
 * on the last Sunday of March to 01:00 UTC on the last Sunday of October (Summer Time Order 2002);
 * earlier years are read by the same rule. */
struct wall_time {
    struct date date;
    int hour, minute, second;
};
struct wall_time london_time(struct instant instant);
struct date date_in_london(struct instant instant);

/* The instant at which a day begins in London. */
struct instant london_midnight(struct date date);

#endif
