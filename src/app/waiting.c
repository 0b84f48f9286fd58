#include "app/waiting.h"

#include "guard/refusal.h"
#include "rooms/cold/cold.h"
#include "rooms/cold/cold_unreadable.h"
#include "rooms/emergency/emergency.h"
#include "rooms/reminder/reminder.h"

static struct waiting_slot *slot_of(struct waiting *waiting, struct staff_id staff)
{
    return &waiting->slots[(uint64_t)staff.value % WAITING_SLOTS];
}

static bool has_kept(struct waiting *waiting, const struct job *job, int64_t *out_number)
{
    pthread_mutex_lock(&waiting->mutex);
    const struct waiting_slot *slot = slot_of(waiting, job->asker.staff);
    int64_t age_ms = job->now.ms - slot->asked_at.ms;
    bool is_kept = slot->staff.value == job->asker.staff.value && age_ms >= 0 &&
                   age_ms < MS_PER_MINUTE;
    if (is_kept)
        *out_number = slot->number;
    pthread_mutex_unlock(&waiting->mutex);
    return is_kept;
}

/* Openings to be reviewed, and alarms that nobody has looked into: of refusals, and of records in
 * which something did not open. */
static int64_t count_for_guardian(struct job *job)
{
    int64_t openings = 0, alarms = 0, damaged = 0, unreadable = 0;
    if (emergency_waiting(job, &openings) != OK || refusal_waiting(job, &alarms) != OK ||
        cold_damage_waiting(job, &damaged) != OK || unreadable_waiting(job, &unreadable) != OK)
        return 0;
    return openings + alarms + damaged + unreadable;
}

int64_t waiting_number(struct waiting *waiting, struct job *job)
{
    int64_t number = 0;
    bool is_guardian = right_opens(job->asker.role, RIGHT_emergency_review);
    if (!is_guardian && (!right_opens(job->asker.role, RIGHT_today_read) ||
                         has_kept(waiting, job, &number)))
        return number;
    if (job_read_again(job) != OK)
        return 0;
    if (is_guardian)
        return count_for_guardian(job);
    if (reminder_waiting(job, &number) != OK)
        return 0;
    pthread_mutex_lock(&waiting->mutex);
    *slot_of(waiting, job->asker.staff) =
        (struct waiting_slot){job->asker.staff, job->now, number};
    pthread_mutex_unlock(&waiting->mutex);
    return number;
}

void waiting_forget(struct waiting *waiting, struct staff_id staff)
{
    pthread_mutex_lock(&waiting->mutex);
    *slot_of(waiting, staff) = (struct waiting_slot){0};
    pthread_mutex_unlock(&waiting->mutex);
}
