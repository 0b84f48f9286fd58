// pagec: compiles one page or part to C, every value escaped for the place it stands in.
//
//     pagec [--parts FOLDER]... PAGE.html PAGE.c PAGE.h [DEPENDENCIES.d]
//
// The language is told in doc/pages.md. markup.h follows the HTML and refuses what cannot be
// escaped; page_value.h turns paths, sentences and conditions into C. What is not understood is
// refused with file, line and reason; nothing is written then. Parts that are called are looked up
// beside the page, then in the folders given; only their first line is read, and the dependencies
// name them, so that a changed parameter compiles its callers again.

#include "pagec.h"

#include "file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void check(struct page *page, const char *wrong)
{
    if (wrong != NULL) {
        refuse(&page->scope, "%s", wrong);
    }
}

static bool takes(const char **at, const char *what)
{
    size_t size = strlen(what);
    if (strncmp(*at, what, size) != 0) {
        return false;
    }
    *at += size;
    return true;
}

// ---- the first line

static void read_struct_name(const struct scope *scope, const char **at,
                             struct parameter *parameter)
{
    if (!takes(at, "<")) {
        refuse(scope, "<name> is missing in the type of \"%s\"", parameter->name);
    }
    parameter->is_view = !takes(at, "struct ");
    const char *name = read_name(scope, at);
    parameter->struct_name = text_format("%s%s", name, parameter->is_view ? "_view" : "");
    if (!takes(at, ">")) {
        refuse(scope, "> is missing in the type of \"%s\"", parameter->name);
    }
}

static void read_type(const struct scope *scope, const char **at, struct parameter *parameter)
{
    static const char *const names[] = {
        [KIND_TEXT] = "text", [KIND_URL] = "url", [KIND_WORD] = "word",
        [KIND_INTEGER] = "integer", [KIND_FLAG] = "flag", [KIND_DATE] = "date",
        [KIND_INSTANT] = "instant", [KIND_TEXTS] = "texts", [KIND_CODES] = "codes",
        [KIND_PART] = "part", [KIND_LIST] = "list"};
    const char *name = read_name(scope, at);
    for (size_t i = KIND_TEXT; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            parameter->kind = (enum kind)i;
        }
    }
    if (parameter->kind == KIND_UNKNOWN) {
        refuse(scope, "type \"%s\" is not known", name);
    }
    if (parameter->kind == KIND_PART || parameter->kind == KIND_LIST) {
        read_struct_name(scope, at, parameter);
    }
}

static const char *read_preset(const struct scope *scope, const char **at)
{
    const char *from = *at;
    if (*from == '"') {
        const char *end = strchr(from + 1, '"');
        if (end == NULL) {
            refuse(scope, "the quote is not closed");
        }
        *at = end + 1;
    } else {
        *at += strcspn(*at, " \n\t}");
    }
    return text_format("%.*s", (int)(*at - from), from);
}

static void read_parameter(const struct scope *scope, const char **at, struct part *part)
{
    if (part->parameter_count == PART_PARAMETERS) {
        refuse(scope, "more than %d parameters", PART_PARAMETERS);
    }
    struct parameter *parameter = &part->parameters[part->parameter_count];
    parameter->name = read_name(scope, at);
    if (find_parameter(part->parameters, part->parameter_count, parameter->name) != NULL) {
        refuse(scope, "parameter \"%s\" stands twice", parameter->name);
    }
    if (!takes(at, ":")) {
        refuse(scope, "the type of \"%s\" is missing", parameter->name);
    }
    read_type(scope, at, parameter);
    parameter->is_optional = takes(at, "=");
    parameter->preset = parameter->is_optional ? read_preset(scope, at) : NULL;
    part->parameter_count++;
}

// "{page NAME}" or "{part NAME parameters}"; returns what follows.
static const char *read_head(struct scope *scope, const char *text, struct part *part)
{
    const char *at = text;
    scope->line = 1;
    scope->is_part = takes(&at, "{part ");
    if (!scope->is_part && !takes(&at, "{page ")) {
        refuse(scope, "the file begins with {page name} or {part name ...}");
    }
    part->name = read_name(scope, &at);
    for (skip_space(&at); *at != '}'; skip_space(&at)) {
        if (!scope->is_part) {
            refuse(scope, "a page has no parameters: its values are those of its view");
        }
        read_parameter(scope, &at, part);
    }
    const char *file = file_name(scope->path);
    if (strncmp(file, part->name, strlen(part->name)) != 0 ||
        strcmp(file + strlen(part->name), ".html") != 0) {
        refuse(scope, "\"%s\" stands in a file of another name", part->name);
    }
    part->has_content = scope->is_part && strstr(at, "{content}") != NULL;
    part->path = scope->path;
    for (const char *c = text; c < at; c++) {
        scope->line += *c == '\n';
    }
    return at + 1;
}

