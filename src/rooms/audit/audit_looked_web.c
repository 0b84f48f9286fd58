/* Who looked at one person's record, for her own eyes. */
#include <string.h>

#include "audit_looked_page.h"
#include "audit_view.h"
#include "guard/audit.h"
#include "rooms/audit/audit_suppression.h"
#include "rooms/audit/audit_web.h"

/* Lines of one page; each reading of a page is one, so an hour of them is told in one row. */
enum { LINES = 2000 };

static int64_t hour_of(struct instant at)
{
    return at.ms / MS_PER_HOUR;
}

/* What the program does by itself is nobody's look. */
static struct audit_looked_row_view row_of(struct arena *arena, const struct audit_entry *entry)
{
    struct wall_time wall = london_time(entry->at);
    return (struct audit_looked_row_view){
        .on = wall.date,
        .hour = str_format(arena, "%02d:00", wall.hour),
        .role = str_equal_c(entry->role, role_name(ROLE_NONE)) ? STR_NONE : entry->role,
        .verb = entry->verb,
        .purpose = audit_purpose(entry),
        .times = 1,
    };
}

static bool is_same_row(const struct audit_looked_row_view *a,
                        const struct audit_looked_row_view *b)
{
    return str_equal(a->role, b->role) && str_equal(a->verb, b->verb) &&
           str_equal(a->purpose, b->purpose);
}

/* One row for what the same role did for the same reason within one hour. */
static size_t list_rows(struct arena *arena, const struct audit_entry *entries, size_t count,
                        struct audit_looked_row_view *rows)
{
    size_t row_count = 0, begun = 0; /* begun: the first row of the hour */
    for (size_t i = 0; i < count; i++) {
        struct audit_looked_row_view row = row_of(arena, &entries[i]);
        if (i > 0 && hour_of(entries[i - 1].at) != hour_of(entries[i].at))
            begun = row_count;
        size_t at = begun;
        while (at < row_count && !is_same_row(&rows[at], &row))
            at++;
        if (at < row_count)
            rows[at].times++;
        else
            rows[row_count++] = row;
    }
    return row_count;
}

/* A full page ends with a whole hour, unless there is no other. */
static size_t whole_hours(const struct audit_entries *entries)
{
    size_t count = entries->count;
    if (count < LINES)
        return count;
    int64_t last = hour_of(entries->at[count - 1].at);
    while (count > 0 && hour_of(entries->at[count - 1].at) == last)
        count--;
    return count > 0 ? count : entries->count;
}

enum err audit_looked_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct audit_query query = {.record = job->target.record.value, .before_at = INSTANT_NONE,
                                .limit = LINES};
    struct audit_entries entries;
    struct str before = pairs_get(request->query, "before");
    if (before.size > 0 && instant_parse(before, &query.before_at) != OK)
        return ERR_MALFORMED;
    enum err err = audit_list(job, &query, &entries);
    if (err != OK)
        return err;
    size_t count = whole_hours(&entries);
    struct audit_looked_view *view = ARENA_NEW(job->arena, struct audit_looked_view);
    view->ref = job->target.ref;
    if (count < entries.count)
        view->before = audit_before_text(job->arena, entries.at[count - 1].at);
    struct audit_entry *shown = ARENA_MANY(job->arena, struct audit_entry, count);
    for (size_t i = 0; i < count; i++)
        shown[i] = entries.at[i];
    err = suppression_take_out(job, (struct person_id){job->target.record.value}, shown, &count,
                               &view->suppressed);
    if (err != OK)
        return err;
    struct audit_looked_row_view *rows =
        ARENA_MANY(job->arena, struct audit_looked_row_view, count);
    view->rows.at = rows;
    view->rows.count = list_rows(job->arena, shown, count, rows);
    reply_audit_looked(reply, view);
    return OK;
}
