#include "guard/audit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <openssl/sha.h>

#include "guard_sql.h"

/* Of so many readings at a time it is written down whose they are: more would keep who writes then
 * waiting, fewer would write the same pages of the file again and again. */
enum { PLACED_AT_ONCE = 2000 };

enum { HASH_BYTES = SHA256_DIGEST_LENGTH, LINE_BYTES = 512, PART_LINES = 2000 };

/* ---- one line ------------------------------------------------------------------------------ */

struct line {
    int64_t writer, number, staff, session, record;
    struct instant at;
    struct str role, verb, kind, purpose;
};

/* A line's hash covers the hash before it (a chain's first line: zeros) and the line as text. Each
 * word is preceded by its length, so that moving a letter to the next column changes the text.
 * ERR_INVALID: a line so long was never written. */
static enum err line_hash(const unsigned char before[HASH_BYTES], const struct line *line,
                          unsigned char out_hash[HASH_BYTES])
{
    unsigned char covered[HASH_BYTES + LINE_BYTES];
    memcpy(covered, before, HASH_BYTES);
    int size = snprintf((char *)covered + HASH_BYTES, LINE_BYTES,
                        "haven audit 1\n%lld %lld %lld %lld %lld %lld %zu %.*s %zu %.*s %zu %.*s "
                        "%zu %.*s\n",
                        (long long)line->writer, (long long)line->number, (long long)line->at.ms,
                        (long long)line->staff, (long long)line->session, (long long)line->record,
                        line->role.size, STR_ARGS(line->role), line->verb.size,
                        STR_ARGS(line->verb), line->kind.size, STR_ARGS(line->kind),
                        line->purpose.size, STR_ARGS(line->purpose));
    if (size < 0 || size >= LINE_BYTES)
        return ERR_INVALID;
    SHA256(covered, HASH_BYTES + (size_t)size, out_hash);
    return OK;
}

/* ---- appending ----------------------------------------------------------------------------- */

static int64_t process_number;

static void draw_process_number(void)
{
    uint32_t drawn;
    vault_random(&drawn, sizeof(drawn));
    process_number = (drawn >> 1) + INT64_C(1);
}

/* SQLite has one writer of each kind for ever, so its chains go on from run to run. On PostgreSQL
 * several processes write side by side; a number drawn at start and the connection's own keep their
 * chains apart. They must be apart: no writer waits for another's line, and none would see the hash
 * of a line that another commits meanwhile. */
static int64_t writer_number(const struct job *job, enum audit_chain chain)
{
    static pthread_once_t is_drawn = PTHREAD_ONCE_INIT;
    if (!store_is_postgres(job->store))
        return chain;
    must(pthread_once(&is_drawn, draw_process_number) == 0);
    return process_number << 31 | db_writer(job->db);
}

static struct line line_of(const struct job *job, const struct audit_line *line, int64_t writer,
                           int64_t number)
{
    return (struct line){
        .writer = writer,
        .number = number,
        .at = job->now,
        .staff = job->asker.staff.value,
        .session = job->asker.session.value,
        .record = line->record,
        .role = str_of(role_name(job->asker.role)),
        .verb = str_of(verb_name(line->verb)),
        .kind = str_of(record_kind_name(line->kind)),
        .purpose = str_of(purpose_name(line->purpose)),
    };
}

static enum err insert_line(struct job *job, const struct line *line,
                            const unsigned char hash[HASH_BYTES])
{
    const struct audit_insert_in in = {
        .writer = line->writer,
        .number = line->number,
        .at = line->at,
        .staff = {line->staff},
        .session = {line->session},
        .role = line->role,
        .verb = line->verb,
        .kind = line->kind,
        .record = line->record,
        .purpose = line->purpose,
        .hash = {(const char *)hash, HASH_BYTES},
    };
    return sql_audit_insert(job->db, &in);
}

/* In a file of readings: writes down whose the lines up to this one are. */
static enum err place_readings(struct job *job, int64_t until)
{
    enum err err = sql_reading_place(job->db, until);
    return err == OK ? sql_reading_placed(job->db, until) : err;
}

enum err audit_append(struct job *job, enum audit_chain chain)
{
    if (job->line_count == 0)
        return OK;
    int64_t writer = writer_number(job, chain);
    struct audit_last_row last = {0};
    enum err err = sql_audit_last(job->db, job->arena, writer, &last);
    if (err == ERR_NOT_FOUND)
        err = OK;
    unsigned char hash[HASH_BYTES] = {0}; /* before a chain's first line */
    if (err == OK && last.hash.size == HASH_BYTES)
        memcpy(hash, last.hash.at, HASH_BYTES);
    int64_t number = last.number;
    for (size_t i = 0; i < job->line_count && err == OK; i++) {
        struct line line = line_of(job, &job->lines[i], writer, ++number);
        must(line_hash(hash, &line, hash) == OK);
        err = insert_line(job, &line, hash);
    }
    if (err == OK)
        err = sql_audit_grow(job->db, writer, number);
    bool is_due = last.number / PLACED_AT_ONCE != number / PLACED_AT_ONCE;
    return err == OK && chain == AUDIT_READINGS && is_due ? place_readings(job, number) : err;
}

