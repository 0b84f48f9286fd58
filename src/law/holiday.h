/* holiday.h - bank holidays and working days of the United Kingdom's three calendars.
 *
 * A working day is Monday to Friday and no bank holiday of the calendar that applies: England and
 * Wales share one, Scotland and Northern Ireland have their own. The days come from two files:
 *   law-data/holiday-rules.csv  holidays by rule: fixed date, n-th weekday of a month, Easter
 *   law-data/holiday-days.csv   single days added or taken away by proclamation
 * A holiday by fixed date that falls on a weekend moves to the next weekday that is no holiday
 * itself (Banking and Financial Dealings Act 1971, schedule 1 and the proclamations under it); the
 * list has the day to which it moved, marked as a substitute, and not the day of the weekend.
 *
 * The rows are known to be right from 2009 to 2035 (HOLIDAY_YEAR_FIRST, HOLIDAY_YEAR_LAST). Outside
 * these years working days are counted by the same rules, without proclamations.
 */
#ifndef LAW_HOLIDAY_H
#define LAW_HOLIDAY_H

#include "base/base.h"

enum law_nation { NATION_ENGLAND, NATION_WALES, NATION_SCOTLAND, NATION_NORTHERN_IRELAND };
enum { NATION_COUNT = 4 };

/* One bit a nation, for sets. */
#define NATION_BIT(nation) (1u << (nation))
#define NATIONS_ALL 15u

/* "E", "W", "S", "N" as the law's files write them. ERR_INVALID for anything else. */
CHECKED enum err nation_parse(struct str code, enum law_nation *out_nation);
struct str nation_code(enum law_nation nation);

enum { HOLIDAY_YEAR_FIRST = 2009, HOLIDAY_YEAR_LAST = 2035, HOLIDAYS_A_YEAR_MAX = 32 };

struct holiday {
    struct date on;
    struct str name;
    bool is_substitute;
};

struct holiday_book;

/* Where a file of the law is wrong. An empty column: the line as a whole. */
struct law_fault {
    struct str file;
    size_t line;       /* from 1 */
    struct str column; /* its name in the header */
    struct str what;   /* English, for the operator */
};

/* "clocks.csv: line 3, column amount: is not a whole number above 0" */
struct str law_fault_text(struct arena *arena, const struct law_fault *fault);

/* Reads both files; the book lives in the arena. ERR_INVALID: *out_fault says where. */
CHECKED enum err holiday_book_load(struct arena *arena, struct str rules_csv, struct str days_csv,
                                   const struct holiday_book **out_book,
                                   struct law_fault *out_fault);

/* The bank holidays of a year, by date. Returns how many. */
size_t holidays_of_year(const struct holiday_book *book, enum law_nation nation, int year,
                        struct holiday out_holidays[HOLIDAYS_A_YEAR_MAX]);

bool is_bank_holiday(const struct holiday_book *book, enum law_nation nation, struct date date);
bool is_working_day(const struct holiday_book *book, enum law_nation nation, struct date date);

/* The count-th working day after (count above 0) or before (below 0) the date; the date itself is
 * not counted. 0 gives the date. */
struct date date_add_working_days(const struct holiday_book *book, enum law_nation nation,
                                  struct date date, int32_t count);

/* Easter Sunday (Gregorian). */
struct date easter_sunday(int year);

#endif
