/* What a council asks before it must house somebody: guidance, by nation and day. */
#include "base/shape.h"
#include "homeless_page.h"
#include "law/homeless.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/move_on/move_on_web.h"
#include "web/form.h"

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
    enum law_nation nation = law_nation_on(&of, DATE_NONE);
    (void)clock_nation_parse(form.nation, &nation);
    view->ref = job->target.ref;
    view->nation = clock_nation_code(nation);
    view->on = date_is_some(form.on) ? form.on : date_in_london(job->now);
    show_questions(job, nation, view);
    if (problems->count > 0) {
        reply_homeless_problems(reply, view, problems);
        return ERR_INVALID;
    }
    reply_homeless(reply, view);
    return OK;
}
