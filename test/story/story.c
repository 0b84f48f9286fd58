/* story_test - runs stories: what practitioners do and see, in their words, against the whole
 * program without its network.
 *
 *     story_test file|postgres [--reach FILE | --faults statements:LEAST|memory:LEAST] STORY...
 *
 * The verbs are in test/stories/README.md. Each story has a world of its own (world.h). A story
 * ends at its first line that does not hold; the failure says the file and line, what was expected,
 * and what stood there. With --faults everything fails once in each request before it succeeds
 * (faults.h); LEAST is how many things must have failed, or the test has become blind. Output is
 * TAP.
 */
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shape.h"
#include "faults.h"
#include "guard/account.h"
#include "guard/audit.h"
#include "made_pdf.h"
#include "reach.h"
#include "rooms/cold/cold.h"
#include "rooms/house/house.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"
#include "rooms/retention/retention.h"
#include "vault/cold_seal.h"
#include "visitor.h"

enum { VISITORS = 12, NAMES = 32, FILLS = 128, STORY_ARENA = 768 << 20, SHOWN = 1200 };

struct named {
    struct str name, value;
};

struct story {
    struct world world;
    struct arena arena;
    const char *path;
    int line;
    struct visitor visitors[VISITORS];
    size_t visitor_count;
    struct visitor *who;
    struct named names[NAMES], fills[FILLS];
    size_t name_count, fill_count;
    bool has_begun; /* somebody has asked for something */
    char cold_secret[BACKUP_KEY_CHARS + 1], cold_public[BACKUP_KEY_CHARS + 1];
    struct pairs sent; /* by the last press */
    struct str sent_to;
    char why[4096];
};

/* What does not hold: expected, and what stood there. Always false. */
__attribute__((format(printf, 2, 3))) static bool differs(struct story *story, const char *format,
                                                          ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(story->why, sizeof(story->why), format, arguments);
    va_end(arguments);
    return false;
}

/* ---- reading a line ------------------------------------------------------------------------- */

/* Takes a word, or a text in double quotes, off the front. */
static struct str take(struct str *rest)
{
    *rest = str_trim(*rest);
    bool is_quoted = rest->size > 0 && rest->at[0] == '"';
    if (is_quoted)
        *rest = str_slice(*rest, 1, rest->size);
    struct str word = str_cut(rest, is_quoted ? '"' : ' ');
    *rest = str_trim(*rest);
    return word;
}

/* Takes a word off the front when it is that one. */
static bool take_if(struct str *rest, const char *word)
{
    struct str after = *rest;
    if (!str_equal_c(take(&after), word))
        return false;
    *rest = after;
    return true;
}

static const struct str *find_name(const struct story *story, struct str name)
{
    for (size_t i = 0; i < story->name_count; i++)
        if (str_equal(story->names[i].name, name))
            return &story->names[i].value;
    return NULL;
}

/* Names are in capitals, so that a pattern may count signs: [0-9]{4}. */
static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.size; i++)
        if ((name.at[i] < 'A' || name.at[i] > 'Z') && name.at[i] != '_')
            return false;
    return name.size > 0;
}

/* Puts what was remembered in the place of its name in braces. */
static bool put_names_in(struct story *story, struct str line, struct str *out_line)
{
    struct buf out = buf_make(&story->arena, line.size + 64);
    while (line.size > 0) {
        bool has_brace = str_find(line, '{', 0) != SIZE_MAX;
        buf_add(&out, str_cut(&line, '{'));
        if (!has_brace)
            break;
        struct str name = str_cut(&line, '}');
        const struct str *value = find_name(story, name);
        if (!is_name(name)) {
            buf_format(&out, "{%.*s}", STR_ARGS(name));
            continue;
        }
        if (value == NULL)
            return differs(story, "nothing is remembered as {%.*s}", STR_ARGS(name));
        buf_add(&out, *value);
    }
    *out_line = buf_text(&out);
    return true;
}

