#include "rooms/move_on/move_on.h"

#include "move_on_sql.h"
#include "move_on_view.h"
#include "rooms/contact/contact.h"

/* A step is due by the end of a working day. */
enum { EVENING_HOUR = 17 };

int move_on_step_word(struct str step)
{
    const struct code *code = code_find(&codes_move_on_step, step);
    return code == NULL ? 0 : code->word;
}

/* ---- gathering ------------------------------------------------------------------------------- */

/* What a plan is worked out from. */
struct facts_of {
    struct law_case of;
    struct clocks clocks;
    struct law_move_on_dues dues;
    struct move_on_rows_rows rows;
};

/* The clocks as the law's, for counting back. */
static struct law_clocks computed_of(struct arena *arena, const struct clocks *clocks)
{
    struct law_clock *computed = ARENA_MANY(arena, struct law_clock, clocks->count);
    for (size_t i = 0; i < clocks->count; i++)
        computed[i] = *clocks->at[i].computed;
    return (struct law_clocks){computed, clocks->count};
}

static enum err gather(struct job *job, struct person_id person, struct facts_of *out_facts)
{
    struct facts_of facts;
    enum err err = clock_case(job, person, INSTANT_NONE, &facts.of);
    if (err == OK)
        err = clock_list(job, person, &facts.clocks);
    if (err == OK)
        err = sql_move_on_rows(job->db, job->arena, person, &facts.rows);
    if (err != OK)
        return err;
    struct law_clocks computed = computed_of(job->arena, &facts.clocks);
    facts.dues = law_move_on_of(job->arena, law_book(), law_move_on_built_in(), &facts.of,
                                &computed);
    *out_facts = facts;
    return OK;
}

static const struct move_on_rows_row *row_of(const struct facts_of *facts, struct str step)
{
    for (size_t i = 0; i < facts->rows.count; i++)
        if (str_equal(facts->rows.at[i].step, step))
            return &facts->rows.at[i];
    return NULL;
}

static const struct law_move_on_due *due_of(const struct facts_of *facts, struct str step)
{
    for (size_t i = 0; i < facts->dues.count; i++)
        if (str_equal(facts->dues.at[i].step->step, step))
            return &facts->dues.at[i];
    return NULL;
}

/* ---- the plan -------------------------------------------------------------------------------- */

static struct move_on_step step_of(const struct move_on_rows_row *row,
                                   const struct law_move_on_due *due)
{
    struct move_on_step step = {
        .step = due == NULL ? row->step : due->step->step,
        .due = due,
        .due_on = due == NULL ? DATE_NONE : due->due_on,
        .done_at = INSTANT_NONE,
    };
    if (row == NULL)
        return step;
    step.is_started = true;
    step.follow_up = row->follow_up;
    step.owner = row->owner;
    step.owner_name = row->owner_name;
    step.done_at = row->done_at;
    step.done_name = row->done_name;
    return step;
}

static void add_steps(struct job *job, const struct facts_of *facts, struct move_on *move_on)
{
    struct move_on_step *steps =
        ARENA_MANY(job->arena, struct move_on_step, facts->dues.count + facts->rows.count);
    size_t count = 0;
    for (size_t i = 0; i < facts->dues.count; i++) {
        const struct law_move_on_due *due = &facts->dues.at[i];
        steps[count++] = step_of(row_of(facts, due->step->step), due);
    }
    for (size_t i = 0; i < facts->rows.count; i++)
        if (due_of(facts, facts->rows.at[i].step) == NULL)
            steps[count++] = step_of(&facts->rows.at[i], NULL);
    move_on->steps = steps;
    move_on->step_count = count;
    move_on->is_started = facts->rows.count > 0;
}

static void add_event(struct move_on_event *events, size_t *count, size_t event, struct date on)
{
    size_t place = *count;
    for (size_t i = 0; i < *count; i++)
        if (events[i].event == event)
            return;
    while (place > 0 && date_compare(events[place - 1].on, on) > 0) {
        events[place] = events[place - 1];
        place--;
    }
    events[place] = (struct move_on_event){event, on};
    (*count)++;
}

static void add_events(struct job *job, const struct facts_of *facts, struct move_on *move_on)
{
    struct move_on_event *events =
        ARENA_MANY(job->arena, struct move_on_event, facts->dues.count);
    size_t count = 0;
    for (size_t i = 0; i < facts->dues.count; i++) {
        const struct law_fact *after = facts->dues.at[i].after;
        add_event(events, &count, law_event_find(law_book(), after->event),
                  law_fact_day(after));
    }
    move_on->events = events;
    move_on->event_count = count;
}

