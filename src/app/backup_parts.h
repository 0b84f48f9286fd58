/* backup_parts.h - what stands inside the files of a backup once they are opened.
 *
 * A backup NAME (the instant it was taken, 20261125T214643Z) is up to three kinds of file in one
 * folder (doc/backup.md says who keeps which for how long):
 *
 *   NAME.data           the databases, with zeros where wrapped keys stood
 *   NAME.keys           the root key, the wrapped keys, the chain's key, and what turns NAME.data
 *                       into the very file it was copied from; gone after KEYS_DAYS
 *   NAME.000001.pages   pages that changed since, one file for each second with a commit in it;
 *                       sealed to the chain
 *
 * Here are only readers and writers of bytes: no file, no key. Numbers are little-endian.
 */
#ifndef APP_BACKUP_PARTS_H
#define APP_BACKUP_PARTS_H

#include "base/base.h"

/* threats.md 4.6: key backups are kept so long, and what was erased is gone when they are. */
enum { KEYS_DAYS = 35, BACKUP_NAME_CHARS = 16, MAC_BYTES = 32, STORES = 2 };

/* The name of a backup taken at an instant, and the instant of a name. */
struct str backup_name(struct arena *arena, struct instant taken_at);
CHECKED enum err backup_name_parse(struct str name, struct instant *out_taken_at);

/* What both files of a backup say of it. Digests are of the files as they are put back. */
struct manifest {
    struct str name;
    struct instant taken_at;
    bool is_demo;
    int64_t migrations; /* how many the program that took it had */
    int64_t lines;      /* of the audit log, at least */
    int64_t keys;       /* wrapped keys taken out */
    struct str blank_digest;    /* haven.db without keys */
    struct str exact_digest;    /* haven.db as it was */
    struct str readings_digest; /* readings.db */
    struct str before;     /* the name of the chain that this one follows; empty: none is known */
    int64_t before_count;  /* how many files of pages that chain has */
};
struct str manifest_write(struct arena *arena, const struct manifest *manifest);
CHECKED enum err manifest_parse(struct str text, struct manifest *out_manifest);

/* A piece of memory read from its front. Every reader checks; ERR_INVALID leaves it where it is. */
CHECKED enum err take_number(struct str *rest, int bytes, uint64_t *out_number);
CHECKED enum err take_bytes(struct str *rest, uint64_t size, struct str *out_bytes);
void put_number(struct buf *buf, int bytes, uint64_t number);

/* Pages of one database; numbers ascend from 1, none over database_pages' reach is kept. */
struct part_pages {
    uint32_t page_size, database_pages, count;
    struct str numbers; /* 4 bytes each */
    struct str bytes;
};
struct segment {
    struct str name;
    int64_t number;
    struct instant at;
    struct part_pages stores[STORES]; /* haven.db, readings.db; count 0: nothing changed */
};
struct str segment_head_write(struct arena *arena, const struct segment *segment);
CHECKED enum err segment_parse(struct str bytes, struct segment *out_segment);

/* The file of keys. rows and runs are walked with the two functions below. */
struct keys_part {
    struct str root_key; /* the key file, sealed (app/key_copy.h); of older backups its text */
    struct str chain;    /* CHAIN_KEY_BYTES; all zero: the backup has no chain */
    struct str rows, runs;
    struct str manifest, mac;
};
CHECKED enum err keys_parse(struct str bytes, struct keys_part *out_keys);

struct key_row {
    struct str table;
    int64_t owner;
    struct str wrapped_key;
};
void key_row_put(struct buf *buf, const struct key_row *row);
CHECKED enum err key_row_take(struct str *rest, struct key_row *out_row);

/* Bytes of the exact file that differ from the blank one. */
struct run {
    uint64_t at;
    struct str bytes;
};
void run_put(struct buf *buf, const struct run *run);
CHECKED enum err run_take(struct str *rest, struct run *out_run);

#endif
