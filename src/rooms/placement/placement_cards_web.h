/* placement_cards_web.h - the matcher's answer as a page shows it. Inside this room's web files.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_CARDS_WEB_H
#define ROOMS_PLACEMENT_PLACEMENT_CARDS_WEB_H

#include "placement_view.h"
#include "rooms/placement/placement.h"

/* Language of the names of areas: an index of language_table. */
struct placement_card_view *placement_cards(struct job *job, const struct placement_rooms *rooms,
                                            const struct match_fits *fits, size_t language);

/* Everything the list of rooms shows of the answer; the head is the caller's. */
void placement_fill_rooms(struct job *job, const struct placement_rooms *rooms, size_t language,
                          struct placement_rooms_view *view);

struct str placement_area(struct job *job, struct str area, size_t language);

/* Who the household is, without a name; each member that is shown is a line of the log. */
CHECKED enum err placement_household_fill(struct job *job, const struct placement *placement,
                                          size_t language,
                                          struct placement_household_view *out_view);

/* Whether the house that a move leads to has been asked, and what it said: enum word. */
int placement_move_word(const struct placement_booking *booking);

/* What stands on a page of a warning, by who asks (the desk, or others). */
#define PLACEMENT_WARNING_NONE                                                                   \
    ((struct placement_warning_view){.found_at = INSTANT_NONE, .decided_at = INSTANT_NONE})
CHECKED enum err placement_warning_fill(struct job *job, const struct placement *placement,
                                        struct placement_warning_view *out_view);

#endif
