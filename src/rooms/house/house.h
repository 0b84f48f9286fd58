/* house.h - safe houses, their rooms and beds, rooms out of order, and the sealed address.
 *
 * A house goes by an alias and an area everywhere. Its address is sealed under the house's own key
 * and opened by one act: a stated purpose, five minutes on the screen, a line in the log
 * (seeds/004: traffickers may know where safe houses are; architecture 3).
 *
 * Who lives in a room is not known here: the placement room keeps that. This room says what there
 * is, and when a room is out of order (seeds/002: defects that harm dignity, repairs that are
 * late).
 */
#ifndef ROOMS_HOUSE_HOUSE_H
#define ROOMS_HOUSE_HOUSE_H

#include "base/problem.h"
#include "guard/job.h"

enum { ADDRESS_MINUTES = 5 };

struct house_facts {
    struct str alias;
    struct organisation_id organisation;
    struct str nation, region; /* of the area (law/area.h); empty: filled from it */
    struct str area;           /* code of law-data/areas.csv: a county or a part of a city */
    bool takes_women, takes_men, takes_mixed, takes_families, is_large_shared, is_catered;
    bool is_closed;                    /* takes nobody for the time being */
    struct str night_cover, step_free; /* codes known_state: yes, no, not_known */
    struct str workers; /* codes house_workers; empty: as it was, at first not known */
    int64_t licence_persons, complex_places, movable_cots, turnaround_days;
    struct str languages;   /* ISO 639 codes separated by commas */
    struct str specialisms; /* codes house_specialism separated by commas */
    struct str address;     /* plain; sealed by house_prepare */
};
struct house_room {
    struct room_id room; /* 0 for a room to be made */
    struct str name;     /* '3', 'garden': said on the phone together with the alias */
    int64_t beds;        /* bed spaces */
    int64_t cots;        /* movable cots that fit beside them */
    struct str step_free;
    bool is_self_contained;
};

/* Seals; outside a transaction. Then house_store inside job_write: the house, its rooms, its
 * circle, and the ties of the house's and the provider's circles to it. ERR_INVALID: the area is
 * not on the list, or nation or region are not the area's. ERR_CONFLICT: the alias is taken, or two
 * rooms have the same name. */
struct house_prepared;
CHECKED enum err house_prepare(struct job *job, const struct house_facts *facts,
                               const struct house_room *rooms, size_t room_count,
                               struct house_prepared **out_prepared);
CHECKED enum err house_store(struct job *job, const struct house_prepared *prepared);
struct house_id house_prepared_id(const struct house_prepared *prepared);

struct house {
    struct house_id house;
    struct str ref, organisation_name, area_name;
    struct house_facts facts; /* the address is empty */
    int64_t version;
};
/* Whom a house takes, as codes house_takes. */
struct str_list house_takes(struct arena *arena, bool women, bool men, bool mixed, bool families);

CHECKED enum err house_get(struct job *job, struct house_id house, struct house *out_house);
CHECKED enum err house_find_ref(struct db *db, struct arena *arena, struct str ref,
                                struct house_id *out_house);
/* The house's circle, for ties of people who are offered or live there. */
CHECKED enum err house_circle(struct job *job, struct house_id house, struct circle_id *out_circle);

/* Changes what the house takes and offers; alias, organisation, area and address stay as they are.
 * Inside job_write. ERR_CONFLICT: version is not the one that was shown (a stale form). */
CHECKED enum err house_change(struct job *job, struct house_id house, int64_t version,
                              const struct house_facts *facts);

/* The address, opened for job->purpose; adds the line address_opened to the log and commits it
 * before it opens. The page that shows it says until when. ERR_INVALID: the purpose is none of the
 * reasons to go to a house (codes address_purpose): transport, emergency_services, repair, visit;
 * or the address does not open, which is noted (guard/unreadable.h; then job->has_unreadable).
 * ERR_TOO_MANY: the vault's budget is used up (vault_reveal); the line address_refused is in the
 * log. */
CHECKED enum err house_reveal_address(struct job *job, struct house_id house,
                                      struct str *out_address, struct instant *out_until_at);

/* ---- rooms and when they cannot be used ---------------------------------------------------- */

struct house_rooms {
    const struct house_room *at;
    size_t count;
};
/* By name, numbers in their order. */
CHECKED enum err house_rooms(struct job *job, struct house_id house, struct house_rooms *out_rooms);
/* ERR_NOT_FOUND: the house has no such room. */
CHECKED enum err house_room_get(struct job *job, struct house_id house, struct room_id room,
                                struct house_room *out_room);

/* A room out of order, from a day to the day on which it is expected back in use. Inside job_write.
 * ERR_INVALID: it would end before it begins. ERR_CONFLICT: a void of the room overlaps, or
 * somebody lives in it (then the stay must be ended or moved first; told by the reaction to
 * EVENT_room_voided). A void that is overdue lasts until it is ended. */
struct void_new {
    struct room_id room;
    struct date from_on, expected_until_on;
    struct str reason; /* codes void_reason */
};
CHECKED enum err room_void_add(struct job *job, const struct void_new *new_void,
                               struct void_id *out_void);
/* Back in use on that day; the day it began: it was recorded in error. Inside job_write.
 * ERR_INVALID: before it began, or in the future. ERR_CONFLICT: it has ended already. */
CHECKED enum err room_void_end(struct job *job, struct void_id void_, struct date ended_on);

struct room_void {
    struct void_id void_;
    struct house_id house;
    struct room_id room;
    struct str room_name, reason;
    struct date from_on, expected_until_on;
    struct date ended_on; /* DATE_NONE: it goes on */
};
CHECKED enum err room_void_get(struct job *job, struct void_id void_, struct room_void *out_void);
struct room_voids {
    const struct room_void *at;
    size_t count;
};
/* Those of a house that have not ended, by their first day. */
CHECKED enum err house_voids(struct job *job, struct house_id house, struct room_voids *out_voids);

/* ---- import -------------------------------------------------------------------------------- */

/* Houses, rooms and beds from CSV (doc/import.md): one row a room, the house's columns repeated.
 * Every problem with its row; all or nothing: with a problem, or on a dry run, nothing is written.
 * ERR_INVALID: there are problems. out_count: houses. Not inside job_write. */
CHECKED enum err house_import(struct job *job, struct str csv, bool is_dry_run,
                              struct problems *problems, int64_t *out_count);

#endif
