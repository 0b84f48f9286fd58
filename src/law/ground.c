#include "law/ground.h"

#include <pthread.h>

#include "law/edition.h"
#include "law/table.h"

enum { MONTHS_MOST = 12, GROUND_MEMORY = 1 << 17 };

static void read_ground(struct table *table, struct law_ground *ground)
{
    ground->rule = table_text(table, "rule");
    ground->ground = table_text(table, "ground");
    ground->tells = table_flag(table, "tells");
    ground->months = (int32_t)table_number_if(table, "months", true, 1, MONTHS_MOST);
    ground->law = table_text(table, "law");
    table_period(table, &ground->from, &ground->to);
    ground->source = table_text(table, "source");
    ground->grade = table_grade(table);
    ground->doubt = table_text_or_none(table, "doubt");
}

enum err law_grounds_load(struct arena *arena, struct str csv,
                          const struct law_grounds **out_grounds, struct law_fault *out_fault)
{
    static const char *const columns[] = {"rule", "ground", "tells",  "months", "law",
                                          "from", "to",     "source", "grade",  "doubt"};
    struct table table =
        table_open(arena, STR("suppression-grounds.csv"), csv, columns, COUNT_OF(columns));
    struct law_ground *rows = ARENA_MANY(arena, struct law_ground, table.row_limit);
    struct law_grounds *grounds = ARENA_NEW(arena, struct law_grounds);
    grounds->at = rows;
    while (table_next(&table))
        read_ground(&table, &rows[grounds->count++]);
    enum err err = table_result(&table, out_fault);
    if (err == OK)
        *out_grounds = grounds;
    return err;
}

static const struct law_grounds *built_in;

static void load_built_in(void)
{
    static struct arena arena;
    arena = arena_make(GROUND_MEMORY);
    struct law_fault fault;
    enum err err =
        law_grounds_load(&arena, law_data(STR("suppression-grounds.csv")), &built_in, &fault);
    law_must(err, &arena, &fault);
}

const struct law_grounds *law_grounds_built_in(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    must(pthread_once(&once, load_built_in) == 0);
    return built_in;
}

const struct law_ground *law_ground_on(const struct law_grounds *grounds, struct str ground,
                                       struct date today)
{
    for (size_t i = 0; i < grounds->count; i++) {
        const struct law_ground *is = &grounds->at[i];
        if (str_equal(is->ground, ground) && date_is_within(today, is->from, is->to))
            return is;
    }
    return NULL;
}
