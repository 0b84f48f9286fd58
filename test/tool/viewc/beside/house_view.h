/* What another room's view file gives. */
#pragma once
#include "base/shape.h"
struct house_summary_view {
    struct str alias;
};
extern const struct shape shape_house_summary_view;
extern const struct code_list codes_house_kind;
