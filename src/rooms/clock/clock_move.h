/* clock_move.h - in which nation a person lives, and since when: whose law her clocks take.
 *
 * person.nation says where she was when the record was made. A move is a row with its day: what ran
 * keeps the row of the nation it started in, what starts on that day or later takes the new one's.
 * A nation or a day that was written down wrongly is corrected by a row that takes its place.
 */
#ifndef ROOMS_CLOCK_CLOCK_MOVE_H
#define ROOMS_CLOCK_CLOCK_MOVE_H

#include "guard/job.h"
#include "law/holiday.h"

struct clock_move {
    struct record_id move; /* 0: the nation of the beginning */
    enum law_nation nation;
    struct date from_on;   /* DATE_NONE: from the beginning */
    struct instant known_at;
};

/* The first is where she was at the beginning, then those that count, by their day. */
struct clock_moves {
    const struct clock_move *at;
    size_t count; /* at least 1 */
};
CHECKED enum err clock_move_list(struct job *job, struct person_id person, struct instant known_at,
                                 struct clock_moves *out_moves);

struct clock_move_new {
    struct str nation;         /* 'E', 'W', 'S', 'N' */
    struct date from_on;       /* of a correction of the beginning: DATE_NONE */
    bool is_correction;        /* of the move below, or of the beginning */
    struct record_id replaces; /* 0: none, or the beginning */
};

/* Adds every problem: no day or one in the future; a nation in which she is already; a move on or
 * before a day that another move has; a move on or before the day of a decision, which would change
 * under it the law that the decision's clocks run by (a correction may: it says how it was all the
 * time); something corrected that is not there. ERR_INVALID when there are any; ERR_CONFLICT when
 * somebody corrected the same one. A transaction of its own: the row, the clocks computed again,
 * the log's line. */
CHECKED enum err clock_move_add(struct job *job, struct person_id person,
                                const struct clock_move_new *move, struct problems *problems);

#endif
