#include "law/holiday.h"

#include <string.h>

#include "law/table.h"

enum rule_kind { HOLIDAY_FIXED, HOLIDAY_WEEKDAY, HOLIDAY_EASTER };

struct holiday_rule {
    struct str name;
    unsigned nations;
    enum rule_kind kind;
    int month, day; /* fixed; month of weekday */
    int weekday, nth; /* nth -1: the last of the month */
    int32_t offset_days; /* from Easter Sunday */
};

struct holiday_day {
    struct date on;
    unsigned nations;
    bool is_removed;
    struct str name;
};

/* Days of these years are looked up, of others worked out: clocks of living cases fall here. */
enum { QUICK_YEAR_FIRST = 2000, QUICK_YEAR_LAST = 2049, QUICK_DAYS = 50 * 365 + 13 };

/* The working days of one calendar, numbered from 1: how many there are up to and with a day, and
 * which day has a number, both in days from quick_from. Counting them is then two look-ups. */
struct numbered {
    uint16_t up_to[QUICK_DAYS];
    uint16_t day[QUICK_DAYS];
    int32_t count;
};

struct holiday_book {
    const struct holiday_rule *rules;
    size_t rule_count;
    const struct holiday_day *days;
    size_t day_count;
    struct date quick_from;
    uint8_t quick[QUICK_DAYS]; /* a NATION_BIT for each nation that has a holiday on that day */
    struct numbered numbered[NATION_COUNT];
};

enum err nation_parse(struct str code, enum law_nation *out_nation)
{
    for (int nation = 0; nation < NATION_COUNT; nation++) {
        if (str_equal(code, nation_code(nation))) {
            *out_nation = nation;
            return OK;
        }
    }
    return ERR_INVALID;
}

struct str nation_code(enum law_nation nation)
{
    static const struct str codes[] = {
        [NATION_ENGLAND] = {"E", 1},
        [NATION_WALES] = {"W", 1},
        [NATION_SCOTLAND] = {"S", 1},
        [NATION_NORTHERN_IRELAND] = {"N", 1},
    };
    return codes[nation];
}

/* Of a day that exists. */
static struct date day_of(int year, int month, int day)
{
    struct date date;
    must(date_make((struct date_parts){year, month, day}, &date) == OK);
    return date;
}

/* Meeus, Jones and Butcher's algorithm for the Gregorian calendar. */
struct date easter_sunday(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
    return day_of(year, month, day);
}

static struct date nth_weekday(int year, int month, int weekday, int nth)
{
    if (nth > 0) {
        struct date first = day_of(year, month, 1);
        int32_t ahead = (weekday - date_weekday(first) + 7) % 7;
        return date_add_days(first, ahead + 7 * (nth - 1));
    }
    struct date last = date_add_days(date_add_months(day_of(year, month, 1), 1), -1);
    return date_add_days(last, -((date_weekday(last) - weekday + 7) % 7));
}

static struct date holiday_by_rule(const struct holiday_rule *rule, int year)
{
    switch (rule->kind) {
    case HOLIDAY_FIXED:
        return day_of(year, rule->month, rule->day);
    case HOLIDAY_WEEKDAY:
        return nth_weekday(year, rule->month, rule->weekday, rule->nth);
    case HOLIDAY_EASTER:
        break;
    }
    return date_add_days(easter_sunday(year), rule->offset_days);
}

static bool is_weekend(struct date date)
{
    return date_weekday(date) >= SATURDAY;
}

struct year_list {
    struct holiday *at;
    size_t count;
};

static bool holds(const struct year_list *list, struct date date)
{
    for (size_t i = 0; i < list->count; i++) {
        if (date_compare(list->at[i].on, date) == 0)
            return true;
    }
    return false;
}

/* Keeps the list in the order of dates. */
static void insert(struct year_list *list, struct holiday holiday)
{
    must(list->count < HOLIDAYS_A_YEAR_MAX);
    size_t i = list->count++;
    for (; i > 0 && date_compare(list->at[i - 1].on, holiday.on) > 0; i--)
        list->at[i] = list->at[i - 1];
    list->at[i] = holiday;
}