/* ---- the other file ------------------------------------------------------------------------ */

static enum err chain_length(struct db *db, struct arena *arena, int64_t writer,
                             int64_t *out_length)
{
    struct audit_length_row row = {0};
    enum err err = sql_audit_length(db, arena, writer, &row);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *out_length = row.line_count;
    return OK;
}

static enum err readings_length(struct job *job, int64_t *out_length)
{
    enum err err = store_read_begin(job->readings, &job->readings_db);
    if (err != OK)
        return err;
    err = chain_length(job->readings_db, job->arena, AUDIT_READINGS, out_length);
    job_stop_reading_log(job);
    return err;
}

static enum err note_length(struct job *job, void *with)
{
    const int64_t *length = with;
    return sql_audit_note(job->db, AUDIT_READINGS, *length);
}

enum err audit_note_readings(struct job *job)
{
    int64_t noted, length;
    if (job->readings == NULL)
        return OK;
    enum err err = chain_length(job->db, job->arena, AUDIT_READINGS, &noted);
    if (err == OK)
        err = readings_length(job, &length);
    if (err != OK || length <= noted)
        return err;
    return job_write(job, note_length, &length);
}

/* ---- verifying ----------------------------------------------------------------------------- */

/* A walk along one chain. */
struct walk {
    struct db *db;
    struct arena *arena; /* of one part */
    int64_t writer;
    int64_t number; /* of the last line that was whole */
    unsigned char hash[HASH_BYTES];
};

static enum err check_line(struct walk *walk, const struct audit_part_row *row)
{
    struct line line = {
        .writer = walk->writer,
        .number = row->number,
        .at = row->at,
        .staff = row->staff.value,
        .session = row->session.value,
        .record = row->record,
        .role = row->role,
        .verb = row->verb,
        .kind = row->kind,
        .purpose = row->purpose,
    };
    unsigned char hash[HASH_BYTES];
    if (row->number != walk->number + 1 || row->hash.size != HASH_BYTES)
        return ERR_INVALID;
    if (line_hash(walk->hash, &line, hash) != OK || memcmp(hash, row->hash.at, HASH_BYTES) != 0)
        return ERR_INVALID;
    memcpy(walk->hash, hash, HASH_BYTES);
    walk->number++;
    return OK;
}

/* The next lines of the chain; out_count 0 at its end. */
static enum err check_part(struct walk *walk, size_t *out_count)
{
    arena_reset(walk->arena);
    /* from the very first, so that a line put there with a number below 1 is seen */
    int64_t after = walk->number == 0 ? INT64_MIN : walk->number;
    struct audit_part_rows rows = {0};
    enum err err = sql_audit_part(walk->db, walk->arena, walk->writer, after, PART_LINES, &rows);
    for (size_t i = 0; i < rows.count && err == OK; i++)
        err = check_line(walk, &rows.at[i]);
    if (err == OK)
        *out_count = rows.count;
    return err;
}

/* The length is asked before and after, because on PostgreSQL lines may be added meanwhile. */
static enum err check_chain(struct walk *walk)
{
    int64_t length_before, length_after;
    enum err err = chain_length(walk->db, walk->arena, walk->writer, &length_before);
    for (size_t count = 1; count > 0 && err == OK;)
        err = check_part(walk, &count);
    if (err == OK)
        err = chain_length(walk->db, walk->arena, walk->writer, &length_after);
    if (err != OK)
        return err;
    if (walk->number < length_before)
        return ERR_INVALID;
    if (walk->number > length_after) {
        walk->number = length_after;
        return ERR_INVALID;
    }
    return OK;
}

/* What a verification has found so far. */
struct findings {
    int64_t lines;
    struct audit_break broken;
};

static enum err check_walk(struct walk *walk, struct findings *findings)
{
    enum err err = check_chain(walk);
    findings->lines += walk->number;
    if (err == ERR_INVALID)
        findings->broken = (struct audit_break){walk->writer, walk->number + 1};
    return err;
}

/* Of the readings' chain the main file has the noted length and no line. */
static enum err check_main_file(struct job *job, struct arena *part, struct findings *findings)
{
    struct audit_chains_rows chains;
    enum err err = sql_audit_chains(job->db, job->arena, &chains);
    for (size_t i = 0; err == OK && i < chains.count; i++) {
        int64_t writer = chains.at[i].writer;
        if (job->readings != NULL && writer == AUDIT_READINGS)
            continue;
        err = check_walk(&(struct walk){.db = job->db, .arena = part, .writer = writer}, findings);
    }
    return err;
}

static enum err check_readings(struct job *job, struct arena *part, struct findings *findings)
{
    int64_t noted;
    struct walk walk = {.arena = part, .writer = AUDIT_READINGS};
    enum err err = chain_length(job->db, job->arena, AUDIT_READINGS, &noted);
    if (err == OK)
        err = store_read_begin(job->readings, &walk.db);
    if (err != OK)
        return err;
    err = check_walk(&walk, findings);
    store_read_end(job->readings, walk.db);
    if (err == OK && walk.number < noted) {
        findings->broken = (struct audit_break){AUDIT_READINGS, walk.number + 1};
        err = ERR_INVALID;
    }
    return err;
}

