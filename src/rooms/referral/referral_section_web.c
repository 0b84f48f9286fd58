/* referral_section_web.c - questions as pages, and answers from them. */
#include "referral_check_page.h"
#include "referral_section_page.h"
#include "referral_view.h"
#include "rooms/referral/referral_desk.h"
#include "rooms/referral/referral_list.h"
#include "rooms/referral/referral_web.h"
#include "web/form.h"
#include "web/words.h"

enum { SLOTS_FREE = 3 }; /* empty selects after those in use, of a long list with several answers */

/* Which questions a page asks. */
struct part {
    const struct questionnaire *questionnaire;
    struct person_id child;         /* or 0 */
    const struct question *section; /* NULL: all sections */
    bool is_tonight;                /* only what tonight needs */
};

struct asking {
    struct job *job;
    size_t language;
    const struct referral_answers *answers;
    struct part part;
    struct referral_sheet sheet;
};

static struct str sentence(const struct asking *asking, struct str word)
{
    return word_text(asking->job->arena, asking->language, word_find(word), NULL, 0);
}

static struct str raw(const struct asking *asking, const struct question *question)
{
    return referral_answer_of(asking->answers, asking->part.child,
                              str_c(asking->job->arena, question->id));
}

/* ---- which ----------------------------------------------------------------------------------- */

/* "City 7" is asked when city 5 or 6 is there: ten lists at once help nobody. */
static bool is_in_reach(const struct asking *asking, const struct question *question)
{
    size_t dash = question->id.size;
    while (dash > 0 && question->id.at[dash - 1] != '-')
        dash--;
    int64_t number;
    struct str digits = str_slice(question->id, dash, question->id.size - dash);
    if (digits.size > 2 || str_to_i64(digits, &number) != OK || number <= 2 ||
        raw(asking, question).size > 0)
        return true;
    for (int64_t before = number - 2; before < number; before++) {
        struct str id = str_format(asking->job->arena, "%.*s%lld", (int)dash, question->id.at,
                                   (long long)before);
        if (referral_answer_of(asking->answers, asking->part.child,
                               str_c(asking->job->arena, id)).size > 0)
            return true;
    }
    return false;
}

static bool is_asked(const struct asking *asking, size_t index)
{
    const struct part *part = &asking->part;
    const struct question *question = &part->questionnaire->questions[index];
    if (question->kind == QUESTION_GROUP || question->kind == QUESTION_DISPLAY)
        return false;
    if (part->is_tonight && !question->is_tonight)
        return false;
    if (part->section != NULL && question_section(part->questionnaire, question) != part->section)
        return false;
    return asking->sheet.enabled[index] && is_in_reach(asking, question);
}

static void begin(struct asking *asking)
{
    asking->sheet = referral_sheet(asking->job->arena, asking->part.questionnaire,
                                   asking->answers, asking->part.child);
}

/* ---- a question as a field ------------------------------------------------------------------- */

static const char *form_of(const struct question *question)
{
    switch (question->kind) {
    case QUESTION_CHOICE:
        if (question->list.size > 0 && !str_equal_c(question->list, "region"))
            return question->is_repeated ? "picks" : "pick";
        return question->is_repeated ? "boxes" : "radios";
    case QUESTION_INTEGER: return "number";
    case QUESTION_TEXT: return "lines";
    case QUESTION_DATE: return "date";
    case QUESTION_BOOLEAN: return "flag";
    case QUESTION_GROUP:
    case QUESTION_DISPLAY:
    case QUESTION_STRING: break;
    }
    return "line";
}

/* Names of regions are sentences of ours; the other lists have names of their own. */
static struct str code_shown(const struct asking *asking, const struct question *question,
                             struct str code)
{
    struct arena *arena = asking->job->arena;
    if (str_equal_c(question->list, "region") && list_has(question->list, code))
        return sentence(asking, str_format(arena, "region_%.*s", STR_ARGS(code)));
    if (question->list.size > 0)
        return list_name(arena, question->list, code, language_table[asking->language].code);
    const struct question_option *option = question_option(question, code);
    return option ? sentence(asking, option->word) : code;
}

static void fill_options(const struct asking *asking, const struct question *question,
                         struct referral_question_view *view)
{
    struct arena *arena = asking->job->arena;
    const char *language = language_table[asking->language].code;
    struct list_codes codes = {0};
    if (question->list.size > 0)
        codes = list_codes(arena, question->list, language);
    size_t count = question->list.size > 0 ? codes.count : question->option_count;
    struct referral_option_view *options = ARENA_MANY(arena, struct referral_option_view, count);
    for (size_t i = 0; i < count; i++) {
        struct str code = codes.count > 0 ? codes.at[i] : question->options[i].code;
        options[i].code = code;
        options[i].label = code_shown(asking, question, code);
        options[i].is_on = str_has_part(view->value, ',', code);
    }
    view->options.at = options;
    view->options.count = count;
}

