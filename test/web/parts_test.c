/* Our parts against GOV.UK Frontend's own fixtures: each fixture whose options we offer must give
 * the same HTML, up to white space and the order of attributes and classes.
 *
 *   parts_test FOLDER    FOLDER holds <component>/fixtures.json
 *
 * The sentence of an error comes from words/, so the fixture's is put in its place. Our fields have
 * one name that is also their id: where a fixture has two, its id stands for both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "html.h"
#include "web/page.h"
#include "web/parts/back_link_part.h"
#include "web/parts/breadcrumbs_part.h"
#include "web/parts/button_link_part.h"
#include "web/parts/button_part.h"
#include "web/parts/check_box_part.h"
#include "web/parts/check_boxes_part.h"
#include "web/parts/crumb_part.h"
#include "web/parts/date_input_part.h"
#include "web/parts/details_part.h"
#include "web/parts/error_part.h"
#include "web/parts/error_summary_part.h"
#include "web/parts/fieldset_part.h"
#include "web/parts/hint_part.h"
#include "web/parts/input_part.h"
#include "web/parts/inset_part.h"
#include "web/parts/label_part.h"
#include "web/parts/languages_part.h"
#include "web/parts/notice_part.h"
#include "web/parts/option_part.h"
#include "web/parts/radio_part.h"
#include "web/parts/radio_with_part.h"
#include "web/parts/radios_part.h"
#include "web/parts/select_part.h"
#include "web/parts/summary_line_part.h"
#include "web/parts/summary_list_part.h"
#include "web/parts/tag_part.h"
#include "web/parts/task_list_part.h"
#include "web/parts/task_part.h"
#include "web/parts/textarea_part.h"
#include "web/parts/warning_part.h"

static struct arena arena;
static const char *folder;

/* ---- reading options */

/* True when the object has no other keys than those listed, each followed by a space. */
static bool has_only(json_t *object, const char *keys)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        char with_space[64];
        snprintf(with_space, sizeof(with_space), "%s ", key);
        if (strstr(keys, with_space) == NULL && !json_is_null(value))
            return false;
    }
    return true;
}

static struct str text_of(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    if (json_is_integer(value))
        return str_format(&arena, "%lld", (long long)json_integer_value(value));
    return str_of(json_string_value(value));
}

static bool is_only_text(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    return value == NULL || (json_is_object(value) && has_only(value, "text "));
}

static bool is_label(json_t *options)
{
    json_t *label = json_object_get(options, "label");
    return json_is_object(label) && has_only(label, "text classes ") &&
           text_of(label, "text").size > 0;
}

/* A form part's page: refused when the fixture has an error; what is checked was then typed. */
static struct problems problems;

static void set_typed(struct page *page, json_t *options, struct str field)
{
    json_t *items = json_object_get(options, "items"), *item;
    struct pair *typed = ARENA_MANY(&arena, struct pair, json_array_size(items));
    size_t i, count = 0;
    json_array_foreach(items, i, item) {
        if (json_is_true(json_object_get(item, "checked")))
            typed[count++] = (struct pair){field, text_of(item, "value")};
    }
    page->typed = (struct pairs){typed, count};
}

static void set_problem(struct page *page, json_t *options, struct str field)
{
    if (json_object_get(options, "errorMessage") == NULL)
        return;
    set_typed(page, options, field);
    problems = problems_make(&arena);
    problems_add(&problems, field, WORD_error_missing);
    page->problems = &problems;
}

static struct str field_of(json_t *options)
{
    struct str id = text_of(options, "id");
    id = id.size > 0 ? id : text_of(options, "idPrefix");
    return id.size > 0 ? id : text_of(options, "name");
}

/* ---- one function per component: false when the fixture asks for what our part does not offer */

static bool has_field_options(json_t *options, const char *more)
{
    char keys[160];
    snprintf(keys, sizeof(keys), "name id label hint errorMessage value %s", more);
    return has_only(options, keys) && is_label(options) && is_only_text(options, "hint") &&
           is_only_text(options, "errorMessage");
}