// ---- parts that are called

static const char *find_part_file(const struct page *page, const char *name)
{
    for (size_t i = 0; i < page->folder_count; i++) {
        const char *path = text_format("%s/%s.html", page->folders[i], name);
        if (access(path, R_OK) == 0) {
            return path;
        }
    }
    refuse(&page->scope, "there is no part \"%s\"", name);
}

static const struct part *find_part(struct page *page, const char *name)
{
    for (size_t i = 0; i < page->part_count; i++) {
        if (strcmp(page->parts[i].name, name) == 0) {
            return &page->parts[i];
        }
    }
    if (page->part_count == PARTS) {
        refuse(&page->scope, "more than %d parts", PARTS);
    }
    struct part *part = &page->parts[page->part_count++];
    struct scope scope = {.path = find_part_file(page, name)};
    read_head(&scope, file_read(scope.path).bytes, part);
    if (!scope.is_part) {
        refuse(&page->scope, "\"%s\" is a page, not a part", name);
    }
    return part;
}

// ---- writing

static void write_line(struct page *page)
{
    fprintf(page->body, "#line %d \"%s\"\n", page->scope.line, page->scope.path);
}

static void write_text(struct page *page, const char *text, size_t size)
{
    if (size > 0) {
        fprintf(page->body, "    buf_add(&page->out, STR(%s));\n", c_literal(text, size));
    }
}

static void write_shown(struct page *page, const char *expression)
{
    static const char *const functions[] = {
        [PLACE_TEXT] = "page_text", [PLACE_ATTRIBUTE] = "page_attribute",
        [PLACE_URL] = "page_url", [PLACE_URL_PART] = "page_url_part"};
    enum markup_place place = PLACE_NONE;
    check(page, markup_value(&page->markup, &place));
    write_line(page);
    fprintf(page->body, "    %s(page, %s);\n", functions[place], expression);
}

// ---- blocks

static struct block *open_block(struct page *page, enum block_kind kind)
{
    if (page->block_count == BLOCKS) {
        refuse(&page->scope, "blocks are nested too deep");
    }
    check(page, markup_branch(&page->markup));
    struct block *block = &page->blocks[page->block_count++];
    *block = (struct block){.kind = kind,
                            .line = page->scope.line,
                            .start = page->markup,
                            .variable_count = page->scope.variable_count};
    return block;
}

static struct block *inner_block(struct page *page, enum block_kind kind, const char *what)
{
    struct block *block = page->block_count == 0 ? NULL : &page->blocks[page->block_count - 1];
    if (block == NULL || block->kind != kind) {
        refuse(&page->scope, "{%s} does not fit what is open", what);
    }
    return block;
}

static void end_branch(struct page *page, struct block *block)
{
    if (block->has_end) {
        check(page, markup_join(&block->end, &page->markup));
    } else {
        check(page, markup_branch(&page->markup));
        block->end = page->markup;
        block->has_end = true;
    }
    // An element may not be closed by a branch and opened again: its depth would fit, not its name.
    struct markup start = block->start;
    check(page, markup_join(&start, &page->markup));
    page->markup = block->start;
    page->scope.variable_count = block->variable_count;
}

static void close_block(struct page *page, struct block *block)
{
    end_branch(page, block);
    if (!block->has_last) {
        check(page, markup_join(&block->end, &block->start));
    }
    page->markup = block->end;
    page->block_count--;
}

static void on_if(struct page *page, const char *rest)
{
    const char *condition = condition_expression(&page->scope, rest);
    open_block(page, BLOCK_IF);
    write_line(page);
    fprintf(page->body, "    if (%s) {\n", condition);
}

static void on_elif(struct page *page, const char *rest)
{
    struct block *block = inner_block(page, BLOCK_IF, "#elif");
    if (block->has_last) {
        refuse(&page->scope, "{#elif} stands before {#else}");
    }
    end_branch(page, block);
    fputs("    }\n", page->body);
    write_line(page);
    fprintf(page->body, "    else if (%s) {\n", condition_expression(&page->scope, rest));
}

