#include "rooms/today/today_web.h"

#include <stdlib.h>

#include "base/shape.h"
#include "guard/tie.h"
#include "rooms/clock/clock.h"
#include "rooms/contact/contact.h"
#include "rooms/move_on/move_on.h"
#include "rooms/person/person.h"
#include "rooms/reminder/reminder.h"
#include "rooms/reminder/reminder_missed.h"
#include "today_page.h"
#include "today_sql.h"
#include "today_view.h"
#include "words.h"

/* A day's list, not an archive: of what is past its day the newest are shown and the rest counted,
 * with the way to all of them; what ended by itself stays for a week. */
enum { PAST_DAYS = 30, ENDED_DAYS = 7, ARRIVAL_DAYS = 3, ALARMS = 5000, OLDER = 100,
       OVERDUE = 15, A_PART = 15, FOLLOW_UPS = 50, LATE = 10, SUPERVISED = 25 };

enum part { PART_OVERDUE, PART_ENDED, PART_LATE, PART_TODAY, PART_THIS_WEEK, PART_NEXT_WEEK,
            PART_SUPERVISED, PARTS };

enum { ITEMS_MOST = OVERDUE + PARTS * A_PART + FOLLOW_UPS + LATE + SUPERVISED };

/* The day being put together. */
struct day {
    struct job *job;
    struct date today, week_end, next_week_end; /* Sundays */
    uint32_t relations; /* under which the asker reads people */
    struct reminder_book reminders;
    struct person_id *people; /* of each item */
    struct today_item_view *items;
    size_t count;
    struct today_view *view;
};

static void add(struct day *day, struct person_id person, const struct today_item_view *item)
{
    struct date on = item->due_on;
    day->people[day->count] = person;
    day->items[day->count] = *item;
    day->items[day->count].days = abs(on.days - day->today.days);
    day->count++;
}

/* An hour of today may be over already. What has ended by itself is news and no fault. */
static enum part part_of(const struct day *day, const struct today_item_view *item)
{
    if (item->is_supervised)
        return PART_SUPERVISED;
    if (date_is_some(item->closed_on))
        return PART_LATE;
    if (item->is_over)
        return item->has_ended ? PART_ENDED : PART_OVERDUE;
    if (date_compare(item->due_on, day->today) <= 0)
        return PART_TODAY;
    return date_compare(item->due_on, day->week_end) <= 0 ? PART_THIS_WEEK : PART_NEXT_WEEK;
}

static struct today_item_view clock_item(const struct day *day, const struct today_clocks_row *row)
{
    struct instant now = day->job->now;
    struct str state = clock_state_on(row->meaning, row->due_on, row->due_at, now);
    const struct reminder_clock clock = {row->meaning, row->due_on, row->due_at, row->again_at};
    return (struct today_item_view){
        .kind = STR("clock"),
        .title = clock_title(row->rule),
        .effect = clock_effect(row->rule),
        .due_on = row->due_on,
        .due_at = row->due_at,
        .is_over = str_equal_c(state, "overdue") || str_equal_c(state, "passed"),
        .has_ended = str_equal_c(state, "passed"),
        .rule = row->rule,
        .next_step = row->next_step,
        .is_reminder = reminder_is_due(&day->reminders, day->job->asker.role, &clock, now),
        .is_missed = str_equal_c(state, "overdue"),
        .closed_on = DATE_NONE,
    };
}

/* What part_of would say of the row's item, which is made for those only that are shown. */
static enum part part_of_row(const struct day *day, const struct today_clocks_row *row)
{
    struct str state = clock_state_on(row->meaning, row->due_on, row->due_at, day->job->now);
    return part_of(day, &(struct today_item_view){
        .due_on = row->due_on,
        .is_over = str_equal_c(state, "overdue") || str_equal_c(state, "passed"),
        .has_ended = str_equal_c(state, "passed"),
        .closed_on = DATE_NONE,
    });
}

