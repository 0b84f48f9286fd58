#include "web/form.h"

#include <string.h>

#include "web/words.h"

/* One field being read: where it comes from, where it goes, where its problems go. */
struct reading {
    const struct shape_field *field;
    struct pairs fields;
    struct problems *problems;
    void *place;
};

static void refuse(const struct reading *reading, int word)
{
    problems_add(reading->problems, str_of(reading->field->name), word);
}

static void refuse_number(const struct reading *reading, int word, int64_t number)
{
    struct str detail = str_format(reading->problems->arena, "%lld", (long long)number);
    problems_add_detail(reading->problems, str_of(reading->field->name), word, detail);
}

/* The value of "name" or "name-ending", trimmed. */
static struct str sent(const struct reading *reading, const char *ending)
{
    struct str name = str_of(reading->field->name), end = str_of(ending);
    for (size_t i = 0; i < reading->fields.count; i++) {
        const struct pair *pair = &reading->fields.at[i];
        if (pair->name.size == name.size + end.size && str_starts(pair->name, name) &&
            str_ends(pair->name, end))
            return str_trim(pair->value);
    }
    return STR_NONE;
}

/* What was sent, or the preset; a problem when there is neither and there must be. */
static struct str sent_or_preset(const struct reading *reading)
{
    struct str text = sent(reading, "");
    if (text.size == 0 && reading->field->preset)
        text = str_of(reading->field->preset);
    if (text.size == 0 && reading->field->is_required)
        refuse(reading, WORD_form_required);
    return text;
}

/* ---- text ---------------------------------------------------------------------------------- */

/* Line ends as browsers send them (CR LF) become one LF. */
static struct str with_plain_line_ends(struct arena *arena, struct str text)
{
    char *at = arena_take(arena, text.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool is_before_line_feed = i + 1 < text.size && text.at[i + 1] == '\n';
        if (text.at[i] == '\r' && is_before_line_feed)
            continue;
        at[size++] = text.at[i] == '\r' ? '\n' : text.at[i];
    }
    return (struct str){at, size};
}

/* C0, DEL and C1 (U+0080 to U+009F). */
static bool has_control(struct str text, bool may_have_lines)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_allowed = may_have_lines && (c == '\n' || c == '\t');
        bool is_c1 = c == 0xc2 && i + 1 < text.size && (unsigned char)text.at[i + 1] < 0xa0;
        if ((c < 0x20 && !is_allowed) || c == 0x7f || is_c1)
            return true;
    }
    return false;
}

static void read_text(const struct reading *reading)
{
    const struct shape_field *field = reading->field;
    struct str text = sent_or_preset(reading);
    if (field->is_lines)
        text = with_plain_line_ends(reading->problems->arena, text);
    if (!str_is_utf8(text) || has_control(text, field->is_lines))
        refuse(reading, field->is_lines ? WORD_form_text_control : WORD_form_text_line);
    else if (str_length(text) > (size_t)field->most)
        refuse_number(reading, WORD_form_text_long, field->most);
    else
        *(struct str *)reading->place = text;
}

/* ---- numbers, flags, ids, codes ------------------------------------------------------------ */

static void read_integer(const struct reading *reading)
{
    const struct shape_field *field = reading->field;
    struct str text = sent_or_preset(reading);
    int64_t value;
    if (text.size == 0)
        return;
    if (str_to_i64(text, &value) != OK)
        refuse(reading, WORD_form_integer);
    else if (value < field->least)
        refuse_number(reading, WORD_form_integer_small, field->least);
    else if (value > field->most)
        refuse_number(reading, WORD_form_integer_big, field->most);
    else
        *(int64_t *)reading->place = value;
}

static bool is_one_of(struct str text, const char *const words[4])
{
    for (size_t i = 0; i < 4; i++)
        if (str_equal_c(text, words[i]))
            return true;
    return false;
}

static void read_flag(const struct reading *reading)
{
    static const char *const yes[4] = {"true", "yes", "on", "1"};
    static const char *const no[4] = {"false", "no", "off", "0"};
    struct str text = sent_or_preset(reading);
    if (is_one_of(text, yes))
        *(bool *)reading->place = true;
    else if (text.size > 0 && !is_one_of(text, no))
        refuse(reading, WORD_form_flag);
}

