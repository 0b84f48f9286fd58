/* referral_section_web.c - a part of the questions as a page, and the answers that come from it. */
#include "referral_section_page.h"
#include "rooms/referral/referral_asking_web.h"
#include "rooms/referral/referral_desk.h"
#include "rooms/referral/referral_web.h"
#include "web/form.h"
#include "web/words.h"

/* ---- showing --------------------------------------------------------------------------------- */

static void fill_questions(const struct asking *asking, struct referral_section_view *view)
{
    const struct questionnaire *questionnaire = asking->part.questionnaire;
    struct referral_question_view *questions =
        ARENA_MANY(asking->job->arena, struct referral_question_view, questionnaire->count);
    struct buf asked = buf_make(asking->job->arena, 1024);
    const struct question *group = NULL;
    size_t count = 0;
    for (size_t i = 0; i < questionnaire->count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (!asking_asks(asking, i))
            continue;
        questions[count] = asking_field(asking, question);
        const struct question *section = question_section(questionnaire, question);
        questions[count].is_first_of_group = asking->part.section == NULL && section != group;
        questions[count].group = word_find(section->word);
        group = section;
        buf_format(&asked, "%s%.*s", count > 0 ? "," : "", STR_ARGS(question->id));
        count++;
    }
    view->questions.at = questions;
    view->questions.count = count;
    view->asked = buf_text(&asked);
}

static struct referral_section_view *section_view(const struct asking *asking,
                                                  const struct referral_desk *desk)
{
    struct arena *arena = asking->job->arena;
    struct referral_section_view *view = ARENA_NEW(arena, struct referral_section_view);
    const struct asking_part *part = &asking->part;
    const struct person *person = referral_desk_person(desk, part->child);
    job_audit(asking->job, VERB_read, RECORD_person,
              person ? person->person.value : desk->referral.person.value);
    *view = (struct referral_section_view){
        .ref = desk->referral.ref,
        .called = referral_called(person ? person : &desk->people[0]),
        .title = WORD_referral_tonight_title,
        .lead = WORD_referral_tonight_lead,
        .part = STR("tonight"),
        .shown_at = str_format(arena, "%lld", (long long)asking->job->now.ms),
    };
    if (part->section != NULL) {
        struct str lead = str_format(arena, "%.*s_hint", STR_ARGS(part->section->word));
        view->title = word_find(part->section->word);
        view->lead = word_find(lead);
        view->part = part->section->id;
    } else if (person != NULL) {
        view->title = WORD_referral_child_title;
        view->lead = WORD_referral_child_lead;
        view->part = STR("child");
        view->child = person->ref;
    }
    fill_questions(asking, view);
    return view;
}

static enum err show(struct job *job, const struct request *request, struct reply *reply,
                     const struct referral_desk *desk, struct asking_part part)
{
    struct asking asking = asking_begin(job, request, &desk->answers, part);
    reply_referral_section(reply, section_view(&asking, desk));
    return OK;
}

static struct asking_part tonight_part(void)
{
    return (struct asking_part){.questionnaire = referral_questions(), .is_tonight = true};
}

static enum err section_part(struct str id, struct asking_part *out_part)
{
    const struct question *section = question_find(referral_questions(), id);
    if (section == NULL || section->kind != QUESTION_GROUP)
        return ERR_NOT_FOUND;
    *out_part = (struct asking_part){.questionnaire = referral_questions(), .section = section};
    return OK;
}