static bool needs_page(struct story *story)
{
    return story->who != NULL || differs(story, "nobody has signed in: begin with \"as desk\"");
}

/* ---- when and who --------------------------------------------------------------------------- */

/* Never back behind what was done: whether that then lies after what is done next would depend on
 * how fast the machine is. */
static bool do_at(struct story *story, struct str rest)
{
    struct instant now;
    if (instant_parse(rest, &now) != OK)
        return differs(story, "this is no instant: %.*s", STR_ARGS(rest));
    if (story->has_begun && now.ms < app_now(&story->world.app).ms)
        return differs(story, "a clock that goes on, not back to %.*s", STR_ARGS(rest));
    world_set_clock(&story->world, now);
    return true;
}

static bool do_wait(struct story *story, struct str rest)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"minute", MS_PER_MINUTE}, {"hour", MS_PER_HOUR}, {"day", MS_PER_DAY}};
    int64_t count;
    if (str_to_i64(take(&rest), &count) == OK)
        for (size_t i = 0; i < COUNT_OF(units); i++)
            if (str_starts(rest, str_of(units[i].unit))) {
                story->world.app.clock_ahead_ms += count * units[i].ms;
                return true;
            }
    return differs(story, "wait how long? \"wait 3 hours\"");
}

static struct visitor *visitor_named(struct story *story, struct str user_name)
{
    for (size_t i = 0; i < story->visitor_count; i++)
        if (str_equal(story->visitors[i].user_name, user_name))
            return &story->visitors[i];
    must(story->visitor_count < VISITORS);
    struct visitor *visitor = &story->visitors[story->visitor_count++];
    *visitor = visitor_make(&story->world, &story->arena, str_copy(&story->arena, user_name));
    return visitor;
}

/* Back to one's own browser as it was left; signs in when that is needed. */
static bool do_as(struct story *story, struct str rest)
{
    story->has_begun = true;
    story->who = visitor_named(story, take(&rest));
    story->fill_count = 0;
    if (story->who->session.size > 0 && visitor_is_in(story->who))
        return true;
    if (visitor_sign_in(story->who))
        return true;
    return differs(story, "%.*s to sign in, but it was refused: %.*s",
                   STR_ARGS(story->who->user_name), STR_ARGS(story->who->page->text));
}

static bool do_lose(struct story *story, struct str rest)
{
    if (!needs_page(story) || !str_equal_c(rest, "session"))
        return differs(story, "lose what? \"lose session\"");
    story->who->session = STR_NONE;
    return true;
}

static bool do_restart(struct story *story, struct str rest)
{
    (void)rest;
    world_restart(&story->world);
    return true;
}

/* ---- looking -------------------------------------------------------------------------------- */

static bool do_go(struct story *story, struct str rest)
{
    if (!needs_page(story))
        return false;
    visitor_go(story->who, take(&rest));
    return true;
}

static struct str shown(const struct story *story)
{
    const struct scan *page = story->who->page;
    return str_slice(page->text, page->main_at, SHOWN);
}

static bool stands(const struct story *story, struct str text)
{
    const struct visitor *who = story->who;
    bool is_page = str_starts(who->answer.content_type, STR("text/html"));
    return scan_find(is_page ? who->page->text : who->answer.body, text, 0) != SIZE_MAX;
}

static bool do_see(struct story *story, struct str rest)
{
    struct str text = take(&rest);
    if (!needs_page(story) || stands(story, text))
        return story->who != NULL;
    return differs(story, "to see \"%.*s\"; on %.*s (status %d) there stood: %.*s", STR_ARGS(text),
                   STR_ARGS(story->who->path), story->who->answer.status, STR_ARGS(shown(story)));
}

static bool do_not_see(struct story *story, struct str rest)
{
    struct str text = take(&rest);
    if (!needs_page(story) || !stands(story, text))
        return story->who != NULL;
    return differs(story, "not to see \"%.*s\"; on %.*s (status %d) there stood: %.*s",
                   STR_ARGS(text), STR_ARGS(story->who->path), story->who->answer.status,
                   STR_ARGS(shown(story)));
}

