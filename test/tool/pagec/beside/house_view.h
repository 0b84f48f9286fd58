#pragma once
#include "base/shape.h"
#include "guard/id.h"
struct house_room_view {
    struct room_id room;
    struct str name;
    struct str_list kinds;
    struct date free_on;
    bool is_free;
};
struct house_show_view {
    struct str reference, alias, kind, website;
    int title;
    int64_t beds, rent_pence;
    bool is_full;
    struct instant seen_at;
    struct house_room_view best;
    struct { const struct house_room_view *at; size_t count; } rooms;
};
extern const struct shape shape_house_show_view;
extern const struct code_list codes_house_kind;