/* In the order of dates, so that of two neighbours on a weekend the first moves first. */
static void move_from_weekends(struct year_list *list)
{
    for (size_t i = 0; i < list->count;) {
        struct holiday holiday = list->at[i];
        if (holiday.is_substitute || !is_weekend(holiday.on)) {
            i++;
            continue;
        }
        list->count--;
        memmove(&list->at[i], &list->at[i + 1], (list->count - i) * sizeof(*list->at));
        holiday.is_substitute = true;
        while (is_weekend(holiday.on) || holds(list, holiday.on))
            holiday.on = date_add_days(holiday.on, 1);
        insert(list, holiday);
    }
}

static void take_away(struct year_list *list, struct date on)
{
    for (size_t i = 0; i < list->count; i++) {
        if (date_compare(list->at[i].on, on) == 0) {
            list->count--;
            memmove(&list->at[i], &list->at[i + 1], (list->count - i) * sizeof(*list->at));
            return;
        }
    }
}

size_t holidays_of_year(const struct holiday_book *book, enum law_nation nation, int year,
                        struct holiday out_holidays[HOLIDAYS_A_YEAR_MAX])
{
    struct year_list list = {out_holidays, 0};
    for (size_t i = 0; i < book->rule_count; i++) {
        const struct holiday_rule *rule = &book->rules[i];
        if (rule->nations & NATION_BIT(nation))
            insert(&list, (struct holiday){holiday_by_rule(rule, year), rule->name, false});
    }
    move_from_weekends(&list);
    for (size_t i = 0; i < book->day_count; i++) {
        const struct holiday_day *day = &book->days[i];
        if (!(day->nations & NATION_BIT(nation)) || date_parts(day->on).year != year)
            continue;
        if (day->is_removed)
            take_away(&list, day->on);
        else
            insert(&list, (struct holiday){day->on, day->name, false});
    }
    return list.count;
}

bool is_bank_holiday(const struct holiday_book *book, enum law_nation nation, struct date date)
{
    int32_t ahead = date.days - book->quick_from.days;
    if (ahead >= 0 && ahead < QUICK_DAYS)
        return book->quick[ahead] & NATION_BIT(nation);
    struct holiday holidays[HOLIDAYS_A_YEAR_MAX];
    size_t count = holidays_of_year(book, nation, date_parts(date).year, holidays);
    return holds(&(struct year_list){holidays, count}, date);
}

bool is_working_day(const struct holiday_book *book, enum law_nation nation, struct date date)
{
    return !is_weekend(date) && !is_bank_holiday(book, nation, date);
}

/* False where the table does not reach. */
static bool add_by_number(const struct holiday_book *book, enum law_nation nation,
                          struct date date, int32_t count, struct date *out_date)
{
    const struct numbered *numbered = &book->numbered[nation];
    int32_t ahead = date.days - book->quick_from.days;
    if (ahead <= 0 || ahead >= QUICK_DAYS || count == 0)
        return false;
    /* back from a day that is none, the first step is to the last working day before it */
    int32_t number = numbered->up_to[ahead] + count;
    if (count < 0 && numbered->up_to[ahead] == numbered->up_to[ahead - 1])
        number++;
    if (number < 1 || number > numbered->count)
        return false;
    *out_date = (struct date){book->quick_from.days + numbered->day[number]};
    return true;
}

static struct date add_one_by_one(const struct holiday_book *book, enum law_nation nation,
                                  struct date date, int32_t count)
{
    int32_t step = count < 0 ? -1 : 1;
    for (int32_t left = count; left != 0;) {
        date = date_add_days(date, step);
        if (is_working_day(book, nation, date))
            left -= step;
    }
    return date;
}

struct date date_add_working_days(const struct holiday_book *book, enum law_nation nation,
                                  struct date date, int32_t count)
{
    struct date found;
    return add_by_number(book, nation, date, count, &found)
               ? found
               : add_one_by_one(book, nation, date, count);
}

static void number_working_days(struct holiday_book *book, enum law_nation nation)
{
    struct numbered *numbered = &book->numbered[nation];
    for (int32_t ahead = 0; ahead < QUICK_DAYS; ahead++) {
        if (is_working_day(book, nation, date_add_days(book->quick_from, ahead)))
            numbered->day[++numbered->count] = (uint16_t)ahead;
        numbered->up_to[ahead] = (uint16_t)numbered->count;
    }
}