/* The rows come soonest first, so the newest of what is past its day are the last of them. */
static void choose_clocks(struct day *day, const struct today_clocks_rows *rows)
{
    size_t counts[PARTS] = {0}, overdue = 0;
    for (size_t i = 0; i < rows->count; i++)
        overdue += part_of_row(day, &rows->at[i]) == PART_OVERDUE;
    size_t hidden = overdue > OVERDUE ? overdue - OVERDUE : 0;
    for (size_t i = 0; i < rows->count; i++) {
        enum part part = part_of_row(day, &rows->at[i]);
        size_t number = counts[part]++;
        if (part == PART_OVERDUE ? number >= hidden : number < A_PART) {
            struct today_item_view item = clock_item(day, &rows->at[i]);
            add(day, rows->at[i].person, &item);
        } else if (part != PART_OVERDUE) {
            day->view->has_more = true;
        }
    }
    day->view->older_count = (int64_t)hidden;
}

static enum err add_clocks(struct day *day)
{
    struct job *job = day->job;
    struct today_clocks_rows rows;
    enum err err = sql_today_clocks(job->db, job->arena, &(struct today_clocks_in){
        .staff = job->asker.staff,
        .relations = day->relations,
        .now = job->now,
        .ends_from = date_add_days(day->today, -ENDED_DAYS),
        .from_ = date_add_days(day->today, -PAST_DAYS),
        .until = day->next_week_end,
        .today = day->today,
        .limit_ = ALARMS,
    }, &rows);
    if (err == OK)
        choose_clocks(day, &rows);
    return err;
}

static enum err add_follow_ups(struct day *day)
{
    struct job *job = day->job;
    struct today_follow_ups_rows rows;
    enum err err = sql_today_follow_ups(job->db, job->arena, &(struct today_follow_ups_in){
        .staff = job->asker.staff,
        .relations = right_relations(job->asker.role, RIGHT_case_read),
        .now = job->now,
        .until = london_midnight(date_add_days(day->next_week_end, 1)),
        .limit_ = FOLLOW_UPS,
    }, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        const struct today_follow_ups_row *row = &rows.at[i];
        add(day, row->person, &(struct today_item_view){
            .kind = STR("follow_up"),
            .follow_up = row->follow_up,
            .follow_up_kind = row->kind,
            .title = move_on_step_word(row->step),
            .due_on = date_in_london(row->due_at),
            .due_at = row->due_at,
            .is_over = row->due_at.ms < job->now.ms,
            .closed_on = DATE_NONE,
        });
    }
    day->view->has_more = day->view->has_more || (err == OK && rows.count == FOLLOW_UPS);
    return err;
}

/* Deadlines met after their day: why is not said yet. */
static enum err add_late(struct day *day)
{
    struct missed_page late;
    if (!day->view->may_tick)
        return OK;
    enum err err = missed_late(day->job, LATE, &late);
    for (size_t i = 0; err == OK && i < late.count; i++)
        add(day, late.at[i].person, &(struct today_item_view){
            .kind = STR("clock"),
            .title = clock_title(late.at[i].rule),
            .effect = clock_effect(late.at[i].rule),
            .due_on = late.at[i].due_on,
            .due_at = INSTANT_NONE,
            .is_over = true,
            .is_missed = true,
            .rule = late.at[i].rule,
            .closed_on = late.at[i].closed_on,
        });
    return err;
}

/* What comes up for the people of a manager's organisation, with their worker. */
static enum err add_supervised(struct day *day)
{
    struct reminder_supervised_list list;
    day->view->is_supervisor = day->job->asker.role == ROLE_provider_manager;
    if (!day->view->is_supervisor)
        return OK;
    enum err err = reminder_supervised(day->job, SUPERVISED, &list);
    for (size_t i = 0; err == OK && i < list.count; i++)
        add(day, list.at[i].person, &(struct today_item_view){
            .kind = STR("clock"),
            .title = clock_title(list.at[i].rule),
            .effect = clock_effect(list.at[i].rule),
            .due_on = list.at[i].due_on,
            .due_at = list.at[i].due_at,
            .rule = list.at[i].rule,
            .is_reminder = true,
            .closed_on = DATE_NONE,
            .owner = list.at[i].owner,
            .is_supervised = true,
        });
    return err;
}

