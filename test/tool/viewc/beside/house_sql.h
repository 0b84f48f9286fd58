/* What another room's statements give. */
#pragma once
#include "base/shape.h"
struct house_rooms_row {
    int64_t beds;
};
struct house_rooms_rows {
    const struct house_rooms_row *at;
    size_t count;
};
extern const struct shape shape_house_rooms_row;
