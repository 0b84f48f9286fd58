#include "rooms/clock/clock_step.h"

#include "clock_history_sql.h"
#include "rooms/clock/clock_law.h"
#include "rooms/contact/contact.h"
#include "rooms/person/person.h"
#include "words.h"

/* A pause without an end is looked at again after this long. */
enum { LOOK_AGAIN_DAYS = 14 };

/* ---- what was done ------------------------------------------------------------------------- */

static struct vault_place note_place(struct record_id step)
{
    return (struct vault_place){"clock_step", "note_sealed", step.value};
}

static enum err open_notes(struct job *job, struct person_id person,
                           const struct clock_step_rows_rows *rows, struct clock_step *steps)
{
    struct opening opening = opening_make_readable(job);
    enum err err = OK;
    for (size_t i = 0; i < rows->count && err == OK; i++)
        err = person_ask_text(&opening, person, note_place(rows->at[i].step),
                              rows->at[i].note_sealed, &steps[i].note);
    return err == OK ? opening_open(&opening) : err;
}

enum err clock_step_list(struct job *job, struct person_id person, struct instant known_at,
                         bool with_notes, struct clock_steps *out_steps)
{
    struct clock_step_rows_rows rows;
    enum err err = sql_clock_step_rows(job->db, job->arena, person, clock_known_by(known_at),
                                       &rows);
    if (err != OK)
        return err;
    struct clock_step *steps = ARENA_MANY(job->arena, struct clock_step, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        steps[i] = (struct clock_step){
            .rule = rows.at[i].rule,
            .decision = rows.at[i].decision,
            .fact_kind = rows.at[i].fact_kind,
            .fact_at = rows.at[i].fact_at,
            .kind = rows.at[i].kind,
            .happened_on = rows.at[i].happened_on,
            .until_on = rows.at[i].until_on,
            .reason = rows.at[i].reason,
            .authority = rows.at[i].authority,
            .known_at = rows.at[i].known_at,
        };
    if (with_notes && rows.count > 0)
        err = open_notes(job, person, &rows, steps);
    if (err == OK)
        *out_steps = (struct clock_steps){steps, rows.count};
    return err;
}

/* ---- what can be done ---------------------------------------------------------------------- */

static bool is_open_to(const struct clock *clock, struct str kind)
{
    enum law_clock_state state = clock->computed->state;
    const struct law_stepped *stepped = &clock->computed->due.stepped;
    bool runs = state == LAW_CLOCK_RUNS, stands_still = state == LAW_CLOCK_PAUSED;
    if (str_equal_c(kind, "pause"))
        return runs;
    if (str_equal_c(kind, "resume"))
        return stands_still;
    if (str_equal_c(kind, "reopen"))
        return date_is_some(stepped->ended_on) || date_is_some(stepped->cancelled_on);
    return runs || stands_still;
}

struct str_list clock_step_kinds(struct arena *arena, const struct clock *clock)
{
    static const char *const kinds[] = {"pause", "resume", "extend", "end", "cancel", "reopen"};
    struct str *open_to = ARENA_MANY(arena, struct str, COUNT_OF(kinds));
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (is_open_to(clock, str_of(kinds[i])))
            open_to[count++] = str_of(kinds[i]);
    return (struct str_list){open_to, count};
}

/* ---- doing it ------------------------------------------------------------------------------ */

struct stepping {
    struct person_id person;
    const struct clock_step_new *step;
    struct record_id id;
    struct str note_sealed;
};

static bool is_kind(const struct clock_step_new *step, const char *kind)
{
    return str_equal_c(step->kind, kind);
}

static void check_kind(struct arena *arena, const struct clock_step_new *step,
                       struct problems *problems)
{
    struct str_list kinds = clock_step_kinds(arena, step->clock);
    for (size_t i = 0; i < kinds.count; i++)
        if (str_equal(kinds.at[i], step->kind))
            return;
    if (step->kind.size > 0)
        problems_add(problems, STR("kind"), WORD_clock_problem_step_state);
}

static void check_day(struct job *job, const struct clock_step_new *step,
                      struct problems *problems)
{
    const struct law_clock *clock = step->clock->computed;
    const struct law_steps *steps = &clock->facts.steps;
    struct date on = step->happened_on;
    struct date last = steps->count > 0 ? steps->at[steps->count - 1].on : DATE_NONE;
    if (!date_is_some(on))
        return;
    if (date_compare(on, date_in_london(job->now)) > 0)
        problems_add(problems, STR("happened_on"), WORD_clock_problem_future);
    else if (date_compare(on, clock->facts.trigger_on) < 0)
        problems_add(problems, STR("happened_on"), WORD_clock_problem_step_early);
    else if (date_is_some(last) && date_compare(on, last) < 0)
        problems_add(problems, STR("happened_on"), WORD_clock_problem_step_order);
    else if (is_kind(step, "pause") && date_is_some(clock->due.period_on) &&
             date_compare(on, clock->due.period_on) > 0)
        problems_add(problems, STR("happened_on"), WORD_clock_problem_step_over);
}

static void check_end(const struct clock_step_new *step, struct problems *problems)
{
    const struct law_due *due = &step->clock->computed->due;
    struct date last = date_is_some(due->due_on) ? due->due_on : due->period_on;
    bool has_end = date_is_some(step->until_on);
    if (is_kind(step, "pause") && has_end && date_is_some(step->happened_on) &&
        date_compare(step->until_on, step->happened_on) <= 0)
        problems_add(problems, STR("until_on"), WORD_clock_problem_step_until);
    if (!is_kind(step, "extend"))
        return;
    if (!has_end && problems_of(problems, STR("until_on")) == NULL)
        problems_add(problems, STR("until_on"), WORD_clock_problem_step_until_missing);
    else if (has_end && date_compare(step->until_on, last) <= 0)
        problems_add(problems, STR("until_on"), WORD_clock_problem_step_not_later);
    if (step->authority.size == 0)
        problems_add(problems, STR("authority"), WORD_clock_problem_step_authority);
}

static enum err seal_note(struct job *job, struct stepping *stepping)
{
    struct str note = stepping->step->note;
    return note.size == 0 ? OK
                          : person_seal_text(job, stepping->person, note_place(stepping->id), note,
                                             &stepping->note_sealed);
}

static bool is_same_clock(const struct law_clock *a, const struct law_clock *b)
{
    return str_equal(a->rule->rule, b->rule->rule) && a->trigger->id == b->trigger->id &&
           str_equal(a->trigger->event, b->trigger->event) &&
           clock_fact_at(a->trigger).ms == clock_fact_at(b->trigger).ms;
}

/* What was checked was checked before this transaction: nobody may have stepped in since. */
static enum err check_alone(struct job *job, const struct stepping *stepping)
{
    const struct law_clock *seen = stepping->step->clock->computed;
    struct law_clocks clocks;
    enum err err = sql_clock_steps_wait(job->db, stepping->person);
    if (err == OK)
        err = clock_compute(job, stepping->person, INSTANT_NONE, &clocks);
    if (err != OK)
        return err;
    for (size_t i = 0; i < clocks.count; i++)
        if (is_same_clock(&clocks.at[i], seen))
            return clocks.at[i].facts.steps.count == seen->facts.steps.count ? OK : ERR_CONFLICT;
    return ERR_CONFLICT;
}

static enum err insert(struct job *job, const struct stepping *stepping)
{
    const struct clock_step_new *step = stepping->step;
    const struct law_fact *trigger = step->clock->computed->trigger;
    bool is_fact = trigger->id == 0;
    bool has_end = is_kind(step, "pause") || is_kind(step, "extend");
    return sql_clock_step_insert(job->db, &(struct clock_step_insert_in){
        .step = stepping->id,
        .person = stepping->person,
        .rule = step->clock->rule,
        .decision = {trigger->id},
        .fact_kind = is_fact ? trigger->event : STR_NONE,
        .fact_at = is_fact ? clock_fact_at(trigger) : INSTANT_NONE,
        .kind = step->kind,
        .happened_on = step->happened_on,
        .until_on = has_end ? step->until_on : DATE_NONE,
        .reason = step->reason,
        .authority = step->authority,
        .note_sealed = stepping->note_sealed,
        .now = job->now,
        .staff = job->asker.staff,
    });
}

static enum err remind(struct job *job, const struct stepping *stepping)
{
    struct task_id follow_up;
    if (!is_kind(stepping->step, "pause") || date_is_some(stepping->step->until_on) ||
        job->asker.circle.value == 0)
        return OK;
    return follow_up_open(job, &(struct follow_up_new){
        .person = stepping->person,
        .kind = STR("review"),
        .circle = job->asker.circle,
        .due_at = instant_add_ms(job->now, LOOK_AGAIN_DAYS * MS_PER_DAY),
    }, &follow_up);
}

static enum err step_work(struct job *job, void *with)
{
    const struct stepping *stepping = with;
    enum err err = check_alone(job, stepping);
    if (err == OK)
        err = insert(job, stepping);
    if (err == OK)
        err = remind(job, stepping);
    if (err == OK)
        err = clock_refresh(job, stepping->person);
    if (err == OK)
        err = event_happened(job, EVENT_fact_recorded, stepping->person.value);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, stepping->person.value);
    return err;
}

enum err clock_step_add(struct job *job, struct person_id person,
                        const struct clock_step_new *step, struct problems *problems)
{
    struct stepping stepping = {.person = person, .step = step, .id = {job_new_id(job)}};
    check_kind(job->arena, step, problems);
    check_day(job, step, problems);
    check_end(step, problems);
    enum err err = problems_result(problems);
    if (err == OK)
        err = seal_note(job, &stepping);
    return err == OK ? job_write(job, step_work, &stepping) : err;
}