/* A child by reference, only of this household. */
static enum err child_part(struct job *job, const struct referral_desk *desk, struct str ref,
                           struct asking_part *out_part)
{
    struct referral_people children = referral_desk_children(job->arena, desk);
    for (size_t i = 0; i < children.count; i++) {
        const struct person *child = referral_desk_person(desk, children.at[i]);
        if (str_equal(child->ref, ref)) {
            *out_part = (struct asking_part){.questionnaire = child_questions(),
                                             .child = child->person};
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

enum err referral_tonight_show(struct job *job, const struct request *request,
                               struct reply *reply)
{
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    return err == OK ? show(job, request, reply, &desk, tonight_part()) : err;
}

enum err referral_section_show(struct job *job, const struct request *request,
                               struct reply *reply)
{
    struct asking_part part;
    struct referral_desk desk;
    enum err err = section_part(request_path(request, "section"), &part);
    if (err == OK)
        err = referral_desk_read(job, &desk);
    return err == OK ? show(job, request, reply, &desk, part) : err;
}

enum err referral_child_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct asking_part part;
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    if (err == OK)
        err = child_part(job, &desk, request_path(request, "person"), &part);
    if (err != OK)
        return err;
    return show(job, request, reply, &desk, part);
}

/* ---- answers from a page --------------------------------------------------------------------- */

/* "27/3/1998", "27 3 1998", "27.3.1998" as 1998-03-27; what is no date stays as it was typed. */
static struct str date_typed(struct arena *arena, struct str typed)
{
    int64_t parts[3] = {0};
    size_t part = 0;
    for (size_t i = 0; i < typed.size; i++) {
        char c = typed.at[i];
        if (c >= '0' && c <= '9' && part < 3 && parts[part] < 10000)
            parts[part] = parts[part] * 10 + (c - '0');
        else if ((c == ' ' || c == '/' || c == '.') && part < 2)
            part++;
        else
            return typed;
    }
    struct date date;
    struct date_parts made = {(int)parts[2], (int)parts[1], (int)parts[0]};
    bool is_date = part == 2 && parts[2] >= 1000 && date_make(made, &date) == OK;
    return is_date ? date_text(arena, date) : typed;
}

/* Line ends as \n, nothing around. */
static struct str text_typed(struct arena *arena, struct str typed)
{
    struct buf out = buf_make(arena, typed.size + 1);
    for (size_t i = 0; i < typed.size; i++)
        if (typed.at[i] != '\r')
            buf_add_char(&out, typed.at[i]);
    return str_trim(buf_text(&out));
}

/* All values of a field as one answer, each code once. */
static struct str value_sent(struct arena *arena, const struct question *question,
                             struct pairs fields)
{
    struct buf out = buf_make(arena, 64);
    for (size_t i = 0; i < fields.count; i++) {
        if (!str_equal(fields.at[i].name, question->id))
            continue;
        struct str value = text_typed(arena, fields.at[i].value);
        if (!question->is_repeated)
            return question->kind == QUESTION_DATE ? date_typed(arena, value) : value;
        if (value.size > 0 && !str_has_part(buf_text(&out), ',', value))
            buf_format(&out, "%s%.*s", out.size > 0 ? "," : "", STR_ARGS(value));
    }
    return buf_text(&out);
}

/* A box that is not ticked sends nothing, so a page that asked it and sends all its fields says
 * that it is empty. Radios that were never chosen say nothing. */
static bool is_sent(const struct request *request, const struct question *question,
                    struct str asked)
{
    const char *form = asking_form_of(question);
    bool is_box = str_equal_c(str_of(form), "boxes") || str_equal_c(str_of(form), "flag");
    for (size_t i = 0; i < request->fields.count; i++)
        if (str_equal(request->fields.at[i].name, question->id))
            return true;
    return is_box && !request->is_autosave && str_has_part(asked, ',', question->id);
}

struct sent {
    struct referral_answer *at;
    size_t count;
};

static struct sent answers_sent(struct job *job, const struct request *request,
                                const struct asking_part *part,
                                const struct referral_answers_form *form)
{
    const struct questionnaire *questionnaire = part->questionnaire;
    struct sent sent = {ARENA_MANY(job->arena, struct referral_answer, questionnaire->count), 0};
    int64_t shown_at = 0;
    if (str_to_i64(form->shown_at, &shown_at) != OK)
        shown_at = 0;
    for (size_t i = 0; i < questionnaire->count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (question->kind == QUESTION_GROUP || question->kind == QUESTION_DISPLAY ||
            !is_sent(request, question, form->asked))
            continue;
        sent.at[sent.count++] = (struct referral_answer){
            .person = part->child,
            .question = question->id,
            .value = value_sent(job->arena, question, request->fields),
            .shown_at = {shown_at},
        };
    }
    return sent;
}

/* What the answers are with what was sent on top. */
static struct referral_answers overlaid(struct arena *arena,
                                        const struct referral_answers *before,
                                        const struct sent *sent)
{
    struct referral_answer *all =
        ARENA_MANY(arena, struct referral_answer, before->count + sent->count);
    size_t count = 0;
    for (size_t i = 0; i < sent->count; i++)
        all[count++] = sent->at[i];
    for (size_t i = 0; i < before->count; i++)
        all[count++] = before->at[i];
    return (struct referral_answers){all, count};
}

/* Did an answer open a question that this page did not show? Then the page is shown once more. */
static bool has_opened(const struct asking *asking, struct str asked)
{
    const struct questionnaire *questionnaire = asking->part.questionnaire;
    for (size_t i = 0; i < questionnaire->count && asked.size > 0; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (asking_asks(asking, i) && question->is_required &&
            !str_has_part(asked, ',', question->id) &&
            asking_raw(asking, question).size == 0)
            return true;
    }
    return false;
}

static struct str next_section(struct arena *arena, struct str ref, const struct question *section)
{
    const struct questionnaire *questionnaire = referral_questions();
    for (const struct question *next = section + 1;
         next < questionnaire->questions + questionnaire->count; next++)
        if (next->kind == QUESTION_GROUP)
            return str_format(arena, "/referrals/%.*s/%.*s", STR_ARGS(ref), STR_ARGS(next->id));
    return str_format(arena, "/referrals/%.*s/check", STR_ARGS(ref));
}

static struct str where_next(const struct asking *asking, const struct referral_answers_form *form,
                             struct str ref, bool is_here)
{
    struct arena *arena = asking->job->arena;
    struct str home = str_format(arena, "/referrals/%.*s", STR_ARGS(ref));
    if (form->child.size > 0)
        return is_here ? str_format(arena, "%.*s/people/%.*s", STR_ARGS(home),
                                    STR_ARGS(form->child))
                       : str_format(arena, "%.*s/people", STR_ARGS(home));
    if (is_here)
        return str_format(arena, "%.*s/%.*s", STR_ARGS(home), STR_ARGS(form->part));
    if (form->pause || asking->part.section == NULL)
        return home;
    return next_section(arena, ref, asking->part.section);
}

static enum err part_sent(struct job *job, const struct referral_desk *desk,
                          const struct referral_answers_form *form, struct asking_part *out_part)
{
    if (form->child.size > 0)
        return child_part(job, desk, form->child, out_part);
    if (str_equal_c(form->part, "tonight")) {
        *out_part = tonight_part();
        return OK;
    }
    if (form->part.size > 0)
        return section_part(form->part, out_part);
    *out_part = (struct asking_part){.questionnaire = referral_questions()};
    return OK;
}

static void reply_saved(struct reply *reply)
{
    reply->result = OK;
    reply->content_type = STR("text/plain; charset=utf-8");
    reply->body = STR("saved\n");
}

enum err referral_answers_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct referral_answers_form form = {0};
    struct referral_desk desk;
    struct asking_part part;
    form_read(&shape_referral_answers_form, request->fields, problems, &form);
    enum err err = problems->count > 0 ? ERR_MALFORMED : referral_desk_read(job, &desk);
    if (err == OK)
        err = part_sent(job, &desk, &form, &part);
    if (err != OK)
        return err;
    struct sent sent = answers_sent(job, request, &part, &form);
    struct referral_answers after = overlaid(job->arena, &desk.answers, &sent);
    struct asking asking = asking_begin(job, request, &after, part);
    bool is_here = !form.pause && has_opened(&asking, form.asked);
    if (request->is_autosave)
        job->once = STR_NONE; /* the page's token is for its own submit, after many of these */
    else
        job->location = where_next(&asking, &form, desk.referral.ref, is_here);
    err = referral_save(job, desk.referral.referral, sent.at, sent.count, problems);
    if (err != OK)
        return err;
    if (request->is_autosave) {
        reply_saved(reply);
        return OK;
    }
    if (problems->count > 0 && !form.pause) {
        reply_referral_section_problems(reply, section_view(&asking, &desk), problems);
        return ERR_INVALID;
    }
    reply_go(reply, job->location,
             is_here ? WORD_notice_referral_more : WORD_notice_referral_saved);
    return OK;
}
