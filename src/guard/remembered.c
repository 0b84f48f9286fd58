#include "guard/remembered.h"

#include <string.h>

/* Each has one place, by its number; what meets another's takes it over. */
enum { RIGHTS = 1024, SESSIONS = 64, FINGERPRINT_BYTES = 32, NAME_BYTES = 128 };

struct found_session {
    unsigned char fingerprint[FINGERPRINT_BYTES];
    struct session_asker_row row; /* without its texts; no session: the place is free */
    enum role role;
    size_t name_size;
    char name[NAME_BYTES];
};

struct remembered {
    struct found_right rights[RIGHTS];
    struct found_session sessions[SESSIONS];
};

static struct remembered *remembered_by(const struct job *job)
{
    return db_kept(job->db, sizeof(struct remembered));
}

/* ---- rights ---------------------------------------------------------------------------------- */

/* Of a record it stands there for each asker, because what one is to it is another's not. */
static struct staff_id asker_of(const struct job *job, enum proof_kind kind)
{
    return kind == PROOF_record ? job->asker.staff : (struct staff_id){0};
}

/* Ids are random numbers, so that they need no hash. */
struct found_right *remembered_right(struct job *job, enum proof_kind kind, int64_t subject)
{
    uint64_t number = (uint64_t)subject ^ (uint64_t)asker_of(job, kind).value;
    if (db_is_writing(job->db))
        return NULL;
    struct remembered *remembered = remembered_by(job);
    return remembered != NULL ? &remembered->rights[number % RIGHTS]
                              : &job->found_right[number % COUNT_OF(job->found_right)];
}

bool remembered_fits(const struct job *job, const struct found_right *found, enum proof_kind kind,
                     int64_t subject)
{
    if (found == NULL || found->kind != kind || found->subject != subject ||
        found->asker.value != asker_of(job, kind).value)
        return false;
    return kind != PROOF_record ||
           (found->from_at.ms <= job->now.ms && job->now.ms < found->until_at.ms);
}

/* ---- sessions -------------------------------------------------------------------------------- */

static struct found_session *place_of(struct job *job, struct str fingerprint)
{
    uint32_t number;
    must(fingerprint.size == FINGERPRINT_BYTES);
    memcpy(&number, fingerprint.at, sizeof(number));
    struct remembered *remembered = db_is_writing(job->db) ? NULL : remembered_by(job);
    return remembered != NULL ? &remembered->sessions[number % SESSIONS] : NULL;
}

enum err remembered_session(struct job *job, struct str fingerprint,
                            struct session_asker_row *out_row)
{
    const struct found_session *found = place_of(job, fingerprint);
    if (found == NULL || found->row.session.value == 0 ||
        memcmp(found->fingerprint, fingerprint.at, FINGERPRINT_BYTES) != 0)
        return ERR_NOT_FOUND;
    *out_row = found->row;
    out_row->role = str_of(role_name(found->role));
    out_row->display_name = str_copy(job->arena, (struct str){found->name, found->name_size});
    return OK;
}

void remember_session(struct job *job, struct str fingerprint, const struct session_asker_row *row)
{
    struct found_session *found = place_of(job, fingerprint);
    if (found == NULL || row->display_name.size > NAME_BYTES)
        return;
    memcpy(found->fingerprint, fingerprint.at, FINGERPRINT_BYTES);
    found->row = *row;
    found->row.role = found->row.display_name = STR_NONE;
    found->role = role_parse(row->role);
    found->name_size = row->display_name.size;
    memcpy(found->name, row->display_name.at, row->display_name.size);
}
