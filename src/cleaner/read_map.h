/* read_map.h - inner header of the cleaner: a font's own map from codes to letters (ISO 32000-1,
 * 9.10.3), and how long its codes are (9.7.6.2).
 */
#ifndef CLEANER_READ_MAP_H
#define CLEANER_READ_MAP_H

#include "base/base.h"

/* Codes from..until, `bytes` long. The letters of a code are those of `before` and then
 * last + (code - from); last 0: there is none. */
struct map_range {
    uint32_t from, until;
    unsigned bytes;
    struct str before; /* UTF-8 */
    uint32_t last;
};
struct map_space { /* codes of so many bytes begin so */
    uint32_t from, until;
    unsigned bytes;
};
enum { MAP_SPACES = 32, MAP_RANGES = 70000 };
struct letter_map {
    struct map_range *ranges; /* ordered by bytes, from */
    size_t count, room;       /* of more than MAP_RANGES the others are not known */
    struct map_space spaces[MAP_SPACES];
    size_t space_count;
};

/* Changes the bytes of the map; what is kept of them is copied into the arena. */
void map_read(struct arena *arena, char *at, size_t size, struct letter_map *out_map);

/* NULL: it says nothing of this code. */
const struct map_range *map_find(const struct letter_map *map, uint32_t code, unsigned bytes);

/* How long the code is that begins there; 0: the map does not say. */
unsigned map_code_bytes(const struct letter_map *map, struct str codes);

/* Most significant byte first; at most four. */
uint32_t map_number(struct str bytes);

#endif
