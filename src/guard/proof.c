#include "guard/proof.h"

#include <stdlib.h>
#include <string.h>

#include "guard/alarm.h"
#include "guard/remembered.h"
#include "guard_proof_sql.h"

enum { FIRST_ROOM = 8, BEGIN_PART = 500 };

/* On PostgreSQL rows and proof are read one after the other, and a change may come between. */
enum { READINGS = 3 };

static const char *const purposes[PROOF_KIND_COUNT] = {
    [PROOF_staff] = "right_staff",
    [PROOF_record] = "right_record",
    [PROOF_session] = "right_session",
};

/* ---- rows as text, so that no two give the same ---------------------------------------------- */

static void add_number(struct buf *text, int64_t number)
{
    buf_add_i64(text, number);
    buf_add_char(text, ' ');
}

static void add_text(struct buf *text, struct str value)
{
    add_number(text, (int64_t)value.size);
    buf_add(text, value);
}

static void take_proof(struct vault_mac *mac, int64_t version, struct str proof)
{
    if (proof.size != sizeof(mac->mac))
        return;
    mac->version = version;
    memcpy(mac->mac, proof.at, sizeof(mac->mac));
}

static enum err read_proof(struct job *job, enum proof_kind kind, struct vault_mac *mac)
{
    struct proof_get_row row;
    enum err err = sql_proof_get(job->db, job->arena, kind, mac->record, &row);
    if (err == OK)
        take_proof(mac, row.version, row.mac);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err read_staff(struct job *job, struct vault_mac *mac, struct buf *text)
{
    struct staff_id staff = {mac->record};
    struct proof_account_row row;
    struct proof_circles_rows circles;
    enum err err = sql_proof_account(job->db, job->arena, staff, &row);
    if (err == OK) {
        struct str texts[] = {row.user_name,     row.display_name, row.role,
                              row.password_hash, row.wrapped_key,  row.totp_sealed};
        for (size_t i = 0; i < COUNT_OF(texts); i++)
            add_text(text, texts[i]);
        add_number(text, row.organisation.value);
        add_number(text, row.circle.value);
        add_number(text, row.until_at.ms);
        buf_add_char(text, '\n');
    }
    if (err == OK || err == ERR_NOT_FOUND)
        err = sql_proof_circles(job->db, job->arena, staff, &circles);
    for (size_t i = 0; err == OK && i < circles.count; i++)
        add_number(text, circles.at[i].circle.value);
    return err == OK ? read_proof(job, PROOF_staff, mac) : err;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* One relation of a circle is one row, and one flag of a worker: no two rows are equal. */
static int compare_rights(const void *left, const void *right)
{
    const struct proof_rights_row *a = left, *b = right;
    int by_relation = compare_numbers(a->relation, b->relation);
    int by_owner = compare_numbers(a->owner, b->owner);
    if (by_relation != 0)
        return by_relation;
    return by_owner != 0 ? by_owner : compare_numbers(a->from_value, b->from_value);
}

/* What the asker is to a record by these rows, and until when: till the first of her ties ends. */
static void note_relations(struct job *job, int64_t record, const struct proof_rights_row *rows,
                           size_t count)
{
    struct found_right *found = remembered_right(job, PROOF_record, record);
    if (found == NULL)
        return;
    *found = (struct found_right){
        .kind = PROOF_record,
        .relations = RELATION_BIT(RELATION_any),
        .subject = record,
        .asker = job->asker.staff,
        .from_at = job->now,
        .until_at = {INT64_MAX},
    };
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].is_of_asker)
            continue;
        bool is_live = rows[i].until_value > job->now.ms;
        if (rows[i].relation == 0)
            found->relations |= RELATION_BIT(RELATION_NONE);
        else if (is_live)
            found->relations |= (uint32_t)rows[i].relation;
        if (is_live && rows[i].until_value < found->until_at.ms)
            found->until_at.ms = rows[i].until_value;
    }
}

