/* house.h - safe houses, their rooms and beds, rooms out of order, and the address that never leaks.
 *
 * A house goes by an alias and an area everywhere. Its address is sealed under the house's own key
 * and opened by one act: a stated purpose, five minutes on the screen, a line in the log (seeds/004:
 * traffickers may know where safe houses are; architecture 3).
 */
#ifndef ROOMS_HOUSE_HOUSE_H
#define ROOMS_HOUSE_HOUSE_H

#include "base/problem.h"
#include "guard/job.h"

enum { ADDRESS_MINUTES = 5 };

struct house_facts {
    struct str alias;
    struct organisation_id organisation;
    struct str nation, region, area; /* codes; area is coarse: a county or a part of a city */
    bool takes_women, takes_men, takes_mixed, takes_families, is_large_shared, is_catered;
    struct str night_cover, step_free; /* codes known_state: yes, no, not_known */
    int64_t licence_persons, complex_places, movable_cots, turnaround_days;
    struct str languages, specialisms; /* codes separated by commas */
    struct str address;                /* plain; sealed by house_prepare */
};
struct house_room {
    struct room_id room; /* 0 for a room to be made */
    struct str name;
    int64_t beds, cots;
    struct str step_free;
    bool is_self_contained;
};

/* Seals; outside a transaction. Then house_store inside job_write: the house, its rooms, its
 * circle, and the ties of the house's and the provider's circles to it. */
struct house_prepared;
CHECKED enum err house_prepare(struct job *job, const struct house_facts *facts,
                               const struct house_room *rooms, size_t room_count,
                               struct house_prepared **out_prepared);
CHECKED enum err house_store(struct job *job, const struct house_prepared *prepared);
struct house_id house_prepared_id(const struct house_prepared *prepared);

CHECKED enum err house_find_ref(struct db *db, struct arena *arena, struct str ref,
                                struct house_id *out_house);
/* The house's circle, for ties of people who are offered or live there. */
CHECKED enum err house_circle(struct job *job, struct house_id house, struct circle_id *out_circle);

/* The address, opened for job->purpose; adds the line address_opened to the log and commits it
 * before it returns. The page that shows it says until when. */
CHECKED enum err house_reveal_address(struct job *job, struct house_id house,
                                      struct str *out_address, struct instant *out_until_at);

/* A room out of order. ERR_CONFLICT: a void of the room overlaps, or somebody lives in it (then the
 * stay must be ended or moved first). */
struct void_new {
    struct room_id room;
    struct date from_on, expected_until_on;
    struct str reason; /* codes void_reason */
};
CHECKED enum err room_void_add(struct job *job, const struct void_new *new_void,
                               struct void_id *out_void);
CHECKED enum err room_void_end(struct job *job, struct void_id void_, struct date ended_on);

/* Houses, rooms and beds from CSV (doc/import.md): one row a room, the house's columns repeated.
 * Every problem with its row; all or nothing. out_count: houses. */
CHECKED enum err house_import(struct job *job, struct str csv, bool is_dry_run,
                              struct problems *problems, int64_t *out_count);

#endif
