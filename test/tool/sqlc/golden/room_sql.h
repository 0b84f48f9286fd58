/* Made by tool/sqlc from room.sql. */
#ifndef ROOM_SQL_H
#define ROOM_SQL_H

#include "base/base.h"
#include "base/shape.h"
#include "guard/id.h"
#include "store/store.h"

struct room_count_free_row {
    int64_t free_count;
    bool is_any;
};
extern const struct shape shape_room_count_free_row;
extern const struct store_statement room_count_free_statement;
CHECKED enum err sql_room_count_free(struct db *db, struct arena *arena, struct house_id house, struct room_count_free_row *out_row);

extern const struct store_statement room_take_statement;
CHECKED enum err sql_room_take(struct db *db, struct room_id room, int64_t *out_changed);

#endif
