/* area.h - the regions and coarse areas in which a house may be said to lie.
 *
 * An area is a county or a part of a city: coarse enough that it does not lead to a house, fine
 * enough for a person to say where she is safe and where not (screens.md 4.1). The list is data,
 * law-data/areas.csv: code, region, nation, name. The nation decides whose law holds there.
 */
#ifndef LAW_AREA_H
#define LAW_AREA_H

#include "base/base.h"

struct area {
    struct str code, region;
    struct str nation; /* 'E', 'W', 'S', 'N' */
    struct str name;   /* English: a place is called what its people call it */
};
struct areas {
    const struct area *at;
    size_t count;
};

/* All of them, by region as in the file. Belongs to the program. */
struct areas area_all(void);

/* NULL when there is no such area. */
const struct area *area_find(struct str code);

/* Do two areas touch? law-data/area-neighbours.csv, each pair once, written down from knowledge of
 * the map of counties and council areas and not yet held against boundary data: a wrong pair costs
 * points of nearness, never a rule of safety. Areas that a bridge or tunnel joins touch. An area is
 * not beside itself. */
bool area_is_beside(struct str code, struct str other);

#endif
