#include "rooms/person/person_spoken.h"

/* Those of which is_wanted says yes to what she does in them, "speaks+reads". */
static struct str languages_with(struct arena *arena, struct str languages,
                                 bool (*is_wanted)(struct str abilities))
{
    struct buf codes = buf_make(arena, languages.size + 1);
    while (languages.size > 0) {
        struct str abilities = str_cut(&languages, ',');
        struct str code = str_cut(&abilities, ':');
        if (!is_wanted(abilities))
            continue;
        buf_add_c(&codes, codes.size > 0 ? "," : "");
        buf_add(&codes, code);
    }
    return buf_text(&codes);
}

static bool is_read(struct str abilities)
{
    return str_has_part(abilities, '+', STR("reads"));
}

static bool is_spoken(struct str abilities)
{
    return str_has_part(abilities, '+', STR("speaks")) || !is_read(abilities);
}

static bool is_written(struct str abilities)
{
    return str_has_part(abilities, '+', STR("writes"));
}

struct str person_languages_spoken(struct arena *arena, struct str languages)
{
    return languages_with(arena, languages, is_spoken);
}

struct str person_languages_read(struct arena *arena, struct str languages)
{
    return languages_with(arena, languages, is_read);
}

struct str person_languages_join(struct arena *arena, struct str spoken, struct str read,
                                 struct str before)
{
    struct str written = languages_with(arena, before, is_written);
    struct buf out = buf_make(arena, 256);
    struct str rest = spoken;
    while (rest.size > 0) {
        struct str code = str_cut(&rest, ',');
        buf_format(&out, "%s%.*s:speaks%s%s", out.size > 0 ? "," : "", STR_ARGS(code),
                   str_has_part(read, ',', code) ? "+reads" : "",
                   str_has_part(written, ',', code) ? "+writes" : "");
    }
    for (rest = read; rest.size > 0;) {
        struct str code = str_cut(&rest, ',');
        if (!str_has_part(spoken, ',', code))
            buf_format(&out, "%s%.*s:reads%s", out.size > 0 ? "," : "", STR_ARGS(code),
                       str_has_part(written, ',', code) ? "+writes" : "");
    }
    return buf_text(&out);
}