static bool make_input(struct page *page, json_t *options)
{
    struct str classes = text_of(options, "classes");
    if (!has_field_options(options,
                           "type autocomplete inputmode prefix suffix classes spellcheck ") ||
        json_object_get(options, "spellcheck") || !is_only_text(options, "prefix") ||
        !is_only_text(options, "suffix"))
        return false;
    struct str width = STR_NONE, mark = STR("govuk-input--width-");
    if (str_starts(classes, mark))
        width = str_slice(classes, mark.size, classes.size);
    else if (classes.size > 0)
        return false;
    json_t *label = json_object_get(options, "label");
    struct str type = text_of(options, "type");
    set_problem(page, options, field_of(options));
    part_input(page, &(struct part_input){
        .name = field_of(options), .label = text_of(label, "text"),
        .label_class = text_of(label, "classes"), .value = text_of(options, "value"),
        .hint = text_of(json_object_get(options, "hint"), "text"), .width = width,
        .type = type.size > 0 ? type : STR("text"),
        .autocomplete = text_of(options, "autocomplete"),
        .inputmode = text_of(options, "inputmode"),
        .prefix = text_of(json_object_get(options, "prefix"), "text"),
        .suffix = text_of(json_object_get(options, "suffix"), "text")});
    return true;
}

static bool make_textarea(struct page *page, json_t *options)
{
    if (!has_field_options(options, "rows "))
        return false;
    json_t *label = json_object_get(options, "label"), *rows = json_object_get(options, "rows");
    set_problem(page, options, field_of(options));
    part_textarea(page, &(struct part_textarea){
        .name = field_of(options), .label = text_of(label, "text"),
        .label_class = text_of(label, "classes"), .value = text_of(options, "value"),
        .hint = text_of(json_object_get(options, "hint"), "text"),
        .rows = rows == NULL ? 5 : json_integer_value(rows)});
    return true;
}

static bool is_plain_item(json_t *item)
{
    return json_is_object(item) && has_only(item, "value text hint checked conditional ") &&
           is_only_text(item, "hint") && text_of(item, "value").size > 0 &&
           (json_object_get(item, "hint") == NULL || json_object_get(item, "conditional") == NULL);
}

/* The options of a group of radios or check boxes. */
static bool is_group(json_t *options, const char *more)
{
    char keys[160];
    snprintf(keys, sizeof(keys), "name idPrefix fieldset hint errorMessage items %s", more);
    json_t *fieldset = json_object_get(options, "fieldset");
    json_t *legend = json_object_get(fieldset, "legend"), *item;
    size_t i;
    json_array_foreach(json_object_get(options, "items"), i, item) {
        if (!is_plain_item(item))
            return false;
    }
    return has_only(options, keys) && fieldset && has_only(fieldset, "legend ") && legend &&
           has_only(legend, "text classes ") && is_only_text(options, "hint") &&
           is_only_text(options, "errorMessage");
}

static void make_radio(struct page *page, json_t *options, json_t *item, int64_t number)
{
    struct str value = text_of(item, "value"), label = text_of(item, "text");
    bool is_checked = json_is_true(json_object_get(item, "checked"));
    struct str chosen = is_checked ? value : text_of(options, "value");
    json_t *more = json_object_get(item, "conditional");
    if (json_object_get(more, "html") == NULL) {
        part_radio(page, &(struct part_radio){
            .name = field_of(options), .number = number, .value = value, .label = label,
            .hint = text_of(json_object_get(item, "hint"), "text"), .chosen = chosen});
        return;
    }
    struct part_radio_with with = {field_of(options), number, value, label, chosen};
    part_radio_with_open(page, &with);
    buf_add(&page->out, text_of(more, "html"));
    part_radio_with_close(page, &with);
}

static bool make_radios(struct page *page, json_t *options)
{
    struct str classes = text_of(options, "classes");
    bool is_inline = str_equal_c(classes, "govuk-radios--inline");
    if (!is_group(options, "classes value ") || (classes.size > 0 && !is_inline))
        return false;
    json_t *legend = json_object_get(json_object_get(options, "fieldset"), "legend"), *item;
    struct str name = field_of(options);
    set_problem(page, options, name);
    struct part_radios radios = {
        .name = name, .legend = text_of(legend, "text"),
        .legend_class = text_of(legend, "classes"), .is_inline = is_inline,
        .hint = text_of(json_object_get(options, "hint"), "text")};
    part_radios_open(page, &radios);
    size_t i;
    json_array_foreach(json_object_get(options, "items"), i, item)
        make_radio(page, options, item, (int64_t)i + 1);
    part_radios_close(page, &radios);
    return true;
}