static bool do_status(struct story *story, struct str rest)
{
    int64_t status;
    if (!needs_page(story) || str_to_i64(rest, &status) != OK)
        return differs(story, "which status? \"status 404\"");
    if (story->who->answer.status == status)
        return true;
    return differs(story, "status %d; %.*s was answered with %d: %.*s", (int)status,
                   STR_ARGS(story->who->path), story->who->answer.status, STR_ARGS(shown(story)));
}

static bool do_field(struct story *story, struct str rest)
{
    struct str name = take(&rest), value;
    if (!needs_page(story) || !take_if(&rest, "is"))
        return differs(story, "a field is what? field name is \"value\"");
    struct str expected = take(&rest);
    if (!scan_value(&story->arena, story->who->page, name, &value))
        return differs(story, "a field %.*s on %.*s; there is none: %.*s", STR_ARGS(name),
                       STR_ARGS(story->who->path), STR_ARGS(shown(story)));
    if (str_equal(value, expected))
        return true;
    return differs(story, "%.*s to be \"%.*s\"; it is \"%.*s\"", STR_ARGS(name),
                   STR_ARGS(expected), STR_ARGS(value));
}

/* The pattern's first group, or the whole of what it matches, in a text. */
static bool match(struct story *story, const regex_t *pattern, struct str text,
                  struct str *out_found)
{
    regmatch_t found[2];
    const char *at = str_c(&story->arena, text);
    if (regexec(pattern, at, 2, found, 0) != 0)
        return false;
    const regmatch_t *group = found[1].rm_so >= 0 ? &found[1] : &found[0];
    *out_found = str_copy(&story->arena,
                          (struct str){at + group->rm_so, (size_t)(group->rm_eo - group->rm_so)});
    return true;
}

/* Looks at the address, then at the text, then at the page as it was sent. */
static bool do_remember(struct story *story, struct str rest)
{
    struct str name = str_copy(&story->arena, take(&rest)), value;
    if (!needs_page(story) || !take_if(&rest, "from") || rest.size < 2)
        return differs(story, "remember from where? remember REF from /pattern/");
    struct str text = str_slice(rest, 1, rest.size - 2);
    regex_t pattern;
    if (regcomp(&pattern, str_c(&story->arena, text), REG_EXTENDED) != 0)
        return differs(story, "a pattern; this is none: %.*s", STR_ARGS(text));
    bool is_found = match(story, &pattern, story->who->path, &value) ||
                    match(story, &pattern, story->who->page->text, &value) ||
                    match(story, &pattern, story->who->answer.body, &value);
    regfree(&pattern);
    if (!is_found)
        return differs(story, "%.*s somewhere on %.*s; there stood: %.*s", STR_ARGS(text),
                       STR_ARGS(story->who->path), STR_ARGS(shown(story)));
    must(story->name_count < NAMES);
    story->names[story->name_count++] = (struct named){name, value};
    return true;
}

/* ---- acting --------------------------------------------------------------------------------- */

/* "after "text"": from where on things are looked for. SIZE_MAX: that text is not there. */
static size_t take_after(struct story *story, struct str *rest)
{
    if (!take_if(rest, "after"))
        return 0;
    struct str text = take(rest);
    size_t at = scan_find(story->who->page->text, text, 0);
    if (at == SIZE_MAX)
        differs(story, "\"%.*s\" on %.*s; there stood: %.*s", STR_ARGS(text),
                STR_ARGS(story->who->path), STR_ARGS(shown(story)));
    return at;
}

