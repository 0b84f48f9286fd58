#include "rooms/calendar/calendar.h"

#include "calendar_sql.h"
#include "guard/account.h"

/* In the fingerprint of a token, so that no other door takes it. */
#define PURPOSE "calendar"

/* ---- links ----------------------------------------------------------------------------------- */

enum err calendar_links(struct job *job, struct calendar_links *out_links)
{
    struct calendar_links_rows rows;
    enum err err = sql_calendar_links(job->db, job->arena, job->asker.staff, job->now, &rows);
    if (err != OK)
        return err;
    struct calendar_link *links = ARENA_MANY(job->arena, struct calendar_link, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        links[i] = (struct calendar_link){rows.at[i].link, rows.at[i].made_at,
                                          rows.at[i].until_at, rows.at[i].fetched_at};
    *out_links = (struct calendar_links){links, rows.count};
    return OK;
}

static enum err make_work(struct job *job, void *with)
{
    const struct token_drawn *drawn = with;
    struct calendar_links links;
    enum err err = calendar_links(job, &links);
    if (err == OK && links.count >= CALENDAR_LINKS_MOST)
        err = ERR_TOO_MANY;
    if (err == OK)
        err = sql_calendar_link_forget(job->db);
    if (err == OK)
        err = token_keep(job, drawn, CALENDAR_LINK_DAYS);
    if (err == OK)
        err = sql_calendar_link_insert(job->db, drawn->token, job->now);
    return err;
}

enum err calendar_link_make(struct job *job, struct str *out_token)
{
    struct token_drawn drawn;
    enum err err = token_draw(job, PURPOSE, &drawn);
    if (err == OK)
        err = job_write(job, make_work, &drawn);
    if (err == OK)
        *out_token = drawn.text;
    return err;
}

static enum err end_work(struct job *job, void *with)
{
    const struct session_id *link = with;
    return token_end(job, *link);
}

enum err calendar_link_end(struct job *job, struct session_id link)
{
    return job_write(job, end_work, &link);
}

/* ---- opening --------------------------------------------------------------------------------- */

static enum err open_work(struct job *job, void *with)
{
    (void)with;
    int64_t changed = 0;
    struct instant rested = instant_add_ms(job->now, -MS_PER_HOUR);
    enum err err = sql_calendar_fetch_take(job->db, &(struct calendar_fetch_take_in){
        .link = job->asker.session,
        .now = job->now,
        .rested_before = rested,
        .limit_of_fetches = CALENDAR_FETCHES_AN_HOUR,
    }, &changed);
    if (err == OK && changed == 0)
        err = ERR_TOO_MANY;
    if (err == OK)
        job_audit(job, VERB_exported, RECORD_staff, job->asker.staff.value);
    return err;
}

enum err calendar_open(struct job *job, struct str token)
{
    struct asker before = job->asker;
    enum err err = token_find_for(job, PURPOSE, token);
    if (err == OK && !right_opens(job->asker.role, RIGHT_today_read))
        err = ERR_NOT_FOUND;
    if (err == OK)
        err = job_write(job, open_work, NULL);
    if (err != OK)
        job->asker = before; /* a page that refuses greets nobody */
    return err;
}

/* ---- what it gives --------------------------------------------------------------------------- */

/* An id is the same for the same link and moment, and no way back to either. */
static enum err give_ids(struct job *job, struct calendar_event *events, size_t count)
{
    enum { ID_BYTES = 16 };
    struct vault_mac *macs = ARENA_MANY(job->arena, struct vault_mac, count);
    for (size_t i = 0; i < count; i++) {
        macs[i].record = job->asker.session.value;
        macs[i].text = instant_is_some(events[i].at) ? instant_text(job->arena, events[i].at)
                                                     : date_text(job->arena, events[i].on);
    }
    enum err err = vault_mac_make(job->vault, "calendar event", macs, count);
    for (size_t i = 0; err == OK && i < count; i++) {
        struct buf id = buf_make(job->arena, 2 * ID_BYTES);
        for (size_t j = 0; j < ID_BYTES; j++)
            buf_format(&id, "%02x", macs[i].mac[j]);
        events[i].id = buf_text(&id);
    }
    return err;
}

static bool has_event(const struct calendar_event *events, size_t count, struct instant at)
{
    for (size_t i = 0; i < count; i++)
        if (events[i].at.ms == at.ms)
            return true;
    return false;
}

enum err calendar_events(struct job *job, struct calendar_events *out_events)
{
    struct calendar_alarms_rows alarms;
    struct calendar_follow_ups_rows follow_ups;
    struct date today = date_in_london(job->now);
    struct date from = date_add_days(today, -CALENDAR_DAYS_BACK);
    struct date until = date_add_days(today, CALENDAR_DAYS_AHEAD);
    uint32_t relations = right_relations(job->asker.role, RIGHT_case_read);
    enum err err = sql_calendar_alarms(job->db, job->arena, &(struct calendar_alarms_in){
        .staff = job->asker.staff, .relations = relations, .now = job->now, .from_ = from,
        .until = until, .limit_ = CALENDAR_EVENTS_MOST,
    }, &alarms);
    if (err == OK)
        err = sql_calendar_follow_ups(job->db, job->arena, &(struct calendar_follow_ups_in){
            .staff = job->asker.staff, .relations = relations, .now = job->now,
            .from_ = london_midnight(from), .until = london_midnight(until),
            .limit_ = CALENDAR_EVENTS_MOST,
        }, &follow_ups);
    if (err != OK)
        return err;
    struct calendar_event *events =
        ARENA_MANY(job->arena, struct calendar_event, alarms.count + follow_ups.count);
    size_t count = 0;
    for (; count < alarms.count; count++)
        events[count] = (struct calendar_event){STR_NONE, alarms.at[count].due_on,
                                                alarms.at[count].due_at};
    for (size_t i = 0; i < follow_ups.count; i++)
        if (!has_event(events, alarms.count, follow_ups.at[i].due_at))
            events[count++] = (struct calendar_event){STR_NONE, DATE_NONE,
                                                      follow_ups.at[i].due_at};
    err = give_ids(job, events, count);
    if (err == OK)
        *out_events = (struct calendar_events){events, count};
    return err;
}
