#include "rooms/audit/audit_web.h"

#include "audit_page.h"
#include "audit_sql.h"
#include "audit_view.h"
#include "guard/audit.h"
#include "words.h"

/* A page has 50 lines, or more where one transaction wrote more at its instant; of a bulk import,
 * which writes tens of thousands, the first 3,200. */
enum { LINES = 50, LINES_MOST = 3200 };

/* An unknown reference narrows to nothing: -1 is no record's id. */
static enum err read_query(struct job *job, const struct request *request,
                           struct audit_query *out_query)
{
    struct audit_query query = {.before_at = INSTANT_NONE, .limit = LINES};
    struct str typed = pairs_get(request->query, "ref");
    struct str ref;
    if (typed.size > 0) {
        struct audit_record_of_row row = {.record = {-1}};
        if (ref_parse(job->arena, typed, &ref) == OK) {
            enum err err = sql_audit_record_of(job->db, job->arena, ref, job->asker.staff, &row);
            if (err != OK && err != ERR_NOT_FOUND)
                return err;
        }
        query.record = row.record.value;
    }
    struct str before = pairs_get(request->query, "before");
    if (before.size > 0 && instant_parse(before, &query.before_at) != OK)
        return ERR_MALFORMED;
    *out_query = query;
    return OK;
}

struct str audit_purpose(const struct audit_entry *entry)
{
    return str_equal_c(entry->purpose, purpose_name(PURPOSE_NONE)) ? STR_NONE : entry->purpose;
}

static enum err show_line(struct job *job, const struct audit_entry *entry,
                          struct audit_row_view *out_line)
{
    struct audit_ref_of_row row = {0};
    if (entry->record != 0) {
        enum err err = sql_audit_ref_of(job->db, job->arena, (struct record_id){entry->record},
                                        job->asker.staff, &row);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
    }
    *out_line = (struct audit_row_view){
        .at = entry->at,
        .staff_name = entry->staff_name,
        .role = entry->role,
        .verb = entry->verb,
        .kind = str_equal_c(entry->kind, record_kind_name(RECORD_NONE)) ? STR_NONE : entry->kind,
        .ref = row.ref,
        .purpose = audit_purpose(entry),
    };
    return OK;
}

/* How many of a full page to show: the next page begins before an instant, so the lines of one
 * instant are never on two pages. 0: all are of one. */
static size_t whole_instants(const struct audit_entries *entries)
{
    size_t count = entries->count;
    while (count > 0 && entries->at[count - 1].at.ms == entries->at[entries->count - 1].at.ms)
        count--;
    return count;
}

/* The newest lines, and the instant before which the next page goes on; none when this is the
 * last. */
static enum err read_page(struct job *job, struct audit_query *query,
                          struct audit_entries *out_entries, struct instant *out_before)
{
    *out_before = INSTANT_NONE;
    for (;; query->limit *= 2) {
        enum err err = audit_list(job, query, out_entries);
        if (err != OK || out_entries->count < (size_t)query->limit)
            return err;
        size_t whole = whole_instants(out_entries);
        if (whole == 0 && query->limit < LINES_MOST)
            continue;
        if (whole > 0)
            out_entries->count = whole;
        *out_before = out_entries->at[out_entries->count - 1].at;
        return OK;
    }
}

struct str audit_before_text(struct arena *arena, struct instant before)
{
    struct str second = instant_text(arena, before);
    if (second.size == 0)
        return STR_NONE;
    return str_format(arena, "%.*s.%03dZ", (int)second.size - 1, second.at,
                      (int)(before.ms % MS_PER_SECOND));
}

enum err audit_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct audit_query query;
    struct audit_entries entries;
    struct instant before;
    enum err err = read_query(job, request, &query);
    if (err == OK)
        err = read_page(job, &query, &entries, &before);
    if (err != OK)
        return err;
    struct audit_row_view *lines = ARENA_MANY(job->arena, struct audit_row_view, entries.count);
    for (size_t i = 0; i < entries.count && err == OK; i++)
        err = show_line(job, &entries.at[i], &lines[i]);
    if (err != OK)
        return err;
    struct audit_view *view = ARENA_NEW(job->arena, struct audit_view);
    view->ref = pairs_get(request->query, "ref");
    view->rows.at = lines;
    view->rows.count = entries.count;
    view->before = audit_before_text(job->arena, before);
    reply_audit(reply, view);
    return OK;
}
