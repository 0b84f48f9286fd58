#include "markup.h"

#include <ctype.h>
#include <string.h>

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(name, *list) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_void(const char *name)
{
    static const char *const list[] = {"area", "br", "col", "hr", "img", "input", "link", "meta",
                                       "param", "source", "track", "wbr", NULL};
    return is_one_of(name, list);
}

// Elements that run, load or paint what our content security policy refuses, or whose content the
// HTML standard reads by rules that are not tracked here.
static bool is_refused_element(const char *name)
{
    static const char *const list[] = {
        "iframe", "object", "embed", "base", "applet", "frame", "frameset", "style", "noscript",
        "plaintext", "xmp", "noembed", "noframes", "listing", "math", "set", "animate",
        "animatetransform", "animatemotion", "foreignobject", "template", NULL};
    return is_one_of(name, list);
}

static bool is_url_attribute(const char *name)
{
    static const char *const list[] = {"href", "src", "action", "formaction", "cite", "data",
                                       "poster", "background", "manifest", "xlink:href", "ping",
                                       NULL};
    return is_one_of(name, list);
}

static bool is_refused_attribute(const char *name)
{
    static const char *const list[] = {"style", "srcdoc", NULL};
    return is_one_of(name, list) || strncmp(name, "on", 2) == 0;
}

