// Where in an HTML document one stands, so that a value is escaped for its place at build.
//
// A template's literal text is fed in sign by sign. The tracker knows whether the next sign stands
// in text, in a tag, in a quoted attribute and so on; which elements are open; and refuses what a
// page of Haven may not contain: unquoted attributes, inline style and script, elements that are
// not closed. It follows the tokenizer of the HTML standard as far as such strict markup needs.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { MARKUP_DEPTH = 64, MARKUP_NAME = 40 };

enum markup_state {
    IN_TEXT,
    IN_RCDATA,       // <title>, <textarea>: no elements inside
    IN_SCRIPT,       // nothing may stand here but the end tag
    AFTER_LESS,      // "<"
    IN_DECLARATION,  // "<!"
    IN_COMMENT,      // "<!--"
    IN_TAG_NAME,
    IN_END_TAG,
    BEFORE_ATTRIBUTE,
    NEEDS_SPACE,     // in a tag, right after a name or a value
    IN_ATTRIBUTE_NAME,
    BEFORE_VALUE,    // "="
    IN_VALUE,        // between the quotes
    AFTER_SLASH      // "/" in a tag
};

struct markup_element {
    char name[MARKUP_NAME];
    int line;
    bool is_post;   // a form with method="post"
    bool has_token; // ... in which {form} stands
};

struct markup {
    enum markup_state state;
    int line; // set by the caller; remembered for elements left open
    struct markup_element stack[MARKUP_DEPTH];
    size_t depth;
    struct markup_element tag; // the one being written
    char attribute[MARKUP_NAME];
    char value[MARKUP_NAME]; // beginning of the attribute's literal value
    bool is_later;           // something of the value stands already
    char quote;
    size_t matched; // signs of "</title", "-->" seen so far
};

// What a value becomes where one stands.
enum markup_place { PLACE_NONE, PLACE_TEXT, PLACE_ATTRIBUTE, PLACE_URL, PLACE_URL_PART };

// Each returns NULL, or what is wrong, in words.
const char *markup_feed(struct markup *markup, char c);
const char *markup_value(struct markup *markup, enum markup_place *out_place);

// Before a branch or a repetition: brings the state to one in which both ways can go on.
const char *markup_branch(struct markup *markup);
// Both must have come to the same place; *markup then goes on for both.
const char *markup_join(struct markup *markup, const struct markup *other);

// Whether a run of white space may become one sign.
bool markup_is_loose(const struct markup *markup);

// {form} stands here. NULL, or what is wrong.
const char *markup_token(struct markup *markup);
