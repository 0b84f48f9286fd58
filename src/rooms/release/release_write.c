/* Writing the document, once, with its manifest; and reading it again. */
#include <string.h>

#include <openssl/sha.h>

#include "release_sql.h"
#include "rooms/person/person.h"
#include "rooms/release/release_gate.h"
#include "rooms/release/release_inner.h"
#include "rooms/release/release_look.h"
#include "words.h"

enum { PART_BYTES = 48 * 1024 };

/* ---- the gate's word ------------------------------------------------------------------------- */

uint32_t release_stops(const struct release_new *is, uint32_t kinds)
{
    return is->names_why.size > 0 ? kinds & ~GATE_NAMES : kinds;
}

enum err release_stopped(struct job *job, struct person_id person, uint32_t kinds,
                         struct str field, struct problems *problems)
{
    static const int words[PROTECTED_KINDS] = {
        [PROTECTED_address] = WORD_gate_found_address,
        [PROTECTED_postcode] = WORD_gate_found_postcode,
        [PROTECTED_house_name] = WORD_gate_found_house_name,
        [PROTECTED_phone] = WORD_gate_found_phone,
        [PROTECTED_name] = WORD_gate_found_name,
    };
    for (int kind = 0; kind < PROTECTED_KINDS; kind++)
        if (kinds >> kind & 1)
            problems_add(problems, field, words[kind]);
    job_audit(job, VERB_stopped, RECORD_person, person.value);
    return job_audit_commit(job);
}

/* ---- the manifest ---------------------------------------------------------------------------- */

static void digest(struct str text, unsigned char out_digest[SHA256_DIGEST_LENGTH])
{
    SHA256((const unsigned char *)text.at, text.size, out_digest);
}

struct str release_digest(struct arena *arena, struct str text)
{
    unsigned char bytes[SHA256_DIGEST_LENGTH];
    struct buf out = buf_make(arena, 2 * sizeof(bytes) + 1);
    digest(text, bytes);
    for (size_t i = 0; i < sizeof(bytes); i++)
        buf_format(&out, "%02x", bytes[i]);
    return buf_text(&out);
}

/* One line a fact; ids and codes, no name and no text. */
static struct str manifest_of(struct job *job, const struct release *release, struct str document,
                              const struct release_documents *documents)
{
    const struct release_template *template = release_template_named(release->is.template);
    struct buf out = buf_make(job->arena, 1024);
    buf_format(&out, "haven release 1\nrelease %.*s\ntemplate %s\nrecipient %s\npurpose %s\n",
               STR_ARGS(id_text(job->arena, release->release.value)), template->name,
               release_recipient_name(template->recipient), purpose_name(template->purpose));
    buf_format(&out, "basis %.*s\ntold %.*s\nnames %s\nfields", STR_ARGS(release->is.basis),
               STR_ARGS(release->is.told), release->is.names_why.size > 0 ? "approved" : "none");
    for (int i = 0; i < RELEASE_FIELDS; i++)
        if (release_has_field(template, (enum release_field)i))
            buf_format(&out, " %s", release_field_name((enum release_field)i));
    buf_format(&out, "\nasked %.*s %.*s\n", STR_ARGS(release->asked_role),
               STR_ARGS(id_text(job->arena, release->asked_by.value)));
    for (size_t i = 0; i < release->approval_count; i++)
        buf_format(&out, "approved %.*s %.*s\n", STR_ARGS(release->approvals[i].role),
                   STR_ARGS(id_text(job->arena, release->approvals[i].staff.value)));
    for (size_t i = 0; i < documents->count; i++)
        if (str_equal_c(documents->at[i].look, "clear"))
            buf_format(&out, "document %lld %.*s\n", (long long)documents->at[i].number,
                       STR_ARGS(id_text(job->arena, documents->at[i].document.value)));
    buf_format(&out, "written %.*s\nbytes %zu\nsha256 %.*s\n",
               STR_ARGS(instant_text(job->arena, job->now)), document.size,
               STR_ARGS(release_digest(job->arena, document)));
    return buf_text(&out);
}

/* The log's lines hold numbers: four of them are the hash. */
static void log_manifest(struct job *job, const struct release *release, struct str manifest)
{
    unsigned char bytes[SHA256_DIGEST_LENGTH];
    enum purpose purpose = release_template_named(release->is.template)->purpose;
    digest(manifest, bytes);
    job_audit_for(job, VERB_written, RECORD_person, release->is.person.value, purpose);
    for (size_t i = 0; i < sizeof(bytes); i += sizeof(int64_t)) {
        int64_t quarter = 0;
        for (size_t k = 0; k < sizeof(quarter); k++)
            quarter = (int64_t)((uint64_t)quarter << 8 | bytes[i + k]);
        job_audit_for(job, VERB_written, RECORD_manifest, quarter, purpose);
    }
}