// Attributes that may stand but whose grammar no escaping of ours covers.
static bool is_literal_attribute(const char *name)
{
    static const char *const list[] = {"srcset", "imagesrcset", "http-equiv", "content", "sandbox",
                                       "integrity", "nonce", NULL};
    return is_one_of(name, list);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool add_to_name(char *name, char c)
{
    size_t size = strlen(name);
    if (size + 1 >= MARKUP_NAME) {
        return false;
    }
    name[size] = (char)tolower((unsigned char)c);
    name[size + 1] = 0;
    return true;
}

static struct markup_element *top(struct markup *markup)
{
    return markup->depth == 0 ? NULL : &markup->stack[markup->depth - 1];
}

static bool is_inside(const struct markup *markup, const char *name)
{
    for (size_t i = 0; i < markup->depth; i++) {
        if (strcmp(markup->stack[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static const char *open_element(struct markup *markup)
{
    if (markup->depth == MARKUP_DEPTH) {
        return "elements are nested too deep";
    }
    if (strcmp(markup->tag.name, "form") == 0 && is_inside(markup, "form")) {
        return "a form inside a form";
    }
    markup->stack[markup->depth++] = markup->tag;
    const char *name = markup->tag.name;
    bool is_rcdata = strcmp(name, "textarea") == 0 ||
                     (strcmp(name, "title") == 0 && !is_inside(markup, "svg"));
    markup->state = is_rcdata ? IN_RCDATA : strcmp(name, "script") == 0 ? IN_SCRIPT : IN_TEXT;
    markup->matched = 0;
    return NULL;
}

static const char *close_element(struct markup *markup)
{
    static char message[160];
    const struct markup_element *open = top(markup);
    markup->state = IN_TEXT;
    if (open == NULL || strcmp(open->name, markup->tag.name) != 0) {
        const char *name = open == NULL ? "nothing" : open->name;
        strcpy(message, "</");
        strncat(message, markup->tag.name, MARKUP_NAME);
        strcat(message, "> closes what is not open; open is ");
        strncat(message, name, MARKUP_NAME);
        return message;
    }
    if (open->is_post && !open->has_token) {
        return "a form that posts must have {form} in it";
    }
    markup->depth--;
    return NULL;
}

static const char *end_tag_name(struct markup *markup)
{
    return is_refused_element(markup->tag.name) ? "this element may not stand in a page" : NULL;
}

static const char *end_attribute_name(struct markup *markup)
{
    if (is_refused_attribute(markup->attribute)) {
        return "inline style and script may not stand in a page";
    }
    return NULL;
}

static const char *begin_attribute(struct markup *markup, char c)
{
    if (!isalpha((unsigned char)c)) {
        return "this sign cannot begin an attribute";
    }
    markup->attribute[0] = 0;
    markup->value[0] = 0;
    markup->is_later = false;
    add_to_name(markup->attribute, c);
    markup->state = IN_ATTRIBUTE_NAME;
    return NULL;
}

// Signs that may stand between attributes; false when c is none of them.
static bool feed_between(struct markup *markup, char c, const char **out_wrong)
{
    *out_wrong = NULL;
    if (is_space(c)) {
        markup->state = BEFORE_ATTRIBUTE;
    } else if (c == '/') {
        markup->state = AFTER_SLASH;
    } else if (c == '>' && is_void(markup->tag.name)) {
        markup->state = IN_TEXT;
    } else if (c == '>') {
        *out_wrong = open_element(markup);
    } else {
        return false;
    }
    return true;
}

static const char *feed_after_less(struct markup *markup, char c)
{
    memset(&markup->tag, 0, sizeof markup->tag);
    markup->tag.line = markup->line;
    if (isalpha((unsigned char)c)) {
        markup->state = IN_TAG_NAME;
        add_to_name(markup->tag.name, c);
        return NULL;
    }
    markup->matched = 0;
    markup->state = c == '/' ? IN_END_TAG : IN_DECLARATION;
    return c == '/' || c == '!' ? NULL : "write &lt; for this sign in text";
}

static const char *feed_tag_name(struct markup *markup, char c)
{
    const char *wrong;
    if (is_space(c) || c == '/' || c == '>') {
        wrong = end_tag_name(markup);
        if (wrong == NULL) {
            feed_between(markup, c, &wrong);
        }
        return wrong;
    }
    bool is_fit = isalnum((unsigned char)c) || c == '-';
    return is_fit && add_to_name(markup->tag.name, c) ? NULL : "this is no name of an element";
}

static const char *feed_end_tag(struct markup *markup, char c)
{
    if (c == '>') {
        return close_element(markup);
    }
    bool is_fit = isalnum((unsigned char)c) || c == '-';
    return is_fit && add_to_name(markup->tag.name, c) ? NULL : "this is no end tag";
}

static const char *feed_attribute_name(struct markup *markup, char c)
{
    const char *wrong;
    if (c == '=') {
        markup->state = BEFORE_VALUE;
        return end_attribute_name(markup);
    }
    if (feed_between(markup, c, &wrong)) {
        return wrong != NULL ? wrong : end_attribute_name(markup);
    }
    bool is_fit = isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_';
    return is_fit && add_to_name(markup->attribute, c) ? NULL : "this is no name of an attribute";
}

static bool is_in_method(const struct markup *markup)
{
    return strcmp(markup->tag.name, "form") == 0 && strcmp(markup->attribute, "method") == 0;
}

static const char *end_value(struct markup *markup)
{
    static const char *const running[] = {"javascript:", "data:", "vbscript:", NULL};
    markup->state = NEEDS_SPACE;
    for (size_t i = 0; is_url_attribute(markup->attribute) && running[i] != NULL; i++) {
        if (strncmp(markup->value, running[i], strlen(running[i])) == 0) {
            return "an address of this kind may not stand in a page";
        }
    }
    if (is_in_method(markup)) {
        markup->tag.is_post = strcmp(markup->value, "get") != 0;
    }
    return NULL;
}

static const char *feed_value(struct markup *markup, char c)
{
    if (c == markup->quote) {
        return end_value(markup);
    }
    add_to_name(markup->value, c);
    markup->is_later = true;
    return NULL;
}

// Follows the end tag of the element whose content is no markup.
static const char *feed_rcdata(struct markup *markup, char c)
{
    struct markup_element *open = top(markup);
    char end[MARKUP_NAME + 4] = "</";
    strcat(end, open->name);
    strcat(end, ">");
    bool is_next = tolower((unsigned char)c) == end[markup->matched];
    if (!is_next && markup->matched > 2) {
        return "this end tag does not fit the element";
    }
    markup->matched = is_next ? markup->matched + 1 : c == '<' ? 1 : 0;
    if (markup->state == IN_SCRIPT && markup->matched == 0 && !is_space(c)) {
        return "a script is a file of its own";
    }
    if (markup->matched == strlen(end)) {
        markup->depth--;
        markup->state = IN_TEXT;
    }
    return NULL;
}

static const char *feed_declaration(struct markup *markup, char c)
{
    if (c == '-' && markup->matched < 2) {
        markup->state = ++markup->matched == 2 ? IN_COMMENT : IN_DECLARATION;
        markup->matched = markup->state == IN_COMMENT ? 0 : markup->matched;
    } else if (c == '>') {
        markup->state = IN_TEXT;
    }
    return NULL;
}

static const char *feed_comment(struct markup *markup, char c)
{
    if (c == '>' && markup->matched >= 2) {
        markup->state = IN_TEXT;
    }
    markup->matched = c == '-' ? markup->matched + 1 : 0;
    return NULL;
}

static const char *feed_after_slash(struct markup *markup, char c)
{
    if (c != '>') {
        return "a slash in a tag stands before its end";
    }
    markup->state = IN_TEXT;
    return is_void(markup->tag.name) || is_inside(markup, "svg")
               ? NULL
               : "only void elements and those of svg close themselves";
}

static const char *feed_in_tag(struct markup *markup, char c)
{
    const char *wrong;
    if (feed_between(markup, c, &wrong)) {
        return wrong;
    }
    return markup->state == NEEDS_SPACE ? "a space is missing before this sign"
                                        : begin_attribute(markup, c);
}

static const char *feed_before_value(struct markup *markup, char c)
{
    markup->quote = c;
    markup->state = IN_VALUE;
    return c == '"' || c == '\'' ? NULL : "the value of an attribute stands in quotes";
}

const char *markup_feed(struct markup *markup, char c)
{
    switch (markup->state) {
    case IN_TEXT:
        markup->state = c == '<' ? AFTER_LESS : IN_TEXT;
        return NULL;
    case IN_RCDATA:
    case IN_SCRIPT:
        return feed_rcdata(markup, c);
    case AFTER_LESS:
        return feed_after_less(markup, c);
    case IN_DECLARATION:
        return feed_declaration(markup, c);
    case IN_COMMENT:
        return feed_comment(markup, c);
    case IN_TAG_NAME:
        return feed_tag_name(markup, c);
    case IN_END_TAG:
        return feed_end_tag(markup, c);
    case BEFORE_ATTRIBUTE:
    case NEEDS_SPACE:
        return feed_in_tag(markup, c);
    case IN_ATTRIBUTE_NAME:
        return feed_attribute_name(markup, c);
    case BEFORE_VALUE:
        return feed_before_value(markup, c);
    case IN_VALUE:
        return feed_value(markup, c);
    case AFTER_SLASH:
        return feed_after_slash(markup, c);
    }
    return "unknown place";
}

static const char *value_in_attribute(struct markup *markup, enum markup_place *out_place)
{
    if (is_literal_attribute(markup->attribute)) {
        return "no value may stand in this attribute";
    }
    if (is_in_method(markup)) {
        return "a form's method is get or post";
    }
    *out_place = PLACE_ATTRIBUTE;
    if (is_url_attribute(markup->attribute)) {
        *out_place = markup->is_later ? PLACE_URL_PART : PLACE_URL;
    }
    markup->is_later = true;
    return NULL;
}

const char *markup_value(struct markup *markup, enum markup_place *out_place)
{
    *out_place = PLACE_TEXT;
    switch (markup->state) {
    case IN_TEXT:
        return NULL;
    case IN_RCDATA:
        return markup->matched == 0 ? NULL : "no value may stand in an end tag";
    case IN_VALUE:
        return value_in_attribute(markup, out_place);
    case BEFORE_VALUE:
        return "no value may stand in an attribute without quotes";
    case IN_SCRIPT:
        return "no value may stand in a script";
    case IN_COMMENT:
    case IN_DECLARATION:
        return "no value may stand in a comment";
    default:
        return "no value may stand in the name of an element or an attribute";
    }
}

const char *markup_branch(struct markup *markup)
{
    const char *wrong = NULL;
    switch (markup->state) {
    case IN_TAG_NAME:
        wrong = end_tag_name(markup);
        markup->state = NEEDS_SPACE;
        return wrong;
    case IN_ATTRIBUTE_NAME:
        wrong = end_attribute_name(markup);
        markup->state = NEEDS_SPACE;
        return wrong;
    case IN_RCDATA:
        return markup->matched == 0 ? NULL : "no branch may stand in an end tag";
    case IN_VALUE:
        return is_in_method(markup) ? "a form's method is get or post" : NULL;
    case IN_TEXT:
    case BEFORE_ATTRIBUTE:
    case NEEDS_SPACE:
        return NULL;
    default:
        return "no branch may stand here";
    }
}

static const char *join_elements(struct markup *markup, const struct markup *other)
{
    if (markup->depth != other->depth) {
        return "a branch opens or closes an element that it does not close or open";
    }
    for (size_t i = 0; i < markup->depth; i++) {
        if (strcmp(markup->stack[i].name, other->stack[i].name) != 0) {
            return "the branches leave different elements open";
        }
        markup->stack[i].has_token &= other->stack[i].has_token;
        markup->stack[i].is_post |= other->stack[i].is_post;
    }
    return NULL;
}

const char *markup_join(struct markup *markup, const struct markup *other)
{
    struct markup end = *other;
    const char *wrong = markup_branch(markup);
    if (wrong == NULL) {
        wrong = markup_branch(&end);
    }
    bool is_in_tag = (markup->state == NEEDS_SPACE || markup->state == BEFORE_ATTRIBUTE) &&
                     (end.state == NEEDS_SPACE || end.state == BEFORE_ATTRIBUTE);
    if (wrong == NULL && is_in_tag && markup->state != end.state) {
        markup->state = end.state = NEEDS_SPACE;
    }
    bool is_same_value = markup->state != IN_VALUE ||
                         (strcmp(markup->attribute, end.attribute) == 0 &&
                          markup->quote == end.quote);
    if (wrong == NULL && (markup->state != end.state || !is_same_value ||
                          strcmp(markup->tag.name, end.tag.name) != 0)) {
        bool is_text = markup->state == IN_TEXT && end.state == IN_TEXT;
        wrong = is_text ? NULL : "a branch ends in another place than it began";
    }
    markup->is_later |= end.is_later;
    markup->tag.is_post |= end.tag.is_post;
    return wrong != NULL ? wrong : join_elements(markup, &end);
}

bool markup_is_loose(const struct markup *markup)
{
    if (markup->state == BEFORE_ATTRIBUTE || markup->state == NEEDS_SPACE ||
        markup->state == IN_TAG_NAME) {
        return true;
    }
    return markup->state == IN_TEXT && !is_inside(markup, "pre");
}

const char *markup_token(struct markup *markup)
{
    if (markup->state != IN_TEXT) {
        return "{form} stands in text";
    }
    for (size_t i = markup->depth; i > 0; i--) {
        struct markup_element *element = &markup->stack[i - 1];
        if (strcmp(element->name, "form") == 0) {
            element->has_token = true;
            return element->is_post ? NULL : "{form} stands in a form that posts";
        }
    }
    return "{form} stands in a form";
}
