/* Made by tool/viewc.c from desk.view. */
#pragma once

#include "base/shape.h"
#include "guard/id.h"
#include "house_view.h"
#include "house_sql.h"

/* Why nobody could be placed tonight. Counted, so the list is closed. */
extern const struct code_list codes_unable_reason;

extern const struct code_list codes_desk_tab;

/* One line of the "queue". */
struct desk_row_view {
    struct str reference;
    int64_t people_count;
    bool is_family;
    struct instant waiting_since;
    struct date arrives_on;
    struct placement_id placement;
};
extern const struct shape shape_desk_row_view;

struct desk_queue_view {
    struct str tab;
    struct str_list kinds;
    int title;
    struct house_summary_view house;
    struct { const struct desk_row_view *at; size_t count; } rows;
    struct house_rooms_rows free_rooms;
};
extern const struct shape shape_desk_queue_view;

/* Holding a room. */
struct placement_hold_form {
    struct room_id room;
    int64_t hours;
    int64_t floor;
    struct str reason;
    struct str tab;
    struct str_list kinds;
    struct str note;
    struct str name;
    struct str lines;
    struct str letter;
    struct date born_on;
    struct instant arrived_at;
    bool is_urgent;
    bool is_told;
};
extern const struct shape shape_placement_hold_form;

