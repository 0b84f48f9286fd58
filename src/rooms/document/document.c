#include "rooms/document/document.h"

#include "cleaner/cleaner.h"
#include "document_sql.h"
#include "rooms/person/person.h"
#include "words.h"

/* A piece is as long as one item of the vault may be, and all but the last are of that length, so
 * that a sealed piece has one size (threats.md C3). */
enum { PIECE_BYTES = VAULT_PLAIN_LIMIT, PIECE_KB = 64 };

static const char *const formats[CLEAN_FORMATS] = {
    [CLEAN_PDF] = "pdf", [CLEAN_JPEG] = "jpeg", [CLEAN_PNG] = "png", [CLEAN_TEXT] = "text"};

static struct vault_place title_place(struct document_id document)
{
    return (struct vault_place){"document", "title_sealed", document.value};
}

/* The place of a piece says its number and whether it is the last. */
static struct vault_place piece_place(struct arena *arena, struct document_id document,
                                      size_t number, size_t count)
{
    struct str column = str_format(arena, "bytes_sealed %zu%s", number,
                                   number + 1 == count ? " last" : "");
    return (struct vault_place){"document_piece", column.at, document.value};
}

/* ---- adding -------------------------------------------------------------------------------- */

struct addition {
    const struct document_new *document;
    struct document_id id;
    struct str format, title_sealed;
    const struct str *pieces; /* sealed */
    size_t piece_count;
};

static enum err add_work(struct job *job, void *with)
{
    const struct addition *addition = with;
    enum err err = sql_document_insert(job->db, &(struct document_insert_in){
        .document = addition->id,
        .person = addition->document->person,
        .referral = addition->document->referral,
        .kind = addition->document->kind,
        .format = addition->format,
        .title_sealed = addition->title_sealed,
        .piece_count = (int64_t)addition->piece_count,
        .now = job->now,
        .staff = job->asker.staff,
    });
    for (size_t i = 0; i < addition->piece_count && err == OK; i++)
        err = sql_document_piece_insert(job->db, addition->id, (int64_t)i, addition->pieces[i]);
    if (err == OK)
        job_audit(job, VERB_document_added, RECORD_person, addition->document->person.value);
    return err;
}

static enum err seal_pieces(struct job *job, struct addition *addition)
{
    struct str bytes = addition->document->bytes;
    size_t count = (bytes.size + PIECE_BYTES - 1) / PIECE_BYTES;
    struct sealed_text *texts = ARENA_MANY(job->arena, struct sealed_text, count + 1);
    struct str *pieces = ARENA_MANY(job->arena, struct str, count);
    texts[0] = (struct sealed_text){title_place(addition->id), addition->document->title, STR_NONE};
    for (size_t i = 0; i < count; i++)
        texts[i + 1] = (struct sealed_text){
            .place = piece_place(job->arena, addition->id, i, count),
            .plain = str_slice(bytes, i * PIECE_BYTES, PIECE_BYTES)};
    enum err err = person_seal_texts(job, addition->document->person, texts, count + 1);
    for (size_t i = 0; i < count && err == OK; i++)
        pieces[i] = texts[i + 1].sealed;
    addition->title_sealed = texts[0].sealed;
    addition->pieces = pieces;
    addition->piece_count = count;
    return err;
}

enum err document_add_clean(struct job *job, const struct document_new *document,
                            struct str format, struct document_id *out_document)
{
    struct addition addition = {
        .document = document, .id = {job_new_id(job)}, .format = format};
    enum err err = seal_pieces(job, &addition);
    if (err == OK)
        err = job_write(job, add_work, &addition);
    if (err == OK)
        *out_document = addition.id;
    return err;
}

/* Why it is not taken, and what to do instead. */
static int word_of(enum clean_verdict verdict)
{
    switch (verdict) {
    case CLEAN_UNKNOWN: return WORD_document_problem_unknown;
    case CLEAN_DAMAGED: return WORD_document_problem_damaged;
    case CLEAN_LOCKED: return WORD_document_problem_locked;
    case CLEAN_ACTIVE: return WORD_document_problem_active;
    case CLEAN_LARGE: return WORD_document_problem_large;
    case CLEAN_TAKEN:
    case CLEAN_VERDICTS: break;
    }
    must(!"a verdict that is no problem");
    return 0;
}

static enum err check(struct job *job, const struct document_new *document,
                      struct problems *problems)
{
    int64_t count;
    if (document->bytes.size == 0)
        problems_add(problems, STR("file"), WORD_document_problem_none);
    else if (job->file_most > 0 && document->bytes.size > job->file_most)
        problems_add(problems, STR("file"), WORD_document_problem_large);
    enum err err = document_count(job, document->person, (struct referral_id){0}, &count);
    if (err == OK && count >= DOCUMENTS_MOST)
        problems_add(problems, STR("file"), WORD_document_problem_many);
    return err;
}

static enum err clean_bytes(struct job *job, struct str bytes, struct problems *problems,
                            struct cleaned *out_cleaned)
{
    job_stop_reading(job);
    enum err err = cleaner_run(job->arena, bytes, out_cleaned);
    if (err == OK)
        err = job_read_again(job);
    if (err == OK && out_cleaned->verdict != CLEAN_TAKEN)
        problems_add(problems, STR("file"), word_of(out_cleaned->verdict));
    return err;
}

