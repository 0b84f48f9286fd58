/* board.h - every room from day to day: free, taken, made ready or out of order.
 *
 * The same spans of days are the list of beds, the board, the page of a day and the page of a
 * house, so that none of them can tell something else than the others ("impossible to hide a bed",
 * screens.md 2). Only rooms of houses that the asker may see, by alias and area. Who lives in a
 * room is not part of it, only how many; a house's own page adds the people whom the asker may
 * read.
 *
 * A day belongs to what has the room on the following night: a stay that ends on a day does not
 * have that day. Spans do not say more than the database: a stay without an agreed end goes on to
 * the end of the days asked for, one that is overdue until today.
 */
#ifndef ROOMS_BOARD_BOARD_H
#define ROOMS_BOARD_BOARD_H

#include "guard/job.h"

/* In rising order: of several at once the highest is told. */
enum board_state {
    BOARD_FREE,
    BOARD_TURNAROUND,
    BOARD_BOOKED,       /* promised for a planned move */
    BOARD_HELD,
    BOARD_OFFERED,
    BOARD_EXPECTED,     /* the house has accepted, the household is on the way */
    BOARD_OUT_OF_ORDER,
    BOARD_OCCUPIED,
    BOARD_STATES
};
/* Its code of codes board_state: "out_of_order". */
struct str board_state_code(enum board_state state);

struct board_span {
    enum board_state state;
    struct date from_on;
    struct date until_on; /* the first day after it; DATE_NONE: no end is known */
    int64_t persons;      /* 0 where there is no household */
    struct placement_id placement; /* 0 where there is none */
    struct referral_id referral;
    struct date due_on; /* it should begin (expected, booked) or end (occupied, out of order) */
};

struct board_room {
    struct room_id room;
    struct str name;
    int64_t beds, cots;
    struct str step_free;
    bool is_self_contained;
    size_t house; /* index in houses */
    const struct board_span *spans; /* by from_on */
    size_t span_count;
};

struct board_house {
    struct house_id house;
    struct str ref, alias, organisation, area, region; /* area: its name */
    bool takes_women, takes_men, takes_mixed, takes_families, is_closed;
};

struct board {
    struct date from_on, until_on; /* the days asked for; until_on is the first after them */
    const struct board_house *houses;
    size_t house_count;
    const struct board_room *rooms; /* by house, then name */
    size_t room_count;
};

/* The rooms to which the asker has this right (RIGHT_beds_read, RIGHT_houses_read,
 * RIGHT_house_read) with their spans. house 0: all houses. Four statements, whatever the number of
 * rooms. */
struct board_query {
    enum right right;
    struct house_id house;
    struct date from_on, until_on;
};
CHECKED enum err board_load(struct job *job, const struct board_query *query,
                            struct board *out_board);

/* What a room is on a day: the span, or NULL when it is free. */
const struct board_span *board_on(const struct board_room *room, struct date on);
/* The first day from then on which the room is free, as far as is known; DATE_NONE: no such day. */
struct date board_free_on(const struct board_room *room, struct date from_on);

/* The spans of a room without overlap and without gap, free days among them: what the drawing and
 * its table show. from_on and until_on are cut to the days of the board. */
struct board_piece {
    struct board_span span;
    struct date since_on; /* the first day, also before the board's; of free days the board's */
    struct date known_until_on; /* the first day after it, also after the board's; or DATE_NONE */
};
struct board_pieces {
    const struct board_piece *at;
    size_t count;
};
struct board_pieces board_pieces(struct arena *arena, const struct board *board,
                                 const struct board_room *room);

#endif
