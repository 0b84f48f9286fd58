/* demo_name.h - invented names by country, in the scripts they are written in.
 *
 * Countries in the proportions of the sources (rulebook.md A22: of 70 people Albania 20, Nigeria
 * 16, Vietnam 4; and who else is referred today). A given name is one that many bear; a family name
 * is put together, so that no name is anybody's.
 */
#ifndef APP_DEMO_NAME_H
#define APP_DEMO_NAME_H

#include "app/demo_draw.h"

struct demo_country {
    const char *code;      /* ISO 3166 */
    int weight;
    const char *languages; /* as person_facts.languages; the first is preferred */
    const char *language;  /* the first's code; "en": no interpreter */
    const char *women, *men; /* given names separated by blanks; "Latin/own script" */
    const char *stems, *endings; /* of family names, the same; an ending may be "-": none */
    bool is_patronymic;    /* the second name is the father's given name */
};

extern const struct demo_country demo_countries[];
extern const size_t demo_country_count;

size_t demo_country_draw(struct demo_draw *draw);

struct demo_name {
    struct str given, family; /* in Latin letters */
    struct str family_parts;  /* "Latin/own script", for the next of the family */
    struct str whole;         /* as she writes it herself */
    struct str latin;         /* the same in Latin letters; empty when it is the same */
};
/* family: family_parts of a relative; empty: draw one. */
struct demo_name demo_name_draw(struct arena *arena, struct demo_draw *draw,
                                const struct demo_country *country, bool is_woman,
                                struct str family);

/* A worker's name, "Given Family". */
struct str demo_worker_name(struct arena *arena, struct demo_draw *draw);

#endif