static bool is_checked_by_values(json_t *options, json_t *item)
{
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(options, "values"), i, value) {
        if (json_equal(value, json_object_get(item, "value")))
            return !json_is_false(json_object_get(item, "checked"));
    }
    return json_is_true(json_object_get(item, "checked"));
}

static bool make_checkboxes(struct page *page, json_t *options)
{
    json_t *legend = json_object_get(json_object_get(options, "fieldset"), "legend"), *item;
    size_t i;
    json_array_foreach(json_object_get(options, "items"), i, item) {
        if (json_object_get(item, "conditional") != NULL)
            return false;
    }
    if (!is_group(options, "values "))
        return false;
    struct str name = field_of(options);
    set_problem(page, options, name);
    struct part_check_boxes boxes = {
        .name = name, .legend = text_of(legend, "text"),
        .legend_class = text_of(legend, "classes"),
        .hint = text_of(json_object_get(options, "hint"), "text")};
    part_check_boxes_open(page, &boxes);
    json_array_foreach(json_object_get(options, "items"), i, item) {
        part_check_box(page, &(struct part_check_box){
            .name = name, .number = (int64_t)i + 1, .value = text_of(item, "value"),
            .label = text_of(item, "text"), .is_on = is_checked_by_values(options, item),
            .hint = text_of(json_object_get(item, "hint"), "text")});
    }
    part_check_boxes_close(page, &boxes);
    return true;
}

static bool make_select(struct page *page, json_t *options)
{
    if (!has_field_options(options, "items "))
        return false;
    json_t *label = json_object_get(options, "label"), *item;
    size_t i;
    json_array_foreach(json_object_get(options, "items"), i, item) {
        if (!json_is_object(item) || !has_only(item, "value text selected ") ||
            !json_is_string(json_object_get(item, "value")))
            return false;
    }
    struct str name = field_of(options);
    set_problem(page, options, name);
    struct part_select select = {
        .name = name, .label = text_of(label, "text"), .label_class = text_of(label, "classes"),
        .hint = text_of(json_object_get(options, "hint"), "text")};
    part_select_open(page, &select);
    page->problems = NULL; /* the fixture is refused and has a choice; ours shows what was typed */
    json_array_foreach(json_object_get(options, "items"), i, item) {
        bool is_selected = json_is_true(json_object_get(item, "selected"));
        struct str value = text_of(item, "value");
        part_option(page, &(struct part_option){
            .name = name, .value = value, .label = text_of(item, "text"),
            .chosen = is_selected ? value
                      : json_is_false(json_object_get(item, "selected")) ? STR("\x01")
                      : json_object_get(options, "value") ? text_of(options, "value")
                                                          : STR("\x01")});
    }
    page->problems = problems.count > 0 ? &problems : NULL;
    part_select_close(page, &select);
    return true;
}

/* Ours names its boxes after the field. */
static bool make_date_input(struct page *page, json_t *options)
{
    json_t *fieldset = json_object_get(options, "fieldset");
    json_t *legend = json_object_get(fieldset, "legend");
    struct str name = text_of(options, "id");
    bool is_ours = has_only(options, "id namePrefix fieldset hint errorMessage ") && legend &&
                   has_only(fieldset, "legend ") && has_only(legend, "text classes ") &&
                   is_only_text(options, "hint") && is_only_text(options, "errorMessage");
    if (!is_ours)
        return false;
    set_problem(page, options, name);
    part_date_input(page, &(struct part_date_input){
        .name = name, .legend = text_of(legend, "text"), .value = DATE_NONE,
        .legend_class = text_of(legend, "classes"),
        .hint = text_of(json_object_get(options, "hint"), "text")});
    return true;
}

static bool make_error_message(struct page *page, json_t *options)
{
    if (!has_only(options, "text id "))
        return false;
    part_error(page, &(struct part_error){text_of(options, "text"), text_of(options, "id")});
    return true;
}

static bool make_error_summary(struct page *page, json_t *options)
{
    json_t *list = json_object_get(options, "errorList"), *item;
    if (!has_only(options, "titleText errorList ") || json_array_size(list) == 0 ||
        !str_equal_c(text_of(options, "titleText"), "There is a problem"))
        return false;
    struct problem_link *links = ARENA_MANY(&arena, struct problem_link, json_array_size(list));
    size_t i;
    json_array_foreach(list, i, item) {
        if (!has_only(item, "text href "))
            return false;
        links[i] = (struct problem_link){text_of(item, "href"), text_of(item, "text")};
    }
    part_error_summary(page, &(struct part_error_summary){.links = {links, json_array_size(list)}});
    return true;
}