static bool do_follow(struct story *story, struct str rest)
{
    if (!needs_page(story))
        return false;
    struct str label = take(&rest);
    size_t after = take_after(story, &rest);
    if (after == SIZE_MAX)
        return false;
    const struct scan *page = story->who->page;
    for (size_t i = 0; i < page->link_count; i++) {
        const struct scan_link *link = &page->links[i];
        if (link->at < after || scan_find(link->label, label, 0) == SIZE_MAX)
            continue;
        struct str url = link->url;
        if (url.size > 0 && url.at[0] == '?') {
            struct str path = story->who->path;
            url = str_format(&story->arena, "%.*s%.*s", STR_ARGS(str_cut(&path, '?')),
                             STR_ARGS(link->url));
        }
        visitor_go(story->who, url);
        return true;
    }
    return differs(story, "a link \"%.*s\" on %.*s; there stood: %.*s", STR_ARGS(label),
                   STR_ARGS(story->who->path), STR_ARGS(shown(story)));
}

static bool do_fill(struct story *story, struct str rest)
{
    struct str name = str_trim(str_cut(&rest, '='));
    must(story->fill_count < FILLS);
    rest = str_trim(rest);
    if (str_starts(rest, STR("the code of ")))
        rest = visitor_code(story->who, str_slice(rest, 12, rest.size));
    story->fills[story->fill_count++] =
        (struct named){str_copy(&story->arena, name), str_copy(&story->arena, str_trim(rest))};
    return true;
}

static bool do_attach(struct story *story, struct str rest)
{
    story->who->file = str_copy(&story->arena, take(&rest));
    return true;
}

/* A PDF of one page with that text, as a program writes it. */
static bool do_attach_pdf(struct story *story, struct str rest)
{
    struct str text = take(&rest);
    struct str page = str_format(&story->arena, "BT /F 12 Tf 50 700 Td (%.*s) Tj ET",
                                 STR_ARGS(text));
    story->who->file = sample_page(&story->arena, &(struct page_sample){
        .draws = str_c(&story->arena, page)});
    return true;
}

static struct str fields_of(struct story *story, const struct scan_form *form)
{
    struct buf out = buf_make(&story->arena, 256);
    for (size_t i = 0; i < form->field_count; i++)
        if (!form->fields[i].is_hidden)
            buf_format(&out, "%s%.*s=%.*s", out.size ? ", " : "", STR_ARGS(form->fields[i].name),
                       STR_ARGS(form->fields[i].value));
    return buf_text(&out);
}

static bool fill_form(struct story *story, struct scan_form *form)
{
    for (size_t i = 0; i < story->fill_count; i++) {
        const struct named *fill = &story->fills[i];
        if (!scan_fill(form, fill->name, fill->value))
            return differs(story, "%.*s = %.*s in the form for %.*s; it has: %.*s",
                           STR_ARGS(fill->name), STR_ARGS(fill->value), STR_ARGS(form->action),
                           STR_ARGS(fields_of(story, form)));
    }
    story->fill_count = 0;
    return true;
}

/* A button by its label, or, when what begins with a slash, by where its form is sent. */
static size_t find_button(const struct scan *page, struct str what, size_t after)
{
    for (size_t i = 0; i < page->button_count; i++) {
        const struct scan_button *button = &page->buttons[i];
        bool is_path = str_starts(what, STR("/"));
        struct str is = is_path ? page->forms[button->form].action : button->label;
        if (button->at >= after &&
            (str_equal(is, what) || (!is_path && scan_find(is, what, 0) != SIZE_MAX)))
            return i;
    }
    return SIZE_MAX;
}

static struct str buttons_of(struct story *story, const struct scan *page)
{
    struct buf out = buf_make(&story->arena, 256);
    for (size_t i = 0; i < page->button_count; i++)
        buf_format(&out, "%s\"%.*s\" to %.*s", i ? ", " : "", STR_ARGS(page->buttons[i].label),
                   STR_ARGS(page->forms[page->buttons[i].form].action));
    return buf_text(&out);
}

