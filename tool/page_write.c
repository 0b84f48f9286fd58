#include "pagec.h"

#include "file.h"

#include <string.h>

const char *page_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? "." : text_format("%.*s", (int)(slash - path), path);
}

static void write_member(FILE *out, const struct parameter *parameter)
{
    static const char *const types[] = {
        [KIND_TEXT] = "struct str", [KIND_URL] = "struct str", [KIND_WORD] = "int",
        [KIND_INTEGER] = "int64_t", [KIND_FLAG] = "bool", [KIND_DATE] = "struct date",
        [KIND_INSTANT] = "struct instant", [KIND_TEXTS] = "struct str_list",
        [KIND_CODES] = "const struct code_list *"};
    if (parameter->kind == KIND_PART) {
        fprintf(out, "    const struct %s *%s;\n", parameter->struct_name, parameter->name);
    } else if (parameter->kind == KIND_LIST) {
        fprintf(out, "    struct { const struct %s *at; size_t count; } %s;\n",
                parameter->struct_name, parameter->name);
    } else {
        fprintf(out, "    %s %s;\n", types[parameter->kind], parameter->name);
    }
}

static void write_part_declaration(FILE *out, const struct part *part)
{
    fprintf(out, "struct part_%s {\n", part->name);
    for (size_t i = 0; i < part->parameter_count; i++) {
        write_member(out, &part->parameters[i]);
    }
    fprintf(out, "%s};\n", part->parameter_count == 0 ? "    char none;\n" : "");
    static const char *const endings[] = {"", "_open", "_close"};
    for (int i = part->has_content ? 1 : 0; i <= (part->has_content ? 2 : 0); i++) {
        fprintf(out, "void part_%s%s(struct page *page, const struct part_%s *p);\n", part->name,
                endings[i], part->name);
    }
    fputc('\n', out);
}

static bool has_views(const struct part *part)
{
    for (size_t i = 0; i < part->parameter_count; i++) {
        if (part->parameters[i].is_view) {
            return true;
        }
    }
    return false;
}

// A room's part may take rows of its view; then whoever calls it needs that view.
static void write_view_of(FILE *out, const struct part *part)
{
    if (has_views(part)) {
        fprintf(out, "#include \"%s_view.h\"\n", file_name(page_folder(part->path)));
    }
}

void page_write_header(const struct page *page, const char *path)
{
    FILE *out = file_create(path);
    const char *name = page->self.name;
    fprintf(out, "/* Made by tool/pagec.c from %s. */\n#pragma once\n\n",
            file_name(page->scope.path));
    if (page->scope.is_part) {
        fputs("#include \"web/page.h\"\n", out);
        write_view_of(out, &page->self);
        fputc('\n', out);
        write_part_declaration(out, &page->self);
    } else {
        fprintf(out,
                "#include \"web/reply.h\"\n#include \"%s_view.h\"\n\n"
                "extern const struct page_kind page_%s;\n\n"
                "/* view must live in the arena. */\n"
                "static inline void reply_%s(struct reply *reply, const struct %s_view *view)\n"
                "{\n    reply_page(reply, &page_%s, view);\n}\n\n"
                "static inline void reply_%s_problems(struct reply *reply,\n"
                "    const struct %s_view *view, const struct problems *problems)\n"
                "{\n    reply_problems(reply, &page_%s, view, problems);\n}\n",
                file_name(page->folder), name, name, name, name, name, name, name);
    }
    file_close(out, path);
}

static void write_part_body(const struct page *page, FILE *out)
{
    static const char *const endings[] = {"_open", "_close"};
    int bodies = page->self.has_content ? 2 : 1;
    for (int i = 0; i < bodies; i++) {
        fprintf(out,
                "void part_%s%s(struct page *page, const struct part_%s *p)\n"
                "{\n    (void)page;\n    (void)p;\n%s}\n",
                page->self.name, bodies == 2 ? endings[i] : "", page->self.name,
                page->written[i]);
    }
}

static void write_page_body(const struct page *page, FILE *out)
{
    const char *name = page->self.name;
    fprintf(out,
            "static void render(struct page *page, const void *view)\n"
            "{\n    const struct %s_view *v = view;\n    (void)v;\n%s}\n\n"
            "const struct page_kind page_%s = {\"%s\", &shape_%s_view, render};\n",
            name, page->written[0], name, name, name);
}

void page_write_source(const struct page *page, const char *path, const char *header)
{
    FILE *out = file_create(path);
    fprintf(out, "/* Made by tool/pagec.c from %s. */\n#include \"%s\"\n\n"
                 "#include \"web/page.h\"\n#include \"words.h\"\n",
            file_name(page->scope.path), file_name(header));
    for (size_t i = 0; i < page->use_count; i++) {
        fprintf(out, "#include \"%s_view.h\"\n", page->uses[i]);
    }
    for (size_t i = 0; i < page->part_count; i++) {
        write_view_of(out, &page->parts[i]);
    }
    fputc('\n', out);
    for (size_t i = 0; i < page->part_count; i++) {
        if (strcmp(page->parts[i].name, page->self.name) != 0) {
            write_part_declaration(out, &page->parts[i]);
        }
    }
    if (page->scope.is_part) {
        write_part_body(page, out);
    } else {
        write_page_body(page, out);
    }
    file_close(out, path);
}

void page_write_dependencies(const struct page *page, const char *path, const char *target)
{
    FILE *out = file_create(path);
    fprintf(out, "%s: %s", target, page->scope.path);
    for (size_t i = 0; i < page->part_count; i++) {
        fprintf(out, " %s", page->parts[i].path);
    }
    fputc('\n', out);
    file_close(out, path);
}