/* Clocks that have a day still to be met, or that have come to it since the day. */
static bool competes(const struct clock *clock, struct date since)
{
    static const char *const states[] = {"overdue", "due_today", "running", "passed"};
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (str_equal_c(clock->state, states[i]))
            return date_is_some(clock->due_on) && date_compare(clock->due_on, since) >= 0;
    return false;
}

static void add_clocks(struct job *job, const struct facts_of *facts, struct move_on *move_on)
{
    struct clock *clocks = ARENA_MANY(job->arena, struct clock, facts->clocks.count);
    bool has_event = move_on->event_count > 0;
    struct date since = has_event ? move_on->events[0].on : date_in_london(job->now);
    size_t count = 0;
    for (size_t i = 0; i < facts->clocks.count; i++) {
        if (!competes(&facts->clocks.at[i], since))
            continue;
        size_t place = count++;
        while (place > 0 &&
               date_compare(clocks[place - 1].due_on, facts->clocks.at[i].due_on) > 0) {
            clocks[place] = clocks[place - 1];
            place--;
        }
        clocks[place] = facts->clocks.at[i];
    }
    move_on->clocks = (struct clocks){clocks, count};
}

enum err move_on_of(struct job *job, struct person_id person, struct move_on *out_move_on)
{
    struct facts_of facts;
    enum err err = gather(job, person, &facts);
    if (err != OK)
        return err;
    *out_move_on = (struct move_on){.nation = law_nation_on(&facts.of, DATE_NONE)};
    add_steps(job, &facts, out_move_on);
    add_events(job, &facts, out_move_on);
    add_clocks(job, &facts, out_move_on);
    return OK;
}

/* ---- owners ---------------------------------------------------------------------------------- */

/* Who does a step: a worker, and the circle on whose day it stands. */
struct owner {
    struct staff_id staff;
    struct circle_id circle;
};

static struct owner asker_of(const struct job *job)
{
    return (struct owner){job->asker.staff, job->asker.circle};
}

/* The evening of its day. A day that has gone, or none: today, as soon as possible. */
static struct instant due_at(const struct job *job, struct date due_on)
{
    struct date today = date_in_london(job->now);
    bool is_to_come = date_is_some(due_on) && date_compare(due_on, today) > 0;
    return instant_add_ms(london_midnight(is_to_come ? due_on : today),
                          EVENING_HOUR * MS_PER_HOUR);
}

static enum err open_follow_up(struct job *job, struct person_id person, struct instant at,
                               const struct owner *owner, struct task_id *out_follow_up)
{
    return follow_up_open(job, &(struct follow_up_new){
        .person = person,
        .kind = STR("move_on"),
        .circle = owner->circle,
        .due_at = at,
    }, out_follow_up);
}

static enum err open_step(struct job *job, struct person_id person,
                          const struct law_move_on_due *due, const struct owner *owner)
{
    struct task_id follow_up;
    enum err err = open_follow_up(job, person, due_at(job, due->due_on), owner, &follow_up);
    if (err == OK)
        err = sql_move_on_insert(job->db, &(struct move_on_insert_in){
            .person = person,
            .step = due->step->step,
            .follow_up = follow_up,
            .owner = owner->staff,
            .now = job->now,
        });
    return err;
}

/* Opens the steps that nobody owns yet, and says how many those were. */
static enum err open_steps(struct job *job, struct person_id person, const struct facts_of *facts,
                           const struct owner *owner, size_t *out_count)
{
    enum err err = OK;
    size_t count = 0;
    for (size_t i = 0; err == OK && i < facts->dues.count; i++) {
        const struct law_move_on_due *due = &facts->dues.at[i];
        if (row_of(facts, due->step->step) != NULL)
            continue;
        err = open_step(job, person, due, owner);
        count++;
    }
    *out_count = count;
    return err;
}

static enum err start_work(struct job *job, void *with)
{
    const struct person_id *person = with;
    struct facts_of facts;
    struct owner owner = asker_of(job);
    size_t count = 0;
    enum err err = gather(job, *person, &facts);
    if (err == OK)
        err = open_steps(job, *person, &facts, &owner, &count);
    if (err == OK && count == 0)
        err = ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, person->value);
    return err;
}

enum err move_on_start(struct job *job, struct person_id person)
{
    return job_write(job, start_work, &person);
}