enum err audit_verify(struct job *job, int64_t *out_lines, struct audit_break *out_break)
{
    struct arena part = arena_make((size_t)PART_LINES * 4096);
    struct findings findings = {0};
    enum err err = check_main_file(job, &part, &findings);
    if (err == OK && job->readings != NULL)
        err = check_readings(job, &part, &findings);
    arena_free(&part);
    if (err == OK || err == ERR_INVALID)
        *out_lines = findings.lines;
    if (err == ERR_INVALID)
        *out_break = findings.broken;
    return err;
}

/* ---- reading ------------------------------------------------------------------------------- */

/* Empty when nobody was signed in. Neighbouring lines are mostly of the same worker. */
static enum err name_staff(struct job *job, const struct audit_entry *before,
                           struct audit_entry *entry)
{
    struct audit_staff_name_row row = {0};
    if (entry->staff.value == 0)
        return OK;
    if (before != NULL && before->staff.value == entry->staff.value) {
        entry->staff_name = before->staff_name;
        return OK;
    }
    enum err err = sql_audit_staff_name(job->db, job->arena, entry->staff, &row);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    entry->staff_name = row.display_name;
    return OK;
}

/* Entries of one file, newest first. */
struct entry_list {
    struct audit_entry *at;
    size_t count;
};

static struct entry_list make_list(struct job *job, size_t count)
{
    return (struct entry_list){ARENA_MANY(job->arena, struct audit_entry, count), count};
}

/* Rows of several statements have the columns of a line. */
#define ENTRY(row)                                                                                \
    (struct audit_entry)                                                                          \
    {                                                                                             \
        .at = (row).at, .staff = (row).staff, .staff_name = STR_NONE, .role = (row).role,         \
        .verb = (row).verb, .kind = (row).kind, .purpose = (row).purpose, .record = (row).record  \
    }

/* Both lists are newest first, and so is what is made of them. Of two lines of one instant the
 * write comes first, as the later of the two. */
static enum err merge(struct job *job, const struct entry_list *writes,
                      const struct entry_list *readings, size_t limit,
                      struct audit_entries *out_entries)
{
    size_t all = writes->count + readings->count, count = all < limit ? all : limit;
    struct entry_list merged = make_list(job, count);
    size_t of_writes = 0, of_readings = 0;
    enum err err = OK;
    for (size_t i = 0; i < count && err == OK; i++) {
        bool is_reading =
            of_writes == writes->count ||
            (of_readings < readings->count &&
             readings->at[of_readings].at.ms > writes->at[of_writes].at.ms);
        merged.at[i] = is_reading ? readings->at[of_readings++] : writes->at[of_writes++];
        err = name_staff(job, i > 0 ? &merged.at[i - 1] : NULL, &merged.at[i]);
    }
    if (err == OK)
        *out_entries = (struct audit_entries){merged.at, count};
    return err;
}

static enum err list_readings(struct job *job, const struct audit_lines_in *in,
                              struct entry_list *out_list)
{
    struct reading_lines_rows rows = {0};
    struct reading_lines_all_rows all = {0};
    int64_t owner = in->record != 0 ? in->record : in->staff.value;
    enum err err = store_read_begin(job->readings, &job->readings_db);
    if (err != OK)
        return err;
    struct db *db = job->readings_db;
    if (owner != 0)
        err = sql_reading_lines(db, job->arena, owner, in->before_at, in->line_limit, &rows);
    else
        err = sql_reading_lines_all(db, job->arena, in->before_at, in->line_limit, &all);
    job_stop_reading_log(job);
    if (err != OK)
        return err;
    *out_list = make_list(job, rows.count + all.count);
    for (size_t i = 0; i < rows.count; i++)
        out_list->at[i] = ENTRY(rows.at[i]);
    for (size_t i = 0; i < all.count; i++)
        out_list->at[i] = ENTRY(all.at[i]);
    return OK;
}

static enum err list_writes(struct job *job, const struct audit_lines_in *in,
                            struct entry_list *out_list)
{
    struct audit_lines_rows rows;
    enum err err = sql_audit_lines(job->db, job->arena, in, &rows);
    if (err != OK)
        return err;
    *out_list = make_list(job, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        out_list->at[i] = ENTRY(rows.at[i]);
    return OK;
}

enum err audit_list(struct job *job, const struct audit_query *query,
                    struct audit_entries *out_entries)
{
    must(query->limit > 0);
    const struct audit_lines_in in = {
        .record = query->record,
        .staff = query->staff,
        .before_at = instant_is_some(query->before_at) ? query->before_at
                                                       : (struct instant){INT64_MAX},
        .line_limit = query->limit,
    };
    struct entry_list writes, readings = {0};
    enum err err = list_writes(job, &in, &writes);
    if (err == OK && job->readings != NULL)
        err = list_readings(job, &in, &readings);
    return err == OK ? merge(job, &writes, &readings, (size_t)query->limit, out_entries) : err;
}