static void on_else(struct page *page, const char *rest)
{
    struct block *block = inner_block(page, BLOCK_IF, "#else");
    if (block->has_last || *rest != 0) {
        refuse(&page->scope, "{#else} stands once and takes nothing");
    }
    end_branch(page, block);
    block->has_last = true;
    fputs("    } else {\n", page->body);
}

static void on_end_if(struct page *page, const char *rest)
{
    (void)rest;
    close_block(page, inner_block(page, BLOCK_IF, "/if"));
    fputs("    }\n", page->body);
}

static void add_variable(struct page *page, const char *name, bool is_number)
{
    if (page->scope.variable_count == SCOPE_VARIABLES) {
        refuse(&page->scope, "too many variables");
    }
    page->scope.variables[page->scope.variable_count++] = (struct variable){name, is_number};
}

static void write_for(struct page *page, const char *name, const char *number,
                      struct list_expression list)
{
    int index = ++page->count;
    write_line(page);
    fprintf(page->body,
            "    for (size_t i%d = 0; i%d < %s; i%d++) {\n"
            "    const __typeof__(*%s) *l_%s = &%s[i%d];\n    (void)l_%s;\n",
            index, index, list.count, index, list.at, name, list.at, index, name);
    if (number != NULL) {
        fprintf(page->body, "    int64_t n_%s = (int64_t)i%d + 1;\n    (void)n_%s;\n", number,
                index, number);
    }
}

// "room in rooms", "room, number in rooms"
static void on_for(struct page *page, const char *rest)
{
    const char *name = read_name(&page->scope, &rest);
    const char *number = NULL;
    if (takes(&rest, ",")) {
        skip_space(&rest);
        number = read_name(&page->scope, &rest);
    }
    skip_space(&rest);
    if (!takes(&rest, "in ")) {
        refuse(&page->scope, "{#for name in list} is expected");
    }
    skip_space(&rest);
    struct list_expression list = list_of(&page->scope, rest);
    struct block *block = open_block(page, BLOCK_FOR);
    block->count = list.count;
    page->markup.is_later = true; // the second round stands after the first
    write_for(page, name, number, list);
    add_variable(page, name, false);
    if (number != NULL) {
        add_variable(page, number, true);
    }
}

static void on_empty(struct page *page, const char *rest)
{
    struct block *block = inner_block(page, BLOCK_FOR, "#empty");
    if (block->has_last || *rest != 0) {
        refuse(&page->scope, "{#empty} stands once and takes nothing");
    }
    end_branch(page, block);
    block->has_last = true;
    fprintf(page->body, "    }\n    if (%s == 0) {\n", block->count);
}

static void on_end_for(struct page *page, const char *rest)
{
    (void)rest;
    close_block(page, inner_block(page, BLOCK_FOR, "/for"));
    fputs("    }\n", page->body);
}

// ---- calls of parts

static size_t index_of(const struct part *part, const struct parameter *parameter)
{
    return (size_t)(parameter - part->parameters);
}

static char *read_initializers(struct page *page, const struct part *part, const char *at)
{
    const char *values[PART_PARAMETERS] = {0};
    for (skip_space(&at); *at != 0; skip_space(&at)) {
        const char *name = read_name(&page->scope, &at);
        const struct parameter *parameter =
            find_parameter(part->parameters, part->parameter_count, name);
        if (parameter == NULL || values[index_of(part, parameter)] != NULL) {
            refuse(&page->scope, "part \"%s\" has no parameter \"%s\", or it stands twice",
                   part->name, name);
        }
        if (!takes(&at, "=")) {
            refuse(&page->scope, "= is missing after \"%s\"", name);
        }
        values[index_of(part, parameter)] = argument_initializer(&page->scope, parameter, &at);
    }
    char *all = text_format(part->parameter_count == 0 ? "0" : "");
    for (size_t i = 0; i < part->parameter_count; i++) {
        const struct parameter *parameter = &part->parameters[i];
        if (values[i] == NULL && !parameter->is_optional) {
            refuse(&page->scope, "part \"%s\" needs \"%s\"", part->name, parameter->name);
        }
        const char *value = values[i] != NULL ? values[i]
                                              : preset_initializer(&page->scope, parameter);
        all = text_format("%s%s.%s = %s", all, i > 0 ? ", " : "", parameter->name, value);
    }
    return all;
}