static enum err count_older(struct day *day)
{
    struct job *job = day->job;
    struct today_clocks_older_row row;
    enum err err = sql_today_clocks_older(job->db, job->arena, &(struct today_clocks_older_in){
        .staff = job->asker.staff,
        .relations = day->relations,
        .now = job->now,
        .from_ = date_add_days(day->today, -PAST_DAYS),
        .today = day->today,
        .limit_ = OLDER,
    }, &row);
    if (err == OK)
        day->view->older_count += row.number;
    return err;
}

/* ---- names --------------------------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
    const struct person_id *one = a, *other = b;
    return one->value < other->value ? -1 : one->value > other->value;
}

/* Each person once, opened in one call. */
static enum err name_people(struct day *day)
{
    struct job *job = day->job;
    struct person_id *people = ARENA_MANY(job->arena, struct person_id, day->count);
    size_t count = 0;
    for (size_t i = 0; i < day->count; i++)
        people[i] = day->people[i];
    if (day->count > 1)
        qsort(people, day->count, sizeof(*people), compare_ids);
    for (size_t i = 0; i < day->count; i++)
        if (i == 0 || people[i].value != people[i - 1].value)
            people[count++] = people[i];
    struct person *opened = ARENA_MANY(job->arena, struct person, count);
    enum err err = person_get_many_readable(job, PERSON_CALLED, people, count, opened);
    for (size_t i = 0; i < day->count && err == OK; i++) {
        const struct person_id *at =
            bsearch(&day->people[i], people, count, sizeof(*people), compare_ids);
        day->items[i].ref = opened[at - people].ref;
        day->items[i].called = person_called(&opened[at - people]);
    }
    for (size_t i = 0; i < count && err == OK; i++)
        job_audit(job, VERB_read, RECORD_person, people[i].value);
    return err;
}

/* ---- the parts of the day ------------------------------------------------------------------ */

static int64_t time_of(const struct today_item_view *item)
{
    return instant_is_some(item->due_at) ? item->due_at.ms : london_midnight(item->due_on).ms;
}

static int compare_items(const void *a, const void *b)
{
    int64_t one = time_of(a), other = time_of(b);
    return one < other ? -1 : one > other;
}

static void part_days(struct day *day)
{
    struct today_view *view = day->view;
    struct arena *arena = day->job->arena;
    struct today_item_view *parts[PARTS];
    size_t counts[PARTS] = {0};
    if (day->count > 1)
        qsort(day->items, day->count, sizeof(*day->items), compare_items);
    for (int part = 0; part < PARTS; part++)
        parts[part] = ARENA_MANY(arena, struct today_item_view, day->count);
    for (size_t i = 0; i < day->count; i++) {
        enum part part = part_of(day, &day->items[i]);
        parts[part][counts[part]++] = day->items[i];
    }
    view->overdue.at = parts[PART_OVERDUE];
    view->overdue.count = counts[PART_OVERDUE];
    view->ended.at = parts[PART_ENDED];
    view->ended.count = counts[PART_ENDED];
    view->due_today.at = parts[PART_TODAY];
    view->due_today.count = counts[PART_TODAY];
    view->this_week.at = parts[PART_THIS_WEEK];
    view->this_week.count = counts[PART_THIS_WEEK];
    view->next_week.at = parts[PART_NEXT_WEEK];
    view->next_week.count = counts[PART_NEXT_WEEK];
    view->late.at = parts[PART_LATE];
    view->late.count = counts[PART_LATE];
    view->supervised.at = parts[PART_SUPERVISED];
    view->supervised.count = counts[PART_SUPERVISED];
}