/* Every id type is a struct of one int64_t (guard/id.h). */
static void read_id(const struct reading *reading)
{
    struct str text = sent_or_preset(reading);
    int64_t id;
    if (text.size == 0)
        return;
    if (id_parse(text, &id) != OK)
        refuse(reading, WORD_form_choice);
    else
        memcpy(reading->place, &id, sizeof(id));
}

static void read_code(const struct reading *reading)
{
    struct str text = sent_or_preset(reading);
    if (text.size == 0)
        return;
    const struct code *code = code_find(reading->field->codes, text);
    if (code)
        *(struct str *)reading->place = str_of(code->code);
    else
        refuse(reading, WORD_form_choice);
}

static bool has_text(const struct str *texts, size_t count, struct str text)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(texts[i], text))
            return true;
    return false;
}

/* Each code once, in the order sent. Empty values come from the hidden field that tells "none". */
static void read_codes(const struct reading *reading)
{
    const struct code_list *list = reading->field->codes;
    struct str *codes = ARENA_MANY(reading->problems->arena, struct str, list->count);
    size_t count = 0;
    for (size_t i = 0; i < reading->fields.count; i++) {
        const struct pair *pair = &reading->fields.at[i];
        if (!str_equal_c(pair->name, reading->field->name) || pair->value.size == 0)
            continue;
        const struct code *code = code_find(list, pair->value);
        if (code == NULL) {
            refuse(reading, WORD_form_choice);
            return;
        }
        if (!has_text(codes, count, pair->value))
            codes[count++] = str_of(code->code);
    }
    *(struct str_list *)reading->place = (struct str_list){codes, count};
    if (count == 0 && reading->field->is_required)
        refuse(reading, WORD_form_choice_required);
}

/* ---- dates and instants -------------------------------------------------------------------- */

struct date_sent {
    bool is_some; /* anything was typed */
    enum err result;
    struct date date;
};

static enum err part_of_date(struct str text, int most, int *out_part)
{
    int64_t value;
    if (str_to_i64(text, &value) != OK || value < 1 || value > most)
        return ERR_INVALID;
    *out_part = (int)value;
    return OK;
}

/* Two digits of a year are refused: 65 may be 1965 or 2065. */
static enum err date_of_parts(struct str day, struct str month, struct str year,
                              struct date *out_date)
{
    struct date_parts parts;
    if (part_of_date(day, 31, &parts.day) != OK || part_of_date(month, 12, &parts.month) != OK ||
        part_of_date(year, 9999, &parts.year) != OK || year.size != 4)
        return ERR_INVALID;
    return date_make(parts, out_date);
}

static struct date_sent date_sent(const struct reading *reading)
{
    struct date_sent got = {.date = DATE_NONE};
    struct str whole = sent(reading, "");
    struct str day = sent(reading, "-day"), month = sent(reading, "-month"),
               year = sent(reading, "-year");
    got.is_some = whole.size + day.size + month.size + year.size > 0;
    if (whole.size > 0)
        got.result = date_parse(whole, &got.date);
    else if (got.is_some)
        got.result = date_of_parts(day, month, year, &got.date);
    return got;
}

static void read_date(const struct reading *reading)
{
    struct date_sent got = date_sent(reading);
    if (got.result != OK)
        refuse(reading, WORD_form_date);
    else if (got.is_some)
        *(struct date *)reading->place = got.date;
    else if (reading->field->is_required)
        refuse(reading, WORD_form_date_required);
}

