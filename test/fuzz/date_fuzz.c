/* Dates, instants and ids as people and programs write them: what is taken has one way to be
 * written.
 * sources: base
 */
#include "base/base.h"
#include "base/shape.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_date(struct arena *arena, struct str text)
{
    struct date date, again;
    if (date_parse(text, &date) != OK)
        return;
    must(str_equal(date_text(arena, date), text));
    must(date_make(date_parts(date), &again) == OK && date_compare(again, date) == 0);
    int day = date_weekday(date);
    must(day >= MONDAY && day <= SUNDAY);
}

/* A text is to the second; an instant may hold milliseconds. */
static void check_instant(struct arena *arena, struct str text)
{
    struct instant instant, again;
    if (instant_parse(text, &instant) != OK)
        return;
    must(instant_parse(instant_text(arena, instant), &again) == OK);
    must(again.ms <= instant.ms && instant.ms - again.ms < MS_PER_SECOND);
    struct wall_time wall = london_time(instant);
    must(wall.hour >= 0 && wall.hour < 24 && wall.minute >= 0 && wall.minute < 60);
}

static void check_id(struct arena *arena, struct str text)
{
    int64_t id, again;
    if (id_parse(text, &id) == OK)
        must(id_parse(id_text(arena, id), &again) == OK && again == id);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct str text = {(const char *)bytes, size};
    check_date(&arena, text);
    check_instant(&arena, text);
    check_id(&arena, text);
    arena_free(&arena);
    return 0;
}
