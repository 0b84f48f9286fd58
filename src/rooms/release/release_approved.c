/* That what is written is what was approved. */
#include "release_approved_sql.h"
#include "rooms/release/release_inner.h"

static void add(struct buf *out, struct str text)
{
    buf_format(out, "%zu ", text.size);
    buf_add(out, text);
}

enum { FINGERPRINT_BYTES = 32 };

/* Keyed: what it is of can be guessed, and rows can be stolen. */
static enum err fingerprint(struct job *job, const char *purpose, struct str text,
                            struct str *out_fingerprint)
{
    unsigned char *bytes = ARENA_MANY(job->arena, unsigned char, FINGERPRINT_BYTES);
    enum err err = vault_fingerprint(job->vault, purpose, text, bytes);
    if (err == OK)
        *out_fingerprint = (struct str){(const char *)bytes, FINGERPRINT_BYTES};
    return err;
}

/* Her own copy is all there is of her by the time it is written, and only ever loses documents by
 * being approved: a yes to it binds to no lines. */
static bool is_bound(const struct release *release)
{
    return release_template_named(release->is.template)->recipient != RECIPIENT_herself;
}

static void add_line(struct buf *out, const struct release_line *line)
{
    add(out, str_of(release_field_name(line->field)));
    add(out, line->key);
    add(out, line->more);
    buf_format(out, "%d %lld ", line->title, (long long)line->on.days);
    add(out, line->text);
}

enum err release_approved_print(struct job *job, const struct release *release,
                                const struct release_lines *lines, struct str *out_seen)
{
    struct buf text = buf_make(job->arena, 4096), figures = buf_make(job->arena, 65);
    struct str print = STR_NONE;
    for (size_t i = 0; is_bound(release) && i < lines->count; i++)
        add_line(&text, &lines->at[i]);
    enum err err = fingerprint(job, "release lines", buf_text(&text), &print);
    for (size_t i = 0; err == OK && i < print.size; i++)
        buf_format(&figures, "%02x", (unsigned char)print.at[i]);
    if (err == OK)
        *out_seen = buf_text(&figures);
    return err;
}

enum err release_seen(struct job *job, struct release_id release, struct str *out_seen)
{
    struct release is;
    struct release_lines lines;
    enum err err = release_get(job, release, &is);
    if (err == OK)
        err = release_collect(job, &is, &lines);
    return err == OK ? release_approved_print(job, &is, &lines, out_seen) : err;
}

/* Who said it to what, asked for by whom: a row that was written in the database, or moved there
 * from another yes, is none. */
static enum err mark_of(struct job *job, const struct release *release, struct str role,
                        struct staff_id staff, struct str seen, struct str *out_mark)
{
    struct buf text = buf_make(job->arena, 256);
    buf_format(&text, "%lld %lld %lld %lld ", (long long)release->release.value,
               (long long)release->is.person.value, (long long)release->asked_by.value,
               (long long)staff.value);
    add(&text, release->is.template);
    add(&text, role);
    add(&text, seen);
    return fingerprint(job, "release yes", buf_text(&text), out_mark);
}

enum err release_approved_mark(struct job *job, const struct release *release, struct str seen,
                               struct str *out_mark)
{
    return mark_of(job, release, str_of(role_name(job->asker.role)), job->asker.staff, seen,
                   out_mark);
}

enum err release_approved_keep(struct job *job, struct release_id release, struct str mark)
{
    return sql_release_approved_insert(job->db, release, str_of(role_name(job->asker.role)), mark);
}

static struct str mark_kept(const struct release_approved_marks_rows *rows, struct str role)
{
    for (size_t i = 0; i < rows->count; i++)
        if (str_equal(rows->at[i].role, role))
            return rows->at[i].lines;
    return STR_NONE;
}

enum err release_approved_same(struct job *job, const struct release *release,
                               const struct release_lines *lines, bool *out_is_same)
{
    struct release_approved_marks_rows rows;
    struct str seen = STR_NONE;
    *out_is_same = true;
    enum err err = sql_release_approved_marks(job->db, job->arena, release->release, &rows);
    if (err == OK)
        err = release_approved_print(job, release, lines, &seen);
    for (size_t i = 0; err == OK && i < release->approval_count; i++) {
        const struct release_approval *approval = &release->approvals[i];
        struct str mark = STR_NONE;
        if (approval->is_yes)
            err = mark_of(job, release, approval->role, approval->staff, seen, &mark);
        *out_is_same &= !approval->is_yes || str_equal(mark_kept(&rows, approval->role), mark);
    }
    return err;
}
