/* clock_web.h - a person's clocks with their reasons, and the forms for what starts them.
 *
 * The form for a decision is here and not with the decision: it needs the day of the referral,
 * which is one of this room's facts. /
 */
#ifndef ROOMS_CLOCK_CLOCK_WEB_H
#define ROOMS_CLOCK_CLOCK_WEB_H

#include "clock_view.h"
#include "guard/job.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_move.h"
#include "web/reply.h"

/* The clocks that run, for a page of another room: {>clock_strip strip=...}. The person must be the
 * job's target, and the right to read her checked. */
CHECKED enum err clock_strip_view(struct job *job, struct person_id person,
                                  struct clock_strip_view *out_strip);

/* One clock with everything that stands behind it, in a language of web/words.h; of clock_list. */
struct clock_card_view clock_card_of(struct job *job, size_t language, const struct clock *clock);
struct clock_move_line_view clock_move_line_of(const struct clock_move *move);

/* Where all clocks of the job's target stand. */
struct str clock_all_url(const struct job *job);

enum err clock_all_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_changes_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_decision_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_decision_do(struct job *job, const struct request *request, struct reply *reply);
enum err clock_fact_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_fact_do(struct job *job, const struct request *request, struct reply *reply);
enum err clock_mend_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_mend_do(struct job *job, const struct request *request, struct reply *reply);
enum err clock_step_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_step_do(struct job *job, const struct request *request, struct reply *reply);
enum err clock_move_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_move_do(struct job *job, const struct request *request, struct reply *reply);
enum err clock_law_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_switch_do(struct job *job, const struct request *request, struct reply *reply);

#endif
