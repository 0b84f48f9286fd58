/* Bodies of forms: whatever is sent, the struct keeps its promises and no field has two problems.
 * sources: base src/web/request.c src/web/form.c src/web/words.c src/web/tongue.c sample
 */
#include <string.h>

#include "sample_view.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_text(struct str text, size_t most, bool has_lines)
{
    must(str_is_utf8(text) && str_length(text) <= most);
    for (size_t i = 0; i < text.size; i++) {
        bool is_line = text.at[i] == '\n' || text.at[i] == '\t';
        must((unsigned char)text.at[i] >= 0x20 || (has_lines && is_line));
    }
}

static void check_form(const struct sample_form *form, const struct problems *problems)
{
    check_text(form->name, 10, false);
    check_text(form->note, 20, true);
    must(form->count == INTEGER_NONE || (form->count >= 1 && form->count <= 72));
    must(form->wish.size == 0 || code_find(&codes_answer, form->wish));
    must(form->answers.count <= codes_answer.count);
    for (size_t i = 0; i < form->answers.count; i++)
        must(code_find(&codes_answer, form->answers.at[i]));
    if (date_is_some(form->born_on)) {
        struct date again;
        must(date_make(date_parts(form->born_on), &again) == OK);
        must(date_compare(again, form->born_on) == 0);
    }
    must(problems->count <= shape_sample_form.field_count);
    if (problems->count == 0)
        must(form->name.size > 0 && date_is_some(form->met_on) && form->answer.size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct problems problems = problems_make(&arena);
    struct sample_form form;
    struct pairs pairs;
    if (pairs_read(&arena, (struct str){(const char *)bytes, size}, &pairs) == OK) {
        memset(&form, 0x55, sizeof(form));
        form_read(&shape_sample_form, pairs, &problems, &form);
        check_form(&form, &problems);
    }
    arena_free(&arena);
    return 0;
}
