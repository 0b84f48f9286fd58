#include "web/frame_part.h"
#include "web/page.h"

#include <string.h>

/* Where the summary's link leads: to the field, or to the first box of a date. */
static struct str field_url(struct page *page, struct str field)
{
    if (field.size == 0)
        return STR_NONE;
    struct str day = str_format(page->arena, "%.*s-day", STR_ARGS(field));
    for (size_t i = 0; i < page->typed.count; i++)
        if (str_equal(page->typed.at[i].name, day))
            return str_format(page->arena, "#%.*s", STR_ARGS(day));
    return str_format(page->arena, "#%.*s", STR_ARGS(field));
}

/* Below the question "Answer this question." is clear; above, it says which. */
static struct str summary_of(struct page *page, size_t i)
{
    const struct problem *problem = &page->problems->items[i];
    struct str sentence =
        page_word(page, problem->word, &(struct word_argument){"detail", problem->detail}, 1);
    struct str called = page->called != NULL ? page->called[i] : STR_NONE;
    struct word_argument both[] = {{"field", called}, {"problem", sentence}};
    return str_is_empty(called)
               ? sentence
               : page_word(page, WORD_error_summary_line, both, COUNT_OF(both));
}

static void list_problems(struct page *page, struct part_frame *frame)
{
    size_t count = page->problems == NULL ? 0 : page->problems->count;
    struct problem_link *links = ARENA_MANY(page->arena, struct problem_link, count);
    for (size_t i = 0; i < count; i++)
        links[i] = (struct problem_link){field_url(page, page->problems->items[i].field),
                                         summary_of(page, i)};
    frame->links.at = links;
    frame->links.count = count;
}

/* Each language by its own name, which only its own file has. */
static void list_languages(struct page *page, struct part_frame *frame)
{
    struct language_link *links = ARENA_MANY(page->arena, struct language_link, language_count);
    size_t count = 0;
    struct str back = page_encoded(page, page->path);
    for (size_t i = 0; i < language_count; i++) {
        const char *const *name = word_forms(i, WORD_frame_own_name);
        if (name == NULL)
            continue;
        const char *code = language_table[i].code;
        links[count++] = (struct language_link){
            .code = str_of(code),
            .name = str_of(name[0]),
            .url = page_join(page, (const struct str[]){STR("/language/"), str_of(code),
                                                        STR("?back="), back}, 4),
            .is_rtl = language_table[i].is_rtl,
            .is_current = i == page->language,
        };
    }
    frame->languages.at = links;
    frame->languages.count = count > 1 && page->path.size > 0 ? count : 0;
}

static struct str document_title(struct page *page, bool has_problems)
{
    struct str service = page_word(page, WORD_frame_service_name, NULL, 0);
    struct word_argument arguments[] = {{"page", page->title}, {"service", service}};
    int word = has_problems ? WORD_frame_title_error : WORD_frame_title;
    return page_word(page, word, arguments, COUNT_OF(arguments));
}

/* The head is known last: its title and its summary of problems come from the content. So room is
 * left for it, it is rendered behind the content, and it alone is moved. */
enum { HEAD_BYTES = 4 * 1024 };

/* What stands in out from head_at on is moved before the content; returns where it begins. */
static size_t move_head(struct buf *out, size_t head_at)
{
    size_t head = out->size - head_at, content = head_at - HEAD_BYTES;
    size_t more = head > HEAD_BYTES ? head - HEAD_BYTES : 0;
    if (more > 0) { /* many problems: the content makes way */
        buf_room(out, more);
        memmove(out->at + HEAD_BYTES + more, out->at + HEAD_BYTES, content + head);
    }
    size_t start = HEAD_BYTES + more - head;
    memcpy(out->at + start, out->at + head_at + more, head);
    out->size = head_at + more;
    return start;
}

struct str page_document(struct page *page, void (*render)(struct page *page, const void *view),
                         const void *view)
{
    buf_room(&page->out, HEAD_BYTES);
    page->out.size = HEAD_BYTES;
    render(page, view);
    size_t head_at = page->out.size;
    const struct language *language = &language_table[page->language];
    struct part_frame frame = {
        .language = str_of(language->code),
        .direction = language->is_rtl ? STR("rtl") : STR("ltr"),
        .style = language->is_rtl ? STR("app.rtl.css") : STR("app.css"),
        .is_draft = language->is_draft,
        .is_demo = page->is_demo,
        .is_read_only = page->is_read_only,
        .staff_name = page->staff_name,
        .notice = page->notice == WORD_NONE ? STR_NONE : page_word(page, page->notice, NULL, 0),
    };
    frame.navigation.at = page->navigation;
    frame.navigation.count = page->navigation_count;
    list_problems(page, &frame);
    list_languages(page, &frame);
    frame.title = document_title(page, frame.links.count > 0);
    part_frame_open(page, &frame);
    size_t start = move_head(&page->out, head_at);
    part_frame_close(page, &frame);
    return str_slice(buf_text(&page->out), start, page->out.size - start);
}