static enum err show_arrivals(struct day *day)
{
    struct job *job = day->job;
    struct today_arrivals_rows rows;
    enum err err = sql_today_arrivals(job->db, job->arena, &(struct today_arrivals_in){
        .staff = job->asker.staff,
        .relations = right_relations(job->asker.role, RIGHT_placement_read),
        .now = job->now,
        .until = london_midnight(date_add_days(day->today, ARRIVAL_DAYS + 1)),
    }, &rows);
    if (err != OK)
        return err;
    struct today_arrival_view *lines =
        ARENA_MANY(job->arena, struct today_arrival_view, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        lines[i] = (struct today_arrival_view){rows.at[i].placement, rows.at[i].alias,
                                               rows.at[i].ref, rows.at[i].persons,
                                               rows.at[i].expected_at};
        job_audit(job, VERB_read, RECORD_referral, rows.at[i].referral.value);
    }
    day->view->arrivals.at = lines;
    day->view->arrivals.count = rows.count;
    return OK;
}

static enum err show_drafts(struct day *day)
{
    struct job *job = day->job;
    struct today_drafts_rows rows;
    enum err err = sql_today_drafts(job->db, job->arena, job->asker.staff,
                                    right_relations(job->asker.role, RIGHT_referral_read),
                                    job->now, &rows);
    if (err != OK)
        return err;
    struct today_draft_view *lines = ARENA_MANY(job->arena, struct today_draft_view, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        lines[i] = (struct today_draft_view){rows.at[i].ref, rows.at[i].state, rows.at[i].needed_at,
                                             rows.at[i].changed_at};
        job_audit(job, VERB_read, RECORD_referral, rows.at[i].referral.value);
    }
    day->view->drafts.at = lines;
    day->view->drafts.count = rows.count;
    return OK;
}

static struct day begin(struct job *job)
{
    struct date today = date_in_london(job->now);
    struct date week_end = date_add_days(today, SUNDAY - date_weekday(today));
    return (struct day){
        .job = job,
        .today = today,
        .week_end = week_end,
        .next_week_end = date_add_days(week_end, 7),
        .relations = right_relations(job->asker.role, RIGHT_case_read) &
                     ~RELATION_BIT(RELATION_provider),
        .people = ARENA_MANY(job->arena, struct person_id, ITEMS_MOST),
        .items = ARENA_MANY(job->arena, struct today_item_view, ITEMS_MOST),
        .view = ARENA_NEW(job->arena, struct today_view),
    };
}

enum err today_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct day day = begin(job);
    day.view->may_tick = right_relations(job->asker.role, RIGHT_note_write) != 0;
    enum err err = reminder_book_now(job, &day.reminders);
    if (err == OK)
        err = add_clocks(&day);
    if (err == OK)
        err = add_follow_ups(&day);
    if (err == OK)
        err = count_older(&day);
    if (err == OK)
        err = add_late(&day);
    if (err == OK)
        err = add_supervised(&day);
    if (err == OK)
        err = name_people(&day);
    if (err == OK)
        err = show_arrivals(&day);
    if (err == OK)
        err = show_drafts(&day);
    if (err != OK)
        return err;
    part_days(&day);
    day.view->on = day.today;
    reply_today(reply, day.view);
    return OK;
}

static enum err done_work(struct job *job, void *with)
{
    const struct task_id *follow_up = with;
    return follow_up_done(job, *follow_up);
}

enum err today_done_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct task_id follow_up;
    struct person_id person;
    if (id_parse(request_path(request, "follow_up"), &follow_up.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = follow_up_person(job, follow_up, &person);
    if (err == OK)
        err = tie_check(job, (struct record_id){person.value}, RIGHT_note_write);
    job->location = STR("/today");
    if (err == OK)
        err = job_write(job, done_work, &follow_up);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_follow_up_done);
    return err;
}