/* A search is a form that is fetched. */
static void send(struct story *story, const struct scan_form *form)
{
    if (form->is_post) {
        visitor_post(story->who, story->sent_to, story->sent);
        return;
    }
    struct buf path = buf_make(&story->arena, 256);
    buf_add(&path, story->sent_to);
    for (size_t i = 0; i < story->sent.count; i++)
        buf_format(&path, "%c%.*s=%.*s", i ? '&' : '?', STR_ARGS(story->sent.at[i].name),
                   STR_ARGS(url_encoded(&story->arena, story->sent.at[i].value)));
    visitor_go(story->who, buf_text(&path));
}

static bool do_press(struct story *story, struct str rest)
{
    if (!needs_page(story))
        return false;
    if (str_equal_c(rest, "again")) {
        visitor_post(story->who, story->sent_to, story->sent);
        return true;
    }
    struct str what = take(&rest);
    size_t after = take_after(story, &rest);
    struct scan *page = story->who->page;
    if (after == SIZE_MAX)
        return false;
    size_t button = find_button(page, what, after);
    if (button == SIZE_MAX)
        return differs(story, "a button \"%.*s\" on %.*s (status %d); it has %.*s; there stood: "
                              "%.*s",
                       STR_ARGS(what), STR_ARGS(story->who->path), story->who->answer.status,
                       STR_ARGS(buttons_of(story, page)), STR_ARGS(shown(story)));
    struct scan_form *form = &page->forms[page->buttons[button].form];
    if (!fill_form(story, form))
        return false;
    story->sent = scan_sent(&story->arena, page, button);
    story->sent_to = form->action.size > 0 ? form->action : story->who->path;
    send(story, form);
    return true;
}

static struct scan_form *form_with(struct scan *page, struct str name)
{
    for (size_t f = 0; f < page->form_count; f++)
        for (size_t i = 0; i < page->forms[f].field_count; i++)
            if (str_equal(page->forms[f].fields[i].name, name))
                return &page->forms[f];
    return NULL;
}

/* What the page's script sends while somebody types: one field and the hidden ones. The page that
 * is shown stays. */
static bool do_type(struct story *story, struct str rest)
{
    struct str name = str_trim(str_cut(&rest, '=')), value = str_trim(rest);
    if (!needs_page(story))
        return false;
    struct scan_form *form = form_with(story->who->page, name);
    if (form == NULL)
        return differs(story, "a field %.*s on %.*s", STR_ARGS(name), STR_ARGS(story->who->path));
    struct pair *pairs = ARENA_MANY(&story->arena, struct pair, form->field_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < form->field_count; i++)
        if (form->fields[i].is_hidden)
            pairs[count++] = (struct pair){form->fields[i].name, form->fields[i].value};
    pairs[count++] = (struct pair){name, value};
    struct ask ask = {.path = form->action, .fields = &(struct pairs){pairs, count},
                      .is_autosave = true};
    struct seen answer = visitor_ask(story->who, &ask);
    if (answer.status == 200)
        return true;
    return differs(story, "%.*s to be saved while it is typed; the answer was %d: %.*s",
                   STR_ARGS(name), answer.status, STR_ARGS(answer.body));
}

/* ---- programs ------------------------------------------------------------------------------- */

/* Cuts the last word off, with the "as" before it. */
static bool take_as_whom(struct str *rest, struct str *out_user_name)
{
    size_t at = rest->size;
    while (at > 0 && rest->at[at - 1] != ' ')
        at--;
    *out_user_name = str_slice(*rest, at, rest->size);
    *rest = str_trim(str_slice(*rest, 0, at));
    bool is_there = str_equal_c(*rest, "as") || str_ends(*rest, STR(" as"));
    *rest = str_trim(str_slice(*rest, 0, is_there ? rest->size - 2 : 0));
    return is_there;
}