static void fill_quick(struct holiday_book *book)
{
    book->quick_from = day_of(QUICK_YEAR_FIRST, 1, 1);
    for (int year = QUICK_YEAR_FIRST; year <= QUICK_YEAR_LAST; year++) {
        for (int nation = 0; nation < NATION_COUNT; nation++) {
            struct holiday holidays[HOLIDAYS_A_YEAR_MAX];
            size_t count = holidays_of_year(book, nation, year, holidays);
            for (size_t i = 0; i < count; i++) {
                int32_t ahead = holidays[i].on.days - book->quick_from.days;
                if (ahead >= 0 && ahead < QUICK_DAYS)
                    book->quick[ahead] |= (uint8_t)NATION_BIT(nation);
            }
        }
    }
}

static void read_rule(struct table *table, struct holiday_rule *rule)
{
    static const char *const kinds[] = {"fixed", "weekday", "easter"};
    rule->name = table_text(table, "name");
    rule->nations = table_nations(table, "nations");
    rule->kind = (enum rule_kind)table_choice(table, "kind", kinds, COUNT_OF(kinds));
    bool is_fixed = rule->kind == HOLIDAY_FIXED, is_weekday = rule->kind == HOLIDAY_WEEKDAY;
    bool is_easter = rule->kind == HOLIDAY_EASTER;
    /* a fixed day up to the 28th exists in every year; of later ones only these are holidays */
    rule->month = (int)table_number_if(table, "month", !is_easter, 1, 12);
    rule->day = (int)table_number_if(table, "day", is_fixed, 1, rule->month == 2 ? 28 : 30);
    rule->weekday = (int)table_number_if(table, "weekday", is_weekday, MONDAY, FRIDAY);
    rule->nth = (int)table_number_if(table, "nth", is_weekday, -1, 4);
    rule->offset_days = (int32_t)table_number_if(table, "offset_days", is_easter, -60, 60);
    if (is_weekday && rule->nth == 0)
        table_fault(table, "nth", "is neither 1 to 4 nor -1 for the last");
    (void)table_text(table, "source");
}

static void read_day(struct table *table, struct holiday_day *day)
{
    static const char *const changes[] = {"added", "removed"};
    day->on = table_date(table, "date");
    day->nations = table_nations(table, "nations");
    day->is_removed = table_choice(table, "change", changes, COUNT_OF(changes)) == 1;
    day->name = table_text(table, "name");
    (void)table_text(table, "source");
}

enum err holiday_book_load(struct arena *arena, struct str rules_csv, struct str days_csv,
                           const struct holiday_book **out_book, struct law_fault *out_fault)
{
    static const char *const rule_columns[] = {"name", "nations", "kind", "month", "day",
                                               "weekday", "nth", "offset_days", "source"};
    static const char *const day_columns[] = {"date", "nations", "change", "name", "source"};
    struct holiday_book *book = ARENA_NEW(arena, struct holiday_book);
    struct table table = table_open(arena, STR("holiday-rules.csv"), rules_csv, rule_columns,
                                    COUNT_OF(rule_columns));
    struct holiday_rule *rules = ARENA_MANY(arena, struct holiday_rule, table.row_limit);
    while (table_next(&table))
        read_rule(&table, &rules[book->rule_count++]);
    if (table_result(&table, out_fault) != OK)
        return ERR_INVALID;
    table = table_open(arena, STR("holiday-days.csv"), days_csv, day_columns,
                       COUNT_OF(day_columns));
    struct holiday_day *days = ARENA_MANY(arena, struct holiday_day, table.row_limit);
    while (table_next(&table))
        read_day(&table, &days[book->day_count++]);
    if (table_result(&table, out_fault) != OK)
        return ERR_INVALID;
    book->rules = rules;
    book->days = days;
    fill_quick(book);
    for (int nation = 0; nation < NATION_COUNT; nation++)
        number_working_days(book, nation);
    *out_book = book;
    return OK;
}
