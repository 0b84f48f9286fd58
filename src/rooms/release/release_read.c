/* A document of hers is read for the gate: text as it is, of a PDF what the cleaner says of it. */
#include "cleaner/cleaner.h"
#include "rooms/release/release_gate.h"
#include "rooms/release/release_inner.h"
#include "words.h"

/* A page that was scanned has nothing that could be read, however whole it is. */
static struct str reading_of(const struct document_text *read)
{
    bool is_empty = str_is_empty(str_trim(read->text));
    if (read->unread & UNREAD_ALL || (is_empty && read->unread != 0))
        return STR("none");
    if (read->unread & (UNREAD_LETTERS | UNREAD_REST))
        return STR("part");
    return read->unread & UNREAD_PICTURES ? STR("pictures") : STR("whole");
}

/* Gate is made after the reading, so that it knows what is protected by then. */
static enum err check(struct job *job, const struct release *release, struct str text,
                      uint32_t *out_kinds)
{
    struct release_gate gate;
    enum err err = release_gate_make_about(job, &(struct release_about){
        .person = release->is.person, .has_phones = true, .is_hers = true}, &gate);
    return err == OK ? release_gate_check_long(job, &gate, text, out_kinds) : err;
}

static void end_arena(void *arena)
{
    arena_free(arena);
}

/* The text has memory of its own: beside a document the request's has no room for it. */
static enum err read_pdf(struct job *job, const struct release *release, struct str bytes,
                         struct problems *problems, uint32_t *out_kinds,
                         struct str *out_reading)
{
    struct arena *arena = ARENA_NEW(job->arena, struct arena);
    struct document_text read;
    *arena = arena_make(2 * DOCUMENT_TEXT_MOST_BYTES);
    *arena_slot(job->arena, end_arena) = arena; /* an overflow of the request's leaves none */
    job_stop_reading(job);
    enum err read_err = cleaner_read(arena, bytes, &read);
    enum err err = job_read_again(job);
    if (err == OK && read_err == ERR_TOO_MANY)
        problems_add(problems, STR_NONE, WORD_release_look_problem_many);
    if (err == OK)
        err = read_err == ERR_TOO_MANY ? ERR_CONFLICT : read_err;
    if (err == OK)
        err = check(job, release, read.text, out_kinds);
    if (err == OK)
        *out_reading = reading_of(&read);
    arena_free(arena);
    return err;
}

enum err release_read(struct job *job, const struct release *release,
                      const struct document *document, struct str bytes,
                      struct problems *problems, uint32_t *out_kinds, struct str *out_reading)
{
    *out_kinds = 0;
    *out_reading = STR("none");
    if (str_equal_c(document->format, "pdf"))
        return read_pdf(job, release, bytes, problems, out_kinds, out_reading);
    if (!str_equal_c(document->format, "text"))
        return OK;
    *out_reading = STR("whole");
    return check(job, release, bytes, out_kinds);
}
