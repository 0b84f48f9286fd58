/* demo_text.h - what workers write down in the demo: sentences of no particular person.
 */
#ifndef APP_DEMO_TEXT_H
#define APP_DEMO_TEXT_H

#include "app/demo_draw.h"

struct demo_note {
    const char *kind; /* codes contact_kind */
    const char *text;
};

enum demo_about { DEMO_ABOUT_ADULT, DEMO_ABOUT_CHILD, DEMO_ABOUT_UNBORN };

struct demo_note demo_note_draw(struct demo_draw *draw, enum demo_about about);

/* "Amber Rowan": an alias that tells nothing about the place. Different for each number. */
struct str demo_alias(struct arena *arena, size_t number);

/* An address that cannot exist: no postcode area is called ZZ. */
struct str demo_address(struct arena *arena, struct demo_draw *draw);

/* A number that Ofcom keeps free for films and plays (07700 900000 to 900999). */
struct str demo_phone(struct arena *arena, struct demo_draw *draw);

#endif
