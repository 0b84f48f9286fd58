#include "rooms/release/release_look.h"

#include "release_look_sql.h"
#include "rooms/release/release_inner.h"
#include "words.h"

/* ---- which there are ------------------------------------------------------------------------- */

enum err release_documents(struct job *job, const struct release *release,
                           struct release_documents *out_documents)
{
    struct release_documents_rows rows;
    struct release_documents all = {0};
    *out_documents = all;
    if (!release_has_field(release_template_named(release->is.template), RELEASE_documents))
        return OK;
    enum err err = sql_release_documents(job->db, job->arena, release->release,
                                         release->is.person, release->asked_at, &rows);
    if (err != OK)
        return err;
    struct release_document *documents =
        ARENA_MANY(job->arena, struct release_document, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        if (instant_is_some(rows.at[i].removed_at))
            continue;
        documents[all.count++] = (struct release_document){
            .document = rows.at[i].document,
            .number = (int64_t)i + 1,
            .kind = rows.at[i].kind,
            .format = rows.at[i].format,
            .added_at = rows.at[i].added_at,
            .look = rows.at[i].verdict,
            .looked_by_name = rows.at[i].looked_by_name,
            .reading = rows.at[i].reading,
        };
        all.waiting_count += rows.at[i].verdict.size == 0;
    }
    all.at = documents;
    *out_documents = all;
    return OK;
}

static enum err find(struct job *job, const struct release *release, struct document_id document,
                     struct release_document *out_document)
{
    struct release_documents documents;
    enum err err = release_documents(job, release, &documents);
    for (size_t i = 0; err == OK && i < documents.count; i++)
        if (documents.at[i].document.value == document.value) {
            *out_document = documents.at[i];
            return OK;
        }
    return err == OK ? ERR_NOT_FOUND : err;
}

static bool is_clear(const struct release_document *document)
{
    return str_equal_c(document->look, "clear");
}

static enum err read_bytes(struct job *job, const struct release *release,
                           struct document_id id, struct document *out_document,
                           struct str *out_bytes)
{
    enum err err = document_get(job, release->is.person, id, out_document);
    return err == OK ? document_bytes(job, release->is.person, out_document, out_bytes) : err;
}

/* ---- the gate -------------------------------------------------------------------------------- */

/* What can be read is read: no reason lets another's name through here, as the rest of her copy has
 * none. ERR_INVALID: it was stopped; the log says so. */
static enum err pass_gate(struct job *job, const struct release *release,
                          const struct document *document, struct str bytes,
                          struct problems *problems, struct str *out_reading)
{
    uint32_t kinds = 0;
    enum err err = release_read(job, release, document, bytes, problems, &kinds, out_reading);
    if (err != OK || kinds == 0)
        return err;
    err = release_stopped(job, release->is.person, kinds, STR_NONE, problems);
    if (err == OK)
        problems_add(problems, STR_NONE, WORD_release_look_problem_found);
    return err == OK ? ERR_INVALID : err;
}

/* ---- looking --------------------------------------------------------------------------------- */

enum err release_look_open(struct job *job, const struct release *release,
                           struct document_id document, struct problems *problems,
                           struct document *out_document, struct str *out_bytes)
{
    struct release_document found;
    enum err err = find(job, release, document, &found);
    if (err == OK && !release_is_open(release)) {
        problems_add(problems, STR_NONE, WORD_release_problem_not_waiting);
        return ERR_CONFLICT;
    }
    if (err == OK && !release_is_own(job, release) && !is_clear(&found))
        err = ERR_NOT_FOUND;
    return err == OK ? read_bytes(job, release, document, out_document, out_bytes) : err;
}

struct looking {
    const struct release *release;
    struct release_document document;
    struct str verdict, reading;
};

static enum err look_work(struct job *job, void *with)
{
    const struct looking *looking = with;
    const struct release *release = looking->release;
    int64_t changed = 1;
    enum err err = looking->document.look.size == 0
        ? sql_release_look_insert(job->db, &(struct release_look_insert_in){
              .release = release->release,
              .document = looking->document.document,
              .verdict = looking->verdict,
              .reading = looking->reading,
              .staff = job->asker.staff,
              .now = job->now,
          })
        : sql_release_look_leave_out(job->db, &(struct release_look_leave_out_in){
              release->release, looking->document.document, job->asker.staff, job->now},
              &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        job_audit_for(job, VERB_document_checked, RECORD_person, release->is.person.value,
                      release_template_named(release->is.template)->purpose);
    return err;
}

static void check(const struct job *job, const struct looking *looking, struct problems *problems)
{
    const struct release *release = looking->release;
    bool is_clearing = str_equal_c(looking->verdict, "clear");
    if (!release_is_open(release))
        problems_add(problems, STR_NONE, WORD_release_problem_not_waiting);
    else if (str_equal_c(looking->document.look, "left_out"))
        problems_add(problems, STR_NONE, WORD_release_look_problem_final);
    else if (is_clearing && !release_is_own(job, release))
        problems_add(problems, STR_NONE, WORD_release_look_problem_not_yours);
    else if (is_clearing && release->approval_count > 0)
        problems_add(problems, STR_NONE, WORD_release_look_problem_late);
}

enum err release_look(struct job *job, const struct release *release, struct document_id document,
                      struct str verdict, struct problems *problems)
{
    struct looking looking = {.release = release, .verdict = verdict};
    struct document read;
    struct str bytes;
    enum err err = find(job, release, document, &looking.document);
    if (err != OK)
        return err;
    check(job, &looking, problems);
    if (problems->count > 0)
        return ERR_CONFLICT;
    if (str_equal(verdict, looking.document.look))
        return OK; /* said already */
    if (str_equal_c(verdict, "clear")) {
        err = read_bytes(job, release, document, &read, &bytes);
        if (err == OK)
            err = pass_gate(job, release, &read, bytes, problems, &looking.reading);
    }
    return err == OK ? job_write(job, look_work, &looking) : err;
}

/* ---- handing over ---------------------------------------------------------------------------- */

enum err release_hand_over(struct job *job, const struct release *release,
                           struct document_id document, struct problems *problems,
                           struct document *out_document, int64_t *out_number,
                           struct str *out_bytes)
{
    struct release_document found;
    enum err err = find(job, release, document, &found);
    if (err != OK)
        return err;
    if (!str_equal_c(release->state, "written"))
        problems_add(problems, STR_NONE, WORD_release_look_problem_unwritten);
    else if (!release_is_own(job, release))
        problems_add(problems, STR_NONE, WORD_release_problem_not_yours);
    else if (release->until_at.ms <= job->now.ms)
        problems_add(problems, STR_NONE, WORD_release_look_problem_over);
    if (problems->count > 0)
        return ERR_CONFLICT;
    struct str bytes, reading;
    struct document read;
    err = is_clear(&found) ? read_bytes(job, release, document, &read, &bytes) : ERR_NOT_FOUND;
    if (err == OK)
        err = pass_gate(job, release, &read, bytes, problems, &reading);
    if (err != OK)
        return err == ERR_INVALID && problems->count > 0 ? ERR_CONFLICT : err;
    job_audit_for(job, VERB_exported, RECORD_person, release->is.person.value,
                  release_template_named(release->is.template)->purpose);
    *out_document = read;
    *out_number = found.number;
    *out_bytes = bytes;
    return OK;
}