/* json GET PATH as USER; json POST PATH BODY as USER */
static bool do_json(struct story *story, struct str rest)
{
    bool is_post = take_if(&rest, "POST");
    if (!is_post && !take_if(&rest, "GET"))
        return differs(story, "json what? json GET /api/v1/desk as desk");
    struct str path = take(&rest), user_name;
    if (!take_as_whom(&rest, &user_name))
        return differs(story, "json as whom? json GET /api/v1/desk as desk");
    struct visitor *who = visitor_named(story, user_name);
    if (who->token.size == 0)
        visitor_token(who);
    who->answer = visitor_ask(who, &(struct ask){.path = path, .json = rest});
    who->path = str_copy(&story->arena, path);
    who->page = scan_page(&story->arena, who->answer.body);
    story->who = who;
    return true;
}

/* ---- the log -------------------------------------------------------------------------------- */

struct log_question {
    struct story *story;
    struct str ref, verb, user_name, purpose;
    bool is_known, is_there;
    struct str lines; /* what the log says of the record */
};

static enum err find_record(struct job *job, struct str ref, int64_t *out_record)
{
    struct person_id person;
    struct referral_id referral;
    struct house_id house;
    if (person_find_ref(job->db, job->arena, ref, &person) == OK)
        *out_record = person.value;
    else if (referral_find_ref(job->db, job->arena, ref, &referral) == OK)
        *out_record = referral.value;
    else if (house_find_ref(job->db, job->arena, ref, &house) == OK)
        *out_record = house.value;
    else
        return id_parse(ref, out_record);
    return OK;
}

static bool is_answer(const struct log_question *question, const struct audit_entry *entry,
                      const struct account *account)
{
    return str_equal(entry->verb, question->verb) &&
           (question->purpose.size == 0 || str_equal(entry->purpose, question->purpose)) &&
           (account == NULL || account->staff.value == entry->staff.value);
}

static enum err ask_log(struct job *job, void *with)
{
    struct log_question *question = with;
    struct audit_query query = {.before_at = INSTANT_NONE, .limit = 500};
    struct audit_entries entries;
    if (find_record(job, question->ref, &query.record) != OK)
        return OK;
    question->is_known = true;
    const struct account *account =
        question->user_name.size == 0
            ? NULL
            : world_account(&question->story->world, job->arena, question->user_name);
    enum err err = audit_list(job, &query, &entries);
    struct buf lines = buf_make(&question->story->arena, 1024);
    for (size_t i = 0; err == OK && i < entries.count; i++) {
        const struct audit_entry *entry = &entries.at[i];
        buf_format(&lines, "%.*s by %.*s as %.*s; ", STR_ARGS(entry->verb),
                   STR_ARGS(entry->staff_name), STR_ARGS(entry->purpose));
        question->is_there |= is_answer(question, entry, account);
    }
    question->lines = buf_text(&lines);
    return err;
}

static enum err ask_whole(struct job *job, void *with)
{
    int64_t lines;
    struct audit_break first;
    enum err err = audit_verify(job, &lines, &first);
    *(bool *)with = err == OK && lines > 0;
    return err == ERR_INVALID ? OK : err;
}

/* log shows VERB for REF [by USER] [as PURPOSE]; log does not show ...; log is whole */
static bool do_log(struct story *story, struct str rest)
{
    if (str_equal_c(rest, "is whole")) {
        bool is_whole = false;
        world_do(&story->world, ask_whole, &is_whole);
        return is_whole || differs(story, "every chain of the log to be whole; one is not");
    }
    bool is_expected = take_if(&rest, "shows");
    bool is_absence = take_if(&rest, "does") && take_if(&rest, "not") && take_if(&rest, "show");
    if (!is_expected && !is_absence)
        return differs(story, "the log does what? log shows read for {REF} by desk as care");
    struct log_question question = {.story = story, .verb = take(&rest)};
    if (!take_if(&rest, "for"))
        return differs(story, "of which record? log shows read for {REF}");
    question.ref = take(&rest);
    if (take_if(&rest, "by"))
        question.user_name = take(&rest);
    if (take_if(&rest, "as"))
        question.purpose = take(&rest);
    world_do(&story->world, ask_log, &question);
    if (question.is_known && question.is_there == is_expected)
        return true;
    return differs(story, "the log %s %.*s for %.*s; it says: %.*s",
                   is_expected ? "to show" : "not to show", STR_ARGS(question.verb),
                   STR_ARGS(question.ref),
                   STR_ARGS(question.is_known ? question.lines : STR("there is no such record")));
}

