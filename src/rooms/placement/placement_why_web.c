/* Why this room was chosen, as it was kept at that moment: a page of the explanation's JSON. */
#include <string.h>

#include "placement_why_room_page.h"
#include "base/held_json.h"
#include "rooms/placement/placement_cards_web.h"
#include "rooms/placement/placement_inner.h"
#include "rooms/placement/placement_web.h"
#include "web/words.h"

struct reading {
    struct job *job;
    json_t *kept;
    struct placement_why_room_view *view;
};

static struct str text_of(struct arena *arena, const json_t *value)
{
    const char *text = json_string_value(value);
    return text == NULL ? STR_NONE : str_copy(arena, str_of(text));
}

/* A rule that this version of the program does not know any more is left out. */
static size_t read_rules(const struct reading *reading, const char *name,
                         int (*word_of)(unsigned rule), const struct placement_need_view **out_at)
{
    const json_t *names = json_object_get(reading->kept, name);
    struct placement_need_view *rules =
        ARENA_MANY(reading->job->arena, struct placement_need_view, MATCH_RULES);
    size_t count = 0;
    for (unsigned rule = 0; rule < MATCH_RULES; rule++)
        for (size_t i = 0; i < json_array_size(names); i++) {
            const char *kept = json_string_value(json_array_get(names, i));
            if (kept != NULL && strcmp(kept, match_rules[rule].name) == 0 && count < MATCH_RULES)
                rules[count++].sentence = word_of(rule);
        }
    *out_at = rules;
    return count;
}

static void read_term(const struct reading *reading, const json_t *kept,
                      struct placement_why_term_view *terms, size_t *count)
{
    const char *name = json_string_value(json_object_get(kept, "term"));
    const json_t *weight = json_object_get(kept, "weight");
    for (unsigned term = 0; name != NULL && term < MATCH_TERMS; term++) {
        if (strcmp(match_term_words[term] + sizeof("match_term_") - 1, name) != 0)
            continue;
        struct placement_why_term_view *view = &terms[(*count)++];
        view->term = placement_term_word(term);
        view->points = json_integer_value(json_object_get(kept, "points"));
        view->weight_points = json_integer_value(json_object_get(weight, "points"));
        struct str from = text_of(reading->job->arena, json_object_get(weight, "from"));
        if (date_parse(from, &view->weight_from) != OK)
            view->weight_from = DATE_NONE;
        return;
    }
}

static void read_terms(const struct reading *reading)
{
    const json_t *kept = json_object_get(reading->kept, "terms");
    size_t size = json_array_size(kept), count = 0;
    struct placement_why_term_view *terms =
        ARENA_MANY(reading->job->arena, struct placement_why_term_view, size);
    for (size_t i = 0; i < size; i++)
        read_term(reading, json_array_get(kept, i), terms, &count);
    reading->view->terms.at = terms;
    reading->view->terms.count = count;
}

static void read_kept(const struct reading *reading)
{
    struct placement_why_room_view *view = reading->view;
    struct str at = text_of(reading->job->arena, json_object_get(reading->kept, "at"));
    if (instant_parse(at, &view->at) != OK)
        view->at = INSTANT_NONE;
    view->passed.count =
        read_rules(reading, "passed", placement_pass_word, &view->passed.at);
    view->asked.count = read_rules(reading, "asked", placement_ask_word, &view->asked.at);
    view->total = json_integer_value(json_object_get(reading->kept, "total"));
    read_terms(reading);
}

enum err placement_why_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct placement_why_room_view *view = ARENA_NEW(job->arena, struct placement_why_room_view);
    struct placement placement;
    struct placement_head_row head;
    enum err err = placement_get(job, (struct placement_id){job->target.id}, &placement);
    if (err == OK)
        err = sql_placement_head(job->db, job->arena, placement.placement, &head);
    if (err != OK)
        return err;
    struct reading reading = {job, held_json_read(job->arena, placement.explanation, NULL), view};
    must(reading.kept != NULL); /* the program wrote it */
    view->placement = placement.placement;
    view->ref = head.referral_ref;
    view->alias = head.house_alias;
    view->name = head.room_name;
    read_kept(&reading);
    reply_placement_why_room(reply, view);
    return OK;
}