static bool make_hint(struct page *page, json_t *options)
{
    if (!has_only(options, "text id "))
        return false;
    part_hint(page, &(struct part_hint){text_of(options, "text"), text_of(options, "id")});
    return true;
}

static bool make_label(struct page *page, json_t *options)
{
    if (!has_only(options, "text for classes ") || text_of(options, "for").size == 0)
        return false;
    part_label(page, &(struct part_label){
        text_of(options, "for"), text_of(options, "text"), text_of(options, "classes")});
    return true;
}

static bool make_fieldset(struct page *page, json_t *options)
{
    json_t *legend = json_object_get(options, "legend");
    if (!has_only(options, "legend ") || !has_only(legend, "text classes "))
        return false;
    struct part_fieldset fieldset = {text_of(legend, "text"), text_of(legend, "classes")};
    part_fieldset_open(page, &fieldset);
    part_fieldset_close(page, &fieldset);
    return true;
}

static bool make_button(struct page *page, json_t *options)
{
    struct str href = text_of(options, "href"), text = text_of(options, "text");
    struct str classes = text_of(options, "classes");
    if (!has_only(options, href.size > 0 ? "text classes href " : "text classes name value "))
        return false;
    if (href.size > 0)
        part_button_link(page, &(struct part_button_link){href, text, classes});
    else
        part_button(page, &(struct part_button){text, text_of(options, "name"),
                                                text_of(options, "value"), classes});
    return true;
}

static bool is_summary_row(json_t *row)
{
    json_t *actions = json_object_get(row, "actions");
    json_t *items = json_object_get(actions, "items");
    bool has_action = actions != NULL && has_only(actions, "items ") && json_array_size(items) == 1;
    return json_is_object(row) && has_only(row, "key value actions ") &&
           is_only_text(row, "key") && is_only_text(row, "value") &&
           text_of(json_object_get(row, "value"), "text").size > 0 &&
           (actions == NULL ||
            (has_action && has_only(json_array_get(items, 0), "href text visuallyHiddenText ")));
}

static bool make_summary_list(struct page *page, json_t *options)
{
    json_t *rows = json_object_get(options, "rows"), *row;
    size_t i, action_count = 0;
    json_array_foreach(rows, i, row) {
        if (!is_summary_row(row))
            return false;
        action_count += json_object_get(row, "actions") != NULL;
    }
    bool is_mixed = action_count > 0 && action_count < json_array_size(rows);
    if (!has_only(options, "rows classes ") || is_mixed)
        return false;
    struct part_summary_list list = {text_of(options, "classes")};
    part_summary_list_open(page, &list);
    json_array_foreach(rows, i, row) {
        json_t *action = json_array_get(
            json_object_get(json_object_get(row, "actions"), "items"), 0);
        part_summary_line(page, &(struct part_summary_line){
            .key = text_of(json_object_get(row, "key"), "text"),
            .value = text_of(json_object_get(row, "value"), "text"),
            .href = text_of(action, "href"), .action = text_of(action, "text"),
            .about = text_of(action, "visuallyHiddenText")});
    }
    part_summary_list_close(page, &list);
    return true;
}

static bool make_tag(struct page *page, json_t *options)
{
    struct str classes = text_of(options, "classes"), mark = STR("govuk-tag--");
    if (!has_only(options, "text classes ") || (classes.size > 0 && !str_starts(classes, mark)))
        return false;
    part_tag(page, &(struct part_tag){text_of(options, "text"),
                                      str_slice(classes, mark.size, classes.size)});
    return true;
}

static bool make_warning(struct page *page, json_t *options)
{
    if (!has_only(options, "text iconFallbackText ") ||
        (json_object_get(options, "iconFallbackText") &&
         !str_equal_c(text_of(options, "iconFallbackText"), "Warning")))
        return false;
    part_warning(page, &(struct part_warning){text_of(options, "text")});
    return true;
}

static bool make_inset(struct page *page, json_t *options)
{
    if (!has_only(options, "text "))
        return false;
    struct part_inset inset = {0};
    part_inset_open(page, &inset);
    page_text(page, text_of(options, "text"));
    part_inset_close(page, &inset);
    return true;
}

