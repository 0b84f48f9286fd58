// wordc: compiles words/*.po, every sentence a person can read, into one C file and its header.
//
//     wordc words.c words.h en.po OTHER.po...
//
// The first file is English and complete: its keys become enum word. In every other language a key
// may be missing or empty; word_forms then gives NULL, and the pages show English. What is refused:
//
// - a key that English lacks, and a plural where English has none or the other way round;
// - a sentence whose {arguments} are not those of the English one. {count} may be left out only
//   of a plural form that stands for a single number ("One room", Arabic "two"), which ICU tells;
// - plural forms that are not as many as the language has categories in CLDR, which ICU tells too:
//   msgstr[0], msgstr[1] ... stand in the order zero, one, two, few, many, other;
// - HTML, printf directives, braces that do not match, spaces or line ends at either end.
//
// One line for each language tells how much of it is there.

#include "file.h"
#include "po.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

enum { CATEGORY_LIMIT = PO_FORMS_LIMIT, ARGUMENT_LIMIT = 8, ARGUMENT_SIZE = 32 };

static const char *const category_names[CATEGORY_LIMIT] = {"zero", "one", "two",
                                                           "few", "many", "other"};

struct category {
    const char *name;
    bool is_one_number; // the form stands for exactly one number, so it need not show {count}
};

struct language {
    struct po po;
    const char *code;
    bool is_rtl;
    bool is_draft;
    struct category categories[CATEGORY_LIMIT];
    int category_count;
    size_t translated_count;
};

struct arguments {
    char names[ARGUMENT_LIMIT][ARGUMENT_SIZE];
    size_t count;
};

