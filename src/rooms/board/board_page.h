/* board_page.h - inner header: what the pages of this room have in common.
 */
#ifndef ROOMS_BOARD_BOARD_PAGE_H
#define ROOMS_BOARD_BOARD_PAGE_H

#include "board_view.h"
#include "rooms/board/board.h"

/* Does a list link its houses? Who has the right to a house at all has it to each house that the
 * list shows, because both go by the same ties; the house's own page asks again. */
bool board_may_open(const struct job *job);

/* Days that can be asked for: two years back and two years ahead. */
enum { BOARD_DAYS_FAR = 731 };
bool board_day_is_near(const struct job *job, struct date on);

/* Which page of so many rooms: from the first to before the last. */
struct board_slice {
    size_t first, last;
};
struct board_slice board_slice(size_t count, int64_t page, size_t size);

/* Empty codes ask for nothing. */
bool board_house_matches(const struct board_house *house, struct str region, struct str takes);

/* The rooms that a filter asks for, as they are on its day, in the order of the board. */
struct board_rooms_kept {
    const struct board_room_view *at;
    size_t count;
};
struct board_rooms_kept board_rooms_wanted(struct job *job, const struct board *board,
                                           const struct board_filter_form *filter);

#endif
