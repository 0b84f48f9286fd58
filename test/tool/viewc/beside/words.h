/* What the generated file finds beside it, as small as can be. */
#pragma once
enum word {
    WORD_none,
    WORD_unable_reason_no_bed_in_time,
    WORD_unable_reason_no_bed_for_household_size,
    WORD_desk_tab_unplaced,
    WORD_desk_tab_offered
};