static void fill_slots(const struct asking *asking, struct referral_question_view *view)
{
    size_t used = view->value.size > 0;
    for (size_t i = 0; i < view->value.size; i++)
        used += view->value.at[i] == ',';
    struct referral_slot_view *slots =
        ARENA_MANY(asking->job->arena, struct referral_slot_view, used + SLOTS_FREE);
    struct str rest = view->value;
    for (size_t i = 0; i < used; i++)
        slots[i].chosen = str_cut(&rest, ',');
    view->slots.at = slots;
    view->slots.count = used + SLOTS_FREE;
}

/* 27 3 1998, as people write it. */
static struct str date_shown(struct arena *arena, struct str value)
{
    struct date date;
    if (date_parse(value, &date) != OK)
        return value;
    struct date_parts parts = date_parts(date);
    return str_format(arena, "%d %d %d", parts.day, parts.month, parts.year);
}

/* A draft that is wrong says so beside its hint, until it is right. */
static struct str hint_of(const struct asking *asking, const struct question *question,
                          struct str value)
{
    struct arena *arena = asking->job->arena;
    struct str key = str_format(arena, "%.*s_hint", STR_ARGS(question->word));
    struct str hint = sentence(asking, key);
    if (hint.size == 0 && question->kind == QUESTION_DATE)
        hint = sentence(asking, STR("referral_date_hint"));
    int fault = referral_fault(question, value);
    if (fault == 0)
        return hint;
    struct str wrong = word_text(arena, asking->language, fault, NULL, 0);
    return str_format(arena, "%.*s%s%.*s", STR_ARGS(wrong), hint.size > 0 ? " " : "",
                      STR_ARGS(hint));
}

static struct referral_question_view question_view(const struct asking *asking,
                                                   const struct question *question)
{
    struct referral_question_view view = {
        .id = question->id,
        .form = str_of(form_of(question)),
        .label = sentence(asking, question->word),
        .value = raw(asking, question),
    };
    view.hint = hint_of(asking, question, view.value);
    if (question->kind == QUESTION_CHOICE)
        fill_options(asking, question, &view);
    if (str_equal_c(view.form, "picks"))
        fill_slots(asking, &view);
    if (question->kind == QUESTION_DATE)
        view.value = date_shown(asking->job->arena, view.value);
    return view;
}

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
        if (!is_asked(asking, i))
            continue;
        questions[count] = question_view(asking, question);
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

/* ---- showing --------------------------------------------------------------------------------- */

static const struct person *child_of(const struct referral_desk *desk, struct person_id child)
{
    for (size_t i = 0; i < desk->person_count; i++)
        if (desk->people[i].person.value == child.value)
            return &desk->people[i];
    return NULL;
}