enum err document_add(struct job *job, const struct document_new *document,
                      struct problems *problems, struct document_id *out_document)
{
    struct cleaned cleaned = {0};
    enum err err = check(job, document, problems);
    if (err == OK && document->bytes.size > 0) /* whatever else is wrong: all is told at once */
        err = clean_bytes(job, document->bytes, problems, &cleaned);
    if (err == OK)
        err = problems_result(problems);
    if (err != OK)
        return err;
    struct document_new clean = *document;
    clean.bytes = cleaned.bytes;
    return document_add_clean(job, &clean, str_of(formats[cleaned.format]), out_document);
}

enum err document_count(struct job *job, struct person_id person, struct referral_id referral,
                        int64_t *out_count)
{
    struct document_count_row row;
    enum err err = sql_document_count(job->db, job->arena, person, referral, &row);
    if (err == OK)
        *out_count = row.documents;
    return err;
}

/* ---- reading ------------------------------------------------------------------------------- */

static enum err ask_title(struct opening *opening, struct person_id person,
                          struct document_id document, struct str sealed, struct str *out_title)
{
    *out_title = STR_NONE;
    if (sealed.size == 0)
        return OK;
    return person_ask_text(opening, person, title_place(document), sealed, out_title);
}

enum err document_list(struct opening *opening, struct person_id person,
                       struct referral_id referral, struct documents *out_documents)
{
    struct job *job = opening->job;
    struct document_list_rows rows;
    enum err err = sql_document_list(job->db, job->arena, person, referral, &rows);
    if (err != OK)
        return err;
    struct document *documents = ARENA_MANY(job->arena, struct document, rows.count);
    for (size_t i = 0; i < rows.count && err == OK; i++) {
        documents[i] = (struct document){
            .document = rows.at[i].document,
            .kind = rows.at[i].kind,
            .format = rows.at[i].format,
            .most_kb = rows.at[i].piece_count * PIECE_KB,
            .added_at = rows.at[i].added_at,
            .added_by = rows.at[i].added_by_name,
            .removed_at = rows.at[i].removed_at,
            .removed_by = rows.at[i].removed_by_name,
            .removed_reason = rows.at[i].removed_reason,
        };
        err = ask_title(opening, person, documents[i].document, rows.at[i].title_sealed,
                        &documents[i].title);
    }
    if (err == OK)
        *out_documents = (struct documents){documents, rows.count};
    return err;
}

enum err document_get(struct job *job, struct person_id person, struct document_id document,
                      struct document *out_document)
{
    struct document_get_row row;
    struct opening opening = opening_make(job);
    struct str title;
    enum err err = sql_document_get(job->db, job->arena, document, &row);
    if (err == OK && (row.person.value != person.value || instant_is_some(row.removed_at)))
        err = ERR_NOT_FOUND;
    if (err == OK)
        err = ask_title(&opening, person, document, row.title_sealed, &title);
    if (err == OK)
        err = opening_open(&opening);
    if (err != OK)
        return err;
    *out_document = (struct document){
        .document = document, .kind = row.kind, .format = row.format, .title = title,
        .most_kb = row.piece_count * PIECE_KB, .added_at = row.added_at,
        .removed_at = INSTANT_NONE};
    return OK;
}

static struct str join(struct arena *arena, const struct str *pieces, size_t count)
{
    struct buf out = buf_make(arena, count * PIECE_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_add(&out, pieces[i]);
    return buf_text(&out);
}

enum err document_bytes(struct job *job, struct person_id person, const struct document *document,
                        struct str *out_bytes)
{
    struct document_pieces_rows rows;
    struct opening opening = opening_make(job);
    enum err err = sql_document_pieces(job->db, job->arena, document->document, &rows);
    if (err != OK)
        return err;
    struct str *pieces = ARENA_MANY(job->arena, struct str, rows.count);
    for (size_t i = 0; i < rows.count && err == OK; i++)
        err = rows.at[i].number != (int64_t)i ? ERR_INVALID
            : person_ask_text(&opening, person,
                              piece_place(job->arena, document->document, i, rows.count),
                              rows.at[i].bytes_sealed, &pieces[i]);
    if (err == OK && rows.count == 0)
        err = ERR_INVALID;
    if (err == OK)
        err = opening_open(&opening);
    for (size_t i = 0; i < rows.count && err == OK; i++)
        if (pieces[i].size == 0) /* her key is gone, or her ties are not as Haven wrote them */
            err = ERR_NOT_FOUND;
    if (err == OK)
        *out_bytes = join(job->arena, pieces, rows.count);
    return err;
}

/* ---- removing ------------------------------------------------------------------------------ */

struct removal {
    struct person_id person;
    struct document_id document;
    struct str reason;
};

static enum err remove_work(struct job *job, void *with)
{
    const struct removal *removal = with;
    int64_t changed = 0;
    enum err err = sql_document_erase_pieces(job->db, removal->document);
    if (err == OK)
        err = sql_document_mark_removed(job->db, &(struct document_mark_removed_in){
            removal->document, job->now, job->asker.staff, removal->reason}, &changed);
    if (err == OK && changed == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_document_removed, RECORD_person, removal->person.value);
    return err;
}

enum err document_remove(struct job *job, struct person_id person, struct document_id document,
                         struct str reason)
{
    struct document_get_row row;
    struct removal removal = {person, document, reason};
    enum err err = sql_document_get(job->db, job->arena, document, &row);
    if (err == OK && row.person.value != person.value)
        err = ERR_NOT_FOUND;
    return err == OK ? job_write(job, remove_work, &removal) : err;
}
