/* Made by tool/viewc.c from desk.view. */
#include "desk_view.h"

#include <stddef.h>

#include "words.h"

static const struct code list_unable_reason[] = {
    {"no_bed_in_time", WORD_unable_reason_no_bed_in_time},
    {"no_bed_for_household_size", WORD_unable_reason_no_bed_for_household_size},
};

const struct code_list codes_unable_reason = {"unable_reason", list_unable_reason, 2};

static const struct code list_desk_tab[] = {
    {"unplaced", WORD_desk_tab_unplaced},
    {"offered", WORD_desk_tab_offered},
};

const struct code_list codes_desk_tab = {"desk_tab", list_desk_tab, 2};

static const struct shape_field fields_desk_row_view[] = {
    {.name = "reference", .kind = SHAPE_TEXT, .offset = offsetof(struct desk_row_view, reference)},
    {.name = "people_count", .kind = SHAPE_INTEGER, .offset = offsetof(struct desk_row_view, people_count)},
    {.name = "is_family", .kind = SHAPE_FLAG, .offset = offsetof(struct desk_row_view, is_family)},
    {.name = "waiting_since", .kind = SHAPE_INSTANT, .offset = offsetof(struct desk_row_view, waiting_since)},
    {.name = "arrives_on", .kind = SHAPE_DATE, .offset = offsetof(struct desk_row_view, arrives_on)},
    {.name = "placement", .kind = SHAPE_ID, .offset = offsetof(struct desk_row_view, placement)},
};

const struct shape shape_desk_row_view = {"desk_row_view", 
    "One line of the \042queue\042.", sizeof(struct desk_row_view), fields_desk_row_view, 6};

static const struct shape_field fields_desk_queue_view[] = {
    {.name = "tab", .kind = SHAPE_CODE, .offset = offsetof(struct desk_queue_view, tab), .codes = &codes_desk_tab},
    {.name = "kinds", .kind = SHAPE_CODE, .offset = offsetof(struct desk_queue_view, kinds), .codes = &codes_house_kind, .is_many = true},
    {.name = "title", .kind = SHAPE_WORD, .offset = offsetof(struct desk_queue_view, title)},
    {.name = "house", .kind = SHAPE_PART, .offset = offsetof(struct desk_queue_view, house), .of = &shape_house_summary_view},
    {.name = "rows", .kind = SHAPE_LIST, .offset = offsetof(struct desk_queue_view, rows), .of = &shape_desk_row_view},
    {.name = "free_rooms", .kind = SHAPE_LIST, .offset = offsetof(struct desk_queue_view, free_rooms), .of = &shape_house_rooms_row},
};

const struct shape shape_desk_queue_view = {"desk_queue_view", 
    "", sizeof(struct desk_queue_view), fields_desk_queue_view, 6};

static const struct shape_field fields_placement_hold_form[] = {
    {.name = "room", .kind = SHAPE_ID, .offset = offsetof(struct placement_hold_form, room), .is_required = true},
    {.name = "hours", .kind = SHAPE_INTEGER, .offset = offsetof(struct placement_hold_form, hours), .least = 1, .most = 72, .preset = 
    "2"},
    {.name = "floor", .kind = SHAPE_INTEGER, .offset = offsetof(struct placement_hold_form, floor), .least = INT64_MIN + 1, .most = INT64_MAX},
    {.name = "reason", .kind = SHAPE_CODE, .offset = offsetof(struct placement_hold_form, reason), .codes = &codes_unable_reason, .is_required = true},
    {.name = "tab", .kind = SHAPE_CODE, .offset = offsetof(struct placement_hold_form, tab), .codes = &codes_desk_tab, .preset = 
    "offered"},
    {.name = "kinds", .kind = SHAPE_CODE, .offset = offsetof(struct placement_hold_form, kinds), .codes = &codes_house_kind, .is_many = true},
    {.name = "note", .kind = SHAPE_TEXT, .offset = offsetof(struct placement_hold_form, note), .most = 2000},
    {.name = "name", .kind = SHAPE_TEXT, .offset = offsetof(struct placement_hold_form, name), .is_required = true, .most = 200},
    {.name = "lines", .kind = SHAPE_TEXT, .offset = offsetof(struct placement_hold_form, lines), .is_lines = true, .most = 5000},
    {.name = "letter", .kind = SHAPE_TEXT, .offset = offsetof(struct placement_hold_form, letter), .is_lines = true, .most = 9000},
    {.name = "born_on", .kind = SHAPE_DATE, .offset = offsetof(struct placement_hold_form, born_on)},
    {.name = "arrived_at", .kind = SHAPE_INSTANT, .offset = offsetof(struct placement_hold_form, arrived_at)},
    {.name = "is_urgent", .kind = SHAPE_FLAG, .offset = offsetof(struct placement_hold_form, is_urgent)},
    {.name = "is_told", .kind = SHAPE_FLAG, .offset = offsetof(struct placement_hold_form, is_told), .preset = 
    "true"},
};

const struct shape shape_placement_hold_form = {"placement_hold_form", 
    "Holding a room.", sizeof(struct placement_hold_form), fields_placement_hold_form, 14};