static void on_part(struct page *page, const char *rest)
{
    const struct part *part = find_part(page, read_name(&page->scope, &rest));
    if (page->markup.state != IN_TEXT) {
        refuse(&page->scope, "a part stands in text");
    }
    const char *values = read_initializers(page, part, rest);
    write_line(page);
    if (!part->has_content) {
        fprintf(page->body, "    part_%s(page, &(const struct part_%s){%s});\n", part->name,
                part->name, values);
        return;
    }
    struct block *block = open_block(page, BLOCK_CONTENT);
    block->part = part;
    block->number = ++page->count;
    fprintf(page->body,
            "    {\n    const struct part_%s a%d = {%s};\n    part_%s_open(page, &a%d);\n",
            part->name, block->number, values, part->name, block->number);
}

static void on_end_part(struct page *page, const char *name)
{
    struct block *block = inner_block(page, BLOCK_CONTENT, text_format("/%s", name));
    if (strcmp(block->part->name, name) != 0) {
        refuse(&page->scope, "{/%s} does not fit {>%s}", name, block->part->name);
    }
    close_block(page, block);
    fprintf(page->body, "    part_%s_close(page, &a%d);\n    }\n", name, block->number);
}

// ---- other directives

static void on_title(struct page *page, const char *rest)
{
    if (page->scope.is_part || page->has_title || page->block_count > 0) {
        refuse(&page->scope, "a page has one {title}, outside of every block");
    }
    if (strncmp(rest, "t:", 2) != 0 && strncmp(rest, "word:", 5) != 0) {
        refuse(&page->scope, "{title} takes a sentence: {title t:key} or {title word:path}");
    }
    page->has_title = true;
    write_line(page);
    fprintf(page->body, "    page->title = %s;\n", value_expression(&page->scope, rest));
}

static void on_use(struct page *page, const char *rest)
{
    if (page->use_count == USES) {
        refuse(&page->scope, "more than %d uses", USES);
    }
    page->uses[page->use_count++] = read_name(&page->scope, &rest);
}

static void on_form(struct page *page, const char *rest)
{
    (void)rest;
    check(page, markup_token(&page->markup));
    fputs("    page_token(page);\n", page->body);
}

static void on_content(struct page *page, const char *rest)
{
    (void)rest;
    bool is_fit = page->scope.is_part && page->block_count == 0 &&
                  page->markup.state == IN_TEXT && !page->is_after_content;
    if (!is_fit) {
        refuse(&page->scope, "{content} stands once in a part, in text, outside of every block");
    }
    fclose(page->body);
    page->is_after_content = true;
    page->body = open_memstream(&page->written[1], &page->written_size[1]);
}

static const struct directive {
    const char *name;
    enum { TAKES_ANY, TAKES_NOTHING, TAKES_SOMETHING } form;
    void (*run)(struct page *page, const char *rest);
} directives[] = {
    {"#if", TAKES_ANY, on_if},
    {"#elif", TAKES_ANY, on_elif},
    {"#else", TAKES_ANY, on_else},
    {"/if", TAKES_ANY, on_end_if},
    {"#for", TAKES_ANY, on_for},
    {"#empty", TAKES_ANY, on_empty},
    {"/for", TAKES_ANY, on_end_for},
    {"title", TAKES_SOMETHING, on_title},
    {"use", TAKES_SOMETHING, on_use},
    {"form", TAKES_NOTHING, on_form},
    {"content", TAKES_NOTHING, on_content},
};

// {form} and {content} take nothing, {title ...} and {use ...} take something; else it is a value.
static bool is_directive(const char *inside, const struct directive *directive)
{
    size_t size = strlen(directive->name);
    if (strncmp(inside, directive->name, size) != 0) {
        return false;
    }
    bool is_alone = inside[size] == 0;
    bool is_followed = isspace((unsigned char)inside[size]);
    return (is_alone && directive->form != TAKES_SOMETHING) ||
           (is_followed && directive->form != TAKES_NOTHING);
}

static void run_directive(struct page *page, const char *inside)
{
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
        if (is_directive(inside, &directives[i])) {
            const char *rest = inside + strlen(directives[i].name);
            skip_space(&rest);
            directives[i].run(page, rest);
            return;
        }
    }
    if (inside[0] == '>') {
        on_part(page, inside + 1);
    } else if (inside[0] == '/') {
        on_end_part(page, inside + 1);
    } else if (inside[0] == '#') {
        refuse(&page->scope, "{%s} is not known", inside);
    } else {
        write_shown(page, value_expression(&page->scope, inside));
    }
}