/* "02:10" after midnight, in milliseconds. */
static enum err time_of_day(struct str text, int64_t *out_ms)
{
    int64_t hour, minute;
    struct str rest = text, hours = str_cut(&rest, ':');
    if (hours.size < 1 || hours.size > 2 || rest.size != 2 || str_to_i64(hours, &hour) != OK ||
        str_to_i64(rest, &minute) != OK || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return ERR_INVALID;
    *out_ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE;
    return OK;
}

/* The first instant at which London's clocks show this; ERR_INVALID in the hour they skip. */
static enum err instant_in_london(struct date date, struct str time, struct instant *out_instant)
{
    int64_t ms;
    if (time_of_day(time, &ms) != OK)
        return ERR_INVALID;
    struct instant in_winter = {date.days * MS_PER_DAY + ms};
    struct instant in_summer = instant_add_ms(in_winter, -MS_PER_HOUR);
    struct instant tries[] = {in_summer, in_winter};
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        struct wall_time wall = london_time(tries[i]);
        int64_t shown = wall.hour * MS_PER_HOUR + wall.minute * MS_PER_MINUTE;
        if (date_compare(wall.date, date) == 0 && shown == ms) {
            *out_instant = tries[i];
            return OK;
        }
    }
    return ERR_INVALID;
}

/* "2026-11-24T02:10" as a browser's date and time field sends it; some add the seconds. */
static enum err instant_of_browser(struct str text, struct instant *out_instant)
{
    struct date date;
    bool has_seconds = text.size == 19 && str_equal(str_slice(text, 16, 3), STR(":00"));
    if ((text.size != 16 && !has_seconds) || text.at[10] != 'T' ||
        date_parse(str_slice(text, 0, 10), &date) != OK)
        return ERR_INVALID;
    return instant_in_london(date, str_slice(text, 11, 5), out_instant);
}

static void read_instant(const struct reading *reading)
{
    struct str whole = sent(reading, ""), time = sent(reading, "-time");
    struct instant instant = INSTANT_NONE;
    enum err err = OK;
    if (whole.size > 0) {
        err = instant_parse(whole, &instant);
        if (err != OK)
            err = instant_of_browser(whole, &instant);
    } else {
        struct date_sent day = date_sent(reading);
        err = day.result;
        if (err == OK && (day.is_some || time.size > 0))
            err = day.is_some ? instant_in_london(day.date, time, &instant) : ERR_INVALID;
    }
    if (err != OK)
        refuse(reading, WORD_form_instant);
    else if (!instant_is_some(instant) && reading->field->is_required)
        refuse(reading, WORD_form_instant_required);
    *(struct instant *)reading->place = instant;
}

/* ---- the form ------------------------------------------------------------------------------ */

static void clear(const struct shape_field *field, void *place)
{
    switch (field->kind) {
    case SHAPE_TEXT: *(struct str *)place = STR_NONE; break;
    case SHAPE_INTEGER: *(int64_t *)place = INTEGER_NONE; break;
    case SHAPE_FLAG: *(bool *)place = false; break;
    case SHAPE_DATE: *(struct date *)place = DATE_NONE; break;
    case SHAPE_INSTANT: *(struct instant *)place = INSTANT_NONE; break;
    case SHAPE_ID: memset(place, 0, sizeof(int64_t)); break;
    case SHAPE_CODE:
        if (field->is_many)
            *(struct str_list *)place = (struct str_list){NULL, 0};
        else
            *(struct str *)place = STR_NONE;
        break;
    case SHAPE_WORD:
    case SHAPE_LIST:
    case SHAPE_PART: must(!"forms have no such field: viewc refuses it");
    }
}

static void read_field(const struct reading *reading)
{
    clear(reading->field, reading->place);
    switch (reading->field->kind) {
    case SHAPE_TEXT: read_text(reading); break;
    case SHAPE_INTEGER: read_integer(reading); break;
    case SHAPE_FLAG: read_flag(reading); break;
    case SHAPE_DATE: read_date(reading); break;
    case SHAPE_INSTANT: read_instant(reading); break;
    case SHAPE_ID: read_id(reading); break;
    case SHAPE_CODE: reading->field->is_many ? read_codes(reading) : read_code(reading); break;
    case SHAPE_WORD:
    case SHAPE_LIST:
    case SHAPE_PART: break;
    }
}

void form_read(const struct shape *shape, struct pairs fields, struct problems *problems,
               void *out_form)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[i];
        struct reading reading = {field, fields, problems, (char *)out_form + field->offset};
        read_field(&reading);
    }
}
