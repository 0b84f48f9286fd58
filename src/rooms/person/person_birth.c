#include "rooms/person/person.h"

/* Reads '1998', '1998-04' or '1998-04-12' as the first and the last day that it can mean. */
static bool birth_range(struct str born, struct date *out_first, struct date *out_last)
{
    int64_t year = 0, month = 0;
    struct str rest = born;
    if (date_parse(born, out_first) == OK) {
        *out_last = *out_first;
        return true;
    }
    if (str_to_i64(str_cut(&rest, '-'), &year) != OK || year < 1 || year > 9998)
        return false;
    if (rest.size > 0 && (str_to_i64(rest, &month) != OK || month < 1 || month > 12))
        return false;
    struct date_parts first = {(int)year, month ? (int)month : 1, 1};
    if (date_make(first, out_first) != OK)
        return false;
    *out_last = date_add_days(date_add_months(*out_first, month ? 1 : 12), -1);
    return true;
}

static int age_on(struct date born, struct date on)
{
    struct date_parts b = date_parts(born), o = date_parts(on);
    bool had_birthday = o.month > b.month || (o.month == b.month && o.day >= b.day);
    return o.year - b.year - (had_birthday ? 0 : 1);
}

void person_age(struct str born, struct date on, int *out_least, int *out_most)
{
    struct date first, last;
    *out_least = *out_most = -1;
    if (!birth_range(born, &first, &last))
        return;
    *out_most = age_on(first, on);
    *out_least = age_on(last, on);
    if (*out_least < 0) /* a birth still to come, or later this year */
        *out_least = *out_most < 0 ? -1 : 0;
}

bool person_birth_is_readable(struct str born)
{
    struct date first, last;
    return birth_range(born, &first, &last);
}

bool person_birth_read(struct arena *arena, struct str typed, struct str *out_born)
{
    int64_t parts[3] = {0};
    size_t count = 0;
    struct str rest = str_trim(typed);
    struct date date;
    bool is_kept_form = rest.size == 0 || date_parse(rest, &date) == OK ||
                        (rest.size == sizeof("1998-04") - 1 && rest.at[4] == '-');
    if (is_kept_form && rest.size > 0 && !person_birth_is_readable(rest))
        return false;
    if (is_kept_form) {
        *out_born = rest;
        return true;
    }
    while (rest.size > 0 && count < COUNT_OF(parts))
        if (str_to_i64(str_cut(&rest, str_find(rest, '/', 0) != SIZE_MAX ? '/' : ' '),
                       &parts[count++]) != OK)
            return false;
    int64_t year = parts[count - 1], month = count > 1 ? parts[count - 2] : 1;
    struct date_parts made = {(int)year, (int)month, count > 2 ? (int)parts[0] : 1};
    if (rest.size > 0 || year < 1900 || year > 2100 || month < 1 || month > 12 ||
        date_make(made, &date) != OK)
        return false;
    *out_born = str_slice(date_text(arena, date), 0, count == 3 ? 10 : count == 2 ? 7 : 4);
    return true;
}

struct str person_birth_typed(struct arena *arena, struct str born)
{
    struct str rest = born, year = str_cut(&rest, '-'), month = str_cut(&rest, '-');
    int64_t number, day;
    if (month.size == 0 || str_to_i64(month, &number) != OK)
        return born;
    if (rest.size == 0 || str_to_i64(rest, &day) != OK)
        return str_format(arena, "%lld %.*s", (long long)number, STR_ARGS(year));
    return str_format(arena, "%lld %lld %.*s", (long long)day, (long long)number, STR_ARGS(year));
}