// ---- reading

static void pass(struct page *page, const char *to)
{
    for (; page->at < to; page->at++) {
        page->scope.line += *page->at == '\n';
    }
}

static void read_braces(struct page *page)
{
    if (page->at[1] == '!') {
        const char *end = strstr(page->at, "!}");
        if (end == NULL) {
            refuse(&page->scope, "!} is missing");
        }
        pass(page, end + 2);
        return;
    }
    const char *end = closing_brace(&page->scope, page->at);
    const char *from = page->at + 1;
    skip_space(&from);
    char *inside = text_format("%.*s", (int)(end - from), from);
    for (size_t size = strlen(inside); size > 0 && isspace((unsigned char)inside[size - 1]);) {
        inside[--size] = 0;
    }
    page->markup.line = page->scope.line;
    run_directive(page, inside);
    pass(page, end + 1);
}

static void feed(struct page *page, char c)
{
    page->markup.line = page->scope.line;
    check(page, markup_feed(&page->markup, c));
}

// Literal text up to the next brace. Runs of white space become one sign: a line end, if the run
// had one, else a space.
static void read_literal(struct page *page)
{
    char *text = file_memory(strlen(page->at) + 1, 1);
    size_t size = 0;
    while (*page->at != 0 && (*page->at != '{' || page->at[1] == '{')) {
        size_t spaces = markup_is_loose(&page->markup) ? strspn(page->at, " \t\r\n") : 0;
        if (spaces > 0) {
            char space = memchr(page->at, '\n', spaces) != NULL ? '\n' : ' ';
            feed(page, space);
            text[size++] = space;
            pass(page, page->at + spaces);
            continue;
        }
        char c = *page->at;
        feed(page, c);
        text[size++] = c;
        pass(page, page->at + (c == '{' ? 2 : 1));
    }
    write_text(page, text, size);
}

static void check_end(struct page *page)
{
    if (page->block_count > 0) {
        struct block *block = &page->blocks[page->block_count - 1];
        page->scope.line = block->line;
        refuse(&page->scope, "what begins here is not closed");
    }
    if (page->markup.depth > 0) {
        struct markup_element *open = &page->markup.stack[page->markup.depth - 1];
        page->scope.line = open->line;
        refuse(&page->scope, "<%s> is not closed", open->name);
    }
    if (page->markup.state != IN_TEXT) {
        refuse(&page->scope, "the page ends inside a tag");
    }
    if (!page->scope.is_part && !page->has_title) {
        page->scope.line = 1;
        refuse(&page->scope, "the page has no {title}");
    }
}

static void read_page(struct page *page)
{
    page->at = page->text;
    const char *after = read_head(&page->scope, page->text, &page->self);
    page->at = after;
    page->scope.parameters = page->self.parameters;
    page->scope.parameter_count = page->self.parameter_count;
    page->body = open_memstream(&page->written[0], &page->written_size[0]);
    while (*page->at != 0) {
        if (*page->at == '{' && page->at[1] != '{') {
            read_braces(page);
        } else {
            read_literal(page);
        }
    }
    check_end(page);
    fclose(page->body);
}

int main(int argument_count, char **arguments)
{
    struct page *page = file_memory(1, sizeof *page);
    page->folder_count = 1; // the page's own comes first
    int at = 1;
    while (at + 1 < argument_count && strcmp(arguments[at], "--parts") == 0 &&
           page->folder_count < FOLDERS) {
        page->folders[page->folder_count++] = arguments[at + 1];
        at += 2;
    }
    char **files = arguments + at;
    int file_count = argument_count - at;
    if (file_count != 3 && file_count != 4) {
        fputs("usage: pagec [--parts FOLDER]... PAGE.html PAGE.c PAGE.h [DEPENDENCIES.d]\n",
              stderr);
        return 2;
    }
    page->scope.path = files[0];
    page->folder = page_folder(files[0]);
    page->folders[0] = page->folder;
    page->text = file_read(files[0]).bytes;
    read_page(page);
    page_write_header(page, files[2]);
    page_write_source(page, files[1], files[2]);
    if (file_count == 4) {
        page_write_dependencies(page, files[3], files[1]);
    }
    return 0;
}
