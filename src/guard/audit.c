#include "guard/audit.h"

#include <pthread.h>
#include <string.h>

#include "guard/audit_line.h"
#include "guard/opening.h"
#include "guard_audit_tree_sql.h"

const char *const audit_readings_migrations[AUDIT_READINGS_MIGRATIONS] = {"guard_readings",
                                                                          "guard_audit_tree"};

/* Whose lines stand where is written down when there are so many of which it is not, and of so many
 * at most. The order of the owners goes through all of them, the transactions are short: who writes
 * a reading then waits for one. */
enum { UNPLACED_LEAST = 2000, UNPLACED_MOST = 50000, PLACED_AT_ONCE = 400 };

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
        .commitment = line->detail ? line->detail->commitment : STR_NONE,
    };
}

/* Where a chain ends while lines are added to it. */
struct chain_end {
    struct db *db;
    int64_t writer, number;
    unsigned char hash[AUDIT_HASH_BYTES]; /* zeros before the first line */
};

static enum err find_end(struct job *job, enum audit_chain chain, struct chain_end *out_end)
{
    struct audit_last_row last = {0};
    *out_end = (struct chain_end){.db = job->db, .writer = writer_number(job, chain)};
    enum err err = sql_audit_last(job->db, job->arena, out_end->writer, &last);
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    out_end->number = last.number;
    if (last.hash.size == AUDIT_HASH_BYTES)
        memcpy(out_end->hash, last.hash.at, AUDIT_HASH_BYTES);
    return OK;
}

static enum err insert_line(const struct chain_end *end, const struct line *line)
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
        .commitment = line->commitment,
        .hash = {(const char *)end->hash, AUDIT_HASH_BYTES},
    };
    return sql_audit_insert(end->db, &in);
}

static enum err insert_detail(struct db *db, const struct line *line,
                              const struct audit_detail *detail)
{
    const struct audit_detail_insert_in in = {
        .writer = line->writer,
        .number = line->number,
        .detail = detail->id,
        .kind = detail->kind,
        .owner = detail->owner,
        .sealed = detail->sealed,
    };
    return sql_audit_detail_insert(db, &in);
}

static enum err append_lines(const struct job *job, enum audit_chain chain,
                             struct chain_end *end)
{
    enum err err = OK;
    for (size_t i = 0; i < job->line_count && err == OK; i++) {
        struct line line = line_of(job, &job->lines[i], end->writer, ++end->number);
        struct line_text text;
        must(line_text(&line, &text) == OK);
        line_chain_hash(end->hash, &text, end->hash);
        err = insert_line(end, &line);
        must(job->lines[i].detail == NULL || chain == AUDIT_WRITES);
        if (err == OK && job->lines[i].detail != NULL)
            err = insert_detail(end->db, &line, job->lines[i].detail);
    }
    return err;
}

static enum err append(struct job *job, enum audit_chain chain, bool takes_along)
{
    struct chain_end end;
    enum err err = find_end(job, chain, &end);
    for (const struct job *next = job; next != NULL && err == OK;) {
        err = append_lines(next, chain, &end);
        next = err == OK && takes_along ? db_take_along(job->db) : NULL;
    }
    return err == OK ? sql_audit_grow(job->db, end.writer, end.number) : err;
}

enum err audit_append(struct job *job, enum audit_chain chain)
{
    return job->line_count > 0 ? append(job, chain, false) : OK;
}

enum err audit_append_readings(struct db *db, void *with)
{
    struct job *job = with;
    job->db = db;
    return append(job, AUDIT_READINGS, true);
}

/* ---- the other file ------------------------------------------------------------------------ */

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

/* ---- whose lines stand where --------------------------------------------------------------- */

struct placing {
    struct reading_unplaced_rows rows; /* by owner */
    size_t from;
    int64_t until;
};

static enum err read_unplaced(struct job *job, struct placing *placing)
{
    struct reading_placed_to_row placed;
    int64_t length = 0;
    struct db *db = job->readings_db;
    enum err err = sql_reading_placed_to(db, job->arena, &placed);
    if (err == OK)
        err = chain_length(db, job->arena, AUDIT_READINGS, &length);
    if (err != OK || length - placed.number < UNPLACED_LEAST)
        return err;
    bool are_many = length - placed.number > UNPLACED_MOST;
    placing->until = are_many ? placed.number + UNPLACED_MOST : length;
    return sql_reading_unplaced(db, job->arena, placed.number, placing->until, &placing->rows);
}

