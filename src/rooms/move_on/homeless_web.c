/* What a council asks before it must house somebody: guidance, by nation and day. */
#include "base/shape.h"
#include "homeless_page.h"
#include "law/homeless.h"
#include "rooms/move_on/move_on_web.h"
#include "web/form.h"

static const char *const nations[NATION_COUNT] = {"england", "wales", "scotland",
                                                  "northern_ireland"};

static enum law_nation nation_of(struct str code, enum law_nation otherwise)
{
    for (int nation = 0; nation < NATION_COUNT; nation++)
        if (str_equal_c(code, nations[nation]))
            return (enum law_nation)nation;
    return otherwise;
}

static void show_questions(struct job *job, enum law_nation nation, struct homeless_view *view)
{
    struct homeless_questions questions =
        homeless_on(job->arena, homeless_built_in(), nation, view->on);
    struct homeless_line_view *lines =
        ARENA_MANY(job->arena, struct homeless_line_view, questions.count);
    for (size_t i = 0; i < questions.count; i++) {
        const struct homeless_question *question = &questions.at[i];
        lines[i] = (struct homeless_line_view){
            .question = str_of(homeless_question_code(question->kind)),
            .asks = question->asks,
            .yes = question->yes,
            .no = question->no,
            .rule = question->rule == NULL ? STR_NONE : question->rule->rule,
            .source = law_source_text(job->arena, law_book(), question->source),
            .doubt = question->doubt,
            .from_on = question->from,
            .is_future = question->is_future,
            .is_silent = question->grade == 'C',
        };
    }
    view->questions.at = lines;
    view->questions.count = questions.count;
}

/* ?nation= and ?on= look at another nation or day; without them it is her own and today. */
enum err homeless_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct law_case of;
    struct homeless_form form = {.on = DATE_NONE};
    struct problems *problems = problems_new(job->arena);
    struct homeless_view *view = ARENA_NEW(job->arena, struct homeless_view);
    enum err err = clock_case(job, (struct person_id){job->target.id}, INSTANT_NONE, &of);
    if (err != OK)
        return err;
    form_read(&shape_homeless_form, request->query, problems, &form);
    enum law_nation nation = nation_of(form.nation, law_nation_on(&of, DATE_NONE));
    view->ref = job->target.ref;
    view->nation = str_of(nations[nation]);
    view->on = date_is_some(form.on) ? form.on : date_in_london(job->now);
    show_questions(job, nation, view);
    if (problems->count > 0) {
        reply_homeless_problems(reply, view, problems);
        return ERR_INVALID;
    }
    reply_homeless(reply, view);
    return OK;
}
