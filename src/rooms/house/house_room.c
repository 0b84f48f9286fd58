/* house_room.c - the rooms of a house, and when they cannot be used. */
#include "house_sql.h"
#include "rooms/house/house.h"

enum err house_rooms(struct job *job, struct house_id house, struct house_rooms *out_rooms)
{
    struct house_room_list_rows rows;
    enum err err = sql_house_room_list(job->db, job->arena, house, &rows);
    if (err != OK)
        return err;
    struct house_room *rooms = ARENA_MANY(job->arena, struct house_room, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        rooms[i] = (struct house_room){
            .room = rows.at[i].room,
            .name = rows.at[i].name,
            .beds = rows.at[i].beds,
            .cots = rows.at[i].cots,
            .step_free = rows.at[i].step_free,
            .is_self_contained = rows.at[i].is_self_contained,
        };
    *out_rooms = (struct house_rooms){rooms, rows.count};
    return OK;
}

enum err house_room_get(struct job *job, struct house_id house, struct room_id room,
                        struct house_room *out_room)
{
    struct house_rooms rooms;
    enum err err = house_rooms(job, house, &rooms);
    if (err != OK)
        return err;
    for (size_t i = 0; i < rooms.count; i++)
        if (rooms.at[i].room.value == room.value) {
            *out_room = rooms.at[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

/* ---- voids ----------------------------------------------------------------------------------- */

/* With the room locked, so that of two workers one sees the other's. */
static enum err check_overlap(struct job *job, const struct void_new *new_void,
                              struct house_id *out_house)
{
    struct room_lock_row room;
    struct void_overlaps_rows rows;
    const struct void_overlaps_in in = {
        .room = new_void->room,
        .from_on = new_void->from_on,
        .until_on = new_void->expected_until_on,
        .today = date_in_london(job->now),
    };
    enum err err = sql_room_lock(job->db, job->arena, new_void->room, &room);
    if (err == OK)
        err = sql_void_overlaps(job->db, job->arena, &in, &rows);
    if (err != OK)
        return err;
    if (rows.count > 0)
        return ERR_CONFLICT;
    *out_house = room.house;
    return OK;
}

enum err room_void_add(struct job *job, const struct void_new *new_void, struct void_id *out_void)
{
    must(db_is_writing(job->db));
    if (date_compare(new_void->expected_until_on, new_void->from_on) <= 0)
        return ERR_INVALID;
    struct void_id id = {job_new_id(job)};
    struct house_id house;
    enum err err = check_overlap(job, new_void, &house);
    if (err == OK)
        err = sql_void_insert(job->db, &(struct void_insert_in){
            .void_id = id,
            .room = new_void->room,
            .from_on = new_void->from_on,
            .expected_until_on = new_void->expected_until_on,
            .reason = new_void->reason,
            .now = job->now,
            .staff = job->asker.staff,
        });
    if (err != OK)
        return err;
    job_audit(job, VERB_voided, RECORD_house, house.value);
    err = event_happened(job, EVENT_room_voided, id.value);
    if (err == OK)
        *out_void = id;
    return err;
}

enum err room_void_end(struct job *job, struct void_id void_, struct date ended_on)
{
    must(db_is_writing(job->db));
    struct room_void found;
    enum err err = room_void_get(job, void_, &found);
    if (err != OK)
        return err;
    if (date_compare(ended_on, found.from_on) < 0 ||
        date_compare(ended_on, date_in_london(job->now)) > 0)
        return ERR_INVALID;
    int64_t changed;
    err = sql_void_close(job->db, void_, ended_on, &changed);
    if (err != OK)
        return err;
    if (changed == 0)
        return ERR_CONFLICT;
    job_audit(job, VERB_voided, RECORD_house, found.house.value);
    return OK;
}

enum err room_void_get(struct job *job, struct void_id void_, struct room_void *out_void)
{
    struct void_row_row row;
    enum err err = sql_void_row(job->db, job->arena, void_, &row);
    if (err == OK)
        *out_void = (struct room_void){row.void_id, row.house, row.room, row.room_name, row.reason,
                                       row.from_on, row.expected_until_on, row.ended_on};
    return err;
}

enum err house_voids(struct job *job, struct house_id house, struct room_voids *out_voids)
{
    struct void_list_rows rows;
    enum err err = sql_void_list(job->db, job->arena, house, &rows);
    if (err != OK)
        return err;
    struct room_void *voids = ARENA_MANY(job->arena, struct room_void, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const struct void_list_row *row = &rows.at[i];
        voids[i] = (struct room_void){row->void_id, row->house, row->room, row->room_name,
                                      row->reason, row->from_on, row->expected_until_on,
                                      row->ended_on};
    }
    *out_voids = (struct room_voids){voids, rows.count};
    return OK;
}
