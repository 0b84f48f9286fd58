#include "rooms/audit/audit_web.h"

#include "audit_page.h"
#include "audit_sql.h"
#include "audit_view.h"
#include "guard/audit.h"
#include "words.h"

enum { LINES = 50 };

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
            enum err err = sql_audit_record_of(job->db, job->arena, ref, &row);
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

static enum err show_line(struct job *job, const struct audit_entry *entry,
                          struct audit_row_view *out_line)
{
    struct audit_ref_of_row row = {0};
    if (entry->record != 0) {
        enum err err = sql_audit_ref_of(job->db, job->arena, (struct record_id){entry->record},
                                        &row);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
    }
    *out_line = (struct audit_row_view){
        .at = entry->at,
        .staff_name = entry->staff_name,
        .role = entry->role,
        .verb = entry->verb,
        .kind = entry->kind,
        .ref = row.ref,
        .purpose = entry->purpose,
    };
    return OK;
}

enum err audit_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct audit_query query;
    struct audit_entries entries;
    enum err err = read_query(job, request, &query);
    if (err == OK)
        err = audit_list(job, &query, &entries);
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
    if (entries.count == LINES)
        view->before = instant_text(job->arena, entries.at[entries.count - 1].at);
    reply_audit(reply, view);
    return OK;
}