/* With its proof, and whose the ties are, in one statement: a page of many people asks for each of
 * them. Rows are put in order here: each engine would sort three lists for it. */
static enum err read_record(struct job *job, struct vault_mac *mac, struct buf *text)
{
    const struct proof_rights_in in = {PROOF_record, {mac->record}, STR(""), job->asker.staff};
    struct proof_rights_rows rows;
    enum err err = sql_proof_rights(job->db, job->arena, &in, &rows);
    if (err != OK)
        return err;
    struct proof_rights_row *sorted = ARENA_MANY(job->arena, struct proof_rights_row, rows.count);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++)
        if (rows.at[i].mac.size > 0)
            take_proof(mac, rows.at[i].owner, rows.at[i].mac);
        else
            sorted[count++] = rows.at[i];
    qsort(sorted, count, sizeof(*sorted), compare_rights);
    for (size_t i = 0; i < count; i++) {
        add_number(text, sorted[i].relation);
        add_number(text, sorted[i].owner);
        add_number(text, sorted[i].from_value);
        add_number(text, sorted[i].until_value);
    }
    note_relations(job, mac->record, sorted, count);
    return OK;
}

static enum err read_session(struct job *job, struct vault_mac *mac, struct buf *text)
{
    struct proof_session_rows rows;
    enum err err =
        sql_proof_session(job->db, job->arena, (struct session_id){mac->record}, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        add_text(text, rows.at[i].fingerprint);
        add_number(text, rows.at[i].staff.value);
        add_number(text, rows.at[i].made_at.ms);
        add_number(text, rows.at[i].until_at.ms);
    }
    return err == OK ? read_proof(job, PROOF_session, mac) : err;
}

static enum err (*const readers[PROOF_KIND_COUNT])(struct job *, struct vault_mac *,
                                                   struct buf *) = {
    [PROOF_staff] = read_staff,
    [PROOF_record] = read_record,
    [PROOF_session] = read_session,
};

/* What stands in the database, rows and proof; version 0: there is no proof. */
static enum err read_rows(struct job *job, enum proof_kind kind, struct vault_mac *mac)
{
    struct buf text = buf_make(job->arena, 256);
    mac->version = 0;
    enum err err = readers[kind](job, mac, &text);
    mac->text = buf_text(&text);
    return err;
}

/* ---- checking -------------------------------------------------------------------------------- */

/* Without rows and without a proof a record is one that never had a tie; or everything was taken
 * away, the flags with it. The log, which is proven by itself, tells which. */
static enum err judge_nothing(struct job *job, enum proof_kind kind, struct vault_mac *mac)
{
    struct proof_was_tied_row row = {0};
    enum err err = OK;
    mac->result = str_is_empty(mac->text) ? OK : ERR_INVALID;
    if (mac->result == OK && kind == PROOF_record)
        err = sql_proof_was_tied(job->db, job->arena, (struct record_id){mac->record}, &row);
    if (row.number > 0)
        mac->result = ERR_INVALID;
    return err;
}

/* What needs no vault: the rest has ERR_NOT_FOUND. */
static enum err recall(struct job *job, enum proof_kind kind, struct vault_mac *mac)
{
    mac->result = vault_mac_recall(job->vault, purposes[kind], mac);
    bool is_nothing = mac->result == ERR_NOT_FOUND && mac->version == 0;
    return is_nothing ? judge_nothing(job, kind, mac) : OK;
}

