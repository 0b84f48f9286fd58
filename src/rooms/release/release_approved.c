/* That what is written is what was approved. */
#include "release_approved_sql.h"
#include "rooms/release/release_inner.h"

static void add(struct buf *out, struct str text)
{
    buf_format(out, "%zu ", text.size);
    buf_add(out, text);
}

/* Keyed: what it is of can be guessed, and rows can be stolen. */
static enum err fingerprint(struct job *job, const struct release_lines *lines,
                            struct str *out_fingerprint)
{
    enum { FINGERPRINT_BYTES = 32 };
    unsigned char *bytes = ARENA_MANY(job->arena, unsigned char, FINGERPRINT_BYTES);
    struct buf text = buf_make(job->arena, 4096);
    for (size_t i = 0; i < lines->count; i++) {
        const struct release_line *line = &lines->at[i];
        add(&text, str_of(release_field_name(line->field)));
        add(&text, line->key);
        add(&text, line->more);
        buf_format(&text, "%d %lld ", line->title, (long long)line->on.days);
        add(&text, line->text);
    }
    enum err err = vault_fingerprint(job->vault, "release lines", buf_text(&text), bytes);
    if (err == OK)
        *out_fingerprint = (struct str){(const char *)bytes, FINGERPRINT_BYTES};
    return err;
}

/* Her own copy is all there is of her by the time it is written, and only ever loses documents by
 * being approved. */
static bool is_bound(const struct release *release)
{
    return release_template_named(release->is.template)->recipient != RECIPIENT_herself;
}

enum err release_approved_print(struct job *job, const struct release *release,
                                struct str *out_fingerprint)
{
    struct release_lines lines;
    *out_fingerprint = STR_NONE;
    if (!is_bound(release))
        return OK;
    enum err err = release_collect(job, release, &lines);
    return err == OK ? fingerprint(job, &lines, out_fingerprint) : err;
}

enum err release_approved_keep(struct job *job, struct release_id release, struct str fingerprint)
{
    struct str role = str_of(role_name(job->asker.role));
    return fingerprint.size > 0 ? sql_release_approved_insert(job->db, release, role, fingerprint)
                                : OK;
}

enum err release_approved_same(struct job *job, const struct release *release,
                               const struct release_lines *lines, bool *out_is_same)
{
    struct release_approved_others_row others;
    struct str print;
    *out_is_same = true;
    if (!is_bound(release))
        return OK;
    enum err err = fingerprint(job, lines, &print);
    if (err == OK)
        err = sql_release_approved_others(job->db, job->arena, release->release, print, &others);
    if (err == OK)
        *out_is_same = others.number == 0;
    return err;
}
