#include "guard/keeping.h"

#include "guard_keeping_sql.h"

enum { FINGERPRINT_BYTES = 32 };

enum err keeping_has_begun(struct db *db, struct arena *arena, bool *out_has_begun)
{
    struct keeping_row_row row;
    enum err err = sql_keeping_row(db, arena, &row);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *out_has_begun = err == OK;
    return OK;
}

static enum err begin(struct job *job, void *with)
{
    const struct str *fingerprint = with;
    return sql_keeping_begin(job->db, *fingerprint, job->is_demo);
}

enum err keeping_check(struct job *job)
{
    unsigned char bytes[FINGERPRINT_BYTES];
    struct str fingerprint = {(const char *)bytes, sizeof(bytes)};
    struct keeping_row_row row;
    enum err err = vault_fingerprint(job->vault, "root", STR_NONE, bytes);
    if (err == OK)
        err = sql_keeping_row(job->db, job->arena, &row);
    if (err == ERR_NOT_FOUND) {
        err = job_write(job, begin, &fingerprint);
        if (err == OK)
            err = sql_keeping_row(job->db, job->arena, &row);
    }
    if (err != OK)
        return err;
    if (!str_equal(row.root_fingerprint, fingerprint))
        return ERR_CONFLICT;
    return job->is_demo && !row.is_demo ? ERR_INVALID : OK;
}
