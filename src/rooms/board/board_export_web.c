/* The list of rooms as a file for a spreadsheet: all that the filter asks for, not a page of it. */
#include "base/csv.h"
#include "board_view.h"
#include "rooms/board/board_page.h"
#include "rooms/board/board_web.h"
#include "web/form.h"

enum { DAYS_AHEAD = 366, LINE_BYTES = 256 };

#define HEADER                                                                                   \
    "house,alias,area,room,beds,cots,step_free,self_contained,state,persons,until_on,free_on\r\n"

static void add_text(struct buf *out, struct str text)
{
    csv_add_cell(out, text);
    buf_add_c(out, ",");
}

static void add_day(struct arena *arena, struct buf *out, struct date day, const char *end)
{
    if (date_is_some(day))
        buf_add(out, date_text(arena, day));
    buf_add_c(out, end);
}

static void add_room(struct arena *arena, struct buf *out, const struct board_room_view *room)
{
    add_text(out, room->ref);
    add_text(out, room->alias);
    add_text(out, room->area);
    add_text(out, room->name);
    buf_format(out, "%lld,%lld,", (long long)room->beds, (long long)room->cots);
    add_text(out, room->step_free);
    buf_format(out, "%s,", room->is_self_contained ? "yes" : "no");
    add_text(out, room->state);
    buf_format(out, "%lld,", (long long)room->persons);
    add_day(arena, out, room->until_on, ",");
    add_day(arena, out, room->free_on, "\r\n");
}

enum err board_export_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems problems = problems_make(job->arena);
    struct board_filter_form filter = {0};
    form_read(&shape_board_filter_form, request->query, &problems, &filter);
    if (!date_is_some(filter.on))
        filter.on = date_in_london(job->now);
    if (problems.count > 0 || !board_day_is_near(job, filter.on))
        return ERR_MALFORMED;
    struct board board;
    enum err err = board_load(job, &(struct board_query){
        .right = RIGHT_beds_export,
        .from_on = filter.on,
        .until_on = date_add_days(filter.on, DAYS_AHEAD),
    }, &board);
    if (err != OK)
        return err;
    struct buf out = buf_make(job->arena, LINE_BYTES * (board.room_count + 1));
    struct board_rooms_kept kept = board_rooms_wanted(job, &board, &filter);
    buf_add_c(&out, HEADER);
    for (size_t i = 0; i < kept.count; i++)
        add_room(job->arena, &out, &kept.at[i]);
    reply_file(reply, STR("text/csv; charset=utf-8"),
               str_format(job->arena, "rooms-%.*s.csv",
                          STR_ARGS(date_text(job->arena, filter.on))),
               buf_text(&out));
    return OK;
}