static bool make_details(struct page *page, json_t *options)
{
    if (!has_only(options, "summaryText text open "))
        return false;
    struct part_details details = {text_of(options, "summaryText"),
                                   json_is_true(json_object_get(options, "open"))};
    part_details_open(page, &details);
    page_text(page, text_of(options, "text"));
    part_details_close(page, &details);
    return true;
}

static bool make_notice(struct page *page, json_t *options)
{
    struct str type = text_of(options, "type");
    if (!has_only(options, "text type ") || (type.size > 0 && !str_equal_c(type, "success")))
        return false;
    part_notice(page, &(struct part_notice){text_of(options, "text"), type.size > 0});
    return true;
}

static bool make_back_link(struct page *page, json_t *options)
{
    if (!has_only(options, "href text "))
        return false;
    struct str href = text_of(options, "href");
    part_back_link(page, &(struct part_back_link){href.size > 0 ? href : STR("#"),
                                                  text_of(options, "text")});
    return true;
}

static bool make_breadcrumbs(struct page *page, json_t *options)
{
    json_t *item;
    size_t i;
    if (!has_only(options, "items "))
        return false;
    struct part_breadcrumbs crumbs = {0};
    part_breadcrumbs_open(page, &crumbs);
    json_array_foreach(json_object_get(options, "items"), i, item) {
        if (!has_only(item, "text href "))
            return false;
        part_crumb(page, &(struct part_crumb){text_of(item, "text"), text_of(item, "href")});
    }
    part_breadcrumbs_close(page, &crumbs);
    return true;
}

static bool make_task(struct page *page, json_t *item, int64_t number)
{
    json_t *status = json_object_get(item, "status"), *tag = json_object_get(status, "tag");
    struct str classes = text_of(tag, "classes"), mark = STR("govuk-tag--");
    if (!json_is_object(item) || !has_only(item, "title href hint status ") ||
        !is_only_text(item, "title") || !is_only_text(item, "hint") ||
        !has_only(status, "text tag ") || !has_only(tag, "text classes ") ||
        (tag != NULL && !str_starts(classes, mark)))
        return false;
    part_task(page, &(struct part_task){
        .number = number, .label = text_of(json_object_get(item, "title"), "text"),
        .href = text_of(item, "href"), .hint = text_of(json_object_get(item, "hint"), "text"),
        .status = text_of(tag == NULL ? status : tag, "text"),
        .colour = str_slice(classes, mark.size, classes.size)});
    return true;
}

static bool make_task_list(struct page *page, json_t *options)
{
    json_t *item;
    size_t i;
    if (!has_only(options, "items "))
        return false;
    struct part_task_list list = {0};
    part_task_list_open(page, &list);
    json_array_foreach(json_object_get(options, "items"), i, item) {
        if (!make_task(page, item, (int64_t)i + 1))
            return false;
    }
    part_task_list_close(page, &list);
    return true;
}

static bool make_languages(struct page *page, json_t *options)
{
    json_t *items = json_object_get(options, "items"), *item;
    size_t count = json_array_size(items), i;
    struct language_link *links = ARENA_MANY(&arena, struct language_link, count);
    json_array_foreach(items, i, item) {
        struct str direction = text_of(item, "dir");
        bool is_ltr_said = direction.size > 0 && !str_equal_c(direction, "rtl");
        if (!has_only(item, "text href lang dir current ") || is_ltr_said ||
            text_of(item, "lang").size == 0)
            return false;
        links[i] = (struct language_link){
            text_of(item, "lang"), text_of(item, "text"), text_of(item, "href"),
            direction.size > 0,
            json_is_true(json_object_get(item, "current")) || text_of(item, "href").size == 0};
    }
    part_languages(page, &(struct part_languages){.links = {links, count}});
    return has_only(options, "items ");
}

/* ---- comparing */

static struct str replaced(struct str text, struct str from, struct str to)
{
    struct buf out = buf_make(&arena, text.size + 64);
    for (size_t i = 0; i < text.size;) {
        bool is_here = from.size > 0 && text.size - i >= from.size &&
                       memcmp(text.at + i, from.at, from.size) == 0;
        if (is_here)
            buf_add(&out, to);
        else
            buf_add_char(&out, text.at[i]);
        i += is_here ? from.size : 1;
    }
    return buf_text(&out);
}