/* Inside a write nothing is remembered: what was read may still be undone. */
static enum err ask_vault(struct job *job, enum proof_kind kind, struct vault_mac *macs,
                          size_t count)
{
    bool is_writing = db_is_writing(job->db);
    struct vault_mac *asked = ARENA_MANY(job->arena, struct vault_mac, count);
    size_t asked_count = 0;
    for (size_t i = 0; i < count; i++)
        if (macs[i].result == ERR_NOT_FOUND)
            asked[asked_count++] = macs[i];
    enum err err = is_writing ? vault_mac_look(job->vault, purposes[kind], asked, asked_count)
                              : vault_mac_check(job->vault, purposes[kind], asked, asked_count);
    for (size_t i = 0, k = 0; err == OK && i < count; i++)
        if (macs[i].result == ERR_NOT_FOUND)
            macs[i].result = asked[k++].result;
    for (size_t i = 0; err == OK && !is_writing && i < asked_count; i++)
        if (asked[i].result == OK)
            vault_mac_remember(job->vault, purposes[kind], &asked[i]);
    return err;
}

static bool is_due(const struct job *job, enum proof_kind kind, int64_t subject)
{
    const struct proofs_due *due = &job->due[kind];
    for (size_t i = 0; i < due->count && db_is_writing(job->db); i++)
        if (due->at[i].record == subject)
            return true;
    return false;
}

static bool is_found_right(struct job *job, enum proof_kind kind, int64_t subject)
{
    const struct found_right *found = remembered_right(job, kind, subject);
    return remembered_fits(job, found, kind, subject) && found->is_right;
}

/* Of what has just been read, while it is still being read. */
static void note_found_right(struct job *job, enum proof_kind kind, int64_t subject)
{
    struct found_right *found = remembered_right(job, kind, subject);
    if (found == NULL)
        return;
    if (kind != PROOF_record)
        *found = (struct found_right){.kind = kind, .subject = subject, .is_right = true};
    else if (remembered_fits(job, found, kind, subject))
        found->is_right = true;
}

/* Reads and judges those that are not right yet. */
static enum err judge(struct job *job, enum proof_kind kind, struct vault_mac *macs, size_t count,
                      bool *out_is_all_right)
{
    enum err err = OK;
    bool *is_read = ARENA_MANY(job->arena, bool, count);
    for (size_t i = 0; err == OK && i < count; i++) {
        is_read[i] = macs[i].result != OK;
        if (!is_read[i])
            continue;
        err = read_rows(job, kind, &macs[i]);
        if (err == OK)
            err = recall(job, kind, &macs[i]);
    }
    if (err == OK)
        err = ask_vault(job, kind, macs, count);
    *out_is_all_right = true;
    for (size_t i = 0; err == OK && i < count; i++) {
        if (macs[i].result != OK)
            *out_is_all_right = false;
        else if (is_read[i])
            note_found_right(job, kind, macs[i].record);
    }
    return err;
}

static enum err read_anew(struct job *job)
{
    if (db_is_writing(job->db))
        return OK;
    job_stop_reading(job);
    return job_read_again(job);
}

static enum err judge_all(struct job *job, enum proof_kind kind, struct vault_mac *macs,
                          size_t count)
{
    bool is_all_right = false;
    for (size_t i = 0; i < count; i++)
        macs[i].result = is_due(job, kind, macs[i].record) ||
                         is_found_right(job, kind, macs[i].record) ? OK : ERR_NOT_FOUND;
    enum err err = judge(job, kind, macs, count, &is_all_right);
    for (int i = 1; i < READINGS && err == OK && !is_all_right; i++) {
        err = read_anew(job);
        if (err == OK)
            err = judge(job, kind, macs, count, &is_all_right);
    }
    return err;
}

static enum record_kind kind_of(enum proof_kind kind)
{
    return kind == PROOF_staff ? RECORD_staff : kind == PROOF_session ? RECORD_session : RECORD_tie;
}

/* A line in the log needs a write of its own: inside one it waits until that has failed. */
static void raise_alarm(struct job *job, enum proof_kind kind, int64_t subject)
{
    job->forged_kind = kind;
    job->forged = subject;
    if (db_is_writing(job->db))
        return;
    proof_not_written(job);
}

