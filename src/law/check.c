/* Runs at build: loads every file of law-data/ and names the first fault. */
#include <stdio.h>

#include "law/book.h"

int main(void)
{
    struct arena arena = arena_make((size_t)16 << 20);
    struct law_texts texts = law_texts_built_in();
    const struct law_book *book;
    struct law_fault fault;
    enum err err = law_book_load(&arena, &texts, &book, &fault);
    if (err != OK)
        fprintf(stderr, "%.*s\n", STR_ARGS(law_fault_text(&arena, &fault)));
    else
        printf("%zu rules, %zu events\n", book->rule_count, book->event_count);
    arena_free(&arena);
    return err == OK ? 0 : 1;
}
