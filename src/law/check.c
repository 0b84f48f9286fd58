/* Runs at build: loads every file of law-data/ and names what is wrong. */
#include <stdio.h>

#include "law/area.h"
#include "law/book.h"
#include "law/cold.h"
#include "law/edition.h"
#include "law/ground.h"
#include "law/homeless.h"
#include "law/move_on.h"
#include "law/questionnaire.h"
#include "law/rate.h"
#include "law/retention.h"

static bool is_good(struct arena *arena, enum err err, const struct law_fault *fault)
{
    if (err != OK)
        fprintf(stderr, "%.*s\n", STR_ARGS(law_fault_text(arena, fault)));
    return err == OK;
}

static bool are_rules_good(struct arena *arena)
{
    struct law_texts texts = law_texts_built_in();
    const struct law_book *book;
    struct law_fault fault;
    enum err err = law_book_load(arena, &texts, &book, &fault);
    if (!is_good(arena, err, &fault))
        return false;
    printf("%zu rules, %zu events\n", book->rule_count, book->event_count);
    return true;
}

static bool are_rates_good(struct arena *arena)
{
    const struct law_rates *rates;
    struct law_fault fault;
    enum err err = law_rates_load(arena, law_data(STR("rates.csv")), &rates, &fault);
    if (!is_good(arena, err, &fault))
        return false;
    printf("%zu rates\n", rates->count);
    return true;
}

/* After the rules, which both files name. */
static bool are_steps_good(struct arena *arena)
{
    const struct law_move_on_steps *steps;
    struct homeless_questions questions;
    struct law_fault fault;
    const struct law_book *book = law_book_built_in();
    enum err err = law_move_on_load(arena, law_data(STR("move-on.csv")), book, &steps, &fault);
    if (err == OK)
        err = homeless_load(arena, law_data(STR("homelessness.csv")), book, &questions, &fault);
    if (!is_good(arena, err, &fault))
        return false;
    printf("%zu steps, %zu questions\n", steps->count, questions.count);
    return true;
}

static bool is_retention_good(struct arena *arena)
{
    const struct law_retention *rules;
    struct law_fault fault;
    enum err err = law_retention_load(arena, law_data(STR("retention.csv")), &rules, &fault);
    if (!is_good(arena, err, &fault))
        return false;
    printf("%zu rules of retention\n", rules->count);
    return true;
}

static bool is_cold_good(struct arena *arena)
{
    const struct law_cold *rules;
    struct law_fault fault;
    enum err err = law_cold_load(arena, law_data(STR("cold.csv")), &rules, &fault);
    if (!is_good(arena, err, &fault))
        return false;
    printf("%zu rules of going cold\n", rules->count);
    return true;
}

static bool are_grounds_good(struct arena *arena)
{
    const struct law_grounds *grounds;
    struct law_fault fault;
    enum err err = law_grounds_load(arena, law_data(STR("suppression-grounds.csv")), &grounds,
                                    &fault);
    if (!is_good(arena, err, &fault))
        return false;
    printf("%zu grounds of suppression\n", grounds->count);
    return true;
}

static bool is_questionnaire_good(struct arena *arena, struct str name)
{
    const struct questionnaire *questionnaire;
    struct str complaint;
    if (questionnaire_load(arena, name, law_data(name), &questionnaire, &complaint) != OK) {
        fprintf(stderr, "%.*s\n", STR_ARGS(complaint));
        return false;
    }
    printf("%.*s: %zu items\n", STR_ARGS(name), questionnaire->count);
    return true;
}

int main(void)
{
    struct arena arena = arena_make((size_t)64 << 20);
    bool is_good = are_rules_good(&arena);
    is_good &= are_rates_good(&arena);
    is_good &= is_retention_good(&arena);
    is_good &= is_cold_good(&arena);
    is_good &= are_grounds_good(&arena);
    is_good = is_good && are_steps_good(&arena);
    for (size_t i = 0; !str_is_empty(law_data_name(i)); i++) {
        if (str_ends(law_data_name(i), STR(".json")))
            is_good &= is_questionnaire_good(&arena, law_data_name(i));
    }
    printf("%zu areas\n", area_all().count);
    arena_free(&arena);
    return is_good ? 0 : 1;
}