void proof_not_written(struct job *job)
{
    enum proof_kind kind = job->forged_kind;
    if (kind == PROOF_NONE)
        return;
    job->forged_kind = PROOF_NONE;
    alarm_raise("forged_right");
    job_audit_for(job, VERB_forged, kind_of(kind), job->forged, PURPOSE_oversight);
    enum err err = job_audit_commit(job); /* where it fails the line goes with the next write */
    (void)err;
}

enum err proof_filter(struct job *job, enum proof_kind kind, int64_t *subjects, size_t count,
                      size_t *out_count)
{
    size_t kept = 0;
    *out_count = count;
    if (job->is_unproven || count == 0)
        return OK;
    struct vault_mac *macs = ARENA_MANY(job->arena, struct vault_mac, count);
    for (size_t i = 0; i < count; i++)
        macs[i] = (struct vault_mac){.record = subjects[i]};
    enum err err = judge_all(job, kind, macs, count);
    for (size_t i = 0; err == OK && i < count; i++) {
        if (macs[i].result == OK)
            subjects[kept++] = macs[i].record;
        else
            raise_alarm(job, kind, macs[i].record);
    }
    *out_count = kept;
    return err;
}

enum err proof_check(struct job *job, enum proof_kind kind, int64_t subject)
{
    size_t kept;
    enum err err = proof_filter(job, kind, &subject, 1, &kept);
    return err == OK && kept == 0 ? ERR_NOT_FOUND : err;
}

enum err proof_relations(struct job *job, struct record_id record, uint32_t *out_relations)
{
    const struct found_right *found = remembered_right(job, PROOF_record, record.value);
    if (!remembered_fits(job, found, PROOF_record, record.value) || !found->is_right)
        return ERR_NOT_FOUND;
    *out_relations = found->relations;
    return OK;
}

/* ---- proving -------------------------------------------------------------------------------- */

static void add_due(struct job *job, enum proof_kind kind, const struct vault_mac *mac)
{
    struct proofs_due *due = &job->due[kind];
    if (due->count == due->room) {
        size_t room = due->room ? 2 * due->room : FIRST_ROOM;
        struct vault_mac *at = ARENA_MANY(job->arena, struct vault_mac, room);
        if (due->count > 0)
            memcpy(at, due->at, due->count * sizeof(*at));
        due->at = at;
        due->room = room;
    }
    due->at[due->count++] = *mac;
}

enum err proof_touch(struct job *job, enum proof_kind kind, int64_t subject)
{
    must(db_is_writing(job->db));
    if (job->is_unproven || is_due(job, kind, subject))
        return OK;
    struct vault_mac mac = {.record = subject};
    enum err err = sql_proof_lock(job->db, kind, subject, STR(""));
    if (err == OK)
        err = judge_all(job, kind, &mac, 1);
    if (err != OK)
        return err;
    if (mac.result != OK) {
        raise_alarm(job, kind, subject);
        return ERR_NOT_FOUND;
    }
    add_due(job, kind, &mac);
    return OK;
}

/* A version never comes again, also where a proof was taken away with its rows. */
static int64_t next_version(const struct job *job, int64_t version)
{
    return version < job->real_now.ms ? job->real_now.ms : version + 1;
}

/* What the work has left as it was needs no other proof. */
static enum err read_due(struct job *job, enum proof_kind kind)
{
    struct proofs_due *due = &job->due[kind];
    enum err err = OK;
    size_t kept = 0;
    for (size_t i = 0; err == OK && i < due->count; i++) {
        struct vault_mac mac = {.record = due->at[i].record};
        err = read_rows(job, kind, &mac);
        if (mac.version > 0 && str_equal(mac.text, due->at[i].text))
            continue;
        mac.version = next_version(job, due->at[i].version);
        due->at[kept++] = mac;
    }
    due->count = kept;
    return err;
}

