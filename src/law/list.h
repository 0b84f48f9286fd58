/* list.h - choices too long to write into a questionnaire: countries, languages, areas.
 *
 * "country": ISO 3166 alpha-2, and "stateless", "not-known". "language": ISO 639 of the languages
 * that are spoken by people who come, most frequent first (screens.md 12). "area" and "region":
 * law-data/areas.csv; of regions also "anywhere". Names of countries and languages come from ICU.
 */
#ifndef LAW_LIST_H
#define LAW_LIST_H

#include "base/base.h"

bool list_has(struct str list, struct str code);

/* All codes of a list, in the order in which they are offered: countries by name. */
struct list_codes {
    const struct str *at;
    size_t count;
};
struct list_codes list_codes(struct arena *arena, struct str list, const char *language);

/* How the code is called in a language ("en", "ar"). English where nothing else is known; the code
 * itself when it is not in the list. */
struct str list_name(struct arena *arena, struct str list, struct str code, const char *language);

/* The code of a name in a language ("en", "ar"), of an English one, of another that people use
 * ("Farsi", "UK"), or of itself, whatever the case; empty when there is none. */
struct str list_find(struct arena *arena, struct str list, struct str name, const char *language);

/* "ti,ar" as "Tigrinya, Arabic"; and what somebody typed so, as "ti,ar", each once. False: the
 * first that is none is out_unknown. */
struct str list_names(struct arena *arena, struct str list, struct str codes,
                      const char *language);
bool list_read(struct arena *arena, struct str list, struct str typed, const char *language,
               struct str *out_codes, struct str *out_unknown);

/* 'E', 'W', 'S' or 'N' of a region; 0: anywhere, or no such region. */
char region_nation(struct str region);

#endif