static enum err put_places(struct db *db, void *with)
{
    const struct placing *placing = with;
    enum err err = OK;
    for (size_t i = 0; i < PLACED_AT_ONCE && err == OK; i++) {
        if (placing->from + i == placing->rows.count)
            return OK;
        const struct reading_unplaced_row *row = &placing->rows.at[placing->from + i];
        err = sql_reading_place(db, row->owner, row->number);
    }
    return err;
}

static enum err put_placed(struct db *db, void *with)
{
    return sql_reading_placed(db, ((const struct placing *)with)->until);
}

enum err audit_place_readings(struct job *job)
{
    struct placing placing = {.until = 0};
    if (job->readings == NULL)
        return OK;
    enum err err = store_read_begin(job->readings, &job->readings_db);
    if (err == OK)
        err = read_unplaced(job, &placing);
    job_stop_reading_log(job);
    for (; err == OK && placing.from < placing.rows.count; placing.from += PLACED_AT_ONCE)
        err = store_write(job->readings, job->arena, put_places, &placing);
    return err == OK && placing.until > 0
               ? store_write(job->readings, job->arena, put_placed, &placing)
               : err;
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

#define DONE(span, row)                                                                          \
    (struct audit_entry)                                                                          \
    {                                                                                             \
        .at = (row).at, .staff = (span)->staff, .role = (row).role, .verb = (row).verb,           \
        .kind = (row).kind, .purpose = (row).purpose, .record = (span)->record                    \
    }

static enum err done_written(struct job *job, const struct audit_span *span,
                             struct entry_list *out_list)
{
    struct audit_done_rows rows;
    const struct audit_done_in in = {span->record, span->staff, span->from_at, span->before_at};
    enum err err = sql_audit_done(job->db, job->arena, &in, &rows);
    if (err != OK)
        return err;
    *out_list = make_list(job, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        out_list->at[i] = DONE(span, rows.at[i]);
    return OK;
}

static enum err done_read(struct job *job, const struct audit_span *span,
                          struct entry_list *out_list)
{
    struct reading_done_rows rows;
    enum err err = store_read_begin(job->readings, &job->readings_db);
    if (err != OK)
        return err;
    const struct reading_done_in in = {span->record, span->staff, span->from_at, span->before_at};
    err = sql_reading_done(job->readings_db, job->arena, &in, &rows);
    job_stop_reading_log(job);
    if (err != OK)
        return err;
    *out_list = make_list(job, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        out_list->at[i] = DONE(span, rows.at[i]);
    return OK;
}

enum err audit_done(struct job *job, const struct audit_span *span,
                    struct audit_entries *out_entries)
{
    struct entry_list writes, readings = {0};
    enum err err = done_written(job, span, &writes);
    if (err == OK && job->readings != NULL)
        err = done_read(job, span, &readings);
    return err == OK ? merge(job, &writes, &readings, SIZE_MAX, out_entries) : err;
}

/* ---- words ---------------------------------------------------------------------------------- */

struct vault_item detail_item(const struct audit_owner *owner, int64_t detail, struct str in)
{
    return (struct vault_item){
        .kind = owner->kind,
        .owner = owner->id,
        .wrapped_key = owner->wrapped_key,
        .place = {"audit_detail", "sealed", detail},
        .in = in,
    };
}

enum err audit_words(struct job *job, const struct audit_owner *owner,
                     struct audit_words_list *out_list)
{
    struct audit_details_of_rows rows;
    enum err err = sql_audit_details_of(job->db, job->arena, owner->kind, owner->id, &rows);
    if (err != OK)
        return err;
    struct opening opening = opening_make_readable(job);
    struct audit_words *list = ARENA_MANY(job->arena, struct audit_words, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        struct vault_item item = detail_item(owner, rows.at[i].detail, rows.at[i].sealed);
        list[i].verb = rows.at[i].verb;
        opening_add(&opening, &item, &list[i].words);
    }
    err = opening_open(&opening);
    if (err == OK)
        *out_list = (struct audit_words_list){list, rows.count};
    return err;
}

enum err audit_forget(struct job *job, enum vault_owner kind, int64_t owner)
{
    must(db_is_writing(job->db));
    return sql_audit_detail_erase(job->db, kind, owner);
}