static bool has_argument(const struct arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->count; i++) {
        if (strcmp(arguments->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

// Adds the argument that begins behind a brace; gives what is wrong with it, or NULL. out_length
// counts its closing brace.
static const char *add_argument(struct arguments *arguments, const char *text, size_t *out_length)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    *out_length = length + 1;
    if (length == 0 || text[length] != '}') {
        return "an argument is a lower-case name in braces, as {count}";
    }
    if (length >= ARGUMENT_SIZE) {
        return "the name of an argument is too long";
    }
    char name[ARGUMENT_SIZE] = {0};
    memcpy(name, text, length);
    if (has_argument(arguments, name)) {
        return NULL;
    }
    if (arguments->count == ARGUMENT_LIMIT) {
        return "too many arguments";
    }
    memcpy(arguments->names[arguments->count++], name, sizeof name);
    return NULL;
}

static bool is_letter(char sign)
{
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}

// Collects the arguments of a sentence; gives what is wrong with the sentence, or NULL.
static const char *read_sentence(const char *text, struct arguments *arguments)
{
    size_t length = strlen(text);
    if (length > 0 && (strchr(" \n\t", text[0]) || strchr(" \n\t", text[length - 1]))) {
        return "a space or line end at the beginning or end of a sentence";
    }
    for (; *text != '\0'; text++) {
        const char *problem = NULL;
        size_t skip = 0;
        if (*text == '{') {
            problem = add_argument(arguments, text + 1, &skip);
        } else if (*text == '}') {
            problem = "a closing brace without an opening one";
        } else if (*text == '%' && is_letter(text[1])) {
            problem = "a printf directive: arguments are named, as {count}";
        } else if (*text == '<' && (is_letter(text[1]) || text[1] == '/' || text[1] == '!')) {
            problem = "HTML has no place in a sentence";
        }
        if (problem != NULL) {
            return problem;
        }
        text += skip;
    }
    return NULL;
}

// --- languages

// How many of the numbers 0 to 999 fall into the category. Ours are counts of people, rooms, days.
static int numbers_in(const UPluralRules *rules, const char *category)
{
    int numbers = 0;
    for (int number = 0; number < 1000; number++) {
        UErrorCode status = U_ZERO_ERROR;
        UChar found[16];
        char name[16] = "";
        uplrules_select(rules, number, found, 16, &status);
        u_strToUTF8(name, sizeof name, NULL, found, -1, &status);
        numbers += U_SUCCESS(status) && strcmp(name, category) == 0;
    }
    return numbers;
}

static bool has_category(const UPluralRules *rules, const char *category)
{
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *names = uplrules_getKeywords(rules, &status);
    bool is_there = false;
    for (const char *name; (name = uenum_next(names, NULL, &status)) != NULL;) {
        is_there |= strcmp(name, category) == 0;
    }
    uenum_close(names);
    return is_there;
}

static void find_categories(struct language *language)
{
    UErrorCode status = U_ZERO_ERROR;
    UPluralRules *rules = uplrules_open(language->code, &status);
    if (U_FAILURE(status)) {
        po_problem(&language->po, 1, "ICU: %s", u_errorName(status));
        return;
    }
    for (int i = 0; i < CATEGORY_LIMIT; i++) {
        if (has_category(rules, category_names[i])) {
            language->categories[language->category_count++] = (struct category){
                category_names[i], numbers_in(rules, category_names[i]) == 1};
        }
    }
    uplrules_close(rules);
}

static char *code_from_path(const char *path)
{
    const char *name = file_name(path);
    return strndup(name, strcspn(name, "."));
}

static bool is_draft(struct po *po)
{
    const char *draft = po_header_field(po, "X-Draft");
    if (draft != NULL && strcmp(draft, "yes") != 0 && strcmp(draft, "no") != 0) {
        po_problem(po, po->header.line, "X-Draft must be yes or no");
    }
    return draft != NULL && strcmp(draft, "yes") == 0;
}

static void check_header(struct language *language)
{
    struct po *po = &language->po;
    int line = po->header.line;
    const char *code = po_header_field(po, "Language");
    const char *type = po_header_field(po, "Content-Type");
    const char *plurals = po_header_field(po, "Plural-Forms");
    if (code == NULL || strcmp(code, language->code) != 0) {
        po_problem(po, line, "the header needs \"Language: %s\\n\", as the file is named",
                   language->code);
    }
    if (type == NULL || strcmp(type, "text/plain; charset=UTF-8") != 0) {
        po_problem(po, line, "the header needs \"Content-Type: text/plain; charset=UTF-8\\n\"");
    }
    if (uloc_getISO3Language(language->code)[0] == '\0') {
        po_problem(po, line, "ICU knows no language \"%s\"", language->code);
        return;
    }
    char expected[32];
    snprintf(expected, sizeof expected, "nplurals=%d;", language->category_count);
    if (plurals == NULL || strncmp(plurals, expected, strlen(expected)) != 0) {
        po_problem(po, line, "the header needs \"Plural-Forms: %s ...\\n\"", expected);
    }
}

static struct language read_language(const char *path)
{
    struct language language = {.po = po_read(path), .code = code_from_path(path)};
    language.is_rtl = uloc_isRightToLeft(language.code);
    language.is_draft = is_draft(&language.po);
    find_categories(&language);
    check_header(&language);
    return language;
}

// --- checks of one entry

static bool is_translated(const struct po_entry *entry)
{
    bool has_text = false;
    for (int i = 0; i < entry->form_count; i++) {
        has_text |= entry->forms[i][0] != '\0';
    }
    return has_text && !entry->is_fuzzy;
}

static bool may_lack(const struct language *language, const struct po_entry *entry, int form,
                     const char *argument)
{
    return entry->plural != NULL && strcmp(argument, "count") == 0 &&
           language->categories[form].is_one_number;
}

static void check_form(struct language *language, const struct po_entry *entry, int form,
                       const struct arguments *expected)
{
    struct po *po = &language->po;
    int line = entry->form_lines[form];
    struct arguments found = {0};
    const char *problem = read_sentence(entry->forms[form], &found);
    if (entry->forms[form][0] == '\0') {
        problem = "one form is empty while others are not";
    }
    if (problem != NULL) {
        po_problem(po, line, "\"%s\": %s", entry->key, problem);
        return;
    }
    for (size_t i = 0; i < found.count; i++) {
        if (!has_argument(expected, found.names[i])) {
            po_problem(po, line, "\"%s\": the English sentence has no {%s}", entry->key,
                       found.names[i]);
        }
    }
    for (size_t i = 0; i < expected->count; i++) {
        const char *name = expected->names[i];
        if (!has_argument(&found, name) && !may_lack(language, entry, form, name)) {
            po_problem(po, line, "\"%s\": {%s} is missing", entry->key, name);
        }
    }
}

// Every form is held against the arguments of the last English form, "other", which has them all.
static void check_entry(struct language *language, const struct po_entry *entry,
                        const struct po_entry *english)
{
    struct po *po = &language->po;
    if ((entry->plural != NULL) != (english->plural != NULL)) {
        po_problem(po, entry->line, "\"%s\" has %s plural in English", entry->key,
                   english->plural != NULL ? "a" : "no");
        return;
    }
    if (entry->plural != NULL && entry->form_count != language->category_count) {
        po_problem(po, entry->line, "\"%s\" needs %d plural forms, found %d", entry->key,
                   language->category_count, entry->form_count);
        return;
    }
    struct arguments expected = {0};
    bool is_sound = read_sentence(english->forms[english->form_count - 1], &expected) == NULL;
    if (!is_sound && entry != english) {
        return; // told where English is checked
    }
    for (int form = 0; form < entry->form_count; form++) {
        check_form(language, entry, form, &expected);
    }
}

static void check_english_entry(struct language *english, const struct po_entry *entry)
{
    if (!is_translated(entry)) {
        po_problem(&english->po, entry->line, "\"%s\" must have its English sentence", entry->key);
        return;
    }
    check_entry(english, entry, entry);
    struct arguments last = {0};
    if (entry->plural != NULL &&
        read_sentence(entry->forms[entry->form_count - 1], &last) == NULL &&
        !has_argument(&last, "count")) {
        po_problem(&english->po, entry->line, "\"%s\" has a plural but no {count}", entry->key);
    }
}

static void check_language(struct language *language, struct language *english)
{
    for (size_t i = 0; i < language->po.count; i++) {
        struct po_entry *entry = &language->po.entries[i];
        struct po_entry *original = po_find(&english->po, entry->key);
        if (entry->form_count == 0) {
            continue; // told by po_read
        }
        if (language == english) {
            check_english_entry(english, entry);
        } else if (original == NULL || original->form_count == 0) {
            po_problem(&language->po, entry->line, "English has no \"%s\"", entry->key);
        } else if (is_translated(entry)) {
            check_entry(language, entry, original);
        }
        language->translated_count += is_translated(entry);
    }
    if (language == english && english->is_draft) {
        po_problem(&english->po, english->po.header.line, "English cannot be a draft");
    }
}

// --- what is written

static void write_header(const char *path, const struct po *english)
{
    FILE *out = file_create(path);
    fputs("// Every sentence a person can read, by key and language. Made by tool/wordc.c of\n"
          "// words/*.po.\n"
          "#pragma once\n\n"
          "#include <stdbool.h>\n"
          "#include <stddef.h>\n\n"
          "enum word {\n"
          "    WORD_NONE,\n", out);
    for (size_t i = 0; i < english->count; i++) {
        fprintf(out, "    WORD_%s,\n", english->entries[i].key);
    }
    fputs("};\n\n"
          "struct language {\n"
          "    const char *code; // as in the attribute lang: \"en\", \"ar\"\n"
          "    bool is_rtl;\n"
          "    bool is_draft; // not approved by a person who speaks it\n"
          "    const char *categories[6]; // plural categories of CLDR in order, then NULL\n"
          "    size_t translated_count;   // of word_count - 1\n"
          "};\n\n"
          "// English first; a language is known by its place in this table.\n"
          "extern const struct language language_table[];\n"
          "extern const size_t language_count;\n\n"
          "// The keys as in the files; word_names[WORD_NONE] is \"\", and word_count counts it.\n"
          "extern const char *const word_names[];\n"
          "extern const size_t word_count;\n\n"
          "// The sentence in that language: six places, filled with one form or with one for "
          "each\n"
          "// of language_table[language].categories, in their order, the rest NULL.\n"
          "// NULL if the language lacks the sentence: then show English (language 0), marked as\n"
          "// English. Never NULL for language 0 and a key other than WORD_NONE.\n"
          "const char *const *word_forms(size_t language, enum word key);\n", out);
    file_close(out, path);
}

static void write_entries(FILE *out, const struct language *language, size_t number)
{
    const struct po *po = &language->po;
    fprintf(out, "static const struct word_entry entries_%zu[] = {\n    [WORD_NONE] = {{NULL}},\n",
            number);
    for (size_t i = 0; i < po->count; i++) {
        const struct po_entry *entry = &po->entries[i];
        if (!is_translated(entry)) {
            continue;
        }
        fprintf(out, "    [WORD_%s] = {{", entry->key);
        for (int form = 0; form < entry->form_count; form++) {
            fputs(form > 0 ? "," : "", out);
            file_write_literal(out, entry->forms[form], strlen(entry->forms[form]));
        }
        fputs("}},\n", out);
    }
    fputs("};\n\n", out);
}

static void write_language_row(FILE *out, const struct language *language)
{
    fprintf(out, "    {\"%s\", %s, %s, {", language->code, language->is_rtl ? "true" : "false",
            language->is_draft ? "true" : "false");
    for (int i = 0; i < language->category_count; i++) {
        fprintf(out, "%s\"%s\"", i > 0 ? ", " : "", language->categories[i].name);
    }
    fprintf(out, "}, %zu},\n", language->translated_count);
}

static void write_names(FILE *out, const struct po *english)
{
    fputs("const char *const word_names[] = {\n    \"\",\n", out);
    for (size_t i = 0; i < english->count; i++) {
        fprintf(out, "    \"%s\",\n", english->entries[i].key);
    }
    fprintf(out, "};\n\nconst size_t word_count = %zu;\n\n", english->count + 1);
}

// A table ends at its language's last translated key, so its length is asked for, not assumed.
static void write_lookup(FILE *out, size_t count)
{
    fputs("static const struct {\n    const struct word_entry *entries;\n    size_t count;\n"
          "} tables[] = {\n", out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "    {entries_%zu, sizeof entries_%zu / sizeof *entries_%zu},\n", i, i, i);
    }
    fputs("};\n\n"
          "const char *const *word_forms(size_t language, enum word key)\n"
          "{\n"
          "    if (language >= language_count || (size_t)key >= tables[language].count) {\n"
          "        return NULL;\n"
          "    }\n"
          "    const char *const *forms = tables[language].entries[key].forms;\n"
          "    return forms[0] == NULL ? NULL : forms;\n"
          "}\n", out);
}

static void write_source(const char *path, const char *header, const struct language *languages,
                         size_t count)
{
    FILE *out = file_create(path);
    fprintf(out, "// Made by tool/wordc.c.\n#include \"%s\"\n\n", file_name(header));
    fputs("struct word_entry {\n    const char *forms[6];\n};\n\n", out);
    for (size_t i = 0; i < count; i++) {
        write_entries(out, &languages[i], i);
    }
    fputs("const struct language language_table[] = {\n", out);
    for (size_t i = 0; i < count; i++) {
        write_language_row(out, &languages[i]);
    }
    fprintf(out, "};\n\nconst size_t language_count = %zu;\n\n", count);
    write_names(out, &languages[0].po);
    write_lookup(out, count);
    file_close(out, path);
}

static void print_coverage(const struct language *language, const struct language *english)
{
    size_t all = english->po.count;
    printf("words %-4s %zu of %zu%s", language->code, language->translated_count, all,
           language->is_draft ? ", draft" : "");
    if (language->translated_count < all) {
        printf(", %zu shown in English", all - language->translated_count);
    }
    putchar('\n');
}

int main(int argument_count, char **arguments)
{
    if (argument_count < 4 || strcmp(file_name(arguments[3]), "en.po") != 0) {
        fputs("usage: wordc words.c words.h en.po OTHER.po...\n", stderr);
        return 2;
    }
    size_t count = (size_t)argument_count - 3;
    struct language *languages = file_memory(count, sizeof *languages);
    int problems = 0;
    for (size_t i = 0; i < count; i++) {
        languages[i] = read_language(arguments[i + 3]);
        check_language(&languages[i], &languages[0]);
        problems += languages[i].po.problem_count;
    }
    if (problems > 0) {
        fprintf(stderr, "wordc: %d problem%s\n", problems, problems == 1 ? "" : "s");
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        print_coverage(&languages[i], &languages[0]);
    }
    write_header(arguments[2], &languages[0].po);
    write_source(arguments[1], arguments[2], languages, count);
    return 0;
}