/* ---- writing --------------------------------------------------------------------------------- */

struct writing {
    const struct release *release;
    struct str manifest;
    const struct str *parts;
    size_t part_count;
};

static struct vault_place part_place(const struct release *release, size_t number)
{
    /* the number is in the column's name, so that parts do not open in one another's place */
    static const char *const columns[] = {"part_0", "part_1", "part_2", "part_3", "part_4",
                                          "part_5", "part_6", "part_7", "part_8", "part_9",
                                          "part_10", "part_11", "part_12", "part_13", "part_14",
                                          "part_15"};
    return (struct vault_place){"release_part", columns[number], release->release.value};
}
enum { PARTS_MOST = 16 };

static enum err write_work(struct job *job, void *with)
{
    const struct writing *writing = with;
    struct release_id id = writing->release->release;
    int64_t changed;
    enum err err = sql_release_set_state(job->db, id, STR("written"), &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        err = sql_release_document_insert(job->db, id, writing->manifest, job->now);
    for (size_t i = 0; err == OK && i < writing->part_count; i++)
        err = sql_release_part_insert(job->db, id, (int64_t)i, writing->parts[i]);
    if (err == OK)
        log_manifest(job, writing->release, writing->manifest);
    return err;
}

static enum err seal_parts(struct job *job, const struct release *release, struct str document,
                           struct writing *writing)
{
    size_t count = (document.size + PART_BYTES - 1) / PART_BYTES;
    struct str *parts = ARENA_MANY(job->arena, struct str, count);
    enum err err = count > PARTS_MOST ? ERR_TOO_LARGE : OK;
    for (size_t i = 0; err == OK && i < count; i++)
        err = person_seal_text(job, release->is.person, part_place(release, i),
                               str_slice(document, i * PART_BYTES, PART_BYTES), &parts[i]);
    writing->parts = parts;
    writing->part_count = count;
    return err;
}

static enum err pass_gate(struct job *job, const struct release *release, struct str document,
                          struct problems *problems)
{
    const struct release_template *template = release_template_named(release->is.template);
    struct release_gate gate;
    enum err err = release_gate_make_about(job, &(struct release_about){
        .person = release->is.person,
        .has_phones = release_has_field(template, RELEASE_phones),
        .is_hers = template->recipient == RECIPIENT_herself,
    }, &gate);
    if (err != OK)
        return err;
    uint32_t kinds;
    err = release_gate_check(job, &gate, &document, 1, &kinds);
    if (err != OK)
        return err;
    kinds = release_stops(&release->is, kinds);
    if (kinds == 0)
        return OK;
    err = release_stopped(job, release->is.person, kinds, STR_NONE, problems);
    return err == OK ? ERR_INVALID : err;
}

enum err release_write(struct job *job, const struct release *release,
                       const struct release_lines *lines, struct str document,
                       struct problems *problems)
{
    bool is_same = true;
    enum err err = release_approved_same(job, release, lines, &is_same);
    if (err != OK)
        return err;
    if (!str_equal_c(release->state, "approved"))
        problems_add(problems, STR_NONE, WORD_release_problem_not_approved);
    else if (!release_is_own(job, release))
        problems_add(problems, STR_NONE, WORD_release_problem_not_yours);
    else if (!is_same)
        problems_add(problems, STR_NONE, WORD_release_problem_changed);
    if (problems->count > 0)
        return ERR_CONFLICT;
    struct writing writing = {.release = release};
    struct release_documents documents;
    err = pass_gate(job, release, document, problems);
    if (err == OK)
        err = release_documents(job, release, &documents);
    if (err == OK)
        err = seal_parts(job, release, document, &writing);
    if (err != OK)
        return err;
    writing.manifest = manifest_of(job, release, document, &documents);
    return job_write(job, write_work, &writing);
}

enum err release_document(struct job *job, const struct release *release, struct str *out_document)
{
    struct release_parts_rows rows;
    if (!str_equal_c(release->state, "written") || !release_is_own(job, release))
        return ERR_CONFLICT;
    enum err err = sql_release_parts(job->db, job->arena, release->release, &rows);
    if (err != OK || rows.count > PARTS_MOST)
        return err != OK ? err : ERR_INTERNAL;
    struct opening opening = opening_make(job);
    struct str parts[PARTS_MOST] = {{0}};
    struct buf out = buf_make(job->arena, PART_BYTES);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = person_ask_text(&opening, release->is.person, part_place(release, i),
                              rows.at[i].part_sealed, &parts[i]);
    if (err == OK)
        err = opening_open(&opening);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        buf_add(&out, parts[i]);
    if (err == OK)
        job_audit_for(job, VERB_exported, RECORD_person, release->is.person.value,
                      release_template_named(release->is.template)->purpose);
    if (err == OK)
        *out_document = buf_text(&out);
    return err;
}