static struct referral_section_view *section_view(const struct asking *asking,
                                                  const struct referral_desk *desk)
{
    struct arena *arena = asking->job->arena;
    struct referral_section_view *view = ARENA_NEW(arena, struct referral_section_view);
    const struct part *part = &asking->part;
    const struct person *person = child_of(desk, part->child);
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

static struct asking ask(struct job *job, const struct request *request,
                         const struct referral_answers *answers, struct part part)
{
    struct asking asking = {job, words_choose(request->languages), answers, part, {0}};
    begin(&asking);
    return asking;
}

static enum err show(struct job *job, const struct request *request, struct reply *reply,
                     const struct referral_desk *desk, struct part part)
{
    struct asking asking = ask(job, request, &desk->answers, part);
    reply_referral_section(reply, section_view(&asking, desk));
    return OK;
}

static struct part tonight_part(void)
{
    return (struct part){.questionnaire = referral_questions(), .is_tonight = true};
}

static enum err section_part(struct str id, struct part *out_part)
{
    const struct question *section = question_find(referral_questions(), id);
    if (section == NULL || section->kind != QUESTION_GROUP)
        return ERR_NOT_FOUND;
    *out_part = (struct part){.questionnaire = referral_questions(), .section = section};
    return OK;
}

/* A child by reference, only of this household. */
static enum err child_part(struct job *job, const struct referral_desk *desk, struct str ref,
                           struct part *out_part)
{
    struct referral_people children = referral_desk_children(job->arena, desk);
    for (size_t i = 0; i < children.count; i++) {
        const struct person *child = child_of(desk, children.at[i]);
        if (str_equal(child->ref, ref)) {
            *out_part = (struct part){.questionnaire = child_questions(), .child = child->person};
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
    struct part part;
    struct referral_desk desk;
    enum err err = section_part(request_path(request, "section"), &part);
    if (err == OK)
        err = referral_desk_read(job, &desk);
    return err == OK ? show(job, request, reply, &desk, part) : err;
}

enum err referral_child_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct part part;
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
    const char *form = form_of(question);
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
                                const struct part *part, const struct referral_answers_form *form)
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
        if (is_asked(asking, i) && question->is_required &&
            !str_has_part(asked, ',', question->id) &&
            raw(asking, question).size == 0)
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
                             struct str ref)
{
    struct arena *arena = asking->job->arena;
    struct str home = str_format(arena, "/referrals/%.*s", STR_ARGS(ref));
    bool is_here = !form->pause && has_opened(asking, form->asked);
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
                          const struct referral_answers_form *form, struct part *out_part)
{
    if (form->child.size > 0)
        return child_part(job, desk, form->child, out_part);
    if (str_equal_c(form->part, "tonight")) {
        *out_part = tonight_part();
        return OK;
    }
    if (form->part.size > 0)
        return section_part(form->part, out_part);
    *out_part = (struct part){.questionnaire = referral_questions()};
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
    struct part part;
    form_read(&shape_referral_answers_form, request->fields, problems, &form);
    enum err err = problems->count > 0 ? ERR_MALFORMED : referral_desk_read(job, &desk);
    if (err == OK)
        err = part_sent(job, &desk, &form, &part);
    if (err != OK)
        return err;
    struct sent sent = answers_sent(job, request, &part, &form);
    struct referral_answers after = overlaid(job->arena, &desk.answers, &sent);
    struct asking asking = ask(job, request, &after, part);
    if (request->is_autosave)
        job->once = STR_NONE; /* the page's token is for its own submit, after many of these */
    else
        job->location = where_next(&asking, &form, desk.referral.ref);
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
    reply_go(reply, job->location, WORD_notice_referral_saved);
    return OK;
}

/* ---- everything at a glance ------------------------------------------------------------------ */

static struct str value_shown(const struct asking *asking, const struct question *question)
{
    struct arena *arena = asking->job->arena;
    struct str rest = raw(asking, question);
    if (question->kind == QUESTION_DATE)
        return date_shown(arena, rest);
    if (question->kind == QUESTION_BOOLEAN)
        return rest.size > 0 ? sentence(asking, str_equal_c(rest, "true") ? STR("answer_yes")
                                                                          : STR("answer_no"))
                             : rest;
    if (question->kind != QUESTION_CHOICE)
        return rest;
    struct buf out = buf_make(arena, 64);
    while (rest.size > 0) {
        struct str name = code_shown(asking, question, str_cut(&rest, ','));
        buf_format(&out, "%s%.*s", out.size > 0 ? ", " : "", STR_ARGS(name));
    }
    return buf_text(&out);
}

static struct referral_block_view block_view(struct job *job, const struct request *request,
                                             const struct referral_desk *desk, struct part part)
{
    struct asking asking = ask(job, request, &desk->answers, part);
    const struct person *child = part.child.value ? child_of(desk, part.child) : NULL;
    if (child != NULL)
        job_audit(job, VERB_read, RECORD_person, child->person.value);
    struct referral_line_view *lines =
        ARENA_MANY(job->arena, struct referral_line_view, part.questionnaire->count);
    size_t count = 0;
    for (size_t i = 0; i < part.questionnaire->count; i++) {
        const struct question *question = &part.questionnaire->questions[i];
        if (!is_asked(&asking, i))
            continue;
        struct str value = value_shown(&asking, question);
        lines[count++] = (struct referral_line_view){
            .label = word_find(question->word),
            .value = value,
            .is_gap = question->is_required &&
                      (answer_of(asking.sheet.answers, question->id).size == 0 ||
                       str_equal_c(raw(&asking, question), "not-known")),
        };
    }
    struct referral_block_view block = {
        .title = part.section ? word_find(part.section->word) : WORD_referral_child_title,
        .section = part.section ? part.section->id : STR_NONE,
        .child = child ? child->ref : STR_NONE,
        .child_called = child ? referral_called(child) : STR_NONE,
    };
    block.lines.at = lines;
    block.lines.count = count;
    return block;
}

enum err referral_check_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct referral_desk desk;
    enum err err = referral_desk_read(job, &desk);
    if (err != OK)
        return err;
    const struct questionnaire *questionnaire = referral_questions();
    struct referral_people children = referral_desk_children(job->arena, &desk);
    struct referral_block_view *blocks = ARENA_MANY(
        job->arena, struct referral_block_view, questionnaire->count + children.count);
    size_t count = 0;
    for (size_t i = 0; i < questionnaire->count; i++)
        if (questionnaire->questions[i].kind == QUESTION_GROUP)
            blocks[count++] = block_view(job, request, &desk,
                                         (struct part){.questionnaire = questionnaire,
                                                       .section = &questionnaire->questions[i]});
    for (size_t i = 0; i < children.count; i++)
        blocks[count++] = block_view(job, request, &desk,
                                     (struct part){.questionnaire = child_questions(),
                                                   .child = children.at[i]});
    struct referral_check_view *view = ARENA_NEW(job->arena, struct referral_check_view);
    job_audit(job, VERB_read, RECORD_person, desk.referral.person.value);
    view->ref = desk.referral.ref;
    view->called = referral_called(&desk.people[0]);
    view->may_write = right_allows(job->asker.role, job->relations, RIGHT_referral_write);
    view->blocks.at = blocks;
    view->blocks.count = count;
    reply_referral_check(reply, view);
    return OK;
}
