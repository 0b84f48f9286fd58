#pragma once
#include <stdbool.h>
#include <stddef.h>
enum word {
    WORD_NONE,
    WORD_house_title,
    WORD_house_rooms,
    WORD_house_full,
    WORD_house_no_rooms,
    WORD_house_alias
};
struct language {
    const char *code;
    bool is_rtl, is_draft;
    const char *categories[6];
    size_t translated_count;
};
