#include "rooms/calendar/calendar_text.h"

struct str calendar_escaped(struct arena *arena, struct str text)
{
    struct buf out = buf_make(arena, text.size + 16);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '\n')
            buf_add_c(&out, "\\n");
        else if (c == '\\' || c == ',' || c == ';')
            buf_format(&out, "\\%c", c);
        else if ((unsigned char)c >= ' ' && c != 0x7f)
            buf_add_char(&out, c);
    }
    return buf_text(&out);
}

/* The bytes of a UTF-8 character behind its first. */
static bool is_within_character(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* How much of the text stands on one line of so many octets: a character is never cut. */
static size_t line_size(struct str text, size_t most)
{
    if (text.size <= most)
        return text.size;
    size_t size = most;
    while (size > 0 && is_within_character(text.at[size]))
        size--;
    return size > 0 ? size : most; /* not UTF-8: it must go on all the same */
}

void calendar_add_line(struct buf *out, struct str line)
{
    size_t most = CALENDAR_LINE_OCTETS;
    for (bool is_first = true; is_first || line.size > 0; is_first = false) {
        size_t size = line_size(line, most);
        if (!is_first)
            buf_add_char(out, ' ');
        buf_add(out, str_slice(line, 0, size));
        buf_add_c(out, "\r\n");
        line = str_slice(line, size, line.size);
        most = CALENDAR_LINE_OCTETS - 1; /* after the space that says it goes on */
    }
}

static void add(struct buf *out, struct arena *arena, const char *name, struct str value)
{
    calendar_add_line(out, str_format(arena, "%s%.*s", name, STR_ARGS(value)));
}

static struct str day_value(struct arena *arena, struct date on)
{
    struct date_parts parts = date_parts(on);
    return str_format(arena, "%04d%02d%02d", parts.year, parts.month, parts.day);
}

/* "20261124T021000Z" */
static struct str instant_value(struct arena *arena, struct instant at)
{
    struct str text = instant_text(arena, at);
    struct buf value = buf_make(arena, text.size);
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] != '-' && text.at[i] != ':')
            buf_add_char(&value, text.at[i]);
    return buf_text(&value);
}

static void add_event(struct buf *out, struct arena *arena, const struct calendar *calendar,
                      const struct calendar_event *event)
{
    add(out, arena, "BEGIN:VEVENT", STR_NONE);
    add(out, arena, "UID:", event->id);
    add(out, arena, "DTSTAMP:", instant_value(arena, calendar->now));
    if (instant_is_some(event->at))
        add(out, arena, "DTSTART:", instant_value(arena, event->at));
    else
        add(out, arena, "DTSTART;VALUE=DATE:", day_value(arena, event->on));
    add(out, arena, "SUMMARY:", calendar_escaped(arena, calendar->title));
    add(out, arena, "URL:", calendar->url);
    add(out, arena, "CLASS:PRIVATE", STR_NONE);
    add(out, arena, "TRANSP:TRANSPARENT", STR_NONE);
    add(out, arena, "END:VEVENT", STR_NONE);
}

struct str calendar_text(struct arena *arena, const struct calendar *calendar)
{
    struct buf out = buf_make(arena, 512 + calendar->count * 256);
    add(&out, arena, "BEGIN:VCALENDAR", STR_NONE);
    add(&out, arena, "VERSION:2.0", STR_NONE);
    add(&out, arena, "PRODID:-//Haven//Calendar//EN", STR_NONE);
    add(&out, arena, "CALSCALE:GREGORIAN", STR_NONE);
    add(&out, arena, "METHOD:PUBLISH", STR_NONE);
    add(&out, arena, "X-WR-CALNAME:", calendar_escaped(arena, calendar->name));
    add(&out, arena, "REFRESH-INTERVAL;VALUE=DURATION:PT1H", STR_NONE);
    for (size_t i = 0; i < calendar->count; i++)
        add_event(&out, arena, calendar, &calendar->events[i]);
    add(&out, arena, "END:VCALENDAR", STR_NONE);
    return buf_text(&out);
}
