/* good.h - a household, a house and a room that suit each other, with nothing unknown.
 *
 * Tests change one thing and look what happens.
 */
#ifndef TEST_MATCH_GOOD_H
#define TEST_MATCH_GOOD_H

#include "match/match.h"

extern const struct instant now;     /* 2026-11-24T02:10Z */
extern const struct match_span off;  /* is not on */

#define KEYS(...) \
    kept((const int64_t[]){__VA_ARGS__}, COUNT_OF(((const int64_t[]){__VA_ARGS__})))
#define NO_KEYS ((struct match_keys){.is_known = true})
#define NOT_ASKED ((struct match_keys){0})
#define NOT_KNOWN ((struct match_count){0})

enum { LEEDS = 11, YORK = 12, HULL = 13, NORTH = 21, SOUTH = 22 };
enum { TIGRINYA = 31, ARABIC = 32, PERINATAL = 41, TRAUMA = 42, LEGAL = 43, DENTAL = 44 };

#define BIT(rule) MATCH_BIT(MATCH_RULE_##rule)

struct match_keys kept(const int64_t *keys, size_t count);
struct instant later(int64_t ms);
struct match_span on_until(struct instant until);
struct match_household tonight(void);
struct match_house good_house(int64_t id);
struct match_room good_room(int64_t id, uint32_t house);
struct match_weights weights_of(int year, int month, int day);

#endif
