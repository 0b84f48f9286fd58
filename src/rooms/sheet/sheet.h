/* sheet.h - who is where tonight, on paper: for the hours in which Haven is down.
 *
 * House by house, by alias and area, the rooms in which somebody lives or is expected; of people
 * whom the reader may read: what they are called, their reference, language and what helps. No
 * address, no full name, no phone: a sheet of paper is read by whoever finds it. Of others only how
 * many they are.
 *
 * The same sheet, whole and as plain text, is the on-call pack: sealed to those on duty, kept
 * beside the backups, and opened when no server runs (src/app/pack.h; threats.md D13).
 */
#ifndef ROOMS_SHEET_SHEET_H
#define ROOMS_SHEET_SHEET_H

#include "guard/job.h"

struct sheet_person {
    struct person_id person;
    struct str called, ref, languages, helps; /* languages: codes with commas */
    bool is_child;
};

struct sheet_stay {
    struct str alias, area, room_name; /* area: its name */
    bool is_expected;                  /* on the way; else living there */
    struct instant expected_at;        /* INSTANT_NONE: not known */
    int64_t persons;
    const struct sheet_person *people; /* whom the asker may read */
    size_t people_count;
};

struct sheet {
    struct instant made_at;
    const struct sheet_stay *stays; /* by alias, then room */
    size_t count;
};

/* What the asker's right sheet_read reaches, with names by RIGHT_person_read. Opens in one call of
 * the vault. */
CHECKED enum err sheet_load(struct job *job, struct sheet *out_sheet);

/* All of it; for the pack alone, which is sealed before it leaves the process. */
CHECKED enum err sheet_load_whole(struct job *job, struct sheet *out_sheet);

/* "Tigrinya, Arabic" from a person's language codes, in a language of the program. */
struct str sheet_languages(struct arena *arena, struct str codes, const char *language);

/* Plain text in English, for a printer. */
struct str sheet_text(struct arena *arena, const struct sheet *sheet);

#endif
