#include "law/area.h"

#include <pthread.h>

#include "base/csv.h"
#include "law/book.h"

enum { AREAS_LIMIT = 200, AREA_COLUMNS = 4, AREA_MEMORY = 256 * 1024 };
static struct area areas[AREAS_LIMIT];
static size_t area_count;
static pthread_once_t areas_read = PTHREAD_ONCE_INIT;

static bool is_nation(struct str nation)
{
    return nation.size == 1 && str_find(STR("EWSN"), nation.at[0], 0) != SIZE_MAX;
}

/* The file is part of the program, so a fault in it is a bug of the build. */
static void read_areas(void)
{
    static struct arena arena;
    arena = arena_make(AREA_MEMORY);
    struct csv_reader reader = csv_read(&arena, law_data(STR("areas.csv")));
    struct csv_record record;
    must(csv_next(&reader, &record) == OK && record.count == AREA_COLUMNS);
    enum err err;
    while ((err = csv_next(&reader, &record)) == OK) {
        must(record.count == AREA_COLUMNS && area_count < AREAS_LIMIT);
        must(is_nation(record.fields[2]));
        areas[area_count++] = (struct area){
            .code = record.fields[0],
            .region = record.fields[1],
            .nation = record.fields[2],
            .name = record.fields[3],
        };
    }
    must(err == ERR_NOT_FOUND);
}

struct areas area_all(void)
{
    pthread_once(&areas_read, read_areas);
    return (struct areas){areas, area_count};
}

const struct area *area_find(struct str code)
{
    struct areas all = area_all();
    for (size_t i = 0; i < all.count; i++)
        if (str_equal(code, all.at[i].code))
            return &all.at[i];
    return NULL;
}