/* One step that somebody does something to. */
struct acting {
    struct person_id person;
    struct str step;
    const struct move_on_rows_row *row;
};

/* Finds the open step inside the transaction that changes it. */
static enum err find_open(struct job *job, struct acting *acting)
{
    struct facts_of facts;
    enum err err = sql_move_on_rows(job->db, job->arena, acting->person, &facts.rows);
    if (err != OK)
        return err;
    acting->row = row_of(&facts, acting->step);
    if (acting->row == NULL)
        return ERR_NOT_FOUND;
    return instant_is_some(acting->row->done_at) ? ERR_CONFLICT : OK;
}

static enum err take_work(struct job *job, void *with)
{
    struct acting *acting = with;
    int64_t changed;
    enum err err = find_open(job, acting);
    if (err == OK)
        err = follow_up_move(job, acting->row->follow_up, job->asker.circle, acting->row->due_at);
    if (err == OK)
        err = sql_move_on_own(job->db, acting->person, acting->step, job->asker.staff, &changed);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, acting->person.value);
    return err;
}

enum err move_on_take(struct job *job, struct person_id person, struct str step)
{
    return job_write(job, take_work, &(struct acting){person, step, NULL});
}

static enum err tick_work(struct job *job, void *with)
{
    struct acting *acting = with;
    enum err err = find_open(job, acting);
    return err == OK ? follow_up_done(job, acting->row->follow_up) : err;
}

enum err move_on_tick(struct job *job, struct person_id person, struct str step)
{
    return job_write(job, tick_work, &(struct acting){person, step, NULL});
}

static enum err reopen_work(struct job *job, void *with)
{
    struct acting *acting = with;
    int64_t changed;
    struct task_id follow_up;
    struct owner owner = asker_of(job);
    enum err err = find_open(job, acting);
    if (err != ERR_CONFLICT)
        return err == OK ? ERR_CONFLICT : err;
    err = open_follow_up(job, acting->person, acting->row->due_at, &owner, &follow_up);
    if (err == OK)
        err = sql_move_on_reopen(job->db, &(struct move_on_reopen_in){
            .person = acting->person,
            .step = acting->step,
            .follow_up = follow_up,
            .owner = owner.staff,
        }, &changed);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, acting->person.value);
    return err;
}

enum err move_on_reopen(struct job *job, struct person_id person, struct str step)
{
    return job_write(job, reopen_work, &(struct acting){person, step, NULL});
}

/* ---- when others change something ------------------------------------------------------------ */

static enum err move_open_steps(struct job *job, const struct facts_of *facts)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < facts->rows.count; i++) {
        const struct move_on_rows_row *row = &facts->rows.at[i];
        const struct law_move_on_due *due = due_of(facts, row->step);
        if (due == NULL || instant_is_some(row->done_at))
            continue;
        struct instant at = due_at(job, due->due_on);
        if (at.ms != row->due_at.ms)
            err = follow_up_move(job, row->follow_up, row->circle, at);
    }
    return err;
}

enum err move_on_follow(struct job *job, struct person_id person)
{
    struct facts_of facts;
    size_t count;
    enum err err = gather(job, person, &facts);
    if (err != OK || facts.rows.count == 0)
        return err;
    struct owner owner = {facts.rows.at[0].owner, facts.rows.at[0].circle};
    err = open_steps(job, person, &facts, &owner, &count);
    return err == OK ? move_open_steps(job, &facts) : err;
}

/* What has happened when the step is done; LAW_EVENT_NONE: nothing that the law counts from. */
static size_t ticked_event(struct str step)
{
    const struct law_move_on_steps *steps = law_move_on_built_in();
    for (size_t i = 0; i < steps->count; i++)
        if (str_equal(steps->at[i].step, step) && steps->at[i].ticked_is != LAW_EVENT_NONE)
            return steps->at[i].ticked_is;
    return LAW_EVENT_NONE;
}

enum err move_on_ticked(struct job *job, struct task_id follow_up)
{
    struct move_on_of_follow_up_row row;
    enum err err = sql_move_on_of_follow_up(job->db, job->arena, follow_up, &row);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err != OK)
        return err;
    size_t event = ticked_event(row.step);
    if (event == LAW_EVENT_NONE)
        return OK;
    err = clock_fact_add_day(job, row.person, law_book()->events[event].code,
                             date_in_london(job->now));
    if (err == OK)
        err = clock_refresh(job, row.person);
    return err == OK ? move_on_follow(job, row.person) : err;
}