/* ---- what the timer does, and who holds the key that is not on the server ------------------- */

static enum err go_cold(struct job *job, void *with)
{
    struct story *story = with;
    struct person_id after = {INT64_MIN};
    size_t count;
    enum err err = cold_end_thaws(job, str_of(story->cold_public), 100, &count);
    if (err == OK)
        err = cold_put_away(job, str_of(story->cold_public), 100, &after, &count);
    return err == OK ? retention_cut(job) : err;
}

static enum err open_cold(struct job *job, void *with)
{
    enum { STEPS = 1000 }; /* more than any story has */
    bool is_more;
    (void)with;
    return cold_go_on(job, STEPS, &is_more);
}

/* records go cold, records are opened */
static bool do_records(struct story *story, struct str rest)
{
    bool is_opening = str_equal_c(rest, "are opened");
    if (!is_opening && !str_equal_c(rest, "go cold"))
        return differs(story, "records do what? \"records go cold\", \"records are opened\"");
    world_do(&story->world, is_opening ? open_cold : go_cold, story);
    return true;
}

/* open NAME with the cold key: the name then stands for what the key opened. */
static bool do_open(struct story *story, struct str rest)
{
    struct str name = take(&rest), opened;
    for (size_t i = 0; i < story->name_count; i++)
        if (str_equal(story->names[i].name, name)) {
            if (cold_open_text(&story->arena, str_of(story->cold_secret), story->names[i].value,
                               &opened) != OK)
                return differs(story, "the key to open %.*s; it does not: %.*s", STR_ARGS(name),
                               STR_ARGS(story->names[i].value));
            story->names[i].value = opened;
            return true;
        }
    return differs(story, "something remembered as %.*s", STR_ARGS(name));
}

/* ---- what happens to the disk ---------------------------------------------------------------- */

static enum err spoil(struct db *db, void *with)
{
    static const enum column_kind kinds[] = {COLUMN_TEXT};
    static const struct store_statement turn = {
        .name = "spoil_gender",
        .sql = "update person set gender_sealed = (select n.name_sealed from person_name n"
               " where n.person = person.person order by n.name limit 1) where ref = $1",
        .parameter_count = 1, .parameter_kinds = kinds, .is_writing = true};
    const struct store_value ref = {.bytes = *(const struct str *)with};
    struct store_cursor *cursor;
    enum err err = store_begin(db, &turn, &ref, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* spoil a value of REF: somebody who writes to the database lays one over another. */
static bool do_spoil(struct story *story, struct str rest)
{
    if (!str_starts(rest, STR("a value of ")))
        return differs(story, "spoil what? \"spoil a value of {HER}\"");
    struct str ref = str_slice(rest, 11, rest.size);
    if (store_write(story->world.app.store, NULL, spoil, &ref) != OK)
        return differs(story, "a record %.*s to spoil", STR_ARGS(ref));
    return true;
}

/* ---- running -------------------------------------------------------------------------------- */

static bool do_first(struct story *story, struct str rest);

static const struct verb_row {
    const char *word;
    bool (*run)(struct story *story, struct str rest);
} verbs[] = {
    {"first", do_first}, {"at", do_at}, {"wait", do_wait}, {"as", do_as}, {"lose", do_lose},
    {"restart", do_restart}, {"go", do_go}, {"see", do_see}, {"status", do_status},
    {"field", do_field}, {"remember", do_remember}, {"follow", do_follow}, {"fill", do_fill},
    {"attach", do_attach}, {"attach_pdf", do_attach_pdf}, {"press", do_press}, {"type", do_type},
    {"json", do_json},
    {"log", do_log}, {"records", do_records}, {"open", do_open},
    {"spoil", do_spoil},
};

static bool run_line(struct story *story, struct str line)
{
    struct str rest;
    if (!put_names_in(story, line, &rest))
        return false;
    if (str_starts(rest, STR("do not see ")))
        return do_not_see(story, str_slice(rest, 11, rest.size));
    struct str word = take(&rest);
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (str_equal_c(word, verbs[i].word))
            return verbs[i].run(story, rest);
    return differs(story, "a verb of test/stories/README.md; this is none: %.*s", STR_ARGS(word));
}

static struct str read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "story_test: cannot read %s\n", path);
        exit(2);
    }
    struct buf text = buf_make(arena, 8192);
    for (int c; (c = getc(file)) != EOF;)
        buf_add_char(&text, (char)c);
    fclose(file);
    return buf_text(&text);
}

