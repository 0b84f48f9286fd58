#include "base/date.h"

#include "base/base.h"

/* Days from civil and back, by eras of 400 years counted from 1 March of year 0. */
static int32_t days_from_civil(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

/* And back, by Neri and Schneider, "Euclidean affine functions and their application to calendar
 * algorithms" (2022): a page asks for this a hundred times. Years run from March; whatever the
 * day, the month is 1 to 12 and the day 1 to 31. */
static inline struct date_parts parts_of(struct date date)
{
    uint32_t quarters = 4 * ((uint32_t)date.days + 719468) + 3;
    uint32_t century = quarters / 146097;
    uint64_t years = UINT64_C(2939745) * (quarters % 146097 | 3); /* of 2^32 parts */
    uint32_t day_of_year = (uint32_t)years / 2939745 / 4;
    uint32_t months = 2141 * day_of_year + 197913; /* of 2^16 parts */
    bool is_next_year = day_of_year >= 306;
    return (struct date_parts){
        .year = (int)(100 * century + (uint32_t)(years >> 32) + is_next_year),
        .month = (int)(months >> 16) - (is_next_year ? 12 : 0),
        .day = (int)((months & 0xffff) / 2141) + 1,
    };
}

struct date_parts date_parts(struct date date)
{
    return parts_of(date);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

enum err date_make(struct date_parts parts, struct date *out_date)
{
    if (parts.year < 1 || parts.year > 9999 || parts.month < 1 || parts.month > 12 ||
        parts.day < 1 || parts.day > days_in_month(parts.year, parts.month))
        return ERR_INVALID;
    out_date->days = days_from_civil(parts.year, parts.month, parts.day);
    return OK;
}

/* Exactly count digits at text.at; -1 when there is anything else. */
static int digits(struct str text, size_t from, size_t count)
{
    int value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (i >= text.size || text.at[i] < '0' || text.at[i] > '9')
            return -1;
        value = value * 10 + (text.at[i] - '0');
    }
    return value;
}

enum err date_parse(struct str text, struct date *out_date)
{
    if (text.size != 10 || text.at[4] != '-' || text.at[7] != '-')
        return ERR_INVALID;
    struct date_parts parts = {digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)};
    return date_make(parts, out_date);
}

struct date date_add_months(struct date date, int32_t months)
{
    struct date_parts parts = date_parts(date);
    int32_t month = parts.year * 12 + parts.month - 1 + months;
    int year = month / 12;
    int of_year = month % 12 + 1;
    int last = days_in_month(year, of_year);
    return (struct date){days_from_civil(year, of_year, parts.day < last ? parts.day : last)};
}

int date_weekday(struct date date)
{
    /* 1970-01-01 was a Thursday */
    int32_t from_monday = (date.days + 3) % 7;
    return MONDAY + (from_monday < 0 ? from_monday + 7 : from_monday);
}

/* Digits by hand: a page writes dozens of dates, and printf was a twelfth of its processor time. */
static char *put_part(char *at, char before, int number)
{
    *at++ = before;
    return put_two_digits(at, (unsigned)number);
}

static char *put_date(char *at, struct date date)
{
    struct date_parts parts = parts_of(date);
    at = put_two_digits(at, (unsigned)parts.year / 100);
    at = put_two_digits(at, (unsigned)parts.year);
    at = put_part(at, '-', parts.month);
    return put_part(at, '-', parts.day);
}

struct str date_text(struct arena *arena, struct date date)
{
    enum { SIZE = sizeof("2026-11-24") - 1 };
    if (!date_is_some(date))
        return STR_NONE;
    char *text = arena_take(arena, SIZE + 1);
    put_date(text, date);
    return (struct str){text, SIZE};
}

enum err instant_parse(struct str text, struct instant *out_instant)
{
    struct date date;
    if (text.size < 17 || text.at[10] != 'T' || text.at[13] != ':' ||
        text.at[text.size - 1] != 'Z' || date_parse(str_slice(text, 0, 10), &date) != OK)
        return ERR_INVALID;
    int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = 0, ms = 0;
    if (text.size == 20 || text.size == 24)
        second = text.at[16] == ':' ? digits(text, 17, 2) : -1;
    else if (text.size != 17)
        return ERR_INVALID;
    if (text.size == 24)
        ms = text.at[19] == '.' ? digits(text, 20, 3) : -1;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || ms < 0)
        return ERR_INVALID;
    out_instant->ms = date.days * MS_PER_DAY + hour * MS_PER_HOUR + minute * MS_PER_MINUTE +
                      second * MS_PER_SECOND + ms;
    return OK;
}

/* Floor division: the day an instant falls on in UTC. */
static struct date date_in_utc(struct instant instant)
{
    int64_t days = instant.ms / MS_PER_DAY;
    return (struct date){(int32_t)(instant.ms % MS_PER_DAY < 0 ? days - 1 : days)};
}

static struct wall_time utc_time(struct instant instant)
{
    struct date date = date_in_utc(instant);
    int64_t ms = instant.ms - date.days * MS_PER_DAY;
    return (struct wall_time){date, (int)(ms / MS_PER_HOUR), (int)(ms / MS_PER_MINUTE % 60),
                              (int)(ms / MS_PER_SECOND % 60)};
}

struct str instant_text(struct arena *arena, struct instant instant)
{
    if (!instant_is_some(instant))
        return STR_NONE;
    enum { SIZE = sizeof("2026-11-24T02:10:00Z") - 1 };
    struct wall_time utc = utc_time(instant);
    char *text = arena_take(arena, SIZE + 1);
    char *at = put_date(text, utc.date);
    at = put_part(at, 'T', utc.hour);
    at = put_part(at, ':', utc.minute);
    at = put_part(at, ':', utc.second);
    *at = 'Z';
    return (struct str){text, SIZE};
}

bool instant_is_some(struct instant instant)
{
    return instant.ms != INT64_MIN;
}

struct instant instant_add_ms(struct instant instant, int64_t ms)
{
    return (struct instant){instant.ms + ms};
}

static int64_t last_sunday_at_one(int year, int month)
{
    struct date last = {days_from_civil(year, month, 31)}; /* March and October have 31 days */
    return (last.days - date_weekday(last) % 7) * MS_PER_DAY + MS_PER_HOUR;
}

/* Only in the two months in which the clocks change is it asked when they do. */
static bool is_summer_time(struct instant instant)
{
    struct date_parts utc = parts_of(date_in_utc(instant));
    if (utc.month == 3)
        return instant.ms >= last_sunday_at_one(utc.year, 3);
    if (utc.month == 10)
        return instant.ms < last_sunday_at_one(utc.year, 10);
    return utc.month > 3 && utc.month < 10;
}

struct wall_time london_time(struct instant instant)
{
    return utc_time(is_summer_time(instant) ? instant_add_ms(instant, MS_PER_HOUR) : instant);
}

struct date date_in_london(struct instant instant)
{
    return london_time(instant).date;
}

struct instant london_midnight(struct date date)
{
    /* midnight is never inside a change of clocks, which happens at 01:00 UTC */
    struct instant utc = {date.days * MS_PER_DAY};
    struct instant an_hour_before = instant_add_ms(utc, -MS_PER_HOUR);
    return is_summer_time(an_hour_before) ? an_hour_before : utc;
}