/* name="day" or name="prefix-day" as our name="id-day". */
static struct str with_our_names(json_t *options, struct str html)
{
    static const char *const endings[] = {"day", "month", "year"};
    struct str prefix = text_of(options, "namePrefix"), id = text_of(options, "id");
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        const char *dash = prefix.size > 0 ? "-" : "";
        html = replaced(html,
                        str_format(&arena, "name=\"%.*s%s%s\"", STR_ARGS(prefix), dash, endings[i]),
                        str_format(&arena, "name=\"%.*s-%s\"", STR_ARGS(id), endings[i]));
    }
    return html;
}

static struct str expected(struct page *page, json_t *options, struct str html)
{
    json_t *error = json_object_get(options, "errorMessage");
    struct str name = text_of(options, "name"), field = field_of(options);
    if (error != NULL)
        html = replaced(html, text_of(error, "text"), page_word(page, WORD_error_missing, NULL, 0));
    if (name.size > 0 && field.size > 0)
        html = replaced(html, str_format(&arena, "name=\"%.*s\"", STR_ARGS(name)),
                        str_format(&arena, "name=\"%.*s\"", STR_ARGS(field)));
    return html_plain(&arena, name.size > 0 ? html : with_our_names(options, html));
}

static const struct component {
    const char *name;
    bool (*make)(struct page *page, json_t *options);
    int least; /* of its fixtures that are ours: a part that stops offering something is noticed */
} components[] = {
    {"input", make_input, 25},
    {"textarea", make_textarea, 7},
    {"radios", make_radios, 12},
    {"checkboxes", make_checkboxes, 5},
    {"select", make_select, 3},
    {"date-input", make_date_input, 2},
    {"error-message", make_error_message, 3},
    {"error-summary", make_error_summary, 5},
    {"hint", make_hint, 3},
    {"label", make_label, 1},
    {"fieldset", make_fieldset, 7},
    {"button", make_button, 24},
    {"summary-list", make_summary_list, 2},
    {"tag", make_tag, 10},
    {"warning-text", make_warning, 4},
    {"inset-text", make_inset, 2},
    {"details", make_details, 3},
    {"notification-banner", make_notice, 5},
    {"back-link", make_back_link, 3},
    {"breadcrumbs", make_breadcrumbs, 5},
    {"task-list", make_task_list, 2},
    {"language-navigation", make_languages, 3},
};

enum outcome { EQUAL, DIFFERENT, NOT_OURS };

static enum outcome compare(const struct component *component, json_t *fixture)
{
    arena_reset(&arena);
    problems = (struct problems){0};
    struct page page = {.arena = &arena, .out = buf_make(&arena, 4096)};
    json_t *options = json_object_get(fixture, "options");
    if (!component->make(&page, options))
        return NOT_OURS;
    struct str wanted = expected(&page, options, text_of(fixture, "html"));
    struct str made = html_plain(&arena, buf_text(&page.out));
    if (str_equal(wanted, made))
        return EQUAL;
    printf("%s: %s\n--- theirs\n%.*s\n--- ours\n%.*s\n", component->name,
                  json_string_value(json_object_get(fixture, "name")), STR_ARGS(wanted),
                  STR_ARGS(made));
    return DIFFERENT;
}

static void test_component(void **state)
{
    const struct component *component = *state;
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s/fixtures.json", folder, component->name);
    json_t *file = json_load_file(path, 0, NULL);
    assert_non_null(file);
    int counts[3] = {0};
    size_t i;
    json_t *fixture;
    json_array_foreach(json_object_get(file, "fixtures"), i, fixture)
        counts[compare(component, fixture)]++;
    json_decref(file);
    printf("# %-22s %2d of %2zu fixtures equal, %d different, %d not ours\n",
                  component->name, counts[EQUAL], i, counts[DIFFERENT], counts[NOT_OURS]);
    assert_int_equal(counts[DIFFERENT], 0);
    assert_true(counts[EQUAL] >= component->least);
}

int main(int argument_count, char **arguments)
{
    assert_int_equal(argument_count, 2);
    folder = arguments[1];
    arena = arena_make(ARENA_REQUEST_LIMIT);
    struct CMUnitTest tests[COUNT_OF(components)];
    for (size_t i = 0; i < COUNT_OF(components); i++)
        tests[i] = (struct CMUnitTest){.name = components[i].name, .test_func = test_component,
                                       .initial_state = (void *)&components[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