static bool run_file(struct story *story, const char *path)
{
    struct str text = read_file(&story->arena, path);
    story->path = path;
    story->line = 0;
    while (text.size > 0) {
        struct str line = str_trim(str_cut(&text, '\n'));
        story->line++;
        if (line.size > 0 && line.at[0] != '#' && !run_line(story, line))
            return false;
    }
    return story->line > 0 || differs(story, "a story; the file is empty");
}

/* What several stories begin with stands in a file of its own beside them: NAME.part. */
static bool do_first(struct story *story, struct str rest)
{
    const char *path = story->path;
    int line = story->line;
    struct str folder = str_of(path);
    while (folder.size > 0 && folder.at[folder.size - 1] != '/')
        folder.size--;
    struct str part = str_format(&story->arena, "%.*s%.*s.part", STR_ARGS(folder), STR_ARGS(rest));
    if (!run_file(story, str_c(&story->arena, part)))
        return false;
    story->path = path;
    story->line = line;
    return true;
}

static bool run_story(int number, const char *path, enum world_engine engine)
{
    struct story *story = calloc(1, sizeof(*story));
    must(story != NULL);
    story->arena = arena_make(STORY_ARENA);
    world_make(&story->world, engine);
    backup_key_make(story->cold_secret, story->cold_public);
    bool is_good = run_file(story, path);
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    printf("%s %d - %s\n", is_good ? "ok" : "not ok", number, name);
    if (!is_good)
        printf("# %s:%d: expected %s\n", story->path, story->line, story->why);
    fflush(stdout);
    world_end(&story->world);
    arena_free(&story->arena);
    free(story);
    return is_good;
}

/* "statements:90"; the number is left in least. */
static enum faults parse_faults(const char *text, size_t *out_least)
{
    const char *colon = strchr(text, ':');
    *out_least = colon ? strtoul(colon + 1, NULL, 10) : 0;
    return strncmp(text, "memory", 6) == 0 ? FAULTS_MEMORY : FAULTS_STATEMENTS;
}

int main(int argc, char **argv)
{
    enum world_engine engine =
        argc > 1 && strcmp(argv[1], "postgres") == 0 ? WORLD_POSTGRES : WORLD_FILE;
    const char *reach = argc > 3 && strcmp(argv[2], "--reach") == 0 ? argv[3] : NULL;
    const char *faults = argc > 3 && strcmp(argv[2], "--faults") == 0 ? argv[3] : NULL;
    int first = reach || faults ? 4 : 2;
    size_t least = 0;
    if (argc <= first)
        return 2;
    if (engine == WORLD_POSTGRES && getenv("HAVEN_TEST_POSTGRES") == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    if (reach)
        reach_start();
    if (faults)
        faults_start(parse_faults(faults, &least), engine);
    printf("1..%d\n", argc - first + (faults ? FAULTS_TESTS : 0));
    int failed = 0;
    for (int i = first; i < argc; i++)
        failed += !run_story(i - first + 1, argv[i], engine);
    if (faults)
        failed += faults_tell(argc - first, least);
    if (reach && !reach_write(reach))
        return 2;
    return failed > 0;
}