static enum err prove(struct job *job, enum proof_kind kind)
{
    struct proofs_due *due = &job->due[kind];
    enum err err = read_due(job, kind);
    if (err == OK)
        err = vault_mac_make(job->vault, purposes[kind], due->at, due->count);
    for (size_t i = 0; err == OK && i < due->count; i++) {
        const struct vault_mac *mac = &due->at[i];
        struct str proof = {(const char *)mac->mac, sizeof(mac->mac)};
        err = sql_proof_put(job->db,
                            &(struct proof_put_in){kind, mac->record, mac->version, proof});
    }
    return err;
}

enum err proof_write(struct job *job)
{
    enum err err = OK;
    for (int kind = PROOF_NONE + 1; err == OK && kind < PROOF_KIND_COUNT; kind++)
        if (job->due[kind].count > 0)
            err = prove(job, (enum proof_kind)kind);
    return err;
}

/* Now the version counts: from here on what was there before is old, also if nobody reads it. */
void proof_written(struct job *job)
{
    for (int kind = PROOF_NONE + 1; kind < PROOF_KIND_COUNT; kind++) {
        struct proofs_due *due = &job->due[kind];
        enum err err = vault_mac_check(job->vault, purposes[kind], due->at, due->count);
        for (size_t i = 0; i < due->count; i++)
            if (err != OK || due->at[i].result == OK)
                vault_mac_remember(job->vault, purposes[kind], &due->at[i]);
        due->count = 0;
    }
}

/* ---- what was there before there were proofs ------------------------------------------------- */

struct part {
    enum proof_kind kind;
    int64_t after; /* the subject before the part */
    int64_t last;  /* the part's last subject */
    size_t count;
};

/* The rows as they are, whatever they are: nothing says more of them. */
static enum err prove_part(struct job *job, void *with)
{
    struct part *part = with;
    struct proof_subjects_rows rows = {0};
    enum err err = sql_proof_subjects(job->db, job->arena, part->kind, part->after, BEGIN_PART,
                                      &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        add_due(job, part->kind, &(struct vault_mac){.record = rows.at[i].subject});
    part->count = rows.count;
    if (rows.count > 0)
        part->last = rows.at[rows.count - 1].subject;
    return err;
}

static enum err mark_begun(struct job *job, void *with)
{
    (void)with;
    job_audit(job, VERB_proven, RECORD_database, 0);
    return sql_proof_begin(job->db, job->now);
}

/* Each part has its own memory: there may be a quarter of a million records. */
static enum err prove_kind(struct job *job, enum proof_kind kind)
{
    struct part part = {.kind = kind, .last = INT64_MIN, .count = BEGIN_PART};
    struct arena *arena = job->arena;
    struct arena own = arena_make(ARENA_REQUEST_LIMIT);
    enum err err = OK;
    job->arena = &own;
    while (err == OK && part.count == BEGIN_PART) {
        part.after = part.last;
        err = job_write(job, prove_part, &part);
        arena_reset(&own);
    }
    job->arena = arena;
    arena_free(&own);
    return err;
}

static enum err has_none(struct job *job, bool *out_has_none)
{
    *out_has_none = true;
    enum err err = OK;
    for (int kind = PROOF_NONE + 1; err == OK && kind < PROOF_KIND_COUNT; kind++) {
        struct proof_subjects_rows rows = {0};
        err = sql_proof_subjects(job->db, job->arena, kind, INT64_MIN, 1, &rows);
        *out_has_none = *out_has_none && rows.count == 0;
    }
    return err;
}

enum err proof_begin(struct job *job, bool was_begun)
{
    struct proof_begun_at_row row;
    enum err err = sql_proof_begun_at(job->db, job->arena, &row);
    if (err != ERR_NOT_FOUND)
        return err;
    bool is_empty;
    err = has_none(job, &is_empty);
    if (err == OK && was_begun && !is_empty)
        return ERR_CONFLICT;
    for (int kind = PROOF_NONE + 1; err == OK && kind < PROOF_KIND_COUNT; kind++)
        err = prove_kind(job, (enum proof_kind)kind);
    return err == OK ? job_write(job, mark_begun, NULL) : err;
}
